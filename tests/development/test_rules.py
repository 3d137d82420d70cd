"""Plans of leaders: every refusal and every day as a table."""

from datetime import date, datetime

import pytest

from assess.development import rules
from assess.development.rules import OPEN, DevelopmentRefused, Progress

DAYS = (date(2026, 12, 20), date(2027, 1, 19), date(2027, 2, 18))
"""The checks of a goal that starts on 20 November 2026."""


@pytest.mark.parametrize("goals", [0, 1, 2])
def test_up_to_three_goals_fit_into_a_plan(goals):
    rules.check_can_add(goals)


@pytest.mark.parametrize("goals", [3, 4])
def test_a_fourth_goal_is_refused_and_the_refusal_says_how_to_make_room(goals):
    with pytest.raises(DevelopmentRefused, match="at most 3 goals. Reach or drop one"):
        rules.check_can_add(goals)


def test_a_goal_is_looked_at_after_30_60_and_90_days():
    assert rules.check_dates(date(2026, 11, 20)) == DAYS


def test_only_what_is_reached_or_dropped_is_no_longer_worked_on():
    assert set(Progress) - OPEN == {Progress.REACHED, Progress.DROPPED}


def test_progress_is_named_in_words():
    assert [one.label for one in Progress] == ["On track", "Stuck", "Reached", "Dropped"]


@pytest.mark.parametrize(
    ("last", "check"),
    [
        (None, DAYS[0]),
        (date(2026, 12, 5), DAYS[0]),  # 15 days early: kept, and the check still stands
        (date(2026, 12, 6), DAYS[1]),  # 14 days early
        (date(2026, 12, 20), DAYS[1]),
        (date(2027, 1, 4), DAYS[1]),
        (date(2027, 1, 5), DAYS[2]),  # late for the first check, near the second
        (date(2027, 2, 3), DAYS[2]),
        (date(2027, 2, 4), None),
        (date(2027, 5, 1), None),
    ],
)
def test_a_check_in_counts_for_what_is_past_and_what_is_near(last, check):
    assert rules.next_check(DAYS, last) == check


@pytest.mark.parametrize(
    ("here", "last", "number"),
    [
        (datetime(2026, 12, 19, 12), None, None),
        (datetime(2026, 12, 20, 7, 59), None, None),
        (datetime(2026, 12, 20, 8), None, 1),
        (datetime(2026, 12, 20, 19, 59), None, 1),
        (datetime(2026, 12, 20, 20), None, None),
        (datetime(2026, 12, 26, 12), None, 1),
        (datetime(2026, 12, 27, 12), None, None),  # a week late: nobody needs it any more
        (datetime(2027, 1, 19, 12), None, 2),  # the first one was never written
        (datetime(2027, 1, 19, 12), date(2026, 12, 21), 2),
        (datetime(2027, 1, 19, 12), date(2027, 1, 6), None),
        (datetime(2027, 2, 18, 12), date(2027, 1, 6), 3),
        (datetime(2027, 2, 24, 12), None, 3),
        (datetime(2027, 2, 25, 12), None, None),
        (datetime(2027, 2, 20, 12), date(2027, 2, 5), None),
    ],
)
def test_a_reminder_is_due_by_day_from_the_day_of_a_check_for_a_week(here, last, number):
    assert rules.check_to_remind_of(DAYS, last, here) == number


def test_the_same_questions_wait_thirty_days():
    last = date(2026, 11, 20)

    assert rules.repeat_from(None) is None
    assert rules.repeat_from(last) == date(2026, 12, 20)
    rules.check_can_repeat(None, last)
    rules.check_can_repeat(last, date(2026, 12, 20))


def test_who_comes_too_soon_reads_both_days_and_why():
    with pytest.raises(DevelopmentRefused) as refusal:
        rules.check_can_repeat(date(2026, 11, 20), date(2026, 12, 19))

    assert str(refusal.value) == (
        "You answered this on 20 November 2026. Answer it again from 20 December 2026 on: "
        "sooner, the result would show your memory and not a change."
    )
