"""A manager with a plan, her browser, and the new hire's."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from assess.accounts.models import User
from assess.database import utc_now
from tests.browser import Browser, form_fields
from tests.factories import Make
from tests.onboarding import staging


@pytest.fixture
def today() -> date:
    """The day on the clock of everybody in these tests, who live in London."""
    return utc_now().date()


@pytest.fixture
def priya(make: Make) -> User:
    """A hiring manager."""
    return make.manager(name="Priya Raman")


@pytest.fixture
def page(browser: Callable[[User | None], Browser], priya: User) -> Browser:
    """Priya's browser."""
    return browser(priya)


@pytest.fixture
def plan(make: Make, browser: object, priya: User, today: date) -> str:
    """The address of a plan that began two weeks ago; `browser` founds the organisation."""
    assert browser
    with make.transaction() as session:
        start_on = staging.ago(14, today)
        held = staging.plan(session, session.merge(priya), start_on=start_on, today=start_on)
        return f"/team/plans/{held.public_id}"


@pytest.fixture
def noor(app: Flask, page: Browser, plan: str) -> Browser:
    """The new hire's browser, let in by the link from the mail."""
    page.get(f"{plan}/link")
    page.post(f"{plan}/link", {})
    link = staging.links(app)[-1]
    visitor = Browser(app)
    landing = visitor.client.get(link).get_data(as_text=True)
    assert visitor.client.post(link, data=form_fields(landing)).location == "/o/plan"
    return visitor
