"""The report centre: choose an audience, then people, look it over, make the stack."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.desk import queries, rules, services
from assess.desk.audiences import AUDIENCES
from assess.desk.guards import audience_or_404, batch_or_404
from assess.desk.queries import Choice, Person
from assess.desk.rules import Audience, BatchRefused, ReportState
from assess.extensions import db
from assess.web import fields, paging

bp = Blueprint("batches", __name__)


@bp.app_context_processor
def how_long_kept() -> dict[str, int]:
    """How many days files are kept, for the pages about privacy on the floors below."""
    return {"kept_files": rules.KEPT.days}


@bp.get("/reports")
@allow(Permission.RUN_DESK)
def index() -> ResponseReturnValue:
    """For whom reports are made, and the batches the actor asked for."""
    page = paging.page(db.session, queries.batches(actor()), request.args.get("page", 1, int))
    counts = queries.counts(db.session, page.rows)
    return render_template(
        "desk/reports.html", audiences=AUDIENCES, page=page, counts=counts, standing=rules.standing
    )


@bp.get("/reports/<audience>")
@allow(Permission.RUN_DESK)
def people(audience: str) -> ResponseReturnValue:
    """Whom reports for this audience can be about."""
    found, choice = audience_or_404(audience), _choice()
    page = paging.page(
        db.session,
        queries.people(actor(), found, choice),
        request.args.get("page", 1, int),
        count=paging.counting(queries.to_count(actor(), found, choice)),
        most=rules.MOST,
        scalars=False,
    )
    subjects = [row.subject for row in page.rows]
    ticked = queries.chosen_people(db.session, actor(), found, choice, _ticked(request.args))
    return render_template(
        "desk/people.html",
        audience=found,
        kind=AUDIENCES[found],
        page=page,
        choice=choice,
        ticked={one.subject for one in ticked},
        elsewhere=[one for one in ticked if one.subject not in subjects],
        groups=queries.groups(db.session, actor(), found),
        reasons=AUDIENCES[found].why_not(db.session, actor(), subjects),
    )


@bp.post("/reports/<audience>/choose")
@allow(Permission.RUN_DESK)
def choose(audience: str) -> ResponseReturnValue:
    """Another page of the list, or other filters, with the ticks so far."""
    ticked = _ticked(request.form)
    if len(ticked) > rules.MOST_TICKED:
        flash(rules.TOO_MANY_TICKS, "error")
    page = max(request.form.get("page", 1, int), 1)
    return redirect(_to_people(audience, ticked, page=page if page > 1 else None))


@bp.post("/reports/<audience>/check")
@allow(Permission.RUN_DESK)
def check(audience: str) -> ResponseReturnValue:
    """Who of the chosen people has a report that is ready, and why not."""
    found = audience_or_404(audience)
    chosen = _chosen(found)
    try:
        rules.check_can_start(len(chosen))
    except BatchRefused as refusal:
        flash(str(refusal), "error")
        return redirect(_to_people(audience, _ticked(request.form)))
    subjects = [one.subject for one in chosen]
    reasons = AUDIENCES[found].why_not(db.session, actor(), subjects)
    return render_template(
        "desk/check.html",
        audience=found,
        kind=AUDIENCES[found],
        chosen=chosen,
        reasons=reasons,
        ready=[one for one in chosen if one.subject not in reasons],
        new_id=new_public_id(),
        others=_to_people(audience, _ticked(request.form)),
    )


@bp.post("/reports/<audience>")
@allow(Permission.RUN_DESK)
def start(audience: str) -> ResponseReturnValue:
    """Ask for the reports; the same form sent twice asks once."""
    found, chosen = audience_or_404(audience), _chosen(audience_or_404(audience))
    given = request.form.get("new_id", "")
    public_id = given if fields.PUBLIC_ID.fullmatch(given) else new_public_id()
    try:
        if queries.get_batch(db.session, actor(), public_id) is None:
            services.start_batch(
                db.session, found, chosen, public_id=public_id, actor=actor(), now=utc_now()
            )
        db.session.commit()
    except BatchRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".people", audience=audience))
    except IntegrityError:
        # The same form was sent twice at the same moment; the other one has started it.
        db.session.rollback()
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/reports/batches/<public_id>")
@allow(Permission.RUN_DESK)
def show(public_id: str) -> ResponseReturnValue:
    """How far a batch is, report by report."""
    batch = batch_or_404(public_id)
    state = fields.one_of(ReportState, request.args.get("state"))
    counts = queries.counts(db.session, [batch])[batch.id]
    made = counts.get(ReportState.READY, 0) + counts.get(ReportState.FAILED, 0)
    last = queries.last_made(db.session, batch)
    waiting = counts.get(ReportState.WAITING, 0)
    page = paging.page(db.session, queries.reports(batch, state), request.args.get("page", 1, int))
    return render_template(
        "desk/batch.html",
        batch=batch,
        kind=AUDIENCES[batch.audience],
        counts=counts,
        state=state,
        standing=rules.standing(counts, over=batch.removed_at is not None),
        left=rules.seconds_left(waiting, made, batch.asked_at, last),
        page=page,
        downloads=queries.downloads(db.session, batch),
        States=ReportState,
    )


@bp.post("/reports/batches/<public_id>/again")
@allow(Permission.RUN_DESK)
def again(public_id: str) -> ResponseReturnValue:
    """Try the reports once more that failed."""
    batch = batch_or_404(public_id)
    services.try_again(db.session, batch, actor=actor(), now=utc_now())
    db.session.commit()
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/reports/batches/<public_id>/remove")
@allow(Permission.RUN_DESK)
def remove(public_id: str) -> ResponseReturnValue:
    """Let files and names go before their time."""
    batch = batch_or_404(public_id)
    services.remove(db.session, batch, actor=actor().public_id, now=utc_now())
    db.session.commit()
    flash("Names are removed, and the files go within the hour.", "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/reports/<audience>/check")
@bp.get("/reports/<audience>/choose")
@allow(Permission.RUN_DESK)
def back_to_people(audience: str) -> ResponseReturnValue:
    """Where the addresses of the check and of the ticks lead when they are opened like pages."""
    return redirect(url_for(".people", audience=audience_or_404(audience).value))


@bp.get("/reports/batches/<public_id>/again")
@bp.get("/reports/batches/<public_id>/remove")
@allow(Permission.RUN_DESK)
def back_to_batch(public_id: str) -> ResponseReturnValue:
    """Where the addresses of buttons lead when they are opened like pages."""
    return redirect(url_for(".show", public_id=batch_or_404(public_id).public_id))


def _choice() -> Choice:
    values = request.values
    return Choice(name=values.get("name", "")[:200], group=values.get("group", "")[:200])


def _ticked(values: MultiDict[str, str]) -> list[str]:
    """Whom somebody ticked, on any page of the list; one more than may be at most."""
    found = dict.fromkeys(
        one for one in values.getlist("subject") if fields.PUBLIC_ID.fullmatch(one)
    )
    return list(found)[: rules.MOST_TICKED + 1]


def _to_people(audience: str, ticked: Sequence[str], page: int | None = None) -> str:
    """The address of the list, narrowed and ticked as it was."""
    choice = _choice()
    return url_for(
        ".people", audience=audience, page=page, name=choice.name or None,
        group=choice.group or None, subject=ticked[: rules.MOST_TICKED],
    )  # fmt: skip


def _chosen(audience: Audience) -> list[Person]:
    """The people ticked, or everybody the filters leave."""
    everybody = request.form.get("whom") == "all"
    subjects = None if everybody else request.form.getlist("subject")[: rules.MOST + 1]
    return queries.chosen_people(db.session, actor(), audience, _choice(), subjects)
