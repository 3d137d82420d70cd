"""Read files of people on their way into a pool, and whom they name that one knows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased, defer, joinedload

from assess.accounts.models import User
from assess.days import DayOrder
from assess.openings.models import Candidate
from assess.talent.models import PeopleBatch, PeopleRow, Pool, PoolMember
from assess.talent.people_file import Column, Terms
from assess.talent.queries import is_known_to
from assess.talent.rules import BatchStatus, Readiness


def get_batch(session: Session, pool: Pool, public_id: str) -> PeopleBatch | None:
    """A file of people on its way into a pool."""
    held = PeopleBatch.pool_id == pool.id, PeopleBatch.public_id == public_id
    return session.scalar(select(PeopleBatch).where(*held).options(joinedload(PeopleBatch.user)))


def batches(session: Session, pool: Pool) -> list[PeopleBatch]:
    """The last files of people for a pool, newest first."""
    statement = select(PeopleBatch).where(PeopleBatch.pool_id == pool.id)
    statement = statement.options(joinedload(PeopleBatch.user), defer(PeopleBatch.samples))
    return list(session.scalars(statement.order_by(PeopleBatch.id.desc()).limit(20)))


def last_batch_like(session: Session, actor: User, header_key: str) -> PeopleBatch | None:
    """The last file with the same columns of which the actor said what they hold."""
    statement = select(PeopleBatch).where(
        PeopleBatch.user_id == actor.id, PeopleBatch.header_key == header_key,
        PeopleBatch.status != BatchStatus.SENT,
    )  # fmt: skip
    return session.scalar(statement.order_by(PeopleBatch.id.desc()).limit(1))


def batch_rows(batch: PeopleBatch, *, problems: bool) -> Select[PeopleRow]:
    """The lines of a file that name somebody, or those with a problem."""
    has_problem = PeopleRow.problem != "" if problems else PeopleRow.problem == ""
    statement = select(PeopleRow).where(PeopleRow.batch_id == batch.id, has_problem)
    return statement.order_by(PeopleRow.line)


def count_batch_rows(batch: PeopleBatch, *, problems: bool) -> Select[int]:
    """How many lines that are."""
    number = batch.read - batch.good if problems else batch.good
    return select(literal(number))


def brought(session: Session, batch: PeopleBatch) -> tuple[int, int]:
    """How many new members a file has brought, and how many it has added to."""
    row = session.execute(
        select(func.count(case((PeopleRow.made_member, 1))), func.count()).where(
            PeopleRow.batch_id == batch.id, PeopleRow.handled, PeopleRow.problem == ""
        )
    ).one()
    return row[0], row[1] - row[0]


@dataclass(frozen=True)
class Known:
    """Whom a file names that the actor knows: in this pool, elsewhere, or by the phone alone."""

    here: int
    elsewhere: int
    same_phone: int


def known_in(session: Session, actor: User, batch: PeopleBatch) -> Known:
    """How many people of a file the actor knows already."""
    here = select(PoolMember.id).where(
        PoolMember.candidate_id == Candidate.id, PoolMember.pool_id == batch.pool_id
    )
    found = (
        select(func.count(case((here.exists(), 1))), func.count())
        .select_from(PeopleRow)
        .join(Candidate, Candidate.email == PeopleRow.email)
        .where(PeopleRow.batch_id == batch.id, PeopleRow.problem == "", is_known_to(actor))
    )
    in_pool, known = session.execute(found).one()
    by_phone = select(func.count()).select_from(_same_phone(actor, batch).subquery())
    return Known(in_pool, known - in_pool, session.scalar(by_phone) or 0)


def how_known(
    session: Session, actor: User, batch: PeopleBatch, emails: list[str]
) -> dict[str, str]:
    """What happens to people of a file the actor knows, in words, by their address there."""
    in_pool = exists().where(
        PoolMember.candidate_id == Candidate.id, PoolMember.pool_id == batch.pool_id
    )
    known = select(Candidate.email, in_pool).where(Candidate.email.in_(emails), is_known_to(actor))
    found = {
        email: "In this pool already: both histories are kept" if here else "Known: added here"
        for email, here in session.execute(known)
    }
    for email, person in same_phone(session, actor, batch, emails).items():
        found[email] = f"Has the phone of {person.name} ({person.email})"
    return found


def same_phone(
    session: Session, actor: User, batch: PeopleBatch, emails: Collection[str]
) -> dict[str, Candidate]:
    """Candidates the actor knows with the phone of somebody of the file, by the address there."""
    statement = _same_phone(actor, batch).where(PeopleRow.email.in_(emails))
    found: dict[str, Candidate] = {}
    for email, person in session.execute(statement):
        found.setdefault(email, person)
    return found


def _same_phone(actor: User, batch: PeopleBatch) -> Select[str, Candidate]:
    twin = aliased(Candidate)
    return (
        select(PeopleRow.email, Candidate)
        .join(Candidate, Candidate.phone_key == PeopleRow.phone_key)
        .where(
            PeopleRow.batch_id == batch.id,
            PeopleRow.problem == "",
            PeopleRow.phone_key != "",
            ~exists().where(twin.email == PeopleRow.email),
            is_known_to(actor),
        )
        .order_by(PeopleRow.line, Candidate.id)
    )


def stayed(batch: PeopleBatch) -> Select[PeopleRow, PoolMember]:
    """Lines of a file that was taken back whose people have moved on since, and why they stay."""
    return (
        select(PeopleRow, PoolMember)
        .outerjoin(PoolMember, PoolMember.id == PeopleRow.member_id)
        .where(PeopleRow.batch_id == batch.id, PeopleRow.after_version == -1)
        .options(joinedload(PoolMember.candidate))
        .order_by(PeopleRow.line)
    )


def columns_of(batch: PeopleBatch) -> tuple[Column, ...]:
    """What its columns hold, as it is kept."""
    return tuple(map(Column, batch.columns))


def terms_of(batch: PeopleBatch) -> Terms:
    """How a batch is to be read, out of what is kept of it."""
    kept = batch.settings
    return Terms(
        columns=columns_of(batch),
        order=DayOrder(kept["order"]) if kept["order"] else None,
        readiness=Readiness(kept["readiness"]),
        reason=kept["reason"],
        review_on=date.fromisoformat(kept["review_on"]),
        given_on=day_of(kept, "given_on"),
        until=day_of(kept, "until"),
        how=kept["how"],
        markets=tuple(kept["markets"]),
        lines=tuple(kept["lines"]),
    )


def day_of(kept: Mapping[str, Any], name: str) -> date | None:
    """A day out of what is kept of a file; `None` where nobody said one."""
    text = kept.get(name)
    return date.fromisoformat(text) if text else None
