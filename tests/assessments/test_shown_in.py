"""An attempt keeps the language it was shown in, whatever somebody chooses for later pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.assessments.services import taking
from assess.audit.models import AuditEntry
from assess.database import utc_now
from tests.assessments import staging
from tests.assessments.normed import PLAIN, shelve
from tests.assessments.probe import PROBE
from tests.browser import Browser
from tests.factories import SENDER, Make

GERMAN = {"language": "de", "size": "usual", "contrast": "usual"}


@pytest.fixture
def manager(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> User:
    """Somebody who runs an opening, with an assessment in two languages and one in English."""
    shelve(monkeypatch, tmp_path)
    return make.manager()


@pytest.fixture
def closed(make: Make, application, manager):
    """Gives the language of an attempt after a part was handed in, or its time was up."""

    def close(ref: str, language: str, *, by_time: bool = False) -> str:
        link = staging.invite(make, application, manager, ref, language=language)
        staging.started(make, link)
        if ref == PROBE:
            staging.answer(make, link, "market", "home")
        with make.transaction() as session:
            part = staging.attempt(session, link)
            if by_time:
                taking.close_overdue(session, part.id, SENDER, utc_now() + timedelta(days=30))
            else:
                taking.hand_in(session, part, SENDER, utc_now())
        with make.transaction() as session:
            return staging.attempt(session, link).language

    return close


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize(
    ("ref", "language", "shown_in"),
    [(PROBE, "de", "de"), (PROBE, "en", "en"), (PLAIN, "de", "en")],
    ids=["translated", "in English", "not translated"],
)
def test_it_is_the_one_its_questions_were_in(closed, ref, language, shown_in, by_time):
    assert closed(ref, language, by_time=by_time) == shown_in


def test_another_language_chosen_after_handing_in_changes_nothing_of_it(make, link, page):
    staging.answer(make, link, "market", "home")
    page.post("/a/1/check")

    page.get("/a/display")
    page.post("/a/display", GERMAN)

    with make.transaction() as session:
        part = staging.attempt(session, link)
        assert (part.invitation.language, part.language) == ("de", "en")


def test_a_change_of_language_leaves_one_line_in_the_diary(make, link, page):
    for _ in range(2):
        page.get("/a/display?back=/a/help")
        page.post("/a/display?back=/a/help", GERMAN)

    with make.transaction() as session:
        lines = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "assessment_invitation.language-chosen")
        ).all()
        assert [(line.actor, line.subject) for line in lines] == [(link.invitation_id,) * 2]


def test_a_language_chosen_on_the_first_page_is_noted_alike(app, make, link):
    browser = Browser(app)
    browser.get(f"{link.path}?language=de")

    browser.post(link.path, {"language": "de"})

    with make.transaction() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
        assert actions.count("assessment_invitation.language-chosen") == 1
