"""Where a person stands by the answers given, with the parameters of the items known.

Four ways, which differ in what they do with little information. EAP is the mean of all places
weighted by their chance, MAP the likeliest of them, both drawn towards the mean of the people the
model was made from (Bock & Mislevy 1982, Appl Psychol Meas 6:431). ML is drawn nowhere and has
no value when all answers are lowest or highest. WLE (Warm 1989, Psychometrika 54:427) takes out
most of the bias of ML and always has one. The errors of the parameters are not in the error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers
from assess.science.items.curves import (
    Codes,
    GradedItem,
    Grid,
    grid,
    nodes_for,
    quadrature,
    steps_of,
)
from assess.science.scalars import check_choice, check_level, quantile

CHUNK = 1024
BOUND = 20.0
"""Standard deviations beyond which no score is looked for."""

CLOSE = 1e-8
NEARBY = 1e-4
"""How far apart the slopes lie from whose difference a curvature is taken."""

ROUNDS = 100


class Method(StrEnum):
    """How a place is estimated; all intervals are ± normal."""

    EAP = "EAP: mean and SD of the posterior, standard normal prior"
    MAP = "MAP: mode of the posterior, standard normal prior, observed information"
    ML = "ML: maximum likelihood, observed information"
    WLE = "WLE: Warm's weighted likelihood, its curvature as information"


class NoScore(StrEnum):
    """Why a person has no score."""

    NO_ANSWER = "answered no item"
    LOWEST = "gave the lowest answer throughout, so that nothing bounds the score below"
    HIGHEST = "gave the highest answer throughout, so that nothing bounds the score above"
    BEYOND = "the answers put the score beyond every bound"


@dataclass(frozen=True)
class Scores:
    """A score per person, in standard deviations of θ; `None` where there is none.

    `answered` is the number of items behind each. `interval` ends are at `level`.
    """

    estimates: tuple[float | None, ...]
    standard_errors: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    answered: tuple[int, ...]
    reasons: tuple[NoScore | None, ...]
    level: float
    method: Method

    @property
    def n(self) -> int:
        return len(self.estimates)

    def of(self, person: int) -> Estimate:
        """The score of one person, `n` being the items answered."""
        estimate, low, high = self.estimates[person], self.low[person], self.high[person]
        interval = None if low is None or high is None else (low, high)
        return Estimate(
            estimate, self.standard_errors[person], interval, self.level,
            self.answered[person], self.method, self.reasons[person],
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Found:
    """Places and errors, NaN where there are none."""

    places: Numbers
    errors: Numbers


def score(
    items: Sequence[GradedItem],
    answers: ArrayLike,
    *,
    method: Method = Method.EAP,
    level: float = 0.95,
) -> Scores:
    """Score a table with a row per person and a column per item; missing answers are NaN.

    What was not answered drops out of the likelihood. Items of two and of more answers may be
    mixed. Raises `ValueError` without items, for another number of columns, for what is no
    number, or a level outside 0 to 1.
    """
    check_level(level)
    check_choice(method, Method, "method")
    table, codes = grid(items), steps_of(items, answers)
    ways: dict[Method, Callable[[Codes, Grid], _Found]] = {
        Method.EAP: _eap,
        Method.MAP: _map,
        Method.ML: _ml,
        Method.WLE: _wle,
    }
    places, errors = np.empty(len(codes)), np.empty(len(codes))
    for start in range(0, len(codes), CHUNK):
        some = slice(start, start + CHUNK)
        found = ways[method](codes[some], table)
        places[some], errors[some] = found.places, found.errors
    answered = (codes >= 0).sum(axis=1)
    places[answered == 0] = np.nan
    return _scores(places, errors, answered, _reasons(codes, table, places), level, method)


def _scores(
    places: Numbers,
    errors: Numbers,
    answered: np.ndarray,
    reasons: tuple[NoScore | None, ...],
    level: float,
    method: Method,
) -> Scores:
    margin = quantile(level) * errors
    columns = places, errors, places - margin, places + margin
    estimates, standard, low, high = (one.tolist() for one in columns)
    for person in np.flatnonzero(np.isnan(places)):
        estimates[person] = standard[person] = low[person] = high[person] = None
    return Scores(
        tuple(estimates), tuple(standard), tuple(low), tuple(high),
        tuple(answered.tolist()), reasons, level, method,
    )  # fmt: skip


def _reasons(codes: Codes, table: Grid, places: Numbers) -> tuple[NoScore | None, ...]:
    reasons: list[NoScore | None] = [None] * len(codes)
    lost = np.flatnonzero(np.isnan(places))
    if len(lost):
        at_low, at_high = _ends(codes[lost], table)
        for person, low, high in zip(lost, at_low, at_high, strict=True):
            if not (codes[person] >= 0).any():
                reasons[person] = NoScore.NO_ANSWER
            else:
                reasons[person] = (
                    NoScore.LOWEST if low else NoScore.HIGHEST if high else NoScore.BEYOND
                )
    return tuple(reasons)


def _ends(codes: Codes, table: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Who gave only answers of the lowest, and only of the highest θ; keys are minded."""
    missing, positive = codes < 0, table.slopes > 0
    tops = table.real.sum(axis=1) - 1
    least, most = np.where(positive, 0, tops), np.where(positive, tops, 0)
    return (missing | (codes == least)).all(axis=1), (missing | (codes == most)).all(axis=1)


