"""Groups apart in score: standardised differences, and the impact ratio they lead to.

A difference is positive where the reference group scores higher. Scores are taken as normal
in both groups with one standard deviation; everything expected here rests on that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.covariances import ROUNDING, checked_correlations
from assess.science.estimates import Estimate, Interval, Numbers, normal, numbers, undefined
from assess.science.fairness.checks import checked_finite, checked_share
from assess.science.scalars import check_level, is_number

FEWEST = 2
"""A group needs a standard deviation of its own."""

LARGEST_D = 10.0
"""Groups further apart have nobody in common."""

HALVINGS = 100

CLOSE = 1e-12
"""A spread so much smaller than the scores is their rounding."""

FARTHEST = 40.0
"""Cut score, in standard deviations, beyond which nobody is."""


class NoDifference(StrEnum):
    """Why there is no standardised difference."""

    TOO_FEW = "too little data: a group has fewer than two scores"
    NO_VARIANCE = "the scores of a group do not vary"


@dataclass(frozen=True)
class Difference:
    """Reference minus focal mean in standard deviations.

    `cohens_d` by the pooled SD, `hedges_g` the same without its bias in small samples, both
    with noncentral-t intervals; `glass_delta` by the reference group's SD, with a normal interval.
    """

    cohens_d: Estimate
    hedges_g: Estimate
    glass_delta: Estimate
    focal_n: int
    reference_n: int


@dataclass(frozen=True)
class Expected:
    """What one cut score on a normal score does to two groups.

    `cut` is in standard deviations above the reference group's mean. `focal`, `reference` and
    `all` are mean criterion scores of those selected, in SDs of everybody; `None` without a
    validity.
    """

    ratio: float
    reference_rate: float
    focal_rate: float
    cut: float
    focal: float | None
    reference: float | None
    all: float | None


def difference(focal: ArrayLike, reference: ArrayLike, *, level: float = 0.95) -> Difference:
    """The standardised difference of two groups' scores; NaN is a missing score and left out.

    d by the pooled SD (Cohen 1988), g = d Γ(ν/2) / (√(ν/2) Γ((ν - 1)/2)) (Hedges 1981, J Educ
    Stat 6:107), both with exact intervals from the noncentral t (Steiger & Fouladi 1997); Glass'
    delta with the standard error of Hedges & Olkin (1985). Raises `ValueError` for what is no
    number or a level outside 0 to 1.
    """
    check_level(level)
    groups = [
        numbers(values, name) for values, name in ((focal, "focal"), (reference, "reference"))
    ]
    low, high = (one[~np.isnan(one)] for one in groups)
    n1, n2 = len(low), len(high)
    if min(n1, n2) < FEWEST:
        return _lacking(NoDifference.TOO_FEW, level, n1, n2)
    degrees = n1 + n2 - 2
    pooled = math.sqrt((_squares(low) + _squares(high)) / degrees)
    spread = math.sqrt(_squares(high) / (n2 - 1))
    size = max(np.abs(low).max(), np.abs(high).max())
    if min(spread, pooled) <= CLOSE * size:
        return _lacking(NoDifference.NO_VARIANCE, level, n1, n2)
    apart = float(high.mean() - low.mean())
    d, scale = apart / pooled, math.sqrt(1 / n1 + 1 / n2)
    correction = _correction(degrees)
    error = math.sqrt(scale**2 + d**2 / (2 * (n1 + n2)))
    ends = _noncentral(d / scale, degrees, level)
    interval = ends[0] * scale, ends[1] * scale
    shrunk = interval[0] * correction, interval[1] * correction
    delta = apart / spread
    return Difference(
        cohens_d=Estimate(d, error, interval, level, n1 + n2, "Cohen's d, noncentral t, n people"),
        hedges_g=Estimate(
            d * correction,
            error * correction,
            shrunk,
            level,
            n1 + n2,
            "Hedges' g, noncentral t, n people",
        ),
        glass_delta=normal(
            delta,
            math.sqrt(scale**2 + delta**2 / (2 * (n2 - 1))),
            level,
            n1 + n2,
            "Glass' delta by the reference group, n people",
        ),
        focal_n=n1,
        reference_n=n2,
    )


def _correction(degrees: int) -> float:
    """What takes the bias out of d, Γ(ν/2) / (√(ν/2) Γ((ν - 1)/2))."""
    gammas = float(scipy.special.gammaln(degrees / 2) - scipy.special.gammaln((degrees - 1) / 2))
    return math.exp(gammas - math.log(degrees / 2) / 2)


def composite_d(
    differences: Sequence[float],
    correlations: Sequence[Sequence[float]],
    weights: Sequence[float] | None = None,
) -> float:
    """The difference on a weighted sum of standardised scores: w'd / √(w'Rw).

    Sackett & Ellingson (1997), Pers Psychol 50:707. `correlations` are those within groups;
    weights are equal unless given. Raises `ValueError` when the tables do not fit one another, for
    correlations that cannot be, or when the sum does not vary.
    """
    d = numbers(differences, "differences")
    w = np.ones(len(d)) if weights is None else numbers(weights, "weights")
    table = checked_correlations(correlations, len(d), "correlations")
    if w.shape != d.shape or not np.isfinite([*d, *w]).all():
        raise ValueError("differences, weights: give one of each for every score.")
    variance = float(w @ table @ w)
    if variance <= ROUNDING * float(w @ w):
        raise ValueError("weights: with these the sum does not vary.")
    return float(w @ d) / math.sqrt(variance)


def expected_selection(
    d: float,
    rate: float,
    focal_share: float,
    *,
    validity: float | None = None,
    criterion_d: float = 0.0,
) -> Expected:
    """The impact ratio to expect from a difference, when the best share `rate` is selected.

    One cut score for all: (1 - p) Φ(-c) + p Φ(-(c + d)) = rate (De Corte & Lievens 2003, Int J
    Select Assess 11:87). With `validity`, the correlation with the criterion within groups, and
    `criterion_d`, the groups' difference there, the quality of those selected too. Raises
    `ValueError` for shares that are not between 0 and 1, a validity beyond 1, or no number.
    """
    for apart, name in ((d, "d"), (criterion_d, "criterion_d")):
        if abs(checked_finite(apart, name)) > LARGEST_D:
            raise ValueError(f"{name}: give a difference in standard deviations.")
    checked_share(rate, "rate")
    checked_share(focal_share, "focal_share")
    if validity is not None and not (is_number(validity) and -1 <= validity <= 1):
        raise ValueError("validity: give a number from -1 to 1.")
    cut = float(cuts(np.array([d]), rate, focal_share)[0])
    reference, focal = float(scipy.special.ndtr(-cut)), float(scipy.special.ndtr(-cut - d))
    quality = (
        (None, None, None)
        if validity is None
        else _quality(d, cut, rate, focal_share, validity, criterion_d)
    )
    return Expected(focal / reference, reference, focal, cut, *quality)


def cuts(d: Numbers, rate: float, focal_share: float) -> Numbers:
    """The cut score above the reference mean that selects a share of all, for each difference."""
    low, high = np.full(d.shape, -FARTHEST), np.full(d.shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        focal, reference = scipy.special.ndtr(-middle - d), scipy.special.ndtr(-middle)
        too_many = (1 - focal_share) * reference + focal_share * focal > rate
        low, high = np.where(too_many, middle, low), np.where(too_many, high, middle)
    result: Numbers = (low + high) / 2
    return result


def ratios(d: Numbers, rate: float, focal_share: float) -> Numbers:
    """The expected impact ratio for each difference."""
    cut = cuts(d, rate, focal_share)
    result: Numbers = scipy.special.ndtr(-cut - d) / scipy.special.ndtr(-cut)
    return result


def _quality(
    d: float, cut: float, rate: float, share: float, validity: float, criterion_d: float
) -> tuple[float, float, float]:
    """Mean criterion scores of the selected: focal, reference, all, in SDs of everybody."""
    shares = float(scipy.special.ndtr(-cut - d)), float(scipy.special.ndtr(-cut))
    means = [
        validity * math.exp(-(place**2) / 2) / math.sqrt(2 * math.pi) / beyond
        for place, beyond in zip((cut + d, cut), shares, strict=True)
    ]
    focal, reference = means[0] - criterion_d, means[1]
    parts = share * shares[0], (1 - share) * shares[1]
    both = (parts[0] * focal + parts[1] * reference) / rate
    spread = math.sqrt(1 + share * (1 - share) * criterion_d**2)
    middle = -share * criterion_d
    found = tuple((one - middle) / spread for one in (focal, reference, both))
    return found[0], found[1], found[2]


def _squares(values: Numbers) -> float:
    return float(((values - values.mean()) ** 2).sum())


def _noncentral(t: float, degrees: int, level: float) -> Interval:
    """The two noncentralities under which a t as seen is just at the ends of its distribution."""
    found = []
    for chance in ((1 + level) / 2, (1 - level) / 2):
        width = 10 + abs(t)
        low, high = t - width, t + width
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            # The chance of a smaller t falls as the noncentrality rises.
            if float(scipy.special.nctdtr(degrees, middle, t)) > chance:
                low = middle
            else:
                high = middle
        found.append((low + high) / 2)
    return found[0], found[1]


def _lacking(reason: NoDifference, level: float, n1: int, n2: int) -> Difference:
    d, g, delta = (
        undefined(level, n1 + n2, method, reason)
        for method in ("Cohen's d", "Hedges' g", "Glass' delta")
    )
    return Difference(d, g, delta, n1, n2)
