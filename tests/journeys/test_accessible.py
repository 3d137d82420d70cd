"""Nobody is shut out: axe finds no WCAG 2.2 AA violation on any page, in any of its states."""

import pytest

from tests.journeys.axe import in_dark_on_a_phone, violations
from tests.journeys.conftest import SignIn
from tests.journeys.pages import EVERYBODY, NOT_PAGES, Catalogue

# Every page is loaded and examined in a real browser: minutes, not seconds, in all.
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("name", EVERYBODY, ids=lambda name: name or "a visitor")
def test_no_page_has_a_violation(name: str, anybody: SignIn, everything: Catalogue) -> None:
    page = anybody(name)
    new = everything.once(name)

    found = []
    for place in everything.of(name):
        page.goto(place.address)
        found += violations(page)
        if place in new:
            found += in_dark_on_a_phone(page)

    assert not found, "\n".join(found)


def test_every_address_that_shows_a_page_is_among_them(catalogue: Catalogue) -> None:
    assert catalogue.missing() == set()
    assert set(catalogue.app.view_functions) >= set(NOT_PAGES)
