"""Adjustments: somebody asks for one in private, and the people team decides."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.assessments import letters, queries, rules
from assess.assessments.models import Adjustment, Invitation
from assess.assessments.rules import AssessmentRefused, AttemptStatus
from assess.assessments.services import invitations
from assess.audit.services import record
from assess.instruments import library
from assess.mail import Sender


def ask_for_adjustment(
    session: Session, invitation: Invitation, wish: str, sender: Sender, now: datetime
) -> Adjustment:
    """Keep a private request, and tell the people team that there is one, not what it says.

    Asked twice in the same words is asked once. Raises `AssessmentRefused` when too many wait.
    """
    waiting = [one for one in invitation.adjustments if one.granted is None]
    for one in waiting:
        if one.wish == wish:
            return one
    if len(waiting) >= rules.MOST_WISHES:
        raise AssessmentRefused("Your earlier requests are not decided yet. Wait for the answer.")
    adjustment = Adjustment(wish=wish, asked_at=now)
    invitation.adjustments.append(adjustment)
    session.flush()
    begun = any(one.started_at is not None for one in invitation.attempts)
    link = (
        f"{sender.base_url}/assessments/{invitation.public_id}/adjustments/{adjustment.public_id}"
    )
    for person in queries.deciders(session, invitation):
        letter = letters.adjustment_asked(
            person.name,
            person.email,
            invitation.name,
            invitations.role(invitation),
            link,
            begun=begun,
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
    """Grant or decline, set the person's time, and tell them. A running clock moves too.

    Declined after it was granted, the usual time holds again, unless another request was
    granted. The same decision sent twice is one. Raises `AssessmentRefused` for a decision that
    would tell the person nothing, or a time that nobody offers.
    """
    invitation = adjustment.invitation
    changes_time = (untimed or multiplier != 1) and _has_time_to_change(invitation)
    rules.check_decision(granted=granted, changes_time=changes_time, answer=answer)
    decided = (granted, answer, multiplier, untimed) if granted else (granted, answer)
    terms = (invitation.multiplier, invitation.untimed) if granted else ()
    if decided == (adjustment.granted, adjustment.answer, *terms):
        return
    others = [one for one in invitation.adjustments if one is not adjustment and one.granted]
    if granted:
        if multiplier not in rules.MULTIPLIERS:
            raise AssessmentRefused("Choose one of the times on this page.")
        _set_time(session, invitation, multiplier, untimed=untimed)
    elif adjustment.granted and not others:
        _set_time(session, invitation, 1.0, untimed=False)
    adjustment.granted, adjustment.answer = granted, answer
    adjustment.decided_at, adjustment.decided_by_id = now, actor.id
    session.flush()
    about = invitations.occasion(session, invitation, sender, now)
    letter = letters.adjustment_decided(
        invitation.name,
        invitation.email,
        about,
        answer,
        granted=granted,
        changes_time=changes_time,
    )
    event = f"adjustment {adjustment.public_id} decided {adjustment.version}"
    mail.post(session, letter, event=event, now=now)
    fields = {"granted": granted, "multiplier": multiplier, "untimed": untimed, "answer": answer}
    record(
        session, "assessment_adjustment.decided", adjustment, actor=actor.public_id, fields=fields
    )


def _has_time_to_change(invitation: Invitation) -> bool:
    """Whether a part with a time limit is not handed in yet."""
    return any(
        attempt.status not in rules.CLOSED and library.assessment(attempt.instrument).time_limit
        for attempt in invitation.attempts
    )


def _set_time(
    session: Session, invitation: Invitation, multiplier: float, *, untimed: bool
) -> None:
    for attempt in invitation.attempts:
        if attempt.status is AttemptStatus.IN_PROGRESS and attempt.started_at is not None:
            limit = library.assessment(attempt.instrument).time_limit
            times = None if untimed else multiplier
            moved = rules.deadline(attempt.started_at, limit, times)
            credit = timedelta(seconds=attempt.credited_seconds)
            attempt.deadline_at = moved + credit if moved else None
            invitations.count_what_is_in_time(session, attempt)
    invitation.multiplier, invitation.untimed = multiplier, untimed
