"""Samples of people drawn with replacement: what a coefficient would be with others."""

from collections.abc import Iterator

import numpy as np

from assess.science.covariances import Table
from assess.science.estimates import Seed, check_draws, generator

AT_ONCE = 2**22
"""So many numbers of draws are held at a time."""

FEWEST_DRAWS = 100
ROUNDING = 1e-12


def weights(people: int, draws: int, seed: Seed) -> Iterator[Table]:
    """How often each of `people` is in each draw, a row per draw, some draws at a time.

    Raises `ValueError` for fewer than 100 draws.
    """
    check_draws(draws, FEWEST_DRAWS)
    random, at_once = generator(seed), max(1, AT_ONCE // max(1, people))
    for start in range(0, draws, at_once):
        some = min(at_once, draws - start)
        drawn = random.integers(0, people, (some, people)) + np.arange(some)[:, None] * people
        counts = np.bincount(drawn.ravel(), minlength=some * people)
        yield counts.reshape(some, people).astype(float)


def covariances(table: Table, draws: int, seed: Seed) -> Iterator[Table]:
    """The pairwise covariances (n - 1) of the columns in each draw, NaN where undefined."""
    seen = (~np.isnan(table)).astype(float)
    means = np.where(seen, table, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    values = np.where(seen, table - means, 0)
    for some in weights(len(table), draws, seed):
        yield from _of_draws(some, values, seen)


def percentiles(found: Table, level: float) -> tuple[float, float]:
    """The ends between which a share of the draws lies."""
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _of_draws(some: Table, values: Table, seen: Table) -> Table:
    """A square table per row of weights; only one half is worked out."""
    items = values.shape[1]
    result = np.empty((len(some), items, items))
    still = np.zeros((len(some), items), dtype=bool)
    for item in range(items):
        mine, others = values[:, item : item + 1], values[:, item:]
        both = seen[:, item : item + 1] * seen[:, item:]
        counts = some @ both
        products = some @ (mine * others)
        sums = (some @ (mine * both)) * (some @ (others * both))
        spread = products - sums / np.maximum(counts, 1)
        row = np.where(counts > 1, spread / np.maximum(counts - 1, 1), np.nan)
        result[:, item, item:] = row
        result[:, item:, item] = row
        still[:, item] = spread[:, 0] <= ROUNDING * products[:, 0]
    # Somebody's one answer drawn alone is no variance, whatever rounding makes of it.
    result[(still[:, :, None] | still[:, None, :]) & ~np.isnan(result)] = 0
    return result
