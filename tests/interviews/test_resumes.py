"""Files of a candidate in the kit: only where the plan shows them, only to who interviews."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.interviews.services import scheduling
from assess.openings.models import Application, Plan, Resume
from assess.openings.services import applications
from tests.factories import SENDER
from tests.interviews.staging import interview

NOW = datetime(2026, 12, 4, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def hire(make, app):
    """A candidate with a file, in an opening whose plan shows files."""
    hire = make.hire()
    with make.transaction() as session:
        session.scalars(select(Plan)).one().show_resume = True
        applications.add_resume(
            session,
            session.scalars(select(Application)).one(),
            file_name="Temitope.pdf",
            data=PDF,
            folder=app.extensions["assess.settings"].files,
            actor=session.get_one(User, hire.manager.id),
            now=NOW,
        )
    make.declared(hire.interview_id, hire.panel[0])
    return hire


@pytest.fixture
def path(hire):
    return f"/interviews/{hire.interview_id}/files"


def file_id(make):
    with make.transaction() as session:
        return session.scalars(select(Resume.public_id)).one()


def hide(make):
    with make.transaction() as session:
        session.scalars(select(Plan)).one().show_resume = False


def test_the_kit_leads_to_the_files(make, browser, hire, path):
    omar = browser(hire.panel[0])
    assert f'href="{path}"' in omar.get(f"/interviews/{hire.interview_id}").html

    assert "Temitope.pdf" in omar.get(path).text
    answer = omar.get(f"{path}/{file_id(make)}")
    assert answer.data == PDF
    assert "attachment" in answer.response.headers["Content-Disposition"]
    answer.response.close()


def test_where_the_plan_hides_files_there_are_none(make, browser, hire, path):
    hide(make)
    omar = browser(hire.panel[0])

    assert "Files of the candidate" not in omar.get(f"/interviews/{hire.interview_id}").text
    assert omar.get(path).code == 404
    assert omar.get(f"{path}/{file_id(make)}").code == 404


def test_before_the_declaration_there_are_no_files(make, browser, hire, path):
    mei = browser(hire.panel[1])

    assert mei.get(path).code == 404
    assert mei.get(f"{path}/{file_id(make)}").code == 404


def test_after_a_cancellation_there_are_no_files(make, browser, hire, path):
    with make.transaction() as session:
        scheduling.cancel(
            session, interview(session, hire.interview_id), tell_candidate=False, sender=SENDER,
            actor=session.get_one(User, hire.manager.id), now=NOW,
        )  # fmt: skip

    assert browser(hire.panel[0]).get(f"{path}/{file_id(make)}").code == 404


def test_files_of_other_candidates_are_not_in_this_kit(make, browser, path):
    stranger = make.hire(name="Somebody else")
    make.declared(stranger.interview_id, stranger.panel[0])
    with make.transaction() as session:
        for plan in session.scalars(select(Plan)):
            plan.show_resume = True

    other = f"/interviews/{stranger.interview_id}/files"
    seen = browser(stranger.panel[0]).get(f"{other}/{file_id(make)}")

    assert seen.code == 404
    assert browser(stranger.panel[0]).get(f"{path}/{file_id(make)}").code == 404
