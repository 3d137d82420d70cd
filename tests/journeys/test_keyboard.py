"""Without a mouse: from signing in to the submitted scorecard, with the focus in sight."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import kit
from tests.journeys.conftest import DESKTOP, PHONE, SignIn

# Whole walks in a real browser, one press of a key after another.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Omar Haddad"
CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"
MOST_PRESSES = 200

FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const bars = [box.left + 2, box.right - 2].flatMap((x) => [box.top + 2, box.bottom - 2].map(
    (y) => document.elementFromPoint(x, y)?.closest(".top, .kit-bar")));
  return {
    name: element.outerHTML.slice(0, 120),
    outline: parseFloat(style.outlineWidth) * (style.outlineStyle === "none" ? 0 : 1),
    covered: bars.some((bar) => bar && !bar.contains(element)),
    outside: box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth,
    isPage: element === document.body,
  };
}"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus; wherever it stops, it must be seen."""
    for _ in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        assert_focus_is_seen(page)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reaches {target}")


def assert_focus_is_seen(page: Page) -> None:
    """The focused element has a thick outline, is on the screen, and no bar covers it."""
    found = page.evaluate(FOCUSED)
    assert found["isPage"] or found["outline"] >= 2, f"no outline: {found['name']}"
    assert not found["outside"], f"off the screen: {found['name']}"
    assert not found["covered"], f"under a bar: {found['name']}"


def press_on(page: Page, target: Locator) -> None:
    """Go to a button or link with Tab, and press it."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_scorecard_is_written_and_submitted_without_a_mouse(visitor: SignIn) -> None:
    page = visitor()
    page.goto("/")

    press_on(page, page.get_by_role("button", name=f"Sign in as {NAME}"))
    press_on(page, page.get_by_role("link", name=f"Open the kit of {CANDIDATE}"))
    press_on(page, page.get_by_role("button", name="No conflict: open the kit"))
    for section in kit.sections(page).values():
        tab_to(page, kit.note(section))
        page.keyboard.type(kit.NOTE)
        tab_to(page, section.get_by_role("radio", name=re.compile("^1 ")))
        page.keyboard.press("4")
    page.keyboard.press("Control+s")
    kit.is_saved(page)
    press_on(page, page.get_by_role("button", name="Review and submit").last)
    tab_to(page, page.get_by_role("radio", name=re.compile("^Strong evidence for")))
    page.keyboard.press("ArrowDown")
    press_on(page, page.get_by_role("button", name="Submit scorecard"))

    page.goto("/home")
    expect(page.get_by_role("link", name=CANDIDATE)).to_have_attribute(
        "href", re.compile("/review$")
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_focus_is_never_hidden_in_the_kit(key: str, size: object, person: SignIn) -> None:
    page = person(NAME, viewport=size)
    kit.open_kit(page, CANDIDATE)
    start = page.get_by_role("link", name="Accessibility" if key == "Shift+Tab" else "Assess")
    start.first.focus()

    stops = 0
    while not page.evaluate("document.activeElement === document.body") and stops < MOST_PRESSES:
        assert_focus_is_seen(page)
        page.keyboard.press(key)
        stops += 1

    assert 30 < stops < MOST_PRESSES


def test_a_conversation_with_somebody_in_a_pool_is_noted_without_a_mouse(person: SignIn) -> None:
    page = person("Priya Raman")
    for name in ("Talent pools", "Regional sales leader", "Hana Nováková"):
        press_on(page, page.get_by_role("link", name=name, exact=True))

    tab_to(page, page.get_by_label("Conversation"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("What was said"))
    page.keyboard.type("Asked about the service team.")
    press_on(page, page.get_by_role("button", name="Note it"))

    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.locator(".timeline li").first).to_contain_text("Asked about the service team.")


def test_the_first_press_of_tab_offers_to_skip_to_the_content(person: SignIn) -> None:
    page = person(NAME)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_digits_in_a_note_are_text(person: SignIn) -> None:
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    section = page.locator(".kit-section").first

    kit.note(section).focus()
    page.keyboard.type("3 of 5 deals, 12 weeks")

    expect(kit.note(section)).to_have_value("3 of 5 deals, 12 weeks")
    expect(section.locator("input[type=radio]:checked")).to_have_count(0)


def test_number_keys_rate_the_scale_that_has_the_focus(person: SignIn) -> None:
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    first, second = page.locator(".kit-section").all()[:2]

    first.get_by_role("radio", name=re.compile("^2 ")).focus()
    page.keyboard.press("5")

    expect(first.get_by_role("radio", name=re.compile("^5 "))).to_be_checked()
    expect(second.locator("input[type=radio]:checked")).to_have_count(0)


@pytest.mark.parametrize(
    ("control", "key"), [("Low", "3"), ("Remove rating", "3"), ("1 Evidence against", "Control+3")]
)
def test_a_number_beside_the_scale_or_with_another_key_does_not_rate(
    control: str, key: str, person: SignIn
) -> None:
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    section = page.locator(".kit-section").first

    section.get_by_role("radio", name=control).or_(
        section.get_by_role("button", name=control)
    ).focus()
    page.keyboard.press(key)

    expect(section.locator("input[type=radio]:checked")).to_have_count(0)


def test_control_enter_leads_from_question_to_question(person: SignIn) -> None:
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    section = page.locator(".kit-section").first
    notes = section.get_by_role("textbox")

    notes.first.focus()
    page.keyboard.press("Control+Enter")
    expect(notes.nth(1)).to_be_focused()
    page.keyboard.press("Control+Shift+Enter")

    expect(notes.first).to_be_focused()
    expect(page).to_have_title(re.compile("^Kit: "))


def test_control_s_saves_at_once(person: SignIn) -> None:
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    kit.note(page.locator(".kit-section").first).fill("Asked for the scrap sheet.")

    with page.expect_response("**/save") as answer:
        page.keyboard.press("Control+s")

    assert answer.value.ok
    kit.is_saved(page)
