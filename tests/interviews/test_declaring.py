"""Conflicts of interest: asked before the kit opens, and what stepping back hides."""

import pytest

from assess.accounts.rules import Role
from tests.interviews.staging import card, post

REASON = "A former manager of mine."


@pytest.fixture
def hire(make):
    return make.hire(name="Temitope Bankole")


def declare(person, hire, answer, explanation="", follow=True):
    data = {"conflict": answer, "explanation": explanation}
    path = f"/interviews/{hire.interview_id}/declare"
    person.get(path)
    return person.post(path, data, follow=follow)


@pytest.mark.parametrize("page", ["", "/review"])
def test_the_kit_asks_about_a_conflict_first(browser, hire, page):
    seen = browser(hire.panel[0]).get(f"/interviews/{hire.interview_id}{page}")

    assert seen.path == f"/interviews/{hire.interview_id}/declare"
    assert "Do you have a conflict of interest?" in seen.text


def test_without_a_conflict_the_kit_opens(browser, hire):
    seen = declare(browser(hire.panel[0]), hire, "no")

    assert seen.path == f"/interviews/{hire.interview_id}"
    assert "Kit: Temitope Bankole" in seen.text


def test_a_kit_saves_nothing_before_the_declaration(browser, hire):
    omar = browser(hire.panel[0])
    omar.get("/home")

    message = {"kind": "note", "competency": "strategic", "text": "Early."}
    answer = omar.send(f"/interviews/{hire.interview_id}/save", message)

    assert answer.status_code == 422
    assert answer.json["problem"] == "Say first whether you have a conflict of interest."


def test_who_steps_back_sees_neither_candidate_nor_scores(make, browser, hire):
    make.submitted(hire.interview_id, hire.panel[1], note="Canary in the note of somebody.")
    omar = browser(hire.panel[0])

    closed = declare(omar, hire, "yes", REASON)

    assert "You do not take part in this interview" in closed.text
    assert "Thank you for saying that you have a conflict of interest." in closed.text
    for page in ("", "/declare", "/review"):
        seen = omar.get(f"/interviews/{hire.interview_id}{page}")
        assert seen.path.endswith("/declare")
        assert "Temitope" not in seen.html
    for gone in (
        f"/interviews/{hire.interview_id}/calendar.ics",
        f"/interviews/{hire.interview_id}/files",
        f"/interviews/{hire.interview_id}/amend/strategic",
        f"/applications/{hire.application_id}",
        f"/applications/{hire.application_id}/debrief",
        f"/applications/{hire.application_id}/report",
    ):
        assert omar.get(gone).code == 404
    assert "Temitope" not in omar.get("/home").html


def test_who_steps_back_can_save_nothing_more(make, browser, hire):
    make.drafted(hire.interview_id, hire.panel[0])
    omar = browser(hire.panel[0])
    declare(omar, hire, "yes", REASON)

    message = {"kind": "note", "competency": "strategic", "text": "Late.", "version": 1}
    answer = omar.send(f"/interviews/{hire.interview_id}/save", message)

    assert answer.status_code == 422
    assert answer.json["problem"] == "You do not take part in this interview any more."


def test_those_who_run_the_opening_hear_of_it_without_the_reason(browser, make, hire):
    before = len(post(make))

    declare(browser(hire.panel[0]), hire, "yes", REASON)

    (letter,) = post(make, before=before)
    assert letter.to == hire.manager.email
    assert "Omar Haddad has a conflict of interest" in letter.text
    assert REASON not in letter.text
    assert letter.link.endswith(f"/applications/{hire.application_id}")


def test_those_who_run_the_opening_read_why(browser, hire):
    declare(browser(hire.panel[0]), hire, "yes", REASON)

    seen = browser(hire.manager).get(f"/applications/{hire.application_id}")

    assert f"Omar Haddad Stepped back {REASON}" in seen.text


def test_stepping_back_leaves_the_others_alone(make, browser, hire):
    make.drafted(hire.interview_id, hire.panel[1])

    declare(browser(hire.panel[0]), hire, "yes")

    seen = browser(hire.panel[1]).get(f"/interviews/{hire.interview_id}")
    assert "Kit: Temitope Bankole" in seen.text
    assert REASON not in seen.text


