"""How well a weighted sum of parts serves when each part has questions of its own.

A multivariate G study of the design p x i with other items in every part, as for competencies
that are each asked about by their own questions (Rajaratnam, Cronbach & Gleser 1965,
Psychometrika 30:39; Brennan 2001, Generalizability theory, chapter 9). Parts that share their
raters need none of this: their weighted sum is one score per candidate and rater, for
`generalizability.g_study`.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import array
from assess.science.generalizability import design_study
from assess.science.generalizability.design_study import Decision
from assess.science.generalizability.g_study import DRAWS, Study, linear_study
from assess.science.scalars import check_mapping, is_count, is_number

_Vector = NDArray[np.float64]


def composite(
    parts: Mapping[str, ArrayLike],
    weights: Mapping[str, float],
    *,
    seed: int,
    sizes: Mapping[str, int] | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
) -> Decision:
    """The errors and coefficients of Σ w (mean of the part's items), in points of that sum.

    `parts` are tables with a row per candidate, the same ones in each, and a column per item.
    `sizes` are the numbers of items of each part in the decision, those of the tables unless
    given. The universe variance is w' S w - Σ w² MSₚᵢ / n with S the covariances of the
    observed means; the errors are Σ w² σ²ₚᵢ / n' and Σ w² (σ²ᵢ + σ²ₚᵢ) / n'. Intervals draw
    mean squares as df MS / χ², as if the errors were normal. All of it is undefined with fewer
    than 10 candidates.

    Raises `ValueError` for missing scores, tables of different candidates, fewer than two
    candidates or items, weights that are no numbers or all 0, sizes below 1, or a level
    outside 0 to 1.
    """
    tables = _tables(parts)
    names = list(tables)
    check_mapping(weights, "weights")
    if set(weights) != set(names) or not all(is_number(weights[one]) for one in names):
        raise ValueError("weights: give a number for every part.")
    if not any(weights.values()):
        raise ValueError("weights: give one at least that is not 0.")
    wanted = {name: one.shape[1] for name, one in tables.items()} if sizes is None else sizes
    check_mapping(wanted, "sizes")
    if set(wanted) != set(names) or not all(is_count(one, 1) for one in wanted.values()):
        raise ValueError("sizes: give 1 or more for every part.")
    share = np.array([weights[name] for name in names])
    study = _study(tables, share, seed=seed, level=level, draws=draws)
    errors = share**2 / np.array([wanted[name] for name in names])
    none = np.zeros_like(errors)
    return design_study.decision(
        study,
        wanted,
        inside=np.concatenate([[1.0], none, none]),
        relative=np.concatenate([[0.0], errors, none]),
        absolute=np.concatenate([[0.0], errors, errors]),
    )


def universe_covariances(parts: Mapping[str, ArrayLike]) -> dict[tuple[str, str], float]:
    """The covariances of the true scores of every two parts, and their variances.

    The covariances are those of the observed means, for parts with items of their own have
    unrelated errors; a variance is less by MSₚᵢ / n and may be estimated below 0. Arithmetic
    without its error: `composite` carries that. Raises
    `ValueError` as `composite` does.
    """
    tables = _tables(parts)
    observed = _observed(tables)
    errors = [_mean_squares(one)[1] / one.shape[1] for one in tables.values()]
    matrix = observed - np.diag(errors)
    return {
        (one, other): float(matrix[i, j])
        for i, one in enumerate(tables)
        for j, other in enumerate(tables)
    }


def _study(
    tables: Mapping[str, _Vector], share: _Vector, *, seed: int, level: float, draws: int
) -> Study:
    """The variance of the composite, then each part's pi and i, from their mean squares."""
    people = len(next(iter(tables.values())))
    items = np.array([float(one.shape[1]) for one in tables.values()])
    squares = np.array([_mean_squares(one) for one in tables.values()])
    parts = len(tables)
    to_variances = np.eye(1 + 2 * parts)
    to_variances[0, 1 : 1 + parts] = -(share**2) / items
    to_variances[1 + parts :, 1 : 1 + parts] = -np.eye(parts) / people
    to_variances[1 + parts :, 1 + parts :] /= people
    names = {"p": frozenset("p")}
    names |= {f"pi in {name}": frozenset(("p", name)) for name in tables}
    names |= {f"i in {name}": frozenset((name,)) for name in tables}
    whole = float(share @ _observed(tables) @ share)
    counts = [one.shape[1] for one in tables.values()]
    return linear_study(
        names,
        np.concatenate([[whole], squares[:, 1], squares[:, 0]]),
        np.concatenate([[people - 1], (people - 1) * (items - 1), items - 1]),
        to_variances,
        behind=[people, *(people * one for one in counts), *counts],
        levels={"p": people, **dict(zip(tables, counts, strict=True))},
        candidates=people,
        mean=float(share @ [one.mean() for one in tables.values()]),
        n=people * sum(counts),
        level=level,
        seed=seed,
        draws=draws,
    )


def _observed(tables: Mapping[str, _Vector]) -> _Vector:
    return np.atleast_2d(np.cov(np.array([one.mean(axis=1) for one in tables.values()])))


def _mean_squares(table: _Vector) -> tuple[float, float]:
    """Of the items, and of what neither items nor candidates explain."""
    people, items = table.shape
    columns = table.mean(axis=0) - table.mean()
    rest = table - table.mean(axis=1, keepdims=True) - columns
    return (
        people * float(columns @ columns) / (items - 1),
        float((rest**2).sum()) / ((people - 1) * (items - 1)),
    )


def _tables(parts: Mapping[str, ArrayLike]) -> dict[str, _Vector]:
    check_mapping(parts, "parts")
    tables = {name: array(one, name) for name, one in parts.items()}
    if not tables or any(one.ndim != 2 or min(one.shape) < 2 for one in tables.values()):
        raise ValueError("parts: give tables of two candidates and two items at least.")
    if len({len(one) for one in tables.values()}) > 1:
        raise ValueError("parts: give a row for each candidate, the same ones in each.")
    if not all(np.isfinite(one).all() for one in tables.values()):
        raise ValueError("parts: give a score for every cell.")
    return tables
