"""A part with a clock: it is read out, and an end that nobody hears of loses nothing."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assess.database import utc_now
from assess.extensions import db
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.journeys import answering as steps
from tests.journeys.conftest import SignIn
from tests.journeys.guests import EVERY_LOOK, invited

# Walks in a real browser, with networks that come and go.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

BACK = "window.dispatchEvent(new Event('focus'))"


def time_is_up(app: Flask, link: Link) -> None:
    """Let the server's clock of the first part have run out two minutes ago."""
    with app.app_context():
        staging.attempt(db.session, link).deadline_at = utc_now() - timedelta(minutes=2)
        db.session.commit()


def test_the_clock_counts_down_and_is_read_out_near_the_end(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    page.clock.install()
    steps.start(page, invited(app, EVERY_LOOK).path)
    clock, voice = page.locator(".timer"), page.locator("#answer > .unseen[role=status]")
    expect(clock).to_have_text(re.compile("^40 minutes left"))
    expect(voice).to_be_empty()

    page.clock.fast_forward("35:05")
    expect(clock).to_have_text("5 minutes left")
    expect(voice).to_have_text("5 minutes left")
    page.clock.fast_forward("04:10")
    expect(voice).to_have_text("50 seconds left")
    page.clock.fast_forward("00:50")

    for said in (clock, voice):
        expect(said).to_have_text("Time is up. 60 seconds to finish.")
    page.clock.fast_forward("00:30")
    expect(clock).to_have_text("Time is up. 30 seconds to finish.")


def cut_off(app: Flask, visitor: SignIn) -> tuple[Page, Link]:
    """Somebody at a long text whose server has just gone away, and their link."""
    page, link = visitor(), invited(app, EVERY_LOOK)
    steps.start(page, link.path)
    page.clock.install()
    page.goto("/a/1/q/13")
    page.route("**/a/**", lambda route: route.abort())
    return page, link


def test_no_error_page_takes_the_place_of_a_text_that_is_not_kept(
    app: Flask, visitor: SignIn
) -> None:
    page, link = cut_off(app, visitor)
    page.get_by_role("textbox").fill(steps.STORY)
    page.clock.run_for("40:00")
    page.clock.run_for("02:00")
    expect(page.locator(".timer")).to_have_text("Time is up")
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)

    time_is_up(app, link)
    page.unroute("**/a/**")
    page.evaluate(BACK)

    expect(page.get_by_role("alert")).to_contain_text("it is kept beside the others")
    page.clock.run_for("02:00")
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)


def test_after_the_end_the_page_goes_on_once_the_server_answers(
    app: Flask, visitor: SignIn
) -> None:
    page, link = cut_off(app, visitor)
    page.clock.run_for("42:00")
    expect(page.get_by_role("textbox")).to_be_visible()

    time_is_up(app, link)
    page.unroute("**/a/**")
    page.clock.run_for("00:15")

    expect(page.get_by_role("heading", level=1)).to_have_text("Time is up")


def test_after_an_outage_the_page_goes_on_with_the_time_that_came_back(
    app: Flask, visitor: SignIn
) -> None:
    page, link = cut_off(app, visitor)
    page.get_by_role("textbox").fill(steps.STORY)
    page.clock.run_for("42:00")
    expect(page.locator(".timer")).to_have_text("Time is up")

    with app.app_context():
        attempt = staging.attempt(db.session, link)
        attempt.credited_seconds = 2520
        db.session.commit()
    page.unroute("**/a/**")
    page.evaluate(BACK)

    steps.is_saved(page)
    expect(page.locator("#given-back")).to_contain_text("got that time back: 42 minutes.")
    expect(page.locator(".timer")).to_contain_text("minutes left")
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)
