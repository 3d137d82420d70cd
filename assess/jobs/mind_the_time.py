"""Keep the time of people who answer: close what ran out, remind."""

import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.assessments import queries as assessments
from assess.assessments.services import invitations, measured, outages, taking
from assess.audit.services import SYSTEM
from assess.config import Settings
from assess.database import utc_now

_log = logging.getLogger(__name__)


def run(session: Session, settings: Settings) -> None:
    """Close nothing while nobody is served, so that an outage ends nobody's attempt.

    A server that comes back gives time back first. Each person's end and reminder is a
    transaction of its own: people who answer need not wait for all of them, and what fails for
    one stops nobody's clock.
    """
    sender = queries.get_sender(session, settings.address)
    if sender is None:
        return
    now = utc_now()
    overdue = [] if outages.is_away(session, now) else assessments.overdue_ids(session, now)
    session.commit()
    if overdue:
        measured.make_ready()
    for attempt_id in overdue:
        _alone(session, partial(taking.close_overdue, session, attempt_id, sender, now))
    for invitation in invitations.reminders_due(session, now):
        _alone(session, partial(invitations.remind, session, invitation, sender, now, SYSTEM))


def _alone(session: Session, work: Callable[[], None]) -> None:
    try:
        work()
        session.commit()
    except Exception as error:
        session.rollback()
        _log.warning("minding the time of one person failed: %s", type(error).__name__)
