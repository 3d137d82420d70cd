"""Norms without the bumps of a sample: polynomial log-linear smoothing of score frequencies.

A sample's frequencies rise and fall by chance. The smoothed ones are those of a smooth curve
that keeps the sample's n, mean, variance and further moments up to its degree (Holland &
Thayer 1987, ETS RR-87-31; 2000, J Educ Behav Stat 25:133).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import NDArray

from assess.science.estimate_words import how_surely
from assess.science.estimates import Interval, Numbers, numbers
from assess.science.norms.standing import ENOUGH, FEWEST
from assess.science.scalars import check_level, is_count, is_whole, quantile

HIGHEST = 6
"""The highest degree that is tried: beyond it a curve follows chance."""

ITERATIONS = 100
CLOSE = 1e-12
LEAST = 1e-300

MOST_STEPS = 1000
"""A scale of more steps has no frequencies to smooth."""


class Lack(StrEnum):
    """Why a sample is not smoothed."""

    TOO_FEW = "fewer than 30 people in the norm group"
    NO_VARIANCE = "everybody in the norm group has the same score"
    UNSETTLED = "the curve does not settle: too few different scores for its degree"


@dataclass(frozen=True)
class SmoothedRank:
    """A smoothed percentile rank with its error and interval, from 0 to 100, and its z.

    `z` is the normalised score: the normal quantile of the rank. `alone` says whether the
    percentile may be shown without its interval.
    """

    score: int
    estimate: float
    standard_error: float
    interval: Interval
    z: float
    level: float
    n: int
    alone: bool
    method: str = "smoothed percentile rank, delta method, interval on the logit scale"


@dataclass(frozen=True)
class Smoothed:
    """A smoothed distribution of whole scores from `lowest` to `highest`.

    `frequencies` are people expected at every score and add up to `n`. `deviance` has
    `degrees_of_freedom`; `aic` is that of every degree tried, from 1 on, `None` where a curve
    did not settle. `covariances` are those of the frequencies, over people. `observed` are the
    lowest and the highest score anybody had.
    """

    lowest: int
    highest: int
    frequencies: tuple[float, ...]
    covariances: NDArray[np.float64] = field(compare=False, repr=False)
    degree: int
    deviance: float
    degrees_of_freedom: int
    aic: tuple[float | None, ...]
    mean: float
    sd: float
    n: int
    observed: tuple[int, int]
    method: str
    reason: None = None


@dataclass(frozen=True)
class NotSmoothed:
    """What is lacking for a smoothed distribution."""

    n: int
    reason: Lack


def smooth(
    sample: Sequence[int], lowest: int, highest: int, *, degree: int | None = None
) -> Smoothed | NotSmoothed:
    """Smooth a norm sample of whole scores on a scale from `lowest` to `highest`.

    log of the expected frequency = a polynomial of the score, fitted by maximum likelihood
    (Poisson). Without a `degree` the one of 2 to 6 with the least AIC is taken, so that mean and
    variance are kept; intervals do not know of that choice. `sd` divides by n.

    Raises `ValueError` for scores that are not whole or off the scale, or a degree that is
    not from 1 to 6 and below the number of steps of the scale.
    """
    scores = _whole(sample, lowest, highest)
    steps = highest - lowest
    if degree is not None and not (is_count(degree) and 1 <= degree <= min(HIGHEST, steps - 1)):
        raise ValueError("degree: give 1 to 6, and fewer than the scale has steps.")
    if len(scores) < FEWEST:
        return NotSmoothed(len(scores), Lack.TOO_FEW)
    if np.ptp(scores) == 0:
        return NotSmoothed(len(scores), Lack.NO_VARIANCE)
    counts = np.bincount(scores - lowest, minlength=steps + 1).astype(float)
    # A curve through as many scores as it bends for is pinned to them and has no error.
    most = min(HIGHEST, steps - 1, int((counts > 0).sum()) - 2)
    tried = range(1, most + 1) if degree is None else [one for one in (degree,) if one <= most]
    fits = {one: _fit(counts, one) for one in tried}
    aics = {one: _aic(counts, fit, one) for one, fit in fits.items() if fit is not None}
    allowed = {one: aic for one, aic in aics.items() if degree or one > 1}
    if not allowed:
        return NotSmoothed(len(scores), Lack.UNSETTLED)
    best = min(allowed, key=lambda one: allowed[one])
    return _described(counts, fits[best], best, lowest, tuple(aics.get(one) for one in tried))


def smoothed_rank(smoothed: Smoothed, score: int, *, level: float = 0.95) -> SmoothedRank:
    """The percentile rank of a score in a smoothed distribution, half of its own share included.

    Its standard error follows from the covariances of the smoothed frequencies (delta method,
    Holland & Thayer 1987, 13), and the interval is symmetric on the logit scale, so it stays
    within 0 and 100. It is narrower than that of the sample's own rank as far as the curve
    holds; beyond the scores of the sample it is widened to what none of n people allows.
    Raises `ValueError` for a score off the scale or a level outside 0 to 1.
    """
    check_level(level)
    if not (is_whole(score) and smoothed.lowest <= score <= smoothed.highest):
        raise ValueError("score: give a whole score of the scale.")
    place = int(score) - smoothed.lowest
    below = np.zeros(len(smoothed.frequencies))
    below[:place], below[place] = 1.0, 0.5
    people = np.array(smoothed.frequencies)
    share, rest = (_share(float(one @ people), smoothed.n) for one in (below, 1 - below))
    # Either side has the same error; the smaller one loses fewer digits.
    side = below if share < rest else 1 - below
    error = math.sqrt(max(0.0, float(side @ smoothed.covariances @ side))) / smoothed.n
    centre, margin = math.log(share / rest), quantile(level) * error / (share * rest)
    ends = [float(scipy.special.expit(centre + sign * margin)) for sign in (-1, 1)]
    low, high = _beyond(smoothed, int(score), min(ends[0], share), max(ends[1], share), level)
    z = float(scipy.special.ndtri(share)) if share < rest else -float(scipy.special.ndtri(rest))
    return SmoothedRank(
        score=int(score),
        estimate=100 * share,
        standard_error=100 * error,
        interval=(100 * low, 100 * high),
        z=z,
        level=level,
        n=smoothed.n,
        alone=smoothed.n >= ENOUGH,
    )


def explain(smoothed: Smoothed | NotSmoothed) -> str:
    """What was smoothed, in one sentence for a manager."""
    if isinstance(smoothed, NotSmoothed):
        return f"No smoothed norm: {smoothed.reason} (n = {smoothed.n:,})."
    kept = f"the mean of {smoothed.mean:.1f} is kept"
    if smoothed.degree > 1:
        kept = f"the mean of {smoothed.mean:.1f} and the spread of {smoothed.sd:.1f} are kept"
    return f"Norm of {smoothed.n:,} people with the bumps of chance smoothed away; {kept}."


def explain_rank(rank: SmoothedRank) -> str:
    """A smoothed rank in one sentence for a manager."""
    shares = rank.estimate, *rank.interval
    middle, low, high = (min(99, max(1, math.floor(one + 0.5))) for one in shares)
    if low == high:
        end = {1: " or below", 99: " or above"}.get(middle, "")
        return f"A score of {rank.score} is percentile {middle}{end} (n = {rank.n:,})."
    return (
        f"A score of {rank.score} is percentile {middle} ({how_surely(rank.level)} between "
        f"{low} and {high}, n = {rank.n:,})."
    )


def _beyond(smoothed: Smoothed, score: int, low: float, high: float, level: float) -> Interval:
    """An interval widened where nobody scored: a curve knows nothing of what it has not seen.

    Of n people none lies beyond; the exact limit for none of n is 1 - ((1 - level) / 2)^(1 / n)
    (Clopper & Pearson 1934, Biometrika 26:404).
    """
    least = ((1 - level) / 2) ** (1 / smoothed.n)
    if score < smoothed.observed[0]:
        high = max(high, 1 - least)
    if score > smoothed.observed[1]:
        low = min(low, least)
    return low, high


def _share(people: float, n: int) -> float:
    return min(1.0, max(LEAST, people / n))


def _fit(counts: Numbers, degree: int) -> Numbers | None:
    """Expected frequencies by Newton's method with halved steps; `None` if it does not settle."""
    basis = _basis(len(counts), degree)
    # A start near the data: the mean of what is there and what would be even.
    logs = np.log((counts + counts.mean()) / 2)
    places = np.linalg.lstsq(basis, logs, rcond=None)[0]
    best = _likelihood(counts, basis @ places)
    for _ in range(ITERATIONS):
        fitted: Numbers = np.exp(basis @ places)
        slope = basis.T @ (counts - fitted)
        if float(np.abs(slope).max()) <= CLOSE * counts.sum():
            return fitted if _is_settled(basis, fitted) else None
        step = np.linalg.lstsq(basis.T @ (basis * fitted[:, None]), slope, rcond=None)[0]
        reached = _likelihood(counts, basis @ (places + step))
        while reached < best - CLOSE * abs(best) and np.abs(step).max() > CLOSE:
            step = step / 2
            reached = _likelihood(counts, basis @ (places + step))
        places, best = places + step, reached
    return None


