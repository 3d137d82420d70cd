"""Reads of the fairness audit: what was counted, and what there is to count."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assess.impact.models import ImpactAnalysis
from assess.impact.rules import Counted, Standing, last_running, without_small
from assess.openings.models import Application, Opening, StageMove
from assess.openings.rules import Stage

STEPS = TypeAdapter(tuple[Counted, ...])
"""How steps lie in the table: plain values, read back as what they were."""


def newest(session: Session, *, made: bool) -> ImpactAnalysis | None:
    """The newest analysis that is made, or the newest that was asked for."""
    statement = _analyses()
    if made:
        statement = statement.where(ImpactAnalysis.made_at.is_not(None))
    return session.scalar(statement.limit(1))


def get_asked(session: Session, public_id: str) -> ImpactAnalysis | None:
    """One analysis, made or not."""
    return session.scalar(_analyses().where(ImpactAnalysis.public_id == public_id))


def get_analysis(session: Session, public_id: str) -> ImpactAnalysis | None:
    """One analysis that is made."""
    return session.scalar(
        _analyses().where(
            ImpactAnalysis.public_id == public_id, ImpactAnalysis.made_at.is_not(None)
        )
    )


def analyses() -> Select[ImpactAnalysis]:
    """Every analysis that is made, newest first."""
    return _analyses().where(ImpactAnalysis.made_at.is_not(None))


def steps_of(analysis: ImpactAnalysis) -> tuple[Counted, ...]:
    """What an analysis counted, step by step."""
    steps = STEPS.validate_python(analysis.steps, strict=False)
    return tuple(
        replace(step, told=tuple(without_small(one) for one in step.told)) for step in steps
    )


def standings(session: Session, since: datetime) -> list[Standing]:
    """Every application since a moment: its role, and how far it came; oldest first."""
    recent = Application.created_at >= since
    moves: dict[int, list[tuple[Stage | None, Stage]]] = defaultdict(list)
    moved = (
        select(StageMove.application_id, StageMove.old, StageMove.new)
        .join(Application)
        .where(recent)
        .order_by(StageMove.id)
    )
    for application_id, old, new in session.execute(moved):
        moves[application_id].append((old, new))
    statement = (
        select(Application.id, Application.public_id, Application.stage, Opening.template)
        .join(Opening)
        .where(recent)
        .order_by(Application.id)
    )
    return [
        Standing(public_id, template, stage, last_running(moves[number], stage))
        for number, public_id, stage, template in session.execute(statement)
    ]


def _analyses() -> Select[ImpactAnalysis]:
    return select(ImpactAnalysis).order_by(ImpactAnalysis.asked_at.desc(), ImpactAnalysis.id.desc())
