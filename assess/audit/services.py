"""Write the diary: a line for every change, in the same transaction as the change."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from assess.audit import rules
from assess.audit.models import AuditEntry
from assess.database import utc_now

SYSTEM = "system"
"""The actor of what nobody asked for: jobs, the command line, the demo."""

_STAGED = "audit.staged"
_KEY = "audit.key"
_LOCK = 7_220_614_801
"""Number of the advisory lock under which PostgreSQL appends, one transaction at a time."""


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
    entry = (action, subject.__tablename__, subject.public_id, actor, dict(fields or {}))
    session.info.setdefault(_STAGED, []).append(entry)


def seal(session: Session) -> None:
    """Append what was recorded in this transaction to the chain."""
    staged = session.info.pop(_STAGED, [])
    if not staged:
        return
    session.flush()
    key = session.info[_KEY]
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.execute(
        select(AuditEntry.id, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    sequence, previous = (last.id, last.mac) if last else (0, rules.START)
    now, request_id = utc_now(), str(session.info.get("request_id", ""))
    rows = []
    for action, kind, subject, actor, fields in staged:
        sequence += 1
        hashed = {
            name: rules.fingerprint(key, sequence, name, value) for name, value in fields.items()
        }
        entry = rules.Entry(
            sequence,
            now,
            actor,
            action,
            kind,
            subject,
            hashed,
            request_id,
        )
        previous = rules.link(key, previous, entry)
        rows.append(
            {
                "id": sequence,
                "at": now,
                "actor": actor,
                "action": action,
                "subject_kind": entry.subject_kind,
                "subject": entry.subject,
                "fields": hashed,
                "request_id": request_id,
                "mac": previous,
            }
        )
    session.execute(insert(AuditEntry), rows)


def write_checkpoint(session: Session, path: Path, now: datetime) -> None:
    """Note length and end of the diary in a file, so that a shortened or rewritten one shows.

    Keep the file, or a copy of it, on another volume than the database.
    """
    last = session.execute(
        select(AuditEntry.id, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    if last is None:
        return
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now.isoformat(timespec='seconds')} {last.id} {last.mac}\n")


def _forget(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(_STAGED, None)
