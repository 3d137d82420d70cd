"""Open debriefs and record decisions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.hiring import past, queries, rules
from assess.hiring.matrix import Cell, Matrix, Member, Row
from assess.hiring.models import Debrief, Decision, FeedbackAddition
from assess.hiring.queries import PanelView
from assess.hiring.rules import Outcome
from assess.interviews import queries as interviews
from assess.openings.models import Application
from assess.openings.rules import Stage, WaitingFor
from assess.openings.services import applications
from assess.science.panel import words
from assess.science.panel.results import Result


def open_debrief(
    session: Session, view: PanelView, *, reason: str, actor: User, now: datetime
) -> Debrief:
    """Begin the panel's conversation; before all scorecards are in, with a reason.

    Raises `rules.DecisionRefused`.
    """
    interviews.hold(session, view.application)
    rules.check_can_open_debrief(
        view.readiness,
        reason,
        opened=queries.get_debrief(session, view.application.id) is not None,
        may_see_panel=view.may_see,
    )
    application = view.application
    debrief = Debrief(
        application_id=application.id,
        opened_at=now,
        opened_by=actor,
        early_reason="" if view.readiness.complete else reason,
    )
    session.add(debrief)
    if application.stage is Stage.INTERVIEW:
        applications.move(session, application, Stage.DEBRIEF, actor=actor, now=now)
    applications.wait_for(session, application, WaitingFor.DECISION, now=now)
    session.flush()
    record(session, "debrief.opened", debrief, actor=actor.public_id, fields={"reason": reason})
    return debrief


def decide(
    session: Session,
    view: PanelView,
    matrix: Matrix,
    *,
    outcome: Outcome,
    reasons: list[str],
    explanation: str,
    dissent: str,
    decider: str,
    seen: int,
    actor: User,
    now: datetime,
) -> Decision:
    """Record a decision with the evidence as it is now; the candidate moves on.

    Raises `rules.DecisionRefused`; `seen` is how many decisions the form knew of.
    """
    application = view.application
    interviews.hold(session, application)
    latest = len(queries.decisions(session, application.id))
    rules.check_can_decide(
        opened=view.debrief is not None,
        may_see_panel=view.may_see,
        seen=seen,
        latest=latest,
        reasons=reasons,
        explanation=explanation,
        decider=decider,
    )
    decision = Decision(
        application_id=application.id,
        number=latest + 1,
        outcome=outcome,
        reasons=[view.framework.competency(reason).title for reason in reasons],
        explanation=explanation,
        dissent=dissent,
        decider=decider,
        recorded_by=actor,
        decided_at=now,
        basis=basis(view, matrix),
    )
    session.add(decision)
    session.flush()
    past.keep(session, application, decision)
    _move_on(session, application, decision, actor, now)
    fields = {"outcome": outcome, "reasons": reasons, "decider": decider, "basis": decision.basis}
    record(session, "decision.recorded", decision, actor=actor.public_id, fields=fields)
    return decision


def _move_on(
    session: Session, application: Application, decision: Decision, actor: User, now: datetime
) -> None:
    """The candidate goes where the decision leads."""
    stage, why = decision.outcome.stage, decision.explanation[:500]
    if application.stage is not stage:
        applications.move(session, application, stage, reason=why, actor=actor, now=now)
    session.flush()


def basis(view: PanelView, matrix: Matrix) -> dict[str, Any]:
    """The evidence behind a decision, frozen as plain values."""
    return {
        "plan": view.plan.number,
        "framework": view.plan.framework,
        "guide": view.plan.guide,
        "members": [_member(member) for member in matrix.members],
        "rows": [_row(row) for row in matrix.rows],
        "overall": _result(matrix.overall),
        "zone": [matrix.zone.low, matrix.zone.high],
        "missing": list(view.readiness.missing),
        "early_reason": view.debrief.early_reason if view.debrief else "",
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "letter": member.letter,
        "conclusion": asdict(member.conclusion),
        "is_late": member.is_late,
        "saw_others": member.saw_others,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "competency": row.competency.id,
        "title": row.competency.title,
        "weight": row.weight,
        "zone": [row.zone.low, row.zone.high],
        "cells": [_cell(cell) for cell in row.cells],
        "result": _result(row.result),
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    return {
        "level": cell.level,
        "not_asked": cell.not_asked,
        "confidence": cell.confidence,
        "first_level": cell.first_level,
        "later": {"level": cell.later.level} if cell.later else None,
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "mean": result.mean,
        "shown": words.level(result.mean, result.ratings),
        "span": words.span(result),
        "margin": words.margin(result),
        "standard_error": result.band.standard_error if result.band else None,
        "corrected": words.corrected(result),
        "raters": result.raters,
        "ratings": result.ratings,
        "phrase": result.phrase,
    }


def add_to_feedback(
    session: Session, application: Application, paragraphs: Sequence[str], *,
    language: str, asked: bool, actor: User, now: datetime,
) -> None:  # fmt: skip
    """Let a candidate's feedback say how a model was used; said again, it takes the place."""
    held = queries.get_addition(session, application.id)
    if held is None:
        held = FeedbackAddition(application_id=application.id)
        session.add(held)
    held.paragraphs, held.language, held.asked = list(paragraphs), language, asked
    held.added_by_id, held.added_at = actor.id, now
    session.flush()
    fields = {"language": language, "asked": asked, "paragraphs": held.paragraphs}
    record(
        session, "application.feedback-added-to", application, actor=actor.public_id, fields=fields
    )


def take_from_feedback(session: Session, application: Application, *, actor: User) -> None:
    """Let the feedback say nothing of a model any more."""
    held = queries.get_addition(session, application.id)
    if held is not None:
        session.delete(held)
        session.flush()
        record(session, "application.feedback-taken-from", application, actor=actor.public_id)
