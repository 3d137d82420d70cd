"""Pages on which interviews are arranged, moved, cancelled and passed on."""

import re

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.database import utc_now
from assess.interviews import queries
from assess.openings.models import Opening
from assess.openings.rules import Seat
from assess.openings.services import plans
from tests.browser import form_fields
from tests.interviews.staging import card, hours, interview, post


@pytest.fixture
def manager(make):
    return make.manager(name="Priya Raman")


@pytest.fixture
def panel(make):
    return [make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")]


@pytest.fixture
def application(make, manager, panel):
    return make.application(make.opening(manager, panel), name="Temitope Bankole")


@pytest.fixture
def arranging(browser, manager, application):
    """The page on which an interview is arranged, and what it would send as it is shown."""
    priya, path = browser(manager), f"/applications/{application.public_id}/interviews/new"
    return priya, path, priya.fields(path)


def interviews(make, application):
    with make.transaction() as session:
        return len(queries.interviews_of(session, application.id))


def test_the_page_proposes_the_whole_panel_on_the_next_working_day_at_ten(arranging):
    _, _, form = arranging

    assert form["starts_at"].endswith("T10:00")
    assert len(form["seats"]) == 2
    assert form["time_zone"] == "Europe/London"
    assert int(form["minutes"]) % 5 == 0


def test_arranging_and_changing_belong_to_openings_in_the_navigation(arranging):
    priya, path, form = arranging
    dossier = priya.post(path, form)
    changes = [link for link in dossier.page.links if link.startswith("/interviews/")]

    marked = {
        re.search(r'aria-current="page"><span>([^<]+)<', priya.get(link).html)[1]
        for link in (path, *changes)
    }

    assert {link.split("/")[3] for link in changes} == {"time", "cancel", "replace"}
    assert marked == {"Openings"}


def test_one_press_arranges_what_is_proposed(make, arranging, application):
    priya, path, form = arranging

    seen = priya.post(path, form)

    assert seen.path == f"/applications/{application.public_id}"
    assert "the invitations are on their way" in seen.text
    assert len(post(make)) == 3


def test_a_second_press_gives_the_same_answer_and_no_second_interview(make, arranging, application):
    priya, path, form = arranging
    some = {**form, "seats": form["seats"][:1]}

    first, second = priya.post(path, some), priya.post(path, some)

    assert first.path == second.path == f"/applications/{application.public_id}"
    assert second.text.count("the invitations are on their way") == 1
    assert interviews(make, application) == 1
    assert len(post(make)) == 2


def test_a_place_with_commas_reaches_the_calendar_as_typed(make, arranging):
    priya, path, form = arranging

    priya.post(path, {**form, "place": "Room 2, floor 3; ring\r\nATTENDEE:mailto:x@y.example"})

    calendars = [letter.calendar for letter in post(make)]
    assert all("Room 2\\, floor 3\\; ring ATTENDEE" in c.replace("\r\n ", "") for c in calendars)


WRONG = [
    ({"seats": []}, "Choose at least one interviewer."),
    ({"seats": ["0"]}, "Choose from the options on this page."),
    ({"seats": ["x" * 5_000]}, "Choose from the options on this page."),
    ({"starts_at": ""}, "Enter date and time."),
    ({"starts_at": "soon"}, "Enter date and time like 2026-12-04 17:00."),
    ({"starts_at": "0001-01-01T00:00"}, "Enter a year from 2000 to 2099."),
    ({"starts_at": "9999-12-31T23:59"}, "Enter a year from 2000 to 2099."),
    ({"starts_at": "20261-12-04T10:00"}, "Enter date and time like 2026-12-04 17:00."),
    ({"time_zone": "Mars/Olympus"}, "Choose one of the options on this page."),
    ({"time_zone": "../../etc/passwd"}, "Choose one of the options on this page."),
    ({"minutes": "14"}, "Enter a whole number from 15 to 240."),
    ({"minutes": "long"}, "Enter a whole number from 15 to 240."),
    ({"minutes": "9" * 5_000}, "Enter a whole number from 15 to 240."),
    ({"place": "x" * 501}, "Shorten this to 500 characters or fewer; it has 501."),
]


def test_what_cannot_be_arranged_is_said_and_the_rest_stays(make, arranging, application):
    priya, path, form = arranging

    for change, said in WRONG:
        seen = priya.post(path, {**form, "place": "<b>Room</b> 2", **change})
        assert said in seen.text, change
        assert "place" in change or form_fields(seen.html)["place"] == "<b>Room</b> 2"

    assert interviews(make, application) == 0


def test_people_with_an_interview_are_not_offered_again(arranging):
    priya, path, form = arranging
    priya.post(path, {**form, "seats": form["seats"][:1]})

    seen = priya.get(path)

    assert "Mei Tanaka" in seen.text
    assert "Omar Haddad" not in seen.text


def test_forms_of_two_tabs_arrange_one_interview(make, arranging, application):
    priya, path, form = arranging
    other = priya.fields(path)
    priya.post(path, form)

    seen = priya.post(path, other)

    assert "Everybody on the panel has an interview with this candidate already." in seen.text
    assert interviews(make, application) == 1
    assert len(post(make)) == 3


def test_a_candidate_meets_one_of_several_panels(make, browser, manager, panel, application):
    """Panels share an interviewer, who then stands in the list once for each."""
    two_panels(make, manager, [*panel, make.user(name="Ana Díaz")])
    priya, path = browser(manager), f"/applications/{application.public_id}/interviews/new"
    html = priya.get(path).html
    every = re.findall(r'name="seats"[^>]*value="(\d+)"', html)

    seen = priya.post(path, {**priya.fields(path), "seats": every})

    assert "Mei Tanaka (panel 1)" in seen.text
    assert "Mei Tanaka (panel 2)" in seen.text
    assert "Choose people of one panel. A candidate meets one panel." in seen.text
    assert interviews(make, application) == 0


def test_a_moved_interview_shows_its_new_time(make, browser):
    hire = make.hire()
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/time"

    seen = priya.post(path, {**priya.fields(path), "starts_at": "2027-12-04T17:00"})

    assert "The interview has moved. Everybody hears of it." in seen.text
    assert "Saturday 4 December 2027, 17:00 London time" in seen.text


@pytest.mark.parametrize(
    ("starts_in", "to", "ticked", "said", "told"),
    [
        (24, "2027-12-04T17:00", False, "The interviewers hear of it, the candidate does not.", 2),
        (24, "2020-12-04T17:00", True, "The interviewers hear of it, the candidate does not.", 2),
        (-72, "2020-12-04T17:00", True, "It lies in the past, so nobody is told.", 0),
        (-72, "2027-12-04T17:00", True, "Everybody hears of it.", 3),
    ],
)
def test_a_moved_interview_says_who_hears_of_it(make, browser, starts_in, to, ticked, said, told):
    hire = make.hire(starts_in=hours(starts_in))
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/time"
    form, posted = priya.fields(path) | {"starts_at": to}, len(post(make))
    form["tell_candidate"] = "y" if ticked else ""

    seen = priya.post(path, form)

    assert f"The interview has moved. {said}" in seen.text
    assert len(post(make, before=posted)) == told


def test_a_cancelled_interview_may_be_kept_from_the_candidate(make, browser):
    hire = make.hire()
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/cancel"

    seen = priya.post(path, priya.fields(path) | {"tell_candidate": ""})

    assert "The interviewers hear of it, the candidate does not." in seen.text


def test_two_people_who_move_an_interview_see_both_times(make, browser):
    hire, grace = make.hire(), make.user(Role.HR_PARTNER)
    path = f"/interviews/{hire.interview_id}/time"
    priya, hr = browser(hire.manager), browser(grace)
    form = hr.fields(path)
    priya.post(path, {**priya.fields(path), "place": "Room 7"})
    posted = len(post(make))

    seen = hr.post(path, {**form, "place": "Room 9"})

    assert seen.code == 409
    assert "<pre>Room 7</pre>" in seen.html
    assert "<pre>Room 9</pre>" in seen.html
    assert len(post(make)) == posted


def test_a_moved_interview_with_a_wrong_time_stays_where_it_is(make, browser):
    hire = make.hire()
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/time"

    seen = priya.post(path, {**priya.fields(path), "starts_at": "9999-12-31T23:59", "place": "B"})

    assert "Enter a year from 2000 to 2099." in seen.text
    with make.transaction() as session:
        assert interview(session, hire.interview_id).sequence == 0


def test_a_cancelled_interview_is_marked_and_cannot_be_cancelled_again(make, browser):
    hire = make.hire()
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/cancel"
    form = priya.fields(path)

    first, second = priya.post(path, form), priya.post(path, form)

    assert "The interview is cancelled. Everybody hears of it." in first.text
    assert "This interview was cancelled. Arrange a new one." in second.text
    assert "Cancelled" in second.text


def test_who_wrote_notes_reads_them_after_the_interview_was_cancelled(make, browser):
    hire = make.hire()
    make.drafted(hire.interview_id, hire.panel[0], note="Named <both> figures.")
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/cancel"
    priya.post(path, priya.fields(path))

    seen = browser(hire.panel[0]).get(f"/interviews/{hire.interview_id}")

    assert "What you wrote" in seen.text
    assert "Named <both> figures." in seen.text


def test_an_interview_with_a_scorecard_in_is_not_cancelled(make, browser):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0])
    priya, path = browser(hire.manager), f"/interviews/{hire.interview_id}/cancel"

    seen = priya.post(path, priya.fields(path))

    assert "A scorecard is in, so this interview took place." in seen.text


