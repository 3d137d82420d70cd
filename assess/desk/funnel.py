"""How candidates move through an opening: each number of the table, and the rows behind it.

A candidate has reached a stage who entered it or one beyond it: some skip a step, some are moved
back. Time in a stage is that of every stay that came to its end; who is there now is not in it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.orm import Session, aliased

from assess.database import UtcDateTime
from assess.desk.rules import FUNNEL, Show, percent
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate, StageMove
from assess.openings.rules import Stage

_LEVEL = case({stage: at for at, stage in enumerate(FUNNEL)}, value=StageMove.new, else_=-1)
_ENDED = (Stage.NOT_HIRED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Row:
    """One stage of the funnel; `days` is the middle of the stays that ended, of which `left`."""

    stage: Stage
    reached: int
    conversion: str
    here: int
    ended: int
    left: int
    days: float | None


def table(session: Session, opening_id: int) -> list[Row]:
    """The funnel of an opening, stage by stage."""
    of, statements = {"opening_id": opening_id}, _of_an_opening(_dialect(session))
    furthest = dict(iter(session.execute(statements.furthest, of)))
    here = openings.stage_counts(session, opening_id)
    ended = dict(iter(session.execute(statements.ended, of)))
    stays = {stage: (many, days) for stage, many, days in session.execute(statements.medians, of)}
    found: list[Row] = []
    for at, stage in enumerate(FUNNEL):
        reached = sum(many for level, many in furthest.items() if level >= at)
        conversion = percent(reached, found[-1].reached) if found else "–"
        left, days = stays.get(stage, (0, None))
        found.append(Row(stage, reached, conversion, here[stage], ended.get(stage, 0), left, days))
    return found


def rows(session: Session, opening_id: int, stage: Stage, show: Show) -> Select[*tuple[Any, ...]]:
    """The candidates behind one number, as a statement to page through.

    Columns: `public_id`, `name`, `stage` now, `entered`, `left` and `days`. Longest stays first
    where stays are counted, by name elsewhere.
    """
    if show is Show.LEFT:
        stays = _stays(_dialect(session), opening_id).subquery()
        return (
            _candidates(opening_id, stays.c.entered, stays.c.left, stays.c.days)
            .join(stays, stays.c.application_id == Application.id)
            .where(stays.c.stage == stage, stays.c.left.is_not(None))
            .order_by(stays.c.days.desc(), stays.c.entered, Application.id)
        )
    entered = (
        select(func.min(StageMove.at))
        .where(StageMove.application_id == Application.id, StageMove.new == stage)
        .correlate(Application)
        .scalar_subquery()
    )
    found = _candidates(opening_id, entered, null(), null())
    if show is Show.REACHED:
        furthest = _furthest(opening_id).subquery()
        found = found.join(furthest, furthest.c.application_id == Application.id).where(
            furthest.c.level >= FUNNEL.index(stage)
        )
    elif show is Show.HERE:
        found = found.where(Application.stage == stage)
    else:
        found = found.where(Application.id.in_(_ended(opening_id).where(StageMove.old == stage)))
    return found.order_by(Application.sort_name, Application.id)


@dataclass(frozen=True)
class _Statements:
    furthest: Select[*tuple[Any, ...]]
    ended: Select[*tuple[Any, ...]]
    medians: Select[*tuple[Any, ...]]


@cache
def _of_an_opening(dialect: str) -> _Statements:
    """Made once, for any opening: they take longer to build than to run."""
    opening_id = bindparam("opening_id", type_=Integer)
    return _Statements(
        _furthest_counts(opening_id), _ended_counts(opening_id), _medians(dialect, opening_id)
    )


def _candidates(opening_id: Any, entered: Any, left: Any, days: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Application.public_id,
            Candidate.name,
            Application.stage,
            entered.label("entered"),
            left.label("left"),
            days.label("days"),
        )
        .select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(Application.opening_id == opening_id)
    )


def _moves(opening_id: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(StageMove)
        .join(Application, Application.id == StageMove.application_id)
        .where(Application.opening_id == opening_id)
    )


def _furthest(opening_id: Any) -> Select[*tuple[Any, ...]]:
    """How far each candidate ever came."""
    level = func.max(_LEVEL).label("level")
    return _moves(opening_id, StageMove.application_id, level).group_by(StageMove.application_id)


def _furthest_counts(opening_id: Any) -> Select[*tuple[Any, ...]]:
    found = _furthest(opening_id).subquery()
    return select(found.c.level, func.count()).group_by(found.c.level)


def _ended(opening_id: Any) -> Select[*tuple[Any, ...]]:
    """Candidates whose last step took them out of the running."""
    later = aliased(StageMove)
    is_last = ~(
        select(later.id)
        .where(later.application_id == StageMove.application_id, later.id > StageMove.id)
        .correlate(StageMove)
        .exists()
    )
    return _moves(opening_id, StageMove.application_id).where(
        Application.stage.in_(_ENDED), StageMove.new.in_(_ENDED), is_last
    )


def _ended_counts(opening_id: Any) -> Select[*tuple[Any, ...]]:
    counted = _ended(opening_id).with_only_columns(StageMove.old, func.count())
    return counted.group_by(StageMove.old)


def _stays(dialect: str, opening_id: Any) -> Select[*tuple[Any, ...]]:
    """Every stay in a stage, with its end and its length in days once it ended."""
    in_turn: dict[str, Any] = {"partition_by": StageMove.application_id, "order_by": StageMove.id}
    left = func.lead(StageMove.at, type_=UtcDateTime()).over(**in_turn)
    return _moves(
        opening_id,
        StageMove.application_id,
        StageMove.new.label("stage"),
        StageMove.at.label("entered"),
        left.label("left"),
        _days(dialect, StageMove.at, left).label("days"),
    )


def _medians(dialect: str, opening_id: Any) -> Select[*tuple[Any, ...]]:
    """How many stays in each stage ended, and the middle of their lengths."""
    stays = _stays(dialect, opening_id).subquery()
    in_stage: dict[str, Any] = {"partition_by": stays.c.stage}
    ranked = (
        select(
            stays.c.stage,
            stays.c.days,
            func.row_number().over(order_by=stays.c.days, **in_stage).label("place"),
            func.count().over(**in_stage).label("many"),
        )
        .where(stays.c.left.is_not(None))
        .subquery()
    )
    middle = (ranked.c.place * 2).between(ranked.c.many, ranked.c.many + 2)
    mean = func.avg(ranked.c.days, type_=Float)
    return (
        select(ranked.c.stage, ranked.c.many, mean)
        .where(middle)
        .group_by(ranked.c.stage, ranked.c.many)
    )


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _days(dialect: str, start: Any, end: Any) -> ColumnElement[Any]:
    """The days between two moments, as either database says it."""
    if dialect == "postgresql":
        return cast(extract("epoch", end - start), Float) / literal(86400.0)
    return func.julianday(end, type_=Float) - func.julianday(start, type_=Float)
