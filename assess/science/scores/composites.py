"""Several scores made one: its error, what each part really weighs, and how valid it is.

A weight on paper is not the weight in effect: a part that hardly varies, or runs against the
others, moves nobody however large its number is. Equal weights on standardised parts are the
default of the house (Dawes 1979, Am Psychol 34:571; Bobko, Roth & Buster 2007, Organ Res
Methods 10:689).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.covariances import check_with_others, checked_correlations, pairwise_covariances
from assess.science.estimate_words import MINUS, how_surely
from assess.science.estimates import (
    Estimate,
    Numbers,
    array,
    check_unit,
    correlation,
    errors_for,
    normal,
    numbers,
    undefined,
)
from assess.science.scalars import check_level
from assess.text import counted

FEWEST = 10
"""With fewer people behind them neither weights in effect nor a validity are given."""

CLOSE = 1e-9


class Lack(StrEnum):
    """Why there is no number."""

    NOTHING = "no part has a score"
    NO_WEIGHT = "the parts that have a score have no weight"
    NO_ERROR = "a part has no standard error"
    TOO_FEW = "fewer than 10 people have every score"
    NO_VARIANCE = "the composite does not vary between people"
    NO_OUTCOME = "the outcome does not vary between people"


@dataclass(frozen=True)
class EffectiveWeights:
    """What each part contributes to the differences between people in the composite.

    `nominal` are the weights as given and `effective` the shares of variance, both brought to
    a sum of 1; each `Estimate` counts people in `n`. An effective weight may be negative.
    """

    nominal: tuple[float, ...]
    effective: tuple[Estimate, ...]
    n: int
    missing: int
    reason: Lack | None


def composite(
    scores: ArrayLike,
    errors: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    error_correlations: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """The weighted mean of k scores of one person, Σ w x / Σ w, with its standard error.

    √(w' S w) / Σ w, S the covariances of the errors: the squared standard errors where they
    are unrelated (Lord & Novick 1968, Statistical theories of mental test scores, 86), which
    they are taken to be unless `error_correlations` (k x k) says otherwise. That is wrong
    where the same people rate all parts, whose shared leniency does not average out. Weights
    are equal unless given and not negative; a part without a score (NaN) is left out and the
    others keep their proportions. `n` counts the parts that had a score.

    Raises `ValueError` for lists that do not fit one another, errors or weights below 0, or
    correlations that are none.
    """
    check_level(level)
    parts = numbers(scores, "scores")
    error = errors_for(errors, parts.shape, "errors")
    shares = _weights(weights, len(parts))
    related = _related(error_correlations, len(parts))
    known = ~np.isnan(parts)
    n, total = int(known.sum()), float(shares[known].sum())
    method = "weighted mean, normal errors"
    if reason := _lack(known, shares, error):
        return undefined(level, n, method, reason)
    scaled = np.where(known, shares, 0.0) / total
    weighted = np.where(scaled > 0, scaled * error, 0.0)
    value = float(scaled[known] @ parts[known])
    return normal(value, _root(float(weighted @ related @ weighted)), level, n, method)


def effective_weights(
    scores: ArrayLike, weights: ArrayLike | None = None, *, level: float = 0.95
) -> EffectiveWeights:
    """What k parts weigh in effect, from a table with a row per person and a column per part.

    weight x SD x correlation with the composite, over the SD of the composite: the share of
    its variance that comes from a part; the shares add up to 1 (Wang & Stanley 1970, Rev Educ
    Res 40:663). It is the slope of the weighted part on the composite, so error and interval
    are those of a regression slope (t with n - 2 degrees), exact for normal scores. People
    with a missing score are left out.

    Raises `ValueError` for a table without columns or weights that do not fit it.
    """
    check_level(level)
    table = array(scores, "scores")
    if table.ndim != 2 or not table.shape[1] or np.isinf(table).any():
        raise ValueError("scores: give a row per person and a column per part.")
    shares = _weights(weights, table.shape[1])
    if not shares.sum() > 0:
        raise ValueError("weights: give one above 0.")
    whole = table[~np.isnan(table).any(axis=1)]
    people, missing = len(whole), len(table) - len(whole)
    nominal = tuple(float(one) for one in shares / shares.sum())
    if people < FEWEST:
        return EffectiveWeights(nominal, (), people, missing, Lack.TOO_FEW)
    covariances = pairwise_covariances(whole) * np.outer(shares, shares)
    variance = float(covariances.sum())
    if variance <= CLOSE * float(np.trace(covariances)):
        return EffectiveWeights(nominal, (), people, missing, Lack.NO_VARIANCE)
    slopes = covariances.sum(axis=1) / variance
    left = np.maximum(0.0, np.diag(covariances) - slopes**2 * variance)
    errors = np.sqrt(left / variance / (people - 2))
    margin = float(scipy.special.stdtrit(people - 2, (1 + level) / 2))
    method = "slope on the composite, t interval"
    effective = tuple(
        Estimate(
            slope, error, (slope - margin * error, slope + margin * error), level, people, method
        )
        for slope, error in zip(slopes.tolist(), errors.tolist(), strict=True)
    )
    return EffectiveWeights(nominal, effective, people, missing, None)


def standardised_sum(scores: ArrayLike, weights: ArrayLike | None = None) -> Numbers:
    """Everybody's sum of k standardised scores (SD with n - 1), weighted equally unless told.

    `scores` has a row per person; a person with a missing score has NaN. Means and standard
    deviations are those of everybody with that score. Raises `ValueError` for a part that
    does not vary.
    """
    table = array(scores, "scores")
    if table.ndim != 2 or not table.shape[1] or np.isinf(table).any():
        raise ValueError("scores: give a row per person and a column per part.")
    shares = _weights(weights, table.shape[1])
    spread = np.sqrt(np.diag(pairwise_covariances(table)))
    if not (spread > 0).all():
        raise ValueError("scores: a part that does not vary cannot be standardised.")
    result: Numbers = (table - np.nanmean(table, axis=0)) / spread @ shares
    return result


def validity(composites: ArrayLike, outcome: ArrayLike, *, level: float = 0.95) -> Estimate:
    """The correlation of a composite with an outcome, with Fisher's interval; n in pairs.

    Pairs with a missing number are left out. The standard error is (1 - r²) / √(n - 1).
    Raises `ValueError` for lists of different lengths.
    """
    check_level(level)
    one, other = numbers(composites, "composites"), numbers(outcome, "outcome")
    check_unit(one, "composites")
    check_unit(other, "outcome")
    if one.shape != other.shape:
        raise ValueError("outcome: give one for every composite.")
    both = ~(np.isnan(one) | np.isnan(other))
    one, other, n, method = one[both], other[both], int(both.sum()), "Pearson, Fisher's z"
    if n < FEWEST:
        return undefined(level, n, method, Lack.TOO_FEW)
    for values, reason in ((one, Lack.NO_VARIANCE), (other, Lack.NO_OUTCOME)):
        if np.ptp(values) <= CLOSE * np.abs(values).max():
            return undefined(level, n, method, reason)
    r = max(-1.0, min(1.0, float(np.corrcoef(one, other)[0, 1])))
    return correlation(r, n, level, method)


def composite_correlation(
    weights: ArrayLike, correlations: ArrayLike, with_other: ArrayLike
) -> float:
    """The correlation of a weighted sum of k standardised parts with something else.

    w'r / √(w'R w), R the parts' correlations and r those with the other (Lord & Novick 1968,
    97). Also the validity that fixed weights have on paper. Raises `ValueError` for tables
    that do not fit one another, correlations that cannot be, or a sum that does not vary.
    """
    others = numbers(with_other, "with_other")
    shares = numbers(weights, "weights")
    if shares.shape != others.shape or np.isnan(shares).any():
        raise ValueError("weights: give one for each part.")
    table = checked_correlations(correlations, len(shares), "correlations")
    check_with_others(table, others, "with_other")
    return float(shares @ others) / _spread(shares, table)


def explain(name: str, result: Estimate) -> str:
    """A composite in one sentence for a manager."""
    if result.estimate is None or result.interval is None:
        return f"{name}: no overall result, as {result.reason}."
    low, high = result.interval
    parts = "1 part" if result.n == 1 else f"{result.n} parts"
    return (
        f"{name}: {result.estimate:.1f} from {parts}, {how_surely(result.level)} between "
        f"{low:.1f} and {high:.1f}."
    )


def explain_weight(name: str, nominal: float, effective: Estimate) -> str:
    """What a part weighs on paper and in effect, in one sentence for a manager."""
    if effective.estimate is None or effective.interval is None:
        return f"{name} weighs {nominal:.0%} on paper; what it weighs in effect is not known."
    value, low, high = (_percent(one) for one in (effective.estimate, *effective.interval))
    basis = counted(effective.n, "person", "people")
    if low == high:
        return (
            f"{name} weighs {nominal:.0%} on paper and {value} in the differences between people "
            f"({basis})."
        )
    return (
        f"{name} weighs {nominal:.0%} on paper and {value} in the differences between people "
        f"({how_surely(effective.level)} {low} to {high}, {basis})."
    )


def _percent(share: float) -> str:
    shown = f"{abs(share):.0%}"
    return f"{MINUS}{shown}" if share < 0 and shown != "0%" else shown


def _lack(known: NDArray[np.bool_], shares: Numbers, error: Numbers) -> Lack | None:
    if not known.any():
        return Lack.NOTHING
    if not shares[known].sum() > 0:
        return Lack.NO_WEIGHT
    counted = known & (shares > 0)
    return Lack.NO_ERROR if np.isnan(error[counted]).any() else None


def _weights(weights: ArrayLike | None, parts: int) -> Numbers:
    found = np.ones(parts) if weights is None else numbers(weights, "weights")
    if len(found) != parts or not (found >= 0).all():
        raise ValueError("weights: give one of 0 or more for each part.")
    return found


def _related(correlations: ArrayLike | None, parts: int) -> Numbers:
    if correlations is None:
        return np.eye(parts)
    return checked_correlations(correlations, parts, "error_correlations")


def _spread(weights: Numbers, correlations: Numbers) -> float:
    variance = float(weights @ correlations @ weights)
    if variance <= CLOSE * float(weights @ weights):
        raise ValueError("weights: with these correlations the sum does not vary.")
    return math.sqrt(variance)


def _root(variance: float) -> float:
    return math.sqrt(max(0.0, variance))
