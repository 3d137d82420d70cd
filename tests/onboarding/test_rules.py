"""Days, working days and templates: pure decisions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assess.onboarding import content, rules, shipped, workdays
from assess.onboarding.content import Task, Words
from assess.onboarding.rules import OnboardingRefused, Side, Step

MONDAY = date(2026, 12, 21)
ENGLAND = workdays.is_working("GB", "ENG")


def task(key, day, *, after="", owner=Side.MANAGER):
    return Task(key, owner, day, Words(f"Do {key}."), after)


@pytest.mark.parametrize(
    ("day", "on", "back"),
    [
        (1, date(2026, 12, 21), 1),
        (-1, date(2026, 12, 20), -1),
        (7, date(2026, 12, 27), 7),
        (90, date(2027, 3, 20), 90),
    ],
)
def test_day_one_is_the_first_day_and_there_is_no_day_zero(day, on, back):
    assert rules.date_of(day, MONDAY) == on
    assert rules.day_of(on, MONDAY) == back


def test_a_day_off_moves_a_task_back_before_the_start_and_on_after_it():
    steps = [Step("before", Side.HR, -1), Step("christmas", Side.HR, 5), Step("late", Side.HR, 6)]

    due = rules.schedule(steps, MONDAY, date(2026, 12, 1), ENGLAND)

    # Friday; then 25 December, a Friday, and Boxing Day, kept on Monday in England.
    assert due == {
        "before": date(2026, 12, 18),
        "christmas": date(2026, 12, 29),
        "late": date(2026, 12, 29),
    }


def test_the_calendar_of_a_region_and_its_own_weekend_count():
    epiphany = date(2027, 1, 6)

    assert workdays.why_off(epiphany, "DE", "BY", "de") == "Heilige Drei Könige"
    assert workdays.why_off(epiphany, "DE", "BE") == ""
    assert workdays.is_working("EG", "")(date(2026, 12, 20))  # a Sunday
    with pytest.raises(OnboardingRefused, match=r"‘XX’ are not known. Use one of .*BY \(Bayern\)"):
        workdays.region_of("DE", "XX")
    assert workdays.region_of("DE", "by") == workdays.region_of("DE", "Bayern") == "BY"
    assert workdays.region_of("GB", "northern ireland") == "NIR"
    assert workdays.region_of("BR", "sao paulo capital") == "São Paulo Capital"


def test_nothing_is_due_before_the_day_of_planning_or_piled_on_one_day():
    steps = [Step(f"t{number}", Side.MANAGER, -10) for number in range(5)]
    friday = date(2026, 12, 18)

    due = rules.schedule(steps, MONDAY, friday, ENGLAND)

    assert sorted(due.values()) == [friday] * 3 + [MONDAY] * 2


def test_a_task_after_another_gets_its_day_once_that_one_is_done():
    steps = [Step("ask", Side.NEW_HIRE, 4), Step("tell", Side.NEW_HIRE, 5, after="ask")]

    waiting = rules.schedule(steps, MONDAY, MONDAY, ENGLAND)
    steps[0] = replace(steps[0], done_on=date(2026, 12, 23))
    planned = rules.schedule(steps, MONDAY, MONDAY, ENGLAND)

    assert waiting["tell"] is None
    assert planned == {"tell": date(2026, 12, 29)}  # five days on is the 28th, a day off


@pytest.mark.parametrize(
    ("start_on", "off", "said"),
    [
        (MONDAY - timedelta(days=15), "", "more than two weeks ago"),
        (MONDAY + timedelta(days=366), "", "within a year"),
        (date(2026, 12, 25), "Christmas Day", "25 December 2026 is Christmas Day"),
    ],
)
def test_a_first_day_too_far_away_or_off_is_refused(start_on, off, said):
    with pytest.raises(OnboardingRefused, match=said):
        rules.check_start(start_on, MONDAY, off)


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ([task(f"t{number}", 3) for number in range(4)], "3 tasks stand on day 3 already"),
        ([task("a", 2, after="b"), task("b", 2, after="a")], "wait for each other"),
        ([task("a", 2, after="gone")], "waits for a task that is not here"),
        ([task("a", 0)], "There is no day 0"),
        ([task("a", 121)], "Choose a day from -60 to 120"),
        ([task("a", 1), task("a", 2)], "the same key"),
    ],
)
def test_a_template_from_which_no_plan_could_be_made_is_refused(tasks, said):
    held = replace(shipped.templates()["sales-hire"].content, tasks=tuple(tasks))

    with pytest.raises(OnboardingRefused, match=said):
        content.check(held)


def test_a_phase_has_three_to_five_outcomes():
    held = shipped.templates()["sales-hire"].content

    with pytest.raises(OnboardingRefused, match="Learn has 2 outcomes"):
        content.check(content.without(held, "explains"))


@pytest.mark.parametrize("key", shipped.KEYS)
def test_every_shipped_template_makes_a_plan_and_speaks_both_languages(key):
    held = shipped.templates()[key].content
    texts = [one.words for one in (*held.tasks, *held.outcomes, *held.milestones)]
    texts += [one.criterion for one in held.outcomes]

    content.check(held)

    assert all(one.en and one.de and one.en != one.de for one in texts)
    assert {one.owner for one in held.tasks} >= {Side.MANAGER, Side.HR, Side.NEW_HIRE}
    assert any(one.after for one in held.tasks)
    assert content.from_json(content.to_json(held)) == held


@pytest.mark.parametrize(
    ("last_word", "days", "silent"),
    [(None, 13, False), (None, 14, True), (5, 18, False), (5, 19, True)],
)
def test_a_plan_is_silent_after_fourteen_days_without_a_word(last_word, days, silent):
    last = None if last_word is None else MONDAY + timedelta(days=last_word)
    since = rules.quiet_since(last, MONDAY, MONDAY - timedelta(days=20))

    assert rules.is_silent(since, MONDAY + timedelta(days=days), ended=False) is silent
    assert not rules.is_silent(since, MONDAY + timedelta(days=days), ended=True)
