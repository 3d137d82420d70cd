"""How this installation is doing, for administrators and for machines that watch it."""

import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from assess import queue
from assess.accounts import queries
from assess.config import Settings
from assess.database import journal_mode
from assess.instruments import library, publishing
from assess.text import counted

LOW_DISK = 500_000_000
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Fact:
    """One thing looked at, what was found, and whether it is as it should be."""

    name: str
    found: str
    fine: bool = True


def facts(session: Session, settings: Settings, now: datetime) -> list[Fact]:
    """What an administrator wants to know at a glance."""
    return [
        _database(session, settings),
        _journal(session, settings),
        Fact("Database format", _revision(session)),
        _outbox(session, now),
        _disk(settings),
        _mail(session, settings),
    ]


def write(engine: Engine) -> None:
    """Change nothing, durably: raises what the database raises when it takes no writes."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE organisation SET version = version"))


def _database(session: Session, settings: Settings) -> Fact:
    if session.get_bind().dialect.name == "sqlite":
        processes = counted(settings.processes, "process", "processes")
        return Fact("Database", f"SQLite {sqlite3.sqlite_version}, {processes}")
    version = session.scalar(text("SHOW server_version"))
    return Fact("Database", f"PostgreSQL {version}")


def _journal(session: Session, settings: Settings) -> Fact:
    if session.get_bind().dialect.name != "sqlite":
        return Fact("Durability", str(session.scalar(text("SHOW synchronous_commit"))))
    mode = str(session.scalar(text("PRAGMA journal_mode"))).upper()
    wanted = journal_mode(sqlite3.sqlite_version_info, settings.processes)
    why = ""
    if wanted == "TRUNCATE":
        why = (
            f": SQLite {sqlite3.sqlite_version} may lose commits in WAL mode when several "
            "processes write; writing is slower until it is 3.51.3 or newer"
        )
    return Fact("Durability", f"{mode}, synchronous FULL{why}", mode == wanted)


def _revision(session: Session) -> str:
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def _outbox(session: Session, now: datetime) -> Fact:
    lag = queue.oldest_waiting(session, now)
    minutes = counted(int(lag.total_seconds() // 60), "minute")
    found = f"the oldest entry waits for {minutes}" if lag else "nothing waits"
    return Fact("Outbox", found, lag < LATE)


def undelivered(session: Session) -> Fact:
    """What still failed after every try: for a person to look at, no reason to stop serving."""
    number, oldest = queue.failing(session)
    if oldest is None:
        return Fact("Undelivered", "nothing")
    found = f"{counted(number, 'entry', 'entries')}, tried again twice a day"
    to = f" to {oldest.recipient}" if oldest.recipient else ""
    return Fact("Undelivered", f"{found}; the oldest{to}: {oldest.problem}", fine=False)


def questionnaires() -> list[Fact]:
    """How many files there are; each that is left out, with what to do about it."""
    unreadable = library.unreadable()
    broken = [*publishing.faults(library.ROOT), *unreadable]
    left_out = {re.split("[, ]", one)[0] for one in broken}
    drafts = [name for name in publishing.drafts(library.ROOT) if name not in left_out]
    said = f"{counted(len(library.paths(library.ROOT)), 'file')}, {len(drafts)} not published"
    if broken:
        said += f", {len(left_out)} left out: see below"
    return [
        Fact("Questionnaires", said, fine=not broken),
        *(Fact("Questionnaire left out", f"{one}.", fine=False) for one in broken),
        *(
            Fact("Draft", f"{name}; nobody is asked it until ./run questionnaires publish {name}")
            for name in drafts
        ),
    ]


def _mail(session: Session, settings: Settings) -> Fact:
    company = queries.get_organisation(session)
    if settings.smtp_host or company is None or company.sandbox:
        return Fact("Mail", settings.smtp_host or "shown on screen")
    return Fact("Mail", "waits until ASSESS_SMTP_HOST names a mail server", fine=False)


def _disk(settings: Settings) -> Fact:
    free = shutil.disk_usage(settings.data).free
    return Fact("Disk", f"{free / 1e9:.1f} GB free", free > LOW_DISK)
