"""How each rater uses the scale: leniency, halo, range, middle and ends, agreement.

Raw indices of the ratings as they are, no model asked. None of them alone shows that a rater
is at fault: competencies may truly go together, and candidates of one rater truly be alike.
Candidates are the sample, so errors are those of leaving out one candidate at a time.
"""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.coefficients import t_quantile
from assess.science.estimates import Estimate, Interval, undefined
from assess.science.facets.ratings import COMPETENCY, RATER, Flags, Matrix, Places, Ratings, Vector
from assess.science.scalars import check_level

FEWEST = 5
"""Fewer candidates of a rater show nothing about how they use the scale."""

CLOSE = 1e-9

METHOD = "jackknife over candidates, t with one degree fewer than candidates"

ROUNDING = 1e-12


ANY, SIZE, RELATION, PART = (-math.inf, math.inf), (0.0, math.inf), (-1.0, 1.0), (0.0, 1.0)
"""Between which ends an index of each kind can lie."""


class Reason(StrEnum):
    """Why an index of a rater is not given."""

    TOO_FEW = "fewer than 5 candidates of this rater bear on it"
    NO_ERROR = "without one of the candidates there is no such index, so no error can be given"
    ALIKE = "it is the same without any of the candidates, so no error can be given"
    UNDEFINED = "the ratings do not allow for it, because they do not vary or nobody shares them"


@dataclass(frozen=True)
class RaterEffects:
    """Indices of one rater, each with its error; `n` of each counts candidates.

    `mean` in points. `difference` is that from the mean of the others on the same candidates
    and competencies, above 0 lenient. `sd` is of all ratings (n - 1); `range` the SD of the
    rater's means of candidates over the SD of the others' means of the same, below 1 where the
    rater tells them less apart. `within` is the mean SD (n - 1) over competencies within a
    candidate and `correlation` the mean correlation of each two competencies: low and high
    with halo. `share_extreme` and `share_middle` are shares of the ratings at both ends and in
    the middle (of an even scale the middle two). `agreement` is the correlation of the rater's
    means of candidates with the others'. `ratings` counts the rater's.
    """

    rater: Hashable
    ratings: int
    candidates: int
    mean: Estimate
    difference: Estimate
    sd: Estimate
    range: Estimate
    within: Estimate
    correlation: Estimate
    share_extreme: Estimate
    share_middle: Estimate
    agreement: Estimate


@dataclass(frozen=True, eq=False)
class _Sheet:
    """One rater's ratings, a row per candidate.

    `table` and `others` are the rater's mean and that of the others on each competency, NaN
    where there is none. `counts`, `sums` and `squares` are those of the ratings, less by
    `centre`, `ends` and `middles` how many of them lie there.
    """

    table: Matrix
    others: Matrix
    centre: float
    counts: Vector
    sums: Vector
    squares: Vector
    ends: Vector
    middles: Vector


def rater_effects(
    data: Ratings, *, rater: str = RATER, competency: str = COMPETENCY, level: float = 0.95
) -> tuple[RaterEffects, ...]:
    """The indices of every rater, in order.

    Without a facet called `competency` those of competencies are undefined. Correlations use
    the candidates that have both ratings. Raises `ValueError` for a level outside 0 to 1 or
    when there is no such rater facet.
    """
    check_level(level)
    raters = data.facet(rater)
    columns = np.zeros(data.n, dtype=np.intp)
    if competency in {one.name for one in data.facets}:
        columns = data.facet(competency).places
    return tuple(
        _of_rater(data, raters.places == place, columns, name, level)
        for place, name in enumerate(raters.levels)
    )


