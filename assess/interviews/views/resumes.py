"""A candidate's files for interviewers, where the plan shows them."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from assess.accounts.guards import allow
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.interviews import rules
from assess.interviews.guards import own_scorecard_or_404
from assess.interviews.models import Scorecard
from assess.openings import queries as openings
from assess.openings.guards import send

bp = Blueprint("resumes", __name__)


@bp.route("/interviews/<public_id>/files")
@allow(Permission.INTERVIEW)
def index(public_id: str) -> ResponseReturnValue:
    """What the candidate sent."""
    card = _card_or_404(public_id)
    files = openings.resumes(db.session, card.application_id)
    return render_template("interviews/resumes.html", card=card, files=files)


@bp.route("/interviews/<public_id>/files/<file_id>")
@allow(Permission.INTERVIEW)
def download(public_id: str, file_id: str) -> ResponseReturnValue:
    """One file, to be saved."""
    card = _card_or_404(public_id)
    files = openings.resumes(db.session, card.application_id)
    found = next((file for file in files if file.public_id == file_id), None)
    if found is None:
        abort(404)
    return send(found)


def _card_or_404(public_id: str) -> Scorecard:
    """The actor's scorecard, if its plan shows files and the kit is open."""
    card = own_scorecard_or_404(public_id)
    if not card.interview.plan.show_resume:
        abort(404)
    try:
        rules.check_can_open(card.status, declared=card.declared_at is not None)
    except rules.ScorecardRefused:
        abort(404)
    return card
