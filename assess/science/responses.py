"""How a questionnaire was answered: signs that its answers may not say much.

Every index speaks of answers, never of the person who gave them: a flag leads to a talk or a
second go, not to a rejection. Hardly one is reliable alone, so flags are raised from two on
(Meade & Craig 2012, Psychol Methods 17:437; Curran 2016, J Exp Soc Psychol 66:4). Alone speak
a time in which nobody can read, gaps in most places, and whatever is noticed where the kind of
answers shows fewer than two signs, as choices of the best and the worst response do.

An unanswered item is `None`. Runs and spread are read from answers as they were given, in
the order in which they were shown; consistency from answers with reverse keys turned round.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, groupby, pairwise
from statistics import fmean, stdev

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.covariances import pairwise_covariances
from assess.science.scores import spearman_brown
from assess.text import counted

TOGETHER = 2
"""So many indices must speak before any does that is not strong by itself."""

FEWEST_ANSWERS = 20
"""Runs and spread of fewer answers are not judged: half of ten in a row is nothing special."""

FEWEST_PAIRS = 10
"""Places of fewer choices are not judged. With three options, whose order chance draws, five of
ten choices in a row fall on the same places in fewer than 1 of 200 sets of careful answers."""

FEWEST_SCALES = 5
"""Consistency over fewer scales is a matter of luck."""

RUN = 0.5
"""One answer in a row through half of all answers (Curran 2016)."""

SPREAD = 0.1
"""A spread below a tenth of the scale's width; the house's own, as none is published."""

CONSISTENCY = 0.3
"""Below it the halves of scales hardly agree (Jackson 1977; Johnson 2005, J Res Pers 39:103)."""

RARE = 0.001
"""Chance below which a combination of answers counts as unusual."""

SECONDS = 2.0
"""Nobody reads and answers an item faster on average (Huang et al. 2012, J Bus Psychol 27:99)."""

UNANSWERED = 0.2
"""More than a fifth without an answer; the house's own."""

MOSTLY_UNANSWERED = 0.5
"""More than half without an answer speaks by itself; the house's own."""

ALONE = "It is told by itself, as answers of this kind show few other signs."

ROUNDING = 1e-9


class Index(StrEnum):
    """What can be noticed about a set of answers."""

    SAME_ANSWER = "same answer in a row"
    SAME_PLACES = "same places in a row"
    LITTLE_SPREAD = "little spread"
    INCONSISTENT = "unlike answers to like questions"
    UNUSUAL = "unusual combination"
    FAST = "fast"
    UNANSWERED = "unanswered questions"
    ATTENTION = "directed questions"


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


@dataclass(frozen=True)
class Indices:
    """What is known about one set of answers; what was not measured stays `None`.

    `asked` is the number of items. `irv` is judged against `width`, the highest minus the
    lowest point of the scale. `consistency` has the house's sign: high is consistent.
    `same_places` is the longest run of `placed` choices of two on the same places of their lists.
    """

    asked: int
    longest: int | None = None
    same_places: int | None = None
    placed: int = 0
    irv: float | None = None
    width: float | None = None
    consistency: float | None = None
    mahalanobis_p: float | None = None
    seconds_per_item: float | None = None
    missing_share: float | None = None
    attention_failures: int | None = None


@dataclass(frozen=True)
class Flag:
    """One thing noticed about the answers, and why, in a sentence for everybody."""

    index: Index
    reason: str


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
    if any(size < 1 for size in sizes) or sum(sizes) != len(answers):
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


def mahalanobis(answers: ArrayLike) -> list[Distance]:
    """Every person's squared distance from the middle of all, with its chance.

    D² = (x - m)' S⁻¹ (x - m), p by χ² with as many degrees as answers (Mahalanobis 1936). A
    row is a person and a column an item, NaN or `None` where unanswered; S holds the pairwise
    covariances (n - 1), and somebody who left items out is measured by the others. The χ² is
    near for many people and errs towards no flag for few. Undefined for everybody when there
    are not two people more than items or when an item follows from others.

    Raises `ValueError` for what is no table of numbers.
    """
    table = np.asarray(answers, dtype=float)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("answers: give a row of numbers per person, NaN where unanswered.")
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
    if not 0 <= squared < math.inf or degrees < 1:
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
    if not 0 <= seconds < math.inf or answered < 0:
        raise ValueError("seconds: give a time and a number of answers, 0 or more.")
    return seconds / answered if answered else None


def missing_share(answers: Sequence[float | None]) -> float | None:
    """The share of items without an answer, 0 to 1; undefined when nothing was asked."""
    return 1 - len(_given(answers)) / len(answers) if answers else None


def attention_failures(answers: Sequence[float | None], directed: Sequence[float]) -> int:
    """How many items that asked for a certain answer got another one; no answer is none.

    Raises `ValueError` when answers and directions do not fit, or for what is no number.
    """
    if len(answers) != len(directed):
        raise ValueError("directed: give the answer asked for, one for each of the answers.")
    _check_answers(answers)
    _check_answers(directed)
    pairs = zip(answers, directed, strict=True)
    return sum(answer is not None and answer != wanted for answer, wanted in pairs)


