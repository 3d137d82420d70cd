"""Onboarding plans: pure decisions about days, who does what, check-ins and silence."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assess.language import gettext as _
from assess.language import marked as N_
from assess.language import spoken
from assess.times import in_words

CHECK_DAYS = (7, 30, 60, 90)
"""Days on which both sides say how it goes."""

LAST_DAY = 90
SILENT = timedelta(days=14)
"""After so long without a word from either side a plan is at risk."""

MOST_A_DAY = 3
"""Tasks of one person that may be due on one day; more wait for the next working day."""

FURTHEST_BACK = timedelta(days=14)
FURTHEST_AHEAD = timedelta(days=365)
EARLIEST, LATEST = -60, 120
"""Days of a plan on which a task may stand."""

FEWEST_OUTCOMES, MOST_OUTCOMES = 3, 5
OPENS_UNTIL = timedelta(days=30)
"""How long after its end a new hire may still open a plan."""

OPENS_BEFORE = timedelta(days=3)
"""How long before its date a check-in may be written."""

REMIND_FROM = 8
"""The hour from which reminders go out, on the clock of whoever reads them."""


class Side(StrEnum):
    """Who does something in a plan."""

    NEW_HIRE = "new-hire"
    MANAGER = "manager"
    BUDDY = "buddy"
    HR = "hr"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {
            Side.NEW_HIRE: N_("New hire"),
            Side.MANAGER: N_("Manager"),
            Side.BUDDY: N_("Buddy"),
            Side.HR: N_("People team"),
        }[self]


class Phase(StrEnum):
    """A third of the first 90 days, by what it is for."""

    LEARN = "learn"
    CONTRIBUTE = "contribute"
    LEAD = "lead"

    @property
    def label(self) -> str:
        """The heading on pages and paper."""
        return {
            Phase.LEARN: N_("Learn"),
            Phase.CONTRIBUTE: N_("Contribute"),
            Phase.LEAD: N_("Lead"),
        }[self]

    @property
    def last_day(self) -> int:
        """The day on which its outcomes are due."""
        return {Phase.LEARN: 30, Phase.CONTRIBUTE: 60, Phase.LEAD: 90}[self]

    @property
    def first_day(self) -> int:
        """The day on which it begins."""
        return self.last_day - 29


class Progress(StrEnum):
    """How far an outcome is."""

    OPEN = "open"
    UNDER_WAY = "under-way"
    REACHED = "reached"
    SET_ASIDE = "set-aside"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {
            Progress.OPEN: N_("Not begun"),
            Progress.UNDER_WAY: N_("Under way"),
            Progress.REACHED: N_("Reached"),
            Progress.SET_ASIDE: N_("Set aside"),
        }[self]


class Source(StrEnum):
    """Where an outcome comes from."""

    TEMPLATE = "template"
    INTERVIEW = "interview"
    ASSESSMENT = "assessment"
    ADDED = "added"


class Decision(StrEnum):
    """What a manager decides at a check-in."""

    GO_ON = "go-on"
    CHANGE = "change"
    SUPPORT = "support"
    COMPLETE = "complete"
    LONGER = "longer"

    @property
    def label(self) -> str:
        """The sentence on pages."""
        return {
            Decision.GO_ON: N_("Go on as planned"),
            Decision.CHANGE: N_("Go on, with outcomes or dates changed"),
            Decision.SUPPORT: N_("Go on, with more support"),
            Decision.COMPLETE: N_("The first 90 days are complete"),
            Decision.LONGER: N_("Go on beyond day 90"),
        }[self]


class Ending(StrEnum):
    """How a plan came to its end."""

    FINISHED = "finished"
    STOPPED = "stopped"


class KeyKind(StrEnum):
    """What a key opens."""

    LINK = "link"
    BROWSER = "browser"
    CALENDAR = "calendar"


class Change(StrEnum):
    """A kind of line in the history of a plan."""

    MADE = "made"
    MOVED = "moved"
    PEOPLE = "people"
    LINK = "link"
    ENDED = "ended"
    REOPENED = "reopened"


class OnboardingRefused(Exception):
    """Something that may not happen to a plan; the text may be shown."""


@dataclass(frozen=True)
class Step:
    """A task as its due day depends on it; `after` is the key of the task it waits for."""

    key: str
    owner: Side
    day: int
    after: str = ""
    done_on: date | None = None


IsWorking = Callable[[date], bool]


def decisions(day: int) -> tuple[Decision, ...]:
    """What may be decided at the check-in of a day."""
    if day == LAST_DAY:
        return (Decision.COMPLETE, Decision.LONGER, Decision.SUPPORT)
    return (Decision.GO_ON, Decision.CHANGE, Decision.SUPPORT)


def date_of(day: int, start_on: date) -> date:
    """The date of a day of a plan: day 1 is the first one, -1 the one before it."""
    return start_on + timedelta(days=day - 1 if day > 0 else day)


def day_of(today: date, start_on: date) -> int:
    """The day of a plan on a date; there is no day 0."""
    apart = (today - start_on).days
    return apart + 1 if apart >= 0 else apart


def working_day(day: date, is_working: IsWorking, *, back: bool = False) -> date:
    """A day itself, or the next working day after it, or the last one before it."""
    step = timedelta(days=-1 if back else 1)
    while not is_working(day):
        day += step
    return day


def schedule(
    steps: Sequence[Step], start_on: date, floor: date, is_working: IsWorking
) -> dict[str, date | None]:
    """When each task that is not done is due; `None` while it waits for another one.

    A day off moves a task before the start back, and one after it on. Nothing is due before
    `floor`, the day of planning. Nobody has more than `MOST_A_DAY` tasks due on one day.
    """
    done = {one.key: one.done_on for one in steps}
    taken: Counter[tuple[Side, date]] = Counter()
    due: dict[str, date | None] = {}
    for one in sorted(steps, key=lambda one: _nominal(one, start_on, done) or date.max):
        nominal = _nominal(one, start_on, done)
        if one.done_on is not None:
            continue
        if nominal is None:
            due[one.key] = None
            continue
        day = working_day(nominal, is_working, back=nominal < start_on)
        while day > floor and day < start_on and taken[one.owner, day] >= MOST_A_DAY:
            day = working_day(day - timedelta(days=1), is_working, back=True)
        day = working_day(max(day, floor), is_working)
        while taken[one.owner, day] >= MOST_A_DAY:
            day = working_day(day + timedelta(days=1), is_working)
        taken[one.owner, day] += 1
        due[one.key] = day
    return due


def _nominal(one: Step, start_on: date, done: Mapping[str, date | None]) -> date | None:
    if not one.after:
        return date_of(one.day, start_on)
    before = done.get(one.after)
    return None if before is None else before + timedelta(days=one.day)


def check_dates(start_on: date, floor: date, is_working: IsWorking) -> dict[int, date]:
    """The date of each check-in, by its day; none before `floor`, the day of planning."""
    return {day: working_day(max(date_of(day, start_on), floor), is_working) for day in CHECK_DAYS}


def check_start(start_on: date, today: date, day_off: str) -> None:
    """Raises `OnboardingRefused` for a start that lies too far away, or on a day off.

    `day_off` says why nobody works on that day; empty when they do.
    """
    if start_on < today - FURTHEST_BACK:
        earliest = in_words(today - FURTHEST_BACK)
        raise OnboardingRefused(
            f"{in_words(start_on)} is more than two weeks ago, so much of the plan would be overdue"
            f" at once. Choose {earliest} or later."
        )
    if start_on > today + FURTHEST_AHEAD:
        raise OnboardingRefused("Choose a first day within a year from now.")
    if day_off:
        raise OnboardingRefused(
            f"{in_words(start_on)} is {day_off}. Choose a working day as the first day."
        )


def check_can_move(*, written: int, ended: bool) -> None:
    """Raises `OnboardingRefused` once somebody has begun, or the plan has ended."""
    if ended:
        raise OnboardingRefused("This plan has ended. Its dates stay as they were.")
    if written:
        raise OnboardingRefused(
            "A check-in is written, so the first day has been. It stays as it was."
        )


def check_can_check_in(due_on: date, today: date, *, ended: bool) -> None:
    """Raises `OnboardingRefused` for a check-in that lies too far ahead, or of a past plan."""
    if ended:
        raise OnboardingRefused(_("This plan has ended. Nothing more is written in it."))
    if today < due_on - OPENS_BEFORE:
        raise OnboardingRefused(
            _("This check-in opens three days before %(day)s.", day=in_words(due_on, spoken()))
        )


def may_read_other(*, mine: bool, theirs: bool) -> bool:
    """Whether one side may read what the other wrote: not before their own is in."""
    return mine and theirs


def quiet_since(last_word_on: date | None, start_on: date, planned_on: date) -> date:
    """The day from which silence counts: the last word, the first day or the day of planning."""
    return max(filter(None, (last_word_on, start_on, planned_on)))


def is_silent(since: date, today: date, *, ended: bool) -> bool:
    """Whether neither side has said or done anything in the plan for 14 days."""
    return not ended and today - since >= SILENT


def is_reminded_at(local: datetime, is_working: IsWorking) -> bool:
    """Whether reminders go out now, on the clock of whoever reads them."""
    return local.hour >= REMIND_FROM and is_working(local.date())


def phase_of(day: int) -> Phase:
    """The phase a day belongs to; before the start it is the first, beyond the end the last."""
    return next((one for one in Phase if day <= one.last_day), Phase.LEAD)


def circle(after: Mapping[str, str]) -> list[str]:
    """Keys of tasks that wait for each other in a circle; empty when none do."""
    for key in after:
        seen = [key]
        while following := after.get(seen[-1]):
            if following in seen:
                return seen[seen.index(following) :]
            seen.append(following)
    return []


def crowded(steps: Iterable[Step]) -> tuple[Side, int] | None:
    """Whose day holds more tasks than anybody does in one, if there is one."""
    held = Counter((one.owner, one.day) for one in steps if not one.after)
    return next((key for key, many in held.items() if many > MOST_A_DAY), None)
