"""The product's main job: a leader is hired, from a blank role to the report in PDF."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.journeys import kit
from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# Whole hires in a real browser, with up to five people.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOOR = "Noor Lindqvist"
MOST_CLICKS = 25

LEVELS = (2, 5, 3, 4)
"""What each of the proposed panel rates throughout: the first two meet, and lie far apart."""

Place = Page | Locator
Click = Callable[[Place, str, str], None]


def press(place: Place, role: str, name: str) -> None:
    """Click the first control whose name begins so; a link or button leads to another page."""
    control = place.get_by_role(role, name=re.compile(f"^{name}")).first  # type: ignore[arg-type]
    if role in ("link", "button"):
        follow(control)
    else:
        control.click()


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
def test_a_leader_is_hired_from_a_blank_role_to_the_report(person: SignIn) -> None:
    priya = person("Priya Raman")

    panel = publish_opening(priya)
    invite_candidate(priya, press)
    for name, level in zip(panel, LEVELS, strict=True):
        hand_in_scorecard(person(name), level)
    differing = open_debrief(priya)
    decide(priya, press)
    report = download(priya, "Candidate report (PDF)")

    assert "Discuss" in differing
    assert "2 to 5" in differing
    assert kit.NOTE in report
    assert not [name for name in panel if name in report.replace("Decided by Priya Raman", "")]


def test_one_person_alone_holds_the_report_after_few_clicks(
    visitor: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visitor()
    clicks: list[str] = []

    def counted(place: Place, role: str, name: str) -> None:
        clicks.append(name)
        press(place, role, name)

    page.goto("/")
    counted(page, "button", "Sign in as Priya Raman")
    counted(page, "link", "New opening")
    counted(page, "button", "Use this template.*Regional sales leader")
    counted(page, "button", "Save and go to step 4")
    counted(page, "button", "Publish version 1")
    invite_candidate(page, counted)
    own_scorecard(page, counted)
    counted(page, "link", NOOR)
    counted(page, "button", "Sandbox: fill in")
    counted(page, "button", "Open the debrief")
    decide(page, counted)
    clicks.append("Candidate report (PDF)")
    report = download(page, "Candidate report (PDF)")

    assert "Make an offer" in report
    assert len(clicks) <= MOST_CLICKS, clicks
    with capsys.disabled():
        print(f"\n{len(clicks)} clicks from signing in to the report: {', '.join(clicks)}")


def publish_opening(page: Page) -> list[str]:
    """Four steps from a template to a published plan; gives who interviews."""
    press(page, "link", "Openings")
    press(page, "link", "New opening")
    press(page, "button", "Use this template.*Regional sales leader")
    expect(page.get_by_role("heading", level=1)).to_have_text("Role: Regional sales leader")
    press(page, "button", "Continue")
    press(page, "button", "Continue")
    panel = page.get_by_role("rowheader").all_inner_texts()
    press(page, "button", "Continue")
    press(page, "button", "Publish version 1")
    expect(page.get_by_text("The plan is published as version 1.")).to_be_visible()
    return sorted(panel, key=lambda name: name != "Priya Raman")


def invite_candidate(page: Page, click: Click) -> None:
    """Add a candidate and arrange the interview with the whole panel."""
    click(page, "link", "Add a candidate")
    page.get_by_label("Name").fill(NOOR)
    page.get_by_label("Mail address").fill("noor.lindqvist@postbox.example")
    click(page, "button", "Add the candidate")
    click(page, "link", "Arrange an interview")
    click(page, "button", "Send invitations")
    expect(page.get_by_text("the invitations are on their way")).to_be_visible()


def hand_in_scorecard(page: Page, level: int) -> None:
    """One interviewer, from the start page to the submitted scorecard."""
    kit.open_kit(page, NOOR)
    for section in kit.sections(page).values():
        kit.note(section).fill(kit.NOTE)
        kit.rate(section, level)
    kit.is_saved(page)
    kit.submit(page)


def own_scorecard(page: Page, click: Click) -> None:
    """The scorecard of somebody who runs the opening, from the candidate's page."""
    click(page, "link", "Open the kit")
    click(page, "button", "No conflict: open the kit")
    for section in kit.sections(page).values():
        kit.note(section).fill(kit.NOTE)
        click(section, "radio", "4 Strong evidence")
    click(page, "button", "Review and submit")
    click(page, "radio", "Evidence for")
    click(page, "button", "Submit scorecard")


def open_debrief(page: Page) -> str:
    """Open the debrief from the start page; give the first row of the panel's ratings."""
    page.goto("/home")
    press(page, "link", f"Open the debrief on {NOOR}")
    press(page, "button", "Open the debrief")
    rows = page.get_by_role("table").get_by_role("row")
    return rows.nth(1).inner_text()


def decide(page: Page, click: Click) -> None:
    """Record an offer for two reasons."""
    click(page, "radio", "Make an offer")
    click(page, "checkbox", "Strategic")
    click(page, "checkbox", "Action")
    page.get_by_label("How the evidence led to it").fill("Both were shown with figures.")
    click(page, "button", "Record the decision")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Decision: {NOOR}")


def download(page: Page, link: str) -> str:
    """The text of a PDF behind a link, saved as a person would."""
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    reader = PdfReader(Path(found.value.path()))
    assert reader.metadata is not None
    assert NOOR in (reader.metadata.title or "")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
