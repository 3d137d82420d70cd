"""Find the interview a page is about."""

from flask import abort

from assess.accounts.guards import actor
from assess.extensions import db
from assess.interviews import queries
from assess.interviews.models import Interview, Scorecard
from assess.openings import queries as openings


def interview_or_404(public_id: str) -> Interview:
    """An interview of an opening the actor runs; anything else does not exist."""
    interview = queries.get_interview(db.session, public_id)
    if interview is None or not openings.does_run(
        db.session, actor(), interview.application.opening_id
    ):
        abort(404)
    return interview


def own_scorecard_or_404(public_id: str) -> Scorecard:
    """The actor's own scorecard in an interview; anything else does not exist."""
    card = queries.get_own_scorecard(db.session, actor(), public_id)
    if card is None:
        abort(404)
    return card
