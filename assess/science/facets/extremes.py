"""Candidates, raters and competencies no measure can be given to by maximum likelihood.

Whoever only ever got, or gave, the lowest or only the highest rating could be anywhere beyond
the others. They are taken out, again and again until none is left, and said.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.facets.ratings import Facet, Flags, Ratings
from assess.science.facets.steps import Steps, steps


class Side(StrEnum):
    """What somebody's ratings have in common."""

    LOWEST = "only the lowest rating"
    HIGHEST = "only the highest rating"
    CONSTANT = "only one and the same rating"


@dataclass(frozen=True)
class Extreme:
    """A level of a facet (or a candidate) that was taken out with its `n` ratings."""

    facet: str
    level: Hashable
    side: Side
    n: int


def without_extremes(
    data: Ratings, owner: str | None, kinds: Collection[str]
) -> tuple[Ratings, tuple[Extreme, ...]]:
    """The ratings without extreme levels of the facets named (or candidates), and who is gone.

    No ratings may be left over: an empty `Ratings`.
    """
    found: list[Extreme] = []
    while data.n:
        used = steps(data, owner)
        asked = [one for one in (data.candidates, *data.facets) if one.name in kinds]
        extreme, kept = [], np.ones(data.n, dtype=bool)
        for facet in asked:
            one, own = _of_facet(data, facet, used)
            extreme += one
            kept &= own
        found += extreme
        if not extreme:
            break
        data = data.only(kept)
    return data, tuple(found)


def _of_facet(data: Ratings, facet: Facet, used: Steps) -> tuple[list[Extreme], Flags]:
    category = (data.scores - data.lowest).astype(float)
    own = used.set_of[data.cell_of]
    above = facet.sums(category - used.lowest[own]) == 0
    below = facet.sums(used.highest[own] - category) == 0
    gone, counts = above | below, facet.counts
    found = [
        Extreme(
            facet.name, facet.levels[place], _side(above[place], below[place]), int(counts[place])
        )
        for place in np.flatnonzero(gone)
    ]
    return found, ~gone[facet.places]


def _side(lowest: bool, highest: bool) -> Side:
    if lowest and highest:
        return Side.CONSTANT
    return Side.LOWEST if lowest else Side.HIGHEST
