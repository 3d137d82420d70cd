"""Development plans: pure decisions."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from assess import language
from assess.language import gettext as _
from assess.language import marked as N_
from assess.times import in_words

MOST_GOALS = 3
"""More than three goals are none."""

CHECKS = (30, 60, 90)
"""Days after the start of a plan on which it is looked at."""

AHEAD = timedelta(days=14)
"""A check-in counts for the next check when it is written at most so long before its day."""

REMIND_FOR = timedelta(days=7)
"""A reminder of a check that comes later than this after its day is of no use any more."""

AWAKE = (8, 20)
"""Hours of a leader's own clock between which reminders go out."""

SHORTEST_WAIT = timedelta(days=30)
"""Between two evaluations on the same questions: sooner, memory answers."""


class Progress(StrEnum):
    """How a goal stands at a check-in."""

    ON_TRACK = "on-track"
    STUCK = "stuck"
    REACHED = "reached"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {
            "on-track": N_("On track"),
            "stuck": N_("Stuck"),
            "reached": N_("Reached"),
            "dropped": N_("Dropped"),
        }[self.value]


OPEN = frozenset({Progress.ON_TRACK, Progress.STUCK})
"""A goal that is still worked on."""


class DevelopmentRefused(Exception):
    """Something that may not happen to a plan; the text may be shown."""


class Overtaken(DevelopmentRefused):
    """Another tab wrote a check-in in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another check-in was written in the meantime. Read it, then send your note "
                "again: it still stands below."
            )
        )


FULL = N_("A plan has at most 3 goals. Reach or drop one before you add another.")
"""Said before a goal is filled in, and again where another tab was faster."""


def check_can_add(goals: int) -> None:
    """Raises `DevelopmentRefused` when a plan is full."""
    if goals >= MOST_GOALS:
        raise DevelopmentRefused(_(FULL))


def check_dates(start: date) -> tuple[date, ...]:
    """When a goal set on a day is looked at again."""
    return tuple(start + timedelta(days=days) for days in CHECKS)


def next_check(dates: tuple[date, ...], last: date | None) -> date | None:
    """The first check that no check-in counts for; `last` is the day of the newest one.

    A check-in covers every check before it and the one that is near. Early notes are welcome
    and put off nothing.
    """
    return next((day for day in dates if last is None or day - AHEAD > last), None)


def check_to_remind_of(dates: tuple[date, ...], last: date | None, here: datetime) -> int | None:
    """The number of the check whose reminder is due; `here` is now on the leader's clock.

    Each check is reminded of by itself, also where an earlier one was never written.
    """
    due = next_check(dates, last)
    passed = [day for day in dates if day <= here.date()]
    if due is None or due not in passed or not AWAKE[0] <= here.hour < AWAKE[1]:
        return None
    return len(passed) if here.date() - passed[-1] < REMIND_FOR else None


def repeat_from(last: date | None) -> date | None:
    """From which day the same questions may be answered again; `None`: from now on."""
    return None if last is None else last + SHORTEST_WAIT


def check_can_repeat(last: date | None, today: date) -> None:
    """Raises `DevelopmentRefused` when the same questions were answered a moment ago."""
    again = repeat_from(last)
    if last is not None and again is not None and today < again:
        raise DevelopmentRefused(
            _(
                "You answered this on %(last)s. Answer it again from %(again)s on: sooner, the "
                "result would show your memory and not a change.",
                last=spoken(last),
                again=spoken(again),
            )
        )


def spoken(day: date) -> str:
    """A day as pages and mails name it, in the language spoken now."""
    return in_words(day, language.spoken())
