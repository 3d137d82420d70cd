"""Pages of those who answer are small, hold still, and suit fingers, large type and everybody."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from assess.assessments.services import taking
from assess.assessments.services.taking import Turn
from assess.database import utc_now
from assess.extensions import db
from assess.instruments import library
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Multiple, Paired, Ranking, Single
from assess.instruments.items.levels import Levelled
from tests.assessments import staging
from tests.journeys import answering as steps
from tests.journeys.axe import in_dark_on_a_phone, violations
from tests.journeys.conftest import PHONE, SignIn
from tests.journeys.guests import EVERY_LOOK, GUESTS, PULSE, cookie_of, invited
from tests.journeys.pages import Catalogue
from tests.journeys.test_small_screens import CLIPPED, TOO_WIDE
from tests.journeys.walk import follow
from tests.servers import Served

# Every page somebody who answers may see, in a real browser.
pytestmark = [pytest.mark.browser, pytest.mark.slow]

KILOBYTE = 1000
ROOT = Path(__file__).parents[2]
STORY = "We looked at the figures of the week before and named what was still open. " * 8

WEIGHTS = """() => ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
  .map((one) => [new URL(one.name).pathname, one.decodedBodySize])"""

SMALL = """() => {
  const all = document.querySelectorAll("a, button, summary, textarea, input:not([type=hidden])");
  const unseen = ".unseen, [aria-hidden], .skip, .sandbox";
  return [...all].filter((one) => one.offsetParent && !one.closest(unseen))
    .map((one) => one.matches("[type=radio], [type=checkbox]") ? one.labels[0] : one)
    .filter((one) => {
      const { width, height } = one.getBoundingClientRect();
      return width < 43.5 || height < 43.5;
    })
    .map((one) => one.outerHTML.slice(0, 120));
}"""

WRONG: dict[int, Callable[[Page], object]] = {
    2: lambda page: expect(page.get_by_role("checkbox")).not_to_be_checked(),
    3: lambda page: expect(page.locator("input:checked")).to_have_count(0),
    7: lambda page: [box.check() for box in page.get_by_role("checkbox").all()],
    8: lambda page: steps.choose_pair(page, 1, 1),
    11: lambda page: page.get_by_role("textbox").fill("a dozen"),
}
"""What is no answer, by the number of the question."""

HEIGHT = "document.documentElement.scrollHeight"


def too_heavy(page: Page) -> list[object]:
    """What a page is made of, if that is more than a bad network should carry."""
    parts = page.evaluate(WEIGHTS)
    return parts if len(parts) > 3 or sum(size for _, size in parts) > 50 * KILOBYTE else []


def addresses(catalogue: Catalogue, name: str) -> list[str]:
    """Every page a guest sees; of a visitor's, those that the link of an invitation leads to."""
    return [
        place.address for place in catalogue.of(name) if name or place.endpoint.startswith("entry.")
    ]


@pytest.mark.parametrize("name", ["", *GUESTS], ids=lambda name: name or "a visitor")
def test_every_page_is_light_and_every_target_large(
    name: str, anybody: SignIn, everything: Catalogue
) -> None:
    page = anybody(name, viewport=PHONE)
    found: list[object] = []

    for address in addresses(everything, name):
        page.goto(address)
        found += too_heavy(page) + page.evaluate(SMALL)

    assert not found


def test_the_list_of_every_answer_of_the_longest_assessment_is_light(
    app: Flask, visitor: SignIn
) -> None:
    longest = max(library.assessments(), key=lambda one: len(one.items))
    link = invited(app, longest.ref)
    page = visitor()
    steps.start(page, link.path)
    with app.app_context():
        attempt = staging.attempt(db.session, link)
        for item in longest.questions:
            answer = something(item)
            taking.answer(db.session, attempt, item.id, answer, Turn("a", 1, 0), utc_now())
        db.session.commit()

    page.goto("/a/1/check")

    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    assert not too_heavy(page)


def something(item: Item) -> Answer:
    """An answer to any question an assessment of ours asks."""
    if isinstance(item, Levelled):
        return 3
    if isinstance(item, Single):
        return item.option_ids[0]
    if isinstance(item, Paired):
        return dict(zip(item.ends, item.option_ids, strict=False))
    if isinstance(item, Multiple | Ranking):
        return item.option_ids
    return 7 if item.look == "number" else STORY


def test_the_script_is_small() -> None:
    assert (ROOT / "static" / "taking.js").stat().st_size < 15 * KILOBYTE


