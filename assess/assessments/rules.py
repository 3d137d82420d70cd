"""Invitations and attempts: pure decisions."""

import hashlib
import math
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from assess.instruments.assessment import Assessment
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Choosing

GRACE = timedelta(seconds=60)
"""After the time is up: for what was on its way."""

OUTAGE = timedelta(seconds=150)
"""From how long a silence of the server on, people get their time back."""

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5

MOST_REMINDERS = 2

MULTIPLIERS = (1.0, 1.25, 1.5, 2.0, 3.0)
"""What the time limit may be multiplied with for one person."""

_RECEIPT = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits nobody takes for one another."""


class AttemptStatus(StrEnum):
    """How far somebody is with one assessment."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed-out"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The status in the words of the pages."""
        return {
            "not-started": "Not started",
            "in-progress": "In progress",
            "submitted": "Submitted",
            "timed-out": "Submitted when time was up",
        }[self.value]


MOVES: dict[AttemptStatus, frozenset[AttemptStatus]] = {
    AttemptStatus.NOT_STARTED: frozenset({AttemptStatus.IN_PROGRESS}),
    AttemptStatus.IN_PROGRESS: frozenset({AttemptStatus.SUBMITTED, AttemptStatus.TIMED_OUT}),
    AttemptStatus.SUBMITTED: frozenset(),
    AttemptStatus.TIMED_OUT: frozenset(),
}
"""Which status may follow which."""

CLOSED = frozenset({AttemptStatus.SUBMITTED, AttemptStatus.TIMED_OUT})
"""Nothing is written any more."""


class LatePolicy(StrEnum):
    """What becomes of answers that come after the time is up."""

    CLOSE = "close"
    """They are kept beside the others and not scored."""

    ACCEPT = "accept"
    """They count, and are marked as late."""


class AssessmentRefused(Exception):
    """Something that may not happen now; the text may be shown."""


class Over(AssessmentRefused):
    """The assessment is handed in, or its link has ended."""


class Overtaken(AssessmentRefused):
    """Another tab or device answered in the meantime; carries what it answered."""

    def __init__(self, version: int, theirs: Answer | None) -> None:
        super().__init__("You answered this question in another tab or on another device.")
        self.version = version
        self.theirs = theirs


def new_token() -> str:
    """A link nobody can guess: 32 random bytes."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits for a second device."""
    return f"{secrets.randbelow(1_000_000):06}"


def digest(secret: str) -> str:
    """What is stored of a token or code: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_receipt() -> str:
    """A number to quote, such as R-7K3F-92QD."""
    signs = [secrets.choice(_RECEIPT) for _ in range(8)]
    return f"R-{''.join(signs[:4])}-{''.join(signs[4:])}"


def check_link(
    *, opens_at: datetime, closes_at: datetime, revoked_at: datetime | None, now: datetime
) -> None:
    """Raises `Over` when a link does not lead anywhere now."""
    if revoked_at is not None:
        raise Over("This link was withdrawn. Ask whoever sent it what happens next.")
    if now >= closes_at + GRACE:
        raise Over("The time to answer is over. Ask whoever sent the link for more time.")
    if now < opens_at:
        raise AssessmentRefused("This is not open yet.")


def check_can_write(status: AttemptStatus) -> None:
    """Raises when an attempt takes no answers now."""
    if status in CLOSED:
        raise Over("Your answers are submitted and cannot change any more.")
    if status is AttemptStatus.NOT_STARTED:
        raise AssessmentRefused("Start this part first.")


def deadline(now: datetime, limit_minutes: int | None, multiplier: float | None) -> datetime | None:
    """When the time of an attempt begun now is up; `None` when it is not timed.

    `multiplier` is the person's own; `None` lifts the limit. An attempt begun shortly
    before the link closes keeps its whole time.
    """
    if limit_minutes is None or multiplier is None:
        return None
    return now + timedelta(minutes=limit_minutes * multiplier)


def ends_at(deadline_at: datetime | None, closes_at: datetime) -> datetime:
    """When an attempt in progress takes no more answers, without grace."""
    return deadline_at or closes_at


def is_overdue(end: datetime, now: datetime) -> bool:
    """Whether an attempt is to be closed: its time and the grace after it are over."""
    return now > end + GRACE


def seconds_left(deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the time is up; `None` when it is not timed."""
    if deadline_at is None:
        return None
    return max(0, math.ceil((deadline_at - now).total_seconds()))


def lost_time(last_sign: datetime, back: datetime, started_at: datetime) -> timedelta:
    """What an attempt lost while the server was silent; nothing below `OUTAGE`."""
    if back - last_sign < OUTAGE:
        return timedelta()
    return max(timedelta(), back - max(last_sign, started_at))


def new_order(assessment: Assessment, chance: Random) -> dict[str, list[str]]:
    """The order in which somebody sees items, and the options of each item that shuffles them.

    Items stand under the empty key, options under the id of their item. Items of a section
    keep together; questions nobody scores stay where the author put them.
    """
    items: list[str] = []
    options: dict[str, list[str]] = {}
    for section in assessment.sections:
        movable = [item.id for item in section.items if section.shuffle and _is_movable(item)]
        chance.shuffle(movable)
        drawn = iter(movable)
        kept = {item.id for item in section.items} - set(movable)
        items += [item.id if item.id in kept else next(drawn) for item in section.items]
        for item in section.items:
            if isinstance(item, Choosing) and item.shuffle:
                shown = item.option_ids
                chance.shuffle(shown)
                options[item.id] = shown
    return {"": items, **options}


def _is_movable(item: Item) -> bool:
    return bool(item.scales) or getattr(item, "attention", None) is not None


def shown(
    assessment: Assessment, order: Sequence[str], answers: Mapping[str, Answer | None]
) -> list[str]:
    """Ids of the items on somebody's way, given the answers so far."""
    seen: list[str] = []
    hidden: set[str] = set()
    for item_id in order:
        condition = assessment.item(item_id).show_if
        is_open = condition is None or (
            condition.item not in hidden and condition.holds(answers.get(condition.item))
        )
        if is_open:
            seen.append(item_id)
        else:
            hidden.add(item_id)
    return seen


def check_can_submit(
    assessment: Assessment, on_the_way: Sequence[str], answers: Mapping[str, Answer | None]
) -> None:
    """Raises `AssessmentRefused` when something needed is not answered."""
    missing = [
        item_id
        for item_id in on_the_way
        if assessment.item(item_id).needed and answers.get(item_id) is None
    ]
    if missing:
        raise AssessmentRefused("Some questions must be answered first. They are marked below.")


def scored_answers(
    assessment: Assessment, on_the_way: Sequence[str], answers: Mapping[str, Answer | None]
) -> dict[str, Answer]:
    """The answers that count: given, and to questions that were on the way."""
    kept = {item_id: answers.get(item_id) for item_id in on_the_way}
    known = {item.id for item in assessment.items}
    return {key: value for key, value in kept.items() if value is not None and key in known}
