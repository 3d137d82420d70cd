"""Who may see what others rated of a candidate, and the one place where it is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assess.accounts.models import User
from assess.interviews import rules
from assess.interviews.models import Interview, Scorecard
from assess.interviews.queries import free_seats
from assess.interviews.rules import ACTIVE, ScorecardStatus
from assess.openings.models import Application, Plan


@dataclass(frozen=True)
class Standing:
    """How somebody stands to the panel of an application.

    `to_meet`: a place on the panel is theirs, and no interview with them is arranged.
    """

    on_panel: bool
    submitted: bool
    revealed: bool
    has_conflict: bool = False
    to_meet: bool = False


def standing(
    session: Session, actor: User, application: Application, plan: Plan, held: Sequence[Interview]
) -> Standing:
    """Whether the actor sits on the panel, has handed in, and has looked at the others.

    `held`: the candidate's interviews.
    """
    cards = session.scalars(
        select(Scorecard).where(
            Scorecard.application_id == application.id, Scorecard.interviewer_id == actor.id
        )
    ).all()
    card = next((card for card in cards if card.status in ACTIVE), None)
    if card is None:
        to_meet = _is_to_meet(actor, application, plan, held, [card.status for card in cards])
        return Standing(
            on_panel=to_meet,
            submitted=False,
            revealed=False,
            has_conflict=any(card.has_conflict for card in cards),
            to_meet=to_meet,
        )
    return Standing(
        on_panel=True,
        submitted=card.status is ScorecardStatus.SUBMITTED,
        revealed=card.saw_others_at is not None,
    )


def _is_to_meet(
    actor: User,
    application: Application,
    plan: Plan,
    held: Sequence[Interview],
    states: Sequence[ScorecardStatus],
) -> bool:
    """Whether somebody without a scorecard may still get one, and so must stay blind."""
    if actor.id in application.gave_up or ScorecardStatus.STEPPED_BACK in states:
        return False
    if ScorecardStatus.CANCELLED in states:
        return True
    return any(seat.user_id == actor.id for seat in free_seats(application, plan, held))


def own_submitted(session: Session, actor: User, application_id: int) -> Scorecard | None:
    """The actor's scorecard on an application, once it is in."""
    return session.scalar(
        select(Scorecard).where(
            Scorecard.application_id == application_id,
            Scorecard.interviewer_id == actor.id,
            Scorecard.status == ScorecardStatus.SUBMITTED,
        )
    )


def may_see_panel(standing: Standing, *, runs_opening: bool) -> bool:
    """The one answer to whether somebody may see others' ratings of an application."""
    return rules.may_see_other_scorecards(
        on_panel=standing.on_panel,
        submitted=standing.submitted,
        runs_opening=runs_opening,
        has_conflict=standing.has_conflict,
    )


def sees_panel(standing: Standing, *, runs_opening: bool) -> bool:
    """Whether others' ratings are shown: one may see them and, on the panel, asked to."""
    asked = not standing.on_panel or standing.revealed
    return asked and may_see_panel(standing, runs_opening=runs_opening)


def panel(
    session: Session, application_id: int, standing: Standing, *, runs_opening: bool
) -> list[Scorecard]:
    """Submitted scorecards with ratings and notes, for those who may see them; else none.

    Every page, paper and figure that shows somebody else's rating reads it here.
    """
    if not may_see_panel(standing, runs_opening=runs_opening):
        return []
    return submitted_scorecards(session, application_id)


def submitted_scorecards(session: Session, application_id: int) -> list[Scorecard]:
    """All submitted scorecards of an application; only for `panel` and for the record."""
    statement = (
        select(Scorecard)
        .where(
            Scorecard.application_id == application_id,
            Scorecard.status == ScorecardStatus.SUBMITTED,
        )
        .options(
            joinedload(Scorecard.interviewer),
            selectinload(Scorecard.notes),
            selectinload(Scorecard.ratings),
        )
        .order_by(Scorecard.id)
    )
    return list(session.scalars(statement).unique())
