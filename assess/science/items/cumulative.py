"""Regression of an answer of two or more ordered steps: logistic, and proportional odds.

P(step k or higher) = logistic(d + x b), d falling from step to step (McCullagh 1980, J R Stat Soc B
42:109). With two steps it is logistic regression. The log-likelihood is concave, so that Newton
steps, shortened where need be, find the one peak there is, unless the answers can be told without
error: then there is none.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from assess.science.estimates import Numbers

ENOUGH = 1e-9
ROUNDS = 60
HALVINGS = 30
LARGEST = 30.0
"""On the logit scale nobody lies beyond it, unless the answers can be told without error."""


@dataclass(frozen=True, eq=False)
class Regression:
    """The likeliest weights of the columns, with their errors."""

    weights: Numbers
    errors: Numbers
    log_likelihood: float


def regression(steps: NDArray[np.intp], columns: Numbers) -> Regression | None:
    """Regress steps 0, 1, 2 … on columns of numbers; `None` where there is no peak.

    `columns` has a row per answer and may be of no width. Every step must occur. For the sake
    of digits, columns are best of mean 0 and about 1 wide.
    """
    above, width = int(steps.max()), columns.shape[1]
    higher = np.array([(steps >= step).mean() for step in range(1, above + 1)])
    found: Numbers = np.concatenate([np.log(higher / (1 - higher)), np.zeros(width)])
    best = _value(found, steps, columns, above)
    for _ in range(ROUNDS):
        slope, information = _derivatives(found, steps, columns, above)
        try:
            np.linalg.cholesky(information)
            inverse: Numbers = np.asarray(np.linalg.inv(information), dtype=np.float64)
        except np.linalg.LinAlgError:
            return None
        step = inverse @ slope
        if np.abs(step).max() < ENOUGH:
            return Regression(found[above:], np.sqrt(np.diag(inverse))[above:], best)
        moved = _moved(found, step, best, steps, columns)
        if moved is None or np.abs(columns @ moved[0][above:]).max(initial=0) > LARGEST:
            return None
        found, best = moved
    return None


def _moved(
    found: Numbers, step: Numbers, best: float, steps: NDArray[np.intp], columns: Numbers
) -> tuple[Numbers, float] | None:
    above = int(steps.max())
    for halving in range(HALVINGS):
        tried = found + step / 2**halving
        if (np.diff(tried[:above]) < 0).all():
            value = _value(tried, steps, columns, above)
            if value >= best - 1e-10 * abs(best):
                return tried, value
    return None


def _ends(found: Numbers, steps: NDArray[np.intp], columns: Numbers, above: int) -> Numbers:
    """The logits below and above each answer: the first reached, the second not."""
    padded = np.concatenate([[np.inf], found[:above], [-np.inf]])
    shift = columns @ found[above:]
    return np.stack([padded[steps] + shift, padded[steps + 1] + shift])


def _value(found: Numbers, steps: NDArray[np.intp], columns: Numbers, above: int) -> float:
    reached, missed = _ends(found, steps, columns, above)
    gaps = np.concatenate([[np.inf], found[: above - 1] - found[1:above], [np.inf]])
    between = np.log(-np.expm1(-gaps))
    within = scipy.special.log_expit(reached) + scipy.special.log_expit(-missed)
    return float((within + between[steps]).sum())


def _derivatives(
    found: Numbers, steps: NDArray[np.intp], columns: Numbers, above: int
) -> tuple[Numbers, Numbers]:
    """Slope and information in the intercepts and the weights."""
    low, high = scipy.special.expit(_ends(found, steps, columns, above))
    bends = low * (1 - low), high * (1 - high)
    with np.errstate(over="ignore"):
        close = np.zeros(above + 1)
        close[1:above] = 1 / np.expm1(found[: above - 1] - found[1:above])
    places = np.arange(1, above + 1)
    reached = (steps[:, None] == places).astype(float)
    missed = (steps[:, None] == places - 1).astype(float)
    apart = reached * (1 - low[:, None] + close[steps][:, None])
    apart -= missed * (high[:, None] + close[steps][:, None])
    weight = reached * bends[0][:, None] + missed * bends[1][:, None]
    slope = np.concatenate([apart.sum(axis=0), columns.T @ (1 - low - high)])
    counts = np.bincount(steps, minlength=above + 1) * close * (1 + close)
    information = np.zeros((len(found), len(found)))
    inner = np.diag(weight.sum(axis=0) + counts[1:] + counts[:-1])
    inner -= np.diag(counts[1:above], 1) + np.diag(counts[1:above], -1)
    information[:above, :above] = inner
    information[:above, above:] = weight.T @ columns
    information[above:, :above] = information[:above, above:].T
    information[above:, above:] = columns.T @ (columns * (bends[0] + bends[1])[:, None])
    return slope, information
