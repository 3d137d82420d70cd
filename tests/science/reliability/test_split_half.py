"""Split halves and lambda 6: against psych, worked by hand, and what is refused."""

import math

import numpy as np
import pytest

from assess.science.reliability.split_half import Lack, guttman, odd_even
from assess.science.scores.classical import spearman_brown
from tests.science.cases import NAN, entries, table, within

CASE, ANSWERS = entries("alpha_omega_likert8"), np.array(table("alpha_omega_likert8"))
FOUR = [[1, 2], [2, 1], [3, 4], [4, 3]] * 8
"""Two items that correlate .6."""


def test_odd_and_even_items_agree_with_the_reference():
    found = odd_even(ANSWERS)

    assert {"r": found.correlation, "sb": found.estimate} == within(CASE["odd_even_spearman_brown"])


def test_lambda_6_and_the_worst_half_agree_with_psych():
    entry, found = CASE["guttman_lambdas"], guttman(ANSWERS, seed=1, draws=100)

    assert found.estimate == within(entry, entry["value"]["lambda6"])
    assert found.worst == within(entry, entry["value"]["beta"])
    total = CASE["alpha_total"]
    assert found.estimate == within(total, total["value"]["G6_smc"])


def test_items_without_their_own_part_agree_with_psych():
    entry, found = CASE["item_total"], guttman(ANSWERS, seed=1, draws=100)

    names = [f"i{number}" for number in range(1, 9)]
    computed = dict(zip(names, found.item_total, strict=True))
    assert computed == within(entry, entry["value"]["r.cor"])


def test_two_items_by_hand():
    halves, found = odd_even(FOUR), guttman(FOUR, seed=1, draws=100)

    assert (halves.correlation, halves.estimate) == pytest.approx((0.6, 0.75))
    # Fisher's interval of r among 32 people, stepped up.
    margin = 1.959964 / math.sqrt(29)
    ends = [math.tanh(math.atanh(0.6) + side * margin) for side in (-1, 1)]
    assert halves.interval == pytest.approx([spearman_brown(end, 2) for end in ends])
    assert halves.standard_error == pytest.approx(2 / 1.6**2 * 0.64 / math.sqrt(29))
    # What neither explains of the other is .64: 1 - 1.28 / 3.2.
    assert found.estimate == pytest.approx(0.6)
    assert (found.best, found.worst) == pytest.approx((0.75, 0.75))


def test_every_split_lies_between_the_best_and_the_worst():
    found = guttman(ANSWERS, seed=1, draws=100)
    standard = (ANSWERS - ANSWERS.mean(axis=0)) / ANSWERS.std(axis=0)

    for half in ([0, 1, 2, 3], [0, 2, 4, 6], [0, 3, 5, 6]):
        one = standard[:, half].sum(axis=1)
        other = standard.sum(axis=1) - one
        split = 4 * np.cov(one, other)[0, 1] / np.var(one + other, ddof=1)
        assert found.worst <= split + 1e-9
        assert split <= found.best + 1e-9


def test_an_odd_number_of_items_has_no_equal_halves():
    found = guttman(ANSWERS[:, :7], seed=1, draws=100)

    assert (found.best, found.worst) == (None, None)
    assert found.estimate is not None


def test_draws_of_people_surround_lambda_6_and_are_the_same_for_a_seed():
    one, same, other = (guttman(ANSWERS, seed=seed, draws=200) for seed in (1, 1, 2))

    assert one.interval[0] < one.estimate < one.interval[1]
    assert one == same != other
    assert (one.n, one.draws, one.undefined) == (400, 200, 0)


def test_who_left_something_out_is_in_the_correlations_but_in_no_half():
    gaps = np.vstack([ANSWERS, [NAN, *ANSWERS[0, 1:]], [NAN] * 8])

    assert odd_even(gaps) == odd_even(ANSWERS)
    assert guttman(gaps, seed=1, draws=100).n == 401


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (FOUR[:29], Lack.TOO_FEW),
        ([[0.1, one] for one in range(40)], Lack.NO_VARIANCE),
    ],
)
def test_where_there_is_nothing_to_say_it_says_why(answers, reason):
    halves, found = odd_even(answers), guttman(answers, seed=1)

    assert (halves.estimate, halves.standard_error, halves.interval) == (None, None, None)
    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert (halves.reason, found.reason) == (reason, reason)


def test_items_that_share_nothing_have_no_correlation_with_what_they_share():
    # Each two items are opposed: what the others explain is more than what they share.
    opposed = np.eye(3) * 1.45 - 0.45
    raw = np.random.default_rng(1).normal(size=(60, 3))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T)).T)

    found = guttman(white @ np.linalg.cholesky(opposed).T, seed=1, draws=100)

    assert found.item_total == ()
    assert found.estimate is not None


def test_an_item_that_repeats_others_has_no_lambda_6():
    assert guttman(ANSWERS[:, [0, 1, 0]], seed=1).reason is Lack.CONTRADICTION


def test_halves_that_are_the_same_or_opposed():
    same, opposed = (odd_even([[one, side * one] for one in range(40)]) for side in (1, -1))

    assert (same.estimate, same.standard_error, same.interval) == (1, None, None)
    assert (opposed.estimate, opposed.reason) == (None, Lack.OPPOSED)


@pytest.mark.parametrize(
    ("answers", "options", "sentence"),
    [
        ([1, 2, 3], {}, "answers: give a row per person"),
        ([[1], [2]], {}, "two at least"),
        ([[1, math.inf]] * 30, {}, "answers: give numbers"),
        (FOUR, {"level": 95}, "level: give a share"),
    ],
)
def test_what_is_no_table_of_answers_is_refused(answers, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        odd_even(answers, **options)
    with pytest.raises(ValueError, match=sentence):
        guttman(answers, seed=1, **options)
