"""Logistic lines, plain and Firth's: against R and an independent derivation, and as laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fit.guards import Lack
from assess.science.fit.logistic import Likelihood, logistic
from tests.properties import tried
from tests.science.cases import within
from tests.science.fit.people import FIT, SCORES, SUCCESS, drawn

SEEDS = st.integers(0, 2**32 - 1)
PARTED = np.linspace(-1, 1, 200)[:, None]


def test_a_line_agrees_with_r():
    entry, found = FIT["logistic"], logistic(SCORES, SUCCESS)
    value = entry["value"]

    numbers = (found.intercept, *found.slopes)
    for name, one, p in zip(value["coef"], numbers, found.chances, strict=True):
        expected = within(entry, value["coef"][name])
        assert one.estimate == expected["est"]
        assert one.standard_error == expected["se"]
        assert one.estimate / one.standard_error == expected["t"]
        assert p == expected["p"]
    assert found.deviance == within(entry, value["deviance"])
    assert found.null_deviance == within(entry, value["null_deviance"])
    assert found.aic == within(entry, value["aic"])
    assert (found.n, found.events) == (600, 221)


def test_firths_line_agrees_with_the_reference():
    entry = FIT["firth_logistic"]

    found = logistic(SCORES, SUCCESS, likelihood=Likelihood.FIRTH)

    assert found.intercept.estimate == within(entry, entry["value"]["intercept"])
    assert [one.estimate for one in found.slopes] == within(entry, entry["value"]["coef"])


def test_parted_outcomes_have_no_plain_line_but_firths():
    outcomes = (PARTED[:, 0] > 0).astype(float)

    plain = logistic(PARTED, outcomes)
    firth = logistic(PARTED, outcomes, likelihood=Likelihood.FIRTH)

    assert (plain.reason, plain.slopes[0].estimate) == (Lack.SEPARATED, None)
    assert firth.reason is None
    assert firth.slopes[0].interval[0] > 0


@pytest.mark.parametrize(
    ("scores", "outcomes", "reason"),
    [
        (SCORES[:99], SUCCESS[:99], Lack.TOO_FEW_PEOPLE),
        (SCORES, np.zeros(600), Lack.NO_OUTCOME),
        (SCORES, np.arange(600) < 39, Lack.TOO_FEW_OUTCOMES),
        (SCORES, np.arange(600) >= 39, Lack.TOO_FEW_OUTCOMES),
        (np.ones((600, 1)), SUCCESS, Lack.NO_VARIANCE),
    ],
)
def test_below_the_guards_there_is_no_line_and_a_reason(scores, outcomes, reason):
    found = logistic(scores, outcomes)

    assert (found.reason, found.intercept.estimate, found.aic) == (reason, None, None)


@tried
@given(SEEDS, st.floats(0.01, 100), st.floats(-100, 100))
def test_chances_do_not_know_units(seed, factor, shift):
    scores, outcomes = drawn(seed, event=True)

    found, moved = logistic(scores, outcomes), logistic(scores * factor + shift, outcomes)

    assert moved.deviance == pytest.approx(found.deviance)
    assert moved.chances[1:] == pytest.approx(found.chances[1:], abs=1e-6)


@tried
@given(SEEDS)
def test_the_opposite_outcome_has_the_opposite_line(seed):
    scores, outcomes = drawn(seed, event=True)

    for likelihood in Likelihood:
        one = logistic(scores, outcomes, likelihood=likelihood)
        other = logistic(scores, 1 - outcomes, likelihood=likelihood)
        assert [x.estimate for x in one.slopes] == pytest.approx(
            [-x.estimate for x in other.slopes], abs=1e-8
        )


@tried
@given(SEEDS)
def test_firths_line_is_less_steep(seed):
    scores, outcomes = drawn(seed, slopes=(1.5,), event=True)

    plain = logistic(scores, outcomes).slopes[0].estimate
    firth = logistic(scores, outcomes, likelihood=Likelihood.FIRTH).slopes[0].estimate

    assert 0 < firth < plain


def test_outcomes_that_are_no_events_are_refused():
    with pytest.raises(ValueError, match="outcomes: give 1 where it happened"):
        logistic(SCORES, SUCCESS + 1)
