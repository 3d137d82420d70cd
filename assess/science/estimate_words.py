"""An estimate in words: its digits, and between which two numbers it lies how surely.

"Nearly surely" is nineteen times in twenty everywhere in this house, and nothing else is.
"""

import math

TWO_IN_THREE = 0.68
NINETEEN_IN_TWENTY = 0.95
"""How often the two bands around a score hold the true one, its errors taken as normal."""

WHOLE = 0.995
"""From here on a distance is told in levels: it is shown as 1.00 or more."""

MINUS = "\u2212"
"""The sign as it is printed, as wide as the plus; a hyphen could be read as a dash."""


def digits(value: float) -> str:
    """Two decimals with a minus as wide as a plus: `0.83`, `−0.20`; what rounds to 0 has none."""
    shown = f"{abs(value):.2f}"
    return f"{MINUS}{shown}" if value < 0 and float(shown) else shown


def in_levels(value: float) -> str:
    """A distance on the scale of ratings: `0.52 of a level`, `2.00 levels`."""
    shown = digits(value)
    return f"{shown} levels" if abs(value) >= WHOLE else f"{shown} of a level"


def how_surely(level: float) -> str:
    """The level of an interval before its ends: `nearly surely`, `in 90 of 100 such cases`."""
    if math.isclose(level, NINETEEN_IN_TWENTY):
        return "nearly surely"
    return f"in {100 * level:g} of 100 such cases"


def surely(interval: tuple[float, float] | None, level: float) -> str:
    """How sure: `nearly surely between 0.78 and 0.91`; that there is no margin, if so."""
    if interval is None:
        return "with no margin of error to be had"
    low, high = (digits(end) for end in interval)
    return f"{how_surely(level)} between {low} and {high}"


def in_a_hundred(share: float) -> str:
    """How often: `about 12 times in 100`, `less than once in 100`, `nearly always`."""
    times = math.floor(100 * share + 0.5)
    if times > 99:
        return "nearly always"
    if times < 1:
        return "less than once in 100"
    return "about once in 100" if times == 1 else f"about {times} times in 100"
