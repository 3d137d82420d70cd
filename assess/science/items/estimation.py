"""The parameters under which the answers are likeliest, and how sure they are.

EM steps lead near (Lange 1995, J R Stat Soc B 57:425: one Newton step of the complete data each),
Newton steps with the information of the data finish: with the information of a share of the
people where there are many, as it is only the direction that it decides.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.estimates import Numbers
from assess.science.items import expectation
from assess.science.items.curves import Grid, nodes_for, quadrature
from assess.science.items.expectation import Patterns, expect

SHARE = 1500
"""With more than twice as many patterns, the first steps are taken with so many of them."""

NEAR = 0.02
"""From EM steps this small on, Newton steps are tried."""

ENOUGH = 1e-7
ROUGH = 1e-3
"""A last step of a parameter this small is near enough, for all people and for a share."""

STALLED = 1e-4
"""So small a step that no longer raises the likelihood has met the end of its digits."""

LARGEST = 100.0
"""A parameter beyond this is on its way to infinity."""

SLOW = 0.3
"""A step not smaller than this share of the last asks for new information."""

USUAL = 1.5
"""The slope by which the number of places is chosen before slopes are known."""

EM_STEPS = 500
NEWTON_STEPS = 40
HALVINGS = 12
RISE = 1e-9


class Slopes(StrEnum):
    """How sharply items may tell people apart."""

    FREE = "a slope for each item"
    COMMON = "one slope for all items"
    ONE = "slopes fixed at 1"


@dataclass(frozen=True, eq=False)
class Maximum:
    """The likeliest parameters, as a grid; their covariance as a table over the grid's places.

    `covariance` is `None` where the answers do not tell the parameters apart; padding and what
    was fixed have 0.
    """

    grid: Grid
    log_likelihood: float
    covariance: Numbers | None
    free: int
    steps: int
    converged: bool


class Problem:
    """Patterns with the parameters that are free: how steps are found and taken."""

    def __init__(self, patterns: Patterns, slopes: Slopes, real: np.ndarray) -> None:
        self.patterns, self.slopes = patterns, slopes
        self.theta, self.log_shares = quadrature(nodes_for([USUAL] * len(real)))
        self.design = _design(slopes, real)

    def at(self, grid: Grid) -> expectation.Expected:
        return expect(self.patterns, grid, self.theta, self.log_shares)

    def slope(self, grid: Grid, expected: expectation.Expected) -> Numbers:
        full = expectation.gradient(grid, expected, self.theta)
        return np.asarray(self.design.T @ full.ravel())

    def complete(self, grid: Grid, expected: expectation.Expected) -> Numbers:
        blocks = expectation.complete_information(grid, expected, self.theta)
        return np.asarray(self.design.T @ _diagonal(blocks) @ self.design)

    def observed(self, grid: Grid, expected: expectation.Expected) -> Numbers:
        lost = expectation.lost_information(self.patterns, grid, self.theta, self.log_shares)
        return self.complete(grid, expected) - np.asarray(self.design.T @ lost @ self.design)

    def moved(self, grid: Grid, step: Numbers) -> Grid | None:
        """The grid after a step; `None` where intercepts would no longer fall."""
        change = (self.design @ step).reshape(grid.values.shape)
        found = Grid(np.where(grid.real, np.where(grid.real, grid.values, 0) + change, -np.inf))
        within = np.abs(found.values[found.real]).max() < LARGEST
        return found if within and (found.gaps() > 0).all() else None


def maximum(patterns: Patterns, start: Grid, slopes: Slopes) -> Maximum:
    """The likeliest parameters, from `start` on."""
    problem = Problem(patterns, slopes, start.real)
    chord, grid, taken = None, start, 0
    stride = len(patterns.people) // SHARE
    if stride > 1:
        share = Problem(patterns.every(stride), slopes, start.real)
        grid, taken = _near(share, start)
        grid, steps, _, chord = _finish(share, grid, None, ROUGH)
        taken += steps
    if chord is None:
        grid, steps = _near(problem, grid)
        taken += steps
    grid, steps, converged, _ = _finish(problem, grid, chord, ENOUGH)
    expected = problem.at(grid)
    covariance = _inverse(problem.observed(grid, expected))
    return Maximum(
        grid=_oriented(grid),
        log_likelihood=expected.log_likelihood,
        covariance=_spread(covariance, problem.design, grid),
        free=problem.design.shape[1],
        steps=taken + steps,
        converged=converged,
    )


def _near(problem: Problem, grid: Grid) -> tuple[Grid, int]:
    """EM steps until they are small."""
    expected = problem.at(grid)
    for taken in range(EM_STEPS):
        step = _solved(problem.complete(grid, expected), problem.slope(grid, expected))
        if step is None or np.abs(step).max() < NEAR:
            return grid, taken
        tried = _risen(problem, grid, expected, step)
        if tried is None:
            return grid, taken
        grid, expected = tried
    return grid, EM_STEPS


def _finish(
    problem: Problem, grid: Grid, chord: Numbers | None, enough: float
) -> tuple[Grid, int, bool, Numbers | None]:
    """Newton steps until they are nothing; the information they went by is used while it serves.

    Where the information is not that of a peak, EM steps lead on.
    """
    expected, last = problem.at(grid), np.inf
    for taken in range(NEWTON_STEPS):
        if chord is None:
            chord = problem.observed(grid, expected)
        slope = problem.slope(grid, expected)
        step = _solved(chord, slope)
        if step is None:
            step, chord = _solved(problem.complete(grid, expected), slope), None
        if step is None:
            return grid, taken, False, None
        size = float(np.abs(step).max())
        if size < enough:
            return grid, taken, True, chord
        tried = _risen(problem, grid, expected, step)
        if tried is None:
            return grid, taken, size < STALLED, chord
        grid, expected = tried
        if size > SLOW * last:
            chord = None
        last = size
    return grid, NEWTON_STEPS, False, chord


def _solved(information: Numbers, slope: Numbers) -> Numbers | None:
    """The Newton step; `None` where the information is not that of a peak."""
    try:
        np.linalg.cholesky(information)
        return np.asarray(np.linalg.solve(information, slope))
    except np.linalg.LinAlgError:
        return None


def _risen(
    problem: Problem, grid: Grid, expected: expectation.Expected, step: Numbers
) -> tuple[Grid, expectation.Expected] | None:
    """After the step or a part of it, if the likelihood does not fall; else `None`."""
    for halving in range(HALVINGS):
        found = problem.moved(grid, step / 2**halving)
        if found is None:
            continue
        value = problem.at(found)
        if value.log_likelihood >= expected.log_likelihood - RISE * abs(expected.log_likelihood):
            return found, value
    return None


def _design(slopes: Slopes, real: np.ndarray) -> Numbers:
    """What each free parameter adds to each place of the grid."""
    free = np.where(real)
    columns = [
        row * real.shape[1] + column
        for row, column in zip(*free, strict=True)
        if column or slopes is Slopes.FREE
    ]
    result = np.zeros((real.size, len(columns)))
    result[columns, range(len(columns))] = 1
    if slopes is Slopes.COMMON:
        common = np.zeros(real.shape)
        common[:, 0] = 1
        result = np.hstack([common.reshape(-1, 1), result])
    return result


def _diagonal(blocks: Numbers) -> Numbers:
    items, width, _ = blocks.shape
    result = np.zeros((items, width, items, width))
    result[np.arange(items), :, np.arange(items)] = blocks
    return result.reshape(items * width, items * width)


def _inverse(information: Numbers) -> Numbers | None:
    found = _solved(information, np.eye(len(information)))
    # Barely a peak: rounding alone may then leave a variance below 0.
    return found if found is not None and (np.diag(found) > 0).all() else None


def _oriented(grid: Grid) -> Grid:
    """With most slopes above 0: more of θ is then more of what most items ask for."""
    if grid.slopes.sum() >= 0:
        return grid
    values = grid.values.copy()
    values[:, 0] *= -1
    return Grid(values)


def _spread(covariance: Numbers | None, design: Numbers, grid: Grid) -> Numbers | None:
    """The covariance over all places of the grid, turned with the slopes."""
    if covariance is None:
        return None
    full = design @ covariance @ design.T
    if grid.slopes.sum() < 0:
        turn = np.ones(grid.values.shape)
        turn[:, 0] = -1
        full *= np.outer(turn, turn)
    return np.asarray(full)
