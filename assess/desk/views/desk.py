"""HR's first page: what waits, how openings flow, and the rows behind every number."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.desk import funnel, queries, waiting
from assess.desk.rules import FUNNEL, Queue, Show
from assess.extensions import db
from assess.openings.guards import opening_or_404
from assess.openings.rules import Stage
from assess.web import fields, paging

bp = Blueprint("desk", __name__)


@bp.get("/hr")
@allow(Permission.RUN_DESK)
def home() -> ResponseReturnValue:
    """What waits, with a number for each kind of work, and the funnel of one opening."""
    numbers = waiting.numbers(db.session, actor(), utc_now())
    openings = queries.openings_with_candidates(db.session, actor())
    chosen = queries.chosen(openings, request.args.get("opening", ""))
    return render_template(
        "desk/home.html",
        waiting=[one for one in numbers if one.rows],
        empty=[one.queue for one in numbers if not one.rows],
        openings=openings,
        chosen=chosen,
        funnel=funnel.table(db.session, chosen.id) if chosen else [],
        Show=Show,
    )


@bp.get("/hr/waiting/<queue>")
@allow(Permission.RUN_DESK)
def queue(queue: str) -> ResponseReturnValue:
    """Everything of one kind that waits, most urgent first."""
    found = fields.one_of(Queue, queue)
    if found is None:
        abort(404)
    name, now = request.args.get("name", "")[:200], utc_now()
    page = paging.page(
        db.session,
        waiting.rows(found, actor(), now, name),
        request.args.get("page", 1, int),
        count=paging.counting(waiting.counted(found, actor(), now, name)),
        most=waiting.MOST_COUNTED,
        scalars=False,
    )
    source = waiting.SOURCES[found]

    def address_of(row: Row[Any]) -> str:
        return url_for(source.page, **dict(zip(source.arguments, row[:2], strict=False)))

    return render_template(
        "desk/queue.html", queue=found, page=page, name=name, address_of=address_of
    )


@bp.get("/hr/openings/<public_id>/<stage>")
@allow(Permission.RUN_DESK)
def stage(public_id: str, stage: str) -> ResponseReturnValue:
    """The candidates behind one number of the funnel."""
    opening, at = opening_or_404(public_id), fields.one_of(Stage, stage)
    if at not in FUNNEL:
        abort(404)
    show = fields.one_of(Show, request.args.get("show")) or Show.REACHED
    statement = funnel.rows(db.session, opening.id, at, show)
    page = paging.page(db.session, statement, request.args.get("page", 1, int), scalars=False)
    return render_template(
        "desk/stage.html", opening=opening, stage=at, show=show, page=page, Show=Show
    )
