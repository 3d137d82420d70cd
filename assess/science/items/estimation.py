"""The parameters under which the answers are likeliest, and how sure they are.

EM steps lead near (Lange 1995, J R Stat Soc B 57:425: one Newton step of the complete data each),
Newton steps with the information of the data finish. What part of it is lost by not knowing
where people stand is, with many people, first taken from a share of them: it only decides
which way a step goes, and the step where there is none left is the same.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.estimates import Numbers
from assess.science.items import expectation
from assess.science.items.curves import Grid, nodes_for, quadrature
from assess.science.items.expectation import Patterns, expect

SHARE = 5000
"""With more than twice as many patterns, about so many say which way the first Newton steps go."""

NEAR = 0.05
"""From EM steps this small on, Newton steps are tried."""

ENOUGH = 1e-7
"""A last step of a parameter this small is near enough."""

STALLED = 1e-4
"""So small a step that no longer raises the likelihood has met the end of its digits."""

LARGEST = 100.0
"""A parameter beyond this is on its way to infinity."""

SLOW = 0.3
"""A step not smaller than this share of the last asks all people what is lost."""

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
        self.share = patterns.every(max(1, len(patterns.people) // SHARE))
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

    def lost(self, grid: Grid, asked: Patterns) -> Numbers:
        full = expectation.lost_information(asked, grid, self.theta, self.log_shares)
        return np.asarray(self.design.T @ full @ self.design)

    def moved(self, grid: Grid, step: Numbers) -> Grid | None:
        """The grid after a step; `None` where intercepts would no longer fall."""
        change = (self.design @ step).reshape(grid.values.shape)
        found = Grid(np.where(grid.real, np.where(grid.real, grid.values, 0) + change, -np.inf))
        within = np.abs(found.values[found.real]).max() < LARGEST
        return found if within and (found.gaps() > 0).all() else None


def maximum(patterns: Patterns, start: Grid, slopes: Slopes) -> Maximum:
    """The likeliest parameters, from `start` on."""
    problem = Problem(patterns, slopes, start.real)
    grid, near = _near(problem, start)
    grid, more, converged = _finish(problem, grid)
    expected = problem.at(grid)
    information = problem.complete(grid, expected) - problem.lost(grid, patterns)
    covariance = _inverse(information)
    return Maximum(
        grid=_oriented(grid),
        log_likelihood=expected.log_likelihood,
        covariance=_spread(covariance, problem.design, grid),
        free=problem.design.shape[1],
        steps=near + more,
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


def _finish(problem: Problem, grid: Grid) -> tuple[Grid, int, bool]:
    """Newton steps until they are nothing; the information lost is found anew where they are slow.

    Where the information is not that of a peak, EM steps lead on.
    """
    expected, last, asked = problem.at(grid), np.inf, problem.share
    information: Numbers | None = None
    for taken in range(NEWTON_STEPS):
        if information is None:
            information = problem.complete(grid, expected) - problem.lost(grid, asked)
        slope = problem.slope(grid, expected)
        step = _solved(information, slope)
        if step is None:
            step, information = _solved(problem.complete(grid, expected), slope), None
        if step is None:
            return grid, taken, False
        size = float(np.abs(step).max())
        if size < ENOUGH:
            return grid, taken, True
        tried = _risen(problem, grid, expected, step)
        if tried is None:
            return grid, taken, size < STALLED
        grid, expected = tried
        slow = size > SLOW * last
        last = size
        if slow:
            information, asked, last = None, problem.patterns, np.inf
    return grid, NEWTON_STEPS, False


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
