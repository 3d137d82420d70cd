"""Blind means blind: what others rated does not change a single byte of any answer.

Two databases differ only in what one interviewer rated and wrote. Somebody on the same
panel who has not submitted walks every route of the product on both and sends every form.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import create_engine, text

from assess.accounts.models import User
from assess.config import Settings
from assess.extensions import db
from assess.factory import create_app
from tests.browser import Browser
from tests.conftest import SECRET
from tests.factories import Make
from tests.house import world as worlds
from tests.house.world import World

HIDDEN = """
UPDATE rating SET level = CASE WHEN level IS NULL THEN NULL ELSE 6 - level END,
                  confidence = 'low', evidence = 'quite different'
WHERE scorecard_id IN (SELECT id FROM scorecard WHERE interviewer_id <> :me)
"""
WRITTEN = """
UPDATE note SET text = 'Something entirely different, and a good deal longer than before.'
WHERE scorecard_id IN (SELECT id FROM scorecard WHERE interviewer_id <> :me)
"""
DECIDED = (
    "UPDATE decision SET outcome = 'not-now', explanation = 'Something else.', reasons = '[]', "
    "basis = '{}', decider = 'Somebody else'",
    "UPDATE stage_move SET reason = 'Something else.' WHERE new = 'offer'",
)
"""What others decided early; the stage itself is no secret."""

LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'"
"""What a database needs before it can be copied: nobody in it, not even a pool."""

RANDOM = ("/login", "/logout", "/sandbox/sign-in", "/account/recovery-codes")
"""Pages that sign somebody out, or show what was drawn at random."""

INTERVIEWER, MANAGER = "an interviewer", "the hiring manager"
OVERTAKEN = "the hiring manager when others have decided early"
WHO_MAY_SEE = "the hiring manager of a panel that has handed in"

NOW = "2026-11-21T12:00:00+00:00"


@pytest.mark.one_database
@pytest.mark.slow  # walks every route twice
@pytest.mark.parametrize("on_panel", [INTERVIEWER, MANAGER])
def test_hidden_ratings_change_nothing_for_who_has_not_submitted(
    app: Flask, make: Make, backend: str, request: pytest.FixtureRequest, tmp_path: Path, on_panel
):
    assert not _differing(app, make, backend, request, tmp_path, on_panel)


@pytest.mark.slow  # walks every route twice
def test_nor_do_they_when_others_have_decided_early(
    app: Flask, make: Make, backend: str, request: pytest.FixtureRequest, tmp_path: Path
):
    assert not _differing(app, make, backend, request, tmp_path, OVERTAKEN)


@pytest.mark.one_database
@pytest.mark.slow  # walks every route twice
def test_the_walk_would_notice_a_difference(
    app: Flask, make: Make, backend: str, request: pytest.FixtureRequest, tmp_path: Path
):
    found = _differing(app, make, backend, request, tmp_path, WHO_MAY_SEE)

    assert any(re.fullmatch(r"/applications/\w+/debrief", path) for path in found)


def _differing(
    app: Flask, make: Make, backend: str, request: pytest.FixtureRequest, folder: Path, who: str
) -> list[str]:
    """The addresses that answer somebody differently once hidden parts differ."""
    make.organisation()
    with time_machine.travel(NOW, tick=False):
        world, me = _world(app, make, who)
        cookie = _signed_in(app, me)
        with _twin(app, backend, request, folder, me) as twin:
            return [
                path for path, first, second in _both(app, twin, world, cookie) if first != second
            ]


def _world(app: Flask, make: Make, on_panel: str) -> tuple[World, User]:
    folder = app.extensions["assess.settings"].files
    world = worlds.build(make, folder)
    if on_panel == INTERVIEWER:
        return world, world.people["waiting"]
    manager = world.people["manager"]
    if on_panel == WHO_MAY_SEE:
        return world, manager
    panel = [manager, world.people["submitted"]]
    hire = make.hire(panel, manager=manager, name="Devika Sundaram")
    make.submitted(hire.interview_id, world.people["submitted"], 5)
    make.drafted(hire.interview_id, manager, 3)
    if on_panel == OVERTAKEN:
        by_hr = replace(hire, manager=world.people["hr"])
        make.debriefed(by_hr)
        make.decided(by_hr)
    return replace(world, own=hire), manager


def _signed_in(app: Flask, me: User) -> str:
    browser = Browser(app, me)
    browser.get("/home")
    cookie = browser.client.get_cookie("assess")
    assert cookie is not None
    return cookie.value


@contextmanager
def _twin(
    app: Flask, backend: str, request: pytest.FixtureRequest, folder: Path, me: User
) -> Iterator[Flask]:
    """The same product on a copy of the database in which only the hidden parts differ."""
    settings: Settings = app.extensions["assess.settings"]
    with app.app_context():
        db.engine.dispose()
    url = ""
    if backend == "sqlite":
        shutil.copy(settings.data / "assess.db", folder / "assess.db")
        wal = settings.data / "assess.db-wal"
        assert not wal.exists() or wal.stat().st_size == 0
    else:
        url = _copied(request)
    shutil.copytree(settings.files, folder / "files", dirs_exist_ok=True)
    shutil.copy(settings.data / "audit.key", folder / "audit.key")
    twin = create_app(Settings(_env_file=None, data=folder, database_url=url, secret_key=SECRET))
    with twin.app_context(), db.engine.begin() as connection:
        for statement in (HIDDEN, WRITTEN):
            assert connection.execute(text(statement), {"me": me.id}).rowcount > 0
        for statement in DECIDED:
            connection.execute(text(statement))
    yield twin
    with twin.app_context():
        db.engine.dispose()


def _copied(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue("postgresql")
    name = "twin"
    admin = create_engine(server.url("template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(LEAVE)
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE postgres")
    admin.dispose()
    return server.url(name)


def _both(
    app: Flask, twin: Flask, world: World, cookie: str
) -> Iterator[tuple[str, object, object]]:
    clients = []
    for one in (app, twin):
        client = one.test_client()
        client.set_cookie("assess", cookie)
        clients.append(client)
    for _, path, methods in worlds.addresses(app, world):
        if path.startswith(RANDOM):
            continue
        if "GET" in methods:
            yield path, *(_answer(path, client.get(path, buffered=True)) for client in clients)
        if "POST" in methods and not path.endswith("/remove"):
            yield f"POST {path}", *(_answer(path, _post(client, path)) for client in clients)


def _post(client, path: str):
    page = client.get("/account").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    if path.endswith("/save"):
        body = {"kind": "rating", "competency": "strategic", "level": 4, "version": 0}
        return client.post(path, json=body, headers={"X-CSRFToken": token})
    return client.post(path, data={"csrf_token": token, "conflict": "no"})


def _answer(path: str, response) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that comes back but what differs from second to second or folder to folder."""
    differing = {"Set-Cookie", "ETag"} if "/files/" in path else {"Set-Cookie"}
    headers = [(k, v) for k, v in response.headers if k not in differing]
    body = re.sub(rb'(name="new_id"[^>]*value=")\w+', rb"\1", response.get_data())
    body = re.sub(rb"/(i|o/calendar)/[\w-]{43}", b"/link", body)
    return response.status_code, headers, body
