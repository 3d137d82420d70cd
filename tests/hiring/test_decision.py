"""Decisions: what they need, who takes them, and that they stay as they were taken."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.hiring import queries, services
from assess.hiring.models import Decision
from assess.hiring.rules import Outcome
from assess.interviews.models import Rating
from assess.openings.models import Application, Plan
from assess.openings.rules import Stage, WaitingFor
from tests.browser import form_fields

WHY = "Two clients were named with their figures, before and after."
DECISION = {
    "outcome": "offer",
    "reasons": ["strategic", "action"],
    "explanation": WHY,
    "dissent": "",
    "decider": "Priya Raman",
}


@pytest.fixture
def hire(make):
    """A candidate whose debrief is open."""
    hire = make.hire(name="Temitope Bankole")
    for person, level in zip(hire.panel, (3, 4), strict=True):
        make.submitted(hire.interview_id, person, level)
    make.debriefed(hire)
    return hire


@pytest.fixture
def path(hire):
    return f"/applications/{hire.application_id}/debrief"


@pytest.fixture
def priya(browser, hire):
    return browser(hire.manager)


def decide(person, path, **change):
    return person.post(path, {**person.fields(path), **DECISION, **change})


def decisions(make):
    with make.transaction() as session:
        return [one.explanation for one in session.scalars(select(Decision).order_by(Decision.id))]


def test_a_decision_is_recorded_with_all_it_rests_on(priya, path):
    seen = decide(priya, path, dissent="Omar Haddad would have waited.")

    assert "The decision is recorded." in seen.text
    assert seen.path.endswith("/decisions/1")
    for words in ("Make an offer", "Decided by Priya Raman", "Rests on Strategic, Action", WHY,
                  "Dissent Omar Haddad would have waited.", "recorded by Priya Raman"):  # fmt: skip
        assert words in seen.text


def test_without_dissent_the_decision_says_so(priya, path):
    assert "Dissent none recorded" in decide(priya, path).text


@pytest.mark.parametrize(
    ("outcome", "stage", "waiting_for"),
    [
        ("offer", Stage.OFFER, WaitingFor.ANSWER),
        ("not-now", Stage.NOT_HIRED, WaitingFor.NOBODY),
        ("more-evidence", Stage.INTERVIEW, WaitingFor.INVITATION),
    ],
)
def test_the_candidate_moves_on_with_the_decision(make, priya, path, outcome, stage, waiting_for):
    decide(priya, path, outcome=outcome)

    with make.transaction() as session:
        held = session.scalars(select(Application)).one()
        assert (held.stage, held.waiting_for) == (stage, waiting_for)


WRONG = [
    ({"outcome": ""}, "Choose what you decide."),
    ({"outcome": "hire-everybody"}, "Choose one of the options on this page."),
    ({"reasons": []}, "Choose at least two competencies as reasons."),
    ({"reasons": ["strategic"]}, "Choose at least two competencies as reasons."),
    ({"reasons": ["strategic", "strategic"]}, "Choose at least two competencies as reasons."),
    ({"reasons": ["strategic", "charm"]}, "Choose from the options on this page."),
    ({"explanation": " \n "}, "Say in a sentence how the evidence led to the decision."),
    ({"explanation": "x" * 200_000}, "Shorten this to 4,000 characters or fewer; it has 200,000."),
    ({"dissent": "x" * 4_001}, "Shorten this to 4,000 characters or fewer; it has 4,001."),
    ({"decider": ""}, "Name the person who decides."),
    ({"decider": "x" * 201}, "Shorten this to 200 characters or fewer; it has 201."),
    *(
        ({"seen": seen}, "Somebody recorded a decision in the meantime. Read it first.")
        for seen in ("1", "-1", "²", "", "x", "9" * 5_000, "\x00")
    ),
]


def test_what_is_missing_is_said_and_what_was_typed_stays(make, priya, path):
    form = {**priya.fields(path), **DECISION, "dissent": "<b>Ana</b> & سلمى"}

    for change, said in WRONG:
        seen = priya.post(path, form | change)
        kept = form_fields(seen.html)
        assert said in seen.text, change
        assert kept["explanation"] == change.get("explanation", WHY).strip(), change
        assert kept["dissent"] == change.get("dissent", "<b>Ana</b> & سلمى"), change

    assert decisions(make) == []


def test_odd_characters_are_kept_readable(priya, path):
    text = "<b>bold</b> </para> <img src=x> سلمى 王小明 👩‍💻"

    seen = decide(priya, path, explanation=f"a\x00b {text}", dissent=text, decider=text)

    assert seen.text.count(text) == 3
    assert f"ab {text}" in seen.text


def test_a_second_decision_leaves_the_first_as_it_was(priya, path, hire):
    first = decide(priya, path, outcome="more-evidence")
    second = decide(priya, path, outcome="not-now", explanation="Another look changed it.")

    assert second.path.endswith("/decisions/2")
    again = priya.get(f"/applications/{hire.application_id}/decisions/1")
    assert recorded(first) == recorded(again)
    assert "Get more evidence first" in again.text


def test_a_form_sent_twice_is_one_decision(make, priya, path):
    form = {**priya.fields(path), **DECISION}
    priya.post(path, form)

    again = priya.post(path, form)

    assert "Somebody recorded a decision in the meantime. Read it first." in again.text
    assert len(decisions(make)) == 1


def test_who_decides_at_the_same_time_reads_the_other_decision_and_keeps_the_text(
    make, browser, priya, path
):
    hr = browser(make.user(Role.HR_PARTNER, name="Grace Adeyemi"))
    form = {**hr.fields(path), **DECISION, "outcome": "not-now", "explanation": "I saw it so."}
    decide(priya, path)

    seen = hr.post(path, form)
    again = hr.post(path, form_fields(seen.html))

    assert "Somebody recorded a decision in the meantime." in seen.text
    assert "Decided: Make an offer , Priya Raman" in seen.text
    assert form_fields(seen.html)["explanation"] == "I saw it so."
    assert again.path.endswith("/decisions/2")
    assert decisions(make) == [WHY, "I saw it so."]


def test_two_decisions_at_the_same_moment_are_one_and_a_refusal(make, hire, priya, path):
    form = {**priya.fields(path), **DECISION, "explanation": "A moment later."}

    with ThreadPoolExecutor(1) as pool:
        with make.transaction() as session:
            record(session, hire)
            running = pool.submit(priya.post, path, form)
            time.sleep(0.15)
        seen = running.result(timeout=20)

    assert "Somebody recorded a decision in the meantime." in seen.text
    assert form_fields(seen.html)["explanation"] == "A moment later."
    assert decisions(make) == [WHY]


def test_a_decision_shows_its_evidence_as_it_was_then(make, priya, path, hire):
    decide(priya, path, outcome="more-evidence")
    first = recorded(priya.get(f"/applications/{hire.application_id}/decisions/1"))

    with make.transaction() as session:
        for rating in session.scalars(select(Rating)):
            rating.level = 1
        for person in hire.panel:
            session.get_one(User, person.id).name = "Renamed since"
        for aim in session.scalars(select(Plan)).one().aims:
            aim.zone_low, aim.zone_high, aim.weight = 1, 2, 3
        session.scalars(select(Application)).one().stage = Stage.DEBRIEF

    later = recorded(priya.get(f"/applications/{hire.application_id}/decisions/1"))
    assert later == first
    assert "Omar Haddad" in later


def test_a_decision_shows_how_ratings_came_about_as_the_debrief_does(make, browser):
    hire = make.hire()
    omar, mei = (browser(person) for person in hire.panel)
    amend = f"/interviews/{hire.interview_id}/amend/action"
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 3)
    omar.post(amend, {**omar.fields(amend), "rating": "5", "reason": "I read my second page."})
    make.debriefed(hire)
    mei.post(amend, {**mei.fields(amend), "rating": "2", "reason": "Omar heard more of it."})
    whole = f"/interviews/{hire.interview_id}/amend/overall"
    mei.post(whole, {**mei.fields(whole), "rating": "1", "reason": "Omar heard more of it all."})
    priya, debrief = browser(hire.manager), f"/applications/{hire.application_id}/debrief"
    discussed = priya.get(debrief)

    decided = decide(priya, debrief)

    for seen in (discussed, decided):
        assert "5 medium first 3" in seen.text
        assert "3 medium later 2" in seen.text
        assert "requirements later: Strong evidence against the role's requirements" in seen.text
    assert "Mei Tanaka changed the view of the whole interview" in discussed.text
    assert "seen other ratings: Omar heard more of it all." in discussed.text
    assert "Results come from what each rated alone" in decided.text


def test_a_decision_after_an_early_debrief_says_what_was_missing(make, browser):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0])
    make.debriefed(hire, reason="The offer round closes today.")
    person = browser(hire.manager)

    seen = decide(person, f"/applications/{hire.application_id}/debrief")

    assert "Missing then Mei Tanaka" in seen.text
    assert "Opened early The offer round closes today." in seen.text


def test_nothing_is_decided_before_the_debrief_is_open(make, browser):
    hire = make.hire()
    for person in hire.panel:
        make.submitted(hire.interview_id, person)
    priya, path = browser(hire.manager), f"/applications/{hire.application_id}/debrief"

    seen = priya.post(path, {**priya.fields(path), **DECISION, "seen": "0"})

    assert "Open the debrief first." in seen.text
    assert decisions(make) == []


def test_an_interviewer_decides_nothing(make, browser, hire, path):
    omar = browser(hire.panel[0])
    omar.get(path)
    omar.post(f"/applications/{hire.application_id}/ratings")

    seen = omar.post(path, {**DECISION, "seen": "0"})

    assert "Record the decision" not in seen.text
    assert decisions(make) == []


def test_a_decision_is_read_by_those_who_run_the_opening(make, browser, priya, path, hire):
    decide(priya, path)
    shown = f"/applications/{hire.application_id}/decisions/1"

    assert browser(make.user(Role.HR_PARTNER)).get(shown).code == 200
    for person in (hire.panel[0], make.manager(), make.user(Role.AUDITOR)):
        assert browser(person).get(shown).code == 404


@pytest.mark.parametrize("number", ["0", "2", "9" * 40, "x", "-1"])
def test_a_decision_that_was_not_taken_does_not_exist(priya, path, hire, number):
    decide(priya, path)

    assert priya.get(f"/applications/{hire.application_id}/decisions/{number}").code == 404


def test_a_move_the_table_does_not_have_is_refused_with_the_text(make, priya, path, hire):
    make.decided(hire)
    make.moved(hire.application_id, "hired")

    seen = decide(priya, path, outcome="not-now")

    assert "A candidate in ‘Hired’ cannot move to ‘Not hired’." in seen.text
    assert form_fields(seen.html)["explanation"] == WHY
    assert len(decisions(make)) == 1


def record(session, hire):
    """Take a decision in a transaction that stays open."""
    actor = session.get_one(User, hire.manager.id)
    view = queries.panel_view(session, actor, hire.application_id)
    services.decide(
        session, view, view.matrix, outcome=Outcome.OFFER, reasons=["strategic", "action"],
        explanation=WHY, dissent="", decider="Priya Raman", seen=0, actor=actor, now=utc_now(),
    )  # fmt: skip


def recorded(answer):
    """The words of a decision's page from who decided on: above lead the ways to papers."""
    return answer.text[answer.text.index("Decided by") :]


def test_interviewers_read_what_was_decided_and_are_led_to_no_page_that_is_not_theirs(
    make, browser, hire, path
):
    make.decided(hire)
    address = f"/applications/{hire.application_id}/decisions/1"
    omar, priya = browser(hire.panel[0]), browser(hire.manager)
    omar.get(path)
    omar.post(f"/applications/{hire.application_id}/ratings")

    seen = omar.get(path)

    assert "Decided: Make an offer, Priya Raman" in seen.text
    assert address not in seen.page.links
    assert address in priya.get(path).page.links
