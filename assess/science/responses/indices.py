"""How a questionnaire was answered: signs that its answers may not say much.

Every index speaks of answers, never of the person who gave them: a flag leads to a talk or a
second go, not to a rejection; see `flags`.

An unanswered item is `None`. Runs and spread are read from answers as they were given, in
the order in which they were shown; consistency from answers with reverse keys turned round.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from statistics import fmean, stdev

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.covariances import pairwise_covariances
from assess.science.estimates import array
from assess.science.scalars import check_row, is_count, is_number
from assess.science.scores.classical import spearman_brown

FEWEST_SCALES = 5
"""Consistency over fewer scales is a matter of luck."""

FEWEST_PEOPLE = 30
"""Over fewer people a correlation of items beyond `ALIKE` is too often chance."""

FEWEST_PAIRS = 3
"""Two pairs lie on a line whatever was answered."""

ALIKE = 0.6
"""Items that correlate by more are answered alike (Meade & Craig 2012)."""

ROUNDING = 1e-9


@dataclass(frozen=True)
class Longstring:
    """Runs of the same answer: the longest, and their mean length; `None` without answers."""

    longest: int | None
    mean: float | None


@dataclass(frozen=True)
class Distance:
    """How far one set of answers lies from the middle of all, squared, and its chance.

    `squared` is Mahalanobis' D², `p` the chance of one as large, `items` the number of
    answers behind it. The first two are `None` where they are undefined.
    """

    squared: float | None
    p: float | None
    items: int


def longstring(answers: Sequence[float | None]) -> Longstring:
    """The longest run of one answer, and the mean length of all runs, in items.

    As in the `careless` package, runs of a single item count. A gap ends a run. For the mean
    no limit is published, so no flag is raised on it. Raises `ValueError` for what is no
    number.
    """
    _check_answers(answers)
    runs = [len(list(run)) for answer, run in groupby(answers) if answer is not None]
    return Longstring(max(runs), fmean(runs)) if runs else Longstring(None, None)


def irv(answers: Sequence[float | None]) -> float | None:
    """Intra-individual response variability: the SD (n - 1) of one person's answers, in points.

    Only for items on one and the same scale (Dunn, Heggestad, Shanock & Theilgard 2018, J Bus
    Psychol 33:105). Undefined with fewer than two answers. Raises `ValueError` for what is no
    number.
    """
    given = _given(answers)
    return stdev(given) if len(given) > 1 else None


def even_odd(answers: Sequence[float | None], sizes: Sequence[int]) -> float | None:
    """How well the two halves of a person's scales agree, -1 to 1; the house's sign: high is good.

    Over scales, the correlation r of the means of odd and of even items, stepped up to full
    length by 2r / (1 + r) and cut off at -1. `answers` stand scale by scale, `sizes` are the
    numbers of items of each. Scales without answers in either half are left out; undefined
    with fewer than five scales or where a half does not vary over scales.

    Raises `ValueError` when sizes do not add up to the answers, or for what is no number.
    """
    _check_answers(answers)
    check_row(sizes, "sizes")
    if not all(is_count(size, 1) for size in sizes) or sum(sizes) != len(answers):
        raise ValueError("sizes: give the number of items of each scale, all answers together.")
    scales = [answers[start:end] for start, end in pairwise(accumulate(sizes, initial=0))]
    halves = [(_mean(scale[0::2]), _mean(scale[1::2])) for scale in scales]
    both = [(odd, even) for odd, even in halves if odd is not None and even is not None]
    if len(both) < FEWEST_SCALES or any(_is_flat(side) for side in zip(*both, strict=True)):
        return None
    r = float(np.corrcoef(np.array(both).T)[0, 1])
    # Below -1/3 the stepped-up value lies under -1, where the package cuts it off.
    return -1.0 if r <= -1 / 3 else spearman_brown(min(r, 1.0), 2)


def even_odd_careless(answers: Sequence[float | None], sizes: Sequence[int]) -> float | None:
    """`even_odd` with the sign of the `careless` package (1.2): high is inconsistent."""
    consistency = even_odd(answers, sizes)
    return None if consistency is None else -consistency


def synonyms(answers: ArrayLike, *, least: float = ALIKE) -> list[float | None]:
    """How alike each person answered items that people mostly answer alike, -1 to 1.

    Psychometric synonyms are pairs of items that correlate by more than `least` over people;
    the index is the correlation of one side of a person's pairs with the other (Meade & Craig
    2012, Psychol Methods 17:437). High is consistent. A row is a person and a column an item,
    NaN or `None` where unanswered; items are taken as they were answered, so that a reversed
    one is no synonym. Undefined with fewer than three pairs, where one side does not vary, and
    for everybody where fewer than 30 people answered.

    Raises `ValueError` for what is no table of numbers or a limit outside 0 to 1.
    """
    return _paired(answers, least, sign=1)


def antonyms(answers: ArrayLike, *, least: float = ALIKE) -> list[float | None]:
    """As `synonyms`, of pairs that correlate by less than -`least`: here low is consistent."""
    return _paired(answers, least, sign=-1)


def _paired(answers: ArrayLike, least: float, *, sign: int) -> list[float | None]:
    if not (is_number(least) and 0 <= least < 1):
        raise ValueError("least: give a correlation from 0 to 1.")
    table = _table(answers)
    if int((~np.isnan(table)).any(axis=1).sum()) < FEWEST_PEOPLE:
        return [None] * len(table)
    covariances = pairwise_covariances(table)
    spread = np.sqrt(np.diag(covariances))
    known = np.outer(spread, spread) > 0
    related = np.where(known, covariances, 0) / np.where(known, np.outer(spread, spread), 1)
    firsts, seconds = np.nonzero(np.tril(sign * related > least, -1))
    return [_alike(person[firsts], person[seconds]) for person in table]


def _alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    both = ~(np.isnan(one) | np.isnan(other))
    sides = one[both], other[both]
    if int(both.sum()) < FEWEST_PAIRS or any(np.ptp(side) < ROUNDING for side in sides):
        return None
    return float(np.corrcoef(*sides)[0, 1])


def mahalanobis(answers: ArrayLike) -> list[Distance]:
    """Every person's squared distance from the middle of all, with its chance.

    D² = (x - m)' S⁻¹ (x - m), p by χ² with as many degrees as answers (Mahalanobis 1936). A
    row is a person and a column an item, NaN or `None` where unanswered; S holds the pairwise
    covariances (n - 1), and somebody who left items out is measured by the others. The χ² is
    near for many people and errs towards no flag for few. Undefined for everybody when there
    are not two people more than items or when an item follows from others.

    Raises `ValueError` for what is no table of numbers.
    """
    table = _table(answers)
    seen = ~np.isnan(table)
    squared = np.full(len(table), np.nan)
    covariances = pairwise_covariances(table)
    if int(seen.any(axis=1).sum()) >= table.shape[1] + 2 and _is_regular(covariances):
        centred = table - np.nanmean(table, axis=0)
        for pattern in np.unique(seen[seen.any(axis=1)], axis=0):
            rows = (seen == pattern).all(axis=1)
            apart = centred[rows][:, pattern]
            solved = np.linalg.solve(covariances[np.ix_(pattern, pattern)], apart.T)
            squared[rows] = (apart * solved.T).sum(axis=1)
    counts = seen.sum(axis=1)
    return [_distance(float(one), int(items)) for one, items in zip(squared, counts, strict=True)]


def chance_beyond(squared: float, degrees: int) -> float:
    """The chance that χ² with whole degrees of freedom is larger: a finite sum.

    Even degrees: e^(-x/2) Σ (x/2)^i / i! for i below half of them; odd ones: erfc √(x/2) and
    e^(-x/2) Σ (x/2)^(i + 1/2) / Γ(i + 3/2) (Abramowitz & Stegun 1964, 26.4.4 and 26.4.5).
    Raises `ValueError` for a value below 0 or fewer degrees than one.
    """
    if not (is_number(squared) and squared >= 0 and is_count(degrees, 1)):
        raise ValueError("squared: give a number of 0 or more, and at least one degree.")
    half, odd = squared / 2, degrees % 2
    tail = math.erfc(math.sqrt(half)) if odd else 0.0
    if half == 0:
        return 1.0
    powers = (i + odd / 2 for i in range(degrees // 2))
    return tail + math.fsum(
        math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers
    )


def seconds_per_item(seconds: float, answered: int) -> float | None:
    """Seconds on the items over the number of items answered; undefined when none was.

    Raises `ValueError` for a time or a number below 0.
    """
    if not (is_number(seconds) and seconds >= 0 and is_count(answered)):
        raise ValueError("seconds: give a time and a number of answers, 0 or more.")
    return seconds / answered if answered else None


def missing_share(answers: Sequence[float | None]) -> float | None:
    """The share of items without an answer, 0 to 1; undefined when nothing was asked."""
    given = len(_given(answers))
    return 1 - given / len(answers) if len(answers) else None


def attention_failures(answers: Sequence[float | None], directed: Sequence[float]) -> int:
    """How many items that asked for a certain answer got another one; no answer is none.

    Raises `ValueError` when answers and directions do not fit, or for what is no number.
    """
    check_row(answers, "answers")
    check_row(directed, "directed")
    if len(answers) != len(directed):
        raise ValueError("directed: give the answer asked for, one for each of the answers.")
    _check_answers(answers)
    _check_answers(directed)
    pairs = zip(answers, directed, strict=True)
    return sum(answer is not None and answer != wanted for answer, wanted in pairs)


def _table(answers: ArrayLike) -> NDArray[np.float64]:
    table = array(answers, "answers")
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("answers: give a row of numbers per person, NaN where unanswered.")
    return table


def _distance(squared: float, items: int) -> Distance:
    if math.isnan(squared):
        return Distance(None, None, items)
    return Distance(squared, chance_beyond(max(0.0, squared), items), items)


def _is_regular(covariances: NDArray[np.float64]) -> bool:
    """Whether a table of covariances has an inverse that means something."""
    spread = np.sqrt(np.diag(covariances))
    if np.isnan(covariances).any() or not spread.all():
        return False
    smallest = np.linalg.eigvalsh(covariances / np.outer(spread, spread))[0]
    return bool(smallest > ROUNDING)


def _given(answers: Sequence[float | None]) -> list[float]:
    _check_answers(answers)
    return [float(answer) for answer in answers if answer is not None]


def _mean(answers: Sequence[float | None]) -> float | None:
    given = _given(answers)
    return fmean(given) if given else None


def _is_flat(side: Sequence[float]) -> bool:
    return max(side) - min(side) < ROUNDING


def _check_answers(answers: Sequence[float | None]) -> None:
    check_row(answers, "answers")
    if not all(answer is None or is_number(answer) for answer in answers):
        raise ValueError("answers: give numbers, and None where there is no answer.")
