"""When something goes wrong, whoever answers stays in their frame and language."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.orm.exc import StaleDataError

from assess.accounts.guards import public
from assess.accounts.rules import Role
from assess.assessments.guards import MOST_TYPED, invited
from assess.extensions import db
from assess.factory import create_app
from tests.assessments import probe, staging
from tests.assessments.staging import Link
from tests.browser import Browser, form_fields

pytestmark = pytest.mark.one_database

STORY = "Nine lines about a client who fell silent.\nAnd one more."
ENDS = ('href="/login', 'href="/"', 'href="/help"')
"""Where nobody without an account gets on."""


@pytest.mark.parametrize(
    ("method", "path", "code", "title"),
    [
        ("get", "/a/nothing", 404, "This page does not exist"),
        ("get", "/a/9/q/1", 404, "This page does not exist"),
        ("get", "/a/1/q/999", 404, "This page does not exist"),
        ("get", "/i/x/y/z", 404, "This page does not exist"),
        ("put", "/a/1", 405, "This page cannot be opened like that"),
        ("delete", "/i/x", 405, "This page cannot be opened like that"),
    ],
)
def test_every_mistake_has_a_page_in_the_frame(page, method, path, code, title):
    answer = getattr(page.client, method)(path)

    assert answer.status_code == code
    assert f"<h1>{title}</h1>" in answer.text
    assert 'class="taking"' in answer.text
    assert not [end for end in ENDS if end in answer.text]


def test_a_leader_is_sent_to_their_own_page_since_they_have_no_mail(browser, make):
    seen = browser(make.user(Role.LEADER)).get("/a/nothing")

    assert seen.page.h1 == ["This page does not exist"]
    assert "Go to your own page" in seen.text
    assert "/me" in seen.page.links
    assert "mail" not in seen.text


def test_a_leader_whose_browser_has_no_key_is_sent_there_too(browser, make):
    seen = browser(make.user(Role.LEADER)).get("/a/1")

    assert seen.code == 401
    assert "Choose the evaluation on your own page" in seen.text


def test_a_form_of_another_site_is_called_one_and_offers_nothing_to_press(page):
    headers = {"Sec-Fetch-Site": "cross-site"}

    answer = page.client.post("/a/adjustment", data={"wish": STORY}, headers=headers)

    assert answer.status_code == 400
    assert "This form was sent from another site. Nothing was saved." in answer.text
    assert "Send again" not in answer.text
    assert STORY not in answer.text


def test_it_is_in_the_language_somebody_answers_in_also_before_anything_is_read(app, link):
    browser = Browser(app)
    browser.get(link.path)
    browser.post(link.path, {"language": "de"})

    seen = browser.get("/a/nothing")

    assert seen.page.h1 == ["Diese Seite gibt es nicht"]
    assert 'lang="de"' in seen.html


def test_what_is_too_large_is_said_in_the_frame(page, at):
    seen = page.post(at("answer"), {"answer": "x" * (MOST_TYPED + 1)})

    assert (seen.code, seen.page.h1) == (413, ["This is too large to send"])
    assert "what you wrote is still there" in seen.text


def test_staff_keep_their_own_pages(browser, make):
    seen = browser(make.user()).get("/nothing")

    assert seen.page.h1 == ["This page does not exist, or is not yours to see"]


@pytest.fixture
def failing(app: Flask) -> Iterator[Flask]:
    """The product with pages for those who answer that go wrong."""
    broken = create_app(app.extensions["assess.settings"])

    @broken.route("/a/fails", methods=["GET", "POST"])
    @invited
    def fails() -> str:
        raise RuntimeError("the secret inside")

    @broken.route("/i/overtaken", methods=["POST"])
    @public
    def overtaken() -> str:
        raise StaleDataError("somebody else was faster")

    @broken.route("/a/breaks", methods=["POST"])
    @invited
    def breaks() -> str:
        db.session.execute(text("SELECT nothing FROM nowhere"))
        return ""

    @broken.route("/a/closed", methods=["GET", "POST"])
    @invited
    def closed() -> str:
        abort(410)

    @broken.route("/a/theirs", methods=["GET", "POST"])
    @invited
    def theirs() -> str:
        abort(403)

    yield broken
    with broken.app_context():
        db.engine.dispose()


@pytest.fixture
def guest(failing: Flask, link: Link) -> Browser:
    """Somebody who came in by their link."""
    return staging.guest(failing, link)


def test_a_failure_keeps_the_text_and_can_be_sent_again(guest):
    guest.get("/a/1")

    seen = guest.post("/a/fails", {"story": STORY, "then": "stay"})

    assert (seen.code, seen.page.h1) == (500, ["Something went wrong on our side"])
    assert form_fields(seen.html)["story"] == STORY
    assert form_fields(seen.html)["then"] == "stay"
    assert "Send again" in seen.text
    assert "the secret inside" not in seen.html
    assert not [end for end in ENDS if end in seen.html]


def test_a_broken_database_is_said_in_the_frame_and_the_text_is_kept(guest):
    guest.get("/a/1")

    seen = guest.post("/a/breaks", {"story": STORY})

    assert (seen.code, seen.page.h1) == (500, ["Something went wrong on our side"])
    assert form_fields(seen.html)["story"] == STORY
    assert 'class="taking"' in seen.html


@pytest.mark.parametrize(
    ("path", "title"),
    [("/a/closed", "This is closed"), ("/a/theirs", "This page is not yours to see")],
)
def test_text_is_said_to_be_below_where_it_is(guest, path, title):
    guest.get("/a/1")

    opened = guest.get(path)
    sent = guest.post(path, {"story": STORY})

    assert opened.page.h1 == sent.page.h1 == [title]
    assert "below" not in opened.text
    assert "What you sent is below, to copy." in sent.text
    assert form_fields(sent.html)["story"] == STORY


def test_the_script_of_a_page_hears_of_a_failure_in_words(guest):
    guest.get("/a/1")

    answer = guest.send("/a/fails", {"item": "h1"})

    assert answer.status_code == 500
    assert answer.json == {
        "problem": "Something went wrong on our side",
        "advice": "What you answered before is kept. Try again in a moment.",
    }


def test_of_two_changes_at_once_the_second_may_be_sent_again(guest):
    guest.get("/a/1")

    seen = guest.post("/i/overtaken", {"wish": STORY})

    assert (seen.code, seen.page.h1) == (409, ["This was changed in the meantime"])
    assert form_fields(seen.html)["wish"] == STORY


def test_a_questionnaire_gone_from_the_server_is_named_to_staff_alone(
    app, link, priya, page, tmp_path
):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    (tmp_path / "assessments/probe/1.0.yaml").unlink()
    probe.seal(tmp_path)

    staff, guest = priya.client.get("/assessments"), page.client.get(link.path)

    assert (staff.status_code, guest.status_code) == (500, 500)
    assert "There is no assessment probe@1.0." in staff.text
    assert "put the file and its line in published.lock back" in staff.text
    assert "probe@1.0" not in guest.text
