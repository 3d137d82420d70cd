"""What two groups of a size could show at all: power, and the smallest gap that is not missed.

By Cohen's arcsine approximation (1988, Statistical power analysis, chapter 6) for the two-sided
test of two rates. "No difference found" means nothing without it.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from assess.science.fairness.checks import checked_limit, checked_share
from assess.science.scalars import is_count, is_number, quantile

USUAL = 0.8
"""The power at which a study is by convention large enough (Cohen 1988)."""


@dataclass(frozen=True)
class Power:
    """What these group sizes can show at the reference group's rate.

    `detectable` is the largest ratio below 1 that is found with a chance of `power`; `None`
    where even a ratio of 0 would be missed. `at_limit` is the chance of finding a true
    ratio of `limit`. Both are `None` where nobody of the reference group was selected.
    """

    detectable: float | None
    at_limit: float | None
    limit: float
    power: float
    level: float


def power_of(
    focal_n: int,
    reference_n: int,
    reference_rate: float,
    *,
    limit: float,
    power: float = USUAL,
    level: float = 0.95,
) -> Power:
    """What groups of these sizes can show, at a rate of the reference group from 0 to 1.

    Raises `ValueError` for empty groups, a rate outside 0 to 1, and a power, limit or level
    that is no share.
    """
    checked_share(power, "power")
    checked_limit(limit)
    z = quantile(level)
    if not is_count(focal_n) or not is_count(reference_n) or focal_n < 1 or reference_n < 1:
        raise ValueError("focal_n, reference_n: give one person at least.")
    if not (is_number(reference_rate) and 0 <= reference_rate <= 1):
        raise ValueError("reference_rate: give a number from 0 to 1.")
    if reference_rate == 0:
        return Power(None, None, limit, power, level)
    error = math.sqrt(1 / focal_n + 1 / reference_n)
    angle = math.asin(math.sqrt(reference_rate))
    needed = angle - (z + NormalDist().inv_cdf(power)) * error / 2
    found = 2 * (angle - math.asin(math.sqrt(limit * reference_rate))) / error
    return Power(
        detectable=math.sin(needed) ** 2 / reference_rate if needed > 0 else None,
        at_limit=NormalDist().cdf(found - z) + NormalDist().cdf(-found - z),
        limit=limit,
        power=power,
        level=level,
    )
