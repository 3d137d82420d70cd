"""Adjustments: read what somebody asks for in private, and decide."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender
from assess.accounts.permissions import Permission
from assess.assessments import clock, own_time, queries
from assess.assessments.forms import LANGUAGES, UNTIMED, DecideForm
from assess.assessments.models import Adjustment
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import adjustments, invitations
from assess.database import utc_now
from assess.extensions import SAFE_METHODS, db
from assess.instruments import library
from assess.web import conflict

bp = Blueprint("adjusting", __name__)


@bp.route("/assessments/<public_id>/adjustments/<adjustment_id>", methods=["GET", "POST"])
@allow(Permission.ADJUST)
def adjust(public_id: str, adjustment_id: str) -> ResponseReturnValue:
    """Read a request in private, with what it is about, and decide."""
    adjustment = _adjustment_or_404(public_id, adjustment_id)
    form = _decide_form(adjustment, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _decide_form(adjustment, sent=False))
        try:
            adjustments.decide_adjustment(
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
            form.answer.errors = [str(refusal)]
        else:
            db.session.commit()
            flash("Decided. They hear of it by mail.", "success")
            return redirect(url_for("assessing.index"))
    return _page(adjustment, form)


def _page(adjustment: Adjustment, form: DecideForm) -> ResponseReturnValue:
    invitation = adjustment.invitation
    assessments = [library.assessment(one.instrument) for one in invitation.attempts]
    return render_template(
        "assessing/adjust.html",
        form=form,
        invitation=invitation,
        adjustment=adjustment,
        others=[one for one in reversed(invitation.adjustments) if one is not adjustment],
        role=invitations.role(invitation),
        parts=[
            (attempt, assessment, own_time.limit(assessment, invitation))
            for attempt, assessment in zip(invitation.attempts, assessments, strict=True)
        ],
        in_words=clock.in_words,
        answers_in=dict(LANGUAGES)[invitation.language],
    )


def _adjustment_or_404(public_id: str, adjustment_id: str) -> Adjustment:
    to_write = request.method not in SAFE_METHODS
    found = queries.get_adjustment(db.session, actor(), public_id, adjustment_id, to_write=to_write)
    if found is None:
        abort(404)
    return found


def _decide_form(adjustment: Adjustment, *, sent: bool) -> DecideForm:
    invitation, granted = adjustment.invitation, adjustment.granted
    times = UNTIMED if invitation.untimed else f"{invitation.multiplier:g}"
    values = {
        "decision": None if granted is None else "grant" if granted else "decline",
        "times": times,
        "times_version": times,
        "answer": adjustment.answer,
        "version": adjustment.version,
    }
    return DecideForm(conflict.resolved() if sent else None, data=values)
