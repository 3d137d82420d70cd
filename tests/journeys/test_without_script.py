"""Without JavaScript, the interviewer's whole way works: sign in, notes, ratings, hand in."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import kit
from tests.journeys.conftest import SignIn

# Whole walks in a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Omar Haddad"
CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"


def opened(person: SignIn) -> tuple[Page, Locator]:
    """The kit in a browser without script, and its first competency."""
    page = person(NAME, java_script_enabled=False)
    kit.open_kit(page, CANDIDATE)
    return page, page.locator(".kit-section").first


def press_save(page: Page) -> None:
    """Send the whole form."""
    page.get_by_role("button", name="Save", exact=True).first.click()


def test_a_scorecard_is_written_and_submitted(person: SignIn) -> None:
    page, _ = opened(person)

    for section in kit.sections(page).values():
        kit.note(section).fill(kit.NOTE)
        kit.rate(section, 4)
        section.get_by_label("High").check()
    press_save(page)
    expect(page.get_by_text("Saved.")).to_be_visible()
    kit.submit(page)

    page.goto("/home")
    page.get_by_role("link", name=CANDIDATE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your scorecard: {CANDIDATE}")
    expect(page.get_by_text(kit.NOTE[:40])).to_have_count(3)


def test_the_page_does_not_promise_to_save_by_itself(person: SignIn) -> None:
    page, _ = opened(person)

    expect(page.locator("#save-state")).to_have_text(
        "Notes and ratings are kept when you press Save."
    )
    expect(page.get_by_role("button", name="Next")).to_have_count(0)


def test_a_rating_is_taken_back_with_a_button(person: SignIn) -> None:
    page, section = opened(person)
    kit.rate(section, 2)
    press_save(page)
    expect(section.get_by_role("radio", name=re.compile("^2 "))).to_be_checked()

    section.get_by_role("button", name="Remove rating").click()

    expect(section.get_by_role("radio", name=re.compile("^2 "))).not_to_be_checked()


def test_a_conflict_with_another_device_is_settled_on_a_page(person: SignIn) -> None:
    laptop, on_laptop = opened(person)
    phone, on_phone = opened(person)
    kit.note(on_laptop).fill("From the laptop.")
    press_save(laptop)
    kit.note(on_phone).fill("From the phone.")

    press_save(phone)
    expect(phone.locator("pre")).to_have_text(["From the phone.", "From the laptop."])
    phone.get_by_label("Keep both, one below the other").check()
    phone.get_by_role("button", name="Continue").click()

    expect(kit.note(on_phone)).to_have_value("From the laptop.\nFrom the phone.")


def test_what_is_missing_is_listed_with_links_to_mend_it(person: SignIn) -> None:
    page, _ = opened(person)

    page.get_by_role("button", name="Review and submit").first.click()
    page.get_by_role("button", name="Submit scorecard").click()
    page.get_by_role("link", name=re.compile("^Choose a rating for")).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kit: {CANDIDATE}")
    assert re.search(r"#s-\w+$", page.url)


def test_a_conflict_of_interest_is_declared(person: SignIn) -> None:
    page = person("Omar Haddad", java_script_enabled=False)
    page.goto("/home")
    page.get_by_role("link", name=f"Open the kit of {CANDIDATE}").click()

    page.get_by_text("Yes, there is a conflict").click()
    page.get_by_label("What the conflict is").fill("We were neighbours.")
    page.get_by_role("button", name="Step back from this interview").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You do not take part in this interview"
    )


def test_a_filter_has_a_button_of_its_own(person: SignIn) -> None:
    page = person("Priya Raman", java_script_enabled=False)
    page.goto("/openings")

    page.get_by_label("Status").select_option("Closed")
    page.get_by_role("button", name="Filter").click()

    expect(page.get_by_role("rowheader", name="Head of key accounts")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text="Open")).to_have_count(0)
