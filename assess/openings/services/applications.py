"""Move candidates through the pipeline and keep their files."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.openings import queries, resumes, rules
from assess.openings.models import (
    Application,
    Resume,
    StageMove,
)
from assess.openings.rules import (
    OpeningRefused,
    Stage,
    WaitingFor,
)


def move(
    session: Session,
    application: Application,
    stage: Stage,
    *,
    reason: str = "",
    actor: User | None,
    now: datetime,
) -> None:
    """Move a candidate to another stage; the step stays in the history.

    Raises `OpeningRefused` when the table of moves has no such step.
    """
    rules.check_stage_move(application.stage, stage, reason)
    application.moves.append(
        StageMove(
            old=application.stage,
            new=stage,
            reason=reason,
            at=now,
            user_id=actor.id if actor else None,
        )
    )
    application.stage = stage
    application.furthest = rules.furthest(application.furthest, stage)
    application.since = now
    application.waiting_for = rules.waiting_in(stage)
    if stage not in rules.RUNNING:
        application.next_at = None
    session.flush()
    record(
        session,
        "application.moved",
        application,
        actor=actor.public_id if actor else "system",
        fields={"stage": stage, "reason": reason},
    )


def wait_for(
    session: Session,
    application: Application,
    waiting_for: WaitingFor,
    *,
    now: datetime,
    next_at: datetime | None = None,
) -> None:
    """Note whose turn it is now, and when something is due to happen next.

    For somebody hired or out of the running it is nobody's, whatever happens around them.
    """
    if application.stage not in rules.RUNNING:
        return
    if application.waiting_for is not waiting_for:
        application.since = now
    application.waiting_for = waiting_for
    application.next_at = next_at
    session.flush()


def add_resume(
    session: Session,
    application: Application,
    *,
    file_name: str,
    data: bytes,
    folder: Path,
    actor: User,
    now: datetime,
) -> Resume:
    """Take in a file of a candidate. Raises `OpeningRefused` when it is not acceptable."""
    media_type = resumes.check(file_name, data)
    if len(queries.resumes(session, application.id)) >= resumes.MAX_FILES:
        raise OpeningRefused(f"There are {resumes.MAX_FILES} files already. Remove one first.")
    resume = Resume(
        application_id=application.id,
        file_name=resumes.shown_name(file_name),
        media_type=media_type,
        size=len(data),
        sha256=resumes.digest(data),
        stored_as=resumes.store(folder, data),
        uploaded_at=now,
    )
    session.add(resume)
    session.flush()
    fields = {"sha256": resume.sha256}
    record(session, "resume.added", resume, actor=actor.public_id, fields=fields)
    return resume


def remove_resume(session: Session, resume: Resume, *, actor: User) -> None:
    """Take a file out of the product; the bytes go when the transaction has committed."""
    record(session, "resume.removed", resume, actor=actor.public_id)
    session.delete(resume)
    session.flush()
