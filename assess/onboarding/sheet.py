"""A plan as its pages and its paper show it: computed once, in the language spoken now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assess.language import gettext as _
from assess.language import spoken
from assess.onboarding import feed, rules, wording, workdays
from assess.onboarding.feed import Entry
from assess.onboarding.models import OnboardingPlan, PlanCheckIn, PlanOutcome, PlanTask
from assess.onboarding.rules import Phase, Progress, Side
from assess.onboarding.services import progress
from assess.times import in_words, in_zone
from reports import charts, onboarding_plan

SOON = timedelta(days=14)
FEWEST = 3
"""Tasks that are shown at least, however far they are ahead."""


@dataclass(frozen=True)
class TaskLine:
    """A task with what its day is about: overdue, waiting for another, or moved by a day off."""

    task: PlanTask
    phase: Phase | None
    is_late: bool
    waits_for: str
    moved: str


@dataclass(frozen=True)
class CheckLine:
    """A check-in: its day, its date, and what either side has written."""

    day: int
    due_on: date
    mine: PlanCheckIn | None
    theirs: PlanCheckIn | None
    is_late: bool
    is_open: bool
    met_on: date | None
    """The day on which the second half came in, where the new hire lives."""

    @property
    def may_read_other(self) -> bool:
        """Whether what the other side wrote may be shown."""
        return rules.may_read_other(mine=self.mine is not None, theirs=self.theirs is not None)


@dataclass(frozen=True)
class Part:
    """A phase with its dates, outcomes, tasks and check-ins."""

    phase: Phase
    starts_on: date
    ends_on: date
    outcomes: tuple[PlanOutcome, ...]
    tasks: tuple[TaskLine, ...]
    checks: tuple[CheckLine, ...]
    is_now: bool

    @property
    def reached(self) -> int:
        """How many outcomes are reached."""
        return sum(one.progress is Progress.REACHED for one in self.outcomes)


@dataclass(frozen=True)
class Sheet:
    """Everything one side sees of a plan today."""

    plan: OnboardingPlan
    side: Side
    today: date
    day: int
    where: str
    next: str
    before: tuple[TaskLine, ...]
    parts: tuple[Part, ...]
    checks: tuple[CheckLine, ...]
    quiet_since: date
    is_silent: bool

    @property
    def own_tasks(self) -> list[TaskLine]:
        """What this side has still to do, what is due first."""
        lines = [line for line in self.tasks if line.task.owner is self.side]
        return sorted(
            (line for line in lines if line.task.done_on is None),
            key=lambda line: (line.task.due_on or date.max, line.task.position),
        )

    @property
    def soon(self) -> list[TaskLine]:
        """What this side does in the next two weeks; where that is little, what comes first."""
        due = [line for line in self.own_tasks if _is_due_by(line, self.today + SOON)]
        return due if len(due) >= FEWEST else self.own_tasks[:FEWEST]

    @property
    def later(self) -> list[TaskLine]:
        """What this side does after that."""
        return self.own_tasks[len(self.soon) :]

    @property
    def tasks(self) -> list[TaskLine]:
        """Every task, in the order of the plan."""
        return [*self.before, *(line for part in self.parts for line in part.tasks)]


def _is_due_by(line: TaskLine, day: date) -> bool:
    return line.task.due_on is not None and line.task.due_on <= day


def sheet(plan: OnboardingPlan, side: Side, today: date) -> Sheet:
    """A plan as one side sees it on a day."""
    is_working = workdays.is_working(plan.country, plan.region)
    dates = rules.check_dates(plan.start_on, plan.planned_on, is_working)
    checks = tuple(_check(plan, day, on, side, today) for day, on in dates.items())
    lines = [_line(plan, task, today) for task in plan.tasks]
    day = rules.day_of(today, plan.start_on)
    since = rules.quiet_since(plan.last_word_on, plan.start_on, plan.planned_on)
    return Sheet(
        plan=plan,
        side=side,
        today=today,
        day=day,
        where=_where(plan, day),
        next=_next(plan, checks, side, today),
        before=tuple(_by_day(line for line in lines if line.phase is None)),
        parts=tuple(_part(plan, phase, lines, checks, day) for phase in Phase),
        checks=checks,
        quiet_since=since,
        is_silent=rules.is_silent(since, today, ended=plan.ended_on is not None),
    )


def strips(found: Sheet) -> tuple[str, str]:
    """The line of 90 days for wide pages and for phones."""
    wide = onboarding_plan.strip(found.day, found.where, onboarding_plan.WIDE)
    narrow = onboarding_plan.strip(found.day, found.where)
    return charts.svg(wide, "strip"), charts.svg(narrow, "strip-narrow")


def calendar(plan: OnboardingPlan, side: Side, address: str) -> bytes:
    """What one side finds in their calendar: their open tasks and the check-ins."""
    is_working = workdays.is_working(plan.country, plan.region)
    whose = "" if side is Side.NEW_HIRE else f" ({plan.name})"
    entries = [
        Entry(f"{task.public_id}@assess", task.due_on, f"{task.words}{whose}", address)
        for task in plan.tasks
        if task.owner is side and task.due_on is not None and task.done_on is None
    ]
    if side in (Side.MANAGER, Side.NEW_HIRE):
        entries += [
            Entry(
                f"{plan.public_id}-{day}@assess", on,
                f"{_('Check-in of day %(day)s', day=day)}{whose}", address,
            )
            for day, on in rules.check_dates(plan.start_on, plan.planned_on, is_working).items()
        ]  # fmt: skip
    name = _("Onboarding plan: %(person)s", person=plan.name)
    return feed.feed(name, entries if plan.ended_on is None else [], plan.created_at)


def _where(plan: OnboardingPlan, day: int) -> str:
    if plan.ended_on is not None:
        return _("This plan ended on %(day)s.", day=in_words(plan.ended_on, spoken()))
    return wording.where_now(day)


def _next(plan: OnboardingPlan, checks: Iterable[CheckLine], side: Side, today: date) -> str:
    """The next thing for both: the first day, or the next check-in; empty where there is none."""
    if plan.ended_on is not None:
        return ""
    if today < plan.start_on:
        return _("It is on %(day)s.", day=in_words(plan.start_on, spoken()))
    ahead = next((one for one in checks if one.mine is None or one.theirs is None), None)
    if ahead is None:
        return ""
    day = in_words(ahead.due_on, spoken())
    who = plan.name if side is not Side.NEW_HIRE else plan.manager.name
    if ahead.due_on < today:
        return _("Overdue: check-in with %(person)s, since %(day)s.", person=who, day=day)
    return _("Next: check-in with %(person)s, %(day)s.", person=who, day=day)


def _part(
    plan: OnboardingPlan,
    phase: Phase,
    lines: Iterable[TaskLine],
    checks: Iterable[CheckLine],
    day: int,
) -> Part:
    first, last = phase.first_day, phase.last_day
    return Part(
        phase=phase,
        starts_on=rules.date_of(first, plan.start_on),
        ends_on=rules.date_of(last, plan.start_on),
        outcomes=tuple(one for one in plan.outcomes if one.phase is phase),
        tasks=tuple(_by_day(line for line in lines if line.phase is phase)),
        checks=tuple(one for one in checks if rules.phase_of(one.day) is phase),
        is_now=first <= day <= last and plan.ended_on is None,
    )


def _by_day(lines: Iterable[TaskLine]) -> list[TaskLine]:
    return sorted(
        lines, key=lambda one: (one.task.done_on or one.task.due_on or date.max, one.task.position)
    )


def _line(plan: OnboardingPlan, task: PlanTask, today: date) -> TaskLine:
    before = next((one for one in plan.tasks if one.key == task.after), None)
    on = task.due_on or task.done_on
    is_open = task.done_on is None
    return TaskLine(
        task=task,
        phase=_phase(plan, task, before, on),
        is_late=is_open and task.due_on is not None and task.due_on < today,
        waits_for=before.words if before is not None and on is None else "",
        moved=_moved(plan, task) if is_open else "",
    )


def _phase(
    plan: OnboardingPlan, task: PlanTask, before: PlanTask | None, on: date | None
) -> Phase | None:
    """Where a task stands: by its date, or while it has none a little after what it waits for."""
    if on is not None and (on < plan.start_on or (task.day < 0 and not task.after)):
        return None
    day = rules.day_of(on, plan.start_on) if on else (before.day if before else 1) + task.day
    return rules.phase_of(day)


def _moved(plan: OnboardingPlan, task: PlanTask) -> str:
    """Why a task is not due on the day the template says; empty where no day off is why."""
    if task.after or task.due_on is None:
        return ""
    meant = rules.date_of(task.day, plan.start_on)
    if meant == task.due_on or meant < plan.planned_on:
        return ""
    off = workdays.why_off(meant, plan.country, plan.region, spoken())
    said = in_words(meant, spoken())
    return _("not %(day)s: %(reason)s", day=said, reason=off) if off else ""


def _check(plan: OnboardingPlan, day: int, due_on: date, side: Side, today: date) -> CheckLine:
    me = Side.NEW_HIRE if side is Side.NEW_HIRE else Side.MANAGER
    mine, theirs = (
        progress.written(plan, day, me),
        progress.written(plan, day, progress.other(me)),
    )
    runs = plan.ended_on is None
    return CheckLine(
        day=day,
        due_on=due_on,
        mine=mine,
        theirs=theirs,
        is_late=runs and mine is None and due_on < today,
        is_open=runs and today >= due_on - rules.OPENS_BEFORE,
        met_on=(
            in_zone(max(mine.written_at, theirs.written_at), plan.time_zone).date()
            if mine and theirs
            else None
        ),
    )


def buddy_tasks(plan: OnboardingPlan, today: date) -> list[TaskLine]:
    """What a buddy does in a plan, and nothing else of it."""
    return _by_day(_line(plan, task, today) for task in plan.tasks if task.owner is Side.BUDDY)
