"""Questions for two groups: worked by hand, against simpler formulas, and in samples."""

import math

import numpy as np
import pytest

from assess.science.items.curves import GradedItem
from assess.science.items.dif import DELTA, Reason, Size, mantel_haenszel
from tests.science.items.simulated import answered, people, some_items

NAN = float("nan")
ITEMS = some_items(1, 12, steps=2)
GROUP = np.repeat([1.0, 0.0], [600, 900])


def sample(seed, by=1.0, items=ITEMS, studied=0):
    """Answers to items of which one is harder by so much for the focal group, who know less."""
    theta = people(seed, 1500) - 0.5 * GROUP
    answers = answered(items, theta, seed + 1)
    one = items[studied]
    harder = GradedItem(one.slope, tuple(d - one.slope * by for d in one.intercepts), one.cuts)
    answers[:600, studied] = answered([harder], theta[:600], seed + 2)[:, 0]
    return answers


def two_strata():
    """Reference right, wrong, focal right, wrong: 40 20 30 30, and 50 10 40 20."""
    rows = []
    for stratum, counts in enumerate(((40, 20, 30, 30), (50, 10, 40, 20))):
        for (focal, right), count in zip(((0, 1), (0, 0), (1, 1), (1, 0)), counts, strict=True):
            rows += [(focal, right, stratum)] * count
    return np.array(rows, dtype=float).T


def test_two_strata_by_hand():
    focal, right, score = two_strata()
    item = mantel_haenszel(np.stack([right, right], axis=1), focal, matching=score).items[0]

    ratio = (40 * 30 + 50 * 20) / (20 * 30 + 10 * 40)
    assert item.odds_ratio.estimate == pytest.approx(ratio)
    assert item.delta.estimate == pytest.approx(-2.35 * math.log(ratio))
    expected = 60 * 70 / 120 + 60 * 90 / 120
    variance = 60 * 60 * 70 * 50 / (120**2 * 119) + 60 * 60 * 90 * 30 / (120**2 * 119)
    assert item.chi_square == pytest.approx((abs(70 - expected) - 0.5) ** 2 / variance)
    assert item.shift.estimate == pytest.approx(((30 - 40) / 60 + (40 - 50) / 60) / 2)
    assert item.delta.standard_error == pytest.approx(-DELTA * item.log_error)
    assert (item.focal_n, item.reference_n) == (120, 120)


def test_groups_that_change_places_change_the_sign():
    focal, right, score = two_strata()
    table = np.stack([right, right], axis=1)

    one, other = (
        mantel_haenszel(table, each, matching=score).items[0] for each in (focal, 1 - focal)
    )

    assert other.odds_ratio.estimate == pytest.approx(1 / one.odds_ratio.estimate)
    assert other.delta.estimate == pytest.approx(-one.delta.estimate)
    assert other.chi_square == pytest.approx(one.chi_square)


def test_the_question_that_is_harder_is_found_and_only_that():
    found = mantel_haenszel(sample(3), GROUP)

    assert found.items[0].size is Size.C
    assert found.items[0].delta.estimate < -1.5
    assert {one.size for one in found.items[1:]} == {Size.A}
    assert found.matched == tuple(range(1, 12))
    assert found.settled
    assert found.items[0].adjusted < 0.001


def test_purifying_gives_the_others_their_due():
    answers = sample(5, by=1.5)

    pure, mixed = (mantel_haenszel(answers, GROUP, purify=one) for one in (True, False))

    # Matched on a sum that does the focal group wrong, other questions look easier for it.
    assert np.mean([one.delta.estimate for one in mixed.items[1:]]) > np.mean(
        [one.delta.estimate for one in pure.items[1:]]
    )
    assert (mixed.rounds, mixed.matched) == (1, tuple(range(12)))


def test_ordered_answers_are_compared_by_their_means():
    items = some_items(2, 8, steps=4)

    found = mantel_haenszel(sample(7, items=items), GROUP)

    assert found.items[0].size in (Size.B, Size.C)
    assert found.items[0].shift.estimate < 0
    assert found.items[0].odds_ratio.reason is Reason.NO_FINITE_VALUE
    assert {one.size for one in found.items[1:]} == {Size.A}


