"""When nobody is waited for any more, the candidate waits for the debrief and people hear."""

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.database import utc_now
from assess.interviews.services import panels, scheduling, scorecards
from assess.openings.models import Application
from assess.openings.rules import Stage, WaitingFor
from tests.factories import SENDER
from tests.interviews.staging import card, post


@pytest.fixture
def hire(make):
    return make.hire(name="Temitope Bankole")


def step_back(make, hire, person):
    with make.transaction() as session:
        scorecards.declare(
            session,
            card(session, hire.interview_id, person),
            conflict=True,
            explanation="We were neighbours.",
            sender=SENDER,
            now=utc_now(),
        )


def waits(make):
    with make.transaction() as session:
        held = session.scalars(select(Application)).one()
        return held.stage, held.waiting_for


def told(make):
    return [letter.to for letter in post(make) if "debrief" in letter.subject.casefold()]


def test_the_last_one_missing_steps_back(make, hire):
    make.submitted(hire.interview_id, hire.panel[0])

    step_back(make, hire, hire.panel[1])

    assert waits(make) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)
    assert told(make) == [hire.manager.email]


def test_one_steps_back_while_another_is_missing(make, hire):
    step_back(make, hire, hire.panel[1])

    assert waits(make) == (Stage.INTERVIEW, WaitingFor.SCORECARDS)
    assert told(make) == []


def test_all_step_back_and_there_is_nothing_to_debrief(make, hire):
    for person in hire.panel:
        step_back(make, hire, person)

    assert waits(make) == (Stage.INTERVIEW, WaitingFor.INVITATION)
    assert told(make) == []


def test_who_takes_the_place_over_is_waited_for_again(make, hire):
    make.submitted(hire.interview_id, hire.panel[0])
    step_back(make, hire, hire.panel[1])
    ana = make.user(name="Ana Díaz")

    with make.transaction() as session:
        scheduling.replace(
            session,
            card(session, hire.interview_id, hire.panel[1]),
            session.get_one(User, ana.id),
            sender=SENDER,
            actor=session.get_one(User, hire.manager.id),
            now=utc_now(),
        )

    assert waits(make)[1] is WaitingFor.SCORECARDS
    make.submitted(hire.interview_id, ana)
    assert waits(make) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)


def without_interview(make, hire, person):
    """Take somebody off the interview, so that only the plan names them."""
    with make.transaction() as session:
        session.delete(card(session, hire.interview_id, person))


def test_who_gives_up_the_place_is_not_waited_for(make):
    manager = make.manager(name="Priya Raman")
    hire = make.hire(manager=manager, on_panel=True)
    without_interview(make, hire, manager)
    for person in hire.panel[1:]:
        make.submitted(hire.interview_id, person)
    assert waits(make)[0] is Stage.INTERVIEW

    with make.transaction() as session:
        panels.give_up(
            session,
            session.scalars(select(Application)).one(),
            sender=SENDER,
            actor=session.get_one(User, manager.id),
            now=utc_now(),
        )

    assert waits(make) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)


def test_whose_account_is_closed_is_not_waited_for(make):
    hire = make.hire(on_panel=True)
    omar = hire.panel[1]
    without_interview(make, hire, omar)
    for person in (hire.panel[0], *hire.panel[2:]):
        make.submitted(hire.interview_id, person)
    with make.transaction() as session:
        session.get_one(User, omar.id).active = False

    for _ in range(2):
        with make.transaction() as session:
            list(panels.settle_all(session, SENDER, utc_now()))

    assert waits(make) == (Stage.DEBRIEF, WaitingFor.DEBRIEF)
    assert told(make) == [hire.manager.email]
