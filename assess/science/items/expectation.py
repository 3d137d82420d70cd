"""Where people stand given their answers, and what the answers then say of the items.

The marginal likelihood and its derivatives: for each pattern of answers the chances of all
places of θ, from them the answers expected at each place (Bock & Aitkin 1981, Psychometrika
46:443), and the information in the data, which is that of known places less what is lost by
not knowing them (Louis 1982, J R Stat Soc B 44:226). It is exact, not from differences or
cross-products.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from assess.science.estimates import Numbers
from assess.science.items.curves import Codes, Grid

CHUNK = 2048
"""Patterns worked on at a time: their tables stay in the cache."""

NEGLIGIBLE = 1e-9
"""A place of θ less likely than this adds nothing to the information lost."""


@dataclass(frozen=True, eq=False)
class Patterns:
    """The different rows of answers and how many people gave each.

    `chosen` has a column per item and step, 1 where it was taken.
    """

    chosen: NDArray[np.bool_]
    people: Numbers
    steps: int

    def every(self, stride: int) -> "Patterns":
        """A share of the patterns, standing for all of them."""
        kept = self.people[::stride]
        scale = self.people.sum() / kept.sum()
        return Patterns(self.chosen[::stride], kept * scale, self.steps)


@dataclass(frozen=True, eq=False)
class Expected:
    """The log-likelihood, and how many answers are expected: items x steps x places of θ."""

    log_likelihood: float
    counts: Numbers


@dataclass(frozen=True, eq=False)
class _Part:
    """Some patterns with the chances of all places of θ for each."""

    chosen: Numbers
    people: Numbers
    shares: Numbers
    log_likelihoods: Numbers


def patterns_of(codes: Codes, steps: int) -> Patterns:
    """Equal rows put together."""
    rows = np.ascontiguousarray(codes)
    keys = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
    _, first, people = np.unique(keys, return_index=True, return_counts=True)
    kept = rows[first]
    chosen = kept[:, :, None] == np.arange(steps, dtype=np.int8)
    return Patterns(chosen.reshape(len(kept), -1), people.astype(float), steps)


def expect(patterns: Patterns, grid: Grid, theta: Numbers, log_shares: Numbers) -> Expected:
    """The log-likelihood of the patterns and the answers expected at each place of θ."""
    total, counts = 0.0, np.zeros((patterns.chosen.shape[1], len(theta)))
    for part in _parts(patterns, grid, theta, log_shares):
        total += float(part.people @ part.log_likelihoods)
        np.multiply(part.shares, part.people[:, None], out=part.shares)
        counts += part.chosen.T @ part.shares
    return Expected(total, counts.reshape(len(grid.values), patterns.steps, len(theta)))


def _parts(patterns: Patterns, grid: Grid, theta: Numbers, log_shares: Numbers) -> Iterator[_Part]:
    table = grid.log_chances(theta).reshape(-1, len(theta))
    buffer = np.empty((min(CHUNK, len(patterns.people)), len(table)))
    for start in range(0, len(patterns.people), CHUNK):
        some = slice(start, start + CHUNK)
        people = patterns.people[some]
        chosen = buffer[: len(people)]
        np.copyto(chosen, patterns.chosen[some])
        yield _part(chosen, people, table, log_shares)


def _part(chosen: Numbers, people: Numbers, table: Numbers, log_shares: Numbers) -> _Part:
    logs = chosen @ table
    logs += log_shares
    highest = logs.max(axis=1)
    logs -= highest[:, None]
    shares = np.exp(logs, out=logs)
    sums = shares.sum(axis=1)
    shares /= sums[:, None]
    return _Part(chosen, people, shares, highest + np.log(sums))


def gradient(grid: Grid, expected: Expected, theta: Numbers) -> Numbers:
    """The slope of the log-likelihood in each parameter, laid out as the grid; 0 for padding.

    By Fisher's identity it is that of people whose place is known, at the expected answers.
    """
    counts, reached = expected.counts, scipy.special.expit(grid.above(theta))
    apart = counts[:, 1:] * (1 - reached) - counts[:, :-1] * reached
    result = np.zeros_like(grid.values)
    result[:, 0] = (apart * theta).sum(axis=(1, 2))
    result[:, 1:] = apart.sum(axis=2)
    between = _closeness(grid) * counts[:, 1:-1].sum(axis=2)
    result[:, 1:-1] += between
    result[:, 2:] -= between
    return np.asarray(np.where(grid.real, result, 0))


def complete_information(grid: Grid, expected: Expected, theta: Numbers) -> Numbers:
    """The information if every place were known: a square table per item, 0 for padding.

    The likelihood of known places is concave, so no table is anything but positive.
    """
    counts, reached = expected.counts, scipy.special.expit(grid.above(theta))
    weight = (counts[:, 1:] + counts[:, :-1]) * reached * (1 - reached)
    items, width = grid.values.shape
    result = np.zeros((items, width, width))
    result[:, 0, 0] = (weight * theta**2).sum(axis=(1, 2))
    step = np.arange(1, width)
    result[:, 0, 1:] = result[:, 1:, 0] = (weight * theta).sum(axis=2)
    result[:, step, step] = weight.sum(axis=2)
    close = _closeness(grid)
    between = close * (1 + close) * counts[:, 1:-1].sum(axis=2)
    result[:, step[:-1], step[:-1]] += between
    result[:, step[1:], step[1:]] += between
    result[:, step[:-1], step[1:]] -= between
    result[:, step[1:], step[:-1]] -= between
    return np.asarray(np.where(grid.real[:, :, None] & grid.real[:, None, :], result, 0))


def _closeness(grid: Grid) -> Numbers:
    """1 / (exp(gap) - 1) of each inner step: what keeps neighbouring intercepts apart."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / np.expm1(grid.gaps()))


