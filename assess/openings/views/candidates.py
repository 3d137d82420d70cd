"""Bring candidates in, correct what is held about them, keep their files, move them."""

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, settings
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.openings import candidate_csv, queries, resumes
from assess.openings.forms import CandidateForm, ImportForm, MoveForm, ResumeForm
from assess.openings.guards import application_or_404, opening_or_404, resume_or_404, send
from assess.openings.models import Candidate
from assess.openings.rules import OpeningRefused, Stage, moves_by_hand
from assess.openings.services import applications as application_services
from assess.openings.services import candidates as services
from assess.tabular import UnreadableSheet
from assess.text import counted
from assess.web import conflict

bp = Blueprint("candidates", __name__)


@bp.route("/openings/<public_id>/candidates/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def add(public_id: str) -> ResponseReturnValue:
    """Add a candidate by hand."""
    opening = opening_or_404(public_id)
    form = CandidateForm()
    if form.validate_on_submit():
        try:
            application = services.add_candidate(
                db.session,
                opening,
                name=form.name.data,
                email=form.email.data,
                phone=form.phone.data,
                actor=actor(),
                now=utc_now(),
            )
        except OpeningRefused as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
        else:
            db.session.commit()
            _say_if_known(application.candidate, form.name.data)
            return redirect(url_for("hiring.dossier", public_id=application.public_id))
    return render_template("candidates/add.html", opening=opening, form=form)


@bp.route("/openings/<public_id>/import", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def read_file(public_id: str) -> ResponseReturnValue:
    """Read a CSV file; nothing is imported yet."""
    opening = opening_or_404(public_id)
    form = ImportForm()
    if form.validate_on_submit():
        try:
            sheet = candidate_csv.read(form.file.data.read())
        except UnreadableSheet as problem:
            form.file.errors = [str(problem)]
        else:
            name = resumes.shown_name(form.file.data.filename or "")
            kept = services.keep_import(
                db.session, opening, sheet, name, actor=actor(), now=utc_now()
            )
            db.session.commit()
            return redirect(
                url_for(".confirm_import", public_id=public_id, import_id=kept.public_id)
            )
    return render_template("candidates/import.html", opening=opening, form=form)


@bp.route("/openings/<public_id>/import/<import_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def confirm_import(public_id: str, import_id: str) -> ResponseReturnValue:
    """Show what a file would bring in, and bring it in when confirmed."""
    opening = opening_or_404(public_id)
    kept = queries.get_import(db.session, opening, import_id)
    if kept is None:
        abort(404)
    if request.method == "POST":
        try:
            count = services.confirm_import(db.session, opening, kept, actor=actor(), now=utc_now())
        except OpeningRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
            flash(f"{counted(count, 'candidate')} added.", "success")
            return redirect(url_for("openings.pipeline", public_id=public_id))
    emails = [row["email"] for row in kept.rows]
    known = queries.known_emails(db.session, opening.id, emails)
    here = {email for email in emails if known.get(email)}
    return render_template(
        "candidates/preview.html",
        opening=opening,
        kept=kept,
        here=here,
        new=len(emails) - len(here),
        met=queries.met_elsewhere(db.session, actor(), opening.id, emails),
    )


@bp.route("/applications/<public_id>/candidate", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def change(public_id: str) -> ResponseReturnValue:
    """Correct name, mail address and phone of a candidate."""
    application = application_or_404(public_id)
    candidate = application.candidate
    form = CandidateForm(conflict.resolved(), obj=candidate)
    if form.validate_on_submit():
        conflict.check(form, CandidateForm(None, obj=candidate))
        try:
            services.change_candidate(
                db.session,
                candidate,
                name=form.name.data,
                email=form.email.data,
                phone=form.phone.data,
                actor=actor(),
            )
        except OpeningRefused as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
        else:
            db.session.commit()
            return redirect(url_for("hiring.dossier", public_id=public_id))
    return render_template("candidates/change.html", application=application, form=form)


@bp.route("/applications/<public_id>/move", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def move(public_id: str) -> ResponseReturnValue:
    """Move a candidate to another stage; the history keeps the step."""
    application = application_or_404(public_id)
    form = MoveForm()
    open_to = moves_by_hand(application.stage, [step.new for step in application.moves])
    form.stage.choices = [one for one in form.stage.choices if Stage(one.value) in open_to]
    if form.validate_on_submit():
        try:
            application_services.move(
                db.session,
                application,
                Stage(form.stage.data),
                reason=form.reason.data,
                actor=actor(),
                now=utc_now(),
            )
        except OpeningRefused as refusal:
            db.session.rollback()
            form.stage.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"Moved to ‘{application.stage.label}’.", "success")
            return redirect(url_for("hiring.dossier", public_id=public_id))
    return render_template(
        "candidates/move.html", application=application, form=form, open_to=open_to
    )


@bp.route("/applications/<public_id>/files", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def files(public_id: str) -> ResponseReturnValue:
    """Files of a candidate; add one."""
    application = application_or_404(public_id)
    form = ResumeForm()
    if form.validate_on_submit():
        upload = form.file.data
        try:
            application_services.add_resume(
                db.session,
                application,
                file_name=upload.filename or "",
                data=upload.read(resumes.MAX_BYTES + 1),
                folder=settings().files,
                actor=actor(),
                now=utc_now(),
            )
        except OpeningRefused as refusal:
            db.session.rollback()
            form.file.errors = [str(refusal)]
        else:
            db.session.commit()
            return redirect(url_for(".files", public_id=public_id))
    held = queries.resumes(db.session, application.id)
    return render_template("candidates/files.html", application=application, form=form, files=held)


@bp.route("/files/<public_id>")
@allow(Permission.RUN_OPENINGS)
def download(public_id: str) -> ResponseReturnValue:
    """A file as it was sent, to be saved, never shown by us."""
    return send(resume_or_404(public_id))


@bp.post("/files/<public_id>/remove")
@allow(Permission.RUN_OPENINGS)
def remove(public_id: str) -> ResponseReturnValue:
    """Take a file away for good."""
    resume = resume_or_404(public_id)
    stored, application = [resume.stored_as], resume.application
    application_services.remove_resume(db.session, resume, actor=actor())
    db.session.commit()
    resumes.discard(settings().files, stored)
    flash("The file is removed.", "success")
    return redirect(url_for(".files", public_id=application.public_id))


@bp.get("/files/<public_id>/remove")
@allow(Permission.RUN_OPENINGS)
def back_to_files(public_id: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    application = resume_or_404(public_id).application
    return redirect(url_for(".files", public_id=application.public_id))


def _say_if_known(candidate: Candidate, typed: str) -> None:
    """Tell that somebody is known by another name: what was typed is not on record."""
    if candidate.name != typed:
        flash(
            f"Somebody with this mail address is known already, as {candidate.name}. That name "
            f"stays; you typed {typed}.",
            "warning",
        )
