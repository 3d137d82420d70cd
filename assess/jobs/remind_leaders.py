"""Ask leaders for the check-ins they planned, on the day they are due."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import utc_now
from assess.development import services
from assess.mail import Sender


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once."""
    company = queries.get_organisation(session)
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    services.remind(session, sender, utc_now())
