"""The people team's side: how far people are; remind, send again, withdraw, extend."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.assessments import deeds, progress, queries, rules, watched, wording
from assess.assessments.forms import ExtendForm
from assess.assessments.guards import invitation_or_404
from assess.assessments.models import Invitation
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import again
from assess.assessments.services import invitations as services
from assess.assessments.watched import Filters, Shown
from assess.database import utc_now
from assess.extensions import db
from assess.instruments import library
from assess.language import ENGLISH
from assess.openings import queries as opening_queries
from assess.times import in_zone
from assess.web import conflict, paging

bp = Blueprint("assessing", __name__)


@bp.route("/assessments")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Every invitation for openings the actor runs, and what waits for a decision."""
    now = utc_now()
    filters = Filters(
        shown=request.args.get("show", Shown.WAITING, type=Shown),
        opening=request.args.get("opening", "")[:200],
        name=request.args.get("name", "")[:200],
    )
    page = paging.page(
        db.session,
        watched.invitations(actor(), filters, now),
        request.args.get("page", 1, type=int),
    )
    return render_template(
        "assessing/index.html",
        page=page,
        filters=filters,
        states=Shown,
        openings=watched.openings(db.session, actor()),
        withdrawn=watched.count_withdrawn(db.session, actor()),
        astray=watched.astray(db.session, actor()),
        adjustments=queries.waiting_adjustments(db.session, actor()),
        title_of=lambda ref: library.assessment(ref).title,
        progress=progress.of(db.session, [a for one in page.rows for a in one.attempts]),
        now=now,
    )


@bp.route("/assessments/<public_id>")
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """One invitation: how far it is, and everything that helps with it."""
    invitation, now = invitation_or_404(public_id), utc_now()
    gives_chances = actor().may(Permission.SEE_ALL_OPENINGS)
    has_chance = again.may_ask_again(db.session, invitation)
    return render_template(
        "assessing/show.html",
        invitation=invitation,
        reads_answers=_reads_answers(invitation),
        decides=queries.decides(db.session, actor(), invitation),
        parts=[(a, wording.page(a, ENGLISH)) for a in invitation.attempts],
        progress=progress.of(db.session, invitation.attempts),
        offered=deeds.offered(invitation, now),
        may_ask_again=has_chance and gives_chances,
        others_may_ask_again=has_chance and not gives_chances,
        most_reminders=rules.MOST_REMINDERS,
        now=now,
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
            services.restore(db.session, invitation, actor=actor(), now=now)
    except AssessmentRefused as refusal:
        return _refused(public_id, refusal)
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
    "revoke": "The link is withdrawn. What was answered stays. You can undo this below.",
    "restore": "The link works again.",
}

MOVED = {
    True: "The end has moved. They hear of it by mail.",
    False: "The end has moved. Nobody was told: the link is still withdrawn.",
}


SAME = "That is the end already. Nothing changed, and nobody was told."


@bp.route("/assessments/<public_id>/extend", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def extend(public_id: str) -> ResponseReturnValue:
    """Move the end."""
    invitation, now = invitation_or_404(public_id), utc_now()
    try:
        deeds.check(deeds.Deed.EXTEND, invitation, now)
    except AssessmentRefused as refusal:
        return _refused(public_id, refusal)
    form = _extend_form(invitation, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _extend_form(invitation, sent=False))
        end_before = invitation.closes_at
        try:
            _move_end(form, invitation, now)
        except AssessmentRefused as refusal:
            db.session.rollback()
            form.refuse_end(refusal)
        else:
            db.session.commit()
            has_moved = invitation.closes_at != end_before
            return _to(public_id, MOVED[invitation.revoked_at is None] if has_moved else SAME)
    return render_template("assessing/extend.html", form=form, invitation=invitation)


def _move_end(form: ExtendForm, invitation: Invitation, now: datetime) -> None:
    """Move the end to where the form says."""
    services.extend(
        db.session,
        invitation,
        form.end(),
        sender=sender(),
        actor=actor(),
        now=now,
        is_end_meant=form.is_end_meant(),
    )


@bp.route("/assessments/<public_id>/answers/<int:part>")
@allow(Permission.SEE_ALL_OPENINGS)
def answers(public_id: str, part: int) -> ResponseReturnValue:
    """What somebody answered to each question, in the order they saw; for the people team."""
    invitation = invitation_or_404(public_id)
    attempt = next((one for one in invitation.attempts if one.position == part), None)
    if attempt is None or library.assessment(attempt.instrument).about != "self":
        abort(404)
    if not _reads_answers(invitation):
        abort(404)
    given = queries.given(db.session, attempt)
    return render_template(
        "assessing/answers.html",
        invitation=invitation,
        attempt=attempt,
        page=wording.page(attempt, ENGLISH),
        lines=wording.lines(attempt, ENGLISH, given) if attempt.order else [],
    )


def _reads_answers(invitation: Invitation) -> bool:
    """The people team does, but for whoever is to rate this candidate."""
    application = invitation.application
    if application is None or not actor().may(Permission.SEE_ALL_OPENINGS):
        return False
    return not opening_queries.has_place(db.session, actor(), application.opening)


def _extend_form(invitation: Invitation, *, sent: bool) -> ExtendForm:
    end = in_zone(invitation.closes_at, invitation.time_zone).replace(tzinfo=None)
    values = {
        "closes_at": end,
        "time_zone": invitation.time_zone,
        "version": invitation.closes_at.isoformat(),
    }
    return ExtendForm(conflict.resolved() if sent else None, data=values)


def _refused(public_id: str, refusal: AssessmentRefused) -> ResponseReturnValue:
    db.session.rollback()
    flash(str(refusal), "error")
    return redirect(url_for(".show", public_id=public_id))


def _to(public_id: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show", public_id=public_id))