def _eap(codes: Codes, table: Grid) -> _Found:
    theta, logs = quadrature(nodes_for(table.slopes))
    chances = table.log_chances(theta)
    chosen = (codes[:, :, None] == np.arange(chances.shape[1], dtype=np.int8)).astype(float)
    values = chosen.reshape(len(codes), -1) @ chances.reshape(-1, len(theta)) + logs
    values -= values.max(axis=1, keepdims=True)
    shares = np.exp(values, out=values)
    sums, firsts, seconds = (shares @ np.stack([theta**0, theta, theta**2], axis=1)).T
    means = firsts / sums
    return _Found(means, np.sqrt(np.maximum(0.0, seconds / sums - means**2)))


def _map(codes: Codes, table: Grid) -> _Found:
    def slope(some: Codes, theta: Numbers) -> tuple[Numbers, Numbers]:
        slopes, information = _slope(some, table, theta)
        return slopes - theta, information + 1

    return _climbed(codes, slope, np.zeros(len(codes)))


def _ml(codes: Codes, table: Grid) -> _Found:
    lowest, highest = _ends(codes, table)
    known = ~(lowest | highest)
    places, errors = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    kept = codes[known]
    start = _map(kept, table).places
    found = _climbed(kept, lambda some, theta: _slope(some, table, theta), start)
    places[known], errors[known] = found.places, found.errors
    return _Found(places, errors)


def _wle(codes: Codes, table: Grid) -> _Found:
    def slope(some: Codes, theta: Numbers) -> tuple[Numbers, Numbers]:
        slopes, bend = _slope(some, table, theta)
        information, tilt = _expected(some, table, theta)
        # The bend leaves the tilt's out, which is small beside it: steps stay near Newton's.
        return slopes + tilt / (2 * np.maximum(information, 1e-300)), bend

    found = _climbed(codes, slope, _map(codes, table).places)
    low, high = (slope(codes, found.places + side * NEARBY)[0] for side in (-1, 1))
    curvature = (low - high) / (2 * NEARBY)
    information = np.where(curvature > 0, curvature, slope(codes, found.places)[1])
    return _Found(found.places, 1 / np.sqrt(np.maximum(information, 1e-300)))


def _climbed(
    codes: Codes,
    slope: Callable[[Codes, Numbers], tuple[Numbers, Numbers]],
    start: Numbers,
) -> _Found:
    """Where the slope is 0, by Newton steps that stay between what is too low and too high.

    NaN where it is not 0 within the bounds.
    """
    places, errors = start.copy(), np.full(len(start), np.nan)
    low, high = np.full(len(start), -BOUND), np.full(len(start), BOUND)
    going = np.arange(len(start))
    for _ in range(ROUNDS):
        if not len(going):
            break
        theta = places[going]
        value, information = slope(codes[going], theta)
        low[going] = np.where(value > 0, theta, low[going])
        high[going] = np.where(value < 0, theta, high[going])
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            tried = theta + value / information
        inside = (tried > low[going]) & (tried < high[going])
        tried = np.where(inside, tried, (low[going] + high[going]) / 2)
        tried = np.where(value == 0, theta, tried)
        places[going], errors[going] = tried, 1 / np.sqrt(np.maximum(information, 1e-300))
        going = going[np.abs(tried - theta) > CLOSE]
    lost = np.abs(places) > BOUND - 1e-3
    places[lost] = errors[lost] = np.nan
    return _Found(places, errors)


def _reached(table: Grid, theta: Numbers) -> Numbers:
    """P*(k) per person, item and step, 1 before the first step and 0 after the last."""
    above = table.slopes[None, :, None] * theta[:, None, None] + table.intercepts[None]
    result = np.zeros((len(theta), above.shape[1], above.shape[2] + 2))
    result[:, :, 0] = 1
    result[:, :, 1:-1] = scipy.special.expit(above)
    return result


def _slope(codes: Codes, table: Grid, theta: Numbers) -> tuple[Numbers, Numbers]:
    """The slope of each person's log-likelihood, and its bend (observed information)."""
    reached = _reached(table, theta)
    place = np.maximum(codes, 0)[:, :, None].astype(np.intp)
    here = np.take_along_axis(reached, place, axis=2)[:, :, 0]
    above = np.take_along_axis(reached, place + 1, axis=2)[:, :, 0]
    known = codes >= 0
    slopes = np.where(known, table.slopes * (1 - here - above), 0).sum(axis=1)
    bend = here * (1 - here) + above * (1 - above)
    return slopes, np.where(known, table.slopes**2 * bend, 0).sum(axis=1)


def _expected(codes: Codes, table: Grid, theta: Numbers) -> tuple[Numbers, Numbers]:
    """The information expected of each person's items, and Warm's J = Σ P' P'' / P."""
    reached = _reached(table, theta)
    spread = reached * (1 - reached)
    share = np.maximum(reached[:, :, :-1] - reached[:, :, 1:], 1e-300)
    first = spread[:, :, :-1] - spread[:, :, 1:]
    bend = spread * (1 - 2 * reached)
    second = bend[:, :, :-1] - bend[:, :, 1:]
    known = codes >= 0
    information = np.where(known, table.slopes**2 * (first**2 / share).sum(axis=2), 0)
    tilt = np.where(known, table.slopes**3 * (first * second / share).sum(axis=2), 0)
    return information.sum(axis=1), tilt.sum(axis=1)
