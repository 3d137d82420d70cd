"""Read pools, their members and what was said; always from what the actor may see."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from assess import bulk
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments.models import Invitation
from assess.language import ENGLISH
from assess.openings.models import Application, Candidate, Opening
from assess.openings.queries import runs
from assess.talent import rules
from assess.talent.models import (
    Pool,
    PoolKeeper,
    PoolMember,
    Touchpoint,
)
from assess.talent.rules import Care, Consent, Readiness, Touch
from assess.text import folded


@dataclass(frozen=True)
class Filters:
    """What a page of members is narrowed to, as it stands in its URL."""

    readiness: Readiness | None = None
    care: Care | None = None
    tag: str = ""
    name: str = ""

    @property
    def any(self) -> bool:
        """Whether the page is narrowed at all."""
        return bool(self.readiness or self.care or self.tag or self.name)


def keeps(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody keeps a pool: HR all, hiring managers theirs."""
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return true()
    if actor.may(Permission.RUN_OPENINGS):
        return Pool.id.in_(select(PoolKeeper.pool_id).where(PoolKeeper.user_id == actor.id))
    return false()


def pools(actor: User, *, closed: bool = False) -> Select[Pool]:
    """Pools the actor keeps, by title, as a statement to page through."""
    is_closed = Pool.closed_at.is_not(None) if closed else Pool.closed_at.is_(None)
    statement = select(Pool).where(keeps(actor), is_closed)
    return statement.options(selectinload(Pool.keepers)).order_by(Pool.title, Pool.id)


def get_pool(session: Session, actor: User, public_id: str) -> Pool | None:
    """A pool the actor keeps."""
    statement = select(Pool).where(keeps(actor), Pool.public_id == public_id)
    return session.scalar(statement.options(selectinload(Pool.keepers)))


def get_member(session: Session, actor: User, public_id: str) -> PoolMember | None:
    """Somebody in a pool the actor keeps, with every word exchanged."""
    return session.scalar(
        select(PoolMember)
        .join(PoolMember.pool)
        .where(keeps(actor), PoolMember.public_id == public_id)
        .options(
            contains_eager(PoolMember.pool),
            joinedload(PoolMember.candidate),
            joinedload(PoolMember.owner),
            selectinload(PoolMember.touches).joinedload(Touchpoint.user),
        )
    )


def member_by_token(session: Session, token_hash: str) -> PoolMember | None:
    """Who is asked for consent by a link; whatever its state."""
    statement = select(PoolMember).where(PoolMember.token_hash == token_hash)
    return session.scalar(
        statement.options(joinedload(PoolMember.candidate), joinedload(PoolMember.pool))
    )


def member_by_email(session: Session, pool: Pool, email: str) -> PoolMember | None:
    """Whoever is in a pool with a mail address."""
    statement = (
        select(PoolMember)
        .join(PoolMember.candidate)
        .where(PoolMember.pool_id == pool.id, Candidate.email == email)
    )
    return session.scalar(statement.options(contains_eager(PoolMember.candidate)))


def members(pool: Pool, filters: Filters, today: date) -> Select[PoolMember]:
    """Members of a pool by readiness, then name, as a statement to page through."""
    ready_first = case({one: at for at, one in enumerate(Readiness)}, value=PoolMember.readiness)
    return (
        select(PoolMember)
        .join(PoolMember.candidate)
        .where(*_narrowed(pool, filters, today))
        .options(contains_eager(PoolMember.candidate), joinedload(PoolMember.owner))
        .order_by(ready_first, Candidate.sort_name, PoolMember.id)
    )


def count_members(pool: Pool, filters: Filters, today: date) -> Select[int]:
    """How many rows that page has."""
    narrowed = _narrowed(pool, filters, today)
    return select(func.count()).select_from(PoolMember).join(PoolMember.candidate).where(*narrowed)


@dataclass(frozen=True)
class Numbers:
    """How many people a pool has: in all, by readiness, and waiting for attention by reason."""

    people: int
    ready: dict[Readiness, int]
    waiting: dict[Care, int]


def numbers(session: Session, pools: list[Pool], today: date) -> dict[int, Numbers]:
    """The numbers of pools, by the id of the pool, in one statement."""
    columns = [
        func.count(),
        *(_how_many(PoolMember.readiness == one) for one in Readiness),
        *(_how_many(_waits(one, today)) for one in Care),
    ]
    statement = select(PoolMember.pool_id, *columns).group_by(PoolMember.pool_id)
    ids = [pool.id for pool in pools]
    found = {}
    for pool_id, people, *rest in session.execute(statement.where(PoolMember.pool_id.in_(ids))):
        ready, waiting = rest[: len(Readiness)], rest[len(Readiness) :]
        found[pool_id] = Numbers(
            people,
            dict(zip(Readiness, ready, strict=True)),
            dict(zip(Care, waiting, strict=True)),
        )
    nobody = Numbers(0, dict.fromkeys(Readiness, 0), dict.fromkeys(Care, 0))
    return {pool_id: found.get(pool_id, nobody) for pool_id in ids}


