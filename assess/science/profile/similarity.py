"""How alike two profiles are: in height, in spread and in shape, each with its interval.

A single "fit" hides which of the three differs: profiles of one shape that lie two points
apart correlate perfectly, and are far from each other. So elevation, scatter and shape are
given apart (Cronbach & Gleser 1953, Psychol Bull 50:456), and the distance beside them.
"""

import math
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import (
    Estimate,
    Numbers,
    check_draws,
    check_unit,
    errors_for,
    generator,
    normal,
    numbers,
    undefined,
)
from assess.science.profile.intervals import Pair, Statistic, apart, inverted, turned, widened
from assess.science.scalars import check_level

FEWEST = 3
"""With fewer dimensions a profile has no shape: two points always lie on a line."""

INVERTED = "test inversion over draws from the standard errors"
CLOSE = 1e-12
TIED = 1e-9
"""Scores closer than this have one rank: 0.1 + 0.2 is the score 0.3."""


class Lack(StrEnum):
    """Why a similarity is undefined."""

    TOO_FEW = "fewer than three dimensions are known in both profiles"
    FLAT = "a flat profile has no shape"
    NO_LENGTH = "a profile of nothing but zeros has no direction"
    NO_VARIANCE = "the scores of both profiles are all alike"
    NO_ERROR = "a dimension has no standard error"


@dataclass(frozen=True)
class Split:
    """The squared distance in three parts that add up to it, in squared points.

    k (difference of means)², (difference of scatters)², and 2 s₁ s₂ (1 - r), where a scatter
    is the root of the squared deviations from a profile's own mean.
    """

    elevation: float
    scatter: float
    shape: float


@dataclass(frozen=True)
class Similarity:
    """How one profile compares with another; each `Estimate` counts dimensions in `n`.

    In points: `elevation` (mean of the second minus that of the first), `distance` (D),
    `root_mean_square` (D / √k) and `mean_difference` (mean of |differences|). In squared
    points: `distance_squared` (D²). `scatter_ratio` is the SD of the second over that of the
    first. `shape` is D² of both brought to mean 0 and SD 1 (n - 1), 2 (k - 1)(1 - r). Without
    units: `pearson`, `spearman`, `double_entry` and `one_way` and `agreement` (intraclass
    correlations), `congruence` (Tucker's, without centring).

    `beyond_error` is the distance that is left when what the errors alone add is taken off,
    √max(0, D² - Σ SE²). `dimensions` were known in both profiles, `missing` were not.
    """

    elevation: Estimate
    scatter_ratio: Estimate
    shape: Estimate
    distance_squared: Estimate
    distance: Estimate
    root_mean_square: Estimate
    mean_difference: Estimate
    pearson: Estimate
    spearman: Estimate
    double_entry: Estimate
    one_way: Estimate
    agreement: Estimate
    congruence: Estimate
    split: Split | None
    beyond_error: float | None
    dimensions: int
    missing: int
    level: float


def compare(
    one: ArrayLike,
    other: ArrayLike,
    error_one: ArrayLike,
    error_other: ArrayLike,
    *,
    seed: int,
    level: float = 0.95,
    draws: int = 2000,
) -> Similarity:
    """Compare two profiles over the same k dimensions, each a list of k scores in one unit.

    Errors are standard errors in the same points, one per dimension or one for all; a profile
    that was set and not measured has 0. They are taken as normal and unrelated. A dimension
    missing in either profile (NaN) is left out of both.

    Intervals: elevation exactly (the mean of normal errors), all others by inverted tests over
    `draws` from the errors (`intervals`), as errors only ever make profiles look less
    alike and more scattered. Double entry is Pearson's correlation of every pair
    entered both ways round (McCrae 2008, J Pers Assess 90:105); `one_way` is ICC(1,1), which
    differs from it by its degrees of freedom; `agreement` is ICC(A,1) (McGraw & Wong 1996,
    Psychol Methods 1:30).

    Raises `ValueError` for profiles that do not fit one another, errors below 0, a level
    outside 0 to 1 or fewer than 1000 draws.
    """
    check_level(level)
    check_draws(draws)
    first, second = numbers(one, "one"), numbers(other, "other")
    if first.shape != second.shape:
        raise ValueError("other: give as many dimensions as the first profile has.")
    errors = (
        errors_for(error_one, first.shape, "error_one"),
        errors_for(error_other, second.shape, "error_other"),
    )
    check_unit(first, "one")
    check_unit(second, "other")
    known = ~(np.isnan(first) | np.isnan(second))
    missing = int((~known).sum())
    first, second, errors = first[known], second[known], (errors[0][known], errors[1][known])
    if len(first) < FEWEST:
        return _lacking(Lack.TOO_FEW, level, len(first), missing)
    if np.isnan(errors).any():
        return _lacking(Lack.NO_ERROR, level, len(first), missing)
    return _compared(first, second, errors, missing, level, draws, seed)


