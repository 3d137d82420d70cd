"""What may come in where a usual value should: empty, wrong, missing, huge, tiny."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

NAN = math.nan
NUMBERS = {
    "nan": NAN,
    "infinity": math.inf,
    "minus infinity": -math.inf,
    "nothing": None,
    "a word": "3",
    "a list": [1.0, 2.0],
    "a mapping": {"a": 1},
    "a truth": True,
    "minus one": -1,
    "zero": 0,
    "one": 1,
    "a half": 0.5,
    "tiny": 1e-300,
    "huge": 1e300,
    "beyond 2**53": 2**53 + 1,
    "beyond a float": 10**400,
    "imaginary": 1j,
}
TEXTS = {"empty": "", "unknown": "unheard of", "nothing": None, "a number": 3}
LISTS = {"empty": [], "nothing": None, "a number": 3, "nothings": [None]}


def _with(table: Any, value: Any, place: Any = None) -> Any:
    found = table.copy()
    if found.size:
        found[(0,) * found.ndim if place is None else place] = value
    return found


REFUSED: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda _: None,
    "a number": lambda _: 3.0,
    "a word": lambda _: "123",
    "a mapping": lambda _: {"a": 1},
    "empty": lambda _: [],
    "empty rows": lambda _: [[], []],
    "no rows": lambda one: one[:0],
    "one row": lambda one: one[:1],
    "two rows": lambda one: one[:2],
    "one column": lambda one: one[:, :1] if one.ndim > 1 else one[:, None],
    "uneven rows": lambda _: [[1.0, 2.0], [3.0]],
    "one more axis": lambda one: one[None],
    "in one row": lambda one: one.ravel() if one.ndim > 1 else [one.tolist()],
    "words": lambda one: one.astype(str),
    "a word among objects": lambda one: _with(one.astype(object), "3"),
    "a list among objects": lambda one: _with(one.astype(object), [1]),
    "beyond a float": lambda one: _with(one.astype(object), 10**400),
    "all missing": lambda one: np.full(one.shape, NAN),
    "one infinite": lambda one: _with(one.astype(float), math.inf),
    "all infinite": lambda one: np.full(one.shape, -math.inf),
    "all alike": lambda one: np.full(one.shape, 3.0),
    "all 0": lambda one: np.zeros(one.shape),
    "nearly alike": lambda one: 3 + 1e-15 * one.astype(float),
    "columns alike": lambda one: np.repeat(one[:, :1], one.shape[1], 1) if one.ndim > 1 else one,
    "huge": lambda one: one * 1e300,
    "tiny": lambda one: one * 1e-300,
    "beyond 2**53": lambda one: one.astype(np.int64) + 2**53,
    "imaginary": lambda one: one * 1j,
}
"""Tables that are refused or say little, as a rule, and so cost no time."""

WORKED: dict[str, Callable[[Any], Any]] = {
    "turned": lambda one: one.T if one.ndim > 1 else one[::-1],
    "twice as long": lambda one: np.concatenate([one, one]),
    "objects": lambda one: one.astype(object),
    "None among objects": lambda one: _with(one.astype(object), None),
    "one missing": lambda one: _with(one.astype(float), NAN),
    "a column missing": lambda one: _with(one.astype(float), NAN, place=(..., 0)),
    "a row missing": lambda one: _with(one.astype(float), NAN, place=slice(0, 1)),
    "negative": lambda one: -one.astype(float),
    "truths": lambda one: one > np.median(one),
    "large": lambda one: one * 1e29,
    "small": lambda one: one * 1e-29,
}
"""Tables that are mostly worked through to the end."""


def in_place_of(usual: Any, *, quickly: bool) -> Iterator[tuple[str, Any]]:
    """Odd values by name in place of a usual one; none for a switch or an object of the house."""
    if isinstance(usual, (bool, np.random.Generator)):
        return
    if isinstance(usual, (int, float)):
        yield from NUMBERS.items()
    elif isinstance(usual, str):
        yield from TEXTS.items()
    elif isinstance(usual, Mapping):
        yield from _mappings(usual, quickly=quickly)
    elif is_table(usual):
        yield from tables(usual, quickly=quickly)
    elif isinstance(usual, Sequence):
        yield from LISTS.items()


def is_table(usual: Any) -> bool:
    """Whether a usual value is rows of numbers or of words."""
    if isinstance(usual, np.ndarray):
        return True
    plain = isinstance(usual, (list, tuple, range))
    return plain and all(isinstance(one, (int, float, str, list)) for one in usual)


def tables(usual: Any, *, quickly: bool) -> Iterator[tuple[str, Any]]:
    """Odd tables by name in place of a usual one, as far as it can be made odd that way."""
    found = np.asarray(usual)
    for name, way in (REFUSED if quickly else {**REFUSED, **WORKED}).items():
        try:
            with np.errstate(all="ignore"):
                odd = way(found)
        except (TypeError, ValueError, IndexError, RuntimeWarning):
            continue
        yield name, odd


def _mappings(usual: Mapping[Any, Any], *, quickly: bool) -> Iterator[tuple[str, Any]]:
    yield from {"empty": {}, "nothing": None, "a number": 3, "other": {"other": 1.0}}.items()
    yield "pairs", list(usual.items())
    first = next(iter(usual))
    for name, value in in_place_of(usual[first], quickly=quickly):
        yield f"{first}: {name}", {**usual, first: value}
