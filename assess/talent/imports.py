"""Bring many people into a pool out of a file, and take them back: writes, a chunk at a time.

What takes long is a generator that stops after every chunk, so that its caller commits and
others get their turn to write. Each may begin anew where it was cut off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from time import perf_counter
from typing import Any, BinaryIO

from sqlalchemy import Row as NamedRow
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assess import bulk, queue, tabular
from assess.accounts.models import User
from assess.audit.services import record
from assess.database import Base, new_public_id
from assess.openings.candidate_csv import Row
from assess.openings.services import candidates
from assess.openings.services.candidates import Met
from assess.search import services as search
from assess.search.rules import Kind
from assess.talent import batches, merging, people_file, queries, rules, services
from assess.talent.models import PeopleBatch, PeopleRow, Pool, PoolMember
from assess.talent.people_file import Person, Terms
from assess.talent.rules import BatchStatus, Consent, Readiness, TalentRefused
from assess.text import folded

KIND = "people_batch"
"""The job that reads a file, brings people in, or takes them back, as its batch says."""

CHUNK = 1000
"""So many people at most are brought in before others may write; fewer where that takes long."""

START = 200
SAMPLES = 200
KEPT_FOR = timedelta(days=30)
"""How long a file can be taken back; then nobody remembers what it brought."""


@dataclass
class _Added:
    """A member for the diary."""

    public_id: str
    __tablename__ = PoolMember.__tablename__


_ROWS = Base.metadata.tables["people_row"]
_MEMBERS = Base.metadata.tables["pool_member"]

_FORGOTTEN: dict[str, Any] = {"handled": True, "held": {}, "email": "", "phone_key": ""}
"""What is left of a line whose person is in."""

Line = NamedRow[int, int, str, dict[str, Any]]
"""A line that waits: its id, its number, its address and what it says."""


def keep_file(
    session: Session,
    pool: Pool,
    file: BinaryIO,
    *,
    public_id: str,
    file_name: str,
    stored_as: str,
    actor: User,
    now: datetime,
) -> PeopleBatch:
    """Keep a file until somebody says what its columns hold.

    Columns are offered as the actor had them for the last file with the same ones, or as they
    seem. Raises `tabular.UnreadableSheet`.
    """
    top = [cells for _, cells in islice(tabular.rows(file), SAMPLES + 1)]
    if not top:
        raise tabular.UnreadableSheet("The file is empty. Its first line names the columns.")
    header, samples = top[0], top[1:]
    if not samples:
        raise tabular.UnreadableSheet("The file has column names but nobody below them.")
    if len(header) > people_file.MOST_COLUMNS:
        raise tabular.UnreadableSheet(
            f"The file has more than {people_file.MOST_COLUMNS} columns. Take out those not needed."
        )
    key = sha256("\n".join(map(folded, header)).encode()).hexdigest()
    last = batches.last_batch_like(session, actor, key)
    batch = PeopleBatch(
        public_id=public_id, pool_id=pool.id, user_id=actor.id, file_name=file_name,
        stored_as=stored_as, header=[cell[:200] for cell in header],
        samples=[[cell[:200] for cell in cells] for cells in samples], header_key=key,
        columns=last.columns if last else list(people_file.guess(header, samples)),
        settings=_remembered(last) | {"unread": tabular.other_sheets(file)}, created_at=now,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    record(session, "people_batch.sent", batch, actor=actor.public_id)
    return batch


def start_reading(
    session: Session, batch: PeopleBatch, terms: Terms, *, actor: User, now: datetime
) -> None:
    """Read the whole file by these terms. Raises `TalentRefused`."""
    rules.check_batch_move(batch.status, BatchStatus.READING)
    people_file.check_columns(terms.columns)
    if gaps := people_file.gaps(terms):
        raise TalentRefused(next(iter(gaps.values())))
    batch.columns = list(terms.columns)
    batch.settings = _plain(terms) | {"unread": batch.settings.get("unread", [])}
    batch.status, batch.problem, batch.read, batch.good = BatchStatus.READING, "", 0, 0
    _ask_for_work(session, batch, now)
    record(session, "people_batch.read", batch, actor=actor.public_id)


def start_import(
    session: Session, batch: PeopleBatch, *, same_phone: bool, actor: User, now: datetime
) -> None:
    """Bring in everybody the file names; `same_phone` makes a known phone a known person.

    Raises `TalentRefused`.
    """
    rules.check_batch_move(batch.status, BatchStatus.IMPORTING)
    if batch.pool.closed_at is not None:
        raise TalentRefused("This pool is closed. Open it again to add people.")
    batch.settings = batch.settings | {"same_phone": same_phone}
    batch.status, batch.handled = BatchStatus.IMPORTING, 0
    _ask_for_work(session, batch, now)
    record(session, "people_batch.confirmed", batch, actor=actor.public_id)


def start_undoing(session: Session, batch: PeopleBatch, *, actor: User, now: datetime) -> None:
    """Take back what a file brought. Raises `TalentRefused`."""
    rules.check_batch_move(batch.status, BatchStatus.UNDOING)
    batch.status, batch.handled = BatchStatus.UNDOING, 0
    _ask_for_work(session, batch, now)
    record(session, "people_batch.taken_back", batch, actor=actor.public_id)


def drop(session: Session, batch: PeopleBatch, *, actor: User) -> str:
    """Forget a file that brought nobody in; what it is stored as. Raises `TalentRefused`."""
    rules.check_drop(batch.status)
    record(session, "people_batch.dropped", batch, actor=actor.public_id)
    session.delete(batch)
    session.flush()
    return batch.stored_as


def read(session: Session, batch: PeopleBatch, file: BinaryIO, today: date) -> Iterator[None]:
    """Sort out a whole file into people and problems; what an earlier try left goes first.

    Raises `tabular.UnreadableSheet`.
    """
    batch_id, terms = batch.id, batches.terms_of(batch)
    session.execute(delete(PeopleRow).where(PeopleRow.batch_id == batch_id))
    batch.read = batch.good = 0
    session.flush()
    yield
    found = _sorted_out(file, batch_id, terms, today)
    while chunk := list(islice(found, CHUNK)):
        bulk.add(session, _ROWS, chunk)
        good = sum(not row["problem"] for row in chunk)
        _count(session, batch_id, read=PeopleBatch.read + len(chunk), good=PeopleBatch.good + good)
        yield
    bulk.look_over(session, _ROWS)
    _count(session, batch_id, status=BatchStatus.READY)
    yield


def refuse(session: Session, batch: PeopleBatch, why: str) -> None:
    """Note that a file cannot be read."""
    batch.status, batch.problem = BatchStatus.UNREADABLE, why
    session.flush()


def bring_in(session: Session, batch_id: int, *, today: date, now: datetime) -> Iterator[None]:
    """Make members of everybody a file names, who wait for it."""
    many, line = START, 0
    while batch := _mine(session, batch_id, BatchStatus.IMPORTING):
        begun = perf_counter()
        waiting = (
            select(_ROWS.c.id, _ROWS.c.line, _ROWS.c.email, _ROWS.c.held)
            .where(
                _ROWS.c.batch_id == batch_id,
                _ROWS.c.line > line,  # else PostgreSQL steps over those it has done, every time
                _ROWS.c.handled.is_(False),
                _ROWS.c.problem == "",
            )
            .order_by(_ROWS.c.line)
        )
        rows = session.execute(waiting.limit(many)).all()
        if rows:
            _bring(session, batch, rows, today, now)
            batch.handled, line = batch.handled + len(rows), rows[-1].line
        else:
            batch.status, batch.done_at, batch.samples = BatchStatus.DONE, now, []
            fields = {"people": batch.handled}
            record(session, "people_batch.done", batch, actor=batch.user.public_id, fields=fields)
        session.flush()
        yield
        session.expunge_all()
        many = bulk.paced(len(rows), perf_counter() - begun, CHUNK)


def take_back(session: Session, batch_id: int, *, now: datetime) -> Iterator[None]:
    """Undo what a file brought, except for people who have moved on since."""
    many, line = START, 0
    while batch := _mine(session, batch_id, BatchStatus.UNDOING):
        begun = perf_counter()
        brought = (
            select(PeopleRow)
            .where(
                PeopleRow.batch_id == batch_id, PeopleRow.line > line, PeopleRow.handled.is_(True)
            )
            .order_by(PeopleRow.line)
        )
        rows = list(session.scalars(brought.limit(many)))
        if rows:
            merging.put_back(session, batch.pool_id, rows, actor=batch.user)
            batch.handled, line = batch.handled + len(rows), rows[-1].line
        else:
            batch.status, batch.done_at = BatchStatus.UNDONE, now
            record(session, "people_batch.undone", batch, actor=batch.user.public_id)
        session.flush()
        yield
        session.expunge_all()
        many = bulk.paced(len(rows), perf_counter() - begun, CHUNK)


def sweep(session: Session, now: datetime) -> None:
    """Forget files that were brought in, or left behind, a while ago."""
    session.execute(delete(PeopleBatch).where(PeopleBatch.created_at < now - KEPT_FOR))


def _plain(terms: Terms) -> dict[str, Any]:
    return {
        "order": terms.order.value if terms.order else "",
        "readiness": terms.readiness.value,
        "reason": terms.reason,
        "review_on": terms.review_on.isoformat(),
        "given_on": terms.given_on.isoformat() if terms.given_on else "",
        "until": terms.until.isoformat() if terms.until else "",
        "how": terms.how,
        "markets": list(terms.markets),
        "lines": list(terms.lines),
    }


def _remembered(last: PeopleBatch | None) -> dict[str, Any]:
    """Of an earlier file with the same columns, what may well be true again: no days."""
    kept = last.settings if last else {}
    return {key: kept[key] for key in ("order", "readiness", "how") if key in kept}


def _ask_for_work(session: Session, batch: PeopleBatch, now: datetime) -> None:
    session.flush()
    event = f"people batch {batch.id} {batch.status.value} {batch.version}"
    queue.enqueue(session, KIND, {"batch": batch.id}, event=event, now=now)


def _mine(session: Session, batch_id: int, status: BatchStatus) -> PeopleBatch | None:
    """The batch, held until the chunk is committed, while it is where the work expects it."""
    held = select(PeopleBatch).where(PeopleBatch.id == batch_id, PeopleBatch.status == status)
    return session.scalar(held.with_for_update(of=PeopleBatch))


def _count(session: Session, batch_id: int, **values: Any) -> None:
    table = Base.metadata.tables["people_batch"]
    session.execute(update(table).where(table.c.id == batch_id).values(**values))


def _sorted_out(
    file: BinaryIO, batch_id: int, terms: Terms, today: date
) -> Iterator[dict[str, Any]]:
    seen: dict[str, int] = {}
    for number, (line, cells) in enumerate(tabular.rows(file)):
        if number == 0:
            continue
        if number > people_file.MAX_ROWS:
            raise tabular.UnreadableSheet(
                f"The file has more than {people_file.MAX_ROWS:,} people. Split it."
            )
        row: dict[str, Any] = {
            "batch_id": batch_id, "line": line, "email": "", "phone_key": "", "held": {},
            "problem": "",
        }  # fmt: skip
        try:
            found = people_file.person(cells, terms, today)
            if found.email in seen:
                raise TalentRefused(f"The same mail address stands in line {seen[found.email]}.")
        except TalentRefused as refusal:
            content = ", ".join(" ".join(cell.split()) for cell in cells)
            row |= {"problem": str(refusal)[:500], "held": {"content": content[:300]}}
        else:
            seen[found.email] = line
            row |= {
                "email": found.email, "phone_key": people_file.key_of(found), "held": _held(found),
            }  # fmt: skip
        yield row


def _held(found: Person) -> dict[str, Any]:
    days = {name: getattr(found, name).isoformat() for name in ("review_on", "given_on", "until")}
    return vars(found) | days | {"markets": list(found.markets), "lines": list(found.lines)}


def _bring(
    session: Session, batch: PeopleBatch, rows: Sequence[Line], today: date, now: datetime
) -> None:
    met = _met(session, batch, rows, now)
    known = [one.id for one in met.values() if not one.is_new]
    held = queries.members_among(session, batch.pool_id, known)
    made: dict[int, Line] = {}
    before: dict[int, dict[str, Any]] = {}
    for row in rows:
        person = met[row.email]
        if person.id in held:
            before[row.id] = merging.unite(held[person.id], row.held)
        else:
            made.setdefault(person.id, row)
    new = [_member(batch, key, row.held, today, now) for key, row in made.items()]
    session.flush()
    ids_of_new = bulk.add(session, _MEMBERS, new, telling=("candidate_id", "id"))
    brought = dict(iter(ids_of_new)) | {key: one.id for key, one in held.items()}
    told = {brought[one["candidate_id"]]: f"{one['reason']} {one['tags_text']}" for one in new}
    search.add(session, Kind.PLACE, told, pool_id=batch.pool_id)
    services.let_be_found(session, list(held.values()))
    bulk.change(
        session,
        _ROWS,
        [
            {
                "id": row.id,
                "candidate_id": person.id,
                "member_id": brought[person.id],
                "made_candidate": person.is_new,
                "made_member": made.get(person.id) is row,
                "before": before.get(row.id),
                "after_version": held[person.id].version if row.id in before else 0,
                **_FORGOTTEN,
            }
            for row, person in ((row, met[row.email]) for row in rows)
        ],
    )
    for one in new:
        added = _Added(one["public_id"])
        record(session, "pool_member.added", added, actor=batch.user.public_id)


def _met(
    session: Session, batch: PeopleBatch, rows: Sequence[Line], now: datetime
) -> dict[str, Met]:
    """The candidates behind rows, by the mail address of the row."""
    known: dict[str, Met] = {}
    if batch.settings.get("same_phone"):
        emails = [row.email for row in rows]
        same = batches.same_phone(session, batch.user, batch, emails)
        known = {email: Met(found.id, found.public_id, False) for email, found in same.items()}
    strangers = [
        Row(row.line, row.held["name"], row.email, row.held["phone"])
        for row in rows
        if row.email not in known
    ]
    return candidates.meet_all(session, strangers, now) | {
        row.email: known[row.email] for row in rows if row.email in known
    }


def _member(
    batch: PeopleBatch, candidate_id: int, kept: dict[str, Any], today: date, now: datetime
) -> dict[str, Any]:
    tags = [*kept["markets"], *kept["lines"]]
    return {
        "public_id": new_public_id(),
        "version": 1,
        "pool_id": batch.pool_id,
        "candidate_id": candidate_id,
        "readiness": Readiness(kept["readiness"]),
        "reason": kept["reason"],
        "owner_id": batch.user_id,
        "review_on": date.fromisoformat(kept["review_on"]),
        "consent": Consent.GIVEN,
        "consent_on": date.fromisoformat(kept["given_on"]),
        "consent_until": date.fromisoformat(kept["until"]),
        "consent_how": kept["how"],
        "markets": kept["markets"],
        "lines": kept["lines"],
        "tags_text": "".join(f"\n{folded(tag)}\n" for tag in tags),
        "next_action": "",
        "added_on": today,
        "created_at": now,
    }
