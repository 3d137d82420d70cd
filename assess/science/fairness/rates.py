"""Two rates beside one another in closed form: intervals, tests and sizes, for many at once.

A focal group of `n1` people with `s1` selected stands against a reference group with `n2` and
`s2`; every argument is an array with one number per comparison, and so is every result. An
undefined value is NaN here, inside the package; whoever hands it out says `None`.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Limits: TypeAlias = tuple[Floats, Floats]

HALVINGS = 60
FARTHEST = 40.0
"""Log ratio beyond which no limit of a ratio lies."""


def wilson(selected: Floats, n: Floats, z: float) -> Limits:
    """The score interval of a rate (Wilson 1927, J Am Stat Assoc 22:209); never outside 0 to 1."""
    share, weight = selected / n, z**2 / n
    centre = (share + weight / 2) / (1 + weight)
    margin = np.sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    return np.maximum(0, centre - margin), np.minimum(1, centre + margin)


def newcombe(n1: Floats, s1: Floats, n2: Floats, s2: Floats, z: float) -> Limits:
    """The hybrid score interval of a difference of rates.

    Newcombe (1998), Stat Med 17:873, method 10.
    """
    r1, r2 = s1 / n1, s2 / n2
    (low1, high1), (low2, high2) = wilson(s1, n1, z), wilson(s2, n2, z)
    difference = r1 - r2
    return (
        difference - np.hypot(r1 - low1, high2 - r2),
        difference + np.hypot(high1 - r1, r2 - low2),
    )


def log_ratio_error(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The standard error of the log of a ratio of rates; NaN where a group has no one selected.

    √((1 - r1) / s1 + (1 - r2) / s2) (Katz et al. 1978, Biometrics 34:469).
    """
    found = (s1 > 0) & (s2 > 0)
    safe1, safe2 = np.where(found, s1, 1), np.where(found, s2, 1)
    error = np.sqrt((1 - s1 / n1) / safe1 + (1 - s2 / n2) / safe2)
    return np.where(found, error, np.nan)


def katz(n1: Floats, s1: Floats, n2: Floats, s2: Floats, z: float) -> Limits:
    """The log interval of a ratio of rates; NaN where a group has no one selected (Katz 1978)."""
    error = log_ratio_error(n1, s1, n2, s2)
    ratio = np.where(np.isnan(error), np.nan, (s1 / n1) / np.where(s2 > 0, s2 / n2, 1))
    return ratio * np.exp(-z * error), ratio * np.exp(z * error)


def ratio_score(n1: Floats, s1: Floats, n2: Floats, s2: Floats, ratio: Floats) -> Floats:
    """The score statistic of a ratio of rates, above 0 where the ratio seen is the larger.

    (r1 - θ r2) over its error with both rates as likely as they can be under the ratio θ
    (Koopman 1984, Biometrics 40:513; Miettinen & Nurminen 1985, Stat Med 4:213, without their
    N / (N - 1)).
    """
    people, selected = n1 + n2, s1 + s2
    linear = n1 * ratio + s1 + n2 + s2 * ratio
    root = np.sqrt(np.maximum(linear**2 - 4 * people * ratio * selected, 0))
    # The smaller root, in the form that keeps its digits.
    rate2 = np.where(linear + root > 0, 2 * selected / (linear + root), 0)
    rate1 = np.minimum(ratio * rate2, 1)
    variance = rate1 * (1 - rate1) / n1 + ratio**2 * rate2 * (1 - rate2) / n2
    distance = s1 / n1 - ratio * s2 / n2
    apart = np.where(np.abs(distance) < 1e-12 * (1 + ratio), 0, distance)
    known = variance > 0
    score = apart / np.sqrt(np.where(known, variance, 1))
    beyond = np.where(apart > 0, np.inf, -np.inf)
    return np.where(apart == 0, 0, np.where(known, score, beyond))


def koopman(n1: Floats, s1: Floats, n2: Floats, s2: Floats, z: float) -> Limits:
    """The score interval of a ratio of rates (Koopman 1984), which empty cells do not upset.

    Its lower end is 0 where no focal member was selected, its upper end infinite where no
    reference member was; with neither it is NaN.
    """
    # Both ends at once: the score is z at the lower one and -z at the upper.
    ends = np.array([z, -z]).reshape(2, *[1] * np.ndim(n1))
    low, high = _falling(
        lambda log: ratio_score(n1, s1, n2, s2, np.exp(log)) - ends, (2, *np.shape(n1))
    )
    nobody = (s1 == 0) & (s2 == 0)
    return (
        np.where(nobody, np.nan, np.where(s1 == 0, 0, np.exp(low))),
        np.where(nobody, np.nan, np.where(s2 == 0, np.inf, np.exp(high))),
    )


def _falling(function: Callable[[Floats], Floats], shape: tuple[int, ...]) -> Floats:
    """Where a falling function of the log ratio is 0, by halving."""
    low, high = np.full(shape, -FARTHEST), np.full(shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = function(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    result: Floats = (low + high) / 2
    return result


def z_pooled(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The difference over its error with one common rate; NaN where nobody or everybody is in."""
    rate = (s1 + s2) / (n1 + n2)
    return _over(s1 / n1 - s2 / n2, np.sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2)))


def z_unpooled(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The difference over its error with two rates; NaN where both are 0 or 1."""
    return _over(s1 / n1 - s2 / n2, difference_error(n1, s1, n2, s2))


def difference_error(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The standard error of a difference of rates."""
    r1, r2 = s1 / n1, s2 / n2
    error: Floats = np.sqrt(r1 * (1 - r1) / n1 + r2 * (1 - r2) / n2)
    return error


def hypergeometric_units(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """Focal members selected beyond expectation, in standard deviations with all margins fixed."""
    people, selected = n1 + n2, s1 + s2
    rate = selected / people
    variance = n1 * rate * (1 - rate) * n2 / (people - 1)
    return _over(s1 - n1 * rate, np.sqrt(variance))


def yates(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """Chi-square with a continuity correction, never beyond the difference itself (Yates 1934)."""
    people, selected = n1 + n2, s1 + s2
    apart = np.abs(s1 * (n2 - s2) - s2 * (n1 - s1))
    shortened = np.maximum(apart - people / 2, 0)
    return _over(people * shortened**2, n1 * n2 * selected * (people - selected))


def two_sided(z: Floats) -> Floats:
    """The two-sided chance of a normal deviate."""
    result: Floats = 2 * scipy.special.ndtr(-np.abs(z))
    return result


def chance_of_chi_square(value: Floats, degrees: int) -> Floats:
    """The chance of a chi-square as large."""
    result: Floats = np.asarray(scipy.special.chdtrc(degrees, value), dtype=float)
    return result


def cohens_h(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """2 asin √r1 - 2 asin √r2 (Cohen 1988, Statistical power analysis, chapter 6)."""
    result: Floats = 2 * np.arcsin(np.sqrt(s1 / n1)) - 2 * np.arcsin(np.sqrt(s2 / n2))
    return result


def phi(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The correlation of group and selection; NaN where nobody or everybody was selected."""
    people, selected = n1 + n2, s1 + s2
    return _over(s1 * (n2 - s2) - s2 * (n1 - s1), np.sqrt(n1 * n2 * selected * (people - selected)))


def _over(above: Floats, below: Floats) -> Floats:
    result: Floats = np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
    return result


def odds_ratio(n1: Floats, s1: Floats, n2: Floats, s2: Floats) -> Floats:
    """The odds ratio of the counts; NaN where it has no finite value."""
    return _over(s1 * (n2 - s2), s2 * (n1 - s1))
