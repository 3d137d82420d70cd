"""Agreement on categories beyond chance: the kappas of two raters and of many.

A kappa is (O - E) / (1 - E): agreement observed, O, against what raters with these marginal
shares would reach by chance, E. Kappas fall with uneven shares (Feinstein & Cicchetti 1990,
J Clin Epidemiol 43:543), so those of different panels are not compared.

Standard errors are those of the linearised coefficient: each candidate's influence, squared
and summed. For two raters that is Fleiss, Cohen & Everitt (1969, Psychol Bull 72:323), for
more it is Gwet (2021, Educ Psychol Meas 81:781). Intervals are Student's, cut at 1: with ten
candidates those of the normal distribution cover a tenth too seldom.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.codes import Codes, coded, distances
from assess.science.coefficients import Coefficient, Table, Verdict, judged, t_quantile
from assess.science.scalars import check_level, check_row, naming

ROUNDING = 1e-12

Ratings: TypeAlias = ArrayLike | Sequence[Sequence[Hashable]]


class Weights(StrEnum):
    """How much of an agreement two different categories are."""

    NONE = "unweighted"
    LINEAR = "linear weights"
    QUADRATIC = "quadratic weights"


@dataclass(frozen=True)
class Kappa(Coefficient):
    """A kappa with the agreement `observed` and `expected` by chance, both shares.

    `z` sets the kappa against the standard error it would have by chance alone, with a
    two-sided `p`; `None` where no such error is published. `categories` holds the kappa of
    each category against all others, for Fleiss's only.
    """

    observed: float | None
    expected: float | None
    z: float | None
    p: float | None
    categories: Mapping[Hashable, "Kappa"]


@dataclass(frozen=True)
class _Parts:
    """A kappa's agreement, by chance too, and the influence of each candidate on it."""

    observed: float
    expected: float
    influence: Table

    @property
    def kappa(self) -> float | None:
        """Undefined where chance alone would agree always."""
        if 1 - self.expected <= ROUNDING:
            return None
        return (self.observed - self.expected) / (1 - self.expected)


