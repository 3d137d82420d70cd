"""What the first page says before anybody comes in, and where the link leads at the end."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from assess.database import utc_now
from tests.assessments import staging
from tests.assessments.staging import SITUATIONS, Link
from tests.browser import Browser
from tests.factories import Make

DAY = timedelta(days=1)


def test_the_first_page_says_what_for_how_long_and_until_when(app, link):
    page = Browser(app).get(link.path)

    assert page.page.h1 == ["Your assessment for Regional sales leader"]
    assert "1 part: “A probe”" in page.text
    assert "About 10 minutes" in page.text
    assert "“A probe” has 20 minutes once you begin it" in page.text
    assert "Open until" in page.text
    assert "You can stop" not in page.text, "its clock runs on"
    assert "Asking for an adjustment does not affect your result." in page.text
    assert "nobody is rejected by a computer here" in page.text


def test_an_assessment_without_a_limit_says_that_it_is_not_timed(app, make, application):
    link = staging.invite(make, application, make.manager(), SITUATIONS)

    assert "Not timed" in Browser(app).get(link.path).text


@pytest.fixture
def handed_in(app: Flask, make: Make, link: Link) -> Browser:
    """The browser of somebody who has handed in."""
    browser = staging.begun(app, link)
    staging.answer(make, link, "market", "home")
    browser.post("/a/1/check")
    return browser


def test_a_link_to_what_is_handed_in_leads_to_the_receipt_also_after_the_end(link, handed_in):
    assert handed_in.get(link.path).path == "/a/done"
    with time_machine.travel(utc_now() + 11 * DAY):
        assert handed_in.get(link.path).path == "/a/done"


@pytest.mark.usefixtures("handed_in")
def test_in_another_browser_it_says_that_everything_is_in_and_the_code_leads_to_the_receipt(
    app, make, link
):
    other = Browser(app)
    seen = other.get(link.path)

    assert seen.page.h1 == ["Your answers are in"]
    assert "R-" not in seen.text
    assert f"{link.path}/code" in seen.page.links
    other.get(f"{link.path}/code")
    other.post(f"{link.path}/send-code")
    digits = re.search(r"\d{6}", staging.post(make)[-1].subject)[0]  # type: ignore[index]
    assert other.post(f"{link.path}/code", {"code": digits}).path == "/a/done"


def test_in_another_browser_after_the_end_only_the_words_are_left(app, link, handed_in):
    with time_machine.travel(utc_now() + 13 * DAY):
        for browser in (Browser(app), handed_in):
            seen = browser.get(link.path)
            assert (seen.code, seen.page.h1) == (200, ["Your answers are in"])
            assert f"{link.path}/code" not in seen.page.links
        code = handed_in.get(f"{link.path}/code")
        assert (code.code, code.page.h1) == (410, ["Your answers are in"])


def test_the_first_page_names_who_invites_whom_to_write_to_and_how_long_data_are_kept(
    app, make, link
):
    make.organisation()

    seen = Browser(app).get(link.path)

    assert "Priya Raman invites you." in seen.text
    assert "mailto:people@larkfield.example" in seen.page.links
    assert "everything is deleted 12 months after the last step" in seen.text


def test_whoever_is_midway_without_a_clock_reads_how_long_the_rest_takes(make, link, page):
    with make.transaction() as session:
        staging.held(session, link).untimed = True
        staging.attempt(session, link).deadline_at = None
    before = page.get(link.path).text
    for item, value in (("market", "home"), ("h1", 4), ("h2", 4)):
        staging.answer(make, link, item, value)

    after = page.get(link.path).text

    left = r"About (\d+) minutes are left"
    minutes = [int(re.search(left, text)[1]) for text in (before, after)]  # type: ignore[index]
    assert minutes[0] == 10
    assert minutes[1] < 10


def test_an_adjustment_can_be_asked_for_from_the_first_page_and_no_clock_runs(app, make, link):
    browser = Browser(app)
    browser.get(link.path)

    asked = browser.post(link.path, {"then": "adjustment"})

    assert asked.path == "/a/adjustment"
    with make.transaction() as session:
        assert staging.attempt(session, link).started_at is None


def test_a_browser_whose_key_has_ended_is_told_so_in_the_language_it_answered_in(app, link):
    browser = Browser(app)
    browser.get(link.path)
    browser.post(link.path, {"language": "de"})
    browser.client.delete_cookie("taking")

    seen = browser.get("/a")

    assert (seen.code, 'lang="de"' in seen.html) == (401, True)
    assert seen.page.h1 == ["Öffnen Sie Ihren Link noch einmal"]
