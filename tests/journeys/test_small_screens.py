"""Phones and large type: nothing scrolls sideways, and the kit stays usable."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import update

from assess.accounts.models import Organisation, User
from assess.extensions import db
from assess.openings.models import Candidate, Opening
from tests.journeys import kit
from tests.journeys.conftest import DESKTOP, PHONE, SignIn
from tests.journeys.guests import GUESTS
from tests.journeys.pages import EVERYBODY, Catalogue
from tests.servers import Served

# Every page in a real browser, and walks through the kit.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Omar Haddad"
CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"
WIDTHS = (360, 320)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"

TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll("main *, .top *, .foot *")]
    .filter((element) => element.getBoundingClientRect().right > page.clientWidth)
    .map((element) => element.outerHTML.slice(0, 100));
}"""

CLIPPED = """() => [...document.querySelectorAll("button, .tag, summary, label, h1, h2, h3, a")]
  .filter((element) => element.offsetParent && !element.closest(".unseen, [aria-hidden]"))
  .filter((element) => getComputedStyle(element).display !== "inline")
  .filter((element) => element.scrollWidth > element.clientWidth + 2)
  .map((element) => element.outerHTML.slice(0, 100))"""


@pytest.fixture
def large_type(double_size: Browser, served: Served) -> Callable[[ViewportSize], Page]:
    """Opens Omar's kit in a browser whose reader has set text to double size."""

    def opened(size: ViewportSize) -> Page:
        page = double_size.new_page(base_url=served.address, viewport=size)
        page.goto("/login")
        page.get_by_role("button", name=f"Sign in as {NAME}").click()
        kit.open_kit(page, CANDIDATE)
        return page

    return opened


@pytest.mark.parametrize("name", EVERYBODY, ids=lambda name: name or "a visitor")
def test_no_page_scrolls_sideways_on_a_phone(
    name: str, anybody: SignIn, everything: Catalogue
) -> None:
    page = anybody(name)

    found = []
    for place in everything.once(name):
        page.goto(place.address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 640})
            wide = page.evaluate(TOO_WIDE)
            if wide:
                found.append((width, place.address, wide))

    assert not found


@pytest.mark.parametrize("name", ["Priya Raman", "Inês Moreira", *GUESTS])
def test_names_and_titles_without_a_break_widen_no_page(
    name: str, app: Flask, anybody: SignIn, everything: Catalogue
) -> None:
    page = anybody(name)
    with app.app_context():
        for kind in (User, Candidate, Organisation):
            db.session.execute(update(kind).values(name=UNBROKEN))
        db.session.execute(update(Opening).values(title=UNBROKEN * 2, location=UNBROKEN))
        db.session.commit()

    found = []
    for place in everything.of(name):
        page.goto(place.address)
        for width in (360, 1366):
            page.set_viewport_size({"width": width, "height": 640})
            wide = page.evaluate(TOO_WIDE)
            if wide:
                found.append((width, place.address, wide))

    assert not found


def test_a_long_tag_wraps_and_is_not_cut_off(person: SignIn) -> None:
    page = person(NAME, viewport=PHONE)
    tag = f"<p><span class='tag'>About the person: {'culture fit, ' * 9}</span></p>"

    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", tag
    )

    box = page.locator(".tag").last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_kit_holds_text_of_double_size(
    size: ViewportSize, large_type: Callable[[ViewportSize], Page]
) -> None:
    page = large_type(size)

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_bars_leave_room_for_the_question_at_double_size(
    size: ViewportSize, large_type: Callable[[ViewportSize], Page]
) -> None:
    page = large_type(size)
    note = kit.note(page.locator(".kit-section").first)

    note.focus()

    covered = page.evaluate(
        """() => [...document.querySelectorAll(".top, .kit-bar")]
        .filter((bar) => ["sticky", "fixed"].includes(getComputedStyle(bar).position))
        .reduce((sum, bar) => sum + bar.offsetHeight, 0) / innerHeight"""
    )
    assert covered < 0.4
    expect(note).to_be_in_viewport(ratio=0.9)


def test_the_bar_of_the_kit_stands_at_the_bottom_of_a_phone(person: SignIn) -> None:
    page = person(NAME, viewport=PHONE)
    kit.open_kit(page, CANDIDATE)

    page.mouse.wheel(0, 1500)

    bar = page.locator(".kit-bar")
    expect(bar).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == PHONE["height"]
    for button in bar.get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None
        assert size["height"] >= 44


def test_back_and_next_lead_from_question_to_question(person: SignIn) -> None:
    page = person(NAME, viewport=PHONE, has_touch=True)
    kit.open_kit(page, CANDIDATE)
    notes = page.locator(".kit-section").first.get_by_role("textbox")

    page.get_by_role("button", name="Next").tap()
    expect(notes.first).to_be_focused()
    expect(notes.first).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Next").tap()
    expect(notes.nth(1)).to_be_focused()
    page.get_by_role("button", name="Back").tap()

    expect(notes.first).to_be_focused()


def test_a_scorecard_is_written_and_submitted_on_a_phone(person: SignIn) -> None:
    page = person(NAME, viewport=PHONE, has_touch=True, is_mobile=True)
    kit.open_kit(page, CANDIDATE)

    for section in kit.sections(page).values():
        kit.note(section).fill(kit.NOTE)
        section.locator("label", has_text="Strong evidence").tap()
        expect(section.get_by_role("radio", name=re.compile("^4 "))).to_be_checked()
    kit.is_saved(page)

    kit.submit(page)


def test_without_script_a_phone_has_its_buttons_too(person: SignIn) -> None:
    page = person(NAME, viewport=PHONE, java_script_enabled=False)
    kit.open_kit(page, CANDIDATE)

    expect(page.locator(".kit-bar").get_by_role("button", name="Save")).to_be_visible()
