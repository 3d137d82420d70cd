"""A leader's own pages: evaluations, reports, goals.

They speak the language this browser holds, and a report the one its evaluation was answered in,
unless its address asks for another.
"""

from dataclasses import replace

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

from assess.accounts import services as accounts
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
)
from assess.development.services import Intention
from assess.extensions import SAFE_METHODS, db
from assess.instruments import library
from assess.instruments.assessment import Scale
from assess.language import gettext as _
from assess.language import speaking, spoken
from assess.times import in_words, in_zone
from assess.web import conflict, display, downloads
from reports import band_profile, charts, leader_wording, self_evaluation
from reports.leader_facts import SelfFacts
from reports.self_evaluation import Draw

bp = Blueprint("development", __name__)


@bp.get("/me")
@allow(Permission.EVALUATE_SELF)
def home() -> ResponseReturnValue:
    """What to do next: evaluations to begin or go on with, reports, goals."""
    return render_template(
        "development/home.html",
        form=StartForm(),
        found=overview.overview(db.session, actor(), utc_now()),
        languages=display.LANGUAGES,
    )


@bp.post("/me/language")
@allow(Permission.EVALUATE_SELF)
def choose_language() -> ResponseReturnValue:
    """Let this browser remember in which language a leader's own pages are read."""
    response = make_response(redirect(url_for(".home")))
    wanted = request.form.get("language", "")
    if wanted in display.LANGUAGES:
        display.keep(response, replace(display.chosen(), language=wanted))
        accounts.remember_language(db.session, actor(), wanted)
        db.session.commit()
    else:
        flash(_("Choose one of the languages on this page."))
    return response


@bp.post("/me/start")
@allow(Permission.EVALUATE_SELF)
def start() -> ResponseReturnValue:
    """Open a self-evaluation, or the one that is open already, and go to it."""
    form = StartForm()
    wanted, now = str(form.instrument.data or ""), utc_now()
    if not form.validate_on_submit() or wanted not in overview.startable(db.session, actor(), now):
        flash(_("Choose one of the evaluations on this page."))
        return redirect(url_for(".home"))
    try:
        invitation = services.start(db.session, actor(), wanted, language=spoken(), now=now)
        key = taking.sit_down(db.session, invitation, now)
    except DevelopmentRefused as refusal:
        db.session.rollback()
        flash(str(refusal))
        return redirect(url_for(".home"))
    accounts.remember_language(db.session, actor(), spoken())
    db.session.commit()
    response = make_response(redirect(url_for("taking.part", part=1)))
    guards.let_in(response, key, invitation.closes_at)
    return response


@bp.get("/me/language")
@bp.get("/me/start")
@allow(Permission.EVALUATE_SELF)
def back_to_home() -> ResponseReturnValue:
    """Where the addresses of the buttons lead when they are opened like pages."""
    return redirect(url_for(".home"))


@bp.get("/me/reports/<public_id>")
@allow(Permission.EVALUATE_SELF)
def report(public_id: str) -> ResponseReturnValue:
    """One's own report as a page."""
    attempt = _attempt_or_404(public_id)
    told_in = _told_in_or_404(attempt)
    goals = _goals(attempt)
    found = _facts(attempt, goals, told_in)
    with speaking(told_in):
        return render_template(
            "development/report.html",
            facts=found,
            attempt=attempt,
            plan=[*zip(found.goals, goals, strict=True)],
            open_goals={goal.scale: goal for goal in goals if goal.progress in OPEN},
            pictures=_pictures(found, "profile", band_profile.band_profile),
            narrow_pictures=_pictures(found, "narrow", band_profile.stacked_profile),
            wording=leader_wording,
            asked_for=told_in if told_in != attempt.language else None,
            others=_others(attempt, told_in),
            released=queries.get_release(db.session, attempt),
        )


