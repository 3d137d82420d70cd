"""What waits on the desk: each queue is one statement, counted and listed from the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

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
from assess.openings.rules import RUNNING, WaitingFor
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
class Source:
    """Where the rows of a queue come from, and which page each leads to.

    The statement has the columns `key`, `other`, `name`, `about`, `who`, `at` and `sort`;

    """

    statement: Callable[[User, datetime], Select[*tuple[Any, ...]]]
    page: str
    arguments: tuple[str, ...] = ("public_id",)


def numbers(session: Session, actor: User, now: datetime) -> list[Number]:
    """Every queue with its number, in one statement."""
    each = [_number(queue, actor, now) for queue in Queue]
    joined = reduce(lambda left, right: left.join(right, true()), each)
    columns = [column for one in each for column in one.c]
    found = session.execute(select(*columns).select_from(joined)).one()
    return [Number(queue, *found[2 * n : 2 * n + 2]) for n, queue in enumerate(Queue)]


def _number(queue: Queue, actor: User, now: datetime) -> Any:
    """The number of a queue and its most urgent moment, in one pass that ends somewhere."""
    found = _rows(queue, actor, now)
    some = found.with_only_columns(found.selected_columns["at"]).limit(MOST_COUNTED + 1)
    rows = some.subquery()
    is_all = func.count() <= MOST_COUNTED
    first = case((is_all, func.min(rows.c.at)))
    return select(func.count().label("rows"), first.label("first")).subquery()


def rows(queue: Queue, actor: User, now: datetime, name: str = "") -> Select[*tuple[Any, ...]]:
    """The rows of a queue, most urgent first, as a statement to page through."""
    found = _rows(queue, actor, now).subquery()
    statement = select(found)
    for word in folded(name).split():
        statement = statement.where(found.c.sort.contains(word, autoescape=True))
    return statement.order_by(found.c.at, found.c.key, found.c.other)


def _rows(queue: Queue, actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    return SOURCES[queue].statement(actor, now)


def _adjustments(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    """Candidates' requests and leaders' own, for whoever decides on them."""
    leader = aliased(User)
    return (
        assessments.adjustments_to_decide(actor)
        .join(Invitation, Invitation.id == Adjustment.invitation_id)
        .outerjoin(Application, Application.id == Invitation.application_id)
        .outerjoin(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Opening, Opening.id == Application.opening_id)
        .outerjoin(leader, leader.id == Invitation.user_id)
        .with_only_columns(
            Invitation.public_id.label("key"),
            Adjustment.public_id.label("other"),
            func.coalesce(Candidate.name, leader.name).label("name"),
            func.coalesce(Opening.title, "Evaluation of their own").label("about"),
            _NOBODY.label("who"),
            Adjustment.asked_at.label("at"),
            func.coalesce(Application.sort_name, func.lower(leader.name)).label("sort"),
        )
        .order_by(None)
    )


def _astray(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return _of_links(watched.astray_links(actor), Invitation.misdirected_at)


def _links(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Links of candidates in the running that end soon with something left to hand in."""
    ending = assessments.invitations(actor).where(
        Invitation.revoked_at.is_(None),
        Invitation.closes_at > now,
        Invitation.closes_at <= now + LINK_ENDS,
        Invitation.attempts.any(Attempt.status.not_in(CLOSED)),
        Application.stage.in_(RUNNING),
    )
    return _of_links(ending, Invitation.closes_at)


def _of_links(found: Select[*tuple[Any, ...]], at: Any) -> Select[*tuple[Any, ...]]:
    return (
        found.join(Candidate, Candidate.id == Application.candidate_id)
        .with_only_columns(
            Invitation.public_id.label("key"),
            _NOBODY.label("other"),
            Candidate.name.label("name"),
            Opening.title.label("about"),
            _NOBODY.label("who"),
            at.label("at"),
            Application.sort_name.label("sort"),
        )
        .order_by(None)
    )


