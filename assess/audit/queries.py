"""Read the diary."""

from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assess.audit import rules
from assess.audit.models import AuditEntry


def verify(session: Session, key: bytes, checkpoints: Path) -> rules.Verdict:
    """Read the whole diary and compare it with its chain and its checkpoints."""
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(
        yield_per=1000
    ))  # fmt: skip
    return rules.verify(key, ((row.entry, row.mac) for row in rows), _read(checkpoints))


def _read(path: Path) -> list[rules.Checkpoint]:
    if not path.exists():
        return []
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    return [rules.Checkpoint(int(count), head) for _, count, head in lines]


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
