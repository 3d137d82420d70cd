"""The two reports of a candidate as somebody may have them, on a page or by the stack."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session

from assess.accounts.models import Organisation, User
from assess.assessments import queries as assessments
from assess.hiring import facts, margins, queries
from assess.hiring.models import Debrief, Decision
from assess.hiring.queries import PanelView
from assess.interviews.models import Scorecard
from assess.openings import queries as openings
from assess.openings.models import Application, Opening, PlanSeat
from reports.candidate import CandidateFacts
from reports.feedback import FeedbackFacts

NO_DEBRIEF = "No debrief is open yet."
HIDDEN = "Others' ratings are hidden from you on this panel."
NO_DECISION = "No decision is recorded yet."
NO_OUTCOME = "The outcome is not final yet."
NOT_THERE = "This candidate is not in an opening of yours any more."
NO_RATINGS = "No competency was rated."


def open_panel(session: Session, actor: User, public_id: str) -> PanelView | None:
    """A panel whose debrief is open, for those who run the opening and may see its ratings."""
    view = queries.panel_view(session, actor, public_id)
    if view is None or not view.runs_opening or view.debrief is None or view.matrix is None:
        return None
    return view


def team_report(session: Session, view: PanelView, company: Organisation) -> CandidateFacts | None:
    """The facts of the hiring team's report, if any competency was rated."""
    found = margins.around(session, view, company.time_zone)
    if found is None:
        return None
    invited = assessments.invitations_of(session, view.application)
    return facts.candidate_facts(view, found, company, invited)


def feedback_report(
    session: Session, view: PanelView, company: Organisation
) -> FeedbackFacts | None:
    """The facts of the candidate's own feedback; none before the outcome is final."""
    if view.matrix is None or not facts.has_outcome(view):
        return None
    invited = assessments.invitations_of(session, view.application)
    addition = queries.get_addition(session, view.application.id)
    return facts.feedback_facts(view, view.matrix, company, invited, addition)


def why_not(
    session: Session, actor: User, public_ids: Sequence[str], *, for_candidate: bool
) -> dict[str, str]:
    """Why a report of each of these applications cannot be made now; who is ready is left out.

    Whether ratings are hidden is asked one by one, of those alone whom the actor interviews.
    """
    found = {row.public_id: row for row in session.execute(_standing(actor, public_ids))}
    reasons = {}
    for public_id in public_ids:
        reason = _reason(found.get(public_id), for_candidate=for_candidate)
        if not reason and found[public_id].is_interviewed:
            reason = "" if open_panel(session, actor, public_id) else HIDDEN
        if reason:
            reasons[public_id] = reason
    return reasons


def _standing(actor: User, public_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    mine = exists().where(
        Scorecard.application_id == Application.id, Scorecard.interviewer_id == actor.id
    )
    place = openings.seated().where(PlanSeat.user_id == actor.id).exists()
    return (
        select(
            Application.public_id,
            Application.stage,
            exists().where(Debrief.application_id == Application.id).label("is_open"),
            exists().where(Decision.application_id == Application.id).label("is_decided"),
            (mine | place).label("is_interviewed"),
        )
        .join(Opening, Opening.id == Application.opening_id)
        .where(Application.public_id.in_(public_ids), openings.runs(actor))
    )


def _reason(row: Row[Any] | None, *, for_candidate: bool) -> str:
    if row is None:
        return NOT_THERE
    if not row.is_open:
        return NO_DEBRIEF
    if for_candidate and not row.is_decided:
        return NO_DECISION
    return NO_OUTCOME if for_candidate and not row.stage.has_outcome else ""
