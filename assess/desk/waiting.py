"""What waits on the desk: each queue is one statement, counted and listed from the same words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments import queries as assessments
from assess.assessments import watched
from assess.assessments.models import Adjustment, Attempt, Invitation
from assess.assessments.rules import CLOSED
from assess.database import as_written
from assess.desk import of_models
from assess.desk.rules import CHECK_IN_LATE, LINK_ENDS, SCORECARD_LATE, STUCK, Queue
from assess.fit.models import FitModel
from assess.fit.rules import ENDS_SOON, ModelStatus
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import TO_HAND_IN, InterviewStatus
from assess.onboarding import queries as onboarding
from assess.onboarding.models import OnboardingPlan, PlanCheckIn
from assess.onboarding.rules import CHECK_DAYS, Side
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import READY, RUNNING, WaitingFor
from assess.talent import queries as talent
from assess.talent.models import Pool, PoolMember
from assess.text import folded
from assess.times import in_zone

MOST_COUNTED = 1_000
"""A queue is counted so far: beyond it the number says only that there is more."""

_NOBODY = literal_column("''", String)


@dataclass(frozen=True)
class Number:
    """How many rows a queue has, and the moment of the most urgent one.

    Of more than `MOST_COUNTED` there is one row more than that, and no moment.
    """

    queue: Queue
    rows: int
    first: datetime | date | None

    @property
    def has_more(self) -> bool:
        """Whether not all of them were counted."""
        return self.rows > MOST_COUNTED

    @property
    def counted(self) -> int:
        """How many were counted."""
        return min(self.rows, MOST_COUNTED)


@dataclass(frozen=True)
class Shown:
    """What stands in a row besides its moment: `sort` is what a name is looked for in."""

    key: SQLColumnExpression[Any]
    name: SQLColumnExpression[Any]
    about: SQLColumnExpression[Any]
    sort: SQLColumnExpression[Any]
    who: SQLColumnExpression[Any] = _NOBODY
    other: SQLColumnExpression[Any] = _NOBODY


@dataclass(frozen=True)
class Source:
    """Where the rows of a queue come from, their moment, what they show, and the page of each.

    Names are looked up for the rows that are shown, not for those that are counted or passed
    over: a queue may hold thousands.
    """

    found: Callable[[User, datetime], Select[*tuple[Any, ...]]]
    at: InstrumentedAttribute[Any]
    shown: Callable[[], Shown]
    page: str
    arguments: tuple[str, ...] = ("public_id",)


def numbers(session: Session, actor: User, now: datetime) -> list[Number]:
    """Every queue with its number, in one statement."""
    counts, columns = [], []
    for place, queue in enumerate(Queue):
        at = SOURCES[queue].at
        rows, first = f"rows_{place}", f"first_{place}"
        # Columns are named, not asked for: that costs a millisecond for every ten of them.
        columns += [column(rows, Integer), column(first, at.type)]
        counts.append(_number(queue, actor, now, rows, first))
    joined = reduce(lambda left, right: left.join(right, true()), counts)
    found = session.execute(select(*columns).select_from(joined)).one()
    return [Number(queue, *found[2 * n : 2 * n + 2]) for n, queue in enumerate(Queue)]


def _number(queue: Queue, actor: User, now: datetime, rows: str, first: str) -> Any:
    """The number of a queue and its most urgent moment, in one pass that ends somewhere."""
    some = counted(queue, actor, now).subquery()
    is_all = func.count() <= MOST_COUNTED
    most_urgent = case((is_all, func.min(column("at", SOURCES[queue].at.type))))
    return select(func.count().label(rows), most_urgent.label(first)).select_from(some).subquery()


def rows(queue: Queue, actor: User, now: datetime, name: str = "") -> Select[*tuple[Any, ...]]:
    """The rows of a queue, most urgent first, as a statement to page through."""
    at, shown = SOURCES[queue].at, SOURCES[queue].shown()
    found = _of_name(queue, actor, now, name).with_only_columns(
        shown.key.label("key"),
        shown.other.label("other"),
        shown.name.label("name"),
        shown.about.label("about"),
        shown.who.label("who"),
        at.label("at"),
        shown.sort.label("sort"),
    )
    return found.order_by(at, shown.key, *[shown.other] * (shown.other is not _NOBODY))


def counted(queue: Queue, actor: User, now: datetime, name: str = "") -> Select[*tuple[Any, ...]]:
    """The moments of the same rows, to count: one more than are counted at most."""
    at = SOURCES[queue].at.label("at")
    return _of_name(queue, actor, now, name).with_only_columns(at).limit(MOST_COUNTED + 1)


def _of_name(queue: Queue, actor: User, now: datetime, name: str) -> Select[*tuple[Any, ...]]:
    statement = SOURCES[queue].found(actor, now).order_by(None)
    for word in folded(name).split():
        sort = SOURCES[queue].shown().sort
        statement = statement.where(sort.contains(word, autoescape=True))
    return statement


def _one(column: Any, where: ColumnElement[bool]) -> Any:
    return select(column).where(where).scalar_subquery()


_IS_RUNNING = as_written(Application.stage, RUNNING)
_IS_READY = as_written(Application.waiting_for, READY)
_CANDIDATE = _one(Candidate.name, Candidate.id == Application.candidate_id)
_OPENING = _one(Opening.title, Opening.id == Application.opening_id)


def _person(id_: Any) -> Any:
    return _one(User.name, User.id == id_)


def _adjustments(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    """Candidates' requests and leaders' own, for whoever decides on them."""
    return (
        assessments.adjustments_to_decide(actor)
        .join(Invitation, Invitation.id == Adjustment.invitation_id)
        .outerjoin(Application, Application.id == Invitation.application_id)
    )


def _astray(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return watched.astray_links(actor)


def _links(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Links of candidates in the running that end soon with something left to hand in."""
    return (
        select(Invitation.closes_at)
        .join(Application, Application.id == Invitation.application_id)
        .where(
            openings.is_theirs(actor),
            Invitation.revoked_at.is_(None),
            Invitation.closes_at > now,
            Invitation.closes_at <= now + LINK_ENDS,
            _is_unfinished(),
            _IS_RUNNING,
        )
    )


