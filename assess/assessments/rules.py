"""Invitations and attempts: pure decisions."""

import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from assess.instruments.assessment import Assessment, Use
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Choosing
from assess.instruments.items.open import File, Long, Number, Short
from assess.text import counted

WRITTEN = (Short, Long, Number)
"""Items answered in one's own words or figures."""

GRACE = timedelta(seconds=60)
"""After the time is up: for what was on its way."""

KEPT = timedelta(days=2)
"""For so long after the end a browser keeps its key: parts in progress may outlive the end."""

LATE_FOR = timedelta(days=1)
"""How long after the time is up answers still come in, where late ones count."""

LONGEST_OPEN = timedelta(days=366)
"""How far ahead the end of an invitation may lie."""

NEAR = timedelta(days=1)
"""An end nearer than this is asked about before it is set."""

LEAST_LEFT = timedelta(hours=1)
"""What an end that moves earlier leaves at least to somebody who still has to answer."""

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5

MOST_REMINDERS = 2

REMIND_BEFORE = (timedelta(days=3), timedelta(days=1))
"""How long before the end each reminder goes out by itself."""

BETWEEN_REMINDERS = timedelta(hours=20)
"""Nobody hears twice within this time from the clock."""

MOST_WISHES = 3
"""Requests for adjustments of one person that wait for a decision."""

MULTIPLIERS = (1.0, 1.25, 1.5, 2.0, 3.0)
"""What the time limit may be multiplied with for one person."""

WITHDRAWN = "The link is not in use any more. Ask whoever sent it what happens next."
NEEDED = "Answer this question. It cannot be skipped."
TICK = "Tick the box if you agree. Without it you cannot submit your answers."
ALL_IN = "Everything is handed in. Nothing is left to do here."
TIME_UP = "Time is up. What you answered until then is submitted."
LATE_KEPT = (
    "Time is up. This answer came after the end: it is kept beside the others and does not count."
)
LATE_LOST = (
    "Time is up. What you answered in time is kept as it was. This answer came after the end: it "
    "is not kept and does not count."
)
TIME_OVER = "No more answers are taken. Ask whoever sent the link for more time."
ENDED = "No more answers are taken. What you answered until the end is submitted as it is."
ENDED_LATE = (
    "No more answers are taken. What you answered until the end, and up to a day later, is "
    "submitted as it is; what came after the end is marked as late."
)

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
    """They count for another `LATE_FOR`, and are marked as late."""


class AssessmentRefused(Exception):
    """Something that may not happen now; the text may be shown."""


class Over(AssessmentRefused):
    """The assessment is handed in, or its link has ended."""


class WrongEnd(AssessmentRefused):
    """An invitation cannot end then."""


class DoubtfulEnd(WrongEnd):
    """An invitation can end then once somebody has said that it is meant."""


class Overtaken(AssessmentRefused):
    """Another tab or device answered in the meantime; carries what it answered."""

    def __init__(self, version: int, theirs: Answer | None) -> None:
        super().__init__(
            "You answered this question in another tab or on another device. Nothing is lost: "
            "press Continue to choose what to keep."
        )
        self.version = version
        self.theirs = theirs


def new_code() -> str:
    """Six digits for a second device."""
    return f"{secrets.randbelow(1_000_000):06}"


def new_receipt() -> str:
    """A number to quote, such as R-7K3F-92QD."""
    signs = [secrets.choice(_RECEIPT) for _ in range(8)]
    return f"R-{''.join(signs[:4])}-{''.join(signs[4:])}"


def last_moment(end: datetime, late: LatePolicy) -> datetime:
    """Until when answers are taken to what ends at `end`."""
    return end + (LATE_FOR if late is LatePolicy.ACCEPT else GRACE)


def link_ends(closes_at: datetime, running: Iterable[datetime], late: LatePolicy) -> datetime:
    """When a link leads nowhere any more; `running` are the ends of parts in progress.

    A part begun shortly before the end keeps its whole time, and so the link does.
    """
    return max([closes_at + GRACE, *(last_moment(end, late) for end in running)])


def check_link(*, ends_at: datetime, revoked_at: datetime | None, now: datetime) -> None:
    """Raises `Over` when a link does not lead anywhere any more."""
    if revoked_at is not None:
        raise Over(WITHDRAWN)
    if now >= ends_at:
        raise Over(TIME_OVER)