def cohen_kappa(
    first: ArrayLike | Sequence[Hashable],
    second: ArrayLike | Sequence[Hashable],
    *,
    weights: Weights = Weights.NONE,
    categories: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> Kappa:
    """Cohen's kappa of two raters (1960, Educ Psychol Meas 20:37), weighted (1968).

    Two rows of ratings of the same candidates, numbers or words; candidates one of them did
    not rate (NaN, `None`) do not count. Weights are 1 - d / D or 1 - d² / D², d being the
    distance of two categories and D the largest: that of their numbers, or of their places in
    `categories` where they are words. Name all categories of the scale, seen or not, as D
    depends on them. With quadratic weights and equal means and spreads kappa is nearly the
    agreement ICC (Fleiss & Cohen 1973, Educ Psychol Meas 33:613).

    Raises `ValueError` for rows of different length, what is no rating, unordered words with
    weights, or a level outside 0 to 1.
    """
    check_level(level)
    check_row(first, "first")
    check_row(second, "second")
    rows = np.asarray(first, dtype=object), np.asarray(second, dtype=object)
    if rows[0].ndim != 1 or rows[0].shape != rows[1].shape:
        raise ValueError("second: give two rows of ratings of the same candidates.")
    with naming(ratings="first, second"):
        codes, names = coded(np.stack(rows, axis=1), categories)
    codes = codes[(codes >= 0).all(axis=1)]
    method = f"Cohen's kappa, {weights}; error of Fleiss, Cohen & Everitt"
    if len(codes) < 2:
        return _undefined(Verdict.NO_DATA, level, len(codes), 2, method)
    shares = _weights(names, weights, named=categories is not None)
    parts, by_chance = _pair(codes[:, 0], codes[:, 1], shares)
    error = math.sqrt(float((parts.influence**2).sum())) / len(codes)
    chance = math.sqrt(by_chance / len(codes))
    return _result(parts, error, chance, level, (len(codes), 2, codes.size), method)


def light_kappa(
    ratings: Ratings,
    *,
    weights: Weights = Weights.NONE,
    categories: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> Kappa:
    """Light's kappa: the mean of Cohen's over all pairs of raters (1971, Psychol Bull 76:365).

    A row per candidate and a column per rater; candidates whom somebody did not rate do not
    count. For weights and categories see `cohen_kappa`. Undefined where a pair's is.

    Raises `ValueError` as `cohen_kappa` does.
    """
    codes, names = _complete(ratings, categories, level)
    method = f"Light's kappa, {weights}, linearised interval"
    n, raters = codes.shape
    if n < 2:
        return _undefined(Verdict.NO_DATA, level, n, raters, method)
    shares = _weights(names, weights, named=categories is not None)
    columns = combinations(codes.T, 2)
    pairs = [_pair(first, second, shares)[0] for first, second in columns]
    kappas = [one.kappa for one in pairs if one.kappa is not None]
    if len(kappas) < len(pairs):
        return _undefined(Verdict.NO_VARIANCE, level, n, raters, method)
    error = _error(np.mean([one.influence for one in pairs], axis=0))
    estimate = math.fsum(kappas) / len(kappas)
    return _kappa(estimate, error, level, (n, raters, codes.size), method)


def fleiss_kappa(ratings: Ratings, *, level: float = 0.95) -> Kappa:
    """Fleiss's kappa of many raters, with one for each category (1971, Psychol Bull 76:378).

    A row per candidate and a column per rater, numbers or words; who the raters are does not
    matter. Every candidate rated at least twice counts alike, whatever their number of
    ratings. `z` is that of Fleiss, Nee & Landis (1979, Psychol Bull 86:974), given where all
    have the same number of ratings.

    Raises `ValueError` for what is no table of ratings or a level outside 0 to 1.
    """
    check_level(level)
    codes, names = coded(ratings)
    codes = codes[(codes >= 0).sum(axis=1) > 1]
    method = "Fleiss's kappa, linearised interval"
    if len(codes) < 2:
        return _undefined(Verdict.NO_DATA, level, len(codes), codes.shape[1], method)
    counts = np.stack([(codes == place).sum(axis=1) for place in range(len(names))], axis=1)
    each = {}
    for name, count in zip(names, counts.T, strict=True):
        dichotomy = np.stack([count, counts.sum(axis=1) - count], axis=1)
        each[name] = _fleiss(dichotomy, level, codes.shape[1], f"{method}, one category", {})
    return _fleiss(counts, level, codes.shape[1], method, each)


def conger_kappa(ratings: Ratings, *, level: float = 0.95) -> Kappa:
    """Conger's exact kappa: chance by each rater's own shares (1980, Psychol Bull 88:322).

    Equals Cohen's for two raters. A row per candidate and a column per rater, numbers or
    words; candidates whom somebody did not rate do not count.

    Raises `ValueError` for what is no table of ratings or a level outside 0 to 1.
    """
    codes, names = _complete(ratings, None, level)
    method = "Conger's exact kappa, linearised interval"
    n, raters = codes.shape
    if n < 2:
        return _undefined(Verdict.NO_DATA, level, n, raters, method)
    hits = (codes[:, :, None] == np.arange(len(names))).astype(float)
    shares, counts, pairs = hits.mean(axis=0), hits.sum(axis=1), raters * (raters - 1)
    each = (counts * (counts - 1)).sum(axis=1) / pairs
    observed = float(each.mean())
    total = shares.sum(axis=0)
    expected = float((total**2).sum() - (shares**2).sum()) / pairs
    chance = (counts @ total - (hits * shares).sum(axis=(1, 2))) / pairs
    parts = _linearised(observed, expected, each, 2 * chance)
    return _result(parts, _error(parts.influence), None, level, (n, raters, codes.size), method)


def _complete(
    ratings: Ratings, categories: Sequence[Hashable] | None, level: float
) -> tuple[Codes, tuple[Hashable, ...]]:
    """Candidates whom everybody rated."""
    check_level(level)
    codes, names = coded(ratings, categories)
    return codes[(codes >= 0).all(axis=1)], names


def _weights(names: Sequence[Hashable], weights: Weights, *, named: bool) -> Table:
    """1 for the same category, less for others."""
    if weights is Weights.NONE:
        return np.eye(len(names))
    apart = distances(names, named=named)
    power = 2 if weights is Weights.QUADRATIC else 1
    result: Table = 1 - (apart / max(float(apart.max()), ROUNDING)) ** power
    return result


def _pair(first: Codes, second: Codes, weights: Table) -> tuple[_Parts, float]:
    """A kappa of two raters, and the variance of one candidate's part were it all chance."""
    size = len(weights)
    one, other = (np.bincount(codes, minlength=size) / len(codes) for codes in (first, second))
    rows, columns = weights @ other, one @ weights
    expected = float(one @ weights @ other)
    each = weights[first, second]
    parts = _linearised(float(each.mean()), expected, each, rows[first] + columns[second])
    inner = (weights - rows[:, None] - columns) ** 2
    by_chance = float(one @ inner @ other) - expected**2
    return parts, max(0.0, by_chance) / max(1 - expected, ROUNDING) ** 2


def _fleiss(
    counts: NDArray[np.intp], level: float, raters: int, method: str, each: Mapping[Hashable, Kappa]
) -> Kappa:
    """The kappa of candidates by categories: how often each was named."""
    named = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / (named * (named - 1))
    given = counts / named[:, None]
    shares = given.mean(axis=0)
    expected = float((shares**2).sum())
    parts = _linearised(float(agreeing.mean()), expected, agreeing, 2 * (given @ shares))
    chance = None
    if (named == named[0]).all():
        chance = _by_chance(shares, len(counts), int(named[0]))
    sizes = (len(counts), raters, int(named.sum()))
    return _result(parts, _error(parts.influence), chance, level, sizes, method, each)


def _by_chance(shares: Table, n: int, raters: int) -> float:
    """The standard error of Fleiss's kappa were all agreement chance."""
    spread = shares * (1 - shares)
    total = float(spread.sum())
    inner = total**2 - float((spread * (1 - 2 * shares)).sum())
    pairs = n * raters * (raters - 1)
    return math.sqrt(max(0.0, 2 * inner / pairs)) / total if total > ROUNDING else 0.0


def _linearised(observed: float, expected: float, agreeing: Table, by_chance: Table) -> _Parts:
    """Parts of a kappa; `by_chance` is each candidate's derivative of chance agreement."""
    room = max(1 - expected, ROUNDING)
    kappa = (observed - expected) / room
    influence = (agreeing - observed - (1 - kappa) * (by_chance - 2 * expected)) / room
    return _Parts(observed, expected, influence)


def _error(influence: Table) -> float:
    n = len(influence)
    return math.sqrt(float((influence**2).sum()) / (n * (n - 1)))


def _result(
    parts: _Parts,
    error: float,
    chance: float | None,
    level: float,
    sizes: tuple[int, int, int],
    method: str,
    each: Mapping[Hashable, Kappa] | None = None,
) -> Kappa:
    """A kappa from its parts, with the test against chance where its error is known."""
    if parts.kappa is None:
        return _undefined(Verdict.NO_VARIANCE, level, sizes[0], sizes[1], method)
    z = parts.kappa / chance if chance else None
    return replace(
        _kappa(parts.kappa, error, level, sizes, method),
        observed=parts.observed,
        expected=parts.expected,
        z=z,
        p=None if z is None else float(scipy.special.erfc(abs(z) / math.sqrt(2))),
        categories=each or {},
    )


def _kappa(
    estimate: float, error: float, level: float, sizes: tuple[int, int, int], method: str
) -> Kappa:
    """A kappa with a symmetric interval cut at 1; none where candidates add alike."""
    n, raters, ratings = sizes
    verdict, interval = judged(n), None
    if error > ROUNDING:
        margin = t_quantile(level, n - 1) * error
        interval = estimate - margin, min(1.0, estimate + margin)
    elif verdict is Verdict.SHOWN:
        verdict = Verdict.NO_ERROR
    return Kappa(
        estimate, error if interval else None, interval, level, n, raters, ratings, method,
        verdict, None, None, None, None, {},
    )  # fmt: skip


def _undefined(verdict: Verdict, level: float, n: int, raters: int, method: str) -> Kappa:
    return Kappa(
        None, None, None, level, n, raters, n * raters, method, verdict, None, None, None, None, {}
    )
