"""Ask leaders for the check-ins they planned, on the day they are due."""

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import utc_now
from assess.development import services


def run(session: Session, settings: Settings) -> None:
    """Post the reminders that are due now, each once."""
    sender = queries.get_sender(session, settings.address)
    if sender is None:
        return
    services.remind(session, sender, utc_now())