def _of_rater(
    data: Ratings, mine: Flags, columns: Places, name: Hashable, level: float
) -> RaterEffects:
    sheet = _sheet(data, mine, columns)
    everybody = np.ones(len(sheet.table), dtype=bool)
    several: Flags = np.asarray((~np.isnan(sheet.table)).sum(axis=1) > 1)
    both = ~np.isnan(sheet.table) & ~np.isnan(sheet.others)
    shared: Flags = np.asarray(both.any(axis=1))

    def told(
        index: Callable[[_Sheet, Matrix], Vector], bears: Flags, bounds: Interval = ANY
    ) -> Estimate:
        return _jackknifed(index, sheet, bears, level, bounds)

    return RaterEffects(
        rater=name,
        ratings=int(mine.sum()),
        candidates=len(sheet.table),
        mean=told(lambda one, kept: one.centre + _ratio(kept, one.sums, one.counts), everybody),
        difference=told(_difference, shared),
        sd=told(_sd, everybody, SIZE),
        range=told(_range, shared, SIZE),
        within=told(_within, several, SIZE),
        correlation=told(_correlation, several, RELATION),
        share_extreme=told(lambda one, kept: _ratio(kept, one.ends, one.counts), everybody, PART),
        share_middle=told(lambda one, kept: _ratio(kept, one.middles, one.counts), everybody, PART),
        agreement=told(_agreement, shared, RELATION),
    )


def _sheet(data: Ratings, mine: Flags, columns: Places) -> _Sheet:
    people, rows = np.unique(data.candidates.places[mine], return_inverse=True)
    size, shape = len(people), (len(people), int(columns.max()) + 1)
    scores = data.scores[mine].astype(float)
    row_of = np.full(len(data.candidates.levels), -1)
    row_of[people] = np.arange(size)
    theirs = ~mine & (row_of[data.candidates.places] >= 0)
    others = data.scores[theirs].astype(float), row_of[data.candidates.places[theirs]]
    centre = float(scores.mean())
    off = scores - centre
    ends = (scores == data.lowest) | (scores == data.highest)
    # Half a category to both sides: one level of an odd scale, two of an even one.
    middle = np.abs(scores - (data.lowest + data.highest) / 2) <= 0.5
    of_candidates = [
        np.asarray(np.bincount(rows, one, minlength=size), dtype=float)
        for one in (np.ones(len(rows)), off, off**2, ends, middle)
    ]
    return _Sheet(
        _means(scores, rows, columns[mine], shape),
        _means(*others, columns[theirs], shape),
        centre,
        *of_candidates,
    )


def _means(scores: Vector, rows: Places, columns: Places, shape: tuple[int, int]) -> Matrix:
    """The mean of each row and column, NaN where there is none."""
    size = shape[0] * shape[1]
    code = rows * shape[1] + columns
    counts = np.bincount(code, minlength=size)
    sums = np.bincount(code, scores, minlength=size)
    found: Matrix = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return found.reshape(shape)


def _jackknifed(
    index: Callable[[_Sheet, Matrix], Vector],
    sheet: _Sheet,
    bears: Flags,
    level: float,
    bounds: Interval,
) -> Estimate:
    """An index with the error of leaving out one candidate at a time, its interval in `bounds`.

    Indices are worked out for all samples at once: a row each, 1 for the candidates that are
    kept; the first keeps all.
    """
    n = int(bears.sum())
    kept = np.ones((n + 1, len(bears)))
    kept[np.arange(1, n + 1), np.flatnonzero(bears)] = 0.0
    found = index(sheet, kept) if n else np.array([np.nan])
    value = float(found[0])
    if math.isnan(value):
        return undefined(level, n, METHOD, Reason.UNDEFINED)
    if n < FEWEST:
        return undefined(level, n, METHOD, Reason.TOO_FEW)
    left = found[1:]
    if np.isnan(left).any():
        return Estimate(value, None, None, level, n, METHOD, Reason.NO_ERROR)
    spread = float(((left - left.mean()) ** 2).sum()) * (n - 1) / n
    if spread <= ROUNDING * max(1.0, value**2):
        return Estimate(value, None, None, level, n, METHOD, Reason.ALIKE)
    low, high = bounds
    error = math.sqrt(spread)
    margin = t_quantile(level, n - 1) * error
    ends = max(low, value - margin), min(high, value + margin)
    return Estimate(value, error, ends, level, n, METHOD)


def _ratio(kept: Matrix, top: Vector, bottom: Vector) -> Vector:
    """Sums over those who are kept, divided; NaN where there is nothing to divide by."""
    below = kept @ bottom
    there = below > 0
    return np.where(there, (kept @ top) / np.where(there, below, 1.0), np.nan)


