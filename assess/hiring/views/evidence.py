"""The page of evidence of an interview guide: what panels rated with it, and how surely."""

from importlib import import_module
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.hiring import evidence
from assess.instruments import library

bp = Blueprint("guide_evidence", __name__)


@bp.route("/library/guides/<ref>/evidence")
@allow(Permission.READ_EVIDENCE)
def show(ref: str) -> ResponseReturnValue:
    """Reliability and agreement of panels by competency; neither raters nor candidates named."""
    try:
        guide = library.guide(ref)
    except library.Unknown:
        abort(404)
    framework = library.framework(guide.framework)
    gathered = evidence.gathered(db.session, guide, framework)
    return render_template(
        "library/guide_evidence.html",
        guide=guide,
        framework=framework,
        gathered=gathered,
        fewest=evidence.FEWEST,
        weighed=_weighing().weigh(gathered) if gathered.is_enough else {},
    )


def _weighing() -> Any:
    """The module that weighs, loaded when there is something to weigh: scipy is heavy."""
    return import_module("assess.hiring.weighing")
