"""An estimate with all that stands beside it, and intervals that serve several modules."""

import math

import numpy as np
import pytest

from assess.science.calibration import accuracy
from assess.science.estimates import (
    array,
    check_draws,
    errors_for,
    fisher_interval,
    labelled,
    normal,
    numbers,
    undefined,
)
from assess.science.generalizability import reml
from assess.science.generalizability.g_study import g_study
from assess.science.profile.similarity import Lack, compare
from assess.science.reliability.alpha import alpha
from assess.science.reliability.icc import icc
from assess.science.scalars import check_level, quantile

NAN = pytest.approx(math.nan, nan_ok=True)
SEEN = np.array([True, True])
MIXED = np.array(["a", 1], dtype=object)


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


@pytest.mark.parametrize(("r", "n"), [(1, 10), (-1, 10), (1 - 1e-15, 10), (0.5, 3)])
def test_fishers_interval_is_undefined_where_nothing_is_left_to_vary(r, n):
    assert fisher_interval(r, n, 0.95) is None


@pytest.mark.parametrize("r", [1.1, math.nan, "0.5"])
def test_fishers_interval_wants_a_correlation(r):
    with pytest.raises(ValueError, match="^r: "):
        fisher_interval(r, 10, 0.95)


def test_a_missing_number_is_nan_whatever_stood_for_it():
    assert array([[1, None], [math.nan, 2]], "scores").tolist() == [[1, NAN], [NAN, 2]]


def test_labels_are_told_apart_and_found_again_among_those_seen():
    levels, places = labelled(["b", "a", "b"], np.array([True, True, True]), "raters")

    assert levels.tolist() == ["a", "b"]
    assert places.tolist() == [1, 0, 1]


@pytest.mark.parametrize("scale", [1e-100, 1e-31])
def test_tables_in_a_unit_that_loses_their_powers_are_refused(scale):
    tiny = np.random.default_rng(1).normal(size=(40, 5)) * scale

    for call in (lambda: alpha(tiny), lambda: g_study(tiny, "pr", seed=1)):
        with pytest.raises(ValueError, match="in a unit in which they reach 1e-30"):
            call()
    with pytest.raises(ValueError, match="^scores: give numbers in a unit"):
        reml.fit(tiny.ravel(), {"a": np.repeat(range(40), 5)})
    assert array(np.zeros((2, 2)), "scores").tolist() == [[0, 0], [0, 0]]


def test_numbers_too_large_to_square_are_refused_wherever_they_are_read():
    huge = (np.random.default_rng(1).normal(size=(40, 5)) * 1e150).tolist()
    labels = {"a": np.repeat(range(40), 5)}

    for call, name in (
        (lambda: alpha(huge), "answers"),
        (lambda: icc(huge), "ratings"),
        (lambda: g_study(huge, "pr", seed=1), "scores"),
        (lambda: accuracy(huge, huge, seed=1), "ratings"),
        (lambda: compare(huge[0], huge[1], 0.1, 0.1, seed=1), "one"),
        (lambda: reml.fit(np.ravel(huge), labels), "scores"),
    ):
        with pytest.raises(ValueError, match=f"^{name}: give numbers from -1e30 to 1e30"):
            call()
    assert array([1e29, -1e29], "scores").tolist() == [1e29, -1e29]


def test_one_error_may_serve_for_all():
    assert errors_for(0.3, (3,), "errors").tolist() == [0.3, 0.3, 0.3]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: quantile(1), "level: give a share"),
        (lambda: numbers([[1]], "scores"), "scores: give a list of numbers"),
        (lambda: numbers([math.inf], "scores"), "scores: give a list of numbers"),
        (lambda: numbers([[1, 2], [3]], "scores"), "scores: give numbers, in rows of one length"),
        (lambda: numbers("123", "scores"), "scores: give numbers"),
        (lambda: numbers(["1", 2.0], "scores"), "scores: give numbers"),
        (lambda: numbers([None, "1"], "scores"), "scores: give numbers"),
        (lambda: numbers({"a": 1}, "scores"), "scores: give numbers"),
        (lambda: numbers([1j], "scores"), "scores: give numbers"),
        (lambda: numbers(None, "scores"), "scores: give a list of numbers"),
        (lambda: errors_for("1", (1,), "errors"), "errors: give numbers"),
        (lambda: check_level("0.95"), "level: give a share"),
        (lambda: check_draws(None), "draws: give 1000 at least"),
        (lambda: labelled([1], SEEN, "raters"), "raters: give a label for every score"),
        (lambda: labelled([[1], [2, 3]], SEEN, "raters"), "raters: give a list of labels"),
        (lambda: labelled(["a", None], SEEN, "raters"), "raters: .* none that is NaN or None"),
        (lambda: labelled([1, math.nan], SEEN, "raters"), "raters: .* none that is NaN or None"),
        (lambda: labelled(MIXED, SEEN, "raters"), "raters: give labels of one kind"),
        (lambda: errors_for([math.inf], (1,), "errors"), "errors: give standard errors"),
        (lambda: errors_for([-1], (1,), "errors"), "errors: give standard errors"),
        (lambda: errors_for([1, 2], (3,), "errors"), "errors: give one standard error"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
