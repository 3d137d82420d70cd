"""Talent pools: pure decisions about readiness, consent and who waits for attention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_CONSENT = timedelta(days=730)
"""After two years somebody has to be asked anew."""

USUAL_CONSENT = timedelta(days=365)

ASKED_FOR = timedelta(days=30)
"""How long somebody stays who was asked for consent and has not answered."""

RUNS_OUT = timedelta(days=30)
"""A consent that ends within these days asks to be renewed."""

ANSWER_DUE = timedelta(days=14)
"""A question for consent that is left so few days to be answered is worth a call."""

SILENT = timedelta(days=90)
"""After so long without a word somebody has been forgotten."""

USUAL_REVIEW = timedelta(days=90)
"""When somebody new is looked at again, until somebody says otherwise."""

MOST_TAGS = 12
LONGEST_TAG = 60
LONGEST_ACTION = 200
LONGEST_REASON = 4000
"""Of people brought in by a file a line at a time, or made of two, everything said is kept."""

MOST_A_MONTH = 40

USUAL_A_MONTH = 2
"""Conversations a month that keep a pool warm, until somebody says otherwise."""

MONTHS_SHOWN = 6


class Readiness(StrEnum):
    """When somebody could take the role."""

    NOW = "now"
    WITHIN_A_YEAR = "within-a-year"
    LATER = "later"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {"now": "Now", "within-a-year": "6-12 months", "later": "Later"}[self.value]


class Consent(StrEnum):
    """Whether somebody agreed to be kept."""

    ASKED = "asked"
    GIVEN = "given"


class Touch(StrEnum):
    """How somebody was in contact; a conversation counts for the cadence."""

    CONVERSATION = "conversation"
    MESSAGE = "message"
    MEETING_OTHERS = "meeting-others"
    REFERRAL = "referral"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {
            "conversation": "Conversation",
            "message": "Message or call",
            "meeting-others": "Met at an event",
            "referral": "Word from somebody else",
        }[self.value]


class Care(StrEnum):
    """Why somebody in a pool waits for attention."""

    CONSENT_OUT = "consent-out"
    UNANSWERED = "unanswered"
    REVIEW_DUE = "review-due"
    ACTION_DUE = "action-due"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """The tag on pages."""
        return {
            "consent-out": "Consent runs out",
            "unanswered": "Consent not answered",
            "review-due": "Review due",
            "action-due": "Next action due",
            "silent": "No word for 90 days",
        }[self.value]


class BatchStatus(StrEnum):
    """Where a file of people stands."""

    SENT = "sent"
    READING = "reading"
    READY = "ready"
    UNREADABLE = "unreadable"
    IMPORTING = "importing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """The word on pages."""
        return _BATCH_WORDS[self]

    @property
    def is_at_work(self) -> bool:
        """Whether a job is at work on it."""
        return self in (BatchStatus.READING, BatchStatus.IMPORTING, BatchStatus.UNDOING)


_BATCH_WORDS = {
    BatchStatus.SENT: "Columns to be named",
    BatchStatus.READING: "Being read",
    BatchStatus.READY: "Waits for you",
    BatchStatus.UNREADABLE: "Cannot be read",
    BatchStatus.IMPORTING: "Being imported",
    BatchStatus.DONE: "Imported",
    BatchStatus.UNDOING: "Being taken back",
    BatchStatus.UNDONE: "Taken back",
}

GONE_ON = "This file has gone on since the page was opened. Look at it again."

BATCH_MOVES: Mapping[BatchStatus, frozenset[BatchStatus]] = {
    BatchStatus.SENT: frozenset({BatchStatus.READING}),
    BatchStatus.READING: frozenset({BatchStatus.READY, BatchStatus.UNREADABLE}),
    BatchStatus.READY: frozenset({BatchStatus.READING, BatchStatus.IMPORTING}),
    BatchStatus.UNREADABLE: frozenset({BatchStatus.READING}),
    BatchStatus.IMPORTING: frozenset({BatchStatus.DONE}),
    BatchStatus.DONE: frozenset({BatchStatus.UNDOING}),
    BatchStatus.UNDOING: frozenset({BatchStatus.UNDONE}),
    BatchStatus.UNDONE: frozenset(),
}


class TalentRefused(Exception):
    """Something that may not happen to a pool; the text may be shown."""


@dataclass(frozen=True)
class Standing:
    """What decides whether somebody waits for attention."""

    added_on: date
    review_on: date
    consent: Consent
    consent_until: date
    last_word_on: date | None
    next_on: date | None


def check_consent(given_on: date, until: date, today: date) -> None:
    """Raises `TalentRefused` unless a consent was given by today, for at most two years to come."""
    if given_on > today:
        raise TalentRefused("Consent cannot be given in the future. Enter the day it was given.")
    if until <= today:
        raise TalentRefused("This consent has run out. Ask again, then enter the new day.")
    if until - given_on > LONGEST_CONSENT:
        raise TalentRefused("Consent holds for two years at most. Choose an earlier end.")


def asked_until(added_on: date, held_until: date, today: date) -> date:
    """Until when somebody who is asked again may still answer.

    However often they are asked, nobody is kept without a yes for longer than twice `ASKED_FOR`.
    """
    return max(held_until, min(today + ASKED_FOR, added_on + 2 * ASKED_FOR))


def check_review(review_on: date, today: date, consent_until: date | None) -> None:
    """Raises `TalentRefused` unless a review lies ahead, and while the person is still here.

    How long that is nobody knows while they are only asked: then `consent_until` is `None`.
    """
    if review_on <= today:
        raise TalentRefused("Choose a review day in the future.")
    if consent_until is not None and review_on > consent_until:
        raise TalentRefused("Choose a review day before the consent ends.")


def care(standing: Standing, today: date) -> tuple[Care, ...]:
    """Everything about somebody that waits, what is most urgent first."""
    since, left = standing.last_word_on or standing.added_on, standing.consent_until - today
    is_given = standing.consent is Consent.GIVEN
    found = {
        Care.CONSENT_OUT: is_given and left <= RUNS_OUT,
        Care.UNANSWERED: not is_given and left <= ANSWER_DUE,
        Care.REVIEW_DUE: standing.review_on <= today,
        Care.ACTION_DUE: standing.next_on is not None and standing.next_on <= today,
        Care.SILENT: today - since >= SILENT,
    }
    return tuple(one for one, waits in found.items() if waits)


def is_over(consent_until: date, today: date) -> bool:
    """Whether somebody may not be kept any more: the day after the last day of consent."""
    return today > consent_until


def tags(text: str) -> list[str]:
    """Tags as they were typed, one a line or parted by commas; the same twice is one.

    Raises `TalentRefused` when there are too many, or one is too long.
    """
    found: dict[str, str] = {}
    for part in text.replace("\n", ",").split(","):
        tag = " ".join(part.split())
        if tag:
            found.setdefault(tag.casefold(), tag)
    if len(found) > MOST_TAGS:
        raise TalentRefused(f"Use {MOST_TAGS} tags at most.")
    long = next((tag for tag in found.values() if len(tag) > LONGEST_TAG), None)
    if long is not None:
        raise TalentRefused(f"‘{long[:30]}…’ is too long for a tag. Use {LONGEST_TAG} characters.")
    return list(found.values())


def check_batch_move(old: BatchStatus, new: BatchStatus) -> None:
    """Raises `TalentRefused` unless a file may go on from where it stands."""
    if new not in BATCH_MOVES[old]:
        raise TalentRefused(GONE_ON)


def check_drop(status: BatchStatus) -> None:
    """Raises `TalentRefused` unless a file has brought nobody in and no job is at work on it."""
    if status not in (BatchStatus.SENT, BatchStatus.READY, BatchStatus.UNREADABLE):
        raise TalentRefused(GONE_ON)


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the next one."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def months_until(day: date, many: int) -> list[date]:
    """The first days of a day's month and of those before it, oldest first."""
    found = [day.replace(day=1)]
    while len(found) < many:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]
