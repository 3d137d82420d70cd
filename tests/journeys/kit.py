"""What an interviewer does with a kit, as steps for journeys."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.walk import follow

SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")
NOTE = "Named the client's own target figure and showed how the plan was changed to reach it."


def open_kit(page: Page, candidate: str) -> None:
    """From the start page through the declaration to the kit."""
    page.goto("/home")
    follow(page.get_by_role("link", name=re.compile(f"^Open the (kit|scorecard) of {candidate}")))
    declare = page.get_by_role("button", name="No conflict: open the kit")
    if declare.count():
        declare.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kit: {candidate}")


def sections(page: Page) -> dict[str, Locator]:
    """The competencies of a kit by name."""
    return {
        section.get_by_role("heading", level=2).inner_text(): section
        for section in page.locator(".kit-section").all()
    }


def note(section: Locator) -> Locator:
    """The field for evidence on the first question of a competency."""
    return section.get_by_label(re.compile("^Evidence")).first


def rate(section: Locator, level: int) -> None:
    """Choose one of the five levels."""
    section.get_by_role("radio", name=re.compile(f"^{level} ")).check()


def is_saved(page: Page) -> None:
    """Wait until the page says when everything was saved."""
    expect(page.locator("#save-state")).to_have_text(SAVED)


def submit(page: Page) -> None:
    """Review what was written, give the overall view, hand in."""
    page.get_by_role("button", name="Review and submit").first.click()
    page.get_by_role("radio", name="Evidence for the role's requirements", exact=True).check()
    page.get_by_role("button", name="Submit scorecard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Debrief: "))
