"""Tables, ids and time for every floor, and how transactions begin. Knows no Flask.

SQLite, the embedded default, runs with `synchronous=FULL`, and a write transaction begins
as a writer (`BEGIN IMMEDIATE`): a transaction that reads first and writes later would lose
updates without an error. Reading transactions are read-only on both databases.
"""

import secrets
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from time import sleep
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    MetaData,
    String,
    TypeDecorator,
    event,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

WAIT_SECONDS = 5
"""How long a writer waits for its turn before the request fails."""

BREATH = 0.005
"""Seconds between two chunks of a long job in which others begin to write: they come at once."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, whatever the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Root of all models; names constraints so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime()}

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


_SIGNS = b"abcdefghijklmnopqrstuvwxyz234567" * 8
"""For each of 256 bytes one of 32 letters and digits, all equally often."""


def new_public_id() -> str:
    """A random id of 130 bits for URLs and file names: 26 letters and digits."""
    return secrets.token_bytes(26).translate(_SIGNS).decode()


class Public:
    """For things with a page of their own: the id that stands in its URL."""

    public_id: Mapped[str] = mapped_column(String(26), unique=True, sort_order=-1)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("public_id", new_public_id())
        super().__init__(**kwargs)


class Versioned:
    """For things two people may edit at once: grows with every save.

    A form carries the version it was filled in from; see `assess.web.conflict`.
    """

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let every UPDATE check and raise the version."""
        return {"version_id_col": cls.version}


def insert_into(session: Session, table: Any) -> Any:
    """An INSERT that can be told what to do on a conflict, as the session's database says it."""
    dialect = session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def one_of(kind: type[StrEnum], name: str = "") -> Enum:
    """A column that holds one of the values of an enumeration, and nothing else.

    A table with two such columns of one kind gives each a `name` for its constraint.
    """
    return Enum(
        kind,
        name=name or kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=30,
        values_callable=lambda members: [member.value for member in members],
    )


def index_where_told(table: str, column: str, *, unique: bool = False) -> Index:
    """An index of a column that most rows leave empty: it holds those that do not."""
    is_told = text(f"{column} IS NOT NULL")
    name = f"ix_{table}_{column}"
    return Index(name, column, unique=unique, sqlite_where=is_told, postgresql_where=is_told)


def as_written(column: Any, values: Iterable[StrEnum]) -> ColumnElement[bool]:
    """That a column holds one of some values, written out: an index on just these rows serves it.

    SQLite does not look at parameters when it chooses an index.
    """
    held: ColumnElement[bool] = column.in_([literal_column(f"'{one.value}'") for one in values])
    return held


def utc_now() -> datetime:
    """The one clock. Services take the time as an argument; views and jobs ask here."""
    return datetime.now(UTC)


def carry(session: Session, chunks: Iterable[None]) -> None:
    """Go through a long job and commit each of its chunks; others write in between."""
    for _ in chunks:
        session.commit()
        sleep(BREATH)


def prepare(engine: Engine) -> None:
    """Teach an engine how its connections and transactions begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def engine_options(url: str) -> dict[str, Any]:
    """Options to create an engine with."""
    options: dict[str, Any] = {"url": url}
    if url.startswith("sqlite"):
        options["connect_args"] = {"factory": TurnTaking, "timeout": WAIT_SECONDS}
    else:
        options["connect_args"] = {"options": "-c timezone=UTC -c lock_timeout=5000"}
        options["pool_pre_ping"] = True
    return options


def reader(engine: Engine) -> Engine:
    """The same engine for requests that only read: the database refuses them any write."""
    return engine.execution_options(read_only=True, postgresql_readonly=True)


_CHORES = 4_711
"""First half of the numbers of advisory locks by which one process keeps others from a chore."""

_at_it: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[bool]:
    """Whether nobody else is at what has this name; then nobody begins it until the block ends.

    PostgreSQL knows it of all processes, and lets go of it when one is killed; with SQLite there
    is one process that works.
    """
    if engine.dialect.name == "sqlite":
        lock = _at_it[str(engine.url), name]
        is_mine = lock.acquire(blocking=False)
        try:
            yield is_mine
        finally:
            if is_mine:
                lock.release()
        return
    numbers = {"room": _CHORES, "name": zlib.crc32(name.encode()) - 2**31}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
        is_mine = held.scalar(text("SELECT pg_try_advisory_lock(:room, :name)"), numbers)
        try:
            yield bool(is_mine)
        finally:
            if is_mine:
                held.execute(text("SELECT pg_advisory_unlock(:room, :name)"), numbers)


class TurnTaking(sqlite3.Connection):
    """A SQLite connection whose write transactions take turns within the process.

    The turn lasts until COMMIT has returned, checkpoint included. Waiting for it wakes at
    once, where SQLite would sleep; and no thread commits while another one checkpoints,
    which in SQLite 3.7.0 to 3.51.2 could reset the write-ahead log under the checkpoint
    (https://sqlite.org/wal.html#walresetbug). Other processes: see `journal_mode`.
    """

    turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def __init__(self, database: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(database, *args, **kwargs)
        self._turn = self.turns[str(database)]
        self._mine = False

    def begin(self, *, write: bool) -> None:
        """Start a transaction; a writer waits for its turn first."""
        if write:
            if not self._turn.acquire(timeout=WAIT_SECONDS):
                raise sqlite3.OperationalError("database is locked")
            self._mine = True
        try:
            self.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
            self.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        except BaseException:
            self._leave()
            raise

    def commit(self) -> None:
        super().commit()
        self._leave()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._mine:
            self._mine = False
            self._turn.release()


def journal_mode(sqlite_version: tuple[int, ...], processes: int) -> str:
    """`WAL`, or `TRUNCATE` where several processes write with a SQLite that may lose the WAL.

    The race between a checkpoint and a commit is mended in 3.51.3, 3.50.7 and 3.44.6.
    """
    mended = (
        sqlite_version >= (3, 51, 3)
        or (3, 50, 7) <= sqlite_version < (3, 51, 0)
        or (3, 44, 6) <= sqlite_version < (3, 45, 0)
    )
    return "WAL" if mended or processes == 1 else "TRUNCATE"


def set_journal_mode(engine: Engine, processes: int) -> str:
    """Put a SQLite database into the journal mode it should have; return the mode."""
    wanted = journal_mode(sqlite3.sqlite_version_info, processes)
    raw = engine.raw_connection()
    try:
        return str(raw.cursor().execute(f"PRAGMA journal_mode={wanted}").fetchone()[0]).upper()
    finally:
        raw.close()


def _open_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
        "recursive_triggers=ON",  # without it, INSERT OR REPLACE deletes past the triggers
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "journal_size_limit=67108864",
        "cache_size=-16384",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, TurnTaking)
    try:
        driver.begin(write=not connection.get_execution_options().get("read_only", False))
    except sqlite3.OperationalError as busy:
        # SQLAlchemy wraps the errors of its own statements only.
        raise OperationalError("BEGIN", None, busy) from busy
