"""What panels have rated with an interview guide: the ratings that count, over all debriefs.

A debrief counts once its decision is taken for good and nobody's scorecard is waited for. Of
each interviewer counts what they rated alone, as everywhere; scorecards that came in late, or
after a look at the others', do not. Candidates count once, with their first debrief.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from assess.hiring.models import Debrief, Decision
from assess.hiring.rules import Outcome
from assess.instruments.schema import Framework, Guide
from assess.interviews.models import Interview, Rating, Scorecard
from assess.interviews.rules import ACTIVE, ScorecardStatus
from assess.openings.models import Application, Plan

FEWEST = 10
"""Candidates with ratings from two people or more, before anything about ratings is shown."""


@dataclass(frozen=True)
class Rated:
    """Ratings of one competency: a level, of which candidate, by which rater. No names."""

    competency: str
    levels: tuple[int, ...]
    candidates: tuple[int, ...]
    raters: tuple[int, ...]

    @property
    def shared(self) -> int:
        """How many candidates two people or more have rated."""
        return sum(number > 1 for number in Counter(self.candidates).values())

    @property
    def is_enough(self) -> bool:
        """Whether anything may be said about these ratings."""
        return self.shared >= FEWEST


@dataclass(frozen=True)
class Gathered:
    """The ratings of all competencies, in the order of the framework."""

    candidates: int
    rated: tuple[Rated, ...]

    @property
    def is_enough(self) -> bool:
        """Whether anything may be said about any of them."""
        return any(one.is_enough for one in self.rated)


def gathered(session: Session, guide: Guide, framework: Framework) -> Gathered:
    """What was rated with a guide, in every version that asks and measures the same."""
    kept: dict[tuple[str, int, int], int] = {}
    first: dict[int, int] = {}
    for row in session.execute(_ratings(guide, framework)):
        if first.setdefault(row.candidate_id, row.application_id) != row.application_id:
            continue
        place = (row.competency, row.candidate_id, row.interviewer_id)
        kept.pop(place, None)  # a later rating that was given alone takes its place
        if row.level is not None:
            kept[place] = row.level
    return Gathered(len(first), tuple(_rated(one.id, kept) for one in framework.competencies))


def _rated(competency: str, kept: dict[tuple[str, int, int], int]) -> Rated:
    own = [(level, *people) for (of, *people), level in kept.items() if of == competency]
    levels, candidates, raters = zip(*own, strict=True) if own else ((), (), ())
    return Rated(competency, levels, candidates, raters)


def _ratings(guide: Guide, framework: Framework) -> Select[int, int, int, str, int | None]:
    """Those of debriefs that are decided, with this guide."""
    return (
        ratings_that_count()
        .with_only_columns(
            Application.candidate_id,
            Scorecard.application_id,
            Scorecard.interviewer_id,
            Rating.competency,
            Rating.level,
        )
        .where(
            Plan.guide.startswith(f"{guide.id}@", autoescape=True),
            Plan.guide_hash == guide.structure_hash,
            Plan.framework_hash == framework.structure_hash,
            is_decided(),
        )
    )


def ratings_that_count() -> Select[int]:
    """Ratings given alone where nobody is still to rate, to add columns and conditions to.

    By oldest application, and of one interviewer the first one first.
    """
    return (
        select(Rating.id)
        .join(Scorecard, Scorecard.id == Rating.scorecard_id)
        .join(Interview, Interview.id == Scorecard.interview_id)
        .join(Plan, Plan.id == Interview.plan_id)
        .join(Application, Application.id == Scorecard.application_id)
        .join(Debrief, Debrief.application_id == Application.id)
        .where(given_alone(), nobody_waits())
        .order_by(Application.id, Scorecard.id, Rating.revision, Rating.id)
    )


def given_alone() -> ColumnElement[bool]:
    """Whether a rating was given before the debrief opened and before others' could be seen."""
    return and_(
        Scorecard.status == ScorecardStatus.SUBMITTED,
        Scorecard.submitted_at <= Debrief.opened_at,
        or_(
            Scorecard.saw_others_at.is_(None),
            Scorecard.saw_others_at >= Scorecard.submitted_at,
        ),
        or_(
            Rating.revision == 0,
            and_(Rating.others_seen.is_(False), Rating.saved_at <= Debrief.opened_at),
        ),
    )


def is_settled() -> ColumnElement[bool]:
    """Whether nobody may rate an application any more who has not seen others' ratings.

    After a debrief that opened early somebody may yet, until the decision is taken.
    """
    return or_(Debrief.early_reason == "", is_decided())


def is_decided() -> ColumnElement[bool]:
    """Whether the last decision on an application ended the matter."""
    later = aliased(Decision)
    return exists().where(
        Decision.application_id == Application.id,
        Decision.outcome != Outcome.MORE_EVIDENCE,
        ~exists().where(
            later.application_id == Decision.application_id, later.number > Decision.number
        ),
    )


def nobody_waits() -> ColumnElement[bool]:
    """Whether nobody with a scorecard is still to rate an application blindly."""
    waited_for = aliased(Scorecard)
    return ~exists().where(
        waited_for.application_id == Application.id,
        waited_for.status.in_(ACTIVE),
        waited_for.status != ScorecardStatus.SUBMITTED,
    )
