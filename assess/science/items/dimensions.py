"""Whether the questions of a scale measure one thing, before they are summed into one score.

Two looks that fail in different ways: how many eigenvalues of the correlations are larger than
those of answers without relation (parallel analysis: Horn 1965, Psychometrika 30:179; Glorfeld
1995, Educ Psychol Meas 55:377), and whether a second factor explains more than it costs (maximum
likelihood, BIC). Both take answers as numbers; with few or lopsided steps they find a factor
too many now and then.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.covariances import pairwise_covariances
from assess.science.estimates import Estimate, Numbers, Seed, check_draws, generator, undefined
from assess.science.items.curves import checked
from assess.science.resampling import FEWEST_DRAWS
from assess.science.scalars import check_level

FEWEST = 100
"""With fewer people behind any two items nothing is said."""

FEWEST_ITEMS = 5
"""Four items leave a second factor nothing to be tested with."""

SMALLEST = 0.005
"""An item keeps at least this share of its variance for itself, as in R's `factanal`."""

ENOUGH = 1e-9
ROUNDS = 200
HALVINGS = 20


class Lack(StrEnum):
    """Why nothing is said."""

    TOO_FEW = "fewer than 100 people answered each pair of items"
    NO_VARIANCE = "an item does not vary between people"
    CONTRADICTION = "the answers to the items contradict or repeat one another"
    NO_DEGREES = "too few items to test so many factors"


class Verdict(StrEnum):
    """What both looks say together."""

    ONE = "the items measure one thing, as far as can be seen"
    UNCLEAR = "the items may measure more than one thing: the two looks differ"
    MORE = "the items measure more than one thing: do not sum them into one score"
    NONE = "the items have nothing in common beyond chance: do not sum them"
    UNKNOWN = "nothing can be said"


@dataclass(frozen=True)
class Factors:
    """How well so many factors explain the correlations; `bic` is smaller for the better."""

    factors: int
    chi_square: float
    degrees: int
    p: float | None
    rmsea: Estimate
    bic: float


@dataclass(frozen=True)
class Dimensions:
    """What the answers show of how many things the items measure.

    `found` eigenvalues are larger than `limits`, the quantiles at `level` of those of answers
    shuffled `draws` times. `one` and `two` are the models with so many factors. All but the counts
    is empty or `None` where nothing is said, and `reason` says why.
    """

    found: int | None
    eigenvalues: tuple[float, ...]
    limits: tuple[float, ...]
    one: Factors | None
    two: Factors | None
    level: float
    draws: int
    n: int
    verdict: Verdict
    reason: Lack | None


def dimensions(
    answers: ArrayLike, *, seed: Seed, draws: int = 200, level: float = 0.95
) -> Dimensions:
    """Parallel analysis, and one factor against two, of a row per person and a column per item.

    Correlations are of everybody who answered both items (missing is NaN or `None`); the smallest
    of those numbers of people stands for n. Raises `ValueError` for fewer than five items, what is
    no number, fewer than 100 draws or a level outside 0 to 1.
    """
    check_level(level)
    table = checked(answers, fewest=FEWEST_ITEMS)
    check_draws(draws, FEWEST_DRAWS)
    seen = (~np.isnan(table)).astype(float)
    n = int((seen.T @ seen).min())
    correlations = Lack.TOO_FEW if n < FEWEST else _correlations(table)
    if isinstance(correlations, Lack):
        return Dimensions(
            None, (), (), None, None, level, 0, n, Verdict.UNKNOWN, correlations
        )  # fmt: skip
    values = _eigenvalues(correlations)
    limits = _limits(table, draws, level, seed)
    below = np.flatnonzero(values <= limits)
    found = int(below[0]) if len(below) else len(values)
    one, two = (_factors(correlations, count, n, level) for count in (1, 2))
    return Dimensions(
        found, tuple(values.tolist()), tuple(limits.tolist()), one, two, level, draws, n,
        _verdict(found, one, two), None,
    )  # fmt: skip


def _verdict(found: int, one: Factors, two: Factors) -> Verdict:
    if not found:
        return Verdict.NONE
    if (found > 1) == (two.bic < one.bic):
        return Verdict.MORE if found > 1 else Verdict.ONE
    return Verdict.UNCLEAR


def _correlations(table: Numbers) -> Numbers | Lack:
    covariances = pairwise_covariances(table)
    spread = np.sqrt(np.diag(covariances))
    if not (spread > 0).all():
        return Lack.NO_VARIANCE
    found = covariances / np.outer(spread, spread)
    return found if _eigenvalues(found)[-1] > 1e-8 else Lack.CONTRADICTION


