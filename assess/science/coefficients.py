"""What every coefficient of raters carries: its error, what it rests on, and a verdict."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Interval, array
from assess.science.scalars import check_level

FEWEST = 10
"""With fewer candidates rated by two people a coefficient is not to be shown."""

Table: TypeAlias = NDArray[np.float64]


class Verdict(StrEnum):
    """Whether a coefficient may be shown, and why not."""

    SHOWN = "shown"
    TOO_FEW = "not to be shown: fewer than 10 candidates were rated by two people or more"
    NO_DATA = "undefined: too few candidates were rated by two people or more"
    NO_VARIANCE = "undefined: the ratings do not vary"
    NO_ERROR = "without an interval: nothing varies from which an error could be estimated"
    NO_INTERVAL = "without an interval: raters differ more than candidates do"


@dataclass(frozen=True)
class Coefficient:
    """How far raters agree; `None` where undefined, with a verdict that says why.

    `n` candidates were counted, each with `ratings` in all by `raters` people. `interval` is
    at `level`; `method` names how coefficient and interval came about. A verdict of `TOO_FEW`
    leaves the numbers in, for a method to be checked; they are not to be shown to anybody.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    n: int
    raters: int
    ratings: int
    method: str
    verdict: Verdict


def as_table(ratings: ArrayLike, *, fewest_raters: int = 2) -> Table:
    """A row per candidate and a column per rater, NaN where nobody rated.

    Raises `ValueError` for another shape or what is no number.
    """
    table = array(ratings, "ratings")
    if table.ndim != 2 or table.shape[1] < fewest_raters:
        raise ValueError("ratings: give a row per candidate and a column per rater, two at least.")
    if np.isinf(table).any():
        raise ValueError("ratings: give numbers, and NaN where there is no rating.")
    return table


def judged(n: int) -> Verdict:
    """What a coefficient over `n` candidates rated by two or more may be used for."""
    return Verdict.SHOWN if n >= FEWEST else Verdict.TOO_FEW


def t_quantile(level: float, degrees: float) -> float:
    """The t of a two-sided interval with `degrees` of freedom."""
    check_level(level)
    return float(scipy.special.stdtrit(degrees, (1 + level) / 2))


def f_quantile(share: float, numerator: float, denominator: float) -> float:
    """The F below which a share lies; infinite where it is too large for a number."""
    # From both tails, as 1 - x would lose every digit where x is nearly 1.
    low = float(scipy.special.betaincinv(numerator / 2, denominator / 2, share))
    high = float(scipy.special.betaincinv(denominator / 2, numerator / 2, 1 - share))
    found = denominator * low / (numerator * high) if high > 0 else math.inf
    # With hardly any degrees of freedom the quantiles of beta themselves are lost.
    return found if math.isfinite(found) else math.inf
