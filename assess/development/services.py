"""Start an evaluation, set goals, write check-ins, remind of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments.models import Attempt, Invitation
from assess.assessments.services import invitations
from assess.audit.services import record
from assess.database import new_public_id
from assess.development import letters, queries, rules
from assess.development.models import CheckIn, Goal, ReportRelease
from assess.development.rules import OPEN, DevelopmentRefused, Overtaken, Progress
from assess.instruments import library
from assess.language import ENGLISH, speaking
from assess.language import gettext as _
from assess.mail import Sender
from assess.times import in_zone


@dataclass(frozen=True)
class Intention:
    """What a goal says."""

    behaviour: str
    first_step: str
    helper: str
    evidence: str


def start(
    session: Session, user: User, instrument: str, *, language: str = ENGLISH, now: datetime
) -> Invitation:
    """Open a self-evaluation, or give back the one that is open already, be it in other words.

    A new one opens in `language` where it is translated, else in English. Raises
    `DevelopmentRefused` within `rules.SHORTEST_WAIT` of answering the same questions, by the days
    of the person's own clock, and `library.Unknown` where there is no such instrument.
    """
    questions = library.assessment(instrument).comparable_by
    queries.hold(session, user)
    for attempt in queries.running(session, user, now):
        if attempt.comparable_by == questions:
            return attempt.invitation
    last = queries.last_answered(queries.finished(session, user), questions, user.time_zone)
    rules.check_can_repeat(last, in_zone(now, user.time_zone).date())
    is_translated = language in library.translations(instrument)
    return invitations.invite_oneself(
        session, user, instrument,
        public_id=new_public_id(), language=language if is_translated else ENGLISH, now=now,
    )  # fmt: skip


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

    The same form sent twice is one goal; with other words the second time, it has those.
    Raises `DevelopmentRefused` when three are open, and `KeyError` for an unknown scale.
    """
    library.assessment(attempt.instrument).scale(scale)
    queries.hold(session, user)
    held = queries.goals(session, user)
    same = next((goal for goal in held if goal.public_id == public_id), None)
    if same is not None:
        change_goal(session, same, intention, actor=user)
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
    """Word a goal anew. Raises `DevelopmentRefused` for one that is closed."""
    changed = {
        name: value for name, value in vars(intention).items() if getattr(goal, name) != value
    }
    if not changed:
        return
    if goal.progress not in OPEN:
        raise DevelopmentRefused(_("This goal is closed. Its words stay as they are."))
    for name, value in changed.items():
        setattr(goal, name, value)
    session.flush()
    record(session, "development_goal.changed", goal, actor=actor.public_id, fields=changed)


def check_in(
    session: Session,
    goal: Goal,
    progress: Progress,
    note: str,
    *,
    seen: int,
    actor: User,
    now: datetime,
) -> CheckIn:
    """Write what happened since; reached and dropped goals make room for others.

    `seen` is how many check-ins there were when the note was written: the same note sent twice
    is one. Raises `Overtaken` when another tab wrote one since, and `DevelopmentRefused` for a
    goal that is closed.
    """
    newest = goal.check_ins[-1] if goal.check_ins else None
    if newest is not None and seen < newest.number:
        if (newest.progress, newest.note) == (progress, note):
            return newest
        raise Overtaken
    if goal.progress not in OPEN:
        raise DevelopmentRefused(_("This goal is closed already."))
    written = CheckIn(number=len(goal.check_ins) + 1, progress=progress, note=note, written_at=now)
    goal.check_ins.append(written)
    goal.progress = progress
    goal.closed_at = None if progress in OPEN else now
    session.flush()
    fields = {"progress": progress.value, "note": note}
    record(session, "development_goal.checked-in", goal, actor=actor.public_id, fields=fields)
    return written


def remind(session: Session, sender: Sender, now: datetime) -> None:
    """Ask leaders for check-ins that are due, once for each check, in their morning or later."""
    for goal in queries.open_goals(session):
        person = goal.user
        if not person.active or not person.may(Permission.EVALUATE_SELF):
            continue
        dates = rules.check_dates(goal.starts_on)
        here = in_zone(now, person.time_zone)
        number = rules.check_to_remind_of(dates, goal.last_check_in(person.time_zone), here)
        if number is not None:
            link = f"{sender.base_url}/me/goals/{goal.public_id}"
            with speaking(person.language):
                letter = letters.check_in_due(
                    person.name, person.email, sender.organisation,
                    rules.spoken(dates[number - 1]), link,
                )  # fmt: skip
            event = f"goal {goal.public_id} check {number}"
            mail.post(session, letter, event=event, now=now)


def release(session: Session, user: User, attempt: Attempt, now: datetime) -> None:
    """Let the people team have a report; said again, it changes nothing."""
    queries.hold(session, user)
    if queries.get_release(session, attempt) is not None:
        return
    session.add(ReportRelease(attempt_id=attempt.id, released_at=now))
    session.flush()
    record(session, "assessment_attempt.released", attempt, actor=user.public_id)


def take_back(session: Session, user: User, attempt: Attempt) -> None:
    """From now on the people team can neither make the report nor download it."""
    queries.hold(session, user)
    held = queries.get_release(session, attempt)
    if held is None:
        return
    session.delete(held)
    session.flush()
    record(session, "assessment_attempt.taken-back", attempt, actor=user.public_id)
