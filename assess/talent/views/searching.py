"""One search over people, notes, openings and questions."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from assess.accounts.guards import actor, allow
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.talent import searching
from assess.talent.searching import Group
from assess.web import fields, paging

bp = Blueprint("search", __name__)

READS: dict[Group, Callable[[Session, User, str], Any]] = {
    Group.PEOPLE: searching.people,
    Group.NOTES: searching.notes,
    Group.OPENINGS: searching.openings,
}


@bp.get("/search")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """What there is with the words asked for, one kind at a time."""
    asked = request.args.get("for", "")[:200]
    counts = searching.counts(db.session, actor(), asked)
    group = fields.one_of(Group, request.args.get("kind"))
    group = group or next((one for one, many in counts.items() if many), Group.PEOPLE)
    page = None
    if group in READS:
        page = paging.page(
            db.session,
            READS[group](db.session, actor(), asked),
            request.args.get("page", 1, int),
            scalars=group is not Group.NOTES,
        )
    met = {}
    if page and group is Group.PEOPLE:
        met = searching.where_met(db.session, actor(), page.rows)
    return render_template(
        "pools/search.html",
        asked=asked, counts=counts, group=group, Group=Group, page=page, met=met,
        questions=searching.questions(asked) if group is Group.QUESTIONS else [],
    )  # fmt: skip
