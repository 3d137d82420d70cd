"""Take an assessment: come in, begin, answer, hand in; close what nobody came back to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from assess import mail
from assess.assessments import letters, queries, rules, wording
from assess.assessments.models import (
    AccessCode,
    AnswerRow,
    Attempt,
    FormerLink,
    Invitation,
    Sitting,
)
from assess.assessments.rules import (
    AssessmentRefused,
    AttemptStatus,
    LatePolicy,
    Over,
    Overtaken,
)
from assess.assessments.services import invitations, outages, scores
from assess.audit.services import SYSTEM, record
from assess.instruments import library
from assess.instruments.items.base import Answer
from assess.mail import Sender
from assess.times import in_full
from assess.tokens import digest, new_token

_ANSWERS = AnswerRow.metadata.tables[AnswerRow.__tablename__]
_THIS = _ANSWERS.c.id == bindparam("row")
_ADD = insert(_ANSWERS)
_CHANGE = update(_ANSWERS).where(_THIS)
"""Tables, not objects: whoever answers waits for this at every question."""


@dataclass(frozen=True)
class Turn:
    """Which page sent an answer, the how many-eth of it, and the version it had seen."""

    tab: str
    turn: int
    seen: int


@dataclass(frozen=True)
class Kept:
    """An answer that is stored."""

    version: int
    saved_at: datetime
    late: bool


def check_link(invitation: Invitation, now: datetime) -> None:
    """Raises `Over` when the link of an invitation leads nowhere any more."""
    is_past = now >= invitation.closes_at
    if invitation.is_handed_in and invitation.revoked_at is None and is_past:
        raise Over(rules.ALL_IN)
    running = [_end(a) for a in invitation.attempts if a.status is AttemptStatus.IN_PROGRESS]
    ends_at = rules.link_ends(invitation.closes_at, running, invitation.late)
    has_begun = any(attempt.started_at is not None for attempt in invitation.attempts)
    if has_begun and invitation.revoked_at is None and now >= ends_at:
        takes_late = invitation.late is LatePolicy.ACCEPT
        raise Over(rules.ENDED_LATE if takes_late else rules.ENDED)
    rules.check_link(ends_at=ends_at, revoked_at=invitation.revoked_at, now=now)


@dataclass(frozen=True)
class Overtime:
    """What is begun outlives the end of the link: when its own time ends, and the last answers."""

    ends_at: datetime
    until: datetime
    late: bool


def overtime(invitation: Invitation, now: datetime) -> Overtime | None:
    """What holds for answers after the end of the link; `None` before it, or with nothing begun."""
    running = [_end(a) for a in invitation.attempts if a.status is AttemptStatus.IN_PROGRESS]
    if now <= invitation.closes_at or not running:
        return None
    end = max(running)
    late = now > end and invitation.late is LatePolicy.ACCEPT
    return Overtime(end, rules.last_moment(end, invitation.late) if late else end, late)


def late_until(attempt: Attempt, now: datetime) -> datetime | None:
    """Until when what is answered now counts as late; `None` where it is in time, or lost."""
    if attempt.invitation.late is not LatePolicy.ACCEPT or not is_late(attempt, now):
        return None
    return rules.last_moment(_end(attempt), LatePolicy.ACCEPT)


def open_until(attempt: Attempt, now: datetime) -> datetime | None:
    """The end of a part without a clock, once it is near."""
    end = attempt.invitation.closes_at
    is_near = attempt.deadline_at is None and end - rules.NEAR <= now <= end
    return end if is_near else None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether nothing is taken any more, though nobody has handed in yet."""
    is_running = attempt.status is AttemptStatus.IN_PROGRESS
    return is_running and rules.is_over(_end(attempt), attempt.invitation.late, now)


def is_late(attempt: Attempt, now: datetime) -> bool:
    """Whether what is answered now comes late."""
    return rules.is_late(_end(attempt), now)


def sit_down(session: Session, invitation: Invitation, now: datetime) -> str:
    """Let a browser in; gives the key for its cookie.

    The first browser comes in by the link alone, later ones by a mailed code.
    """
    check_link(invitation, now)
    key = new_token()
    session.add(Sitting(key_hash=digest(key), invitation_id=invitation.id, created_at=now))
    if invitation.started_at is None:
        invitation.started_at = now
        record(session, "assessment_invitation.started", invitation, actor=invitation.public_id)
    session.flush()
    return key


