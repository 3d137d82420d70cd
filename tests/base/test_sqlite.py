"""SQLite, the database of an installation on one machine."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from assess import database
from assess.database import engine_options, journal_mode, prepare, reader, set_journal_mode


def opened(path: str) -> Engine:
    engine = create_engine(**engine_options(f"sqlite:///{path}"))
    prepare(engine)
    return engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of one counter."""
    engine = opened(f"{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("synchronous", 2),  # FULL
        ("secure_delete", 1),
        ("busy_timeout", 5000),
        ("recursive_triggers", 1),
    ],
)
@pytest.mark.parametrize("reads", [True, False])
def test_every_connection_is_opened_safely(engine, reads, pragma, value):
    with (reader(engine) if reads else engine).connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


@pytest.mark.parametrize(
    ("version", "processes", "mode"),
    [
        ((3, 40, 1), 1, "WAL"),
        ((3, 40, 1), 2, "TRUNCATE"),
        ((3, 7, 0), 2, "TRUNCATE"),
        ((3, 44, 5), 2, "TRUNCATE"),
        ((3, 44, 6), 2, "WAL"),
        ((3, 44, 9), 2, "WAL"),
        ((3, 45, 0), 2, "TRUNCATE"),
        ((3, 50, 6), 2, "TRUNCATE"),
        ((3, 50, 7), 2, "WAL"),
        ((3, 51, 0), 2, "TRUNCATE"),
        ((3, 51, 2), 2, "TRUNCATE"),
        ((3, 51, 2), 1, "WAL"),
        ((3, 51, 3), 2, "WAL"),
        ((3, 52, 0), 64, "WAL"),
        ((4, 0, 0), 64, "WAL"),
    ],
)
def test_the_log_is_written_ahead_where_that_is_safe(version, processes, mode):
    assert journal_mode(version, processes) == mode


@pytest.mark.parametrize("processes", [1, 2])
def test_a_database_is_put_into_its_journal_mode_for_good(engine, processes):
    wanted = journal_mode(sqlite3.sqlite_version_info, processes)

    assert set_journal_mode(engine, processes) == wanted

    with reader(engine).connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")).upper() == wanted


def test_a_file_on_disk_is_in_the_mode_that_survives_a_crash(engine):
    assert set_journal_mode(engine, 1) == "WAL"


def add(engine: Engine, times: int) -> None:
    for _ in range(times):
        with engine.begin() as connection:
            n = connection.scalar(text("SELECT n FROM counter"))
            connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


def test_reading_first_and_writing_later_loses_no_addition(engine):
    set_journal_mode(engine, 1)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: add(engine, 5), range(16)))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT n FROM counter")) == 80


def test_another_process_loses_no_addition_either(engine, tmp_path):
    set_journal_mode(engine, 2)
    # Under another name the file has turns of its own, as in another process.
    (tmp_path / "other").symlink_to(tmp_path)
    other = opened(f"{tmp_path}/other/a.db")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda e: add(e, 20), [engine, other]))

    other.dispose()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT n FROM counter")) == 40


def test_a_writer_waits_for_its_turn_and_then_says_so(engine, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)

    with (
        engine.begin(),
        engine.connect() as second,
        pytest.raises(OperationalError, match="database is locked"),
    ):
        second.execute(text("SELECT 1"))


def test_a_turn_is_given_on_at_once(engine):
    first, started = engine.connect(), time.perf_counter()
    first.execute(text("UPDATE counter SET n = 1"))
    threading.Timer(0.05, first.rollback).start()

    with engine.begin() as second:
        second.execute(text("UPDATE counter SET n = 2"))

    assert time.perf_counter() - started < database.WAIT_SECONDS / 2
    first.close()


@pytest.mark.parametrize("statement", ["SELECT nonsense", "INSERT INTO counter VALUES (1, 2)"])
def test_a_failed_transaction_leaves_the_turn_to_others(engine, statement):
    with pytest.raises(OperationalError), engine.begin() as connection:
        connection.execute(text(statement))

    add(engine, 1)


def test_a_connection_that_is_dropped_leaves_the_turn_to_others(engine):
    dropped = engine.connect()
    dropped.execute(text("UPDATE counter SET n = 1"))

    dropped.invalidate()

    add(engine, 1)


def test_a_reader_waits_for_no_writer(engine):
    set_journal_mode(engine, 1)

    with engine.begin() as writer, reader(engine).connect() as second:
        writer.execute(text("UPDATE counter SET n = 9"))

        assert second.scalar(text("SELECT n FROM counter")) == 0


def test_what_was_deleted_cannot_be_read_in_the_file(engine, tmp_path):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (body TEXT)"))
        connection.execute(text("INSERT INTO note VALUES ('Evidence-about-a-person')"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM note"))

    engine.dispose()

    assert b"Evidence-about-a-person" not in (tmp_path / "a.db").read_bytes()
