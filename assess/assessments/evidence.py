"""What answers have shown about an assessment: who counts, and what was noticed of them.

Everybody counts once, with the first attempt, candidates and leaders alike; see `samples`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.assessments import samples
from assess.assessments.models import Attempt, Finding
from assess.assessments.samples import FEWEST
from assess.instruments.assessment import Assessment
from assess.instruments.items.base import Answer


@dataclass(frozen=True)
class Quality:
    """How often answers were given so that a talk is worth it; `kinds` names what was noticed.

    `looked_at` attempts were looked at until now, `flagged` of them have a flag or more.
    """

    looked_at: int
    flagged: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Gathered:
    """What there is to weigh, or how few people there are: then nothing else is read.

    `languages` is the language each attempt was answered in. `people` have answered in all;
    those in `answers` speak for them.
    """

    assessment: Assessment
    people: int
    answers: Mapping[int, Mapping[str, Answer]]
    languages: Mapping[int, str]
    until: datetime | None
    quality: Quality | None

    @property
    def is_enough(self) -> bool:
        """Whether anything may be said about answers."""
        return bool(self.answers)

    @property
    def by_language(self) -> list[tuple[str, int]]:
        """How many answered in each language, most first."""
        return Counter(self.languages.values()).most_common()


def gathered(session: Session, assessment: Assessment) -> Gathered:
    """What people have answered to these questions, when they are enough to show it."""
    people = samples.first_attempts(session, assessment.comparable_by)
    if len(people) < FEWEST:
        return Gathered(assessment, len(people), {}, {}, None, None)
    chosen = samples.speaking(people)
    sample = samples.sample(session, assessment, chosen)
    rows = session.execute(
        select(Attempt.id, Attempt.language, Finding.flags)
        .outerjoin(Finding, Finding.attempt_id == Attempt.id)
        .where(Attempt.id.in_(chosen))
        .order_by(Attempt.id)
    ).all()
    return Gathered(
        assessment=assessment,
        people=len(people),
        answers=sample.answers,
        languages={attempt: language for attempt, language, _ in rows},
        until=sample.until,
        quality=_quality([flags for _, _, flags in rows if flags is not None]),
    )


def _quality(flags: Sequence[list[list[str]]]) -> Quality | None:
    """`None` as long as too few were looked at to say how often anything is noticed."""
    if len(flags) < FEWEST:
        return None
    kinds = Counter(kind for found in flags for kind in {kind for kind, _ in found})
    return Quality(len(flags), sum(map(bool, flags)), tuple(kinds.most_common()))
