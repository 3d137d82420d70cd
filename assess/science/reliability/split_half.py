"""What the halves and the squared multiple correlations of a scale say of its reliability.

Beside alpha, on correlations of everybody who answered both items: Guttman's lambda 6, the
best and the worst split into halves (Guttman 1945, Psychometrika 10:255; Revelle 1979,
Multivar Behav Res 14:57), and the halves of odd and even items.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from assess.science import resampling
from assess.science.covariances import Table, pairwise_covariances
from assess.science.estimates import Interval, Seed, array, check_draws
from assess.science.scalars import check_level, quantile
from assess.science.scores.classical import spearman_brown

FEWEST = 30
"""With fewer people no coefficient is given."""

MOST_ITEMS = 16
"""Up to so many items all splits into halves are tried: 6,435 of them."""

ROUNDING = 1e-9


class Lack(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too little data: fewer than 30 people answered"
    NO_VARIANCE = "a half or an item does not vary between people"
    CONTRADICTION = "the answers to the items contradict or repeat one another"
    OPPOSED = "the halves are so opposed that the whole has no reliability"


@dataclass(frozen=True)
class SplitHalf:
    """The reliability of a scale from two halves, with their `correlation`."""

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    n: int
    correlation: float | None
    method: str
    reason: Lack | None


@dataclass(frozen=True)
class Lambda:
    """A bound of reliability with the percentiles of draws of people.

    `estimate` is Guttman's. `best` and `worst` are the split-half reliabilities of the best
    and the worst split into equal halves (lambda 4 and Revelle's beta); `None` with an odd
    number of items or more than 16. `item_total` are correlations of the items with the scale
    without what an item shares with itself; none where what they share adds up to nothing.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    n: int
    best: float | None
    worst: float | None
    item_total: tuple[float, ...]
    draws: int
    undefined: int
    method: str
    reason: Lack | None


def odd_even(answers: ArrayLike, *, level: float = 0.95) -> SplitHalf:
    """The sum of the first, third, … items against that of the others, stepped up.

    2 r / (1 + r) (Spearman 1910; Brown 1910). The interval is Fisher's for r, stepped up too;
    the standard error is (1 - r²) / √(n - 3) times the slope of the step. People who left
    anything out (NaN, `None`) do not count.

    Raises `ValueError` for fewer than two items, what is no number, or a level outside 0 to 1.
    """
    check_level(level)
    table = _answered(answers)
    table = table[~np.isnan(table).any(axis=1)]
    n, method = len(table), "odd and even items, Spearman-Brown, Fisher interval"
    if n < FEWEST:
        return SplitHalf(None, None, None, level, n, None, method, Lack.TOO_FEW)
    between = np.cov(table[:, ::2].sum(axis=1), table[:, 1::2].sum(axis=1))
    scale = math.sqrt(float(between[0, 0] * between[1, 1]))
    if scale <= ROUNDING * float(np.abs(table).max()) ** 2:
        return SplitHalf(None, None, None, level, n, None, method, Lack.NO_VARIANCE)
    r = max(-1.0, min(1.0, float(between[0, 1]) / scale))
    if r <= -1 + ROUNDING:
        return SplitHalf(None, None, None, level, n, r, method, Lack.OPPOSED)
    estimate = spearman_brown(r, 2)
    if r >= 1 - ROUNDING:
        # People on one line say nothing about how far others may lie from it.
        return SplitHalf(estimate, None, None, level, n, r, method, None)
    margin = quantile(level) / math.sqrt(n - 3)
    ends = [spearman_brown(math.tanh(math.atanh(r) + side * margin), 2) for side in (-1, 1)]
    error = 2 / (1 + r) ** 2 * (1 - r**2) / math.sqrt(n - 3)
    return SplitHalf(estimate, error, (ends[0], ends[1]), level, n, r, method, None)


def guttman(answers: ArrayLike, *, seed: Seed, draws: int = 1000, level: float = 0.95) -> Lambda:
    """Guttman's lambda 6, 1 - Σ (1 - R²) / s²ₓ, of items brought to equal spread.

    R² is the share of an item's variance the others explain. The interval holds the
    percentiles of samples of people, drawn with replacement; in small samples lambda 6 is
    too high (Sijtsma 2009, Psychometrika 74:107), and the draws higher still.

    Raises `ValueError` for fewer than two items, what is no number, fewer than 100 draws, or a
    level outside 0 to 1.
    """
    check_level(level)
    check_draws(draws, 100)
    table = _answered(answers)
    n, method = len(table), f"lambda 6 of correlations, percentiles of {draws:,} draws"
    seen = (~np.isnan(table)).astype(float)
    correlations = _correlations(pairwise_covariances(table))
    reason = Lack.TOO_FEW if (seen.T @ seen).min() < FEWEST else None
    if reason is None and isinstance(correlations, Lack):
        reason = correlations
    if reason is not None or isinstance(correlations, Lack):
        return Lambda(None, None, None, level, n, None, None, (), 0, 0, method, reason)
    drawn = (_correlations(one) for one in resampling.covariances(table, draws, seed))
    found = np.array([_lambda6(one) for one in drawn if not isinstance(one, Lack)])
    some, halves = len(found) > 1, _halves(correlations)
    return Lambda(
        estimate=_lambda6(correlations),
        standard_error=float(np.std(found, ddof=1)) if some else None,
        interval=resampling.percentiles(found, level) if some else None,
        level=level,
        n=n,
        best=halves[1] if halves else None,
        worst=halves[0] if halves else None,
        item_total=_item_total(correlations),
        draws=draws,
        undefined=draws - len(found),
        method=method,
        reason=None,
    )


def _answered(answers: ArrayLike) -> Table:
    table = array(answers, "answers")
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("answers: give a row per person and a column per item, two at least.")
    if np.isinf(table).any():
        raise ValueError("answers: give numbers, and NaN where there is no answer.")
    result: Table = table[~np.isnan(table).all(axis=1)]
    return result


def _correlations(covariances: Table) -> Table | Lack:
    spread = np.sqrt(np.diag(covariances))
    if not (spread > 0).all():
        return Lack.NO_VARIANCE
    found: Table = covariances / np.outer(spread, spread)
    if np.isnan(found).any() or np.linalg.eigvalsh(found)[0] < ROUNDING:
        return Lack.CONTRADICTION
    return found


def _explained(correlations: Table) -> Table:
    """The share of each item's variance that the others explain."""
    return np.asarray(1 - 1 / np.diag(np.linalg.inv(correlations)))


def _lambda6(correlations: Table) -> float:
    return 1 - float((1 - _explained(correlations)).sum() / correlations.sum())


def _item_total(correlations: Table) -> tuple[float, ...]:
    """Each item with the scale, its own part replaced by what the others explain of it."""
    shared = correlations.copy()
    np.fill_diagonal(shared, _explained(correlations))
    whole = float(shared.sum())
    return tuple((shared.sum(axis=0) / math.sqrt(whole)).tolist()) if whole > ROUNDING else ()


def _halves(correlations: Table) -> tuple[float, float] | None:
    """The lowest and the highest reliability of two equal halves: 4 times what they share."""
    items = len(correlations)
    if items % 2 or items > MOST_ITEMS:
        return None
    # The first item stays in the first half, or every split would be tried twice.
    chosen = np.array(list(combinations(range(1, items), items // 2 - 1)), dtype=int)
    halves = np.zeros((len(chosen), items))
    halves[:, 0] = 1
    np.put_along_axis(halves, chosen.reshape(len(chosen), -1), 1.0, axis=1)
    shared = ((halves @ correlations) * (1 - halves)).sum(axis=1)
    found = 4 * shared / correlations.sum()
    return float(found.min()), float(found.max())
