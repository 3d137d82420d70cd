"""Ratings as the many-facet model counts them: who was rated, by whom, on what, how high."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import array, labelled
from assess.science.scalars import MOST, check_mapping, check_row, is_whole, naming

Places: TypeAlias = NDArray[np.intp]
Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Sparse: TypeAlias = Any
"""A `csr_array`; its stubs do not follow products."""

CANDIDATE, RATER, COMPETENCY = "candidate", "rater", "competency"

WIDEST = 100
"""A scale of more categories is no rating scale."""


@dataclass(frozen=True, eq=False)
class Facet:
    """One source of ratings: its levels, in order, and the level behind every rating."""

    name: str
    levels: tuple[Hashable, ...]
    places: Places

    def sums(self, values: Vector) -> Vector:
        """The sum of a value over the ratings of each level."""
        size = len(self.levels)
        return np.asarray(np.bincount(self.places, values, minlength=size), dtype=float)

    @property
    def counts(self) -> Places:
        """Ratings of each level."""
        return np.bincount(self.places, minlength=len(self.levels))


@dataclass(frozen=True, eq=False)
class Ratings:
    """Whole-numbered ratings of a scale from `lowest` to `highest`.

    `candidates` are measured, `facets` (raters, competencies) make a rating lower. `missing`
    ratings were left out.
    """

    scores: Places
    candidates: Facet
    facets: tuple[Facet, ...]
    lowest: int
    highest: int
    missing: int

    @property
    def n(self) -> int:
        return len(self.scores)

    def facet(self, name: str) -> Facet:
        """A facet, or the candidates, by name; `ValueError` for another one."""
        for one in (self.candidates, *self.facets):
            if one.name == name:
                return one
        raise ValueError(f"facet: there is none called {name}.")

    def only(self, kept: Flags) -> "Ratings":
        """The ratings that are kept; levels without any are gone."""
        if kept.all():
            return self
        return Ratings(
            self.scores[kept],
            _without(self.candidates, kept),
            tuple(_without(one, kept) for one in self.facets),
            self.lowest,
            self.highest,
            self.missing,
        )

    @cached_property
    def _cells(self) -> tuple[Places, Places]:
        table = np.column_stack([one.places for one in self.facets])
        sizes = [len(one.levels) for one in self.facets]
        codes = np.ravel_multi_index(tuple(table.T), sizes)
        _, first, places = np.unique(codes, return_index=True, return_inverse=True)
        return table[first], places

    @property
    def cells(self) -> Places:
        """The combinations of levels that occur, a row each, a column per facet."""
        return self._cells[0]

    @property
    def cell_of(self) -> Places:
        """The cell of every rating."""
        return self._cells[1]

    @cached_property
    def by_cell(self) -> Sparse:
        """How often each candidate was rated in each cell."""
        shape = len(self.candidates.levels), len(self.cells)
        return scipy.sparse.csr_array(
            (np.ones(self.n), (self.candidates.places, self.cell_of)), shape=shape
        )


def ratings(
    scores: ArrayLike,
    candidates: ArrayLike,
    facets: Mapping[str, ArrayLike],
    *,
    scale: tuple[int, int] | None = None,
) -> Ratings:
    """Ratings from n scores and the n labels of their candidates and of each facet.

    `facets` gives the labels by name, such as `{"rater": …, "competency": …}`. A score that is
    NaN or `None` is left out and counted. `scale` is the lowest and the highest rating there
    can be; without it those that were given count.

    Raises `ValueError` for lengths that differ, a score that is no whole number or outside the
    scale, a label that is NaN, a facet called `candidate`, and no ratings or facets at all.
    """
    table = array(scores, "scores")
    if table.ndim != 1 or np.isinf(table).any():
        raise ValueError("scores: give a sequence of numbers, and NaN where one is missing.")
    seen = ~np.isnan(table)
    if not seen.any() or not (table[seen] % 1 == 0).all() or np.abs(table[seen]).max() > MOST:
        raise ValueError("scores: give whole numbers, one at least.")
    whole = table[seen].astype(np.intp)
    check_mapping(facets, "facets")
    if not facets or CANDIDATE in facets:
        raise ValueError("facets: give one at least, and none that is called candidate.")
    lowest, highest = (whole.min(), whole.max()) if scale is None else _ends(scale)
    lowest, highest = int(lowest), int(highest)
    if whole.min() < lowest or whole.max() > highest:
        raise ValueError("scores: give ratings of the scale only.")
    if not 0 <= highest - lowest < WIDEST:
        raise ValueError("scale: give the lowest and the highest rating, 100 categories at most.")
    coded = [_facet(name, labels, seen) for name, labels in facets.items()]
    with naming(candidate="candidates"):
        people = _facet(CANDIDATE, candidates, seen)
    return Ratings(whole, people, tuple(coded), lowest, highest, int((~seen).sum()))


def _ends(scale: tuple[int, int]) -> tuple[int, int]:
    check_row(scale, "scale")
    if len(scale) != 2 or not all(is_whole(one) for one in scale):
        raise ValueError("scale: give the lowest and the highest rating.")
    return scale


def _facet(name: str, labels: ArrayLike, seen: Flags) -> Facet:
    levels, places = labelled(labels, seen, name)
    return Facet(name, tuple(levels.tolist()), places)


def _without(facet: Facet, kept: Flags) -> Facet:
    left, places = np.unique(facet.places[kept], return_inverse=True)
    return Facet(facet.name, tuple(facet.levels[one] for one in left), places)
