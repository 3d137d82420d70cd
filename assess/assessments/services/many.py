"""Invite many candidates at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import letters, queries, rules
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import invitations
from assess.audit.services import record
from assess.database import new_public_id
from assess.mail import Sender
from assess.openings import queries as openings
from assess.openings.models import Application, CandidateImport, Opening
from assess.openings.services import candidates

MOST = 500
"""How many may be invited at once."""


@dataclass(frozen=True)
class Invited:
    """How many were invited at once, and who was not, with the reason."""

    count: int
    left_out: tuple[str, ...]


def invite(
    session: Session,
    applications: Iterable[Application],
    instruments: Sequence[str],
    terms: invitations.Terms,
    *,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Invited:
    """Invite many candidates at once, on the same terms; whoever cannot be is told about."""
    rules.check_end(terms.closes_at, now)
    everybody = [*applications]
    taken = queries.invited_to(session, everybody)
    made: list[Invitation] = []
    left_out: list[str] = []
    for application in everybody:
        try:
            invitations.check_not_taken(instruments, taken.get(application.id, set()))
        except AssessmentRefused as refusal:
            left_out.append(f"{application.candidate.name}: {refusal}")
        else:
            made.append(invitations.new_invitation(instruments, terms, new_public_id(), actor, now))
            made[-1].application = application
    session.add_all(made)
    session.flush()
    for invitation in made:
        invitations.send_link(session, invitation, letters.invited, sender, now)
        record(session, "assessment_invitation.sent", invitation, actor=actor.public_id)
    return Invited(len(made), tuple(left_out))


def invite_list(
    session: Session,
    opening: Opening,
    kept: CandidateImport,
    instruments: Sequence[str],
    terms: invitations.Terms,
    *,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Invited | None:
    """Invite everybody on a list that was looked over; who is new is brought in first.

    `None` when that was done before. Raises `OpeningRefused` when the opening is closed.
    """
    # Of two equal requests at the same moment, the second then sees what the first has done.
    openings.hold(session, opening.id)
    session.refresh(kept, ["done_at"])
    if kept.done_at is not None:
        return None
    candidates.confirm_import(session, opening, kept, actor=actor, now=now)
    addresses = [row["email"] for row in kept.rows]
    found = queries.candidates_by_mail(session, opening.id, addresses)
    people = [found[address] for address in addresses]
    return invite(session, people, instruments, terms, sender=sender, actor=actor, now=now)