def check_can_write(status: AttemptStatus) -> None:
    """Raises when an attempt takes no answers now."""
    if status is AttemptStatus.SUBMITTED:
        raise Over("Your answers are submitted and cannot change any more.")
    if status is AttemptStatus.TIMED_OUT:
        raise Over(LATE_LOST)
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


def is_late(end: datetime, now: datetime) -> bool:
    """Whether an answer comes late: the time and the grace after it are over."""
    return now > end + GRACE


def is_over(end: datetime, late: LatePolicy, now: datetime) -> bool:
    """Whether an attempt is to be closed, since no more answers are taken."""
    return now > last_moment(end, late)


def check_end(closes_at: datetime, now: datetime) -> None:
    """Raises `WrongEnd` when an invitation cannot end then."""
    if closes_at <= now:
        raise WrongEnd("Choose an end that lies ahead.")
    if closes_at > now + LONGEST_OPEN:
        raise WrongEnd("Choose an end within a year.")


def check_leaves_time(closes_at: datetime, now: datetime, minutes: int) -> None:
    """Raises `WrongEnd` when an end that moves earlier leaves nobody the time to finish.

    `minutes`: what the parts take that are not handed in.
    """
    least = max(LEAST_LEFT, timedelta(minutes=minutes))
    if closes_at < now + least:
        raise WrongEnd(
            f"Leave {minutes_in_words(least)} or more from now: somebody may be answering."
        )


def nearness(closes_at: datetime, now: datetime, minutes: int) -> str:
    """What there is to say of an end that is near, in a sentence; nothing when it is not.

    `minutes`: what the parts take that are not handed in.
    """
    if closes_at < now + timedelta(minutes=minutes):
        return f"That leaves less time than the assessments take, about {minutes} minutes."
    if closes_at < now + NEAR:
        return "That is less than a day from now."
    return ""


def minutes_in_words(time: timedelta) -> str:
    """`1 hour`, `80 minutes`: whole hours where there are."""
    minutes = math.ceil(time.total_seconds() / 60)
    return counted(minutes // 60, "hour") if minutes % 60 == 0 else counted(minutes, "minute")


def check_made_for_hiring(assessments: Iterable[Assessment]) -> None:
    """Raises `AssessmentRefused` when what is asked of a candidate is made for something else."""
    others = ", ".join(one.title for one in assessments if one.use is not Use.HIRING)
    if others:
        raise AssessmentRefused(
            f"Made for development, not for hiring: {others}. Leaders begin it from their own page."
        )


def check_decision(*, granted: bool, changes_time: bool, answer: str) -> None:
    """Raises `AssessmentRefused` when a decision on an adjustment would tell the person nothing."""
    if not granted and not answer:
        raise AssessmentRefused("Write why, and what the candidate can do.")
    if granted and not changes_time and not answer:
        raise AssessmentRefused("Say what is set up: the time alone would not tell them.")


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


def moved(order: Sequence[str], move: str) -> list[str]:
    """A ranking after one press: `up:<option>` or `down:<option>`."""
    direction, _colon, option = move.partition(":")
    found = [*order]
    if option not in found:
        return found
    at = found.index(option)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found


def must_answer(item: Item, *, takes_files: bool) -> bool:
    """Whether there is no handing in without an answer; `takes_files`: not of one's own."""
    return item.is_question and item.needed and (takes_files or not isinstance(item, File))


def check_can_submit(
    assessment: Assessment,
    on_the_way: Sequence[str],
    answers: Mapping[str, Answer | None],
    *,
    takes_files: bool,
) -> None:
    """Raises `AssessmentRefused` when something needed is not answered."""
    missing = [
        item_id
        for item_id in on_the_way
        if not assessment.item(item_id).is_whole(answers.get(item_id))
        and must_answer(assessment.item(item_id), takes_files=takes_files)
    ]
    if missing:
        raise AssessmentRefused("Some questions must be answered first. They are marked below.")


def scored_answers(
    assessment: Assessment, on_the_way: Sequence[str], answers: Mapping[str, Answer | None]
) -> dict[str, Answer]:
    """The answers that count: given in full, and to questions that were on the way."""
    kept = {item_id: answers.get(item_id) for item_id in on_the_way}
    return {k: v for k, v in kept.items() if v is not None and assessment.item(k).is_whole(v)}
