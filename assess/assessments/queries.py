"""What pages of this floor read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments import rules
from assess.assessments.models import (
    AccessCode,
    Adjustment,
    AnswerRow,
    Attempt,
    Finding,
    FormerLink,
    Heartbeat,
    Invitation,
    Score,
    Sitting,
)
from assess.assessments.rules import AttemptStatus, LatePolicy
from assess.instruments.items.base import Answer
from assess.openings import queries as openings
from assess.openings.models import Application, Opening
from assess.openings.rules import RUNNING
from assess.tokens import digest

_REQUESTS = selectinload(Invitation.adjustments).joinedload(Adjustment.decided_by)

_FULL = (
    joinedload(Invitation.application).joinedload(Application.candidate),
    joinedload(Invitation.application).joinedload(Application.opening),
    joinedload(Invitation.user),
    joinedload(Invitation.invited_by),
    selectinload(Invitation.attempts),
)

# What every page of an assessment asks. Building these takes longer than running them, so
# they are built once.
_OF_SITTING = (
    select(Invitation)
    .join(Sitting, Sitting.invitation_id == Invitation.id)
    .join(Invitation.attempts)
    .where(Sitting.key_hash == bindparam("key_hash"))
    .options(contains_eager(Invitation.attempts))
    .order_by(Attempt.position)
)
_OF_SITTING_TO_WRITE = _OF_SITTING.execution_options(populate_existing=True).with_for_update(
    of=Attempt
)
_GIVEN = select(
    AnswerRow.item, AnswerRow.value, AnswerRow.version, AnswerRow.saved_at, AnswerRow.late
).where(AnswerRow.attempt_id == bindparam("attempt_id"))
_SOME_GIVEN = _GIVEN.where(AnswerRow.item.in_(bindparam("items", expanding=True)))
_ANSWERS = AnswerRow.metadata.tables[AnswerRow.__tablename__]
_ANSWER = select(_ANSWERS).where(
    _ANSWERS.c.attempt_id == bindparam("attempt_id"), _ANSWERS.c.item == bindparam("item")
)


@dataclass(frozen=True)
class Given:
    """One answer as it is kept: its version tells whether another tab was faster."""

    value: Answer | None
    version: int
    saved_at: datetime
    late: bool


def invitation_by_token(session: Session, token: str) -> Invitation | None:
    """The invitation a link belongs to, whatever its state."""
    statement = select(Invitation).where(Invitation.token_hash == digest(token))
    return session.scalar(statement.options(*_FULL))


def invitation_by_former_link(session: Session, token: str) -> Invitation | None:
    """The invitation a link belonged to until a newer one was sent."""
    statement = select(Invitation).join(FormerLink, FormerLink.invitation_id == Invitation.id)
    statement = statement.where(FormerLink.token_hash == digest(token))
    return session.scalar(statement.options(*_FULL))


def invitation_of_sitting(
    session: Session, key: str, *, to_write: bool = False
) -> Invitation | None:
    """The invitation behind a browser's cookie with its attempts; to write, held until the end."""
    statement = _OF_SITTING_TO_WRITE if to_write else _OF_SITTING
    return session.scalars(statement, {"key_hash": digest(key)}).unique().one_or_none()


def given(
    session: Session, attempt: Attempt, items: Collection[str] | None = None
) -> dict[str, Given]:
    """Answers of an attempt by item: all of them, or those to some items."""
    if items is None:
        rows = session.execute(_GIVEN, {"attempt_id": attempt.id})
    elif items:
        rows = session.execute(_SOME_GIVEN, {"attempt_id": attempt.id, "items": [*items]})
    else:
        return {}
    return {
        item: Given(value, version, saved_at, late) for item, value, version, saved_at, late in rows
    }


def given_in(session: Session, attempts: Collection[int]) -> dict[int, dict[str, Given]]:
    """Answers of some attempts, by the id of the attempt and by item."""
    found: dict[int, dict[str, Given]] = {}
    if attempts:
        one_of_them = AnswerRow.attempt_id.in_(attempts)
        statement = select(AnswerRow.attempt_id, *_GIVEN.selected_columns).where(one_of_them)
        for attempt_id, item, *rest in session.execute(statement):
            found.setdefault(attempt_id, {})[item] = Given(*rest)
    return found


def counting_answers(session: Session, attempt: Attempt) -> dict[str, Answer]:
    """Answers that count: given, and in time unless late ones are accepted."""
    statement = select(AnswerRow.item, AnswerRow.value).where(AnswerRow.attempt_id == attempt.id)
    if attempt.invitation.late is LatePolicy.CLOSE:
        statement = statement.where(AnswerRow.late.is_(False))
    return {item: value for item, value in session.execute(statement) if value is not None}


