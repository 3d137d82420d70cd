"""An outcome on several scores by least squares: slopes, how much they explain, what each adds.

How much is explained in the people the line was made from is too much for anybody else, so what is
left of it stands beside it. Nothing is given below the guards: equal weights are then the answer.
"""

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science import resampling
from assess.science.coefficients import t_quantile
from assess.science.estimates import Estimate, Numbers, Seed, undefined
from assess.science.fairness.cleary import FTest
from assess.science.fit.guards import HOUSE, Guards, Kind, Known, Lack, known_of, lack_of
from assess.science.scalars import Exact, check_level, is_count, is_number

EXACT = 1e-20
CLOSE = 1e-12
DRAWS = 2000
BOOTSTRAP = "R² of least squares, percentiles of draws adjusted twice, n people"
ADDED = "gain in R², percentiles of draws adjusted twice, n people"


@dataclass(frozen=True)
class Shrunken:
    """What is left of R²: among all people like these, and for this very line on new people.

    `adjusted` is Ezekiel's, `olkin_pratt` that of Olkin and Pratt to the first order: both of the
    best line there is. `cross_validity` is Browne's, of the line found here; never below 0. All
    three follow from R², n and the number of slopes: how sure they are is what `explained` says.
    """

    adjusted: Exact
    olkin_pratt: Exact
    cross_validity: Exact


@dataclass(frozen=True)
class Regression:
    """A line of least squares, the intercept first; undefined with its reason below the guards.

    `chances` are those of a t as large if the number were 0, the intercept's first. `explained` is
    R² in these very people. `residual_sd` has the outcome's units, `test` is that of all slopes
    at once.
    """

    intercept: Estimate
    slopes: tuple[Estimate, ...]
    chances: tuple[float, ...]
    explained: Estimate
    shrunken: Shrunken | None
    residual_sd: float | None
    test: FTest | None
    n: int
    left_out: int
    level: float
    reason: Lack | None = None


@dataclass(frozen=True)
class Step:
    """One step of several: R² with all scores up to it, and what the last of them added."""

    explained: float
    added: Estimate
    test: FTest


@dataclass(frozen=True)
class Increments:
    """What each score adds to those before it, in the order given; `reason` where nothing is."""

    steps: tuple[Step, ...]
    n: int
    left_out: int
    level: float
    reason: Lack | None = None


def least_squares(
    scores: ArrayLike,
    outcomes: ArrayLike,
    *,
    seed: Seed,
    guards: Guards = HOUSE,
    level: float = 0.95,
    draws: int = DRAWS,
) -> Regression:
    """The line of an outcome on k scores, a row per person; t intervals for its numbers.

    That of R² is for the best line among all people like these, by bootstrap of people (Ohtani
    2000, Econ Lett 67:307): percentiles of draws adjusted as Ezekiel does, once for the optimism
    of a draw about its sample and once for that of the sample about everybody, cut at 0. Missing
    numbers leave a person out. Raises `ValueError` for a table and outcomes that do not
    fit, or fewer than 100 draws.
    """
    check_level(level)
    known = known_of(scores, outcomes, Kind.AMOUNT)
    reason = lack_of(known, guards)
    fit = None if reason else _fit(known.table, known.outcomes)
    if fit is None or fit.residual <= EXACT * fit.total:
        return _lacking(known, reason or Lack.EXACT, level)
    return _regression(known, fit, level, draws, seed)


def increments(
    scores: ArrayLike,
    outcomes: ArrayLike,
    *,
    seed: Seed,
    guards: Guards = HOUSE,
    level: float = 0.95,
    draws: int = DRAWS,
) -> Increments:
    """What each of k scores adds in R² to those before it, with the F test of every step.

    Arguments and refusals are those of `least_squares`. An R² never falls, so the test decides
    whether anything was added; the interval is made as that of R², so that it reaches 0 where
    little was.
    """
    check_level(level)
    known = known_of(scores, outcomes, Kind.AMOUNT)
    reason = lack_of(known, guards)
    size = known.table.shape[1]
    fits = [] if reason else [_fit(known.table[:, : k + 1], known.outcomes) for k in range(size)]
    if reason or fits[-1].residual <= EXACT * fits[-1].total:
        return Increments((), known.n, known.left_out, level, reason or Lack.EXACT)
    found = np.diff([0.0, *(one.explained for one in fits)])
    drawn = np.diff(_drawn(known, draws, seed), axis=1, prepend=0.0)
    before = [_nothing(known.outcomes), *fits[:-1]]
    steps = tuple(
        Step(one.explained, _interval(gain, draw, known.n, level, ADDED), f_test(less, one))
        for gain, draw, less, one in zip(found, drawn.T, before, fits, strict=True)
    )
    return Increments(steps, known.n, known.left_out, level)


def shrunken(explained: float, n: int, scores: int) -> Shrunken:
    """What is left of an R² found with `scores` slopes in `n` people.

    1 - (1 - R²)(n - 1)/(n - k - 1) (Ezekiel 1930); 1 - (n - 3)/(n - k - 1) (1 - R²)
    [1 + 2 (1 - R²)/(n - k + 1)] (Olkin & Pratt 1958, Ann Math Stat 29:201, first order);
    ((n - k - 3) ρ⁴ + ρ²)/((n - 2k - 2) ρ² + k) with Ezekiel's ρ², 0 where that is below 0
    (Browne 1975, Br J Math Stat Psychol 28:79). Raises `ValueError` for an R² outside 0 to 1 or
    too few people for the slopes.
    """
    if not (is_number(explained) and 0 <= explained <= 1):
        raise ValueError("explained: give a share from 0 to 1.")
    if not is_count(n) or not is_count(scores) or scores < 1 or n < 2 * scores + 3:
        raise ValueError("n: give three people more than twice the number of scores.")
    left, k = 1 - explained, scores
    adjusted = 1 - left * (n - 1) / (n - k - 1)
    pratt = 1 - (n - 3) / (n - k - 1) * left * (1 + 2 * left / (n - k + 1))
    rho = max(0.0, adjusted)
    browne = ((n - k - 3) * rho**2 + rho) / ((n - 2 * k - 2) * rho + k)
    return Shrunken(adjusted, pratt, browne)


