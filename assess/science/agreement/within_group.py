"""How far the raters of one candidate agree: rwg, rwg(J), average deviation and awg.

They are flags for a discussion, one candidate at a time, and no reliabilities: raters who
give everybody the same rating agree and tell nothing. The field has no standard error of them.
In its place stands how often raters who choose by chance agree as much, counted over all
panels of that size there can be, as Dunlap, Burke & Smith-Crowe (2003, J Appl Psychol 88:356)
drew them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.coefficients import Table
from assess.science.estimates import array
from assess.science.scalars import is_count, is_number

ROUNDING = 1e-9
MOST_PANELS = 300_000
"""Of so many kinds of panels chance is counted; in larger ones it is hardly ever in doubt."""


class Verdict(StrEnum):
    """What an index of one candidate's raters can say."""

    SHOWN = "shown"
    ONE_RATER = "undefined: fewer than two people rated"
    SCATTERED = "set to 0: raters differ more than they would by chance"
    AT_THE_END = "undefined: the mean is too near an end of the scale"


@dataclass(frozen=True)
class WithinGroup:
    """One candidate's raters: an `estimate`, or `None` with the verdict that says why.

    `chance` is the share of panels choosing evenly among the options that agree as much or
    more; `None` where it was not counted. `n` people rated `items` things.
    """

    estimate: float | None
    chance: float | None
    n: int
    items: int
    method: str
    verdict: Verdict


@dataclass(frozen=True)
class Deviation(WithinGroup):
    """A mean absolute deviation in points of the scale; raters `agree` up to `cut`.

    `agree_by_chance` is the share of panels choosing evenly among the options that agree; `None`
    where it was not counted.
    """

    cut: float
    agree: bool | None
    agree_by_chance: float | None


def rwg(
    ratings: ArrayLike, options: int, *, null_variance: float | None = None
) -> tuple[WithinGroup, ...]:
    """rwg = 1 - s² / σ², for each candidate (James, Demaree & Wolf 1984, J Appl Psychol 69:85).

    s² is the variance (n - 1) of the candidate's ratings, σ² = (A² - 1) / 12 that of an even
    spread over A options, unless `null_variance` puts another in its place. Negative values
    are set to 0, with that said. A row per candidate and a column per rater, numbered from 1
    to A, and NaN or `None` where nobody rated.

    Raises `ValueError` for other ratings, fewer than two options, or no null variance.
    """
    table, null = _ratings(ratings, options), _null(options, null_variance)
    method = "rwg, even null" if null_variance is None else f"rwg, null variance {null:g}"
    counts, _, variances = _moments(table)
    found = []
    for n, variance in zip(counts, variances, strict=True):
        if n < 2:
            found.append(WithinGroup(None, None, int(n), 1, method, Verdict.ONE_RATER))
            continue
        value = 1 - variance / null
        verdict = Verdict.SHOWN if value >= 0 else Verdict.SCATTERED
        chance = _chance(_variances, int(n), options, float(variance))
        found.append(WithinGroup(max(0.0, float(value)), chance, int(n), 1, method, verdict))
    return tuple(found)


def rwg_j(
    ratings: ArrayLike, options: int, *, null_variance: float | None = None
) -> tuple[WithinGroup, ...]:
    """rwg(J) of several items: J (1 - m / σ²) / (J (1 - m / σ²) + m / σ²) for each candidate.

    m is the mean of the items' variances (James, Demaree & Wolf 1984, equation 2). It rises
    with J at the same agreement. Where m exceeds σ² the formula runs wild, so 0 is given,
    with that said. `ratings` are candidates by raters by items; an item with fewer than two
    ratings does not count, and `n` is the most raters of any item. For the rest see `rwg`.
    """
    cube = array(ratings, "ratings")
    if cube.ndim != 3 or cube.shape[2] < 1:
        raise ValueError("ratings: give candidates by raters by items.")
    null = _null(options, null_variance)
    method = "rwg(J), even null" if null_variance is None else f"rwg(J), null variance {null:g}"
    found = []
    for candidate in cube:
        counts, _, variances = _moments(_ratings(candidate.T, options))
        used, most = variances[counts > 1], int(counts.max())
        if not used.size:
            found.append(WithinGroup(None, None, most, 0, method, Verdict.ONE_RATER))
            continue
        share, items = float(used.mean()) / null, len(used)
        value = items * (1 - share) / (items * (1 - share) + share) if share < 1 else 0.0
        verdict = Verdict.SHOWN if share <= 1 else Verdict.SCATTERED
        found.append(WithinGroup(value, None, most, items, method, verdict))
    return tuple(found)


def average_deviation(ratings: ArrayLike, options: int) -> tuple[Deviation, ...]:
    """AD: the mean distance of ratings from their mean, for each candidate.

    In points of the scale (Burke, Finkelstein & Dusig 1999, Organ Res Methods 2:49); up to a
    sixth of the options raters count as agreeing (Burke & Dunlap 2002, 5:159). For the table
    and for `ValueError` see `rwg`.
    """
    table, cut, method = _ratings(ratings, options), options / 6, "AD from the mean, even null"
    counts, means, _ = _moments(table)
    apart = np.abs(table - means[:, None])
    sums = np.nansum(apart, axis=1)
    found = []
    for n, total in zip(counts, sums, strict=True):
        if n < 2:
            reason = Verdict.ONE_RATER
            found.append(Deviation(None, None, int(n), 1, method, reason, cut, None, None))
            continue
        value = float(total / n)
        chance = _chance(_deviations, int(n), options, value)
        agree = value <= cut + ROUNDING
        usual = _chance(_deviations, int(n), options, cut)
        found.append(Deviation(value, chance, int(n), 1, method, Verdict.SHOWN, cut, agree, usual))
    return tuple(found)


