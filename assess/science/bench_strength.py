"""How many of a pool's people would meet what a role wants, given how sure each result is.

Every person meets it with the probability that the true score lies at or above the wanted one,
the result's error being normal. The number who do is the sum of such unequal chances: a
Poisson-binomial (Hong 2013, Computational Statistics and Data Analysis 59:41), computed exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from assess.science.estimate_words import how_surely
from assess.science.estimates import Interval
from assess.science.scalars import check_level, check_row, is_number
from assess.text import counted

METHOD = "chances that true scores reach what is wanted, summed (Poisson-binomial); n people"


class Lack(StrEnum):
    """Why there is no number."""

    NOBODY = "nobody has a result with a margin"


@dataclass(frozen=True)
class BenchStrength:
    """The expected number of people who meet it, and between which two it lies at `level`.

    `n` people have a result with an error; `unknown` have none and count for nothing.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    n: int
    unknown: int
    method: str = METHOD
    reason: Lack | None = None


def bench_strength(
    results: Sequence[tuple[float, float] | None], wanted: float, level: float = 0.95
) -> BenchStrength:
    """The number of people whose true score is at or above `wanted`.

    `results` has a result and its standard error (above 0) for each person, in one unit with
    `wanted`, and `None` for whoever has none. Raises `ValueError`.
    """
    check_level(level)
    if not is_number(wanted):
        raise ValueError("wanted: give one number.")
    check_row(results, "results")
    found = [one for one in results if one is not None]
    for one in found:
        if not _is_result(one):
            raise ValueError("results: give a number and a standard error above 0, or None.")
    unknown = len(results) - len(found)
    if not found:
        return BenchStrength(None, None, None, level, 0, unknown, reason=Lack.NOBODY)
    chances = [NormalDist().cdf((value - wanted) / error) for value, error in found]
    variance = sum(chance * (1 - chance) for chance in chances)
    ends = _ends(_distribution(chances), (1 - level) / 2)
    return BenchStrength(sum(chances), math.sqrt(variance), ends, level, len(found), unknown)


def explain(found: BenchStrength, wanted: str) -> str:
    """For a manager: how many are likely to meet `wanted`, such as "level 3.5"."""
    without = f" {_people(found.unknown)} no result yet." if found.unknown else ""
    if found.estimate is None or found.interval is None:
        return f"Nobody here has been rated by enough people to say it.{without if found.n else ''}"
    low, high = (round(end) for end in found.interval)
    number = str(low) if low == high else f"{low} to {high}"
    return (
        f"Of {counted(found.n, 'person', 'people')} with a result, {how_surely(found.level)} "
        f"{number} would meet {wanted}.{without}"
    )


def _people(number: int) -> str:
    return f"{counted(number, 'person has', 'people have')}"


def _distribution(chances: Sequence[float]) -> list[float]:
    """The probability of every number of people, from 0 to all, one person at a time."""
    held = [1.0]
    for chance in chances:
        with_them = [0.0, *(chance * one for one in held)]
        without = [*((1 - chance) * one for one in held), 0.0]
        held = [one + other for one, other in zip(with_them, without, strict=True)]
    return held


def _ends(probabilities: Sequence[float], tail: float) -> Interval:
    """The narrowest whole numbers with at most `tail` below and at most `tail` above."""
    low, below = 0, probabilities[0]
    while below <= tail:
        low += 1
        below += probabilities[low]
    high, above = len(probabilities) - 1, probabilities[-1]
    while above <= tail:
        high -= 1
        above += probabilities[high]
    return float(low), float(high)


def _is_result(one: object) -> bool:
    return (
        isinstance(one, (tuple, list))
        and len(one) == 2
        and all(is_number(value) for value in one)
        and one[1] > 0
    )
