"""The list of plans, a new one, and one plan as manager, HR and buddy see it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from assess.accounts import queries as accounts
from assess.accounts.guards import actor, allow, organisation, today
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.onboarding import facts, growing, queries, wording, workdays
from assess.onboarding import sheet as sheets
from assess.onboarding.forms import PersonForm, PlanForm
from assess.onboarding.growing import Proposal
from assess.onboarding.guards import plan_or_404, task_or_404
from assess.onboarding.queries import Show
from assess.onboarding.rules import OnboardingRefused, Side
from assess.onboarding.services import plans, progress
from assess.onboarding.services.plans import Circle, Newcomer
from assess.openings.guards import application_or_404
from assess.openings.models import Application
from assess.web import downloads, fields, paging
from reports import onboarding_plan

bp = Blueprint("onboarding", __name__)

STAFF_SIDES: tuple[Side, ...] = (Side.MANAGER, Side.BUDDY, Side.HR, Side.NEW_HIRE)


@bp.get("/team/plans")
@allow(Permission.INTERVIEW)
def index() -> ResponseReturnValue:
    """Plans the actor looks after, and what they do as a buddy."""
    day, show = today(), fields.one_of(Show, request.args.get("show")) or Show.RUNNING
    name = request.args.get("name", "")[:200]
    page = paging.page(
        db.session,
        queries.plans(actor(), show, name, day),
        request.args.get("page", 1, int),
        count=queries.count_plans(actor(), show, name, day),
    )
    return render_template(
        "onboarding/index.html",
        page=page,
        sheets={row.id: sheets.sheet(row, Side.MANAGER, day) for row in page.rows},
        numbers=queries.numbers(db.session, actor(), day),
        show=show,
        name=name,
        helping=queries.helping(db.session, actor()),
        keeps=actor().may(Permission.RUN_OPENINGS),
    )


@bp.route("/team/plans/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def start() -> ResponseReturnValue:
    """Start a plan: from a hire, with what the interviews showed, or by hand."""
    named = request.args.get("application", "")
    application = application_or_404(named) if named else None
    if application and (held := queries.plan_of(db.session, application.id)):
        return redirect(url_for(".show", public_id=held.public_id))
    form = _form(application)
    found = _proposals(application, str(form.language.data or "en"))
    form.grown.choices = fields.choices([(one.key, _said(one)) for one in found])
    if form.validate_on_submit():
        public_id = form.ready_id()
        try:
            if queries.get_plan(db.session, actor(), public_id) is None:
                _start(form, public_id, application, found)
            db.session.commit()
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        except IntegrityError:
            # The same form was sent twice at the same moment; the other one made the plan.
            db.session.rollback()
            return redirect(url_for(".index"))
        else:
            return _started(form, public_id)
    return render_template("onboarding/start.html", form=form, application=application)


@bp.get("/team/plans/<public_id>")
@allow(Permission.INTERVIEW)
def show(public_id: str) -> ResponseReturnValue:
    """A plan: where it stands, what comes next, and each phase; a buddy sees their own tasks."""
    plan = queries.get_plan(db.session, actor(), public_id)
    if plan is None:
        return _as_buddy(public_id)
    found = sheets.sheet(plan, _side(plan.hr_id, plan.manager_id), today())
    return render_template(
        "onboarding/show.html",
        plan=plan,
        sheet=found,
        strips=sheets.strips(found),
        comes_from=wording.for_staff,
        history=[(one, facts.history(one)) for one in plan.history],
    )


@bp.route("/team/plans/<public_id>/tasks", methods=["GET", "POST"])
@allow(Permission.INTERVIEW)
def tick(public_id: str) -> ResponseReturnValue:
    """Tick a task off, or take the tick back."""
    if request.method == "POST":
        plan, sides = queries.get_plan(db.session, actor(), public_id), STAFF_SIDES
        if plan is None:
            plan, sides = queries.helped(db.session, actor(), public_id), (Side.BUDDY,)
        if plan is None:
            abort(404)
        is_done = "done" in request.form
        task = task_or_404(plan, request.form.get("done") or request.form.get("open"), *sides)
        try:
            progress.set_done(
                db.session, plan, task, done=is_done, by=actor().public_id, today=today()
            )
        except OnboardingRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/team/plans/<public_id>/plan.pdf")
@allow(Permission.RUN_OPENINGS)
def pdf(public_id: str) -> ResponseReturnValue:
    """The plan on paper, a page for each phase."""
    plan = plan_or_404(public_id)
    company = organisation()
    if company is None:
        abort(404)
    found = facts.plan_facts(plan, company, today(), for_new_hire=False)
    return downloads.pdf(onboarding_plan.render(found), "onboarding plan", plan.name)


def _started(form: PlanForm, public_id: str) -> ResponseReturnValue:
    """To the new plan; somebody who made it for another manager sees no more of it."""
    if queries.get_plan(db.session, actor(), public_id) is None:
        flash(f"The plan of {form.name.data} has begun. Its manager looks after it.", "success")
        return redirect(url_for(".index"))
    return redirect(url_for(".show", public_id=public_id))


def _as_buddy(public_id: str) -> ResponseReturnValue:
    plan = queries.helped(db.session, actor(), public_id)
    if plan is None:
        abort(404)
    found = sheets.buddy_tasks(plan, today())
    return render_template("onboarding/buddy.html", plan=plan, own_tasks=found)


def _side(hr_id: int | None, manager_id: int) -> Side:
    """As whom the actor looks at a plan: HR where they are named as that and not its manager."""
    is_hr = actor().id == hr_id and actor().id != manager_id
    return Side.HR if is_hr else Side.MANAGER


def _form(application: Application | None) -> PlanForm:
    company = organisation()
    held: dict[str, object] = {
        "new_id": new_public_id(), "manager": str(actor().id), "language": "en",
        "zone": company.time_zone if company else actor().time_zone,
        "country": "", "template": "sales-leader" if application else "internal-promotion",
    }  # fmt: skip
    if application:
        person = application.candidate
        held |= {"name": person.name, "email": person.email, "role": application.opening.title}
        held["grown"] = [one.key for one in _proposals(application, "en")]
    form = PlanForm(data=held)
    offer_people(form)
    view = queries.templates(db.session)
    form.template.choices = fields.choices([(one.key, one.title.en) for one in view])
    form.zone.choices = fields.choices(fields.zone_choices())
    nowhere = (workdays.NOWHERE, "No country: Monday to Friday")
    form.country.choices = fields.choices([nowhere, *workdays.countries()])
    return form


def offer_people(form: PersonForm) -> None:
    """Who may be manager, buddy and HR in a plan."""
    managers = accounts.people_who_may(db.session, Permission.RUN_OPENINGS)
    helpers = accounts.people_who_may(db.session, Permission.INTERVIEW)
    partners = accounts.people_who_may(db.session, Permission.SEE_ALL_OPENINGS)
    form.manager.choices = fields.choices([(str(one.id), one.name) for one in managers])
    nobody = ("", "Nobody yet")
    form.buddy.choices = fields.choices([nobody, *((str(one.id), one.name) for one in helpers)])
    form.hr.choices = fields.choices([nobody, *((str(one.id), one.name) for one in partners)])


def circle(form: PersonForm) -> Circle:
    """Who looks after somebody new, as a form says it."""
    buddy, hr = fields.number(form.buddy.data), fields.number(form.hr.data)
    return Circle(int(form.manager.data), buddy, hr)


def _proposals(application: Application | None, language: str) -> list[Proposal]:
    company = organisation()
    if application is None or company is None:
        return []
    return growing.proposals(
        db.session, actor(), application, language=language, zone=company.time_zone
    )


def _said(one: Proposal) -> str:
    """A proposal as a line to tick, with what it rests on."""
    kind = "A strength to use" if one.is_strength else "To build"
    return f"{kind}: {one.words} It rests on {one.finding}"


def _start(
    form: PlanForm, public_id: str, application: Application | None, found: list[Proposal]
) -> None:
    person = Newcomer(
        form.name.data, form.email.data, form.role.data, form.language.data, form.zone.data,
        form.country.data, form.region.data,
    )  # fmt: skip
    plans.start(
        db.session, public_id=public_id, template=form.template.data, person=person,
        circle=circle(form), start_on=form.start_on.data, application=application,
        proposals=[one for one in found if one.key in (form.grown.data or [])],
        actor=actor(), today=today(), now=utc_now(),
    )  # fmt: skip
