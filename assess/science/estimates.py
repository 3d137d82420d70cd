"""One number with all that must stand beside it: its error, its interval, what it rests on."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.scalars import LARGEST, is_count, is_number, is_whole, quantile

Interval: TypeAlias = tuple[float, float]
Numbers: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[Any]
Seed: TypeAlias = int | np.random.Generator

PERFECT = 1 - 1e-12
"""From here on a correlation differs from 1 by its rounding alone."""

FEWEST_PAIRS = 3
"""Fisher's z has the error 1 / √(n - 3), so more pairs than these have one."""

MOST_DRAWS = 1_000_000

SMALLEST = 1e-30
"""Powers of a table of smaller numbers are nothing to a computer: bring it to another unit."""


@dataclass(frozen=True)
class Estimate:
    """A number and how sure it is; what is undefined is `None`, with the reason.

    `interval` is at `level`, 0.95 for 95%. `n` is the number of things the estimate rests on,
    named in `method` together with how number and interval came about.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    n: int
    method: str
    reason: StrEnum | None = None


def undefined(level: float, n: int, method: str, reason: StrEnum) -> Estimate:
    """An estimate that has no value, and why."""
    return Estimate(None, None, None, level, n, method, reason)


def normal(estimate: float, error: float, level: float, n: int, method: str) -> Estimate:
    """An estimate whose error is normal: ± the quantile of `level` times the error."""
    margin = quantile(level) * error
    return Estimate(estimate, error, (estimate - margin, estimate + margin), level, n, method)


def bounded(found: Estimate, least: float, most: float) -> Estimate:
    """The same with no end of its interval beyond what such a number can be."""
    if found.interval is None:
        return found
    low, high = found.interval
    return replace(found, interval=(max(least, low), min(most, high)))


def fisher_interval(r: float, n: int, level: float) -> Interval | None:
    """The interval of a correlation over n pairs by Fisher's z: tanh(atanh r ± z / √(n - 3)).

    Undefined where every pair lies on one line, as points that do say nothing about how far
    others may lie from it, and with fewer than four pairs. Raises `ValueError` for a correlation
    outside -1 to 1 and a level outside 0 to 1.
    """
    if not (is_number(r) and -1 <= r <= 1):
        raise ValueError("r: give a correlation from -1 to 1.")
    if not is_count(n):
        raise ValueError("n: give a number of pairs.")
    margin_of_one = quantile(level)
    if abs(r) >= PERFECT or n <= FEWEST_PAIRS:
        return None
    margin = margin_of_one / math.sqrt(n - FEWEST_PAIRS)
    return math.tanh(math.atanh(r) - margin), math.tanh(math.atanh(r) + margin)


def correlation(r: float, n: int, level: float, method: str) -> Estimate:
    """A correlation over n pairs with the error (1 - r²) / √(n - 1) and Fisher's interval.

    Neither is there where every pair lies on one line; see `fisher_interval`.
    """
    interval = fisher_interval(r, n, level)
    error = (1 - r * r) / math.sqrt(n - 1) if interval else None
    return Estimate(r, error, interval, level, n, method)


def check_draws(draws: int, fewest: int = 1000) -> None:
    """Raises `ValueError` for so few draws that an interval's ends would be chance.

    And for so many that they would never end.
    """
    if not is_count(draws, fewest) or draws > MOST_DRAWS:
        raise ValueError(f"draws: give {fewest} at least, and no more than a million.")


def generator(seed: Seed) -> np.random.Generator:
    """What draws by chance: that which is given, or one that a whole number starts.

    Raises `ValueError` for anything else; without a seed nobody could repeat a result.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    if not is_whole(seed) or isinstance(seed, float) or seed < 0:
        raise ValueError("seed: give a whole number of 0 or more, or a generator.")
    return np.random.default_rng(seed)


def array(values: object, name: str) -> Numbers:
    """Numbers in any even shape, NaN where one is missing; every reader of a table starts here.

    Raises `ValueError` naming the argument for rows of unequal length, words (those that look
    like numbers too), mappings, whatever else is no number, numbers beyond `LARGEST`, and tables
    in which no number reaches `SMALLEST` unless all are 0.
    """
    refusal = f"{name}: give numbers, in rows of one length, and NaN where there is none."
    try:
        given = np.asarray(values)
        words = given.dtype.kind == "O" and any(isinstance(one, str) for one in given.flat)
        if given.dtype.kind not in "biufO" or words:
            raise ValueError(refusal)
        found = np.asarray(given, dtype=float)
    except (TypeError, ValueError, OverflowError) as unfit:
        raise ValueError(refusal) from unfit
    if (np.isfinite(found) & (np.abs(found) > LARGEST)).any():
        raise ValueError(f"{name}: give numbers from -1e30 to 1e30.")
    if found.ndim > 1:
        check_unit(found, name)
    return found


def check_unit(found: Numbers, name: str) -> None:
    """Raises `ValueError` unless a number reaches `SMALLEST` or all are 0."""
    if 0 < np.abs(found[np.isfinite(found)]).max(initial=0) < SMALLEST:
        raise ValueError(f"{name}: give numbers in a unit in which they reach 1e-30.")


def labelled(labels: object, seen: NDArray[np.bool_], name: str) -> tuple[Labels, Labels]:
    """The different labels, in order, and the place among them of everything that was `seen`.

    Raises `ValueError` naming the argument unless there is a label, neither NaN nor `None`, for
    everything, and all of them are of one kind.
    """
    given = label_list(labels, name)
    if given.shape != seen.shape:
        raise ValueError(f"{name}: give a label for every score.")
    if _lacks(given):
        raise ValueError(f"{name}: give a label for every score, and none that is NaN or None.")
    try:
        levels, places = np.unique(given[seen], return_inverse=True)
    except TypeError as unfit:
        raise ValueError(f"{name}: give labels of one kind, all words or all numbers.") from unfit
    return levels, places


def label_list(labels: object, name: str) -> Labels:
    """Labels of any kind in one row; `ValueError` names the argument otherwise."""
    try:
        found = np.asarray(labels)
    except ValueError as unfit:
        raise ValueError(f"{name}: give a list of labels.") from unfit
    if found.ndim != 1 or found.dtype.kind == "c":
        raise ValueError(f"{name}: give a list of labels.")
    return found


def _lacks(labels: Labels) -> bool:
    """Whether a label is NaN or `None`."""
    if labels.dtype.kind == "f":
        return not np.isfinite(labels).all()
    # Only NaN differs from itself.
    return labels.dtype.kind == "O" and any(one is None or one != one for one in labels.flat)


def numbers(values: ArrayLike, name: str) -> Numbers:
    """A list of numbers, NaN where one is missing; `ValueError` names the argument otherwise."""
    found = array(values, name)
    if found.ndim != 1 or np.isinf(found).any():
        raise ValueError(f"{name}: give a list of numbers, and NaN where there is none.")
    return found


def errors_for(errors: ArrayLike, shape: tuple[int, ...], name: str) -> Numbers:
    """Standard errors, 0 or more, one for each number or one for all."""
    found = array(errors, name)
    if not (np.isfinite(found) | np.isnan(found)).all() or (found < 0).any():
        raise ValueError(f"{name}: give standard errors of 0 or more.")
    if found.shape not in ((), shape):
        raise ValueError(f"{name}: give one standard error for each number, or one for all.")
    return np.array(np.broadcast_to(found, shape))
