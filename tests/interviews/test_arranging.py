"""Arrange interviews: who sits in them, what they take over, who hears of it."""

import pytest
from sqlalchemy.exc import IntegrityError

from assess.database import utc_now
from assess.interviews import queries
from assess.interviews.models import Scorecard
from assess.interviews.rules import InterviewRefused, ScorecardStatus
from assess.openings.models import Application
from assess.openings.rules import Stage, WaitingFor
from tests.interviews.staging import FRIDAY, arrange, card, entry, interview, post

CANDIDATE = "temitope@mail.example"


@pytest.fixture
def panel(make):
    return [make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")]


@pytest.fixture
def manager(make):
    return make.manager(name="Priya Raman")


@pytest.fixture
def application(make, manager, panel):
    return make.application(make.opening(manager, panel), email=CANDIDATE)


def test_one_interview_may_hold_the_whole_panel(make, application, panel, manager):
    public_id = arrange(make, application, panel, manager)

    with make.transaction() as session:
        people = [card.interviewer_id for card in interview(session, public_id).scorecards]
    assert people == [person.id for person in panel]


def test_a_panel_may_be_split_over_several_interviews(make, application, panel, manager):
    first = arrange(make, application, panel[:1], manager)
    second = arrange(make, application, panel[1:], manager)

    with make.transaction() as session:
        held = queries.interviews_of(session, application.id)
        assert [one.public_id for one in held] == [first, second]


def test_nobody_interviews_a_candidate_twice(make, application, panel, manager):
    arrange(make, application, panel, manager)

    with pytest.raises(InterviewRefused, match="has an interview with this candidate already"):
        arrange(make, application, panel[:1], manager)


def test_the_database_itself_refuses_a_second_scorecard(make, application, panel, manager):
    public_id = arrange(make, application, panel[:1], manager)
    arrange(make, application, panel[1:], manager)

    with pytest.raises(IntegrityError), make.transaction() as session:
        add_scorecard(session, interview(session, public_id), panel[1], "not-started")


@pytest.mark.parametrize("status", ["stepped-back", "cancelled"])
def test_the_database_allows_a_second_one_after_the_first_ended(
    make, application, panel, manager, status
):
    public_id = arrange(make, application, panel[:1], manager)
    second = arrange(make, application, panel[1:], manager)
    with make.transaction() as session:
        card(session, second, panel[1]).status = ScorecardStatus(status)

    with make.transaction() as session:
        add_scorecard(session, interview(session, public_id), panel[1], "not-started")


def test_an_interviewer_takes_over_competencies_and_questions_of_the_plan(
    make, application, panel, manager
):
    public_id = arrange(make, application, panel, manager)

    with make.transaction() as session:
        plan = queries.plan_of(session, application)
        seat = next(seat for seat in plan.seats if seat.user_id == panel[0].id)
        own = card(session, public_id, panel[0])
        assert own.kit == {aim.competency: aim.questions for aim in plan.aims}
        assert own.asks == seat.questions
        assert own.status is ScorecardStatus.NOT_STARTED


def test_the_candidate_moves_on_and_waits_for_scorecards(make, application, panel, manager):
    arrange(make, application, panel, manager)

    with make.transaction() as session:
        held = session.get(Application, application.id)
        assert held.stage is Stage.INTERVIEW
        assert held.waiting_for is WaitingFor.SCORECARDS
        assert held.next_at == FRIDAY


def test_an_interview_that_was_held_already_is_no_coming_one(make, application, panel, manager):
    arrange(make, application, panel, manager, now=FRIDAY.replace(day=4))

    with make.transaction() as session:
        assert session.get(Application, application.id).next_at is None


def test_interviewers_and_candidate_get_the_entry_for_their_calendars(
    make, application, panel, manager
):
    public_id = arrange(make, application, panel, manager)

    letters = post(make)
    assert [letter.to for letter in letters] == [
        *(person.email for person in panel),
        CANDIDATE,
    ]
    assert {letter.method for letter in letters} == {"REQUEST"}
    assert {str(entry(letter)["UID"]) for letter in letters} == {f"{public_id}@127.0.0.1"}
    assert [str(entry(letter)["ATTENDEE"]) for letter in letters] == [
        f"mailto:{letter.to}" for letter in letters
    ]
    assert {entry(letter).decoded("DTSTART") for letter in letters} == {FRIDAY}


def test_only_interviewers_get_the_link_to_the_kit(make, application, panel, manager):
    public_id = arrange(make, application, panel, manager)

    *interviewers, candidate = post(make)
    link = f"http://127.0.0.1:8000/interviews/{public_id}"
    assert all(letter.link == link for letter in interviewers)
    assert candidate.link == ""
    assert "/interviews/" not in candidate.text + candidate.html + candidate.calendar


def test_the_candidate_is_left_alone_when_told_otherwise(make, application, panel, manager):
    arrange(make, application, panel, manager, tell_candidate=False)

    assert CANDIDATE not in {letter.to for letter in post(make)}


def test_the_candidate_learns_where_to_ask_for_an_adjustment(make, application, panel, manager):
    arrange(make, application, panel, manager)

    text = post(make)[-1].text
    assert "people@larkfield.example" in text
    assert "Asking does not affect your result." in text


def test_nobody_hears_of_an_interview_that_was_refused(make, application, panel, manager):
    arrange(make, application, panel[:1], manager)
    posted = len(post(make))

    with pytest.raises(InterviewRefused):
        arrange(make, application, panel, manager)

    assert len(post(make)) == posted


def add_scorecard(session, held, person, status):
    session.add(
        Scorecard(
            application_id=held.application_id,
            interview=held,
            interviewer_id=person.id,
            status=ScorecardStatus(status),
            kit={},
            asks=[],
            declared_at=utc_now(),
        )
    )
    session.flush()
