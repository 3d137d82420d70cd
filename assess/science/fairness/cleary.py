"""Whether one line predicts the work of two groups alike: Cleary's test of predictive bias.

Cleary (1968), J Educ Meas 5:115; SIOP Principles (2018). Three regressions, each within the next:
one line; one slope with an intercept per group; a line per group. Interviews and ratings of work
share their raters' views, so that no difference here is not yet fairness. Slope tests find
little in samples of the usual size (Aguinis, Culpepper & Pierce 2010, J Appl Psychol 95:648).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, numbers, undefined
from assess.science.scalars import check_level

FEWEST = 100
"""With fewer outcomes no regression is shown."""

FEWEST_IN_GROUP = 20
"""With fewer in one of the groups nothing is said about its line; the house's own."""

USUAL = 0.8


class NoLine(StrEnum):
    """Why there is no test."""

    TOO_FEW = "fewer than 100 people in all, or than 20 in a group"
    NO_VARIANCE = "the predictor does not vary within a group, or the line fits exactly"


class Bias(StrEnum):
    """What the two tests say together; `ONE_LINE` speaks of this sample, not of all."""

    ONE_LINE = "no difference between the lines of both groups was found"
    INTERCEPT = "both lines run in parallel, one above the other"
    SLOPE = "the lines of both groups rise differently"


@dataclass(frozen=True)
class FTest:
    """An F with its degrees of freedom and chance."""

    value: float
    degrees: tuple[int, int]
    p: float


@dataclass(frozen=True)
class Cleary:
    """The two tests of Cleary and how large what they test is.

    `intercept` is focal minus reference criterion at equal predictor, in criterion points, with
    one slope; `slope` the focal minus the reference slope. `detectable_slope` is the difference of
    slopes found four times in five. `overpredicts` is how far the common line lies above the focal
    group's mean criterion. All of it is undefined with a `reason`.
    """

    intercept: Estimate
    slope: Estimate
    intercept_test: FTest | None
    slope_test: FTest | None
    detectable_slope: float | None
    overpredicts: Estimate
    focal_n: int
    reference_n: int
    left_out: int
    level: float
    verdict: Bias | None
    reason: NoLine | None


def cleary(
    criterion: ArrayLike, predictor: ArrayLike, focal: ArrayLike, *, level: float = 0.95
) -> Cleary:
    """Cleary's test: a criterion and a predictor per person, and 1 for the focal group, else 0.

    Tests are of nested models, each against the residuals of the larger one, as R's `anova` of
    two models. Who misses any of the three (NaN) is left out and counted. Raises `ValueError` for
    lists of unequal length, what is no number, groups other than 0 and 1, or a level that is none.
    """
    check_level(level)
    y, x, g = (
        numbers(one, name)
        for one, name in ((criterion, "criterion"), (predictor, "predictor"), (focal, "focal"))
    )
    if not len(y) == len(x) == len(g):
        raise ValueError("criterion, predictor, focal: give lists of one length.")
    if not ((g == 0) | (g == 1) | np.isnan(g)).all():
        raise ValueError("focal: give 1 for the focal and 0 for the reference group.")
    known = ~(np.isnan(y) | np.isnan(x) | np.isnan(g))
    left_out = int((~known).sum())
    y, x, g = y[known], x[known], g[known]
    sizes = int(g.sum()), int((1 - g).sum())
    if len(y) < FEWEST or min(sizes) < FEWEST_IN_GROUP:
        return _lacking(NoLine.TOO_FEW, sizes, left_out, level)
    if any(x[g == one].std() == 0 for one in (0, 1)):
        return _lacking(NoLine.NO_VARIANCE, sizes, left_out, level)
    return _tested(y, x, g, sizes, left_out, level)


def _tested(
    y: Numbers, x: Numbers, g: Numbers, sizes: tuple[int, int], left_out: int, level: float
) -> Cleary:
    # Centred, so that large numbers do not eat the digits of the residuals.
    x = x - x.mean()
    one = np.ones_like(x)
    common = _fit([one, x], y)
    parallel, own = _fit([one, x, g], y), _fit([one, x, g, x * g], y)
    if own.residual <= 1e-20 * max(1.0, float(((y - y.mean()) ** 2).sum())):
        return _lacking(NoLine.NO_VARIANCE, sizes, left_out, level)
    intercept_test, slope_test = _f(common, parallel), _f(parallel, own)
    chance = 1 - level
    n = len(y)
    gap = y[g == 1] - common.fitted[g == 1]
    verdict = (
        Bias.SLOPE
        if slope_test.p < chance
        else Bias.INTERCEPT
        if intercept_test.p < chance
        else Bias.ONE_LINE
    )
    t = float(scipy.special.stdtrit(own.degrees, (1 + level) / 2))
    needed = t + NormalDist().inv_cdf(USUAL)
    error = float(gap.std(ddof=1)) / math.sqrt(len(gap))
    return Cleary(
        intercept=_coefficient(parallel, 2, level, n, "intercept, focal minus reference, n people"),
        slope=_coefficient(own, 3, level, n, "slope, focal minus reference, n people"),
        intercept_test=intercept_test,
        slope_test=slope_test,
        detectable_slope=needed * own.errors[3],
        overpredicts=_with_t(
            -float(gap.mean()),
            error,
            len(gap) - 1,
            level,
            len(gap),
            "common line minus criterion in the focal group, n of that group",
        ),
        focal_n=sizes[0],
        reference_n=sizes[1],
        left_out=left_out,
        level=level,
        verdict=verdict,
        reason=None,
    )


@dataclass(frozen=True)
class _Fit:
    values: list[float]
    errors: list[float]
    fitted: Numbers
    residual: float
    degrees: int


def _fit(columns: list[Numbers], y: Numbers) -> _Fit:
    """Least squares by the QR of the columns."""
    table = np.column_stack(columns)
    q, r = np.linalg.qr(table)
    values = np.linalg.solve(r, q.T @ y)
    fitted = table @ values
    residual, degrees = float(((y - fitted) ** 2).sum()), len(y) - len(columns)
    inverse = np.linalg.inv(r)
    errors = np.sqrt(residual / degrees * (inverse**2).sum(axis=1))
    return _Fit(values.tolist(), errors.tolist(), fitted, residual, degrees)


def _f(smaller: _Fit, larger: _Fit) -> FTest:
    more = smaller.degrees - larger.degrees
    value = (smaller.residual - larger.residual) / more / (larger.residual / larger.degrees)
    value = max(0.0, value)
    degrees = more, larger.degrees
    return FTest(value, degrees, float(scipy.special.fdtrc(*degrees, value)))


def _coefficient(fit: _Fit, place: int, level: float, n: int, method: str) -> Estimate:
    return _with_t(fit.values[place], fit.errors[place], fit.degrees, level, n, method)


def _with_t(
    value: float, error: float, degrees: int, level: float, n: int, method: str
) -> Estimate:
    margin = float(scipy.special.stdtrit(degrees, (1 + level) / 2)) * error
    return Estimate(value, error, (value - margin, value + margin), level, n, method)


def _lacking(reason: NoLine, sizes: tuple[int, int], left_out: int, level: float) -> Cleary:
    nothing = undefined(level, sum(sizes), "moderated regression, n people", reason)
    return Cleary(
        nothing, nothing, None, None, None, nothing, *sizes, left_out, level, None, reason
    )