def _is_settled(basis: Numbers, fitted: Numbers) -> bool:
    """Whether the curve's coefficients are told apart by the data at all."""
    values = np.linalg.eigvalsh(basis.T @ (basis * fitted[:, None]))
    return bool(values[0] > CLOSE * values[-1])


def _likelihood(counts: Numbers, logs: Numbers) -> float:
    with np.errstate(over="ignore"):
        found = float(counts @ logs - np.exp(logs).sum())
    return found if math.isfinite(found) else -math.inf


def _basis(size: int, degree: int) -> Numbers:
    """Orthonormal polynomials of the places: powers as such would lose all digits."""
    places = np.linspace(-1, 1, size)
    result: Numbers = np.linalg.qr(np.vander(places, degree + 1, increasing=True))[0]
    return result


def _deviance(counts: Numbers, fitted: Numbers) -> float:
    return float(2 * (scipy.special.rel_entr(counts, fitted) - counts + fitted).sum())


def _aic(counts: Numbers, fitted: Numbers, degree: int) -> float:
    """Deviance plus twice the parameters: AIC but for what is the same for every degree."""
    return _deviance(counts, fitted) + 2 * (degree + 1)


def _described(
    counts: Numbers,
    fitted: Numbers | None,
    degree: int,
    lowest: int,
    aic: tuple[float | None, ...],
) -> Smoothed:
    if fitted is None:
        raise RuntimeError("a curve that did not settle has no AIC")
    n, size, seen = float(counts.sum()), len(counts), np.flatnonzero(counts)
    scores = np.arange(lowest, lowest + size)
    mean = float(fitted @ scores) / n
    sd = math.sqrt(float(fitted @ (scores - mean) ** 2) / n)
    weighted = _basis(size, degree) * fitted[:, None]
    information = _basis(size, degree).T @ weighted
    # n is fixed, so its share of the variance is taken off.
    covariances = weighted @ np.linalg.solve(information, weighted.T) - np.outer(fitted, fitted) / n
    return Smoothed(
        lowest=lowest,
        highest=lowest + size - 1,
        frequencies=tuple(fitted.tolist()),
        covariances=covariances,
        degree=degree,
        deviance=_deviance(counts, fitted),
        degrees_of_freedom=size - degree - 1,
        aic=aic,
        mean=mean,
        sd=sd,
        n=int(n),
        observed=(int(lowest + seen[0]), int(lowest + seen[-1])),
        method=f"log-linear smoothing of degree {degree}",
    )


def _whole(sample: Sequence[int], lowest: int, highest: int) -> NDArray[np.int64]:
    if not (is_whole(highest) and is_whole(lowest) and 2 <= highest - lowest <= MOST_STEPS):
        raise ValueError("highest: give a scale of three scores at least.")
    scores = numbers(sample, "sample")
    if not np.isfinite(scores).all() or (scores != np.round(scores)).any():
        raise ValueError("sample: give a list of whole scores.")
    if len(scores) and not (lowest <= scores.min() and scores.max() <= highest):
        raise ValueError("sample: give scores of the scale.")
    return scores.astype(np.int64)
