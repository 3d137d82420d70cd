"""Count how groups of people stand in what a model expects: the second job that opens the seal."""

from typing import Any

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import utc_now
from assess.impact import modelled


def run(session: Session, payload: dict[str, Any], settings: Settings, _key: str) -> None:
    """Count once; what is counted already stays as it is."""
    company = queries.get_organisation(session)
    zone = company.time_zone if company else "UTC"
    modelled.measure(session, payload["model"], settings.self_id_secret, zone, utc_now())
