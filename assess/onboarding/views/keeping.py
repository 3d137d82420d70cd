"""What frames a plan: people, first day, links, its end."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, sender, today
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.onboarding import queries
from assess.onboarding.forms import EndForm, MoveForm, PeopleForm
from assess.onboarding.guards import plan_or_404
from assess.onboarding.models import OnboardingPlan
from assess.onboarding.rules import Ending, KeyKind, OnboardingRefused, Side
from assess.onboarding.services import keys, plans
from assess.onboarding.views.plans import circle, offer_people
from assess.web import conflict
from assess.web.fields import PageForm

bp = Blueprint("onboarding_keeping", __name__)


@bp.route("/team/plans/<public_id>/people", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def people(public_id: str) -> ResponseReturnValue:
    """Who begins, and who looks after them."""
    plan = plan_or_404(public_id)
    form = _people_form(plan, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _people_form(plan))
        plans.change_people(
            db.session, plan, name=form.name.data, email=form.email.data, role=form.role.data,
            circle=circle(form), actor=actor(), now=utc_now(),
        )  # fmt: skip
        db.session.commit()
        flash("Saved.", "success")
        if queries.get_plan(db.session, actor(), public_id) is None:
            return redirect(url_for("onboarding.index"))
        return _back(public_id)
    return render_template("onboarding/people.html", plan=plan, form=form)


@bp.route("/team/plans/<public_id>/start", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def move(public_id: str) -> ResponseReturnValue:
    """Give a plan another first day."""
    plan = plan_or_404(public_id)
    form = MoveForm(data={"start_on": plan.start_on})
    if form.validate_on_submit():
        try:
            plans.move_start(
                db.session, plan, form.start_on.data, sender(),
                actor=actor(), today=today(), now=utc_now(),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("The plan has its new dates. What was done stays done.", "success")
            return _back(public_id)
    return render_template("onboarding/move.html", plan=plan, form=form)


@bp.route("/team/plans/<public_id>/link", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def link(public_id: str) -> ResponseReturnValue:
    """Mail the new hire the way into their plan."""
    plan, form = plan_or_404(public_id), PageForm()
    if form.validate_on_submit():
        try:
            keys.send_link(db.session, plan, sender(), actor=actor(), now=utc_now())
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(f"The link is on its way to {plan.email}.", "success")
            return _back(public_id)
    return _links(plan, form)


@bp.route("/team/plans/<public_id>/calendar", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def calendar(public_id: str) -> ResponseReturnValue:
    """Make an address for the manager's own calendar; the one before it opens nothing any more."""
    plan, form, address = plan_or_404(public_id), PageForm(), ""
    if form.validate_on_submit():
        key = keys.calendar(db.session, plan, Side.MANAGER, utc_now())
        address = f"{sender().base_url}{url_for('newcomer.calendar', token=key)}"
        db.session.commit()
    return _links(plan, form, address)


@bp.route("/team/plans/<public_id>/end", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def end(public_id: str) -> ResponseReturnValue:
    """End a plan; the page of one that has ended leads on to opening or deleting it."""
    plan, form = plan_or_404(public_id), EndForm()
    if plan.ended_on is None and form.validate_on_submit():
        plans.end(
            db.session, plan, Ending(form.ending.data), actor=actor(), today=today(), now=utc_now()
        )
        db.session.commit()
        flash("The plan has ended. Milestones can still be entered.", "success")
        return _back(public_id)
    return render_template("onboarding/end.html", plan=plan, form=form)


@bp.route("/team/plans/<public_id>/reopen", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def reopen(public_id: str) -> ResponseReturnValue:
    """Go on with a plan that was ended too early."""
    plan = plan_or_404(public_id)
    if request.method == "POST":
        plans.reopen(db.session, plan, actor=actor(), now=utc_now())
        db.session.commit()
        flash("The plan goes on.", "success")
    return _back(public_id)


@bp.route("/team/plans/<public_id>/remove", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def remove(public_id: str) -> ResponseReturnValue:
    """Delete a plan with everything written in it, after a question."""
    plan = plan_or_404(public_id)
    if request.method == "GET":
        return render_template("onboarding/remove.html", plan=plan)
    name = plan.name
    plans.remove(db.session, plan, actor=actor())
    db.session.commit()
    flash(f"The plan of {name} is deleted.", "success")
    return redirect(url_for("onboarding.index"))


def _people_form(plan: OnboardingPlan, *, sent: bool = False) -> PeopleForm:
    held = {
        "version": str(plan.version), "name": plan.name, "email": plan.email, "role": plan.role,
        "manager": str(plan.manager_id), "buddy": str(plan.buddy_id or ""),
        "hr": str(plan.hr_id or ""),
    }  # fmt: skip
    form = PeopleForm(conflict.resolved() if sent else None, data=held)
    offer_people(form)
    return form


def _links(plan: OnboardingPlan, form: PageForm, address: str = "") -> str:
    has_link = queries.has_key(db.session, plan, KeyKind.LINK, Side.NEW_HIRE)
    return render_template(
        "onboarding/link.html", plan=plan, form=form, calendar=address, has_link=has_link
    )


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("onboarding.show", public_id=public_id))
