"""Remove what is over, and note where the diary stands."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assess import queue
from assess.accounts import services as accounts
from assess.assessments.services import taking
from assess.audit import services as audit
from assess.config import Settings
from assess.database import utc_now
from assess.desk import papers
from assess.desk import queries as desk_queries
from assess.desk import services as desk
from assess.fit.models import OutcomeImport
from assess.openings.models import CandidateImport, Resume
from assess.talent import imports
from assess.talent.models import PeopleBatch

LEFT_BEHIND = timedelta(days=1)
"""After this long nobody is at work any more on a file that was read or uploaded."""


def run(session: Session, settings: Settings) -> None:
    """Remove what is over or left behind; note outside where the diary stands."""
    now = utc_now()
    accounts.sweep(session, now)
    taking.sweep(session, now)
    queue.sweep(session, now)
    # They hold names and addresses of people who may never have become candidates.
    session.execute(delete(CandidateImport).where(CandidateImport.created_at < now - LEFT_BEHIND))
    imports.sweep(session, now)
    session.execute(delete(OutcomeImport).where(OutcomeImport.created_at < now - LEFT_BEHIND))
    desk.expire(session, now)
    session.commit()
    papers.sweep(settings.papers, desk_queries.names_of_files(session))
    _sweep_files(session, settings.files, now)
    audit.write_checkpoint(session, settings.checkpoints, now)


def _sweep_files(session: Session, folder: Path, now: datetime) -> None:
    """Remove files no row names: their upload, or their removal, was cut off."""
    named = {
        *session.scalars(select(Resume.stored_as)),
        *session.scalars(select(PeopleBatch.stored_as)),
    }
    before = (now - LEFT_BEHIND).timestamp()
    for path in folder.iterdir():
        if path.is_file() and path.name not in named and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
