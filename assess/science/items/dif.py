"""Whether a question is harder for one group than for another of the same standing.

People are compared within equal scores: a group that knows less does worse everywhere, and that
is no fault of a question. For questions with two answers the odds are combined over scores (Mantel
& Haenszel 1959, J Natl Cancer Inst 22:719; Holland & Thayer 1988), for ordered answers the means
(Mantel 1963, J Am Stat Assoc 58:690). A difference is a reason to look at the wording, not yet
unfairness.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, Numbers, array, normal, undefined
from assess.science.fairness.several import benjamini_hochberg
from assess.science.items.curves import checked
from assess.science.scalars import check_level, quantile

FEWEST = 100
"""With fewer people in one of the groups nothing is claimed."""

DELTA = -2.35
"""From a log odds ratio to the delta scale of ETS, on which 1 is a small difference."""

SMALL, LARGE = 1.0, 1.5
ONE_SIDED = 0.9
"""A two-sided level of which 5 % lie on one side."""

SMALL_SHIFT, LARGE_SHIFT = 0.17, 0.25
"""Differences of means, in SDs of the item, beyond which NAEP speaks of B and C."""

CHANCE = 0.05
ROUNDS = 10


class Size(StrEnum):
    """How large a difference is, by the rules of ETS; A asks for nothing."""

    A = "negligible"
    B = "moderate"
    C = "large"


class Reason(StrEnum):
    """Why nothing is claimed, or there is no number."""

    TOO_FEW = "fewer than 100 people in one of the groups"
    NOTHING_TO_COMPARE = "no score has people of both groups and different answers"
    NO_FINITE_VALUE = "in one group nobody, or everybody, gave one of the answers"


@dataclass(frozen=True)
class ItemDif:
    """One question for two groups of equal scores; differences are focal minus reference.

    `odds_ratio` is reference over focal, so above 1 a question is harder for the focal group, and
    `delta` is then below 0; both are `None` for questions of more than two answers. `log_error` is
    the standard error of the log odds ratio (Robins, Breslow & Greenland 1986). `shift` is the mean
    difference at equal scores, weighted by the focal group: for two answers the standardised
    p-difference. `chi_square` and `p` are Mantel and Haenszel's with the correction of 0.5 for two
    answers, Mantel's without one for more; `adjusted` is p among all questions (Benjamini and
    Hochberg). `size` is `None` where nothing is claimed, and `reason` says why; with too few
    people the numbers are left in for a method to be checked.
    """

    odds_ratio: Estimate
    delta: Estimate
    shift: Estimate
    log_error: float | None
    chi_square: float | None
    p: float | None
    adjusted: float | None
    size: Size | None
    focal_n: int
    reference_n: int
    reason: Reason | None


@dataclass(frozen=True)
class Dif:
    """All questions in the order of the columns.

    `matched` are the questions whose sum people were matched on; when the sum was purified, those
    of size B or C are not among them. `left_out` people had no group or no sum. `settled` says
    whether purifying came to rest.
    """

    items: tuple[ItemDif, ...]
    matched: tuple[int, ...]
    level: float
    focal_n: int
    reference_n: int
    left_out: int
    rounds: int
    settled: bool


def mantel_haenszel(
    answers: ArrayLike,
    focal: ArrayLike,
    *,
    matching: ArrayLike | None = None,
    purify: bool = True,
    level: float = 0.95,
) -> Dif:
    """Compare a focal with a reference group on each column, at equal scores.

    A row per person and a column per item, higher being more; `focal` is 1 for the focal group, 0
    for the reference group and NaN for others. People are matched on the sum of all items, the
    studied one included, or on `matching`, a score per person in few steps. Without `matching`,
    people who left out any of the items have no sum and are left out. Purifying takes questions
    that differ out of the sum, except while they are studied themselves, until nothing changes.

    Raises `ValueError` for fewer than two items, lists of unequal length, what is no number, groups
    other than 0 and 1, or a level outside 0 to 1.
    """
    check_level(level)
    table, group = checked(answers, fewest=2), groups(focal)
    scores = None if matching is None else array(matching, "matching")
    if len(group) != len(table) or (scores is not None and scores.shape != group.shape):
        raise ValueError("focal, matching: give one number for each row of answers.")
    known = ~np.isnan(group)
    known &= ~np.isnan(table).any(axis=1) if scores is None else ~np.isnan(scores)
    left_out = int((~known).sum())
    table, group = table[known], group[known] == 1
    scores = None if scores is None else scores[known]
    matched, seen, rounds = tuple(range(table.shape[1])), set[tuple[int, ...]](), 0
    while True:
        items = _all(table, group, matched, scores, level)
        rounds += 1
        kept = tuple(i for i, one in enumerate(items) if one.size in (None, Size.A))
        settled = kept == matched or not purify or scores is not None
        if settled or kept in seen or rounds > ROUNDS or not kept:
            break
        seen.add(kept)
        matched = kept
    counts = int(group.sum()), int((~group).sum())
    return Dif(items, matched, level, *counts, left_out, rounds, settled)


def groups(focal: ArrayLike) -> Numbers:
    """1 for the focal, 0 for the reference group, NaN for others; `ValueError` otherwise."""
    found = array(focal, "focal")
    if found.ndim != 1 or not ((found == 0) | (found == 1) | np.isnan(found)).all():
        raise ValueError("focal: give 1 for the focal group, 0 for the reference, NaN for others.")
    return found


def _all(
    table: Numbers,
    group: NDArray[np.bool_],
    matched: tuple[int, ...],
    scores: Numbers | None,
    level: float,
) -> tuple[ItemDif, ...]:
    total = table[:, matched].sum(axis=1)
    items = []
    for column in range(table.shape[1]):
        own = table[:, column]
        match = scores if scores is not None else total if column in matched else total + own
        seen = ~np.isnan(own)
        items.append(_one(own[seen], group[seen], match[seen], level))
    return _adjusted(items)


def _adjusted(items: Sequence[ItemDif]) -> tuple[ItemDif, ...]:
    known = [one.p for one in items if one.p is not None]
    chances = iter(benjamini_hochberg(known))
    return tuple(
        ItemDif(**{**vars(one), "adjusted": None if one.p is None else next(chances)})
        for one in items
    )


@dataclass(frozen=True, eq=False)
class _Strata:
    """Per score: people of each group, and the sum and sum of squares of their answers."""

    focal: Numbers
    reference: Numbers
    focal_sum: Numbers
    reference_sum: Numbers
    squares: Numbers


def _strata(own: Numbers, group: NDArray[np.bool_], match: Numbers) -> _Strata:
    """Of the scores that have people of both groups."""
    _, place = np.unique(match, return_inverse=True)
    most = int(place.max()) + 1

    def summed(values: Numbers) -> Numbers:
        return np.bincount(place, values, most).astype(float)

    of_focal, of_reference = group.astype(float), (~group).astype(float)
    focal, reference = summed(of_focal), summed(of_reference)
    both = (focal > 0) & (reference > 0)
    return _Strata(
        focal=focal[both],
        reference=reference[both],
        focal_sum=summed(of_focal * own)[both],
        reference_sum=summed(of_reference * own)[both],
        squares=summed(own**2)[both],
    )


def _one(own: Numbers, group: NDArray[np.bool_], match: Numbers, level: float) -> ItemDif:
    focal_n, reference_n = int(group.sum()), int((~group).sum())
    few = Reason.TOO_FEW if min(focal_n, reference_n) < FEWEST else None
    kinds = np.unique(own)
    if len(kinds) < 2 or not focal_n or not reference_n:
        return _nothing(focal_n, reference_n, level, few or Reason.NOTHING_TO_COMPARE)
    two = len(kinds) == 2
    # Two answers become 0 and 1, so that their sums are counts.
    strata = _strata((own == kinds[1]).astype(float) if two else own, group, match)
    if not len(strata.focal):
        return _nothing(focal_n, reference_n, level, few or Reason.NOTHING_TO_COMPARE)
    chi_square = _chi_square(strata, 0.5 if two else 0.0)
    p = None if chi_square is None else float(scipy.special.chdtrc(1, chi_square))
    shift = _shift(strata, level)
    odds, delta, log_error = _odds(strata, two, level)
    size, reason = None, few
    if few is None and p is not None:
        spread = float(own.std(ddof=1)) if not two else 1.0
        size = _size(delta, p) if two else _size_of_shift(shift, spread, p)
        reason = None if size is not None else Reason.NO_FINITE_VALUE
    elif few is None:
        reason = Reason.NOTHING_TO_COMPARE
    return ItemDif(
        odds, delta, shift, log_error, chi_square, p, None, size, focal_n, reference_n, reason
    )


def _chi_square(strata: _Strata, correction: float) -> float | None:
    """(|Σ focal sums - Σ expected| - c)² / Σ V; for 0 and 1 it is Mantel and Haenszel's."""
    n = strata.focal + strata.reference
    total = strata.focal_sum + strata.reference_sum
    spread = n * strata.squares - total**2
    variance = float((strata.focal * strata.reference * spread / (n**2 * (n - 1))).sum())
    if variance <= 1e-12:
        return None
    apart = abs(float((strata.focal_sum - strata.focal * total / n).sum()))
    return (apart - min(correction, apart)) ** 2 / variance


