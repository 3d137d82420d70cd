"""Covariances where answers are missing, and coefficient alpha from them. numpy and no more.

Apart from `reliability` so that who hands in does not wait for scipy to load.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import array, numbers

Table: TypeAlias = NDArray[np.float64]

ROUNDING = 1e-9


def pairwise_covariances(table: Table) -> Table:
    """Covariances (n - 1) of the columns, each pair over the rows that have both.

    NaN where fewer than two rows have both. The means are those of the same rows, too.
    """
    seen = (~np.isnan(table)).astype(float)
    counts = seen.T @ seen
    # Shifted by the smallest answer, a constant is all zeros and has exactly no variance.
    smallest = np.where(seen, table, np.inf).min(axis=0, initial=np.inf)
    shifted = np.where(seen, table - smallest, 0)
    sums = shifted.T @ seen
    products = shifted.T @ shifted - sums * sums.T / np.maximum(counts, 1)
    result: Table = np.where(counts > 1, products / np.maximum(counts - 1, 1), np.nan)
    return result


def checked_correlations(table: ArrayLike, parts: int, name: str) -> Table:
    """The correlations of k parts with one another, as far as k parts can have them.

    Raises `ValueError` naming the argument for another shape, what is no number, sides that
    differ, a diagonal other than 1, and what is not positive semi-definite: then one part would
    have to agree with two that contradict each other.
    """
    found = array(table, name)
    fits = found.shape == (parts, parts) and bool(np.isfinite(found).all())
    if not fits or not np.allclose(found, found.T) or not np.allclose(np.diag(found), 1):
        raise ValueError(f"{name}: give a square table, alike both ways, 1 on the diagonal.")
    if parts and np.linalg.eigvalsh(found)[0] < -ROUNDING * parts:
        raise ValueError(f"{name}: no parts can have these correlations.")
    return found


def check_with_others(correlations: Table, others: ArrayLike, name: str) -> None:
    """Raises `ValueError` unless parts so related can have these correlations with something else.

    `others` is a list, one number for each part.
    """
    column = numbers(others, name)[:, None]
    whole = np.block([[correlations, column], [column.T, np.ones((1, 1))]])
    if not np.isfinite(whole).all() or np.linalg.eigvalsh(whole)[0] < -ROUNDING * len(whole):
        raise ValueError(f"{name}: parts with these correlations cannot have those with another.")


def varies(covariances: Table) -> bool:
    """Whether the sum of the items varies by more than rounding."""
    return bool(covariances.sum() > ROUNDING * np.trace(covariances))


def alpha_of(covariances: Table) -> float | None:
    """Alpha of two items or more; undefined without variance, and above 1 by contradiction."""
    items = len(covariances)
    if items < 2 or not varies(covariances):
        return None
    value = items / (items - 1) * (1 - float(np.trace(covariances) / covariances.sum()))
    return min(value, 1.0) if value < 1 + ROUNDING else None
