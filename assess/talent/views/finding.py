"""Past people for a role, found again by what panels showed of them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, today
from assess.accounts.permissions import Permission
from assess.extensions import db
from assess.instruments import library
from assess.instruments.schema import RoleTemplate
from assess.openings.rules import Stage
from assess.talent import queries, rediscovery
from assess.talent.guards import pool_or_404
from assess.talent.rediscovery import Order, Search
from assess.talent.rules import Readiness
from assess.web import fields, paging

bp = Blueprint("rediscovery", __name__)

YEARS = (1, 2, 3)


@bp.get("/pools/<public_id>/find")
@allow(Permission.RUN_OPENINGS)
def past(public_id: str) -> ResponseReturnValue:
    """Past people for the role of a pool."""
    pool, day = pool_or_404(public_id), today()
    role = library.role_template(pool.template)
    search = _search(role)
    page = paging.page(
        db.session,
        rediscovery.found(actor(), role, search, day),
        request.args.get("page", 1, int),
        count=rediscovery.count_found(actor(), role, search, day),
    )
    framework = library.framework(role.framework)
    return render_template(
        "pools/find.html",
        pool=pool, role=role, page=page, search=search,
        people=rediscovery.seen(db.session, actor(), pool, role, page.rows, day),
        competencies=[framework.competency(target.id) for target in role.targets],
        stages=rediscovery.REACHED, years=YEARS, Order=Order, Readiness=Readiness,
        tags=queries.tags_kept(db.session, actor()),
    )  # fmt: skip


def _search(role: RoleTemplate) -> Search:
    """What the address asks for; what it cannot mean is left out."""
    asked = request.args.getlist("shows")
    years, reached = (
        request.args.get("years", 0, int),
        fields.one_of(Stage, request.args.get("reached")),
    )
    return Search(
        shows=tuple(target.id for target in role.targets if target.id in asked),
        reached=reached if reached in rediscovery.REACHED else None,
        readiness=fields.one_of(Readiness, request.args.get("ready")),
        tag=request.args.get("tag", "")[:200],
        years=years if years in YEARS else None,
        order=fields.one_of(Order, request.args.get("order")) or Order.COVERED,
    )
