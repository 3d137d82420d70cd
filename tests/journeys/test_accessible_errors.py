"""Refused forms and error pages shut nobody out either, and say where the trouble is."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from assess.web.errors import TITLES
from tests.journeys.axe import in_dark_on_a_phone, violations
from tests.journeys.conftest import SignIn
from tests.journeys.guests import HALFWAY
from tests.journeys.pages import Catalogue

# Each form is sent in a real browser and examined in three looks.
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Refused:
    """A form, filled in badly: what is typed by control, which button is pressed."""

    person: str
    endpoint: str
    button: str
    typed: dict[str, str] = field(default_factory=dict)
    untick: str = ""
    open: str = ""


PRIYA, INES, ZOFIA, OMAR = "Priya Raman", "Inês Moreira", "Zofia Łukasiewicz", "Omar Haddad"
GRACE = "Grace Adeyemi"

REFUSED = [
    Refused("", "security.login", "Sign in"),
    Refused("", "security.login", "Sign in", {"#email": "a@b.example", "#password": "wrong"}),
    Refused("", "security.reset_password", "Save the password", {"#password": "short"}),
    Refused("", "accounts.invitation", "Save the password", {"#password": "short"}),
    Refused("", "entry.code", "Go on"),
    Refused(HALFWAY, "around.adjustment", "Send the request"),
    Refused(HALFWAY, "taking.check", "Submit answers"),
    Refused(PRIYA, "inviting.invite", "Send the invitation"),
    Refused(PRIYA, "assessing.extend", "Move the end", {"#closes_at": ""}),
    Refused(GRACE, "adjusting.adjust", "Decide"),
    Refused(PRIYA, "plans.role", "Continue", {"#title": "", "#outcomes": ""}),
    Refused(PRIYA, "plans.kit", "Continue", untick="[name=talent-pool-questions]"),
    Refused(PRIYA, "candidates.add", "Add the candidate"),
    Refused(PRIYA, "candidates.change", "Save", {"#name": "", "#email": "nobody"}),
    Refused(PRIYA, "candidates.files", "Add the file"),
    Refused(PRIYA, "candidates.move", "Move"),
    Refused(PRIYA, "candidates.read_file", "Read the file"),
    Refused(PRIYA, "interviews.arrange", "Send invitations", {"#minutes": "1"}, "[name=seats]"),
    Refused(PRIYA, "interviews.change_time", "Move the interview", {"#starts_at": ""}),
    Refused(PRIYA, "hiring.debrief", "Record the decision", open="Record another decision"),
    Refused(PRIYA, "pools.start", "Start the pool"),
    Refused(PRIYA, "pools.change", "Save", {"#title": ""}),
    Refused(PRIYA, "conversations.show", "Save aims", {"[type=number]": "400"}),
    Refused(PRIYA, "pool_members.add", "Add to the pool"),
    Refused(PRIYA, "pool_members.change", "Save", {"#reason": "", "#review_on": ""}),
    Refused(PRIYA, "pool_members.show", "Note it", {"#on": ""}),
    Refused(PRIYA, "pool_members.consent", "Note the consent"),
    Refused(ZOFIA, "scorecards.review", "Submit scorecard"),
    Refused(OMAR, "scorecards.amend", "Change the rating"),
    Refused(INES, "accounts.add_person", "Send the invitation"),
    Refused(INES, "accounts.person", "Change the roles", untick="[name=roles]"),
    Refused(INES, "accounts.organisation", "Save", {"#name": "", "#contact": "nobody"}),
    Refused(INES, "accounts.account", "Save", {"#name": ""}),
    Refused(INES, "security.change_password", "Change the password"),
    Refused(INES, "security.verify", "Go on"),
]


@pytest.mark.parametrize("form", REFUSED, ids=lambda form: f"{form.endpoint} {form.button}")
def test_a_refused_form_says_what_to_mend_and_to_everybody(
    form: Refused, anybody: SignIn, everything: Catalogue
) -> None:
    page = anybody(form.person)
    _open_with_button(page, form, everything)

    _fill(page, form)
    page.get_by_role("button", name=form.button, exact=True).first.click()

    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert not violations(page) + in_dark_on_a_phone(page)


@pytest.mark.parametrize("code", sorted(TITLES))
def test_the_page_of_an_error_has_no_violation(code: int, visitor: SignIn) -> None:
    page = visitor()

    page.goto(f"/error/{code}")

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[code])
    assert not violations(page) + in_dark_on_a_phone(page)


def test_text_that_could_not_be_saved_is_shown_on_an_accessible_page(person: SignIn) -> None:
    page = person("Priya Raman")
    page.goto("/openings")
    page.get_by_role("link", name="Regional sales leader").first.click()
    page.get_by_role("link", name="Move Wulandari").click()
    page.get_by_label("Reason").fill("She asked to be considered again next year, in spring.")

    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(t => t.value = 'old')")
    page.get_by_role("button", name="Move").click()

    expect(page.get_by_label("Reason")).to_have_value(re.compile("next year, in spring"))
    assert not violations(page) + in_dark_on_a_phone(page)


def test_the_page_of_two_who_saved_the_same_thing_has_no_violation(person: SignIn) -> None:
    first, second = person("Inês Moreira"), person("Inês Moreira")
    for page, name in ((first, "Larkfield"), (second, "Larkfield Group")):
        page.goto("/organisation")
        page.get_by_label("Name of the organisation").fill(name)

    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("Saved.")).to_be_visible()
    second.get_by_role("button", name="Save").click()

    expect(second.get_by_role("heading", level=1)).to_contain_text("in the meantime")
    expect(second.locator("pre")).to_have_text(["Larkfield Group", "Larkfield"])
    assert not violations(second) + in_dark_on_a_phone(second)


def _open_with_button(page: Page, form: Refused, everything: Catalogue) -> None:
    """Go to the first page of the endpoint on which the form stands."""
    button = page.get_by_role("button", name=form.button, exact=True)
    for place in everything.of(form.person):
        if place.endpoint == form.endpoint:
            page.goto(place.address)
            if form.open and page.get_by_text(form.open).count():
                page.get_by_text(form.open).click()
            if button.count():
                return
    raise AssertionError(f"no page of {form.endpoint} has the button ‘{form.button}’")


def _fill(page: Page, form: Refused) -> None:
    for selector, text in form.typed.items():
        page.locator(selector).fill(text)
    if form.untick:
        for box in page.locator(form.untick).all():
            box.uncheck()
