"""How well predicted chances agree with what happened: calibration, ranking, distance."""

import math
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimates import Estimate, Numbers, bounded, normal, undefined
from assess.science.scalars import quantile

FEWEST_OUTCOMES = 20
"""Ten of the rarer outcome for each of the two numbers of a calibration line."""

FEWEST_RANKED = 5
"""With fewer of one outcome the area under the curve is chance."""

STEPS = 60
CLOSE = 1e-12


class NoFit(StrEnum):
    """Why a number about predictions is not given."""

    NOBODY = "nobody it could be worked out for"
    TOO_FEW = "too few of one of the two outcomes"
    CERTAIN = "a predicted chance is exactly 0 or 1"
    NOT_RANKED = "predictions do not differ, so nobody is ranked"
    NO_LINE = "predictions part both outcomes, or do not differ"


def calibration(outcomes: Numbers, chances: Numbers, level: float) -> tuple[Estimate, Estimate]:
    """Slope and intercept of logit(outcome) on logit(chance); 1 and 0 are perfect (Cox 1958).

    Cox, Biometrika 45:562. A slope below 1 says that predictions are too extreme. The intercept
    is that beside the slope.
    """
    n, method = len(outcomes), "{} of a logistic line on the logit of the prediction, n people"
    lack = _lack(outcomes, chances, FEWEST_OUTCOMES)
    columns = np.ones(n), scipy.special.logit(chances)
    fit = None if lack else _logistic(np.column_stack(columns), outcomes)
    if fit is None:
        reason = lack or NoFit.NO_LINE
        slope, intercept = (
            undefined(level, n, method.format(one), reason) for one in ("slope", "intercept")
        )
        return slope, intercept
    values, errors = fit
    return (
        normal(float(values[1]), float(errors[1]), level, n, method.format("slope")),
        normal(float(values[0]), float(errors[0]), level, n, method.format("intercept")),
    )


def in_the_large(outcomes: Numbers, chances: Numbers, level: float) -> Estimate:
    """The shift in logits that makes the mean prediction right, the slope held at 1; 0 is best."""
    n, method = len(outcomes), "calibration in the large: intercept with a slope of 1, n people"
    lack = _lack(outcomes, chances, FEWEST_OUTCOMES // 2)
    offset = scipy.special.logit(chances)
    fit = None if lack else _logistic(np.ones((n, 1)), outcomes, offset=offset)
    if fit is None:
        return undefined(level, n, method, lack or NoFit.NO_LINE)
    return normal(float(fit[0][0]), float(fit[1][0]), level, n, method)


def auc(outcomes: Numbers, chances: Numbers, level: float) -> Estimate:
    """The chance that a success is ranked above a non-success, with DeLong's standard error.

    DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44:837; ties count half. The interval is
    normal, cut at 0 and 1. Where all successes are ranked above all others, or below, there is no
    such error: of so many pairs as the rarer outcome has, no two with a person in common, all
    are then won, and the interval is the exact one of that share (Clopper & Pearson 1934).
    Without any difference between predictions nothing is ranked, and there is no interval.
    """
    n, method = len(outcomes), "area under the curve, DeLong, n people"
    high, low = chances[outcomes == 1], chances[outcomes == 0]
    if min(len(high), len(low)) < FEWEST_RANKED:
        return undefined(level, n, method, NoFit.TOO_FEW if n else NoFit.NOBODY)
    of_high, of_low = _share_below(low, high), 1 - _share_below(high, low)
    value = float(of_high.mean())
    variance = float(of_high.var(ddof=1) / len(high) + of_low.var(ddof=1) / len(low))
    error = math.sqrt(variance)
    if error <= CLOSE:
        return _ranked_without_error(value, min(len(high), len(low)), level, n)
    margin = quantile(level) * error
    ends = max(0.0, value - margin), min(1.0, value + margin)
    return Estimate(value, error, ends, level, n, method)


def _ranked_without_error(value: float, pairs: int, level: float, n: int) -> Estimate:
    method = "area under the curve, Clopper and Pearson over pairs of other people, n people"
    if CLOSE < value < 1 - CLOSE:
        return Estimate(value, None, None, level, n, method, NoFit.NOT_RANKED)
    least = ((1 - level) / 2) ** (1 / pairs)
    ends = (least, 1.0) if value > 0.5 else (0.0, 1 - least)
    return Estimate(float(round(value)), None, ends, level, n, method)


def brier(outcomes: Numbers, chances: Numbers, level: float) -> Estimate:
    """The mean squared distance of predictions from outcomes (Brier 1950, Mon Weather Rev 78:1)."""
    n, method = len(outcomes), "Brier score, normal interval of a mean, n people"
    if n < FEWEST_RANKED:
        return undefined(level, n, method, NoFit.TOO_FEW if n else NoFit.NOBODY)
    squares = (chances - outcomes) ** 2
    error = float(squares.std(ddof=1)) / math.sqrt(n)
    return bounded(normal(float(squares.mean()), error, level, n, method), 0.0, 1.0)


def _share_below(values: Numbers, of: Numbers) -> Numbers:
    """For each number the share of `values` below it, ties half."""
    ordered = np.sort(values)
    below, upto = (np.searchsorted(ordered, of, side=side) for side in ("left", "right"))
    result: Numbers = (below + upto) / (2 * len(values))
    return result


def _lack(outcomes: Numbers, chances: Numbers, fewest: int) -> NoFit | None:
    if not len(outcomes):
        return NoFit.NOBODY
    if min(float(outcomes.sum()), float((1 - outcomes).sum())) < fewest:
        return NoFit.TOO_FEW
    return NoFit.CERTAIN if ((chances <= 0) | (chances >= 1)).any() else None


def _logistic(
    table: Numbers, outcomes: Numbers, offset: Numbers | float = 0.0
) -> tuple[Numbers, Numbers] | None:
    """Coefficients and standard errors by maximum likelihood; `None` where there is no maximum."""
    values = np.zeros(table.shape[1])
    for _ in range(STEPS):
        fitted = scipy.special.expit(table @ values + offset)
        information = (table * (fitted * (1 - fitted))[:, None]).T @ table
        if np.linalg.cond(information) > 1 / CLOSE:
            return None
        step = np.linalg.solve(information, table.T @ (outcomes - fitted))
        values = values + np.clip(step, -5, 5)
        if np.abs(step).max() < CLOSE ** (2 / 3):
            return values, np.sqrt(np.diag(np.linalg.inv(information)))
    return None
