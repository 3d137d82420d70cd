"""Workers of their own, killed in the middle of what they do: everything is there once."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from assess import migrate, worker
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.audit.models import AuditEntry
from assess.config import Settings
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.fit.models import FitModel
from assess.fit.rules import Measure, ModelStatus, Target
from assess.fit.services import learned
from assess.impact import services as impact
from assess.impact.models import ImpactAnalysis
from assess.openings.models import Candidate, Opening
from assess.queue import OutboxRow
from assess.search.models import SearchEntry
from assess.search.rules import Kind
from assess.talent import imports
from assess.talent.batches import columns_of
from assess.talent.models import PeopleBatch, PoolMember
from assess.talent.people_file import Terms
from assess.talent.rules import BatchStatus, Readiness
from tests.conftest import SECRET
from tests.processes import ROOT, beside, environment, kill, looking, until, writing
from tests.talent import staging as pools

pytestmark = pytest.mark.slow  # starts and kills real workers

MANY = 15_000
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


@pytest.fixture
def asked(app: Flask) -> int:
    """A file of people, a model and selection rates asked for; the id of the file."""
    make = beside(app)
    make.organisation()
    hr, opening = make.user(Role.HR_PARTNER), make.opening()
    lines = "".join(f"Person {at},p{at}@mail.example\n" for at in range(MANY))
    folder = app.extensions["assess.settings"].files
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people").write_text(f"name,email\n{lines}")
    with make.transaction() as session, (folder / "people").open("rb") as file:
        who, now = session.get_one(User, hr.id), utc_now()
        held = imports.keep_file(
            session, pools.pool(session, who), file, public_id=new_public_id(),
            file_name="people.csv", stored_as="people", actor=who, now=now,
        )  # fmt: skip
        day = timedelta(days=30)
        terms = Terms(
            columns_of(held),
            None,
            Readiness.LATER,
            "Met.",
            now.date() + day,
            now.date(),
            None,
            "Form",
        )
        imports.start_reading(session, held, terms, actor=who, now=now)
        target = Target(Measure.RATING, 12)
        learned.ask(
            session, session.get_one(Opening, opening.id).template, target, actor=who, now=now
        )
        impact.ask(session, actor=who, zone="UTC", now=now)
        found = held.id
    with app.app_context():
        db.engine.dispose()
    return found


def test_after_a_kill_everybody_of_a_file_is_in_once_and_every_other_job_is_done(
    app: Flask, where: dict[str, str], asked: int
):
    workers = [_start(where) for _ in range(2 if "ASSESS_QUEUE_URL" in where else 1)]
    try:
        until(lambda: _file(app, asked)[0] is BatchStatus.READY)
        with writing(app) as session:
            held = session.get_one(PeopleBatch, asked)
            imports.start_import(session, held, same_phone=False, actor=held.user, now=utc_now())
        until(lambda: _file(app, asked)[1] > 0)
    finally:
        for process in workers:
            kill(process)
    at_kill = _file(app, asked)[1]
    worker.prepare(app)
    with writing(app) as session:
        session.execute(update(OutboxRow).values(held_until=None))  # two minutes later
    worker.sweep(app)

    assert 0 < at_kill < MANY
    with writing(app) as session:
        added = AuditEntry.action == "pool_member.added"
        everybody = Candidate.email.startswith("p")
        for rows in (
            select(PoolMember.id),
            select(Candidate.id).where(everybody),
            select(AuditEntry.id).where(added),
            select(SearchEntry.id).where(SearchEntry.kind == Kind.PLACE),
        ):
            assert len(session.scalars(rows).all()) == MANY
        assert session.scalars(select(FitModel.status)).one() is ModelStatus.REFUSED
        assert session.scalars(select(ImpactAnalysis.made_at)).one() is not None
        left = select(OutboxRow.kind).where(OutboxRow.done_at.is_(None))
        assert session.scalars(left).all() == []


def _file(app: Flask, batch: int) -> tuple[BatchStatus, int]:
    with looking(app) as session:
        held = session.get_one(PeopleBatch, batch)
        return held.status, held.handled


def _start(where: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "assess", "worker"], cwd=ROOT, env=environment(**where),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
