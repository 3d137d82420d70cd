"""A panel of eight on a laptop and on paper: no column is lost, and rows keep their names."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# Pages laid out by a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

EIGHT = """() => {
  for (const row of document.querySelectorAll('.matrix tr')) {
    const cell = row.children[1];
    while (row.children.length < 1 + 8 + 4) cell.after(cell.cloneNode(true));
  }
}"""
"""The same table as with eight interviewers."""

SHEET = 718
"""Pixels across A4 within its margins."""


@pytest.fixture
def debrief(person: SignIn) -> Page:
    """A debrief with eight columns of ratings."""
    page = person("Priya Raman")
    page.goto("/openings")
    page.get_by_role("link", name="Regional sales leader").first.click()
    page.get_by_role("link", name="Ánh Nguyễn", exact=True).click()
    follow(page.get_by_role("link", name="Debrief"))
    page.evaluate(EIGHT)
    return page


@pytest.mark.parametrize("width", [360, 1200, 1366])
def test_names_of_rows_stay_while_ratings_are_scrolled(debrief: Page, width: int) -> None:
    debrief.set_viewport_size({"width": width, "height": 800})

    left = debrief.evaluate("""() => {
      const region = document.querySelector('.scroll:has(.matrix)');
      region.scrollLeft = region.scrollWidth;
      const name = region.querySelector('tbody th');
      return name.getBoundingClientRect().left - region.getBoundingClientRect().left;
    }""")

    assert abs(left) < 2


def test_every_column_stands_on_the_sheet_in_letters_one_can_read(debrief: Page) -> None:
    debrief.set_viewport_size({"width": SHEET, "height": 1000})
    debrief.emulate_media(media="print")

    right = debrief.evaluate("document.querySelector('.matrix').getBoundingClientRect().right")

    assert right <= 1.4 * SHEET, "a browser makes everything smaller until the table fits"
