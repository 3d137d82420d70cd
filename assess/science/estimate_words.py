"""An estimate in words: its digits, and between which two numbers it lies how surely."""

import math

from assess.science.estimates import Interval
from assess.science.scale_words import MINUS

NINETEEN_IN_TWENTY = 0.95


def digits(value: float) -> str:
    """Two decimals with a minus as wide as a plus: `0.83`, `−0.20`; what rounds to 0 has none."""
    shown = f"{abs(value):.2f}"
    return f"{MINUS}{shown}" if value < 0 and float(shown) else shown


def surely(interval: Interval | None, level: float) -> str:
    """How sure: `nearly surely between 0.78 and 0.91`; that there is no margin, if so."""
    if interval is None:
        return "with no margin of error to be had"
    low, high = (digits(end) for end in interval)
    if math.isclose(level, NINETEEN_IN_TWENTY):
        return f"nearly surely between {low} and {high}"
    return f"in {100 * level:g} of 100 such samples between {low} and {high}"


def in_a_hundred(share: float) -> str:
    """How often: `about 12 times in 100`, `less than once in 100`, `nearly always`."""
    times = math.floor(100 * share + 0.5)
    if times > 99:
        return "nearly always"
    if times < 1:
        return "less than once in 100"
    return "about once in 100" if times == 1 else f"about {times} times in 100"
