"""Read the diary."""

import re
from pathlib import Path

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from assess.audit import rules
from assess.audit.models import AuditEntry
from assess.database import reader

_CHECKPOINT = re.compile(r"\S+ (\d+) ([0-9a-f]{64})")


def verify(session: Session, key: bytes, checkpoints: Path) -> rules.Verdict:
    """Read the whole diary and compare it with its chain and its checkpoints.

    It is read beside the transaction of the session, so that nobody waits to write.
    """
    held = _read(checkpoints)
    statement = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    with Session(reader(engine)) as reading, reading.scalars(statement) as rows:
        return rules.verify(key, ((row.entry, row.mac) for row in rows), held)


def _read(path: Path) -> list[rules.Checkpoint]:
    """The checkpoints in a file; a line torn by a crash is passed over."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    found = [_CHECKPOINT.fullmatch(line) for line in lines]
    return [rules.Checkpoint(int(match[1]), match[2]) for match in found if match]


def entries(*, action: str = "", actor: str = "", subject: str = "") -> Select[AuditEntry]:
    """The diary, newest first, as a statement to page through."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    for column, value in (
        (AuditEntry.action, action),
        (AuditEntry.actor, actor),
        (AuditEntry.subject, subject),
    ):
        if value:
            statement = statement.where(column == value)
    return statement


def actions(session: Session) -> list[str]:
    """Every kind of thing the diary has an entry for, by name."""
    return list(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))
