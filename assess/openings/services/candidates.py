"""Bring candidates in, one by one or from a file."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row as NamedRow
from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from assess import bulk
from assess.accounts.models import User
from assess.audit.services import SYSTEM, record
from assess.database import Base, new_public_id
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
from assess.search import services as search
from assess.search.rules import Kind
from assess.text import folded, phone_key

_TABLES = Base.metadata.tables
_TOLD = ("id", "name", "email", "public_id")

Known = NamedRow[int, str, str, str]
"""What is told of a candidate behind an address: `_TOLD`."""


@dataclass
class _Entered:
    """An application for the diary."""

    public_id: str
    __tablename__ = Application.__tablename__


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
    email = email.lower()
    if queries.known_emails(session, opening.id, [email]).get(email):
        raise OpeningRefused("A candidate with this mail address is in this opening already.")
    (public_id,) = _enter(session, opening, [Row(0, name, email, phone)], actor=actor, now=now)
    entered = select(Application).where(Application.public_id == public_id)
    return session.scalars(entered).one()


def meet(session: Session, *, name: str, email: str, phone: str, now: datetime) -> Candidate:
    """The candidate behind a mail address; whoever nobody knew becomes one."""
    people, _ = _candidates(session, [Row(0, name, email, phone)], now)
    return session.scalars(select(Candidate).where(Candidate.id == people[email.lower()].id)).one()


@dataclass(frozen=True)
class Met:
    """Somebody behind a mail address: their id, and whether nobody knew them."""

    id: int
    public_id: str
    is_new: bool


def meet_all(session: Session, rows: Sequence[Row], now: datetime) -> dict[str, Met]:
    """The candidates behind many mail addresses; whoever nobody knew becomes one."""
    people, new = _candidates(session, rows, now)
    return {
        email: Met(person.id, person.public_id, email in new) for email, person in people.items()
    }


def change_candidate(
    session: Session, candidate: Candidate, *, name: str, email: str, phone: str, actor: User
) -> None:
    """Correct what is held about a candidate, in every opening.

    Raises `OpeningRefused` when the mail address belongs to somebody else, or when the
    candidate is in an opening, too, that the actor does not run.
    """
    email = email.lower()
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
    candidate.phone_key = phone_key(phone)
    candidate.sort_name = _sort_name(name, email)
    for held in session.scalars(
        select(Application).where(Application.candidate_id == candidate.id)
    ):
        held.sort_name = candidate.sort_name
    session.flush()
    search.keep(session, Kind.PERSON, {candidate.id: f"{candidate.sort_name} {phone}"})
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
    _enter(session, opening, new, actor=actor, now=now)
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
    session: Session, opening: Opening, rows: Sequence[Row], *, actor: User, now: datetime
) -> list[str]:
    """Put people into the pipeline, each with a line in the diary; return the public ids.

    A whole file goes in as plain rows with a few statements, so that nobody waits long for
    their turn to write.
    """
    session.flush()
    people, _ = _candidates(session, rows, now)
    entering = [
        {
            "public_id": new_public_id(),
            "opening_id": opening.id,
            "candidate_id": person.id,
            "sort_name": _sort_name(person.name, person.email),
            "stage": Stage.NEW,
            "since": now,
            "created_at": now,
        }
        for person in (people[row.email.lower()] for row in rows)
    ]
    if entering:
        session.execute(insert(_TABLES["application"]), entering)
    without_step = select(
        Application.id, literal(Stage.NEW, StageMove.new.type), literal(now, StageMove.at.type),
        literal(actor.id),
    ).where(Application.opening_id == opening.id, ~Application.moves.any())  # fmt: skip
    session.execute(
        insert(StageMove).from_select(["application_id", "new", "at", "user_id"], without_step)
    )
    entered = [_Entered(one["public_id"]) for one in entering]
    for application in entered:
        record(session, "candidate.added", application, actor=actor.public_id)
    return [application.public_id for application in entered]


def _candidates(
    session: Session, rows: Sequence[Row], now: datetime
) -> tuple[dict[str, Known], Set[str]]:
    """The candidates behind addresses, by address, and which of them are made: nobody knew them.

    Two openings may bring in the same stranger at once: the second waits and finds the
    candidate of the first. The order of the addresses is the same for all, so that no two
    wait for each other.
    """
    emails = sorted({row.email.lower() for row in rows})
    first = {row.email.lower(): row for row in reversed(rows)}
    strangers = [
        {"public_id": new_public_id(), "email": email, "name": first[email].name,
         "phone": first[email].phone, "phone_key": phone_key(first[email].phone),
         "sort_name": _sort_name(first[email].name, email), "created_at": now}
        for email in emails
    ]  # fmt: skip
    new = bulk.add(session, _TABLES["candidate"], strangers, unless="email", telling=_TOLD)
    made = {person.email: person for person in new}
    found: dict[str, Known] = dict(made)
    if known := [email for email in emails if email not in made]:
        wanted = bulk.among(session, Candidate.email, known)
        for person in session.execute(
            select(Candidate.id, Candidate.name, Candidate.email, Candidate.public_id).where(wanted)
        ):
            found[person.email] = person
    words = {one["email"]: f"{one['sort_name']} {one['phone']}" for one in strangers}
    search.add(session, Kind.PERSON, {one.id: words[email] for email, one in made.items()})
    return found, made.keys()


def _sort_name(name: str, email: str) -> str:
    return folded(f"{name} {email}")[:600]
