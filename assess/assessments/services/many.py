"""Invite many candidates at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments import asked, letters
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import invitations
from assess.audit.services import record
from assess.database import new_public_id
from assess.mail import Sender
from assess.openings import queries as openings
from assess.openings.candidate_csv import Problem
from assess.openings.models import Application, CandidateImport, Opening
from assess.openings.services import candidates

MOST = 500
"""How many may be invited at once."""


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was not invited, and why."""

    application: Application
    reason: str


@dataclass(frozen=True)
class Invited:
    """How many were invited at once, and who was not."""

    count: int
    left_out: tuple[LeftOut, ...]


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
    """Invite many candidates at once, on the same terms; whoever cannot be is told about.

    Raises `AssessmentRefused` for terms on which nobody can be invited.
    """
    invitations.check_published(instruments)
    invitations.check_terms(instruments, terms, now)
    everybody = [*applications]
    taken = asked.invited_to(session, everybody)
    made: list[Invitation] = []
    left_out: list[LeftOut] = []
    for application in everybody:
        try:
            invitations.check_not_taken(instruments, taken.get(application.id, set()))
        except AssessmentRefused as refusal:
            left_out.append(LeftOut(application, str(refusal)))
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
    chosen: Collection[str],
    instruments: Sequence[str],
    terms: invitations.Terms,
    *,
    sender: Sender,
    actor: User,
    now: datetime,
) -> Invited | None:
    """Invite whom `chosen` names of a list that was looked over, by mail address.

    Who is new is brought in first. Who is left out, and why, is kept with the list for a day.
    `None` when that was done before. Raises `OpeningRefused` when the opening is closed, and
    `AssessmentRefused` for terms on which nobody can be invited.
    """
    # Of two equal requests at the same moment, the second then sees what the first has done.
    openings.hold(session, opening.id)
    session.refresh(kept, ["done_at", "rows"])
    if kept.done_at is not None:
        return None
    unticked = [row for row in kept.rows if row["email"] not in chosen]
    kept.rows = [row for row in kept.rows if row["email"] in chosen]
    candidates.confirm_import(session, opening, kept, actor=actor, now=now)
    addresses = [row["email"] for row in kept.rows]
    found = asked.candidates_by_mail(session, opening.id, addresses)
    people = [found[address] for address in addresses]
    done = invite(session, people, instruments, terms, sender=sender, actor=actor, now=now)
    reasons = {one.application.candidate.email: one.reason for one in done.left_out}
    kept.problems = [
        *kept.problems,
        *(_problem(row, "Not ticked.") for row in unticked),
        *(_problem(row, reasons[row["email"]]) for row in kept.rows if row["email"] in reasons),
    ]
    kept.rows = [row for row in kept.rows if row["email"] not in reasons]
    session.flush()
    return done


def _problem(row: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """A row that was left out, as the list keeps those that could not be read."""
    return vars(Problem(row["line"], reason, f"{row['name']}, {row['email']}"))
