"""Past people for a role, by what panels showed of them, and how strong the bench is: reads.

Everything starts from what the actor may read, and narrows that before anything is counted.
Nobody is found or put in order by what was decided about them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from assess.accounts.models import User
from assess.hiring import past
from assess.hiring.models import PastEvidence
from assess.hiring.rules import Source
from assess.instruments import library
from assess.instruments.schema import RoleTemplate
from assess.later import later
from assess.openings.models import Application
from assess.openings.rules import Stage
from assess.talent import queries
from assess.talent.models import Pool, PoolMember
from assess.talent.rules import Readiness
from assess.text import folded

if TYPE_CHECKING:
    from assess.science import bench_strength as benches
else:
    benches = later("assess.science.bench_strength")

MARGIN = 1.96
MOST_ON_A_BENCH = 400
"""Chances of more people than this are not summed while somebody waits for a page."""


class Order(StrEnum):
    """How past people are listed: by what was seen, never by what was decided."""

    COVERED = "covered"
    NEWEST = "newest"

    @property
    def label(self) -> str:
        """The order on pages."""
        return {
            "covered": "Most of the role seen first",
            "newest": "Newest evidence first",
        }[self.value]


@dataclass(frozen=True)
class Search:
    """What past people are narrowed to, as it stands in an address."""

    shows: tuple[str, ...] = ()
    reached: Stage | None = None
    readiness: Readiness | None = None
    tag: str = ""
    years: int | None = None
    order: Order = Order.COVERED

    @property
    def any(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.shows or self.reached or self.readiness or self.tag or self.years)


REACHED = (Stage.DEBRIEF, Stage.OFFER, Stage.HIRED)
"""Stages a finished panel can have led to, by how far they are."""


@dataclass(frozen=True)
class Line:
    """What a past person showed on one competency of the role, and how it stands to its zone."""

    title: str
    shown: str
    margin: str
    standing: str


@dataclass(frozen=True)
class Seen:
    """Somebody found again: what was seen, when, with what, and how far they came."""

    evidence: PastEvidence
    lines: tuple[Line, ...]
    beside: tuple[str, ...]
    made_with: str
    is_same: bool
    months: int
    member: PoolMember | None

    @property
    def has_margins(self) -> bool:
        """Whether it is known of any of it how far it may be off."""
        return any(line.standing for line in self.lines)


def found(actor: User, role: RoleTemplate, search: Search, today: date) -> Select[PastEvidence]:
    """Newest evidence of everybody for a role's framework, as a statement to page through."""
    order = {
        Order.COVERED: (PastEvidence.covered.desc(), PastEvidence.shown_on.desc()),
        Order.NEWEST: (PastEvidence.shown_on.desc(),),
    }[search.order]
    return (
        select(PastEvidence)
        .join(PastEvidence.application)
        .join(PastEvidence.candidate)
        .where(*_narrowed(actor, role, search, today))
        .options(
            contains_eager(PastEvidence.application),
            contains_eager(PastEvidence.candidate),
            selectinload(PastEvidence.results),
        )
        .order_by(*order, PastEvidence.id.desc())
    )


def count_found(actor: User, role: RoleTemplate, search: Search, today: date) -> Select[int]:
    """How many that are, without joining anything."""
    statement = select(func.count()).select_from(PastEvidence)
    return statement.where(*_narrowed(actor, role, search, today))


def seen(
    session: Session, actor: User, pool: Pool, role: RoleTemplate,
    rows: Sequence[PastEvidence], today: date,
) -> list[Seen]:  # fmt: skip
    """What a page says of some of them."""
    people = [row.candidate_id for row in rows]
    beside = _assessed(session, actor, people, role)
    members = queries.members_among(session, pool.id, people)
    titles = {one.id: one.title for one in library.framework(role.framework).competencies}
    guides = {guide: _named(guide) for guide in {row.made_with for row in rows}}
    return [
        Seen(
            evidence=row,
            lines=_lines(row, role, titles),
            beside=tuple(beside[row.candidate_id]),
            made_with=guides[row.made_with],
            is_same=row.made_with == role.guide,
            months=max(0, _month(today) - _month(row.shown_on)),
            member=members.get(row.candidate_id),
        )
        for row in rows
    ]


def _month(day: date) -> int:
    """Months as the calendar counts them, as a page names the month beside how long ago it was."""
    return day.year * 12 + day.month


