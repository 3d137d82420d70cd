"""Roles with their outcomes and validity, and learned models with their cards."""

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assess.accounts.guards import actor, allow, organisation, today
from assess.accounts.permissions import Permission
from assess.database import utc_now
from assess.extensions import db
from assess.fit import cards, gathering, queries, rules
from assess.fit.forms import DecideForm, LearnForm
from assess.fit.guards import model_or_404
from assess.fit.models import FitModel
from assess.fit.rules import FitRefused, ModelStatus
from assess.fit.services import learned
from assess.later import later
from assess.web import downloads
from reports import model_card
from reports.model_card import CardFacts

if TYPE_CHECKING:
    from assess.fit import validity
else:
    validity = later("assess.fit.validity")

bp = Blueprint("fit", __name__)


@bp.app_template_filter()
def role_title(template: str) -> str:
    """A role template's title."""
    return cards.role_title(template)


@bp.get("/fit")
@allow(Permission.READ_FIT)
def index() -> ResponseReturnValue:
    """Outcomes that are due, and each role with what is known of it; no names of candidates."""
    day, person = today(), actor()
    runs = person.may(Permission.RUN_OPENINGS)
    return render_template(
        "fit/index.html",
        roles=queries.roles(db.session),
        counts=queries.outcome_counts(db.session),
        models=queries.models(db.session),
        due=queries.count_due(db.session, person, day) if runs else 0,
        runs=runs, status_of=cards.status_of, today=day,
    )  # fmt: skip


@bp.get("/fit/roles/<template>")
@allow(Permission.READ_FIT)
def role(template: str) -> ResponseReturnValue:
    """One role: its success profile, whether results go with outcomes, and its models."""
    return _role_page(template, LearnForm())


@bp.post("/fit/roles/<template>")
@allow(Permission.LEARN_MODELS)
def learn(template: str) -> ResponseReturnValue:
    """Ask for a model to be learned."""
    form = LearnForm()
    target = rules.target_of(form.target.data or "")
    if not form.validate_on_submit() or target is None or template not in queries.roles(db.session):
        return _role_page(template, form)
    try:
        model = learned.ask(db.session, template, target, actor=actor(), now=utc_now())
    except FitRefused as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _role_page(template, form)
    db.session.commit()
    flash("The model is being learned. You can leave this page.", "success")
    return redirect(url_for(".card", public_id=model.public_id))


@bp.get("/fit/models/<public_id>")
@allow(Permission.READ_FIT)
def card(public_id: str) -> ResponseReturnValue:
    """The card of a model, and how far it is while it is being learned."""
    model = model_or_404(public_id)
    return _card_page(model, DecideForm(data={"version": str(model.version)}))


@bp.get("/fit/models/<public_id>/card.pdf")
@allow(Permission.READ_FIT)
def card_pdf(public_id: str) -> ResponseReturnValue:
    """The card on paper."""
    facts = _facts(_finished_or_404(public_id))
    return downloads.pdf(model_card.render(facts), "model-card", f"{facts.role} {facts.target}")


@bp.get("/fit/models/<public_id>/card.json")
@allow(Permission.READ_FIT)
def card_json(public_id: str) -> ResponseReturnValue:
    """The card for machines, with the numbers of the model."""
    model = _finished_or_404(public_id)
    body = json.dumps(cards.as_file(model, _facts(model)), indent=2, ensure_ascii=False)
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = f'inline; filename="model-card-{public_id}.json"'
    return response


@bp.post("/fit/models/<public_id>")
@allow(Permission.LEARN_MODELS)
def decide(public_id: str) -> ResponseReturnValue:
    """Put a model in use, or withdraw it: a person does, and says why."""
    model, then = model_or_404(public_id), request.form.get("then")
    form = DecideForm()
    if form.validate_on_submit():
        try:
            said = _decided(model, then == "use", form.reason.data)
        except FitRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(url_for(".card", public_id=public_id))
    return _card_page(model_or_404(public_id), form)


def _decided(model: FitModel, use: bool, reason: str) -> str:
    if use:
        learned.put_in_use(db.session, model, reason, actor=actor(), now=utc_now(), today=today())
        return "The model is in use, in your name."
    learned.withdraw(db.session, model, reason, actor=actor(), now=utc_now())
    return "The model is withdrawn."


def _finished_or_404(public_id: str) -> FitModel:
    model = model_or_404(public_id)
    if model.status in rules.UNDER_WAY:
        abort(404)
    return model


def _facts(model: FitModel) -> CardFacts:
    company = organisation()
    return cards.facts_of(
        model, company.name if company else "Assess", actor().time_zone, today(),
        learned.problem(db.session, model),
    )  # fmt: skip


def _card_page(model: FitModel, form: Any) -> ResponseReturnValue:
    return render_template(
        "fit/card.html",
        model=model, facts=_facts(model), form=form, Status=ModelStatus,
        under_way=model.status in rules.UNDER_WAY,
    )  # fmt: skip


def _role_page(template: str, form: LearnForm) -> ResponseReturnValue:
    gathered = gathering.of_role(db.session, template)
    if gathered is None:
        abort(404)
    targets = gathered.targets
    asked = rules.target_of(request.args.get("outcome", ""))
    target = asked or rules.most_telling(targets)
    form.target.data = form.target.data or target.key
    found = validity.validities(gathered, target) if targets else ()
    return render_template(
        "fit/role.html",
        template=template, gathered=gathered, targets=targets, target=target,
        all_targets=rules.TARGETS,
        validities=found, by_chance=validity.by_chance(found) if found else "",
        models=queries.models(db.session, template), form=form, status_of=cards.status_of,
        today=today(),
    )  # fmt: skip
