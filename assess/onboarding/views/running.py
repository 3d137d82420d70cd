"""What staff write in a running plan: outcomes, check-ins, milestones."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, today
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.onboarding import rules, wording
from assess.onboarding import sheet as sheets
from assess.onboarding.forms import ManagerCheckInForm, NewOutcomeForm, OutcomeForm
from assess.onboarding.guards import outcome_or_404, plan_or_404
from assess.onboarding.models import OnboardingPlan, PlanOutcome
from assess.onboarding.rules import Decision, OnboardingRefused, Phase, Progress, Side
from assess.onboarding.services import progress
from assess.onboarding.services.progress import Aim
from assess.web import conflict, fields
from assess.web.fields import Day, PageForm

bp = Blueprint("onboarding_running", __name__)


@bp.route("/team/plans/<public_id>/outcomes/<outcome_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def outcome(public_id: str, outcome_id: str) -> ResponseReturnValue:
    """How far an outcome is, what shows it, and its words."""
    plan = plan_or_404(public_id)
    held = outcome_or_404(plan, outcome_id)
    form = _outcome_form(held, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _outcome_form(held))
        try:
            progress.change_outcome(
                db.session, plan, held, Aim(form.words.data, form.criterion.data),
                Progress(form.progress.data), form.evidence.data,
                by=actor().public_id, today=today(),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Saved.", "success")
            return _back(public_id)
    return render_template(
        "onboarding/outcome.html", plan=plan, outcome=held, form=form, comes_from=wording.for_staff
    )


@bp.route("/team/plans/<public_id>/outcomes/add/<phase>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def add_outcome(public_id: str, phase: str) -> ResponseReturnValue:
    """One more outcome in a phase."""
    plan, of = plan_or_404(public_id), fields.one_of(Phase, phase)
    if of is None:
        abort(404)
    form = NewOutcomeForm(data={"new_id": new_public_id()})
    if form.validate_on_submit():
        try:
            progress.add_outcome(
                db.session, plan, of, Aim(form.words.data, form.criterion.data),
                public_id=form.ready_id(), by=actor().public_id, today=today(),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("The outcome is in the plan.", "success")
            return _back(public_id)
    return render_template("onboarding/add_outcome.html", plan=plan, phase=of, form=form)


@bp.route("/team/plans/<public_id>/check-ins/<int:day>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def check_in(public_id: str, day: int) -> ResponseReturnValue:
    """The manager's half of a check-in, and their decision."""
    plan = plan_or_404(public_id)
    line = next(
        (one for one in sheets.sheet(plan, Side.MANAGER, today()).checks if one.day == day), None
    )
    if line is None:
        abort(404)
    form = ManagerCheckInForm(
        data={**line.mine.answers, "decision": line.mine.decision} if line.mine else None
    )
    form.decision.choices = fields.choices([(one, one.label) for one in rules.decisions(day)])
    if form.validate_on_submit():
        try:
            progress.check_in(
                db.session, plan, day, Side.MANAGER, form.answers(), Decision(form.decision.data),
                by=actor().public_id, today=today(), now=utc_now(),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Your half of the check-in is in.", "success")
            return redirect(url_for(".check_in", public_id=public_id, day=day))
    return render_template(
        "onboarding/check_in.html", plan=plan, line=line, form=form, questions=wording.QUESTIONS
    )


@bp.route("/team/plans/<public_id>/milestones", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def milestones(public_id: str) -> ResponseReturnValue:
    """When each milestone was reached; also after the plan has ended."""
    plan = plan_or_404(public_id)
    form = _milestone_form(plan)
    if form.validate_on_submit():
        reached = {one.key: form[f"on_{at}"].data for at, one in enumerate(plan.milestones)}
        try:
            progress.set_milestones(db.session, plan, reached, by=actor().public_id, today=today())
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Saved.", "success")
            return _back(public_id)
    return render_template("onboarding/milestones.html", plan=plan, form=form)


def _milestone_form(plan: OnboardingPlan) -> PageForm:
    """A day for each milestone of this plan."""
    days = {f"on_{at}": Day(one.words) for at, one in enumerate(plan.milestones)}
    held = {f"on_{at}": one.reached_on for at, one in enumerate(plan.milestones)}
    return type("MilestoneForm", (PageForm,), days)(data=held)


def _outcome_form(held: PlanOutcome, *, sent: bool = False) -> OutcomeForm:
    data = {
        "version": str(held.version), "words": held.words, "criterion": held.criterion,
        "progress": held.progress, "evidence": held.evidence,
    }  # fmt: skip
    return OutcomeForm(conflict.resolved() if sent else None, data=data)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("onboarding.show", public_id=public_id))
