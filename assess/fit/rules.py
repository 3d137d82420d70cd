"""Outcomes, models and advice: pure decisions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from assess.text import folded

MONTHS = (3, 6, 12)
"""How long after the hire somebody looks at what became of it."""

MONTH = timedelta(days=30)
EARLY = timedelta(days=30)
"""An outcome may be noted so long before its months are full."""

IN_USE_FOR = timedelta(days=365)
"""A model is advice for a year; then it is learned anew, or goes."""

ENDS_SOON = timedelta(days=30)
"""So long before its end a model stands on the desk, and its owner gets a mail."""

REMIND_BEFORE = (30, 7)
"""Days before its end on which the owner of a model gets a mail."""

LONGEST_NAME = 200

ENOUGH = 10
"""So many people have an outcome before anything is said of it."""


class Measure(StrEnum):
    """What is noted of a hire."""

    RATING = "rating"
    STAYED = "stayed"
    RAMPED = "ramped"

    @property
    def label(self) -> str:
        """The measure on pages."""
        return {
            Measure.RATING: "Rating of the work",
            Measure.STAYED: "Still here",
            Measure.RAMPED: "Full target reached",
        }[self]

    @property
    def is_event(self) -> bool:
        """Whether it happens or not; a rating is an amount."""
        return self is not Measure.RATING


@dataclass(frozen=True)
class Target:
    """An outcome at a time: what a model would have to tell beforehand."""

    measure: Measure
    months: int

    @property
    def key(self) -> str:
        """The target in an address and in a form."""
        return f"{self.measure}-{self.months}"

    @property
    def label(self) -> str:
        """The target on pages."""
        return f"{self.measure.label}, {self.months} months after the hire"


TARGETS = tuple(Target(measure, months) for measure in Measure for months in MONTHS)


def target_of(key: str) -> Target | None:
    """The target an address or a form names."""
    return next((one for one in TARGETS if one.key == key), None)


def most_telling(known: Mapping[Target, int]) -> Target:
    """The outcome to look at first: the latest rating of enough people, else what most have.

    Whether somebody is still here after three months hardly differs between people.
    """
    ratings = [one for one in known if not one.measure.is_event and known[one] >= ENOUGH]
    if ratings:
        return max(ratings, key=lambda one: one.months)
    return max(known, key=lambda one: known[one], default=TARGETS[0])


class ModelStatus(StrEnum):
    """Where a learned model stands."""

    WAITING = "waiting"
    WORKING = "working"
    REFUSED = "refused"
    OFFERED = "offered"
    IN_USE = "in-use"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status on pages."""
        return {
            ModelStatus.WAITING: "Waiting to be learned",
            ModelStatus.WORKING: "Being learned",
            ModelStatus.REFUSED: "Not offered",
            ModelStatus.OFFERED: "Offered, not in use",
            ModelStatus.IN_USE: "In use",
            ModelStatus.WITHDRAWN: "Withdrawn",
        }[self]


MODEL_MOVES: Mapping[ModelStatus, frozenset[ModelStatus]] = {
    ModelStatus.WAITING: frozenset({ModelStatus.WORKING}),
    ModelStatus.WORKING: frozenset(
        {ModelStatus.WAITING, ModelStatus.WORKING, ModelStatus.REFUSED, ModelStatus.OFFERED}
    ),
    ModelStatus.REFUSED: frozenset(),
    ModelStatus.OFFERED: frozenset({ModelStatus.IN_USE, ModelStatus.WITHDRAWN}),
    ModelStatus.IN_USE: frozenset({ModelStatus.WITHDRAWN}),
    ModelStatus.WITHDRAWN: frozenset(),
}

UNDER_WAY = (ModelStatus.WAITING, ModelStatus.WORKING)


@dataclass(frozen=True)
class Learned:
    """What came of learning: whether a model is offered, why not, its card and its numbers."""

    status: ModelStatus
    reason: str
    card: dict[str, Any]
    parameters: dict[str, Any] | None = None

    @property
    def hash(self) -> str:
        """The hash of the numbers; empty where there are none."""
        return str(self.parameters["hash"]) if self.parameters else ""


NO_PLAN = "No plan is published for this role, so nobody was rated for it."


class FitRefused(Exception):
    """Something about outcomes or models that may not happen; the text may be shown."""


@dataclass(frozen=True)
class Found:
    """What was found of a hire at one time."""

    rating: float | None
    stayed: bool | None
    ramped: bool | None
    rater: str
    on: date

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return self.rating is None and self.stayed is None and self.ramped is None

    def value(self, measure: Measure) -> float | None:
        """What was found as a number; an event is 1 or 0."""
        found = {"rating": self.rating, "stayed": self.stayed, "ramped": self.ramped}[measure]
        return None if found is None else float(found)


def check_outcome(found: Found, months: int, hired_on: date, today: date) -> None:
    """Refuse an outcome that says nothing, or lies where it can be none."""
    if found.is_empty:
        raise FitRefused(
            "Enter a rating, or whether the person is still here, or whether the full target is "
            "reached."
        )
    if found.rating is not None and not 1 <= found.rating <= 5:
        raise FitRefused("Give a rating from 1 to 5.")
    if not found.rater:
        raise FitRefused("Say whose word this is.")
    if found.on > today:
        raise FitRefused("This day lies in the future. Enter the day on which it was found.")
    if found.on < hired_on:
        raise FitRefused(
            "This day lies before the hire. What was known then may have led to it, so it is no "
            "outcome."
        )
    if found.on < full(hired_on, months) - EARLY:
        raise FitRefused(
            f"On this day the hire was less than {months} months ago. Note it at an earlier time, "
            "or enter the day on which it was found."
        )


def full(hired_on: date, months: int) -> date:
    """The day on which so many months are full."""
    return hired_on + months * MONTH


def due(hired_on: date, today: date, noted: Collection[int], gone_at: int | None = None) -> int:
    """The latest time at which nothing was noted though it is full; 0 when nothing is due.

    `gone_at`: the time at which it was noted that somebody had left; nothing is due after it.
    """
    found = [
        months
        for months in MONTHS
        if full(hired_on, months) <= today
        and months not in noted
        and (gone_at is None or months < gone_at)
    ]
    return max(found, default=0)


def check_move(old: ModelStatus, new: ModelStatus) -> None:
    """Refuse a step of a model that is not in the table."""
    if new in MODEL_MOVES[old]:
        return
    if new is ModelStatus.IN_USE and old is ModelStatus.REFUSED:
        raise FitRefused("This model was not better than the plain mean. It cannot be put in use.")
    raise FitRefused(f"A model that is ‘{old.label}’ cannot become ‘{new.label}’.")


def is_expired(expires_on: date | None, today: date) -> bool:
    """Whether the year is over in which a model is advice."""
    return expires_on is not None and today > expires_on


def to_remind_of(expires_on: date, today: date) -> int | None:
    """The reminder that is due: of a mail that was missed, the next one says enough."""
    left = (expires_on - today).days
    return (
        min((days for days in REMIND_BEFORE if left <= days), default=None) if left >= 0 else None
    )


def is_on_panel(rater: str, panel: Iterable[str]) -> bool:
    """Whether whoever gave an outcome had interviewed the person, as far as names tell."""
    return folded(rater) in {folded(name) for name in panel}
