"""Krippendorff's alpha: agreement of any number of raters, on any scale, with gaps.

Alpha is 1 - D / E: the squared distance D of ratings of the same candidate, against the
distance E of any two ratings (Krippendorff 2011, Computing Krippendorff's alpha-reliability;
2019, Content analysis, chapter 12). Candidates rated once cannot be paired and do not count.

Nothing here holds a table of all pairs but for the ratio scale: an ordinal distance is that
of mean ranks, and sums of squared distances are made of sums and sums of squares.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.codes import coded
from assess.science.coefficients import Coefficient, Table, Verdict, judged, t_quantile
from assess.science.estimates import check_draws, generator
from assess.science.scalars import check_level

ROUNDING = 1e-12
PAIRS_AT_ONCE = 2**22
"""So many numbers of a large table are held at a time."""


class Metric(StrEnum):
    """What a distance between two ratings is."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True)
class Resampled(Coefficient):
    """A coefficient with an interval from `draws`, of which `undefined` had no variance."""

    draws: int
    undefined: int


@dataclass(frozen=True)
class _Units:
    """Candidates rated twice or more: how often each (`unit`) was given each value (`place`).

    `rated` is the number of ratings of each candidate, `scores` the value at each place.
    """

    unit: NDArray[np.intp]
    place: NDArray[np.intp]
    times: Table
    rated: Table
    scores: Table
    raters: int

    def of_units(self, amounts: Table) -> Table:
        """Sums of amounts, one per entry, over each candidate."""
        found = np.bincount(self.unit, weights=amounts, minlength=len(self.rated))
        return found.astype(float)

    def of_places(self, amounts: Table) -> Table:
        """Sums of amounts, one per entry, over each value."""
        found = np.bincount(self.place, weights=amounts, minlength=len(self.scores))
        return found.astype(float)


def krippendorff_alpha(
    ratings: ArrayLike | Sequence[Sequence[Hashable]],
    metric: Metric = Metric.ORDINAL,
    *,
    level: float = 0.95,
) -> Coefficient:
    """Alpha of a table with a row per candidate and a column per rater, with gaps.

    A missing rating is NaN or `None`; words are for the nominal metric only. The standard
    error is the linearised one, from each candidate's influence, with Student's t; candidates
    are a sample, raters are not. It covers at least as well as `bootstrap_alpha` from ten
    candidates on, and neither reaches its level with so few.

    Raises `ValueError` for what is no such table, words or, for ratios, negative numbers
    with a metric that cannot use them, or a level outside 0 to 1.
    """
    check_level(level)
    units = _units(ratings, metric)
    n, method = len(units.rated), f"Krippendorff's alpha, {metric}, linearised interval"
    sizes = n, units.raters, int(units.rated.sum())
    estimate = _alpha(units, metric, np.ones(n)) if n > 1 else None
    if estimate is None:
        reason = Verdict.NO_VARIANCE if n > 1 else Verdict.NO_DATA
        return Coefficient(None, None, None, level, *sizes, method, reason)
    influence = _influence(units, metric)
    error = math.sqrt(float((influence**2).sum()) * n / (n - 1))
    verdict = judged(n)
    if error <= ROUNDING:
        verdict = Verdict.NO_ERROR if verdict is Verdict.SHOWN else verdict
        return Coefficient(estimate, None, None, level, *sizes, method, verdict)
    margin = t_quantile(level, n - 1) * error
    interval = estimate - margin, min(1.0, estimate + margin)
    return Coefficient(estimate, error, interval, level, *sizes, method, verdict)


