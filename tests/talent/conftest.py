"""A hiring manager who keeps a pool, her browser, and somebody in the pool."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assess.accounts.models import User
from assess.database import utc_now
from tests.browser import Browser
from tests.factories import Make
from tests.talent.staging import PERSON, POOL


@pytest.fixture
def today() -> date:
    """The day on the clock of the people in these tests, who live in London."""
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
def kept(page: Browser) -> str:
    """The address of a pool Priya keeps."""
    return page.post("/pools/new", page.fields("/pools/new") | POOL).path


@pytest.fixture
def ana(page: Browser, kept: str, today: date) -> str:
    """The address of somebody in the pool, who agreed on the phone."""
    address = f"{kept}/people/new"
    fields = page.fields(address) | PERSON | {"review_on": str(today + timedelta(days=40))}
    return page.post(address, fields).path
