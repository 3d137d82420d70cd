"""What panels of one opening rated alone: what the margins of each of its results rest on.

Other candidates count once their debrief is open and nobody is still to rate them blindly: so
a margin gives no rating away, whoever reads it, and everybody reads the same one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func
from sqlalchemy.orm import Session

from assess.hiring import evidence
from assess.hiring.matrix import Matrix
from assess.hiring.models import Debrief
from assess.hiring.queries import PanelView
from assess.interviews.models import Rating, Scorecard
from assess.interviews.rules import OVERALL
from assess.openings.models import Application, Plan
from assess.science.panel.error import Sheet


@dataclass(frozen=True)
class Pool:
    """What each rater gave each candidate alone, and when the last other debrief opened."""

    sheets: tuple[Sheet, ...]
    newest: datetime | None


def around(session: Session, view: PanelView, matrix: Matrix) -> Pool:
    """This candidate's panel as somebody sees it, and the other candidates of its opening.

    Others count who were rated with the same questions on the same competencies. A debrief
    that opened early counts when its decision is taken: until then somebody may yet rate. The
    order is the same whoever's panel is looked at, so that what rests on it is worked out once.
    """
    asked = {
        "opening": view.application.opening_id,
        "application": view.application.id,
        "guide": view.plan.guide_hash,
        "framework": view.plan.framework_hash,
    }
    given: dict[tuple[int, int], dict[str, int | None]] = defaultdict(dict)
    for application, interviewer, competency, level in session.execute(_others(), asked):
        given[application, interviewer][competency] = level
    others = [_sheet(*people, levels.items()) for people, levels in given.items()]
    sheets = (sheet for sheet in (*_own(view, matrix), *others) if sheet.levels)
    in_order = sorted(sheets, key=lambda one: (one.candidate, one.rater))
    return Pool(tuple(in_order), session.scalar(_newest(), asked) if given else None)


@cache
def _others() -> Select[int, int, str, int | None]:
    """The ratings of other candidates that count; put together once, as pages wait for it."""
    return (
        evidence.ratings_that_count()
        .with_only_columns(
            Scorecard.application_id,
            Scorecard.interviewer_id,
            Rating.competency,
            Rating.level,
        )
        .where(
            Application.opening_id == bindparam("opening"),
            Application.id != bindparam("application"),
            Plan.guide_hash == bindparam("guide"),
            Plan.framework_hash == bindparam("framework"),
            Rating.competency != OVERALL,
            evidence.is_settled(),
        )
    )


@cache
def _newest() -> Select[datetime]:
    """When the last of their debriefs opened."""
    return _others().with_only_columns(func.max(Debrief.opened_at)).order_by(None)


def _own(view: PanelView, matrix: Matrix) -> tuple[Sheet, ...]:
    """What this candidate's panel gave alone; who came in late or saw others' is left out."""
    columns = zip(*(row.cells for row in matrix.by_plan), strict=True)
    names = [row.competency.id for row in matrix.by_plan]
    return tuple(
        _sheet(
            view.application.id,
            member.card.interviewer_id,
            ((name, cell.level) for name, cell in zip(names, column, strict=True) if cell),
        )
        for member, column in zip(matrix.members, columns, strict=True)
        if member.rated_alone
    )


def _sheet(candidate: int, rater: int, levels: Iterable[tuple[str, int | None]]) -> Sheet:
    known = sorted((name, level) for name, level in levels if level is not None)
    return Sheet(candidate, rater, tuple(known))
