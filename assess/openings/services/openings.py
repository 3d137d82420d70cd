"""Start openings, change what they are about, close them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from assess.accounts.models import User
from assess.audit.services import record
from assess.instruments.schema import RoleTemplate
from assess.openings import queries, rules
from assess.openings.models import (
    Opening,
    OpeningMember,
)
from assess.openings.rules import (
    OpeningRefused,
    OpeningStatus,
)
from assess.openings.services import plans
from assess.search import services as search
from assess.search.rules import Kind


def start_opening(
    session: Session,
    template: RoleTemplate,
    *,
    public_id: str,
    people: Sequence[tuple[int, str]],
    actor: User,
    now: datetime,
) -> Opening:
    """Start an opening from a role template, with a first plan and a proposed panel.

    `public_id` is minted by the form, so that sending it twice starts one opening.
    `people` may interview, in the order they should be asked; the actor comes first.
    """
    others = [person for person in people if person[0] != actor.id]
    opening = Opening(
        public_id=public_id,
        title=template.title,
        template=template.ref,
        outcomes=list(template.outcomes),
        must_haves=list(template.must_haves),
        created_at=now,
        members=[OpeningMember(user_id=actor.id)],
        plans=[plans.first(template, [(actor.id, actor.name), *others], now=now)],
    )
    session.add(opening)
    session.flush()
    _let_be_found(session, opening)
    record(session, "opening.started", opening, actor=actor.public_id)
    return opening


def copy_opening(
    session: Session, source: Opening, *, public_id: str, actor: User, now: datetime
) -> Opening:
    """Start an opening as an earlier one was set up: outcomes, questions, zones, panel."""
    opening = Opening(
        public_id=public_id,
        title=source.title,
        location=source.location,
        template=source.template,
        outcomes=list(source.outcomes),
        must_haves=list(source.must_haves),
        created_at=now,
        members=[OpeningMember(user_id=actor.id)],
        plans=[plans.copied(source.plans[-1], number=1, now=now)],
    )
    session.add(opening)
    session.flush()
    _let_be_found(session, opening)
    record(session, "opening.started", opening, actor=actor.public_id)
    return opening


def change_role(
    session: Session,
    opening: Opening,
    *,
    title: str,
    location: str,
    outcomes: list[str],
    must_haves: list[str],
    actor: User,
) -> None:
    """Change what the role is called and what it must achieve."""
    fields = {
        "title": title,
        "location": location,
        "outcomes": outcomes,
        "must_haves": must_haves,
    }
    for name, value in fields.items():
        setattr(opening, name, value)
    session.flush()
    _let_be_found(session, opening)
    record(session, "opening.changed", opening, actor=actor.public_id, fields=fields)


def change_team(session: Session, opening: Opening, user_ids: set[int], *, actor: User) -> None:
    """Say who runs an opening. Raises `OpeningRefused` when nobody would."""
    if not user_ids:
        raise OpeningRefused("Keep at least one person who runs the opening.")
    kept = [member for member in opening.members if member.user_id in user_ids]
    added = sorted(user_ids - {member.user_id for member in kept})
    if added or len(kept) < len(opening.members):
        # Members have rows of their own; the opening's version must grow with them, so that
        # of two people who change the team at once the second is told.
        flag_modified(opening, "title")
    opening.members = [*kept, *(OpeningMember(user_id=user_id) for user_id in added)]
    session.flush()
    record(
        session,
        "opening.team-changed",
        opening,
        actor=actor.public_id,
        fields={"members": sorted(user_ids)},
    )


def set_status(session: Session, opening: Opening, status: OpeningStatus, *, actor: User) -> None:
    """Close an opening or open it again."""
    rules.check_opening_move(opening.status, status)
    if status is OpeningStatus.OPEN and queries.published_plan(opening) is None:
        raise OpeningRefused("Publish a plan first.")
    opening.status = status
    session.flush()
    record(session, f"opening.{status}", opening, actor=actor.public_id)


def note_first_score(session: Session, opening: Opening, now: datetime) -> None:
    """Lock the weights of an opening: its first scorecard is in.

    The opening's version stays: two people who hand in at once are not in each other's way.
    """
    if opening.first_score_at is None:
        first = update(Opening).where(Opening.id == opening.id, Opening.first_score_at.is_(None))
        session.execute(first.values(first_score_at=now))


def _let_be_found(session: Session, opening: Opening) -> None:
    search.keep(session, Kind.OPENING, {opening.id: f"{opening.title} {opening.location}"})
