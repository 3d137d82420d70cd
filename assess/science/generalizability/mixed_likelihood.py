"""Where the likelihood of variances is highest, how sharp it is there, and how far it reaches.

Variances are given in the order of the terms, the residual variance last, in squared points.
The search takes steps by the average information (Gilmour, Thompson & Cullis 1995, Biometrics
51:1440) on the scale of log(σ²ₑ + n σ²ᵤ), on which a variance of exactly 0 is a point like
any other.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assess.science.generalizability.mixed_equations import Equations, Matrix, Solution, Vector

STEPS = 200
HALVINGS = 20
LONGEST = 3.0
"""No step multiplies or divides what is seen of a variance by more than exp(3)."""

SETTLED = 1e-16
"""The search ends when a step promises less than this share of the likelihood's degrees."""

NEAR = 1e-8
"""So small a promise that grows or helps no more is rounding: a ten-thousandth of an error."""

TRACE = 1e-10
NUDGE = 1e-4
APART = 1e-6
"""Variances whose errors are correlated beyond this cannot be told apart."""


@dataclass(frozen=True, eq=False)
class Point:
    """The likelihood at some variances: minus twice its logarithm, and how that changes."""

    data: Equations
    variances: Vector
    solution: Solution

    @property
    def residual(self) -> float:
        return float(self.variances[-1])

    @cached_property
    def deviance(self) -> float:
        at = self.solution
        size = at.degrees * math.log(2 * math.pi * self.residual)
        return at.log_determinant + size + at.rest / self.residual

    @cached_property
    def _squares(self) -> Vector:
        return np.array([float(slope @ slope) for slope in self.solution.slopes])

    @cached_property
    def gradient(self) -> Vector:
        """The change of the deviance with each variance."""
        at, residual = self.solution, self.residual
        own = at.traces - self._squares / residual
        rest = at.degrees - at.rest / residual - float(at.ratios @ own)
        return np.append(own, rest) / residual

    def information(self) -> Matrix:
        """The average of observed and expected information, times two."""
        at = self.solution
        pairs = self.data.average_information(at)
        with_rest = self._squares - pairs @ at.ratios
        rest = at.rest - float(at.ratios @ (self._squares + with_rest))
        whole = np.block([[pairs, with_rest[:, None]], [with_rest[None, :], np.array([[rest]])]])
        result: Matrix = whole / self.residual**3
        return result

    def scale(self) -> Vector:
        """How far each variance moves with the scale of the search: dσ² / d log(σ²ₑ + n σ²)."""
        own = self.variances[:-1] + self.residual / self.data.typical
        return np.append(own, self.residual)


def at(data: Equations, variances: Vector, *, restricted: bool = True) -> Point:
    """The likelihood at `variances`, of which only the last must be above 0."""
    ratios = variances[:-1] / variances[-1]
    return Point(data, variances, data.solve(ratios, restricted=restricted))


def highest(
    data: Equations,
    start: Vector,
    *,
    free: NDArray[np.bool_] | None = None,
    restricted: bool = True,
) -> Point | None:
    """The variances of the highest likelihood; those that are not `free` stay as they are.

    `None` when the search does not settle.
    """
    moving = np.ones(len(start), dtype=bool) if free is None else free
    point, last = at(data, start, restricted=restricted), math.inf
    for _ in range(STEPS):
        step = _step(point, moving)
        promise = -float(step @ (point.gradient * point.scale()))
        if promise < SETTLED * data.ratings or last < promise < NEAR:
            return point
        last = promise
        found = _better(point, step, restricted)
        if found is None:
            return point if promise < NEAR else None
        point = found
    return None


def spread(point: Point) -> Matrix | None:
    """The covariance of the errors of the variances, from the observed information.

    A variance of 0 has a row and column of zeros. `None` where the ratings cannot tell the
    variances apart.
    """
    free = np.flatnonzero(point.variances > 0)
    scale = point.scale()
    curvature = np.empty((len(free), len(free)))
    for row, place in enumerate(free):
        nudge = min(NUDGE * scale[place], point.variances[place] / 2)
        ends = [point.variances.copy(), point.variances.copy()]
        ends[0][place] += nudge
        ends[1][place] -= nudge
        up, down = (at(point.data, end).gradient for end in ends)
        curvature[row] = (up - down)[free] / (2 * nudge)
    curvature = (curvature + curvature.T) / 4
    diagonal = np.diag(curvature)
    if not (diagonal > 0).all():
        return None
    root = np.sqrt(np.outer(diagonal, diagonal))
    if float(np.linalg.eigvalsh(curvature / root)[0]) < APART:
        return None
    result = np.zeros((len(point.variances),) * 2)
    result[np.ix_(free, free)] = np.linalg.inv(curvature)
    return result


