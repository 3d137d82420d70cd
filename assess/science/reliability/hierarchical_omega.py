"""Omega hierarchical: how much of a sum is one thing that all its items share.

Three group factors or more are found (least squares, Harman & Jones 1966, Psychometrika 31:351),
turned until each item leans on few of them (quartimin, which is direct oblimin with γ = 0; Jennrich
& Sampson 1966, Psychometrika 31:313; by gradient projection, Jennrich 2002, Psychometrika
67:7), and what these factors have in common is carried back to the items (Schmid & Leiman 1957,
Psychometrika 22:53). Which turn is taken is a convention, so the result is told beside omega
total and decides nothing (Zinbarg, Revelle, Yovel & Li 2005, Psychometrika 70:123).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.covariances import Table, pairwise_covariances
from assess.science.estimates import array
from assess.science.scalars import is_count

FEWEST = 100
"""With fewer people behind any two items no coefficient is given."""

FACTORS = 3
"""With fewer group factors nobody can say what they have in common."""

SMALLEST = 0.005
"""No item has a smaller share of its own."""

ROUNDS = 1000
STILL = 1e-5
CLOSE = 1e-8


class NoGeneral(StrEnum):
    """Why there is no general factor."""

    TOO_FEW = "too little data: fewer than 100 people answered each pair of items"
    NO_VARIANCE = "an item does not vary between people"
    CONTRADICTION = "the answers to the items contradict or repeat one another"
    IMPROPER = "what the groups of items have in common is no more than one of them"


@dataclass(frozen=True)
class HierarchicalOmega:
    """Two shares of the variance of the sum of standardised items, `None` twice with a reason.

    `hierarchical` is the share of what all items have in common, `total` that and what groups
    of items have in common besides. `general` are the items' loadings on the former, `own` the
    shares of their variance that no factor explains. There is no interval, as the turn of the
    factors is a convention. `fewest` people answered both of the least answered two items.
    """

    hierarchical: float | None
    total: float | None
    general: tuple[float, ...]
    own: tuple[float, ...]
    factors: int
    n: int
    fewest: int
    method: str
    reason: NoGeneral | None


def hierarchical_omega(answers: ArrayLike, *, factors: int = FACTORS) -> HierarchicalOmega:
    """Omega hierarchical, (Σ g)² / Σ R, and omega total, 1 - Σ u² / Σ R, of standardised items.

    A row per person and a column per item; R are their correlations, over everybody who answered
    both where answers are missing (NaN). Reverse keys must be turned round beforehand.

    Raises `ValueError` for fewer than three factors, fewer than two items for each of them, or
    what is no number.
    """
    if not is_count(factors, FACTORS):
        raise ValueError(f"factors: give {FACTORS} at least.")
    table = array(answers, "answers")
    if table.ndim != 2 or np.isinf(table).any() or table.shape[1] < 2 * factors:
        raise ValueError("answers: give a row per person, and two items at least for each factor.")
    seen = (~np.isnan(table)).astype(float)
    people, fewest = int(seen.any(axis=1).sum()), int((seen.T @ seen).min())
    method = f"{factors} factors by least squares, quartimin, Schmid and Leiman; no interval"
    found = NoGeneral.TOO_FEW if fewest < FEWEST else _general(table, factors)
    if isinstance(found, NoGeneral):
        return HierarchicalOmega(None, None, (), (), factors, people, fewest, method, found)
    correlations, general, own = found
    whole = float(correlations.sum())
    return HierarchicalOmega(
        hierarchical=float(general.sum()) ** 2 / whole,
        total=1 - float(own.sum()) / whole,
        general=tuple(general.tolist()),
        own=tuple(own.tolist()),
        factors=factors,
        n=people,
        fewest=fewest,
        method=method,
        reason=None,
    )


def explain(result: HierarchicalOmega) -> str:
    """How much all questions share, in one sentence for a manager."""
    if result.hierarchical is None or result.total is None:
        return f"What all questions share is not known: {result.reason}."
    return (
        f"Of the differences between people's sums {result.hierarchical:.0%} go back to what all "
        f"questions share and {result.total - result.hierarchical:.0%} to what groups of "
        f"questions share besides ({result.n:,} people; grouped by convention, so decide "
        "nothing by it)."
    )


def _general(table: Table, factors: int) -> tuple[Table, Table, Table] | NoGeneral:
    """The items' correlations, general loadings and own shares."""
    covariances = pairwise_covariances(table)
    spread = np.sqrt(np.diag(covariances))
    if not (spread > 0).all():
        return NoGeneral.NO_VARIANCE
    correlations = covariances / np.outer(spread, spread)
    if np.linalg.eigvalsh(correlations)[0] < CLOSE:
        return NoGeneral.CONTRADICTION
    loadings, own = _least_squares(correlations, factors)
    turned, related = _quartimin(loadings)
    shared, _ = _least_squares(related, 1)
    general = turned @ shared[:, 0]
    if (shared**2).max() >= 1 - SMALLEST - CLOSE:
        return NoGeneral.IMPROPER
    return correlations, general * math.copysign(1.0, float(general.sum())), own


