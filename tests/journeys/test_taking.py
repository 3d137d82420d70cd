"""Somebody answers an assessment: on a phone, without script, by keyboard, on two devices."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from assess.extensions import db
from assess.queue import OutboxRow
from tests.journeys import answering as steps
from tests.journeys.conftest import PHONE, SignIn
from tests.journeys.guests import EVERY_LOOK, PULSE, invited
from tests.journeys.test_keyboard import press_on, tab_to
from tests.journeys.walk import follow

# Whole walks in a real browser, one question a page.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

ON_A_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
CANDIDATE = "Wulandari"
RECEIPT = "your answers are in"


@pytest.fixture
def begun(app: Flask, visitor: SignIn) -> Page:
    """Somebody on a phone at the first question of a short assessment."""
    page = visitor(**ON_A_PHONE)
    steps.start(page, invited(app, PULSE).path)
    return page


def mails(app: Flask, subject: str) -> int:
    """How many mails went out about something."""
    with app.app_context():
        text = OutboxRow.payload["subject"].as_string()
        statement = select(func.count()).where(text.contains(subject))
        return db.session.scalar(statement) or 0


def test_sixteen_situations_are_answered_on_a_phone_from_the_mail_to_the_receipt(
    person: SignIn, visitor: SignIn
) -> None:
    priya = person("Priya Raman")
    steps.invite(priya, CANDIDATE, "Situations of a sales leader")
    page = visitor(**ON_A_PHONE)
    steps.start(page, steps.newest_link(page))

    asked = steps.answer_all(page)
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    number = steps.hand_in(page)

    assert len(set(asked)) == 16
    page.goto("/sandbox/mails")
    expect(page.locator("article").first).to_contain_text(number)
    priya.reload()
    expect(priya.locator("main")).to_contain_text("Submitted")


def test_a_question_of_every_kind_is_answered_without_script(app: Flask, visitor: SignIn) -> None:
    page = visitor(java_script_enabled=False, **ON_A_PHONE)
    steps.start(page, invited(app, EVERY_LOOK).path)

    asked = steps.answer_all(page)

    assert len(asked) == 14
    expect(page.locator("main")).to_contain_text("1 question is not answered")  # the file
    expect(page.locator("main")).to_contain_text(steps.STORY)
    assert steps.hand_in(page)


def test_without_script_a_line_of_a_ranking_moves_with_its_buttons(
    app: Flask, visitor: SignIn
) -> None:
    page = visitor(java_script_enabled=False)
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/10")

    follow(page.locator(".ranking li").nth(2).get_by_role("button", name="Move up"))
    follow(page.locator(".ranking li").nth(1).get_by_role("button", name="Move up"))

    expect(page.locator(".ranking li").first).to_contain_text("A visit to the client")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_going_on_with_nothing_chosen_asks_once_and_skipping_stays_free(
    java_script_enabled: bool, app: Flask, visitor: SignIn
) -> None:
    page = visitor(java_script_enabled=java_script_enabled)
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/3")

    follow(page.get_by_role("button", name="Continue"))
    expect(page.locator(".summary")).to_contain_text("or skip it for now")
    follow(page.get_by_role("button", name="Skip for now"))

    assert steps.question(page) == "plans"


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_an_example_tried_with_nothing_chosen_says_what_to_do(
    java_script_enabled: bool, app: Flask, visitor: SignIn
) -> None:
    page = visitor(java_script_enabled=java_script_enabled)
    page.goto(invited(app, EVERY_LOOK).path)
    follow(page.get_by_role("button", name="Start"))
    follow(page.get_by_role("link", name="Try an example first"))

    follow(page.get_by_role("button", name="Try it"))

    expect(page.locator(".summary")).to_contain_text("Choose an answer to try it")


def test_how_many_of_a_limited_number_are_chosen_is_said_aloud_and_on_the_page(
    app: Flask, visitor: SignIn
) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/7")
    said = page.get_by_role("status").filter(has_text="chosen")

    expect(said).to_have_text("0 of 2 chosen")
    for number, box in enumerate(page.get_by_role("checkbox").all()[:3], start=1):
        box.check()
        expect(said).to_have_text(f"{number} of 2 chosen")
    page.get_by_role("checkbox").first.uncheck()
    expect(said).to_have_text("2 of 2 chosen")


def test_without_script_more_than_may_be_chosen_stay_chosen_until_one_is_taken_back(
    app: Flask, visitor: SignIn
) -> None:
    page = visitor(java_script_enabled=False)
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/7")
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()

    follow(page.get_by_role("button", name="Continue"))

    expect(page.locator(".summary")).to_contain_text("Choose 2 at most. You chose 3.")
    expect(page.locator("input:checked")).to_have_count(3)
    page.get_by_role("checkbox").first.uncheck()
    follow(page.get_by_role("button", name="Continue"))
    assert steps.question(page) == "situation"


def test_a_second_device_goes_on_at_the_same_question_with_a_mailed_code(
    app: Flask, visitor: SignIn
) -> None:
    link = invited(app, "smart-sales-leader-sjt@1.0").path
    phone, laptop = visitor(**ON_A_PHONE), visitor()
    steps.start(phone, link)
    for _ in range(2):
        steps.fill(phone)
        steps.go_on(phone)
    seen = steps.question(phone), steps.options(phone)

    laptop.goto(link)
    follow(laptop.get_by_role("button", name="Go on"))
    follow(laptop.get_by_role("button", name="Send me a code"))
    laptop.get_by_label("Code").fill(steps.newest_code(visitor()))
    follow(laptop.get_by_role("button", name="Go on", exact=True))

    expect(laptop.locator(".caption")).to_contain_text("Question 3 of 16")
    assert (steps.question(laptop), steps.options(laptop)) == seen


def test_the_same_browser_comes_back_by_the_link_to_the_question_it_left(begun: Page) -> None:
    steps.fill(begun)
    steps.go_on(begun)
    at = steps.question(begun)
    follow(begun.get_by_role("button", name="Save and leave"))
    expect(begun.get_by_role("heading", level=1)).to_have_text("Everything is kept")

    begun.goto(steps.newest_link(begun))
    follow(begun.get_by_role("button", name="Go on"))

    assert steps.question(begun) == at


def test_five_questions_are_answered_without_a_mouse(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    page.goto(invited(app, PULSE).path)

    press_on(page, page.get_by_role("button", name="Start"))
    press_on(page, page.get_by_role("button", name="Begin"))
    for digit in "31524":
        tab_to(page, page.get_by_role("radio").first)
        page.keyboard.press(digit)
        expect(page.get_by_role("radio").nth(int(digit) - 1)).to_be_checked()
        press_on(page, page.get_by_role("button", name="Continue"))
    for _ in range(5):
        press_on(page, page.get_by_role("button", name="Back", exact=True))

    expect(page.get_by_role("radio").nth(2)).to_be_checked()


def test_enter_goes_on_from_a_choice(begun: Page) -> None:
    begun.get_by_role("radio").first.focus()
    begun.keyboard.press("2")

    with begun.expect_navigation():
        begun.keyboard.press("Enter")

    expect(begun.locator(".caption")).to_contain_text("Question 2 of")


def test_digits_choose_in_the_example_too(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    page.goto(invited(app, EVERY_LOOK).path)
    follow(page.get_by_role("button", name="Start"))
    follow(page.get_by_role("link", name="Try an example first"))

    page.get_by_role("radio").first.focus()
    page.keyboard.press("4")

    expect(page.get_by_role("radio").nth(3)).to_be_checked()


@pytest.mark.parametrize("key", ["Control+3", "Alt+3"])
def test_digits_with_another_key_choose_nothing(key: str, begun: Page) -> None:
    begun.get_by_role("radio").first.focus()

    begun.keyboard.press(key)

    expect(begun.locator("input[type=radio]:checked")).to_have_count(0)


def test_digits_in_a_text_are_text(app: Flask, visitor: SignIn) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/13")

    page.get_by_role("textbox").press_sequentially("3 of 5 clients")

    expect(page.get_by_role("textbox")).to_have_value("3 of 5 clients")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_answers_submitted_by_double_press_give_one_receipt(
    java_script_enabled: bool, app: Flask, visitor: SignIn
) -> None:
    page = visitor(java_script_enabled=java_script_enabled)
    before = mails(app, RECEIPT)
    steps.start(page, invited(app, PULSE).path)
    page.goto("/a/1/check")

    page.get_by_role("button", name="Submit answers").dblclick()

    follow(page.get_by_role("link", name="Skip", exact=True))
    assert steps.receipt(page)
    assert mails(app, RECEIPT) == before + 1


def test_going_back_after_submitting_shows_the_receipt_and_no_question(begun: Page) -> None:
    begun.goto("/a/1/check")
    number = steps.hand_in(begun)

    for _ in range(4):
        begun.go_back()

        expect(begun.locator("#answer")).to_have_count(0)
        expect(begun.get_by_role("button", name="Submit answers")).to_have_count(0)
    begun.goto("/a")
    assert steps.receipt(begun) == number


def test_a_page_loaded_again_shows_the_answer_that_was_given(begun: Page) -> None:
    steps.fill(begun)
    steps.is_saved(begun)

    begun.reload()

    expect(begun.get_by_role("radio").nth(1)).to_be_checked()


def test_going_back_with_the_browser_shows_and_changes_what_is_kept(begun: Page) -> None:
    steps.fill(begun)
    steps.is_saved(begun)
    begun.get_by_text("Strongly agree").click()
    steps.go_on(begun)

    begun.go_back()
    expect(begun.get_by_role("radio").nth(4)).to_be_checked()
    begun.get_by_role("radio").nth(0).check(force=True)

    steps.is_saved(begun)
    begun.reload()
    expect(begun.get_by_role("radio").nth(0)).to_be_checked()


def test_going_back_shows_what_another_tab_has_kept_since(begun: Page) -> None:
    begun.route("**/onward.js*", lambda route: route.abort())
    steps.fill(begun)
    steps.is_saved(begun)
    first = begun.url
    steps.go_on(begun)
    other = begun.context.new_page()
    other.goto(first)
    other.get_by_text("Strongly disagree").click()
    steps.is_saved(other)

    begun.go_back()

    expect(begun.get_by_role("radio").nth(0)).to_be_checked()


def test_two_tabs_show_both_answers_and_keep_the_chosen_one(begun: Page) -> None:
    other = begun.context.new_page()
    other.goto(begun.url)
    other.get_by_text("Strongly agree").click()
    steps.is_saved(other)

    begun.get_by_text("Strongly disagree").click()
    expect(begun.get_by_role("alert")).to_contain_text("in another tab or on another device")
    steps.go_on(begun)
    expect(begun.get_by_role("alert").first).to_contain_text("Saved there: Strongly agree")
    expect(begun.get_by_role("radio").nth(0)).to_be_checked()
    steps.go_on(begun)

    other.reload()
    expect(other.get_by_role("radio").nth(0)).to_be_checked()


def test_the_answer_of_the_other_tab_can_be_kept(begun: Page) -> None:
    other = begun.context.new_page()
    other.goto(begun.url)
    other.get_by_text("Strongly agree").click()
    steps.is_saved(other)
    begun.get_by_text("Strongly disagree").click()
    steps.go_on(begun)

    follow(begun.get_by_role("link", name="Keep what is saved there"))

    expect(begun.get_by_role("radio").nth(4)).to_be_checked()
