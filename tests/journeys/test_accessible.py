"""Nobody is shut out: axe finds no WCAG 2.2 AA violation on any page, in any of its states."""

import pytest

from tests.journeys.axe import in_dark_on_a_phone, violations
from tests.journeys.conftest import SignIn
from tests.journeys.kinds import kinds_of, worth_a_look
from tests.journeys.pages import EVERYBODY, NOT_PAGES, Catalogue

# Every page is loaded and examined in a real browser: minutes, not seconds, in all.
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("name", EVERYBODY, ids=lambda name: name or "a visitor")
def test_no_page_has_a_violation(name: str, anybody: SignIn, everything: Catalogue) -> None:
    page = anybody(name)
    new = everything.once(name)

    found = []
    for place in worth_a_look(everything, name):
        page.goto(place.address)
        found += violations(page)
        if place in new:
            found += in_dark_on_a_phone(page)

    assert not found, "\n".join(found)


def test_every_address_that_shows_a_page_is_among_them(catalogue: Catalogue) -> None:
    assert catalogue.missing() == set()
    assert set(catalogue.app.view_functions) >= set(NOT_PAGES)


@pytest.mark.parametrize(
    "other",
    [
        '<p><a href="x"></a></p>',
        '<p><a href="x" class="button">Open</a></p>',
        '<p><a href="x" aria-label="Open it">Open</a></p>',
        '<div><a href="x">Open</a></div>',
    ],
)
def test_an_element_is_of_another_kind_without_text_with_a_class_or_elsewhere(other: str) -> None:
    looked_at = kinds_of('<p><a href="x">Open</a></p>')

    assert kinds_of('<p><a href="y">Close</a><a href="z">Print</a></p>') == looked_at
    assert kinds_of(other) - looked_at
