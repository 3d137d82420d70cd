"""The four steps of a plan: role, kit, panel, go."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts import queries as account_queries
from assess.accounts.guards import actor, allow
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.instruments import library
from assess.instruments.schema import Framework, Guide
from assess.openings import queries, rules
from assess.openings.forms import (
    KitForm,
    PanelForm,
    RoleForm,
    kit_form,
    kit_values,
    panel_form,
    panel_values,
)
from assess.openings.guards import opening_or_404
from assess.openings.models import Opening, Plan
from assess.openings.rules import OpeningRefused, Seat
from assess.openings.services import openings as opening_services
from assess.openings.services import plans as services
from assess.web import conflict
from assess.web.fields import choices

bp = Blueprint("plans", __name__)


@bp.route("/openings/<public_id>/role", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def role(public_id: str) -> ResponseReturnValue:
    """Step 1: title, outcomes, must-haves and who runs it."""
    opening = opening_or_404(public_id)
    form = _role_form(opening, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _role_form(opening, sent=False))
        opening_services.change_role(
            db.session,
            opening,
            title=form.title.data,
            location=form.location.data,
            outcomes=form.outcomes.data,
            must_haves=form.must_haves.data,
            actor=actor(),
        )
        opening_services.change_team(
            db.session, opening, {int(key) for key in form.team.data}, actor=actor()
        )
        db.session.commit()
        return _next_step(opening, "kit")
    return render_template("plans/role.html", opening=opening, form=form, plan=_draft(opening))


@bp.route("/openings/<public_id>/kit", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def kit(public_id: str) -> ResponseReturnValue:
    """Step 2: what is wanted of each competency, and the questions."""
    opening = opening_or_404(public_id)
    plan = _draft_or_away(opening)
    framework, guide = library.framework(plan.framework), library.guide(plan.guide)
    form = _kit_form(plan, framework, guide, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _kit_form(plan, framework, guide, sent=False))
        if _keep_kit(form, plan, framework):
            return _next_step(opening, "panel")
    return render_template(
        "plans/kit.html",
        opening=opening,
        plan=plan,
        form=form,
        framework=framework,
        guide=guide,
        locked={aim.competency: aim for aim in queries.locked_aims(opening) or ()},
    )


@bp.route("/openings/<public_id>/panel", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def panel(public_id: str) -> ResponseReturnValue:
    """Step 3: who interviews, who rates what, who asks what."""
    opening = opening_or_404(public_id)
    plan = _draft_or_away(opening)
    people = account_queries.people_who_may(db.session, Permission.INTERVIEW)
    held = queries.seats(plan)
    form = _panel_form(plan, held, people, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _panel_form(plan, held, people, sent=False))
        seats = _asked_for(form, form.seats(held), people, queries.aims(plan))
        services.change_panel(db.session, plan, seats, actor=actor(), now=utc_now())
        db.session.commit()
        if request.form.get("then") == "go":
            return _next_step(opening, "go")
        return redirect(url_for(".panel", public_id=public_id))
    return render_template(
        "plans/panel.html",
        opening=opening,
        plan=plan,
        form=form,
        panels=_panels(held),
        next_panel=_next_panel(held),
        aims=queries.aims(plan),
        guide=library.guide(plan.guide),
        gaps=rules.gaps(queries.aims(plan), held),
        cautions=rules.cautions(held),
    )


@bp.route("/openings/<public_id>/go", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def go(public_id: str) -> ResponseReturnValue:
    """Step 4: the whole plan on one page; publishing freezes it."""
    opening = opening_or_404(public_id)
    plan = _draft(opening)
    if plan is None:
        flash("The plan is published already.", "success")
        return redirect(url_for("openings.pipeline", public_id=public_id))
    if request.method == "POST":
        try:
            services.publish(db.session, opening, plan, actor=actor(), now=utc_now())
        except OpeningRefused as refusal:
            db.session.rollback()
            flash(str(refusal), "error")
        else:
            db.session.commit()
            flash(f"The plan is published as version {plan.number}. Add candidates.", "success")
            return redirect(url_for("openings.pipeline", public_id=public_id))
    aims, seats = queries.aims(plan), queries.seats(plan)
    return render_template(
        "plans/go.html",
        opening=opening,
        plan=plan,
        aims=aims,
        seats=seats,
        gaps=rules.gaps(aims, seats),
        cautions=rules.cautions(seats),
        framework=library.framework(plan.framework),
        guide=library.guide(plan.guide),
    )


@bp.route("/openings/<public_id>/plan")
@allow(Permission.RUN_OPENINGS)
def published(public_id: str) -> ResponseReturnValue:
    """The plan interviews follow, as frozen."""
    opening = opening_or_404(public_id)
    number = request.args.get("version", 0, int)
    plan = next((p for p in opening.plans if p.number == number), None)
    plan = plan or queries.published_plan(opening)
    if plan is None:
        return redirect(url_for(".role", public_id=public_id))
    return render_template(
        "plans/published.html",
        opening=opening,
        plan=plan,
        aims=queries.aims(plan),
        seats=queries.seats(plan),
        framework=library.framework(plan.framework),
        guide=library.guide(plan.guide),
    )


@bp.post("/openings/<public_id>/plan/next")
@allow(Permission.RUN_OPENINGS)
def start_new_version(public_id: str) -> ResponseReturnValue:
    """Begin the next version of a published plan."""
    opening = opening_or_404(public_id)
    services.start_new_version(db.session, opening, actor=actor(), now=utc_now())
    db.session.commit()
    return redirect(url_for(".kit", public_id=public_id))


@bp.get("/openings/<public_id>/plan/next")
@allow(Permission.RUN_OPENINGS)
def back_to_plan(public_id: str) -> ResponseReturnValue:
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for(".published", public_id=public_id))


def _draft(opening: Opening) -> Plan | None:
    return queries.draft_plan(opening)


def _draft_or_away(opening: Opening) -> Plan:
    """The plan that is being written.

    Without one its steps lead to the plan as published, and text sent to them comes back.
    """
    plan = _draft(opening)
    if plan is None and request.method == "POST":
        abort(
            409,
            "The plan was published in the meantime and does not change any more. Your text is "
            "below: start a new version of the plan, and enter it there.",
        )
    if plan is None:
        abort(redirect(url_for(".published", public_id=opening.public_id)))
    return plan


def _next_step(opening: Opening, step: str) -> ResponseReturnValue:
    """Where ‘Continue’ leads: the next step, the last one, or back to the pipeline."""
    if not queries.does_run(db.session, actor(), opening.id):
        flash(f"Saved. You do not run ‘{opening.title}’ any more.", "success")
        return redirect(url_for("openings.index"))
    if queries.draft_plan(opening) is None:
        flash("Saved.", "success")
        return redirect(url_for("openings.pipeline", public_id=opening.public_id))
    if request.form.get("then") == "check":
        step = "go"
    return redirect(url_for(f".{step}", public_id=opening.public_id))


def _role_form(opening: Opening, *, sent: bool) -> RoleForm:
    people = account_queries.people_who_may(db.session, Permission.RUN_OPENINGS)
    members = {member.user_id for member in opening.members}
    values = {"team": [str(user.id) for user in people if user.id in members]}
    form = RoleForm(conflict.resolved() if sent else None, obj=opening, data=values)
    form.team.choices = choices([(str(user.id), user.name) for user in people])
    return form


def _kit_form(plan: Plan, framework: Framework, guide: Guide, *, sent: bool) -> KitForm:
    optional = [b for c in framework.competencies for b in c.behaviours if b.optional]
    values = kit_values(queries.aims(plan), guide) | {
        "version": plan.version,
        "show_resume": plan.show_resume,
        "weights_reason": plan.weights_reason,
        "optional_behaviours": [b.id for b in optional if b.id not in plan.behaviours_off],
    }
    kind = kit_form(framework, guide)
    form = kind(conflict.resolved() if sent else None, data=values)
    form.optional_behaviours.choices = choices(
        [(b.id, f"{b.title}. {b.fairness or ''}") for b in optional]
    )
    return form


def _keep_kit(form: KitForm, plan: Plan, framework: Framework) -> bool:
    """Whether the kit is kept; otherwise the form says why not."""
    try:
        services.change_kit(
            db.session,
            plan,
            form.aims(framework),
            behaviours_off=_switched_off(framework, form.optional_behaviours.data),
            show_resume=form.show_resume.data,
            weights_reason=form.weights_reason.data,
            actor=actor(),
            now=utc_now(),
        )
    except OpeningRefused as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return False
    db.session.commit()
    return True


def _switched_off(framework: Framework, used: Sequence[str]) -> list[str]:
    return [
        b.id
        for c in framework.competencies
        for b in c.behaviours
        if b.optional and b.id not in used
    ]


def _panel_form(
    plan: Plan, held: Sequence[Seat], people: Sequence[User], *, sent: bool
) -> PanelForm:
    guide = library.guide(plan.guide)
    wording = {question.id: question.text for question in guide.questions}
    aims = queries.aims(plan)
    kind = panel_form(aims, held, wording)
    values = panel_values(aims, held) | {"version": plan.version}
    form = kind(conflict.resolved() if sent else None, data=values)
    form.person.choices = choices(
        [("", "Choose a person"), *((str(user.id), user.name) for user in people)]
    )
    return form


def _panels(seats: Sequence[Seat]) -> dict[int, list[Seat]]:
    """Who sits on each panel; the first one is there before anybody does."""
    numbers = sorted({seat.panel for seat in seats}) or [1]
    return {number: [seat for seat in seats if seat.panel == number] for number in numbers}


def _next_panel(seats: Sequence[Seat]) -> int:
    return max((seat.panel for seat in seats), default=0) + 1


def _asked_for(
    form: PanelForm, seats: list[Seat], people: Sequence[User], aims: Sequence[rules.Aim]
) -> list[Seat]:
    """The seats after what the pressed button asks for: add, take off, propose."""
    then, _, detail = request.form.get("then", "").partition(":")
    if then == "off":
        return [seat for seat in seats if f"{seat.panel}-{seat.person}" != detail]
    if then == "add":
        return [*seats, *_added(form.person.data or "", detail, seats, people)]
    if then == "propose":
        free = queries.busy_interviewers(db.session, list(people))
        return rules.suggest_seats(aims, sorted(free, key=lambda one: one[0] != actor().id))
    return seats


def _added(
    chosen: str, panel_number: str, seats: Sequence[Seat], people: Sequence[User]
) -> list[Seat]:
    """The seat of somebody new on a panel; none, and a word why, where there is no such place."""
    names = {str(user.id): user.name for user in people}
    taken = {(str(seat.panel), str(seat.person)) for seat in seats}
    numbers = {str(number) for number in range(1, _next_panel(seats) + 1)}
    if chosen not in names or panel_number not in numbers or (panel_number, chosen) in taken:
        flash("Choose somebody who is not on this panel yet, then press the button again.", "error")
        return []
    return [Seat(int(panel_number), int(chosen), names[chosen], frozenset(), frozenset())]
