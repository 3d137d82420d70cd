"""Kendall's W and Finn's r: against irr, worked by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.agreement.concordance import finn, kendall_w
from assess.science.coefficients import Verdict
from assess.science.reliability.icc import mean_squares
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

SEEDS = st.integers(0, 2**32 - 1)
PANEL = table("icc_panel_complete")


def by_chance(seed, n=20, raters=4):
    random = np.random.default_rng(seed)
    return np.rint(3 + random.normal(size=(n, 1)) + random.normal(size=(n, raters)))


def test_kendalls_w_agrees_with_irr():
    entry, found = entries("icc_panel_complete")["kendall_W_tie_corrected"], kendall_w(PANEL)

    computed = {"W": found.estimate, "chisq": found.chi_square, "p": found.p}
    assert computed == within(entry)
    assert (found.n, found.raters, found.degrees) == (50, 4, 49)


def test_three_rankings_by_hand():
    # Rank sums 4, 5 and 9 about 6: S = 4 + 1 + 9 = 14, W = 12 x 14 / (9 x 24).
    found = kendall_w([[1, 2, 1], [2, 1, 2], [3, 3, 3]])

    assert found.estimate == pytest.approx(14 * 12 / 216)
    assert found.chi_square == pytest.approx(3 * 2 * 14 * 12 / 216)


def test_one_order_is_full_concordance_with_ties_too():
    for order in ([1, 2, 3, 4] * 3, [1, 1, 2, 2, 5] * 3):
        found = kendall_w([[one, 10 * one, one**3] for one in order])
        assert (found.estimate, found.interval) == (pytest.approx(1), None)
        assert found.verdict is Verdict.NO_ERROR


def test_two_raters_of_opposite_orders_have_none():
    found = kendall_w([[one, -one] for one in range(12)])

    assert (found.estimate, found.interval, found.verdict) == (0, None, Verdict.NO_ERROR)


def test_the_error_is_that_of_leaving_each_candidate_out():
    ratings = by_chance(1)
    left = [kendall_w(np.delete(ratings, row, axis=0)).estimate for row in range(20)]

    jackknife = math.sqrt(19 / 20 * float(((np.array(left) - np.mean(left)) ** 2).sum()))
    assert kendall_w(ratings).standard_error == pytest.approx(jackknife)


def test_many_candidates_are_left_out_some_at_a_time(monkeypatch):
    ratings = by_chance(2, n=50)
    at_once = kendall_w(ratings)
    monkeypatch.setattr("assess.science.agreement.concordance.AT_ONCE", 1)

    assert kendall_w(ratings).standard_error == pytest.approx(at_once.standard_error)


def test_candidates_whom_somebody_did_not_rate_do_not_count():
    assert kendall_w([*PANEL, [1, NAN, 2, 5], [None] * 4]) == kendall_w(PANEL)


@tried
@given(SEEDS)
def test_only_the_order_counts(seed):
    ratings = by_chance(seed)

    one, other = kendall_w(ratings), kendall_w(np.exp(ratings / 3))

    assert other.estimate == pytest.approx(one.estimate)
    assert 0 <= one.interval[0] <= one.estimate <= one.interval[1] <= 1


@pytest.mark.slow  # draws 500 panels
def test_the_interval_of_w_holds_about_what_it_says():
    random, held = np.random.default_rng(6), 0
    # Spearman's correlation of normal ratings that correlate .5, and W from it.
    truth = (1 + 3 * 6 / math.pi * math.asin(0.25)) / 4
    for _ in range(500):
        ratings = random.normal(size=(40, 1)) + random.normal(size=(40, 4))
        low, high = kendall_w(ratings).interval
        held += low <= truth <= high

    assert held / 500 == pytest.approx(0.945, abs=0.03)


def test_finns_r_by_hand():
    # Variances of 1 and 0 about means of 2: (2 + 0) / 4 against 35 / 12 of six options.
    found = finn([[1, 2, 3], [2, 2, 2]], 6, two_way=False)

    assert (found.estimate, found.null_variance) == pytest.approx((1 - 0.5 / (35 / 12), 35 / 12))
    assert found.standard_error == pytest.approx(0.5 / (35 / 12) * math.sqrt(2 / 4))
    # The quantiles .975 and .025 of χ² with 4 degrees are 11.143 and .4844.
    assert found.interval == pytest.approx(
        (1 - 2 / 0.48442 * 12 / 35, 1 - 2 / 11.14329 * 12 / 35), abs=1e-4
    )


def test_finns_two_way_r_takes_severity_out():
    squares = mean_squares(PANEL)

    assert finn(PANEL, 5).estimate == pytest.approx(1 - squares.error / 2)
    assert finn(PANEL, 5).standard_error == pytest.approx(squares.error / 2 * math.sqrt(2 / 147))
    assert finn(PANEL, 5, two_way=False).estimate == pytest.approx(1 - squares.within / 2)
    shifted = finn([[one, one + 1] for one in (1, 2, 3, 1)] * 3, 5)
    assert (shifted.estimate, shifted.interval, shifted.verdict) == (1, None, Verdict.NO_ERROR)


@pytest.mark.parametrize(
    ("ratings", "verdict"),
    [
        ([[1, 2]], Verdict.NO_DATA),
        ([[1, NAN]] * 12, Verdict.NO_DATA),
        ([[3, 3]] * 12, Verdict.NO_VARIANCE),
    ],
)
def test_where_there_is_no_concordance_it_says_why(ratings, verdict):
    found = kendall_w(ratings)

    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert (found.chi_square, found.p, found.verdict) == (None, None, verdict)


def test_fewer_than_ten_candidates_are_too_few_to_show():
    assert kendall_w(PANEL[:9]).verdict is Verdict.TOO_FEW
    assert finn(PANEL[:9], 5).verdict is Verdict.TOO_FEW
    assert finn(PANEL[:1], 5).verdict is Verdict.NO_DATA
    assert kendall_w(PANEL[:10]).verdict is finn(PANEL[:10], 5).verdict is Verdict.SHOWN


def test_what_is_no_panel_is_refused():
    with pytest.raises(ValueError, match="ratings: give a row per candidate"):
        kendall_w([1, 2, 3])
    with pytest.raises(ValueError, match="level: give a share"):
        kendall_w(PANEL, level=95)
    with pytest.raises(ValueError, match="options: give two at least"):
        finn(PANEL, 1)
    with pytest.raises(ValueError, match="level: give a share"):
        finn(PANEL, 5, level=0)
