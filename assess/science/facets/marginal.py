"""The marginal likelihood of a many-facet model: candidates are normal and integrated out.

Sums over evenly spaced points, which for so smooth a function are exact to many digits once
the points lie no wider than the narrowest posterior is (Trefethen & Weideman 2014, SIAM Rev
56:385). As all candidates share the points, probabilities are worked out once per cell and
not per rating.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assess.science.facets.design import Design
from assess.science.facets.products import across
from assess.science.facets.ratings import Matrix, Vector
from assess.science.facets.steps import log_probabilities, moments

REACH = 6.0
"""Points lie so many SDs to both sides of the candidates' mean."""

FEWEST_POINTS, MOST_POINTS = 41, 4001
NEGLIGIBLE = 1e-13

HELD = 1_000_000
"""So many slopes are held at a time."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be made highest.

    The unknowns are those of the design, then the candidates' mean and, unless `spread` (the
    SD) is given, the logarithm of their SD. `precision` is that of a normal prior of mean 0 on
    the unknowns of the design, a square table; zeros for none.
    """

    design: Design
    spread: float | None
    precision: Matrix

    @property
    def size(self) -> int:
        return self.design.size + (1 if self.spread else 2)

    def normal(self, unknowns: Vector) -> tuple[float, float]:
        """Mean and SD of the candidates."""
        mean = float(unknowns[self.design.size])
        return mean, self.spread or math.exp(float(unknowns[-1]))


@dataclass(frozen=True, eq=False)
class Point:
    """The likelihood at one place of the unknowns.

    `logs` are the log-probabilities of cells x categories x points, `weights` the posterior of
    each candidate over the `points`, `slope` that of the likelihood (with the prior).
    """

    problem: Problem
    unknowns: Vector
    points: Vector
    value: float
    logs: Matrix
    weights: Matrix

    @cached_property
    def probabilities(self) -> Matrix:
        return np.exp(self.logs)

    @cached_property
    def moments(self) -> tuple[Matrix, Matrix, Matrix]:
        return moments(self.probabilities)

    @cached_property
    def met(self) -> Matrix:
        """How many ratings of each cell are expected at each point."""
        found: Matrix = self.problem.design.data.by_cell.T @ self.weights
        return found

    @cached_property
    def means(self) -> Vector:
        """EAP: the posterior mean of each candidate."""
        result: Vector = self.weights @ self.points
        return result

    @cached_property
    def variances(self) -> Vector:
        """The posterior variance of each candidate."""
        off = self.points[None, :] - self.means[:, None]
        result: Vector = np.einsum("iq,iq->i", self.weights, off * off)
        return result

    @property
    def log_likelihood(self) -> float:
        """Without the prior."""
        return self.value + self._penalty

    @property
    def _penalty(self) -> float:
        own = self.unknowns[: self.problem.design.size]
        return float(own @ self.problem.precision @ own) / 2

    @cached_property
    def slope(self) -> Vector:
        design, size = self.problem.design, self.problem.design.size
        found = np.empty(self.problem.size)
        expected = (self.met * self.moments[0]).sum(axis=1) @ design.coded
        counted = np.einsum("rq,rkq->rk", self.met, self.probabilities)
        steps = (counted[:, design.steps.free[1]] * design.steps.member).sum(axis=0)
        found[:size] = np.concatenate([expected, steps]) - design.observed.sum(axis=0)
        found[:size] -= self.problem.precision @ self.unknowns[:size]
        mean, sd = self.problem.normal(self.unknowns)
        off = self.means - mean
        found[size] = off.sum() / sd**2
        if self.problem.spread is None:
            found[-1] = (off**2 + self.variances).sum() / sd**2 - len(off)
        return found

    @cached_property
    def complete(self) -> Matrix:
        """The information there would be if candidates were known, as expected of them."""
        design, size = self.problem.design, self.problem.design.size
        found = np.zeros((self.problem.size, self.problem.size))
        scores = np.arange(design.steps.categories)
        weighted = self.met[:, None, :] * self.probabilities
        products = np.einsum("rkq,rq->rk", weighted, self.moments[0])
        meetings = scores * weighted.sum(axis=2) - products
        found[:size, :size] = design.information(
            (self.met * self.moments[1]).sum(axis=1), meetings, self._squares(weighted)
        )
        found[:size, :size] += self.problem.precision
        mean, sd = self.problem.normal(self.unknowns)
        off, people = self.means - mean, len(self.means)
        found[size, size] = people / sd**2
        if self.problem.spread is None:
            found[size, -1] = found[-1, size] = 2 * off.sum() / sd**2
            found[-1, -1] = 2 * (off**2 + self.variances).sum() / sd**2
        return found

    @cached_property
    def observed(self) -> tuple[Matrix, Matrix]:
        """As `information` gives it, worked out once."""
        return information(self)

    def _squares(self, weighted: Matrix) -> Matrix:
        """diag(P) - PP' over the ratings of each set of steps."""
        steps = self.problem.design.steps
        found = np.empty((len(steps.names), steps.categories, steps.categories))
        for place in range(len(steps.names)):
            own = steps.set_of == place
            one = weighted[own].transpose(1, 0, 2).reshape(steps.categories, -1)
            other = self.probabilities[own].transpose(1, 0, 2).reshape(steps.categories, -1)
            found[place] = np.diag(one.sum(axis=1)) - one @ other.T
        return found

    def is_coarse(self) -> bool:
        """Whether the candidates' SD has become so small that the points no longer show it."""
        sd = self.problem.normal(self.unknowns)[1]
        return sd < 2 * float(self.points[1] - self.points[0])

    def fine_enough(self) -> bool:
        """Whether the points lie close and wide enough for where the likelihood now is."""
        mean, sd = self.problem.normal(self.unknowns)
        inside = self.points[0] <= mean - 0.95 * REACH * sd
        inside = inside and not self.is_coarse()
        inside &= self.points[-1] >= mean + 0.95 * REACH * sd
        narrowest = math.sqrt(float(self.variances.min()))
        apart = float(self.points[1] - self.points[0])
        return bool(inside) and (apart <= 1.05 * narrowest or len(self.points) >= MOST_POINTS)


