"""Impatience does no harm: pressed twice, gone back, loaded again, everything counts once."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from assess.audit.models import AuditEntry
from assess.extensions import db
from tests.journeys import kit
from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# Walks in a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Omar Haddad"
CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"

with_and_without_script = pytest.mark.parametrize(
    "java_script_enabled", [True, False], ids=["script", "no script"]
)


def at_review(page: Page) -> None:
    """A scorecard that is ready to be handed in."""
    kit.open_kit(page, CANDIDATE)
    for section in kit.sections(page).values():
        kit.note(section).fill(kit.NOTE)
        kit.rate(section, 4)
    follow(page.get_by_role("button", name="Review and submit").first)
    page.get_by_role("radio", name="Evidence for the role's requirements", exact=True).check()


def times(app: Flask, action: str) -> int:
    """How often something happened, by the diary."""
    with app.app_context():
        statement = select(func.count()).where(AuditEntry.action == action)
        return db.session.scalar(statement) or 0


@with_and_without_script
def test_a_scorecard_submitted_by_double_click_is_submitted_once(
    java_script_enabled: bool, app: Flask, person: SignIn
) -> None:
    page = person(NAME, java_script_enabled=java_script_enabled)
    at_review(page)
    before = times(app, "scorecard.submitted")

    page.get_by_role("button", name="Submit scorecard").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Debrief: {CANDIDATE}")
    assert times(app, "scorecard.submitted") == before + 1


@with_and_without_script
def test_invitations_sent_by_double_click_arrange_one_interview(
    java_script_enabled: bool, app: Flask, person: SignIn
) -> None:
    page = person("Priya Raman", java_script_enabled=java_script_enabled)
    page.goto("/openings")
    page.get_by_role("link", name="Regional sales leader").first.click()
    page.get_by_role("link", name="Wulandari", exact=True).click()
    page.get_by_role("link", name="Arrange an interview").click()
    before = times(app, "interview.arranged")

    page.get_by_role("button", name="Send invitations").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Wulandari")
    expect(page.get_by_text("the invitations are on their way")).to_be_visible()
    assert times(app, "interview.arranged") == before + 1


@with_and_without_script
def test_a_template_chosen_by_double_click_starts_one_opening(
    java_script_enabled: bool, app: Flask, person: SignIn
) -> None:
    page = person("Priya Raman", java_script_enabled=java_script_enabled)
    page.goto("/openings/new")
    before = times(app, "opening.started")

    page.get_by_role("button", name=re.compile("Use this template.*Sales manager")).dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("Role: Sales manager")
    assert times(app, "opening.started") == before + 1


def test_going_back_after_submitting_shows_what_was_submitted(person: SignIn) -> None:
    page = person(NAME)
    at_review(page)
    page.get_by_role("button", name="Submit scorecard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Debrief: {CANDIDATE}")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your scorecard: {CANDIDATE}")
    expect(page.get_by_role("button", name="Submit scorecard")).to_have_count(0)


def test_a_page_loaded_again_after_submitting_sends_nothing_again(
    app: Flask, person: SignIn
) -> None:
    page = person(NAME)
    at_review(page)
    page.get_by_role("button", name="Submit scorecard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Debrief: {CANDIDATE}")
    before = times(app, "scorecard.submitted")

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Debrief: {CANDIDATE}")
    assert times(app, "scorecard.submitted") == before


def test_a_button_works_again_after_going_back(person: SignIn) -> None:
    page = person("Priya Raman")
    page.goto("/openings")
    page.get_by_role("link", name="Regional sales leader").first.click()
    page.get_by_label("Name or address").fill("Wulandari")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)

    page.go_back()
    page.get_by_label("Name or address").fill("Temitope")
    page.get_by_role("button", name="Filter").click()

    expect(page.get_by_role("rowheader")).to_have_text("Temitope Bankole")
