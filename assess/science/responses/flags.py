"""What can be noticed about a set of answers, and when it is worth a talk.

Every index speaks of answers, never of the person who gave them: a flag leads to a talk or a
second go, not to a rejection. Hardly one is reliable alone, so flags are raised from two on
(Meade & Craig 2012, Psychol Methods 17:437; Curran 2016, J Exp Soc Psychol 66:4). Alone speak
a time in which nobody can read, gaps in most places, and whatever is noticed where the kind of
answers shows fewer than two signs, as choices of the best and the worst response do.

The indices themselves come from `responses`; here is no table and no numpy, so that a page can
say a reason again in the language of its reader.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assess import language
from assess.language import gettext as _
from assess.language import marked as N_
from assess.language import ngettext

TOGETHER = 2
"""So many indices must speak before any does that is not strong by itself."""

FEWEST_ANSWERS = 20
"""Runs and spread of fewer answers are not judged: half of ten in a row is nothing special."""

FEWEST_PAIRS = 10
"""Places of fewer choices are not judged. With three options, whose order chance draws, five of
ten choices in a row fall on the same places in fewer than 1 of 200 sets of careful answers."""

RUN = 0.5
"""One answer in a row through half of all answers (Curran 2016)."""

SPREAD = 0.1
"""A spread below a tenth of the scale's width; the house's own, as none is published."""

CONSISTENCY = 0.3
"""Below it the halves of scales hardly agree (Jackson 1977; Johnson 2005, J Res Pers 39:103)."""

SYNONYMS = 0.22
"""Below it items that people answer alike were not (Johnson 2005, J Res Pers 39:103)."""

RARE = 0.001
"""Chance below which a combination of answers counts as unusual."""

SECONDS = 2.0
"""Nobody reads and answers an item faster on average (Huang et al. 2012, J Bus Psychol 27:99)."""

UNANSWERED = 0.2
"""More than a fifth without an answer; the house's own."""

MOSTLY_UNANSWERED = 0.5
"""More than half without an answer speaks by itself; the house's own."""