def flags(indices: Indices, *, time_accommodation: bool = False) -> list[Flag]:
    """What is worth a talk about these answers: all that is noticed, from two indices on.

    One alone is said where it is strong or hardly another can be known. Speed is not looked at
    with `time_accommodation`, where other conditions were granted. No verdict, for nobody.

    Raises `ValueError` when no item was asked, the missing share is none, or the spread has
    no width to be judged by.
    """
    _check_indices(indices)
    noticed = [
        *_sameness(indices),
        *_oddities(indices),
        *_effort(indices, time_accommodation=time_accommodation),
    ]
    if len(noticed) >= TOGETHER or any(_is_strong(flag, indices) for flag in noticed):
        return noticed
    if _known(indices) >= TOGETHER:
        return []
    return [replace(flag, reason=f"{flag.reason} {ALONE}") for flag in noticed]


def _is_strong(flag: Flag, indices: Indices) -> bool:
    """Whether a flag speaks by itself."""
    has_gaps = (indices.missing_share or 0) > MOSTLY_UNANSWERED
    return flag.index is Index.FAST or (flag.index is Index.UNANSWERED and has_gaps)


def _known(indices: Indices) -> int:
    """How many signs of sameness and oddity the questions allow, however much was answered."""
    runs = (indices.longest, indices.irv) if indices.asked >= FEWEST_ANSWERS else ()
    places = indices.same_places if indices.placed >= FEWEST_PAIRS else None
    known = (*runs, places, indices.consistency, indices.mahalanobis_p)
    return sum(one is not None for one in known)


def _sameness(indices: Indices) -> list[Flag]:
    """Runs and spread, where there are answers enough to judge them by."""
    answered = indices.asked - _unanswered(indices)
    found = _placement(indices)
    if answered < FEWEST_ANSWERS:
        return found
    if indices.longest is not None and indices.longest >= RUN * answered:
        reason = (
            f"The same answer was chosen {indices.longest} times in a row,"
            f" among {answered} answers."
        )
        found.append(Flag(Index.SAME_ANSWER, reason))
    if indices.irv is not None and indices.irv < SPREAD * (indices.width or 0):
        reason = "The answers hardly differ from one another, whatever the question."
        found.append(Flag(Index.LITTLE_SPREAD, reason))
    return found


def _placement(indices: Indices) -> list[Flag]:
    """Choices that fell on the same places as shown, whatever stood there."""
    run, placed = indices.same_places or 0, indices.placed
    if placed < FEWEST_PAIRS or run < RUN * placed:
        return []
    reason = f"Both choices fell on the same places {run} times in a row, among {placed} answers."
    return [Flag(Index.SAME_PLACES, reason)]


def _oddities(indices: Indices) -> list[Flag]:
    """Consistency within, and distance from everybody else."""
    found = []
    if indices.consistency is not None and indices.consistency < CONSISTENCY:
        reason = "Questions about the same subject were answered less alike than is usual."
        found.append(Flag(Index.INCONSISTENT, reason))
    if indices.mahalanobis_p is not None and indices.mahalanobis_p < RARE:
        reason = "Taken together, the answers are a combination that is very rarely seen."
        found.append(Flag(Index.UNUSUAL, reason))
    return found


def _effort(indices: Indices, *, time_accommodation: bool) -> list[Flag]:
    """Time, gaps, and questions that asked for a certain answer."""
    found = []
    seconds = None if time_accommodation else indices.seconds_per_item
    if seconds is not None and seconds < SECONDS:
        shown = math.floor(seconds * 10) / 10  # 1.96 seconds must not read as 2.0
        reason = (
            f"An answer took {shown} seconds on average, and most questions take longer to read."
        )
        found.append(Flag(Index.FAST, reason))
    if indices.missing_share is not None and indices.missing_share > UNANSWERED:
        reason = f"Of {counted(indices.asked, 'question')}, {_unanswered(indices)} had no answer."
        found.append(Flag(Index.UNANSWERED, reason))
    if indices.attention_failures:
        number = counted(indices.attention_failures, "question")
        reason = f"On {number} that asked for a certain answer, another one was given."
        found.append(Flag(Index.ATTENTION, reason))
    return found


def _unanswered(indices: Indices) -> int:
    return round((indices.missing_share or 0) * indices.asked)


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
    return [answer for answer in answers if answer is not None]


def _mean(answers: Sequence[float | None]) -> float | None:
    given = _given(answers)
    return fmean(given) if given else None


def _is_flat(side: Sequence[float]) -> bool:
    return max(side) - min(side) < ROUNDING


def _check_indices(indices: Indices) -> None:
    if indices.asked < 1:
        raise ValueError("asked: give the number of items, 1 or more.")
    if indices.missing_share is not None and not 0 <= indices.missing_share <= 1:
        raise ValueError("missing_share: give a share from 0 to 1.")
    if indices.irv is not None and not 0 < (indices.width or 0) < math.inf:
        raise ValueError("width: give the highest minus the lowest point of the scale.")


def _check_answers(answers: Sequence[float | None]) -> None:
    if not all(answer is None or math.isfinite(answer) for answer in answers):
        raise ValueError("answers: give numbers, and None where there is no answer.")
