"""What the list of openings shows, a page at a time."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.openings import queries
from assess.openings.models import Application, Opening, OpeningMember
from assess.openings.rules import OpeningStatus


def rows(actor: User, status: OpeningStatus | None) -> Select[*tuple[Any, ...]]:
    """Openings the actor runs, newest first, as a statement to page through."""
    return queries.openings(actor, status).with_only_columns(
        Opening.id,
        Opening.public_id,
        Opening.title,
        Opening.location,
        Opening.status,
        Opening.created_at,
    )


def managers(session: Session, opening_ids: list[int]) -> dict[int, list[str]]:
    """Names of those who run each opening."""
    rows = session.execute(
        select(OpeningMember.opening_id, User.name)
        .join(User, User.id == OpeningMember.user_id)
        .where(OpeningMember.opening_id.in_(opening_ids))
        .order_by(OpeningMember.id)
    )
    found: dict[int, list[str]] = {id_: [] for id_ in opening_ids}
    for opening_id, name in rows:
        found[opening_id].append(name)
    return found


def candidate_counts(session: Session, opening_ids: list[int]) -> dict[int, int]:
    """How many candidates each opening has.

    Counted opening by opening: grouping what all of them hold takes twice as long.
    """
    held = select(func.count()).where(Application.opening_id == Opening.id).correlate(Opening)
    found = select(Opening.id, held.scalar_subquery()).where(Opening.id.in_(opening_ids))
    return dict(iter(session.execute(found)))
