"""The page of evidence of an assessment: how sure its scales are, by whose answers."""

from importlib import import_module
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.assessments import evidence
from assess.assessments.samples import FEWEST
from assess.assessments.services import measured
from assess.extensions import db
from assess.instruments import library
from assess.science import scores

bp = Blueprint("assessment_evidence", __name__)


@bp.route("/library/assessments/<assessment_ref>/evidence")
@allow(Permission.READ_EVIDENCE)
def show(assessment_ref: str) -> ResponseReturnValue:
    """Reliability, questions, norms, and what it is too early to say; nobody is named."""
    try:
        assessment = library.assessment(assessment_ref)
    except library.Unknown:
        abort(404)
    gathered = evidence.gathered(db.session, assessment)
    own = {}
    if gathered.is_enough:
        own = measured.own_reliabilities(db.session, assessment, assessment.comparable_by)
    return render_template(
        "library/assessment_evidence.html",
        assessment=assessment,
        gathered=gathered,
        fewest=FEWEST,
        own=own,
        sem=lambda held: scores.sem(held.sd, held.value),
        weighed=_weighing().weigh(gathered) if gathered.is_enough else {},
    )


def _weighing() -> Any:
    """The module that weighs, loaded when there is something to weigh: scipy is heavy."""
    return import_module("assess.assessments.weighing")
