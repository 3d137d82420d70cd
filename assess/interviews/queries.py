"""Read interviews and scorecards. What others rated is read in `blindness` alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.database import as_written
from assess.interviews.models import Interview, Note, Rating, Scorecard
from assess.interviews.rules import ACTIVE, TO_HAND_IN, InterviewStatus, ScorecardStatus
from assess.openings.models import Application, Opening, Plan, PlanSeat
from assess.openings.rules import RUNNING, PlanStatus

_ABOUT_WHOM = joinedload(Interview.application).options(
    joinedload(Application.candidate), joinedload(Application.opening)
)
"""Loads candidate and opening along with an interview."""

_PLANS = select(Plan).options(selectinload(Plan.aims), selectinload(Plan.seats))


@dataclass(frozen=True)
class Draft:
    """One item of a scorecard and all that decides whether it may be saved."""

    scorecard: Scorecard
    interview: InterviewStatus
    note: Note | None
    rating: Rating | None


def get_interview(session: Session, public_id: str) -> Interview | None:
    """An interview with everybody on it; the caller checks who may see it."""
    return session.scalar(
        select(Interview)
        .where(Interview.public_id == public_id)
        .options(
            joinedload(Interview.application).joinedload(Application.candidate),
            joinedload(Interview.application).joinedload(Application.opening),
            joinedload(Interview.plan),
            selectinload(Interview.scorecards).joinedload(Scorecard.interviewer),
        )
    )


def get_own_scorecard(session: Session, actor: User, interview_id: str) -> Scorecard | None:
    """The actor's scorecard in an interview, with all that the kit shows."""
    return session.scalar(
        _own(actor, interview_id).options(
            contains_eager(Scorecard.interview).options(
                _ABOUT_WHOM, joinedload(Interview.plan).selectinload(Plan.seats)
            ),
            selectinload(Scorecard.notes),
            selectinload(Scorecard.ratings),
        )
    )


def get_draft_note(
    session: Session, actor: User, interview_id: str, competency: str, question: str
) -> Draft | None:
    """One note of the actor's scorecard, for the autosave.

    The note is read once the scorecard is held: in the statement that waited for it, it
    would be as it was before.
    """
    held = _held_to_write(session, actor, interview_id)
    if held is None:
        return None
    note = session.scalar(
        select(Note)
        .where(
            Note.scorecard_id == held.Scorecard.id,
            Note.competency == competency,
            Note.question == question,
        )
        .execution_options(populate_existing=True)
    )
    return Draft(held.Scorecard, held.status, note, None)


def get_draft_rating(
    session: Session, actor: User, interview_id: str, competency: str
) -> Draft | None:
    """One rating of the actor's scorecard, as `get_draft_note` reads a note."""
    held = _held_to_write(session, actor, interview_id)
    if held is None:
        return None
    rating = session.scalar(
        select(Rating)
        .where(
            Rating.scorecard_id == held.Scorecard.id,
            Rating.competency == competency,
            Rating.revision == 0,
        )
        .execution_options(populate_existing=True)
    )
    return Draft(held.Scorecard, held.status, None, rating)


def interviews_of(session: Session, application_id: int) -> list[Interview]:
    """Interviews of an application in the order they take place, with who sits in them."""
    statement = (
        select(Interview)
        .where(Interview.application_id == application_id)
        .options(
            joinedload(Interview.plan),
            selectinload(Interview.scorecards).joinedload(Scorecard.interviewer),
        )
        .order_by(Interview.starts_at, Interview.id)
    )
    return list(session.scalars(statement))


def plan_of(session: Session, application: Application) -> Plan | None:
    """The plan an application is judged by: that of its interviews, else the current one."""
    held = session.scalar(
        _PLANS.join(Interview, Interview.plan_id == Plan.id)
        .where(
            Interview.application_id == application.id,
            Interview.status == InterviewStatus.ARRANGED,
        )
        .order_by(Interview.id)
        .limit(1)
    )
    if held is not None:
        return held
    return _published(session, application)


def _published(session: Session, application: Application) -> Plan | None:
    return session.scalar(
        _PLANS.where(Plan.opening_id == application.opening_id, Plan.status == PlanStatus.PUBLISHED)
    )


def hold(session: Session, application: Application) -> None:
    """Read an application again and keep others from changing it until this transaction ends.

    Two people who hand in the last two scorecards at once would otherwise each find the
    other's missing, and nobody would hear that all are in.
    """
    held = ["stage", "waiting_for", "since", "next_at", "gave_up", "version"]
    session.refresh(application, held, with_for_update=True)


def panel_status(session: Session, application_id: int) -> list[tuple[User, ScorecardStatus]]:
    """Who sits on the panel and how far they are; says nothing about ratings."""
    rows = session.execute(
        select(User, Scorecard.status)
        .join(Scorecard, Scorecard.interviewer_id == User.id)
        .where(
            Scorecard.application_id == application_id,
            Scorecard.status != ScorecardStatus.CANCELLED,
        )
        .order_by(Scorecard.id)
    )
    return [(user, status) for user, status in rows.unique()]