def lost_information(
    patterns: Patterns, grid: Grid, theta: Numbers, log_shares: Numbers
) -> Numbers:
    """What not knowing the places takes away: Σ of the covariances of each person's scores.

    A square table over all parameters, item by item as in the grid, padding included.
    """
    items, width = grid.values.shape
    reached = scipy.special.expit(grid.above(theta))
    means = np.zeros((items * width, items * width))
    shares = np.empty((len(theta), len(patterns.people)))
    done = 0
    for part in _parts(patterns, grid, theta, log_shares):
        scores = _mean_scores(part, reached, theta)
        scores *= np.sqrt(part.people)[:, None]
        means += scores.T @ scores
        shares[:, done : done + len(part.people)] = part.shares.T
        done += len(part.people)
    total = np.zeros_like(means)
    for place, there in enumerate(shares):
        turned = _score_table(reached[:, :, place], float(theta[place]))
        half = _blockwise(turned, _taken_together(patterns, there))
        total += _blockwise(turned, half.T)
    return total - means


def _taken_together(patterns: Patterns, shares: Numbers) -> Numbers:
    """How many of the people at a place took each two steps."""
    (there,) = np.nonzero(shares > NEGLIGIBLE)
    weight = np.sqrt(shares[there] * patterns.people[there])
    total = np.zeros((patterns.chosen.shape[1],) * 2)
    for start in range(0, len(there), CHUNK):
        some = slice(start, start + CHUNK)
        rows = patterns.chosen[there[some]] * weight[some, None]
        total += rows.T @ rows
    return total


def _score_table(reached: Numbers, theta: float) -> Numbers:
    """What each step taken adds to each parameter's slope at one place: items x width x width.

    What hangs on the answer alone and not on the place is left out, as it does not vary.
    """
    items, width = len(reached), reached.shape[1] + 1
    result = np.zeros((items, width, width))
    step = np.arange(1, width)
    result[:, step, step] = 1 - reached
    result[:, step, step - 1] = -reached
    result[:, 0] = theta * result.sum(axis=1)
    return result


def _blockwise(turned: Numbers, table: Numbers) -> Numbers:
    """The tables of the items, side by side on a diagonal, times a table."""
    items, width, _ = turned.shape
    rows = np.matmul(turned, table.reshape(items, width, items * width))
    return np.asarray(rows.reshape(items * width, items * width))


def _mean_scores(part: _Part, reached: Numbers, theta: Numbers) -> Numbers:
    """Each person's mean slope of the log-likelihood over the places they may have."""
    items, above, _ = reached.shape
    people = len(part.people)
    chosen = part.chosen.reshape(people, items, above + 1)
    upper, lower = chosen[:, :, 1:], chosen[:, :, :-1]
    flat = reached.reshape(items * above, -1).T
    both = upper + lower
    result = np.empty((people, items, above + 1))
    result[:, :, 1:] = upper - both * (part.shares @ flat).reshape(people, items, above)
    weighted = part.shares * theta
    mean = weighted.sum(axis=1)[:, None, None]
    tilted = upper * mean - both * (weighted @ flat).reshape(people, items, above)
    result[:, :, 0] = tilted.sum(axis=2)
    return result.reshape(people, -1)