@dataclass(frozen=True)
class Fit:
    """Numbers of a line, the intercept first."""

    values: Numbers
    covariances: Numbers
    residual: float
    total: float
    degrees: int

    @property
    def explained(self) -> float:
        return 1 - self.residual / self.total


def f_test(smaller: Fit, larger: Fit) -> FTest:
    """Whether the larger of two lines, one within the other, explains more."""
    more = smaller.degrees - larger.degrees
    spread = larger.residual / larger.degrees
    value = max(0.0, (smaller.residual - larger.residual) / more / spread)
    degrees = more, larger.degrees
    return FTest(value, degrees, float(scipy.special.fdtrc(*degrees, value)))


def _regression(known: Known, fit: Fit, level: float, draws: int, seed: Seed) -> Regression:
    errors = np.sqrt(np.diag(fit.covariances))
    slopes = tuple(
        _with_t(float(value), float(error), fit.degrees, known.n, level)
        for value, error in zip(fit.values, errors, strict=True)
    )
    size = known.table.shape[1]
    return Regression(
        intercept=slopes[0],
        slopes=slopes[1:],
        chances=tuple((2 * scipy.special.stdtr(fit.degrees, -abs(fit.values / errors))).tolist()),
        explained=_interval(
            fit.explained, _drawn(known, draws, seed)[:, -1], known.n, level, BOOTSTRAP
        ),
        shrunken=shrunken(fit.explained, known.n, size),
        residual_sd=math.sqrt(fit.residual / fit.degrees),
        test=f_test(_nothing(known.outcomes), fit),
        n=known.n,
        left_out=known.left_out,
        level=level,
    )


def _fit(table: Numbers, outcomes: Numbers) -> Fit:
    """Least squares by the QR of centred columns, so that large numbers keep their digits."""
    means = table.mean(axis=0)
    n, size = table.shape
    columns = np.column_stack([np.ones(n), table - means])
    q, r = np.linalg.qr(columns)
    centred = np.linalg.solve(r, q.T @ outcomes)
    inverse = np.linalg.inv(r)
    left = outcomes - columns @ centred
    residual, degrees = float(left @ left), n - size - 1
    back = np.eye(size + 1)
    back[0, 1:] = -means
    covariances = back @ (inverse @ inverse.T) @ back.T * residual / degrees
    return Fit(back @ centred, covariances, residual, _nothing(outcomes).residual, degrees)


def _nothing(outcomes: Numbers) -> Fit:
    """The mean alone."""
    total = float(((outcomes - outcomes.mean()) ** 2).sum())
    return Fit(np.array([outcomes.mean()]), np.zeros((1, 1)), total, total, len(outcomes) - 1)


def _drawn(known: Known, draws: int, seed: Seed) -> Numbers:
    """R² with the first, the first two ... scores in every draw, adjusted twice."""
    size, n = known.table.shape[1], known.n
    both = np.column_stack([known.table, known.outcomes])
    both = (both - both.mean(axis=0)) / both.std(axis=0)
    tables = np.array(list(resampling.covariances(both, draws, seed)))
    inner, across, whole = tables[:, :size, :size], tables[:, :size, size], tables[:, size, size]
    found = np.empty((len(tables), size))
    for k in range(1, size + 1):
        # A rare score may be missing from a draw, which leaves it without a slope there.
        inverse = np.linalg.pinv(inner[:, :k, :k], rcond=CLOSE, hermitian=True)
        mine = across[:, :k]
        explained = np.einsum("di,dij,dj->d", mine, inverse, mine)
        found[:, k - 1] = np.divide(explained, whole, out=np.zeros_like(whole), where=whole > 0)
    # Both times 1 - (1 - R²)(n - 1)/(n - k - 1).
    optimism = ((n - 1) / (n - np.arange(1, size + 1) - 1)) ** 2
    result: Numbers = 1 - (1 - found) * optimism
    return result


def _interval(value: float, drawn: Numbers, n: int, level: float, method: str) -> Estimate:
    low, high = resampling.percentiles(drawn, level)
    # Where next to nothing is explained, both ends would fall below what was seen.
    ends = min(value, max(0.0, low)), max(value, high)
    return Estimate(float(value), float(drawn.std(ddof=1)), ends, level, n, method)


def _with_t(value: float, error: float, degrees: int, n: int, level: float) -> Estimate:
    margin = t_quantile(level, degrees) * error
    method = "least squares, t interval, n people"
    return Estimate(value, error, (value - margin, value + margin), level, n, method)


def _lacking(known: Known, reason: Lack, level: float) -> Regression:
    nothing = undefined(level, known.n, "least squares, n people", reason)
    slopes = (nothing,) * known.table.shape[1]
    return Regression(
        nothing, slopes, (), nothing, None, None, None, known.n, known.left_out, level, reason
    )
