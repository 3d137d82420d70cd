"""Whether the levels of a facet truly differ: separation, strata, reliability, chi-square.

Of candidates, a high reliability says that the ratings tell them apart. Of raters it says that
they differ in severity, which is nothing to be proud of (Linacre 1989).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Interval, array, check_unit
from assess.science.facets.measures import Measures
from assess.science.facets.ratings import RATER, Vector
from assess.science.scalars import check_level


class Reason(StrEnum):
    """Why there is no separation, or no interval of it."""

    ONE = "there is only one level"
    TOO_CLOSE = "the measures lie closer together than their errors allow for"


class Verdict(StrEnum):
    """Whether the levels differ by more than their errors."""

    DIFFER = "the measures differ by more than their errors"
    NOT_SHOWN = "no difference beyond the errors is shown"


@dataclass(frozen=True)
class Separation:
    """How far true differences between the levels of a `facet` exceed errors.

    `estimate` is the reliability G² / (1 + G²) with its `interval` at `level`; its error is far
    from even on both sides, so it has no `standard_error`. `reason` says why either of them is
    undefined. `sd` is the standard deviation of the measures (dividing by their number),
    `rmse` the root mean square of their errors, `true_sd` what is left, 0 where errors explain
    it all, all in logits. `separation` G is true SD / RMSE, `strata` (4G + 1) / 3. `chi_square`
    with `degrees` and `p` tests that all levels are the same. `n` counts levels.
    """

    facet: str
    estimate: float | None
    interval: Interval | None
    level: float
    n: int
    verdict: Verdict | None
    reason: Reason | None
    sd: float | None
    rmse: float | None
    true_sd: float | None
    separation: float | None
    strata: float | None
    chi_square: float | None
    degrees: int
    p: float | None
    standard_error: None = None
    method: str = "separation by FACETS, interval by the Q profile"


CHANCE = 0.05


def of_measures(measures: Measures, *, conditional: bool = False) -> Separation:
    """The separation of a facet's levels, or of candidates.

    By default with the errors that hold all that is not known; `conditional` takes those
    FACETS prints.
    """
    errors = measures.conditional_errors if conditional else measures.standard_errors
    return separation(measures.estimates, errors, facet=measures.facet, level=measures.level)


def separation(
    estimates: ArrayLike, errors: ArrayLike, *, facet: str = RATER, level: float = 0.95
) -> Separation:
    """Separation from measures of the levels of a facet and their standard errors.

    The fixed chi-square is Σ m² / s² - (Σ m / s²)² / Σ 1 / s² (Linacre 1989). The interval of
    the reliability is that of the true variance which the chi-square does not contradict
    (Viechtbauer 2007, Stat Med 26:37), over itself plus the mean squared error. Where even no
    variance at all is contradicted, as the measures are more alike than errors would leave
    them, there is none.

    Raises `ValueError` for lists that do not fit one another, errors not above 0, or a level
    outside 0 to 1.
    """
    check_level(level)
    values, spread = array(estimates, "estimates"), array(errors, "errors")
    check_unit(spread, "errors")
    if values.ndim != 1 or values.shape != spread.shape or not np.isfinite(values).all():
        raise ValueError("estimates: give a number for every error.")
    size = len(values)
    if size < 2:
        return _alone(facet, level, size)
    if not (np.isfinite(spread) & (spread > 0)).all():
        raise ValueError("errors: give numbers above 0.")
    between, within = float(np.var(values)), float(np.mean(spread**2))
    true = max(0.0, between - within)
    ratio = math.sqrt(true / within)
    chi_square = _chi_square(values, spread, 0.0)
    p = float(scipy.special.chdtrc(size - 1, chi_square))
    ends = [_variance(values, spread, share) for share in ((1 - level) / 2, (1 + level) / 2)]
    reliability = true / (true + within)
    low, high = (end / (end + within) for end in ends)
    close = high == 0
    return Separation(
        facet=facet,
        estimate=reliability,
        interval=None if close else (min(low, reliability), max(high, reliability)),
        level=level,
        n=size,
        verdict=Verdict.DIFFER if p < CHANCE else Verdict.NOT_SHOWN,
        reason=Reason.TOO_CLOSE if close else None,
        sd=math.sqrt(between),
        rmse=math.sqrt(within),
        true_sd=math.sqrt(true),
        separation=ratio,
        strata=(4 * ratio + 1) / 3,
        chi_square=chi_square,
        degrees=size - 1,
        p=p,
    )


def _alone(facet: str, level: float, size: int) -> Separation:
    """A facet with one level, or none."""
    return Separation(
        facet, None, None, level, size, None, Reason.ONE, None, None, None, None, None, None, 0,
        None,
    )  # fmt: skip


def true_variance(estimates: Vector, errors: Vector) -> float:
    """The variance of the levels, at which the chi-square is what it is expected to be.

    Paule & Mandel (1982), J Res Natl Bur Stand 87:377; 0 where errors explain all.
    """
    return _root(estimates, errors, len(estimates) - 1)


def _chi_square(values: Vector, spread: Vector, variance: float) -> float:
    weights = 1 / (spread**2 + variance)
    mean = float(weights @ values) / float(weights.sum())
    return float(weights @ (values - mean) ** 2)


def _variance(values: Vector, spread: Vector, share: float) -> float:
    """The true variance under which so great a share of samples is further apart or less so."""
    # `chdtri` takes the share above: a large chi-square leaves the smallest variance.
    return _root(values, spread, float(scipy.special.chdtri(len(values) - 1, share)))


def _root(values: Vector, spread: Vector, wanted: float) -> float:
    """Where the chi-square, which falls with the variance, has come down to what is wanted."""
    if _chi_square(values, spread, 0.0) <= wanted:
        return 0.0
    low, high = 0.0, float(np.var(values)) + float(np.max(spread) ** 2)
    while _chi_square(values, spread, high) > wanted:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if _chi_square(values, spread, middle) > wanted:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return (low + high) / 2
