"""A leader's own pages: evaluations, reports, goals."""

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation
from assess.accounts.permissions import Permission
from assess.assessments import guards, wording
from assess.assessments import queries as assessments
from assess.assessments.models import Attempt
from assess.assessments.services import taking
from assess.database import new_public_id, utc_now
from assess.development import facts, overview, queries, services
from assess.development.forms import CheckInForm, GoalForm, StartForm
from assess.development.models import Goal
from assess.development.rules import (
    FULL,
    MOST_GOALS,
    OPEN,
    DevelopmentRefused,
    Progress,
    check_dates,
    spoken,
)
from assess.development.services import Intention
from assess.extensions import SAFE_METHODS, db
from assess.instruments import library
from assess.instruments.assessment import Scale
from assess.language import ENGLISH, speaking
from assess.times import in_zone
from assess.web import conflict, display, downloads
from reports import band_profile, charts, leader_wording, self_evaluation
from reports.self_evaluation import Draw, SelfFacts

bp = Blueprint("development", __name__)


@bp.get("/me")
@allow(Permission.EVALUATE_SELF)
def home() -> ResponseReturnValue:
    """What to do next: evaluations to begin or go on with, reports, goals."""
    return render_template(
        "development/home.html",
        form=StartForm(),
        found=overview.overview(db.session, actor(), utc_now()),
    )


@bp.post("/me/start")
@allow(Permission.EVALUATE_SELF)
def start() -> ResponseReturnValue:
    """Open a self-evaluation, or the one that is open already, and go to it."""
    form = StartForm()
    wanted, now = str(form.instrument.data or ""), utc_now()
    if not form.validate_on_submit() or wanted not in overview.startable(db.session, actor(), now):
        flash("Choose one of the evaluations on this page.")
        return redirect(url_for(".home"))
    try:
        language = display.chosen_language()
        invitation = services.start(db.session, actor(), wanted, language=language, now=now)
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
    goals = _goals(attempt)
    found = _facts(attempt, goals)
    with speaking(found.language):
        return render_template(
            "development/report.html",
            facts=found,
            attempt=attempt,
            plan=[*zip(found.goals, goals, strict=True)],
            open_goals={goal.scale: goal for goal in goals if goal.progress in OPEN},
            pictures=_pictures(found, "profile", band_profile.band_profile),
            narrow_pictures=_pictures(found, "narrow", band_profile.stacked_profile),
            wording=leader_wording,
        )


@bp.get("/me/reports/<public_id>.pdf")
@allow(Permission.EVALUATE_SELF)
def report_pdf(public_id: str) -> ResponseReturnValue:
    """One's own report as PDF."""
    attempt = _attempt_or_404(public_id)
    facts_of_it = _facts(attempt, _goals(attempt))
    assert attempt.submitted_at is not None
    taken = in_zone(attempt.submitted_at, actor().time_zone).date()
    name = f"{actor().name} {taken.isoformat()} {facts_of_it.title}"
    return downloads.pdf(self_evaluation.render(facts_of_it), "my report", name)


@bp.route("/me/reports/<public_id>/goals/<scale>", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def set_goal(public_id: str, scale: str) -> ResponseReturnValue:
    """Make a goal out of one result."""
    attempt = _attempt_or_404(public_id)
    page = wording.page(attempt, attempt.language)
    found = page.scale(_scale_or_404(attempt, scale))
    full = _full_plan()
    if full and request.method in SAFE_METHODS:
        return render_template(
            "development/full_plan.html",
            scale=found, told_in=page.written_in, goals=full, why=FULL,
        )  # fmt: skip
    first_step = page.plain(f"scales.{scale}.report.steps.1")
    form = GoalForm(data={"new_id": new_public_id(), "first_step": first_step})
    if form.validate_on_submit():
        now = utc_now()
        today = in_zone(now, actor().time_zone).date()
        try:
            services.set_goal(
                db.session, actor(), attempt, scale, _intention(form),
                public_id=form.ready_id(), starts_on=today, now=now,
            )  # fmt: skip
        except DevelopmentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("The goal is set.", "success")
            return redirect(url_for(".home"))
    return render_template(
        "development/set_goal.html",
        form=form, scale=found, told_in=page.written_in, goal=None, full=full,
    )  # fmt: skip


@bp.route("/me/goals/<public_id>/change", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def change_goal(public_id: str) -> ResponseReturnValue:
    """Word a goal anew."""
    goal = _goal_or_404(public_id)
    if request.method in SAFE_METHODS and goal.progress not in OPEN:
        return redirect(url_for(".goal", public_id=public_id))
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
            return redirect(url_for(".goal", public_id=public_id))
    scale = library.assessment(goal.instrument).scale(goal.scale)
    return render_template(
        "development/set_goal.html", form=form, scale=scale, told_in=ENGLISH, goal=goal, full=[]
    )


@bp.route("/me/goals/<public_id>", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def goal(public_id: str) -> ResponseReturnValue:
    """One goal with its check-ins, and a new one."""
    held = _goal_or_404(public_id)
    form = CheckInForm(data={"seen": len(held.check_ins)})
    code = 200
    if form.validate_on_submit():
        try:
            services.check_in(
                db.session, held, Progress(form.progress.data), form.note.data,
                seen=form.number_seen(), actor=actor(), now=utc_now(),
            )  # fmt: skip
        except DevelopmentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
            code, form.seen.data = 409, str(len(held.check_ins))
        else:
            db.session.commit()
            flash("The check-in is kept.", "success")
            return redirect(url_for(".goal", public_id=public_id))
    dates = check_dates(held.starts_on)
    page = render_template(
        "development/goal.html",
        form=form,
        goal=held,
        scale=library.assessment(held.instrument).scale(held.scale),
        checks=[spoken(day) for day in dates],
        is_open=held.progress in OPEN,
    )
    return page, code


def _pictures(found: SelfFacts, name: str, draw: Draw) -> list[str]:
    """The profile of each group, drawn for a wide page or a phone."""
    return [
        charts.svg(self_evaluation.chart(found, group, draw), f"{name}-{number}")
        for number, group in enumerate(found.groups)
    ]


def _attempt_or_404(public_id: str) -> Attempt:
    attempt = queries.get_finished(db.session, actor(), public_id)
    if attempt is None:
        abort(404)
    return attempt


def _scale_or_404(attempt: Attempt, scale_id: str) -> Scale:
    scales = library.assessment(attempt.instrument).scales
    found = next((one for one in scales if one.id == scale_id), None)
    if found is None:
        abort(404)
    return found


def _goal_or_404(public_id: str) -> Goal:
    to_write = request.method not in SAFE_METHODS
    found = queries.get_goal(db.session, actor(), public_id, to_write=to_write)
    if found is None:
        abort(404)
    return found


def _full_plan() -> list[Goal]:
    """The open goals that leave no room for another; none while there is room."""
    held = [goal for goal in queries.goals(db.session, actor()) if goal.progress in OPEN]
    return held if len(held) >= MOST_GOALS else []


def _goals(attempt: Attempt) -> list[Goal]:
    return facts.goals_of(attempt, queries.goals(db.session, actor()))


def _facts(attempt: Attempt, goals: list[Goal]) -> SelfFacts:
    me, company = actor(), organisation()
    assert company is not None
    answers = assessments.counting_answers(db.session, attempt)
    before = queries.before(db.session, me, attempt)
    quality = facts.noticed(attempt, assessments.get_finding(db.session, attempt))
    return facts.self_facts(attempt, answers, before, goals, me, company, quality)


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
