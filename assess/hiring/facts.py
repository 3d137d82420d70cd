"""From what a panel showed to the facts of a report: plain values, ready for paper."""

import math
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from assess.accounts.models import Organisation
from assess.assessments.models import Invitation
from assess.hiring import assessed, highlights
from assess.hiring.margins import Margins
from assess.hiring.matrix import Cell, Matrix, Member, Row
from assess.hiring.models import Decision, FeedbackAddition
from assess.hiring.queries import PanelView
from assess.instruments import library
from assess.instruments.schema import Guide
from assess.interviews import sheets
from assess.openings import rules as openings
from assess.openings.models import Application
from assess.science.panel import words
from assess.science.panel.feedback import Extent, extent, is_clearly_shown, is_strong_on_one_word
from assess.times import in_full, in_zone
from reports import feedback, wording
from reports.candidate import CandidateFacts, CompetencyFacts, DecisionFacts, Evidence
from reports.feedback import FeedbackFacts, NextStep, Shown, Strength

VALID_FOR = timedelta(days=548)
"""Eighteen months: how long a report says something about a person."""

MOST_STEPS = 2
"""Most competencies a letter names as next to build."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def candidate_facts(
    view: PanelView,
    found: Margins,
    organisation: Organisation,
    invited: Sequence[Invitation] = (),
) -> CandidateFacts:
    """The facts of the hiring team's report; the same evidence gives the same facts."""
    application, plan, matrix = view.application, view.plan, found.matrix
    guide = library.guide(plan.guide)
    newest = max(
        [_newest(matrix, view.decisions), *assessed.moments(invited), *assessed.looked_at(invited)]
    )
    source = assessed.for_the_team(invited, organisation.time_zone, newest)
    rows = [_competency(view, row, matrix, guide) for row in matrix.by_plan]
    facts = CandidateFacts(
        organisation=organisation.name,
        candidate=application.candidate.name,
        opening=application.opening.title,
        report_id="",
        data_of=in_full(max(newest, found.newest or newest), organisation.time_zone),
        valid_until=day(_useful_until(application, newest), organisation.time_zone),
        plan_version=f"version {plan.number}",
        framework=f"{view.framework.title} {view.framework.version}",
        guide=f"{guide.title} {guide.version}",
        levels=view.framework.levels,
        interviews=_interviews_in(view),
        scorecards=len(matrix.members),
        scorecards_missing=len(view.readiness.missing),
        overall=matrix.overall,
        overall_zone=matrix.zone,
        summary=(
            *highlights.summary(application.candidate.name, matrix, found.tied),
            *highlights.beside([one.title for one in source.results]),
        ),
        strongest=tuple(highlights.strongest(matrix)),
        open_questions=tuple(highlights.open_questions(view.plan, matrix, guide)),
        competencies=tuple(rows),
        weights_reason=plan.weights_reason,
        decision=(
            _decision(view.decisions[-1], organisation.time_zone) if view.decisions else None
        ),
        contact=_contact(organisation),
        assessments=source.results,
        awaited=source.awaited,
        rests_on=found.rests_on,
        correction=tuple(filter(None, [words.correction(matrix.overall), *found.correction])),
    )
    return replace(facts, report_id=_report_id(application, facts))


def feedback_facts(
    view: PanelView, matrix: Matrix, organisation: Organisation, invited: Sequence[Invitation] = (),
    addition: FeedbackAddition | None = None,
) -> FeedbackFacts:  # fmt: skip
    """The facts of the candidate's own feedback: no numbers, nothing about others."""
    application = view.application
    told = addition if addition and addition.language == feedback.LANGUAGE else None
    moments = [told.added_at] if told else []
    newest = max([_newest(matrix, view.decisions), *assessed.moments(invited), *moments])
    ranked = highlights.ranked(matrix)
    clear = [row for row in ranked if is_clearly_shown(row.ratings)]
    named = clear[: highlights.MOST_STRENGTHS]
    build = [row for row in reversed(ranked) if row not in clear][:MOST_STEPS]
    facts = FeedbackFacts(
        organisation=organisation.name,
        candidate=application.candidate.name,
        opening=application.opening.title,
        report_id="",
        data_of=in_full(newest, organisation.time_zone),
        looked_at=_looked_at(_interviews_in(view), len(matrix.members)),
        people=len(matrix.members),
        apart=not any(member.saw_others for member in matrix.members),
        strengths=tuple(
            Strength(row.competency.title, row.competency.feedback.clearly) for row in named
        ),
        build=tuple(NextStep(row.competency.title, row.competency.feedback.build) for row in build),
        profile=tuple(_shown(row, named=row in named) for row in matrix.by_plan),
        kept=openings.kept(application.stage),
        contact=_contact(organisation),
        assessed=assessed.for_the_candidate(invited),
        advised=tuple(told.paragraphs) if told else (),
    )
    return replace(facts, report_id=_report_id(application, facts))


