"""How the installation says it is doing, to people and to machines."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from assess import queue
from assess.accounts import health
from assess.accounts.rules import Role
from assess.config import Settings
from assess.database import journal_mode, utc_now
from assess.extensions import db
from assess.migrate import head
from tests.browser import Browser
from tests.conftest import Transaction
from tests.factories import Make

Opens = Callable[..., Browser]


def waits(transaction: Transaction, minutes: int) -> None:
    """Leave work in the outbox that nobody has done for a while."""
    with transaction() as session:
        due = utc_now() - timedelta(minutes=minutes)
        queue.enqueue(session, "mail", {}, event="left behind", now=due)


def test_the_process_says_that_it_is_up(browser: Opens):
    answer = browser().get("/healthz")

    assert answer.code == 200
    assert answer.response.json == {"status": "up"}


def test_ready_means_that_the_database_takes_a_write(browser: Opens):
    answer = browser().get("/readyz")

    assert answer.code == 200
    assert answer.response.json == {"status": "ready"}


def test_asking_whether_it_is_ready_changes_nothing(browser: Opens, transaction: Transaction):
    for _ in range(3):
        browser().get("/readyz")

    with transaction() as session:
        assert session.scalar(text("SELECT version FROM organisation")) == 1


@pytest.mark.parametrize(("minutes", "code"), [(9, 200), (11, 503)])
def test_an_outbox_that_lags_needs_attention(
    browser: Opens, transaction: Transaction, minutes: int, code: int
):
    visitor = browser()
    waits(transaction, minutes)

    answer = visitor.get("/readyz")

    assert answer.code == code
    assert answer.response.json["status"] == ("ready" if code == 200 else "needs attention")


@pytest.mark.parametrize(
    ("attempts", "said"),
    [(4, "Undelivered nothing"), (5, "the oldest to ada@gone.example: 550 no such user")],
)
def test_mail_that_nobody_takes_is_shown_and_the_product_stays_ready(
    browser: Opens, make: Make, transaction: Transaction, attempts: int, said: str
):
    with transaction() as session:
        now = utc_now()
        queue.enqueue(session, "mail", {}, event="lost", recipient="ada@gone.example", now=now)
        row = session.scalars(select(queue.OutboxRow)).one()
        row.attempts = attempts
        queue.put_off(row, "550 no such user", now)

    page = browser(make.user(Role.ADMINISTRATOR)).get("/system")

    assert said in page.text
    assert browser().get("/readyz").code == 200


def test_the_system_page_says_what_was_looked_at(browser: Opens, make: Make, backend: str):
    page = browser(make.user(Role.ADMINISTRATOR)).get("/system")

    assert ("SQLite" if backend == "sqlite" else "PostgreSQL") in page.text
    assert head() in page.text
    assert "nothing waits" in page.text
    assert "GB free" in page.text
    assert "Mail shown on screen" in page.text


def test_the_system_page_shows_what_needs_attention(
    browser: Opens, make: Make, transaction: Transaction
):
    chief = browser(make.user(Role.ADMINISTRATOR))
    waits(transaction, 42)

    page = chief.get("/system")

    assert "the oldest entry waits for 42 minutes Needs attention" in page.text


def test_what_keeps_commits_safe_is_named(app: Flask, backend: str, transaction: Transaction):
    several = _settings(app).model_copy(update={"processes": 4})

    with transaction() as session:
        facts = {fact.name: fact for fact in health.facts(session, several, utc_now())}

    if backend == "sqlite":
        safe = journal_mode(sqlite3.sqlite_version_info, 4) == "WAL"
        assert facts["Database"].found.endswith("4 processes")
        assert facts["Durability"].found.startswith("WAL, synchronous FULL")
        assert facts["Durability"].fine is safe
    else:
        assert facts["Durability"].found == "off"


def test_a_full_disk_needs_attention(app: Flask, transaction: Transaction, monkeypatch):
    monkeypatch.setattr(health, "LOW_DISK", 10**18)

    with transaction() as session:
        facts = {fact.name: fact for fact in health.facts(session, _settings(app), utc_now())}

    assert not facts["Disk"].fine


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["assess.settings"]
    with app.app_context():
        db.session.rollback()
    return settings
