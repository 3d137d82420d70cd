"""Remind whoever answers for a fit model that it ends."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import utc_now
from assess.fit.services import reminders
from assess.mail import Sender
from assess.times import in_zone


def run(session: Session, settings: Settings) -> None:
    """Post the mails that are due, each once."""
    company, now = queries.get_organisation(session), utc_now()
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    reminders.remind(session, sender, now, in_zone(now, company.time_zone).date())
