"""How likely each answer to a question is, for people with more or less of what it measures.

The graded response model (Samejima 1969, Psychometrika monograph 17): the chance of step k or a
higher one is P*(k) = logistic(a θ + d), d falling from step to step, and P(k) = P*(k) - P*(k + 1).
θ has mean 0 and standard deviation 1 among the people a model was made from. Intercepts d and
thresholds b = -d / a say the same; packages differ in which they print.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Numbers, array, numbers
from assess.science.scalars import check_row, is_number, naming

Codes: TypeAlias = NDArray[np.int8]

MISSING = -1

FAR = 6.0
"""Standard deviations of θ beyond which nobody lies."""

NODES = 61
"""Places of θ at which answers are looked at: as many as `mirt` has for one dimension."""

APART = 1.3
"""SDs of the narrowest posterior between two places: sums over them are then off by 1e-5."""

MOST_STEPS = 20

FLATTEST = 1e-12
"""A slope nearer to 0 tells nobody apart."""


@dataclass(frozen=True)
class GradedItem:
    """One item of a model: a slope, and an intercept for each step above the lowest.

    An answer of `cuts[k]` or more is step k + 1 or a higher one; one below all cuts is step 0.
    So neighbouring answers that were too rare to tell apart share a step. `answers` are all
    there can be, `None` where that is not known, as of an item estimated from people who may not
    have given all of them. Raises `ValueError` for intercepts that do not fall, cuts that do not
    rise, or a slope of 0.
    """

    slope: float
    intercepts: tuple[float, ...]
    cuts: tuple[float, ...]
    answers: tuple[float, ...] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not (is_number(self.slope) and abs(self.slope) > FLATTEST):
            raise ValueError("slope: give a number other than 0.")
        check_row(self.intercepts, "intercepts")
        check_row(self.cuts, "cuts")
        if not self.intercepts or len(self.intercepts) >= MOST_STEPS:
            raise ValueError(f"intercepts: give 1 to {MOST_STEPS - 1}.")
        if (
            not all(is_number(one) for one in self.intercepts)
            or (np.diff(self.intercepts) >= 0).any()
        ):
            raise ValueError("intercepts: give numbers that fall from step to step.")
        known = all(is_number(one) for one in self.cuts)
        if not known or len(self.cuts) != len(self.intercepts) or (np.diff(self.cuts) <= 0).any():
            raise ValueError("cuts: give one for each intercept, in rising order.")

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Where on θ each higher step is as likely as not: b = -d / a."""
        return tuple(-one / self.slope for one in self.intercepts)


def graded_item(
    slope: float, thresholds: Sequence[float], cuts: Sequence[float] | None = None
) -> GradedItem:
    """An item by its thresholds b; answers are 0, 1, 2 … unless `cuts` says otherwise.

    Thresholds rise from step to step, with a slope below 0 they fall. Raises `ValueError` as
    `GradedItem` does.
    """
    if not is_number(slope):
        raise ValueError("slope: give a number other than 0.")
    intercepts = tuple(-slope * one for one in numbers(thresholds, "thresholds").tolist())
    answers = tuple(float(one) for one in range(len(intercepts) + 1))
    with naming(intercepts="thresholds"):
        if cuts is not None:
            return GradedItem(slope, intercepts, tuple(numbers(cuts, "cuts").tolist()))
        return GradedItem(slope, intercepts, answers[1:], answers)


@dataclass(frozen=True, eq=False)
class Grid:
    """The parameters of several items as one table, a row per item, padded to the longest.

    Column 0 holds slopes, column k the intercept of step k. Steps an item does not have lie at
    minus infinity, where nobody reaches them.
    """

    values: Numbers

    @property
    def slopes(self) -> Numbers:
        return np.asarray(self.values[:, 0])

    @property
    def intercepts(self) -> Numbers:
        return np.asarray(self.values[:, 1:])

    @property
    def real(self) -> NDArray[np.bool_]:
        """Which places of the table are parameters and no padding."""
        return np.asarray(np.isfinite(self.values))

    def above(self, theta: Numbers) -> Numbers:
        """a θ + d: items x steps above the lowest x places of θ."""
        result: Numbers = self.slopes[:, None, None] * theta + self.intercepts[:, :, None]
        return result

    def gaps(self) -> Numbers:
        """How far neighbouring intercepts lie apart, infinite where a step has no next one."""
        padded = np.where(self.real[:, 1:], self.intercepts, 0)
        last = ~self.real[:, 2:]
        return np.asarray(np.where(last, np.inf, padded[:, :-1] - padded[:, 1:]))

    def log_chances(self, theta: Numbers) -> Numbers:
        """ln P(k): items x steps x places of θ; 0 for steps an item does not have.

        σ(u) - σ(v) = σ(u) σ(-v) (1 - exp(v - u)), which loses no digit where both are nearly 1.
        """
        above = self.above(theta)
        result = np.zeros((above.shape[0], above.shape[1] + 1, above.shape[2]))
        has = self.real[:, 1:, None]
        result[:, 1:] += np.where(has, scipy.special.log_expit(above), 0)
        result[:, :-1] += np.where(has, scipy.special.log_expit(-above), 0)
        result[:, 1:-1] += np.log(-np.expm1(-self.gaps()))[:, :, None]
        return result


