"""The people team's list of invitations: what waits, whose link went astray, what is withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from assess.accounts.models import User
from assess.assessments import queries, rules
from assess.assessments.models import Attempt, Invitation
from assess.assessments.rules import AttemptStatus
from assess.openings import queries as opening_queries
from assess.openings.models import Application, Opening
from assess.openings.rules import RUNNING
from assess.text import folded


class Shown(StrEnum):
    """Which invitations the list holds."""

    WAITING = "waiting"
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    OVER = "over"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ALL = "all"

    @property
    def label(self) -> str:
        """The state in the words of the page."""
        return {
            "waiting": "Not handed in",
            "not-started": "Not started",
            "in-progress": "In progress",
            "over": "Time is over, not handed in",
            "submitted": "Submitted",
            "withdrawn": "Withdrawn",
            "all": "All",
        }[self.value]


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to, as it stands in its URL; `opening` is its public id."""

    shown: Shown = Shown.WAITING
    opening: str = ""
    name: str = ""

    @property
    def any(self) -> bool:
        """Whether the list is narrowed beyond what it shows by itself."""
        return self != Filters()

    def in_url(self) -> dict[str, str]:
        """What the URL says of it: nothing that goes without saying."""
        shown = "" if self.shown is Shown.WAITING else self.shown.value
        said = {"name": self.name, "opening": self.opening, "show": shown}
        return {key: value for key, value in said.items() if value}


def invitations(actor: User, filters: Filters, now: datetime) -> Select[Invitation]:
    """Invitations for openings the actor runs, newest first, narrowed to the filters."""
    statement = queries.invitations(actor).where(*_is(filters.shown, now))
    if filters.opening:
        statement = statement.where(Opening.public_id == filters.opening)
    for word in folded(filters.name).split():
        statement = statement.where(Application.sort_name.contains(word, autoescape=True))
    return statement


def _is(shown: Shown, now: datetime) -> list[ColumnElement[bool]]:
    if shown is Shown.ALL:
        return []
    if shown is Shown.WITHDRAWN:
        return [Invitation.revoked_at.is_not(None)]
    is_waiting = Invitation.attempts.any(_is_open())
    has_begun = Invitation.attempts.any(Attempt.status != AttemptStatus.NOT_STARTED)
    return [
        Invitation.revoked_at.is_(None),
        {
            Shown.WAITING: is_waiting,
            Shown.NOT_STARTED: ~has_begun,
            Shown.IN_PROGRESS: is_waiting & has_begun,
            Shown.OVER: is_waiting & (Invitation.closes_at < now),
            Shown.SUBMITTED: ~is_waiting,
        }[shown],
    ]


def openings(session: Session, actor: User) -> list[tuple[str, str]]:
    """Public id and title of the openings with an invitation that the actor runs, by title."""
    statement = (
        select(Opening.public_id, Opening.title)
        .where(
            opening_queries.runs(actor),
            exists()
            .where(
                Application.opening_id == Opening.id,
                Invitation.application_id == Application.id,
            )
            .correlate(Opening),
        )
        .order_by(Opening.title, Opening.id)
    )
    return [(public_id, title) for public_id, title in session.execute(statement)]


def count_withdrawn(session: Session, actor: User) -> int:
    """How many links are withdrawn, for openings the actor runs."""
    withdrawn = queries.invitations(actor).where(Invitation.revoked_at.is_not(None))
    found = withdrawn.with_only_columns(Invitation.id).order_by(None)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def astray(session: Session, actor: User) -> list[Invitation]:
    """Invitations whose link reached somebody else and that nobody has mended, oldest first.

    Nothing is to be done where the candidate is no longer in the running, or where another
    link asks for the same.
    """
    if not opening_queries.runs_any(actor):
        return []
    ids = session.scalars(astray_links(actor).with_only_columns(Invitation.id)).all()
    if not ids:
        return []
    statement = queries.invitations(actor).where(Invitation.id.in_(ids))
    return list(session.scalars(statement.order_by(None).order_by(Invitation.misdirected_at)))


def astray_links(actor: User) -> Select[Invitation]:
    """The same as a statement to count or to page through, in no order."""
    return (
        select(Invitation)
        .join(Application, Application.id == Invitation.application_id)
        .where(
            opening_queries.is_theirs(actor),
            Invitation.misdirected_at.is_not(None),
            Application.stage.in_(RUNNING),
            _asks_what_no_other_does(),
        )
    )


@cache
def _asks_what_no_other_does() -> ColumnElement[bool]:
    return Invitation.attempts.any(_is_open() & ~_is_asked_elsewhere())


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
