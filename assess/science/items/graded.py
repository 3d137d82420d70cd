"""The graded response model: how sharply each question tells people apart, and where.

Marginal maximum likelihood over a standard normal θ (Samejima 1969; Bock & Aitkin 1981,
Psychometrika 46:443). Missing answers drop out of the likelihood, which is right where their
missing hangs on nothing but the answers given. Few people make slopes that look sharp by
chance: below the guards the numbers are for checking a method, and the sum score is the one to use.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, normal, undefined
from assess.science.items.answers import FEWEST, Stepped, Steps, stepped
from assess.science.items.curves import GradedItem, Grid
from assess.science.items.estimation import LARGEST, Maximum, Slopes, maximum
from assess.science.items.expectation import patterns_of
from assess.science.scalars import check_choice, check_level, is_count

ENOUGH_PEOPLE = 500
ENOUGH_FOR_ONE_SLOPE = 200
"""With fewer people a model is not to be used for scores."""

NEAR_LARGEST = 0.9 * LARGEST
"""A parameter beyond this has only been stopped on its way to infinity."""

FEWEST_ITEMS = 3
"""Two items do not tell two slopes apart."""

METHODS = {
    Slopes.FREE: "graded response model, marginal maximum likelihood, n people",
    Slopes.COMMON: "graded response model with one slope, marginal maximum likelihood, n people",
    Slopes.ONE: "graded response model with slopes of 1, marginal maximum likelihood, n people",
}


class Verdict(StrEnum):
    """Whether a model may be used for scores, and why not."""

    SHOWN = "shown"
    TOO_FEW = "not to be used: too few people answered; use the sum score"
    TOO_FEW_ITEMS = "undefined: fewer than three items tell people apart"
    NOT_TOLD_APART = "without errors: the answers do not tell the parameters apart"
    NOT_FOUND = "not to be used: no likeliest parameters were found"


class Silent(StrEnum):
    """Why an item has no parameters, or a parameter no error."""

    ALIKE = "everybody gave the same answer, or all others gave theirs too rarely"
    NO_MODEL = "there is no model for these answers"
    NO_ERROR = "the answers do not tell the parameters apart"
    FIXED = "fixed beforehand, so without an error"
    NOT_FOUND = "no likeliest parameters were found"
    NO_LIMIT = "the answers set its parameters no limit, as when a question repeats another"


@dataclass(frozen=True)
class FittedItem:
    """The parameters of one item, each with its error; `item` is `None` where it says nothing.

    `n` people answered it, in these `steps`; steps with several answers were put together
    because fewer than ten people took one of them. A slope below 0 is an item keyed the
    wrong way round. Thresholds are where on θ a step is as likely as not (delta method errors).
    """

    item: GradedItem | None
    slope: Estimate
    intercepts: tuple[Estimate, ...]
    thresholds: tuple[Estimate, ...]
    steps: Steps
    n: int


@dataclass(frozen=True, eq=False)
class GradedModel:
    """Items in the order of the columns, and how well the model does.

    `aic` and `bic` are smaller for the better of two models of the same answers. `covariance` is
    that of all parameters, item by item: slope, then intercepts; `None` where the answers do not
    tell them apart. `n` people answered at least one item.
    """

    items: tuple[FittedItem, ...]
    log_likelihood: float | None
    parameters: int
    aic: float | None
    bic: float | None
    covariance: Numbers | None
    n: int
    missing: int
    level: float
    iterations: int
    method: str
    verdict: Verdict

    @property
    def scored(self) -> tuple[GradedItem, ...]:
        """The items for scoring; `ValueError` where one of them says nothing or there is no model.

        Leave the columns of silent items out of the answers first.
        """
        found = tuple(one.item for one in self.items if one.item is not None)
        if len(found) < len(self.items):
            raise ValueError("items: at least one has no parameters; leave it out.")
        return found


def fit_graded(
    answers: ArrayLike,
    *,
    slopes: Slopes = Slopes.FREE,
    merge_below: int = FEWEST,
    level: float = 0.95,
) -> GradedModel:
    """The graded response model of a table with a row per person and a column per item.

    Answers are numbers whose order is that of the trait; a missing one is NaN or `None`. Items may
    differ in their steps. Answers fewer than `merge_below` people gave are put together with
    the rarer neighbour, and the merge is told. Errors come from the observed information (Louis).
    θ is oriented so that the slopes add up to more than 0. With fewer than 500 people, 200 with one
    slope, the verdict is that the model is not to be used.

    Raises `ValueError` for fewer than three items, what is no number, more than 20 steps of an
    item, `merge_below` below 0 or a level outside 0 to 1.
    """
    check_level(level)
    check_choice(slopes, Slopes, "slopes")
    if not is_count(merge_below):
        raise ValueError("merge_below: give 0 or more.")
    data = stepped(answers, fewest=merge_below, items=FEWEST_ITEMS)
    speaking = [place for place, one in enumerate(data.steps) if len(one.answers) > 1]
    if len(speaking) < FEWEST_ITEMS:
        return _no_model(data, slopes, level)
    codes = data.codes[:, speaking]
    codes = codes[(codes >= 0).any(axis=1)]
    start = _start([data.steps[place] for place in speaking])
    found = maximum(patterns_of(codes, start.values.shape[1]), start, slopes)
    return _model(data, speaking, found, slopes, level)


def _start(steps: list[Steps]) -> Grid:
    """Slopes of 1, and intercepts at which the model's shares are about those of the answers."""
    values = np.full((len(steps), max(len(one.people) for one in steps)), -np.inf)
    values[:, 0] = 1
    for row, one in enumerate(steps):
        people = np.array(one.people, dtype=float)
        above = people[::-1].cumsum()[::-1][1:]
        # A normal θ flattens the curve of everybody; 1.16 is how much at a slope of 1.
        values[row, 1 : len(people)] = 1.16 * np.log(above / (people.sum() - above))
    return Grid(values)


