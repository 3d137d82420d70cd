"""How many people a model of success and failure takes, worked out before any are collected.

Riley, Snell, Ensor, Burke, Harrell, Moons & Collins (2019), Stat Med 38:1276, and Riley et al.
(2020), BMJ 368:m441. Ten events for each parameter are a rule of thumb, this is the computation.
"""

import math
from dataclasses import dataclass

from assess.science.scalars import is_count, is_number

SHRINKAGE = 0.9
"""What is left of the slopes on new people, one being all of it."""

OPTIMISM = 0.05
"""By how much the share explained may look larger than it is, of the largest there can be."""

MARGIN = 0.05
"""How far the rate of success may be off, at 95%."""

Z = 1.96


LEAST = 1e-6
"""Less is explained by chance in any number of people there is."""


@dataclass(frozen=True)
class SampleSize:
    """The people asked for by each of three aims, and the largest of them.

    `for_shrinkage` keeps the slopes, `for_optimism` the share explained and `for_rate` the rate of
    success. `events` are successes or failures, whichever are fewer, among `people`;
    `events_per_parameter` is their share of each parameter.
    """

    people: int
    for_shrinkage: int
    for_optimism: int
    for_rate: int
    events: float
    events_per_parameter: float
    largest_share: float
    method: str


def sample_size(parameters: int, rate: float, explained: float) -> SampleSize:
    """The people a logistic model needs: p / ((S - 1) ln(1 - R² / S)), and two aims besides.

    `parameters` p are all slopes that are tried, `rate` is the share who succeed and `explained`
    the R² of Cox and Snell to be hoped for; a model of interviews has rarely more than 0.1.
    S is 0.9 for the slopes, and R² / (R² + 0.05 R²max) for the share explained, of which R²max =
    1 - (φ^φ (1 - φ)^(1 - φ))² is the largest at a rate φ; the rate takes (1.96 / 0.05)² φ (1 - φ).

    Raises `ValueError` for no parameter, a rate that is no share, or an R² that cannot be.
    """
    if not is_count(parameters, 1):
        raise ValueError("parameters: give a whole number, 1 or more.")
    if not (is_number(rate) and 0 < rate < 1):
        raise ValueError("rate: give a share between 0 and 1.")
    largest = 1 - math.exp(2 * (rate * math.log(rate) + (1 - rate) * math.log(1 - rate)))
    if not (is_number(explained) and LEAST < explained < largest):
        raise ValueError(f"explained: give a share above 0 and below {largest:.2f} at this rate.")
    asked = (
        _for_shrinkage(parameters, explained, SHRINKAGE),
        _for_shrinkage(parameters, explained, explained / (explained + OPTIMISM * largest)),
        math.ceil((Z / MARGIN) ** 2 * rate * (1 - rate)),
    )
    people = max(asked)
    events = people * min(rate, 1 - rate)
    method = (
        "Riley et al. 2019: slopes kept to 0.9, R² within 0.05 of its largest, rate within 0.05"
    )
    return SampleSize(people, *asked, events, events / parameters, largest, method)


def explain(result: SampleSize) -> str:
    """How many people it takes, in one sentence for a manager."""
    return (
        f"A model like this takes {result.people:,} people whose outcome is known, with about "
        f"{result.events:,.0f} of the rarer outcome among them."
    )


def _for_shrinkage(parameters: int, explained: float, left: float) -> int:
    return math.ceil(parameters / ((left - 1) * math.log(1 - explained / left)))