def _compared(
    one: Numbers,
    other: Numbers,
    errors: tuple[Numbers, Numbers],
    missing: int,
    level: float,
    draws: int,
    seed: int,
) -> Similarity:
    size = len(one)
    normals = generator(seed).standard_normal((2, draws, size))
    seen, noise = (one, other), (normals[0] * errors[0], normals[1] * errors[1])
    lacks = _lacks(one, other)
    told = {
        name: undefined(level, size, INVERTED, lacks[name])
        if name in lacks
        else _estimate(name, seen, noise, level)
        for name in STATISTICS
    }
    both, gap = np.hypot(*errors), other - one
    error = math.sqrt(float(both @ both)) / size
    return Similarity(
        elevation=normal(float(gap.mean()), error, level, size, "mean of normal errors"),
        shape=_shape(told["pearson"], size),
        root_mean_square=_times(told["distance"], 1 / math.sqrt(size)),
        distance_squared=_squared(told["distance"], gap, both),
        split=_split(one, other),
        beyond_error=math.sqrt(max(0.0, float(gap @ gap - both @ both))),
        dimensions=size,
        missing=missing,
        level=level,
        **told,
    )


def _estimate(name: str, seen: Pair, noise: Pair, level: float) -> Estimate:
    """A similarity with the spread it has over draws and the interval of its kind."""
    statistic, size = STATISTICS[name], len(seen[0])
    found = float(statistic(*seen))
    if not (noise[0].any() or noise[1].any()):
        return Estimate(found, 0.0, (found, found), level, size, INVERTED)
    drawn = statistic(seen[0] + noise[0], seen[1] + noise[1])
    error = float(np.std(drawn))
    if name in CENTRED:
        seen, noise = (
            (_centred(seen[0]), _centred(seen[1])),
            (_centred(noise[0]), _centred(noise[1])),
        )
    path, reach = PATHS.get(name, apart)(*seen, noise)
    interval = inverted(statistic, path, reach, seen, noise, level)
    return Estimate(found, error, interval, level, size, INVERTED)


def _shape(pearson: Estimate, size: int) -> Estimate:
    """D² of standardised profiles, which falls as the correlation rises."""
    if pearson.estimate is None or pearson.standard_error is None or pearson.interval is None:
        return pearson
    factor, (low, high) = 2 * (size - 1), pearson.interval
    return replace(
        pearson,
        estimate=factor * (1 - pearson.estimate),
        standard_error=factor * pearson.standard_error,
        interval=(factor * (1 - high), factor * (1 - low)),
    )


def _times(distance: Estimate, factor: float) -> Estimate:
    if distance.estimate is None or distance.standard_error is None or distance.interval is None:
        return distance
    low, high = distance.interval
    return replace(
        distance,
        estimate=distance.estimate * factor,
        standard_error=distance.standard_error * factor,
        interval=(low * factor, high * factor),
    )


def _squared(distance: Estimate, gap: Numbers, errors: Numbers) -> Estimate:
    """D² with its exact standard error: that of a sum of squares of normal variables."""
    if distance.estimate is None or distance.interval is None:
        return distance
    low, high = distance.interval
    return replace(
        distance,
        estimate=distance.estimate**2,
        standard_error=math.sqrt(float((2 * errors**4 + 4 * errors**2 * gap**2).sum())),
        interval=(low**2, high**2),
    )


def _distance(one: Numbers, other: Numbers) -> Numbers:
    result: Numbers = np.sqrt(_total((other - one) ** 2))
    return result


def _mean_difference(one: Numbers, other: Numbers) -> Numbers:
    result: Numbers = _total(np.abs(other - one)) / one.shape[-1]
    return result


def _scatter_ratio(one: Numbers, other: Numbers) -> Numbers:
    result: Numbers = np.sqrt(_over(_squares(other), _squares(one)))
    return result


def _congruence(one: Numbers, other: Numbers) -> Numbers:
    lengths = _total(one**2) * _total(other**2)
    return _over(_total(one * other), np.sqrt(lengths))


