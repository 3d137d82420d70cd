"""The people team's side: invite, remind, send again, withdraw, extend, adjust."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.assessments import queries, rules, wording
from assess.assessments.forms import DecideForm, ExtendForm, InviteForm
from assess.assessments.guards import invitation_or_404
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused, LatePolicy
from assess.assessments.services import invitations as services
from assess.assessments.services.invitations import Terms
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.instruments import library
from assess.openings.guards import application_or_404
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
    zone = actor().time_zone
    end = in_zone(utc_now() + timedelta(days=DAYS), zone)
    form = InviteForm(
        data={
            "closes_at": end.replace(tzinfo=None, hour=17, minute=0, second=0, microsecond=0),
            "time_zone": zone,
            "new_id": new_public_id(),
        }
    )
    form.instruments.choices = choices([(a.ref, a.title) for a in library.assessments()])
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
            form.instruments.errors = [str(refusal)]
        else:
            db.session.commit()
            return _to(made.public_id, "The invitation is on its way.")
    return render_template(
        "assessing/invite.html",
        form=form,
        application=application,
        assessments={a.ref: a for a in library.assessments()},
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
            services.extend(db.session, invitation, end, actor=actor(), now=utc_now())
        except AssessmentRefused as refusal:
            db.session.rollback()
            form.closes_at.errors = [str(refusal)]
        else:
            db.session.commit()
            return _to(public_id, "The end has moved.")
    return render_template("assessing/extend.html", form=form, invitation=invitation)


@bp.route("/assessments/<public_id>/adjustments/<adjustment_id>", methods=["GET", "POST"])
@allow(Permission.ADJUST)
def adjust(public_id: str, adjustment_id: str) -> ResponseReturnValue:
    """Read a request in private, and decide."""
    invitation = invitation_or_404(public_id)
    adjustment = queries.get_adjustment(db.session, invitation, adjustment_id)
    if adjustment is None:
        abort(404)
    form = DecideForm(data={"version": adjustment.version, "times": f"{invitation.multiplier:g}"})
    if form.validate_on_submit():
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
            return _to(public_id, "Decided. The candidate hears of it by mail.")
    return render_template(
        "assessing/adjust.html", form=form, invitation=invitation, adjustment=adjustment
    )


def _terms(form: InviteForm) -> Terms:
    return Terms(
        form.closes_at.instant(form.time_zone.data),
        form.time_zone.data,
        form.language.data,
        LatePolicy.ACCEPT if form.accept_late.data else LatePolicy.CLOSE,
    )


def _extend_form(invitation: Invitation, *, sent: bool) -> ExtendForm:
    end = in_zone(invitation.closes_at, invitation.time_zone).replace(tzinfo=None)
    values = {
        "closes_at": end,
        "time_zone": invitation.time_zone,
        "version": invitation.version,
    }
    return ExtendForm(conflict.resolved() if sent else None, data=values)


def _to(public_id: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show", public_id=public_id))