def _least_squares(correlations: Table, factors: int) -> tuple[Table, Table]:
    """Loadings that leave the smallest squares, and the shares of the items they leave."""

    def left(own: Table) -> tuple[float, Table]:
        reduced = correlations - np.diag(own)
        loadings = _loadings(reduced, factors)
        rest = reduced - loadings @ loadings.T
        return float((rest**2).sum()), -2 * np.diag(rest)

    start = np.clip(1 / np.diag(np.linalg.inv(correlations)), SMALLEST, 1)
    bounds = [(SMALLEST, 1.0)] * len(start)
    found = scipy.optimize.minimize(
        left, start, jac=True, bounds=bounds, options={"ftol": CLOSE**2, "gtol": CLOSE}
    )
    loadings = _loadings(correlations - np.diag(found.x), factors)
    return loadings, np.asarray(1 - (loadings**2).sum(axis=1))


def _loadings(reduced: Table, factors: int) -> Table:
    values, vectors = np.linalg.eigh(reduced)
    return np.asarray(vectors[:, -factors:] * np.sqrt(np.maximum(values[-factors:], CLOSE)))


def _quartimin(loadings: Table) -> tuple[Table, Table]:
    """Loadings turned so that squares of different factors meet least, and the correlations.

    There may be several turns from which no small one is better, so that the best is taken that
    is reached from any of `_starts`.
    """
    turns = [_turned(loadings, start) for start in _starts(loadings.shape[1])]
    best = min(turns, key=lambda turn: _crossings(loadings @ np.linalg.inv(turn).T))
    return np.asarray(loadings @ np.linalg.inv(best).T), np.asarray(best.T @ best)


def _starts(factors: int) -> Iterator[Table]:
    """Turns by 0 and 45 degrees in each plane of the first three factors."""
    planes = list(combinations(range(FACTORS), 2))
    for angles in product((0.0, math.pi / 4), repeat=len(planes)):
        start = np.eye(factors)
        for (one, other), angle in zip(planes, angles, strict=True):
            plane = np.eye(factors)
            plane[[one, other], [one, other]] = math.cos(angle)
            plane[one, other], plane[other, one] = -math.sin(angle), math.sin(angle)
            start = start @ plane
        yield start


def _turned(loadings: Table, start: Table) -> Table:
    """Gradient projection over turns with columns of length 1 (Jennrich 2002)."""
    turn, step = start, 1.0
    apart = 1 - np.eye(len(turn))
    for _ in range(ROUNDS):
        inverse = np.linalg.inv(turn)
        now = loadings @ inverse.T
        slope = -(now.T @ (now * (now**2 @ apart)) @ inverse).T
        uphill = slope - turn * (turn * slope).sum(axis=0)
        size = float((uphill**2).sum())
        if size < STILL**2:
            break
        height, step = _crossings(now), 2 * step
        for _ in range(30):
            tried = turn - step * uphill
            tried = tried / np.sqrt((tried**2).sum(axis=0))
            if _crossings(loadings @ np.linalg.inv(tried).T) < height - step * size / 2:
                break
            step /= 2
        turn = tried
    return turn


def _crossings(loadings: Table) -> float:
    squares = loadings**2
    return float((squares * (squares.sum(axis=1, keepdims=True) - squares)).sum()) / 4
