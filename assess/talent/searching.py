"""One search over people, what is noted of them, openings and questions: reads.

What somebody may not see is left out before anything is counted.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.instruments import library
from assess.instruments.schema import Guide
from assess.openings.models import Application, Candidate, Opening
from assess.openings.queries import ids_run_by, runs
from assess.search import queries as search
from assess.search.models import SearchEntry
from assess.search.rules import Kind, asked_for, words
from assess.talent.models import Pool, PoolMember, Touchpoint
from assess.talent.queries import keeps


class Group(StrEnum):
    """What is found, in the order it is offered."""

    PEOPLE = "people"
    NOTES = "notes"
    OPENINGS = "openings"
    QUESTIONS = "questions"

    @property
    def label(self) -> str:
        """The word on pages."""
        return {"notes": "Notes and tags"}.get(self.value, self.value.capitalize())


KINDS = {
    Group.PEOPLE: (Kind.PERSON,),
    Group.NOTES: (Kind.PLACE, Kind.NOTE),
    Group.OPENINGS: (Kind.OPENING,),
}


@dataclass(frozen=True)
class Asked:
    """A question of a guide that was found."""

    guide: str
    title: str
    competency: str
    text: str


@dataclass(frozen=True)
class Found:
    """Where somebody is met: pools and pipelines the actor may see."""

    members: Sequence[PoolMember]
    applications: Sequence[Application]


def counts(session: Session, actor: User, asked: str) -> dict[Group, int]:
    """How many of each there are, of what the actor may see."""
    rows = session.execute(
        select(SearchEntry.kind, func.count())
        .where(search.matches(session, asked), _may_see(actor))
        .group_by(SearchEntry.kind)
    )
    held = dict(iter(rows))
    found = {group: sum(held.get(kind, 0) for kind in kinds) for group, kinds in KINDS.items()}
    return found | {Group.QUESTIONS: len(questions(asked))}


def people(session: Session, actor: User, asked: str) -> Select[Candidate]:
    """People by name, address or phone, as a statement to page through."""
    return (
        select(Candidate)
        .join(SearchEntry, SearchEntry.candidate_id == Candidate.id)
        .where(search.matches(session, asked), _may_see(actor))
        .order_by(Candidate.sort_name, Candidate.id)
    )


def openings(session: Session, actor: User, asked: str) -> Select[Opening]:
    """Openings by title or place, newest first."""
    return (
        select(Opening)
        .join(SearchEntry, SearchEntry.opening_id == Opening.id)
        .where(search.matches(session, asked), _may_see(actor))
        .order_by(Opening.created_at.desc(), Opening.id.desc())
    )


def notes(session: Session, actor: User, asked: str) -> Select[SearchEntry, PoolMember, Touchpoint]:
    """Members by what is noted of them and by tags, newest words first."""
    return (
        select(SearchEntry, PoolMember, Touchpoint)
        .outerjoin(Touchpoint, Touchpoint.id == SearchEntry.touchpoint_id)
        .join(
            PoolMember,
            or_(PoolMember.id == SearchEntry.member_id, PoolMember.id == Touchpoint.member_id),
        )
        .where(
            SearchEntry.kind.in_(KINDS[Group.NOTES]),
            search.matches(session, asked),
            _may_see(actor),
        )
        .options(joinedload(PoolMember.candidate), joinedload(PoolMember.pool))
        .order_by(Touchpoint.said_on.desc(), SearchEntry.id.desc())
    )


def where_met(session: Session, actor: User, found: Sequence[Candidate]) -> dict[int, Found]:
    """In which pools and openings some people are, by their id."""
    ids = [one.id for one in found]
    members, applications = defaultdict(list), defaultdict(list)
    in_pools = select(PoolMember).join(PoolMember.pool).where(PoolMember.candidate_id.in_(ids))
    for member in session.scalars(
        in_pools.where(keeps(actor)).options(joinedload(PoolMember.pool)).order_by(PoolMember.id)
    ):
        members[member.candidate_id].append(member)
    applied = select(Application).join(Opening).where(Application.candidate_id.in_(ids))
    for one in session.scalars(
        applied.where(runs(actor)).options(joinedload(Application.opening)).order_by(Application.id)
    ):
        applications[one.candidate_id].append(one)
    return {held: Found(members[held], applications[held]) for held in ids}


def questions(asked: str) -> list[Asked]:
    """Questions of the guides that may be used, by their text and probes."""
    beginnings = asked_for(asked)
    guides = (
        [one for one in library.all_of("guides") if isinstance(one, Guide)] if beginnings else []
    )
    found = []
    for guide in guides:
        framework = library.framework(guide.framework)
        for question in guide.questions:
            held = words(question.text, *question.probes).split()
            if all(any(word.startswith(one) for word in held) for one in beginnings):
                title = framework.competency(question.competency).title
                found.append(Asked(guide.ref, guide.title, title, question.text))
    return found


def _may_see(actor: User) -> ColumnElement[bool]:
    """The condition under which somebody may see what an entry is about."""
    if actor.may(Permission.SEE_ALL_OPENINGS):
        return true()
    pools = select(Pool.id).where(keeps(actor))
    applied = select(Application.candidate_id).where(Application.opening_id.in_(ids_run_by(actor)))
    pooled = select(PoolMember.candidate_id).where(PoolMember.pool_id.in_(pools))
    return or_(
        and_(
            SearchEntry.kind == Kind.PERSON,
            or_(SearchEntry.candidate_id.in_(applied), SearchEntry.candidate_id.in_(pooled)),
        ),
        SearchEntry.pool_id.in_(pools),
        SearchEntry.opening_id.in_(ids_run_by(actor)),
    )
