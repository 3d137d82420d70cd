"""Remove what is over, and note where the diary stands."""

from sqlalchemy.orm import Session

from assess import queue
from assess.accounts import services as accounts
from assess.audit import services as audit
from assess.config import Settings
from assess.database import utc_now


def run(session: Session, settings: Settings) -> None:
    """Sweep sessions and outbox rows that are over; note outside where the diary stands."""
    accounts.sweep(session, utc_now())
    queue.sweep(session, utc_now())
    audit.write_checkpoint(session, settings.data / "audit-checkpoints.log", utc_now())
