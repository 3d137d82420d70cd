"""Before their own scorecard is in, nobody on a panel learns what another one rated."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.hiring import queries, services
from assess.hiring.rules import Outcome
from assess.interviews import queries as interviews
from assess.interviews.services import scheduling, scorecards
from assess.mail import KIND, Letter
from assess.queue import OutboxRow
from tests.factories import EVIDENCE, SENDER

CANARY = "Kestrel"


@pytest.fixture
def hire(make):
    """Omar is in, has changed a rating, and HR decided early; Priya and Mei are not in."""
    hire = make.hire(on_panel=True, name="Temitope Bankole")
    omar, mei = hire.panel[1:]
    make.submitted(hire.interview_id, omar, 5, note=f"{CANARY} one. {EVIDENCE}")
    with make.transaction() as session:
        card = interviews.get_own_scorecard(session, omar, hire.interview_id)
        scorecards.amend(
            session, card, competency="action", level=1, not_asked=False,
            evidence=f"{CANARY} two.", reason=f"{CANARY} three, a mix-up.", version=0,
            now=utc_now(),
        )  # fmt: skip
    grace = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    make.debriefed(replace(hire, manager=grace))
    decide(make, hire, grace)
    for person in (hire.manager, mei):
        make.drafted(hire.interview_id, person, {"teams": 2}, note="A note of my own.")
    return hire


def decide(make, hire, person):
    with make.transaction() as session:
        actor = session.get_one(User, person.id)
        view = queries.panel_view(session, actor, hire.application_id)
        services.decide(
            session, view, view.matrix, outcome=Outcome.MORE_EVIDENCE,
            reasons=["action", "teams"], explanation=f"{CANARY} four: Omar rated Action 1.",
            dissent=f"{CANARY} five.", decider=actor.name, seen=0, actor=actor, now=utc_now(),
        )  # fmt: skip


def every_page(hire):
    application = f"/applications/{hire.application_id}"
    interview = f"/interviews/{hire.interview_id}"
    return [
        "/home",
        *(application + page for page in ("", "/debrief", "/decisions/1", "/report", "/report.pdf",
                                          "/feedback", "/feedback.pdf", "/interviews/new")),
        *(interview + page for page in ("", "/declare", "/review", "/calendar.ics", "/files",
                                        "/time", "/cancel", "/amend/action", "/amend/overall")),
        f"/openings/{hire.opening_id}",
        "/sandbox/mails",
    ]  # fmt: skip


def person(hire, who):
    return hire.manager if who == "manager" else hire.panel[2]


@pytest.mark.parametrize("who", ["manager", "interviewer"])
def test_no_page_shows_what_somebody_else_wrote(browser, hire, who):
    reader = browser(person(hire, who))

    for page in every_page(hire):
        seen = reader.get(page)
        assert CANARY not in seen.html, page
        assert CANARY.encode() not in seen.data, page


@pytest.mark.parametrize("who", ["manager", "interviewer"])
def test_no_form_brings_forth_what_somebody_else_wrote(browser, hire, who):
    reader = browser(person(hire, who))
    reader.get("/home")
    application = f"/applications/{hire.application_id}"
    interview = f"/interviews/{hire.interview_id}"
    forms = {
        f"{application}/ratings": {},
        f"{application}/debrief/open": {"reason": "I am curious."},
        f"{application}/debrief": {"outcome": "offer", "reasons": ["action", "teams"], "seen": "1",
                                   "explanation": "x", "decider": "I"},
        f"{interview}/review": {"r-overall": ""},
        f"{interview}/amend/action": {"rating": "3", "reason": "x" * 30},
        f"{interview}/declare": {},
        interview: {"n-action--besides": "Mine.", "version-n-action--besides": "0"},
    }  # fmt: skip

    for path, form in forms.items():
        assert CANARY not in reader.post(path, form).html, path


@pytest.mark.parametrize("message", [
    {"kind": "note", "competency": "action", "question": "", "text": "Mine.", "version": 9},
    {"kind": "rating", "competency": "action", "level": 3, "version": 9},
    {"kind": "rating", "competency": "overall", "level": 1, "version": 9},
])  # fmt: skip
def test_a_conflict_on_my_card_is_with_my_own_words(browser, hire, message):
    mei = browser(hire.panel[2])
    mei.get("/home")

    answer = mei.send(f"/interviews/{hire.interview_id}/save", message)

    assert CANARY not in answer.get_data(as_text=True)
    assert answer.json.get("theirs", {}).get("level") in (None, 3)


def test_stepping_back_is_no_way_to_look(browser, hire):
    priya = browser(hire.manager)
    priya.get(f"/interviews/{hire.interview_id}/declare")
    priya.post(f"/interviews/{hire.interview_id}/declare", {"conflict": "yes"})

    for page in every_page(hire):
        assert CANARY.encode() not in priya.get(page).data, page


@pytest.fixture
def apart(make):
    """Priya runs the opening and has a place on the panel; so far only Omar met the candidate."""
    priya, omar = make.manager(name="Priya Raman"), make.user(name="Omar Haddad")
    application = make.application(make.opening(priya, [priya, omar]))
    interview_id = make.interview(application, priya, people=[omar])
    make.submitted(interview_id, omar, 5, note=f"{CANARY} one. {EVIDENCE}")
    return priya, omar, application, interview_id


def test_a_place_without_an_interview_is_no_way_to_look(browser, apart):
    priya, _, application, _ = apart

    seen = browser(priya).get(f"/applications/{application.public_id}/debrief")

    assert "You have a place on this panel and no interview yet." in seen.text
    assert CANARY not in seen.html


def test_cancelling_ones_own_interview_is_no_way_to_look(make, browser, apart):
    priya, _, application, _ = apart
    own = make.interview(application, priya, people=[priya])
    reader = browser(priya)
    reader.get(f"/interviews/{own}/cancel")
    reader.post(f"/interviews/{own}/cancel")

    seen = reader.get(f"/applications/{application.public_id}/debrief")

    assert CANARY not in seen.html


def test_whoever_gives_up_the_place_sees_everything_and_rates_no_more(browser, apart):
    priya, _, application, _ = apart
    reader = browser(priya)
    reader.get(f"/applications/{application.public_id}/debrief")

    seen = reader.post(f"/applications/{application.public_id}/place")

    assert CANARY in seen.html
    arrange = reader.get(f"/applications/{application.public_id}/interviews/new")
    assert "Everybody on the panel has an interview with this candidate." in arrange.text


def test_whoever_takes_a_place_over_when_others_are_in_is_marked(make, browser):
    hire = make.hire(name="Temitope Bankole")
    omar, mei = hire.panel
    make.submitted(hire.interview_id, omar)
    grace = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    with make.transaction() as session:
        place = scorecard(session, hire, mei)
        scheduling.replace(
            session, place, session.get_one(User, grace.id), sender=SENDER,
            actor=session.get_one(User, hire.manager.id), now=utc_now() - timedelta(hours=1),
        )  # fmt: skip
    make.submitted(hire.interview_id, grace)
    make.debriefed(hire)

    seen = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief")

    assert "Grace Adeyemi could see others' ratings before" in seen.text


def scorecard(session, hire, user):
    card = interviews.get_own_scorecard(session, user, hire.interview_id)
    assert card is not None
    return card


def test_once_mine_is_in_and_i_ask_everything_is_there(make, browser, hire):
    with make.transaction() as session:
        card = interviews.get_own_scorecard(session, hire.manager, hire.interview_id)
        for note in card.notes:
            note.text = EVIDENCE
    make.submitted(hire.interview_id, hire.manager)
    priya = browser(hire.manager)
    priya.get(f"/applications/{hire.application_id}/debrief")

    before = priya.get(f"/applications/{hire.application_id}/debrief").html
    after = priya.post(f"/applications/{hire.application_id}/ratings").html

    assert CANARY not in before
    assert f"{CANARY} one." in after
    assert f"{CANARY} three, a mix-up." in after


def test_mails_do_not_depend_on_what_was_rated(make):
    """Two candidates whose scorecards mirror each other cause the same mails."""
    told = []
    manager, panel = make.manager(name="Priya Raman"), [make.user(), make.user()]
    for levels in ((1, 5), (5, 1)):
        before = len(letters(make))
        hire = make.hire(panel, manager=manager, name="Temitope Bankole")
        for one, level in zip(panel, levels, strict=True):
            make.submitted(hire.interview_id, one, level, note=f"{level}: {EVIDENCE}")
        make.debriefed(hire)
        make.decided(hire)
        told.append([plain(letter) for letter in letters(make)[before:]])

    assert told[0] == told[1]
    assert len(told[0]) == 3


def letters(make):
    with make.transaction() as session:
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.kind == KIND).order_by(OutboxRow.id)
        )
        return [Letter.from_payload(row.payload) for row in rows]


def plain(letter):
    """A letter without what differs between two candidates anyway: ids, addresses, times."""
    text = f"{letter.to} {letter.subject} {letter.text} {letter.html}"
    return re.sub(r"[a-z2-7]{26}|candidate-\d+|\d\d:\d\d", "…", text)
