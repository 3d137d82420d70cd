"""Fisher's test, mid-p and the exact odds ratio: against R and SciPy, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.contingency import odds_ratio

from assess.science.fairness import exact
from assess.science.fairness.exact import NoOddsRatio, fisher_tests
from assess.science.fairness.exact_ratio import MOST, exact_ratio_interval
from tests.properties import tried
from tests.science.cases import entries, within

UGESP = entries("adverse_impact_ugesp")
EXAMPLES = ("qa_80_20", "qa_120", "large_n_significant_above_80pct")
R_STOPS = 2**-13
"""The root finder of R's `fisher.test` stops when it is this close: `.Machine$double.eps^0.25`."""

SIZES = st.integers(1, 60)


@st.composite
def tables(draw):
    n1, n2 = draw(SIZES), draw(SIZES)
    return n1, draw(st.integers(0, n1)), n2, draw(st.integers(0, n2))


def one(table, **options):
    return fisher_tests(*([number] for number in table), **options)


def counts(name):
    given = UGESP[name]["value"]["inputs"]
    return tuple(given[key] for key in ("focal_n", "focal_selected", "ref_n", "ref_selected"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_chances_agree_with_r(name):
    entry, found = UGESP[name], one(counts(name))
    value = entry["value"]

    assert found.less[0] == within(entry, value["fisher_one_sided_less"])
    assert found.two_sided[0] == within(entry, value["fisher_two_sided"])
    assert found.midp_less[0] == within(entry, value["fisher_midp_one_sided_less"])
    assert found.midp_doubled[0] == within(entry, value["fisher_midp_two_sided_doubled"])
    assert found.midp_minlik[0] == within(entry, value["fisher_midp_two_sided_minlik"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_odds_ratios_agree_with_r_as_far_as_its_root_finder_goes(name):
    value, found = UGESP[name]["value"], one(counts(name))

    for ours, theirs in (
        (found.odds_ratio[0], value["odds_ratio_conditional_mle"]),
        (found.low[0], value["odds_ratio_ci95_exact"][0]),
        (found.high[0], value["odds_ratio_ci95_exact"][1]),
    ):
        assert ours == pytest.approx(theirs, abs=R_STOPS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_at_the_limits_the_tails_are_exactly_as_large_as_they_should_be(name):
    # R's printed limits miss this in the fourth digit of the chance.
    n1, s1, n2, s2 = counts(name)
    found = one(counts(name))

    def under(odds):
        return stats.nchypergeom_fisher(n1 + n2, n1, s1 + s2, odds)

    assert under(found.odds_ratio[0]).mean() == pytest.approx(s1, rel=1e-9)
    assert under(found.low[0]).sf(s1 - 1) == pytest.approx(0.025, rel=1e-8)
    assert under(found.high[0]).cdf(s1) == pytest.approx(0.025, rel=1e-8)


@tried
@given(tables())
def test_scipy_says_the_same(table):
    n1, s1, n2, s2 = table
    cells = [[s1, n1 - s1], [s2, n2 - s2]]

    found = one(table)

    assert found.two_sided[0] == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-9)
    less = stats.fisher_exact(cells, alternative="less").pvalue
    assert found.less[0] == pytest.approx(less, rel=1e-9)
    if 0 < s1 + s2 < n1 + n2:
        theirs = odds_ratio(cells, kind="conditional")
        limits = theirs.confidence_interval(0.95)
        assert found.odds_ratio[0] == pytest.approx(theirs.statistic, rel=1e-6)
        assert found.low[0] == pytest.approx(limits.low, rel=1e-6)
        assert found.high[0] == pytest.approx(limits.high, rel=1e-6)


@tried
@given(tables())
def test_chances_are_ordered_and_nothing_is_nan(table):
    found = one(table)

    names = ("less", "two_sided", "midp_less", "midp_doubled", "midp_minlik")
    assert all(0 <= getattr(found, name)[0] <= 1 for name in names)
    assert found.midp_less[0] <= found.less[0]
    assert found.midp_minlik[0] <= found.two_sided[0]
    if found.reasons[0] is None:
        assert found.low[0] <= found.odds_ratio[0] <= found.high[0]
    else:
        assert (found.low[0], found.odds_ratio[0], found.high[0]) == (None, None, None)


@tried
@given(st.lists(tables(), min_size=1, max_size=40), st.integers(20, 500))
def test_many_at_once_are_each_as_if_alone(many, at_once):
    before = exact.AT_ONCE
    exact.AT_ONCE = at_once
    try:
        together = fisher_tests(*zip(*many, strict=True))
    finally:
        exact.AT_ONCE = before

    for place, table in enumerate(many):
        alone = one(table)
        assert together.two_sided[place] == pytest.approx(alone.two_sided[0], rel=1e-12)
        assert together.reasons[place] is alone.reasons[0]
        if together.reasons[place] is None:
            assert together.low[place] == pytest.approx(alone.low[0], rel=1e-9)
            assert together.high[place] == pytest.approx(alone.high[0], rel=1e-9)


@tried
@given(tables())
def test_a_look_at_the_window_and_at_all_outcomes_is_one(table):
    n1, s1, n2, s2 = (30 * number for number in table)
    before = exact.SMALL
    windowed = one((n1, s1, n2, s2))
    exact.SMALL = 10**9
    try:
        whole = one((n1, s1, n2, s2))
    finally:
        exact.SMALL = before

    assert windowed.two_sided[0] == pytest.approx(whole.two_sided[0], rel=1e-9, abs=1e-300)
    assert windowed.less[0] == pytest.approx(whole.less[0], rel=1e-9, abs=1e-300)
    assert windowed.reasons == whole.reasons
    if whole.reasons[0] is None:
        assert windowed.low[0] == pytest.approx(whole.low[0], rel=1e-7)
        assert windowed.high[0] == pytest.approx(whole.high[0], rel=1e-7)


def test_a_million_people_are_no_trouble():
    found = one((300_000, 90_000, 700_000, 212_000))

    cells = [[90_000, 210_000], [212_000, 488_000]]
    assert found.two_sided[0] == pytest.approx(stats.fisher_exact(cells).pvalue, rel=1e-7)


def test_the_tea_taster_by_hand():
    # Four of eight cups, three of them right: 17 / 70 on one side, 34 / 70 on both.
    found = one((4, 3, 4, 1))

    assert found.less[0] == pytest.approx(69 / 70)
    assert found.two_sided[0] == pytest.approx(34 / 70)
    # Both tables with three right are as likely, and half of each counts.
    assert found.midp_minlik[0] == pytest.approx((1 + 1) / 70 + 16 / 70)
    assert found.midp_doubled[0] == pytest.approx(2 * (1 / 70 + 8 / 70))


@pytest.mark.parametrize("table", [(5, 0, 10, 0), (5, 5, 10, 10), (10, 0, 10, 0)])
def test_where_there_is_one_outcome_there_is_nothing_to_test_and_no_odds_ratio(table):
    found = one(table)

    assert (found.less[0], found.two_sided[0]) == (1, 1)
    assert (found.midp_less[0], found.midp_doubled[0], found.midp_minlik[0]) == (1, 1, 1)
    assert (found.low, found.odds_ratio, found.high) == ((None,), (None,), (None,))
    assert found.reasons == (NoOddsRatio.ONE_OUTCOME,)


def test_a_table_without_an_odds_ratio_takes_none_from_the_others():
    found = fisher_tests([10, 4, 10], [0, 3, 10], [10, 4, 10], [0, 1, 10])

    assert found.reasons == (NoOddsRatio.ONE_OUTCOME, None, NoOddsRatio.ONE_OUTCOME)
    assert found.odds_ratio == (None, one((4, 3, 4, 1)).odds_ratio[0], None)


def test_no_table_gives_no_results():
    assert len(fisher_tests([], [], [], []).less) == 0


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ((0, 0, 5, 1), "focal_n: give one person"),
        ((5, 6, 5, 1), "focal_selected: give no more"),
        ((5, 1, 5, 6), "reference_selected: give no more"),
        ((5, -1, 5, 1), "focal_selected: give numbers of 0 or more"),
        ((5, 1.5, 5, 1), "focal_selected: give whole numbers"),
        ((5, math.nan, 5, 1), "focal_selected: give whole numbers"),
        (("5", 1, 5, 1), "focal_n: give whole numbers"),
    ],
)
def test_what_is_no_table_is_refused(table, sentence):
    with pytest.raises(ValueError, match=sentence):
        one(table)


def test_rows_of_unequal_length_and_odd_levels_are_refused():
    with pytest.raises(ValueError, match="one number per table"):
        fisher_tests([5, 5], [1], [5], [1])
    with pytest.raises(ValueError, match="level: give a share"):
        one((5, 1, 5, 1), level=95)


@pytest.mark.slow  # works out 300 intervals
@pytest.mark.parametrize(("n1", "n2"), [(8, 6), (4, 9)])
def test_the_exact_interval_of_a_ratio_holds_the_truth_at_least_as_often_as_it_says(n1, n2):
    intervals = {
        (s1, s2): exact_ratio_interval(n1, s1, n2, s2)
        for s1 in range(n1 + 1)
        for s2 in range(n2 + 1)
    }
    for reference in np.linspace(0.02, 0.98, 25):
        for ratio in (0.3, 0.5, 0.8, 1.0, 1.5):
            if reference * ratio > 1:
                continue
            first = stats.binom(n1, reference * ratio).pmf(range(n1 + 1))
            second = stats.binom(n2, reference).pmf(range(n2 + 1))
            held = sum(
                first[s1] * second[s2]
                for (s1, s2), ends in intervals.items()
                if ends is None or ends[0] <= ratio <= (ends[1] or math.inf)
            )
            assert held >= 0.95


def test_the_exact_interval_is_open_where_nothing_bounds_it():
    low, high = exact_ratio_interval(5, 0, 10, 6)
    assert low == 0
    assert 0 < high < 2
    low, high = exact_ratio_interval(5, 2, 10, 0)
    assert low > 0
    assert high is None
    assert exact_ratio_interval(5, 0, 10, 0) is None
    assert exact_ratio_interval(MOST, 5, 10, 3) is None


def test_the_exact_interval_turns_over_with_its_groups():
    low, high = exact_ratio_interval(12, 4, 9, 6)
    turned = exact_ratio_interval(9, 6, 12, 4)

    assert turned == pytest.approx((1 / high, 1 / low), rel=1e-3)
