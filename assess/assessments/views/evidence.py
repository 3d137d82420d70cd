"""The page of evidence of an assessment: how sure its scales are, by whose answers."""

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow, today
from assess.accounts.permissions import Permission
from assess.assessments import evidence
from assess.assessments.samples import FEWEST
from assess.assessments.services import measured
from assess.extensions import db
from assess.instruments import library
from assess.later import later
from assess.openings.guards import library_or_404
from assess.science.scores import classical as scores
from assess.science.scores import words

if TYPE_CHECKING:
    from assess.assessments import weighing
else:
    weighing = later("assess.assessments.weighing")

bp = Blueprint("assessment_evidence", __name__)


@bp.route("/library/assessments/<assessment_ref>/evidence")
@allow(Permission.READ_EVIDENCE)
def show(assessment_ref: str) -> ResponseReturnValue:
    """Reliability, questions, norms, and what it is too early to say; nobody is named."""
    assessment = library_or_404(library.assessment, assessment_ref)
    gathered = evidence.gathered(db.session, assessment)
    own = {}
    if gathered.is_enough:
        own = measured.own_reliabilities(db.session, assessment, assessment.comparable_by)
    return render_template(
        "library/assessment_evidence.html",
        assessment=assessment,
        gathered=gathered,
        fewest=FEWEST,
        today=today(),
        own=own,
        sem=lambda held: scores.sem(held.sd, held.value),
        amount=words.amount,
        mean=lambda value, method: words.shown(value, method, 1),
        weighed=weighing.weigh(gathered) if gathered.is_enough else {},
    )
