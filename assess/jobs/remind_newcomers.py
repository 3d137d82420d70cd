"""Remind everybody in onboarding plans of what is due, and managers of silence."""

from time import sleep

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import BREATH, utc_now
from assess.mail import Sender
from assess.onboarding.services import reminders


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once; others write between its chunks."""
    company = queries.get_organisation(session)
    if company is None:
        return
    sender = Sender(company.name, company.contact, settings.address)
    for _ in reminders.remind(session, sender, utc_now()):
        session.commit()
        sleep(BREATH)
