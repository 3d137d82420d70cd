"""Evaluations begun, goals set, worded anew and closed: on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import Attempt, Invitation
from assess.audit.models import AuditEntry
from assess.database import new_public_id
from assess.development import queries, services
from assess.development.models import CheckIn, Goal
from assess.development.rules import DevelopmentRefused, Overtaken, Progress
from assess.development.services import Intention
from tests.development.samples import MANAGER, REWORDED
from tests.development.staging import LEADERSHIP, evaluated_in
from tests.factories import Make

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
INTENTION = Intention("Ask two questions.", "Write them on a card.", "Omar", "Sellers plan.")
OTHER = Intention("Ask three questions.", "Write them on a card.", "Omar", "Sellers plan.")


@pytest.fixture
def leader(make: Make) -> User:
    """Somebody who may evaluate themselves."""
    return make.user(Role.LEADER)


@pytest.fixture
def attempt(make: Make, leader: User) -> Attempt:
    """An evaluation of theirs; goals ask no more of it than what it is about."""
    with make.transaction() as session:
        return services.start(session, again(session, leader), LEADERSHIP, now=NOW).attempts[0]


def again(session: Session, user: User) -> User:
    return session.get_one(User, user.id)


def set_goal(
    session: Session,
    leader: User,
    attempt: Attempt,
    intention: Intention = INTENTION,
    id_: str = "",
) -> Goal:
    return services.set_goal(
        session, again(session, leader), session.get_one(Attempt, attempt.id), "leading", intention,
        public_id=id_ or new_public_id(), starts_on=date(2026, 11, 20), now=NOW,
    )  # fmt: skip


def check_in(session: Session, goal: Goal, progress: Progress, note: str, seen: int) -> CheckIn:
    return services.check_in(session, goal, progress, note, seen=seen, actor=goal.user, now=NOW)


def count(session: Session, table: Any) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def waits_for(make: Make, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> Any:
    """Do `second` while the transaction of `first` is still open: it must wait for its end."""

    def later() -> Any:
        with make.transaction() as session:
            try:
                return second(session)
            except DevelopmentRefused as refusal:
                session.rollback()
                return str(refusal)

    with ThreadPoolExecutor(1) as pool:
        with make.transaction() as session:
            first(session)
            running = pool.submit(later)
            with pytest.raises(StillWaits):
                running.result(timeout=0.1)
        return running.result(timeout=20)


def test_who_begins_again_gets_the_evaluation_that_is_open(make, leader, attempt):
    with make.transaction() as session:
        back = services.start(session, again(session, leader), LEADERSHIP, now=NOW + 29 * DAY)

        assert back.attempts[0].id == attempt.id
        assert count(session, Invitation) == 1


def test_after_the_end_of_an_open_one_a_new_one_begins(make, leader, attempt):
    with make.transaction() as session:
        fresh = services.start(session, again(session, leader), LEADERSHIP, now=NOW + 31 * DAY)

        assert fresh.attempts[0].id != attempt.id


def test_two_beginnings_at_the_same_moment_are_one_evaluation(make, leader):
    def begin(session: Session) -> str:
        return services.start(session, again(session, leader), LEADERSHIP, now=NOW).public_id

    waits_for(make, begin, begin)

    with make.transaction() as session:
        assert count(session, Invitation) == 1


def test_the_same_questions_wait_thirty_days_and_others_do_not(session, make):
    leader = again(session, make.user(Role.LEADER))
    evaluated_in(session, leader, now=NOW)

    with pytest.raises(DevelopmentRefused, match="again from 20 December 2026 on"):
        services.start(session, leader, LEADERSHIP, now=NOW + 29 * DAY)

    services.start(session, leader, "strategy-execution-self@1.0", now=NOW)
    assert services.start(session, leader, LEADERSHIP, now=NOW + 30 * DAY)


def test_what_is_open_is_gone_on_with_though_its_questions_have_new_words_by_now(session, make):
    leader = again(session, make.user(Role.LEADER))
    begun = services.start(session, leader, MANAGER, now=NOW)

    assert services.start(session, leader, REWORDED, now=NOW + DAY) is begun


def test_the_thirty_days_are_days_of_the_leaders_own_clock(session, make):
    leader = again(session, make.user(Role.LEADER))
    leader.time_zone = "Asia/Tokyo"
    evaluated_in(session, leader, now=NOW.replace(hour=16))  # 1:00 on the 21st in Tokyo
    thirtieth = NOW.replace(hour=14, minute=59) + 30 * DAY

    with pytest.raises(DevelopmentRefused, match="again from 21 December 2026 on"):
        services.start(session, leader, LEADERSHIP, now=thirtieth)

    assert services.start(session, leader, LEADERSHIP, now=thirtieth + timedelta(minutes=1))


def test_what_was_handed_in_empty_may_be_answered_again_at_once(session, make):
    leader = again(session, make.user(Role.LEADER))
    evaluated_in(session, leader, level=None, now=NOW)

    assert services.start(session, leader, LEADERSHIP, now=NOW)


def test_compared_is_the_evaluation_before_of_the_same_leader_that_has_a_result(session, make):
    leader, other = [again(session, one) for one in [make.user(Role.LEADER) for _ in range(2)]]
    first = evaluated_in(session, leader, level=3, now=NOW)
    evaluated_in(session, leader, level=None, now=NOW + 40 * DAY)
    evaluated_in(session, other, now=NOW + 41 * DAY)
    last = evaluated_in(session, leader, level=5, now=NOW + 42 * DAY)

    assert queries.before(session, leader, last) is first
    assert queries.before(session, leader, first) is None


def test_a_fourth_goal_waits_until_one_is_closed(session, leader, attempt):
    goals = [set_goal(session, leader, attempt) for _ in range(3)]
    with pytest.raises(DevelopmentRefused, match="at most 3 goals"):
        set_goal(session, leader, attempt)

    check_in(session, goals[0], Progress.STUCK, "No time yet.", 0)
    with pytest.raises(DevelopmentRefused, match="at most 3 goals"):
        set_goal(session, leader, attempt)

    check_in(session, goals[0], Progress.DROPPED, "Something else matters more.", 1)
    check_in(session, goals[1], Progress.REACHED, "I ask every time.", 0)
    set_goal(session, leader, attempt)
    set_goal(session, leader, attempt)
    held = queries.goals(session, again(session, leader))
    assert {*held[3:]} == {*goals[:2]}
    assert all(goal.closed_at == NOW for goal in held[3:])


def test_goals_of_others_take_no_room(session, make, leader, attempt):
    other = make.user(Role.LEADER)
    for _ in range(3):
        set_goal(session, other, attempt)

    assert set_goal(session, leader, attempt)


def test_a_fourth_goal_at_the_same_moment_as_the_third_is_refused(make, leader, attempt):
    with make.transaction() as session:
        for _ in range(2):
            set_goal(session, leader, attempt)

    def one_more(session: Session) -> None:
        set_goal(session, leader, attempt)

    assert "at most 3 goals" in waits_for(make, one_more, one_more)

    with make.transaction() as session:
        assert count(session, Goal) == 3


def test_the_same_form_sent_twice_is_one_goal_with_the_words_sent_last(make, leader, attempt):
    id_ = new_public_id()

    waits_for(
        make,
        lambda session: set_goal(session, leader, attempt, INTENTION, id_),
        lambda session: set_goal(session, leader, attempt, OTHER, id_).id,
    )

    with make.transaction() as session:
        (goal,) = session.scalars(select(Goal)).all()
        assert goal.behaviour == OTHER.behaviour


def test_the_same_form_sent_twice_fits_into_a_full_plan(session, leader, attempt):
    ids = [new_public_id() for _ in range(3)]
    first, *_ = [set_goal(session, leader, attempt, id_=id_) for id_ in ids]

    assert set_goal(session, leader, attempt, id_=ids[0]) is first


def test_a_goal_of_something_that_is_not_measured_is_refused(session, leader, attempt):
    with pytest.raises(KeyError):
        services.set_goal(
            session, again(session, leader), session.get_one(Attempt, attempt.id), "nothing",
            INTENTION, public_id=new_public_id(), starts_on=NOW.date(), now=NOW,
        )  # fmt: skip


def test_each_change_leaves_a_line_with_what_changed_and_no_change_leaves_none(
    session, leader, attempt
):
    goal = set_goal(session, leader, attempt)

    services.change_goal(session, goal, OTHER, actor=goal.user)
    services.change_goal(session, goal, OTHER, actor=goal.user)
    check_in(session, goal, Progress.STUCK, "No time.", 0)
    session.commit()

    lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.action, sorted(one.fields)) for one in lines if "goal" in one.action] == [
        ("development_goal.set", ["behaviour", "evidence", "first_step", "helper"]),
        ("development_goal.changed", ["behaviour"]),
        ("development_goal.checked-in", ["note", "progress"]),
    ]


@pytest.mark.parametrize("end", [Progress.REACHED, Progress.DROPPED])
def test_a_closed_goal_stays_with_its_words(session, leader, attempt, end):
    goal = set_goal(session, leader, attempt)
    check_in(session, goal, end, "So it is.", 0)

    with pytest.raises(DevelopmentRefused, match="Its words stay as they are"):
        services.change_goal(session, goal, OTHER, actor=goal.user)
    with pytest.raises(DevelopmentRefused, match="closed already"):
        check_in(session, goal, Progress.ON_TRACK, "Once more.", 1)

    session.expire_all()
    assert (goal.behaviour, goal.progress) == (INTENTION.behaviour, end)
    assert [one.note for one in goal.check_ins] == ["So it is."]
    assert queries.goals(session, again(session, leader)) == [goal]


def test_a_note_from_a_page_that_has_not_seen_the_newest_is_refused(session, leader, attempt):
    goal = set_goal(session, leader, attempt)
    first = check_in(session, goal, Progress.STUCK, "From the laptop.", 0)

    with pytest.raises(Overtaken):
        check_in(session, goal, Progress.REACHED, "From the phone.", 0)

    assert goal.progress is Progress.STUCK
    assert check_in(session, goal, Progress.STUCK, "From the laptop.", 0) is first
    assert check_in(session, goal, Progress.REACHED, "From the phone.", 1).number == 2


def test_the_last_note_sent_twice_closes_a_goal_once(session, leader, attempt):
    goal = set_goal(session, leader, attempt)

    first = check_in(session, goal, Progress.REACHED, "Done.", 0)

    assert check_in(session, goal, Progress.REACHED, "Done.", 0) is first
    assert len(goal.check_ins) == 1
