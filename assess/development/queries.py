"""What a leader's own pages read."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assess.accounts.models import User
from assess.assessments import queries as assessments
from assess.assessments import rules as attempts
from assess.assessments.models import Attempt, Invitation
from assess.development.models import Goal, ReportRelease
from assess.development.rules import OPEN, Progress
from assess.times import in_zone


def finished(session: Session, user: User) -> list[Attempt]:
    """A leader's evaluations that are handed in, newest first."""
    held = assessments.own_attempts(session, user)
    return [attempt for attempt in held if attempt.status in attempts.CLOSED]


def running(session: Session, user: User, now: datetime) -> list[Attempt]:
    """A leader's evaluations that can be begun or gone on with, newest first."""
    return [
        attempt
        for attempt in assessments.own_attempts(session, user)
        if attempt.status not in attempts.CLOSED
        and attempt.invitation.closes_at > now
        and attempt.invitation.revoked_at is None
    ]


def get_finished(session: Session, user: User, public_id: str) -> Attempt | None:
    """One of a leader's own evaluations that is handed in."""
    return next((one for one in finished(session, user) if one.public_id == public_id), None)


def before(session: Session, user: User, attempt: Attempt) -> Attempt | None:
    """The evaluation on the same questions just before this one, if it came to a result."""
    return next(
        (
            one
            for one in finished(session, user)
            if one.comparable_by == attempt.comparable_by
            and one.id < attempt.id
            and has_result(one)
        ),
        None,
    )


def last_answered(held: Sequence[Attempt], questions: tuple[str, str], zone: str) -> date | None:
    """The day on which these questions last came to a result, on the clock of a zone.

    `held` is newest first. What was handed in with hardly an answer does not count.
    """
    days = (
        in_zone(one.submitted_at, zone).date()
        for one in held
        if one.submitted_at and one.comparable_by == questions and has_result(one)
    )
    return next(days, None)


def goals(session: Session, user: User) -> list[Goal]:
    """A leader's goals, open ones first, then newest first."""
    statement = (
        select(Goal)
        .where(Goal.user_id == user.id)
        .order_by(Goal.id.desc())
        .options(selectinload(Goal.check_ins))
    )
    return sorted(session.scalars(statement), key=lambda goal: goal.progress not in OPEN)


def open_goals(session: Session) -> list[Goal]:
    """Goals everybody still works on, with their people, oldest first."""
    statement = (
        select(Goal)
        .where(Goal.progress.in_([one for one in Progress if one in OPEN]))
        .order_by(Goal.id)
        .options(joinedload(Goal.user), selectinload(Goal.check_ins))
    )
    return list(session.scalars(statement))


def hold(session: Session, user: User) -> None:
    """Let nobody else begin or add anything for this person until the transaction ends."""
    session.execute(select(User.id).where(User.id == user.id).with_for_update())


def get_goal(
    session: Session, user: User, public_id: str, *, to_write: bool = False
) -> Goal | None:
    """One of a leader's own goals; to write, held until the transaction ends."""
    statement = select(Goal).where(Goal.user_id == user.id, Goal.public_id == public_id)
    return session.scalar(statement.with_for_update() if to_write else statement)


def has_result(attempt: Attempt) -> bool:
    """Whether an evaluation came to a result on any scale."""
    return any(score.value is not None for score in attempt.scores)


def get_release(session: Session, attempt: Attempt) -> ReportRelease | None:
    """That a leader lets the people team have a report, if they do."""
    return session.scalar(select(ReportRelease).where(ReportRelease.attempt_id == attempt.id))


def released() -> Select[*tuple[Attempt, User]]:
    """Reports that leaders let the people team have, with their leaders."""
    return (
        select(Attempt, User)
        .join(ReportRelease, ReportRelease.attempt_id == Attempt.id)
        .join(Invitation, Invitation.id == Attempt.invitation_id)
        .join(User, User.id == Invitation.user_id)
    )


def get_released(session: Session, public_id: str) -> tuple[Attempt, User] | None:
    """One report a leader lets the people team have, and whose it is."""
    row = session.execute(released().where(Attempt.public_id == public_id)).first()
    return (row[0], row[1]) if row else None
