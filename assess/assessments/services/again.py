"""Ask once more: another chance at what was closed when time was up."""

from datetime import datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import letters, queries
from assess.assessments.models import AnswerRow, Attempt, Invitation
from assess.assessments.rules import AssessmentRefused, AttemptStatus
from assess.assessments.services import invitations
from assess.assessments.services.invitations import Terms
from assess.audit.services import record
from assess.instruments import library
from assess.mail import Sender
from assess.openings import queries as openings


def closed_by_time(session: Session, invitation: Invitation) -> list[Attempt]:
    """Parts that were closed when time was up and that nobody was asked again since."""
    assert invitation.application is not None
    since = {
        attempt.instrument
        for one in queries.invitations_of(session, invitation.application)
        if one.id > invitation.id and one.revoked_at is None
        for attempt in one.attempts
    }
    closed = [one for one in invitation.attempts if one.status is AttemptStatus.TIMED_OUT]
    return [one for one in closed if one.instrument not in since]


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
    would be more than others have; of other parts the answers come along. Raises
    `AssessmentRefused` when there is nothing to ask again.
    """
    assert invitation.application is not None
    openings.hold(session, invitation.application.opening_id)
    parts = closed_by_time(session, invitation)
    if not parts:
        raise AssessmentRefused("Nothing is left here to ask again.")
    instruments = [part.instrument for part in parts]
    invitations.check_terms(instruments, terms, now)
    made = invitations.new_invitation(instruments, terms, public_id, actor, now)
    made.application, made.again_because = invitation.application, because
    made.multiplier, made.untimed = invitation.multiplier, invitation.untimed
    session.add(made)
    session.flush()
    for earlier, part in zip(parts, made.attempts, strict=True):
        if library.assessment(part.instrument).time_limit is None:
            _carry_over(session, earlier, part)
    invitations.send_link(session, made, letters.asked_again, sender, now)
    fields = {"because": because, "instead_of": invitation.public_id}
    record(session, "assessment_invitation.asked-again", made, actor=actor.public_id, fields=fields)
    return made


def _carry_over(session: Session, earlier: Attempt, part: Attempt) -> None:
    """Put the answers of an earlier attempt into a new one; they wait there for its beginning."""
    for item, one in queries.given(session, earlier).items():
        session.add(
            AnswerRow(
                attempt_id=part.id, item=item, value=one.value,
                first_at=one.saved_at, saved_at=one.saved_at,
            )
        )  # fmt: skip
    session.flush()
