"""Ratings as numbers of categories: what coefficients of agreement count."""

import math
from collections.abc import Hashable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import array
from assess.science.scalars import check_row, is_number

Codes: TypeAlias = NDArray[np.intp]

MISSING = -1
SMALL = 1024
"""Whole numbers below this are counted instead of sorted."""


def coded(
    ratings: ArrayLike | Sequence[Sequence[Hashable]],
    categories: Sequence[Hashable] | None = None,
) -> tuple[Codes, tuple[Hashable, ...]]:
    """A table of places in the list of categories, -1 where there is no rating.

    A row per candidate and a column per rater, of numbers or of words; a missing rating is
    NaN or `None`. The categories are those seen, in order, unless they are given.

    Raises `ValueError` for another shape, what is infinite, a category named twice, or a
    rating that is in none.
    """
    try:
        table = np.asarray(ratings)
    except ValueError as unfit:
        raise ValueError("ratings: give rows of one length.") from unfit
    if table.dtype.kind in "US":
        # Once more, as numpy writes NaN among words as a word.
        table = np.asarray(ratings, dtype=object)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("ratings: give a row per candidate and a column per rater, two at least.")
    if table.dtype.kind == "O" and any(isinstance(one, str) for one in table.flat):
        return _words(table, categories)
    codes, seen = _of_numbers(array(table, "ratings"))
    if categories is None:
        return codes, tuple(seen)
    places = _places(categories)
    try:
        moved = np.array([places[one] for one in seen] + [MISSING])
    except KeyError as unknown:
        raise _unknown() from unknown
    return moved[codes], tuple(categories)


def distances(categories: Sequence[Hashable], *, named: bool) -> NDArray[np.float64]:
    """How far each two categories lie apart: by their numbers, or by their places if words.

    Raises `ValueError` for words whose order was not `named`.
    """
    check_row(categories, "categories")
    if len(categories) and all(is_number(one) for one in categories):
        values = np.array(categories, dtype=float)
    elif named:
        values = np.arange(len(categories), dtype=float)
    else:
        raise ValueError("categories: name them in their order, as words have none.")
    result: NDArray[np.float64] = np.abs(values[:, None] - values)
    return result


def _of_numbers(table: NDArray[np.float64]) -> tuple[Codes, list[float]]:
    seen = ~np.isnan(table)
    values = table[seen]
    if np.isinf(values).any():
        raise ValueError("ratings: give numbers, and NaN where there is no rating.")
    codes = np.full(table.shape, MISSING, dtype=np.intp)
    if not values.size:
        return codes, []
    whole = values.astype(np.intp) if values.min() >= 0 and values.max() < SMALL else None
    if whole is not None and np.array_equal(whole, values):
        there = np.bincount(whole) > 0
        codes[seen] = (np.cumsum(there) - 1)[whole]
        return codes, [float(one) for one in np.flatnonzero(there)]
    unique, places = np.unique(values, return_inverse=True)
    codes[seen] = places
    return codes, [float(one) for one in unique]


def _words(
    table: NDArray[np.object_], categories: Sequence[Hashable] | None
) -> tuple[Codes, tuple[Hashable, ...]]:
    if categories is None:
        categories = sorted({one for one in table.flat if not _is_missing(one)}, key=str)
    places = _places(categories)
    try:
        codes = [MISSING if _is_missing(one) else places[one] for one in table.flat]
    except KeyError as unknown:
        raise _unknown() from unknown
    return np.array(codes, dtype=np.intp).reshape(table.shape), tuple(categories)


def _is_missing(rating: object) -> bool:
    return rating is None or (isinstance(rating, float) and math.isnan(rating))


def _places(categories: Sequence[Hashable]) -> dict[Hashable, int]:
    check_row(categories, "categories")
    try:
        places = {one: place for place, one in enumerate(categories)}
    except TypeError as unfit:
        raise ValueError("categories: give words or numbers.") from unfit
    if len(places) < len(categories) or any(_is_missing(one) for one in places):
        raise ValueError("categories: name each of them once, and none that is missing.")
    return places


def _unknown() -> ValueError:
    return ValueError("ratings: give only categories that are named.")
