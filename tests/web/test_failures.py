"""What happens when the product itself fails, or its database is busy or gone."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask, request
from sqlalchemy import event, select, text
from sqlalchemy.orm.exc import StaleDataError

from assess.accounts.guards import public
from assess.accounts.models import WebSession
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.extensions import db
from tests.accounts.doors import HASH, is_in, sign_in
from tests.browser import Browser, form_fields
from tests.factories import Make
from tests.web.conftest import Build
from tests.web.typed import AWKWARD, LONG, kept

Opens = Callable[..., Browser]

GONE = "postgresql+psycopg://nobody@/nothing?host=/nowhere"


@pytest.fixture
def failing(build: Build) -> Flask:
    """The product with routes that go wrong in every way."""
    app = build()

    @app.route("/fails", methods=["GET", "POST"])
    @public
    def fails() -> str:
        raise RuntimeError("the secret inside")

    @app.route("/overtaken", methods=["POST"])
    @public
    def overtaken() -> str:
        raise StaleDataError("somebody else was faster")

    @app.route("/twice", methods=["POST"])
    @public
    def twice() -> str:
        held = db.session.scalar(select(WebSession).limit(1))
        twin = WebSession(key_hash=held.key_hash, owner="", data=LONG, created_at=held.created_at)
        twin.seen_at, twin.idle_seconds = held.seen_at, 1
        db.session.add(twin)
        db.session.commit()
        return ""

    @app.route("/breaks-the-database", methods=["POST"])
    @public
    def breaks_the_database() -> str:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": LONG})
        return ""

    @app.route("/half", methods=["POST"])
    @public
    def half() -> str:
        db.session.execute(text("UPDATE organisation SET name = 'Half done'"))
        raise RuntimeError(request.form["note"])

    return app


@pytest.mark.parametrize("typed", AWKWARD)
def test_after_a_failure_of_ours_the_text_is_still_there(failing: Flask, typed: str):
    visitor = Browser(failing)
    visitor.get("/login")

    answer = visitor.post("/fails", {"note": typed})

    assert answer.code == 500
    assert "Sorry, something went wrong on our side" in answer.text
    assert kept(answer, typed)
    assert "secret inside" not in answer.html


def test_a_failure_has_a_number_that_stands_in_the_log(
    failing: Flask, caplog: pytest.LogCaptureFixture
):
    answer = Browser(failing).get("/fails")

    (number,) = re.findall(r"tell your administrator this number: ([0-9a-f]{16})", answer.text)
    assert f"request {number} failed at fails" in caplog.text


def test_a_failure_while_reading_has_nothing_to_send_again(failing: Flask):
    answer = Browser(failing).get("/fails")

    assert answer.code == 500
    assert "Send again" not in answer.text
    assert "Nothing was saved" not in answer.text


def test_a_failure_is_told_to_the_script_in_its_own_language(failing: Flask):
    visitor = Browser(failing)
    visitor.get("/login")

    answer = visitor.send("/fails", {"note": LONG})

    assert answer.status_code == 500
    assert answer.json["problem"] == "Sorry, something went wrong on our side"


def test_a_failure_leaves_nothing_half_done(failing: Flask):
    visitor = Browser(failing)
    visitor.get("/login")

    visitor.post("/half", {"note": LONG})

    assert "Half done" not in visitor.get("/login").text


def test_a_failure_of_the_database_is_a_failure_of_ours(
    failing: Flask, caplog: pytest.LogCaptureFixture
):
    visitor = Browser(failing)
    visitor.get("/login")

    answer = visitor.post("/breaks-the-database", {"note": LONG})

    assert answer.code == 500
    assert kept(answer, LONG)
    assert LONG not in caplog.text


def test_who_was_overtaken_keeps_the_text(failing: Flask):
    visitor = Browser(failing)
    visitor.get("/login")

    answer = visitor.post("/overtaken", {"note": LONG})

    assert answer.code == 409
    assert "Somebody else saved this in the meantime" in answer.text
    assert kept(answer, LONG)


def test_of_two_who_add_the_same_at_once_the_second_keeps_the_text(
    failing: Flask, make: Make, caplog: pytest.LogCaptureFixture
):
    visitor = Browser(failing, make.user())
    visitor.get("/account")

    answer = visitor.post("/twice", {"note": LONG})

    assert answer.code == 409
    assert "Somebody else saved this in the meantime" in answer.text
    assert "Send again" in answer.text
    assert kept(answer, LONG)
    assert LONG not in caplog.text


def test_of_two_who_add_the_same_at_once_the_script_sends_again(failing: Flask, make: Make):
    visitor = Browser(failing, make.user())
    visitor.get("/account")

    assert visitor.send("/twice", {"note": LONG}).status_code == 503


@pytest.mark.parametrize("passing", [0, 1, 2], ids=["counting", "the diary", "the session"])
def test_a_full_disk_while_somebody_signs_in_is_named_and_over_when_it_is_over(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch, passing: int
):
    make.organisation()
    ada = make.user(password_hash=HASH, sandbox=False)
    visitor, commits = Browser(app), count()

    def full(connection: Any) -> None:
        if next(commits) >= passing:
            kind = (
                sqlite3 if isinstance(connection.driver_connection, sqlite3.Connection) else psycopg
            )
            raise kind.OperationalError("database or disk is full")
        connection.commit()

    with app.app_context():
        dialect = db.engine.dialect
    with monkeypatch.context() as patch:
        patch.setattr(dialect, "do_commit", full)
        answer = sign_in(visitor, ada.email)
    after = is_in(visitor)
    sign_in(visitor, ada.email)

    assert answer.code == 500
    assert "Sorry, something went wrong on our side" in answer.text
    assert not after
    assert is_in(visitor)


@pytest.fixture
def impatient(build: Build) -> Flask:
    """The product, waiting for a busy database for a third of a second only."""
    app = build()
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", _wait_less)
    return app


def _wait_less(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA busy_timeout=300")
    else:
        connection.execute("SET lock_timeout=300")
        connection.commit()


@contextmanager
def held(app: Flask) -> Iterator[None]:
    """Hold what a save needs, as a backup or another program may do."""
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url.set(drivername="postgresql").render_as_string())
        other.execute("SELECT 1 FROM organisation FOR UPDATE")
    yield
    other.rollback()
    other.close()


def test_a_busy_database_is_named_and_the_text_is_still_there(impatient: Flask, make: Make):
    chief = Browser(impatient, make.user(Role.ADMINISTRATOR))
    sent = chief.fields("/organisation") | {"name": LONG}

    with held(impatient):
        answer = chief.post("/organisation", sent)

    assert answer.code == 503
    assert "The database is busy" in answer.text
    assert kept(answer, LONG)
    assert "Saved." in chief.post("/organisation", form_fields(answer.html)).text


def test_who_waits_for_a_busy_database_waits_once(impatient: Flask, make: Make):
    chief = Browser(impatient, make.user(Role.ADMINISTRATOR))
    sent = chief.fields("/organisation") | {"name": LONG}

    waits = waits_of(impatient)

    with held(impatient):
        chief.post("/organisation", sent)

    assert len(waits) == 1


def waits_of(app: Flask) -> list[object]:
    """Grows with every try to write while another program does."""
    waits: list[object] = []

    def watch(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(
                lambda statement: waits.append(statement) if "IMMEDIATE" in statement else None
            )

    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", watch)
        event.listen(db.engine, "handle_error", waits.append)
    return waits


def test_a_page_can_be_read_while_the_database_is_busy(impatient: Flask, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        chief = Browser(impatient, make.user(Role.ADMINISTRATOR))
        clock.shift(timedelta(minutes=2))

        with held(impatient):
            answer = chief.get("/organisation")

        assert answer.code == 200


def test_a_watcher_hears_that_the_database_takes_no_writes(impatient: Flask):
    watcher = Browser(impatient)

    with held(impatient):
        assert watcher.get("/readyz").code == 503
    assert watcher.get("/readyz").code == 200


def test_without_its_database_the_product_still_answers_with_a_page(
    build: Build, browser: Opens, make: Make
):
    visitor, app = browser(make.user()), build(database_url=GONE)
    stranded = Browser(app)
    stranded.client.set_cookie("assess", visitor.client.get_cookie("assess").value)

    opened, sent = stranded.get("/account"), stranded.post("/account", {"name": LONG})

    assert (opened.code, sent.code) == (500, 500)
    assert "Sorry, something went wrong on our side" in sent.text
    assert kept(sent, LONG)
    assert "tell your administrator this number" in sent.text
    with stranded.client.get("/static/assess.css") as styles:
        assert styles.status_code == 200
    assert app.test_client().get("/healthz").status_code == 200
