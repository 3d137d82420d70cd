"""How far somebody is who answers: counts and a moment, never what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assess.assessments import queries, rules
from assess.assessments.models import Attempt
from assess.assessments.rules import AttemptStatus, LatePolicy
from assess.instruments import library
from assess.instruments.items.base import Answer


@dataclass(frozen=True)
class Counted:
    """Questions on somebody's way: how many are answered, how many only in part, and all.

    The one way in which everybody is told: what is answered in part is kept, and counts as
    no answer.
    """

    answered: int
    in_part: int
    questions: int


@dataclass(frozen=True)
class Progress(Counted):
    """How far somebody is, and when they last answered."""

    last_at: datetime | None


def of(session: Session, attempts: Iterable[Attempt]) -> dict[int, Progress]:
    """How far those attempts are that somebody is answering, by id."""
    running = [attempt for attempt in attempts if attempt.status is AttemptStatus.IN_PROGRESS]
    given = queries.given_in(session, [attempt.id for attempt in running])
    return {attempt.id: _progress(attempt, given.get(attempt.id, {})) for attempt in running}


def answered(session: Session, attempts: Iterable[Attempt]) -> set[int]:
    """Those attempts in which anything is answered that counts, by id."""
    late_counts = {one.id: one.invitation.late is LatePolicy.ACCEPT for one in attempts}
    given = queries.given_in(session, late_counts)
    return {
        attempt_id
        for attempt_id, held in given.items()
        if any(
            one.value is not None and (late_counts[attempt_id] or not one.late)
            for one in held.values()
        )
    }


def _progress(attempt: Attempt, given: Mapping[str, queries.Given]) -> Progress:
    last_at = max((one.saved_at for one in given.values()), default=None)
    return Progress(**vars(counted(attempt, given)), last_at=last_at)


def counted(attempt: Attempt, given: Mapping[str, queries.Given]) -> Counted:
    """How far an attempt is."""
    return count(attempt, {item: one.value for item, one in given.items()})


def count(attempt: Attempt, answers: Mapping[str, Answer | None]) -> Counted:
    """How far an attempt is with these answers."""
    assessment = library.assessment(attempt.instrument)
    order = attempt.order.get("") or [item.id for item in assessment.items]
    way = rules.shown(assessment, order, answers)
    asked = [item for item in map(assessment.item, way) if item.is_question]
    begun = [item for item in asked if answers.get(item.id) is not None]
    answered = sum(item.is_whole(answers[item.id]) for item in begun)
    return Counted(answered, len(begun) - answered, len(asked))