def _shift(strata: _Strata, level: float) -> Estimate:
    """Dorans & Kulick (1986), J Educ Meas 23:355; error by the variances within scores."""
    method = "mean difference at equal scores, weighted by the focal group, n focal people"
    weight = strata.focal / strata.focal.sum()
    apart = strata.focal_sum / strata.focal - strata.reference_sum / strata.reference
    n = strata.focal + strata.reference
    mean = (strata.focal_sum + strata.reference_sum) / n
    within = np.maximum(0.0, strata.squares / n - mean**2) * n / np.maximum(n - 1, 1)
    variance = weight**2 * within * (1 / strata.focal + 1 / strata.reference)
    error = math.sqrt(float(variance.sum()))
    return normal(float(weight @ apart), error, level, int(strata.focal.sum()), method)


def _odds(strata: _Strata, two: bool, level: float) -> tuple[Estimate, Estimate, float | None]:
    """The common odds ratio, its delta and the standard error of its log."""
    method, of_delta = "Mantel-Haenszel odds ratio, n people", "ETS delta, n people"
    n = strata.focal + strata.reference
    a, c = strata.reference_sum, strata.focal_sum
    b, d = strata.reference - a, strata.focal - c
    r, s = a * d / n, b * c / n
    people = int(n.sum())
    if not two or not (r.sum() and s.sum()):
        none = undefined(level, people, method, Reason.NO_FINITE_VALUE)
        return none, undefined(level, people, of_delta, Reason.NO_FINITE_VALUE), None
    p, q = (a + d) / n, (b + c) / n
    error = math.sqrt(
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    ratio = float(r.sum() / s.sum())
    factor = math.exp(quantile(level) * error)
    odds = Estimate(ratio, ratio * error, (ratio / factor, ratio * factor), level, people, method)
    return odds, normal(DELTA * math.log(ratio), -DELTA * error, level, people, of_delta), error


def _size(delta: Estimate, p: float) -> Size | None:
    """C: 1.5 or more and surely more than 1; A: below 1 or perhaps nothing (Zieky 1993)."""
    if delta.estimate is None or delta.standard_error is None:
        return None
    large = abs(delta.estimate)
    if large >= LARGE and large - quantile(ONE_SIDED) * delta.standard_error > SMALL:
        return Size.C
    return Size.B if large >= SMALL and p < CHANCE else Size.A


def _size_of_shift(shift: Estimate, spread: float, p: float) -> Size | None:
    if shift.estimate is None:
        return None
    large = abs(shift.estimate) / spread
    if p >= CHANCE or large <= SMALL_SHIFT:
        return Size.A
    return Size.C if large > LARGE_SHIFT else Size.B


def _nothing(focal_n: int, reference_n: int, level: float, reason: Reason) -> ItemDif:
    none = undefined(level, focal_n + reference_n, "Mantel-Haenszel", reason)
    return ItemDif(none, none, none, None, None, None, None, None, focal_n, reference_n, reason)