def reach(
    point: Point, place: int, limit: float, *, restricted: bool = True
) -> tuple[float, float | None]:
    """The least and the largest variance at which the deviance has risen by `limit`.

    All other variances are chosen anew for each. The lower end is 0 where the likelihood
    allows it, the upper one `None` where no variance is too large.
    """
    return _end(point, place, limit, -1, restricted) or 0.0, _end(
        point, place, limit, 1, restricted
    )


def _end(point: Point, place: int, limit: float, side: int, restricted: bool) -> float | None:
    """One end, by steps along the root of the rise; `None` where it is not reached."""
    known = float(point.variances[place])
    residual = place == len(point.variances) - 1
    if side < 0 and known == 0:
        return None
    unit = float(point.scale()[place]) - (0.0 if residual else known)
    target, start = math.sqrt(limit), math.log(known + (0.0 if residual else unit))
    floor = -math.inf if residual else math.log(unit)
    inner, outer, here, best = start, None, start + side * _guess(point, place), point
    for _ in range(STEPS):
        if side < 0 and here <= floor:
            here = floor
        value = max(0.0, math.exp(here) - (0.0 if residual else unit))
        found = _profile(best, place, value, restricted)
        if found is None or abs(here - start) > 60:
            return None
        best = found
        risen = math.sqrt(max(0.0, best.deviance - point.deviance))
        if abs(risen - target) < 1e-9 * target:
            return value
        if risen < target and side < 0 and here <= floor:
            return None
        if risen < target:
            inner = here
        else:
            outer = here
        slope = float(best.gradient[place]) * math.exp(here) / (2 * risen) if risen else 0.0
        here = _next(here, (target - risen), slope, inner, outer, side)
    return None


def _guess(point: Point, place: int) -> float:
    """About two standard errors on the scale of the search."""
    scale = point.scale()[place]
    information = point.information()[place, place] / 2 * scale**2
    return float(min(2.0, 2 / math.sqrt(information))) if information > 0 else 1.0


def _next(
    here: float, missing: float, slope: float, inner: float, outer: float | None, side: int
) -> float:
    """Newton's step where it stays between what is known, else the middle or further out."""
    wanted = here + missing / slope if slope * side > 0 else math.nan
    if outer is None:
        furthest = inner + side * 2
        return wanted if 0 < (wanted - inner) * side < 2 else furthest
    return wanted if min(inner, outer) < wanted < max(inner, outer) else (inner + outer) / 2


def _profile(near: Point, place: int, value: float, restricted: bool) -> Point | None:
    variances = near.variances.copy()
    variances[place] = value
    free = np.arange(len(variances)) != place
    return highest(near.data, variances, free=free, restricted=restricted)


def _better(point: Point, step: Vector, restricted: bool) -> Point | None:
    """Where the step leads, or the largest half of a half of it that leads downhill."""
    # The last digits of the deviance are noise long before the variances are exact.
    noise = 1e-12 * max(1.0, abs(point.deviance))
    for _ in range(HALVINGS):
        found = at(point.data, _moved(point, step), restricted=restricted)
        if found.deviance <= point.deviance + noise:
            return found
        step = step / 2
    return None


def _step(point: Point, moving: NDArray[np.bool_]) -> Vector:
    """Where the average information would have each free variance go."""
    gradient, scale = point.gradient * point.scale(), point.scale()
    held = (point.variances <= 0) & (gradient > 0)
    free = np.flatnonzero(moving & ~held)
    information = (point.information() * np.outer(scale, scale))[np.ix_(free, free)]
    steadied = information + 1e-10 * np.trace(information) * np.eye(len(free))
    step = np.zeros(len(gradient))
    step[free] = -np.linalg.solve(steadied, gradient[free]) if len(free) else 0.0
    return step * min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-300))


def _moved(point: Point, step: Vector) -> Vector:
    growth, scale = np.exp(step), point.scale()
    moved: Vector = point.variances + scale * (growth - 1)
    # A trace of a variance is rounding, and would pass for one that is not at the boundary.
    moved[:-1] = np.where(moved[:-1] < TRACE * scale[:-1], 0.0, moved[:-1])
    return moved
