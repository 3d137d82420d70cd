"""Intervals of an impact ratio and of odds: by example, and over every selection there can be."""

import math

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from assess.science.fairness import rates
from assess.science.fairness.exact import NoOddsRatio
from assess.science.fairness.groups import group_table
from assess.science.fairness.impact import compare, compare_many
from assess.science.fairness.ll144 import selection_table
from assess.science.fairness.tables import Counts
from tests.properties import tried
from tests.science.fairness.test_exact import tables

FOUR_FIFTHS = 0.8


def impact(*people, **options):
    return compare(*people, limit=FOUR_FIFTHS, **options)


def floats(*numbers):
    return [np.array([float(number)]) for number in numbers]


def test_the_score_interval_agrees_with_koopmans_example():
    # Koopman (1984): 36 of 40 against 16 of 80, 2.94 to 7.15.
    low, high = rates.koopman(*floats(40, 36, 80, 16), 1.959964)

    assert (round(low[0], 2), round(high[0], 2)) == (2.94, 7.15)


@tried
@given(tables())
def test_at_the_score_limits_the_score_is_the_quantile(table):
    low, high = rates.koopman(*floats(*table), 1.96)

    if low[0] > 0:
        assert rates.ratio_score(*floats(*table), low)[0] == pytest.approx(1.96, abs=1e-6)
    if high[0] < math.inf:
        assert rates.ratio_score(*floats(*table), high)[0] == pytest.approx(-1.96, abs=1e-6)


@pytest.mark.parametrize(
    ("people", "reason", "interval"),
    [
        ((10, 0, 10, 0), NoOddsRatio.ONE_OUTCOME, None),
        ((10, 10, 10, 10), NoOddsRatio.ONE_OUTCOME, None),
        ((10, 10, 10, 5), NoOddsRatio.NOT_FINITE, (1.1954, None)),
    ],
)
def test_an_odds_ratio_without_a_value_says_why(people, reason, interval):
    odds = impact(*people).odds_ratio

    assert (odds.sample, odds.estimate, odds.reason) == (None, None, reason)
    assert odds.interval == (interval and pytest.approx(interval, abs=1e-4))


def test_an_empty_cell_has_the_score_interval():
    found = impact(50, 0, 50, 12)

    assert found.ratio.estimate == 0
    assert found.ratio.interval == found.score_interval
    assert "Koopman" in found.ratio.method
    assert (found.ratio.standard_error, found.log_error) == (None, None)


@pytest.mark.parametrize(
    ("focal_n", "reference_n", "focal_rate", "reference_rate"),
    [
        (100, 6, 0.6, 0.85),
        (100, 6, 0.68, 0.85),
        (100, 6, 0.85, 0.85),
        (100, 6, 0.48, 0.6),
        (30, 8, 0.6, 0.85),
        (30, 8, 0.48, 0.6),
        (50, 10, 0.6, 0.85),
        (50, 10, 0.48, 0.6),
    ],
)
def test_the_interval_holds_the_truth_over_all_selections_that_can_be(
    focal_n, reference_n, focal_rate, reference_rate
):
    s1, s2 = (grid.ravel() for grid in np.indices((focal_n + 1, reference_n + 1)))
    chance = np.outer(
        stats.binom(focal_n, focal_rate).pmf(range(focal_n + 1)),
        stats.binom(reference_n, reference_rate).pmf(range(reference_n + 1)),
    ).ravel()
    asked = (s2 > 0) & (chance > 1e-9)
    s1, s2, chance = s1[asked], s2[asked], chance[asked]
    people = np.full(len(s1), focal_n), s1, np.full(len(s1), reference_n), s2

    truth = focal_rate / reference_rate
    intervals = [found.ratio.interval for found in compare_many(*people, limit=FOUR_FIFTHS)]
    held = np.array([low <= truth <= high for low, high in intervals])

    assert chance @ held / chance.sum() >= 0.93
    # Seen only when all of the reference group were selected, as they mostly are near 1.
    everybody = s2 == reference_n
    if reference_rate > 0.8:
        assert chance[everybody] @ held[everybody] / chance[everybody].sum() >= 0.93


def test_the_exact_interval_comes_when_asked_for():
    assert impact(12, 4, 9, 6).exact_interval is None
    low, high = impact(12, 4, 9, 6, exact=True).exact_interval
    assert 0 < low < 4 / 12 / (6 / 9) < high


@pytest.mark.slow  # draws 20,000 selections for each of three sizes
@pytest.mark.parametrize(("focal_n", "reference_n"), [(30, 60), (80, 80), (200, 50)])
def test_the_intervals_of_a_ratio_hold_the_truth_as_often_as_they_say(focal_n, reference_n):
    random = np.random.default_rng(5)
    s1, s2 = random.binomial(focal_n, 0.32, 20_000), random.binomial(reference_n, 0.4, 20_000)
    people = [np.full(20_000, float(focal_n)), s1, np.full(20_000, float(reference_n)), s2]
    four = [one.astype(float) for one in people]

    # Three standard errors of a share of .95 in 20,000 are .0046; Katz is a little wide.
    for limits, slack in ((rates.koopman, 0.006), (rates.katz, 0.015)):
        low, high = limits(*four, 1.959964)
        held = np.mean(~(low > 0.8) & ~(high < 0.8))
        assert held == pytest.approx(0.95, abs=slack + 0.0046)


@pytest.mark.parametrize(
    "people", [(100, 60, 6, 6), (6, 6, 100, 60), (6, 6, 6, 6), (50, 0, 50, 12), (6, 0, 9, 9)]
)
def test_a_group_with_one_outcome_alone_has_the_score_interval(people):
    found = impact(*people)

    assert found.ratio.interval == found.score_interval
    assert "Koopman" in found.ratio.method
    assert (found.ratio.standard_error, found.log_error) == (None, None)


def test_few_of_a_group_have_the_score_interval_and_many_have_katz():
    few, many = impact(12, 1, 60, 30), impact(60, 5, 60, 30)

    # Katz would say 0.025 to 1.107, across the ratio of 1 that the exact test refuses.
    assert few.significant
    assert few.ratio.interval == few.score_interval == pytest.approx((0.029, 0.732), abs=5e-4)
    assert few.ratio.standard_error == pytest.approx(few.ratio.estimate * few.log_error)
    assert "Katz" in many.ratio.method
    assert many.ratio.interval == pytest.approx(
        [many.ratio.estimate * math.exp(side * 1.959964 * many.log_error) for side in (-1, 1)]
    )


def test_six_of_six_do_not_make_a_rate_of_one_known():
    # Katz would say 0.511 to 0.704.
    assert impact(100, 60, 6, 6).ratio.interval == pytest.approx((0.502, 0.9986), abs=5e-4)


def test_tables_of_groups_and_of_an_audit_have_it_too():
    counts = {"A": Counts(100, 60), "B": Counts(6, 6)}
    group = group_table(counts, limit=FOUR_FIFTHS).groups[0]
    table = selection_table("sex", counts, smallest_share=0.02, leave_out_small=False)

    for ratio in (group.largest or group.highest).impact.ratio, table.rows[0].ratio:
        assert "Koopman" in ratio.method
        assert ratio.interval == pytest.approx((0.502, 0.9986), abs=5e-4)


def test_the_error_of_an_odds_ratio_is_woolfs():
    odds = impact(40, 10, 60, 30).odds_ratio

    # √(1/10 + 1/30 + 1/30 + 1/30) = 0.4472.
    assert odds.standard_error == pytest.approx(odds.estimate * 0.4472136)
    assert (odds.n, impact(10, 10, 10, 5).odds_ratio.standard_error) == (100, None)
