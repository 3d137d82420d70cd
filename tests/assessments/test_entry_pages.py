"""The way in: a link in a mail, opened by people, other browsers, strangers and scanners."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.assessments import rules
from assess.assessments.models import AccessCode, Sitting
from assess.assessments.rules import AttemptStatus
from assess.assessments.services import invitations
from assess.database import Base, utc_now
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.browser import Answer, Browser
from tests.factories import SENDER, Make

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAME, EMAIL = "Salma Idrissi", "salma@mail.example"
BELOW = ("", "/code", "/send-code", "/not-me", "/new")
"""Every page of the entry path, after the link."""


@pytest.fixture
def other(app: Flask, link: Link) -> Browser:
    """A browser that comes second: the link was opened elsewhere, here stands the code page."""
    staging.guest(app, link)
    second = Browser(app)
    second.get(f"{link.path}/code")
    return second


@pytest.fixture
def mailed(make: Make, link: Link, other: Browser) -> Callable[[], str]:
    """Asks for a code; gives the digits from the mail."""

    def ask() -> str:
        other.post(f"{link.path}/send-code")
        return re.search(r"\d{6}", staging.post(make)[-1].subject)[0]  # type: ignore[index]

    return ask


def snapshot(make: Make) -> dict[str, Any]:
    """Every row of every table."""
    with make.transaction() as session:
        return {
            table.name: session.execute(select(table).order_by(table.c.id)).all()
            for table in Base.metadata.sorted_tables
            if "id" in table.c
        }


def change(make: Make, link: Link, **values: Any) -> None:
    """Set columns of the invitation."""
    with make.transaction() as session:
        for name, value in values.items():
            setattr(staging.held(session, link), name, value)


def enter(other: Browser, link: Link, code: str) -> Answer:
    """Type a code."""
    return other.post(f"{link.path}/code", {"code": code})


@pytest.mark.parametrize("below", BELOW)
def test_no_page_before_the_start_tells_whose_link_it_is(app, make, link, other, below):
    for browser in (Browser(app), other):
        seen = browser.get(f"{link.path}{below}")
        assert not re.search(f"Salma|Idrissi|{EMAIL}", seen.html)
        assert seen.page is not None
    change(make, link, revoked_at=utc_now())
    assert "Salma" not in Browser(app).get(f"{link.path}{below}").html


@pytest.mark.slow  # opens eight pages twenty times
def test_scanners_that_open_every_page_change_no_row(app, make, link):
    before = snapshot(make)

    for _ in range(20):
        scanner = Browser(app)
        for path in (*(f"{link.path}{below}" for below in BELOW), "/a", "/a/1", "/a/done"):
            scanner.get(path)

    assert snapshot(make) == before


@pytest.mark.parametrize("below", ["", "/code", "/send-code", "/new", "/not-me"])
def test_a_form_that_was_never_opened_is_refused_and_changes_no_row(app, make, link, below):
    before = snapshot(make)

    seen = Browser(app).post(f"{link.path}{below}", {"code": "123456"})

    assert seen.code == 400
    assert seen.page.h1 == ["We could not read this form"]
    assert snapshot(make) == before


def test_start_lets_the_first_browser_in_and_it_goes_on_without_a_code(app, link):
    browser = staging.guest(app, link)

    assert browser.get("/a").path == "/a/1"
    browser.get(link.path)
    assert browser.post(link.path).path == "/a/1"


def test_of_two_browsers_that_start_at_once_one_comes_in(app, make, link):
    browsers, ready = [Browser(app), Browser(app)], Barrier(2)
    for browser in browsers:
        browser.get(link.path)

    def start(browser: Browser) -> None:
        ready.wait()
        browser.post(link.path, follow=False)

    with ThreadPoolExecutor() as pool:
        list(pool.map(start, browsers))

    with make.transaction() as session:
        assert len(session.scalars(select(Sitting)).all()) == 1


def test_the_key_of_a_browser_is_not_the_link_and_no_script_reads_it(app, make, link):
    browser = Browser(app)
    browser.get(link.path)
    response = browser.client.post(link.path, data={"csrf_token": browser.token})

    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("taking="))
    assert link.token not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with make.transaction() as session:
        assert session.scalars(select(Sitting.key_hash)).one() not in cookie


@pytest.mark.parametrize("below", BELOW)
def test_no_other_request_is_told_of_the_link(app, link, below):
    seen = Browser(app).get(f"{link.path}{below}", follow=False)

    assert seen.response.headers["Referrer-Policy"] == "no-referrer"
    assert seen.response.headers["Cache-Control"] == "no-store"


def test_a_second_browser_is_asked_for_a_code(app, link, other):
    second = Browser(app)
    assert "you get a code by mail" in second.get(link.path).text

    assert second.post(link.path).path == f"{link.path}/code"
    assert second.get("/a").code == 401
    assert other.get("/a").code == 401


def test_the_mailed_code_lets_a_second_browser_in(link, other, mailed):
    code = mailed()

    assert enter(other, link, f" {code[:3]} {code[3:]} ").path == "/a/1"
    assert other.get("/a/my-data").code == 200


def test_a_code_works_once(app, link, other, mailed):
    code = mailed()
    enter(other, link, code)
    third = Browser(app)
    third.get(f"{link.path}/code")

    seen = enter(third, link, code)

    assert "This code does not fit, or has run out. Ask for a new one." in seen.text


def test_a_code_ends_with_the_next_one_even_once_that_is_used(app, link, other, mailed):
    first, second = mailed(), mailed()
    enter(other, link, second)
    third = Browser(app)
    third.get(f"{link.path}/code")

    assert "does not fit" in enter(third, link, first).text


def test_a_code_runs_out_after_ten_minutes(link, other, mailed):
    code = mailed()

    with time_machine.travel(utc_now() + 10 * MINUTE):
        assert "does not fit" in enter(other, link, code).text


def test_after_five_wrong_tries_the_right_code_is_refused_too(make, link, other, mailed):
    code = mailed()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert "does not fit" in enter(other, link, wrong).text

    assert "does not fit" in enter(other, link, code).text
    with make.transaction() as session:
        assert session.scalars(select(AccessCode.tries)).one() == 5
    assert enter(other, link, mailed()).path == "/a/1"


def test_no_more_than_five_codes_go_out_in_an_hour(make, link, other, mailed):
    for _ in range(5):
        mailed()

    seen = other.post(f"{link.path}/send-code")

    assert "Five codes went out within an hour. Try again later." in seen.text
    assert sum("your code is" in letter.subject for letter in staging.post(make)) == 5
    with time_machine.travel(utc_now() + 61 * MINUTE):
        assert "The code is on its way" in other.post(f"{link.path}/send-code").text


def test_an_empty_code_says_what_to_enter(link, other):
    assert "Enter the six digits from the mail." in enter(other, link, " ").text


def test_a_link_nobody_knows_leads_nowhere(app):
    seen = Browser(app).get("/i/nothing")

    assert (seen.code, seen.page.h1) == (404, ["This link was replaced, or is not complete"])


@pytest.mark.parametrize(
    ("values", "title", "advice"),
    [
        ({"closes_at": -2 * MINUTE}, "The time to answer is over", rules.TIME_OVER),
        ({"revoked_at": -MINUTE}, "This link was withdrawn", rules.WITHDRAWN),
    ],
    ids=["over", "withdrawn"],
)
@pytest.mark.parametrize("below", BELOW)
def test_an_ended_link_says_why_on_every_page(app, make, link, values, title, advice, below):
    change(make, link, **{name: utc_now() + after for name, after in values.items()})

    seen = Browser(app).get(f"{link.path}{below}")

    assert (seen.code, seen.page.h1) == (410, [title])
    assert advice in seen.text


def test_a_link_works_on_through_the_grace(app, make, link):
    change(make, link, closes_at=utc_now() - MINUTE / 2)

    assert Browser(app).get(link.path).code == 200


def test_a_restored_link_works_again(app, make, link):
    with make.transaction() as session:
        held = staging.held(session, link)
        invitations.revoke(session, held, actor="somebody", now=utc_now())
    assert Browser(app).get(link.path).code == 410

    with make.transaction() as session:
        held = staging.held(session, link)
        invitations.restore(session, held, actor=held.invited_by, now=utc_now())

    assert Browser(app).get(link.path).code == 200


def reissue(make, link):
    with make.transaction() as session:
        invitations.reissue(session, staging.held(session, link), SENDER, utc_now(), "somebody")


@pytest.mark.parametrize("below", ["", "/code", "/not-me"])
def test_an_old_link_says_that_there_is_a_newer_one(app, make, link, below):
    reissue(make, link)
    reissue(make, link)

    seen = Browser(app).get(f"{link.path}{below}")

    assert (seen.code, seen.page.h1) == (410, ["This link was replaced"])


def test_an_old_link_leads_on_in_the_browser_that_has_begun(app, make, link):
    browser = staging.begun(app, link)
    reissue(make, link)

    seen = browser.get(link.path)

    assert (seen.code, seen.path) == (200, "/a/1/q/1")


def test_an_old_link_brings_the_newest_one_by_mail(app, make, link):
    reissue(make, link)
    browser = Browser(app)
    browser.get(link.path)
    sent = len(staging.post(make))

    assert browser.post(f"{link.path}/new").page.h1 == ["A new link is on its way"]
    assert len(staging.post(make)) == sent, "one was sent a moment ago"
    with time_machine.travel(utc_now() + 11 * MINUTE):
        browser.post(f"{link.path}/new")

    letter = staging.post(make)[-1]
    assert letter.to == EMAIL
    assert Browser(app).get(f"/i/{letter.link.rpartition('/')[2]}").code == 200


@pytest.mark.parametrize(
    ("values", "advice"),
    [({"closes_at": -2 * MINUTE}, rules.TIME_OVER), ({"revoked_at": -MINUTE}, rules.WITHDRAWN)],
    ids=["over", "withdrawn"],
)
def test_an_old_link_leads_to_no_newer_one_that_has_ended(app, make, link, values, advice):
    reissue(make, link)
    browser = Browser(app)
    browser.get(link.path)
    change(make, link, **{name: utc_now() + after for name, after in values.items()})

    assert advice in browser.get(link.path).text
    assert advice in browser.post(f"{link.path}/new").text


def test_an_old_link_asks_for_nothing_once_everything_is_in(app, make, link):
    reissue(make, link)
    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        attempt.status, attempt.submitted_at = AttemptStatus.SUBMITTED, utc_now()

    assert rules.ALL_IN in Browser(app).get(link.path).text


def test_a_link_that_reached_somebody_else_brings_nothing_more(app, make, link):
    reissue(make, link)
    with make.transaction() as session:
        invitations.say_not_me(session, staging.held(session, link), SENDER, utc_now())
    reissue(make, link)

    seen = Browser(app).get(link.path)

    assert (seen.code, seen.page.h1) == (404, ["This link was replaced, or is not complete"])


def test_a_new_link_comes_by_mail_and_the_page_does_not_tell_to_whom(app, make, link):
    browser = Browser(app)
    browser.get(link.path)
    with time_machine.travel(utc_now() + 11 * MINUTE):
        seen = browser.post(f"{link.path}/new")

    assert seen.page.h1 == ["A new link is on its way"]
    assert "Salma" not in seen.html
    assert staging.post(make)[-1].to == EMAIL
    assert browser.get(link.path).page.h1 == ["This link was replaced"]


def test_this_is_not_me_withdraws_the_link_after_a_second_look(app, make, link):
    browser = Browser(app)
    browser.get(f"{link.path}/not-me")
    assert browser.get(link.path).code == 200

    browser.get(f"{link.path}/not-me")
    assert browser.post(f"{link.path}/not-me").page.h1 == ["The link is withdrawn"]

    assert browser.get(link.path).code == 410
    assert "reached somebody else" in staging.post(make)[-1].subject


def test_the_language_is_chosen_on_the_first_page_and_stays(app, link):
    browser = Browser(app)
    assert "Deutsch" in browser.get(link.path).text
    german = browser.get(f"{link.path}?language=de")

    assert 'lang="de"' in german.html
    assert "Eine Probe" in german.text
    browser.post(link.path, {"language": "de"})
    assert 'lang="de"' in browser.get("/a/1").html
    assert "Hier stehen Fragen." in browser.get("/a/1").text
    browser.get(link.path)
    assert "Here stand questions" in browser.post(link.path, {"language": "en"}).text


def test_a_language_nobody_translated_is_english(app, link):
    assert "A probe" in Browser(app).get(f"{link.path}?language=xx").text


def test_the_page_for_a_code_asks_for_one_first_and_then_for_the_digits(link, other, mailed):
    before = other.get(f"{link.path}/code").html
    mailed()

    after = other.get(f"{link.path}/code").html

    assert before.index("Send me a code") < before.index('name="code"')
    assert after.index('name="code"') < after.index("Send me another code")
