"""Templates of plans: read them, copy them, change them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.onboarding import content, queries
from assess.onboarding.content import Content, Outcome, Task, Words
from assess.onboarding.forms import CopyForm, TaskForm, TemplateOutcomeForm
from assess.onboarding.guards import template_or_404
from assess.onboarding.queries import TemplateView
from assess.onboarding.rules import OnboardingRefused, Phase, Side
from assess.onboarding.services import templates
from assess.web import conflict, fields

bp = Blueprint("onboarding_templates", __name__)

NEW = "new"


@bp.get("/team/plans/templates")
@allow(Permission.RUN_OPENINGS)
def index() -> ResponseReturnValue:
    """Every template, with its newest version."""
    return render_template("onboarding/templates.html", templates=queries.templates(db.session))


@bp.get("/team/plans/templates/<key>")
@allow(Permission.RUN_OPENINGS)
def show(key: str) -> ResponseReturnValue:
    """What a template holds: tasks by day, outcomes by phase, milestones."""
    return render_template("onboarding/template.html", template=template_or_404(key), Phase=Phase)


@bp.route("/team/plans/templates/<key>/copy", methods=["GET", "POST"])
@allow(Permission.SEE_ALL_OPENINGS)
def copy(key: str) -> ResponseReturnValue:
    """Begin a template of one's own."""
    view, form = template_or_404(key), CopyForm(data={"new_id": new_public_id()})
    if form.validate_on_submit():
        new_key = form.ready_id()
        try:
            templates.copy(
                db.session, key, form.title.data, new_key=new_key, actor=actor(), now=utc_now()
            )
        except OnboardingRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            return redirect(url_for(".show", key=new_key))
    return render_template("onboarding/copy_template.html", template=view, form=form)


@bp.route("/team/plans/templates/<key>/tasks/<item>", methods=["GET", "POST"])
@allow(Permission.SEE_ALL_OPENINGS)
def task(key: str, item: str) -> ResponseReturnValue:
    """A task of a template: change it, add one, take it out."""
    view = template_or_404(key)
    held = view.content.task(item)
    if held is None and item != NEW:
        abort(404)
    form = _task_form(view, held, sent=True)
    if (changed := _taken_out(view, held)) or form.validate_on_submit():
        if changed is None:
            if held:
                conflict.check(form, _task_form(view, held))
            changed = content.with_task(view.content, _task(form, held))
        if _keep(form, key, changed):
            return redirect(url_for(".show", key=key))
    return render_template("onboarding/template_task.html", template=view, task=held, form=form)


@bp.route("/team/plans/templates/<key>/outcomes/<entry>", methods=["GET", "POST"])
@allow(Permission.SEE_ALL_OPENINGS)
def outcome(key: str, entry: str) -> ResponseReturnValue:
    """An outcome of a template: change it, add one to a phase, take it out."""
    view, phase = template_or_404(key), fields.one_of(Phase, entry)
    held = view.content.outcome(entry)
    if held is None and phase is None:
        abort(404)
    form = _outcome_form(view, held, sent=True)
    if (changed := _taken_out(view, held)) or form.validate_on_submit():
        if changed is None:
            if held:
                conflict.check(form, _outcome_form(view, held))
            changed = content.with_outcome(view.content, _outcome(form, held, phase))
        if _keep(form, key, changed):
            return redirect(url_for(".show", key=key))
    return render_template(
        "onboarding/template_outcome.html",
        template=view, outcome=held, phase=held.phase if held else phase, form=form,
    )  # fmt: skip


def _taken_out(view: TemplateView, held: Task | Outcome | None) -> Content | None:
    """The content without a task or outcome, where the button to take it out was pressed."""
    if held is None or request.method != "POST" or request.form.get("then") != "remove":
        return None
    return content.without(view.content, held.key)


def _keep(form: TaskForm | TemplateOutcomeForm, key: str, changed: Content) -> bool:
    """Save a template; where that is refused, say why beside what was typed."""
    before = template_or_404(key).number
    try:
        version = templates.change(db.session, key, changed, actor=actor(), now=utc_now())
    except OnboardingRefused as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return False
    number = version.number
    db.session.commit()
    is_next = number > before
    flash(
        f"Plans use version {before}, so this is version {number}. They keep theirs."
        if is_next
        else "Saved.",
        "success",
    )
    return True


def _task_form(view: TemplateView, held: Task | None, *, sent: bool = False) -> TaskForm:
    data: dict[str, object] = {"version": view.stamp, "after": "", "day": 1}
    if held:
        data |= {
            "words": held.words.en, "words_de": held.words.de, "owner": held.owner,
            "after": held.after, "day": held.day,
        }  # fmt: skip
    form = TaskForm(conflict.resolved() if sent else None, data=data)
    others = [one for one in view.content.in_order() if held is None or one.key != held.key]
    named = [(one.key, f"After: {one.words.en}") for one in others]
    form.after.choices = fields.choices([("", "On a day of the plan"), *named])
    return form


def _task(form: TaskForm, held: Task | None) -> Task:
    words = Words(form.words.data, form.words_de.data)
    key = held.key if held else f"task-{new_public_id()[:8]}"
    return Task(key, Side(form.owner.data), form.day.data or 0, words, form.after.data)


def _outcome_form(
    view: TemplateView, held: Outcome | None, *, sent: bool = False
) -> TemplateOutcomeForm:
    data: dict[str, object] = {"version": view.stamp}
    if held:
        data |= {
            "words": held.words.en, "words_de": held.words.de,
            "criterion": held.criterion.en, "criterion_de": held.criterion.de,
        }  # fmt: skip
    return TemplateOutcomeForm(conflict.resolved() if sent else None, data=data)


def _outcome(form: TemplateOutcomeForm, held: Outcome | None, phase: Phase | None) -> Outcome:
    key = held.key if held else f"outcome-{new_public_id()[:8]}"
    of = held.phase if held else phase
    assert of is not None
    return Outcome(
        key, of, Words(form.words.data, form.words_de.data),
        Words(form.criterion.data, form.criterion_de.data),
    )  # fmt: skip
