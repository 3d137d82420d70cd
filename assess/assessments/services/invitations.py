"""Invite, remind, send again, withdraw, extend, adjust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts import queries as account_queries
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments import letters, queries, rules
from assess.assessments.models import Adjustment, Attempt, Invitation
from assess.assessments.rules import AssessmentRefused, AttemptStatus, LatePolicy
from assess.audit.services import record
from assess.instruments import library
from assess.mail import Letter, Sender
from assess.openings.models import Application
from assess.times import in_full

REMIND_BEFORE = (timedelta(days=3), timedelta(days=1))
"""How long before the end each reminder goes out."""

BETWEEN_LINKS = timedelta(minutes=10)
"""Somebody who asks for a new link gets at most one in this time."""


@dataclass(frozen=True)
class Terms:
    """Until when, on whose clock, in which language, and what becomes of late answers."""

    closes_at: datetime
    time_zone: str
    language: str = "en"
    late: LatePolicy = LatePolicy.CLOSE


def invite(
    session: Session,
    application: Application,
    instruments: Sequence[str],
    terms: Terms,
    *,
    public_id: str,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Invitation:
    """Invite a candidate to one or more assessments (`id@version`), by mail.

    Raises `AssessmentRefused` when one of them is open or handed in for this opening.
    """
    held = queries.invitations_of(session, application)
    taken = {a.instrument for i in held if i.revoked_at is None for a in i.attempts}
    again = [library.assessment(ref).title for ref in instruments if ref in taken]
    if again:
        raise AssessmentRefused(f"Invited already: {', '.join(again)}.")
    if terms.closes_at <= now:
        raise AssessmentRefused("Choose an end that lies ahead.")
    invitation = _new(instruments, terms, public_id, actor, now)
    invitation.application = application
    session.add(invitation)
    session.flush()
    _send(session, invitation, letters.invited, sender, now)
    record(session, "assessment_invitation.sent", invitation, actor=actor.public_id)
    return invitation


def invite_oneself(
    session: Session, user: User, instrument: str, *, public_id: str, now: datetime
) -> Invitation:
    """Open a self-evaluation for the person who asks; no mail, no link."""
    terms = Terms(now + timedelta(days=30), user.time_zone)
    invitation = _new([instrument], terms, public_id, user, now)
    invitation.user = user
    session.add(invitation)
    session.flush()
    record(session, "assessment_invitation.opened", invitation, actor=user.public_id)
    return invitation


def remind(
    session: Session, invitation: Invitation, sender: Sender, now: datetime, actor: str
) -> None:
    """Send a reminder with a fresh link. Raises `AssessmentRefused` after the second one."""
    _check_open(invitation, now)
    if invitation.reminders >= rules.MOST_REMINDERS:
        raise AssessmentRefused(f"{rules.MOST_REMINDERS} reminders went out. Call instead.")
    invitation.reminders += 1
    invitation.reminded_at = now
    session.flush()
    _send(session, invitation, letters.reminded, sender, now)
    record(session, "assessment_invitation.reminded", invitation, actor=actor)


def remind_all(session: Session, sender: Sender, now: datetime, actor: str) -> int:
    """Remind everybody whose reminder is due; gives how many."""
    count = 0
    for invitation in queries.to_remind(session, now):
        before = REMIND_BEFORE[invitation.reminders]
        recent = max(invitation.sent_at or now, invitation.reminded_at or invitation.created_at)
        is_due = now >= invitation.closes_at - before
        if is_due and now - recent >= timedelta(hours=20):
            remind(session, invitation, sender, now, actor)
            count += 1
    return count


def reissue(
    session: Session, invitation: Invitation, sender: Sender, now: datetime, actor: str
) -> None:
    """Send a new link; the old one ends. Answers and running time stay as they are."""
    _check_open(invitation, now)
    invitation.revoked_at = None
    _send(session, invitation, letters.new_link, sender, now)
    record(session, "assessment_invitation.reissued", invitation, actor=actor)


def ask_for_new_link(
    session: Session, invitation: Invitation, sender: Sender, now: datetime
) -> None:
    """Send the person a new link, at most one in ten minutes."""
    if invitation.revoked_at is not None:
        raise rules.Over("This link was withdrawn. Ask whoever sent it what happens next.")
    if invitation.sent_at is None or now - invitation.sent_at >= BETWEEN_LINKS:
        reissue(session, invitation, sender, now, invitation.public_id)


def revoke(session: Session, invitation: Invitation, *, actor: str, now: datetime) -> None:
    """Withdraw a link; what was answered stays."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        session.flush()
        record(session, "assessment_invitation.revoked", invitation, actor=actor)


def restore(session: Session, invitation: Invitation, *, actor: User) -> None:
    """Undo a withdrawal: the link works again."""
    if invitation.revoked_at is not None:
        invitation.revoked_at = None
        session.flush()
        record(session, "assessment_invitation.restored", invitation, actor=actor.public_id)


def extend(
    session: Session, invitation: Invitation, closes_at: datetime, *, actor: User, now: datetime
) -> None:
    """Move the end of an invitation."""
    if closes_at <= now:
        raise AssessmentRefused("Choose an end that lies ahead.")
    invitation.closes_at = closes_at
    session.flush()
    fields = {"closes_at": closes_at.isoformat()}
    record(
        session, "assessment_invitation.extended", invitation, actor=actor.public_id, fields=fields
    )


