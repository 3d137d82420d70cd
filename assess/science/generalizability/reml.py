"""Variance components of scores with several sources of variation, by restricted likelihood.

For the ratings interviews leave: every candidate met by other people, in other numbers. A
score is a mean plus an effect of its candidate, its rater and so on plus an error, all
normal and unrelated: y = X b + Σ Z u + e (Patterson & Thompson 1971, Biometrika 58:545;
Bates, Mächler, Bolker & Walker 2015, J Stat Softw 67(1), 1). A variance may be exactly 0,
which is an estimate and no failure.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Interval, array, check_draws, check_unit, generator, labelled
from assess.science.generalizability import mixed_likelihood
from assess.science.generalizability.mixed_equations import (
    Equations,
    Matrix,
    Term,
    Vector,
    equations,
)
from assess.science.generalizability.mixed_likelihood import Point
from assess.science.scalars import check_mapping, quantile

RESIDUAL = "residual"
ROUNDING = 1e-13
"""Scores that differ by a smaller share of their size do not differ."""

EXPLAINED = 1e-10
"""With a smaller share of the squares left over, the effects explain every score."""

CHUNK = 4096


class Lack(StrEnum):
    """Why there are no variances."""

    NO_VARIANCE = "the scores do not vary"
    NO_ERROR = "the effects explain every score, so that no error can be told from them"
    NOT_SEPARABLE = "the design cannot tell the variances apart"


class Boundary(StrEnum):
    """What a component has instead of a standard error."""

    ZERO = "estimated as exactly 0: the scores show no more of it than chance would"


class Intervals(StrEnum):
    """How far a variance may reach."""

    PROFILE = "REML, profile likelihood interval"
    LOG = "REML, normal interval of the logarithm"


@dataclass(frozen=True)
class Slope:
    """An effect that is multiplied by a number of each score, such as its time."""

    labels: ArrayLike
    times: ArrayLike


@dataclass(frozen=True)
class Component:
    """A variance, in squared points, with its interval.

    At 0 there is no standard error and `boundary` says so. The upper end is infinite where the
    data set no limit; there is no interval where it is on the log scale and the variance 0.
    """

    name: str
    levels: int
    estimate: float
    standard_error: float | None
    interval: Interval | None
    boundary: Boundary | None


@dataclass(frozen=True)
class Coefficient:
    """A fixed effect, in points, with its normal interval."""

    name: str
    estimate: float
    standard_error: float
    interval: Interval


@dataclass(frozen=True, eq=False)
class Effects:
    """What each level adds to a score (BLUP), in points, in the order of `levels`.

    Estimates are drawn towards 0, the more so the fewer ratings a level has. `standard_errors`
    are conditional: the variances and the fixed effects are taken as known. `totals` are the
    mean plus the effect, and their errors hold that of the mean too; both are `None` beside
    covariates and for slopes. Errors are `None` where the variance is 0.
    """

    name: str
    levels: tuple[Hashable, ...]
    estimates: Vector
    standard_errors: Vector | None
    totals: Vector | None
    total_standard_errors: Vector | None

    def of(self, level: Hashable) -> float:
        """The effect of one level; `KeyError` when it has no score."""
        try:
            return float(self.estimates[self.levels.index(level)])
        except ValueError:
            raise KeyError(level) from None


@dataclass(frozen=True, eq=False)
class Fit:
    """Variance components, the residual last, or none of it and what is lacking.

    `covariance` is that of the errors of the components, with zeros for one of 0. `deviance`
    is minus twice the restricted log-likelihood, which compares models with the same fixed
    effects only. `missing` is the number of scores left out because they are NaN.
    """

    components: tuple[Component, ...]
    fixed: tuple[Coefficient, ...]
    effects: tuple[Effects, ...]
    covariance: NDArray[np.float64] | None
    deviance: float | None
    n: int
    missing: int
    level: float
    method: Intervals
    reason: Lack | None

    def component(self, name: str) -> Component:
        """One component by its name; `KeyError` for another one."""
        return {one.name: one for one in self.components}[name]

    def effect(self, name: str) -> Effects:
        """The effects of one term by its name; `KeyError` for another one."""
        return {one.name: one for one in self.effects}[name]


def fit(
    scores: ArrayLike,
    effects: Mapping[str, ArrayLike | Slope],
    *,
    covariates: Mapping[str, ArrayLike] | None = None,
    level: float = 0.95,
    intervals: Intervals = Intervals.PROFILE,
) -> Fit:
    """Estimate the variance of each effect and of the error, and predict every level.

    `scores` is a sequence of n numbers, NaN where one is missing: those are left out.
    `effects` gives for each effect the n labels of its levels, or a `Slope`; names are free,
    except `residual`. `covariates` are n numbers each and get a fixed effect beside the
    intercept; bring them to a scale near 1. Time grows with the cube of the levels of all
    effects but the one with the most.

    Profile intervals (likelihood ratio against chi-square with one degree) hold at 0 too but
    take a hundred solutions or so; those on the log scale need none more.

    Raises `ValueError` for lengths that differ, fewer than two levels, what is no number, or a
    level outside 0 to 1.
    """
    reach = quantile(level)
    terms, table, fixed = _prepared(scores, effects, covariates or {})
    n, missing = len(table), len(np.asarray(scores)) - len(table)
    data = equations(table, terms, fixed)
    found = _estimated(data)
    if isinstance(found, Lack):
        return Fit((), (), (), None, None, n, missing, level, intervals, found)
    point, covariance = found
    return Fit(
        components=_components(point, covariance, terms, reach, intervals),
        fixed=_coefficients(point, ("intercept", *(covariates or {})), reach),
        effects=_effects(point, terms, alone=fixed.shape[1] == 1),
        covariance=covariance,
        deviance=point.deviance,
        n=n,
        missing=missing,
        level=level,
        method=intervals,
        reason=None,
    )


def drawn_components(fit: Fit, *, seed: int, draws: int) -> Matrix:
    """Variances a fit allows for, a row per draw: normal on the log scale, 0 where it is 0.

    Raises `ValueError` for a fit without variances.
    """
    if fit.covariance is None:
        raise ValueError("fit: give one that has variances.")
    check_draws(draws, 100)
    estimates = np.array([one.estimate for one in fit.components])
    free = estimates > 0
    relative = fit.covariance[np.ix_(free, free)] / np.outer(estimates[free], estimates[free])
    root = np.linalg.cholesky(relative)
    normal = generator(seed).standard_normal((draws, int(free.sum())))
    drawn = np.zeros((draws, len(estimates)))
    drawn[:, free] = estimates[free] * np.exp(np.minimum(normal @ root.T, 300.0))
    return drawn


def _estimated(data: Equations) -> tuple[Point, Matrix] | Lack:
    if data.square <= ROUNDING**2 * data.ratings * data.shift**2:
        return Lack.NO_VARIANCE
    if data.least_rest() <= EXPLAINED * data.square:
        return Lack.NO_ERROR
    variance = data.square / data.ratings
    start = np.full(data.terms + 1, variance / (2 * data.terms))
    start[-1] = variance / 2
    point = mixed_likelihood.highest(data, start)
    covariance = None if point is None else mixed_likelihood.spread(point)
    if point is None or covariance is None:
        return Lack.NOT_SEPARABLE
    return point, covariance


def _components(
    point: Point, covariance: Matrix, terms: tuple[Term, ...], reach: float, method: Intervals
) -> tuple[Component, ...]:
    names = [*(term.name for term in terms), RESIDUAL]
    levels = [*(len(term.levels) for term in terms), point.data.ratings]
    found = []
    for place, name in enumerate(names):
        estimate = float(point.variances[place])
        error = math.sqrt(float(covariance[place, place])) if estimate else None
        interval = _interval(point, place, error, reach, method)
        boundary = None if estimate else Boundary.ZERO
        found.append(Component(name, levels[place], estimate, error, interval, boundary))
    return tuple(found)


def _interval(
    point: Point, place: int, error: float | None, reach: float, method: Intervals
) -> Interval | None:
    if method is Intervals.PROFILE:
        low, limit = mixed_likelihood.reach(point, place, reach**2)
        return low, math.inf if limit is None else limit
    if error is None:
        return None
    estimate = float(point.variances[place])
    margin = reach * error / estimate
    high = estimate * math.exp(margin) if margin < math.log(1e100) else math.inf
    return estimate * math.exp(-margin), high


def _coefficients(point: Point, names: tuple[str, ...], reach: float) -> tuple[Coefficient, ...]:
    random, found = point.data.random, []
    for place, name in enumerate(names, start=random):
        shift = point.data.shift if place == random else 0.0
        estimate = float(point.solution.solved[place]) + shift
        error = math.sqrt(point.residual * float(point.solution.inverse[place, place]))
        margin = reach * error
        found.append(Coefficient(name, estimate, error, (estimate - margin, estimate + margin)))
    return tuple(found)


def _effects(point: Point, terms: tuple[Term, ...], *, alone: bool) -> tuple[Effects, ...]:
    """`alone` says that the intercept is the only fixed effect."""
    data, solution = point.data, point.solution
    known = _with_fixed_known(solution.inverse, data.random)
    mean = data.shift + float(solution.solved[-1])
    found = []
    for place, term in enumerate(terms):
        if place == data.largest:
            estimates, errors, totals = solution.absorbed, *_absorbed_errors(point, known)
        else:
            block = data.blocks[place]
            estimates = solution.solved[block]
            errors = np.diag(known)[block]
            joint = solution.inverse
            totals = np.diag(joint)[block] + 2 * joint[block, -1] + joint[-1, -1]
        seen, whole = bool(point.variances[place]), alone and term.weights is None
        found.append(
            Effects(
                name=term.name,
                levels=term.levels,
                estimates=estimates,
                standard_errors=_root(errors, point) if seen else None,
                totals=mean + estimates if whole else None,
                total_standard_errors=_root(totals, point) if seen and whole else None,
            )
        )
    return tuple(found)


def _with_fixed_known(inverse: Matrix, random: int) -> Matrix:
    """The same inverse when nothing but the random effects is unknown; zeros for the rest."""
    across = inverse[:random, random:]
    known = np.zeros_like(inverse)
    known[:random, :random] = (
        inverse[:random, :random] - across @ np.linalg.inv(inverse[random:, random:]) @ across.T
    )
    return known


def _absorbed_errors(point: Point, known: Matrix) -> tuple[Vector, Vector]:
    """Variances of the predictions, and of their sum with the mean, per residual variance."""
    solution, cross = point.solution, point.data.cross
    own, whole = np.empty(len(solution.shrink)), np.empty(len(solution.shrink))
    for start in range(0, len(own), CHUNK):
        rows = slice(start, start + CHUNK)
        part, shrink = cross[rows], solution.shrink[rows]
        dense, joint = part.toarray(), part @ solution.inverse
        own[rows] = shrink + shrink**2 * np.einsum("ij,ij->i", part @ known, dense)
        whole[rows] = (
            shrink
            + shrink**2 * np.einsum("ij,ij->i", joint, dense)
            - 2 * shrink * joint[:, -1]
            + solution.inverse[-1, -1]
        )
    return own, whole


def _root(variances: Vector, point: Point) -> Vector:
    return np.sqrt(np.maximum(variances, 0.0) * point.residual)


def _prepared(
    scores: ArrayLike, effects: Mapping[str, ArrayLike | Slope], covariates: Mapping[str, ArrayLike]
) -> tuple[tuple[Term, ...], Vector, Matrix]:
    """The terms, scores and fixed effects of the ratings that are there."""
    table = array(scores, "scores")
    check_unit(table, "scores")
    if table.ndim != 1 or np.isinf(table).any():
        raise ValueError("scores: give a sequence of numbers, and NaN where one is missing.")
    seen = ~np.isnan(table)
    check_mapping(effects, "effects")
    check_mapping(covariates, "covariates")
    if not effects or RESIDUAL in effects:
        raise ValueError("effects: give one at least, and none that is called residual.")
    terms = tuple(_term(name, labels, seen) for name, labels in effects.items())
    numbers = [_numbers(f"covariates: {name}", one, seen) for name, one in covariates.items()]
    fixed = np.column_stack([np.ones(int(seen.sum())), *numbers])
    if np.linalg.matrix_rank(fixed) < fixed.shape[1]:
        raise ValueError("covariates: each must vary, and not follow from the others.")
    return terms, table[seen], fixed


def _term(name: str, labels: ArrayLike | Slope, seen: NDArray[np.bool_]) -> Term:
    weights = _numbers(name, labels.times, seen) if isinstance(labels, Slope) else None
    levels, places = labelled(labels.labels if isinstance(labels, Slope) else labels, seen, name)
    if len(levels) < 2:
        raise ValueError(f"{name}: give two levels at least.")
    return Term(name, tuple(levels.tolist()), places, weights)


def _numbers(name: str, values: ArrayLike, seen: NDArray[np.bool_]) -> Vector:
    numbers = array(values, name)
    if numbers.shape != seen.shape or not np.isfinite(numbers).all():
        raise ValueError(f"{name}: give a number for every score.")
    result: Vector = numbers[seen]
    return result