def _pearson(one: Numbers, other: Numbers) -> Numbers:
    return _congruence(_centred(one), _centred(other))


def _spearman(one: Numbers, other: Numbers) -> Numbers:
    return _pearson(_ranks(one), _ranks(other))


def _double_entry(one: Numbers, other: Numbers) -> Numbers:
    between, within, _ = _sums(one, other)
    return _over(between - within, between + within)


def _one_way(one: Numbers, other: Numbers) -> Numbers:
    between, within, _ = _sums(one, other)
    rows, inside = between / (one.shape[-1] - 1), within / one.shape[-1]
    return _over(rows - inside, rows + inside)


def _agreement(one: Numbers, other: Numbers) -> Numbers:
    size = one.shape[-1]
    between, within, columns = _sums(one, other)
    rows, error = between / (size - 1), (within - columns) / (size - 1)
    return _over(rows - error, rows + error + 2 * (columns - error) / size)


def _sums(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Sums of squares of two columns: between rows, within rows, and of these between columns."""
    gap = other - one
    columns = _total(gap) ** 2 / one.shape[-1] / 2
    return 2 * _squares((one + other) / 2), _total(gap**2) / 2, columns


STATISTICS: dict[str, Statistic] = {
    "scatter_ratio": _scatter_ratio,
    "distance": _distance,
    "mean_difference": _mean_difference,
    "pearson": _pearson,
    "spearman": _spearman,
    "double_entry": _double_entry,
    "one_way": _one_way,
    "agreement": _agreement,
    "congruence": _congruence,
}
PATHS = {"scatter_ratio": widened, "pearson": turned, "spearman": turned, "congruence": turned}
CENTRED = ("scatter_ratio", "pearson", "spearman")


def _lacks(one: Numbers, other: Numbers) -> dict[str, Lack]:
    """What is undefined for these two profiles, and why."""
    flat = _is_flat(one), _is_flat(other)
    lacks: dict[str, Lack] = {}
    if any(flat):
        lacks |= dict.fromkeys(("pearson", "spearman"), Lack.FLAT)
    if flat[0]:
        lacks["scatter_ratio"] = Lack.FLAT
    if not one.any() or not other.any():
        lacks["congruence"] = Lack.NO_LENGTH
    if _is_flat(np.concatenate((one, other))):
        lacks |= dict.fromkeys(("double_entry", "one_way", "agreement"), Lack.NO_VARIANCE)
    return lacks


def _is_flat(profile: Numbers) -> bool:
    return bool(np.ptp(profile) <= CLOSE * np.abs(profile).max())


def _split(one: Numbers, other: Numbers) -> Split:
    spreads = math.sqrt(float(_squares(one))), math.sqrt(float(_squares(other)))
    gap = other - one
    elevation = len(gap) * float(gap.mean()) ** 2
    scatter = (spreads[0] - spreads[1]) ** 2
    return Split(elevation, scatter, max(0.0, float(gap @ gap) - elevation - scatter))


def _lacking(reason: Lack, level: float, dimensions: int, missing: int) -> Similarity:
    nothing = undefined(level, dimensions, INVERTED, reason)
    held = {one.name: nothing for one in fields(Similarity) if one.type is Estimate}
    return Similarity(
        **held, split=None, beyond_error=None, dimensions=dimensions, missing=missing, level=level
    )


def _total(rows: Numbers) -> Numbers:
    """The sum of every row; as a product it takes a fraction of the time `sum` does."""
    result: Numbers = rows @ np.ones(rows.shape[-1])
    return result


def _centred(rows: Numbers) -> Numbers:
    result: Numbers = rows - (_total(rows) / rows.shape[-1])[..., None]
    return result


def _squares(rows: Numbers) -> Numbers:
    """The squared deviations of every row from its own mean, summed."""
    return _total(_centred(rows) ** 2)


def _ranks(rows: Numbers) -> Numbers:
    """Ranks of every row around 0, ties sharing their mean: those below less those above."""
    result = np.zeros_like(rows)
    for place in range(rows.shape[-1]):
        gap = rows - rows[..., place, None]
        result += np.sign(np.where(np.abs(gap) < TIED, 0, gap))
    return result / 2


def _over(numerator: Numbers, denominator: Numbers) -> Numbers:
    """A quotient, 0 where there is nothing to divide by."""
    nothing = np.zeros_like(np.asarray(numerator, dtype=float))
    result: Numbers = np.divide(numerator, denominator, out=nothing, where=denominator > 0)
    return result