def say_not_me(session: Session, invitation: Invitation, sender: Sender, now: datetime) -> None:
    """Withdraw a link that reached somebody else, and tell whoever invited."""
    if invitation.revoked_at is not None:
        return
    revoke(session, invitation, actor=invitation.public_id, now=now)
    inviter = invitation.invited_by
    link = f"{sender.base_url}/assessments/{invitation.public_id}"
    letter = letters.not_me(inviter.name, inviter.email, invitation.name, role(invitation), link)
    mail.post(session, letter, event=f"assessment {invitation.public_id} not me", now=now)


def ask_for_adjustment(
    session: Session, invitation: Invitation, wish: str, sender: Sender, now: datetime
) -> Adjustment:
    """Keep a private request, and tell the people team that there is one, not what it says."""
    adjustment = Adjustment(invitation_id=invitation.id, wish=wish, asked_at=now)
    session.add(adjustment)
    session.flush()
    link = (
        f"{sender.base_url}/assessments/{invitation.public_id}/adjustments/{adjustment.public_id}"
    )
    for person in account_queries.people_who_may(session, Permission.ADJUST):
        letter = letters.adjustment_asked(
            person.name, person.email, invitation.name, role(invitation), link
        )
        mail.post(session, letter, event=f"adjustment {adjustment.public_id}", now=now)
    record(session, "assessment_adjustment.asked", adjustment, actor=invitation.public_id)
    return adjustment


def decide_adjustment(
    session: Session,
    adjustment: Adjustment,
    *,
    granted: bool,
    multiplier: float,
    untimed: bool,
    answer: str,
    sender: Sender,
    actor: User,
    now: datetime,
) -> None:
    """Grant or decline, set the person's time, and tell them. A running clock moves too."""
    invitation = adjustment.invitation
    if granted:
        if multiplier not in rules.MULTIPLIERS:
            raise AssessmentRefused("Choose one of the times on this page.")
        _set_time(invitation, multiplier, untimed=untimed)
    adjustment.granted, adjustment.answer = granted, answer
    adjustment.decided_at, adjustment.decided_by_id = now, actor.id
    session.flush()
    letter = letters.adjustment_decided(
        invitation.name, invitation.email, occasion(invitation, sender), answer, granted=granted
    )
    event = f"adjustment {adjustment.public_id} decided {adjustment.version}"
    mail.post(session, letter, event=event, now=now)
    fields = {"granted": granted, "multiplier": multiplier, "untimed": untimed, "answer": answer}
    record(
        session, "assessment_adjustment.decided", adjustment, actor=actor.public_id, fields=fields
    )


def _set_time(invitation: Invitation, multiplier: float, *, untimed: bool) -> None:
    for attempt in invitation.attempts:
        if attempt.status is AttemptStatus.IN_PROGRESS and attempt.started_at is not None:
            limit = library.assessment(attempt.instrument).time_limit
            times = None if untimed else multiplier
            moved = rules.deadline(attempt.started_at, limit, times)
            credit = timedelta(seconds=attempt.credited_seconds)
            attempt.deadline_at = moved + credit if moved else None
    invitation.multiplier, invitation.untimed = multiplier, untimed


def occasion(invitation: Invitation, sender: Sender) -> letters.Occasion:
    """What mails say about an invitation."""
    minutes = sum(library.assessment(a.instrument).minutes for a in invitation.attempts)
    until = in_full(invitation.closes_at, invitation.time_zone)
    return letters.Occasion(sender.organisation, role(invitation), minutes, until, sender.contact)


def role(invitation: Invitation) -> str:
    """What the assessment is for, in words."""
    if invitation.application is not None:
        return invitation.application.opening.title
    return library.assessment(invitation.attempts[0].instrument).title


def _new(
    instruments: Sequence[str], terms: Terms, public_id: str, actor: User, now: datetime
) -> Invitation:
    attempts = [
        Attempt(
            position=position,
            instrument=ref,
            structure_hash=library.assessment(ref).structure_hash,
        )
        for position, ref in enumerate(instruments, start=1)
    ]
    return Invitation(
        public_id=public_id,
        token_hash=rules.digest(rules.new_token()),
        language=terms.language,
        opens_at=now,
        closes_at=terms.closes_at,
        time_zone=terms.time_zone,
        late=terms.late,
        invited_by=actor,
        created_at=now,
        attempts=attempts,
    )


def _send(
    session: Session,
    invitation: Invitation,
    write: letters.WithLink,
    sender: Sender,
    now: datetime,
) -> None:
    """Make a new link, which ends the old one, and send it."""
    token = rules.new_token()
    invitation.token_hash, invitation.sent_at = rules.digest(token), now
    session.flush()
    about = occasion(invitation, sender)
    letter: Letter = write(invitation.name, invitation.email, about, f"{sender.base_url}/i/{token}")
    event = f"assessment {invitation.public_id} link {invitation.token_hash[:16]}"
    mail.post(session, letter, event=event, now=now)


def _check_open(invitation: Invitation, now: datetime) -> None:
    if all(attempt.status in rules.CLOSED for attempt in invitation.attempts):
        raise AssessmentRefused("Everything is handed in already.")
    if invitation.closes_at <= now:
        raise AssessmentRefused("The time to answer is over. Extend it first.")
