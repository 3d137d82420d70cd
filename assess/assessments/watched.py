"""The people team's list of invitations: what waits, whose link went astray, what is withdrawn."""

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from assess.accounts.models import User
from assess.assessments import queries, rules
from assess.assessments.models import Attempt, Invitation
from assess.openings.models import Application
from assess.openings.rules import RUNNING


class Shown(StrEnum):
    """Which invitations the list holds."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    ALL = "all"


def invitations(actor: User, shown: Shown) -> Select[Invitation]:
    """Invitations for openings the actor runs, newest first; all, or those of one kind."""
    statement = queries.invitations(actor)
    if shown is Shown.WITHDRAWN:
        return statement.where(Invitation.revoked_at.is_not(None))
    if shown is Shown.WAITING:
        return statement.where(Invitation.revoked_at.is_(None), Invitation.attempts.any(_is_open()))
    return statement


def count_withdrawn(session: Session, actor: User) -> int:
    """How many links are withdrawn, for openings the actor runs."""
    found = invitations(actor, Shown.WITHDRAWN).with_only_columns(Invitation.id).order_by(None)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def astray(session: Session, actor: User) -> list[Invitation]:
    """Invitations whose link reached somebody else and that nobody has mended, oldest first.

    Nothing is to be done where the candidate is no longer in the running, or where another
    link asks for the same.
    """
    statement = queries.invitations(actor).where(
        Invitation.misdirected_at.is_not(None),
        Application.stage.in_(RUNNING),
        Invitation.attempts.any(_is_open() & ~_is_asked_elsewhere()),
    )
    return list(session.scalars(statement.order_by(None).order_by(Invitation.misdirected_at)))


def _is_open() -> ColumnElement[bool]:
    return Attempt.status.not_in(rules.CLOSED)


def _is_asked_elsewhere() -> ColumnElement[bool]:
    """Whether a link of the same candidate that works asks for the same part."""
    other, part = aliased(Invitation), aliased(Attempt)
    found = exists().where(
        part.invitation_id == other.id,
        part.instrument == Attempt.instrument,
        other.application_id == Invitation.application_id,
        other.revoked_at.is_(None),
    )
    return found.correlate(Attempt, Invitation)