def _difference(sheet: _Sheet, kept: Matrix) -> Vector:
    off = sheet.table - sheet.others
    there = ~np.isnan(off)
    return _ratio(kept, np.where(there, off, 0.0).sum(axis=1), there.sum(axis=1).astype(float))


def _sd(sheet: _Sheet, kept: Matrix) -> Vector:
    counts = kept @ sheet.counts
    squares = kept @ sheet.squares - (kept @ sheet.sums) ** 2 / np.maximum(counts, 1)
    there = counts > 1
    found = np.sqrt(np.maximum(squares, 0) / np.where(there, counts - 1, 1))
    return np.where(there, found, np.nan)


def _pair(sheet: _Sheet) -> tuple[Vector, Vector]:
    """Means of the candidates by the rater and by the others, of what both have rated."""
    both = ~np.isnan(sheet.table) & ~np.isnan(sheet.others)
    counts = both.sum(axis=1)
    divisor = np.where(counts > 0, counts, np.nan)
    mine = np.where(both, sheet.table, 0.0).sum(axis=1) / divisor
    theirs = np.where(both, sheet.others, 0.0).sum(axis=1) / divisor
    return mine, theirs


def _range(sheet: _Sheet, kept: Matrix) -> Vector:
    _, mine, theirs, _ = _moments(*_pair(sheet), kept)
    there = theirs > CLOSE
    return np.where(there, np.sqrt(mine / np.where(there, theirs, 1.0)), np.nan)


def _agreement(sheet: _Sheet, kept: Matrix) -> Vector:
    return _pearson(*_pair(sheet), kept)


def _within(sheet: _Sheet, kept: Matrix) -> Vector:
    """The mean over candidates of the SD of their competencies."""
    seen = ~np.isnan(sheet.table)
    counts = seen.sum(axis=1)
    several = counts > 1
    means = np.where(seen, sheet.table, 0.0).sum(axis=1) / np.maximum(counts, 1)
    squares = (np.where(seen, sheet.table - means[:, None], 0.0) ** 2).sum(axis=1)
    spreads = np.where(several, np.sqrt(squares / np.maximum(counts - 1, 1)), 0.0)
    return _ratio(kept, spreads, several.astype(float))


def _correlation(sheet: _Sheet, kept: Matrix) -> Vector:
    """The mean correlation of each two competencies that have one."""
    found = [
        _pearson(sheet.table[:, one], sheet.table[:, other], kept)
        for one in range(sheet.table.shape[1])
        for other in range(one)
    ]
    if not found:
        return np.full(len(kept), np.nan)
    table = np.stack(found)
    there = ~np.isnan(table)
    counts = there.sum(axis=0)
    sums = np.where(there, table, 0.0).sum(axis=0)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _pearson(one: Vector, other: Vector, kept: Matrix) -> Vector:
    counts, mine, theirs, product = _moments(one, other, kept)
    there = (counts > 2) & (mine > CLOSE) & (theirs > CLOSE)
    scale = np.sqrt(np.where(there, mine * theirs, 1.0))
    return np.where(there, np.clip(product / scale, -1.0, 1.0), np.nan)


def _moments(one: Vector, other: Vector, kept: Matrix) -> tuple[Vector, Vector, Vector, Vector]:
    """Pairs that are there, and the sums of squares and products around their means."""
    there = ~np.isnan(one) & ~np.isnan(other)
    counts = kept @ there.astype(float)
    whole = max(1, int(there.sum()))
    # Centred first: differences of large sums have few digits.
    mine = np.where(there, one - np.where(there, one, 0.0).sum() / whole, 0.0)
    theirs = np.where(there, other - np.where(there, other, 0.0).sum() / whole, 0.0)
    divisor = np.maximum(counts, 1)
    first, second = kept @ mine, kept @ theirs
    return (
        counts,
        kept @ mine**2 - first**2 / divisor,
        kept @ theirs**2 - second**2 / divisor,
        kept @ (mine * theirs) - first * second / divisor,
    )
