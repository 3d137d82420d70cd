"""Composites: against R, worked by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.estimates import normal, undefined
from assess.science.scores.composites import (
    Lack,
    composite,
    composite_correlation,
    effective_weights,
    explain,
    explain_weight,
    standardised_sum,
    validity,
)
from tests.properties import tried
from tests.science.cases import entries, rows, within

FIT = entries("fit_selection")
PEOPLE = rows("fit_selection")
PARTS = np.array([[float(row[name]) for name in ("x1", "x2", "x3")] for row in PEOPLE])
PERFORMANCE = [float(row["perf"]) for row in PEOPLE]
NAN = float("nan")
SEEDS = st.integers(0, 2**32 - 1)


def test_the_validity_of_unit_weights_agrees_with_r():
    entry = FIT["unit_weight_validity"]

    found = validity(standardised_sum(PARTS), PERFORMANCE)

    assert found.estimate == within(entry, entry["value"]["r"])
    assert list(found.interval) == within(entry, entry["value"]["ci95"])
    assert found.n == 600


def test_a_composite_by_hand():
    # (2 x 4 + 1 x 1) / 3; error √(4 x .09 + 1 x .16) / 3 = √.52 / 3.
    found = composite([4, 1], [0.3, 0.4], [2, 1])

    error = math.sqrt(0.52) / 3
    assert (found.estimate, found.standard_error) == pytest.approx((3, error))
    assert found.interval == pytest.approx((3 - 1.959964 * error, 3 + 1.959964 * error))
    assert (found.n, found.level) == (2, 0.95)


def test_errors_that_go_together_do_not_average_out():
    together = composite([4, 2], 0.4, error_correlations=[[1, 1], [1, 1]])
    apart, against = (
        composite([4, 2], 0.4),
        composite([4, 2], 0.4, error_correlations=[[1, -1], [-1, 1]]),
    )

    assert together.standard_error == pytest.approx(0.4)
    assert apart.standard_error == pytest.approx(0.4 / math.sqrt(2))
    assert against.standard_error == pytest.approx(0, abs=1e-8)


def test_a_part_without_a_score_leaves_the_proportions_of_the_others():
    whole, part = (
        composite([4, 1], [0.3, 0.4], [2, 1]),
        composite([4, NAN, 1], [0.3, NAN, 0.4], [2, 5, 1]),
    )

    assert part == whole


@pytest.mark.parametrize(
    ("scores", "errors", "weights", "reason"),
    [
        ([NAN, NAN], 0.3, None, Lack.NOTHING),
        ([], 0.3, None, Lack.NOTHING),
        ([NAN, 1], 0.3, [1, 0], Lack.NO_WEIGHT),
        ([2, 1], [NAN, 0.3], None, Lack.NO_ERROR),
    ],
)
def test_where_there_is_no_composite_it_says_why(scores, errors, weights, reason):
    found = composite(scores, errors, weights)

    assert (found.estimate, found.interval, found.reason) == (None, None, reason)
    assert explain("Overall", found) == f"Overall: no overall result, as {reason}."


def test_a_part_without_weight_needs_no_error():
    assert composite([2, 1], [0.3, NAN], [1, 0]).estimate == 2


def test_effective_weights_by_hand():
    # Unrelated parts with variances 4 and 1, equal weights: 4/5 and 1/5.
    table = [[2, 1], [2, -1], [-2, 1], [-2, -1]] * 10

    found = effective_weights(table)

    assert [one.estimate for one in found.effective] == pytest.approx([0.8, 0.2])
    assert found.nominal == (0.5, 0.5)
    # Left over: variance 4 (40/39) less .64 x 5 (40/39), over 5 (40/39), over 38.
    error = math.sqrt((4 - 0.64 * 5) / 5 / 38)
    assert [one.standard_error for one in found.effective] == pytest.approx([error, error])
    # t with 38 degrees: 2.024394.
    assert found.effective[0].interval == pytest.approx(
        (0.8 - 2.024394 * error, 0.8 + 2.024394 * error)
    )


def test_a_part_that_does_not_vary_weighs_nothing_however_large_its_weight():
    table = [[one, 3] for one in range(20)]

    found = effective_weights(table, [1, 9])

    assert [one.estimate for one in found.effective] == pytest.approx([1, 0])
    assert found.nominal == (0.1, 0.9)


def test_an_effective_weight_is_the_slope_of_a_regression_on_the_composite():
    total = PARTS.sum(axis=1)

    found = effective_weights(PARTS)

    for place, one in enumerate(found.effective):
        slope, intercept = np.polyfit(total, PARTS[:, place], 1)
        left = PARTS[:, place] - intercept - slope * total
        error = math.sqrt(left @ left / 598 / ((total - total.mean()) ** 2).sum())
        assert (one.estimate, one.standard_error) == pytest.approx((slope, error))


@pytest.mark.parametrize(
    ("table", "reason", "missing"),
    [
        ([[1, 2]] * 9, Lack.TOO_FEW, 0),
        ([[1, NAN]] * 20 + [[1, 2]] * 9, Lack.TOO_FEW, 20),
        ([[1, 2]] * 10, Lack.NO_VARIANCE, 0),
        ([[one, -one] for one in range(20)], Lack.NO_VARIANCE, 0),
    ],
)
def test_where_there_are_no_weights_in_effect_it_says_why(table, reason, missing):
    found = effective_weights(table)

    assert (found.reason, found.effective, found.missing) == (reason, (), missing)


@tried
@given(SEEDS, st.lists(st.floats(0.1, 5), min_size=3, max_size=3))
def test_effective_weights_add_up_to_one(seed, weights):
    table = np.random.default_rng(seed).normal(size=(30, 3))

    found = effective_weights(table, weights)

    assert sum(one.estimate for one in found.effective) == pytest.approx(1)


@tried
@given(SEEDS, st.floats(0.1, 10))
def test_only_the_proportion_of_weights_matters(seed, factor):
    table = np.random.default_rng(seed).normal(size=(20, 3))

    one, other = (
        effective_weights(table, [1, 2, 3]),
        effective_weights(table, [factor, 2 * factor, 3 * factor]),
    )

    assert [e.estimate for e in one.effective] == pytest.approx(
        [e.estimate for e in other.effective]
    )
    assert one.nominal == pytest.approx(other.nominal)


@pytest.mark.slow  # draws 400 groups
def test_intervals_of_effective_weights_hold_the_truth_as_often_as_they_say():
    random, held = np.random.default_rng(4), 0
    # Variances 1 and 1, covariance .5, weights 2 and 1: 4 + 1 of 7 in the first part.
    for _ in range(400):
        shared = random.normal(size=(40, 1)) * math.sqrt(0.5)
        table = shared + random.normal(size=(40, 2)) * math.sqrt(0.5)
        low, high = effective_weights(table, [2, 1]).effective[0].interval
        held += low <= 5 / 7 <= high

    assert held / 400 == pytest.approx(0.95, abs=0.033)


def test_a_validity_leaves_out_pairs_with_a_missing_number():
    one, other = [*PERFORMANCE, NAN, 1], [*PARTS[:, 0], 1, NAN]

    assert validity(one, other) == validity(PERFORMANCE, PARTS[:, 0])


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ([1, 2] * 4, [1, 2] * 4, Lack.TOO_FEW),
        ([0.1] * 10, [1, 2] * 5, Lack.NO_VARIANCE),
        ([1, 2] * 5, [0.1] * 10, Lack.NO_OUTCOME),
    ],
)
def test_where_there_is_no_validity_it_says_why(one, other, reason):
    assert validity(one, other).reason is reason


def test_a_perfect_validity_says_nothing_of_its_error():
    found = validity(range(10), range(10))

    assert (found.estimate, found.standard_error, found.interval) == (pytest.approx(1), None, None)


def test_the_correlation_of_a_composite_by_hand():
    # (.3 + .4) / √(1 + 1 + 2 x .5).
    assert composite_correlation([1, 1], [[1, 0.5], [0.5, 1]], [0.3, 0.4]) == pytest.approx(
        0.7 / math.sqrt(3)
    )


def test_sentences_say_how_sure_they_are():
    assert explain("Overall", composite([4, 3], 0.3)) == (
        "Overall: 3.5 from 2 parts, nearly surely between 3.1 and 3.9."
    )
    weight = effective_weights(PARTS).effective[2]
    assert explain_weight("Drive", 1 / 3, weight) == (
        "Drive weighs 33% on paper and 28% in the differences between people (nearly surely 25% to "
        "32%, 600 people)."
    )


def test_a_weight_in_effect_below_0_or_of_a_part_that_never_varies():
    below, none = normal(-0.02, 0.01, 0.95, 50, "x"), normal(0, 0, 0.95, 50, "x")

    assert "and −2% in the differences between people (nearly surely −4% to 0%, 50 people)" in (
        explain_weight("Drive", 0.5, below)
    )
    assert explain_weight("Drive", 0.5, none) == (
        "Drive weighs 50% on paper and 0% in the differences between people (50 people)."
    )


def test_a_weight_in_effect_that_is_not_known_is_said_to_be_so():
    unknown = undefined(0.95, 4, "slope", Lack.TOO_FEW)

    assert explain_weight("Drive", 0.5, unknown) == (
        "Drive weighs 50% on paper; what it weighs in effect is not known."
    )


def test_another_level_is_said_in_figures():
    assert explain("Overall", composite([4, 3], 0.3, level=0.8)) == (
        "Overall: 3.5 from 2 parts, in 80 of 100 such cases between 3.2 and 3.8."
    )
    weight = effective_weights(PARTS, level=0.9).effective[2]
    assert "(in 90 of 100 such cases 2" in explain_weight("Drive", 1 / 3, weight)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: composite([1, 2], [0.1]), "errors: give one standard error"),
        (lambda: composite([1, 2], -0.1), "errors: give standard errors of 0 or more"),
        (lambda: composite([1, 2], 0.1, [1]), "weights: give one of 0 or more"),
        (lambda: composite([1, 2], 0.1, [1, -1]), "weights: give one of 0 or more"),
        (lambda: composite([1, math.inf], 0.1), "scores: give a list of numbers"),
        (lambda: composite([1, 2], 0.1, level=2), "level: give a share"),
        (
            lambda: composite([1, 2], 0.1, error_correlations=[[1, 2], [2, 1]]),
            "error_correlations: no parts can have",
        ),
        (
            lambda: composite([1, 2], 0.1, error_correlations=[[1]]),
            "error_correlations: give a square",
        ),
        (lambda: effective_weights([1, 2]), "scores: give a row per person"),
        (lambda: effective_weights([[1, 2]], [0, 0]), "weights: give one above 0"),
        (lambda: standardised_sum([[1, 2]] * 5), "a part that does not vary"),
        (lambda: standardised_sum([1]), "scores: give a row per person"),
        (lambda: validity([1], [1, 2]), "outcome: give one for every composite"),
        (lambda: composite_correlation([1], [[1]], [1, 2]), "weights: give one for each part"),
        (
            lambda: composite_correlation([1, -1], [[1, 1], [1, 1]], [1, 1]),
            "the sum does not vary",
        ),
        (
            lambda: composite_correlation([1, 1], [[1, -0.9], [-0.9, 1]], [0.9, 0.9]),
            "with_other: parts with these correlations",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
