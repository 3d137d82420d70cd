"""On paper stands what was written and found, and nothing that only makes sense on a screen."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import kit
from tests.journeys.conftest import SignIn
from tests.journeys.pages import Catalogue
from tests.journeys.walk import follow

# Pages printed by a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANDIDATE = "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor"
FURNITURE = (
    "Sign out",
    "Skip to the content",
    "My work",
    "Sandbox:",
    "Accessibility",
    "Download the PDF",
    "Review and submit",
    "Saves while you type",
    "Record the decision",
)


def printed(page: Page) -> str:
    """The words on the sheets that come out of the printer."""
    reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


@pytest.mark.parametrize(
    "endpoint", ["reports.team", "reports.own", "hiring.debrief", "hiring.decision"]
)
def test_what_people_print_has_no_navigation(
    endpoint: str, person: SignIn, everything: Catalogue
) -> None:
    page = person("Priya Raman")
    places = [place for place in everything.of("Priya Raman") if place.endpoint == endpoint]

    for place in places:
        page.goto(place.address)
        heading = page.get_by_role("heading", level=1).inner_text()
        sheets = printed(page)

        assert heading.split()[0] in sheets
        assert not [words for words in FURNITURE if words in sheets]


def test_a_printed_kit_holds_whole_notes_and_no_navigation(person: SignIn) -> None:
    page = person("Omar Haddad")
    kit.open_kit(page, CANDIDATE)
    section = page.locator(".kit-section").first
    kit.note(section).fill("\n".join(f"Sentence {number} of the note." for number in range(1, 81)))
    kit.rate(section, 4)
    kit.is_saved(page)

    sheets = printed(page)

    assert "Kit: María" in sheets
    assert "Strong evidence" in sheets
    assert "Sentence 80 of the note." in sheets
    assert not [words for words in FURNITURE if words in sheets]


def test_a_printed_debrief_shows_evidence_that_is_folded_on_the_screen(person: SignIn) -> None:
    page = person("Priya Raman")
    page.goto("/openings")
    page.get_by_role("link", name="Regional sales leader").first.click()
    page.get_by_role("link", name="Ánh Nguyễn", exact=True).click()
    follow(page.get_by_role("link", name="Debrief"))
    folded = page.get_by_text("Rail depot, calibration rig")
    expect(folded).to_be_hidden()

    assert "Rail depot, calibration rig" in printed(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_ink_dark_whatever_the_screen(scheme: str, person: SignIn) -> None:
    page = person("Priya Raman", color_scheme=scheme)

    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]

    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(23, 32, 43)"]
