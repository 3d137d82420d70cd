"""Background work is done once, again when it failed, and keeps nobody waiting."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assess import mail, queue, worker
from assess.database import utc_now
from assess.extensions import db
from assess.queue import LEASE, OutboxRow, enqueue

pytestmark = pytest.mark.usefixtures("door")

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def asked(transaction, event: str = "something", kind: str = "probe") -> int:
    with transaction() as session:
        enqueue(session, kind, {"n": 1}, event=event, now=utc_now())
        return session.scalars(select(OutboxRow.id).where(OutboxRow.event == event)).one()


def row_of(transaction, row_id: int) -> OutboxRow:
    with transaction() as session:
        row = session.get(OutboxRow, row_id)
        session.expunge_all()
        return row


def failing(*_: object) -> None:
    raise OSError("no route to host")


def test_a_job_gets_what_was_asked_and_is_done(app: Flask, transaction, job):
    seen = []
    job(lambda _session, payload, _settings, key: seen.append((payload, key)))
    row_id = asked(transaction)

    worker.handle(app, row_id)

    row = row_of(transaction, row_id)
    assert seen == [({"n": 1}, row.key)]
    assert row.done_at
    assert (row.attempts, row.problem) == (1, "")


def test_a_job_that_is_done_is_not_done_again(app: Flask, transaction, job):
    seen = []
    job(lambda *_: seen.append(1))
    row_id = asked(transaction)

    for _ in range(3):
        worker.handle(app, row_id)
        worker.sweep(app)

    assert seen == [1]


def test_a_row_that_is_gone_is_no_problem(app: Flask):
    worker.handle(app, 999_999)


def test_what_was_pushed_reaches_its_job(app: Flask, transaction, job, door):
    seen = []
    job(lambda *_: seen.append(1))
    row_id = asked(transaction)

    door.huey.execute(door.huey.dequeue())

    assert seen == [1]
    assert row_of(transaction, row_id).done_at
    assert app.extensions["assess.queue"] is door


def test_what_was_lost_between_commit_and_push_is_swept_up(app: Flask, transaction, job, door):
    seen = []
    job(lambda *_: seen.append(1))
    row_id = asked(transaction)
    door.huey.flush()

    worker.sweep(app)

    assert seen == [1]
    assert row_of(transaction, row_id).done_at


def test_what_a_killed_worker_held_is_done_after_the_lease(app: Flask, transaction, job):
    def killed(*_: object) -> None:
        raise SystemExit

    with time_machine.travel(NOON, tick=False) as clock:
        row_id = asked(transaction)
        job(killed)
        with pytest.raises(SystemExit):
            worker.handle(app, row_id)
        job(lambda *_: None)

        worker.sweep(app)
        held = row_of(transaction, row_id)
        clock.shift(LEASE + timedelta(seconds=1))
        worker.sweep(app)

    assert held.done_at is None
    assert row_of(transaction, row_id).attempts == 2
    assert row_of(transaction, row_id).done_at


def test_a_job_that_takes_longer_than_the_lease_stays_with_its_worker(
    app: Flask, transaction, job, monkeypatch
):
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.4))
    begun = []

    def slow(*_: object) -> None:
        begun.append(1)
        time.sleep(1.2)

    job(slow)
    row_id = asked(transaction)
    with ThreadPoolExecutor(1) as thread:
        working = thread.submit(worker.handle, app, row_id)
        time.sleep(0.8)
        worker.sweep(app)
        working.result()

    assert begun == [1]
    assert row_of(transaction, row_id).done_at


def test_a_chore_is_left_out_while_another_worker_is_at_it(app: Flask):
    begun, is_over = threading.Barrier(2), threading.Event()
    done = []

    def chore(*_: object) -> None:
        done.append(1)
        begun.wait()
        is_over.wait()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(worker._timed(app, "probe", chore))
        begun.wait()
        worker._timed(app, "probe", chore)()
        worker._timed(app, "another", lambda *_: done.append(2))()
        is_over.set()
        first.result()
    worker._timed(app, "probe", lambda *_: done.append(3))()

    assert done == [1, 2, 3]


def test_a_failing_job_is_tried_again_after_growing_pauses(app: Flask, transaction, job, caplog):
    job(failing)
    pauses = []

    with time_machine.travel(NOON, tick=False) as clock:
        row_id = asked(transaction)
        for _ in range(6):
            worker.sweep(app)
            due_at = row_of(transaction, row_id).due_at
            pauses.append((due_at - utc_now()) // timedelta(minutes=1))
            worker.sweep(app)
            clock.move_to(due_at)

    assert pauses == [1, 5, 30, 120, 600, 600]
    assert row_of(transaction, row_id).attempts == 6
    assert row_of(transaction, row_id).problem == "OSError: no route to host"
    assert len(caplog.records) == 6


def test_a_job_that_works_in_the_end_leaves_no_problem(app: Flask, transaction, job):
    with time_machine.travel(NOON, tick=False) as clock:
        row_id = asked(transaction)
        job(failing)
        worker.handle(app, row_id)
        job(lambda *_: None)
        clock.shift(timedelta(minutes=2))
        worker.sweep(app)

    row = row_of(transaction, row_id)
    assert row.done_at == NOON + timedelta(minutes=2)
    assert (row.attempts, row.problem) == (2, "")


def test_one_failing_job_does_not_keep_others_from_being_done(app: Flask, transaction, job):
    def picky(_session: object, _payload: object, _settings: object, key: str) -> None:
        if key.endswith(f".{first}"):
            raise OSError("no")

    first, second = asked(transaction, "first"), asked(transaction, "second")
    job(picky)

    worker.sweep(app)

    assert row_of(transaction, first).done_at is None
    assert row_of(transaction, second).done_at


def test_work_nobody_knows_how_to_do_waits_with_its_problem(app: Flask, transaction):
    row_id = asked(transaction, kind="unheard-of")

    worker.sweep(app)

    row = row_of(transaction, row_id)
    assert row.done_at is None
    assert row.problem == "KeyError: 'unheard-of'"


def test_what_a_failing_job_wrote_is_undone(app: Flask, transaction, job):
    def half(session: Session, *_: object) -> None:
        session.execute(text("UPDATE outbox SET event = 'half-done'"))
        raise OSError("no")

    job(half)
    row_id = asked(transaction)

    worker.handle(app, row_id)

    assert row_of(transaction, row_id).event == "something"


def test_what_a_job_wrote_is_kept_with_its_being_done(app: Flask, transaction, job):
    job(lambda session, *_: session.execute(text("UPDATE outbox SET event = 'noted'")))
    row_id = asked(transaction)

    worker.handle(app, row_id)

    row = row_of(transaction, row_id)
    assert row.event == "noted"
    assert row.done_at


def test_while_a_job_is_at_work_people_go_on_writing(app: Flask, transaction, job):
    # A mail server may take twenty seconds; a writer waits for five.
    def slow(*_: object) -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asked, transaction, "meanwhile").result()

    job(slow)
    row_id = asked(transaction)

    worker.handle(app, row_id)

    row = row_of(transaction, row_id)
    assert row.problem == ""
    assert row.done_at


def test_two_workers_never_do_one_row_at_the_same_time(app: Flask, transaction, job):
    seen, barrier = [], threading.Barrier(8)

    def slow(*_: object) -> None:
        seen.append(threading.get_ident())
        time.sleep(0.05)

    def work(_: int) -> None:
        barrier.wait()
        worker.handle(app, row_id)

    job(slow)
    row_id = asked(transaction)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))

    assert len(seen) == 1
    assert row_of(transaction, row_id).attempts == 1


def test_two_sweeps_at_the_same_time_share_the_work(app: Flask, transaction, job):
    seen = []
    job(lambda _s, _p, _settings, key: seen.append(key))
    rows = {asked(transaction, f"event {n}") for n in range(12)}

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: worker.sweep(app), range(4)))

    assert len(seen) == len(set(seen)) == len(rows)


@pytest.mark.parametrize(("mode", "kept"), [("demo", {"n": 1}), ("production", {})])
def test_in_production_what_was_sent_is_not_kept(
    app: Flask, transaction, job, configured, mode, kept
):
    configured(mode=mode)
    job(lambda *_: None)
    row_id = asked(transaction)

    worker.handle(app, row_id)

    assert row_of(transaction, row_id).payload == kept


def test_in_production_what_could_not_be_sent_is_kept(app: Flask, transaction, job, configured):
    configured(mode="production")
    job(failing)
    row_id = asked(transaction)

    worker.handle(app, row_id)

    assert row_of(transaction, row_id).payload == {"n": 1}


@pytest.mark.parametrize(
    ("name", "moment", "due"),
    [
        ("sweep", datetime(2026, 11, 21, 12, 1), True),
        ("chase_scorecards", datetime(2026, 11, 21, 12, 15), True),
        ("chase_scorecards", datetime(2026, 11, 21, 12, 16), False),
        ("tidy_up", datetime(2026, 11, 21, 12, 7), True),
        ("tidy_up", datetime(2026, 11, 21, 12, 8), False),
        ("erase_candidates", datetime(2026, 11, 21, 3, 20), True),
        ("erase_candidates", datetime(2026, 11, 21, 4, 20), False),
    ],
)
def test_the_clock_asks_for_its_chores(door, name, moment, due):
    asked_for = {task.name for task in door.huey.read_periodic(moment)}

    assert (name in asked_for) is due


def test_every_chore_can_be_done_on_an_empty_installation(app: Flask, door):
    for name in ["sweep", *worker.CHORES]:
        (task,) = {task for task in door.huey._registry.periodic_tasks if task.name == name}

        door.huey.execute(task)

    with app.app_context(), db.sessionmaker() as session:
        assert session.scalars(select(OutboxRow)).all() == []


def test_the_consumer_beside_the_web_server_sends_a_mail(
    app: Flask, transaction, mail_server, door, caplog
):
    caplog.set_level(logging.ERROR, "huey")
    consumer = worker.Background(door.huey, workers=1, max_delay=0.1, check_worker_health=False)
    consumer.start()

    letter = mail.Letter("ada@larkfield.example", "Ada", "Hello", ("One paragraph.",))
    with transaction() as session:
        mail.post(session, letter, event="greeting", now=utc_now())
    deadline = time.monotonic() + 60
    while not mail_server.messages and time.monotonic() < deadline:
        time.sleep(0.02)
    consumer.stop(graceful=True)

    assert [message["Subject"] for message in mail_server.messages] == ["Hello"]
    assert not caplog.records
    assert app.extensions["assess.queue"] is door
