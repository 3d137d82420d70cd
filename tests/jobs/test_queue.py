"""Work is asked for in the transaction of the change that needs it."""

import pickle
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import SqliteHuey, storage
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from assess import queue
from assess.config import Settings, WrongSettings
from assess.database import reader
from assess.extensions import db
from assess.queue import (
    APART,
    KEPT_DONE,
    LEASE,
    RETRY,
    OutboxRow,
    enqueue,
    hold,
    hold_on,
    put_off,
    waiting,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(seconds=1)


def asked(session: Session, event: str = "something", recipient: str = "") -> None:
    enqueue(session, "probe", {"n": 1}, event=event, recipient=recipient, now=NOON)


def rows(session: Session) -> list[OutboxRow]:
    return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def the_row(session: Session) -> OutboxRow:
    (row,) = rows(session)
    return row


def test_work_is_kept_with_the_change_that_asks_for_it(session):
    asked(session)

    row = the_row(session)

    assert (row.kind, row.event, row.payload) == ("probe", "something", {"n": 1})
    assert (row.created_at, row.due_at, row.attempts) == (NOON, NOON, 0)
    assert row.done_at is None


@pytest.mark.usefixtures("door")
def test_work_for_a_change_that_is_undone_is_not_kept(transaction):
    with transaction() as session:
        asked(session)
        session.rollback()

    with transaction() as session:
        assert rows(session) == []


def test_work_is_pushed_when_the_change_commits_and_not_before(door, transaction):
    with transaction() as session:
        asked(session, "one")
        asked(session, "two")
        before = door.huey.pending_count()

    assert (before, door.huey.pending_count()) == (0, 2)


def test_what_is_pushed_is_there_for_every_worker_to_see(app, door, transaction, monkeypatch):
    seen = []

    def look(*_: object) -> None:
        with app.app_context(), reader(db.engine).connect() as connection:
            seen.append(connection.scalar(text("SELECT count(*) FROM outbox")))

    monkeypatch.setattr(door.huey.storage, "enqueue", look)

    with transaction() as session:
        asked(session)

    assert seen == [1]


def test_work_for_a_change_that_is_undone_is_never_pushed(door, transaction):
    with transaction() as session:
        asked(session)
        session.rollback()
        session.commit()

    assert door.huey.pending_count() == 0


def test_a_queue_that_is_down_keeps_nobody_from_saving(door, transaction, monkeypatch, caplog):
    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(door.huey.storage, "enqueue", refuse)

    with transaction() as session:
        asked(session)

    with transaction() as session:
        assert waiting(session, SOON) == [the_row(session).id]
    assert "stays for the next sweep" in caplog.text


def test_the_same_event_twice_is_one_job(door, transaction):
    for _ in range(2):
        with transaction() as session:
            asked(session)
            asked(session)

    with transaction() as session:
        assert len(rows(session)) == 1
    assert door.huey.pending_count() == 1


def test_one_event_for_two_people_is_two_jobs(session):
    asked(session, recipient="ada")
    asked(session, recipient="ben")

    assert [row.recipient for row in rows(session)] == ["ada", "ben"]


@pytest.mark.usefixtures("door")
def test_the_same_event_at_the_same_moment_is_one_job_and_nobody_fails(app: Flask, transaction):
    barrier = threading.Barrier(8)

    def ask(_: int) -> None:
        barrier.wait()
        with app.app_context(), db.sessionmaker() as session:
            asked(session)
            session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))

    with transaction() as session:
        assert len(rows(session)) == 1


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({}, True),
        ({"due_at": SOON}, True),
        ({"due_at": SOON + APART + timedelta(seconds=1)}, False),
        ({"held_until": SOON - timedelta(seconds=1)}, True),
        ({"held_until": SOON}, False),
        ({"held_until": SOON + LEASE}, False),
        ({"done_at": NOON}, False),
    ],
)
def test_a_row_is_taken_when_it_is_due_and_nobody_holds_it(session, changes, taken):
    asked(session)
    row = the_row(session)
    for name, value in changes.items():
        setattr(row, name, value)
    session.flush()

    listed, held = waiting(session, SOON), hold(session, row.id, SOON)

    assert (listed == [row.id], held is not None) == (taken, taken)


def test_a_row_that_is_taken_is_counted_and_held(session):
    asked(session)

    row = hold(session, the_row(session).id, SOON)

    assert (row.attempts, row.held_until) == (1, SOON + LEASE)
    assert hold(session, row.id, SOON) is None
    assert hold(session, row.id, SOON + LEASE + timedelta(seconds=1)).attempts == 2


def test_a_row_of_a_machine_whose_clock_is_ahead_is_taken_at_once(session):
    enqueue(session, "probe", {}, event="ahead", now=SOON + APART)

    assert hold(session, the_row(session).id, SOON) is not None


def test_a_row_that_is_done_or_put_off_is_not_held_on_to(session):
    asked(session)
    row = hold(session, the_row(session).id, SOON)

    hold_on(session, row.id, SOON + LEASE)
    session.refresh(row)
    assert row.held_until == SOON + LEASE + LEASE
    put_off(row, "", SOON)
    session.flush()
    hold_on(session, row.id, SOON)
    session.refresh(row)
    assert row.held_until is None


def test_a_row_that_is_not_there_is_not_taken(session):
    assert hold(session, 999_999, SOON) is None


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 30), (4, 120), (5, 600), (6, 600), (1000, 600)],
)
def test_pauses_between_tries_grow(attempts, minutes):
    row = OutboxRow(attempts=attempts, held_until=SOON)

    put_off(row, "OSError: no route", NOON)

    assert row.due_at == NOON + timedelta(minutes=minutes)
    assert (row.held_until, row.problem) == (None, "OSError: no route")


