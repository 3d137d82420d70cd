"""Krippendorff's alpha: against his own example, irr and Fleiss, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.agreement.kappa import fleiss_kappa
from assess.science.agreement.krippendorff import Metric, bootstrap_alpha, krippendorff_alpha
from assess.science.coefficients import Verdict
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within
from tests.science.rating_cases import columns

SEEDS = st.integers(0, 2**32 - 1)
GAPS = table("krippendorff_2011", without=("unit",))
PANEL = table("icc_panel_complete")


def by_chance(seed, n=30, raters=4, missing=0.2):
    random = np.random.default_rng(seed)
    ratings = np.rint(4 + random.normal(size=(n, 1)) + random.normal(size=(n, raters)))
    ratings = np.clip(ratings, 1, 7)
    ratings[random.random(ratings.shape) < missing] = NAN
    return ratings


def from_pairs(ratings, distance):
    """Alpha by its definition: all pairs of values, one after the other."""
    units = [[one for one in row if one is not None and not math.isnan(one)] for row in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = [one for unit in units for one in unit]
    inside = sum(
        distance(one, other, values) / (len(unit) - 1)
        for unit in units
        for i, one in enumerate(unit)
        for j, other in enumerate(unit)
        if i != j
    )
    between = sum(distance(one, other, values) for one in values for other in values)
    return 1 - (len(values) - 1) * inside / between


def ordinal(one, other, values):
    low, high = min(one, other), max(one, other)
    among = sum(low <= value <= high for value in values)
    return (among - (values.count(low) + values.count(high)) / 2) ** 2


DISTANCES = {
    Metric.NOMINAL: lambda one, other, _: float(one != other),
    Metric.ORDINAL: ordinal,
    Metric.INTERVAL: lambda one, other, _: (one - other) ** 2,
    Metric.RATIO: lambda one, other, _: ((one - other) / (one + other)) ** 2,
}


@pytest.mark.parametrize("case", ["krippendorff_2011", "krippendorff_3x15"])
@pytest.mark.parametrize("metric", Metric)
def test_alpha_agrees_with_irr_where_ratings_are_missing(case, metric):
    found = krippendorff_alpha(table(case, without=("unit",)), metric)

    assert found.estimate == within(entries(case)[f"alpha_{metric}"])


def test_alpha_agrees_with_irr_where_candidates_have_raters_of_their_own():
    panel = columns("gqk_panel_sparse")
    entry = entries("gqk_panel_sparse")["krippendorff_alpha_interval"]
    people, raters = (sorted(set(panel[name])) for name in ("candidate", "rater"))
    ratings = np.full((len(people), len(raters)), NAN)
    for candidate, rater, score in zip(*panel.values(), strict=True):
        ratings[people.index(candidate), raters.index(rater)] = float(score)

    assert krippendorff_alpha(ratings, Metric.INTERVAL).estimate == within(entry)


def test_alpha_agrees_with_krippendorffs_example():
    found = {str(metric): krippendorff_alpha(GAPS, metric).estimate for metric in Metric}

    assert found == within(entries("krippendorff_2011")["published"])
    # The last of his twelve units has one value, which cannot be paired.
    assert (krippendorff_alpha(GAPS).n, krippendorff_alpha(GAPS).ratings) == (11, 40)


@pytest.mark.parametrize("metric", Metric)
def test_irr_weighs_the_pairs_of_complete_panels_otherwise(metric):
    # Without a missing rating irr 0.84.1 does not divide a unit's pairs by one less than its
    # ratings, so that it takes 200 ratings by 4 raters for 600. The definition divides always.
    entry = entries("icc_panel_complete")[f"krippendorff_alpha_{metric}"]

    found = krippendorff_alpha(PANEL, metric).estimate

    assert found == pytest.approx(from_pairs(PANEL, DISTANCES[metric]))
    assert 1 - (1 - found) * (200 / 199) * (599 / 600) == within(entry)


def test_alpha_of_complete_nominal_ratings_is_fleiss_kappa_of_a_small_sample():
    alpha, kappa = krippendorff_alpha(PANEL, Metric.NOMINAL), fleiss_kappa(PANEL)

    assert 1 - alpha.estimate == pytest.approx((1 - kappa.estimate) * 199 / 200)


@tried
@given(SEEDS, st.sampled_from(Metric))
def test_alpha_is_that_of_all_pairs(seed, metric):
    ratings = by_chance(seed)

    found = krippendorff_alpha(ratings, metric)

    assert found.estimate == pytest.approx(from_pairs(ratings, DISTANCES[metric]))


def test_numbers_that_are_no_levels_will_do():
    random = np.random.default_rng(2)
    ratings = random.normal(50, 9, (40, 1)) + random.normal(0, 5, (40, 3))

    for metric in Metric:
        found = krippendorff_alpha(ratings, metric).estimate
        assert found == pytest.approx(from_pairs(ratings.tolist(), DISTANCES[metric]))


def test_many_values_of_many_candidates_will_do():
    random = np.random.default_rng(3)
    ratings = random.normal(50, 9, (3000, 1)) + random.normal(0, 5, (3000, 2))

    # 3,000 candidates by 6,000 values are more than are held at a time.
    found = krippendorff_alpha(ratings, Metric.ORDINAL).estimate
    ranks = np.argsort(np.argsort(ratings, axis=None)).reshape(ratings.shape).astype(float)
    assert found == pytest.approx(krippendorff_alpha(ranks, Metric.INTERVAL).estimate)


def test_words_are_nominal():
    words = [[one and "abcde"[int(one) - 1] for one in row] for row in GAPS]

    nominal = krippendorff_alpha(GAPS, Metric.NOMINAL)
    assert krippendorff_alpha(words, Metric.NOMINAL).estimate == pytest.approx(nominal.estimate)
    with pytest.raises(ValueError, match="metric: words have no order"):
        krippendorff_alpha(words, Metric.ORDINAL)


def test_zeros_of_a_ratio_scale_are_no_distance_apart():
    # Pairs of values: (0, 2) and (2, 0) are 1 apart, all others nothing.
    found = krippendorff_alpha([[0, 0], [0, 2], [2, 2]], Metric.RATIO)

    assert found.estimate == pytest.approx(1 - 5 * 2 / 18)


@pytest.mark.parametrize("metric", Metric)
def test_the_error_is_nearly_that_of_leaving_each_candidate_out(metric):
    ratings = by_chance(9, n=80)
    left = [krippendorff_alpha(np.delete(ratings, i, axis=0), metric).estimate for i in range(80)]

    jackknife = math.sqrt(79 / 80 * float(((np.array(left) - np.mean(left)) ** 2).sum()))
    assert krippendorff_alpha(ratings, metric).standard_error == pytest.approx(jackknife, rel=0.04)


@pytest.mark.parametrize("metric", Metric)
def test_the_error_is_made_of_what_one_candidate_more_or_less_would_change(metric):
    ratings, copies = by_chance(3, n=12, missing=0.1), 400
    many = np.vstack([ratings] * copies)
    whole = krippendorff_alpha(many, metric).estimate
    without = (krippendorff_alpha(np.delete(many, row, axis=0), metric) for row in range(12))
    moved = np.array([copies * (whole - one.estimate) for one in without])

    found = krippendorff_alpha(ratings, metric)
    assert found.n == 12
    # Alpha counts ratings less one, which is nearly all of them among 400 copies only.
    error = math.sqrt(float(((moved - moved.mean()) ** 2).sum()) * 12 / 11)
    assert found.standard_error == pytest.approx(error, rel=0.03)


@pytest.mark.parametrize("metric", Metric)
def test_a_bootstrap_of_candidates_is_near_the_formula(metric):
    ratings = by_chance(6, n=150)

    formula, drawn = krippendorff_alpha(ratings, metric), bootstrap_alpha(ratings, metric, seed=1)

    assert drawn.estimate == formula.estimate
    assert drawn.standard_error == pytest.approx(formula.standard_error, rel=0.1)
    assert drawn.interval == pytest.approx(formula.interval, abs=0.03)
    assert (drawn.draws, drawn.undefined) == (2000, 0)


def test_half_of_the_draws_lie_within_half_an_interval():
    found = bootstrap_alpha(by_chance(6, n=150), seed=1, level=0.5)

    low, high = (abs(end - found.estimate) / found.standard_error for end in found.interval)
    assert (low, high) == pytest.approx((0.674, 0.674), abs=0.15)


def test_the_same_seed_draws_the_same():
    one, same, other = (bootstrap_alpha(GAPS, seed=seed, draws=200) for seed in (1, 1, 2))

    assert one == same != other
    assert bootstrap_alpha(GAPS, seed=np.random.default_rng(1), draws=200) == one


def test_draws_without_variance_are_counted():
    # One candidate of twelve differs: a third of all draws do not have that one.
    found = bootstrap_alpha([[1, 1]] * 11 + [[2, 2]], Metric.NOMINAL, seed=1, draws=1000)

    assert found.undefined / 1000 == pytest.approx((11 / 12) ** 12, abs=0.05)
    assert (found.estimate, found.interval, found.verdict) == (1, None, Verdict.NO_ERROR)


@pytest.mark.parametrize(
    ("ratings", "verdict"),
    [
        ([[2, 2, 2]] * 12, Verdict.NO_VARIANCE),
        ([[0.1, 0.1]] * 12, Verdict.NO_VARIANCE),
        ([[1, NAN], [NAN, 2]] * 12, Verdict.NO_DATA),
        ([[1, 2]], Verdict.NO_DATA),
        ([[NAN, NAN]], Verdict.NO_DATA),
    ],
)
@pytest.mark.parametrize("metric", Metric)
def test_where_there_is_no_alpha_it_says_why(ratings, verdict, metric):
    for found in (
        krippendorff_alpha(ratings, metric),
        bootstrap_alpha(ratings, metric, seed=1, draws=100),
    ):
        assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
        assert found.verdict is verdict


@pytest.mark.parametrize("metric", Metric)
def test_raters_who_always_agree_leave_no_error_to_estimate(metric):
    found = krippendorff_alpha([[one, one, one] for one in range(1, 13)], metric)

    assert (found.estimate, found.interval) == (1, None)
    assert found.verdict is Verdict.NO_ERROR
    tenths = [[one / 10] * 3 for one in range(1, 13)]
    assert krippendorff_alpha(tenths, metric).estimate == 1


def test_fewer_than_ten_candidates_are_too_few_to_show():
    assert krippendorff_alpha(PANEL[:9]).verdict is Verdict.TOO_FEW
    assert krippendorff_alpha(PANEL[:10]).verdict is Verdict.SHOWN
    assert krippendorff_alpha([*PANEL[:9], [1, NAN, NAN, NAN]]).verdict is Verdict.TOO_FEW


@tried
@given(SEEDS, st.floats(0.1, 50), st.floats(-100, 100))
def test_the_unit_of_an_interval_scale_is_irrelevant(seed, factor, shift):
    ratings = by_chance(seed)

    for metric in (Metric.ORDINAL, Metric.INTERVAL):
        one = krippendorff_alpha(ratings, metric)
        other = krippendorff_alpha(ratings * factor + shift, metric)
        assert other.interval == pytest.approx(one.interval, abs=1e-7)


@tried
@given(SEEDS)
def test_an_ordinal_scale_may_be_stretched(seed):
    ratings = by_chance(seed)

    one, other = krippendorff_alpha(ratings), krippendorff_alpha(np.exp(ratings))

    assert other.estimate == pytest.approx(one.estimate)
    assert other.standard_error == pytest.approx(one.standard_error)


@pytest.mark.slow  # draws 800 panels
@pytest.mark.parametrize("metric", [Metric.ORDINAL, Metric.NOMINAL])
def test_intervals_hold_about_what_they_say(metric):
    truth = krippendorff_alpha(by_chance(1, n=100_000), metric).estimate
    found = [krippendorff_alpha(by_chance(seed, n=40), metric).interval for seed in range(2, 402)]

    held = sum(low <= truth <= high for low, high in found) / 400
    assert held == pytest.approx(0.94, abs=0.035)


@pytest.mark.parametrize(
    ("ratings", "options", "sentence"),
    [
        ([1, 2, 3], {}, "ratings: give a row per candidate"),
        ([[1], [2]], {}, "two at least"),
        ([[1, math.inf]] * 2, {}, "ratings: give numbers"),
        ([[1, -1]] * 2, {"metric": Metric.RATIO}, "ratings: a ratio scale"),
        (GAPS, {"level": 95}, "level: give a share"),
    ],
)
def test_what_is_no_table_of_ratings_is_refused(ratings, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        krippendorff_alpha(ratings, **options)
    with pytest.raises(ValueError, match=sentence):
        bootstrap_alpha(ratings, seed=1, **options)


def test_too_few_draws_are_refused():
    with pytest.raises(ValueError, match="draws: give 100 at least"):
        bootstrap_alpha(GAPS, seed=1, draws=99)