def _model(
    data: Stepped, speaking: list[int], found: Maximum, slopes: Slopes, level: float
) -> GradedModel:
    method, people = METHODS[slopes], data.people
    errors = None if found.covariance is None else found.covariance.reshape(
        *found.grid.values.shape, *found.grid.values.shape
    )  # fmt: skip
    rows = {place: row for row, place in enumerate(speaking)}
    if not found.converged:
        return _not_found(data, speaking, found, slopes, level)
    items = tuple(
        _item(steps, found.grid.values[rows[place]],
              None if errors is None else errors[rows[place], :, rows[place]], method, level)
        if place in rows
        else _silent(steps, Silent.ALIKE, method, level)
        for place, steps in enumerate(data.steps)
    )  # fmt: skip
    real = found.grid.real.ravel()
    return GradedModel(
        items=items,
        log_likelihood=found.log_likelihood,
        parameters=found.free,
        aic=2 * found.free - 2 * found.log_likelihood,
        bic=math.log(people) * found.free - 2 * found.log_likelihood,
        covariance=None if found.covariance is None else found.covariance[np.ix_(real, real)],
        n=people,
        missing=data.missing,
        level=level,
        iterations=found.steps,
        method=method,
        verdict=_verdict(people, found, slopes),
    )


def _verdict(people: int, found: Maximum, slopes: Slopes) -> Verdict:
    if found.covariance is None:
        return Verdict.NOT_TOLD_APART
    enough = ENOUGH_PEOPLE if slopes is Slopes.FREE else ENOUGH_FOR_ONE_SLOPE
    return Verdict.SHOWN if people >= enough else Verdict.TOO_FEW


def _item(
    steps: Steps, row: Numbers, spread: Numbers | None, method: str, level: float
) -> FittedItem:
    count, n = len(steps.answers), sum(steps.people)
    if np.abs(row[:count]).max() > NEAR_LARGEST:
        return _silent(steps, Silent.NO_LIMIT, method, level)
    slope, intercepts = float(row[0]), row[1:count]
    values = np.concatenate([row[:count], -intercepts / slope])
    errors = None if spread is None else _errors(row[:count], spread[:count, :count])
    estimates = []
    for place, value in enumerate(values.tolist()):
        error = None if errors is None else errors[place]
        reason = Silent.NO_ERROR if error is None else Silent.FIXED
        sole = Estimate(value, None, None, level, n, method, reason)
        estimates.append(normal(value, float(error), level, n, method) if error else sole)
    item = GradedItem(slope, tuple(intercepts.tolist()), steps.cuts)
    return FittedItem(
        item, estimates[0], tuple(estimates[1:count]), tuple(estimates[count:]), steps, n
    )


def _errors(row: Numbers, spread: Numbers) -> Numbers:
    """The errors of slope, intercepts and, by the delta method, of thresholds b = -d / a."""
    count, slope = len(row), row[0]
    towards = np.zeros((count - 1, count))
    # The slopes of b in a and in d are -b / a and -1 / a.
    towards[:, 0] = row[1:] / slope**2
    towards[range(count - 1), range(1, count)] = -1 / slope
    of_thresholds = np.einsum("ij,jk,ik->i", towards, spread, towards)
    return np.asarray(np.sqrt(np.concatenate([np.diag(spread), of_thresholds])))


def _not_found(
    data: Stepped, speaking: list[int], found: Maximum, slopes: Slopes, level: float
) -> GradedModel:
    """Where the search ended nothing is said: the parameters there are none of anything."""
    method = METHODS[slopes]
    items = tuple(
        _silent(one, Silent.NOT_FOUND if place in speaking else Silent.ALIKE, method, level)
        for place, one in enumerate(data.steps)
    )
    return GradedModel(
        items, None, found.free, None, None, None, data.people, data.missing, level, found.steps,
        method, Verdict.NOT_FOUND,
    )  # fmt: skip


def _silent(steps: Steps, reason: Silent, method: str, level: float) -> FittedItem:
    n = sum(steps.people)
    return FittedItem(None, undefined(level, n, method, reason), (), (), steps, n)


def _no_model(data: Stepped, slopes: Slopes, level: float) -> GradedModel:
    method = METHODS[slopes]
    items = tuple(
        _silent(one, Silent.NO_MODEL if len(one.answers) > 1 else Silent.ALIKE, method, level)
        for one in data.steps
    )
    return GradedModel(
        items, None, 0, None, None, None, data.people, data.missing, level, 0, method,
        Verdict.TOO_FEW_ITEMS,
    )  # fmt: skip
