"""Erase candidates who were not hired, a year after the last thing; words nobody is found by."""

from itertools import islice

from sqlalchemy.orm import Session

from assess.assessments.services import identifying
from assess.config import Settings
from assess.database import carry, utc_now
from assess.desk import papers
from assess.desk import queries as desk
from assess.openings import queries, resumes
from assess.openings.services import candidates
from assess.search import services as search
from assess.talent import queries as talent

AT_ONCE = 50
"""So many are erased before others may write."""


def run(session: Session, settings: Settings) -> None:
    """Erase those who are due; their files go once the rows are gone for good."""
    due = iter(queries.candidates_to_erase(session, utc_now(), talent.kept()))
    while some := list(islice(due, AT_ONCE)):
        stored: list[str] = []
        for candidate in some:
            for public_id in queries.application_ids(session, candidate):
                identifying.forget(session, public_id, settings.self_id_secret)
            stored += candidates.erase(session, candidate)
        session.commit()
        resumes.discard(settings.files, stored)
    papers.sweep(settings.papers, desk.names_of_files(session))
    carry(session, search.wipe(session))
