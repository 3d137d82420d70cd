"""Who is asked what: the reads behind an invitation."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from assess.assessments.models import Attempt, Invitation
from assess.assessments.rules import AttemptStatus
from assess.openings.models import Application, Candidate, Opening
from assess.openings.rules import RUNNING


def candidates_by_mail(
    session: Session, opening_id: int, addresses: Iterable[str]
) -> dict[str, Application]:
    """Applications to an opening by mail address."""
    statement = (
        select(Application)
        .join(Application.candidate)
        .where(Application.opening_id == opening_id, Candidate.email.in_([*addresses]))
        .options(contains_eager(Application.candidate), joinedload(Application.opening))
    )
    return {application.candidate.email: application for application in session.scalars(statement)}


def candidates_to_invite(session: Session, opening: Opening, limit: int) -> list[Application]:
    """Candidates in the running of an opening, by name."""
    statement = (
        select(Application)
        .where(Application.opening_id == opening.id, Application.stage.in_(RUNNING))
        .order_by(Application.sort_name, Application.id)
        .options(joinedload(Application.candidate))
        .limit(limit)
    )
    return list(session.scalars(statement))


def invited_to(session: Session, applications: Iterable[Application]) -> dict[int | None, set[str]]:
    """What candidates are invited to (`id@version`), withdrawn links aside, by application."""
    statement = (
        select(Invitation.application_id, Attempt.instrument)
        .join(Attempt, Attempt.invitation_id == Invitation.id)
        .where(
            Invitation.application_id.in_([application.id for application in applications]),
            Invitation.revoked_at.is_(None),
        )
    )
    found: dict[int | None, set[str]] = {}
    for application_id, instrument in session.execute(statement):
        found.setdefault(application_id, set()).add(instrument)
    return found


def asked_elsewhere(session: Session, invitation: Invitation) -> set[str]:
    """What other links of the candidate ask for (`id@version`), withdrawn ones aside.

    What time closed under an earlier link may be asked once more, so that does not count.
    """
    is_later = Invitation.id > invitation.id
    statement = (
        select(Attempt.instrument)
        .join(Attempt.invitation)
        .where(
            Invitation.application_id == invitation.application_id,
            Invitation.id != invitation.id,
            Invitation.revoked_at.is_(None),
            or_(is_later, Attempt.status != AttemptStatus.TIMED_OUT),
        )
    )
    return set(session.scalars(statement))