@cache
def _is_unfinished() -> ColumnElement[bool]:
    return Invitation.attempts.any(Attempt.status.not_in(CLOSED))


def _scorecards(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        _applications(actor)
        .join(Interview, Interview.application_id == Application.id)
        .join(Scorecard, Scorecard.interview_id == Interview.id)
        .where(
            as_written(Scorecard.status, TO_HAND_IN),
            Interview.status == InterviewStatus.ARRANGED,
            Interview.starts_at < now - SCORECARD_LATE,
        )
    )


def _debriefs(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return _applications(actor).where(_IS_READY, Application.waiting_for == WaitingFor.DEBRIEF)


def _decisions(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return _applications(actor).where(_IS_READY, Application.waiting_for == WaitingFor.DECISION)


def _stuck(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Nobody counts who has a date ahead."""
    return _applications(actor).where(
        Application.since < now - STUCK,
        func.coalesce(Application.next_at, Application.since) < now,
    )


def _applications(actor: User) -> Select[*tuple[Any, ...]]:
    """Candidates in the running for openings the actor runs."""
    return (
        select(Application.since)
        .select_from(Application)
        .where(openings.is_theirs(actor), _IS_RUNNING)
    )


def _consents(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    today = in_zone(now, actor.time_zone).date()
    return (
        select(PoolMember.consent_until)
        .join(Pool, Pool.id == PoolMember.pool_id)
        .where(talent.keeps(actor), talent.is_running_out(today))
    )


def _check_ins(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Running plans with a check-in whose day is past and in which the manager said nothing."""
    latest = in_zone(now, actor.time_zone).date() - CHECK_IN_LATE
    missing = [
        and_(OnboardingPlan.start_on <= latest - timedelta(days=day), ~_has_managers_word(day))
        for day in CHECK_DAYS
    ]
    return (
        select(OnboardingPlan.start_on)
        .where(onboarding.sees(actor), OnboardingPlan.ended_on.is_(None), or_(*missing))
        .where(OnboardingPlan.planned_on <= latest)
    )


@cache
def _has_managers_word(day: int) -> ColumnElement[bool]:
    is_theirs = and_(PlanCheckIn.day == day, PlanCheckIn.side == Side.MANAGER)
    return OnboardingPlan.check_ins.any(is_theirs)


def _models(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Models in use that end soon or have ended: the actor's, and those of nobody."""
    latest = in_zone(now, actor.time_zone).date() + ENDS_SOON
    able = accounts.ids_who_may(Permission.LEARN_MODELS)
    mine = or_(FitModel.owner_id == actor.id, FitModel.owner_id.not_in(able))
    return select(FitModel.expires_on).where(
        FitModel.status == ModelStatus.IN_USE, FitModel.expires_on <= latest, mine,
        literal(actor.may(Permission.LEARN_MODELS)),
    )  # fmt: skip


@cache
def _request() -> Shown:
    leader = _person(Invitation.user_id)
    return Shown(
        Invitation.public_id,
        func.coalesce(_CANDIDATE, leader),
        func.coalesce(_OPENING, "Evaluation of their own"),
        func.coalesce(Application.sort_name, func.lower(leader)),
        other=Adjustment.public_id,
    )


@cache
def _application() -> Shown:
    return Shown(Application.public_id, _CANDIDATE, _OPENING, Application.sort_name)


@cache
def _link() -> Shown:
    return replace(_application(), key=Invitation.public_id)


@cache
def _scorecard() -> Shown:
    interviewer = _person(Scorecard.interviewer_id)
    return replace(_application(), who=interviewer, other=Scorecard.public_id)


@cache
def _plan() -> Shown:
    plan = OnboardingPlan
    return Shown(plan.public_id, plan.name, plan.role, plan.sort_name, _person(plan.manager_id))


@cache
def _member() -> Shown:
    name, sort = (
        _one(column, Candidate.id == PoolMember.candidate_id)
        for column in (Candidate.name, Candidate.sort_name)
    )
    return Shown(PoolMember.public_id, name, Pool.title, sort, _person(PoolMember.owner_id))


def _model() -> Shown:
    """Not said once for good: titles of roles come from the library, which may change."""
    role = of_models.role()
    return Shown(
        FitModel.public_id, role, of_models.target(), func.lower(role), _person(FitModel.owner_id)
    )


SOURCES = {
    Queue.ADJUSTMENTS: Source(
        _adjustments, Adjustment.asked_at, _request, "adjusting.adjust",
        ("public_id", "adjustment_id"),
    ),
    Queue.ASTRAY: Source(_astray, Invitation.misdirected_at, _link, "assessing.show"),
    Queue.LINKS: Source(_links, Invitation.closes_at, _link, "assessing.show"),
    Queue.SCORECARDS: Source(_scorecards, Interview.starts_at, _scorecard, "hiring.dossier"),
    Queue.DEBRIEFS: Source(_debriefs, Application.since, _application, "hiring.debrief"),
    Queue.DECISIONS: Source(_decisions, Application.since, _application, "hiring.debrief"),
    Queue.STUCK: Source(_stuck, Application.since, _application, "hiring.dossier"),
    Queue.CHECK_INS: Source(_check_ins, OnboardingPlan.start_on, _plan, "onboarding.show"),
    Queue.CONSENTS: Source(_consents, PoolMember.consent_until, _member, "pool_members.show"),
    Queue.MODELS: Source(_models, FitModel.expires_on, _model, "fit.card"),
}  # fmt: skip
"""The queues of the desk: a new one is a line here and one in `rules.Queue`."""
