"""Count selection rates by group: the one job that opens what people said of themselves."""

from typing import Any

from sqlalchemy.orm import Session

from assess.config import Settings
from assess.database import utc_now
from assess.impact import services


def run(session: Session, payload: dict[str, Any], settings: Settings, _key: str) -> None:
    """Take the look that was asked for; while it counts, no transaction is open."""
    public_id, now = payload["analysis"], utc_now()
    found = services.gather(session, public_id, settings.self_id_secret, now)
    session.commit()
    if found is not None:
        services.keep(session, public_id, services.counted(found), now)
