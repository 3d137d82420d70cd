"""Separation of levels: worked by hand, its interval, and as laws."""

import math

import numpy as np
import pytest

from assess.science.facets import mml
from assess.science.facets.separation import Reason, Verdict, of_measures, separation, true_variance
from tests.science.facets.facet_cases import simulated


def test_three_levels_by_hand():
    # Variance 2/3 and squared errors .25: true variance 5/12, chi-square 2 / .25.
    found = separation([-1, 0, 1], [0.5, 0.5, 0.5])

    assert found.sd == pytest.approx(math.sqrt(2 / 3))
    assert found.rmse == pytest.approx(0.5)
    assert found.true_sd == pytest.approx(math.sqrt(5 / 12))
    assert found.separation == pytest.approx(math.sqrt(5 / 3))
    assert found.strata == pytest.approx((4 * math.sqrt(5 / 3) + 1) / 3)
    assert found.estimate == pytest.approx(5 / 8)
    assert (found.chi_square, found.degrees) == (pytest.approx(8), 2)
    assert found.p == pytest.approx(math.exp(-4))
    assert found.verdict is Verdict.DIFFER


def test_equal_errors_have_the_interval_of_a_variance():
    # The chi-square with variance t is 2 / (.25 + t); its 2.5 and 97.5% points are known.
    found = separation([-1, 0, 1], [0.5, 0.5, 0.5])

    low, high = -2 * math.log(0.975), -2 * math.log(0.025)
    ends = [max(0.0, 2 / one - 0.25) for one in (high, low)]
    assert found.interval == pytest.approx([end / (end + 0.25) for end in ends], abs=1e-9)


def test_what_errors_explain_is_no_difference():
    found = separation([-0.1, 0, 0.1], [0.5, 0.5, 0.5])

    assert (found.true_sd, found.separation, found.estimate) == (0, 0, 0)
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.interval[0] == 0 < found.interval[1]


def test_the_true_variance_brings_the_chi_square_to_its_degrees():
    values, errors = np.array([-1.0, 0.2, 1.4, 0.3]), np.array([0.3, 0.2, 0.4, 0.5])

    found = true_variance(values, errors)

    weights = 1 / (errors**2 + found)
    mean = weights @ values / weights.sum()
    assert weights @ (values - mean) ** 2 == pytest.approx(3)


def test_one_level_has_no_separation():
    found = separation([0.4], [0.1])

    assert (found.estimate, found.verdict, found.reason) == (None, None, Reason.ONE)


def test_measures_that_are_all_the_same_leave_no_certainty_of_no_difference():
    found = separation([1, 1, 1], [0.1, 0.1, 0.1])

    assert (found.estimate, found.interval, found.reason) == (0, None, Reason.TOO_CLOSE)
    assert found.verdict is Verdict.NOT_SHOWN


def test_a_separation_says_of_which_facet_it_is():
    model = mml.fit(simulated(1).data)

    assert of_measures(model.candidates).facet == "candidate"
    assert of_measures(model.facet("rater")).facet == "rater"


@pytest.mark.slow  # takes the interval of 2,000 simulated panels
def test_the_interval_holds_the_true_reliability():
    random, errors = np.random.default_rng(3), np.linspace(0.15, 0.35, 12)
    wanted = 0.09 / (0.09 + np.mean(errors**2))

    held = 0
    for _ in range(2000):
        values = random.normal(0, 0.3, 12) + random.normal(0, errors)
        low, high = separation(values, errors).interval
        held += low < wanted < high

    assert held / 2000 == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    ("estimates", "errors", "sentence"),
    [
        ([1, 2], [1], "estimates: give"),
        ([1, float("nan")], [1, 1], "estimates: give"),
        ([1, 2], [1, 0], "errors: give"),
    ],
)
def test_what_are_no_measures_is_refused(estimates, errors, sentence):
    with pytest.raises(ValueError, match=sentence):
        separation(estimates, errors)
