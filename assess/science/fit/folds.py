"""People parted into folds, again and again: who is learned from and who is kept for the test."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assess.science.estimates import Numbers
from assess.science.fit.guards import Kind

Places: TypeAlias = NDArray[np.int64]


def parted(outcomes: Numbers, kind: Kind, folds: int, random: np.random.Generator) -> Places:
    """The fold of every person, 0 to `folds` - 1, of equal size but for one.

    Events are spread evenly over folds, so that none is without. Raises `ValueError` for fewer
    than two folds or fewer people, or of the rarer outcome, than folds.
    """
    rarer = len(outcomes)
    if kind is Kind.EVENT:
        rarer = int(min(outcomes.sum(), (1 - outcomes).sum()))
    if not 2 <= folds <= rarer:
        raise ValueError("folds: give two or more, and no more than people of the rarer outcome.")
    order = random.permutation(len(outcomes))
    if kind is Kind.EVENT:
        order = order[np.argsort(outcomes[order], kind="stable")]
    places = np.empty(len(outcomes), dtype=np.int64)
    places[order] = np.arange(len(outcomes)) % folds
    return places


def splits(places: Places, folds: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """For each fold: who is learned from, and who is kept for the test."""
    for fold in range(folds):
        test = places == fold
        yield ~test, test