def test_notes_of_somebody_who_stepped_back_count_nowhere(make, browser, hire):
    make.drafted(hire.interview_id, hire.panel[0], 5, note="Canary of a friend of the family.")
    declare(browser(hire.panel[0]), hire, "yes")
    make.submitted(hire.interview_id, hire.panel[1], 3)

    seen = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief")

    assert "1 of 1 scorecards in" in seen.text
    assert "Canary" not in seen.html


def test_a_manager_who_steps_back_sees_no_ratings_either(make, browser):
    hire = make.hire(on_panel=True)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person, note="Canary in the note of somebody.")
    priya = browser(hire.manager)

    declare(priya, hire, "yes")

    seen = priya.get(f"/applications/{hire.application_id}/debrief")
    assert "You stepped back because of a conflict of interest" in seen.text
    assert "Canary" not in seen.html
    assert "Open the debrief" not in seen.text


def test_when_a_manager_stepped_back_an_hr_partner_leads_the_debrief(make, browser):
    hire, grace = make.hire(on_panel=True), make.user(Role.HR_PARTNER)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person)
    declare(browser(hire.manager), hire, "yes")
    hr = browser(grace)
    hr.get(f"/applications/{hire.application_id}/debrief")

    seen = hr.post(f"/applications/{hire.application_id}/debrief/open")

    assert "3. Decide" in seen.text


def test_a_replaced_manager_still_reads_the_ratings(make, browser):
    hire, ana = make.hire(on_panel=True), make.user(name="Ana Díaz")
    make.declared(hire.interview_id, hire.manager)
    make.submitted(hire.interview_id, hire.panel[1])
    priya = browser(hire.manager)
    with make.transaction() as session:
        card_id = card(session, hire.interview_id, hire.manager).public_id
    path = f"/interviews/{hire.interview_id}/replace/{card_id}"
    priya.get(path)
    priya.post(path, {"person": ana.public_id})

    seen = priya.get(f"/applications/{hire.application_id}/debrief")

    assert "Ratings of the panel" in seen.text
    assert "conflict of interest" not in priya.get(f"/interviews/{hire.interview_id}").text


@pytest.mark.parametrize("answer", [None, "", "maybe", "YES"])
def test_without_one_of_the_two_buttons_nothing_is_declared(make, browser, hire, answer):
    data = {} if answer is None else {"conflict": answer}
    omar = browser(hire.panel[0])
    path = f"/interviews/{hire.interview_id}/declare"
    omar.get(path)

    seen = omar.post(path, {**data, "explanation": REASON})

    assert "Say whether you have a conflict of interest." in seen.text
    assert REASON in seen.html
    with make.transaction() as session:
        assert card(session, hire.interview_id, hire.panel[0]).declared_at is None


def test_enter_in_the_explanation_presses_the_button_that_steps_back(browser, hire):
    html = browser(hire.panel[0]).get(f"/interviews/{hire.interview_id}/declare").html

    form = next(part for part in html.split("<form")[1:] if 'name="explanation"' in part)

    assert 'value="yes"' in form.split("</form>")[0]
    assert 'value="no"' not in form.split("</form>")[0]


def test_a_conflict_told_at_length_is_refused_and_kept(browser, hire):
    seen = declare(browser(hire.panel[0]), hire, "yes", "x" * 501)

    assert "Shorten this to 500 characters or fewer; it has 501." in seen.text
    assert "x" * 501 in seen.html


def test_once_the_scorecard_is_in_nobody_steps_back(make, browser, hire):
    make.submitted(hire.interview_id, hire.panel[0])

    seen = declare(browser(hire.panel[0]), hire, "yes", REASON)

    assert seen.path == f"/interviews/{hire.interview_id}/review"
    with make.transaction() as session:
        assert card(session, hire.interview_id, hire.panel[0]).status == "submitted"


@pytest.mark.parametrize("path", ["", "/declare", "/review", "/calendar.ics", "/files"])
def test_an_interview_of_other_people_does_not_exist(make, browser, hire, path):
    stranger = browser(make.user())

    assert stranger.get(f"/interviews/{hire.interview_id}{path}").code == 404
    assert stranger.get(f"/interviews/{'a' * 26}{path}").code == 404