def test_pauses_only_grow():
    assert list(RETRY) == sorted(RETRY)


@pytest.mark.parametrize("problem", ["x" * 200_000, "a\x00b", "\ud800", "❌" * 600, ""])
def test_whatever_a_server_says_can_be_kept(session, problem):
    asked(session)
    row = the_row(session)

    row.attempts = 1
    put_off(row, problem, NOON)
    session.flush()

    assert len(row.problem) <= 500


def test_old_work_is_forgotten_and_unfinished_work_never(session):
    for event in ("done long ago", "just done", "open"):
        asked(session, event)
    old, fresh, _ = rows(session)
    old.done_at = NOON - KEPT_DONE - timedelta(seconds=1)
    fresh.done_at = NOON - KEPT_DONE
    session.flush()

    queue.sweep(session, NOON)
    session.expire_all()

    assert [row.event for row in rows(session)] == ["just done", "open"]


def test_the_lag_is_that_of_the_oldest_row_that_is_due(session):
    assert queue.oldest_waiting(session, SOON) == timedelta()
    asked(session)
    asked(session, "later")
    first, second = rows(session)
    second.due_at = NOON + timedelta(hours=1)
    session.flush()

    assert queue.oldest_waiting(session, NOON + timedelta(minutes=9)) == timedelta(minutes=9)
    first.done_at = NOON
    session.flush()
    assert queue.oldest_waiting(session, NOON + timedelta(minutes=9)) == timedelta()


def test_a_row_keeps_its_name_and_shares_it_with_none_of_another_database(session):
    asked(session)
    row = the_row(session)

    reborn = OutboxRow(id=row.id, created_at=NOON + timedelta(days=1))

    assert row.key == f"20261121T120000000000.{row.id}"
    assert reborn.key != row.key


def entry_of(path: Path) -> bytes:
    with sqlite3.connect(path) as file:
        return bytes(file.execute("SELECT data FROM task").fetchone()[0])


def forged(path: Path, data: bytes) -> None:
    with sqlite3.connect(path) as file:
        file.execute("UPDATE task SET data = ?", (data,))


class Bomb:
    """What an attacker who can write to the queue would put there."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return open, ("/tmp/assess-was-here", "w")


@pytest.mark.parametrize("attack", ["bomb", "flipped", "unsigned", "empty"])
def test_a_tampered_entry_of_the_queue_is_refused(tmp_path, attack):
    door = queue.Door(queue.build(Settings(_env_file=None, data=tmp_path, secret_key="k" * 32)))
    done: list[int] = []
    door.handler = done.append
    door._task(7)
    path = tmp_path / "queue.db"
    good = entry_of(path)
    bad = {
        "bomb": pickle.dumps(Bomb()) + good[good.rindex(b":") :],
        "flipped": good[:20] + bytes([good[20] ^ 1]) + good[21:],
        "unsigned": pickle.dumps(Bomb()),
        "empty": b"",
    }[attack]

    forged(path, bad)
    with pytest.raises(ValueError, match="Signature|Separator"):
        door.huey.dequeue()

    assert done == []
    assert not Path("/tmp/assess-was-here").exists()
    door.huey.storage.close()


def test_an_entry_signed_with_another_key_is_refused(tmp_path):
    ours, theirs = (
        queue.Door(queue.build(Settings(_env_file=None, data=tmp_path, secret_key=letter * 32)))
        for letter in "ab"
    )
    theirs._task(7)

    with pytest.raises(ValueError, match="Signature"):
        ours.huey.dequeue()

    ours.huey.storage.close()
    theirs.huey.storage.close()


def test_an_untouched_entry_reaches_its_handler(tmp_path):
    door = queue.Door(queue.build(Settings(_env_file=None, data=tmp_path, secret_key="k" * 32)))
    done: list[int] = []
    door.handler = done.append
    door._task(7)

    door.huey.execute(door.huey.dequeue())

    assert done == [7]
    door.huey.storage.close()


def test_without_a_setting_the_queue_is_a_file_in_the_data_folder(tmp_path):
    settings = Settings(_env_file=None, data=tmp_path / "new", secret_key="k" * 32)

    assert isinstance(queue.build(settings), SqliteHuey)
    assert (tmp_path / "new/queue.db").exists()


def test_a_queue_in_valkey_keeps_nobody_waiting_who_saves(tmp_path):
    url = "valkey://db.example:6379/1?health_check_interval=30"
    settings = Settings(_env_file=None, data=tmp_path, queue_url=url, secret_key="k" * 32)

    pool = queue.build(settings).storage.pool

    asked = pool.connection_kwargs
    assert (asked["host"], asked["db"]) == ("db.example", 1)
    assert (asked["socket_connect_timeout"], asked["socket_timeout"]) == (2, 10)


def test_a_queue_in_valkey_without_its_client_is_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "Redis", None)
    url = "redis://127.0.0.1"
    settings = Settings(_env_file=None, data=tmp_path, queue_url=url, secret_key="k" * 32)

    with pytest.raises(WrongSettings, match=r"requirements-valkey\.txt"):
        queue.build(settings)


def test_several_machines_share_a_queue_in_postgresql(tmp_path, postgresql):
    admin = create_engine(postgresql.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE queue"))
    url = postgresql.url("queue")
    settings = Settings(_env_file=None, data=tmp_path, queue_url=url, secret_key="k" * 32)
    here, there = queue.Door(queue.build(settings)), queue.Door(queue.build(settings))
    done: list[int] = []
    there.handler = done.append

    here._task(7)
    there.huey.execute(there.huey.dequeue())

    assert done == [7]
    here.huey.storage.close()
    there.huey.storage.close()
    admin.dispose()
