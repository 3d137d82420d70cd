"""Find the panel a page is about, as the actor may see it."""

from flask import abort

from assess.accounts.guards import actor
from assess.extensions import db
from assess.hiring import queries
from assess.hiring.queries import PanelView


def panel_or_404(public_id: str) -> PanelView:
    """An application the actor runs or interviews for; anything else does not exist."""
    view = queries.panel_view(db.session, actor(), public_id)
    if view is None:
        abort(404)
    return view
