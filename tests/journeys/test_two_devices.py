"""One scorecard on two devices, offline, signed out, submitted elsewhere: nothing is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import kit
from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# Real browsers, and the pauses after which a kit saves by itself.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Omar Haddad"
CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"
LAPTOP = "Asked for the scrap sheet before quoting. (laptop)"
PHONE = "Found the figure the plant director follows. (phone)"


def opened(person: SignIn) -> tuple[Page, Locator]:
    """A device of Omar's with the kit open, and its first note."""
    page = person(NAME)
    kit.open_kit(page, CANDIDATE)
    return page, kit.note(page.locator(".kit-section").first)


def save(page: Page) -> None:
    """Press the key for saving instead of waiting."""
    page.keyboard.press("Control+s")


def conflict(page: Page) -> Locator:
    """The box that says that another device has saved something else."""
    return page.get_by_role("alert").filter(has_text="another device in the meantime")


@pytest.fixture
def two_devices(person: SignIn) -> tuple[Page, Locator, Page, Locator]:
    """A laptop that has saved a note, and a phone that has typed another one since."""
    laptop, on_laptop = opened(person)
    phone, on_phone = opened(person)
    on_laptop.fill(LAPTOP)
    save(laptop)
    kit.is_saved(laptop)
    on_phone.fill(PHONE)
    save(phone)
    return laptop, on_laptop, phone, on_phone


def test_a_kit_saves_while_one_types_and_says_when(person: SignIn) -> None:
    page, note = opened(person)

    note.press_sequentially("Asked for the scrap sheet")

    expect(page.locator("#save-state")).to_have_text("Saving…")
    kit.is_saved(page)
    page.reload()
    expect(note).to_have_value("Asked for the scrap sheet")


def test_what_was_typed_last_is_saved_though_the_page_is_left_at_once(person: SignIn) -> None:
    page, note = opened(person)

    note.fill(LAPTOP)
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.goto("/home")

    kit.open_kit(page, CANDIDATE)
    expect(note).to_have_value(LAPTOP)


def test_the_second_device_shows_both_texts(
    two_devices: tuple[Page, Locator, Page, Locator],
) -> None:
    _, _, phone, note = two_devices

    expect(conflict(phone)).to_contain_text(LAPTOP)
    expect(note).to_have_value(PHONE)
    expect(phone.locator("#save-state")).to_have_text(re.compile("^Not saved"))


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Keep mine", PHONE), ("Keep the other", LAPTOP), ("Keep both", f"{LAPTOP}\n{PHONE}")],
)
def test_what_is_chosen_is_what_both_devices_then_hold(
    choice: str, kept: str, two_devices: tuple[Page, Locator, Page, Locator]
) -> None:
    laptop, on_laptop, phone, on_phone = two_devices

    conflict(phone).get_by_role("button", name=choice).click()

    kit.is_saved(phone)
    expect(on_phone).to_have_value(kept)
    expect(conflict(phone)).to_have_count(0)
    laptop.reload()
    expect(on_laptop).to_have_value(kept)


def test_a_rating_given_on_two_devices_asks_too(person: SignIn) -> None:
    laptop, phone = opened(person)[0], opened(person)[0]
    section = phone.locator(".kit-section").first
    kit.rate(laptop.locator(".kit-section").first, 4)
    kit.is_saved(laptop)

    kit.rate(section, 2)
    expect(conflict(phone)).to_contain_text("level 4")
    conflict(phone).get_by_role("button", name="Keep the other").click()

    kit.is_saved(phone)
    expect(section.get_by_role("radio", name=re.compile("^4 "))).to_be_checked()


def test_a_device_without_network_says_so_and_saves_when_it_is_back(person: SignIn) -> None:
    page, note = opened(person)
    page.context.set_offline(True)

    note.fill(PHONE)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("could not save your last change")
    expect(note).to_have_value(PHONE)
    page.context.set_offline(False)

    kit.is_saved(page)
    expect(page.locator("#save-problem")).to_be_empty()
    page.reload()
    expect(note).to_have_value(PHONE)


def test_a_device_that_was_offline_meanwhile_overwrites_nothing(person: SignIn) -> None:
    phone, on_phone = opened(person)
    phone.context.set_offline(True)
    on_phone.fill(PHONE)
    save(phone)
    laptop, on_laptop = opened(person)
    on_laptop.fill(LAPTOP)
    save(laptop)
    kit.is_saved(laptop)

    phone.context.set_offline(False)
    expect(conflict(phone)).to_contain_text(LAPTOP)
    conflict(phone).get_by_role("button", name="Keep both").click()

    kit.is_saved(phone)
    laptop.reload()
    expect(on_laptop).to_have_value(f"{LAPTOP}\n{PHONE}")


def test_text_survives_being_signed_out_in_another_tab(person: SignIn) -> None:
    page, note = opened(person)
    other = page.context.new_page()
    other.goto("/home")
    follow(other.get_by_role("button", name="Sign out"))

    note.fill(PHONE)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    expect(note).to_have_value(PHONE)
    with page.expect_popup() as opening:
        # Pressing takes the focus from the note, which is then tried again at once.
        page.get_by_role("alert").get_by_role("link", name="Sign in").hover()
        with page.expect_event("requestfinished", lambda request: request.method == "GET"):
            page.mouse.down()
        page.evaluate("new Promise(requestAnimationFrame)")
        page.mouse.up()
    opening.value.get_by_role("button", name=f"Sign in as {NAME}").click()
    expect(opening.value.get_by_role("heading", level=1)).to_have_text("My work")
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # never lost without a screen

    kit.is_saved(page)
    page.reload()
    expect(note).to_have_value(PHONE)


def test_a_note_typed_after_submitting_elsewhere_is_refused_and_stays(person: SignIn) -> None:
    page, note = opened(person)
    other = page.context.new_page()
    kit.open_kit(other, CANDIDATE)
    for section in kit.sections(other).values():
        kit.note(section).fill(kit.NOTE)
        kit.rate(section, 3)
    kit.is_saved(other)
    kit.submit(other)

    note.fill(PHONE)
    with page.expect_response("**/save") as answer:
        save(page)

    assert answer.value.status == 410
    expect(page.get_by_role("alert")).to_contain_text("This scorecard is submitted.")
    expect(note).to_have_value(PHONE)


def test_leaving_with_unsaved_text_asks_first(person: SignIn) -> None:
    page, note = opened(person)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.context.set_offline(True)
    note.press_sequentially("Not saved yet")

    page.close(run_before_unload=True)
    page.wait_for_event("close")

    assert asked == ["beforeunload"]