def bootstrap_alpha(
    ratings: ArrayLike | Sequence[Sequence[Hashable]],
    metric: Metric = Metric.ORDINAL,
    *,
    seed: int | np.random.Generator,
    draws: int = 2000,
    level: float = 0.95,
) -> Resampled:
    """Alpha with percentiles over samples of the candidates, drawn with replacement.

    Candidates are drawn with all their ratings; Krippendorff's own bootstrap draws pairs of
    ratings as if they were unrelated, and is narrower. The standard error is the standard
    deviation of the draws. Draws without variance have no alpha and are counted. For the
    rest see `krippendorff_alpha`; raises `ValueError` for fewer than 100 draws, too.
    """
    check_level(level)
    check_draws(draws, 100)
    units = _units(ratings, metric)
    n, method = len(units.rated), f"Krippendorff's alpha, {metric}, bootstrap of candidates"
    sizes = n, units.raters, int(units.rated.sum())
    estimate = _alpha(units, metric, np.ones(n)) if n > 1 else None
    if estimate is None:
        reason = Verdict.NO_VARIANCE if n > 1 else Verdict.NO_DATA
        return Resampled(None, None, None, level, *sizes, method, reason, draws, 0)
    found = _draw(units, metric, generator(seed), draws)
    undefined, verdict = draws - len(found), judged(n)
    if len(found) < 2 or float(np.ptp(found)) <= ROUNDING:
        verdict = Verdict.NO_ERROR if verdict is Verdict.SHOWN else verdict
        return Resampled(estimate, None, None, level, *sizes, method, verdict, draws, undefined)
    low, high = (float(end) for end in np.quantile(found, [(1 - level) / 2, (1 + level) / 2]))
    error = float(np.std(found, ddof=1))
    return Resampled(estimate, error, (low, high), level, *sizes, method, verdict, draws, undefined)


def _units(ratings: ArrayLike | Sequence[Sequence[Hashable]], metric: Metric) -> _Units:
    codes, names = coded(ratings)
    codes = codes[(codes >= 0).sum(axis=1) > 1]
    scores = np.zeros(len(names))
    if metric is not Metric.NOMINAL:
        if any(isinstance(one, str) for one in names):
            raise ValueError("metric: words have no order; take the nominal one.")
        scores = np.array(names, dtype=float)
    if metric is Metric.RATIO and (scores < 0).any():
        raise ValueError("ratings: a ratio scale has no negative numbers.")
    seen = codes >= 0
    size = max(1, len(names))
    unit, place, times = _counted(codes, seen, size)
    return _Units(unit, place, times, seen.sum(axis=1).astype(float), scores, codes.shape[1])


def _counted(
    codes: NDArray[np.intp], seen: NDArray[np.bool_], size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Table]:
    """How often each candidate was given each value, without what was never given."""
    rows = np.broadcast_to(np.arange(len(codes))[:, None] * size, codes.shape)
    keys = (rows + codes)[seen]
    if len(codes) * size <= PAIRS_AT_ONCE:
        counts = np.bincount(keys, minlength=len(codes) * size)
        keys = np.flatnonzero(counts)
        times = counts[keys]
    else:
        keys, times = np.unique(keys, return_counts=True)
    return keys // size, keys % size, times.astype(float)


def _alpha(units: _Units, metric: Metric, weights: Table) -> float | None:
    """Alpha with each candidate counted so many times; undefined without variance."""
    totals = units.of_places(units.times * weights[units.unit])
    inside = float(weights @ _within(units, metric, totals))
    return _ratio(inside, _between(units, metric, totals), float(totals.sum()))


def _ratio(inside: float, between: float, ratings: float) -> float | None:
    return 1 - (ratings - 1) * inside / between if between > 0 else None


def _ranks(totals: Table) -> Table:
    """The mean rank of each value among all ratings, from the lowest."""
    return np.asarray(np.cumsum(totals) - totals / 2)


def _centred(units: _Units, metric: Metric, totals: Table) -> Table:
    """What distances are taken of, about its mean so that no digits are lost in squares."""
    scores = _ranks(totals) if metric is Metric.ORDINAL else units.scores
    return np.asarray(scores - (totals @ scores) / totals.sum())


def _within(units: _Units, metric: Metric, totals: Table) -> Table:
    """Each candidate's squared distances over ordered pairs, by one less than its ratings."""
    if metric is Metric.NOMINAL:
        return (units.rated**2 - units.of_units(units.times**2)) / (units.rated - 1)
    if metric is Metric.RATIO:
        return _ratios_within(units)
    scores = _centred(units, metric, totals)[units.place]
    sums, squares = units.of_units(units.times * scores), units.of_units(units.times * scores**2)
    apart = units.rated * squares - sums**2
    # Equal ratings are no distance apart, whatever rounding makes of it.
    apart[apart <= ROUNDING * units.rated * squares] = 0
    return 2 * apart / (units.rated - 1)


