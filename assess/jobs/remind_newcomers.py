"""Remind everybody in onboarding plans of what is due, and managers of silence."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import carry, utc_now
from assess.onboarding.services import reminders


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once; others write between its chunks."""
    sender = queries.get_sender(session, settings.address)
    if sender is None:
        return
    carry(session, reminders.remind(session, sender, utc_now()))
