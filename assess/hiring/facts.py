"""From what the desk knows to the facts of a report: plain values, ready for paper."""

import math
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from assess.accounts.models import Organisation
from assess.hiring.matrix import Cell, Matrix, Member, Row
from assess.hiring.models import Decision
from assess.hiring.queries import PanelView
from assess.instruments import library
from assess.instruments.schema import Guide
from assess.interviews import sheets
from assess.interviews.models import Interview
from assess.science import words
from assess.science.panel import Agreement, Phrase
from assess.times import long_day
from reports.candidate import CandidateFacts, CompetencyFacts, DecisionFacts, Evidence
from reports.feedback import FeedbackFacts, NextStep, Shown, Strength

VALID_FOR = timedelta(days=548)
"""Eighteen months: how long a report says something about a person."""

KEPT_FOR = "12 months after the decision"
CLEARLY = 3.5
"""From this mean on, feedback says that something was clearly shown."""

MOST_STRENGTHS = 3
MOST_QUESTIONS = 3

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_ORDER = {
    Phrase.CLEARLY_ABOVE: 0,
    Phrase.LIKELY_ABOVE: 1,
    Phrase.IN_OR_NEAR: 2,
    Phrase.LIKELY_BELOW: 3,
    Phrase.CLEARLY_BELOW: 4,
}


def candidate_facts(
    view: PanelView, matrix: Matrix, interviews: list[Interview], organisation: Organisation
) -> CandidateFacts:
    """The facts of the hiring team's report; the same evidence gives the same facts."""
    application, plan = view.application, view.plan
    guide = library.guide(plan.guide)
    newest = _newest(matrix, view.decisions)
    rows = [_competency(view, row, matrix, guide) for row in matrix.by_plan]
    held = [one for one in interviews if any(c.status == "submitted" for c in one.scorecards)]
    return CandidateFacts(
        organisation=organisation.name,
        candidate=application.candidate.name,
        opening=application.opening.title,
        report_id=_report_id("team", application.public_id, newest),
        data_of=in_utc(newest),
        valid_until=day(newest + VALID_FOR),
        plan_version=f"version {plan.number}",
        framework=f"{view.framework.title} {view.framework.version}",
        guide=f"{guide.title} {guide.version}",
        levels=view.framework.levels,
        interviews=len(held),
        scorecards=len(matrix.members),
        scorecards_missing=len(view.readiness.missing),
        overall=matrix.overall,
        overall_zone=matrix.zone,
        summary=tuple(summary(application.candidate.name, matrix)),
        strongest=tuple(strongest(matrix)),
        open_questions=tuple(open_questions(matrix, guide, _asked(view))),
        competencies=tuple(rows),
        decision=_decision(view.decisions[-1]) if view.decisions else None,
        contact=_contact(organisation),
    )


def feedback_facts(
    view: PanelView, matrix: Matrix, interviews: list[Interview], organisation: Organisation
) -> FeedbackFacts:
    """The facts of the candidate's own feedback: no numbers, nothing about others."""
    application = view.application
    newest = _newest(matrix, view.decisions)
    ranked = _ranked(matrix)
    shown = [row for row in ranked if (row.result.mean or 0) >= CLEARLY][:MOST_STRENGTHS]
    build = [row for row in reversed(ranked) if row not in shown][:2]
    held = sum(1 for one in interviews if any(c.status == "submitted" for c in one.scorecards))
    return FeedbackFacts(
        organisation=organisation.name,
        candidate=application.candidate.name,
        opening=application.opening.title,
        report_id=_report_id("candidate", application.public_id, newest),
        data_of=in_utc(newest),
        looked_at=_looked_at(held, len(matrix.members)),
        strengths=tuple(
            Strength(row.competency.title, row.competency.feedback.clearly) for row in shown
        ),
        build=tuple(
            NextStep(row.competency.title, row.competency.feedback.build[0]) for row in build
        ),
        profile=tuple(_shown(row, named=row in shown) for row in matrix.by_plan),
        kept_for=KEPT_FOR,
        contact=_contact(organisation),
    )


def summary(name: str, matrix: Matrix) -> Iterable[str]:
    """Three sentences: the whole, the strongest, and where raters differ or saw too little."""
    yield words.sentence(f"Overall, {name}", matrix.overall)
    above = [row for row in _ranked(matrix) if _ORDER[_phrase(row)] < 3]
    if above:
        yield f"The strongest evidence is on {_and(row.competency.title for row in above[:2])}."
    else:
        yield "No competency reached what the role asks for."
    apart = [row.competency.title for row in matrix.rows if row.discuss]
    blank = [row.competency.title for row in matrix.by_plan if not row.ratings]
    if apart:
        yield f"Interviewers lie apart on {_and(apart)}: read the evidence there first."
    elif blank:
        yield f"Nothing can be said about {_and(blank)}: nobody had a chance to see it."
    else:
        yield "Interviewers agree on every competency that more than one of them rated."


def strongest(matrix: Matrix) -> Iterable[str]:
    """Two or three competencies with the best evidence, strength first."""
    agreed = [row for row in _ranked(matrix) if row.result.agreement != Agreement.DIFFER_STRONGLY]
    for row in [row for row in agreed if _ORDER[_phrase(row)] < 3][:MOST_STRENGTHS]:
        yield words.sentence(row.competency.title, row.result)


def open_questions(matrix: Matrix, guide: Guide, asked: set[str]) -> Iterable[str]:
    """Where evidence is missing, divided or short of the role, with what to ask next."""
    doubtful = [
        row
        for row in matrix.rows
        if row.discuss or not row.ratings or _ORDER[_phrase(row)] > 2 or row.result.raters == 1
    ]
    for row in doubtful[:MOST_QUESTIONS]:
        question = next(iter(_unasked(row, guide, asked)), "")
        follow_up = f" Ask next: {question}" if question else ""
        yield f"{row.competency.title}: {_doubt(row)}.{follow_up}"


