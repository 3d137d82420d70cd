"""HR's month: from what waits on the desk to selection rates and a list to take along."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from assess import worker
from assess.database import utc_now
from tests.journeys.conftest import SignIn
from tests.journeys.walk import follow

# One month in a real browser; the worker's turns between the pages included.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

HIRED = "Ánh Nguyễn"
WEIGHED = "Emeka Oduya"
SHEET = (
    "name,email,why\n"
    "Solvei Aasen,solvei.aasen@letterbox.example,Led the Nordic rollout\n"
    "Bad Line,no address,\n"
)


def test_a_month_of_hr_runs_from_the_desk_to_the_list_taken_along(
    person: SignIn, app: Flask, tmp_path: Path
) -> None:
    grace = person("Grace Adeyemi")

    follow(link(grace, "Overdue scorecards"))
    expect(grace.get_by_role("heading", level=1)).to_have_text("Overdue scorecards")
    import_people(grace, app, tmp_path)
    rediscover(grace)
    reports = take_reports(grace, app)
    plan = hire_and_plan(grace)
    check_in(grace)
    note_outcome(grace)
    advice = advise(grace)
    rates = selection_rates(grace, app)
    listed = take_list(grace)

    assert len([name for name in reports if name.endswith(".pdf")]) == 3
    assert "From their interviews, a strength to use: Strategic" in plan
    assert "From their interviews, to build: Relationships" in plan
    assert "Solvei Aasen" in listed
    assert "No difference is beyond chance once every comparison of its table counts." in rates
    assert "the model expects" in advice
    assert "Das Modell hat nichts entschieden" in advice


def link(page: Page, name: str):
    return page.get_by_role("link", name=re.compile(f"^{name}")).first


def button(page: Page, name: str):
    return page.get_by_role("button", name=re.compile(f"^{name}")).first


def search(page: Page, name: str) -> None:
    """To somebody's page, by their name."""
    page.goto("/search")
    page.get_by_role("main").get_by_role("searchbox").fill(name)
    follow(page.get_by_role("main").get_by_role("button", name="Search"))
    follow(page.get_by_role("main").get_by_role("link", name=name).first)


def import_people(page: Page, app: Flask, folder: Path) -> None:
    """A file into the pool: columns as guessed, one line left out, said so before and after."""
    file = folder / "people.csv"
    file.write_text(SHEET, encoding="utf-8")
    page.goto("/pools")
    follow(link(page, "Regional sales leader"))
    follow(link(page, "Import"))
    page.get_by_label("File", exact=True).set_input_files(file)
    follow(button(page, "Read the file"))
    page.get_by_label("They agreed on").fill((utc_now() - timedelta(days=3)).date().isoformat())
    page.get_by_label("How they agreed").fill("By mail")
    page.get_by_role("radio", name="6-12 months").check()
    follow(button(page, "Check the file"))
    worker.sweep(app)
    page.reload()
    expect(page.get_by_text("1 line with a problem.")).to_be_visible()
    follow(button(page, "Import 1 person"))
    worker.sweep(app)
    page.reload()
    follow(link(page, "See the pool"))


def rediscover(page: Page) -> None:
    """Past people for the role, by what was seen of them."""
    follow(link(page, "Past people"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Past people for this role")
    expect(page.get_by_role("link", name="Mirela Ciobănaș", exact=True)).to_be_visible()


def take_reports(page: Page, app: Flask) -> list[str]:
    """Reports of three people, looked over, made, and taken along in one file."""
    page.goto("/reports/team?name=postbox.example")
    for box in page.get_by_role("checkbox", name=re.compile("Ready$")).all()[:3]:
        box.check()
    follow(button(page, "Look it over"))
    follow(button(page, "Make 3 reports"))
    worker.sweep(app)
    page.reload()
    with page.expect_download() as found:
        button(page, "Download 3 reports").click()
    return zipfile.ZipFile(found.value.path()).namelist()


def hire_and_plan(page: Page) -> str:
    """The offer is accepted, and the plan grows out of the interview; gives the plan's page."""
    search(page, HIRED)
    follow(link(page, "Move"))
    page.get_by_role("radio", name="Hired", exact=True).check()
    page.get_by_label("Reason").fill("Signed the contract.")
    follow(button(page, "Move"))
    follow(link(page, "Onboarding plan"))
    monday = utc_now().date() - timedelta(days=7 + utc_now().weekday())
    page.get_by_label("First day").fill(monday.isoformat())
    page.get_by_label("Manager", exact=True).select_option(label="Grace Adeyemi")
    follow(button(page, "Start the plan"))
    return page.get_by_role("main").inner_text()


def check_in(page: Page) -> None:
    """The manager's half of the first check-in."""
    follow(link(page, "Write your half of day 7"))
    for field in page.get_by_role("textbox").all():
        field.fill("The first visits went well; two clients asked for a plan.")
    page.get_by_role("radio").first.check()
    follow(button(page, "Hand in your half"))


def note_outcome(page: Page) -> None:
    """What became of somebody hired earlier."""
    page.goto("/fit/outcomes?due=yes")
    follow(link(page, "Due: note it"))
    page.get_by_label("Rating of the work").fill("3.5")
    page.get_by_role("radio", name="Yes").first.check()
    page.get_by_label("Whose word this is").fill("Tom Aldridge")
    follow(button(page, "Note it"))
    expect(page.get_by_text("Noted.")).to_be_visible()


def advise(page: Page) -> str:
    """A model is put in use by a person; its advice opens after one's own view."""
    page.goto("/fit")
    follow(link(page, "Rating of the work, 12 months"))
    page.get_by_label("Why").fill("To look twice where the panel differs.")
    follow(button(page, "Put in use"))
    search(page, WEIGHED)
    follow(link(page, "Fit"))
    page.get_by_role("radio", name="Strong evidence for").check()
    page.get_by_label("Because").fill("Both examples hold, with figures.")
    follow(button(page, "Record my view"))
    advice = page.get_by_role("main").inner_text()
    follow(link(page, "Words for the candidate"))
    follow(link(page, "Deutsch"))
    return advice + page.get_by_role("main").inner_text()


def selection_rates(page: Page, app: Flask) -> str:
    """Whether there is a difference to look into."""
    page.goto("/audit/impact")
    follow(button(page, "Work it out"))
    worker.sweep(app)
    page.reload()
    return page.get_by_role("main").inner_text()


def take_list(page: Page) -> str:
    """The pool as two files, one right after the other, as it is on screen."""
    page.goto("/pools")
    follow(link(page, "Regional sales leader"))
    follow(link(page, "Export this list"))
    with page.expect_download():
        button(page, "Excel file").click()
    with page.expect_download() as found:
        button(page, "CSV file").click()
    return Path(found.value.path()).read_text(encoding="utf-8")
