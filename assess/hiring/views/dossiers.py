"""The start page, and everything about one candidate in one place."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender, zone
from assess.accounts.permissions import Permission
from assess.assessments import progress, watched
from assess.assessments import queries as assessments
from assess.database import utc_now
from assess.extensions import db
from assess.hiring import assessed, margins, queries, services
from assess.hiring import home as home_work
from assess.hiring.forms import DebriefForm, DecisionForm
from assess.hiring.guards import panel_or_404
from assess.hiring.margins import Margins
from assess.hiring.queries import PanelView
from assess.hiring.rules import DecisionRefused, Outcome, Section, why_results_wait
from assess.instruments import library
from assess.interviews import blindness, work
from assess.interviews import queries as interviews
from assess.interviews.services import panels, scorecards
from assess.openings import queries as openings
from assess.openings.guards import application_or_404
from assess.openings.rules import OpeningRefused
from assess.science.panel import error_words as panel_error_words
from assess.science.panel import words
from assess.science.panel.results import Result
from assess.web import fields
from assess.web.fields import choices
from reports import charts, second_source

bp = Blueprint("hiring", __name__)


bp.add_app_template_filter(words.span, "span_of")
bp.add_app_template_filter(words.margin, "margin_of")
bp.add_app_template_filter(words.corrected, "corrected_of")
bp.add_app_template_filter(words.beside, "beside_of")
bp.add_app_template_filter(words.correction, "correction_of")
bp.add_app_template_filter(words.deviation, "deviation_of")


@bp.app_template_filter()
def shown(result: Result) -> str:
    """A mean as the data carry it."""
    return words.level(result.mean, result.ratings)


@bp.app_template_filter()
def result_sentence(result: Result, name: str) -> str:
    """A result in a sentence, with the people and the range behind it."""
    return words.sentence(name, result)


@bp.route("/home")
@allow(Permission.INTERVIEW)
def home() -> ResponseReturnValue:
    """What comes next: interviews, scorecards due, debriefs and decisions; the first of each."""
    own = work.own(db.session, actor(), utc_now())
    return render_template(
        "hiring/home.html",
        pages={one: home_work.beginning(db.session, one, actor(), own) for one in Section},
        Section=Section,
        adjustments=assessments.waiting_adjustments(db.session, actor()),
        astray=watched.astray(db.session, actor()),
    )


@bp.get("/home/<section>")
@allow(Permission.INTERVIEW)
def all_work(section: str) -> ResponseReturnValue:
    """All of one section of one's own work, page by page."""
    found = fields.one_of(Section, section)
    if found is None:
        abort(404)
    own = work.own(db.session, actor(), utc_now())
    page = home_work.page(db.session, found, actor(), own, request.args.get("page", 1, int))
    return render_template("hiring/all_work.html", section=found, page=page)


@bp.route("/applications/<public_id>")
@allow(Permission.RUN_OPENINGS)
def dossier(public_id: str) -> ResponseReturnValue:
    """One candidate in one opening: interviews, files, history; no ratings."""
    application = application_or_404(public_id)
    plan = interviews.plan_of(db.session, application)
    held = interviews.interviews_of(db.session, application.id)
    standing = plan and blindness.standing(db.session, actor(), application, plan, held)
    sees_ratings = bool(standing and blindness.sees_panel(standing, runs_opening=True))
    found = queries.get_debrief(db.session, application.id)
    decisions = queries.decisions(db.session, application.id)
    invited = assessments.invitations_of(db.session, application)
    return render_template(
        "hiring/dossier.html",
        application=application,
        interviews=held,
        plan=plan,
        readiness=queries.readiness(db.session, application, plan, held) if plan else None,
        to_meet=interviews.yet_to_meet(application, plan, held) if plan else [],
        files=openings.resumes(db.session, application.id),
        invited=invited,
        progress=progress.of(db.session, assessed.attempts_of(invited)),
        title_of=lambda ref: library.assessment(ref).title,
        why_wait=why_results_wait(
            opened=found is not None,
            sees_panel=sees_ratings,
            has_conflict=bool(standing and standing.has_conflict),
        ),
        debrief=found,
        decisions=decisions if sees_ratings else [],
        untold=set() if sees_ratings else {one.decided_at for one in decisions},
        sees_ratings=sees_ratings,
        now=utc_now(),
    )


