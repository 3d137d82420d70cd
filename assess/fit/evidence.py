"""What panels rated alone of the candidates of an opening or a role: all that fit reads of them.

It counts once nobody is still to rate a candidate and the debrief is open; of one that opened
early once its decision is taken. So no page of fit gives away a rating that is hidden elsewhere.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.hiring import evidence
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import OVERALL, ScorecardStatus
from assess.openings.models import Application, Candidate, Opening, Plan
from assess.openings.rules import Stage
from assess.science.panel.error import Sheet


@dataclass(frozen=True)
class Rated:
    """One candidate: who, judged by which plan, and what each rater gave alone."""

    application_id: int
    public_id: str
    candidate_id: int
    name: str
    plan_id: int
    stage: Stage
    given: tuple[tuple[int, str, tuple[tuple[str, int], ...]], ...]
    newest: datetime

    @property
    def raters(self) -> tuple[str, ...]:
        """Names of those who rated."""
        return tuple(name for _, name, _ in self.given)

    def levels(self, competency: str) -> tuple[int, ...]:
        """Every level given for a competency."""
        return tuple(dict(own)[competency] for *_, own in self.given if competency in dict(own))

    def mean(self, competency: str) -> float:
        """The mean of what was given; NaN where nobody gave a level."""
        found = self.levels(competency)
        return math.fsum(found) / len(found) if found else math.nan

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What each rater gave on competencies, for the error of results."""
        own = (
            Sheet(self.application_id, rater, tuple(one for one in given if one[0] != OVERALL))
            for rater, _, given in self.given
        )
        return tuple(sheet for sheet in own if sheet.levels)


def of_opening(session: Session, actor: User, opening: Opening) -> list[Rated]:
    """Candidates of an opening by name; none from whose panel the actor stepped back."""
    stepped_back = exists().where(
        Scorecard.application_id == Application.id,
        Scorecard.interviewer_id == actor.id,
        Scorecard.status == ScorecardStatus.STEPPED_BACK,
    ).correlate(Application)  # fmt: skip
    return _read(session, Application.opening_id == opening.id, ~stepped_back)


def of_role(session: Session, template: str, framework_hash: str) -> list[Rated]:
    """Everybody who applied for a role and was rated on its competencies, once each."""
    found = _read(session, Opening.template == template, Plan.framework_hash == framework_hash)
    first: dict[int, Rated] = {}
    for one in sorted(found, key=lambda one: one.application_id):
        held = first.get(one.candidate_id)
        if held is None or (one.stage is Stage.HIRED and held.stage is not Stage.HIRED):
            first[one.candidate_id] = one
    return list(first.values())


def sheets_of(people: Iterable[Rated]) -> tuple[Sheet, ...]:
    """What everybody was given, for the error of results."""
    return tuple(sheet for one in people for sheet in one.sheets)


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Rated]:
    statement = (
        evidence.ratings_that_count()
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Opening, Opening.id == Application.opening_id)
        .join(User, User.id == Scorecard.interviewer_id)
        .with_only_columns(
            Application.id, Application.public_id, Application.candidate_id,
            Candidate.name, Interview.plan_id, Application.stage, Scorecard.interviewer_id,
            User.name.label("rater"), Rating.competency, Rating.level, Rating.saved_at,
        )
        .where(*conditions, evidence.is_settled())
        .order_by(None)
        .order_by(Candidate.sort_name, Application.id, Scorecard.id, Rating.revision, Rating.id)
    )  # fmt: skip
    people: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(statement):
        people[row.id].append(row)
    return [_rated(rows) for rows in people.values()]


def _rated(rows: list[Any]) -> Rated:
    given: dict[int, dict[str, int | None]] = {}
    for row in rows:
        given.setdefault(row.interviewer_id, {})[row.competency] = row.level
    names: Mapping[int, str] = {row.interviewer_id: row.rater for row in rows}
    first = rows[0]
    return Rated(
        first.id, first.public_id, first.candidate_id, first.name, first.plan_id, first.stage,
        tuple(
            (rater, names[rater], tuple((k, v) for k, v in levels.items() if v is not None))
            for rater, levels in given.items()
        ),
        max(row.saved_at for row in rows),
    )  # fmt: skip
