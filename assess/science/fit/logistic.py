"""The chance of an outcome from several scores: logistic lines, plain and Firth's.

Plain maximum likelihood has no answer where scores part the outcomes, and is too extreme where
outcomes are rare; Firth's penalty (1993, Biometrika 80:27) mends both.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, normal, undefined
from assess.science.fit.guards import HOUSE, Guards, Kind, Known, Lack, known_of, lack_of
from assess.science.scalars import check_level

STEPS = 200
CLOSE = 1e-10
FARTHEST = 1.0
"""No step moves a logit by more, in SDs of the scores."""

APART = 20.0
"""Standardised slopes so steep are those of outcomes that are parted."""


class Likelihood(StrEnum):
    """Which likelihood is highest."""

    PLAIN = "maximum likelihood"
    FIRTH = "Firth's penalised likelihood"


@dataclass(frozen=True)
class Logistic:
    """A logistic line, the intercept first, in logits per unit of a score.

    `chances` are those of a Wald z as large if the number were 0, the intercept's first.
    `deviance` is that of plain likelihood at the line found, `null_deviance` that of the mean
    alone; `aic` adds two for each number.
    """

    intercept: Estimate
    slopes: tuple[Estimate, ...]
    chances: tuple[float, ...]
    deviance: float | None
    null_deviance: float | None
    aic: float | None
    likelihood: Likelihood
    n: int
    events: int
    left_out: int
    level: float
    reason: Lack | None = None


def logistic(
    scores: ArrayLike,
    outcomes: ArrayLike,
    *,
    likelihood: Likelihood = Likelihood.PLAIN,
    guards: Guards = HOUSE,
    level: float = 0.95,
) -> Logistic:
    """The logistic line of an outcome (1 or 0) on k scores, a row per person; Wald intervals.

    Errors are those of the information at the line found. Missing numbers leave a person out.
    Raises `ValueError` for a table and outcomes that do not fit.
    """
    check_level(level)
    known = known_of(scores, outcomes, Kind.EVENT)
    reason = lack_of(known, guards)
    found = None if reason else _fitted(known, likelihood)
    if found is None:
        return _lacking(known, reason or Lack.SEPARATED, likelihood, level)
    values, covariances = found
    errors = np.sqrt(np.diag(covariances))
    method = f"{likelihood}, Wald interval, n people"
    numbers = tuple(
        normal(float(value), float(error), level, known.n, method)
        for value, error in zip(values, errors, strict=True)
    )
    logits = np.column_stack([np.ones(known.n), known.table]) @ values
    deviance = deviance_of(known.outcomes, logits)
    mean = known.outcomes.mean()
    return Logistic(
        intercept=numbers[0],
        slopes=numbers[1:],
        chances=tuple(2 * float(scipy.special.ndtr(-abs(one))) for one in values / errors),
        deviance=deviance,
        null_deviance=deviance_of(known.outcomes, np.full(known.n, np.log(mean / (1 - mean)))),
        aic=deviance + 2 * len(values),
        likelihood=likelihood,
        n=known.n,
        events=int(known.outcomes.sum()),
        left_out=known.left_out,
        level=level,
    )


def deviance_of(outcomes: Numbers, logits: Numbers) -> float:
    """Twice the sum of the log losses of predicted logits."""
    return float(-2 * scipy.special.log_expit(np.where(outcomes == 1, logits, -logits)).sum())


def _fitted(known: Known, likelihood: Likelihood) -> tuple[Numbers, Numbers] | None:
    """Numbers and their covariances, for scores as given; `None` where there is no maximum."""
    means, spread = known.table.mean(axis=0), known.table.std(axis=0)
    table = np.column_stack([np.ones(known.n), (known.table - means) / spread])
    values = _highest(table, known.outcomes, likelihood)
    if values is None:
        return None
    back = np.diag(np.concatenate([[1.0], 1 / spread]))
    back[0, 1:] = -means / spread
    covariances = np.linalg.inv(_information(table, values))
    return back @ values, back @ covariances @ back.T


def _highest(table: Numbers, outcomes: Numbers, likelihood: Likelihood) -> Numbers | None:
    """Newton's steps for plain likelihood, Fisher's for Firth's, cut where they are too long."""
    values = np.zeros(table.shape[1])
    for _ in range(STEPS):
        information = _information(table, values)
        parted = likelihood is Likelihood.PLAIN and np.abs(values[1:]).max() > APART
        if parted or np.linalg.cond(information) > 1 / CLOSE:
            return None
        step = np.linalg.solve(information, _score(table, outcomes, values, likelihood))
        values = values + step * min(1.0, FARTHEST / max(CLOSE, float(np.abs(step).max())))
        if np.abs(step).max() < CLOSE:
            return values
    return None


def _score(table: Numbers, outcomes: Numbers, values: Numbers, likelihood: Likelihood) -> Numbers:
    fitted = scipy.special.expit(table @ values)
    left = outcomes - fitted
    if likelihood is Likelihood.FIRTH:
        weighted = table * np.sqrt(fitted * (1 - fitted))[:, None]
        leverage = (np.linalg.qr(weighted)[0] ** 2).sum(axis=1)
        left = left + leverage * (0.5 - fitted)
    result: Numbers = table.T @ left
    return result


def _information(table: Numbers, values: Numbers) -> Numbers:
    fitted = scipy.special.expit(table @ values)
    result: Numbers = (table * (fitted * (1 - fitted))[:, None]).T @ table
    return result


def _lacking(known: Known, reason: Lack, likelihood: Likelihood, level: float) -> Logistic:
    nothing = undefined(level, known.n, f"{likelihood}, n people", reason)
    return Logistic(
        intercept=nothing,
        slopes=(nothing,) * known.table.shape[1],
        chances=(),
        deviance=None,
        null_deviance=None,
        aic=None,
        likelihood=likelihood,
        n=known.n,
        events=int(known.outcomes.sum()),
        left_out=known.left_out,
        level=level,
        reason=reason,
    )