def test_three_answers_by_hand():
    # One right answer of the first stratum's reference group counts twice.
    focal, right, score = two_strata()
    right[0] = 2

    item = mantel_haenszel(np.stack([right, right], axis=1), focal, matching=score).items[0]

    sums, squares = (71, 90), (73, 90)
    expected = sum(60 * one / 120 for one in sums)
    variance = sum(
        60 * 60 * (120 * square - one**2) / (120**2 * 119)
        for one, square in zip(sums, squares, strict=True)
    )
    assert item.chi_square == pytest.approx((70 - expected) ** 2 / variance)
    assert item.shift.estimate == pytest.approx(((30 - 41) / 60 + (40 - 50) / 60) / 2)


def test_with_fewer_than_a_hundred_in_a_group_nothing_is_claimed():
    group = GROUP.copy()
    group[99:600] = NAN

    found = mantel_haenszel(sample(9), group)

    assert (found.focal_n, found.reference_n, found.left_out) == (99, 900, 501)
    assert {one.reason for one in found.items} == {Reason.TOO_FEW}
    assert {one.size for one in found.items} == {None}
    assert found.items[0].delta.estimate is not None
    group[99] = 1
    assert mantel_haenszel(sample(9), group).items[0].size is not None


def test_people_without_a_sum_are_left_out_and_counted():
    answers = sample(11)
    answers[:50, 3] = NAN

    assert mantel_haenszel(answers, GROUP).left_out == 50
    # With a score of their own they miss one question only.
    own = mantel_haenszel(answers, GROUP, matching=np.nansum(answers, axis=1))
    assert (own.left_out, own.items[3].focal_n, own.items[0].focal_n) == (0, 550, 600)


def test_a_question_everybody_has_right_has_no_odds():
    answers = sample(13)
    answers[:, 2] = 1
    answers[600:, 4] = 1

    found = mantel_haenszel(answers, GROUP)

    assert (found.items[2].size, found.items[2].reason) == (None, Reason.NOTHING_TO_COMPARE)
    assert found.items[2].chi_square is None
    assert found.items[2].adjusted is None
    assert found.items[4].odds_ratio.reason is Reason.NO_FINITE_VALUE
    assert (found.items[4].size, found.items[4].reason) == (None, Reason.NO_FINITE_VALUE)


def test_groups_that_share_no_score_are_not_compared():
    item = mantel_haenszel([[1, 0], [0, 1]] * 100, [1, 0] * 100, matching=[1, 2] * 100).items[0]

    assert (item.reason, item.shift.estimate) == (Reason.NOTHING_TO_COMPARE, None)


@pytest.mark.parametrize(
    ("answers", "focal", "matching", "sentence"),
    [
        ([[1], [0]], [1, 0], None, "answers: give a row per person"),
        ([[1, 0]], [2], None, "focal: give 1 for the focal"),
        ([[1, 0]], [[1]], None, "focal: give 1 for the focal"),
        ([[1, 0]], [1, 0], None, "focal, matching: give one number"),
        ([[1, 0]], [1], [1, 2], "focal, matching: give one number"),
    ],
)
def test_what_cannot_be_compared_is_refused(answers, focal, matching, sentence):
    with pytest.raises(ValueError, match=sentence):
        mantel_haenszel(answers, focal, matching=matching)


@pytest.mark.slow  # compares groups in 200 samples
def test_questions_that_are_fair_are_rarely_called_unfair():
    few = some_items(4, 20, steps=2)
    called = chance = 0
    for seed in range(200):
        theta = people(seed, 800) - 0.5 * (GROUP[:800] == 1)
        found = mantel_haenszel(answered(few, theta, seed + 500), np.arange(800) % 2)
        called += sum(one.size is not Size.A for one in found.items)
        chance += sum(one.p < 0.05 for one in found.items)

    # The continuity correction keeps the test below its level.
    assert chance / 4000 < 0.055
    assert called / 4000 < 0.04