def points_for(point: Point) -> Vector:
    """Points for where the likelihood now is."""
    mean, sd = point.problem.normal(point.unknowns)
    # Points that are too coarse do not show how narrow a posterior is either.
    narrowest = sd / 4 if point.is_coarse() else math.sqrt(float(point.variances.min()))
    return evenly(mean, sd, narrowest)


def evenly(mean: float, sd: float, narrowest: float) -> Vector:
    """Points 6 SDs to both sides, no wider apart than the narrowest posterior, at most 4,001."""
    needed = math.ceil(2 * REACH * sd / max(narrowest, 1e-9)) + 1
    number = min(max(FEWEST_POINTS, needed), MOST_POINTS)
    return np.linspace(mean - REACH * sd, mean + REACH * sd, number)


def at(problem: Problem, unknowns: Vector, points: Vector) -> Point:
    """The likelihood and the posteriors of all candidates."""
    design = problem.design
    mean, sd = problem.normal(unknowns)
    places = points[None, :] - design.hardness(unknowns)[:, None]
    coefficients = design.coefficients(unknowns[: design.size])[design.steps.set_of]
    logs = log_probabilities(places, coefficients)
    density = -(((points - mean) / sd) ** 2) / 2 - math.log(sd * math.sqrt(2 * math.pi))
    density += math.log(float(points[1] - points[0]))
    joint = design.by_category @ logs.reshape(-1, len(points)) + density
    top = joint.max(axis=1, keepdims=True)
    weights = np.exp(joint - top)
    total = weights.sum(axis=1, keepdims=True)
    weights /= total
    point = Point(problem, unknowns, points, 0.0, logs, weights)
    value = float((top + np.log(total)).sum()) - point._penalty
    return Point(problem, unknowns, points, value, logs, weights)


def information(point: Point) -> tuple[Matrix, Matrix]:
    """The observed information, and how each candidate's EAP moves with every unknown.

    Louis (1982, J R Stat Soc B 44:226): what is known of complete data less the variance, over
    the posterior, of each candidate's slope. The slope of a posterior mean is the covariance of
    candidate and slope (Kass & Steffey 1989, J Am Stat Assoc 84:717).
    """
    people, size = len(point.means), point.problem.size
    second, first = np.zeros((size, size)), np.empty((people, size))
    moved = np.empty((people, size))
    expected = expected_at(point)
    at_once = max(1, HELD // (size * len(point.points)))
    for start in range(0, people, at_once):
        some = slice(start, min(start + at_once, people))
        weight = point.weights[some]
        own = slopes(point, some, expected)
        off = weight * (point.points - point.means[some, None])
        first[some] = np.einsum("iq,iqp->ip", weight, own)
        moved[some] = np.einsum("iq,iqp->ip", off, own)
        own *= np.sqrt(weight)[:, :, None]
        flat = own.reshape(-1, size)
        second += across(flat, flat)
    return point.complete - (second - across(first, first)), moved


def slopes(point: Point, some: slice, expected: Sequence[Matrix]) -> Matrix:
    """The slopes of some candidates' likelihoods if they stood at each point.

    Candidates x points x unknowns; `expected` is what `expected_at` gives for every point.
    """
    problem, design = point.problem, point.problem.design
    mean, sd = problem.normal(point.unknowns)
    seen, met = design.observed[some], design.data.by_cell[some]
    own = np.empty((len(seen), len(expected), problem.size))
    for place, table in enumerate(expected):
        own[:, place, : design.size] = met @ table - seen
    off = point.points - mean
    own[:, :, design.size] = off / sd**2
    if problem.spread is None:
        own[:, :, -1] = (off / sd) ** 2 - 1
    return own


def expected_at(point: Point) -> list[Matrix]:
    """What a rating of each cell adds up to, as expected at each point."""
    design = point.problem.design
    return [
        design.expected(mean, table.T)
        for mean, table in zip(
            point.moments[0].T, point.probabilities.transpose(2, 1, 0), strict=True
        )
    ]
