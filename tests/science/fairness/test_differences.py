"""Groups apart in score: against effectsize and iopsych, exact chances, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assess.science.fairness.differences import (
    NoDifference,
    composite_d,
    difference,
    expected_selection,
)
from tests.properties import tried
from tests.science.cases import entries, rows, within

FIT, PEOPLE = entries("fit_selection"), rows("fit_selection")
UTILITY = entries("utility_selection")
CAIQS = UTILITY["de_corte_caiqs_example"]


def x1(race):
    return [float(row["x1"]) for row in PEOPLE if row["race"] == race]


@pytest.mark.parametrize("focal", ["B", "C"])
def test_standardised_differences_agree_with_effectsize(focal):
    entry = FIT[f"subgroup_d_x1_A_minus_{focal}"]
    value, found = entry["value"], difference(x1(focal), x1("A"))

    assert found.cohens_d.estimate == within(entry, value["d"])
    assert found.hedges_g.estimate == within(entry, value["hedges_g"])
    assert found.glass_delta.estimate == within(entry, value["glass_delta_ref_sd"])
    assert found.cohens_d.interval[0] == within(entry, value["d_ci95"][0])
    assert found.hedges_g.interval[0] == within(entry, value["g_ci95"][0])
    # effectsize finds its limits with a general minimiser that stops early.
    assert found.cohens_d.interval[1] == pytest.approx(value["d_ci95"][1], abs=2e-4)
    assert found.hedges_g.interval[1] == pytest.approx(value["g_ci95"][1], abs=2e-4)


@pytest.mark.parametrize("focal", ["B", "C"])
def test_at_the_limits_a_d_as_seen_has_exactly_the_chance_it_should(focal):
    # Where effectsize's upper limit for B gives .02490, not .025.
    found = difference(x1(focal), x1("A"))
    scale = math.sqrt(1 / found.focal_n + 1 / found.reference_n)
    degrees, t = found.focal_n + found.reference_n - 2, found.cohens_d.estimate / scale

    low, high = (stats.nct(degrees, end / scale).cdf(t) for end in found.cohens_d.interval)
    assert (low, high) == (pytest.approx(0.975, abs=1e-9), pytest.approx(0.025, abs=1e-9))


def test_the_expected_ratio_agrees_with_iopsych():
    entry = UTILITY["ai_from_d"]

    for case in entry["value"]:
        found = expected_selection(case["d"], case["sr"], case["pmin"])
        assert found.ratio == within(entry, case["ai"])


def test_the_difference_of_a_composite_agrees_with_iopsych():
    entry = UTILITY["composite_d"]
    equal = [[1.0 if i == j else 0.3 for j in range(3)] for i in range(3)]
    weighted = [[1.0, 0.3, 0.2], [0.3, 1.0, 0.1], [0.2, 0.1, 1.0]]

    assert composite_d([0.2, 0.4, 0.3], equal) == within(entry, entry["value"]["eq3"])
    assert composite_d([0.1, 0.3, 0.7], weighted, [1, 0.5, 0.5]) == within(
        entry, entry["value"]["w"]
    )


def test_selection_and_quality_agree_with_de_cortes_example():
    value = CAIQS["value"]
    given_ = value["inputs"]
    table = np.array(given_["R"])
    of_x, of_y = np.array(given_["weights_x"]), np.array(given_["weights_y"], dtype=float)
    xx, yy, xy = table[:4, :4], table[4:, 4:], table[:4, 4:]
    validity = of_x @ xy @ of_y / math.sqrt((of_x @ xx @ of_x) * (of_y @ yy @ of_y))

    found = expected_selection(
        composite_d(given_["d_x"], xx, of_x),
        given_["sr"],
        given_["pct_minority"],
        validity=validity,
        criterion_d=composite_d(given_["d_y"], yy, of_y),
    )

    assert found.ratio == within(CAIQS, value["AI"])
    assert found.reference_rate == within(CAIQS, value["majority_sr"])
    assert found.focal_rate == within(CAIQS, value["minority_sr"])
    assert [found.focal, found.reference, found.all] == within(CAIQS, value["global_std"])


def test_a_difference_by_hand():
    # Means 2 and 3, both variances 1: d = 1; g = Γ(2) / (√2 Γ(1.5)).
    found = difference([1, 2, 3], [2, 3, 4, None])

    assert found.cohens_d.estimate == pytest.approx(1)
    assert found.hedges_g.estimate == pytest.approx(1 / (math.sqrt(2) * math.gamma(1.5)))
    assert (found.focal_n, found.reference_n) == (3, 3)


@tried
@given(st.floats(-3, 3), st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_rates_of_both_groups_add_up_to_the_rate_of_all(d, rate, share):
    found = expected_selection(d, rate, share)

    both = share * found.focal_rate + (1 - share) * found.reference_rate
    assert both == pytest.approx(rate, abs=1e-9)
    assert (found.ratio < 1) == (found.focal_rate < found.reference_rate)


def test_without_a_difference_there_is_no_impact():
    found = expected_selection(0, 0.2, 0.3, validity=0.4)

    assert found.ratio == pytest.approx(1)
    # The mean of the best fifth, 1.3998 SDs, times the validity, in all groups alike.
    assert (found.focal, found.reference, found.all) == pytest.approx((0.4 * 1.3998,) * 3, abs=1e-5)


@tried
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 20), st.floats(-50, 50))
def test_a_difference_does_not_know_the_unit_and_turns_with_its_groups(seed, factor, shift):
    random = np.random.default_rng(seed)
    one, other = random.normal(size=12), random.normal(0.5, 1.2, size=9)

    found, moved = difference(one, other), difference(one * factor + shift, other * factor + shift)

    assert moved.cohens_d.estimate == pytest.approx(found.cohens_d.estimate, abs=1e-9)
    turned = difference(other, one).cohens_d
    assert turned.estimate == pytest.approx(-found.cohens_d.estimate)
    low, high = found.cohens_d.interval
    assert turned.interval == pytest.approx((-high, -low), abs=1e-6)


@pytest.mark.parametrize(
    ("focal", "reference", "reason"),
    [
        ([1], [1, 2, 3], NoDifference.TOO_FEW),
        ([1, 2], [3, math.nan], NoDifference.TOO_FEW),
        ([2, 2], [2, 2], NoDifference.NO_VARIANCE),
        ([1, 2], [2, 2], NoDifference.NO_VARIANCE),
    ],
)
def test_where_there_is_no_difference_it_says_why(focal, reference, reason):
    found = difference(focal, reference)

    for one in (found.cohens_d, found.hedges_g, found.glass_delta):
        assert (one.estimate, one.interval, one.reason) == (None, None, reason)


@pytest.mark.slow  # draws 2,000 pairs of samples
def test_the_interval_of_d_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(3)
    held = 0
    for _ in range(2000):
        low, high = difference(random.normal(size=15), random.normal(0.5, 1, 25)).cohens_d.interval
        held += low <= 0.5 <= high

    # Three standard errors of a share of .95 in 2,000 samples are .0146.
    assert held / 2000 == pytest.approx(0.95, abs=0.0146)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((math.nan, 0.2, 0.3), "d: give a number"),
        ((0.5, 0, 0.3), "rate: give a share"),
        ((0.5, 0.2, 1), "focal_share: give a share"),
    ],
)
def test_an_expectation_from_nothing_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        expected_selection(*values)
    with pytest.raises(ValueError, match="validity: give a number"):
        expected_selection(0.5, 0.2, 0.3, validity=2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (([1, 2], [[1]]), "correlations: give a square table"),
        (([1, 2], [[1, 0], [0, 1]], [1]), "differences, weights: give one of each"),
        (([1, math.inf], [[1, 0], [0, 1]]), "differences: give a list of numbers"),
        (([1, math.nan], [[1, 0], [0, 1]]), "differences, weights: give one of each"),
        (([1, 2], [[1, 2], [2, 1]]), "correlations: no parts can have"),
        (([1, 2], [[1, 1], [1, 1]], [1, -1]), "weights: with these"),
    ],
)
def test_a_composite_that_is_none_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        composite_d(*values)


def test_scores_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="focal: give a list"):
        difference([1, math.inf], [1, 2])
    with pytest.raises(ValueError, match="level: give a share"):
        difference([1, 2], [1, 2], level=1)
