"""What is measured of many people's answers: how sure scores are, how answers were given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from assess.assessments import rules, samples
from assess.assessments.models import Attempt, Finding, Invitation
from assess.assessments.rules import LatePolicy
from assess.assessments.samples import Answered, Noticed
from assess.instruments import library
from assess.instruments.assessment import Assessment, Reliability
from assess.instruments.items.base import Answer
from assess.later import later, load

if TYPE_CHECKING:
    from assess.assessments import measuring
else:
    measuring = later("assess.assessments.measuring")

AT_A_TIME = 200
"""Attempts one run looks at; the next run follows within a minute."""

PAUSE = timedelta(minutes=2)
"""The longest that counts as time on one question: after it, somebody was away."""


@dataclass(frozen=True)
class Looked:
    """Attempts at the same questions, and what other people answered to them."""

    assessment: Assessment
    answered: dict[int, Answered]
    others: Mapping[int, Mapping[str, Answer]]


_known: dict[tuple[str, ...], dict[str, Reliability]] = {}
"""Reliabilities by the attempts they rest on: a process works each of them out once."""

MOST_KNOWN = 100


def own_reliabilities(
    session: Session, assessment: Assessment, questions: tuple[str, str]
) -> dict[str, Reliability]:
    """Reliabilities from this installation's own answers, by scale, where there are enough.

    They change with every tenth person, from a hundred on with every hundredth.
    """
    people = samples.first_attempts(session, questions)
    if len(people) < samples.FEWEST:
        return {}
    chosen = samples.speaking(people)
    key = (*questions, samples.get_public_id(session, chosen[-1]), *map(str, chosen))
    known = _known.get(key)
    if known is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        sample = samples.sample(session, assessment, chosen)
        known = measuring.reliabilities(assessment, sample.answers, sample.until)
        _known[key] = known
    return known


def to_look_at(session: Session) -> list[Looked]:
    """What there is to look at, with the answers it is compared with."""
    by_questions: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in samples.not_looked_at(session, AT_A_TIME):
        by_questions.setdefault(attempt.comparable_by, []).append(attempt)
    found = []
    for questions, attempts in by_questions.items():
        assessment = library.assessment(attempts[0].instrument)
        people = samples.first_attempts(session, questions)[-samples.MOST_PEOPLE :]
        others = samples.sample(session, assessment, people).answers
        answered = {attempt.id: _answered(assessment, attempt) for attempt in attempts}
        found.append(Looked(assessment, answered, others))
    return found


def noticed(looked: Iterable[Looked]) -> dict[int, Noticed]:
    """Indices and flags by attempt. Takes its time and needs no database."""
    found: dict[int, Noticed] = {}
    for one in looked:
        found |= measuring.noticed(one.assessment, one.answered, one.others)
    return found


def note(
    session: Session,
    found: Mapping[int, Noticed],
    now: datetime,
) -> None:
    """Keep what was noticed, of attempts that are still there, in place of an older rule's.

    Where the same stands out as before, it was found before: no report gets another number.
    """
    for attempt_id, older in samples.older_findings(session, found).items():
        one = found[attempt_id]
        kept = older or Finding(attempt_id=attempt_id, flags=None)
        if kept.flags != one.flags:
            kept.flags, kept.found_at = one.flags, now
        kept.indices, kept.rule = one.indices, samples.RULE
        session.add(kept)
    session.flush()


def _answered(assessment: Assessment, attempt: Attempt) -> Answered:
    takes_late = attempt.invitation.late is not LatePolicy.CLOSE
    answers: dict[str, Answer] = {
        row.item: row.value
        for row in attempt.answers
        if row.value is not None and (takes_late or not row.late)
    }
    way = rules.shown(assessment, attempt.order[""], answers)
    return Answered(
        way=way,
        answers=rules.scored_answers(assessment, way, answers),
        seconds=_seconds(attempt),
        accommodated=_has_other_terms(attempt.invitation),
        options={key: shown for key, shown in attempt.order.items() if key},
    )


def _seconds(attempt: Attempt) -> float:
    """Time on the questions, from when each answer was first kept; pauses count in part."""
    assert attempt.started_at is not None
    moments = [attempt.started_at, *sorted(row.first_at for row in attempt.answers)]
    gaps = (later - earlier for earlier, later in zip(moments, moments[1:], strict=False))
    return sum((max(timedelta(), min(gap, PAUSE)) for gap in gaps), timedelta()).total_seconds()


def _has_other_terms(invitation: Invitation) -> bool:
    """Whether anything was granted: what it was for is private, so all of it counts."""
    is_granted = any(one.granted for one in invitation.adjustments)
    return invitation.untimed or invitation.multiplier != 1 or is_granted


def make_ready() -> None:
    """Load what measures, so that no transaction that writes waits for it."""
    load(measuring)