def choose_language(session: Session, invitation: Invitation, language: str) -> None:
    """Show and write everything in a language from now on; what is handed in stays as it was."""
    if language == invitation.language:
        return
    invitation.language = language
    session.flush()
    record(
        session, "assessment_invitation.language-chosen", invitation,
        actor=invitation.public_id, fields={"language": language},
    )  # fmt: skip


def send_code(session: Session, invitation: Invitation, sender: Sender, now: datetime) -> None:
    """Mail six digits for another device. Raises `AssessmentRefused` after five in an hour."""
    check_link(invitation, now)
    recent = queries.count_codes_since(session, invitation, now - timedelta(hours=1))
    if recent >= rules.CODES_AN_HOUR:
        raise AssessmentRefused("Five codes went out within an hour. Try again later.")
    digits = rules.new_code()
    row = AccessCode(
        invitation_id=invitation.id,
        code_hash=digest(f"{invitation.public_id} {digits}"),
        created_at=now,
    )
    session.add(row)
    session.flush()
    about = invitations.occasion(session, invitation, sender, now)
    letter = letters.code(invitation.name, invitation.email, about, digits)
    mail.post(session, letter, event=f"assessment code {row.id}", now=now)
    record(session, "assessment_invitation.code-sent", invitation, actor=invitation.public_id)


def use_code(session: Session, invitation: Invitation, digits: str, now: datetime) -> bool:
    """Whether the digits open the invitation: the newest code, once, in 10 minutes and 5 tries."""
    code = queries.get_newest_code(session, invitation, now)
    if code is None or code.used_at is not None or code.tries >= rules.CODE_TRIES:
        return False
    code.tries += 1
    if code.code_hash != digest(f"{invitation.public_id} {digits}"):
        return False
    code.used_at = now
    session.flush()
    return True


def begin(session: Session, attempt: Attempt, chance: Random, now: datetime) -> None:
    """Start a part: its order is drawn and its clock runs. Begun already is begun.

    Raises `Over` after the end of the invitation.
    """
    if attempt.status is not AttemptStatus.NOT_STARTED:
        return
    invitation = attempt.invitation
    rules.check_link(
        ends_at=rules.link_ends(invitation.closes_at, (), invitation.late),
        revoked_at=invitation.revoked_at,
        now=now,
    )
    assessment = library.assessment(attempt.instrument)
    attempt.status = AttemptStatus.IN_PROGRESS
    attempt.started_at = now
    attempt.order = rules.new_order(assessment, chance)
    multiplier = None if invitation.untimed else invitation.multiplier
    attempt.deadline_at = rules.deadline(now, assessment.time_limit, multiplier)
    session.flush()
    record(session, "assessment_attempt.begun", attempt, actor=invitation.public_id)


def answer(
    session: Session, attempt: Attempt, item: str, value: Answer | None, turn: Turn, now: datetime
) -> Kept:
    """Keep one answer, or that it was taken back (`None`).

    What the same page sent earlier and came later changes nothing; of one turn sent twice the
    second counts, since the page did not hear that the first one came. Raises `Overtaken` when
    another page saved something else since `turn.seen`, and `Over` after handing in.
    """
    invitation = attempt.invitation
    rules.check_can_write(attempt.status)
    if item not in attempt.order[""]:
        raise AssessmentRefused("This question is not part of your assessment.")
    outages.catch_up(session, _end(attempt), now)
    late = is_late(attempt, now)
    if invitation.late is LatePolicy.ACCEPT and is_over(attempt, now):
        raise Over(rules.LATE_LOST)
    held = queries.get_answer(session, attempt, item)
    version = _write(session, attempt, item, value, turn, now, held, late=late)
    if held is not None and version == held.version:
        return Kept(held.version, held.saved_at, held.late)
    record(
        session, "assessment_attempt.answered", attempt, actor=invitation.public_id,
        fields={item: value},
    )  # fmt: skip
    return Kept(version, now, late)


