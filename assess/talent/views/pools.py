"""The list of pools, a new one, and the people in each."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from assess.accounts import queries as accounts
from assess.accounts.guards import actor, allow, today
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.instruments import library
from assess.talent import queries, rediscovery, rules, services
from assess.talent.forms import PoolForm
from assess.talent.guards import pool_or_404
from assess.talent.models import Pool
from assess.talent.queries import Filters
from assess.talent.rules import Care, Readiness
from assess.web import conflict, fields, paging

bp = Blueprint("pools", __name__)


@bp.get("/pools")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Every pool the actor keeps."""
    closed = request.args.get("closed") == "yes"
    statement = queries.pools(actor(), closed=closed)
    page = paging.page(db.session, statement, request.args.get("page", 1, int))
    numbers = queries.numbers(db.session, list(page.rows), today())
    return render_template(
        "pools/index.html", page=page, numbers=numbers, closed=closed, Readiness=Readiness
    )


@bp.route("/pools/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def start() -> ResponseReturnValue:
    """Start to look for people for a role."""
    form = _form(None)
    if form.validate_on_submit():
        public_id = form.ready_id()
        try:
            if queries.get_pool(db.session, actor(), public_id) is None:
                services.start_pool(
                    db.session, public_id=public_id, title=form.title.data,
                    template=form.template.data, purpose=form.purpose.data,
                    keepers=_keepers(form), actor=actor(), now=utc_now(),
                )  # fmt: skip
            db.session.commit()
        except IntegrityError:
            # The same form was sent twice at the same moment; the other one has started it.
            db.session.rollback()
        return _after(public_id)
    return render_template("pools/change.html", form=form, pool=None)


@bp.get("/pools/<public_id>")
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """Who is in a pool, who waits for attention, and how many conversations there were."""
    pool, day = pool_or_404(public_id), today()
    filters = _filters()
    page = paging.page(
        db.session,
        queries.members(pool, filters, day),
        request.args.get("page", 1, int),
        count=queries.count_members(pool, filters, day),
    )
    month = day.replace(day=1)
    role = library.role_template(pool.template)
    return render_template(
        "pools/show.html",
        pool=pool,
        page=page,
        filters=filters,
        numbers=queries.numbers(db.session, [pool], day)[pool.id],
        tags=queries.tags_in(db.session, pool),
        held=queries.conversations(db.session, pool, [month]),
        month=month,
        care={row.id: rules.care(row.standing, day) for row in page.rows},
        template=role,
        strength=rediscovery.strength(db.session, actor(), pool, role, filters.readiness),
        Readiness=Readiness,
        Care=Care,
    )


@bp.route("/pools/<public_id>/change", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def change(public_id: str) -> ResponseReturnValue:
    """Say anew what a pool is for and who keeps it."""
    pool = pool_or_404(public_id)
    form = _form(pool, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _form(pool))
        services.change_pool(
            db.session, pool, title=form.title.data, purpose=form.purpose.data,
            keepers=_keepers(form, pool), actor=actor(),
        )  # fmt: skip
        db.session.commit()
        flash("Saved.", "success")
        return _after(public_id)
    return render_template("pools/change.html", form=form, pool=pool)


@bp.post("/pools/<public_id>/open")
@allow(Permission.RUN_OPENINGS)
def open_or_close(public_id: str) -> ResponseReturnValue:
    """Look for nobody any more, or again."""
    pool = pool_or_404(public_id)
    if request.form.get("open") == "yes":
        services.reopen_pool(db.session, pool, actor=actor())
        said = "This pool takes people in again."
    else:
        services.close_pool(db.session, pool, actor=actor(), now=utc_now())
        said = "This pool is closed. People stay until their consent ends."
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/pools/<public_id>/open")
@allow(Permission.RUN_OPENINGS)
def back_to_pool(public_id: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".show", public_id=public_id))


def _filters() -> Filters:
    return Filters(
        readiness=fields.one_of(Readiness, request.args.get("ready")),
        care=fields.one_of(Care, request.args.get("waits")),
        tag=request.args.get("tag", "")[:200],
        name=request.args.get("name", "")[:200],
    )


def _after(public_id: str) -> ResponseReturnValue:
    """On to the pool; whoever does not keep it themselves finds the list."""
    if queries.get_pool(db.session, actor(), public_id) is None:
        return redirect(url_for(".index"))
    return redirect(url_for(".show", public_id=public_id))


def _form(pool: Pool | None, *, sent: bool = False) -> PoolForm:
    """The form about a pool: what was sent, or what is held."""
    held: dict[str, object] = {"new_id": new_public_id(), "keepers": [str(actor().id)]}
    if pool is not None:
        held = {
            "version": str(pool.version), "title": pool.title, "template": pool.template,
            "purpose": pool.purpose, "keepers": [str(one.user_id) for one in pool.keepers],
        }  # fmt: skip
    formdata = conflict.resolved() if sent or pool is None else None
    form = PoolForm(formdata=formdata, data=held)
    if pool is not None:
        del form.a_month
    form.template.choices = fields.choices(_templates(pool))
    people = accounts.people_who_may(db.session, Permission.RUN_OPENINGS)
    form.keepers.choices = fields.choices([(str(one.id), one.name) for one in people])
    return form


def _templates(pool: Pool | None) -> list[tuple[str, str]]:
    found = [library.role_template(pool.template)] if pool else library.latest_role_templates()
    return [(one.ref, one.title) for one in found]


def _keepers(form: PoolForm, pool: Pool | None = None) -> dict[int, int]:
    """Conversations a month by keeper; who keeps the pool already goes on with their own aim."""
    own = {one.user_id: one.a_month for one in pool.keepers} if pool else {}
    many = rules.USUAL_A_MONTH if pool else form.a_month.data or 0
    return {int(one): own.get(int(one), many) for one in form.keepers.data or []}
