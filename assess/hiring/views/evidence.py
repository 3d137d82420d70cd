"""The page of evidence of an interview guide: what panels rated with it, and how surely."""

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.hiring import evidence
from assess.instruments import library
from assess.later import later
from assess.openings.guards import library_or_404

if TYPE_CHECKING:
    from assess.hiring import weighing
else:
    weighing = later("assess.hiring.weighing")

bp = Blueprint("guide_evidence", __name__)


@bp.route("/library/guides/<ref>/evidence")
@allow(Permission.READ_EVIDENCE)
def show(ref: str) -> ResponseReturnValue:
    """Reliability and agreement of panels by competency; neither raters nor candidates named."""
    guide = library_or_404(library.guide, ref)
    framework = library.framework(guide.framework)
    gathered = evidence.gathered(db.session, guide, framework)
    return render_template(
        "library/guide_evidence.html",
        guide=guide,
        framework=framework,
        gathered=gathered,
        fewest=evidence.FEWEST,
        weighed=weighing.weigh(gathered) if gathered.is_enough else {},
    )
