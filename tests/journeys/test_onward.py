"""The next question comes with the answer to this one; all else is as with a page of its own."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.journeys import answering as steps
from tests.journeys.conftest import PHONE, SignIn
from tests.journeys.guests import EVERY_LOOK, PULSE, invited

# Walks in a real browser, with networks that come and go.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

UNLOADED = "We could not load the next page. Trying again."
BACK = "window.dispatchEvent(new Event('focus'))"
FIRST, SECOND, HIGHEST = 0, 1, 4
PATIENCE = 200


@pytest.fixture
def page(app: Flask, visitor: SignIn) -> Page:
    """Somebody on a phone who has answered the first of eight questions and stays there."""
    page = visitor(viewport=PHONE)
    steps.start(page, invited(app, PULSE).path)
    choose(page, SECOND)
    until(page, "Boolean(window.onward)")
    page.evaluate("window.same = true")
    return page


def until(page: Page, said: str) -> None:
    """Wait until a script's expression holds; the page itself evaluates no text."""
    for _ in range(PATIENCE):
        if page.evaluate(said):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{said} never held.")


def choose(page: Page, line: int) -> None:
    """Press one of the answers and see it kept."""
    page.locator(".choice label").nth(line).click()
    steps.is_saved(page)


def is_at(page: Page, number: int) -> None:
    """See which question is there, in the page and in its address."""
    expect(page.locator(".caption")).to_contain_text(f"Question {number} of 8")
    expect(page).to_have_url(re.compile(f"/a/1/q/{number}$"))


def is_chosen(page: Page, line: int) -> None:
    """See that this answer is chosen."""
    expect(page.get_by_role("radio").nth(line)).to_be_checked()


def go_on(page: Page) -> None:
    """Press, whatever comes of it."""
    page.get_by_role("button", name="Continue").click()


def test_the_next_question_takes_one_request_and_is_read_out(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda one: sent.append(f"{one.method} {one.url.rpartition('/a/')[2]}"))
    title = page.title()

    go_on(page)

    is_at(page, 2)
    assert sent[0] == "POST 1/q/1"
    assert not [one for one in sent if "q/2" in one]
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(heading).to_have_accessible_description(re.compile("^Question 2 of 8"))
    assert page.title() != title
    assert page.title().startswith(heading.inner_text())
    assert page.evaluate("window.same")
    choose(page, HIGHEST)
    go_on(page)
    is_at(page, 3)


def test_back_forward_and_loading_again_show_what_is_kept(page: Page) -> None:
    go_on(page)
    is_at(page, 2)
    choose(page, HIGHEST)

    page.go_back()
    is_at(page, 1)
    is_chosen(page, SECOND)
    page.go_forward()
    is_at(page, 2)
    is_chosen(page, HIGHEST)
    page.reload()
    is_at(page, 2)
    page.go_back()

    is_at(page, 1)
    is_chosen(page, SECOND)


def test_who_goes_back_before_the_next_page_is_ready_is_shown_the_one_before(page: Page) -> None:
    page.route("**/taking.js*", lambda route: route.abort())
    go_on(page)
    is_at(page, 2)

    page.go_back()

    is_at(page, 1)
    is_chosen(page, SECOND)


def test_going_back_after_handing_in_leads_to_no_question(page: Page) -> None:
    for number in (2, 3):
        go_on(page)
        is_at(page, number)
        choose(page, SECOND)
    page.goto("/a/1/check")
    steps.hand_in(page)

    for _ in range(6):
        page.go_back()

        expect(page.locator("#answer")).to_have_count(0)


def test_a_page_that_did_not_come_is_asked_for_again(page: Page) -> None:
    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/q/1", lose_the_reply)
    go_on(page)
    expect(page.locator("#save-problem")).to_have_text(UNLOADED)
    is_chosen(page, SECOND)
    page.unroute("**/q/1")
    page.evaluate(BACK)

    is_at(page, 2)
    page.go_back()
    is_chosen(page, SECOND)


def test_who_presses_again_is_taken_on_by_the_browser(page: Page) -> None:
    page.route("**/q/1", lambda route: route.abort())
    go_on(page)
    expect(page.locator("#save-problem")).to_have_text(UNLOADED)
    page.unroute("**/q/1")

    go_on(page)

    is_at(page, 2)
    assert not page.evaluate("window.same")


def test_who_goes_on_writing_stays_until_they_press_again(app: Flask, visitor: SignIn) -> None:
    page, held = visitor(), []
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/13")
    text = page.get_by_role("textbox")
    text.fill("One sentence.")
    until(page, "Boolean(window.onward)")
    page.route("**/q/13", lambda route: held.append(route))
    go_on(page)
    expect(page.locator("#answer")).to_have_attribute("data-sent", "yes")

    text.press_sequentially(" And another.")
    held[0].continue_()

    steps.is_saved(page)
    expect(text).to_have_value("One sentence. And another.")


def test_a_browser_that_lost_its_key_reads_what_it_sent(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/13")
    page.get_by_role("textbox").fill(steps.STORY)
    until(page, "Boolean(window.onward)")
    page.context.clear_cookies(name="taking")

    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("textarea[readonly]")).to_have_value(steps.STORY)
    expect(page).to_have_url(re.compile("/a/1/q/13$"))


def test_the_clock_goes_on_in_the_next_page(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/3")
    page.clock.install()
    page.locator(".choice label").nth(SECOND).click()
    until(page, "Boolean(window.onward)")
    go_on(page)
    expect(page).to_have_url(re.compile("/a/1/q/4$"))

    page.clock.run_for("35:05")

    expect(page.locator(".timer")).to_have_text("5 minutes left")


def test_after_an_update_of_the_product_the_page_is_loaded_anew(page: Page) -> None:
    def update(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=reply.text().replace("assess.css?v=", "assess.css?v=0"))

    page.route("**/q/1", update)

    go_on(page)

    is_at(page, 2)
    until(page, "!window.same")
