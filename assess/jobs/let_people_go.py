"""Take people out of talent pools on the day after their consent ended."""

from time import sleep

from sqlalchemy.orm import Session

from assess.accounts import queries
from assess.config import Settings
from assess.database import BREATH, utc_now
from assess.desk import papers
from assess.desk import queries as desk
from assess.openings import resumes
from assess.talent import services
from assess.times import in_zone


def run(session: Session, settings: Settings) -> None:
    """Let those go who are due; their files go once the rows are gone for good."""
    company = queries.get_organisation(session)
    if company is None:
        return
    for stored in services.let_go(session, in_zone(utc_now(), company.time_zone).date()):
        session.commit()
        resumes.discard(settings.files, stored)
        sleep(BREATH)
    papers.sweep(settings.papers, desk.names_of_files(session))
