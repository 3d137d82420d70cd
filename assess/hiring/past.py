"""What finished panels showed of people, kept so that they are found again: one place writes it.

A decision for good makes a row of what was seen, one line for every competency; another
decision on the same application takes its place, and one that only wants more evidence takes
it away. What assessments showed by then stands beside it, a source of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.assessments import queries as assessments
from assess.assessments import results
from assess.assessments.models import Attempt
from assess.hiring import assessed
from assess.hiring.models import Decision, PastEvidence, PastResult
from assess.hiring.rules import Outcome, Source
from assess.instruments import library
from assess.interviews.models import Scorecard
from assess.interviews.rules import ScorecardStatus
from assess.openings import queries as openings
from assess.openings.models import Application, Plan, PlanSeat
from assess.science.scores import words as scale_words


def keep(session: Session, application: Application, decision: Decision) -> None:
    """Keep what a decision rested on, to be found again."""
    forget(session, application)
    if decision.outcome is not Outcome.MORE_EVIDENCE:
        found = of_panel(application, decision.basis, decision.decided_at.date())
        attempts = assessed.attempts_of(assessments.invitations_of(session, application))
        others = [_of_attempt(application, one) for one in assessed.newest(attempts)]
        session.add_all([found, *(one for one in others if one and one.results)])
    session.flush()
    mark_newest(session, application.candidate_id)


def forget(session: Session, application: Application) -> None:
    """Take away what an earlier decision on an application made."""
    held = select(PastEvidence.id).where(PastEvidence.application_id == application.id)
    session.execute(delete(PastResult).where(PastResult.evidence_id.in_(held)))
    session.execute(delete(PastEvidence).where(PastEvidence.application_id == application.id))


def of_panel(application: Application, basis: dict[str, Any], on: date) -> PastEvidence:
    """What a panel showed, out of the basis of a decision."""
    rows = [row for row in basis["rows"] if row["result"]["mean"] is not None]
    return _evidence(
        application,
        Source.PANEL,
        basis["framework"],
        basis["guide"],
        on,
        [
            PastResult(
                competency=row["competency"],
                value=row["result"]["mean"],
                standard_error=row["result"]["standard_error"],
                shown=row["result"]["shown"],
                margin=row["result"]["margin"],
                raters=row["result"]["ratings"],
            )
            for row in rows
        ],
        overall=basis["overall"],
    )


def mark_newest(session: Session, candidate_id: int) -> None:
    """Say which of a person's panels is the newest for each framework."""
    panels = session.execute(
        select(PastEvidence.id, PastEvidence.framework)
        .where(PastEvidence.candidate_id == candidate_id, PastEvidence.source == Source.PANEL)
        .order_by(PastEvidence.shown_on, PastEvidence.id)
    )
    newest = [*{framework: held for held, framework in panels}.values()]
    theirs = update(PastEvidence).where(PastEvidence.candidate_id == candidate_id)
    session.execute(theirs.values(newest=PastEvidence.id.in_(newest)))


def may_read(actor: User) -> list[Any]:
    """The conditions under which somebody may read what was shown, for a statement to narrow.

    Of openings they run; never of a panel they belong to and have not rated for themselves,
    and never where they stepped back.
    """
    conditions: list[Any] = []
    if not actor.may(Permission.SEE_ALL_OPENINGS):
        conditions.append(PastEvidence.opening_id.in_(openings.ids_run_by(actor)))
    seated = (
        select(Plan.opening_id)
        .join(PlanSeat, PlanSeat.plan_id == Plan.id)
        .where(PlanSeat.user_id == actor.id)
    )
    own = select(Scorecard.application_id).where(Scorecard.interviewer_id == actor.id)
    rated = own.where(Scorecard.status == ScorecardStatus.SUBMITTED)
    unrated = own.where(Scorecard.status != ScorecardStatus.SUBMITTED)
    conditions.append(PastEvidence.application_id.not_in(unrated))
    conditions.append(
        PastEvidence.opening_id.not_in(seated) | PastEvidence.application_id.in_(rated)
    )
    return conditions


def _of_attempt(application: Application, attempt: Attempt) -> PastEvidence | None:
    """What an assessment showed on competencies of a framework, where it has one."""
    assessment = library.assessment(attempt.instrument)
    if assessment.framework is None or attempt.submitted_at is None:
        return None
    known = {one.id for one in library.framework(assessment.framework).competencies}
    found = results.scores_of(attempt)
    lines = [
        PastResult(
            competency=scale.id,
            value=score.value,
            standard_error=score.sem,
            shown=scale_words.shown(score.value, scale.method),
            margin=scale_words.sure(score, scale.method),
            raters=0,
        )
        for scale in assessment.scales
        if scale.id in known and (score := found.get(scale.id)) and score.value is not None
    ]
    on = attempt.submitted_at.date()
    return _evidence(
        application, Source.ASSESSMENT, assessment.framework, attempt.instrument, on, lines
    )


def _evidence(
    application: Application,
    source: Source,
    framework: str,
    made_with: str,
    on: date,
    lines: Sequence[PastResult],
    overall: dict[str, Any] | None = None,
) -> PastEvidence:
    return PastEvidence(
        candidate_id=application.candidate_id,
        application_id=application.id,
        opening_id=application.opening_id,
        source=source,
        framework=framework.partition("@")[0],
        made_with=made_with,
        covered=len(lines),
        competencies=_listed(line.competency for line in lines),
        overall=overall["mean"] if overall else None,
        overall_error=overall["standard_error"] if overall else None,
        shown_on=on,
        newest=False,
        results=list(lines),
    )


def _listed(names: Iterable[str]) -> str:
    return "".join(f"|{name}|" for name in names)