@bp.route("/applications/<public_id>/debrief", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def debrief(public_id: str) -> ResponseReturnValue:
    """The panel side by side, and the decision; hidden until one's own scorecard is in."""
    view = panel_or_404(public_id)
    form = _decision_form(view)
    if form.validate_on_submit() and view.runs_opening and (found := _margins(view)):
        try:
            services.decide(
                db.session,
                view,
                found.matrix,
                outcome=Outcome(form.outcome.data),
                reasons=form.reasons.data,
                explanation=form.explanation.data,
                dissent=form.dissent.data,
                decider=form.decider.data,
                seen=form.seen_count(),
                actor=actor(),
                now=utc_now(),
            )
        except (DecisionRefused, OpeningRefused) as refusal:
            db.session.rollback()
            view = panel_or_404(public_id)
            form.form_errors.append(str(refusal))
            form.seen.data = len(view.decisions)
        else:
            db.session.commit()
            flash("The decision is recorded.", "success")
            return redirect(url_for(".decision", public_id=public_id, number=form.seen_count() + 1))
    return _debrief_page(view, form, DebriefForm(formdata=None))


@bp.post("/applications/<public_id>/debrief/open")
@allow(Permission.DECIDE)
def open_debrief(public_id: str) -> ResponseReturnValue:
    """Begin the debrief: when everything is in, or earlier with a reason."""
    view = panel_or_404(public_id)
    if not view.runs_opening:
        abort(404)
    form = DebriefForm()
    if form.validate_on_submit():
        try:
            services.open_debrief(
                db.session, view, reason=form.reason.data, actor=actor(), now=utc_now()
            )
            card = blindness.own_submitted(db.session, actor(), view.application.id)
            if card is not None:
                scorecards.reveal(db.session, card, utc_now())
        except (DecisionRefused, OpeningRefused) as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
    view = panel_or_404(public_id)
    if view.debrief is not None:
        return redirect(url_for(".debrief", public_id=public_id))
    return _debrief_page(view, _decision_form(view, sent=False), form)


@bp.post("/applications/<public_id>/place")
@allow(Permission.INTERVIEW)
def give_up_place(public_id: str) -> ResponseReturnValue:
    """Leave a panel before any interview, to see its ratings."""
    view = panel_or_404(public_id)
    if view.standing.to_meet and view.runs_opening:
        panels.give_up(db.session, view.application, sender=sender(), actor=actor(), now=utc_now())
        db.session.commit()
    return redirect(url_for(".debrief", public_id=public_id))


@bp.post("/applications/<public_id>/ratings")
@allow(Permission.INTERVIEW)
def show_ratings(public_id: str) -> ResponseReturnValue:
    """Show somebody on the panel the others' ratings, and remember that they were shown."""
    view = panel_or_404(public_id)
    card = blindness.own_submitted(db.session, actor(), view.application.id)
    if card is not None:
        scorecards.reveal(db.session, card, utc_now())
        db.session.commit()
    return redirect(url_for(".debrief", public_id=public_id))


@bp.get("/applications/<public_id>/debrief/open")
@bp.get("/applications/<public_id>/ratings")
@bp.get("/applications/<public_id>/place")
@allow(Permission.INTERVIEW)
def back_to_debrief(public_id: str) -> ResponseReturnValue:
    """Where the addresses of the buttons lead when they are opened like pages."""
    return redirect(url_for(".debrief", public_id=public_id))


@bp.route("/applications/<public_id>/decisions/<int:number>")
@allow(Permission.DECIDE)
def decision(public_id: str, number: int) -> ResponseReturnValue:
    """A decision exactly as it was taken, with the evidence as it was then."""
    view = panel_or_404(public_id)
    found = next((one for one in view.decisions if one.number == number), None)
    if found is None or not view.runs_opening or view.matrix is None:
        abort(404)
    return render_template("hiring/decision.html", view=view, decision=found)


def _debrief_page(
    view: PanelView, form: DecisionForm, opening_form: DebriefForm
) -> ResponseReturnValue:
    found = _margins(view)
    return render_template(
        "hiring/debrief.html",
        view=view,
        margins=found,
        form=form,
        opening_form=opening_form,
        strips=_strips(view),
        source=queries.second_source(db.session, view, zone(), utc_now()),
        second_source=second_source,
        meaning=panel_error_words.MEANING,
    )


def _margins(view: PanelView) -> Margins | None:
    """The panel with its margins, for whoever may see it."""
    return margins.around(db.session, view, zone())


def _decision_form(view: PanelView, *, sent: bool = True) -> DecisionForm:
    values = {"decider": actor().name, "seen": len(view.decisions)}
    form = DecisionForm(data=values) if sent else DecisionForm(formdata=None, data=values)
    aims = [view.framework.competency(aim.competency) for aim in view.plan.aims]
    form.reasons.choices = choices([(one.id, one.title) for one in aims])
    return form


def _strips(view: PanelView) -> dict[str, str]:
    """The little picture of raw dots at the end of each row."""
    if view.matrix is None:
        return {}
    return {
        row.competency.id: charts.svg(
            charts.rater_strip(row.ratings, row.zone), f"strip-{row.competency.id}"
        )
        for row in view.matrix.rows
    }
