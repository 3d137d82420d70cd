"""Fisher's exact test with its mid-p and the exact odds ratio, for many tables at once.

A table is a focal and a reference group, each with its size and the number selected. With
all margins fixed the number of selected focal members is hypergeometric (Fisher 1935, J R
Stat Soc 98:39); with an odds ratio ψ other than 1 it is Fisher's noncentral hypergeometric.

The tables lie one behind the other in flat arrays, so that ten thousand cost ten calls.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.fairness.checks import Ints, checked_counts
from assess.science.scalars import check_level, quantile

Floats: TypeAlias = NDArray[np.float64]

TIES = 1 + 1e-7
"""Two tables as likely as one another, to rounding; the factor is that of R's `fisher.test`."""

AT_ONCE = 50_000
"""Outcomes held in memory at a time."""

SMALL = 100
"""With so many outcomes or fewer all are summed; beyond, those with a chance worth a digit."""

REACH = 10
"""Standard deviations beyond which a hypergeometric chance is below 1e-20."""

LOOKED_UP = 2_000_000
"""Up to this many people log-factorials are looked up, beyond it they are worked out."""

CLOSE = 1e-7
STEPS = 100
FAR = 4.0
LARGEST = 600.0
TINY = 1e-12


class NoOddsRatio(StrEnum):
    """Why there is no odds ratio."""

    ONE_OUTCOME = "nobody or everybody of both groups was selected"
    NOT_FINITE = "an empty cell makes the odds ratio endless"


@dataclass(frozen=True)
class FisherTests:
    """One number per table in each row; nothing is NaN.

    `less` is the one-sided p that the focal group is selected less often. The two-sided p is
    R's: the chance of all tables no likelier than the one seen. Mid-p counts half of the chance of
    the table seen (Lancaster 1961, J Am Stat Assoc 56:223): `midp_doubled` doubles the
    smaller tail, `midp_minlik` takes the tables less likely and half of those as likely.
    `odds_ratio` is the conditional maximum likelihood estimate, `low` and `high` its exact
    limits at `level`; 0 and infinity are the values of a table with an empty cell. A table whose
    margins leave one outcome alone, as when nobody or everybody was selected, says nothing of
    odds: all three are `None`, `reasons` says so, and every p is 1.
    """

    less: Floats
    two_sided: Floats
    midp_less: Floats
    midp_doubled: Floats
    midp_minlik: Floats
    odds_ratio: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    level: float
    reasons: tuple[NoOddsRatio | None, ...]


@dataclass(frozen=True)
class _Tables:
    """Tables one behind the other: `steps` runs from 0 at the number of focal members selected."""

    starts: Ints
    sizes: Ints
    seen: Ints
    steps: Floats
    weights: Floats
    guess: Floats
    error: Floats


def fisher_tests(
    focal_n: ArrayLike,
    focal_selected: ArrayLike,
    reference_n: ArrayLike,
    reference_selected: ArrayLike,
    *,
    level: float = 0.95,
) -> FisherTests:
    """Fisher's test of every table; each argument is a whole number per table.

    The exact interval inverts two one-sided tests (Cornfield 1956, Proc Third Berkeley Symp
    4:135), as R's `fisher.test` does. Raises `ValueError` for counts that are no counts, for
    more selected than there are, empty groups, or a level outside 0 to 1.
    """
    check_level(level)
    counts = checked_counts(focal_n, focal_selected, reference_n, reference_selected)
    low, high = _windows(*counts)
    n1, s1, n2, s2 = counts
    parts = [
        _tested(n1[part], s1[part], n2[part], s2[part], low[part], high[part], level)
        for part in _parts(high - low + 1)
    ]
    together: Floats = np.concatenate(parts, axis=1) if parts else np.empty((8, 0))
    less, two_sided, midp_less, doubled, minlik, *odds = together
    odds_ratio, lower, upper = (_or_none(row) for row in odds)
    return FisherTests(
        less=less,
        two_sided=two_sided,
        midp_less=midp_less,
        midp_doubled=doubled,
        midp_minlik=minlik,
        odds_ratio=odds_ratio,
        low=lower,
        high=upper,
        level=level,
        reasons=tuple(NoOddsRatio.ONE_OUTCOME if one is None else None for one in odds_ratio),
    )


def _or_none(numbers: Floats) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(number) else number for number in numbers.tolist())


