"""A hiring manager at work: her browser, and a plan she is writing."""

from collections.abc import Callable

import pytest

from assess.accounts.models import User
from assess.openings.models import Opening
from tests.browser import Browser
from tests.factories import Make


@pytest.fixture
def priya(make: Make) -> User:
    """A hiring manager; two more people could interview."""
    make.user(name="Omar Haddad")
    make.user(name="Mei Tanaka")
    return make.manager(name="Priya Raman")


@pytest.fixture
def page(browser: Callable[[User | None], Browser], priya: User) -> Browser:
    """Priya's browser."""
    return browser(priya)


@pytest.fixture
def draft(make: Make, priya: User) -> Opening:
    """An opening whose plan is being written."""
    return make.opening(priya, published=False)


@pytest.fixture
def held(make: Make, priya: User) -> Opening:
    """An opening with a published plan."""
    return make.opening(priya)
