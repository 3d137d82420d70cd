"""What many people answered: for reliability, and for what stands out from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assess.assessments import rules
from assess.assessments.models import AnswerRow, Attempt, Finding, Invitation
from assess.instruments.assessment import Assessment
from assess.instruments.items.base import Answer
from assess.openings.models import Application

FEWEST = 30
"""With fewer people behind any two questions the planning value of the questionnaire stays."""

MOST_PEOPLE = 500
"""The newest so many speak for all: more add little, and each one costs time."""


RULE = 3
"""The rule by which answers are looked at. A change of `measuring`, `science.responses.indices` or
`science.responses.flags` that can find more, or less, gets the next number: what an older rule
found is then looked at anew, once."""


@dataclass(frozen=True)
class Sample:
    """One set of answers from each person by attempt, oldest first; when the newest came in."""

    answers: dict[int, Mapping[str, Answer]]
    until: datetime


@dataclass(frozen=True)
class Answered:
    """What one person answered on their way, in the order they saw, and for how long.

    `accommodated`: other conditions were granted, so that speed means nothing. `options` are
    those of an item as shown, where chance drew their order.
    """

    way: Sequence[str]
    answers: Mapping[str, Answer]
    seconds: float
    accommodated: bool
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Noticed:
    """What an attempt's answers look like: indices, and flags, each with its reason."""

    indices: dict[str, float | None]
    flags: list[list[str]]


def not_looked_at(session: Session, most: int) -> list[Attempt]:
    """Attempts that are handed in and have no finding under this rule, with answers and terms.

    Those that nobody has looked at come first, then those looked at under an older rule.
    """
    statement = (
        select(Attempt)
        .outerjoin(Finding, Finding.attempt_id == Attempt.id)
        .where(Attempt.status.in_(rules.CLOSED), _to_look_at())
        .order_by(Finding.id.is_not(None), Attempt.id)
        .limit(most)
        .options(
            joinedload(Attempt.invitation).selectinload(Invitation.adjustments),
            selectinload(Attempt.answers),
        )
    )
    return list(session.scalars(statement))


def older_findings(session: Session, among: Iterable[int]) -> dict[int, Finding | None]:
    """Which of these attempts are still there and to be looked at, with what was found before."""
    statement = (
        select(Attempt.id, Finding)
        .outerjoin(Finding, Finding.attempt_id == Attempt.id)
        .where(Attempt.id.in_(among), _to_look_at())
        .order_by(Attempt.id)
    )
    return dict(session.execute(statement).all())


def _to_look_at() -> ColumnElement[bool]:
    """No finding, or one under an older rule; a newer one stays, whoever still runs this one."""
    return or_(Finding.id.is_(None), Finding.rule < RULE)


def first_attempts(session: Session, questions: tuple[str, str]) -> list[int]:
    """Ids of the first attempt of each person at these questions that is in, oldest first.

    Somebody who answers twice is one person, whose second answers depend on the first.
    """
    instrument, structure_hash = questions
    person = func.coalesce(Invitation.user_id, -Application.candidate_id)
    first = func.min(Attempt.id)
    statement = (
        select(first)
        .join(Attempt.invitation)
        .outerjoin(Invitation.application)
        .where(
            Attempt.structure_hash == structure_hash,
            Attempt.instrument.startswith(f"{instrument}@", autoescape=True),
            Attempt.status.in_(rules.CLOSED),
        )
        .group_by(person)
        .order_by(first)
    )
    return list(session.scalars(statement))


def speaking(people: Sequence[int]) -> list[int]:
    """Those of many people who speak for all: the newest, once every tenth has come.

    From a hundred on every hundredth. So no figure moves with one person, and none tells what
    somebody answered to those who saw it the day before.
    """
    step = 10 if len(people) < 100 else 100
    return [*people[: len(people) // step * step][-MOST_PEOPLE:]]


def get_public_id(session: Session, attempt_id: int) -> str:
    """The name of an attempt for good, in whichever database."""
    return session.scalars(select(Attempt.public_id).where(Attempt.id == attempt_id)).one()


def sample(session: Session, assessment: Assessment, attempts: Sequence[int]) -> Sample:
    """What was answered in these attempts, in time, to questions that were on the way."""
    until = session.scalar(select(func.max(Attempt.submitted_at)).where(Attempt.id.in_(attempts)))
    assert until is not None
    statement = (
        select(AnswerRow.attempt_id, AnswerRow.item, AnswerRow.value)
        .where(AnswerRow.attempt_id.in_(attempts), AnswerRow.late.is_(False))
        .order_by(AnswerRow.id)
    )
    tables: dict[int, dict[str, Answer]] = {attempt: {} for attempt in attempts}
    for attempt, item, value in session.execute(statement):
        if value is not None:
            tables[attempt][item] = value
    order = [item.id for item in assessment.items]
    counted: dict[int, Mapping[str, Answer]] = {
        attempt: rules.scored_answers(assessment, rules.shown(assessment, order, answers), answers)
        for attempt, answers in tables.items()
    }
    return Sample(counted, until)