def _parts(sizes: Ints) -> list[slice]:
    """Runs of tables that fit into memory together."""
    ends = np.cumsum(sizes)
    cuts, begin = [], 0
    while begin < len(sizes):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + AT_ONCE, side="right")))
        cuts.append(slice(begin, end))
        begin = end
    return cuts


def _windows(n1: Ints, s1: Ints, n2: Ints, s2: Ints) -> tuple[Ints, Ints]:
    """The first and last outcome to be summed: all, or those with a chance worth a digit."""
    selected, people = s1 + s2, n1 + n2
    low, high = np.maximum(0, selected - n2), np.minimum(n1, selected)
    mean = n1 * (selected / people)
    spread = np.sqrt(mean * (1 - selected / people) * (n2 / np.maximum(people - 1, 1)))
    cells = 1 / (s1 + 1) + 1 / (n1 - s1 + 1) + 1 / (s2 + 1) + 1 / (n2 - s2 + 1)
    reach = 2 * np.abs(s1 - mean) + REACH * np.maximum(spread, 1 / np.sqrt(cells)) + 12
    wide = high - low >= SMALL
    nearest = np.minimum(mean, s1) - reach, np.maximum(mean, s1) + reach
    return (
        np.where(wide, np.maximum(low, np.floor(nearest[0])), low).astype(np.int64),
        np.where(wide, np.minimum(high, np.ceil(nearest[1])), high).astype(np.int64),
    )


def _tested(n1: Ints, s1: Ints, n2: Ints, s2: Ints, low: Ints, high: Ints, level: float) -> Floats:
    """Eight rows in the order of `FisherTests`, a column per table."""
    tables = _laid_out(n1, s1, n2, s2, low, high)
    least, most = s1 == np.maximum(0, s1 - (n2 - s2)), s1 == np.minimum(n1, s1 + s2)
    alone = least & most
    estimate = np.where(least, 0.0, np.where(most, np.inf, np.nan))
    limits = np.where(least, 0.0, np.nan), np.where(most, np.inf, np.nan)
    tail, z = math.log((1 - level) / 2), quantile(level)

    rows = n1, s1, n2, s2, low, high
    _solve(estimate, rows, tables, 0, _excess)
    _solve(limits[0], rows, tables, -z, lambda kept, at: _tail(kept, at, tail, upper=True))
    _solve(limits[1], rows, tables, z, lambda kept, at: _tail(kept, at, tail, upper=False))
    odds = [np.where(alone, np.nan, one) for one in (estimate, *limits)]
    return np.vstack([*_chances(tables), *odds])


def _solve(
    into: Floats,
    rows: tuple[Ints, ...],
    tables: _Tables,
    shift: float,
    function: Callable[[_Tables, Floats], tuple[Floats, Floats]],
) -> None:
    """Put an odds ratio where there is none yet; tables at an end of their outcomes have theirs."""
    missing = np.isnan(into)
    if not missing.any():
        return
    kept = tables if missing.all() else _laid_out(*(row[missing] for row in rows))
    start = kept.guess + shift * kept.error
    into[missing] = np.exp(_root(start, lambda at: function(kept, at)))


def _laid_out(n1: Ints, s1: Ints, n2: Ints, s2: Ints, low: Ints, high: Ints) -> _Tables:
    """Log-weights of all outcomes, 0 at the outcome seen."""
    sizes = high - low + 1
    starts = np.cumsum(sizes) - sizes
    outcomes = np.arange(int(sizes.sum())) - np.repeat(starts - low, sizes)
    selected = s1 + s2
    log_factorial = _log_factorials(int((n1 + n2).max()))
    cells = (
        outcomes,
        np.repeat(n1, sizes) - outcomes,
        np.repeat(selected, sizes) - outcomes,
        np.repeat(n2 - selected, sizes) + outcomes,
    )
    weights = -sum((log_factorial(cell) for cell in cells), np.zeros(len(outcomes)))
    weights -= np.repeat(weights[starts + s1 - low], sizes)
    halves = [cell + 0.5 for cell in (s1, n1 - s1, s2, n2 - s2)]
    return _Tables(
        starts=starts,
        sizes=sizes,
        seen=starts + s1 - low,
        steps=(outcomes - np.repeat(s1, sizes)).astype(float),
        weights=weights,
        guess=np.log(halves[0] * halves[3] / (halves[1] * halves[2])),
        error=np.sqrt(sum((1 / one for one in halves), np.zeros(len(s1)))),
    )