def _scorecards(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    interviewer = _one(User.name, User.id == Scorecard.interviewer_id)
    return (
        _applications(actor, Interview.starts_at, interviewer, Scorecard.public_id)
        .join(Interview, Interview.application_id == Application.id)
        .join(Scorecard, Scorecard.interview_id == Interview.id)
        .where(
            as_written(Scorecard.status, TO_HAND_IN),
            Interview.status == InterviewStatus.ARRANGED,
            Interview.starts_at < now - SCORECARD_LATE,
        )
    )


def _debriefs(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return _applications(actor, Application.since).where(
        Application.waiting_for == WaitingFor.DEBRIEF
    )


def _decisions(actor: User, _now: datetime) -> Select[*tuple[Any, ...]]:
    return _applications(actor, Application.since).where(
        Application.waiting_for == WaitingFor.DECISION
    )


def _stuck(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Nobody counts who has a date ahead."""
    return _applications(actor, Application.since).where(
        Application.since < now - STUCK,
        func.coalesce(Application.next_at, Application.since) < now,
    )


def _applications(
    actor: User, at: Any, who: Any = _NOBODY, other: Any = _NOBODY
) -> Select[*tuple[Any, ...]]:
    """Candidates in the running for openings the actor runs.

    Names are looked up for the rows that are shown, not for those that are counted or passed
    over: a queue may hold thousands.
    """
    runs_all = actor.may(Permission.SEE_ALL_OPENINGS)
    mine = true() if runs_all else Application.opening_id.in_(openings.ids_run_by(actor))
    return (
        select(
            Application.public_id.label("key"),
            other.label("other"),
            _one(Candidate.name, Candidate.id == Application.candidate_id).label("name"),
            _one(Opening.title, Opening.id == Application.opening_id).label("about"),
            who.label("who"),
            at.label("at"),
            Application.sort_name.label("sort"),
        )
        .select_from(Application)
        .where(mine, as_written(Application.stage, RUNNING))
    )


def _one(column: Any, where: ColumnElement[bool]) -> Any:
    return select(column).where(where).scalar_subquery()


def _consents(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    owner = aliased(User)
    today = in_zone(now, actor.time_zone).date()
    return (
        select(
            PoolMember.public_id.label("key"),
            _NOBODY.label("other"),
            Candidate.name.label("name"),
            Pool.title.label("about"),
            owner.name.label("who"),
            PoolMember.consent_until.label("at"),
            Candidate.sort_name.label("sort"),
        )
        .select_from(PoolMember)
        .join(Pool, Pool.id == PoolMember.pool_id)
        .join(Candidate, Candidate.id == PoolMember.candidate_id)
        .join(owner, owner.id == PoolMember.owner_id)
        .where(talent.keeps(actor), talent.is_running_out(today))
    )


def _check_ins(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Running plans with a check-in whose day is past and in which the manager said nothing."""
    latest = in_zone(now, actor.time_zone).date() - CHECK_IN_LATE
    manager = aliased(User)
    missing = [
        and_(
            OnboardingPlan.start_on <= latest - timedelta(days=day),
            ~OnboardingPlan.check_ins.any(
                and_(PlanCheckIn.day == day, PlanCheckIn.side == Side.MANAGER)
            ),
        )
        for day in CHECK_DAYS
    ]
    return (
        select(
            OnboardingPlan.public_id.label("key"),
            _NOBODY.label("other"),
            OnboardingPlan.name.label("name"),
            OnboardingPlan.role.label("about"),
            manager.name.label("who"),
            OnboardingPlan.start_on.label("at"),
            OnboardingPlan.sort_name.label("sort"),
        )
        .select_from(OnboardingPlan)
        .join(manager, manager.id == OnboardingPlan.manager_id)
        .where(onboarding.sees(actor), OnboardingPlan.ended_on.is_(None), or_(*missing))
        .where(OnboardingPlan.planned_on <= latest)
    )


def _models(actor: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Models in use that end soon or have ended: the actor's, and those of nobody."""
    owner = aliased(User)
    latest = in_zone(now, actor.time_zone).date() + ENDS_SOON
    able = accounts.ids_who_may(Permission.LEARN_MODELS)
    mine = or_(FitModel.owner_id == actor.id, FitModel.owner_id.not_in(able))
    return (
        select(
            FitModel.public_id.label("key"),
            _NOBODY.label("other"),
            of_models.role().label("name"),
            of_models.target().label("about"),
            owner.name.label("who"),
            FitModel.expires_on.label("at"),
            func.lower(of_models.role()).label("sort"),
        )
        .select_from(FitModel)
        .join(owner, owner.id == FitModel.owner_id)
        .where(
            FitModel.status == ModelStatus.IN_USE, FitModel.expires_on <= latest, mine,
            literal(actor.may(Permission.LEARN_MODELS)),
        )
    )  # fmt: skip


SOURCES = {
    Queue.ADJUSTMENTS: Source(_adjustments, "adjusting.adjust", ("public_id", "adjustment_id")),
    Queue.ASTRAY: Source(_astray, "assessing.show"),
    Queue.LINKS: Source(_links, "assessing.show"),
    Queue.SCORECARDS: Source(_scorecards, "hiring.dossier"),
    Queue.DEBRIEFS: Source(_debriefs, "hiring.debrief"),
    Queue.DECISIONS: Source(_decisions, "hiring.debrief"),
    Queue.STUCK: Source(_stuck, "hiring.dossier"),
    Queue.CHECK_INS: Source(_check_ins, "onboarding.show"),
    Queue.CONSENTS: Source(_consents, "pool_members.show"),
    Queue.MODELS: Source(_models, "fit.card"),
}
"""The queues of the desk: a new one is a line here and one in `rules.Queue`."""
