"""Where a score stands among others: percentiles with their error, and standard scores.

A percentile runs from 0 to 100. A norm group is a sample, so its percentiles carry the
sampling error of that group; the error of the person's own score comes on top where it is
given. A norm of fewer than 30 people says nothing, one of fewer
than 100 nothing without its interval, and an expired one nothing at all.

z, T, stens, stanines and normal scores are other names of a number that is given: plain numbers,
as sure as that is. What rests on a sample is a `Standing`.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist

from assess.science.scalars import check_number, check_row, is_count, is_number, quantile

FEWEST = 30
"""With fewer people in the norm group no percentile is given."""

ENOUGH = 100
"""From so many people on, a percentile may stand without its interval."""

STEN_CUTS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
STANINE_CUTS = (-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75)

LEAST = 1e-9
"""What stands for a percentile so near to 0, or to 100, that its digits end there."""

ROUNDING = 9
"""Decimals in which scores are told apart: 0.1 + 0.2 is the score 0.3."""


class Guard(StrEnum):
    """How much of a percentile may be shown, and why no more."""

    SHOWN = "shown"
    WITH_INTERVAL = "shown only with its interval: fewer than 100 people in the norm group"
    TOO_FEW = "withheld: fewer than 30 people in the norm group"
    EXPIRED = "withheld: the norm has expired"
    NO_VARIANCE = "withheld: everybody in the norm group has the same score"


@dataclass(frozen=True)
class Standing:
    """A percentile with its error, or `None` three times and a guard that says why.

    `estimate`, `standard_error` and `interval` run from 0 to 100; at the very ends of a sample
    there is no standard error. `level` is the interval's, 0.95 for 95%; `n` the people in the
    norm group; `method` names how percentile and interval came about.
    """

    estimate: float | None
    standard_error: float | None
    interval: tuple[float, float] | None
    level: float
    n: int
    method: str
    guard: Guard


def guard(n: int, *, expires: date | None = None, on: date | None = None) -> Guard:
    """How much of a percentile a norm group of `n` people allows on the day `on`.

    `expires` is the last day the norm may be used; a norm without one does not expire.
    Raises `ValueError` when there is a last day but no day to hold against it.
    """
    if expires is not None and on is None:
        raise ValueError("on: give the day, as this norm expires.")
    if not is_count(n):
        raise ValueError("n: give a number of people.")
    if n < FEWEST:
        return Guard.TOO_FEW
    if expires is not None and on is not None and on > expires:
        return Guard.EXPIRED
    return Guard.WITH_INTERVAL if n < ENOUGH else Guard.SHOWN


def percentile_rank(
    score: float,
    sample: Sequence[float],
    *,
    level: float = 0.95,
    expires: date | None = None,
    on: date | None = None,
) -> Standing:
    """The share of a norm sample below a score, half of those who share it included.

    100 (below + equal / 2) / n, the mid-rank definition: "below" and "at or below" differ
    from it by half the tie. The interval is Wilson's for that share (1927, J Am Stat Assoc
    22:209). Raises `ValueError` for scores that are no numbers or a level outside 0 to 1.
    """
    check_row(sample, "sample")
    n, reach = len(sample), quantile(level)
    for value in (score, *sample):
        check_number(value, "score")
    method, allowed = "mid-rank, Wilson interval", guard(n, expires=expires, on=on)
    if _is_withheld(allowed):
        return Standing(None, None, None, level, n, method, allowed)
    apart = [round(score - other, ROUNDING) for other in sample]
    below, equal = sum(one > 0 for one in apart), sum(one == 0 for one in apart)
    share = float(below + equal / 2) / n
    low, high = _wilson(share, n, reach)
    error = 100 * math.sqrt(share * (1 - share) / n) or None
    return Standing(100 * share, error, (100 * low, 100 * high), level, n, method, allowed)


def normal_percentile(
    score: float,
    mean: float,
    sd: float,
    n: int,
    *,
    sem: float = 0.0,
    level: float = 0.95,
    expires: date | None = None,
    on: date | None = None,
) -> Standing:
    """The percentile of a score by a norm's mean, SD (n - 1) and size, scores being normal.

    100 Φ(z), never quite 0 or 100, as no norm knows that nobody lies beyond. The interval is
    Φ(z ± q √(1/n + z² / (2 (n - 1)))): mean and SD of the norm are
    estimates too (delta method; within a fifth of a percentile of the exact limits of Crawford &
    Garthwaite 2002, Neuropsychologia 40:1196, from 30 people on). With `sem`, the error of
    the person's own score, (sem / SD)² joins the sum, as both errors are unrelated. Raises
    `ValueError` when the SD is not above 0, `sem` below 0 or the level outside 0 to 1.
    """
    z, reach = z_score(score, mean, sd), quantile(level)
    if not (is_number(sem) and sem >= 0):
        raise ValueError("sem: give a number that is 0 or more.")
    method, allowed = "normal norm, delta interval", guard(n, expires=expires, on=on)
    if _is_withheld(allowed):
        return Standing(None, None, None, level, n, method, allowed)
    of_mean, of_sd = standard_errors(1, n)
    normal, error = NormalDist(), math.hypot(of_mean, z * of_sd, sem / sd)
    ends = z - reach * error, z + reach * error
    share, low, high = (_inside(100 * normal.cdf(one)) for one in (z, *ends))
    of_share = 100 * normal.pdf(z) * error or None
    return Standing(share, of_share, (low, high), level, n, method, allowed)


def _inside(percentile: float) -> float:
    return min(100 - LEAST, max(LEAST, percentile))


def standard_errors(sd: float, n: int) -> tuple[float, float]:
    """The errors of a norm's mean and of its SD, in points: SD / √n and SD / √(2 (n - 1)).

    The second holds for normal scores. Raises `ValueError` for an SD that is not above 0 or
    fewer than two people.
    """
    _check_sd(sd)
    if not is_count(n) or n < 2:
        raise ValueError("n: a norm needs at least two people.")
    return sd / math.sqrt(n), sd / math.sqrt(2 * (n - 1))


def z_score(score: float, mean: float, sd: float) -> float:
    """Standard deviations above the mean: (X - M) / SD.

    Raises `ValueError` for what is no number or an SD that is not above 0.
    """
    _check_sd(sd)
    check_number(score, "score")
    check_number(mean, "mean")
    return (score - mean) / sd


def normalised_z(percentile: float) -> float | None:
    """The z a percentile would have among normal scores: Φ⁻¹(percentile / 100).

    Undefined at 0 and at 100, the ends of every sample. Raises `ValueError` outside them.
    """
    if not (is_number(percentile) and 0 <= percentile <= 100):
        raise ValueError("percentile: give a number from 0 to 100.")
    return NormalDist().inv_cdf(percentile / 100) if 0 < percentile < 100 else None


def blom_z(rank: float, n: int) -> float:
    """The normal score of a rank from 1 (lowest) to n: Φ⁻¹((R - 3/8) / (n + 1/4)).

    Nearly what is expected of the R-th of n normal scores (Blom 1958, Statistical estimates
    and transformed beta-variables, 71); people with the same score share the mean of their
    ranks. Unlike `normalised_z` it has a value at both ends. Raises `ValueError` for a rank
    outside 1 to n.
    """
    if not (is_count(n) and is_number(rank) and 1 <= rank <= n):
        raise ValueError("rank: give a number from 1 to the number of people.")
    return NormalDist().inv_cdf((rank - 0.375) / (n + 0.25))


def on_scale(z: float, mean: float, sd: float) -> float:
    """A z on a scale with this mean and SD, unrounded: 5.5 and 2 for stens, 5 and 2 for stanines.

    Raises `ValueError` for what is no number or an SD that is not above 0.
    """
    check_number(z, "z")
    check_number(mean, "mean")
    _check_sd(sd)
    return mean + sd * z


def t_score(z: float) -> float:
    """50 + 10 z (McCall 1922). Raises `ValueError` for what is no number."""
    check_number(z, "z")
    return 50 + 10 * z


def sten(z: float) -> int:
    """A whole standard ten, 1 to 10: 5.5 + 2z in steps cut at z = -2, -1.5, … 2.

    A z on a cut belongs to the step above. Raises `ValueError` for what is no number.
    """
    return _step(z, STEN_CUTS)


def stanine(z: float) -> int:
    """A whole standard nine, 1 to 9: 5 + 2z in steps cut at z = -1.75, -1.25, … 1.75.

    Of normal scores 4, 7, 12, 17, 20, 17, 12, 7 and 4 per cent fall in each. A z on a cut
    belongs to the step above. Raises `ValueError` for what is no number.
    """
    return _step(z, STANINE_CUTS)


def _step(z: float, cuts: Sequence[float]) -> int:
    check_number(z, "z")
    return bisect_right(cuts, round(z, ROUNDING)) + 1


def _wilson(share: float, n: int, reach: float) -> tuple[float, float]:
    """The interval of a share seen in a sample; it never leaves 0 to 1."""
    weight = reach**2 / n
    centre = (share + weight / 2) / (1 + weight)
    margin = math.sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    return max(0.0, centre - margin), min(1.0, centre + margin)


def _is_withheld(allowed: Guard) -> bool:
    return allowed in (Guard.TOO_FEW, Guard.EXPIRED)


def _check_sd(sd: float) -> None:
    if not (is_number(sd) and sd > 0):
        raise ValueError("sd: give a number above 0.")