def _between(units: _Units, metric: Metric, totals: Table) -> float:
    """The squared distances over all ordered pairs of ratings; exactly 0 without variance."""
    if np.count_nonzero(totals) < 2:
        return 0.0
    if metric is Metric.NOMINAL:
        return float(totals.sum() ** 2 - (totals**2).sum())
    if metric is Metric.RATIO:
        return float(totals @ _ratios_to_all(units.scores, totals))
    scores = _centred(units, metric, totals)
    return float(2 * totals.sum() * (totals @ scores**2))


def _ratios_within(units: _Units) -> Table:
    """As `_within`, from the pairs of different values of each candidate."""
    starts = np.searchsorted(units.unit, np.arange(len(units.rated)))
    ends = np.append(starts[1:], len(units.unit))
    found = np.zeros(len(units.rated))
    for step in range(1, int((ends - starts).max(initial=0))):
        first = np.flatnonzero(np.arange(len(units.unit)) + step < ends[units.unit])
        values = units.scores[units.place[first]], units.scores[units.place[first + step]]
        distance = ((values[0] - values[1]) / (values[0] + values[1])) ** 2
        pairs = 2 * units.times[first] * units.times[first + step] * distance
        found += np.bincount(units.unit[first], weights=pairs, minlength=len(found))
    return found / (units.rated - 1)


def _ratios_to_all(scores: Table, totals: Table) -> Table:
    """The sum of squared distances from each value to all ratings."""
    at_once = max(1, PAIRS_AT_ONCE // max(1, len(scores)))
    parts = []
    for start in range(0, len(scores), at_once):
        some = scores[start : start + at_once, None]
        # Two zeros are no distance apart.
        distance = ((some - scores) / np.maximum(some + scores, np.finfo(float).tiny)) ** 2
        parts.append(distance @ totals)
    return np.concatenate(parts) if parts else np.zeros(0)


def _influence(units: _Units, metric: Metric) -> Table:
    """The derivative of alpha by how often each candidate counts; sums to (almost) nothing."""
    ones = np.ones(len(units.rated))
    totals = units.of_places(units.times)
    within = _within(units, metric, totals)
    inside, between = float(ones @ within), _between(units, metric, totals)
    ratings = float(totals.sum())
    of_inside, of_between = within, _slope(units, metric, totals)
    if metric is Metric.ORDINAL:
        of_inside, of_between = _with_ranks(units, totals, within, of_between)
    change = units.rated * inside / between + (ratings - 1) / between * (
        of_inside - inside / between * of_between
    )
    return np.asarray(change.mean() - change)


def _slope(units: _Units, metric: Metric, totals: Table) -> Table:
    """The derivative of the distances of all pairs, distances themselves staying."""
    if metric is Metric.NOMINAL:
        to_all = totals.sum() - totals
    elif metric is Metric.RATIO:
        to_all = _ratios_to_all(units.scores, totals)
    else:
        scores = _centred(units, metric, totals)
        to_all = totals @ scores**2 + totals.sum() * scores**2
    return 2 * units.of_units(units.times * to_all[units.place])


def _with_ranks(
    units: _Units, totals: Table, of_inside: Table, of_between: Table
) -> tuple[Table, Table]:
    """Derivatives as ranks move too: a candidate lifts every rank above its own ratings."""
    scores = _centred(units, Metric.ORDINAL, totals)
    mine = scores[units.place]
    sums = units.of_units(units.times * mine)[units.unit]
    rated = units.rated[units.unit]
    inside = units.of_places(4 * units.times * (rated * mine - sums) / (rated - 1))
    between = 4 * totals.sum() * totals * scores
    lifted = []
    for slope, fixed in ((inside, of_inside), (between, of_between)):
        above = np.cumsum(slope[::-1])[::-1] - slope / 2
        lifted.append(fixed + units.of_units(units.times * above[units.place]))
    return lifted[0], lifted[1]


def _draw(units: _Units, metric: Metric, random: np.random.Generator, draws: int) -> Table:
    """The alphas of the draws that have one."""
    n, found = len(units.rated), []
    fixed = None
    if metric is not Metric.ORDINAL:
        fixed = _within(units, metric, units.of_places(units.times))
    for _ in range(draws):
        weights = np.bincount(random.integers(0, n, n), minlength=n).astype(float)
        if fixed is None:
            found.append(_alpha(units, metric, weights))
            continue
        totals = units.of_places(units.times * weights[units.unit])
        between = _between(units, metric, totals)
        found.append(_ratio(float(weights @ fixed), between, float(totals.sum())))
    return np.array([one for one in found if one is not None])
