"""Invite, remind, send again, withdraw, extend."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.assessments import asked, deeds, letters, own_time, queries, rules, wording
from assess.assessments.deeds import Deed
from assess.assessments.models import AnswerRow, Attempt, FormerLink, Invitation, Sitting
from assess.assessments.rules import AssessmentRefused, AttemptStatus, LatePolicy
from assess.audit.services import record
from assess.instruments import library
from assess.mail import Letter, Sender
from assess.openings import queries as openings
from assess.openings.models import Application
from assess.times import in_full
from assess.tokens import digest, new_token

BETWEEN_LINKS = timedelta(minutes=10)
"""Somebody who asks for a new link gets at most one in this time."""


@dataclass(frozen=True)
class Terms:
    """Until when, on whose clock, in which language, and what becomes of late answers.

    `is_end_meant`: somebody was asked about an end that is near, and wants it.
    """

    closes_at: datetime
    time_zone: str
    language: str = "en"
    late: LatePolicy = LatePolicy.CLOSE
    is_end_meant: bool = False


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

    Raises `AssessmentRefused` when one of them is a draft, is not made for hiring, or is open or
    handed in for this opening, and `DoubtfulEnd` for an end that is near and not said to be meant.
    """
    check_published(instruments)
    check_terms(instruments, terms, now)
    openings.hold(session, application.opening_id)
    taken = asked.invited_to(session, [application]).get(application.id, set())
    check_not_taken(instruments, taken)
    invitation = new_invitation(instruments, terms, public_id, actor, now)
    invitation.application = application
    session.add(invitation)
    session.flush()
    send_link(session, invitation, letters.invited, sender, now)
    record(session, "assessment_invitation.sent", invitation, actor=actor.public_id)
    return invitation


def check_terms(instruments: Sequence[str], terms: Terms, now: datetime) -> None:
    """Raises `AssessmentRefused` when nobody can be invited to an opening on these terms."""
    asked = [library.assessment(ref) for ref in dict.fromkeys(instruments)]
    rules.check_made_for_hiring(asked)
    rules.check_end(terms.closes_at, now)
    doubt = rules.nearness(terms.closes_at, now, sum(one.minutes for one in asked))
    if doubt and not terms.is_end_meant:
        raise rules.DoubtfulEnd(doubt)


def check_published(instruments: Sequence[str]) -> None:
    """Raises `AssessmentRefused` for a draft, or a file that was changed: scores need its words."""
    drafts = [ref for ref in instruments if not library.is_published("assessments", ref)]
    if drafts:
        raise AssessmentRefused(f"Not published: {', '.join(drafts)}. Choose another.")


def check_not_taken(instruments: Sequence[str], taken: Collection[str]) -> None:
    """Raises `AssessmentRefused` when a candidate was invited to one of them before."""
    again = [library.assessment(ref).title for ref in instruments if ref in taken]
    if again:
        raise AssessmentRefused(f"Invited already: {', '.join(again)}.")


def invite_oneself(
    session: Session,
    user: User,
    instrument: str,
    *,
    public_id: str,
    language: str = "en",
    now: datetime,
) -> Invitation:
    """Open a self-evaluation for the person who asks; no mail, no link."""
    terms = Terms(now + timedelta(days=30), user.time_zone, language)
    invitation = new_invitation([instrument], terms, public_id, user, now)
    invitation.user = user
    session.add(invitation)
    session.flush()
    record(session, "assessment_invitation.opened", invitation, actor=user.public_id)
    return invitation


def remind(
    session: Session, invitation: Invitation, sender: Sender, now: datetime, actor: str
) -> None:
    """Send a reminder with a fresh link. Raises `AssessmentRefused` where it cannot help."""
    deeds.check(Deed.REMIND, invitation, now)
    if invitation.reminded_at is not None and now - invitation.reminded_at < BETWEEN_LINKS:
        raise AssessmentRefused("A reminder went out a moment ago.")
    invitation.reminders += 1
    invitation.reminded_at = now
    session.flush()
    send_link(session, invitation, letters.reminded, sender, now)
    record(session, "assessment_invitation.reminded", invitation, actor=actor)


def reminders_due(session: Session, now: datetime) -> list[Invitation]:
    """Whom to remind by now."""
    return [one for one in queries.to_remind(session, now) if _is_due(one, now)]


def _is_due(invitation: Invitation, now: datetime) -> bool:
    before = rules.REMIND_BEFORE[invitation.reminders]
    recent = max(invitation.sent_at or now, invitation.reminded_at or invitation.created_at)
    return now >= invitation.closes_at - before and now - recent >= rules.BETWEEN_REMINDERS


