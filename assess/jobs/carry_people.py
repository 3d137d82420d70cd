"""Read a file of people, bring them into a pool, or take them back: what its batch is at."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assess.config import Settings
from assess.database import carry, utc_now
from assess.openings import resumes
from assess.tabular import UnreadableSheet
from assess.talent import imports
from assess.talent.models import PeopleBatch
from assess.talent.rules import BatchStatus
from assess.times import in_zone


def run(session: Session, payload: dict[str, Any], settings: Settings, _key: str) -> None:
    """Carry on a batch to where it waits for a person again; others write between its chunks."""
    batch = session.get(PeopleBatch, payload["batch"])
    if batch is None:
        return
    now = utc_now()
    if batch.status is BatchStatus.READING:
        _read(session, batch, settings, now)
    elif batch.status is BatchStatus.IMPORTING:
        stored, batch_id = batch.stored_as, batch.id
        today = in_zone(now, batch.user.time_zone).date()
        carry(session, imports.bring_in(session, batch_id, today=today, now=now))
        resumes.discard(settings.files, [stored])
    elif batch.status is BatchStatus.UNDOING:
        carry(session, imports.take_back(session, batch.id, now=now))


def _read(session: Session, batch: PeopleBatch, settings: Settings, now: datetime) -> None:
    today = in_zone(now, batch.user.time_zone).date()
    try:
        with (settings.files / batch.stored_as).open("rb") as file:
            carry(session, imports.read(session, batch, file, today))
    except UnreadableSheet as problem:
        session.rollback()
        imports.refuse(session, batch, str(problem))
        session.commit()
