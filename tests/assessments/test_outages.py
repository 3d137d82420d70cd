"""Nobody pays for our outages: time lost while the server was away comes back, once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.assessments import clock
from assess.assessments.models import Heartbeat
from assess.assessments.rules import AttemptStatus
from assess.assessments.services import outages
from assess.audit.models import AuditEntry
from assess.database import utc_now
from assess.jobs import mind_the_time
from assess.pulse import Pulse, start_when_asked
from tests.assessments import staging
from tests.assessments.probe import NOW
from tests.assessments.staging import SELF, Link
from tests.factories import Make

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
LIMIT = 20 * MINUTE


@pytest.fixture
def begun(make: Make, invite: Callable[..., Link]) -> Callable[..., Link]:
    """The same with the first part begun."""

    def new(*instruments: str, at: datetime = NOW, **terms: Any) -> Link:
        link = invite(*instruments, **terms)
        staging.started(make, link, at)
        return link

    return new


@pytest.fixture
def beat(make: Make) -> Callable[[datetime], timedelta]:
    """A sign of a server that runs."""

    def sign(now: datetime) -> timedelta:
        with make.transaction() as session:
            return outages.beat(session, now)

    return sign


@pytest.fixture
def come_back(make: Make) -> Callable[..., timedelta]:
    """The first sign of a server that starts."""

    def sign(now: datetime, *, alone: bool = True) -> timedelta:
        with make.transaction() as session:
            return outages.come_back(session, now, alone=alone)

    return sign


@pytest.fixture
def work(app: Flask, make: Make) -> Callable[[datetime], None]:
    """Runs the job of the minute at a moment."""

    def run(now: datetime) -> None:
        with time_machine.travel(now, tick=False), make.transaction() as session:
            mind_the_time.run(session, app.extensions["assess.settings"])

    return run


def deadline(make: Make, link: Link) -> timedelta:
    """How long after `NOW` the time of the first part is up."""
    with make.transaction() as session:
        end = staging.attempt(session, link).deadline_at
        assert end is not None
        return end - NOW


def status(make: Make, link: Link) -> AttemptStatus:
    with make.transaction() as session:
        return staging.attempt(session, link).status


def test_a_server_that_starts_gives_back_all_since_its_last_sign(make, begun, beat, come_back):
    link = begun()
    beat(NOW + MINUTE)

    come_back(NOW + MINUTE + 85 * SECOND)

    assert deadline(make, link) == LIMIT + 85 * SECOND
    with make.transaction() as session:
        assert staging.attempt(session, link).credited_seconds == 85
        line = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "assessment_attempt.credited")
        ).one()
        assert line.actor == "system"


def test_a_silence_while_a_server_runs_is_given_back_too(make, begun, beat):
    link = begun()
    beat(NOW + MINUTE)

    beat(NOW + MINUTE + clock.OUTAGE)

    assert deadline(make, link) == LIMIT + clock.OUTAGE


def test_signs_in_their_step_give_nothing_back(make, begun, beat):
    link = begun()

    for n in range(1, 10):
        assert beat(NOW + n * clock.STEP) == timedelta()

    assert deadline(make, link) == LIMIT
    with make.transaction() as session:
        assert session.get_one(Heartbeat, 1).at == NOW + 9 * clock.STEP


def test_no_outage_is_given_back_twice(make, begun, beat, come_back):
    link = begun()
    beat(NOW + MINUTE)

    for _ in range(3):
        come_back(NOW + 11 * MINUTE)
        beat(NOW + 11 * MINUTE)

    assert deadline(make, link) == LIMIT + 10 * MINUTE


def test_a_process_that_starts_beside_one_that_serves_gives_nothing_back(
    make, begun, beat, come_back
):
    link = begun()
    beat(NOW + MINUTE)

    come_back(NOW + MINUTE + clock.STEP, alone=False)
    assert deadline(make, link) == LIMIT
    come_back(NOW + MINUTE + clock.STEP + MINUTE, alone=False)

    assert deadline(make, link) == LIMIT + MINUTE


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_of_processes_that_start_at_once_one_gives_the_time_back(make, begun, beat, come_back):
    link = begun()
    beat(NOW + MINUTE)
    together = threading.Barrier(4)

    def start(_n: int) -> timedelta:
        together.wait()
        return come_back(NOW + 6 * MINUTE, alone=False)

    with ThreadPoolExecutor(4) as threads:
        silences = sorted(threads.map(start, range(4)))

    assert silences == [timedelta(), timedelta(), timedelta(), 5 * MINUTE]
    assert deadline(make, link) == LIMIT + 5 * MINUTE


def test_an_outage_gives_nothing_to_whom_it_did_not_touch(make, invite, begun, beat, come_back):
    over, later = begun(), invite()
    beat(NOW + LIMIT + 2 * MINUTE)
    staging.started(make, later, NOW + 50 * MINUTE)

    come_back(NOW + HOUR)

    assert deadline(make, over) == LIMIT
    assert deadline(make, later) == 50 * MINUTE + LIMIT + 10 * MINUTE


def test_a_link_that_ended_during_an_outage_stays_open_as_much_longer(
    make, invite, begun, beat, come_back, work
):
    link, other = begun(SELF, days=1), invite(SELF, days=3)
    beat(NOW + DAY - HOUR)

    come_back(NOW + DAY + 2 * HOUR)
    work(NOW + DAY + 2 * HOUR)

    assert status(make, link) is AttemptStatus.IN_PROGRESS
    with make.transaction() as session:
        assert staging.held(session, link).closes_at == NOW + DAY + 3 * HOUR
        assert staging.held(session, other).closes_at == NOW + 3 * DAY


def test_while_nobody_is_served_nobodys_time_is_called_over(make, begun, beat, come_back, work):
    link = begun()
    beat(NOW + 5 * MINUTE)

    work(NOW + HOUR)
    assert status(make, link) is AttemptStatus.IN_PROGRESS
    come_back(NOW + HOUR)
    work(NOW + HOUR)

    assert status(make, link) is AttemptStatus.IN_PROGRESS
    assert deadline(make, link) == LIMIT + 55 * MINUTE


def test_an_answer_after_a_machine_slept_is_not_late_before_its_time_came_back(make, begun, beat):
    link = begun()
    beat(NOW + 5 * MINUTE)

    kept = staging.answer(make, link, "h1", 3, NOW + 30 * MINUTE)

    assert kept.late is False
    assert deadline(make, link) == LIMIT + 25 * MINUTE


def test_a_server_signs_when_it_starts_and_when_it_stops(app: Flask, make, begun):
    now = utc_now()
    link = begun(at=now - 2 * HOUR)
    with make.transaction() as session:
        staging.attempt(session, link).deadline_at = now - 30 * MINUTE
        session.add(Heartbeat(id=1, at=now - HOUR))
    pulse = Pulse(app)

    pulse.start()
    with make.transaction() as session:
        first = session.get_one(Heartbeat, 1).at
    pulse.stop()

    assert first >= now
    assert deadline(make, link) + NOW - now >= 30 * MINUTE
    with make.transaction() as session:
        assert session.get_one(Heartbeat, 1).at > first


def test_another_server_signs_from_its_first_request_on(app: Flask, make, monkeypatch):
    monkeypatch.setattr(app, "_got_first_request", False)
    monkeypatch.setitem(app.before_request_funcs, None, [])
    make.organisation()
    pulse = start_when_asked(app)
    with make.transaction() as session:
        assert session.get(Heartbeat, 1) is None

    for _ in range(2):
        app.test_client().get("/readyz")
    pulse.stop()

    with make.transaction() as session:
        assert session.get(Heartbeat, 1) is not None


def test_who_answers_reads_how_much_time_came_back(app, make, invite, come_back):
    now, link = utc_now(), invite()
    page = staging.begun(app, link)
    with make.transaction() as session:
        staging.attempt(session, link).started_at = now - HOUR
        session.add(Heartbeat(id=1, at=now - timedelta(seconds=84.5)))
    come_back(now)

    said = "Your clock got that time back: 1 minute 25 seconds."
    assert said in page.get("/a/1/q/1").text
    assert said in page.get("/a/1/check").text