def _log_factorials(most: int) -> Callable[[Ints], Floats]:
    if most > LOOKED_UP:
        return lambda numbers: np.asarray(scipy.special.gammaln(numbers + 1.0), dtype=float)
    table: Floats = scipy.special.gammaln(np.arange(most + 1) + 1.0)
    return lambda numbers: table[numbers]


def _sums(tables: _Tables, values: Floats) -> Floats:
    result: Floats = np.add.reduceat(values, tables.starts)
    return result


def _chances(tables: _Tables) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The five p of every table at an odds ratio of 1; weights are relative to the table seen."""
    highest = np.maximum.reduceat(tables.weights, tables.starts)
    weights = np.exp(tables.weights - np.repeat(highest, tables.sizes))
    total = _sums(tables, weights)
    seen = weights[tables.steps == 0] / total
    down, up = (
        _sums(tables, np.where(side, weights, 0)) / total
        for side in (tables.steps <= 0, tables.steps >= 0)
    )
    ties = math.log(TIES)
    likelier, as_likely = tables.weights > ties, np.abs(tables.weights) <= ties
    tied = _sums(tables, np.where(as_likely, weights, 0)) / total
    two_sided = _sums(tables, np.where(likelier, 0, weights)) / total
    # Where the margins leave one outcome alone there is nothing to test.
    alone = tables.sizes == 1
    return (
        np.minimum(down, 1),
        np.minimum(two_sided, 1),
        np.where(alone, 1, np.minimum(down - seen / 2, 1)),
        np.where(alone, 1, np.minimum(2 * np.minimum(down, up) - seen, 1)),
        np.where(alone, 1, np.minimum(two_sided - tied / 2, 1)),
    )


def _tilted(tables: _Tables, at: Floats) -> Floats:
    """Weights of all outcomes at a log odds ratio, 1 at the one seen."""
    weights = np.repeat(at, tables.sizes)
    weights *= tables.steps
    weights += tables.weights
    # Only far from a root are there larger ones, and there the side alone matters.
    np.minimum(weights, LARGEST, out=weights)
    return np.exp(weights, out=weights)


def _excess(tables: _Tables, at: Floats) -> tuple[Floats, Floats]:
    """The mean outcome above the one seen, and its derivative, the variance."""
    weights = _tilted(tables, at)
    total = _sums(tables, weights)
    weights *= tables.steps
    mean = _sums(tables, weights) / total
    weights *= tables.steps
    return mean, _sums(tables, weights) / total - mean**2


def _tail(tables: _Tables, at: Floats, log_p: float, *, upper: bool) -> tuple[Floats, Floats]:
    """The log chance of the tail that holds the outcome seen, less `log_p`, and its derivative.

    The lower tail is taken negative, so that both rise with the odds ratio.
    """
    cuts = np.column_stack([tables.starts, tables.seen + (0 if upper else 1)]).ravel()
    weights = _tilted(tables, at)
    sums = np.add.reduceat(weights, cuts).reshape(-1, 2)
    weights *= tables.steps
    firsts = np.add.reduceat(weights, cuts).reshape(-1, 2)
    total, side = sums.sum(axis=1), 1 if upper else 0
    value = np.log(sums[:, side] / total) - log_p
    slope = firsts[:, side] / sums[:, side] - firsts.sum(axis=1) / total
    return (value, slope) if upper else (-value, -slope)


def _root(start: Floats, function: Callable[[Floats], tuple[Floats, Floats]]) -> Floats:
    """Where a rising function of the log odds ratio is 0: Newton, kept between known bounds."""
    at = start.copy()
    low, high = np.full_like(at, -np.inf), np.full_like(at, np.inf)
    for _ in range(STEPS):
        value, slope = function(at)
        low, high = np.where(value < 0, at, low), np.where(value >= 0, at, high)
        new = at + np.clip(-value / np.maximum(slope, TINY), -FAR, FAR)
        between = np.isfinite(low + high) & ((new < low) | (new > high))
        new[between] = (low[between] + high[between]) / 2
        step, at = np.abs(new - at), new
        # Newton's next step would be the square of this one.
        if (step <= CLOSE).all():
            break
    return at
