"""Find what a page is about among what the actor may see; anything else does not exist."""

from flask import abort

from assess.accounts.guards import actor
from assess.extensions import db
from assess.talent import batches, queries
from assess.talent.models import PeopleBatch, Pool, PoolMember


def pool_or_404(public_id: str) -> Pool:
    """A pool the actor keeps."""
    found = queries.get_pool(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def member_or_404(public_id: str) -> PoolMember:
    """Somebody in a pool the actor keeps."""
    found = queries.get_member(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def batch_or_404(pool_id: str, public_id: str) -> PeopleBatch:
    """A file of people for a pool the actor keeps."""
    found = batches.get_batch(db.session, pool_or_404(pool_id), public_id)
    if found is None:
        abort(404)
    return found
