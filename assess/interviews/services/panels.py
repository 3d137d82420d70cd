"""When nobody on a panel is waited for any more, the candidate goes on to the debrief."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.audit.services import record
from assess.database import as_written
from assess.interviews import letters, queries
from assess.interviews.models import Interview, Scorecard
from assess.interviews.rules import ACTIVE, TO_HAND_IN, InterviewStatus, ScorecardStatus
from assess.interviews.services.scheduling import occasion
from assess.mail import Sender
from assess.openings.models import Application
from assess.openings.rules import Stage, WaitingFor
from assess.openings.services import applications


def give_up(
    session: Session, application: Application, *, sender: Sender, actor: User, now: datetime
) -> None:
    """Leave the panel of a candidate before any interview: ratings show from now on.

    Whoever may have seen them gets no scorecard for this candidate any more.
    """
    queries.hold(session, application)
    application.gave_up = sorted({*application.gave_up, actor.id})
    session.flush()
    settle(session, application, sender, now)
    record(session, "application.place-given-up", application, actor=actor.public_id)


def settle(session: Session, application: Application, sender: Sender, now: datetime) -> None:
    """Send a candidate on when a scorecard is in and none is missing; tell who runs it.

    For whatever may end the waiting: the last scorecard, somebody who steps back or gives
    up a place. With nobody left to hand one in, an interview is to be arranged. The
    application is held (`queries.hold`).
    """
    if application.stage not in (Stage.INTERVIEW, Stage.DEBRIEF):
        return
    states = _states(session, application)
    if not states & ACTIVE and application.waiting_for is WaitingFor.SCORECARDS:
        applications.wait_for(session, application, WaitingFor.INVITATION, now=now)
    last = _last_interview(session, application, states)
    if last is None:
        return
    if application.stage is Stage.INTERVIEW:
        applications.move(session, application, Stage.DEBRIEF, actor=None, now=now)
    if application.waiting_for is not WaitingFor.DECISION:  # the debrief was opened early
        applications.wait_for(session, application, WaitingFor.DEBRIEF, now=now)
    link = f"{sender.base_url}/applications/{application.public_id}/debrief"
    about = occasion(last, sender)
    for member in application.opening.members:
        letter = letters.debrief_ready(member.user.name, member.user.email, about, link)
        event = f"application {application.public_id} complete {now.isoformat()}"
        mail.post(session, letter, event=event, now=now)


def settle_all(session: Session, sender: Sender, now: datetime) -> Iterator[None]:
    """Settle candidates nobody is waited for since somebody's account was closed, in turn."""
    missing = exists().where(
        Scorecard.application_id == Application.id,
        as_written(Scorecard.status, (*TO_HAND_IN, ScorecardStatus.SUBMITTED)),
        Scorecard.status != ScorecardStatus.SUBMITTED,
    )
    waiting = select(Application.id).where(
        Application.stage == Stage.INTERVIEW,
        Application.waiting_for == WaitingFor.SCORECARDS,
        ~missing,
    )
    for application_id in session.scalars(waiting).all():
        application = session.get(Application, application_id)
        if application and _last_interview(session, application, _states(session, application)):
            queries.hold(session, application)
            settle(session, application, sender, now)
        yield


def _states(session: Session, application: Application) -> set[ScorecardStatus]:
    return {status for _, status in queries.panel_status(session, application.id)}


def _last_interview(
    session: Session, application: Application, states: set[ScorecardStatus]
) -> Interview | None:
    """The last interview of a panel that is complete, else nothing."""
    if not states <= {ScorecardStatus.SUBMITTED, ScorecardStatus.STEPPED_BACK}:
        return None
    held = queries.interviews_of(session, application.id)
    arranged = [one for one in held if one.status is InterviewStatus.ARRANGED]
    if ScorecardStatus.SUBMITTED not in states or not arranged:
        return None
    to_meet = queries.yet_to_meet(application, arranged[0].plan, held)
    return None if to_meet else arranged[-1]
