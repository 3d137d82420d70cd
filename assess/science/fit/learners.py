"""Ridge and penalised logistic lines by scikit-learn: the one module that imports it.

Importing scikit-learn takes seconds, so nothing that scores, checks or tells imports this module.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import scipy
from numpy.typing import ArrayLike
from sklearn import config_context
from sklearn.linear_model import LogisticRegression, Ridge
from threadpoolctl import threadpool_limits

from assess.science.estimates import Numbers
from assess.science.fit.guards import HOUSE, Guards, Kind, Known, known_of, lack_of
from assess.science.fit.model import Model, data_hash
from assess.science.scalars import check_choice, check_row, is_number

LARGEST_OUTCOME = 1e12
"""The squares of what a model keeps must stay within what a computer can count."""

NAMES = {Kind.AMOUNT: "ridge regression", Kind.EVENT: "ridge logistic regression"}


def learn(
    scores: ArrayLike,
    outcomes: ArrayLike,
    names: Sequence[str],
    *,
    kind: Kind,
    penalty: float,
    guards: Guards = HOUSE,
) -> Model:
    """A line learned from people with everything known, its weights held down by a penalty.

    The penalty is on half the sum of squared weights per SD (n), beside the sum of half squared
    errors or of log losses: scikit-learn's alpha, and 1 / C (glmnet's lambda is this over n). The
    intercept is free. Covariances are those of numbers that nothing holds down: what a penalty
    takes from their chance it adds by pulling them aside, which no covariance of its own shows, and
    intervals of people then hold the truth too seldom.

    Raises `ValueError` below the guards, as nothing may be learned there, for a penalty that is
    not above 0, and for a table, outcomes and names that do not fit.
    """
    check_choice(kind, Kind, "kind")
    check_row(names, "names")
    known = known_of(scores, outcomes, kind)
    if len(names) != known.table.shape[1]:
        raise ValueError("names: give one for each part.")
    reason = lack_of(known, guards)
    if reason:
        raise ValueError(f"scores: nothing is learned, as {reason}.")
    if np.abs(known.outcomes).max() > LARGEST_OUTCOME:
        raise ValueError("outcomes: give numbers from -1e12 to 1e12.")
    with quietly():
        return learned(known, names, penalty)


def learned(known: Known, names: Sequence[str], penalty: float) -> Model:
    """The model of people who passed the guards."""
    means, sds = known.table.mean(axis=0), known.table.std(axis=0)
    table = (known.table - means) / sds
    values = lines(table, known.outcomes, known.kind, (penalty,))[:, 0]
    covariances, residual = _spread(table, known, values, penalty)
    return Model(
        kind=known.kind,
        names=tuple(names),
        means=_row(means),
        sds=_row(sds),
        weights=_row(values[1:]),
        intercept=float(values[0]),
        covariances=tuple(_row(one) for one in covariances),
        residual_sd=residual,
        lows=_row(known.table.min(axis=0)),
        highs=_row(known.table.max(axis=0)),
        penalty=float(penalty),
        n=known.n,
        events=known.events,
        data_hash=data_hash(known.table, known.outcomes),
        learner=NAMES[known.kind],
    )


def lines(table: Numbers, outcomes: Numbers, kind: Kind, penalties: Sequence[float]) -> Numbers:
    """Intercept and weights, a column per penalty, for standardised scores."""
    if not all(is_number(one) and one > 0 for one in penalties):
        raise ValueError("penalty: give a number above 0.")
    if kind is Kind.EVENT:
        return np.column_stack([_logistic(table, outcomes, one) for one in penalties])
    many = np.repeat(outcomes[:, None], len(penalties), axis=1)
    fit = Ridge(alpha=np.array(penalties), solver="cholesky").fit(table, many)
    result: Numbers = np.vstack([fit.intercept_, np.atleast_2d(fit.coef_).T])
    return result


@contextmanager
def quietly() -> Iterator[None]:
    """One thread and no checks of what was checked: many small fits fight over cores."""
    # Two threads on arrays this small took six times as long as one on a busy machine.
    with threadpool_limits(1), config_context(assume_finite=True, skip_parameter_validation=True):
        yield


def _logistic(table: Numbers, outcomes: Numbers, penalty: float) -> Numbers:
    learner = LogisticRegression(
        C=1 / penalty, solver="newton-cholesky", tol=1e-10, max_iter=200
    ).fit(table, outcomes)
    result: Numbers = np.concatenate([learner.intercept_, learner.coef_[0]])
    return result


def _spread(
    table: Numbers, known: Known, values: Numbers, penalty: float
) -> tuple[Numbers, float | None]:
    """Covariances of intercept and weights, and the SD of what an amount's line leaves."""
    columns = np.column_stack([np.ones(known.n), table])
    fitted = columns @ values
    if known.kind is Kind.EVENT:
        chances = scipy.special.expit(fitted)
        weighted: Numbers = columns * (chances * (1 - chances))[:, None]
        inverse: Numbers = np.asarray(np.linalg.inv(weighted.T @ columns), dtype=float)
        return inverse, None
    plain = columns.T @ columns
    held = plain + np.diag([0.0, *[penalty] * table.shape[1]])
    used = float(np.trace(np.linalg.solve(held, plain)))
    left = known.outcomes - fitted
    variance = float(left @ left) / (known.n - used)
    result: Numbers = np.asarray(np.linalg.inv(plain) * variance, dtype=float)
    return result, math.sqrt(variance)


def _row(values: Numbers) -> tuple[float, ...]:
    return tuple(float(one) for one in values)
