"""Results in words and digits, the same on every page and paper."""

import math
from fractions import Fraction

from assess.science.panel import Result

FRACTIONS = {
    Fraction(1, 4): "¼",
    Fraction(1, 3): "⅓",
    Fraction(1, 2): "½",
    Fraction(2, 3): "⅔",
    Fraction(3, 4): "¾",
}
FEW = 5
"""From this many ratings a mean carries one decimal; below, its exact fraction is shown."""

NOT_RATED = "—"


def level(mean: float | None, ratings: int) -> str:
    """A mean as the data carry it: an exact fraction up to four ratings, then one decimal.

    Nothing is rounded to a neighbouring level, and no decimal is shown that nobody earned.
    """
    if mean is None:
        return NOT_RATED
    if ratings < FEW:
        exact = Fraction(mean).limit_denominator(4)
        whole, rest = divmod(exact, 1)
        # A weighted mean of few ratings may be no such fraction: then it keeps its decimal.
        if math.isclose(exact, mean):
            return f"{whole}{FRACTIONS.get(rest, '')}"
    return f"{mean:.1f}"


def span(result: Result) -> str:
    """The range of ratings: `3 to 4`, one number when all agree, a dash when nobody rated."""
    if result.low is None or result.high is None:
        return NOT_RATED
    low, high = f"{result.low:.1f}", f"{result.high:.1f}"
    if result.low.is_integer() and result.high.is_integer():
        low, high = f"{result.low:.0f}", f"{result.high:.0f}"
    return low if low == high else f"{low} to {high}"


def raters(number: int) -> str:
    """How many people rated: `1 rater`, `3 raters`, `no rater`."""
    if number == 0:
        return "no rater"
    return "1 rater" if number == 1 else f"{number} raters"


def sentence(name: str, result: Result) -> str:
    """What a result says, with the people and the range behind it."""
    if result.mean is None or result.phrase is None:
        return f"{name}: not rated by anyone, so nothing can be said."
    mean, spread = level(result.mean, result.ratings), span(result)
    basis = f"{raters(result.raters)}, range of ratings {spread}"
    if result.raters == 1:
        basis = "1 rater, so no range"
    return f"{name}: {result.phrase} what the role asks for ({mean}; {basis})."