def test_a_replacement_is_invited_and_offered_no_second_time(make, browser):
    hire, ana = make.hire(), make.user(name="Ana Díaz")
    priya, path = browser(hire.manager), replacing(make, hire)

    first = priya.post(path, {**priya.fields(path), "person": ana.public_id})
    second = priya.post(path, {**form_fields(first.html), "person": ana.public_id})

    assert "Ana Díaz takes over and is invited." in first.text
    assert "Choose one of the options on this page." in second.text


@pytest.mark.parametrize("person", ["", "nobody", "\x00", "x" * 5_000])
def test_nobody_made_up_takes_over(make, browser, person):
    hire = make.hire()
    priya, path = browser(hire.manager), replacing(make, hire)

    seen = priya.post(path, {**priya.fields(path), "person": person})

    assert seen.code == 200
    assert "There is a problem" in seen.text


def test_people_who_may_not_interview_are_not_offered(make, browser):
    hire = make.hire()
    make.user(Role.ADMINISTRATOR, name="Ines Moreira")
    make.user(Role.AUDITOR, name="Ruth Castellanos")

    seen = browser(hire.manager).get(replacing(make, hire))

    assert "Ines Moreira" not in seen.text
    assert "Ruth Castellanos" not in seen.text


def test_a_candidate_linked_with_no_other_is_pointed_out(make, browser, manager, panel):
    opening = make.opening(manager, panel)
    one, other = make.application(opening), make.application(opening)
    make.interview(one, manager)
    apart = make.interview(other, manager)
    priya = browser(manager)
    seen = None
    for person in panel:
        with make.transaction() as session:
            card_id = card(session, apart, person).public_id
        path = f"/interviews/{apart}/replace/{card_id}"
        priya.get(path)
        seen = priya.post(path, {"person": make.user().public_id})

    assert "No interviewer links this candidate with all the others" in seen.text


