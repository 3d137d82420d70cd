"""The people team's side: invite, remind, send again, withdraw, extend, adjust."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.assessments import queries, rules, wording
from assess.assessments.forms import (
    UNTIMED,
    DecideForm,
    ExtendForm,
    InviteForm,
    ManyForm,
    TermsForm,
)
from assess.assessments.guards import invitation_or_404
from assess.assessments.models import Adjustment, Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import invitations as services
from assess.assessments.services import many as many_services
from assess.assessments.services.invitations import Terms
from assess.assessments.services.many import MOST, Invited
from assess.database import new_public_id, utc_now
from assess.extensions import SAFE_METHODS, db
from assess.instruments import library
from assess.openings import candidate_csv, resumes
from assess.openings import queries as opening_queries
from assess.openings.candidate_csv import Row, Sheet, UnreadableSheet
from assess.openings.guards import application_or_404, opening_or_404
from assess.openings.models import Application
from assess.openings.rules import OpeningRefused
from assess.openings.services import candidates
from assess.text import counted
from assess.times import in_zone
from assess.web import conflict, paging
from assess.web.fields import choices

bp = Blueprint("assessing", __name__)

DAYS = 10
"""How long a new invitation is open, unless told."""


@bp.route("/assessments")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Every invitation for openings the actor runs, and what waits for a decision."""
    waiting = request.args.get("show") != "all"
    page = paging.page(
        db.session,
        queries.invitations(actor(), waiting=waiting),
        request.args.get("page", 1, type=int),
    )
    return render_template(
        "assessing/index.html",
        page=page,
        waiting=waiting,
        adjustments=(
            queries.waiting_adjustments(db.session, actor())
            if actor().may(Permission.ADJUST)
            else []
        ),
        title_of=lambda ref: library.assessment(ref).title,
        now=utc_now(),
    )


