"""Many people at once: a file, what its columns hold, what it would bring, and what it brought."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess import days
from assess.accounts.guards import actor, allow, settings, today
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.openings import resumes
from assess.tabular import UnreadableSheet
from assess.talent import batches, imports, people_file, rules
from assess.talent.forms import ConfirmForm, PeopleFileForm, TermsForm, terms_form
from assess.talent.guards import batch_or_404, pool_or_404
from assess.talent.models import PeopleBatch, Pool
from assess.talent.people_file import DAYS, Column
from assess.talent.rules import BatchStatus, TalentRefused
from assess.web import conflict, paging

bp = Blueprint("people_import", __name__)


@bp.url_value_preprocessor
def _allow_large_files(_endpoint: object, _values: object) -> None:
    """A list of a hundred thousand people is larger than other pages take."""
    request.max_content_length = people_file.MAX_BYTES + 100_000


@bp.route("/pools/<public_id>/import", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def send(public_id: str) -> ResponseReturnValue:
    """Send a file of people; nothing is brought in yet."""
    pool, form = pool_or_404(public_id), PeopleFileForm(data={"new_id": new_public_id()})
    if form.validate_on_submit():
        batch_id = form.ready_id()
        if batches.get_batch(db.session, pool, batch_id) is not None:
            return redirect(url_for(".columns", public_id=public_id, batch_id=batch_id))
        try:
            _keep(pool, form, batch_id)
        except UnreadableSheet as problem:
            db.session.rollback()
            form.file.errors = [str(problem)]
        else:
            db.session.commit()
            return redirect(url_for(".columns", public_id=public_id, batch_id=batch_id))
    return render_template(
        "pools/import_send.html", form=form, pool=pool, batches=batches.batches(db.session, pool)
    )


@bp.route("/pools/<public_id>/import/<batch_id>/columns", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def columns(public_id: str, batch_id: str) -> ResponseReturnValue:
    """Say what each column holds, and what is true of everybody in the file."""
    pool, batch = pool_or_404(public_id), batch_or_404(public_id, batch_id)
    here = url_for(".show", public_id=public_id, batch_id=batch_id)
    if BatchStatus.READING not in rules.BATCH_MOVES[batch.status]:
        return redirect(here)
    form = _terms_form(batch)
    if form.is_submitted() and (form.validate() & _says_the_order(form, batch)):
        try:
            imports.start_reading(db.session, batch, form.terms(), actor=actor(), now=utc_now())
        except TalentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            return redirect(here)
    return render_template("pools/import_columns.html", form=form, pool=pool, batch=batch)


@bp.route("/pools/<public_id>/import/<batch_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def show(public_id: str, batch_id: str) -> ResponseReturnValue:
    """What a file would bring, how far it has come, and what it brought."""
    pool, batch = pool_or_404(public_id), batch_or_404(public_id, batch_id)
    if batch.status is BatchStatus.SENT and request.method == "GET":
        return redirect(url_for(".columns", public_id=public_id, batch_id=batch_id))
    form = ConfirmForm(data={"version": str(batch.version)})
    if request.form.get("then") == "drop":
        return _drop(pool, batch)
    if request.method == "POST":
        try:
            _go_on(batch, form)
        except TalentRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
        return redirect(url_for(".show", public_id=public_id, batch_id=batch_id))
    number = request.args.get("page", 1, int)
    only_problems = request.args.get("problems") == "yes"
    page = paging.page(
        db.session, batches.batch_rows(batch, problems=only_problems), number,
        count=batches.count_batch_rows(batch, problems=only_problems),
    )  # fmt: skip
    is_ready, emails = batch.status is BatchStatus.READY, [row.email for row in page.rows]
    return render_template(
        "pools/import_show.html", form=form, pool=pool, batch=batch, page=page,
        only_problems=only_problems, status=BatchStatus,
        known=batches.known_in(db.session, actor(), batch) if is_ready else None,
        hows=batches.how_known(db.session, actor(), batch, emails) if is_ready else {},
        brought=batches.brought(db.session, batch),
        stayed=_stayed(batch), undo_until=batch.created_at + imports.KEPT_FOR,
    )  # fmt: skip


def _keep(pool: Pool, form: PeopleFileForm, batch_id: str) -> None:
    upload = form.file.data
    stored = resumes.store_stream(settings().files, upload.stream)
    try:
        with (settings().files / stored).open("rb") as file:
            imports.keep_file(
                db.session, pool, file, public_id=batch_id, stored_as=stored,
                file_name=resumes.shown_name(upload.filename or ""), actor=actor(), now=utc_now(),
            )  # fmt: skip
    except UnreadableSheet:
        resumes.discard(settings().files, [stored])
        raise


def _terms_form(batch: PeopleBatch) -> TermsForm:
    """The form about a file: what was sent, said before, or seems so."""
    kept = batch.settings
    held: dict[str, object] = {
        "version": str(batch.version),
        "order": kept.get("order") or _order(batch, batch.columns),
        "readiness": kept.get("readiness"),
        "reason": kept.get("reason", ""),
        "review_on": batches.day_of(kept, "review_on") or today() + rules.USUAL_REVIEW,
        "given_on": batches.day_of(kept, "given_on"),
        "until": batches.day_of(kept, "until"),
        "how": kept.get("how", ""),
        "markets": ", ".join(kept.get("markets", [])),
        "lines": ", ".join(kept.get("lines", [])),
    }
    held |= {f"column_{at}": column for at, column in enumerate(batch.columns)}
    return terms_form(batch.header)(conflict.resolved(), data=held)


def _order(batch: PeopleBatch, chosen: list[str]) -> str | None:
    """The only order in which the days of the first lines can be meant, if there is only one."""
    found = days.orders(_days(batch, chosen))
    return next(iter(found)).value if len(found) == 1 else None


def _days(batch: PeopleBatch, chosen: list[str]) -> list[str]:
    places = [at for at, column in enumerate(chosen) if column and Column(column) in DAYS]
    return [cells[at] for cells in batch.samples for at in places if at < len(cells)]


def _says_the_order(form: TermsForm, batch: PeopleBatch) -> bool:
    chosen = [field.data for field in form.columns]
    if form.order.data or not days.orders(_days(batch, chosen)):
        return True
    form.order.errors = ["Choose in which order the days of this file are written."]
    return False


def _drop(pool: Pool, batch: PeopleBatch) -> ResponseReturnValue:
    """Throw away a file that brought nobody in."""
    here = url_for(".show", public_id=pool.public_id, batch_id=batch.public_id)
    try:
        stored, name = imports.drop(db.session, batch, actor=actor()), batch.file_name
    except TalentRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(here)
    db.session.commit()
    resumes.discard(settings().files, [stored])
    flash(f"{name} is thrown away. Nobody in it was brought in.", "success")
    return redirect(url_for(".send", public_id=pool.public_id))


def _go_on(batch: PeopleBatch, form: ConfirmForm) -> None:
    """The next step, as the button said."""
    if request.form.get("then") == "undo":
        imports.start_undoing(db.session, batch, actor=actor(), now=utc_now())
        return
    if batches.known_in(db.session, actor(), batch).same_phone and not form.same_phone.data:
        raise TalentRefused("Say first whether those with a phone you know are the same people.")
    same = form.same_phone.data == "same"
    imports.start_import(db.session, batch, same_phone=same, actor=actor(), now=utc_now())


def _stayed(batch: PeopleBatch) -> list[object]:
    if batch.status is not BatchStatus.UNDONE:
        return []
    return list(db.session.execute(batches.stayed(batch).limit(200)))
