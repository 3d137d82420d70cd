"""A candidate in front of a questionnaire with a question of every look, and who invited them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from assess.accounts.models import User
from assess.openings.models import Application, Opening
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, put_on_shelf
from tests.assessments.staging import Link
from tests.browser import Answer, Browser
from tests.factories import Make


@pytest.fixture
def manager(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> User:
    """Somebody who runs an opening."""
    put_on_shelf(monkeypatch, tmp_path)
    return make.manager(name="Priya Raman")


@pytest.fixture
def opening(make: Make, manager: User) -> Opening:
    """Their opening."""
    return make.opening(manager)


@pytest.fixture
def application(make: Make, opening: Opening) -> Application:
    """A candidate."""
    return make.application(opening, name="Salma Idrissi", email="salma@mail.example")


@pytest.fixture
def priya(browser: Callable[[User | None], Browser], manager: User) -> Browser:
    """The browser of whoever runs the opening."""
    return browser(manager)


@pytest.fixture
def link(make: Make, application: Application, manager: User) -> Link:
    """The probe, mailed to the candidate."""
    return staging.invite(make, application, manager, PROBE)


@pytest.fixture
def invite(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Link]:
    """Invites a new candidate at `NOW`, to the probe with its limit unless told."""
    put_on_shelf(monkeypatch, tmp_path)
    make.organisation()
    opening, manager = make.opening(), make.manager()

    def new(*instruments: str, **terms: Any) -> Link:
        held = make.application(opening)
        return staging.invite(make, held, manager, *(instruments or [PROBE]), now=NOW, **terms)

    return new


@pytest.fixture
def page(app: Flask, link: Link) -> Browser:
    """The candidate's browser, at the first question."""
    return staging.begun(app, link)


@pytest.fixture
def at(make: Make, link: Link) -> Callable[[str], str]:
    """Where a question stands for this person."""

    def find(item: str) -> str:
        with make.transaction() as session:
            order = staging.attempt(session, link).order[""]
            return f"/a/1/q/{order.index(item) + 1}"

    return find


@pytest.fixture
def do(make: Make, link: Link) -> Callable[..., Any]:
    """Calls a service with the invitation as it is now."""

    def call(service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with make.transaction() as session:
            return service(session, staging.held(session, link), *args, **kwargs)

    return call


@pytest.fixture
def send(page: Browser, at: Callable[[str], str]) -> Callable[..., Answer]:
    """Opens a question and sends its form, changed as told."""

    def post(item: str, query: str = "", **changes: Any) -> Answer:
        path = at(item) + query
        fields = {k: v for k, v in page.fields(path).items() if k.split(".")[0] != item}
        return page.post(path, {**fields, **{k.replace("_", "."): v for k, v in changes.items()}})

    return post
