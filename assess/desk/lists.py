"""Lists to take along: the same rows as the page shows under the same filters, column by column."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import watched
from assess.assessments.models import Invitation
from assess.assessments.watched import Shown
from assess.desk.sheets import Column, Holds, Value
from assess.openings import queries as openings
from assess.openings.models import Application, Opening
from assess.openings.rules import OpeningStatus, Stage, WaitingFor
from assess.talent import queries as talent
from assess.talent.models import PoolMember
from assess.talent.rules import Care, Consent, Readiness
from assess.times import in_zone
from assess.web.fields import one_of

AT_ONCE = 500
"""Rows read from the database at a time."""

Asked = Mapping[str, str]


@dataclass(frozen=True)
class Listing:
    """One list: its columns, its rows in the order of the page, and a row as plain values."""

    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Session, User, Asked, datetime], Select[*tuple[Any, ...]] | None]
    values: Callable[[Any], tuple[Value, ...]]
    scalars: bool = False


def statement(
    session: Session, listing: Listing, actor: User, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]] | None:
    """The rows somebody asks for; nothing where the list is about something not theirs."""
    return listing.rows(session, actor, asked, now)


def count(session: Session, found: Select[*tuple[Any, ...]]) -> int:
    """How many rows a list has."""
    return session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0


def read(
    session: Session, listing: Listing, found: Select[*tuple[Any, ...]]
) -> Iterator[tuple[Value, ...]]:
    """The rows as plain values, a few hundred at a time."""
    result = session.execute(found.execution_options(yield_per=AT_ONCE))
    rows: Any = result.scalars() if listing.scalars else result
    return map(listing.values, rows)


def _openings(
    _session: Session, actor: User, asked: Asked, _now: datetime
) -> Select[*tuple[Any, ...]]:
    candidates = (
        select(func.count())
        .where(Application.opening_id == Opening.id)
        .correlate(Opening)
        .scalar_subquery()
    )
    shown = openings.openings(actor, one_of(OpeningStatus, asked.get("status"))).subquery()
    return (
        select(Opening.title, Opening.location, Opening.status, Opening.created_at, candidates)
        .where(Opening.id.in_(select(shown.c.id)))
        .order_by(Opening.created_at.desc(), Opening.id.desc())
    )


def _pipeline(
    session: Session, actor: User, asked: Asked, _now: datetime
) -> Select[*tuple[Any, ...]] | None:
    opening = openings.get_opening(session, actor, asked.get("of", ""))
    filters = openings.Filters(
        stage=one_of(Stage, asked.get("stage")),
        waiting_for=one_of(WaitingFor, asked.get("waiting")),
        name=asked.get("name", "")[:200],
        oldest_first=asked.get("sort") == "longest",
    )
    return openings.pipeline(opening.id, filters) if opening else None


def _assessments(
    _session: Session, actor: User, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]]:
    filters = watched.Filters(
        shown=one_of(Shown, asked.get("show")) or Shown.WAITING,
        opening=asked.get("opening", "")[:200],
        name=asked.get("name", "")[:200],
    )
    return watched.invitations(actor, filters, now)


def _pool(
    session: Session, actor: User, asked: Asked, now: datetime
) -> Select[*tuple[Any, ...]] | None:
    pool = talent.get_pool(session, actor, asked.get("of", ""))
    filters = talent.Filters(
        readiness=one_of(Readiness, asked.get("ready")),
        care=one_of(Care, asked.get("waits")),
        tag=asked.get("tag", "")[:200],
        name=asked.get("name", "")[:200],
    )
    today = in_zone(now, actor.time_zone).date()
    return talent.members(pool, filters, today) if pool else None


def _of_opening(row: Any) -> tuple[Value, ...]:
    return (row.title, row.location, row.status.value, row.created_at, row[4])


def _of_pipeline(row: Any) -> tuple[Value, ...]:
    return (row.name, row.email, row.stage.label, row.waiting_for.label, row.since, row.next_at)


def _of_invitation(row: Invitation) -> tuple[Value, ...]:
    assert row.application is not None
    return (
        row.name,
        row.email,
        row.application.opening.title,
        "\n".join(f"{one.instrument}: {one.status.title}" for one in row.attempts),
        row.closes_at,
        "yes" if row.revoked_at else "no",
    )


def _of_member(row: PoolMember) -> tuple[Value, ...]:
    return (
        row.candidate.name,
        row.candidate.email,
        row.candidate.phone,
        row.readiness.label,
        row.reason,
        row.owner.name,
        row.review_on,
        row.consent.value,
        row.consent_on if row.consent is Consent.GIVEN else None,
        row.consent_how,
        row.consent_until,
        row.last_word_on,
        row.next_on,
        row.next_action,
        "\n".join(row.markets),
        "\n".join(row.lines),
    )


_NAME = Column("name", Holds.TEXT, "The candidate's name.")
_EMAIL = Column("email", Holds.TEXT, "The mail address by which a person is known.")

LISTINGS = {
    "openings": Listing(
        "Openings",
        (
            Column("title", Holds.TEXT, "What the opening is called."),
            Column("location", Holds.TEXT, "Where; empty where nothing is said."),
            Column("status", Holds.TEXT, "draft, open or closed."),
            Column("started_at", Holds.MOMENT, "When it was begun."),
            Column("candidates", Holds.WHOLE, "Candidates in its pipeline, in any stage."),
        ),
        _openings,
        _of_opening,
    ),
    "pipeline": Listing(
        "Pipeline",
        (
            _NAME,
            _EMAIL,
            Column("stage", Holds.TEXT, "Where the candidate is in this opening."),
            Column("waiting_for", Holds.TEXT, "Whose turn it is."),
            Column("since", Holds.MOMENT, "Since when they wait for that."),
            Column("next_at", Holds.MOMENT, "The next date, where one is arranged."),
        ),
        _pipeline,
        _of_pipeline,
    ),
    "assessments": Listing(
        "Assessments",
        (
            _NAME,
            _EMAIL,
            Column("opening", Holds.TEXT, "For which opening they were invited."),
            Column("parts", Holds.TEXT, "Each assessment and how far they are, one a line."),
            Column("open_until", Holds.MOMENT, "When the link ends."),
            Column("withdrawn", Holds.TEXT, "yes where the link was withdrawn, else no."),
        ),
        _assessments,
        _of_invitation,
        scalars=True,
    ),
    "pool": Listing(
        "Talent pool",
        (
            _NAME,
            _EMAIL,
            Column("phone", Holds.TEXT, "As it was typed."),
            Column("ready", Holds.TEXT, "When they could take the role."),
            Column("reason", Holds.TEXT, "Why they are kept."),
            Column("in_touch", Holds.TEXT, "Who keeps in touch."),
            Column("review_on", Holds.DAY, "When their place is looked at again."),
            Column("consent", Holds.TEXT, "given, or asked."),
            Column("consent_given_on", Holds.DAY, "When they agreed; empty while asked."),
            Column("consent_how", Holds.TEXT, "How they agreed."),
            Column("consent_until", Holds.DAY, "The last day they may be kept."),
            Column("last_contact", Holds.DAY, "The last word exchanged."),
            Column("next_on", Holds.DAY, "When the next step is due."),
            Column("next_action", Holds.TEXT, "What it is."),
            Column("markets", Holds.TEXT, "Target markets, one a line."),
            Column("product_lines", Holds.TEXT, "Product lines, one a line."),
        ),
        _pool,
        _of_member,
        scalars=True,
    ),
}
"""Lists of openings, assessments and pools; `listed` has all of them."""
