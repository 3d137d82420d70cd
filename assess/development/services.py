"""Start an evaluation, set goals, write check-ins."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.assessments.models import Attempt, Invitation
from assess.assessments.services import invitations
from assess.audit.services import record
from assess.development import queries, rules
from assess.development.models import CheckIn, Goal
from assess.development.rules import OPEN, DevelopmentRefused, Progress
from assess.instruments import library


@dataclass(frozen=True)
class Intention:
    """What a goal says."""

    behaviour: str
    first_step: str
    helper: str
    evidence: str


def start(
    session: Session, user: User, instrument: str, *, public_id: str, now: datetime
) -> Invitation:
    """Open a self-evaluation, or give back the one that is open already.

    Raises `DevelopmentRefused` soon after the same questions were answered.
    """
    structure = library.assessment(instrument).structure_hash
    for attempt in queries.unfinished(session, user):
        is_open = attempt.invitation.closes_at > now and attempt.invitation.revoked_at is None
        if attempt.instrument == instrument and is_open:
            return attempt.invitation
    last = next(
        (one for one in queries.finished(session, user) if one.structure_hash == structure), None
    )
    last_day = last.submitted_at.date() if last and last.submitted_at else None
    rules.check_can_repeat(last_day, now.date())
    return invitations.invite_oneself(session, user, instrument, public_id=public_id, now=now)


def set_goal(
    session: Session,
    user: User,
    attempt: Attempt,
    scale: str,
    intention: Intention,
    *,
    public_id: str,
    starts_on: date,
    now: datetime,
) -> Goal:
    """Add a goal that grows out of an evaluation.

    Raises `DevelopmentRefused` when three are open, and `KeyError` for an unknown scale.
    """
    library.assessment(attempt.instrument).scale(scale)
    queries.hold_goals(session, user)
    held = queries.goals(session, user)
    same = next((goal for goal in held if goal.public_id == public_id), None)
    if same is not None:
        return same
    rules.check_can_add(sum(goal.progress in OPEN for goal in held))
    goal = Goal(
        public_id=public_id,
        user_id=user.id,
        instrument=attempt.instrument,
        scale=scale,
        starts_on=starts_on,
        created_at=now,
        **vars(intention),
    )
    session.add(goal)
    session.flush()
    record(session, "development_goal.set", goal, actor=user.public_id, fields=vars(intention))
    return goal


def change_goal(session: Session, goal: Goal, intention: Intention, *, actor: User) -> None:
    """Word a goal anew."""
    if goal.progress not in OPEN:
        raise DevelopmentRefused("This goal is closed. Its words stay as they are.")
    changed = {
        name: value for name, value in vars(intention).items() if getattr(goal, name) != value
    }
    if changed:
        for name, value in changed.items():
            setattr(goal, name, value)
        session.flush()
        record(session, "development_goal.changed", goal, actor=actor.public_id, fields=changed)


def check_in(
    session: Session, goal: Goal, progress: Progress, note: str, *, actor: User, now: datetime
) -> CheckIn:
    """Write what happened since; reached and dropped goals make room for others."""
    if goal.progress not in OPEN:
        raise DevelopmentRefused("This goal is closed already.")
    written = CheckIn(number=len(goal.check_ins) + 1, progress=progress, note=note, written_at=now)
    goal.check_ins.append(written)
    goal.progress = progress
    goal.closed_at = None if progress in OPEN else now
    session.flush()
    fields = {"progress": progress.value, "note": note}
    record(session, "development_goal.checked-in", goal, actor=actor.public_id, fields=fields)
    return written
