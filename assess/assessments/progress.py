"""How far somebody is who answers: counts and a moment, never what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assess.assessments import queries, rules
from assess.assessments.models import Attempt
from assess.assessments.rules import AttemptStatus
from assess.instruments import library


@dataclass(frozen=True)
class Progress:
    """How many questions are answered of those on somebody's way, and when the last one was."""

    answered: int
    questions: int
    last_at: datetime | None


def of(session: Session, attempts: Iterable[Attempt]) -> dict[int, Progress]:
    """How far those attempts are that somebody is answering, by id."""
    running = [attempt for attempt in attempts if attempt.status is AttemptStatus.IN_PROGRESS]
    given = queries.given_in(session, [attempt.id for attempt in running])
    return {attempt.id: _progress(attempt, given.get(attempt.id, {})) for attempt in running}


def _progress(attempt: Attempt, given: dict[str, queries.Given]) -> Progress:
    assessment = library.assessment(attempt.instrument)
    answers = {item: one.value for item, one in given.items()}
    way = rules.shown(assessment, attempt.order[""], answers)
    asked = [item for item in way if assessment.item(item).is_question]
    return Progress(
        sum(assessment.item(item).is_whole(answers.get(item)) for item in asked),
        len(asked),
        max((one.saved_at for one in given.values()), default=None),
    )
