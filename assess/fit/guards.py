"""Find what a page is about among what the actor may see, or answer 404."""

from flask import abort

from assess.accounts.guards import actor
from assess.extensions import db
from assess.fit import queries
from assess.fit.models import FitModel, OutcomeImport
from assess.fit.queries import Hire


def hire_or_404(public_id: str) -> Hire:
    """Somebody hired into an opening the actor runs."""
    found = queries.get_hire(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def import_or_404(public_id: str) -> OutcomeImport:
    """A file the actor has read in."""
    found = queries.get_import(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def model_or_404(public_id: str) -> FitModel:
    """A model, whoever asked for it."""
    found = queries.get_model(db.session, public_id)
    if found is None:
        abort(404)
    return found
