"""Remind interviewers of scorecards that are due, and notice when none is missing any more."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import carry, utc_now
from assess.interviews.services import panels, scheduling
from assess.mail import Sender


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once; send complete panels on."""
    company = queries.get_organisation(session)
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    now = utc_now()
    carry(session, scheduling.remind(session, sender, now))
    carry(session, panels.settle_all(session, sender, now))
