"""The list of openings, a new one, and the pipeline of each."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from assess.accounts import queries as account_queries
from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.instruments import library
from assess.openings import listing, queries, rules
from assess.openings.forms import StartForm
from assess.openings.guards import library_or_404, opening_or_404
from assess.openings.queries import Filters
from assess.openings.rules import OpeningRefused, OpeningStatus, Stage, WaitingFor
from assess.openings.services import openings as services
from assess.web import fields, paging

bp = Blueprint("openings", __name__)


@bp.route("/openings")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Every opening the actor runs."""
    status = fields.one_of(OpeningStatus, request.args.get("status"))
    statement = listing.rows(actor(), status)
    page = paging.page(db.session, statement, request.args.get("page", 1, int), scalars=False)
    ids = [opening.id for opening in page.rows]
    return render_template(
        "openings/index.html",
        page=page,
        counts=listing.candidate_counts(db.session, ids),
        managers=listing.managers(db.session, ids),
        status=status,
        OpeningStatus=OpeningStatus,
    )


@bp.route("/openings/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def start() -> ResponseReturnValue:
    """Choose what to start from."""
    form = StartForm()
    if form.validate_on_submit():
        public_id = form.ready_id()
        try:
            _start(form, public_id)
            db.session.commit()
        except IntegrityError:
            # The same form was sent twice at the same moment; the other one has started it.
            db.session.rollback()
        return redirect(url_for("plans.role", public_id=public_id))
    form.new_id.data = new_public_id()
    earlier = db.session.scalars(queries.openings(actor()).limit(20)).all()
    return render_template(
        "openings/start.html",
        form=form,
        templates=library.latest_role_templates(),
        framework=library.framework,
        earlier=earlier,
    )


@bp.route("/openings/<public_id>")
@allow(Permission.RUN_OPENINGS)
def pipeline(public_id: str) -> ResponseReturnValue:
    """Who is where, and whose turn it is."""
    opening = opening_or_404(public_id)
    if opening.status is OpeningStatus.DRAFT:
        return redirect(url_for("plans.role", public_id=public_id))
    filters = _filters()
    counts = queries.stage_counts(db.session, opening.id)
    page = paging.page(
        db.session,
        queries.pipeline(opening.id, filters),
        request.args.get("page", 1, int),
        count=queries.count_pipeline(opening.id, filters),
        scalars=False,
    )
    return render_template(
        "openings/pipeline.html",
        opening=opening,
        page=page,
        filters=filters,
        counts=counts,
        total=sum(counts.values()),
        plan=queries.published_plan(opening),
        draft=queries.draft_plan(opening),
        rules=rules,
        now=utc_now(),
    )


@bp.post("/openings/<public_id>/status")
@allow(Permission.RUN_OPENINGS)
def change_status(public_id: str) -> ResponseReturnValue:
    """Close an opening, or open it again."""
    opening = opening_or_404(public_id)
    status = fields.one_of(OpeningStatus, request.form.get("status"))
    if status is None:
        abort(400)
    try:
        services.set_status(db.session, opening, status, actor=actor())
    except OpeningRefused as refusal:
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(f"The opening is {opening.status} now.", "success")
    return redirect(url_for(".pipeline", public_id=public_id))


@bp.get("/openings/<public_id>/status")
@allow(Permission.RUN_OPENINGS)
def back_to_pipeline(public_id: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".pipeline", public_id=public_id))


def _filters() -> Filters:
    return Filters(
        stage=fields.one_of(Stage, request.args.get("stage")),
        waiting_for=fields.one_of(WaitingFor, request.args.get("waiting")),
        name=request.args.get("name", "")[:200],
        oldest_first=request.args.get("sort") == "longest",
    )


def _start(form: StartForm, public_id: str) -> None:
    if queries.get_opening(db.session, actor(), public_id) is not None:
        return
    if form.source.data:
        source = opening_or_404(form.source.data)
        services.copy_opening(db.session, source, public_id=public_id, actor=actor(), now=utc_now())
        return
    template = library_or_404(library.published_role_template, form.template.data or "")
    people = account_queries.people_who_may(db.session, Permission.INTERVIEW)
    services.start_opening(
        db.session,
        template,
        public_id=public_id,
        people=queries.busy_interviewers(db.session, people),
        actor=actor(),
        now=utc_now(),
    )
