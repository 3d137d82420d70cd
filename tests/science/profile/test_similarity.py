"""Similarity of profiles: against irr and R, worked by hand, its intervals by simulation."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import ncx2

from assess.science.estimates import Estimate
from assess.science.profile.similarity import Lack, Similarity, compare
from assess.science.profile.words import explain
from tests.properties import tried
from tests.science.cases import entries, rows, within

CASE = entries("profile_similarity")
PROFILES = {
    row.pop("profile"): [float(one) for one in row.values()] for row in rows("profile_similarity")
}
IDEAL = PROFILES["ideal"]
NAMES = {
    "D2": "distance_squared",
    "D": "distance",
    "rms": "root_mean_square",
    "pearson": "pearson",
    "spearman": "spearman",
    "elevation_diff": "elevation",
    "scatter_ratio": "scatter_ratio",
    "shape_D2": "shape",
    "mean_abs_diff": "mean_difference",
    "icc_double_entry": "double_entry",
    "icc_oneway": "one_way",
    "icc_agreement": "agreement",
    "congruence": "congruence",
}
ESTIMATES = [one.name for one in fields(Similarity) if one.type is Estimate]
NAN = float("nan")
SCORES = st.lists(st.integers(1, 9), min_size=6, max_size=6)


def compared(one, other, error_one=0.0, error_other=0.0, **options):
    return compare(one, other, error_one, error_other, **{"seed": 1, "draws": 1000, **options})


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_similarities_agree_with_r_and_irr(name):
    entry = CASE[f"ideal_vs_{name}"]

    result = compared(IDEAL, PROFILES[name])

    assert set(entry["value"]) == set(NAMES)
    found = {key: getattr(result, field).estimate for key, field in NAMES.items()}
    assert found == within(entry, entry["value"])


@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_elevation_scatter_and_shape_add_up_to_the_squared_distance(name):
    result = compared(IDEAL, PROFILES[name])
    split = result.split

    assert split.elevation + split.scatter + split.shape == pytest.approx(
        result.distance_squared.estimate
    )


def test_one_shape_two_points_apart_correlates_perfectly_and_is_far_away():
    result = compared(IDEAL, PROFILES["C"])

    assert (result.pearson.estimate, result.distance_squared.estimate) == pytest.approx((1, 32))
    assert (result.split.elevation, result.split.shape) == pytest.approx((32, 0))


def test_two_profiles_by_hand():
    # Means 2 and 3; squared deviations 2 and 2, products -2: r = -1; gaps 3, 1, -1.
    result = compared([1, 2, 3], [4, 3, 2], 0.5, 0.5)

    assert (result.elevation.estimate, result.pearson.estimate) == pytest.approx((1, -1))
    assert result.distance_squared.estimate == pytest.approx(11)
    # Shape: 2 x 2 x (1 + 1); parts: 3 x 1, 0, 2 x 2 x 2.
    assert result.shape.estimate == pytest.approx(8)
    assert (result.split.elevation, result.split.scatter, result.split.shape) == pytest.approx(
        (3, 0, 8)
    )
    # Errors of a gap √.5: of the mean √(3 x .5) / 3; of D² √(Σ 2 x .25 + 4 x .5 x gap²).
    assert result.elevation.standard_error == pytest.approx(math.sqrt(1.5) / 3)
    assert result.distance_squared.standard_error == pytest.approx(math.sqrt(1.5 + 22))
    assert result.beyond_error == pytest.approx(math.sqrt(11 - 1.5))


def test_what_has_no_error_has_an_interval_of_one_point():
    result = compared(IDEAL, PROFILES["A"])

    for name in ESTIMATES:
        one = getattr(result, name)
        assert one.interval == (one.estimate, one.estimate), name
        assert one.standard_error == 0, name


@pytest.mark.slow  # draws 20,000 errors three times
@pytest.mark.parametrize("name", ["A", "B", "C"])
def test_the_interval_of_the_distance_is_that_of_a_noncentral_chi_square(name):
    result = compared(IDEAL, PROFILES[name], 0, 0.5, draws=20_000)
    seen = result.distance.estimate**2 / 0.25

    def limit(share):
        # The noncentrality that puts what was seen at this share of its distribution.
        return 0.5 * math.sqrt(brentq(lambda c: ncx2.cdf(seen, 8, c) - share, 1e-9, 1000))

    low, high = result.distance.interval
    expected_low = limit(0.975) if ncx2.cdf(seen, 8, 1e-9) > 0.975 else 0.0
    assert low == pytest.approx(expected_low, abs=0.03)
    assert high == pytest.approx(limit(0.025), abs=0.03)


def test_profiles_more_alike_than_errors_allow_make_nobody_sure():
    result = compared(IDEAL, IDEAL, 0, 0.6)

    assert result.distance.estimate == 0
    assert result.distance.interval[0] == 0
    assert result.distance.interval[1] > 1
    assert result.pearson.interval[0] < 0.95
    assert result.pearson.interval[1] == pytest.approx(1)
    assert result.beyond_error == 0


def test_mirror_images_are_no_surer_than_equal_profiles():
    equal = compared([3, 4, 5], [3, 4, 5], 0.3, 0.3).pearson
    mirror = compared([3, 4, 5], [5, 4, 3], 0.3, 0.3).pearson

    assert mirror.estimate == pytest.approx(-1)
    assert mirror.interval[0] == pytest.approx(-1)
    assert mirror.interval[1] == pytest.approx(-equal.interval[0], abs=0.06)


def test_a_dimension_missing_on_either_side_is_left_out_of_both():
    gaps = [*PROFILES["A"], 9, NAN], [*IDEAL, NAN, 9]

    result = compare(gaps[1], gaps[0], 0, [0.5] * 8 + [NAN, NAN], seed=1)

    assert (result.dimensions, result.missing) == (8, 2)
    assert result == compare(IDEAL, PROFILES["A"], 0, 0.5, seed=1).__class__(
        **{**result.__dict__, "missing": 2}
    )
    assert result.distance_squared.estimate == pytest.approx(6)


def test_a_flat_profile_has_a_height_and_no_shape():
    result = compared([3, 3, 3, 3], [1, 2, 3, 4], 0.3, 0.3)

    undefined = [name for name in ESTIMATES if getattr(result, name).estimate is None]
    assert set(undefined) == {"pearson", "spearman", "shape", "scatter_ratio"}
    assert result.pearson.reason is result.scatter_ratio.reason is Lack.FLAT
    assert result.elevation.estimate == -0.5


def test_two_equal_flat_profiles_have_no_intraclass_correlation():
    result = compared([0.0] * 4, [0.0] * 4, 0.3, 0.3)

    assert {result.double_entry.reason, result.one_way.reason} == {Lack.NO_VARIANCE}
    assert result.agreement.reason is Lack.NO_VARIANCE
    assert result.congruence.reason is Lack.NO_LENGTH
    assert result.distance.estimate == 0


@pytest.mark.parametrize(
    ("one", "errors", "reason"),
    [
        ([1, 2], 0.5, Lack.TOO_FEW),
        ([], 0.5, Lack.TOO_FEW),
        ([NAN, 1, 2, NAN], 0.5, Lack.TOO_FEW),
        ([1, 2, 3], [0.5, 0.5, NAN], Lack.NO_ERROR),
    ],
)
def test_where_nothing_can_be_compared_it_says_why(one, errors, reason):
    result = compared(one, one, errors)

    assert {getattr(result, name).reason for name in ESTIMATES} == {reason}
    assert (result.split, result.beyond_error) == (None, None)
    assert str(reason) in explain("Ada", "Ben", result)


@pytest.mark.slow  # compares 60 pairs of profiles
@tried
@given(SCORES, SCORES, st.floats(0, 1))
def test_every_interval_holds_its_estimate_and_no_number_is_nan(one, other, error):
    result = compared(one, other, error, error)

    for name in ESTIMATES:
        found = getattr(result, name)
        if found.estimate is not None:
            low, high = found.interval
            assert low - 1e-6 <= found.estimate <= high + 1e-6, name
            assert math.isfinite(found.standard_error)
            assert math.isfinite(low + high)


@tried
@given(SCORES, SCORES)
def test_which_profile_comes_first_matters_only_where_it_says_so(one, other):
    there, back = compared(one, other), compared(other, one)

    assert there.elevation.estimate == -back.elevation.estimate
    for name in ("distance", "pearson", "double_entry", "agreement", "congruence"):
        found = getattr(there, name).estimate, getattr(back, name).estimate
        assert found[0] == (found[1] if found[1] is None else pytest.approx(found[1], abs=1e-9))


def test_the_same_seed_gives_the_same_numbers():
    assert compared(IDEAL, PROFILES["A"], 0.4, 0.4) == compared(IDEAL, PROFILES["A"], 0.4, 0.4)


@pytest.mark.slow  # compares 120 pairs of profiles
@pytest.mark.parametrize("name", ["A", "B", "ideal"])
def test_intervals_hold_the_truth_as_often_as_they_say(name):
    random, true = np.random.default_rng(5), compared(IDEAL, PROFILES[name])
    held = dict.fromkeys(ESTIMATES, 0)
    for seed in range(40):
        seen = np.array(PROFILES[name]) + random.normal(0, 0.5, 8)
        result = compared(IDEAL, seen, 0, 0.5, seed=seed)
        for one in ESTIMATES:
            low, high = getattr(result, one).interval
            held[one] += low - 1e-4 <= getattr(true, one).estimate <= high + 1e-4

    # Three standard errors of a share of .95 in 40 samples are .103; wider ones are allowed.
    assert min(held.values()) / 40 >= 0.95 - 0.103


@pytest.mark.parametrize(
    ("one", "other", "errors", "options", "sentence"),
    [
        ([1, 2, 3], [1, 2], 0, {}, "other: give as many dimensions"),
        ([1, 2, math.inf], [1, 2, 3], 0, {}, "one: give a list of numbers"),
        ([[1, 2, 3]], [1, 2, 3], 0, {}, "one: give a list of numbers"),
        ([1, 2, 3], [1, 2, 3], -1, {}, "error_one: give standard errors of 0 or more"),
        ([1, 2, 3], [1, 2, 3], [1, 2], {}, "error_one: give one standard error"),
        ([1, 2, 3], [1, 2, 3], 0, {"level": 95}, "level: give a share"),
        ([1, 2, 3], [1, 2, 3], 0, {"draws": 10}, "draws: give 1000 at least"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(one, other, errors, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        compared(one, other, errors, **options)


def test_a_sentence_tells_height_shape_and_distance():
    said = explain("the role", "Ada", compared(IDEAL, PROFILES["C"], 0, 0.3))

    assert said.startswith("Ada compared with the role, 8 results each: on average 2.0 lower")
    assert "(nearly surely 2.2 lower to 1.8 lower)" in said
    assert "highs and lows fall in the same places (correlation 1.00" in said
    assert "a single result is usually 2.0 (nearly surely" in said


@pytest.mark.parametrize(
    ("other", "part"),
    [
        ([5, 8, 5, 7, 6, 5, 6, 4], "on average neither clearly higher nor lower"),
        ([9, 9, 9, 9, 9, 9, 9, 9], "their shapes cannot be compared, as a flat profile"),
        ([6, 5, 7, 4, 6, 8, 5, 7], "highs of one are lows of the other"),
        ([7, 5, 6, 6, 6, 5, 7, 6], "whether highs and lows fall in the same places cannot be told"),
    ],
)
def test_a_sentence_says_no_more_than_the_intervals(other, part):
    assert part in explain("the role", "Ada", compared(IDEAL, other, 0, 0.5))
