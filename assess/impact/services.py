"""Ask for a look at selection rates, and take it: the one place where what is sealed is read."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from assess import queue
from assess.accounts.models import User
from assess.assessments.services import identifying
from assess.audit.services import SYSTEM, record
from assess.impact import queries, rules
from assess.impact.models import ImpactAnalysis
from assess.impact.rules import Applied, Counted, Step
from assess.later import later
from assess.times import in_zone

if TYPE_CHECKING:
    from assess.impact import findings
else:
    findings = later("assess.impact.findings")

KIND = "measure_impact"
"""The kind of outbox row that asks for an analysis."""


def ask(session: Session, *, actor: User, zone: str, now: datetime) -> ImpactAnalysis:
    """Ask for an analysis of the last twelve months; one that waits already is the same."""
    waiting = queries.newest(session, made=False)
    if waiting is not None and waiting.made_at is None:
        return waiting
    analysis = ImpactAnalysis(
        asked_at=now,
        asked_by_id=actor.id,
        since=in_zone(now - rules.WINDOW, zone).date(),
        until=in_zone(now, zone).date(),
    )
    session.add(analysis)
    session.flush()
    record(session, "impact_analysis.asked", analysis, actor=actor.public_id)
    queue.enqueue(
        session, KIND, {"analysis": analysis.public_id}, event=f"impact {analysis.public_id}",
        now=now,
    )  # fmt: skip
    return analysis


@dataclass(frozen=True)
class Gathered:
    """What is counted: every application with what was said, and the steps of last time."""

    everybody: list[Applied]
    until: date
    earlier: Mapping[Step, Counted]


def gather(session: Session, public_id: str, key: bytes, now: datetime) -> Gathered | None:
    """Open what people said, for the job alone; `None` once the analysis is made.

    It is in memory here and nowhere else: neither rows nor the diary hold it.
    """
    analysis = queries.get_asked(session, public_id)
    if analysis is None or analysis.made_at is not None:
        return None
    standings = queries.standings(session, now - rules.WINDOW)
    said = identifying.said_by(session, (one.public_id for one in standings), key)
    before = queries.newest(session, made=True)
    earlier = {one.step: one for one in queries.steps_of(before)} if before else {}
    everybody = [Applied(one, said.get(one.public_id, {})) for one in standings]
    return Gathered(everybody, analysis.until, earlier)


def counted(found: Gathered) -> list[Counted]:
    """Every step; as it was last time while fewer than five more people were decided on."""
    steps = []
    for step in Step:
        fresh, before = rules.count(step, found.everybody, found.until), found.earlier.get(step)
        if before is not None and not rules.is_new(fresh, before):
            steps.append(before)
        else:
            steps.append(findings.with_common(fresh, found.everybody))
    return steps


def keep(session: Session, public_id: str, steps: Sequence[Counted], now: datetime) -> None:
    """Keep what may be told, once."""
    analysis = queries.get_asked(session, public_id)
    if analysis is None or analysis.made_at is not None:
        return
    analysis.steps = queries.STEPS.dump_python(tuple(steps), mode="json")
    body = json.dumps(analysis.steps, sort_keys=True).encode()
    analysis.fingerprint = hashlib.sha256(body).hexdigest()
    analysis.made_at = now
    session.flush()
    fields = {"fingerprint": analysis.fingerprint}
    record(session, "impact_analysis.made", analysis, actor=SYSTEM, fields=fields)
