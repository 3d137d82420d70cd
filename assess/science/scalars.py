"""Whether what was handed in is one number at all. No numpy, so that any page may ask."""

import math
from numbers import Real


def is_number(value: object) -> bool:
    """Whether this is one finite number; NaN, infinity, words and `None` are none."""
    return isinstance(value, Real) and math.isfinite(value)


def is_whole(value: object) -> bool:
    """Whether this is one whole number, written 3 or 3.0."""
    return isinstance(value, Real) and is_number(value) and value % 1 == 0