def who_could_take_over(session: Session, interview: Interview) -> list[User]:
    """Interviewers who meet the candidate in no interview and did not give up a place, by name."""
    panel = panel_status(session, interview.application_id)
    taken = {user.id for user, _ in panel} | set(interview.application.gave_up)
    people = accounts.people_who_may(session, Permission.INTERVIEW)
    return [user for user in people if user.id not in taken]


def free_seats(application: Application, plan: Plan, held: Sequence[Interview]) -> list[PlanSeat]:
    """Places of a plan whose people have no interview with the candidate yet.

    `held`: the candidate's interviews. A candidate meets one panel: once an interview is
    arranged, only places on its panel are free. Nobody waits for people whose account is
    closed, or who gave up their place.
    """
    panels = {one.panel for one in held if one.status is InterviewStatus.ARRANGED}
    taken = {
        card.interviewer_id
        for one in held
        for card in one.scorecards
        if card.status is not ScorecardStatus.CANCELLED
    } | set(application.gave_up)
    return [
        seat
        for seat in plan.seats
        if seat.user_id not in taken and seat.user.active and (not panels or seat.panel in panels)
    ]


def to_arrange(
    session: Session, application: Application, held: Sequence[Interview]
) -> tuple[Plan | None, list[PlanSeat]]:
    """The plan a candidate's next interview follows, and its places that are free.

    Once everybody on the candidate's own plan has an interview, that is the version in use
    now: it may name people who bring more evidence.
    """
    plan = plan_of(session, application)
    free = free_seats(application, plan, held) if plan else []
    if plan is None or free:
        return plan, free
    current = _published(session, application)
    return (current, free_seats(application, current, held)) if current else (plan, free)


def yet_to_meet(application: Application, plan: Plan, held: Sequence[Interview]) -> list[PlanSeat]:
    """Free places of the panel that meets the candidate: the arranged one, else the first."""
    free = free_seats(application, plan, held)
    first = min((seat.panel for seat in free), default=1)
    return [seat for seat in free if seat.panel == first]


def raters_by_candidate(session: Session, plan_id: int) -> dict[int, set[int]]:
    """Who interviews whom under a plan: interviewer ids by application id."""
    rows = session.execute(
        select(Scorecard.application_id, Scorecard.interviewer_id)
        .join(Scorecard.interview)
        .where(Interview.plan_id == plan_id, Scorecard.status.in_(ACTIVE))
    )
    found: dict[int, set[int]] = {}
    for application_id, interviewer_id in rows:
        found.setdefault(application_id, set()).add(interviewer_id)
    return found


def ids_of_late_scorecards(session: Session, now: datetime, since: datetime) -> list[int]:
    """Scorecards that are not in, of interviews that began by now, the oldest first."""
    statement = (
        select(Scorecard.id)
        .join(Scorecard.interview)
        .where(
            as_written(Scorecard.status, TO_HAND_IN),
            Interview.starts_at < now,
            Interview.starts_at > since,
        )
        .order_by(Interview.starts_at, Scorecard.id)
    )
    return list(session.scalars(statement))


def late_scorecards(session: Session, ids: Collection[int]) -> list[Scorecard]:
    """Those of some scorecards that are still not in, of candidates still in the running."""
    statement = (
        select(Scorecard)
        .join(Scorecard.interview)
        .join(Interview.application)
        .where(
            Scorecard.id.in_(ids),
            Scorecard.status.in_(TO_HAND_IN),
            Application.stage.in_(RUNNING),
        )
        .options(
            contains_eager(Scorecard.interview)
            .contains_eager(Interview.application)
            .options(
                joinedload(Application.candidate),
                joinedload(Application.opening).selectinload(Opening.members),
            ),
            joinedload(Scorecard.interviewer),
        )
        .order_by(Interview.starts_at, Scorecard.id)
    )
    return list(session.scalars(statement).unique())


def _own(actor: User, interview_id: str) -> Select[Scorecard]:
    return (
        select(Scorecard)
        .join(Scorecard.interview)
        .where(
            Interview.public_id == interview_id,
            Scorecard.interviewer_id == actor.id,
        )
    )


def _held_to_write(
    session: Session, actor: User, interview_id: str
) -> Row[tuple[Scorecard, InterviewStatus]] | None:
    """The same scorecard and the state of its interview, held until this transaction ends.

    Two saves of one page that begin a scorecard at the same time take turns, and none
    slips in behind the submission.
    """
    statement = _own(actor, interview_id).add_columns(Interview.status)
    statement = statement.with_for_update(of=Scorecard)
    return session.execute(statement.execution_options(populate_existing=True)).first()
