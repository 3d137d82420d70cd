"""Common weights before anybody is scored: what they give in validity, what in impact ratio.

De Corte, Lievens & Sackett (2007), J Appl Psychol 92:1380. A sum of standardised scores with
weights w has the validity w'r / √(w'Rw) and the group difference w'd / √(w'Rw), and the
difference gives the impact ratio to expect. The Pareto front holds the weights of 0 or more that no
others beat on both. Weights are the same for everybody: other weights, norms or cut scores for
a group are unlawful in the United States (Civil Rights Act of 1991, section 106).

Weights chosen on data promise more than they hold on new data, and the front shrinks (Song, Wee &
Newman 2017, J Appl Psychol 102:1636): `shrinkage` says by how much.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from assess.science.covariances import check_with_others, checked_correlations
from assess.science.estimates import Estimate, Numbers, array, correlation, numbers
from assess.science.fairness.checks import checked_share
from assess.science.fairness.differences import ratios
from assess.science.scalars import check_level, check_row, is_count, is_number, naming, quantile

MOST_POINTS = 10_000
MOST_SCORES = 10
"""Every subset of scores is looked at, so that ten already make a thousand."""

TURN = 0.002
"""Radians between neighbours on the way from the highest validity to the smallest difference."""

FEWEST = 10
"""With fewer people no validity has an interval worth the name."""

ROUNDING = 1e-9


@dataclass(frozen=True)
class Point:
    """One set of weights, which add up to 1, and what they give.

    `validity` has Fisher's interval, `d` a normal one, `ratio` the one that follows from `d`. They
    hold for weights fixed beforehand; for weights chosen on the same data they are too kind.
    """

    weights: tuple[float, ...]
    validity: Estimate
    d: Estimate
    ratio: Estimate


@dataclass(frozen=True)
class Front:
    """The Pareto front from the smallest difference to the highest validity.

    `equal` are equal weights, to compare with. `n` people are behind validities and differences.
    """

    points: tuple[Point, ...]
    equal: Point
    rate: float
    focal_share: float
    n: int
    level: float
    method: str


@dataclass(frozen=True)
class CriteriaPoint:
    """The regression weights for a mixture of two criteria, and the validity for each of them.

    `weights` predict the mixture in its standard deviations.
    """

    share_of_first: float
    weights: tuple[float, ...]
    first: Estimate
    second: Estimate


def trade_off(
    validities: Sequence[float],
    differences: Sequence[float],
    correlations: ArrayLike,
    *,
    rate: float,
    focal_share: float,
    n: int,
    points: int = 21,
    level: float = 0.95,
) -> Front:
    """The front of validity against the impact ratio at a share `rate` selected.

    `validities` and `correlations` are those within groups, `differences` reference minus focal
    mean in SDs, a number per score. Points are so dense that none is beaten by more than 0.001 in
    validity; `points` of them, evenly spaced in difference, are kept, fewer where the front has
    gaps. Raises `ValueError` when the numbers do
    not fit one another, for more than `MOST_SCORES` scores, or correlations that cannot be.
    """
    r, d, table = checked(validities, differences, correlations)
    check_level(level)
    checked_share(rate, "rate")
    checked_share(focal_share, "focal_share")
    if not is_count(n, FEWEST):
        raise ValueError(f"n: give {FEWEST} people at least.")
    if not is_count(points, 2) or points > MOST_POINTS:
        raise ValueError(f"points: give two at least, and {MOST_POINTS:,} at most.")
    weights = _thinned(front_weights(r, d, table), r, d, table, points)
    both = np.vstack([weights, np.full(len(r), 1 / len(r))])
    found = _points(both, r, d, table, rate, focal_share, n, level)
    return Front(
        points=tuple(found[:-1]),
        equal=found[-1],
        rate=rate,
        focal_share=focal_share,
        n=n,
        level=level,
        method="Pareto front over weights of 0 or more, every subset of scores in closed form",
    )


def front_weights(r: Numbers, d: Numbers, table: Numbers) -> Numbers:
    """Weights of all points found on the front, a row each, by rising difference.

    On the front the gain in validity per difference is the same in every score that has a
    weight. So among a subset of scores its weights lie between R⁻¹r and -R⁻¹d, or between the
    negatives of both; whatever of this is negative or beaten falls out.
    """
    kept = [np.eye(len(r))]
    for size in range(2, len(r) + 1):
        for subset in combinations(range(len(r)), size):
            chosen = list(subset)
            for found in _between(r[chosen], -d[chosen], table[np.ix_(chosen, chosen)]):
                whole = np.zeros((len(found), len(r)))
                whole[:, chosen] = found / found.sum(axis=1, keepdims=True)
                kept.append(whole)
    return _unbeaten(np.vstack(kept), r, d, table)


def _between(one: Numbers, other: Numbers, table: Numbers) -> Iterator[Numbers]:
    """Weights of 0 or more on the way from R⁻¹ of one vector to that of another, or the negatives.

    All make sums of variance 1 and follow one another in even turns. Even steps in the exchange
    rate would not do: where the two nearly oppose one another, a small step turns the weights
    right round.
    """
    first, second = (np.linalg.solve(table, vector) for vector in (one, other))
    lengths = [math.sqrt(max(0.0, float(w @ v))) for w, v in ((first, one), (second, other))]
    if min(lengths) <= ROUNDING:
        first, second = (first, first) if lengths[0] > ROUNDING else (second, second)
        lengths = [max(lengths) or 1.0] * 2
    first, second = first / lengths[0], second / lengths[1]
    along = float(first @ table @ second)
    across = second - along * first
    width = math.sqrt(max(0.0, float(across @ table @ across)))
    across = across / width if width > ROUNDING else across * 0
    end = math.atan2(width, along) if width > ROUNDING else 0.0
    for sign in (1, -1):
        low, high = _not_negative((sign * first).tolist(), (sign * across).tolist(), end)
        if low <= high:
            turns = np.linspace(low, high, 2 + math.ceil((high - low) / TURN))[:, None]
            found = np.maximum(sign * (np.cos(turns) * first + np.sin(turns) * across), 0)
            yield found[found.sum(axis=1) > ROUNDING]


def _not_negative(cosines: list[float], sines: list[float], end: float) -> tuple[float, float]:
    """The turns from 0 to `end`, at most half a circle, in which no weight is negative.

    Each weight a cos t + b sin t changes its sign once there at most, so that it is one run.
    """
    low, high = 0.0, end
    for a, b in zip(cosines, sines, strict=True):
        turn = math.atan2(-a, b) % math.pi
        if a < -ROUNDING or (abs(a) <= ROUNDING and b > 0):
            low = max(low, turn if abs(a) > ROUNDING else 0.0)
        else:
            high = min(high, turn if abs(a) > ROUNDING else 0.0 if b < 0 else end)
        if a < -ROUNDING and abs(b) <= ROUNDING:
            return 1.0, 0.0
    return low, high


def evaluate(
    weights: ArrayLike, validities: ArrayLike, differences: ArrayLike, correlations: ArrayLike
) -> tuple[Numbers, Numbers]:
    """The validity and the difference of sums of scores, one for each row of weights.

    Raises `ValueError` for numbers that do not fit one another, correlations that cannot be, and
    weights with which the sum does not vary.
    """
    r, d, table = _related(validities, differences, correlations)
    rows = np.atleast_2d(array(weights, "weights"))
    if rows.shape[1:] != r.shape or not np.isfinite(rows).all():
        raise ValueError("weights: give one for each score.")
    if (_spread(rows, table) <= ROUNDING * np.abs(rows).max(axis=1)).any():
        raise ValueError("weights: with these the sum does not vary.")
    return _evaluated(rows, r, d, table)


def _evaluated(rows: Numbers, r: Numbers, d: Numbers, table: Numbers) -> tuple[Numbers, Numbers]:
    spread = _spread(rows, table)
    return rows @ r / spread, rows @ d / spread


def _spread(rows: Numbers, table: Numbers) -> Numbers:
    """The standard deviations of weighted sums."""
    squared = np.einsum("ij,jk,ik->i", rows, table, rows)
    return np.asarray(np.sqrt(np.maximum(0.0, squared)))


def criteria_front(
    first: Sequence[float],
    second: Sequence[float],
    correlations: ArrayLike,
    criterion_correlation: float,
    shares_of_first: Sequence[float],
    *,
    n: int,
    level: float = 0.95,
) -> tuple[CriteriaPoint, ...]:
    """The validities for two criteria under the weights best for each mixture of both.

    `first` and `second` are validities, a number per score; a mixture is s times the first
    standardised criterion and 1 - s times the second. Raises `ValueError` as `trade_off` does,
    and for shares outside 0 to 1 or a mixture that does not vary.
    """
    with naming(validities="first", differences="second"):
        r1, r2, table = checked(first, second, correlations)
    check_with_others(table, r2, "second")
    check_level(level)
    if not is_count(n, FEWEST):
        raise ValueError(f"n: give {FEWEST} people at least.")
    if not (is_number(criterion_correlation) and -1 <= criterion_correlation <= 1):
        raise ValueError("criterion_correlation: give a number from -1 to 1.")
    check_row(shares_of_first, "shares_of_first")
    found = []
    for share in shares_of_first:
        if not (is_number(share) and 0 <= share <= 1):
            raise ValueError("shares_of_first: give numbers from 0 to 1.")
        mixed = share**2 + (1 - share) ** 2 + 2 * share * (1 - share) * criterion_correlation
        if mixed <= ROUNDING:
            raise ValueError("criterion_correlation: with it this mixture does not vary.")
        weights = np.linalg.solve(table, share * r1 + (1 - share) * r2) / math.sqrt(mixed)
        one, other = (
            float(value[0]) for value in _evaluated(np.atleast_2d(weights), r1, r2, table)
        )
        found.append(
            CriteriaPoint(
                share,
                tuple(weights.tolist()),
                _validity(one, n, level),
                _validity(other, n, level),
            )
        )
    return tuple(found)


def _points(
    weights: Numbers,
    r: Numbers,
    d: Numbers,
    table: Numbers,
    rate: float,
    share: float,
    n: int,
    level: float,
) -> list[Point]:
    validity, apart = _evaluated(weights, r, d, table)
    error = np.sqrt(1 / (n * share * (1 - share)) + apart**2 / (2 * n))
    margin = quantile(level) * error
    low, middle, high = (
        ratios(one, rate, share) for one in (apart + margin, apart, apart - margin)
    )
    method = f"expected impact ratio when {rate:.0%} are selected, n people"
    return [
        Point(
            weights=tuple(row.tolist()),
            validity=_validity(float(validity[place]), n, level),
            d=Estimate(
                float(apart[place]),
                float(error[place]),
                (float(apart[place] - margin[place]), float(apart[place] + margin[place])),
                level,
                n,
                "difference of the weighted sum, large-sample interval, n people",
            ),
            ratio=Estimate(
                float(middle[place]),
                float((high[place] - low[place]) / (2 * quantile(level))),
                (float(low[place]), float(high[place])),
                level,
                n,
                method,
            ),
        )
        for place, row in enumerate(weights)
    ]


def _validity(value: float, n: int, level: float) -> Estimate:
    return correlation(value, n, level, "validity, Fisher's z, n people")


def _unbeaten(weights: Numbers, r: Numbers, d: Numbers, table: Numbers) -> Numbers:
    """Rows no other row beats on both sides, by rising difference."""
    validity, apart = _evaluated(weights, r, d, table)
    order = np.lexsort([-validity, apart])
    best = np.maximum.accumulate(np.concatenate([[-np.inf], validity[order][:-1]]))
    result: Numbers = weights[order[validity[order] > best + ROUNDING]]
    return result


def _thinned(weights: Numbers, r: Numbers, d: Numbers, table: Numbers, points: int) -> Numbers:
    """Rows evenly spaced in difference, both ends among them."""
    _, apart = _evaluated(weights, r, d, table)
    wanted = np.linspace(apart[0], apart[-1], points)
    nearest = np.unique(np.abs(apart[:, None] - wanted).argmin(axis=0))
    result: Numbers = weights[nearest]
    return result


def checked(
    validities: Sequence[float], differences: Sequence[float], correlations: ArrayLike
) -> tuple[Numbers, Numbers, Numbers]:
    """As `_related`, of no more scores than can be looked at, none of which repeats others."""
    r, d, table = _related(validities, differences, correlations)
    if not 1 <= len(r) <= MOST_SCORES:
        raise ValueError(
            f"validities: give one number per score, for {MOST_SCORES} scores at most."
        )
    if float(np.linalg.eigvalsh(table)[0]) <= ROUNDING:
        raise ValueError("correlations: one of these scores repeats others.")
    return r, d, table


def _related(
    validities: ArrayLike, differences: ArrayLike, correlations: ArrayLike
) -> tuple[Numbers, Numbers, Numbers]:
    """A validity and a difference per score and the scores' correlations, which can all be."""
    r, d = numbers(validities, "validities"), numbers(differences, "differences")
    if d.shape != r.shape:
        raise ValueError("validities: give one number per score, and a difference for each.")
    if not (np.isfinite(r).all() and np.isfinite(d).all() and (np.abs(r) <= 1).all()):
        raise ValueError(
            "validities: give correlations from -1 to 1, and a number for each difference."
        )
    table = checked_correlations(correlations, len(r), "correlations")
    check_with_others(table, r, "validities")
    return r, d, table
