"""Help, privacy, accessibility and display: in the frame and language of whoever answers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from assess.accounts.models import User
from assess.assessments.models import Invitation
from assess.assessments.rules import LatePolicy
from assess.assessments.services import invitations, taking
from assess.database import new_public_id, utc_now
from assess.desk.rules import KEPT
from assess.openings.rules import KEPT_FOR
from assess.web import display
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

PAGES = ("help", "privacy", "accessibility", "display")
GERMAN = {
    "help": "Hilfe beim Beantworten",
    "privacy": "Ihre Daten beim Beantworten",
    "accessibility": "Barrierefreiheit",
    "display": "Darstellung und Sprache",
}


@pytest.fixture
def leader(make: Make, browser: Callable[[User | None], Browser]) -> Browser:
    """The browser of a leader who evaluates themselves."""
    somebody = make.user()
    page = browser(somebody)
    with make.transaction() as session:
        own = invitations.invite_oneself(
            session,
            session.get_one(User, somebody.id),
            staging.SELF,
            public_id=new_public_id(),
            now=utc_now(),
        )
        key = taking.sit_down(session, own, utc_now())
    page.client.set_cookie("taking", key)
    return page


def feet(page: Browser, path: str) -> dict[str, str]:
    """Where the foot of a page leads, by the name of the page."""
    links = page.get(path).page.links  # type: ignore[union-attr]
    found = [re.fullmatch(r"/a/(\w+)\?.*", link) for link in links]
    return {match[1]: match[0] for match in found if match}


@pytest.mark.parametrize("name", PAGES)
def test_from_a_question_the_foot_leads_to_pages_in_the_same_frame_and_back(page, at, name):
    question = at("h1")

    seen = page.get(feet(page, question)[name])

    assert seen.code == 200
    assert question in seen.page.links
    assert not {"/help", "/privacy", "/login", "/"} & set(seen.page.links)


@pytest.mark.parametrize("name", PAGES)
def test_from_a_link_the_foot_leads_there_and_back_without_being_let_in(app, link, name):
    browser = Browser(app)

    seen = browser.get(feet(browser, link.path)[name])

    assert link.path in seen.page.links
    assert seen.response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("name", PAGES)
def test_they_are_in_the_language_of_the_page_before(app, link, name):
    browser = Browser(app)
    address = feet(browser, f"{link.path}?language=de")[name]

    before = browser.get(address)
    browser.get(f"{link.path}?language=de")
    browser.post(link.path, {"language": "de"})
    after = browser.get(f"/a/{name}")

    assert before.page.h1 == after.page.h1 == [GERMAN[name]]
    assert 'lang="de"' in after.html


@pytest.mark.parametrize("name", PAGES)
def test_a_browser_nobody_knows_gets_the_language_it_asks_for(app, name):
    client = app.test_client()

    page = client.get(f"/a/{name}", headers={"Accept-Language": "de-AT,de;q=0.9"}).text

    assert GERMAN[name] in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/a//evil\n", "/login", "/i/x?y", "/ab"]
)
def test_the_way_back_leads_nowhere_else(app, back):
    seen = Browser(app).client.get("/a/help", query_string={"back": back}).text

    assert "Open the link in your mail to go on." in seen
    assert "Back to where you were" not in seen


def test_privacy_says_how_long_and_names_every_kind_of_data(page):
    said = page.get("/a/privacy").text

    assert KEPT_FOR.days == 365
    assert "everything is deleted 12 months after the last step" in said
    assert f"deleted after {KEPT.days} days" in said
    for word in ("files you hand in", "language", "people team alone", "about yourself", "diary"):
        assert word in said


def test_a_leader_reads_of_their_own_evaluation_and_not_of_a_role(leader):
    privacy, help = leader.get("/a/privacy").text, leader.get("/a/help").text

    assert "Seen by: you alone." in privacy
    assert "the goals and check-ins you write" in privacy
    assert "hired" not in privacy
    assert "interview" not in privacy
    assert "sign in and choose the evaluation" in help
    assert "link in your mail" not in help


def test_the_pages_for_staff_name_what_assessments_keep(browser):
    said = browser().get("/privacy").text

    for word in (
        "Answers to assessments",
        "adjustment",
        "fairness",
        "evaluations of themselves",
        "language",
        f"{KEPT.days} days",
    ):
        assert word in said


def test_larger_text_and_more_contrast_hold_on_every_page_and_bring_back(page, at):
    question = at("h1")
    page.get(f"/a/display?back={question}")

    seen = page.post(
        f"/a/display?back={question}", {"language": "en", "size": "large", "contrast": "high"}
    )

    assert seen.path == question
    for path in (question, "/a/1/check", "/a/help", "/a/nothing", "/i/nothing"):
        assert 'class="text-large contrast-high"' in page.get(path).html


def test_the_language_can_be_changed_in_the_middle_and_holds_for_mails(make, link, page):
    page.get("/a/display?back=/a/my-data")

    seen = page.post(
        "/a/display?back=/a/my-data", {"language": "de", "size": "usual", "contrast": "usual"}
    )

    assert seen.page.h1 == ["Meine Daten"]
    with make.transaction() as session:
        assert staging.held(session, link).language == "de"


def test_before_coming_in_the_language_goes_back_with_the_reader(app, link):
    browser = Browser(app)
    browser.get(f"/a/display?back={link.path}")

    seen = browser.post(
        f"/a/display?back={link.path}", {"language": "de", "size": "usual", "contrast": "usual"}
    )

    assert seen.path == link.path
    assert "Starten" in seen.text


@pytest.mark.parametrize("name", ["code", "not-me"])
def test_a_language_chosen_from_a_page_before_coming_in_holds_there_and_on_the_first(
    app, link, name
):
    browser, path = Browser(app), f"{link.path}/{name}"
    browser.get(f"/a/display?back={path}")

    seen = browser.post(
        f"/a/display?back={path}", {"language": "de", "size": "usual", "contrast": "usual"}
    )

    assert seen.path == path
    for page in (seen, browser.get(link.path), browser.get("/i/nothing")):
        assert '<html lang="de"' in page.html


def test_a_language_asked_for_by_a_link_goes_along_without_a_cookie(app, link):
    browser = Browser(app)

    first = browser.get(f"{link.path}?language=de")
    browser.client.delete_cookie(display.COOKIE)
    next_one = browser.get(f"{link.path}/not-me?language=de")

    assert f"{link.path}/not-me?language=de" in first.page.links
    assert f"{link.path}?language=de" in next_one.page.links
    assert next_one.page.h1 == ["Das bin ich nicht"]


def test_once_signed_out_a_leader_is_nobody_and_chooses_for_this_browser_alone(make, leader):
    leader.get("/me")
    leader.post("/logout")

    privacy = leader.get("/a/privacy")
    leader.get("/a/display")
    leader.post("/a/display", {"language": "de", "size": "usual", "contrast": "usual"})

    assert leader.get("/a/1").code == 401
    assert "Seen by: you alone." not in privacy.text
    with make.transaction() as session:
        assert [one.language for one in session.scalars(select(Invitation))] == ["en"]


def test_a_withdrawn_link_knows_nobody_and_is_not_written_to(make, link, page, do):
    page.get("/a/display")
    do(invitations.revoke, actor="somebody", now=utc_now())

    page.post("/a/display", {"language": "de", "size": "usual", "contrast": "usual"})

    assert "/a/my-data" not in page.get("/a/help").page.links
    with make.transaction() as session:
        assert staging.held(session, link).language == "en"


def test_help_says_of_late_answers_what_the_part_itself_says(make, link, page):
    own = page.get("/a/help").text
    with make.transaction() as session:
        staging.held(session, link).late = LatePolicy.ACCEPT

    late = page.get("/a/help").text
    anybody = Browser(page.client.application).get("/a/help").text

    assert "what you have answered is submitted by itself" in own
    assert "you can go on for a day" in late
    for said in (late, anybody):
        assert "what you have answered is submitted by itself" not in said


def test_a_choice_that_is_none_is_refused_and_nothing_changes(page):
    page.get("/a/display")

    seen = page.post("/a/display", {"language": "xx", "size": "huge", "contrast": "high"})

    assert seen.text.count("Choose one of the options on this page.") >= 2
    assert page.client.get_cookie(display.COOKIE).value.startswith("en.usual.usual")


@pytest.mark.parametrize("kept", ["", "...", "xx.huge.loud", "de", '"><script>'])
def test_a_cookie_that_makes_no_sense_counts_as_nothing_chosen(app, kept):
    browser = Browser(app)
    browser.client.set_cookie(display.COOKIE, kept)

    assert 'class="text-usual contrast-usual"' in browser.get("/a/help").html


def test_a_form_that_was_open_too_long_is_answered_in_the_frame(app: Flask, link: Link):
    staging.guest(app, link)

    seen = Browser(app).post("/a/display", {"language": "de"})

    assert (seen.code, seen.page.h1) == (400, ["We could not read this form"])
    assert "/login" not in seen.html
