"""Remind interviewers of scorecards that are due, and notice when none is missing any more."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import carry, utc_now
from assess.interviews.services import panels, scheduling


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once; send complete panels on."""
    sender = queries.get_sender(session, settings.address)
    if sender is None:
        return
    now = utc_now()
    carry(session, scheduling.remind(session, sender, now))
    carry(session, panels.settle_all(session, sender, now))
