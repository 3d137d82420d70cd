"""How precisely items measure at each place of θ, and how reliably among people as a whole.

The information of an item is Σ P'² / P over its steps (Samejima 1969); that of a test is the sum.
One over its root is the standard error of a score there. A test that is precise on the whole may
not be so where its cut score lies.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, bounded, normal, undefined
from assess.science.items.curves import GradedItem, Grid, grid, places, quadrature
from assess.science.items.graded import GradedModel
from assess.science.items.scoring import Method, Scores
from assess.science.scalars import check_level

NARROW = 1e-5


class Lack(StrEnum):
    """Why there is no reliability."""

    NO_MODEL = "there is no model, or one of its items has no parameters"
    TOO_FEW = "fewer than three people have a score"
    NO_ERROR = "the answers do not tell the parameters apart"
    ALIKE = "all scores are alike and without error"


@dataclass(frozen=True)
class Curve:
    """What a test can tell apart at each place.

    `standard_errors` are one over the root of `information`, in SDs of θ; `None` so far out that
    there is none. At the `cut`, where one is given, `at_cut` is the information and
    `error_at_cut` the standard error of a score there. The parameters are taken as known.
    """

    theta: tuple[float, ...]
    information: tuple[float, ...]
    standard_errors: tuple[float | None, ...]
    items: tuple[tuple[float, ...], ...]
    cut: float | None
    at_cut: float | None
    error_at_cut: float | None


def item_information(items: Sequence[GradedItem], theta: ArrayLike) -> Numbers:
    """The information of each item at each θ: a row per item, a column per θ.

    Raises `ValueError` without items or for what is no number.
    """
    return _information(grid(items), places(theta))


def curve(
    items: Sequence[GradedItem], theta: ArrayLike | None = None, *, cut: float | None = None
) -> Curve:
    """The information of a test at places of θ, from -4 to 4 unless they are given.

    Raises `ValueError` without items or for what is no number.
    """
    at = np.linspace(-4, 4, 81) if theta is None else places(theta)
    own = item_information(items, at)
    total = own.sum(axis=0)
    at_cut = None if cut is None else float(item_information(items, [cut]).sum())
    return Curve(
        theta=tuple(at.tolist()),
        information=tuple(total.tolist()),
        standard_errors=tuple(_error(one) for one in total.tolist()),
        items=tuple(tuple(row) for row in own.tolist()),
        cut=cut,
        at_cut=at_cut,
        error_at_cut=None if at_cut is None else _error(at_cut),
    )


def _error(information: float) -> float | None:
    return 1 / math.sqrt(information) if information > 0 else None


def empirical_reliability(scores: Scores, *, level: float = 0.95) -> Estimate:
    """The share of the variance of EAP scores and their errors that is the scores'.

    var(EAP) / (var(EAP) + mean SE²), as `mirt` has it. The error is that of the people drawn (from
    each person's influence), not of the parameters. Raises `ValueError` for scores of another
    method or a level outside 0 to 1.
    """
    check_level(level)
    if scores.method is not Method.EAP:
        raise ValueError("scores: give EAP scores.")
    method = "var(EAP) / (var(EAP) + mean SE²), influence interval, n people"
    pairs = [
        (one, error)
        for one, error in zip(scores.estimates, scores.standard_errors, strict=True)
        if one is not None and error is not None
    ]
    n = len(pairs)
    if n < 3:
        return undefined(level, n, method, Lack.TOO_FEW)
    estimates, errors = np.array(pairs).T
    apart, square = (estimates - estimates.mean()) ** 2, errors**2
    between, within = float(apart.sum()) / (n - 1), float(square.mean())
    whole = between + within
    if not whole:
        return undefined(level, n, method, Lack.ALIKE)
    influence = (apart - between) * within / whole**2 - (square - within) * between / whole**2
    error = math.sqrt(float((influence**2).sum())) / n
    return bounded(normal(between / whole, error, level, n, method), 0.0, 1.0)


def marginal_reliability(model: GradedModel) -> Estimate:
    """The mean of I / (I + 1) over a standard normal θ, as `mirt` has it.

    The reliability of scores among people like those of the model; the error is that of the
    parameters (delta method). Undefined, with the reason, where there is no model.
    """
    method = "mean of I / (I + 1) over standard normal θ, delta interval, n people"
    items = [one.item for one in model.items if one.item is not None]
    if model.log_likelihood is None or len(items) < len(model.items):
        return undefined(model.level, model.n, method, Lack.NO_MODEL)
    table = grid(items)
    value = _marginal(table)
    if model.covariance is None:
        return Estimate(value, None, None, model.level, model.n, method, Lack.NO_ERROR)
    towards = _slopes(table)
    error = math.sqrt(float(towards @ model.covariance @ towards))
    return bounded(normal(value, error, model.level, model.n, method), 0.0, 1.0)


def _information(table: Grid, theta: Numbers) -> Numbers:
    """Σ P'² / P: with σ(u) - σ(v) = P, P' is a (w(u) - w(v)), and P' / P = a (1 - σ(u) - σ(v))."""
    reached = np.zeros((len(table.values), table.values.shape[1] + 1, len(theta)))
    reached[:, 0] = 1
    reached[:, 1:-1] = scipy.special.expit(table.above(theta))
    share = reached[:, :-1] - reached[:, 1:]
    ratio = 1 - reached[:, :-1] - reached[:, 1:]
    return np.asarray(table.slopes[:, None] ** 2 * (share * ratio**2).sum(axis=1))


def _marginal(table: Grid) -> float:
    theta, logs = quadrature(241)
    total = _information(table, theta).sum(axis=0)
    return float(np.exp(logs) @ (total / (total + 1)))


def _slopes(table: Grid) -> Numbers:
    """How the marginal reliability follows each parameter, by differences."""
    found = []
    for row, column in zip(*np.where(table.real), strict=True):
        ends = []
        for side in (1, -1):
            values = table.values.copy()
            values[row, column] += side * NARROW
            ends.append(_marginal(Grid(values)))
        found.append((ends[0] - ends[1]) / (2 * NARROW))
    return np.array(found)