def awg(ratings: ArrayLike, options: int) -> tuple[WithinGroup, ...]:
    """awg: 1 - 2 s² over the largest variance ratings with this mean can have.

    Brown & Hauenstein (2005, Organ Res Methods 8:165): 1 - 2 s² / (((H + L) M - M² - H L)
    k / (k - 1)) for k raters on a scale from L to H; -1 at most disagreement. Undefined where
    the mean M lies beyond (L (k - 1) + H) / k or (H (k - 1) + L) / k, but 1 where all agree.
    For the table and for `ValueError` see `rwg`; chance is that of as small a variance.
    """
    table, method = _ratings(ratings, options), "awg"
    found = []
    for n, mean, variance in zip(*_moments(table), strict=True):
        if n < 2:
            found.append(WithinGroup(None, None, int(n), 1, method, Verdict.ONE_RATER))
            continue
        value = _share_of_most(int(n), float(mean), float(variance), options)
        if value is None:
            found.append(WithinGroup(None, None, int(n), 1, method, Verdict.AT_THE_END))
            continue
        chance = _chance(_variances, int(n), options, float(variance))
        found.append(WithinGroup(value, chance, int(n), 1, method, Verdict.SHOWN))
    return tuple(found)


def _ratings(ratings: ArrayLike, options: int) -> Table:
    if not is_count(options) or options < 2:
        raise ValueError("options: give two at least.")
    table = array(ratings, "ratings")
    if table.ndim != 2:
        raise ValueError("ratings: give a row per candidate and a column per rater.")
    given = table[~np.isnan(table)]
    if ((given < 1) | (given > options)).any():
        raise ValueError(f"ratings: give numbers from 1 to {options}.")
    return table


def _null(options: int, variance: float | None) -> float:
    if variance is not None and not (is_number(variance) and variance > 0):
        raise ValueError("null_variance: give a number above 0.")
    return (options**2 - 1) / 12 if variance is None else variance


def _moments(table: Table) -> tuple[Table, Table, Table]:
    """How many ratings each row has, their mean, and their variance (n - 1)."""
    seen = ~np.isnan(table)
    counts = seen.sum(axis=1)
    means = np.where(seen, table, 0).sum(axis=1) / np.maximum(counts, 1)
    apart = np.where(seen, table - means[:, None], 0)
    return counts, means, (apart**2).sum(axis=1) / np.maximum(counts - 1, 1)


def _share_of_most(raters: int, mean: float, variance: float, options: int) -> float | None:
    if variance == 0:
        return 1.0
    lowest, highest = (raters - 1 + options) / raters, (options * (raters - 1) + 1) / raters
    if not lowest - ROUNDING <= mean <= highest + ROUNDING:
        return None
    most = ((options + 1) * mean - mean**2 - options) * raters / (raters - 1)
    return 1 - 2 * variance / most


def _chance(
    spread: Callable[[Table], Table], raters: int, options: int, value: float
) -> float | None:
    """The share of panels by chance whose spread is no larger than a value."""
    if math.comb(raters + options - 1, options - 1) > MOST_PANELS:
        return None
    values, shares = _by_chance(spread, raters, options)
    place = int(np.searchsorted(values, value + ROUNDING))
    return min(1.0, float(shares[place - 1])) if place else 0.0


@lru_cache(maxsize=16)
def _by_chance(spread: Callable[[Table], Table], raters: int, options: int) -> tuple[Table, Table]:
    """The spreads of all panels there can be, in order, and the share of panels up to each."""
    bars = np.array(list(combinations(range(raters + options - 1), options - 1)))
    ends = np.full((len(bars), 1), raters + options - 1)
    named = np.diff(np.hstack([np.full_like(ends, -1), bars, ends]), axis=1) - 1
    logs = scipy.special.gammaln(raters + 1) - scipy.special.gammaln(named + 1).sum(axis=1)
    shares = np.exp(logs - raters * math.log(options))
    values = spread(named.astype(float))
    order = np.argsort(values, kind="stable")
    return values[order], np.cumsum(shares[order])


def _variances(named: Table) -> Table:
    """The variance of each panel from how many raters named each option."""
    levels, raters = np.arange(1, named.shape[1] + 1), named.sum(axis=1)
    means = named @ levels / raters
    apart = (levels - means[:, None]) ** 2
    return np.asarray((named * apart).sum(axis=1) / (raters - 1))


def _deviations(named: Table) -> Table:
    """The mean absolute deviation of each panel, likewise."""
    levels, raters = np.arange(1, named.shape[1] + 1), named.sum(axis=1)
    means = named @ levels / raters
    return np.asarray((named * np.abs(levels - means[:, None])).sum(axis=1) / raters)