@pytest.mark.parametrize("name", ["", *GUESTS], ids=lambda name: name or "a visitor")
def test_text_of_double_size_fits_the_narrowest_screen(
    name: str, double_size: Browser, served: Served, everything: Catalogue
) -> None:
    page = double_size.new_page(base_url=served.address, viewport={"width": 320, "height": 640})
    if name:
        key = everything.keys[name]
        page.context.add_cookies([{"name": cookie_of(name), "value": key, "url": served.address}])
    found = []

    for address in addresses(everything, name):
        page.goto(address)
        found += [(address, part) for part in page.evaluate(TOO_WIDE) + page.evaluate(CLIPPED)]

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
    assert not found


@pytest.mark.parametrize("number", [5, 6, 7])
def test_nothing_moves_when_something_is_chosen_and_saved(
    number: int, app: Flask, visitor: SignIn
) -> None:
    page = visitor(viewport=PHONE)
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto(f"/a/1/q/{number}")
    before = page.evaluate(HEIGHT)

    for label in page.locator(".choice label").all()[-2:]:
        label.click()
        steps.is_saved(page)

        assert page.evaluate(HEIGHT) == before


def test_nothing_moves_when_a_pair_is_chosen_and_saved(app: Flask, visitor: SignIn) -> None:
    page = visitor(viewport=PHONE)
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/8")
    before = page.evaluate(HEIGHT)

    for first, last in ((0, 1), (2, 1), (2, 0)):
        steps.choose_pair(page, first, last)
        steps.is_saved(page)

        assert page.evaluate(HEIGHT) == before


def test_the_words_of_the_clock_move_nothing(app: Flask, visitor: SignIn) -> None:
    page = visitor(viewport=PHONE)
    page.clock.install()
    steps.start(page, invited(app, EVERY_LOOK).path)
    before = page.evaluate(HEIGHT)

    page.clock.fast_forward("39:00")

    expect(page.locator(".timer")).to_have_text("60 seconds left")
    assert page.evaluate(HEIGHT) == before


@pytest.mark.parametrize("path", ["/i/nobody-has-this-link", "/a/1/q/3"])
def test_a_link_that_leads_nowhere_shuts_nobody_out(path: str, visitor: SignIn) -> None:
    page = visitor()

    page.goto(path)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not violations(page) + in_dark_on_a_phone(page)


@pytest.mark.parametrize(
    ("opened", "button", "heading"),
    [
        ("", "Send me a new link", "A new link is on its way"),
        ("/not-me", "Withdraw the link", "The link is withdrawn"),
    ],
)
def test_what_a_button_beside_start_answers_shuts_nobody_out(
    opened: str, button: str, heading: str, app: Flask, visitor: SignIn
) -> None:
    page = visitor()
    page.goto(invited(app, PULSE).path + opened)

    follow(page.get_by_role("button", name=button))

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert not violations(page) + in_dark_on_a_phone(page)


@pytest.mark.parametrize("number", WRONG)
def test_a_refused_answer_says_what_to_mend_and_to_everybody(
    number: int, app: Flask, visitor: SignIn
) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto(f"/a/1/q/{number}")

    WRONG[number](page)
    follow(page.get_by_role("button", name="Continue"))

    expect(page.locator(".summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert not violations(page) + in_dark_on_a_phone(page)


def test_an_answer_given_in_two_tabs_is_settled_on_an_accessible_page(
    app: Flask, visitor: SignIn
) -> None:
    page = visitor()
    steps.start(page, invited(app, PULSE).path)
    other = page.context.new_page()
    other.goto(page.url)
    steps.fill(other)
    steps.is_saved(other)

    page.get_by_role("radio").last.press("5")
    steps.go_on(page)

    expect(page.get_by_role("alert").first).to_contain_text("choose what to keep")
    assert not violations(page) + in_dark_on_a_phone(page)


def test_text_from_a_page_that_was_open_too_long_is_on_an_accessible_page(
    app: Flask, visitor: SignIn
) -> None:
    page = visitor()
    steps.start(page, invited(app, EVERY_LOOK).path)
    page.goto("/a/1/q/13")
    page.get_by_role("textbox").fill(steps.STORY)
    page.context.clear_cookies(name="assess")

    follow(page.get_by_role("button", name="Continue"))

    expect(page.get_by_role("textbox")).to_have_value(steps.STORY)
    assert not violations(page) + in_dark_on_a_phone(page)
