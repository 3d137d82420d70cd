"""Read openings, plans, candidates and applications; always from what the actor may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.instruments import library
from assess.openings.models import (
    Application,
    Candidate,
    CandidateImport,
    Opening,
    OpeningMember,
    Plan,
    PlanSeat,
    Resume,
    StageMove,
)
from assess.openings.rules import (
    KEPT_FOR,
    RUNNING,
    Aim,
    OpeningStatus,
    PlanStatus,
    Seat,
    Stage,
    WaitingFor,
)
from assess.text import folded


@dataclass(frozen=True)
class Filters:
    """What a pipeline page is narrowed to, as it stands in its URL."""

    stage: Stage | None = None
    waiting_for: WaitingFor | None = None
    name: str = ""
    oldest_first: bool = False

    @property
    def any(self) -> bool:
        """Whether the page is narrowed at all."""
        return bool(self.stage or self.waiting_for or self.name)


def runs(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody runs an opening: HR all, hiring managers theirs."""
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return true()
    if actor.may(Permission.RUN_OPENINGS):
        return Opening.id.in_(
            select(OpeningMember.opening_id).where(OpeningMember.user_id == actor.id)
        )
    return false()


def runs_any(actor: User) -> bool:
    """Whether somebody may run openings at all; interviewers need not be looked up."""
    return actor.may(Permission.SEE_ALL_OPENINGS) or actor.may(Permission.RUN_OPENINGS)


def ids_run_by(actor: User) -> Select[int]:
    """Ids of the openings somebody runs, as a statement to build on."""
    return select(Opening.id).where(runs(actor))


