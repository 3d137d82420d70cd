"""Around the questions: adjustments, one's own data, what one says of oneself, a pause."""

from collections.abc import Mapping

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from assess.accounts.guards import sender, settings
from assess.assessments import progress, queries, wording
from assess.assessments.forms import EqualityForm, WishForm
from assess.assessments.guards import attempt_or_404, invitation, invited, refuse_giants, stale
from assess.assessments.models import Attempt
from assess.assessments.rules import AssessmentRefused
from assess.assessments.services import adjustments, identifying, invitations
from assess.database import utc_now
from assess.extensions import db
from assess.language import gettext as _

bp = Blueprint("around", __name__)
bp.register_error_handler(CSRFError, stale)
bp.url_value_preprocessor(refuse_giants)


@bp.route("/a/equality", methods=["GET", "POST"])
@invited
def equality() -> ResponseReturnValue:
    """Optional questions for the fairness audit, after everything is in."""
    application = invitation().application
    if application is None or not invitation().is_handed_in:
        return redirect(url_for("taking.parts"))
    about, key = application.public_id, settings().self_id_secret
    has_said = identifying.has_said(db.session, about, key)
    form = EqualityForm()
    if form.validate_on_submit():
        if form.answers():
            identifying.keep(db.session, about, form.answers(), key, utc_now().date())
            db.session.commit()
            flash(_("Thank you. This is kept apart from your answers."), "success")
        if form.answers() or not has_said:
            return redirect(url_for("taking.done"))
        form.form_errors.append(
            _("Answer at least one question, or press “Delete what I said” below.")
        )
    if has_said and not form.is_submitted() and "anew" not in request.args:
        return render_template("taking/said.html")
    return render_template("taking/equality.html", form=form, has_said=has_said)


@bp.post("/a/equality/withdraw")
@invited
def withdraw() -> ResponseReturnValue:
    """Take back what one said of oneself."""
    application = invitation().application
    if application is not None:
        identifying.forget(db.session, application.public_id, settings().self_id_secret)
        db.session.commit()
        flash(_("What you said about yourself is deleted."), "success")
    return redirect(url_for("taking.parts"))


@bp.get("/a/equality/withdraw")
@invited
def back_to_equality() -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".equality"))


@bp.get("/a/my-data")
@invited
def my_data() -> ResponseReturnValue:
    """What is held about this person's answers, and whom to ask."""
    told = [
        (attempt, page, wording.held(attempt, page, given), progress.counted(attempt, given))
        for attempt, page, given in _told()
    ]
    return render_template("taking/my_data.html", invitation=invitation(), parts=told)


@bp.get("/a/my-data/<int:part>")
@invited
def my_answers(part: int) -> ResponseReturnValue:
    """Every question of one part that was answered, with the answer."""
    attempt = attempt_or_404(part)
    page = wording.page(attempt, invitation().language)
    held = wording.held(attempt, page, queries.given(db.session, attempt))
    return render_template("taking/my_answers.html", attempt=attempt, page=page, held=held)


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
    told = [_part(attempt, page, given) for attempt, page, given in _told()]
    response = jsonify(
        name=invitation().name, email=invitation().email, parts=told, adjustments=asked
    )
    response.headers["Content-Disposition"] = "attachment; filename=my-answers.json"
    return response


@bp.get("/a/receipt")
@invited
def receipt() -> ResponseReturnValue:
    """What was handed in and when, as a small text to keep."""
    if not invitation().is_handed_in:
        return redirect(url_for("taking.parts"))
    pages = [(one, wording.page(one, invitation().language)) for one in invitation().attempts]
    text = wording.receipt(
        invitation(),
        pages,
        progress.answered(db.session, invitation().attempts),
        sender(),
        invitations.role(invitation()),
    )
    response = Response(text, mimetype="text/plain")
    response.headers["Content-Disposition"] = "attachment; filename=receipt.txt"
    return response


def _told() -> list[tuple[Attempt, wording.Page, dict[str, queries.Given]]]:
    return [
        (attempt, wording.page(attempt, invitation().language), queries.given(db.session, attempt))
        for attempt in invitation().attempts
    ]


def _part(
    attempt: Attempt, page: wording.Page, given: Mapping[str, queries.Given]
) -> dict[str, object]:
    """One part for the file: what was answered, and what was seen and left out."""
    answers = {
        line.item.id: {
            "question": page.plain(f"items.{line.item.id}.text"),
            "answer": given[line.item.id].value,
            "in_words": [text.striptags() for text in line.said],
            "saved": given[line.item.id].saved_at.isoformat(),
            "late": line.late,
        }
        for line in wording.held(attempt, page, given)
    }
    return {
        "assessment": attempt.instrument,
        "title": page.plain("title"),
        "status": attempt.status.value,
        "started": attempt.started_at and attempt.started_at.isoformat(),
        "submitted": attempt.submitted_at and attempt.submitted_at.isoformat(),
        "receipt": attempt.receipt,
        "order": attempt.order.get("", []),
        "answers": answers,
        "skipped": [item for item, one in given.items() if one.value is None],
    }


@bp.route("/a/adjustment", methods=["GET", "POST"])
@invited
def adjustment() -> ResponseReturnValue:
    """Ask in private for an adjustment, while there is something left to answer."""
    form = WishForm()
    if not invitation().is_handed_in and form.validate_on_submit():
        try:
            adjustments.ask_for_adjustment(
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
    if invitation().is_handed_in:
        return redirect(url_for("taking.done"))
    return render_template("taking/pause.html", invitation=invitation())
