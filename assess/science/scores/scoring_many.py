"""Scale scores of many people at once, for rescoring, norms and reliability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assess.instruments.measures import LEVELS, Method
from assess.later import later

if TYPE_CHECKING:
    from assess.instruments.assessment import Assessment
    from assess.instruments.items import levels as kinds
else:
    kinds = later("assess.instruments.items.levels")

CHUNK = 50_000
"""People scored at a time: keeps the memory small and the numbers in the cache."""


@dataclass(frozen=True)
class ManyScores:
    """Scores of n people: `values` is n x scales (NaN: too little answered), in order `scales`."""

    scales: tuple[str, ...]
    values: NDArray[np.float32]
    answered: NDArray[np.int16]


def score_levels(assessment: Assessment, items: list[str], levels: NDArray[np.int8]) -> ManyScores:
    """Score every scale of the method *mean* for many people.

    `levels` is n x len(items): 1 to 5, 0 where nothing was answered. The same rule as
    `scoring.score`: reverse keys, missing rule, mean of what was answered. An item without a
    column is unanswered, and a column no scale needs does nothing. Raises `ValueError` for
    another shape, an item with two columns, or a level that is no whole number from 0 to 5.
    """
    _check(items, levels)
    scales = [scale for scale in assessment.scales if scale.method is Method.MEAN]
    place = {item: column for column, item in enumerate(items)}
    known = [
        [item for item in assessment.items_of(scale) if isinstance(item, kinds.Levelled)]
        for scale in scales
    ]
    keyed = np.zeros((len(items), len(scales)), dtype=np.float32)
    member = np.zeros_like(keyed)
    turned = np.zeros_like(keyed)
    for column, members in enumerate(known):
        for item in members:
            if item.id in place:
                keyed[place[item.id], column] = -1 if item.reverse else 1
                turned[place[item.id], column] = LEVELS[0] + LEVELS[-1] if item.reverse else 0
                member[place[item.id], column] = 1
    least = np.array(
        [len(m) - s.max_missing for m, s in zip(known, scales, strict=True)], dtype=np.float32
    )
    values = np.empty((len(levels), len(scales)), dtype=np.float32)
    answered = np.empty((len(levels), len(scales)), dtype=np.int16)
    for start in range(0, len(levels), CHUNK):
        part = levels[start : start + CHUNK].astype(np.float32)
        given = (part > 0).astype(np.float32)
        count = given @ member
        total = part @ keyed + given @ turned
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total / count
        mean[(count < least) | (count == 0)] = np.nan
        values[start : start + CHUNK] = mean
        answered[start : start + CHUNK] = count
    return ManyScores(tuple(scale.id for scale in scales), values, answered)


def _check(items: list[str], levels: NDArray[np.int8]) -> None:
    if levels.ndim != 2 or levels.shape[1] != len(items):
        raise ValueError(f"levels: give one column for each of the {len(items)} items.")
    if len(set(items)) < len(items):
        raise ValueError("items: give each item one column.")
    if not np.issubdtype(levels.dtype, np.integer):
        raise ValueError("levels: give whole numbers, 0 where nothing was answered.")
    if levels.size and (levels.min() < 0 or levels.max() > LEVELS[-1]):
        raise ValueError(f"levels: give whole numbers from 0 to {LEVELS[-1]}.")