def get_answer(session: Session, attempt: Attempt, item: str) -> Row[Any] | None:
    """The row of the answer to one item; no object, since saving one is what most requests do."""
    of = {"attempt_id": attempt.id, "item": item}
    return session.connection().execute(_ANSWER, of).first()


def is_named_elsewhere(session: Session, held: Row[Any], application: Application) -> bool:
    """Whether another attempt of the candidate gives the same answer to the same question."""
    statement = (
        select(AnswerRow.value)
        .join(Attempt, Attempt.id == AnswerRow.attempt_id)
        .join(Attempt.invitation)
        .where(
            Invitation.application_id == application.id,
            AnswerRow.item == held.item,
            AnswerRow.attempt_id != held.attempt_id,
        )
    )
    return held.value in session.scalars(statement).all()


def get_newest_code(session: Session, invitation: Invitation, now: datetime) -> AccessCode | None:
    """The newest code, used or not, unless it has run out; it ended the ones before it."""
    statement = (
        select(AccessCode)
        .where(
            AccessCode.invitation_id == invitation.id,
            AccessCode.created_at > now - rules.CODE_LIFE,
        )
        .order_by(AccessCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    return session.scalar(statement)


def count_codes_since(session: Session, invitation: Invitation, since: datetime) -> int:
    """How many codes were sent for an invitation since a moment."""
    statement = select(func.count()).where(
        AccessCode.invitation_id == invitation.id, AccessCode.created_at > since
    )
    return session.scalar(statement) or 0


def _run_by(actor: User) -> Select[Invitation]:
    """Invitations to assessments for openings the actor runs."""
    return (
        select(Invitation)
        .join(Application, Application.id == Invitation.application_id)
        .join(Opening, Opening.id == Application.opening_id)
        .where(openings.runs(actor))
    )


def get_invitation(session: Session, actor: User, public_id: str) -> Invitation | None:
    """An invitation for an opening the actor runs."""
    statement = _run_by(actor).where(Invitation.public_id == public_id)
    return session.scalar(statement.options(*_FULL, _REQUESTS))


def invitations_of(session: Session, application: Application) -> list[Invitation]:
    """Invitations of one candidate for one opening with results, oldest first."""
    statement = (
        select(Invitation)
        .where(Invitation.application_id == application.id)
        .order_by(Invitation.id)
        .options(
            *_FULL,
            selectinload(Invitation.attempts, Attempt.scores),
            selectinload(Invitation.attempts).joinedload(Attempt.finding),
        )
    )
    return list(session.scalars(statement))


def invitations(actor: User) -> Select[Invitation]:
    """Invitations for openings the actor runs, newest first."""
    return _run_by(actor).order_by(Invitation.id.desc()).options(*_FULL)


def _adjustable_by(actor: User) -> Select[int]:
    """Ids of invitations on whose adjustments the actor decides: leaders' own are among them.

    Whoever has a place on the panel never hears of a request, unless nobody else may decide.
    """
    seated = openings.seated()
    others = exists(accounts.ids_who_may(Permission.ADJUST).where(User.id.not_in(seated)))
    is_free = or_(literal(actor.id).not_in(seated), ~others)
    return (
        select(Invitation.id)
        .outerjoin(Application, Application.id == Invitation.application_id)
        .outerjoin(Opening, Opening.id == Application.opening_id)
        .where(or_(and_(openings.runs(actor), is_free), Invitation.user_id.is_not(None)))
    )


def deciders(session: Session, invitation: Invitation) -> list[User]:
    """Who decides on adjustments to an invitation."""
    people = accounts.people_who_may(session, Permission.ADJUST)
    return [person for person in people if decides(session, person, invitation)]


def decides(session: Session, actor: User, invitation: Invitation) -> bool:
    """Whether the actor decides on adjustments to an invitation."""
    if not actor.may(Permission.ADJUST):
        return False
    statement = _adjustable_by(actor).where(Invitation.id == invitation.id)
    return session.scalar(statement) is not None


def get_adjustment(
    session: Session, actor: User, invitation_id: str, public_id: str, *, to_write: bool
) -> Adjustment | None:
    """One request for an adjustment to an invitation; to write, held until the end."""
    statement = (
        select(Adjustment)
        .join(Adjustment.invitation)
        .where(
            Adjustment.public_id == public_id,
            Invitation.public_id == invitation_id,
            Invitation.id.in_(_adjustable_by(actor)),
        )
        .options(
            joinedload(Adjustment.decided_by),
            contains_eager(Adjustment.invitation).options(*_FULL, _REQUESTS),
        )
    )
    return session.scalar(statement.with_for_update(of=Adjustment) if to_write else statement)


def waiting_adjustments(session: Session, actor: User) -> list[Adjustment]:
    """Requests nobody decided on yet, oldest first; for those alone who decide on them."""
    if not actor.may(Permission.ADJUST):
        return []
    statement = adjustments_to_decide(actor).order_by(Adjustment.id)
    with_whom = statement.options(joinedload(Adjustment.invitation).options(*_FULL))
    return list(session.scalars(with_whom).unique())


def adjustments_to_decide(actor: User) -> Select[Adjustment]:
    """The same as a statement, for those who may decide at all."""
    return select(Adjustment).where(
        Adjustment.granted.is_(None),
        Adjustment.invitation_id.in_(_adjustable_by(actor)),
    )


def overdue_ids(session: Session, now: datetime) -> list[int]:
    """Attempts that take no more answers and that nobody handed in; withdrawn links wait."""
    return list(session.scalars(_overdue(now).with_only_columns(Attempt.id)))


def get_overdue(session: Session, attempt_id: int, now: datetime) -> Attempt | None:
    """One of them, held until the end; `None` when it has come to an end meanwhile."""
    statement = _overdue(now).where(Attempt.id == attempt_id).with_for_update(of=Attempt)
    return session.scalar(statement.options(contains_eager(Attempt.invitation)))


def _overdue(now: datetime) -> Select[Attempt]:
    end = func.coalesce(Attempt.deadline_at, Invitation.closes_at)
    return (
        select(Attempt)
        .join(Attempt.invitation)
        .where(
            Attempt.status == AttemptStatus.IN_PROGRESS,
            Invitation.revoked_at.is_(None),
            or_(
                (Invitation.late == LatePolicy.CLOSE) & (end < now - rules.GRACE),
                (Invitation.late == LatePolicy.ACCEPT) & (end < now - rules.LATE_FOR),
            ),
        )
        .order_by(Attempt.id)
    )


def running_attempts(session: Session, last_sign: datetime) -> list[Attempt]:
    """Timed attempts that were running when the server was last seen alive."""
    statement = (
        select(Attempt)
        .where(
            Attempt.status == AttemptStatus.IN_PROGRESS,
            Attempt.deadline_at > last_sign,
        )
        .order_by(Attempt.id)
        .with_for_update()
    )
    return list(session.scalars(statement))


def ended_between(session: Session, after: datetime, until: datetime) -> list[Invitation]:
    """Invitations that ended between two moments while something was not handed in."""
    statement = (
        select(Invitation)
        .where(
            Invitation.revoked_at.is_(None),
            Invitation.closes_at > after,
            Invitation.closes_at <= until,
            Invitation.attempts.any(Attempt.status.not_in(rules.CLOSED)),
        )
        .order_by(Invitation.id)
    )
    return list(session.scalars(statement))


def get_heartbeat(session: Session) -> Heartbeat | None:
    """The last sign of life, held until the end."""
    return session.get(Heartbeat, 1, with_for_update=True, populate_existing=True)


def last_sign(session: Session) -> datetime | None:
    """When the server was last seen alive."""
    return session.scalar(select(Heartbeat.at))


def to_remind(session: Session, now: datetime) -> list[Invitation]:
    """Invitations somebody is to be reminded of: open, not handed in, near their end."""
    statement = (
        select(Invitation)
        .where(
            Invitation.application.has(Application.stage.in_(RUNNING)),
            Invitation.sent_at.is_not(None),
            Invitation.revoked_at.is_(None),
            Invitation.closes_at > now,
            Invitation.reminders < rules.MOST_REMINDERS,
            Invitation.attempts.any(Attempt.status.not_in(rules.CLOSED)),
        )
        .order_by(Invitation.id)
        .options(*_FULL)
    )
    return list(session.scalars(statement))


def scores_of(session: Session, attempt: Attempt, rule: str) -> dict[str, Score]:
    """Scores of an attempt under a rule, by scale."""
    statement = select(Score).where(Score.attempt_id == attempt.id, Score.rule == rule)
    return {score.scale: score for score in session.scalars(statement)}


def get_finding(session: Session, attempt: Attempt) -> Finding | None:
    """How an attempt was answered."""
    return session.scalar(select(Finding).where(Finding.attempt_id == attempt.id))


def own_attempts(session: Session, user: User) -> list[Attempt]:
    """A leader's attempts, newest first."""
    statement = (
        select(Attempt)
        .join(Attempt.invitation)
        .where(Invitation.user_id == user.id)
        .order_by(Attempt.id.desc())
        .options(contains_eager(Attempt.invitation), selectinload(Attempt.scores))
    )
    return list(session.scalars(statement))
