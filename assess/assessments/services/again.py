"""Ask once more: another chance at what was closed when time was up."""

from datetime import datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import asked, letters
from assess.assessments.models import Adjustment, AnswerRow, Attempt, Invitation
from assess.assessments.rules import AssessmentRefused, AttemptStatus, LatePolicy
from assess.assessments.services import invitations
from assess.assessments.services.invitations import Terms
from assess.audit.services import record
from assess.instruments import library
from assess.mail import Sender
from assess.openings import queries as openings


def check_can_ask_again(session: Session, invitation: Invitation) -> list[Attempt]:
    """Parts that were closed when time was up and that nobody was asked again since.

    Raises `AssessmentRefused` when there are none, and when it is not the candidate who would
    be asked, or their panel is done.
    """
    assert invitation.application is not None
    closed = [one for one in invitation.attempts if one.status is AttemptStatus.TIMED_OUT]
    if not closed:
        raise AssessmentRefused("Nothing is left here to ask again.")
    if invitation.application.stage.has_outcome:
        raise AssessmentRefused(f"{invitation.name} is no longer being assessed for this opening.")
    if invitation.misdirected_at is not None:
        raise AssessmentRefused(
            "This link reached somebody else. Check the mail address, then invite them anew."
        )
    elsewhere = asked.asked_elsewhere(session, invitation)
    left = [one for one in closed if one.instrument not in elsewhere]
    if not left:
        raise AssessmentRefused("Nothing is left here to ask again: another link asks for it.")
    return left


def may_ask_again(session: Session, invitation: Invitation) -> bool:
    """Whether there is another chance to give."""
    try:
        check_can_ask_again(session, invitation)
    except AssessmentRefused:
        return False
    return True


def ask_again(
    session: Session,
    invitation: Invitation,
    because: str,
    terms: Terms,
    *,
    public_id: str,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Invitation:
    """Invite somebody once more to what was closed when time was up, with a reason.

    The earlier attempt keeps its answers and scores; handing in anew makes rows of its own. A
    part with a time limit begins anew with its whole time, since time kept and time given again
    would be more than others have; of other parts the answers come along. What was granted
    holds on. Raises `AssessmentRefused` when nothing may be asked again.
    """
    assert invitation.application is not None
    openings.hold(session, invitation.application.opening_id)
    parts = check_can_ask_again(session, invitation)
    instruments = [part.instrument for part in parts]
    invitations.check_terms(instruments, terms, now)
    made = invitations.new_invitation(instruments, terms, public_id, actor, now)
    made.application, made.again_because = invitation.application, because
    made.multiplier, made.untimed = invitation.multiplier, invitation.untimed
    made.adjustments = [_once_more(one) for one in invitation.adjustments if one.granted]
    session.add(made)
    for earlier, part in zip(parts, made.attempts, strict=True):
        if library.assessment(part.instrument).time_limit is None:
            part.answers = _counting(earlier)
    session.flush()
    invitations.send_link(session, made, letters.asked_again, sender, now)
    fields = {"because": because, "instead_of": invitation.public_id}
    record(session, "assessment_invitation.asked-again", made, actor=actor.public_id, fields=fields)
    return made


def _once_more(granted: Adjustment) -> Adjustment:
    """A granted request as one of another invitation: what was set up is to be set up again."""
    return Adjustment(
        wish=granted.wish,
        asked_at=granted.asked_at,
        granted=True,
        answer=granted.answer,
        decided_at=granted.decided_at,
        decided_by_id=granted.decided_by_id,
    )


def _counting(earlier: Attempt) -> list[AnswerRow]:
    """The answers of an earlier attempt for a new one: without late ones that did not count."""
    takes_late = earlier.invitation.late is not LatePolicy.CLOSE
    return [
        AnswerRow(item=one.item, value=one.value, first_at=one.first_at, saved_at=one.saved_at)
        for one in earlier.answers
        if takes_late or not one.late
    ]
