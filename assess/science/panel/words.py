"""Results in words and digits, the same on every page and paper.

Ratings, means and zones are levels from 1 to 5. Nothing here raises for what `panel` made.
"""

import math
from fractions import Fraction

from assess.science.estimate_words import in_levels
from assess.science.panel.results import DEVIATION, DISCUSS, Band, Result, Zone
from assess.text import counted

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
    """A mean as the data carry it: an exact fraction up to four `ratings`, then one decimal.

    A weighted mean of few ratings that is no such fraction has one decimal too. A decimal is
    rounded: 2.96 reads 3.0, while a mean of few ratings that is exactly 3 reads 3.
    """
    if mean is None:
        return NOT_RATED
    if ratings < FEW:
        exact = _exact(mean)
        if exact:
            return exact
    return decimal(mean)


def span(result: Result) -> str:
    """The range of a result: `3 to 4`, one number when all agree, a dash when nobody rated."""
    if result.low is None or result.high is None:
        return NOT_RATED
    return _between(result.low, result.high, few=result.ratings < FEW or not _is_overall(result))


def margin(result: Result) -> str:
    """Between which levels a result nearly surely lies: `2.6 to 4.1`; a dash without a band."""
    if result.band is None:
        return NOT_RATED
    return _between(result.band.low, result.band.high, few=False)


def corrected(result: Result) -> str:
    """A result with its raters' severity taken out: `3.7`; empty where none may be shown."""
    return decimal(result.corrected.estimate) if result.corrected else ""


def beside(result: Result) -> str:
    """A mean and, where it may be shown, what it is corrected: `3½; corrected 3.7`."""
    shown = level(result.mean, result.ratings)
    return f"{shown}; corrected {corrected(result)}" if result.corrected else shown


def correction(result: Result) -> str:
    """The same in a sentence, beside the result as rated; empty where none may be shown."""
    if result.corrected is None or result.mean is None:
        return ""
    value, was = corrected(result), decimal(result.mean)
    moved = Fraction(value) - Fraction(was)
    change = "the same as rated"
    if moved:
        change = f"{decimal(float(abs(moved)))} {'more' if moved > 0 else 'less'} than as rated"
    return (
        f"Corrected for who rated: {value}, nearly surely {_ends(result.corrected.band)}; {change}."
    )


def deviation(result: Result) -> str:
    """That raters lie too far apart on the whole, or that one of them does; empty if neither."""
    if result.deviation is None or (result.spread < DISCUSS and not result.is_apart):
        return ""
    said = f"On average they lie {in_levels(result.deviation)} from their mean"
    if result.is_apart:
        return f"{said}; beyond {float(DEVIATION):.2f} raters do not count as agreeing."
    return f"{said}, which still counts as agreement on the whole: see who stands apart."


def zone(wanted: Zone) -> str:
    """The levels a role wants: `3 to 4`, `3½ to 4½`."""
    return _between(wanted.low, wanted.high, few=True)


def raters(number: int) -> str:
    """How many people rated: `1 rater`, `3 raters`, `no rater`."""
    return "no rater" if number == 0 else counted(number, "rater")


def sentence(name: str, result: Result) -> str:
    """What a result says, with the people and the range behind it."""
    if result.mean is None or result.phrase is None:
        return f"{name}: not rated by anyone, so nothing can be said."
    mean = level(result.mean, result.ratings)
    sure = f", nearly surely {_ends(result.band)}" if result.band else ""
    return f"{name}: {result.phrase} what the role asks for ({mean}{sure}; {_basis(result)})."


def _ends(band: Band) -> str:
    return f"between {decimal(band.low)} and {decimal(band.high)}"


def _basis(result: Result) -> str:
    """The people behind a result, and how far apart their ratings lie."""
    people = raters(result.raters)
    if result.raters == 1:
        return f"{people}, so no range"
    if _is_overall(result):
        return f"{people}, {_over_all(result)}"
    if result.low == result.high:
        return f"{people}, {'both' if result.raters == 2 else 'all'} rated {span(result)}"
    return f"{people}, range of ratings {span(result)}"


def _is_overall(result: Result) -> bool:
    """Whether several competencies were combined: then no word says how far raters agree."""
    return result.ratings > 1 and result.agreement is None


def _over_all(result: Result) -> str:
    """The range of several competencies taken together, which no single rating need show."""
    if result.low is None or result.high is None or result.low == result.high:
        return "lowest and highest ratings alike"
    low, _, high = span(result).partition(" to ")
    if not high:
        return f"{low} with every lowest rating, and nearly the same with every highest"
    return f"between {low} with every lowest rating and {high} with every highest"


def _between(low: float, high: float, *, few: bool) -> str:
    """Two ends in one notation: both as whole levels and fractions, or both with a decimal."""
    ends = [_exact(end) for end in (low, high)]
    if not few or not all(ends):
        ends = [decimal(low), decimal(high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def decimal(mean: float) -> str:
    """One decimal; a half is rounded up, as everybody learned it."""
    tenths = math.floor(Fraction(mean).limit_denominator(10_000) * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def _exact(mean: float) -> str:
    """A whole level, or one with a fraction that has a sign of its own; else nothing."""
    nearest = Fraction(mean).limit_denominator(4)
    whole, rest = divmod(nearest, 1)
    return f"{whole}{FRACTIONS.get(rest, '')}" if math.isclose(nearest, mean) else ""
