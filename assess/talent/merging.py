"""One person out of two: united with what a file says, taken apart again, merged for good.

Whatever was said and done with either of them stays.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from assess.accounts.models import User
from assess.audit.services import record
from assess.database import Base
from assess.hiring import past
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, Opening
from assess.search import services as search
from assess.search.models import SearchEntry
from assess.search.rules import Kind
from assess.talent import queries, services
from assess.talent.models import PeopleRow, PoolMember, Touchpoint
from assess.talent.rules import LONGEST_ACTION, MOST_TAGS, Consent, TalentRefused
from assess.text import folded, phone_key

_CANDIDATES = Base.metadata.tables[Candidate.__tablename__]

_KEPT = ("reason", "markets", "lines", "consent", "consent_on", "consent_until", "consent_how")
"""What a line of a file may change about a member."""

MOVED_ON = -1
"""`after_version` of a line whose person stays when the file is taken back."""


def unite(member: PoolMember, said: dict[str, Any]) -> dict[str, Any]:
    """Add what a line says to somebody who is in the pool, and give what was held before.

    Consent is the one that holds longer; a phone is taken where none is held.
    """
    held = _snapshot(member)
    member.reason = _both(member.reason, said["reason"])
    member.markets = _united(member.markets, said["markets"])
    member.lines = _united(member.lines, said["lines"])
    member.tags_text = _tags_text(member)
    given_on, until = (date.fromisoformat(said[day]) for day in ("given_on", "until"))
    if member.consent is Consent.ASKED or until > member.consent_until:
        member.consent, member.consent_how = Consent.GIVEN, said["how"]
        member.consent_on, member.consent_until = given_on, until
    if said["phone"] and not member.candidate.phone:
        held["phone"] = member.candidate.phone
        member.candidate.phone = said["phone"]
        member.candidate.phone_key = phone_key(said["phone"])
    return held


def put_back(session: Session, pool_id: int, rows: Sequence[PeopleRow], *, actor: User) -> None:
    """Take back what lines of a file brought; who has moved on since stays as they are."""
    members = _members(session, rows)
    made = [row.candidate_id for row in rows if row.made_candidate and row.candidate_id]
    moved = queries.held_beside(session, pool_id, made)
    spoken_with = _spoken_with(session, list(members))
    leaving: list[PeopleRow] = []
    restored: list[PoolMember] = []
    for row in rows:
        member = members.get(row.member_id or 0)
        row.handled = False
        if row.made_member and member is None:
            row.after_version = 0  # taken out by somebody, or gone on their day
        elif row.made_member and member is not None and _is_untouched(member, spoken_with, moved):
            leaving.append(row)
        elif row.before is not None and member is not None and member.version == row.after_version:
            _restore(member, row.before)
            restored.append(member)
            row.after_version = 0
        else:
            row.after_version = MOVED_ON
    session.flush()
    services.let_be_found(session, restored)
    _let_leave(session, leaving, members, actor)


def merge(
    session: Session, stays: Candidate, goes: Candidate, *, takes_name: bool = False, actor: User
) -> None:
    """Make one person of two: applications, pools and words of both are under the first.

    With `takes_name` they go by name and mail address of the second from now on.
    Raises `TalentRefused` as `check_can_merge` does.
    """
    check_can_merge(session, stays, goes, actor)
    held = {one.pool_id: one for one in queries.members_of(session, stays)}
    for member in queries.members_of(session, goes):
        if member.pool_id in held:
            _unite(session, held[member.pool_id], member)
            services.let_be_found(session, [held[member.pool_id]])
        else:
            member.candidate_id = stays.id
    session.flush()
    _hand_over(session, stays, goes)
    past.mark_newest(session, stays.id)
    fields = {"name": goes.name, "email": goes.email, "takes_name": takes_name}
    record(session, "candidate.merged", stays, actor=actor.public_id, fields=fields)
    ranked = (goes, stays) if takes_name else (stays, goes)
    name, email, sort_name = ranked[0].name, ranked[0].email, ranked[0].sort_name
    phones = [(one.phone, one.phone_key) for one in ranked if one.phone]
    session.execute(delete(Candidate).where(Candidate.id == goes.id))
    session.expunge(goes)
    stays.name, stays.email, stays.sort_name = name, email, sort_name
    stays.phone, stays.phone_key = phones[0] if phones else ("", "")
    session.flush()
    applied = update(Application).where(Application.candidate_id == stays.id)
    session.execute(applied.values(sort_name=sort_name))
    search.keep(session, Kind.PERSON, {stays.id: f"{sort_name} {stays.phone}"})


def check_can_merge(session: Session, stays: Candidate, goes: Candidate, actor: User) -> None:
    """Raises `TalentRefused` where both are in one opening, or the actor does not run them all."""
    if stays.id == goes.id:
        raise TalentRefused("This is the same person already.")
    if any(openings.is_others_too(session, actor, one.id) for one in (stays, goes)):
        raise TalentRefused(
            "One of them is in an opening you do not run, too. Ask an HR partner for this."
        )
    if any(queries.is_others_member(session, actor, one.id) for one in (stays, goes)):
        raise TalentRefused(
            "One of them is in a pool you do not keep, too. Ask an HR partner for this."
        )
    theirs = select(Application.opening_id).where(Application.candidate_id == goes.id)
    both = (
        select(Opening.title)
        .join(Application, Application.opening_id == Opening.id)
        .where(Application.candidate_id == stays.id, Opening.id.in_(theirs))
    )
    title = session.scalar(both.limit(1))
    if title is not None:
        raise TalentRefused(
            f"Both are in the opening ‘{title}’, each with ratings of their own. They stay two."
        )


def pools_of_both(these: Sequence[PoolMember], others: Sequence[PoolMember]) -> list[str]:
    """Titles of pools in which both are, where one membership comes out of two."""
    ids = {one.pool_id for one in others}
    return [one.pool.title for one in these if one.pool_id in ids]


def _hand_over(session: Session, stays: Candidate, goes: Candidate) -> None:
    """Give one person whatever would be deleted with the other, or keep it from being so."""
    for name, table in Base.metadata.tables.items():
        for column in table.c:
            is_theirs = any(
                key.column is _CANDIDATES.c.id and key.ondelete != "SET NULL"
                for key in column.foreign_keys
            )
            if is_theirs and name != SearchEntry.__tablename__:  # those words are written anew
                theirs = update(table).where(column == goes.id)
                session.execute(theirs.values({column: stays.id}))


def _unite(session: Session, stays: PoolMember, goes: PoolMember) -> None:
    """One membership out of two of the same pool."""
    stays.reason = _both(stays.reason, goes.reason)
    stays.markets = _united(stays.markets, goes.markets, most=2 * MOST_TAGS)
    stays.lines = _united(stays.lines, goes.lines, most=2 * MOST_TAGS)
    stays.tags_text = _tags_text(stays)
    is_better = (goes.consent is Consent.GIVEN, goes.consent_until) > (
        stays.consent is Consent.GIVEN, stays.consent_until,
    )  # fmt: skip
    if is_better:
        for name in ("consent", "consent_on", "consent_until", "consent_how"):
            setattr(stays, name, getattr(goes, name))
    stays.added_on = min(stays.added_on, goes.added_on)
    stays.last_word_on = max(filter(None, (stays.last_word_on, goes.last_word_on)), default=None)
    stays.next_action, stays.next_on = _next_of(stays, goes)
    spoken = update(Touchpoint).where(Touchpoint.member_id == goes.id)
    session.execute(spoken.values(member_id=stays.id))
    link = stays.token_hash or goes.token_hash
    session.delete(goes)
    session.flush()
    stays.token_hash = link  # whoever has the question in their mail can still answer


def _next_of(stays: PoolMember, goes: PoolMember) -> tuple[str, date | None]:
    """What is to happen next with two who are one: both, by the first of the two days."""
    planned = sorted({(one.next_on, one.next_action) for one in (stays, goes) if one.next_on})
    if not planned:
        return "", None
    words = "; ".join(dict.fromkeys(action for _, action in planned))
    return words[:LONGEST_ACTION], planned[0][0]


def _members(session: Session, rows: Sequence[PeopleRow]) -> dict[int, PoolMember]:
    ids = [row.member_id for row in rows if row.member_id]
    statement = select(PoolMember).where(PoolMember.id.in_(ids))
    found = session.scalars(statement.options(joinedload(PoolMember.candidate)))
    return {member.id: member for member in found}


def _spoken_with(session: Session, ids: Sequence[int]) -> set[int | None]:
    spoken = select(Touchpoint.member_id).where(Touchpoint.member_id.in_(ids))
    return set(session.scalars(spoken))


def _is_untouched(member: PoolMember, spoken_with: set[int | None], moved: set[int]) -> bool:
    """Whether nothing has happened with somebody since a file brought them in."""
    has_moved = member.id in spoken_with or member.candidate_id in moved
    return member.version == 1 and not has_moved


def _let_leave(
    session: Session, rows: Sequence[PeopleRow], members: dict[int, PoolMember], actor: User
) -> None:
    """Remove members a file made, and candidates it made: nothing else holds those."""
    ids = [row.member_id for row in rows if row.member_id]
    alone = [row.candidate_id for row in rows if row.made_candidate and row.candidate_id]
    for member_id in ids:
        record(session, "pool_member.removed", members[member_id], actor=actor.public_id)
    people = {one.candidate_id: one.candidate for one in members.values()}
    for member_id in ids:
        session.expunge(members[member_id])
    session.execute(delete(PoolMember).where(PoolMember.id.in_(ids)))
    for candidate_id in alone:
        record(session, "candidate.erased", people[candidate_id], actor=actor.public_id)
        session.expunge(people[candidate_id])
    session.execute(delete(Candidate).where(Candidate.id.in_(alone)))
    for row in rows:
        row.member_id, row.after_version = None, 0
        if row.candidate_id in alone:
            row.candidate_id = None


def _snapshot(member: PoolMember) -> dict[str, Any]:
    kept = {name: getattr(member, name) for name in _KEPT}
    days = {name: kept[name].isoformat() for name in ("consent_on", "consent_until")}
    return kept | days | {"consent": member.consent.value}


def _restore(member: PoolMember, before: dict[str, Any]) -> None:
    for name in ("reason", "markets", "lines", "consent_how"):
        setattr(member, name, before[name])
    member.consent = Consent(before["consent"])
    member.consent_on = date.fromisoformat(before["consent_on"])
    member.consent_until = date.fromisoformat(before["consent_until"])
    member.tags_text = _tags_text(member)
    if "phone" in before:
        member.candidate.phone = before["phone"]
        member.candidate.phone_key = phone_key(before["phone"])


def _both(held: str, said: str) -> str:
    """Two reasons one below the other; the second is left out where it says nothing new."""
    if not held or folded(said) in folded(held):
        return held or said
    return f"{held}\n{said}"


def _united(held: Sequence[str], said: Sequence[str], *, most: int = MOST_TAGS) -> list[str]:
    found = {tag.casefold(): tag for tag in (*said, *held)}
    first = [tag for tag in held if tag]
    more = [tag for key, tag in found.items() if key not in {one.casefold() for one in first}]
    return [*first, *more][: max(most, len(first))]


def _tags_text(member: PoolMember) -> str:
    return "".join(f"\n{folded(tag)}\n" for tag in (*member.markets, *member.lines))
