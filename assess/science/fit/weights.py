"""Which parts of a profile count how much: equally, as set, or as experts rate their importance.

Weights are fixed before anybody is scored. Equal weights on standardised parts are the default
(Dawes 1979, Am Psychol 34:571; Bobko, Roth & Buster 2007, Organ Res Methods 10:689).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.coefficients import t_quantile
from assess.science.estimates import Estimate, Numbers, array, undefined
from assess.science.scalars import check_level, check_mapping, check_row, is_number, naming
from assess.science.scores import composites

FEWEST_EXPERTS = 3
"""With fewer experts how sure a weight is cannot be told; the house's own."""

KNOWN = "as set, without error"
RATED = "mean importance over its sum, leave-one-expert-out error, t interval, n experts"


class Source(StrEnum):
    """Where weights come from."""

    EQUAL = "equal weights"
    EXPERT = "weights set by people"
    IMPORTANCE = "weights from rated importance"


class Lack(StrEnum):
    """Why a weight or its error is not given."""

    NOT_RATED = "a part was rated by nobody"
    NOTHING_MATTERS = "no part was rated above 0"
    TOO_FEW_EXPERTS = "fewer than three experts rated"


@dataclass(frozen=True)
class Weights:
    """The weight of each named part, adding up to 1; undefined with the `reason` that tells why.

    `shares` are the same with their error: 0 where weights were set, and the spread over experts
    where these rated importance (`n` experts).
    """

    source: Source
    names: tuple[str, ...]
    shares: tuple[Estimate, ...]
    experts: int
    level: float
    reason: Lack | None = None

    def values(self) -> Numbers:
        """The weights as numbers; `ValueError` where there are none."""
        found = [one.estimate for one in self.shares]
        if not found or None in found:
            raise ValueError(f"weights: there are none, as {self.reason}.")
        return np.array(found, dtype=float)


def equal(names: Sequence[str], *, level: float = 0.95) -> Weights:
    """The same weight for every part. Raises `ValueError` for names that are none."""
    return _set(Source.EQUAL, dict.fromkeys(_checked(names), 1.0), level)


def expert(weights: Mapping[str, float], *, level: float = 0.95) -> Weights:
    """Weights of 0 or more by name, as people set them, brought to a sum of 1.

    Raises `ValueError` for weights below 0, or none above it.
    """
    check_mapping(weights, "weights")
    with naming(names="weights"):
        _checked(tuple(weights))
    if not all(is_number(one) and one >= 0 for one in weights.values()):
        raise ValueError("weights: give one of 0 or more for each part.")
    if not sum(weights.values()) > 0:
        raise ValueError("weights: give one above 0.")
    return _set(Source.EXPERT, weights, level)


def importance(ratings: ArrayLike, names: Sequence[str], *, level: float = 0.95) -> Weights:
    """Weights from importance as experts rate it: the mean of each part over the sum of means.

    `ratings` has a row per expert and a column per part, 0 for "not needed" and NaN where an
    expert did not rate. The error is the jackknife's over experts (Efron & Stein 1981, Ann Stat
    9:586), the interval t with one degree fewer than experts, cut at 0 and 1. Raises `ValueError`
    for a table that does not fit the names or ratings below 0.
    """
    check_level(level)
    known = _checked(names)
    table = array(ratings, "ratings")
    if table.ndim != 2 or table.shape[1] != len(known) or np.isinf(table).any():
        raise ValueError("ratings: give a row per expert and a column per part.")
    if (table < 0).any():
        raise ValueError("ratings: give numbers of 0 or more, and NaN where there is none.")
    table = table[~np.isnan(table).all(axis=1)]
    reason = _lack(table)
    if reason:
        nothing = undefined(level, len(table), RATED, reason)
        return Weights(Source.IMPORTANCE, known, (nothing,) * len(known), len(table), level, reason)
    shares, errors = _shares(table), _errors(table)
    found = tuple(
        _rated(float(share), None if errors is None else float(errors[place]), len(table), level)
        for place, share in enumerate(shares)
    )
    return Weights(Source.IMPORTANCE, known, found, len(table), level)


def weighted_profile(
    scores: Mapping[str, float | None],
    errors: Mapping[str, float | None],
    weights: Weights,
    *,
    error_correlations: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """The weighted mean of one person's parts, with the error their scores' errors give it.

    Scores are in one unit: standardised, or on one scale. A part without a score is left out and
    the others keep their proportions; `n` counts parts. Weights are taken as decided, so their own
    error is not in it. See `composites.composite`, whose refusals it shares; a score of a part
    that has no weight is refused as well.
    """
    check_mapping(scores, "scores")
    check_mapping(errors, "errors")
    unknown = set(scores) - set(weights.names)
    if unknown:
        raise ValueError(f"scores: there is no weight for {min(map(str, unknown))}.")
    return composites.composite(
        [_number(scores.get(name), "scores") for name in weights.names],
        [_number(errors.get(name), "errors") for name in weights.names],
        weights.values(),
        error_correlations=error_correlations,
        level=level,
    )


def _number(value: float | None, name: str) -> float:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return math.nan
    if not is_number(value):
        raise ValueError(f"{name}: give numbers, and None where there is none.")
    return float(value)


def _set(source: Source, weights: Mapping[str, float], level: float) -> Weights:
    check_level(level)
    total = sum(weights.values())
    shares = tuple(
        Estimate(one / total, 0.0, (one / total, one / total), level, 0, KNOWN)
        for one in weights.values()
    )
    return Weights(source, tuple(weights), shares, 0, level)


def _rated(share: float, error: float | None, experts: int, level: float) -> Estimate:
    if error is None:
        return Estimate(share, None, None, level, experts, RATED, Lack.TOO_FEW_EXPERTS)
    margin = t_quantile(level, experts - 1) * error
    ends = max(0.0, share - margin), min(1.0, share + margin)
    return Estimate(share, error, ends, level, experts, RATED)


def _lack(table: Numbers) -> Lack | None:
    if not len(table) or np.isnan(table).all(axis=0).any():
        return Lack.NOT_RATED
    return None if np.nansum(table) > 0 else Lack.NOTHING_MATTERS


def _shares(table: Numbers) -> Numbers:
    means = np.nanmean(table, axis=0)
    result: Numbers = means / means.sum()
    return result


def _errors(table: Numbers) -> Numbers | None:
    """The jackknife's; none where too few rated, in all or a part, to leave one out."""
    experts = len(table)
    if experts < FEWEST_EXPERTS or (~np.isnan(table)).sum(axis=0).min() < FEWEST_EXPERTS:
        return None
    without = [np.delete(table, one, axis=0) for one in range(experts)]
    if any(_lack(one) for one in without):
        return None
    left = np.array([_shares(one) for one in without])
    result: Numbers = np.sqrt((experts - 1) / experts * ((left - left.mean(axis=0)) ** 2).sum(0))
    return result


def _checked(names: Sequence[str]) -> tuple[str, ...]:
    check_row(names, "names")
    known = tuple(names)
    if not all(isinstance(one, str) for one in known):
        raise ValueError("names: give a name for each part.")
    if not known or len(set(known)) != len(known) or not all(known):
        raise ValueError("names: give each part a name of its own.")
    return known
