"""Start batches of reports, keep what became of each, let them go when their time is over."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.orm import Session

from assess import mail
from assess.accounts.models import User
from assess.audit.services import SYSTEM, record
from assess.database import new_public_id
from assess.desk import letters, queries, rules
from assess.desk.models import Batch, Report
from assess.desk.queries import Person
from assess.desk.rules import Audience, ReportState
from assess.mail import Sender
from assess.queue import enqueue

KIND = "reports"
"""The kind of outbox row that asks for reports to be made."""


def start_batch(
    session: Session, audience: Audience, people: Sequence[Person],
    *, public_id: str, actor: User, now: datetime,
) -> Batch:  # fmt: skip
    """Ask for the reports of some people. Raises `rules.BatchRefused`."""
    rules.check_can_start(len(people))
    batch = Batch(
        public_id=public_id, audience=audience, user_id=actor.id, people=len(people),
        asked_at=now, expires_at=now + rules.KEPT,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    rows = [
        {
            "public_id": new_public_id(), "batch_id": batch.id, "subject": one.subject,
            "candidate_id": one.candidate_id, "user_id": one.user_id, "name": one.name,
            "about": one.about, "state": ReportState.WAITING,
            "problem": "", "file_name": "", "size": 0, "sha256": "",
        }
        for one in people
    ]  # fmt: skip
    session.execute(insert(Report), rows)
    _ask(session, batch, now)
    record(session, "report_batch.started", batch, actor=actor.public_id,
           fields={"audience": audience.value, "people": len(people)})  # fmt: skip
    return batch


def try_again(session: Session, batch: Batch, *, actor: User, now: datetime) -> int:
    """Ask once more for the reports that failed; return how many."""
    failed = update(Report).where(Report.batch_id == batch.id, Report.state == ReportState.FAILED)
    changed = session.execute(failed.values(state=ReportState.WAITING, problem=""))
    assert isinstance(changed, CursorResult)
    if changed.rowcount:
        batch.tries += 1
        batch.finished_at = None
        _ask(session, batch, now)
        record(session, "report_batch.tried-again", batch, actor=actor.public_id)
    return changed.rowcount


def note_made(session: Session, report_id: int, file_name: str, data: bytes, now: datetime) -> None:
    """Keep that a report is made; whoever made it a second time changes nothing."""
    _settle(
        session, report_id, state=ReportState.READY, file_name=file_name, size=len(data),
        sha256=sha256(data).hexdigest(), made_at=now,
    )  # fmt: skip


def note_failed(session: Session, report_id: int, problem: str, now: datetime) -> None:
    """Keep why a report could not be made."""
    _settle(session, report_id, state=ReportState.FAILED, problem=problem[:300], made_at=now)


def finish(session: Session, batch_id: int, sender: Sender, now: datetime) -> bool:
    """Tell whoever asked, once, when nothing of a batch waits any more."""
    if queries.waits(session, batch_id):
        return False
    ended = update(Batch).where(Batch.id == batch_id, Batch.finished_at.is_(None))
    found = session.scalar(ended.values(finished_at=now).returning(Batch.id))
    if found is None:
        return False
    batch = session.get_one(Batch, batch_id, populate_existing=True)
    counts = queries.counts(session, [batch])[batch.id]
    letter = letters.batch_ready(batch, counts, sender)
    mail.post(session, letter, event=f"batch {batch.public_id} {batch.tries}", now=now)
    record(session, "report_batch.finished", batch, actor=SYSTEM)
    return True


def note_download(session: Session, batch: Batch, *, actor: User, files: int) -> None:
    """Keep who took files along."""
    record(
        session, "report_batch.downloaded", batch, actor=actor.public_id, fields={"files": files}
    )


def remove(session: Session, batch: Batch, *, actor: str, now: datetime) -> None:
    """Let the reports of a batch go: names and files; that it was made stays."""
    if batch.removed_at is None:
        session.execute(delete(Report).where(Report.batch_id == batch.id))
        batch.removed_at = now
        record(session, "report_batch.removed", batch, actor=actor)


def expire(session: Session, now: datetime) -> None:
    """Let every batch go whose time is over."""
    for batch in session.scalars(queries.expired(now)):
        remove(session, batch, actor=SYSTEM, now=now)


def _ask(session: Session, batch: Batch, now: datetime) -> None:
    """One job for every few reports, so that several workers share them."""
    waiting = select(Report.id).where(
        Report.batch_id == batch.id, Report.state == ReportState.WAITING
    )
    ids = list(session.scalars(waiting.order_by(Report.id)))
    for start in range(0, len(ids), rules.SHARE):
        payload = {"batch": batch.id, "reports": ids[start : start + rules.SHARE]}
        event = f"reports {batch.public_id} {batch.tries} {start}"
        enqueue(session, KIND, payload, event=event, now=now)


def _settle(session: Session, report_id: int, **values: object) -> None:
    """Only what still waits is settled, so that two workers at it leave one result."""
    waits = (Report.id == report_id, Report.state == ReportState.WAITING)
    session.execute(update(Report).where(*waits).values(**values))


def note_export(session: Session, listing: str, *, rows: int, actor: User, kind: str) -> None:
    """Keep who took a list along, and how long it was."""
    fields = {"list": listing, "rows": rows, "kind": kind}
    record(session, "user.exported", actor, actor=actor.public_id, fields=fields)