ALONE = N_("It is told by itself, as answers of this kind show few other signs.")


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
class Indices:
    """What is known about one set of answers; what was not measured stays `None`.

    `asked` is the number of items that runs and spread are about, of which `answered` have an
    answer; `missing_share` is one of `scored`, all that count towards a result. Where nothing
    else is said, both are the same items. `irv` is judged against `width`, the highest minus the
    lowest point of the scale. `consistency` has the house's sign: high is consistent.
    `synonyms` are read like it, and both make one sign together: they speak of the same.
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
    scored: int = 0
    answered: int | None = None
    attention_failures: int | None = None
    synonyms: float | None = None


@dataclass(frozen=True)
class Flag:
    """One thing noticed about the answers, and why, in a sentence for everybody."""

    index: Index
    reason: str


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
    return [replace(flag, reason=f"{flag.reason} {_(ALONE)}") for flag in noticed]


def retold(kept: Sequence[Sequence[str]], indices: Mapping[str, Any]) -> list[str]:
    """The reasons of flags that were kept with their indices, in the language spoken now.

    What the present rules would not flag keeps the English words it was kept with.
    """
    if language.spoken() == language.ENGLISH or not kept:
        return [reason for _index, reason in kept]
    # Whoever was granted other conditions has no such flag; nobody else has it by accident.
    is_timed = any(index == Index.FAST for index, _reason in kept)
    anew = flags(Indices(**indices), time_accommodation=not is_timed)
    told = {flag.index.value: flag.reason for flag in anew}
    return [told.get(index) or f"{reason} ({_('in English')})" for index, reason in kept]


def _is_strong(flag: Flag, indices: Indices) -> bool:
    """Whether a flag speaks by itself."""
    has_gaps = (indices.missing_share or 0) > MOSTLY_UNANSWERED
    return flag.index is Index.FAST or (flag.index is Index.UNANSWERED and has_gaps)


def _known(indices: Indices) -> int:
    """How many signs of sameness and oddity the questions allow, however much was answered."""
    runs = (indices.longest, indices.irv) if indices.asked >= FEWEST_ANSWERS else ()
    places = indices.same_places if indices.placed >= FEWEST_PAIRS else None
    alike = indices.synonyms if indices.consistency is None else indices.consistency
    known = (*runs, places, alike, indices.mahalanobis_p)
    return sum(one is not None for one in known)


def _sameness(indices: Indices) -> list[Flag]:
    """Runs and spread, where there are answers enough to judge them by."""
    answered = indices.answered
    if answered is None:
        answered = indices.asked - _unanswered(indices)
    found = _placement(indices)
    if answered < FEWEST_ANSWERS:
        return found
    if indices.longest is not None and indices.longest >= RUN * answered:
        reason = _(
            "The same answer was chosen %(run)s times in a row, among %(answered)s answers.",
            run=indices.longest,
            answered=answered,
        )
        found.append(Flag(Index.SAME_ANSWER, reason))
    if indices.irv is not None and indices.irv < SPREAD * (indices.width or 0):
        reason = _("The answers hardly differ from one another, whatever the question.")
        found.append(Flag(Index.LITTLE_SPREAD, reason))
    return found


def _placement(indices: Indices) -> list[Flag]:
    """Choices that fell on the same places as shown, whatever stood there."""
    run, placed = indices.same_places or 0, indices.placed
    if placed < FEWEST_PAIRS or run < RUN * placed:
        return []
    reason = _(
        "Both choices fell on the same places %(run)s times in a row, among %(placed)s answers.",
        run=run,
        placed=placed,
    )
    return [Flag(Index.SAME_PLACES, reason)]


def _oddities(indices: Indices) -> list[Flag]:
    """Consistency within, and distance from everybody else."""
    found = []
    if _is_inconsistent(indices):
        reason = _("Questions about the same subject were answered less alike than is usual.")
        found.append(Flag(Index.INCONSISTENT, reason))
    if indices.mahalanobis_p is not None and indices.mahalanobis_p < RARE:
        reason = _("Taken together, the answers are a combination that is very rarely seen.")
        found.append(Flag(Index.UNUSUAL, reason))
    return found


def _is_inconsistent(indices: Indices) -> bool:
    """Whether halves of scales, or items that people answer alike, hardly agree."""
    return (indices.consistency is not None and indices.consistency < CONSISTENCY) or (
        indices.synonyms is not None and indices.synonyms < SYNONYMS
    )


def _effort(indices: Indices, *, time_accommodation: bool) -> list[Flag]:
    """Time, gaps, and questions that asked for a certain answer."""
    found = []
    seconds = None if time_accommodation else indices.seconds_per_item
    if seconds is not None and seconds < SECONDS:
        shown = math.floor(seconds * 10) / 10  # 1.96 seconds must not read as 2.0
        reason = _(
            "An answer took %(seconds)s seconds on average, and most questions take longer to "
            "read.",
            seconds=language.digits(str(shown)),
        )
        found.append(Flag(Index.FAST, reason))
    if indices.missing_share is not None and indices.missing_share > UNANSWERED:
        reason = ngettext(
            "Of %(num)s question that counts towards a result, %(missing)s had no answer.",
            "Of %(num)s questions that count towards a result, %(missing)s had no answer.",
            indices.scored or indices.asked,
            missing=_unanswered(indices),
        )
        found.append(Flag(Index.UNANSWERED, reason))
    if indices.attention_failures:
        reason = ngettext(
            "On %(num)s question that asked for a certain answer, another one was given.",
            "On %(num)s questions that asked for a certain answer, another one was given.",
            indices.attention_failures,
        )
        found.append(Flag(Index.ATTENTION, reason))
    return found


def _unanswered(indices: Indices) -> int:
    return round((indices.missing_share or 0) * (indices.scored or indices.asked))


def _check_indices(indices: Indices) -> None:
    if indices.asked < 1:
        raise ValueError("asked: give the number of items, 1 or more.")
    if indices.missing_share is not None and not 0 <= indices.missing_share <= 1:
        raise ValueError("missing_share: give a share from 0 to 1.")
    if indices.irv is not None and not 0 < (indices.width or 0) < math.inf:
        raise ValueError("width: give the highest minus the lowest point of the scale.")