def check_items(items: Sequence[GradedItem], least: int = 1) -> None:
    """Raises `ValueError` unless there are items, so many at least."""
    check_row(items, "items")
    if len(items) < least or not all(isinstance(one, GradedItem) for one in items):
        raise ValueError(f"items: give {'one' if least == 1 else 'three'} at least.")


def grid(items: Sequence[GradedItem]) -> Grid:
    """The items as one table. Raises `ValueError` without an item."""
    check_items(items)
    values = np.full((len(items), 1 + max(len(one.intercepts) for one in items)), -np.inf)
    for row, item in enumerate(items):
        values[row, 0] = item.slope
        values[row, 1 : 1 + len(item.intercepts)] = item.intercepts
    return Grid(values)


def steps_of(items: Sequence[GradedItem], answers: ArrayLike) -> Codes:
    """The step of each answer, -1 where there is none; a row per person, a column per item.

    Raises `ValueError` for another shape, what is no number, or an answer an item does not have.
    """
    check_items(items)
    table = checked(answers, fewest=1)
    if table.shape[1] != len(items):
        raise ValueError("answers: give a column for each item.")
    result = np.full(table.shape, MISSING, dtype=np.int8)
    for column, item in enumerate(items):
        _check_answers(item, table[:, column], column)
        place = np.searchsorted(item.cuts, table[:, column], side="right")
        result[:, column] = np.where(np.isnan(table[:, column]), MISSING, place)
    return result


def _check_answers(item: GradedItem, given: Numbers, column: int) -> None:
    """Refuse what would otherwise count as the nearest step."""
    if item.answers is not None and not (np.isnan(given) | np.isin(given, item.answers)).all():
        known = ", ".join(f"{one:g}" for one in item.answers)
        raise ValueError(f"answers: item {column + 1} can be answered by {known} alone.")


def checked(answers: ArrayLike, *, fewest: int) -> Numbers:
    """The answers as a table of numbers, NaN where one is missing."""
    table = array(answers, "answers")
    if table.ndim != 2 or table.shape[1] < fewest:
        raise ValueError(
            f"answers: give a row per person and a column per item, {fewest} items at least."
        )
    if np.isinf(table).any():
        raise ValueError("answers: give numbers, and NaN where there is no answer.")
    return table


def places(values: ArrayLike) -> Numbers:
    """Places of θ as a list; `ValueError` for what is no number."""
    theta = np.atleast_1d(array(values, "theta"))
    if theta.ndim != 1 or not theta.size or not np.isfinite(theta).all():
        raise ValueError("theta: give a list of numbers.")
    return theta


def probabilities(item: GradedItem, theta: ArrayLike) -> Numbers:
    """The chance of each step at each θ: a row per θ, a column per step; rows add up to 1.

    Raises `ValueError` for what is no number.
    """
    return np.asarray(np.exp(grid([item]).log_chances(places(theta))[0].T))


def expected_scores(items: Sequence[GradedItem], theta: ArrayLike) -> Numbers:
    """The mean sum of steps people at each θ reach, steps counted from 0: Σ Σ P*(k).

    Raises `ValueError` without items or for what is no number.
    """
    return np.asarray(scipy.special.expit(grid(items).above(places(theta))).sum(axis=(0, 1)))


def nodes_for(slopes: ArrayLike) -> int:
    """How many places tests of these slopes need: sharp ones leave a person little room.

    The information of an item is nowhere above a² / 3, however many steps it has.
    """
    narrowest = 1 / np.sqrt(1 + float((array(slopes, "slopes") ** 2).sum()) / 3)
    return max(NODES, 1 + 2 * int(np.ceil(FAR / (APART * narrowest))))


def quadrature(nodes: int = NODES) -> tuple[Numbers, Numbers]:
    """Places of θ, and the logs of their shares among people (standard normal)."""
    theta = np.linspace(-FAR, FAR, nodes)
    logs = -(theta**2) / 2
    return theta, logs - np.log(np.exp(logs).sum())
