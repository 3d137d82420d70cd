"""What the pages of the desk read besides the rows that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, exists, func, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.models import AuditEntry
from assess.desk.audiences import AUDIENCES
from assess.desk.models import Batch, Report
from assess.desk.rules import MOST, Audience, ReportState
from assess.openings import queries as openings
from assess.openings.models import Application, Opening
from assess.openings.rules import OpeningStatus
from assess.text import folded

MOST_OPENINGS = 500
"""As many openings as a list to choose from holds; the newest ones."""


def openings_with_candidates(session: Session, actor: User) -> Sequence[Row[*tuple[Any, ...]]]:
    """Openings the actor runs that have candidates: open ones first, then the newest."""
    statement = (
        select(Opening.id, Opening.public_id, Opening.title, Opening.location, Opening.status)
        .where(openings.runs(actor), exists().where(Application.opening_id == Opening.id))
        .order_by(Opening.status != OpeningStatus.OPEN, Opening.created_at.desc(), Opening.id)
        .limit(MOST_OPENINGS)
    )
    return session.execute(statement).all()


def chosen(
    openings: Sequence[Row[*tuple[Any, ...]]], public_id: str
) -> Row[*tuple[Any, ...]] | None:
    """The opening of a list somebody asks for; without a wish, the first."""
    asked = next((one for one in openings if one.public_id == public_id), None)
    return asked or next(iter(openings), None)


@dataclass(frozen=True)
class Person:
    """Somebody a report can be about."""

    subject: str
    candidate_id: int | None
    user_id: int | None
    name: str
    about: str


@dataclass(frozen=True)
class Choice:
    """What the list of people of an audience is narrowed to, as it stands in its URL."""

    name: str = ""
    group: str = ""

    @property
    def any(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.name or self.group)


def people(actor: User, audience: Audience, choice: Choice) -> Select[*tuple[Any, ...]]:
    """Whom a report can be about, by name, as a statement to page through."""
    found = AUDIENCES[audience].people(actor).subquery()
    rows = select(found).where(*_narrowed(found, choice))
    return rows.order_by(found.c.sort, found.c.subject)


def to_count(actor: User, audience: Audience, choice: Choice) -> Select[*tuple[Any, ...]]:
    """The same in no order, to count: one more than a batch may hold at most."""
    found = AUDIENCES[audience].people(actor).subquery()
    rows = select(found.c.subject).where(*_narrowed(found, choice))
    return rows.limit(MOST + 1)


def _narrowed(found: Subquery, choice: Choice) -> list[ColumnElement[bool]]:
    of_group = [found.c.group == choice.group] if choice.group else []
    words = folded(choice.name).split()
    return of_group + [found.c.sort.contains(word, autoescape=True) for word in words]


def groups(session: Session, actor: User, audience: Audience) -> list[tuple[str, str]]:
    """Public id and name of what the list can be narrowed by."""
    kind = AUDIENCES[audience]
    found = (kind.groups or kind.people)(actor).subquery()
    rows = select(found.c.group, found.c.about).distinct().order_by(found.c.about, found.c.group)
    return [(group, about) for group, about in session.execute(rows.limit(MOST_OPENINGS))]


def chosen_people(
    session: Session,
    actor: User,
    audience: Audience,
    choice: Choice,
    subjects: Sequence[str] | None,
) -> list[Person]:
    """Those of a list somebody chose, or all of it: one more than a batch may hold at most."""
    if subjects is None:
        statement = people(actor, audience, choice)
    else:
        found = AUDIENCES[audience].people(actor).subquery()
        ticked = select(found).where(found.c.subject.in_(subjects))
        statement = ticked.order_by(found.c.sort, found.c.subject)
    return [
        Person(row.subject, row.candidate_id, row.user_id, row.name, row.about)
        for row in session.execute(statement.limit(MOST + 1))
    ]


def batches(actor: User) -> Select[Batch]:
    """What the actor asked for, newest first; nobody sees another's: they may see less."""
    return select(Batch).where(Batch.user_id == actor.id).order_by(Batch.id.desc())


def get_batch(session: Session, actor: User, public_id: str) -> Batch | None:
    """A batch the actor asked for."""
    return session.scalar(batches(actor).where(Batch.public_id == public_id))


def counts(session: Session, batches: Sequence[Batch]) -> dict[int, dict[ReportState, int]]:
    """How many reports of each batch are in which state."""
    rows = session.execute(
        select(Report.batch_id, Report.state, func.count())
        .where(Report.batch_id.in_([one.id for one in batches]))
        .group_by(Report.batch_id, Report.state)
    )
    found: dict[int, dict[ReportState, int]] = {one.id: {} for one in batches}
    for batch_id, state, many in rows:
        found[batch_id][state] = many
    return found


def reports(batch: Batch, state: ReportState | None = None) -> Select[Report]:
    """The reports of a batch in the order they were asked for."""
    statement = select(Report).where(Report.batch_id == batch.id).order_by(Report.id)
    return statement if state is None else statement.where(Report.state == state)


def get_report(session: Session, batch: Batch, public_id: str) -> Report | None:
    """A report of a batch that is made."""
    return session.scalar(reports(batch, ReportState.READY).where(Report.public_id == public_id))


def may_still_have(session: Session, actor: User, batch: Batch) -> set[str]:
    """Subjects of a batch the actor may see today: roles and openings change."""
    found = AUDIENCES[batch.audience].people(actor).subquery()
    own = select(Report.subject).where(Report.batch_id == batch.id)
    return set(session.scalars(select(found.c.subject).where(found.c.subject.in_(own))))


def last_made(session: Session, batch: Batch) -> datetime | None:
    """When the newest report of a batch was settled."""
    return session.scalar(select(func.max(Report.made_at)).where(Report.batch_id == batch.id))


def waits(session: Session, batch_id: int) -> bool:
    """Whether anything of a batch is still to be made."""
    waiting = select(Report.id).where(
        Report.batch_id == batch_id, Report.state == ReportState.WAITING
    )
    return session.scalar(waiting.limit(1)) is not None


def expired(now: datetime) -> Select[Batch]:
    """Batches whose files are to go."""
    return select(Batch).where(Batch.expires_at <= now, Batch.removed_at.is_(None))


def names_of_files(session: Session) -> set[str]:
    """Under which names files of reports may lie."""
    return set(session.scalars(select(Report.public_id)))


def downloads(session: Session, batch: Batch) -> list[tuple[datetime, str]]:
    """When files of a batch were taken along, and by whom, newest first."""
    rows = session.execute(
        select(AuditEntry.at, User.name)
        .join(User, User.public_id == AuditEntry.actor)
        .where(
            AuditEntry.subject == batch.public_id,
            AuditEntry.action == "report_batch.downloaded",
        )
        .order_by(AuditEntry.id.desc())
        .limit(50)
    )
    return [(at, name) for at, name in rows]
