"""Whether raters become more lenient or more severe as time goes by, each in their own way.

score = mean + trend t + candidate + rater + slope t + error, slopes normal around the common
trend. Two models are compared by restricted likelihood; as a variance cannot be below 0, half
of what chance does is no difference at all (Self & Liang 1987, J Am Stat Assoc 82:605).
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Interval, array
from assess.science.generalizability import reml
from assess.science.generalizability.reml import Coefficient, Component, Fit, Intervals, Slope
from assess.science.scalars import naming

CANDIDATE, RATER, SLOPE, TREND = "candidate", "rater", "slope", "time"


class Reason(StrEnum):
    """Why nothing is said about drift."""

    NO_VARIANCES = "the ratings cannot tell candidates, raters, drift and error apart"


@dataclass(frozen=True)
class RaterDrift:
    """How many points a rater moved from the first rating to the last, beside the trend.

    Above 0 is towards leniency. Estimates are drawn towards 0; the interval is conditional on
    the variances. Both are `None` where raters do not differ at all.
    """

    rater: Hashable
    estimate: float
    standard_error: float | None
    interval: Interval | None


@dataclass(frozen=True, eq=False)
class Drift:
    """Drift over the whole time the ratings span, which counts as 1.

    `trend` is what all raters have in common, in points, `spread` the variance of the raters'
    slopes around it, in squared points. `p` is that of the likelihood ratio `chi_square` for
    no such variance.
    """

    raters: tuple[RaterDrift, ...]
    trend: Coefficient | None
    spread: Component | None
    chi_square: float | None
    p: float | None
    fit: Fit
    n: int
    level: float
    reason: Reason | None
    method: str = "REML, random slopes, likelihood ratio against a mixture of chi-squares"


def drift(
    scores: ArrayLike,
    candidates: ArrayLike,
    raters: ArrayLike,
    times: ArrayLike,
    *,
    level: float = 0.95,
    intervals: Intervals = Intervals.PROFILE,
) -> Drift:
    """Raters' drift from n scores, their labels, and their times in any unit.

    Times are brought to 0 for the first and 1 for the last score that is there; NaN scores are
    left out. Slopes of a rater are taken as unrelated to their severity at time 0. The trend
    is the raters' and the candidates' together: later candidates may be better ones.

    Raises `ValueError` for times that are no numbers or all the same, and as `reml.fit` does.
    """
    table, moments = array(scores, "scores"), array(times, "times")
    if moments.shape != table.shape or not np.isfinite(moments).all():
        raise ValueError("times: give a number for every score.")
    seen = moments[~np.isnan(table)]
    if not len(seen) or seen.min() == seen.max():
        raise ValueError("times: give two different ones at least.")
    clock = (moments - seen.min()) / (seen.max() - seen.min())
    crossed = {CANDIDATE: candidates, RATER: raters}
    covariates = {TREND: clock}
    with naming(candidate="candidates", rater="raters"):
        fit = reml.fit(
            table,
            {**crossed, SLOPE: Slope(raters, clock)},
            covariates=covariates,
            level=level,
            intervals=intervals,
        )
    without = reml.fit(table, crossed, covariates=covariates, intervals=Intervals.LOG)
    if fit.deviance is None or without.deviance is None:
        return Drift((), None, None, None, None, fit, fit.n, level, Reason.NO_VARIANCES)
    spread = fit.component(SLOPE)
    chi_square = max(0.0, without.deviance - fit.deviance) if spread.estimate else 0.0
    return Drift(
        raters=_slopes(fit, level),
        trend=fit.fixed[1],
        spread=spread,
        chi_square=chi_square,
        p=math.erfc(math.sqrt(chi_square / 2)) / 2 if chi_square else 1.0,
        fit=fit,
        n=fit.n,
        level=level,
        reason=None,
    )


def _slopes(fit: Fit, level: float) -> tuple[RaterDrift, ...]:
    effects = fit.effect(SLOPE)
    quantile = NormalDist().inv_cdf((1 + level) / 2)
    if effects.standard_errors is None:
        return tuple(RaterDrift(rater, 0.0, None, None) for rater in effects.levels)
    return tuple(
        RaterDrift(rater, float(one), float(error), (one - margin, one + margin))
        for rater, one, error in zip(
            effects.levels,
            effects.estimates.tolist(),
            effects.standard_errors.tolist(),
            strict=True,
        )
        for margin in [quantile * error]
    )
