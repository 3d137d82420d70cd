"""Whether what was handed in is one number at all. No numpy, so that any page may ask."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from statistics import NormalDist
from typing import Any, TypeAlias

Exact: TypeAlias = float
"""A number that follows from what was given and from nothing else: no sample stands behind it, so
it has no error of its own. What the given numbers lack in sureness it lacks too."""


LARGEST = 1e30
"""Sums of powers of larger numbers leave what a computer can count."""

LEAST_LEVEL = 1e-6
"""Levels nearer to 0 or 1 have quantiles that no computer tells from 0 or from infinity."""

MOST = 10**9
"""Counts above this are slips of the keyboard, and loops over them would not end."""


def is_number(value: Any) -> bool:
    """Whether this is one number from -1e30 to 1e30; NaN, words and `None` are none."""
    if not isinstance(value, Real):
        return False
    number: Any = value
    return bool(-LARGEST <= number <= LARGEST)


def is_whole(value: object) -> bool:
    """Whether this is one whole number, written 3 or 3.0."""
    return isinstance(value, Real) and is_number(value) and value % 1 == 0


def is_count(value: Any, least: int = 0) -> bool:
    """Whether this is a whole number from `least` to a thousand million."""
    return is_whole(value) and bool(least <= value <= MOST)


def check_number(value: object, name: str) -> None:
    """Raises `ValueError` unless this is one number."""
    if not is_number(value):
        raise ValueError(f"{name}: give a number.")


def quantile(level: float) -> float:
    """The normal quantile of a two-sided level: 1.96 for 0.95."""
    check_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def check_level(level: float) -> None:
    """Raises `ValueError` unless the level is a share between 0 and 1."""
    if not (is_number(level) and LEAST_LEVEL <= level <= 1 - LEAST_LEVEL):
        raise ValueError("level: give a share between 0 and 1, such as 0.95.")


def check_mapping(value: object, name: str) -> None:
    """Raises `ValueError` unless this is a mapping."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name}: give a mapping.")


def check_row(value: object, name: str) -> None:
    """Raises `ValueError` unless things stand here one after another, in a list or the like."""
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__len__"):
        raise ValueError(f"{name}: give a list.")


def check_rows(value: object, name: str) -> None:
    """Raises `ValueError` unless this is a mapping of rows; a word is a row of letters."""
    if not isinstance(value, Mapping) or not all(hasattr(one, "__len__") for one in value.values()):
        raise ValueError(f"{name}: give a mapping of lists.")


def check_choice(value: object, kind: type, name: str) -> None:
    """Raises `ValueError` unless this is one of the ways there are."""
    if not isinstance(value, kind):
        raise ValueError(f"{name}: give one of {kind.__name__}.")


@contextmanager
def naming(**names: str) -> Iterator[None]:
    """Refusals of what is called in here name the caller's arguments instead of its own."""
    try:
        yield
    except ValueError as unfit:
        name, _, sentence = str(unfit).partition(": ")
        raise ValueError(f"{names.get(name, name)}: {sentence}") from unfit
