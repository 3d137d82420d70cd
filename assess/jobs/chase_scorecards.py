"""Remind interviewers of scorecards that are due."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import utc_now
from assess.interviews.services import scheduling
from assess.interviews.services.scheduling import Sender


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now; each goes out once."""
    company = queries.get_organisation(session)
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    scheduling.remind(session, sender, utc_now())
