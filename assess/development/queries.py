"""What a leader's own pages read."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assess.accounts.models import User
from assess.assessments import queries as assessments
from assess.assessments import rules as attempts
from assess.assessments.models import Attempt
from assess.development.models import Goal
from assess.development.rules import OPEN


def finished(session: Session, user: User) -> list[Attempt]:
    """A leader's evaluations that are handed in, newest first."""
    held = assessments.own_attempts(session, user)
    return [attempt for attempt in held if attempt.status in attempts.CLOSED]


def unfinished(session: Session, user: User) -> list[Attempt]:
    """A leader's evaluations that are begun or opened, newest first."""
    held = assessments.own_attempts(session, user)
    return [attempt for attempt in held if attempt.status not in attempts.CLOSED]


def get_finished(session: Session, user: User, public_id: str) -> Attempt | None:
    """One of a leader's own evaluations that is handed in."""
    return next((one for one in finished(session, user) if one.public_id == public_id), None)


def before(session: Session, user: User, attempt: Attempt) -> Attempt | None:
    """The evaluation on the same questions just before this one."""
    return next(
        (
            one
            for one in finished(session, user)
            if one.structure_hash == attempt.structure_hash and one.id < attempt.id
        ),
        None,
    )


def goals(session: Session, user: User) -> list[Goal]:
    """A leader's goals, open ones first, then newest first."""
    statement = (
        select(Goal)
        .where(Goal.user_id == user.id)
        .order_by(Goal.id.desc())
        .options(selectinload(Goal.check_ins))
    )
    return sorted(session.scalars(statement), key=lambda goal: goal.progress not in OPEN)


def hold_goals(session: Session, user: User) -> None:
    """Let nobody else add a goal for this person until the transaction ends."""
    session.execute(select(User.id).where(User.id == user.id).with_for_update())


def get_goal(session: Session, user: User, public_id: str) -> Goal | None:
    """One of a leader's own goals."""
    statement = select(Goal).where(Goal.user_id == user.id, Goal.public_id == public_id)
    return session.scalar(statement.with_for_update())