@bp.get("/me/reports/<public_id>.pdf")
@allow(Permission.EVALUATE_SELF)
def report_pdf(public_id: str) -> ResponseReturnValue:
    """One's own report as PDF."""
    attempt = _attempt_or_404(public_id)
    facts_of_it = _facts(attempt, _goals(attempt), _told_in_or_404(attempt))
    assert attempt.submitted_at is not None
    taken = in_zone(attempt.submitted_at, actor().time_zone).date()
    name = f"{actor().name} {taken.isoformat()} {facts_of_it.title}"
    return downloads.pdf(self_evaluation.render(facts_of_it), "my report", name)


@bp.route("/me/reports/<public_id>/release", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def release(public_id: str) -> ResponseReturnValue:
    """Let the people team have a report, or take that back."""
    attempt = _attempt_or_404(public_id)
    if request.method not in SAFE_METHODS:
        if request.form.get("then") == "take-back":
            services.take_back(db.session, actor(), attempt)
            flash(_("Taken back. The people team can no longer download it."), "success")
        else:
            services.release(db.session, actor(), attempt, utc_now())
            flash(_("The people team can have this report now."), "success")
        db.session.commit()
        return redirect(url_for(".report", public_id=public_id))
    title = wording.page(attempt, spoken()).marked("title")
    held = queries.get_release(db.session, attempt)
    return render_template("development/release.html", attempt=attempt, title=title, held=held)


@bp.route("/me/reports/<public_id>/goals/<scale>", methods=["GET", "POST"])
@allow(Permission.EVALUATE_SELF)
def set_goal(public_id: str, scale: str) -> ResponseReturnValue:
    """Make a goal out of one result."""
    attempt = _attempt_or_404(public_id)
    page = wording.page(attempt, spoken())
    found = page.scale(_scale_or_404(attempt, scale))
    full = _full_plan()
    if full and request.method in SAFE_METHODS:
        return render_template("development/full_plan.html", scale=found, goals=full, why=FULL)
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
            accounts.remember_language(db.session, actor(), spoken())
            db.session.commit()
            flash(_("The goal is set."), "success")
            return redirect(url_for(".home"))
    return render_template(
        "development/set_goal.html", form=form, scale=found, goal=None, full=full
    )


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
            flash(_("Saved."), "success")
            return redirect(url_for(".goal", public_id=public_id))
    return render_template(
        "development/set_goal.html", form=form, scale=_scale(goal), goal=goal, full=[]
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
            accounts.remember_language(db.session, actor(), spoken())
            db.session.commit()
            flash(_("The check-in is kept."), "success")
            return redirect(url_for(".goal", public_id=public_id))
    dates = check_dates(held.starts_on)
    page = render_template(
        "development/goal.html",
        form=form,
        goal=held,
        scale=_scale(held),
        checks=[in_words(day, spoken()) for day in dates],
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


def _scale(goal: Goal) -> Scale:
    """What a goal is about, in the language of its reader."""
    page = wording.questionnaire(goal.instrument, spoken())
    return page.scale(page.assessment.scale(goal.scale))


def _languages(attempt: Attempt) -> list[str]:
    """Languages a report can be read in."""
    return [one for one in wording.languages(attempt.invitation) if one in display.LANGUAGES]


def _others(attempt: Attempt, told_in: str) -> list[tuple[str, str]]:
    """The other languages of a report, each with an invitation to read it, said in itself."""
    found = []
    for one in _languages(attempt):
        if one != told_in:
            with speaking(one):
                found.append((one, _("Read in English")))
    return found


def _told_in_or_404(attempt: Attempt) -> str:
    """The language a report is asked for in; without a wish, the one it was answered in."""
    wanted = request.args.get("language", attempt.language)
    if wanted != attempt.language and wanted not in _languages(attempt):
        abort(404, _("This report cannot be read in that language."))
    return wanted


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


def _facts(attempt: Attempt, goals: list[Goal], told_in: str) -> SelfFacts:
    me, company = actor(), organisation()
    assert company is not None
    answers = assessments.counting_answers(db.session, attempt)
    before = queries.before(db.session, me, attempt)
    quality = facts.noticed(attempt, assessments.get_finding(db.session, attempt), told_in)
    return facts.self_facts(attempt, answers, before, goals, me, company, quality, told_in)


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
