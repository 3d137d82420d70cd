"""What became of hires: a list, a form, and files."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, today
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.fit import outcome_table, queries, rules
from assess.fit.forms import ImportForm, OutcomeForm
from assess.fit.guards import hire_or_404, import_or_404
from assess.fit.queries import Hire
from assess.fit.rules import FitRefused, Found
from assess.fit.services import outcomes
from assess.openings import resumes
from assess.tabular import UnreadableSheet
from assess.text import counted
from assess.web import conflict, paging

NOTHING_NEW = "Nothing new: every outcome in the file was noted already."

bp = Blueprint("outcomes", __name__)


@bp.get("/fit/outcomes")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Everybody hired into the actor's openings, and what was found of them."""
    name, template = request.args.get("name", "").strip(), request.args.get("role", "")
    only_due = request.args.get("due") == "yes"
    day = today()
    due_on = day if only_due else None
    page = paging.page(
        db.session,
        queries.hires(actor(), name=name, template=template, due_on=due_on),
        request.args.get("page", 1, int),
        count=queries.number_of_hires(actor(), name=name, template=template, due_on=due_on),
        scalars=False,
    )
    hires = queries.with_outcomes(db.session, list(page.rows))
    due = queries.count_due(db.session, actor(), day)
    return render_template(
        "fit/outcomes.html",
        page=page, hires=hires, due=due, today=day,
        name=name, template=template, only_due=only_due, months=rules.MONTHS,
    )  # fmt: skip


@bp.route("/fit/outcomes/<public_id>/<int:months>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def note(public_id: str, months: int) -> ResponseReturnValue:
    """Note what became of a hire at one time, or correct it."""
    if months not in rules.MONTHS:
        abort(404)
    hire = hire_or_404(public_id)
    form = _form(hire, months, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _form(hire, months))
        try:
            outcomes.note(
                db.session, hire, months, _found(form), actor=actor(), now=utc_now(), today=today()
            )
        except FitRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Noted.", "success")
            return redirect(url_for(".index"))
    return render_template("fit/outcome.html", hire=hire, months=months, form=form)


@bp.route("/fit/outcomes/import", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def read_file() -> ResponseReturnValue:
    """Read a file of outcomes; nothing is taken in yet."""
    form = ImportForm()
    if form.validate_on_submit():
        try:
            rows, problems = outcome_table.read(form.file.data.stream)
        except UnreadableSheet as problem:
            form.file.errors = [str(problem)]
        else:
            name = resumes.shown_name(form.file.data.filename or "")
            kept = outcomes.keep_import(
                db.session, rows, problems, name, actor=actor(), now=utc_now(), today=today()
            )
            db.session.commit()
            return redirect(url_for(".confirm", sheet_id=kept.public_id))
    return render_template("fit/import.html", form=form)


@bp.route("/fit/outcomes/import/<sheet_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def confirm(sheet_id: str) -> ResponseReturnValue:
    """Show what a file would bring in, and bring it in when confirmed."""
    kept = import_or_404(sheet_id)
    if request.method == "POST":
        taken = outcomes.confirm_import(
            db.session, kept, actor=actor(), now=utc_now(), today=today()
        )
        db.session.commit()
        flash(f"{counted(taken, 'outcome')} noted." if taken else NOTHING_NEW, "success")
        return redirect(url_for(".index"))
    people = queries.hires_by_email(db.session, actor(), sorted({r["email"] for r in kept.rows}))
    held = {(mail, months) for mail, hire in people.items() for months in hire.outcomes}
    new = sum((row["email"], row["months"]) not in held for row in kept.rows)
    return render_template("fit/preview.html", kept=kept, people=people, held=held, new=new)


def _form(hire: Hire, months: int, *, sent: bool = False) -> OutcomeForm:
    """The form about one time: what was sent, or what is held."""
    one = hire.outcomes.get(months)
    held: dict[str, object] = {"version": "0", "rater": "", "on": today()}
    if one is not None:
        held = {
            "version": str(one.version), "rater": one.rater, "on": one.found_on,
            "rating": "" if one.rating is None else f"{one.rating:g}",
            "stayed": _word(one.stayed), "ramped": _word(one.ramped),
        }  # fmt: skip
    return OutcomeForm(conflict.resolved() if sent else None, data=held)


def _found(form: OutcomeForm) -> Found:
    return Found(
        outcome_table.rating_of(form.rating.data or ""),
        _truth(form.stayed.data), _truth(form.ramped.data), form.rater.data, form.on.data,
    )  # fmt: skip


def _word(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _truth(word: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(word or "")