def tags_in(session: Session, pool: Pool) -> list[str]:
    """Every tag of the members of a pool, by name."""
    return _tags(session, PoolMember.pool_id == pool.id)


def tags_kept(session: Session, actor: User) -> list[str]:
    """Every tag of the members of all pools the actor keeps, by name."""
    return _tags(session, PoolMember.pool_id.in_(select(Pool.id).where(keeps(actor))))


def _tags(session: Session, whose: ColumnElement[bool]) -> list[str]:
    """Of a hundred thousand people, the few combinations there are."""
    columns = cast(PoolMember.markets, Text), cast(PoolMember.lines, Text)
    tagged = whose, PoolMember.tags_text != ""
    rows = session.execute(select(*columns).where(*tagged).distinct())
    found: dict[str, str] = {}
    for tag in (tag for row in rows for text in row for tag in json.loads(text)):
        key = tag.casefold()
        found[key] = min(found.get(key, tag), tag)  # capitals first, whoever typed last
    return [found[key] for key in sorted(found)]


def conversations(
    session: Session, pool: Pool, months: Sequence[date]
) -> dict[int, dict[date, int]]:
    """How many conversations people held for a pool, by person and first day of a month.

    `months` are the first days of months in a row; only those are counted.
    """
    rows = session.execute(
        select(Touchpoint.user_id, Touchpoint.said_on, func.count())
        .where(
            Touchpoint.pool_id == pool.id,
            Touchpoint.kind == Touch.CONVERSATION,
            Touchpoint.said_on >= min(months),
            Touchpoint.said_on < rules.month_of(max(months))[1],
        )
        .group_by(Touchpoint.user_id, Touchpoint.said_on)
    )
    found: dict[int, dict[date, int]] = {}
    for user, day, many in rows:
        held = found.setdefault(user, dict.fromkeys(months, 0))
        held[rules.month_of(day)[0]] += many
    return found


def words_exchanged(pool: Pool) -> Select[Touchpoint]:
    """Every word exchanged with somebody in a pool, newest first, as a statement to page through.

    Of those who are gone a day and who spoke is left.
    """
    return (
        select(Touchpoint)
        .where(Touchpoint.pool_id == pool.id)
        .options(
            joinedload(Touchpoint.user),
            joinedload(Touchpoint.member).joinedload(PoolMember.candidate),
        )
        .order_by(Touchpoint.said_on.desc(), Touchpoint.id.desc())
    )


def kept() -> Select[int]:
    """Ids of candidates who agreed to be kept, or were asked and may still answer."""
    return select(PoolMember.candidate_id)


def run_out(session: Session, today: date, most: int) -> list[PoolMember]:
    """So many of the members who may not be kept any more."""
    statement = select(PoolMember).where(PoolMember.consent_until < today)
    whole = joinedload(PoolMember.candidate), selectinload(PoolMember.touches)
    return list(session.scalars(statement.options(*whole).order_by(PoolMember.id).limit(most)))


def is_held_elsewhere(session: Session, candidate: Candidate, member: PoolMember) -> bool:
    """Whether a candidate is in a pipeline, or in another pool."""
    applied = select(Application.id).where(Application.candidate_id == candidate.id)
    pooled = select(PoolMember.id).where(
        PoolMember.candidate_id == candidate.id, PoolMember.id != member.id
    )
    return any(session.scalar(one.limit(1)) is not None for one in (applied, pooled))