def _write(
    session: Session, attempt: Attempt, item: str, value: Answer | None, turn: Turn, now: datetime,
    held: Row[Any] | None, *, late: bool,
) -> int:  # fmt: skip
    """Write an answer down, in the place of what is `held`; gives its version, new or not."""
    row = {"value": value, "tab": turn.tab, "turn": turn.turn, "late": late, "saved_at": now}
    if held is None:
        made = {"attempt_id": attempt.id, "item": item, "version": 1, "first_at": now}
        session.connection().execute(_ADD, row | made)
        return 1
    if held.value == value or (held.tab == turn.tab and turn.turn < held.turn):
        if held.tab == turn.tab and turn.turn > held.turn:
            session.connection().execute(_CHANGE, {"row": held.id, "turn": turn.turn})
        return int(held.version)
    if held.tab != turn.tab and held.version > turn.seen:
        raise Overtaken(held.version, held.value)
    if late and not held.late and attempt.invitation.late is LatePolicy.CLOSE:
        raise Over(rules.LATE_LOST)
    version = int(held.version) + 1
    session.connection().execute(_CHANGE, row | {"row": held.id, "version": version})
    return version


def hand_in(session: Session, attempt: Attempt, sender: Sender, now: datetime) -> None:
    """Take the answers for good, score them, and send a receipt with the last part.

    Handed in twice is handed in once. Raises `AssessmentRefused` when something needed is
    not answered.
    """
    if attempt.status in rules.CLOSED:
        return
    rules.check_can_write(attempt.status)
    outages.catch_up(session, _end(attempt), now)
    if is_over(attempt, now):
        _time_out(session, attempt, attempt.invitation.public_id, now)
    else:
        assessment = library.assessment(attempt.instrument)
        answers = {item: one.value for item, one in queries.given(session, attempt).items()}
        way = rules.shown(assessment, attempt.order[""], answers)
        takes_files = attempt.invitation.application_id is not None
        rules.check_can_submit(assessment, way, answers, takes_files=takes_files)
        _close(session, attempt, AttemptStatus.SUBMITTED, now, attempt.invitation.public_id)
    if attempt.invitation.is_handed_in:
        _send_receipt(session, attempt.invitation, sender, now)


def close_overdue(session: Session, attempt_id: int, sender: Sender, now: datetime) -> None:
    """Hand in for somebody whose browser never came back, unless it came at last."""
    attempt = queries.get_overdue(session, attempt_id, now)
    if attempt is None:
        return
    _time_out(session, attempt, SYSTEM, now)
    if attempt.invitation.is_handed_in:
        _send_receipt(session, attempt.invitation, sender, now)


def sweep(session: Session, now: datetime) -> None:
    """Remove former links and keys of browsers once it is over, and codes of days ago."""
    over = select(Invitation.id).where(Invitation.closes_at < now - rules.KEPT)
    session.execute(delete(Sitting).where(Sitting.invitation_id.in_(over)))
    session.execute(delete(FormerLink).where(FormerLink.invitation_id.in_(over)))
    session.execute(delete(AccessCode).where(AccessCode.created_at < now - rules.KEPT))


def _time_out(session: Session, attempt: Attempt, actor: str, now: datetime) -> None:
    """Hand in at the end of the time, or now where what came after it counts, too."""
    at = _end(attempt) if attempt.invitation.late is LatePolicy.CLOSE else now
    _close(session, attempt, AttemptStatus.TIMED_OUT, at, actor)


def _close(
    session: Session, attempt: Attempt, status: AttemptStatus, at: datetime, actor: str
) -> None:
    attempt.status, attempt.submitted_at = status, at
    attempt.language = wording.page(attempt, attempt.invitation.language).written_in
    attempt.receipt = rules.new_receipt()
    session.flush()
    scores.score(session, attempt, at)
    verb = "submitted" if status is AttemptStatus.SUBMITTED else "timed-out"
    record(session, f"assessment_attempt.{verb}", attempt, actor=actor)


def _send_receipt(session: Session, invitation: Invitation, sender: Sender, now: datetime) -> None:
    if invitation.application is None:
        return
    numbers = ", ".join(str(attempt.receipt) for attempt in invitation.attempts)
    about = invitations.occasion(session, invitation, sender, now)
    handed_in = in_full(now, invitation.time_zone, invitation.language)
    letter = letters.receipt(invitation.name, invitation.email, about, numbers, handed_in)
    mail.post(session, letter, event=f"assessment {invitation.public_id} handed in", now=now)


def _end(attempt: Attempt) -> datetime:
    return rules.ends_at(attempt.deadline_at, attempt.invitation.closes_at)
