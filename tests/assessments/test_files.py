"""Files handed in with an assessment."""

import io

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from assess.accounts.models import User
from assess.assessments.services import taking
from assess.audit.models import AuditEntry
from assess.database import new_public_id, utc_now
from assess.openings.models import Resume
from tests.assessments import staging
from tests.assessments.probe import PROBE
from tests.browser import Answer, Browser


def hand_over(page: Browser, path: str, name: str, data: bytes) -> Answer:
    """Send a file with the form of its question."""
    sent = page.fields(path) | {"paper.file": FileStorage(io.BytesIO(data), filename=name)}
    return page.post(path, sent, content_type="multipart/form-data")


def test_a_file_becomes_one_of_the_applications_and_the_next_takes_its_place(
    app, make, link, page, at
):
    folder = app.extensions["assess.settings"].files
    before = set(folder.iterdir())
    for n in (1, 2):
        hand_over(page, at("paper"), f"Plan {n}.txt", b"A plan")
    page.post(at("paper"), page.fields(at("paper")))

    assert "Here already: Plan 2.txt Another file takes its place." in page.get(at("paper")).text
    with make.transaction() as session:
        kept = session.scalars(select(Resume)).one()
        assert {path.name for path in set(folder.iterdir()) - before} == {kept.stored_as}
        who = select(AuditEntry.actor).where(AuditEntry.action.like("resume.%"))
        assert set(session.scalars(who)) == {link.invitation_id}
    assert staging.values(make, link)["paper"] == {"kept": kept.public_id, "name": "Plan 2.txt"}


def test_a_file_that_is_not_acceptable_says_what_to_do_and_nothing_is_kept(make, link, page, at):
    for name, data, advice in (
        ("plan.exe", b"MZ", "Send the file as PDF, DOCX, ODT or TXT."),
        ("plan.pdf", b"none", "The file is not what its ending .pdf says."),
        ("plan.txt", b"x" * (10 * 1024 * 1024 + 1), "The file is larger than 10 MB."),
    ):
        assert advice in hand_over(page, at("paper"), name, data).text

    assert staging.values(make, link) == {}
    forged = {"item": "paper", "fields": {"kept": ["a" * 26], "name": ["x.txt"]}}
    assert page.send("/a/1/save", forged).status_code == 422
    page.post(at("paper"), page.fields(at("paper")) | {"paper.kept": "a" * 26})
    assert staging.values(make, link) == {"paper": None}


@pytest.mark.usefixtures("application")  # puts the probe on the shelf
def test_a_leader_reads_that_files_cannot_be_handed_in(make, browser):
    leader = make.user()
    page = browser(leader)
    with make.transaction() as session:
        own = staging.invitations.invite_oneself(
            session,
            session.get_one(User, leader.id),
            PROBE,
            public_id=new_public_id(),
            now=utc_now(),
        )
        page.client.set_cookie("taking", taking.sit_down(session, own, utc_now()))
        taking.begin(session, own.attempts[0], staging.Random(1), utc_now())
        path = f"/a/1/q/{own.attempts[0].order[''].index('paper') + 1}"

    assert "Files cannot be handed in with an evaluation of your own." in page.get(path).text
    assert "cannot be handed in" in hand_over(page, path, "a.txt", b"a").text
    assert page.post(path, page.fields(path)).path != path
