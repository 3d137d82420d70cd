"""Nothing somebody answers is lost: bad networks, lost replies, closed pages, slept devices."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.journeys import answering as steps
from tests.journeys.conftest import PHONE, SignIn
from tests.journeys.guests import EVERY_LOOK, PULSE, invited
from tests.journeys.walk import follow

# Walks in a real browser, with networks that come and go.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAVE = "**/save"
LOWEST, SECOND, HIGHEST = 0, 1, 4

AWAY = "document.dispatchEvent(new Event('visibilitychange'))"
BACK = "window.dispatchEvent(new Event('focus'))"
SLEPT = f"() => {{ const now = Date.now; Date.now = () => now() + 600000; {AWAY}; }}"

At = Callable[[int], Page]


@pytest.fixture
def page(app: Flask, visitor: SignIn) -> Page:
    """Somebody on a phone at the first question of the shortest assessment."""
    page = visitor(viewport=PHONE)
    steps.start(page, invited(app, PULSE).path)
    return page


@pytest.fixture
def at(app: Flask, visitor: SignIn) -> At:
    """Brings somebody to one of the questions of every look."""
    page = visitor(viewport=PHONE)
    steps.start(page, invited(app, EVERY_LOOK).path)

    def question(number: int) -> Page:
        page.goto(f"/a/1/q/{number}")
        return page

    return question


def choose(page: Page, line: int) -> None:
    """Press one of the answers."""
    page.locator(".choice label").nth(line).click()


def is_chosen(page: Page, line: int) -> None:
    """See that this one is chosen, and it alone."""
    expect(page.get_by_role("radio").nth(line)).to_be_checked()
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)


def test_a_choice_is_saved_at_once_and_the_page_says_when(page: Page) -> None:
    choose(page, SECOND)

    steps.is_saved(page)
    expect(page.locator("#save-state")).to_be_visible()
    page.reload()
    is_chosen(page, SECOND)


def test_what_is_typed_is_saved_meanwhile(at: At) -> None:
    page = at(13)

    page.get_by_role("textbox").press_sequentially(steps.STORY)

    steps.is_saved(page)
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)


def test_the_page_does_not_say_saved_of_what_is_not(at: At) -> None:
    page = at(13)
    page.get_by_role("textbox").fill("One sentence.")
    steps.is_saved(page)
    page.route(SAVE, lambda _route: None)

    page.get_by_role("textbox").press_sequentially(" And another.")

    expect(page.locator("#save-state")).to_be_empty()


def test_without_network_the_page_says_so_and_saves_when_it_is_back(page: Page) -> None:
    page.context.set_offline(True)
    choose(page, HIGHEST)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)
    is_chosen(page, HIGHEST)

    page.context.set_offline(False)

    steps.is_saved(page)
    expect(page.locator("#save-problem")).to_be_empty()
    page.reload()
    is_chosen(page, HIGHEST)


def test_continue_waits_for_the_network_and_then_goes_on(page: Page) -> None:
    first = steps.question(page)
    page.route(SAVE, lambda route: route.abort())
    choose(page, SECOND)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)

    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#answer")).to_have_attribute("data-item", first)
    page.unroute(SAVE)
    page.evaluate(BACK)

    expect(page.locator(".caption")).to_contain_text("Question 2 of")
    page.go_back()
    is_chosen(page, SECOND)


def test_continue_pressed_again_goes_on_after_the_browser_has_asked(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route(SAVE, lambda route: route.abort())
    choose(page, SECOND)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)

    page.get_by_role("button", name="Continue").click()
    steps.go_on(page)

    assert asked == ["beforeunload"]
    page.go_back()
    is_chosen(page, SECOND)


def test_who_goes_on_typing_is_not_taken_to_the_next_page(at: At) -> None:
    page = at(13)
    page.route(SAVE, lambda route: route.abort())
    page.get_by_role("textbox").fill("One sentence.")
    page.evaluate(AWAY)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)
    page.get_by_role("button", name="Continue").click()

    page.get_by_role("textbox").press_sequentially(" And another.")
    page.unroute(SAVE)

    steps.is_saved(page)
    expect(page.get_by_role("textbox")).to_have_value("One sentence. And another.")


def test_an_answer_whose_reply_got_lost_does_not_stand_in_the_way_of_the_next(page: Page) -> None:
    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SAVE, lose_the_reply)
    choose(page, LOWEST)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)
    page.unroute(SAVE)

    choose(page, HIGHEST)

    steps.is_saved(page)
    page.reload()
    is_chosen(page, HIGHEST)


def test_what_was_typed_last_is_kept_though_the_page_is_left_at_once(at: At) -> None:
    page = at(13)

    page.get_by_role("textbox").fill(steps.STORY)
    page.evaluate(AWAY)
    page.goto("/help")

    page = at(13)
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)


def test_nothing_is_sent_after_a_question_is_skipped(page: Page) -> None:
    saves: list[Route] = []
    posts: list[Route] = []
    page.route(SAVE, lambda route: saves.append(route))
    choose(page, LOWEST)
    choose(page, HIGHEST)
    page.route("**/q/1", lambda route: posts.append(route))
    page.get_by_role("button", name="Skip for now").click(no_wait_after=True)

    with page.expect_response(SAVE) as reply:
        saves[0].continue_()
    reply.value.finished()
    page.unroute("**/q/1")
    posts[0].continue_()

    expect(page.locator(".caption")).to_contain_text("Question 2 of")
    page.goto("/a/1/q/1")
    is_chosen(page, HIGHEST)
    assert len(saves) == 1


def test_half_a_pair_is_no_mistake_and_is_saved_at_once(at: At) -> None:
    page = at(8)
    pairs = page.locator(".pair")

    pairs.nth(0).locator("label").first.click()

    steps.is_saved(page)
    expect(page.locator("#save-problem")).to_be_empty()
    page.reload()
    expect(pairs.nth(0).get_by_role("radio").first).to_be_checked()
    pairs.nth(1).locator("label").last.click()
    steps.is_saved(page)
    page.reload()
    expect(page.locator(".pair input:checked")).to_have_count(2)


def test_one_response_as_both_ends_is_said_and_mended(at: At) -> None:
    page = at(8)

    steps.choose_pair(page, 0, 0)
    expect(page.get_by_role("alert")).to_contain_text("Choose two different answers")
    steps.choose_pair(page, 0, 2)

    steps.is_saved(page)
    expect(page.locator("#save-problem")).to_be_empty()


def test_a_line_of_a_ranking_moves_at_once_and_keeps_the_focus(at: At) -> None:
    page = at(10)
    line = page.locator(".ranking li", has_text="A visit to the client")
    up = line.get_by_role("button", name="Move up")

    up.click()
    expect(up).to_be_focused()
    expect(page.get_by_role("status").last).to_have_text(re.compile("^2. A visit to the client"))
    page.keyboard.press("Enter")

    expect(up).to_be_disabled()
    expect(line.get_by_role("button", name="Move down")).to_be_focused()
    steps.is_saved(page)
    page.reload()
    expect(page.locator(".ranking li").first).to_contain_text("A visit to the client")


def test_a_browser_that_lost_its_key_keeps_the_answer_until_it_is_let_in_again(
    app: Flask, visitor: SignIn
) -> None:
    page, link = visitor(), invited(app, PULSE).path
    steps.start(page, link)
    page.context.clear_cookies(name="taking")
    choose(page, HIGHEST)
    expect(page.get_by_role("alert")).to_contain_text("Open the link in your mail")

    other = page.context.new_page()
    other.goto(link)
    follow(other.get_by_role("button", name="Go on"))
    follow(other.get_by_role("button", name="Send me a code"))
    other.get_by_label("Code").fill(steps.newest_code(visitor()))
    follow(other.get_by_role("button", name="Go on", exact=True))
    page.evaluate(BACK)

    steps.is_saved(page)
    page.reload()
    is_chosen(page, HIGHEST)


def test_an_answer_after_handing_in_elsewhere_is_refused_and_stays_on_the_page(at: At) -> None:
    page = at(2)
    page.get_by_role("checkbox").check()
    steps.is_saved(page)
    page = at(13)
    other = page.context.new_page()
    other.goto("/a/1/check")
    follow(other.get_by_role("button", name="Submit answers"))

    page.get_by_role("textbox").fill(steps.STORY)
    expect(page.get_by_role("alert")).to_contain_text("submitted")
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)
    page.get_by_role("button", name="Continue").click()

    expect(page.locator("#answer")).to_have_count(0)
    expect(page.get_by_role("textbox").first).to_have_value(steps.STORY)


def test_a_device_that_slept_asks_the_server_how_much_time_is_left(at: At) -> None:
    page = at(3)

    with page.expect_navigation():
        page.evaluate(SLEPT)

    expect(page.locator(".timer")).to_contain_text("minutes left")


def test_a_device_that_slept_keeps_what_is_not_saved_yet(at: At) -> None:
    page = at(13)
    page.route(SAVE, lambda route: route.abort())
    page.get_by_role("textbox").fill(steps.STORY)

    page.evaluate(SLEPT)

    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)
    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)


def test_a_text_shows_how_much_room_it_has(at: At) -> None:
    page = at(13)
    text, room = page.get_by_role("textbox"), page.locator("#answer .room")
    most = int(text.get_attribute("data-most") or 0)

    text.fill("Four")
    expect(room).to_have_text(f"Characters left: {most - 4}")
    text.fill("x" * (most + 3))

    expect(room).to_have_text("Characters too many: 3")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(text).to_have_value("x" * (most + 3))


def test_what_is_said_of_a_problem_covers_no_choice_somebody_made(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 420})
    page.route(SAVE, lambda route: route.abort())
    choose(page, HIGHEST)
    expect(page.get_by_role("alert")).to_contain_text(steps.UNSENT)

    chosen = page.locator(".choice:has(:checked)").bounding_box()
    said = page.locator("#save-problem").bounding_box()
    assert chosen is not None
    assert said is not None
    assert chosen["y"] + chosen["height"] <= said["y"]