def bench(
    session: Session, actor: User, pool: Pool, role: RoleTemplate, readiness: Readiness | None
) -> "tuple[benches.BenchStrength, float] | None":
    """How many of a pool would meet the role, of results the actor may read; and the level.

    `None` where there are too many to work it out while somebody waits.
    """
    own = select(PoolMember.candidate_id).where(PoolMember.pool_id == pool.id)
    if readiness:
        own = own.where(PoolMember.readiness == readiness)
    people = session.scalar(select(func.count()).select_from(own.subquery())) or 0
    rows = session.execute(
        select(PastEvidence.overall, PastEvidence.overall_error)
        .where(*_readable(actor, role), PastEvidence.candidate_id.in_(own))
        .where(PastEvidence.overall.is_not(None), PastEvidence.overall_error > 0)
        .limit(MOST_ON_A_BENCH + 1)
    )
    results = [(value, error) for value, error in rows if value is not None and error]
    if len(results) > MOST_ON_A_BENCH:
        return None
    wanted = sum(target.zone[0] for target in role.targets) / len(role.targets)
    without = min(people - len(results), 100_000)
    return benches.bench_strength([*results, *[None] * without], wanted), wanted


def strength(
    session: Session, actor: User, pool: Pool, role: RoleTemplate, readiness: Readiness | None
) -> str:
    """The same in words for whoever keeps the pool."""
    found = bench(session, actor, pool, role, readiness)
    if found is None:
        return "Too many people here have a result to say it while you wait. Choose a readiness."
    result, wanted = found
    who = f"Ready {readiness.label.lower()}: " if readiness else ""
    level = wanted if wanted % 1 else int(wanted)
    return (
        f"{who}{benches.explain(result, f'level {level:.3g}, where the zone of this role begins')}"
    )


def _readable(actor: User, role: RoleTemplate) -> list[ColumnElement[bool]]:
    framework = role.framework.partition("@")[0]
    return [
        PastEvidence.framework == framework,
        PastEvidence.newest.is_(True),
        *past.may_read(actor),
    ]


def _narrowed(
    actor: User, role: RoleTemplate, search: Search, today: date
) -> list[ColumnElement[bool]]:
    conditions = _readable(actor, role)
    conditions += [PastEvidence.competencies.contains(f"|{one}|") for one in search.shows]
    if search.reached and search.reached is not REACHED[0]:  # there everybody has been
        reached = select(Application.id).where(
            Application.furthest.in_(REACHED[REACHED.index(search.reached) :])
        )
        conditions.append(PastEvidence.application_id.in_(reached))
    if search.years:
        # Hidden in a function, or SQLite reads by day and then sorts all it found.
        shown_on = func.coalesce(PastEvidence.shown_on, PastEvidence.shown_on)
        conditions.append(shown_on >= today - timedelta(days=365 * search.years))
    if search.readiness or search.tag:
        conditions.append(_pooled(actor, search))
    return conditions


def _pooled(actor: User, search: Search) -> ColumnElement[bool]:
    """Whether somebody is in a pool the actor keeps, ready by then and with that tag."""
    member = select(PoolMember.candidate_id).join(Pool).where(queries.keeps(actor))
    if search.readiness:
        member = member.where(PoolMember.readiness == search.readiness)
    if search.tag:
        tag = f"\n{folded(search.tag)}\n"
        member = member.where(PoolMember.tags_text.contains(tag, autoescape=True))
    return PastEvidence.candidate_id.in_(member)


def _named(guide: str) -> str:
    """A guide as pages name it, with its version."""
    found = library.guide(guide)
    return f"{found.title} {found.version}"


def _lines(row: PastEvidence, role: RoleTemplate, titles: Mapping[str, str]) -> tuple[Line, ...]:
    held = {one.competency: one for one in row.results}
    return tuple(
        Line(
            titles[target.id],
            held[target.id].shown,
            held[target.id].margin,
            standing(held[target.id].value, held[target.id].standard_error, target.zone),
        )
        for target in role.targets
        if target.id in held
    )


def standing(value: float, error: float | None, zone: tuple[float, float]) -> str:
    """How a result stands to the zone of a role; empty where its margin is not known."""
    if error is None:
        return ""
    if value - MARGIN * error >= zone[0]:
        return "reaches the zone"
    return "below the zone" if value + MARGIN * error < zone[0] else "may reach the zone"


def _assessed(
    session: Session, actor: User, people: Sequence[int], role: RoleTemplate
) -> dict[int, list[str]]:
    """What assessments showed of some people, in a sentence each, by the person."""
    rows = session.scalars(
        select(PastEvidence)
        .where(
            PastEvidence.candidate_id.in_(people), PastEvidence.source == Source.ASSESSMENT,
            *past.may_read(actor),
        )
        .options(selectinload(PastEvidence.results))
        .order_by(PastEvidence.shown_on.desc(), PastEvidence.id)
    )  # fmt: skip
    framework, found = library.framework(role.framework), defaultdict(list)
    for row in rows:
        if row.framework != role.framework.partition("@")[0]:
            continue  # asked of the database, it would read all of a framework
        assessment = library.assessment(row.made_with)
        said = ", ".join(
            f"{framework.competency(one.competency).title} {one.shown} ({one.margin})"
            for one in row.results
        )
        found[row.candidate_id].append(
            f"{assessment.title} {assessment.version}, {row.shown_on:%B %Y}: {said}"
        )
    return found
