"""Fixtures of the journeys: a real browser, the demo company served, its people signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from assess import migrate, worker
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.instruments import library
from assess.sandbox import services as sandbox
from assess.sandbox.company import company
from assess.web import errors
from tests.journeys import guests
from tests.journeys.pages import Catalogue
from tests.servers import Served

SECRET = "a secret of thirty-two characters"
DESKTOP: ViewportSize = {"width": 1366, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}

PATIENCE = 20_000
"""Milliseconds for which a journey waits for what must come, on however busy a machine."""

SignIn = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    path = os.environ.get("CHROMIUM")
    assert path, "The journeys need a browser: run them with ./run test, or set CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """The database under a journey: SQLite, unless the journey names another one."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def company_app(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The product with the demo company in its database, as `./run` leaves it.

    `/error/<code>` shows the page of each error, of which some are hard to bring about.
    """
    data = tmp_path_factory.mktemp(f"journeys-{backend}")
    url = (
        request.getfixturevalue("postgresql").create("journeys") if backend == "postgresql" else ""
    )
    app = create_app(Settings(_env_file=None, data=data, database_url=url, secret_key=SECRET))
    app.add_url_rule("/error/<int:code>", "error", errors.answer, methods=["GET", "POST"])
    worker.prepare(app)
    with app.app_context():
        migrate.upgrade(db.engine)
        sandbox.load(db.session, company(), app.extensions["assess.settings"], utc_now())
        db.session.commit()
        db.engine.dispose()
    if backend == "sqlite":
        shutil.copy(data / "assess.db", data / "company.db")
    return app


@pytest.fixture(scope="session")
def questionnaires(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped questionnaires, and one with a question of every look."""
    return guests.questionnaires(tmp_path_factory.mktemp("questionnaires"))


@pytest.fixture
def app(
    company_app: Flask, backend: str, questionnaires: Path, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """The demo company as it was just after loading, untouched by other journeys."""
    monkeypatch.setattr(library, "ROOT", questionnaires)
    if backend == "sqlite":
        _restore(company_app, "company.db")
    return company_app


@pytest.fixture(scope="session")
def catalogue(company_app: Flask, questionnaires: Path) -> Catalogue:
    """Every page of the product, with the things it needs kept in a database of its own."""
    _restore(company_app, "company.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "ROOT", questionnaires)
        found = Catalogue(company_app)
    with company_app.app_context():
        db.engine.dispose()
    data = company_app.extensions["assess.settings"].data
    shutil.copy(data / "assess.db", data / "catalogue.db")
    return found


@pytest.fixture
def everything(catalogue: Catalogue, app: Flask) -> Catalogue:
    """Every page of the product, ready to be opened."""
    _restore(app, "catalogue.db")
    return catalogue


@pytest.fixture
def served(app: Flask) -> Iterator[Served]:
    """The product at an address of its own."""
    server = Served(app)
    yield server
    server.stop()


@pytest.fixture
def double_size(chromium: Browser, served: Served) -> Iterator[Browser]:  # noqa: ARG001 -- which outlives it
    """A browser whose reader has set text to double size."""
    browser = chromium.browser_type.launch(
        executable_path=os.environ["CHROMIUM"],
        args=["--no-sandbox", "--blink-settings=defaultFontSize=32"],
    )
    yield browser
    browser.close()


@pytest.fixture
def visitor(chromium: Browser, served: Served) -> Iterator[SignIn]:
    """Opens a browser of one's own for somebody who is not signed in.

    A script that throws, or anything the content security policy had to block, fails the
    journey at its end.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            trouble.append(message.text)

    def come(**options: object) -> Page:
        context = chromium.new_context(
            **{"base_url": served.address, "viewport": DESKTOP, "reduced_motion": "reduce"}
            | options  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: trouble.append(str(error.error)))
        context.on("console", note)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()
    assert not trouble, trouble


@pytest.fixture
def person(visitor: SignIn) -> SignIn:
    """Opens a browser for one of the demo people, signed in; gives the page they start on."""

    def sign_in(name: str, **options: object) -> Page:
        page = visitor(**options)
        page.goto("/login")
        page.get_by_role("button", name=f"Sign in as {name}").click()
        page.wait_for_url(lambda address: not address.endswith("/login"))
        return page

    return sign_in


@pytest.fixture
def anybody(person: SignIn, visitor: SignIn, catalogue: Catalogue, served: Served) -> SignIn:
    """Opens a browser for whoever the catalogue knows: people, guests, a visitor."""

    def come(name: str, **options: object) -> Page:
        if name and name not in catalogue.keys:
            return person(name, **options)
        page = visitor(**options)
        if name:
            cookie = {
                "name": guests.cookie_of(name),
                "value": catalogue.keys[name],
                "url": served.address,
            }
            page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return come


def _restore(app: Flask, name: str) -> None:
    data: Path = app.extensions["assess.settings"].data
    with app.app_context():
        db.engine.dispose()
    for leftover in ("assess.db-wal", "assess.db-shm"):
        (data / leftover).unlink(missing_ok=True)
    shutil.copy(data / name, data / "assess.db")
