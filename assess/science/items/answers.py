"""Answers as steps: which occur, which are too rare to stand alone, which items say anything."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Numbers
from assess.science.items.curves import MISSING, MOST_STEPS, Codes, checked

FEWEST = 10
"""A step fewer people took is put together with its neighbour."""


@dataclass(frozen=True)
class Steps:
    """The steps of one item, lowest first: the answers each holds and how many people gave them.

    One step alone says nothing of anybody.
    """

    answers: tuple[tuple[float, ...], ...]
    people: tuple[int, ...]

    @property
    def cuts(self) -> tuple[float, ...]:
        return tuple(step[0] for step in self.answers[1:])

    @property
    def merged(self) -> tuple[tuple[float, ...], ...]:
        """The steps that hold more than one answer."""
        return tuple(step for step in self.answers if len(step) > 1)


@dataclass(frozen=True, eq=False)
class Stepped:
    """People who answered anything: the step of each answer, -1 where there is none."""

    codes: Codes
    steps: tuple[Steps, ...]
    people: int
    missing: int


def stepped(answers: ArrayLike, *, fewest: int, items: int) -> Stepped:
    """The steps of each answer, after rare ones went to the smaller of their neighbours.

    Raises `ValueError` for fewer than `items` columns, what is no number, or too many steps.
    """
    table = checked(answers, fewest=items)
    table = table[~np.isnan(table).all(axis=1)]
    codes = np.full(table.shape, MISSING, dtype=np.int8)
    found = []
    for column, values in enumerate(np.ascontiguousarray(table.T)):
        seen = ~np.isnan(values)
        kinds, people = _counted(values[seen])
        steps = _merged(kinds.tolist(), people, fewest)
        if len(steps.answers) > MOST_STEPS:
            raise ValueError(f"answers: an item may have {MOST_STEPS} steps at most.")
        place = np.searchsorted(steps.cuts, values, side="right")
        codes[:, column] = np.where(seen, place, MISSING)
        found.append(steps)
    return Stepped(codes, tuple(found), len(table), int(np.isnan(table).sum()))


def _counted(values: Numbers) -> tuple[Numbers, list[int]]:
    """The different values in order, and how often each occurs; small whole numbers fast."""
    if len(values) and values.min() >= 0 and values.max() < 1000:
        whole = values.astype(np.intp)
        if (whole == values).all():
            counts = np.bincount(whole)
            (kinds,) = np.nonzero(counts)
            return kinds.astype(float), [int(one) for one in counts[kinds]]
    other, often = np.unique(values, return_counts=True)
    return other, [int(one) for one in often]


def _merged(kinds: list[float], people: list[int], fewest: int) -> Steps:
    """Rarest first, until no step is rare or one alone is left."""
    held: list[tuple[float, ...]] = [(one,) for one in kinds]
    left = list(people)
    while len(left) > 1 and min(left) < fewest:
        rare = left.index(min(left))
        sides = [place for place in (rare - 1, rare + 1) if 0 <= place < len(left)]
        first = min(rare, min(sides, key=left.__getitem__))
        held[first : first + 2] = [held[first] + held[first + 1]]
        left[first : first + 2] = [left[first] + left[first + 1]]
    return Steps(tuple(held), tuple(left))
