"""An estimate with all that stands beside it, and intervals that serve several modules."""

import math

import pytest

from assess.science.estimates import (
    errors_for,
    fisher_interval,
    normal,
    numbers,
    quantile,
    undefined,
)
from assess.science.profile import Lack


def test_an_estimate_with_a_normal_error_by_hand():
    found = normal(3, 0.5, 0.95, 12, "made up")

    assert found.interval == pytest.approx((3 - 0.979982, 3 + 0.979982))
    assert (found.estimate, found.standard_error, found.n, found.method) == (3, 0.5, 12, "made up")


def test_what_is_undefined_is_no_number_and_says_why():
    found = undefined(0.95, 2, "made up", Lack.TOO_FEW)

    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert found.reason is Lack.TOO_FEW


def test_fishers_interval_by_hand():
    # atanh .5 = .549306, 1.959964 / √100 = .195996.
    expected = math.tanh(0.549306 - 0.195996), math.tanh(0.549306 + 0.195996)

    assert fisher_interval(0.5, 103, 0.95) == pytest.approx(expected, abs=1e-6)
    assert fisher_interval(-1, 10, 0.95) == (-1, -1)


def test_one_error_may_serve_for_all():
    assert errors_for(0.3, (3,), "errors").tolist() == [0.3, 0.3, 0.3]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: quantile(1), "level: give a share"),
        (lambda: numbers([[1]], "scores"), "scores: give a list of numbers"),
        (lambda: numbers([math.inf], "scores"), "scores: give a list of numbers"),
        (lambda: errors_for([math.inf], (1,), "errors"), "errors: give standard errors"),
        (lambda: errors_for([-1], (1,), "errors"), "errors: give standard errors"),
        (lambda: errors_for([1, 2], (3,), "errors"), "errors: give one standard error"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
