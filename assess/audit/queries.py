"""Read the diary."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assess.audit import rules
from assess.audit.models import AuditEntry
from assess.database import reader

_UNREADABLE = (AttributeError, DBAPIError, RecursionError, TypeError, ValueError)
"""What reading an entry raises when it holds no date, no JSON or no text any more."""

_CHECKPOINT = re.compile(r"\S+ (\d+) ([0-9a-f]{64})")


def verify(session: Session, key: bytes, checkpoints: Path) -> rules.Verdict:
    """Read the whole diary and compare it with its chain and its checkpoints.

    It is read beside the transaction of the session, so that nobody waits to write.
    """
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with Session(reader(engine)) as reading:
        return rules.verify(key, _chain(reading), noted(checkpoints))


def has_entries(session: Session) -> bool:
    """Whether anything stands in the diary."""
    return session.scalar(select(AuditEntry.id).limit(1)) is not None


def _chain(session: Session) -> Iterator[tuple[rules.Entry, str]]:
    """Every entry with its seal, in order."""
    last = 0
    while ids := list(session.scalars(_after(select(AuditEntry.id), last))):
        try:
            rows = list(session.scalars(_after(select(AuditEntry), last)))
            yield from ((row.entry, str(row.mac)) for row in rows)
        except _UNREADABLE:
            yield from (_one(session, id_) for id_ in ids)
        session.expunge_all()
        last = ids[-1]


def _after(statement: Select[Any], last: int) -> Select[Any]:
    return statement.where(AuditEntry.id > last).order_by(AuditEntry.id).limit(1000)


def _one(session: Session, id_: int) -> tuple[rules.Entry, str]:
    try:
        row = session.scalars(select(AuditEntry).where(AuditEntry.id == id_)).one()
    except _UNREADABLE as problem:
        if isinstance(problem, DBAPIError) and problem.connection_invalidated:
            raise
        return rules.unreadable(id_)
    return row.entry, str(row.mac)


def noted(path: Path) -> list[rules.Checkpoint]:
    """The checkpoints in a file; a line torn by a crash is passed over."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    found = [_CHECKPOINT.fullmatch(line) for line in lines]
    return [rules.Checkpoint(int(match[1]), match[2]) for match in found if match]


def entries(*, action: str = "", actor: str = "") -> Select[AuditEntry]:
    """The diary, newest first, as a statement to page through."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    for column, value in ((AuditEntry.action, action), (AuditEntry.actor, actor)):
        if value:
            statement = statement.where(column == value)
    return statement


def actions(session: Session) -> list[str]:
    """Every kind of thing the diary has an entry for, by name."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