def in_utc(moment: datetime) -> str:
    """A moment on paper, the same wherever it is printed."""
    return f"{long_day(moment)}, {moment:%H:%M} UTC"


def day(moment: datetime) -> str:
    """A day on paper: `4 December 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _competency(view: PanelView, row: Row, matrix: Matrix, guide: Guide) -> CompetencyFacts:
    behaviours = sheets.rated_behaviours(
        view.framework, row.competency.id, view.plan.behaviours_off
    )
    reached = _nearest(row.result.mean)
    return CompetencyFacts(
        name=row.competency.title,
        definition=row.competency.definition,
        weight=_share(row, matrix),
        zone=row.zone,
        result=row.result,
        ratings=row.ratings,
        not_asked=row.not_asked,
        reached=tuple(b.anchor(reached) for b in behaviours) if reached else (),
        following=tuple(b.anchor(reached + 1) for b in behaviours)
        if reached and reached < 5
        else (),
        reached_level=reached,
        overuse=tuple(b.overuse.text for b in behaviours if b.overuse),
        evidence=tuple(
            _evidence(member, cell)
            for member, cell in zip(matrix.members, row.cells, strict=True)
            if cell is not None
        ),
        ask_next=tuple(_unasked(row, guide, _asked(view))[:2]),
    )


def _evidence(member: Member, cell: Cell) -> Evidence:
    return Evidence(
        interviewer=member.letter,
        rating=cell.level,
        confidence=cell.confidence,
        text=cell.evidence,
        changed=_history(cell),
    )


def _history(cell: Cell) -> str | None:
    if not cell.changes:
        return None
    first = "not asked" if cell.first_level is None else str(cell.first_level)
    latest = cell.changes[-1]
    now = "not asked" if latest.level is None else str(latest.level)
    seen = "having seen" if latest.others_seen else "without having seen"
    when = " after the debrief opened" if latest.after_debrief else ""
    return f"First {first}, changed to {now}{when}, {seen} other ratings: {latest.reason}"


def _decision(decision: Decision) -> DecisionFacts:
    return DecisionFacts(
        outcome=decision.outcome.label,
        reasons=tuple(decision.reasons),
        explanation=decision.explanation,
        dissent=decision.dissent,
        decider=decision.decider,
        decided_on=in_utc(decision.decided_at),
    )


def _shown(row: Row, *, named: bool) -> Shown:
    feedback = row.competency.feedback
    if named:
        extent, text = "clearly shown", "One of the things you showed most clearly: see above."
    elif row.result.mean is None:
        extent, text = "little chance to show", feedback.little_chance
    elif row.result.mean >= CLEARLY:
        extent, text = "clearly shown", feedback.clearly
    else:
        extent, text = "shown in part", feedback.partly
    return Shown(row.competency.title, row.competency.definition, extent, text)


def _asked(view: PanelView) -> set[str]:
    return {question for aim in view.plan.aims for question in aim.questions}


def _unasked(row: Row, guide: Guide, asked: set[str]) -> list[str]:
    """Questions on a competency that were not asked: those that fit the doubt best."""
    return [q.text for q in guide.questions_for(row.competency.id) if q.id not in asked]


def _ranked(matrix: Matrix) -> list[Row]:
    """Rated competencies, strongest against their zone first."""
    rated = [row for row in matrix.by_plan if row.ratings]
    return sorted(rated, key=lambda row: (_ORDER[_phrase(row)], -_margin(row)))


def _margin(row: Row) -> float:
    return (row.result.mean or 0.0) - row.zone.low


def _phrase(row: Row) -> Phrase:
    return row.result.phrase or Phrase.IN_OR_NEAR


def _doubt(row: Row) -> str:
    if not row.ratings:
        return "not rated by anyone"
    if row.discuss:
        return f"ratings lie apart, {words.span(row.result)}"
    if _ORDER[_phrase(row)] > 2:
        return f"{row.result.phrase} what the role asks for"
    return "rated by one person"


def _nearest(mean: float | None) -> int | None:
    """The level a mean has reached: halves count as the lower level."""
    return None if mean is None else max(1, math.ceil(mean - 0.5))


def _share(row: Row, matrix: Matrix) -> str:
    total = sum(other.weight for other in matrix.by_plan)
    return f"{row.weight:g} of {total:g}"


def _looked_at(interviews: int, people: int) -> str:
    sittings = "one interview" if interviews == 1 else f"{_number(interviews)} interviews"
    return f"{sittings} with {'one person' if people == 1 else f'{_number(people)} people'}"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _newest(matrix: Matrix, decisions: list[Decision]) -> datetime:
    """When the newest fact came in: the same data always carry the same date."""
    moments = [m.card.submitted_at for m in matrix.members if m.card.submitted_at]
    moments += [rating.saved_at for m in matrix.members for rating in m.card.ratings]
    moments += [decision.decided_at for decision in decisions]
    return max(moments)


def _report_id(edition: str, application: str, newest: datetime) -> str:
    digest = sha256(f"{edition}|{application}|{newest.isoformat()}".encode()).digest()
    code = b32encode(digest[:5]).decode()
    return f"R-{code[:4]}-{code[4:]}"


def _contact(organisation: Organisation) -> str:
    return f"Write to {organisation.contact}. A person reads it and answers."


def _and(names: Iterable[str]) -> str:
    *rest, last = list(names)
    return f"{', '.join(rest)} and {last}" if rest else last
