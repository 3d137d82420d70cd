"""Whether the levels of a facet truly differ: separation, strata, reliability, chi-square.

Of candidates, a high reliability says that the ratings tell them apart. Of raters it says that
they differ in severity, which is nothing to be proud of (Linacre 1989).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, chdtri

from assess.science.estimates import Interval, check_level
from assess.science.facets.measures import Measures
from assess.science.facets.ratings import Vector


class Lack(StrEnum):
    """Why there is no separation."""

    ONE = "there is only one level"


class Verdict(StrEnum):
    """Whether the levels differ by more than their errors."""

    DIFFER = "the measures differ by more than their errors"
    NOT_SHOWN = "no difference beyond the errors is shown"


@dataclass(frozen=True)
class Separation:
    """How far true differences exceed errors.

    `sd` is the standard deviation of the measures (dividing by their number), `rmse` the root
    mean square of their errors, `true_sd` what is left, 0 where errors explain it all, all in
    logits. `separation` is true SD / RMSE, `strata` (4G + 1) / 3, `reliability` G² / (1 + G²)
    with its `interval` at `level`. `chi_square` with `degrees` and `p` tests that all levels
    are the same. `n` counts levels.
    """

    sd: float | None
    rmse: float | None
    true_sd: float | None
    separation: float | None
    strata: float | None
    reliability: float | None
    interval: Interval | None
    level: float
    chi_square: float | None
    degrees: int
    p: float | None
    n: int
    verdict: Verdict | None
    lack: Lack | None
    method: str = "separation by FACETS, interval by the Q profile"


CHANCE = 0.05


def of_measures(measures: Measures, *, conditional: bool = False) -> Separation:
    """The separation of a facet's levels, or of candidates.

    By default with the errors that hold all that is not known; `conditional` takes those
    FACETS prints.
    """
    errors = measures.conditional_errors if conditional else measures.standard_errors
    return separation(measures.estimates, errors, level=measures.level)


def separation(estimates: ArrayLike, errors: ArrayLike, *, level: float = 0.95) -> Separation:
    """Separation from measures and their standard errors.

    The fixed chi-square is Σ m² / s² - (Σ m / s²)² / Σ 1 / s² (Linacre 1989). The interval of
    the reliability is that of the true variance which the chi-square does not contradict
    (Viechtbauer 2007, Stat Med 26:37), over itself plus the mean squared error.

    Raises `ValueError` for lists that do not fit one another, errors not above 0, or a level
    outside 0 to 1.
    """
    check_level(level)
    values, spread = np.asarray(estimates, dtype=float), np.asarray(errors, dtype=float)
    if values.ndim != 1 or values.shape != spread.shape or not np.isfinite(values).all():
        raise ValueError("estimates: give a number for every error.")
    size = len(values)
    if size < 2:
        return Separation(
            None, None, None, None, None, None, None, level, None, 0, None, size, None, Lack.ONE
        )
    if not (np.isfinite(spread) & (spread > 0)).all():
        raise ValueError("errors: give numbers above 0.")
    between, within = float(np.var(values)), float(np.mean(spread**2))
    true = max(0.0, between - within)
    ratio = math.sqrt(true / within)
    chi_square = _chi_square(values, spread, 0.0)
    p = float(chdtrc(size - 1, chi_square))
    ends = [_variance(values, spread, share) for share in ((1 - level) / 2, (1 + level) / 2)]
    reliability = true / (true + within)
    low, high = (end / (end + within) for end in ends)
    return Separation(
        sd=math.sqrt(between),
        rmse=math.sqrt(within),
        true_sd=math.sqrt(true),
        separation=ratio,
        strata=(4 * ratio + 1) / 3,
        reliability=reliability,
        interval=(min(low, reliability), max(high, reliability)),
        level=level,
        chi_square=chi_square,
        degrees=size - 1,
        p=p,
        n=size,
        verdict=Verdict.DIFFER if p < CHANCE else Verdict.NOT_SHOWN,
        lack=None,
    )


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
    return _root(values, spread, float(chdtri(len(values) - 1, share)))


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
