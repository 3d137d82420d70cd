"""What the pages of the desk read besides the rows that wait."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.openings import queries as openings
from assess.openings.models import Application, Opening
from assess.openings.rules import OpeningStatus

MOST_OPENINGS = 500
"""As many openings as a list to choose from holds; the newest ones."""


def openings_with_candidates(session: Session, actor: User) -> list[Opening]:
    """Openings the actor runs that have candidates: open ones first, then the newest."""
    statement = (
        select(Opening)
        .where(openings.runs(actor), exists().where(Application.opening_id == Opening.id))
        .order_by(Opening.status != OpeningStatus.OPEN, Opening.created_at.desc(), Opening.id)
        .limit(MOST_OPENINGS)
    )
    return list(session.scalars(statement))


def chosen(openings: Sequence[Opening], public_id: str) -> Opening | None:
    """The opening of a list somebody asks for; without a wish, the first."""
    asked = next((one for one in openings if one.public_id == public_id), None)
    return asked or next(iter(openings), None)
