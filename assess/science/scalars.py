"""Whether what was handed in is one number at all. No numpy, so that any page may ask."""

import math
from numbers import Real
from typing import TypeAlias

Exact: TypeAlias = float
"""A number that follows from what was given and from nothing else: no sample stands behind it, so
it has no error of its own. What the given numbers lack in sureness it lacks too."""


def is_number(value: object) -> bool:
    """Whether this is one finite number; NaN, infinity, words and `None` are none."""
    return isinstance(value, Real) and math.isfinite(value)


def is_whole(value: object) -> bool:
    """Whether this is one whole number, written 3 or 3.0."""
    return isinstance(value, Real) and is_number(value) and value % 1 == 0