def has_outcome(view: PanelView) -> bool:
    """Whether a decision is taken and final, so that the candidate may be told."""
    return bool(view.decisions) and view.application.stage.has_outcome


def _interviews_in(view: PanelView) -> int:
    """How many interviews a document rests on: those with a scorecard that is in."""
    return sum(any(c.status == "submitted" for c in one.scorecards) for one in view.interviews)


def day(moment: datetime, zone: str) -> str:
    """A day on paper, where the organisation is: `4 December 2026`."""
    here = in_zone(moment, zone)
    return f"{here.day} {here:%B %Y}"


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
        moved=tuple(_moved(row)),
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
        ask_next=tuple(highlights.ask_next(view.plan, row, matrix, guide)[:2]),
    )


def _moved(row: Row) -> Iterable[tuple[int | None, int | None]]:
    """Ratings that changed after the record: what was given alone, and what later."""
    later = [(cell.level, cell.later.level) for cell in row.cells if cell and cell.later]
    return ((alone, now) for alone, now in later if alone != now)


def _evidence(member: Member, cell: Cell) -> Evidence:
    return Evidence(
        interviewer=member.letter,
        rating=cell.level,
        confidence=cell.confidence,
        text=cell.evidence,
        changes=tuple(_history(cell, alone=not member.saw_others)),
        remarks=tuple(_remarks(member)),
    )


def _remarks(member: Member) -> Iterable[str]:
    """What a reader should know about how an interviewer's ratings came in."""
    if member.is_late:
        yield wording.CAME_IN_LATE
    if member.saw_others:
        yield wording.COULD_SEE_OTHERS


def _history(cell: Cell, *, alone: bool) -> Iterable[str]:
    """Each change of a rating as a sentence; `alone`: the one it stands beside was given so."""
    before = cell.first_level
    for change in cell.changes:
        if change.alone:
            yield wording.changed_alone(before, change.level, change.reason)
            before = change.level
        else:
            in_debrief = change.after_debrief
            yield wording.changed_later(
                cell.level, change.level, change.reason, in_debrief=in_debrief, alone=alone
            )


def _decision(decision: Decision, zone: str) -> DecisionFacts:
    return DecisionFacts(
        outcome=decision.outcome.label,
        reasons=tuple(decision.reasons),
        explanation=decision.explanation,
        dissent=decision.dissent,
        decider=decision.decider,
        decided_on=in_full(decision.decided_at, zone),
    )


def _shown(row: Row, *, named: bool) -> Shown:
    told = extent(row.ratings)
    text = wording.SEE_ABOVE if named else _told(row, told)
    return Shown(row.competency.title, row.competency.definition, told, text)


def _told(row: Row, told: Extent) -> str:
    """What the letter says about a competency it does not name as a strength."""
    if told is Extent.CLEARLY:
        return row.competency.feedback.clearly
    if told is Extent.LITTLE:
        return wording.LITTLE_SHOWN
    if told is Extent.UNKNOWN:
        return wording.TOO_LITTLE
    if is_strong_on_one_word(row.ratings):
        return wording.HEARD_ONCE
    return row.competency.feedback.partly


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


def _useful_until(application: Application, newest: datetime) -> datetime:
    """Until when a report says something; not beyond the day its candidate is erased."""
    until = newest + VALID_FOR
    erased = openings.erased_after(application.stage, application.since)
    return until if erased is None else min(until, erased)


def _report_id(application: Application, facts: CandidateFacts | FeedbackFacts) -> str:
    """One number for one content of one application's document."""
    digest = sha256(f"{application.public_id}|{facts!r}".encode()).digest()
    code = b32encode(digest[:5]).decode()
    return f"R-{code[:4]}-{code[4:]}"


def _contact(organisation: Organisation) -> str:
    return f"Write to {organisation.contact}. A person reads it and answers."