@pytest.mark.parametrize("page", ["time", "cancel"])
def test_interviews_of_openings_one_does_not_run_do_not_exist(make, browser, page):
    hire = make.hire()

    for person in (hire.panel[0], make.manager(), make.user(Role.ADMINISTRATOR)):
        seen = browser(person).get(f"/interviews/{hire.interview_id}/{page}")
        assert seen.code == 404


def test_nobody_arranges_for_an_opening_they_do_not_run(make, browser, application, panel):
    path = f"/applications/{application.public_id}/interviews/new"

    for person in (panel[0], make.manager()):
        assert browser(person).get(path).code == 404


def test_a_scorecard_of_another_interview_is_not_replaced_here(make, browser):
    hire, other = make.hire(), make.hire()
    with make.transaction() as session:
        card_id = card(session, other.interview_id, other.panel[0]).public_id

    seen = browser(hire.manager).get(f"/interviews/{hire.interview_id}/replace/{card_id}")

    assert seen.code == 404


def replacing(make, hire):
    """The page on which the first of the panel is replaced."""
    with make.transaction() as session:
        card_id = card(session, hire.interview_id, hire.panel[0]).public_id
    return f"/interviews/{hire.interview_id}/replace/{card_id}"


def two_panels(make, manager, people):
    """Publish a plan with two panels that share the second person."""
    with make.transaction() as session:
        opening = session.scalars(select(Opening)).one()
        plan = plans.start_new_version(session, opening, actor=manager, now=utc_now())
        everything = frozenset(aim.competency for aim in plan.aims)
        first, shared, last = people
        seats = [
            Seat(panel, person.id, person.name, everything, frozenset())
            for panel, person in ((1, first), (1, shared), (2, shared), (2, last))
        ]
        plans.change_panel(session, plan, seats, actor=manager, now=utc_now())
        session.refresh(plan, ["seats"])
        plans.publish(session, opening, plan, actor=manager, now=utc_now())