def reissue(
    session: Session, invitation: Invitation, sender: Sender, now: datetime, actor: str
) -> None:
    """Send a new link; the old one ends. Answers and running time stay as they are.

    After a withdrawal nobody knows who sits at the browsers that were let in: they need a code.
    A link that reached somebody else is forgotten with those before it.
    Raises `AssessmentRefused` when there is nothing to answer, or another link asks for it.
    """
    deeds.check(Deed.REISSUE, invitation, now)
    if invitation.revoked_at is not None:
        _check_not_asked_elsewhere(session, invitation)
        _send_everybody_out(session, invitation)
    is_astray = invitation.misdirected_at is not None
    invitation.revoked_at = invitation.misdirected_at = None
    send_link(session, invitation, letters.new_link, sender, now)
    if is_astray:
        former = delete(FormerLink).where(FormerLink.invitation_id == invitation.id)
        session.execute(former)
    record(session, "assessment_invitation.reissued", invitation, actor=actor)


def ask_for_new_link(
    session: Session, invitation: Invitation, sender: Sender, now: datetime
) -> None:
    """Send the person a new link, at most one in ten minutes."""
    if invitation.revoked_at is not None:
        raise rules.Over(rules.WITHDRAWN)
    if invitation.closes_at <= now:
        raise rules.Over(rules.TIME_OVER)
    if invitation.sent_at is None or now - invitation.sent_at >= BETWEEN_LINKS:
        reissue(session, invitation, sender, now, invitation.public_id)


def revoke(session: Session, invitation: Invitation, *, actor: str, now: datetime) -> None:
    """Withdraw a link; what was answered stays.

    Raises `AssessmentRefused` when everything is handed in: there is nothing left to stop.
    """
    deeds.check(Deed.REVOKE, invitation, now)
    if invitation.revoked_at is None:
        _withdraw(session, invitation, actor, now)


def _withdraw(session: Session, invitation: Invitation, actor: str, now: datetime) -> None:
    invitation.revoked_at = now
    session.flush()
    record(session, "assessment_invitation.revoked", invitation, actor=actor)


def restore(session: Session, invitation: Invitation, *, actor: User, now: datetime) -> None:
    """Undo a withdrawal: the link works again.

    Raises `AssessmentRefused` when there is nothing to answer any more, when the link reached
    somebody else, or when another asks for the same.
    """
    deeds.check(Deed.RESTORE, invitation, now)
    if invitation.revoked_at is not None:
        _check_not_asked_elsewhere(session, invitation)
        invitation.revoked_at = None
        session.flush()
        record(session, "assessment_invitation.restored", invitation, actor=actor.public_id)


def extend(
    session: Session,
    invitation: Invitation,
    closes_at: datetime,
    *,
    sender: Sender,
    actor: User,
    now: datetime,
    is_end_meant: bool = False,
) -> None:
    """Move the end of an invitation, and tell whoever still has something to answer.

    Raises `AssessmentRefused` when everything is handed in, `WrongEnd` for an end that cannot be
    or that leaves nobody the time to finish, and `DoubtfulEnd` for one that is earlier or near
    and not said to be meant.
    """
    deeds.check(Deed.EXTEND, invitation, now)
    rules.check_end(closes_at, now)
    if closes_at == invitation.closes_at:
        return
    left = [attempt for attempt in invitation.attempts if attempt.status not in rules.CLOSED]
    # Without what anybody was granted: whoever moves the end must not learn of it.
    minutes = sum(library.assessment(attempt.instrument).minutes for attempt in left)
    is_earlier = closes_at < invitation.closes_at
    if is_earlier:
        rules.check_leaves_time(closes_at, now, minutes)
    doubts = [_affected(invitation)] if is_earlier else []
    doubts += filter(None, [rules.nearness(closes_at, now, minutes)])
    if doubts and not is_end_meant:
        raise rules.DoubtfulEnd(" ".join(doubts))
    move_end(session, invitation, closes_at, actor.public_id)
    if invitation.sent_at is None or invitation.revoked_at is not None:
        return
    about = occasion(session, invitation, sender, now)
    letter = letters.end_moved(invitation.name, invitation.email, about)
    event = f"assessment {invitation.public_id} ends {closes_at.isoformat()} {now.isoformat()}"
    mail.post(session, letter, event=event, now=now)


def _affected(invitation: Invitation) -> str:
    """Who has less time once an end moves earlier, in a sentence."""
    begun = any(one.started_at is not None for one in invitation.attempts)
    state = "is answering" if begun else "has not begun"
    return (
        f"That is earlier than before. {invitation.name} {state} and has less time then; what is "
        "answered stays."
    )


