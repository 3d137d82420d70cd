"""A leader's own pages: evaluations, reports, goals."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation
from assess.accounts.permissions import Permission
from assess.assessments import guards
from assess.assessments import queries as assessments
from assess.assessments.models import Attempt
from assess.assessments.services import taking
from assess.database import new_public_id, utc_now
from assess.development import facts, queries, services
from assess.development.forms import CheckInForm, GoalForm, StartForm
from assess.development.models import Goal
from assess.development.rules import OPEN, DevelopmentRefused, Progress, check_dates, next_check
from assess.development.services import Intention
from assess.extensions import db
from assess.instruments import library
from assess.instruments.assessment import Assessment, Use
from assess.times import in_zone
from assess.web import conflict, downloads
from reports import charts, leader_wording, self_evaluation
from reports.self_evaluation import SelfFacts

bp = Blueprint("development", __name__)


@bp.get("/me")
@allow(Permission.EVALUATE_SELF)
def home() -> ResponseReturnValue:
    """What to do next: evaluations to begin or go on with, reports, goals."""
    me, today = actor(), in_zone(utc_now(), actor().time_zone).date()
    goals = queries.goals(db.session, me)
    return render_template(
        "development/home.html",
        form=StartForm(new_id=new_public_id()),
        offered=_offered(),
        unfinished=queries.unfinished(db.session, me),
        finished=queries.finished(db.session, me),
        goals=goals,
        checks={
            goal.id: next_check(check_dates(goal.starts_on), len(goal.check_ins)) for goal in goals
        },
        today=today,
        OPEN=OPEN,
        titles=_titles(),
        now=utc_now(),
    )


@bp.post("/me/start")
@allow(Permission.EVALUATE_SELF)
def start() -> ResponseReturnValue:
    """Open a self-evaluation, or the one that is open already, and go to it."""
    form = StartForm()
    wanted = str(form.instrument.data or "")
    if not form.validate_on_submit() or wanted not in {one.ref for one in _offered()}:
        flash("Choose one of the evaluations on this page.")
        return redirect(url_for(".home"))
    now = utc_now()
    try:
        invitation = services.start(db.session, actor(), wanted, public_id=form.ready_id(), now=now)
        key = taking.sit_down(db.session, invitation, now)
    except DevelopmentRefused as refusal:
        db.session.rollback()
        flash(str(refusal))
        return redirect(url_for(".home"))
    db.session.commit()
    response = make_response(redirect(url_for("taking.part", part=1)))
    guards.let_in(response, key, invitation.closes_at)
    return response


@bp.get("/me/start")
@allow(Permission.EVALUATE_SELF)
def back_to_home() -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".home"))


@bp.get("/me/reports/<public_id>")
@allow(Permission.EVALUATE_SELF)
def report(public_id: str) -> ResponseReturnValue:
    """One's own report as a page."""
    attempt = _attempt_or_404(public_id)
    found = _facts(attempt)
    pictures = [
        charts.svg(self_evaluation.chart(found, group), f"profile-{number}")
        for number, group in enumerate(found.groups)
    ]
    return render_template(
        "development/report.html",
        facts=found,
        attempt=attempt,
        pictures=pictures,
        wording=leader_wording,
    )


@bp.get("/me/reports/<public_id>.pdf")
@allow(Permission.EVALUATE_SELF)
def report_pdf(public_id: str) -> ResponseReturnValue:
    """One's own report as PDF."""
    attempt = _attempt_or_404(public_id)
    return downloads.pdf(self_evaluation.render(_facts(attempt)), "my report", actor().name)


@bp.route("/me/reports/<public_id>/goals/<scale>", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def set_goal(public_id: str, scale: str) -> ResponseReturnValue:
    """Make a goal out of one result."""
    attempt = _attempt_or_404(public_id)
    assessment = library.assessment(attempt.instrument)
    found = next((one for one in assessment.scales if one.id == scale), None)
    if found is None:
        abort(404)
    form = GoalForm(data={"new_id": new_public_id(), "first_step": found.report.steps[0]})
    if form.validate_on_submit():
        today = in_zone(utc_now(), actor().time_zone).date()
        try:
            services.set_goal(
                db.session,
                actor(),
                attempt,
                scale,
                _intention(form),
                public_id=form.ready_id(),
                starts_on=today,
                now=utc_now(),
            )
        except DevelopmentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("The goal is set.", "success")
            return redirect(url_for(".home"))
    return render_template(
        "development/set_goal.html", form=form, attempt=attempt, scale=found, goal=None
    )


@bp.route("/me/goals/<public_id>/change", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def change_goal(public_id: str) -> ResponseReturnValue:
    """Word a goal anew."""
    goal = _goal_or_404(public_id)
    form = _goal_form(goal, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _goal_form(goal, sent=False))
        try:
            services.change_goal(db.session, goal, _intention(form), actor=actor())
        except DevelopmentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Saved.", "success")
            return redirect(url_for(".home"))
    scale = library.assessment(goal.instrument).scale(goal.scale)
    return render_template(
        "development/set_goal.html", form=form, attempt=None, scale=scale, goal=goal
    )


@bp.route("/me/goals/<public_id>", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def goal(public_id: str) -> ResponseReturnValue:
    """One goal with its check-ins, and a new one."""
    held = _goal_or_404(public_id)
    form = CheckInForm(data={"version": held.version})
    if form.validate_on_submit():
        if form.version.data != str(held.version):
            flash("This goal changed in another tab. Look at it, then send your note again.")
        else:
            try:
                services.check_in(
                    db.session,
                    held,
                    Progress(form.progress.data),
                    form.note.data,
                    actor=actor(),
                    now=utc_now(),
                )
            except DevelopmentRefused as refusal:
                db.session.rollback()
                form.form_errors.append(str(refusal))
            else:
                db.session.commit()
                flash("Kept.", "success")
                return redirect(url_for(".goal", public_id=public_id))
        form.version.data = str(held.version)
    return render_template(
        "development/goal.html",
        form=form,
        goal=held,
        scale=library.assessment(held.instrument).scale(held.scale),
        checks=check_dates(held.starts_on),
        is_open=held.progress in OPEN,
    )


def _offered() -> list[Assessment]:
    """Evaluations people answer about themselves, for their own development."""
    return [
        one for one in library.assessments() if one.use is Use.DEVELOPMENT and one.about == "self"
    ]


def _titles() -> dict[str, str]:
    return {one.ref: one.title for one in library.assessments()}


def _attempt_or_404(public_id: str) -> Attempt:
    attempt = queries.get_finished(db.session, actor(), public_id)
    if attempt is None:
        abort(404)
    return attempt


def _goal_or_404(public_id: str) -> Goal:
    found = queries.get_goal(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found


def _facts(attempt: Attempt) -> SelfFacts:
    me, company = actor(), organisation()
    assert company is not None
    answers = assessments.counting_answers(db.session, attempt)
    goals = [one for one in queries.goals(db.session, me) if one.instrument == attempt.instrument]
    before = queries.before(db.session, me, attempt)
    return facts.self_facts(attempt, answers, before, goals, me, company)


def _intention(form: GoalForm) -> Intention:
    return Intention(
        form.behaviour.data, form.first_step.data, form.helper.data, form.evidence.data
    )


def _goal_form(goal: Goal, *, sent: bool) -> GoalForm:
    values = {
        "behaviour": goal.behaviour,
        "first_step": goal.first_step,
        "helper": goal.helper,
        "evidence": goal.evidence,
        "version": goal.version,
    }
    return GoalForm(conflict.resolved() if sent else None, data=values)
