"""Bring candidates in, one by one or from a file."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import SYSTEM, record
from assess.openings import queries
from assess.openings.candidate_csv import Row, Sheet
from assess.openings.models import (
    Application,
    Candidate,
    CandidateImport,
    Opening,
    StageMove,
)
from assess.openings.rules import (
    OpeningRefused,
    OpeningStatus,
    Stage,
)
from assess.queue import OutboxRow
from assess.text import folded


def add_candidate(
    session: Session,
    opening: Opening,
    *,
    name: str,
    email: str,
    phone: str,
    actor: User,
    now: datetime,
) -> Application:
    """Put a candidate into the pipeline; somebody known by address is the same person.

    Raises `OpeningRefused` when the opening is closed or has this candidate already.
    """
    _check_is_open(session, opening)
    candidate = session.scalar(select(Candidate).where(Candidate.email == email.lower()))
    if (
        candidate is not None
        and queries.known_emails(session, opening.id, [candidate.email])[candidate.email]
    ):
        raise OpeningRefused("A candidate with this mail address is in this opening already.")
    return _enter(session, opening, candidate, Row(0, name, email, phone), actor=actor, now=now)


def change_candidate(
    session: Session, application: Application, *, name: str, email: str, phone: str, actor: User
) -> None:
    """Correct what is held about a candidate, in every opening.

    Raises `OpeningRefused` when the mail address belongs to somebody else, or when the
    candidate is in an opening, too, that the actor does not run.
    """
    candidate, email = application.candidate, email.lower()
    if queries.is_others_too(session, actor, candidate.id):
        raise OpeningRefused(
            "This candidate is in an opening you do not run, too. Ask an HR partner for this."
        )
    holder = session.scalar(
        select(Candidate.id).where(Candidate.email == email, Candidate.id != candidate.id)
    )
    if holder is not None:
        raise OpeningRefused("Another candidate has this mail address.")
    candidate.name, candidate.email, candidate.phone = name, email, phone
    for held in session.scalars(
        select(Application).where(Application.candidate_id == candidate.id)
    ):
        held.sort_name = _sort_name(name, email)
    session.flush()
    fields = {"name": name, "email": email, "phone": phone}
    record(session, "candidate.changed", candidate, actor=actor.public_id, fields=fields)


def keep_import(
    session: Session, opening: Opening, sheet: Sheet, file_name: str, *, actor: User, now: datetime
) -> CandidateImport:
    """Keep what a file holds until somebody confirms it."""
    kept = CandidateImport(
        opening_id=opening.id,
        user_id=actor.id,
        file_name=file_name,
        rows=[vars(row) for row in sheet.rows],
        problems=[vars(problem) for problem in sheet.problems],
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def confirm_import(
    session: Session, opening: Opening, kept: CandidateImport, *, actor: User, now: datetime
) -> int:
    """Bring in every candidate of a kept file at once; return how many were new here.

    Candidates who are in the opening by now are left as they are; confirming twice brings
    in nothing twice.
    """
    _check_is_open(session, opening)
    session.refresh(kept, ["done_at"])
    if kept.done_at is not None:
        return 0
    rows = [Row(**row) for row in kept.rows]
    known = queries.known_emails(session, opening.id, [row.email for row in rows])
    new = [row for row in rows if not known.get(row.email, False)]
    held = {
        candidate.email: candidate
        for candidate in session.scalars(
            select(Candidate).where(Candidate.email.in_([e for e in known if not known[e]]))
        )
    }
    for row in new:
        _enter(session, opening, held.get(row.email), row, actor=actor, now=now, flush=False)
    kept.done_at = now
    session.flush()
    record(
        session, "candidates.imported", opening, actor=actor.public_id, fields={"count": len(new)}
    )
    return len(new)


def erase(session: Session, candidate: Candidate) -> list[str]:
    """Take everything about a candidate out of the product; return names of files to remove.

    Notes, ratings and decisions go with the applications. The diary keeps its lines: it
    holds no name and no text.
    """
    stored = queries.stored_files(session, candidate.id)
    record(session, "candidate.erased", candidate, actor=SYSTEM)
    session.execute(delete(OutboxRow).where(OutboxRow.recipient == candidate.email))
    session.execute(delete(Application).where(Application.candidate_id == candidate.id))
    session.execute(delete(Candidate).where(Candidate.id == candidate.id))
    return stored


def _check_is_open(session: Session, opening: Opening) -> None:
    """Refuse a closed opening, and let nobody else add to it until this transaction ends.

    Of two equal requests at the same moment, the second then sees what the first brought in.
    """
    status = session.scalar(
        select(Opening.status).where(Opening.id == opening.id).with_for_update(key_share=True)
    )
    if status is OpeningStatus.CLOSED:
        raise OpeningRefused("This opening is closed. Open it again to add candidates.")


def _enter(
    session: Session,
    opening: Opening,
    candidate: Candidate | None,
    row: Row,
    *,
    actor: User,
    now: datetime,
    flush: bool = True,
) -> Application:
    if candidate is None:
        candidate = Candidate(
            name=row.name, email=row.email.lower(), phone=row.phone, created_at=now
        )
    application = Application(
        opening=opening,
        candidate=candidate,
        sort_name=_sort_name(candidate.name, candidate.email),
        stage=Stage.NEW,
        since=now,
        created_at=now,
        moves=[StageMove(old=None, new=Stage.NEW, at=now, user_id=actor.id)],
    )
    session.add(application)
    if flush:
        session.flush()
    record(session, "candidate.added", application, actor=actor.public_id)
    return application


def _sort_name(name: str, email: str) -> str:
    return folded(f"{name} {email}")[:600]
