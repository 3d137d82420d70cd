"""Around the questions: adjustments, one's own data, what one says of oneself, a pause."""

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from assess.accounts.guards import sender, settings
from assess.assessments import queries, rules, wording
from assess.assessments.forms import EqualityForm, WishForm
from assess.assessments.guards import invitation, invited, refuse_giants, stale
from assess.assessments.models import Attempt
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import identifying, invitations
from assess.database import utc_now
from assess.extensions import db

bp = Blueprint("around", __name__)
bp.register_error_handler(CSRFError, stale)
bp.url_value_preprocessor(refuse_giants)


@bp.route("/a/equality", methods=["GET", "POST"])
@invited
def equality() -> ResponseReturnValue:
    """Optional questions for the fairness audit, after everything is in."""
    application = invitation().application
    if application is None or any(a.status not in rules.CLOSED for a in invitation().attempts):
        return redirect(url_for("taking.parts"))
    form = EqualityForm()
    if form.validate_on_submit():
        identifying.keep(
            db.session,
            application.public_id,
            form.answers(),
            settings().self_id_secret,
            utc_now().date(),
        )
        db.session.commit()
        flash(_("Thank you. This is kept apart from your answers."), "success")
        return redirect(url_for("taking.done"))
    return render_template("taking/equality.html", form=form)


@bp.get("/a/my-data")
@invited
def my_data() -> ResponseReturnValue:
    """What is held about this person's answers, and whom to ask."""
    return render_template("taking/my_data.html", invitation=invitation(), parts=_told())


@bp.get("/a/my-data.json")
@invited
def my_data_file() -> Response:
    """The person's own answers and requests as a file."""
    asked = [
        {
            "asked": one.asked_at.isoformat(),
            "wish": one.wish,
            "granted": one.granted,
            "answer": one.answer,
        }
        for one in invitation().adjustments
    ]
    told = [
        {
            "assessment": attempt.instrument,
            "status": attempt.status.value,
            "started": attempt.started_at and attempt.started_at.isoformat(),
            "submitted": attempt.submitted_at and attempt.submitted_at.isoformat(),
            "order": attempt.order.get("", []),
            "answers": {
                item: {"answer": one.value, "saved": one.saved_at.isoformat()}
                for item, one in given.items()
            },
        }
        for attempt, _page, given in _told()
    ]
    response = jsonify(
        name=invitation().name, email=invitation().email, parts=told, adjustments=asked
    )
    response.headers["Content-Disposition"] = "attachment; filename=my-answers.json"
    return response


def _told() -> list[tuple[Attempt, wording.Page, dict[str, queries.Given]]]:
    return [
        (attempt, wording.page(attempt, invitation().language), queries.given(db.session, attempt))
        for attempt in invitation().attempts
    ]


@bp.route("/a/adjustment", methods=["GET", "POST"])
@invited
def adjustment() -> ResponseReturnValue:
    """Ask in private for an adjustment."""
    form = WishForm()
    if form.validate_on_submit():
        try:
            invitations.ask_for_adjustment(
                db.session, invitation(), form.wish.data, sender(), utc_now()
            )
        except AssessmentRefused as refusal:
            db.session.rollback()
            form.wish.errors = [_(str(refusal))]
        else:
            db.session.commit()
            flash(_("Your request is with the people team. You get an answer by mail."), "success")
            return redirect(url_for("taking.parts"))
    return render_template("taking/adjustment.html", form=form, invitation=invitation())


@bp.get("/a/pause")
@invited
def pause() -> ResponseReturnValue:
    """Everything is kept; how to come back."""
    return render_template("taking/pause.html", invitation=invitation())
