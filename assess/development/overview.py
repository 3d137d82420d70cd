"""What a leader finds on their start page: goals, evaluations to go on with, reports, offers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import wording
from assess.assessments.models import Attempt
from assess.development import queries, rules
from assess.development.models import Goal
from assess.instruments import library
from assess.instruments.assessment import Assessment, Use
from assess.language import spoken
from assess.times import in_zone


@dataclass(frozen=True)
class GoalLine:
    """A goal, and the day of the next check where one is left; closed goals have none."""

    goal: Goal
    title: str
    is_open: bool
    check: str
    is_due: bool


@dataclass(frozen=True)
class AttemptLine:
    """An evaluation with its title, and whether it came to a result."""

    attempt: Attempt
    title: str
    has_result: bool


@dataclass(frozen=True)
class Offer:
    """An evaluation to answer, with its title and its areas; `running` is open already.

    `last` is the day it was answered, `again` the day from which it may be; empty where there
    is none.
    """

    assessment: Assessment
    title: str
    areas: tuple[str, ...]
    running: bool
    last: str
    again: str


@dataclass(frozen=True)
class Overview:
    """Everything on the page."""

    goals: list[GoalLine]
    running: list[AttemptLine]
    reports: list[AttemptLine]
    offers: list[Offer]


def overview(session: Session, user: User, now: datetime) -> Overview:
    """What a leader has, and can begin, now: in the language spoken now."""
    today = in_zone(now, user.time_zone).date()
    finished = queries.finished(session, user)
    running = queries.running(session, user, now)
    return Overview(
        goals=[_goal(goal, user, today) for goal in queries.goals(session, user)],
        running=[_titled(attempt) for attempt in running],
        reports=[_titled(attempt) for attempt in finished],
        offers=[_offer(one, running, finished, user.time_zone, today) for one in offered()],
    )


def offered() -> list[Assessment]:
    """Evaluations people answer about themselves, for their own development."""
    return [
        one for one in library.assessments() if one.use is Use.DEVELOPMENT and one.about == "self"
    ]


def startable(session: Session, user: User, now: datetime) -> set[str]:
    """What a leader may begin or go on with, also in a version that is offered no more."""
    held = queries.running(session, user, now)
    return {one.ref for one in offered()} | {attempt.instrument for attempt in held}


def _goal(goal: Goal, user: User, today: date) -> GoalLine:
    is_open = goal.progress in rules.OPEN
    dates = rules.check_dates(goal.starts_on)
    check = rules.next_check(dates, goal.last_check_in(user.time_zone)) if is_open else None
    title = wording.questionnaire(goal.instrument, spoken()).marked(f"scales.{goal.scale}.title")
    is_due = check is not None and check <= today
    return GoalLine(goal, title, is_open, rules.spoken(check) if check else "", is_due)


def _titled(attempt: Attempt) -> AttemptLine:
    title = wording.page(attempt, spoken()).marked("title")
    return AttemptLine(attempt, title, queries.has_result(attempt))


def _offer(
    one: Assessment, running: list[Attempt], finished: list[Attempt], zone: str, today: date
) -> Offer:
    page = wording.questionnaire(one.ref, spoken())
    last = queries.last_answered(finished, one.comparable_by, zone)
    again = rules.repeat_from(last)
    return Offer(
        assessment=one,
        title=page.marked("title"),
        areas=tuple(page.scale(scale).title for scale in one.scales),
        running=any(attempt.comparable_by == one.comparable_by for attempt in running),
        last=rules.spoken(last) if last else "",
        again=rules.spoken(again) if again and again > today else "",
    )
