"""Candidates against what a role wants: side by side, and one by one."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation, today
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.fit import profile, queries, standings
from assess.fit.forms import TellForm, ViewForm
from assess.fit.models import FitModel
from assess.fit.rules import FitRefused
from assess.fit.services import learned, own_views
from assess.fit.standings import Standing
from assess.hiring import queries as hiring_queries
from assess.hiring import services as hiring
from assess.interviews.rules import Recommendation
from assess.language import ENGLISH, speaking
from assess.later import later
from assess.openings.guards import application_or_404, opening_or_404
from assess.openings.models import Application
from assess.web import display, downloads
from reports import feedback, model_letter

if TYPE_CHECKING:
    from assess.fit import advice, comparing
else:
    advice = later("assess.fit.advice")
    comparing = later("assess.fit.comparing")

bp = Blueprint("fit_candidates", __name__)


@bp.app_template_filter()
def weighted_sentence(found: profile.Weighted, name: str) -> str:
    """A weighted profile in one sentence."""
    return profile.sentence(name, found)


@bp.get("/fit/openings/<public_id>")
@allow(Permission.RUN_OPENINGS)
def side_by_side(public_id: str) -> ResponseReturnValue:
    """Whose ratings may be read and who is still in question: in an order only if one asks."""
    opening = opening_or_404(public_id)
    everybody = standings.of_opening(db.session, actor(), opening)
    waiting = [one for one in everybody if one.is_open]
    found = waiting if waiting and request.args.get("who") != "all" else everybody
    by_result, first = request.args.get("order") == "result", request.args.get("first") == "yes"
    order = None
    if found and (by_result or first):
        names = [one.rated.name for one in found]
        order = comparing.order(
            names, [one.weighted for one in found], first=first,
            among=[one.weighted for one in everybody],
        )  # fmt: skip
    return render_template(
        "fit/side_by_side.html",
        opening=opening, standings=found, order=order, by_result=by_result, first=first,
        everybody=len(everybody), waiting=len(waiting),
    )  # fmt: skip


@bp.route("/fit/applications/<public_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """One candidate's weighted profile; and, after one's own view, what models in use say."""
    application = application_or_404(public_id)
    standing, form = _standing(application), ViewForm()
    models = queries.models_in_use(db.session, application.opening.template, today())
    if standing and models and form.validate_on_submit():
        own_views.record_view(
            db.session, application, int(form.conclusion.data), form.reason.data,
            actor=actor(), now=utc_now(),
        )  # fmt: skip
        db.session.commit()
        return redirect(url_for(".show", public_id=public_id, _anchor="advice"))
    view = queries.own_view(db.session, actor(), application.id)
    told = _advice(application, standing, models) if standing and view else []
    return render_template(
        "fit/candidate.html",
        application=application, standing=standing, form=form, models=models, view=view,
        like=comparing.like(standing.weighted) if standing else None, told=told,
        conclusion=Recommendation(view.conclusion).label if view else "",
    )  # fmt: skip


@bp.route("/fit/applications/<public_id>/words", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def in_words(public_id: str) -> ResponseReturnValue:
    """What a candidate is told of how models were used; into their feedback, or out of it."""
    application, form = application_or_404(public_id), TellForm()
    wanted = request.args.get("language", ENGLISH)
    language = wanted if wanted in display.LANGUAGES else ENGLISH
    told = _words(application, feedback.LANGUAGE if form.is_submitted() else language)
    if request.form.get("then") == "take-out" or (told and form.validate_on_submit()):
        flash(_put_or_taken(application, told, form), "success")
        db.session.commit()
        return redirect(url_for(".in_words", public_id=public_id))
    return render_template(
        "fit/words.html",
        application=application, told=told, form=form, told_in=language,
        languages=display.LANGUAGES, held=hiring_queries.get_addition(db.session, application.id),
        written_in=feedback.LANGUAGE,
    )  # fmt: skip


@bp.get("/fit/applications/<public_id>/words.pdf")
@allow(Permission.RUN_OPENINGS)
def letter(public_id: str) -> ResponseReturnValue:
    """The same words as a letter, in the language the candidate reads."""
    application, company = application_or_404(public_id), organisation()
    language = request.args.get("language", ENGLISH)
    told = _words(application, language) if language in display.LANGUAGES else ()
    if not (told and company and application.stage.has_outcome):  # the page says why
        return redirect(url_for(".in_words", public_id=public_id))
    data = model_letter.render(standings.letter(application, company, told, language, utc_now()))
    return downloads.pdf(data, "letter on a model", application.candidate.name)


def _put_or_taken(application: Application, told: tuple[str, ...], form: TellForm) -> str:
    """Put the words into the feedback, or take them out; what became of it."""
    if request.form.get("then") == "take-out":
        hiring.take_from_feedback(db.session, application, actor=actor())
        return "The feedback says nothing of a model any more."
    hiring.add_to_feedback(
        db.session, application, told,
        language=feedback.LANGUAGE, asked=form.asked.data == "yes", actor=actor(), now=utc_now(),
    )  # fmt: skip
    return "The feedback says it now."


def _words(application: Application, language: str) -> tuple[str, ...]:
    """The words, for somebody who has read the advice; nothing where there is none."""
    standing, company = _standing(application), organisation()
    view = queries.own_view(db.session, actor(), application.id)
    if not (standing and view and company):
        return ()
    decided = hiring_queries.decisions(db.session, application.id)
    last = decided[-1].decided_at if decided else None
    models = queries.models_read(db.session, application, last, today())
    try:
        read = [(one.target, learned.parameters(db.session, one)) for one in models]
    except FitRefused as refusal:
        flash(str(refusal), "error")
        return ()
    if not read:
        return ()
    with speaking(language):
        return advice.for_the_candidate(company.name, read, _means(standing), _titles(standing))


def _advice(application: Application, standing: Standing, models: list[FitModel]) -> list[Any]:
    """What each model in use says, or that its numbers were changed."""
    told: list[Any] = []
    for model in models:
        try:
            found = learned.parameters(db.session, model)
        except FitRefused as refusal:
            told.append((model, str(refusal), None))
            continue
        one = advice.advise(
            application.candidate.name, found, model.target, model.public_id,
            _means(standing), _titles(standing),
        )  # fmt: skip
        told.append((model, "", one))
    return told


def _standing(application: Application) -> Standing | None:
    """One candidate among those whose ratings may be read."""
    found = standings.of_opening(db.session, actor(), application.opening)
    return next((one for one in found if one.rated.public_id == application.public_id), None)


def _means(standing: Standing) -> dict[str, float | None]:
    return {part.aim.id: part.result.mean for part in standing.weighted.parts}


def _titles(standing: Standing) -> dict[str, str]:
    return {part.aim.id: part.aim.title for part in standing.weighted.parts}