@bp.route("/applications/<public_id>/assessments/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def invite(public_id: str) -> ResponseReturnValue:
    """Invite a candidate to assessments."""
    application = application_or_404(public_id)
    form = InviteForm(data={**_usual_terms(), "new_id": new_public_id()})
    form.instruments.choices = _all_assessments()
    held = queries.invitations_of(db.session, application)
    if form.is_submitted() and form.ready_id() in {one.public_id for one in held}:
        return _to(form.ready_id(), "The invitation is on its way.")
    if form.validate_on_submit():
        try:
            made = services.invite(
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
            _refuse(form, refusal)
        else:
            db.session.commit()
            return _to(made.public_id, "The invitation is on its way.")
    return render_template(
        "assessing/invite.html",
        form=form,
        application=application,
        assessments={a.ref: a for a in library.assessments()},
    )


@bp.route("/openings/<opening_id>/assessments/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def many(opening_id: str) -> ResponseReturnValue:
    """Choose whom to invite at once: from a list, or from the pipeline."""
    opening = opening_or_404(opening_id)
    people = queries.candidates_to_invite(db.session, opening, MOST)
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
        invited=queries.invited_to(db.session, people),
        most=MOST,
    )


@bp.route("/openings/<opening_id>/assessments/new/<import_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def confirm_many(opening_id: str, import_id: str) -> ResponseReturnValue:
    """Show who would be invited, and invite them on the chosen terms."""
    opening = opening_or_404(opening_id)
    kept = opening_queries.get_import(db.session, opening, import_id)
    if kept is None:
        abort(404)
    form = TermsForm(data=_usual_terms())
    form.instruments.choices = _all_assessments()
    if form.validate_on_submit():
        try:
            done = many_services.invite_list(
                db.session,
                opening,
                kept,
                form.instruments.data,
                _terms(form),
                sender=sender(),
                actor=actor(),
                now=utc_now(),
            )
        except (AssessmentRefused, OpeningRefused) as refusal:
            db.session.rollback()
            _refuse(form, refusal)
        else:
            db.session.commit()
            _tell(done)
            return redirect(url_for(".confirm_many", opening_id=opening_id, import_id=import_id))
    here = queries.candidates_by_mail(db.session, opening.id, [row["email"] for row in kept.rows])
    return render_template(
        "assessing/confirm_many.html",
        opening=opening,
        kept=kept,
        form=form,
        assessments={a.ref: a for a in library.assessments()},
        here=here,
        invited=queries.invited_to(db.session, here.values()),
        title_of=lambda ref: library.assessment(ref).title,
    )


@bp.route("/assessments/<public_id>")
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """One invitation: how far it is, and everything that can be done with it."""
    invitation = invitation_or_404(public_id)
    return render_template(
        "assessing/show.html",
        invitation=invitation,
        parts=[(a, wording.page(a, wording.ENGLISH)) for a in invitation.attempts],
        is_over=all(attempt.status in rules.CLOSED for attempt in invitation.attempts),
        most_reminders=rules.MOST_REMINDERS,
        now=utc_now(),
    )


@bp.post("/assessments/<public_id>/<any(remind, reissue, revoke, restore):verb>")
@allow(Permission.RUN_OPENINGS)
def act(public_id: str, verb: str) -> ResponseReturnValue:
    """Remind, send a new link, withdraw the link, or undo that."""
    invitation = invitation_or_404(public_id)
    now, who = utc_now(), actor().public_id
    try:
        if verb == "remind":
            services.remind(db.session, invitation, sender(), now, who)
        elif verb == "reissue":
            services.reissue(db.session, invitation, sender(), now, who)
        elif verb == "revoke":
            services.revoke(db.session, invitation, actor=who, now=now)
        else:
            services.restore(db.session, invitation, actor=actor())
    except AssessmentRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".show", public_id=public_id))
    db.session.commit()
    return _to(public_id, DONE[verb])


@bp.get("/assessments/<public_id>/<any(remind, reissue, revoke, restore):verb>")
@allow(Permission.RUN_OPENINGS)
def back_to_invitation(public_id: str, verb: str) -> ResponseReturnValue:  # noqa: ARG001
    """Where the address of a button leads when it is opened like a page."""
    return redirect(url_for(".show", public_id=public_id))


DONE = {
    "remind": "The reminder is on its way, with a new link.",
    "reissue": "A new link is on its way. The old one no longer works.",
    "revoke": "The link is withdrawn. What was answered stays.",
    "restore": "The link works again.",
}


@bp.route("/assessments/<public_id>/extend", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def extend(public_id: str) -> ResponseReturnValue:
    """Move the end."""
    invitation = invitation_or_404(public_id)
    form = _extend_form(invitation, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _extend_form(invitation, sent=False))
        end = form.closes_at.instant(form.time_zone.data)
        try:
            services.extend(
                db.session, invitation, end, sender=sender(), actor=actor(), now=utc_now()
            )
        except AssessmentRefused as refusal:
            db.session.rollback()
            form.closes_at.errors = [str(refusal)]
        else:
            db.session.commit()
            return _to(public_id, "The end has moved. They hear of it by mail.")
    return render_template("assessing/extend.html", form=form, invitation=invitation)


@bp.route("/assessments/<public_id>/adjustments/<adjustment_id>", methods=["GET", "POST"])
@allow(Permission.ADJUST)
def adjust(public_id: str, adjustment_id: str) -> ResponseReturnValue:
    """Read a request in private, and decide."""
    adjustment = _adjustment_or_404(public_id, adjustment_id)
    form = _decide_form(adjustment, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _decide_form(adjustment, sent=False))
        try:
            services.decide_adjustment(
                db.session,
                adjustment,
                granted=form.decision.data == "grant",
                multiplier=form.multiplier(),
                untimed=form.is_untimed(),
                answer=form.answer.data,
                sender=sender(),
                actor=actor(),
                now=utc_now(),
            )
        except AssessmentRefused as refusal:
            db.session.rollback()
            form.times.errors = [str(refusal)]
        else:
            db.session.commit()
            flash("Decided. They hear of it by mail.", "success")
            return redirect(url_for(".index"))
    return render_template(
        "assessing/adjust.html",
        form=form,
        invitation=adjustment.invitation,
        adjustment=adjustment,
        role=services.role(adjustment.invitation),
    )


@bp.route("/assessments/<public_id>/answers/<int:part>")
@allow(Permission.SEE_ALL_OPENINGS)
def answers(public_id: str, part: int) -> ResponseReturnValue:
    """What somebody answered to each question, in the order they saw; for the people team."""
    invitation = invitation_or_404(public_id)
    attempt = next((one for one in invitation.attempts if one.position == part), None)
    if attempt is None or library.assessment(attempt.instrument).about != "self":
        abort(404)
    given = queries.given(db.session, attempt)
    return render_template(
        "assessing/answers.html",
        invitation=invitation,
        attempt=attempt,
        page=wording.page(attempt, wording.ENGLISH),
        lines=wording.lines(attempt, wording.ENGLISH, given) if attempt.order else [],
    )


def _adjustment_or_404(public_id: str, adjustment_id: str) -> Adjustment:
    to_write = request.method not in SAFE_METHODS
    found = queries.get_adjustment(db.session, actor(), public_id, adjustment_id, to_write=to_write)
    if found is None:
        abort(404)
    return found


def _usual_terms() -> dict[str, object]:
    zone = actor().time_zone
    end = in_zone(utc_now() + timedelta(days=DAYS), zone)
    at_five = end.replace(tzinfo=None, hour=17, minute=0, second=0, microsecond=0)
    return {"closes_at": at_five, "time_zone": zone}


def _all_assessments() -> list[SelectChoice]:
    """Those that one person answers about themselves; a team's pulse is for a team."""
    return choices([(a.ref, a.title) for a in library.assessments() if a.about == "self"])


def _terms(form: TermsForm) -> Terms:
    return Terms(
        form.closes_at.instant(form.time_zone.data),
        form.time_zone.data,
        form.language.data,
        form.late(),
    )


def _refuse(form: TermsForm, refusal: Exception) -> None:
    field = form.closes_at if isinstance(refusal, rules.WrongEnd) else form.instruments
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


def _tell(done: Invited | None) -> None:
    if done is None:
        flash("These invitations went out before. Nobody was invited twice.", "warning")
        return
    flash(f"{counted(done.count, 'candidate')} invited.", "success" if done.count else "warning")
    if done.left_out:
        flash(f"Left out: {' '.join(done.left_out)}", "warning")


def _decide_form(adjustment: Adjustment, *, sent: bool) -> DecideForm:
    invitation, granted = adjustment.invitation, adjustment.granted
    values = {
        "decision": None if granted is None else "grant" if granted else "decline",
        "times": UNTIMED if invitation.untimed else f"{invitation.multiplier:g}",
        "answer": adjustment.answer,
        "version": adjustment.version,
    }
    return DecideForm(conflict.resolved() if sent else None, data=values)


def _extend_form(invitation: Invitation, *, sent: bool) -> ExtendForm:
    end = in_zone(invitation.closes_at, invitation.time_zone).replace(tzinfo=None)
    values = {
        "closes_at": end,
        "time_zone": invitation.time_zone,
        "version": invitation.closes_at.isoformat(),
    }
    return ExtendForm(conflict.resolved() if sent else None, data=values)


def _to(public_id: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show", public_id=public_id))
