"""What is not yours does not exist: the same page for other people's ids and for no id at all."""

import pytest

from assess.accounts.rules import Role
from assess.database import new_public_id
from assess.openings.models import Opening
from assess.openings.services import openings
from tests.openings.documents import PDF
from tests.openings.steps import upload

READ = [
    "/openings/{opening}",
    "/openings/{opening}/role",
    "/openings/{opening}/kit",
    "/openings/{opening}/panel",
    "/openings/{opening}/go",
    "/openings/{opening}/plan",
    "/openings/{opening}/candidates/new",
    "/openings/{opening}/import",
    "/openings/{opening}/import/{kept}",
    "/applications/{application}/candidate",
    "/applications/{application}/move",
    "/applications/{application}/files",
    "/files/{file}",
]
WRITE = [
    *READ[1:5],
    *READ[6:12],
    "/openings/{opening}/status",
    "/openings/{opening}/plan/next",
    "/files/{file}/remove",
]
SENT = {
    "status": "closed",
    "stage": "interview",
    "title": "Taken over",
    "name": "Taken over",
    "email": "taken@mail.example",
}


@pytest.fixture
def world(page, make, held, draft):
    """Ids of everything Priya's part of the product has, with a file and an import."""
    application = make.application(held)
    page.get(f"/applications/{application.public_id}/files")
    listed = upload(page, f"/applications/{application.public_id}/files", PDF, "cv.pdf")
    csv = b"name,email\nAna,ana@mail.example\n"
    preview = upload(page, f"/openings/{held.public_id}/import", csv, "list.csv")
    return {
        "opening": held.public_id,
        "draft": draft.public_id,
        "application": application.public_id,
        "file": next(link for link in listed.page.links if link.startswith("/files/"))[7:],
        "kept": preview.path.rpartition("/")[2],
    }


def codes(browser, paths, ids, *, method="get"):
    """What answers come back, by path."""
    sent = {**SENT, "application": ids["application"]}
    found = {}
    for path in paths:
        args = () if method == "get" else (sent,)
        found[path] = getattr(browser, method)(path.format(**ids), *args).code
    return found


def as_draft(ids):
    """The same ids, with the opening that is being written."""
    return {**ids, "opening": ids["draft"]}


def test_whoever_runs_an_opening_reads_every_page_of_it(page, world):
    page.client.get(f"/files/{world['file']}", buffered=True)

    read = codes(page, [path for path in READ if "file}" not in path], world)
    drafted = codes(page, READ[1:5], as_draft(world))

    assert set(read.values()) == set(drafted.values()) == {200}


@pytest.mark.parametrize("role", [Role.HIRING_MANAGER, Role.INTERVIEWER, Role.AUDITOR])
def test_to_others_nothing_of_it_exists(browser, make, world, role):
    stranger = browser(make.user(role))
    stranger.get("/account")

    assert set(codes(stranger, READ, world).values()) == {404}


def test_a_write_to_what_is_not_yours_changes_nothing(browser, make, page, world):
    make.opening(stranger := make.manager())
    other = browser(stranger)
    other.get("/openings")

    for ids in (world, as_draft(world)):
        assert set(codes(other, WRITE, ids, method="post").values()) == {404}

    text = page.get(f"/openings/{world['opening']}").text
    assert "Close this opening" in text
    assert "Taken over" not in text
    assert "cv.pdf" in page.get(f"/applications/{world['application']}/files").text


def test_other_peoples_ids_and_ids_nobody_has_look_the_same(browser, make, world):
    stranger = browser(make.manager())
    nobody = dict.fromkeys(world, new_public_id())

    for path in READ:
        theirs = stranger.get(path.format(**world))
        none = stranger.get(path.format(**nobody))

        assert theirs.text == none.text


def test_ids_that_are_none_do_not_exist(page):
    for wrong in ("-1", "%27%3B--", "x" * 5_000, "%ED%A0%80"):
        ids = dict.fromkeys(("opening", "application", "file", "kept"), wrong)

        assert set(codes(page, READ, ids).values()) == {404}


def test_without_an_account_everything_asks_to_sign_in(browser, world):
    nobody = browser()

    assert set(codes(nobody, READ, world).values()) == {401}


def test_the_team_loses_sight_when_it_is_left(page, browser, make, world, transaction):
    successor = make.manager()
    with transaction() as session:
        opening = session.query(Opening).filter_by(public_id=world["opening"]).one()
        openings.change_team(session, opening, {successor.id}, actor=opening.members[0].user)

    assert set(codes(page, READ, world).values()) == {404}
    assert browser(successor).get(f"/openings/{world['opening']}").code == 200
