"""Read panels as one person may see them, debriefs and decisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from assess.accounts.models import User
from assess.assessments import queries as assessments
from assess.database import as_written
from assess.hiring import assessed, matrix, rules
from assess.hiring.assessed import Source
from assess.hiring.matrix import Matrix
from assess.hiring.models import Debrief, Decision, FeedbackAddition
from assess.hiring.rules import Readiness
from assess.instruments import library
from assess.instruments.schema import Framework
from assess.interviews import blindness
from assess.interviews import queries as interviews
from assess.interviews.blindness import Standing
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import ACTIVE
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening, Plan
from assess.openings.rules import READY, RUNNING


@dataclass(frozen=True)
class PanelView:
    """An application's panel as one person may see it; `matrix` is `None` while hidden."""

    application: Application
    plan: Plan
    framework: Framework
    standing: Standing
    runs_opening: bool
    interviews: list[Interview]
    readiness: Readiness
    debrief: Debrief | None
    decisions: list[Decision]
    matrix: Matrix | None

    @property
    def may_see(self) -> bool:
        """Whether others' ratings may be shown at all."""
        return blindness.may_see_panel(self.standing, runs_opening=self.runs_opening)

    @property
    def why_results_wait(self) -> str:
        """Why results of assessments are hidden from this person; empty when they are not."""
        return rules.why_results_wait(
            opened=self.debrief is not None,
            sees_panel=self.matrix is not None,
            has_conflict=self.standing.has_conflict,
        )


def panel_view(session: Session, actor: User, public_id: str) -> PanelView | None:
    """The panel of an application: for those who run the opening, and those who sit on it."""
    application = _application(session, actor, public_id)
    if application is None:
        return None
    plan = interviews.plan_of(session, application)
    if plan is None:
        return None
    runs = openings.does_run(session, actor, application.opening_id)
    held = interviews.interviews_of(session, application.id)
    standing = blindness.standing(session, actor, application, plan, held)
    framework = library.framework(plan.framework)
    debrief = get_debrief(session, application.id)
    seen = blindness.sees_panel(standing, runs_opening=runs)
    cards = blindness.panel(session, application.id, standing, runs_opening=runs) if seen else []
    return PanelView(
        application=application,
        plan=plan,
        framework=framework,
        standing=standing,
        runs_opening=runs,
        interviews=held,
        readiness=readiness(session, application, plan, held),
        debrief=debrief,
        decisions=decisions(session, application.id),
        matrix=matrix_of(application, plan, framework, cards, debrief) if cards else None,
    )


def matrix_of(
    application: Application,
    plan: Plan,
    framework: Framework,
    cards: list[Scorecard],
    debrief: Debrief | None,
) -> Matrix:
    """Submitted scorecards side by side, those who run the opening at the end."""
    return matrix.build(
        plan,
        framework,
        cards,
        key=application.public_id,
        last={member.user_id for member in application.opening.members},
        opened_at=debrief.opened_at if debrief else None,
    )


def second_source(session: Session, view: PanelView, zone: str, now: datetime) -> Source:
    """A candidate's assessments, as far as somebody may know of them; results with the ratings.

    Who may see no ratings learns nothing, not even that the candidate was invited. Days are
    those of a zone.
    """
    if not view.may_see:
        return Source()
    invited = assessments.invitations_of(session, view.application)
    if view.why_results_wait:
        return assessed.until_then(invited, zone, now, view.why_results_wait)
    return assessed.for_the_team(invited, zone, now)


def readiness(
    session: Session, application: Application, plan: Plan, held: list[Interview]
) -> Readiness:
    """Which scorecards are in; planned interviewers without an interview are missing too.

    `held`: the candidate's interviews.
    """
    status = interviews.panel_status(session, application.id)
    planned = interviews.yet_to_meet(application, plan, held)
    found = rules.readiness([(user.name, state) for user, state in status])
    missing = (*found.missing, *(f"{seat.user.name} (no interview yet)" for seat in planned))
    return Readiness(found.submitted, found.expected + len(planned), missing)


def get_debrief(session: Session, application_id: int) -> Debrief | None:
    """The debrief of an application, once it is open."""
    return session.scalar(
        select(Debrief)
        .where(Debrief.application_id == application_id)
        .options(joinedload(Debrief.opened_by))
    )


def decisions(session: Session, application_id: int) -> list[Decision]:
    """Every decision on an application, in the order they were taken."""
    statement = (
        select(Decision)
        .where(Decision.application_id == application_id)
        .options(joinedload(Decision.recorded_by))
        .order_by(Decision.number)
    )
    return list(session.scalars(statement))


def ready(actor: User) -> Select[*tuple[Any, ...]]:
    """Debriefs and decisions due in openings the actor runs, longest waiting first."""
    return (
        _ready(
            actor,
            Application.public_id,
            Candidate.name.label("candidate"),
            Opening.title.label("opening"),
            Application.waiting_for,
            Application.since,
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Opening, Opening.id == Application.opening_id)
        .order_by(Application.since, Application.public_id)
    )


def ready_ids(actor: User) -> Select[*tuple[Any, ...]]:
    """The same without names and order, to count."""
    return _ready(actor, Application.id)


def _ready(actor: User, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Application)
        .where(
            openings.is_theirs(actor),
            as_written(Application.waiting_for, READY),
            as_written(Application.stage, RUNNING),
        )
    )


def _application(session: Session, actor: User, public_id: str) -> Application | None:
    """An application the actor runs or interviews for."""
    seated = select(Scorecard.application_id).where(
        Scorecard.interviewer_id == actor.id, Scorecard.status.in_(ACTIVE)
    )
    return session.scalar(
        select(Application)
        .join(Application.opening)
        .where(
            Application.public_id == public_id,
            or_(openings.runs(actor), Application.id.in_(seated)),
        )
        .options(
            contains_eager(Application.opening).selectinload(Opening.members),
            joinedload(Application.candidate),
            selectinload(Application.moves),
        )
    )


def get_addition(session: Session, application_id: int) -> FeedbackAddition | None:
    """What a candidate's feedback says of a model, if it does."""
    return session.scalar(
        select(FeedbackAddition).where(FeedbackAddition.application_id == application_id)
    )
