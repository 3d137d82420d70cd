"""Whether a question works differently in one group, by regression on the sum of answers.

Three models, each within the next: the sum alone; a group beside it (the question is harder at
every sum: uniform); both and their product (harder for some, easier for others: non-uniform).
Logistic for two answers (Swaminathan & Rogers 1990, J Educ Meas 27:361), proportional odds for
more (Zumbo 1999). How large it is, is the rise of Nagelkerke's R² (1991, Biometrika 78:691).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, Numbers, check_unit, normal, numbers, undefined
from assess.science.fairness.several import benjamini_hochberg
from assess.science.items.cumulative import Regression, regression
from assess.science.items.curves import checked
from assess.science.items.dif import CHANCE, FEWEST, Size, groups
from assess.science.scalars import check_level

MODERATE, LARGE = 0.035, 0.070
"""Rises of R² (Jodoin & Gierl 2001, Appl Meas Educ 14:329)."""


class Reason(StrEnum):
    """Why nothing is claimed, or there is no number."""

    TOO_FEW = "fewer than 100 people in one of the groups"
    ALIKE = "all answers, all sums or all groups are alike"
    NO_PEAK = "sum and group tell the answers without error, so that the models have no peak"


class Shape(StrEnum):
    """What kind of difference was found."""

    NONE = "no difference was found"
    UNIFORM = "the question is harder for one group at every sum"
    NON_UNIFORM = "the question is harder for one group at some sums and easier at others"


@dataclass(frozen=True)
class Test:
    """A likelihood ratio with its degrees of freedom and chance."""

    chi_square: float
    degrees: int
    p: float


@dataclass(frozen=True)
class RegressionDif:
    """One question for two groups, by regression.

    `group` is the log odds of a higher answer, focal minus reference, at equal sums. `uniform`
    tests it, `non_uniform` the product, `total` both at once; `adjusted` is the p of `total` among
    all questions (Benjamini and Hochberg). `rise` is the rise of R² by both. `size` and `shape` are
    `None` where nothing is claimed, and `reason` says why; with too few people the numbers are left
    in for a method to be checked.
    """

    group: Estimate
    uniform: Test | None
    non_uniform: Test | None
    total: Test | None
    adjusted: float | None
    rise: float | None
    size: Size | None
    shape: Shape | None
    focal_n: int
    reference_n: int
    reason: Reason | None


def regression_dif(
    answers: ArrayLike,
    focal: ArrayLike,
    *,
    matching: ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[RegressionDif, ...]:
    """Compare a focal with a reference group on each column, at equal sums.

    A row per person and a column per item, two ordered answers or more, higher being more; `focal`
    is 1 for the focal group, 0 for the reference group and NaN for others. People are matched on
    the sum of all items, for which nothing may be missing, or on `matching`, any score per person:
    give it the sum of the items that `dif.mantel_haenszel` kept, to purify. Raises `ValueError` for
    fewer than two items, lists of unequal length, what is no number, groups other than 0 and 1, or
    a level outside 0 to 1.
    """
    check_level(level)
    table, group = checked(answers, fewest=2), groups(focal)
    scores = table.sum(axis=1) if matching is None else numbers(matching, "matching")
    check_unit(scores, "matching")
    if len(group) != len(table) or scores.shape != group.shape:
        raise ValueError("focal, matching: give one number for each row of answers.")
    found = []
    for own in table.T:
        known = ~(np.isnan(own) | np.isnan(group) | np.isnan(scores))
        found.append(_one(own[known], group[known], scores[known], level))
    return _adjusted(found)


def _adjusted(items: Sequence[RegressionDif]) -> tuple[RegressionDif, ...]:
    chances = iter(benjamini_hochberg([one.total.p for one in items if one.total is not None]))
    return tuple(
        one if one.total is None else replace(one, adjusted=next(chances)) for one in items
    )


def _one(own: Numbers, group: Numbers, scores: Numbers, level: float) -> RegressionDif:
    counts = int(group.sum()), int(len(group) - group.sum())
    method = "log odds, focal minus reference, at equal sums, n people"
    few = Reason.TOO_FEW if min(counts) < FEWEST else None
    fits: tuple[Regression | None, ...] = (None,)
    alike = any(len(one) == 0 or np.ptp(one) == 0 for one in (own, scores, group))
    if not alike:
        fits = _fits(own, group, scores)
    if any(one is None for one in fits):
        reason = few or (Reason.ALIKE if alike else Reason.NO_PEAK)
        none = undefined(level, len(own), method, reason)
        return RegressionDif(none, None, None, None, None, None, None, None, *counts, reason)
    bare, alone, uniform, full = (one for one in fits if one is not None)
    tests = (
        _test(alone, uniform, 1),
        _test(uniform, full, 1),
        _test(alone, full, 2),
    )
    rise = _nagelkerke(bare, full, len(own)) - _nagelkerke(bare, alone, len(own))
    size = shape = None
    if few is None:
        size, shape = _judged(rise, *tests)
    estimate = normal(float(uniform.weights[1]), float(uniform.errors[1]), level, len(own), method)
    return RegressionDif(estimate, *tests, None, rise, size, shape, *counts, few)


def _fits(own: Numbers, group: Numbers, scores: Numbers) -> tuple[Regression | None, ...]:
    """Nothing, the sum, the group beside it, and their product too."""
    _, steps = np.unique(own, return_inverse=True)
    places: NDArray[np.intp] = steps.astype(np.intp)
    score = (scores - scores.mean()) / scores.std()
    columns = np.stack([score, group, score * group], axis=1)
    return tuple(regression(places, columns[:, :width]) for width in range(4))


def _test(smaller: Regression, larger: Regression, degrees: int) -> Test:
    value = max(0.0, 2 * (larger.log_likelihood - smaller.log_likelihood))
    return Test(value, degrees, float(scipy.special.chdtrc(degrees, value)))


def _nagelkerke(bare: Regression, fitted: Regression, n: int) -> float:
    reached = -math.expm1(2 * (bare.log_likelihood - fitted.log_likelihood) / n)
    return reached / -math.expm1(2 * bare.log_likelihood / n)


def _judged(rise: float, uniform: Test, non_uniform: Test, total: Test) -> tuple[Size, Shape]:
    if total.p >= CHANCE:
        return Size.A, Shape.NONE
    size = Size.A if rise < MODERATE else Size.B if rise < LARGE else Size.C
    shape = Shape.NON_UNIFORM if non_uniform.p < CHANCE else Shape.UNIFORM
    return size, shape if min(non_uniform.p, uniform.p) < CHANCE else Shape.UNIFORM
