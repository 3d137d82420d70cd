"""Ask for background work by name; the only door to the job queue.

A change that needs a job writes an outbox row in its own transaction. When that commits,
the row's id goes to Huey; what is left behind by a crash, a sweep each minute finds again.
Jobs may therefore run more than once, and are written so that it does no harm.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer
from sqlalchemy import JSON, String, UniqueConstraint, delete, event, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from assess.config import VALKEY, Settings, WrongSettings
from assess.database import Base, insert_into
from assess.text import clean

LEASE = timedelta(minutes=2)
"""How long a worker holds a row before another may take it over; one that lives holds on."""

APART = timedelta(seconds=5)
"""By so much the clock of a machine that asks may be ahead of that of one that works."""

RETRY = (1, 5, 30, 120, 600)
"""Minutes until the next try; after them the last one over and over, and administrators see it."""

KEPT_DONE = timedelta(days=30)
"""How long a row stays after it was done."""

_STAGED = "queue.staged"
_IN_TIME = "socket_connect_timeout=2&socket_timeout=10"
_NO_CLIENT = (
    "The client for ASSESS_QUEUE_URL is missing. Install it with: "
    ".venv/bin/pip install --require-hashes -r requirements-valkey.txt"
)
_log = logging.getLogger(__name__)


class OutboxRow(Base):
    """Work that a committed change has asked for."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("event", "recipient", "kind"),)

    kind: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(120))
    recipient: Mapped[str] = mapped_column(String(320))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    held_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(500), default="")

    @property
    def key(self) -> str:
        """A name for good: another one even where ids start again, in a new database."""
        return f"{self.created_at:%Y%m%dT%H%M%S%f}.{self.id}"


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    event: str,
    recipient: str = "",
    now: datetime,
) -> None:
    """Ask for a job of this kind once this transaction commits.

    `event` names what happened ("interview abc moved 2"); asking twice for the same
    event, recipient and kind is one job.
    """
    row = {
        "kind": kind,
        "event": event,
        "recipient": recipient,
        "payload": dict(payload),
        "created_at": now,
        "due_at": now,
    }
    added = insert_into(session, OutboxRow).values(row).on_conflict_do_nothing()
    row_id = session.scalar(added.returning(OutboxRow.id))
    if row_id is not None:
        session.info.setdefault(_STAGED, []).append(row_id)


def build(settings: Settings) -> Huey:
    """The queue these settings ask for. Raises `WrongSettings` where its client is missing."""
    serializer = SignedSerializer(secret=settings.secret)
    if settings.queue_url.startswith(VALKEY):
        url = f"{settings.queue_url}{'&' if '?' in settings.queue_url else '?'}{_IN_TIME}"
        url = url.replace("valkey", "redis", 1)  # as the client calls it
        try:
            return RedisHuey("assess", url=url, serializer=serializer, results=False)
        except ConfigurationError:
            raise WrongSettings(_NO_CLIENT) from None
    if settings.queue_url:
        dsn = settings.queue_url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("assess", dsn=dsn, serializer=serializer, results=False)
    settings.data.mkdir(parents=True, exist_ok=True)
    path = str(settings.data / "queue.db")
    return SqliteHuey("assess", filename=path, serializer=serializer, results=False)


class Door:
    """Hands the ids of committed outbox rows to the queue."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self.handler: Callable[[int], None] | None = None
        self._task = huey.task(name="outbox_row")(self._work)

    def connect(self, maker: "sessionmaker[Session]") -> None:
        """Push what a session of this application has asked for, after it commits."""
        event.listen(maker, "after_commit", self._push)
        event.listen(maker, "after_soft_rollback", _forget)

    def _work(self, row_id: int) -> None:
        if self.handler is not None:
            self.handler(row_id)

    def _push(self, session: Session) -> None:
        for row_id in session.info.pop(_STAGED, []):
            try:
                self._task(row_id)
            except Exception:
                _log.exception("outbox row %s stays for the next sweep", row_id)


def waiting(session: Session, now: datetime) -> list[int]:
    """Ids of rows that are due, not done and not held by a worker, oldest first."""
    free = or_(OutboxRow.held_until.is_(None), OutboxRow.held_until < now)
    statement = (
        select(OutboxRow.id)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now, free)
        .order_by(OutboxRow.id)
    )
    return list(session.scalars(statement))


def hold(session: Session, row_id: int, now: datetime) -> OutboxRow | None:
    """Take a row for this worker, or `None` when it is done, not due or held elsewhere."""
    claimed = session.scalar(
        update(OutboxRow)
        .where(
            OutboxRow.id == row_id,
            OutboxRow.done_at.is_(None),
            OutboxRow.due_at <= now + APART,
            or_(OutboxRow.held_until.is_(None), OutboxRow.held_until < now),
        )
        .values(held_until=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.id)
    )
    return None if claimed is None else session.get(OutboxRow, row_id, populate_existing=True)


def hold_on(session: Session, row_id: int, now: datetime) -> None:
    """Go on holding a row whose job takes its time; not one that was done or put off since."""
    mine = (OutboxRow.id == row_id, OutboxRow.done_at.is_(None), OutboxRow.held_until.is_not(None))
    session.execute(update(OutboxRow).where(*mine).values(held_until=now + LEASE))


def put_off(row: OutboxRow, problem: str, now: datetime) -> None:
    """Note why a try failed and when the next one is due."""
    minutes = RETRY[min(row.attempts, len(RETRY)) - 1]
    row.problem = clean(problem)[:500]
    row.held_until = None
    row.due_at = now + timedelta(minutes=minutes)


def sweep(session: Session, now: datetime) -> None:
    """Remove rows that were done a while ago: they hold names."""
    session.execute(delete(OutboxRow).where(OutboxRow.done_at < now - KEPT_DONE))


def oldest_waiting(session: Session, now: datetime) -> timedelta:
    """How far the outbox lags behind; zero when nothing waits."""
    oldest = session.scalar(
        select(OutboxRow.due_at)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now)
        .order_by(OutboxRow.due_at)
        .limit(1)
    )
    return now - oldest if oldest else timedelta()


def failing(session: Session) -> tuple[int, OutboxRow | None]:
    """How many rows have failed at every try of `RETRY`, and the oldest of them."""
    given_up = (OutboxRow.done_at.is_(None), OutboxRow.attempts >= len(RETRY))
    number = session.scalar(select(func.count()).where(*given_up)) or 0
    oldest = select(OutboxRow).where(*given_up).order_by(OutboxRow.id).limit(1)
    return number, session.scalar(oldest) if number else None


def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_STAGED, None)