def move_end(session: Session, invitation: Invitation, closes_at: datetime, actor: str) -> None:
    """Set the end of an invitation; a clock that runs in a timed part stays as it is."""
    invitation.closes_at = closes_at
    session.flush()
    for attempt in invitation.attempts:
        count_what_is_in_time(session, attempt)
    fields = {"closes_at": closes_at.isoformat()}
    record(session, "assessment_invitation.extended", invitation, actor=actor, fields=fields)


def count_what_is_in_time(session: Session, attempt: Attempt) -> None:
    """After an end has moved: answers that were late and lie before it now are late no more."""
    if attempt.status is not AttemptStatus.IN_PROGRESS:
        return
    end = rules.ends_at(attempt.deadline_at, attempt.invitation.closes_at)
    session.execute(
        update(AnswerRow)
        .where(
            AnswerRow.attempt_id == attempt.id,
            AnswerRow.late.is_(True),
            AnswerRow.saved_at <= end + rules.GRACE,
        )
        .values(late=False)
    )


def say_not_me(session: Session, invitation: Invitation, sender: Sender, now: datetime) -> None:
    """Withdraw a link that reached somebody else, and tell whoever invited."""
    if invitation.revoked_at is not None:
        return
    invitation.misdirected_at = now
    _withdraw(session, invitation, invitation.public_id, now)
    _send_everybody_out(session, invitation)
    inviter = invitation.invited_by
    link = f"{sender.base_url}/assessments/{invitation.public_id}"
    letter = letters.not_me(inviter.name, inviter.email, invitation.name, role(invitation), link)
    mail.post(session, letter, event=f"assessment {invitation.public_id} not me", now=now)


def _send_everybody_out(session: Session, invitation: Invitation) -> None:
    session.execute(delete(Sitting).where(Sitting.invitation_id == invitation.id))


def occasion(
    session: Session, invitation: Invitation, sender: Sender, now: datetime
) -> letters.Occasion:
    """What mails say about an invitation."""
    left = [one for one in invitation.attempts if one.status not in rules.CLOSED]
    given = queries.given_in(session, [one.id for one in left])
    minutes = sum(wording.minutes_left(one, given.get(one.id, {})) for one in left)
    times = tuple(own_time.of_all(invitation, now))
    language = invitation.language
    until = in_full(invitation.closes_at, invitation.time_zone, language)
    begun = any(one.started_at is not None for one in invitation.attempts)
    return letters.Occasion(
        sender.organisation, role(invitation), minutes, until, sender.contact, language,
        begun=begun or invitation.again_because != "", times=times,
        all_timed=len(times) == len(left), time_zone=invitation.time_zone,
    )  # fmt: skip


def role(invitation: Invitation) -> str:
    """What the assessment is for, in words."""
    if invitation.application is not None:
        return invitation.application.opening.title
    return library.assessment(invitation.attempts[0].instrument).title


def new_invitation(
    instruments: Sequence[str], terms: Terms, public_id: str, actor: User, now: datetime
) -> Invitation:
    """An invitation that belongs to nobody yet, with its parts."""
    attempts = [
        Attempt(
            position=position,
            instrument=ref,
            structure_hash=library.assessment(ref).structure_hash,
        )
        for position, ref in enumerate(dict.fromkeys(instruments), start=1)
    ]
    return Invitation(
        public_id=public_id,
        token_hash=digest(new_token()),
        language=terms.language,
        closes_at=terms.closes_at,
        time_zone=terms.time_zone,
        late=terms.late,
        invited_by=actor,
        created_at=now,
        attempts=attempts,
    )


def send_link(
    session: Session,
    invitation: Invitation,
    write: letters.WithLink,
    sender: Sender,
    now: datetime,
) -> None:
    """Make a new link, which ends the old one, and send it."""
    token = new_token()
    if invitation.sent_at is not None:
        session.add(FormerLink(token_hash=invitation.token_hash, invitation_id=invitation.id))
    invitation.token_hash, invitation.sent_at = digest(token), now
    session.flush()
    about = occasion(session, invitation, sender, now)
    letter: Letter = write(invitation.name, invitation.email, about, f"{sender.base_url}/i/{token}")
    event = f"assessment {invitation.public_id} link {invitation.token_hash[:16]}"
    mail.post(session, letter, event=event, now=now)


def _check_not_asked_elsewhere(session: Session, invitation: Invitation) -> None:
    """Two live links to one part would make two sets of answers."""
    if invitation.application is None:
        return
    openings.hold(session, invitation.application.opening_id)
    left = {one.instrument for one in invitation.attempts if one.status not in rules.CLOSED}
    twice = sorted(left & asked.asked_elsewhere(session, invitation))
    if twice:
        titles = ", ".join(library.assessment(ref).title for ref in twice)
        raise AssessmentRefused(f"Another link asks for the same: {titles}. Withdraw that first.")
