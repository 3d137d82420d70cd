"""Find what a page of the report centre is about; anything else does not exist."""

from flask import abort

from assess.accounts.guards import actor
from assess.desk import queries
from assess.desk.models import Batch
from assess.desk.rules import Audience
from assess.extensions import db
from assess.web import fields


def audience_or_404(name: str) -> Audience:
    """The audience an address names."""
    found = fields.one_of(Audience, name)
    if found is None:
        abort(404)
    return found


def batch_or_404(public_id: str) -> Batch:
    """A batch the actor asked for."""
    found = queries.get_batch(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found