def is_known_to(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody may know of a candidate: from an opening or a pool."""
    applied = select(Application.candidate_id).join(Opening).where(runs(actor))
    pooled = select(PoolMember.candidate_id).join(Pool).where(keeps(actor))
    return or_(Candidate.id.in_(applied), Candidate.id.in_(pooled))


def is_others_too(session: Session, actor: User, candidate: Candidate) -> bool:
    """Whether a candidate is in a pool that the actor does not see."""
    statement = (
        select(PoolMember.id)
        .join(Pool)
        .where(PoolMember.candidate_id == candidate.id, not_(keeps(actor)))
    )
    return session.scalar(statement.limit(1)) is not None


def members_of(session: Session, candidate: Candidate) -> Sequence[PoolMember]:
    """A candidate's places in pools, whoever keeps them."""
    return session.scalars(select(PoolMember).where(PoolMember.candidate_id == candidate.id)).all()


def candidate_by_email(session: Session, actor: User, email: str) -> Candidate | None:
    """Somebody the actor may know of, by mail address."""
    statement = select(Candidate).where(Candidate.email == email, is_known_to(actor))
    return session.scalar(statement)


def candidate_known(session: Session, actor: User, public_id: str) -> Candidate | None:
    """Somebody the actor may know of."""
    statement = select(Candidate).where(Candidate.public_id == public_id, is_known_to(actor))
    return session.scalar(statement)


def alike(session: Session, actor: User, candidate: Candidate) -> list[Candidate]:
    """Entries the actor knows that have the name or the phone of a candidate: a few."""
    begins = folded(candidate.name)
    has_name = and_(
        Candidate.sort_name.startswith(f"{begins} ", autoescape=True),
        func.length(Candidate.name) == len(candidate.name),
    )
    has_phone = and_(Candidate.phone_key == candidate.phone_key, Candidate.phone_key != "")
    statement = select(Candidate).where(
        Candidate.id != candidate.id, or_(has_name, has_phone), is_known_to(actor)
    )
    return list(session.scalars(statement.order_by(Candidate.sort_name, Candidate.id).limit(5)))


def count_words(session: Session, members: Sequence[PoolMember]) -> int:
    """How many words were exchanged with somebody in all these pools."""
    ids = [member.id for member in members]
    spoken = select(func.count()).select_from(Touchpoint).where(Touchpoint.member_id.in_(ids))
    return session.scalar(spoken) or 0


def members_among(session: Session, pool_id: int, ids: Sequence[int]) -> dict[int, PoolMember]:
    """Members of a pool among candidates, by the id of the candidate."""
    if not ids:
        return {}
    statement = select(PoolMember).where(
        PoolMember.pool_id == pool_id, bulk.among(session, PoolMember.candidate_id, ids)
    )
    found = session.scalars(statement.options(joinedload(PoolMember.candidate)))
    return {member.candidate_id: member for member in found}


def held_beside(session: Session, pool_id: int, ids: Sequence[int]) -> set[int]:
    """Which of some candidates are in a pipeline, or in another pool than one."""
    applied = select(Application.candidate_id).where(Application.candidate_id.in_(ids))
    pooled = select(PoolMember.candidate_id).where(
        PoolMember.candidate_id.in_(ids), PoolMember.pool_id != pool_id
    )
    return {*session.scalars(applied), *session.scalars(pooled)}


def is_others_member(session: Session, actor: User, candidate_id: int) -> bool:
    """Whether a candidate is in a pool that the actor does not keep."""
    statement = select(PoolMember.id).join(Pool).where(PoolMember.candidate_id == candidate_id)
    return session.scalar(statement.where(not_(keeps(actor))).limit(1)) is not None


def _narrowed(pool: Pool, filters: Filters, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [PoolMember.pool_id == pool.id]
    if filters.readiness:
        conditions.append(PoolMember.readiness == filters.readiness)
    if filters.care:
        conditions.append(_waits(filters.care, today))
    for word in folded(filters.name).split():
        conditions.append(Candidate.sort_name.contains(word, autoescape=True))
    if filters.tag:
        conditions.append(PoolMember.tags_text.contains(_tag(filters.tag), autoescape=True))
    return conditions


def is_running_out(today: date) -> ColumnElement[bool]:
    """Whether somebody leaves their pool soon, unless they agree, or agree again."""
    return _waits(Care.CONSENT_OUT, today) | _waits(Care.UNANSWERED, today)


def _tag(tag: str) -> str:
    return f"\n{folded(tag)}\n"


def _waits(care: Care, today: date) -> ColumnElement[bool]:
    """The rule of `rules.care`, as the database says it."""
    since = func.coalesce(PoolMember.last_word_on, PoolMember.added_on)
    return {
        Care.CONSENT_OUT: and_(
            PoolMember.consent == Consent.GIVEN,
            PoolMember.consent_until <= today + rules.RUNS_OUT,
        ),
        Care.UNANSWERED: and_(
            PoolMember.consent == Consent.ASKED,
            PoolMember.consent_until <= today + rules.ANSWER_DUE,
        ),
        Care.REVIEW_DUE: PoolMember.review_on <= today,
        Care.ACTION_DUE: and_(PoolMember.next_on.is_not(None), PoolMember.next_on <= today),
        Care.SILENT: since <= today - rules.SILENT,
    }[care]


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.count(case((condition, 1)))


def last_language(session: Session, candidate: Candidate) -> str:
    """The language of the newest assessment somebody was asked for; English without any."""
    statement = (
        select(Invitation.language)
        .join(Application, Application.id == Invitation.application_id)
        .where(Application.candidate_id == candidate.id)
        .order_by(Invitation.id.desc())
        .limit(1)
    )
    return session.scalar(statement) or ENGLISH