def is_theirs(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody runs the opening of an application.

    It is asked of each application at hand: a list that is read in its own order, and no
    further than a page, is read in that order.
    """
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return true()
    if actor.may(Permission.RUN_OPENINGS):
        member = exists().where(
            OpeningMember.opening_id == Application.opening_id, OpeningMember.user_id == actor.id
        )
        return member.correlate(Application)
    return false()


def seated() -> Select[int]:
    """Ids of people with a place on a panel of the opening at hand, in any version of its plan.

    For a condition inside a statement that has `Opening` in it.
    """
    return (
        select(PlanSeat.user_id)
        .join(Plan, Plan.id == PlanSeat.plan_id)
        .where(Plan.opening_id == Opening.id)
        .correlate(Opening)
    )


def has_place(session: Session, person: User, opening: Opening) -> bool:
    """Whether somebody has a place on a panel of an opening."""
    statement = select(Opening.id).where(Opening.id == opening.id, literal(person.id).in_(seated()))
    return session.scalar(statement) is not None


def openings(actor: User, status: OpeningStatus | None = None) -> Select[Opening]:
    """Openings the actor runs, newest first, as a statement to build on."""
    statement = (
        select(Opening).where(runs(actor)).order_by(Opening.created_at.desc(), Opening.id.desc())
    )
    return statement if status is None else statement.where(Opening.status == status)


def get_opening(session: Session, actor: User, public_id: str) -> Opening | None:
    """An opening the actor runs; members and plans are read when somebody asks for them."""
    return session.scalar(select(Opening).where(runs(actor), Opening.public_id == public_id))


def hold(session: Session, opening_id: int) -> None:
    """Let nobody else invite or bring anybody in until the transaction ends."""
    statement = select(Opening.id).where(Opening.id == opening_id)
    session.execute(statement.with_for_update(key_share=True))


def get_application(session: Session, actor: User, public_id: str) -> Application | None:
    """An application to an opening the actor runs, with opening, candidate and history."""
    return session.scalar(
        select(Application)
        .join(Application.opening)
        .where(runs(actor), Application.public_id == public_id)
        .options(
            contains_eager(Application.opening),
            joinedload(Application.candidate),
            selectinload(Application.moves).joinedload(StageMove.user),
        )
    )


def get_resume(session: Session, actor: User, public_id: str) -> Resume | None:
    """A file of a candidate of an opening the actor runs."""
    return session.scalar(
        select(Resume)
        .join(Application, Application.id == Resume.application_id)
        .join(Application.opening)
        .where(runs(actor), Resume.public_id == public_id)
        .limit(1)
    )


def get_import(session: Session, opening: Opening, public_id: str) -> CandidateImport | None:
    """A file of candidates that waits for confirmation."""
    return session.scalar(
        select(CandidateImport).where(
            CandidateImport.opening_id == opening.id, CandidateImport.public_id == public_id
        )
    )


def resumes(session: Session, application_id: int) -> list[Resume]:
    """Files of an application, newest first."""
    statement = select(Resume).where(Resume.application_id == application_id)
    return list(session.scalars(statement.order_by(Resume.id.desc())))


def stored_files(session: Session, candidate_id: int) -> list[str]:
    """Names under which everything a candidate ever sent lies in the data folder."""
    statement = select(Resume.stored_as).join(Application, Application.id == Resume.application_id)
    return list(session.scalars(statement.where(Application.candidate_id == candidate_id)))


def application_ids(session: Session, candidate: Candidate) -> list[str]:
    """Public ids of everything a candidate applied for."""
    statement = select(Application.public_id).where(Application.candidate_id == candidate.id)
    return list(session.scalars(statement.order_by(Application.id)))


def draft_plan(opening: Opening) -> Plan | None:
    """The plan that is still being written, if any."""
    return next((plan for plan in opening.plans if plan.status is PlanStatus.DRAFT), None)


def published_plan(opening: Opening) -> Plan | None:
    """The plan new interviews follow, if any."""
    return next((plan for plan in opening.plans if plan.status is PlanStatus.PUBLISHED), None)


def locked_aims(opening: Opening) -> list[Aim] | None:
    """What all candidates are compared by, once the first scorecard is in."""
    published = published_plan(opening)
    return aims(published) if published and opening.first_score_at else None


def aims(plan: Plan) -> list[Aim]:
    """The competencies of a plan as plain values."""
    framework = library.framework(plan.framework)
    return [
        Aim(
            aim.competency,
            framework.competency(aim.competency).title,
            (aim.zone_low, aim.zone_high),
            aim.weight,
            tuple(aim.questions),
        )
        for aim in plan.aims
    ]


def seats(plan: Plan) -> list[Seat]:
    """The interviewers of a plan as plain values.

    Somebody whose account is closed interviews no more: a draft goes on without them,
    while a plan in use shows whom it was published with.
    """
    return [
        Seat(
            seat.panel,
            seat.user_id,
            seat.user.name,
            frozenset(seat.competencies),
            frozenset(seat.questions),
        )
        for seat in plan.seats
        if seat.user.active or plan.status is not PlanStatus.DRAFT
    ]


def pipeline(opening_id: int, filters: Filters) -> Select[*tuple[Any, ...]]:
    """The pipeline of an opening as a statement to page through."""
    statement = (
        select(
            Application.public_id,
            Candidate.name,
            Candidate.email,
            Application.stage,
            Application.waiting_for,
            Application.since,
            Application.next_at,
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(*_narrowed(opening_id, filters))
    )
    if filters.oldest_first:
        return statement.order_by(Application.since, Application.id)
    return statement.order_by(Application.sort_name, Application.id)


def count_pipeline(opening_id: int, filters: Filters) -> Select[int]:
    """How many rows the pipeline has, without joining the candidates."""
    return select(func.count()).select_from(Application).where(*_narrowed(opening_id, filters))


def stage_counts(session: Session, opening_id: int) -> dict[Stage, int]:
    """How many candidates are in each stage: one look into an index per stage, no grouping."""
    counts = session.execute(_STAGE_COUNTS, {"opening_id": opening_id}).one()
    return dict(zip(Stage, counts, strict=True))


_STAGE_COUNTS = select(
    *(
        select(func.count())
        .where(Application.opening_id == bindparam("opening_id"), Application.stage == stage)
        .scalar_subquery()
        for stage in Stage
    )
)
"""Made once: so many small counts take longer to build than to run."""


def candidates_to_erase(
    session: Session, now: datetime, kept_otherwise: Select[int]
) -> list[Candidate]:
    """Candidates who were not hired, and with whom nothing has happened for a year.

    `kept_otherwise` gives the ids of those whom something else keeps.
    """
    kept = select(Application.candidate_id).where(
        or_(
            Application.stage.in_([*RUNNING, Stage.HIRED]),
            Application.since > now - KEPT_FOR,
        )
    )
    statement = (
        select(Candidate)
        .where(
            Candidate.id.not_in(kept),
            Candidate.id.not_in(kept_otherwise),
            Candidate.created_at < now - KEPT_FOR,
        )
        .order_by(Candidate.id)
        .limit(500)
    )
    return list(session.scalars(statement))


def known_emails(session: Session, opening_id: int, emails: list[str]) -> dict[str, bool]:
    """Addresses that belong to a candidate, and whether that one is in this opening."""
    found: dict[str, bool] = {}
    for start in range(0, len(emails), 500):
        rows = session.execute(
            select(Candidate.email, Application.id)
            .outerjoin(
                Application,
                (Application.candidate_id == Candidate.id) & (Application.opening_id == opening_id),
            )
            .where(Candidate.email.in_(emails[start : start + 500]))
        )
        found |= {email: application_id is not None for email, application_id in rows}
    return found


def met_elsewhere(session: Session, actor: User, opening_id: int, emails: list[str]) -> set[str]:
    """Addresses of candidates of other openings the actor runs."""
    found: set[str] = set()
    for start in range(0, len(emails), 500):
        statement = (
            select(Candidate.email)
            .join(Application, Application.candidate_id == Candidate.id)
            .join(Application.opening)
            .where(Candidate.email.in_(emails[start : start + 500]), runs(actor))
            .where(Application.opening_id != opening_id)
        )
        found |= set(session.scalars(statement))
    return found


def is_others_too(session: Session, actor: User, candidate_id: int) -> bool:
    """Whether a candidate is in an opening that the actor does not run."""
    statement = (
        select(Application.id)
        .join(Application.opening)
        .where(Application.candidate_id == candidate_id, not_(runs(actor)))
    )
    return session.scalar(statement.limit(1)) is not None


def busy_interviewers(session: Session, people: list[User]) -> list[tuple[int, str]]:
    """Ids and names of people, those with the fewest seats in running plans first."""
    rows = session.execute(
        select(PlanSeat.user_id, func.count())
        .join(Plan, Plan.id == PlanSeat.plan_id)
        .join(Opening, Opening.id == Plan.opening_id)
        .where(Plan.status == PlanStatus.PUBLISHED, Opening.status == OpeningStatus.OPEN)
        .group_by(PlanSeat.user_id)
    )
    seats_of = dict(iter(rows))
    return [
        (user.id, user.name)
        for user in sorted(people, key=lambda user: (seats_of.get(user.id, 0), user.name))
    ]


def _narrowed(opening_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Application.opening_id == opening_id]
    if filters.stage:
        conditions.append(Application.stage == filters.stage)
    if filters.waiting_for:
        conditions.append(Application.waiting_for == filters.waiting_for)
    for word in folded(filters.name).split():
        conditions.append(Application.sort_name.contains(word, autoescape=True))
    return conditions


def does_run(session: Session, actor: User, opening_id: int) -> bool:
    """Whether the actor runs an opening."""
    return (
        session.scalar(select(Opening.id).where(runs(actor), Opening.id == opening_id)) is not None
    )
