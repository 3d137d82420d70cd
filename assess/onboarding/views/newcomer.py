"""What a new hire sees of their plan: in by a link, without an account, in their language."""

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from assess.accounts.guards import organisation, public, sender
from assess.database import utc_now
from assess.extensions import db
from assess.language import gettext as _
from assess.language import speaking
from assess.onboarding import facts, guards, wording
from assess.onboarding import sheet as sheets
from assess.onboarding.forms import OwnCheckInForm, OwnOutcomeForm
from assess.onboarding.guards import newcomer, own_plan, own_today
from assess.onboarding.models import PlanOutcome
from assess.onboarding.rules import KeyKind, OnboardingRefused, Progress, Side
from assess.onboarding.services import keys, progress
from assess.onboarding.services.progress import Aim
from assess.web import conflict, display, downloads
from assess.web.fields import PageForm
from assess.web.headers import keep_the_link_private
from reports import onboarding_plan

bp = Blueprint("newcomer", __name__)
bp.after_request(keep_the_link_private)


@bp.route("/o/<token>", methods=["GET", "POST"])
@public
def landing(token: str) -> ResponseReturnValue:
    """Whose plan it is. Opening the link changes nothing; a button lets this browser in."""
    g.language = display.language()
    plan = guards.by_key(token, KeyKind.LINK)
    if plan is None:
        return guards.not_let_in()
    g.language = display.chosen_language() or plan.language
    form = PageForm()
    if form.validate_on_submit():
        key = keys.let_in(db.session, plan, utc_now())
        db.session.commit()
        response = make_response(redirect(url_for(".plan")))
        guards.let_in(response, key)
        return response
    return render_template("onboarding/landing.html", plan=plan, form=form, token=token)


@bp.get("/o/plan")
@newcomer
def plan() -> ResponseReturnValue:
    """One's own plan: where it stands, what to do next, and the three phases."""
    held = own_plan()
    found = sheets.sheet(held, Side.NEW_HIRE, own_today(held))
    return render_template(
        "onboarding/own_plan.html",
        plan=held,
        sheet=found,
        form=PageForm(),
        strips=sheets.strips(found),
        comes_from=wording.comes_from,
    )


@bp.route("/o/plan/tasks", methods=["GET", "POST"])
@newcomer
def tick() -> ResponseReturnValue:
    """Tick a task of one's own off, or take the tick back."""
    if request.method == "POST":
        held = own_plan()
        named = request.form.get("done") or request.form.get("open")
        task = guards.task_or_404(held, named, Side.NEW_HIRE)
        try:
            progress.set_done(
                db.session, held, task,
                done="done" in request.form, by=held.public_id, today=own_today(held),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
    return redirect(url_for(".plan"))


@bp.route("/o/plan/outcomes/<outcome_id>", methods=["GET", "POST"])
@newcomer
def outcome(outcome_id: str) -> ResponseReturnValue:
    """How far an outcome is, and what shows it."""
    held = own_plan()
    found = guards.outcome_or_404(held, outcome_id)
    form = _outcome_form(found, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _outcome_form(found))
        try:
            progress.change_outcome(
                db.session, held, found, Aim(found.words, found.criterion),
                Progress(form.progress.data), form.evidence.data,
                by=held.public_id, today=own_today(held),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            return redirect(url_for(".plan"))
    return render_template(
        "onboarding/own_outcome.html",
        plan=held, outcome=found, form=form, comes_from=wording.comes_from,
    )  # fmt: skip


@bp.route("/o/plan/check-ins/<int:day>", methods=["GET", "POST"])
@newcomer
def check_in(day: int) -> ResponseReturnValue:
    """One's own half of a check-in; the manager's once it is in."""
    held = own_plan()
    today = own_today(held)
    checks = sheets.sheet(held, Side.NEW_HIRE, today).checks
    line = next((one for one in checks if one.day == day), None)
    if line is None:
        abort(404)
    form = OwnCheckInForm(data=line.mine.answers if line.mine else None)
    if form.validate_on_submit():
        try:
            progress.check_in(
                db.session, held, day, Side.NEW_HIRE, form.answers(), None,
                by=held.public_id, today=today, now=utc_now(),
            )  # fmt: skip
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Your half of the check-in is in."), "success")
            return redirect(url_for(".check_in", day=day))
    return render_template(
        "onboarding/own_check_in.html",
        plan=held, line=line, form=form, questions=wording.QUESTIONS, prompt=wording.PROMPTS[day],
    )  # fmt: skip


@bp.get("/o/plan/plan.pdf")
@newcomer
def pdf() -> ResponseReturnValue:
    """One's own plan on paper, in the language it is written in."""
    held, company = own_plan(), organisation()
    if company is None:
        abort(404)
    found = facts.plan_facts(held, company, own_today(held), for_new_hire=True)
    return downloads.pdf(onboarding_plan.render(found), "onboarding plan", held.name)


@bp.route("/o/plan/calendar", methods=["GET", "POST"])
@newcomer
def make_calendar() -> ResponseReturnValue:
    """A link for one's own calendar; the one before it opens nothing any more."""
    held, form, feed = own_plan(), PageForm(), ""
    if form.validate_on_submit():
        key = keys.calendar(db.session, held, Side.NEW_HIRE, utc_now())
        feed = f"{sender().base_url}{url_for('.calendar', token=key)}"
        db.session.commit()
    return render_template("onboarding/own_calendar.html", plan=held, form=form, feed=feed)


@bp.get("/o/calendar/<token>.ics")
@public
def calendar(token: str) -> ResponseReturnValue:
    """What a side of a plan finds in their calendar."""
    for side in (Side.NEW_HIRE, Side.MANAGER):
        held = guards.by_key(token, KeyKind.CALENDAR, side)
        if held is not None:
            with speaking(held.language if side is Side.NEW_HIRE else "en"):
                page = (
                    url_for(".plan")
                    if side is Side.NEW_HIRE
                    else url_for("onboarding.show", public_id=held.public_id)
                )
                found = sheets.calendar(held, side, f"{sender().base_url}{page}")
            return Response(found, mimetype="text/calendar")
    return abort(404)


def _outcome_form(held: PlanOutcome, *, sent: bool = False) -> OwnOutcomeForm:
    data = {
        "version": str(held.version), "progress": held.progress, "evidence": held.evidence,
    }  # fmt: skip
    return OwnOutcomeForm(conflict.resolved() if sent else None, data=data)
