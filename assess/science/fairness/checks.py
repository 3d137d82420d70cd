"""What every module here asks of its input, with the name of the argument in the refusal."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.scalars import MOST, is_number

Interval: TypeAlias = tuple[float, float]
Ints: TypeAlias = NDArray[np.int64]


def checked_share(share: float, name: str) -> float:
    """A share strictly between 0 and 1."""
    if not (is_number(share) and 0 < share < 1):
        raise ValueError(f"{name}: give a share between 0 and 1.")
    return share


def checked_limit(limit: float) -> float:
    """A ratio below which a rule speaks: above 0, at most 1."""
    if not (is_number(limit) and 0 < limit <= 1):
        raise ValueError("limit: give a ratio above 0 and at most 1, such as 0.8.")
    return limit


def checked_finite(value: float, name: str) -> float:
    """A number that is neither NaN nor infinite."""
    if not is_number(value):
        raise ValueError(f"{name}: give a number.")
    return value


def checked_counts(
    focal_n: ArrayLike,
    focal_selected: ArrayLike,
    reference_n: ArrayLike,
    reference_selected: ArrayLike,
) -> tuple[Ints, Ints, Ints, Ints]:
    """Four rows of whole numbers of one length: both groups' people and selected."""
    n1, s1, n2, s2 = (
        whole(value, name)
        for value, name in (
            (focal_n, "focal_n"),
            (focal_selected, "focal_selected"),
            (reference_n, "reference_n"),
            (reference_selected, "reference_selected"),
        )
    )
    if not len(n1) == len(s1) == len(n2) == len(s2):
        raise ValueError("focal_n: give every argument one number per table.")
    checked_people(n1, s1, "focal_n", "focal_selected")
    checked_people(n2, s2, "reference_n", "reference_selected")
    return n1, s1, n2, s2


def checked_people(people: Ints, selected: Ints, n: str, chosen: str) -> None:
    """Groups of one person at least, no more of whom are selected than there are."""
    if (people < 1).any():
        raise ValueError(f"{n}: give one person at least.")
    if (selected > people).any():
        raise ValueError(f"{chosen}: give no more than there are people.")


def whole(values: ArrayLike, name: str) -> Ints:
    """Whole numbers of 0 or more, in one row."""
    try:
        numbers = np.atleast_1d(np.asarray(values))
    except ValueError as unfit:
        raise ValueError(f"{name}: give whole numbers.") from unfit
    if numbers.ndim != 1 or numbers.dtype.kind not in "iuf":
        raise ValueError(f"{name}: give whole numbers.")
    if not np.isfinite(numbers).all() or (numbers % 1 != 0).any():
        raise ValueError(f"{name}: give whole numbers.")
    if (numbers > MOST).any():
        raise ValueError(f"{name}: give numbers up to a thousand million.")
    if (numbers < 0).any():
        raise ValueError(f"{name}: give numbers of 0 or more.")
    return numbers.astype(np.int64)
