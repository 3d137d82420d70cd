"""Development plans: pure decisions."""

from datetime import date, timedelta
from enum import StrEnum

MOST_GOALS = 3
"""More than three goals are none."""

CHECKS = (30, 60, 90)
"""Days after the start of a plan on which it is looked at."""

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
        return self.value.replace("-", " ").capitalize()


OPEN = frozenset({Progress.ON_TRACK, Progress.STUCK})
"""A goal that is still worked on."""


class DevelopmentRefused(Exception):
    """Something that may not happen to a plan; the text may be shown."""


def check_can_add(goals: int) -> None:
    """Raises `DevelopmentRefused` when a plan is full."""
    if goals >= MOST_GOALS:
        raise DevelopmentRefused(
            f"A plan has at most {MOST_GOALS} goals. Reach or drop one before you add another."
        )


def check_dates(start: date) -> tuple[date, ...]:
    """When a goal set on a day is looked at again."""
    return tuple(start + timedelta(days=days) for days in CHECKS)


def next_check(dates: tuple[date, ...], done: int) -> date | None:
    """The first check that nobody has written yet."""
    return dates[done] if done < len(dates) else None


def check_can_repeat(last: date | None, today: date) -> None:
    """Raises `DevelopmentRefused` when the same questions were answered a moment ago."""
    if last is not None and today - last < SHORTEST_WAIT:
        again = last + SHORTEST_WAIT
        raise DevelopmentRefused(
            f"You answered this on {last.day} {last:%B %Y}. Answer it again from {again.day} "
            f"{again:%B %Y} on: sooner, the result would show your memory and not a change."
        )
