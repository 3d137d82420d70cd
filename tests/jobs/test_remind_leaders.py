"""Leaders are asked for the check-ins they planned, each once, without a word of the goal."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from assess.accounts import services as accounts
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.development import queries, services
from assess.development.rules import Progress
from assess.jobs import remind_leaders
from assess.mail import Letter
from tests.assessments import staging
from tests.development.staging import goal_set
from tests.factories import Make

pytestmark = pytest.mark.usefixtures("door")

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DUE = START + timedelta(days=30)
"""Noon in London on the day of the first check."""

DAY = timedelta(days=1)


@pytest.fixture
def leader(make: Make) -> User:
    """A leader in London, and a company."""
    make.organisation()
    return make.user(Role.LEADER, name="Lucía Ferrer")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time, standing still at the first check."""
    with time_machine.travel(DUE, tick=False) as clock:
        yield clock


@pytest.fixture
def run_at(app: Flask, make: Make, clock) -> Callable[..., list[Letter]]:
    """Does the chore at each of these times; gives every letter posted so far."""

    def run(*times: datetime) -> list[Letter]:
        for at in times:
            clock.move_to(at)
            with make.transaction() as session:
                remind_leaders.run(session, app.extensions["assess.settings"])
        return staging.post(make)

    return run


def check_in(make: Make, goal: str, progress: Progress, at: datetime) -> None:
    with make.transaction() as session:
        held = next(one for one in queries.open_goals(session) if one.public_id == goal)
        services.check_in(
            session, held, progress, "A note.", seen=len(held.check_ins), actor=held.user, now=at
        )


def change(make: Make, user: User, **fields: object) -> None:
    with make.transaction() as session:
        for name, value in fields.items():
            setattr(session.get_one(User, user.id), name, value)


def test_each_check_that_is_due_is_asked_for_once(make, leader, run_at):
    goal = goal_set(make, leader, START)
    hours = timedelta(hours=1)

    letters = run_at(
        DUE - DAY, DUE - 5 * hours, DUE, DUE, DUE + hours, DUE + DAY, DUE + 6 * DAY, DUE + 8 * DAY,
        DUE + 30 * DAY, DUE + 30 * DAY + hours, DUE + 60 * DAY, DUE + 90 * DAY,
    )  # fmt: skip

    assert [letter.paragraphs[0].split("on ")[1].split(".")[0] for letter in letters] == [
        "20 December 2026", "19 January 2027", "18 February 2027",
    ]  # fmt: skip
    assert {letter.link.rpartition("/me/goals/")[2] for letter in letters} == {goal}
    assert {letter.to for letter in letters} == {leader.email}


def test_the_letter_holds_nothing_of_the_goal(make, leader, run_at):
    goal_set(make, leader, START)

    (letter,) = run_at(DUE)

    assert letter.subject == "Larkfield Instruments: a check-in is due"
    for words in ("Ask before I tell", "Listen to one call", "Mei Tanaka", "They decide",
                  "Coaching", "mastered", "On track"):  # fmt: skip
        assert words not in letter.text
        assert words not in letter.html


def test_the_letter_is_in_the_language_the_leader_last_used(make, leader, run_at):
    goal_set(make, leader, START)
    with make.transaction() as session:
        accounts.remember_language(session, session.get_one(User, leader.id), "de")

    (letter,) = run_at(DUE)

    assert letter.language == "de"
    assert letter.subject == "Larkfield Instruments: ein Zwischenstand steht an"
    assert "Sie wollten am 20. Dezember 2026 wieder" in letter.paragraphs[0]
    assert "Niemand sonst liest" in letter.paragraphs[1]
    assert letter.action == "Zwischenstand schreiben"


def test_two_goals_of_one_leader_are_two_letters(make, leader, run_at):
    goals = {goal_set(make, leader, START) for _ in range(2)}

    assert {one.link.rpartition("/")[2] for one in run_at(DUE, DUE)} == goals


@pytest.mark.parametrize("end", [Progress.REACHED, Progress.DROPPED])
def test_nobody_is_asked_about_a_goal_that_is_closed(make, leader, run_at, end):
    goal = goal_set(make, leader, START)
    check_in(make, goal, end, START + DAY)

    assert run_at(DUE, DUE + 30 * DAY) == []


def test_who_wrote_near_the_day_is_not_asked_and_who_wrote_long_before_is(make, leader, run_at):
    early, near = goal_set(make, leader, START), goal_set(make, leader, START)
    check_in(make, early, Progress.STUCK, DUE - 15 * DAY)
    check_in(make, near, Progress.STUCK, DUE - 14 * DAY)

    assert [one.link.rpartition("/")[2] for one in run_at(DUE)] == [early]


def test_a_check_that_was_never_written_keeps_the_next_one_from_nobody(make, leader, run_at):
    goal_set(make, leader, START)

    (letter,) = run_at(DUE + 30 * DAY)

    assert "19 January 2027" in letter.paragraphs[0]


def test_it_is_morning_where_the_leader_is(make, leader, run_at):
    change(make, leader, time_zone="America/Los_Angeles")
    goal_set(make, leader, START)

    assert run_at(DUE) == []  # 4 o'clock in the morning
    assert len(run_at(DUE + timedelta(hours=4))) == 1


def test_who_has_left_is_not_asked(make, leader, run_at):
    goal_set(make, leader, START)
    change(make, leader, active=False)

    assert run_at(DUE) == []


def test_who_is_no_leader_any_more_is_not_asked(make, leader, run_at):
    goal_set(make, leader, START)
    with make.transaction() as session:
        user = session.get_one(User, leader.id)
        accounts.change_roles(session, user, frozenset({Role.INTERVIEWER}), actor=user)

    assert run_at(DUE) == []


def test_without_a_company_there_is_nobody_to_ask(app, make):
    with make.transaction() as session:
        remind_leaders.run(session, app.extensions["assess.settings"])

    assert staging.post(make) == []
