"""How much of what scores explain together belongs to each: Johnson's relative weights.

Slopes of related scores share what they explain in ways that small changes turn around. Relative
weights split R² by way of the unrelated variables closest to the scores (Johnson 2000, Multivar
Behav Res 35:1). They describe; they are no weights to score with.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assess.science import resampling
from assess.science.estimates import Estimate, Numbers, Seed, undefined
from assess.science.fit.guards import HOUSE, Guards, Kind, Known, Lack, known_of, lack_of
from assess.science.scalars import check_level

METHOD = "Johnson's relative weight, percentiles of draws less their bias, n people"
CLOSE = 1e-12


@dataclass(frozen=True)
class RelativeWeights:
    """A part of R² for each score, in the order given; together they are `explained`."""

    weights: tuple[Estimate, ...]
    explained: float | None
    n: int
    left_out: int
    level: float
    reason: Lack | None = None


def relative_weights(
    scores: ArrayLike,
    outcomes: ArrayLike,
    *,
    seed: Seed,
    guards: Guards = HOUSE,
    level: float = 0.95,
    draws: int = 2000,
) -> RelativeWeights:
    """Johnson's weights of k scores, a row per person; missing numbers leave a person out.

    Intervals are percentiles of bootstrap draws, moved down by what draws are above the sample on
    average and cut at 0: no weight is negative, so that without this none would ever reach 0
    (Tonidandel, LeBreton & Johnson 2009, Psychol Methods 14:387). Raises `ValueError`
    for a table and outcomes that do not fit, or fewer than 100 draws.
    """
    check_level(level)
    known = known_of(scores, outcomes, Kind.AMOUNT)
    size, reason = known.table.shape[1], lack_of(known, guards)
    if reason:
        nothing = undefined(level, known.n, METHOD, reason)
        return RelativeWeights((nothing,) * size, None, known.n, known.left_out, level, reason)
    both = np.column_stack([known.table, known.outcomes])
    both = (both - both.mean(axis=0)) / both.std(axis=0)
    found = _weights(np.corrcoef(both, rowvar=False)[None])[0]
    drawn = _weights(_correlations(np.array(list(resampling.covariances(both, draws, seed)))))
    weights = tuple(
        _around(float(value), column, known, level)
        for value, column in zip(found, drawn.T, strict=True)
    )
    return RelativeWeights(weights, float(found.sum()), known.n, known.left_out, level)


def _weights(correlations: Numbers) -> Numbers:
    """(Λ∘Λ)(β∘β), Λ the symmetric root of the scores' correlations, β = Λ⁻¹ r; a row per table."""
    inner, across = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    values, vectors = np.linalg.eigh(inner)
    roots = np.sqrt(np.maximum(values, 0))
    turned = np.swapaxes(vectors, 1, 2)
    root = (vectors * roots[:, None, :]) @ turned
    backwards = np.divide(1, roots, out=np.zeros_like(roots), where=roots > CLOSE)
    slopes = ((vectors * backwards[:, None, :]) @ turned @ across[:, :, None])[:, :, 0]
    result: Numbers = (root**2 @ (slopes**2)[:, :, None])[:, :, 0]
    return result


def _correlations(covariances: Numbers) -> Numbers:
    """A score that does not vary in a draw has no correlations there."""
    spread = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    product = spread[:, :, None] * spread[:, None, :]
    result: Numbers = np.divide(
        covariances, product, out=np.zeros_like(covariances), where=product > 0
    )
    return result


def _around(value: float, drawn: Numbers, known: Known, level: float) -> Estimate:
    low, high = resampling.percentiles(drawn - (drawn.mean() - value), level)
    ends = min(value, max(0.0, low)), max(value, high)
    return Estimate(value, float(drawn.std(ddof=1)), ends, level, known.n, METHOD)
