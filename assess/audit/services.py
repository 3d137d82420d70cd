"""Write the diary: a line for every change, in the same transaction as the change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from assess import bulk
from assess.audit import rules
from assess.audit.models import AuditEntry
from assess.database import utc_now

SYSTEM = "system"
"""The actor of what nobody asked for: jobs, the command line, the demo."""

_Recorded = tuple[str, str, str, str, Mapping[str, object]]
"""What waits for the commit: action, kind and id of the subject, actor, fields."""

MANY = 20
"""From so many lines on, one statement for all of them is quicker to make."""

_STAGED = "audit.staged"
_KEY = "audit.key"
_LOCK = 7_220_614_801
"""Number of the advisory lock under which PostgreSQL appends, one transaction at a time."""

_ENTRIES = AuditEntry.metadata.tables[AuditEntry.__tablename__]
_NEWEST = select(_ENTRIES.c.id, _ENTRIES.c.mac).order_by(_ENTRIES.c.id.desc()).limit(1)
_APPEND = insert(_ENTRIES)
"""Tables, not objects: every change in the product goes this way."""


class Subject(Protocol):
    """Anything with an id that may stand in the diary."""

    __tablename__: str
    public_id: Any


def connect(maker: "sessionmaker[Session]", key: bytes) -> None:
    """Make the sessions of this application seal what was recorded when they commit."""
    maker.configure(info={_KEY: key})
    event.listen(maker, "before_commit", seal)
    event.listen(maker, "after_soft_rollback", _forget)


def record(
    session: Session,
    action: str,
    subject: Subject,
    *,
    actor: str,
    fields: Mapping[str, object] | None = None,
) -> None:
    """Note that `actor` (a person's public id) did `action` to `subject`.

    Of the changed fields the diary keeps names and keyed hashes, never the values. The
    line is chained and written when the session commits, so that nobody holds the end of
    the diary while a request is still at work.
    """
    if not session.in_transaction():
        session.begin()  # so that undoing it undoes this too
    entry: _Recorded = (action, subject.__tablename__, subject.public_id, actor, dict(fields or {}))
    session.info.setdefault(_STAGED, []).append(entry)


def seal(session: Session) -> None:
    """Append what was recorded in this transaction to the chain."""
    staged = session.info.pop(_STAGED, [])
    if not staged:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    request_id = str(session.info.get("request_id", ""))
    rows = _chained(session.info[_KEY], _end(session), staged, utc_now(), request_id)
    if len(rows) < MANY:
        session.connection().execute(_APPEND, rows)
    else:
        bulk.add(session, _ENTRIES, rows)


def vouches(session: Session, action: str, subject: Subject, field: str, value: object) -> bool:
    """Whether the diary holds an entry of this action that a field of the subject had this value.

    The diary keeps keyed hashes: whoever changes the value in the database cannot change them.
    """
    entries = session.scalars(
        select(AuditEntry).where(
            AuditEntry.action == action,
            AuditEntry.subject_kind == subject.__tablename__,
            AuditEntry.subject == subject.public_id,
        )
    )
    key = session.info[_KEY]
    return any(
        one.fields.get(field) == rules.fingerprint(key, one.id, field, value) for one in entries
    )


def write_checkpoint(session: Session, path: Path, now: datetime) -> None:
    """Note length and end of the diary in a file, so that a shortened or rewritten one shows.

    Keep the file, or a copy of it, on another volume than the database.
    """
    count, head = _end(session)
    if not count:
        return
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now.isoformat(timespec='seconds')} {count} {head}\n")


def _end(session: Session) -> tuple[int, str]:
    """How many entries there are, and what the next one is chained to."""
    last = session.connection().execute(_NEWEST).first()
    return (last.id, last.mac) if last else (0, rules.START)


def _chained(
    key: bytes, end: tuple[int, str], staged: Iterable[_Recorded], now: datetime, request_id: str
) -> list[dict[str, Any]]:
    """Rows for what was recorded, each with its place in the chain."""
    rows = []
    sequence, mac = end
    for action, kind, subject, actor, fields in staged:
        sequence += 1
        hashed = {
            name: rules.fingerprint(key, sequence, name, value) for name, value in fields.items()
        }
        entry = rules.Entry(sequence, now, actor, action, kind, subject, hashed, request_id)
        mac = rules.link(key, mac, entry)
        values = {name: value for name, value in vars(entry).items() if name != "sequence"}
        rows.append({"id": sequence, "mac": mac, **values})
    return rows


def _forget(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(_STAGED, None)
