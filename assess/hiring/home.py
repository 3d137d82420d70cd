"""One's own work: the first rows of each section, and each of them page by page."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.hiring import queries
from assess.hiring.rules import Section
from assess.interviews import work
from assess.interviews.rules import Work
from assess.interviews.work import OwnWork, Sitting
from assess.openings import queries as openings
from assess.web import paging
from assess.web.paging import Page

MOST_COUNTED = 1_000
"""A section is counted so far on its page: beyond it the page says only that there is more."""

MOST_TOLD = 100
"""So far it is counted where only its first rows stand."""


def beginning(session: Session, section: Section, actor: User, own: OwnWork) -> Page:
    """The first rows of a section, most urgent first."""
    if section is Section.READY and not openings.runs_any(actor):
        return Page([], 1, 0)
    rows, found = _statements(section, actor, own)
    return _shown(section, paging.beginning(session, rows, found, most=MOST_TOLD))


def page(session: Session, section: Section, actor: User, own: OwnWork, number: int) -> Page:
    """One page of all rows of a section."""
    rows, found = _statements(section, actor, own)
    count = paging.counting(found.limit(MOST_COUNTED + 1))
    some = paging.page(session, rows, number, count=count, most=MOST_COUNTED, scalars=False)
    return _shown(section, some)


def _statements(
    section: Section, actor: User, own: OwnWork
) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """The rows in their order, and the same as cheaply as they can be counted."""
    if section is Section.READY:
        return queries.ready(actor), queries.ready_ids(actor)
    return work.rows(own, Work(section)), work.ids(own, Work(section))


def _shown(section: Section, page: Page) -> Page:
    if section is Section.READY:
        return page
    return replace(page, rows=[Sitting(*row) for row in page.rows])
