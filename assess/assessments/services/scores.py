"""Turn answers into scores, kept with the rule they came from."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assess.assessments import queries, rules
from assess.assessments.models import Attempt, Score
from assess.assessments.services import measured
from assess.instruments import library
from assess.instruments.items.base import Answer
from assess.science.scores import scoring


def without_result(attempt: Attempt, answers: Mapping[str, Answer | None]) -> tuple[int, int]:
    """How many scales would get no result, and how many there are, if it were handed in now."""
    assessment = library.assessment(attempt.instrument)
    way = rules.shown(assessment, attempt.order[""], answers)
    found = scoring.score(assessment, rules.scored_answers(assessment, way, answers), way)
    return sum(one.value is None for one in found), len(found)


def prepare(session: Session, attempt: Attempt) -> None:
    """Work out what the scores of an attempt will rest on, before anybody waits for them.

    The first time this loads numpy and may measure some thousand people's answers: too long for
    a transaction that writes. A process keeps what it found.
    """
    assessment = library.assessment(attempt.instrument)
    measured.own_reliabilities(session, assessment, attempt.comparable_by)


def score(session: Session, attempt: Attempt, now: datetime) -> list[Score]:
    """Score an attempt under the present rule; scores under earlier rules stay beside it.

    Scored already is scored: the rows of a rule never change.
    """
    held = queries.scores_of(session, attempt, scoring.RULE)
    if held:
        return [*held.values()]
    assessment = library.assessment(attempt.instrument)
    answers = queries.counting_answers(session, attempt)
    way = rules.shown(assessment, attempt.order[""], answers)
    counted = rules.scored_answers(assessment, way, answers)
    own = measured.own_reliabilities(session, assessment, attempt.comparable_by)
    found = scoring.score(assessment, counted, way, own)
    rows = [
        Score(
            attempt_id=attempt.id,
            scale=one.scale,
            rule=scoring.RULE,
            instrument=attempt.instrument,
            structure_hash=attempt.structure_hash,
            value=one.value,
            sem=one.sem,
            answered=one.answered,
            items=one.items,
            reliability=one.reliability,
            basis=one.basis,
            scored_at=now,
        )
        for one in found
    ]
    session.add_all(rows)
    session.flush()
    return rows