def _eigenvalues(correlations: Numbers) -> Numbers:
    return np.asarray(np.linalg.eigvalsh(correlations)[::-1])


def _limits(table: Numbers, draws: int, level: float, seed: Seed) -> Numbers:
    """The eigenvalues that shuffled answers of the same items reach at the level."""
    random, found = generator(seed), np.empty((draws, table.shape[1]))
    for draw in range(draws):
        covariances = pairwise_covariances(random.permuted(table, axis=0))
        # By chance two items with many gaps may meet in nobody: they are then unrelated.
        covariances = np.nan_to_num(covariances)
        spread = np.sqrt(np.diag(covariances))
        found[draw] = _eigenvalues(covariances / np.outer(spread, spread))
    return np.asarray(np.quantile(found, level, axis=0))


def _factors(correlations: Numbers, count: int, n: int, level: float) -> Factors:
    """With the chi-square of Bartlett (1951, Biometrika 38:337), as R's `factanal`."""
    items = len(correlations)
    degrees = ((items - count) ** 2 - items - count) // 2
    least = least_discrepancy(correlations, count)
    chi_square = max(0.0, (n - 1 - (2 * items + 5) / 6 - 2 * count / 3) * least)
    free = items * (items + 1) // 2 - degrees
    return Factors(
        factors=count,
        chi_square=chi_square,
        degrees=degrees,
        p=float(scipy.special.chdtrc(degrees, chi_square)) if degrees else None,
        rmsea=_rmsea(chi_square, degrees, n, level),
        bic=chi_square + math.log(n) * free,
    )


def least_discrepancy(correlations: Numbers, count: int) -> float:
    """ln|Σ| + tr(S Σ⁻¹) - ln|S| - k of the likeliest model with so many factors.

    Jöreskog (1967, Psychometrika 32:443): a function of the items' own variances alone, lowered by
    Newton steps in their logs with his approximate second derivatives.
    """
    own = (1 - 0.5 * count / len(correlations)) / np.diag(np.linalg.inv(correlations))
    own = np.clip(own, SMALLEST, 1)
    best, slope, bend = _discrepancy(correlations, own, count)
    for _ in range(ROUNDS):
        # An item at its bound stays there while the slope drives it further out.
        free = ~(((own <= SMALLEST) & (slope > 0)) | ((own >= 1) & (slope < 0)))
        step = np.zeros(len(own))
        bend = bend[np.ix_(free, free)] + 1e-8 * np.eye(int(free.sum()))
        step[free] = -np.linalg.solve(bend, slope[free])
        step = np.clip(step, -1, 1)
        for halving in range(HALVINGS):
            tried = np.clip(own * np.exp(step / 2**halving), SMALLEST, 1)
            value, *rest = _discrepancy(correlations, tried, count)
            if value <= best:
                break
        else:
            return best
        moved = float(np.abs(tried - own).max())
        own, best, slope, bend = tried, value, *rest
        if moved < ENOUGH:
            break
    return best


def _discrepancy(correlations: Numbers, own: Numbers, count: int) -> tuple[float, Numbers, Numbers]:
    """The discrepancy at the items' own variances, its slopes and bends in their logs."""
    scale = np.sqrt(own)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    rest = len(own) - count
    left, outside = values[:rest], vectors[:, :rest]
    slope = (outside**2 * (1 - left)).sum(axis=1)
    bend = (outside @ outside.T) ** 2
    return float((left - np.log(left) - 1).sum()), np.asarray(slope), np.asarray(bend)


def _rmsea(chi_square: float, degrees: int, n: int, level: float) -> Estimate:
    """Steiger's root mean square error of approximation; limits by the noncentral chi-square."""
    method = "RMSEA, noncentral chi-square interval, n people"
    if not degrees:
        return undefined(level, n, method, Lack.NO_DEGREES)
    scale = degrees * (n - 1)
    tails = (1 + level) / 2, (1 - level) / 2
    ends = [
        float(scipy.special.chndtrinc(chi_square, degrees, tail))
        if scipy.special.chdtr(degrees, chi_square) > tail
        else 0.0
        for tail in tails
    ]
    low, high = (math.sqrt(max(0.0, end) / scale) for end in ends)
    value = math.sqrt(max(0.0, chi_square - degrees) / scale)
    return Estimate(value, None, (low, high), level, n, method)
