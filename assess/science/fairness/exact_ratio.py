"""The exact interval of a ratio of rates, where groups are too small to trust a formula.

Nothing is held fixed but the two group sizes: for each ratio the chance of what was seen, or
of something more extreme, is the largest over the rates both groups might have (Chan & Zhang
1999, Biometrics 55:1202, with the score statistic). Rates that the data rule out at one in
10,000 are left aside and that chance is added (Berger & Boos 1994, J Am Stat Assoc 89:1012):
without it rates nobody believes in make the interval up to twice as wide.
"""

import math
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

from assess.science.fairness.checks import checked_counts
from assess.science.fairness.rates import koopman, ratio_score
from assess.science.scalars import check_level, quantile

Floats: TypeAlias = NDArray[np.float64]

MOST = 10_000
"""Outcomes, one group's size times the other's, beyond which the score interval must do."""

RULED_OUT = 1e-4
"""Chance that the rates left aside are the true ones; it counts in full on either side."""

RATES = 201
"""Rates of the reference group tried for the least favourable one."""

WIDER = 2.0
"""How many widths of the score interval beyond its own ends the exact end is looked for."""

PLACES = 24
HALVINGS = 22


def exact_ratio_interval(
    focal_n: int,
    focal_selected: int,
    reference_n: int,
    reference_selected: int,
    *,
    level: float = 0.95,
) -> tuple[float, float | None] | None:
    """The limits of focal over reference rate, which hold the truth `level` of the time or more.

    The upper limit is `None` where no reference member was selected: no ratio is too high. All
    of it is `None` where nobody was selected, and beyond `MOST` outcomes, which would take
    seconds: Koopman's score interval is meant for those. The least favourable rates are looked
    for on a grid of `RATES`. Raises `ValueError` as `fisher_tests` does.
    """
    check_level(level)
    n1, s1, n2, s2 = (
        int(one[0])
        for one in checked_counts(focal_n, focal_selected, reference_n, reference_selected)
    )
    if s1 + s2 == 0 or (n1 + 1) * (n2 + 1) > MOST:
        return None
    tail = (1 - level) / 2
    near = _near(n1, s1, n2, s2, level)
    low = 0.0 if s1 == 0 else math.exp(_end(n1, s1, n2, s2, tail, near, upper=False))
    high = None if s2 == 0 else math.exp(_end(n1, s1, n2, s2, tail, near, upper=True))
    return low, high


def _near(n1: int, s1: int, n2: int, s2: int, level: float) -> tuple[float, float]:
    """The logs of the score limits, with something in place of 0 and of infinity."""
    a, b, c, d = (np.array([float(one)]) for one in (n1, s1, n2, s2))
    low, high = (float(one[0]) for one in koopman(a, b, c, d, quantile(level)))
    if s1 == 0:
        return math.log(high) - 4, math.log(high)
    return math.log(low), math.log(high) if s2 else math.log(low) + 4


def _end(
    n1: int, s1: int, n2: int, s2: int, tail: float, near: tuple[float, float], *, upper: bool
) -> float:
    """The log ratio farthest out that is not yet refused, between a grid's last two places.

    The chance jumps where outcomes change their order, so the farthest place on a grid is looked
    for before the gap next to it is halved.
    """
    width = near[1] - near[0]
    end, sign = (near[1], 1) if upper else (near[0], -1)
    places = end + sign * width * np.linspace(WIDER, -0.5, PLACES)
    outside = float(places[0])
    inside = outside
    for place in places:
        if _chance(n1, s1, n2, s2, float(place), upper=upper) >= tail:
            inside = float(place)
            break
        outside = float(place)
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if _chance(n1, s1, n2, s2, middle, upper=upper) >= tail:
            inside = middle
        else:
            outside = middle
    return outside


def _chance(n1: int, s1: int, n2: int, s2: int, log_ratio: float, *, upper: bool) -> float:
    """The largest chance of a score as far out as the one seen, over the rates under a ratio."""
    ratio = math.exp(log_ratio)
    scores = ratio_score(
        np.array(float(n1)),
        np.arange(n1 + 1.0)[:, None],
        np.array(float(n2)),
        np.arange(n2 + 1.0)[None, :],
        np.array(ratio),
    )
    seen = scores[s1, s2]
    rounding = 1e-9 * (1 + abs(seen)) if np.isfinite(seen) else 0
    extreme = scores <= seen + rounding if upper else scores >= seen - rounding
    rates = _rates(n1, s1, n2, s2, ratio)
    if not len(rates):
        return RULED_OUT
    chances = _binomial(n1, np.minimum(1, ratio * rates)) @ extreme
    return RULED_OUT + float((chances * _binomial(n2, rates)).sum(axis=1).max())


def _rates(n1: int, s1: int, n2: int, s2: int, ratio: float) -> Floats:
    """Reference rates that neither group rules out under a ratio, denser towards the ends."""
    low1, high1 = _clopper_pearson(n1, s1)
    low2, high2 = _clopper_pearson(n2, s2)
    low, high = max(low2, low1 / ratio), min(high2, high1 / ratio)
    if low > high:
        return np.empty(0)
    return low + (high - low) * np.sin(np.linspace(0, np.pi / 2, RATES)) ** 2


def _clopper_pearson(n: int, selected: int) -> tuple[float, float]:
    """The exact interval of one rate, half of `RULED_OUT` outside it (1934, Biometrika 26:404)."""
    tail = RULED_OUT / 4
    others = n - selected
    low = float(scipy.special.betaincinv(selected, others + 1, tail)) if selected else 0.0
    high = float(scipy.special.betaincinv(selected + 1, others, 1 - tail)) if others else 1.0
    return low, high


def _binomial(n: int, rates: Floats) -> Floats:
    """The chances of 0 to n, a row per rate."""
    numbers = np.arange(n + 1.0)
    chosen, left = scipy.special.gammaln(numbers + 1), scipy.special.gammaln(n - numbers + 1)
    ways = scipy.special.gammaln(n + 1) - chosen - left
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = ways + numbers * np.log(rates)[:, None] + (n - numbers) * np.log1p(-rates)[:, None]
    chances: Floats = np.exp(inside)
    chances[rates <= 0] = numbers == 0
    chances[rates >= 1] = numbers == n
    return chances
