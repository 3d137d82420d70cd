"""A worker is killed in the middle of a batch: every report is there once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assess import migrate, worker
from assess.accounts.rules import Role
from assess.config import Settings
from assess.desk import rules
from assess.desk.models import Batch, Report
from assess.desk.rules import ReportState
from assess.extensions import db
from assess.factory import create_app
from assess.queue import OutboxRow
from tests.base.test_process import ROOT
from tests.conftest import SECRET
from tests.desk import staging
from tests.factories import Make

pytestmark = pytest.mark.slow  # starts and kills real workers

PEOPLE = 12
KEY = "a key of thirty-two characters ok"


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a worker: SQLite with one, PostgreSQL with several."""
    found = {
        "ASSESS_DATA": str(tmp_path), "ASSESS_SECRET_KEY": SECRET, "ASSESS_AUDIT_KEY": KEY,
    }  # fmt: skip
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        url = server.create(f"killed{time.monotonic_ns()}")
        found |= {"ASSESS_DATABASE_URL": url, "ASSESS_QUEUE_URL": url, "ASSESS_PROCESSES": "3"}
    return found


@pytest.fixture
def app(where: dict[str, str], tmp_path: Path) -> Flask:
    """The product beside the workers, on the same data."""
    made = create_app(
        Settings(
            _env_file=None, data=tmp_path, secret_key=SECRET, audit_key=KEY,
            database_url=where.get("ASSESS_DATABASE_URL", ""),
            queue_url=where.get("ASSESS_QUEUE_URL", ""),
        )
    )  # fmt: skip
    with made.app_context():
        migrate.upgrade(db.engine)
    return made


@contextmanager
def _begun(app: Flask) -> Iterator[Session]:
    with app.app_context(), db.sessionmaker() as session:
        yield session
        session.commit()


@pytest.fixture
def batch(app: Flask) -> int:
    """A batch of more reports than one job makes."""
    make = Make(lambda: _begun(app))
    make.organisation()
    staging.decided(make, [f"Candidate {number}" for number in range(PEOPLE)])
    grace = make.user(Role.HR_PARTNER)
    with make.transaction() as session:
        found = staging.batch_in(session, grace).id
    with app.app_context():
        db.engine.dispose()
    return found


def test_after_a_kill_every_report_is_there_once(app: Flask, where: dict[str, str], batch: int):
    workers = [_start(where) for _ in range(2 if "ASSESS_QUEUE_URL" in where else 1)]
    try:
        _until(lambda: _made(app, batch) >= 2)
        _kill(workers[0])
        at_kill = _made(app, batch)
        for process in workers[1:]:
            _until(lambda: _made(app, batch) >= PEOPLE - rules.SHARE)
            _kill(process)
    finally:
        for process in workers:
            _kill(process)
    worker.prepare(app)
    with _begun(app) as session:
        session.execute(update(OutboxRow).values(held_until=None))  # two minutes later
    worker.sweep(app)

    with _begun(app) as session:
        reports = list(session.scalars(select(Report)))
        mails = select(OutboxRow).where(OutboxRow.kind == "mail", OutboxRow.event.contains("batch"))
        assert len(list(session.scalars(mails))) == 1
        assert session.get_one(Batch, batch).finished_at is not None
    folder = app.extensions["assess.settings"].papers
    assert at_kill < PEOPLE
    assert {one.state for one in reports} == {ReportState.READY}
    finished = {path.name: path for path in folder.iterdir() if path.suffix != ".part"}
    assert finished.keys() == {one.public_id for one in reports}
    for one in reports:
        assert sha256(finished[one.public_id].read_bytes()).hexdigest() == one.sha256


def _start(where: dict[str, str]) -> subprocess.Popen[bytes]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ASSESS_")}
    return subprocess.Popen(
        [sys.executable, "-m", "assess", "worker"], cwd=ROOT, env={**kept, **where},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _made(app: Flask, batch: int) -> int:
    with app.app_context(), db.sessionmaker() as session:
        is_made = (Report.batch_id == batch, Report.state == ReportState.READY)
        return session.scalar(select(func.count()).where(*is_made)) or 0
