"""Invite to assessments: one candidate, or many at once."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.fields import SelectChoice

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.assessments import asked, queries, rules
from assess.assessments.forms import (
    AgainForm,
    EndForm,
    InviteForm,
    InviteManyForm,
    ManyForm,
    TermsForm,
)
from assess.assessments.guards import invitation_or_404
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import again as again_services
from assess.assessments.services import invitations
from assess.assessments.services import many as many_services
from assess.assessments.services.invitations import Terms
from assess.assessments.services.many import MOST, Invited
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.instruments import library
from assess.instruments.assessment import Assessment, Use
from assess.openings import candidate_csv, resumes
from assess.openings import queries as opening_queries
from assess.openings.candidate_csv import Row, Sheet
from assess.openings.guards import application_or_404, opening_or_404
from assess.openings.models import Application, CandidateImport, Opening
from assess.openings.rules import OpeningRefused
from assess.openings.services import candidates
from assess.tabular import UnreadableSheet
from assess.text import counted
from assess.times import in_zone
from assess.web.fields import choices

bp = Blueprint("inviting", __name__)

DAYS = 10
"""How long a new invitation is open, unless told."""


@bp.route("/applications/<public_id>/assessments/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def invite(public_id: str) -> ResponseReturnValue:
    """Invite a candidate to assessments."""
    application = application_or_404(public_id)
    form = InviteForm(data={**_usual_terms(), "new_id": new_public_id()})
    form.instruments.choices = _offered()
    held = queries.invitations_of(db.session, application)
    if form.is_submitted() and form.ready_id() in {one.public_id for one in held}:
        return _to(form.ready_id())
    if form.validate_on_submit():
        try:
            made = invitations.invite(
                db.session,
                application,
                form.instruments.data,
                _terms(form),
                public_id=form.ready_id(),
                sender=sender(),
                actor=actor(),
                now=utc_now(),
            )
        except AssessmentRefused as refusal:
            db.session.rollback()
            _refuse(form, form.instruments, refusal)
        else:
            db.session.commit()
            return _to(made.public_id)
    return render_template(
        "assessing/invite.html", form=form, application=application, assessments=_by_ref()
    )


@bp.route("/assessments/<public_id>/again", methods=["GET", "POST"])
@allow(Permission.SEE_ALL_OPENINGS)
def again(public_id: str) -> ResponseReturnValue:
    """Give somebody another chance at what was closed when time was up; for the people team."""
    invitation = invitation_or_404(public_id)
    form = AgainForm(data={**_usual_terms(), "new_id": new_public_id()})
    if form.is_submitted() and queries.get_invitation(db.session, actor(), form.ready_id()):
        return _to(form.ready_id())
    try:
        parts = again_services.check_can_ask_again(db.session, invitation)
    except AssessmentRefused as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("assessing.show", public_id=public_id))
    assessments = [library.assessment(part.instrument) for part in parts]
    if form.validate_on_submit():
        try:
            made = _ask_again(form, invitation)
        except AssessmentRefused as refusal:
            db.session.rollback()
            _refuse(form, form.because, refusal)
        else:
            db.session.commit()
            return _to(made.public_id)
    return render_template(
        "assessing/again.html", form=form, invitation=invitation, assessments=assessments
    )


def _ask_again(form: AgainForm, invitation: Invitation) -> Invitation:
    """Give another chance as the form says, on the terms that held before."""
    return again_services.ask_again(
        db.session,
        invitation,
        form.because.data,
        Terms(
            form.end(),
            form.time_zone.data,
            invitation.language,
            invitation.late,
            is_end_meant=form.is_end_meant(),
        ),
        public_id=form.ready_id(),
        sender=sender(),
        actor=actor(),
        now=utc_now(),
    )


@bp.route("/openings/<opening_id>/assessments/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def many(opening_id: str) -> ResponseReturnValue:
    """Choose whom to invite at once: from a list, or from the pipeline."""
    opening = opening_or_404(opening_id)
    people = asked.candidates_to_invite(db.session, opening, MOST)
    form = ManyForm()
    form.people.choices = choices([(one.public_id, one.candidate.name) for one in people])
    if form.validate_on_submit():
        try:
            sheet = _sheet(form, people)
        except UnreadableSheet as problem:
            form.file.errors = [str(problem)]
        else:
            name = resumes.shown_name(form.file.data.filename) if form.file.data else "Candidates"
            kept = candidates.keep_import(
                db.session, opening, sheet, name, actor=actor(), now=utc_now()
            )
            db.session.commit()
            return redirect(
                url_for(".confirm_many", opening_id=opening_id, import_id=kept.public_id)
            )
    return render_template(
        "assessing/many.html",
        opening=opening,
        form=form,
        people={one.public_id: one for one in people},
        invited=asked.invited_to(db.session, people),
        most=MOST,
    )


@bp.route("/openings/<opening_id>/assessments/new/<import_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def confirm_many(opening_id: str, import_id: str) -> ResponseReturnValue:
    """Show who would be invited, and invite those who stay ticked on the chosen terms."""
    opening = opening_or_404(opening_id)
    kept = opening_queries.get_import(db.session, opening, import_id)
    if kept is None:
        abort(404)
    everybody = [row["email"] for row in kept.rows]
    form = InviteManyForm(data={**_usual_terms(), "people": everybody})
    form.people.choices = choices([(row["email"], row["name"]) for row in kept.rows])
    form.instruments.choices = _offered()
    if form.is_submitted() and kept.done_at is not None:
        return _told(None, opening_id, kept)
    if form.validate_on_submit():
        try:
            done = _invite_list(opening, kept, form)
        except (AssessmentRefused, OpeningRefused) as refusal:
            db.session.rollback()
            _refuse(form, form.instruments, refusal)
        else:
            db.session.commit()
            return _told(done, opening_id, kept)
    return _list_page(opening, kept, form)


def _invite_list(opening: Opening, kept: CandidateImport, form: InviteManyForm) -> Invited | None:
    return many_services.invite_list(
        db.session,
        opening,
        kept,
        form.people.data,
        form.instruments.data,
        _terms(form),
        sender=sender(),
        actor=actor(),
        now=utc_now(),
    )


def _list_page(
    opening: Opening, kept: CandidateImport, form: InviteManyForm
) -> ResponseReturnValue:
    here = asked.candidates_by_mail(db.session, opening.id, [row["email"] for row in kept.rows])
    return render_template(
        "assessing/confirm_many.html",
        opening=opening,
        kept=kept,
        counts=_counts(kept),
        form=form,
        ticks={option.data: option for option in form.people},
        assessments=_by_ref(),
        here=here,
        invited=asked.invited_to(db.session, here.values()),
        title_of=lambda ref: library.assessment(ref).title,
    )


def _counts(kept: CandidateImport) -> str:
    """How many there are, from where, and how many are left out; a sentence or two."""
    listed = sum(1 for row in kept.rows if row["line"])
    chosen = len(kept.rows) - listed
    people = f"{'Invited: ' if kept.done_at else ''}{counted(len(kept.rows), 'candidate')}"
    if listed and chosen:
        whence = f" ({listed:,} from {kept.file_name}, {chosen:,} chosen here)"
    else:
        whence = " chosen here" if chosen else f" from {kept.file_name}" if listed else ""
    left_out = f" {len(kept.problems):,} left out." if kept.problems else ""
    return f"{people}{whence}.{left_out}"


def _usual_terms() -> dict[str, object]:
    zone = actor().time_zone
    end = in_zone(utc_now() + timedelta(days=DAYS), zone)
    at_five = end.replace(tzinfo=None, hour=17, minute=0, second=0, microsecond=0)
    return {"closes_at": at_five, "time_zone": zone}


def _by_ref() -> dict[str, Assessment]:
    """What candidates are invited to: made for hiring, and answered about oneself."""
    found = [one for one in library.assessments() if one.use is Use.HIRING]
    return {one.ref: one for one in found if one.about == "self"}


def _offered() -> list[SelectChoice]:
    return choices([(ref, one.title) for ref, one in _by_ref().items()])


def _terms(form: TermsForm) -> Terms:
    return Terms(
        form.end(),
        form.time_zone.data,
        form.language.data,
        form.late(),
        is_end_meant=form.is_end_meant(),
    )


def _refuse(form: EndForm, field: Field, refusal: Exception) -> None:
    if isinstance(refusal, rules.WrongEnd):
        form.refuse_end(refusal)
    else:
        field.errors = [str(refusal)]


def _sheet(form: ManyForm, people: list[Application]) -> Sheet:
    """The rows of the file and the chosen candidates, each person once."""
    data = form.file.data.read() if form.file.data else b""
    sheet = candidate_csv.read(data) if form.file.data else Sheet((), ())
    listed = {row.email for row in sheet.rows}
    chosen = [
        Row(0, one.candidate.name, one.candidate.email, one.candidate.phone)
        for one in people
        if one.public_id in form.people.data and one.candidate.email not in listed
    ]
    rows = (*sheet.rows, *chosen)
    if len(rows) > MOST:
        raise UnreadableSheet(f"These are {len(rows):,} people. Invite {MOST} or fewer at once.")
    return Sheet(rows, sheet.problems)


def _told(done: Invited | None, opening_id: str, kept: CandidateImport) -> ResponseReturnValue:
    """Say how many were invited; who was left out, and why, stands on the page for a day."""
    if done is None:
        flash("These invitations went out before. Nobody was invited twice.", "warning")
    else:
        said = f"{counted(done.count, 'candidate')} invited."
        if kept.problems:
            said += f" {len(kept.problems)} left out: the reasons stand below."
        flash(said, "warning" if done.left_out or not done.count else "success")
    return redirect(url_for(".confirm_many", opening_id=opening_id, import_id=kept.public_id))


def _to(public_id: str) -> ResponseReturnValue:
    flash("The invitation is on its way.", "success")
    return redirect(url_for("assessing.show", public_id=public_id))
