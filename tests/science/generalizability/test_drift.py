"""Drift of raters: against lme4, and as laws."""

import numpy as np
import pytest

from assess.science.generalizability.drift import Reason, drift
from assess.science.generalizability.reml import Intervals
from tests.science.cases import entries, within
from tests.science.rating_cases import columns, numbers

CASE = entries("rater_drift")
DATA = columns("rater_drift")
RATINGS = numbers(DATA["score"]), DATA["candidate"], DATA["rater"]
TIMES = np.array(numbers(DATA["t"]))
FOUND = drift(*RATINGS, TIMES)


def test_variances_and_trend_agree_with_lme4():
    entry, fit = CASE["lme4.random_slope"], FOUND.fit
    wanted = dict(entry["value"])
    fixed, errors = wanted.pop("fixed"), wanted.pop("fixed_se")

    found = {
        "var_candidate": fit.component("candidate").estimate,
        "var_rater_intercept": fit.component("rater").estimate,
        "var_rater_slope": FOUND.spread.estimate,
        "var_resid": fit.component("residual").estimate,
        "reml": fit.deviance,
    }

    assert found == within(entry, wanted)
    assert {"intercept": fit.fixed[0].estimate, "t": FOUND.trend.estimate} == within(entry, fixed)
    assert [one.standard_error for one in fit.fixed] == within(entry, errors)


def test_slopes_of_raters_agree_with_lme4():
    entry = CASE["rater_slope_blup"]

    assert {one.rater: one.estimate for one in FOUND.raters} == within(entry, entry["value"])


def test_the_test_of_their_variance_agrees_with_the_mixture():
    entry = CASE["lrt_slope_variance"]

    assert {"chisq": FOUND.chi_square, "p_mixture": FOUND.p} == within(entry, entry["value"])


def test_all_but_one_of_the_generating_slopes_lie_in_their_intervals():
    truth = np.array(CASE["truth"]["value"]["slopes"])

    missed = [
        one.rater
        for one, slope in zip(FOUND.raters, truth - truth.mean(), strict=True)
        if not one.interval[0] < slope < one.interval[1]
    ]

    # The one rater who did become more lenient is drawn to the others too far, by lme4 too.
    assert missed == ["r02"]


def test_the_generating_severities_are_recovered():
    truth = CASE["truth"]["value"]["severity"]

    # An effect above 0 is lenient, a severity above 0 is not.
    assert np.corrcoef(-FOUND.fit.effect("rater").estimates, truth)[0, 1] > 0.8


def test_the_unit_of_time_is_irrelevant():
    later = drift(*RATINGS, 1_750_000_000 + 86_400 * TIMES, intervals=Intervals.LOG)

    assert later.spread.estimate == pytest.approx(FOUND.spread.estimate, rel=1e-5)
    assert later.trend.estimate == pytest.approx(FOUND.trend.estimate, rel=1e-5)
    assert later.p == pytest.approx(FOUND.p, rel=1e-5)


def simulated(seed, slope):
    random = np.random.default_rng(seed)
    candidate, rater = np.repeat(np.arange(150), 3), np.tile(np.arange(12), 38)[:450]
    time = candidate / 149
    scores = 3 + random.normal(0, 0.7, 150)[candidate] + random.normal(0, 0.4, 12)[rater]
    scores = scores + random.normal(0, slope, 12)[rater] * time
    return scores + random.normal(0, 0.5, 450), candidate, rater, time


def test_strong_drift_is_seen():
    found = drift(*simulated(1, slope=1.0), intervals=Intervals.LOG)

    assert found.p < 0.001
    assert (len(found.raters), found.n, found.reason) == (12, 450, None)


def test_raters_without_drift_have_no_slopes():
    found = drift(*simulated(3, slope=0.0), intervals=Intervals.LOG)

    assert (found.spread.estimate, found.chi_square, found.p) == (0, 0, 1)
    assert all(one.estimate == 0 and one.interval is None for one in found.raters)


def test_missing_scores_are_left_out_with_their_times():
    scores, candidate, rater, time = simulated(1, slope=0.5)
    gaps, times = np.append(scores, np.nan), np.append(time, 99.0)

    found = drift(gaps, [*candidate, 1], [*rater, 1], times, intervals=Intervals.LOG)

    whole = drift(scores, candidate, rater, time, intervals=Intervals.LOG)
    assert found.p == pytest.approx(whole.p)
    assert found.fit.missing == 1


def test_ratings_that_never_differ_say_nothing():
    _, candidate, rater, time = simulated(1, slope=0.5)

    found = drift(np.full(450, 3.0), candidate, rater, time)

    assert (found.p, found.raters, found.reason) == (None, (), Reason.NO_VARIANCES)


@pytest.mark.slow  # fits two models to each of 100 simulated panels
def test_raters_without_drift_are_seldom_said_to_have_any():
    said = sum(
        drift(*simulated(seed, slope=0.0), intervals=Intervals.LOG).p < 0.05
        for seed in range(100, 200)
    )

    # Three standard errors of a share of .05 in 100 samples are .065.
    assert said / 100 <= 0.115


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([1, 2], "times: give a number"),
        ([1, 2, np.nan], "times: give a number"),
        ([1, 1, 1], "times: give two different"),
    ],
)
def test_what_are_no_times_is_refused(times, sentence):
    with pytest.raises(ValueError, match=sentence):
        drift([1, 2, 3], list("aab"), list("xyx"), times)
