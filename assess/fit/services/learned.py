"""Ask for a model, note what came of it, put it in use, withdraw it; and read it back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from assess import queue
from assess.accounts.models import User
from assess.audit.services import SYSTEM, record, vouches
from assess.fit import gathering, queries, rules
from assess.fit.models import FitModel
from assess.fit.rules import FitRefused, Learned, ModelStatus, Target
from assess.later import later

if TYPE_CHECKING:
    from assess.science.fit import model as plain
    from assess.science.fit.model import Model
else:
    plain = later("assess.science.fit.model")

KIND = "learn_fit_model"
"""The kind of outbox row that asks for a model to be learned."""

GROUPS = "measure_model"
"""The kind of outbox row that asks how groups of people stand in what a model expects."""

OFFERED = "fit-model.offered"

CHANGED = (
    "The numbers of this model are not those that were offered: somebody or something changed "
    "them. It gives no advice. Withdraw it, and look at the diary."
)


def ask(session: Session, template: str, target: Target, *, actor: User, now: datetime) -> FitModel:
    """Ask for a model; one that is being learned already is that one.

    Raises `FitRefused` while the role has no plan.
    """
    held = queries.model_under_way(session, template, target)
    if held is not None:
        return held
    if gathering.newest_plan(session, template) is None:
        raise FitRefused(rules.NO_PLAN)
    model = FitModel(
        template=template, measure=target.measure, months=target.months,
        asked_by_id=actor.id, asked_at=now,
    )  # fmt: skip
    session.add(model)
    session.flush()
    fields = {"template": template, "target": target.key}
    record(session, "fit-model.asked", model, actor=actor.public_id, fields=fields)
    payload = {"model": model.public_id}
    queue.enqueue(session, KIND, payload, event=f"fit model {model.public_id}", now=now)
    return model


def begin(session: Session, public_id: str, now: datetime) -> FitModel | None:
    """Take a model up to be learned; nothing where another worker is at it, or it is done."""
    model = queries.get_model(session, public_id)
    if model is None or model.status not in rules.UNDER_WAY:
        return None
    if model.heard_at is not None and now - model.heard_at < queue.LEASE:
        return None
    model.status, model.heard_at, model.done, model.total = ModelStatus.WORKING, now, 0, 0
    session.flush()
    return model


def is_under_way(session: Session, public_id: str) -> bool:
    """Whether a model is still to be learned."""
    model = queries.get_model(session, public_id)
    return model is not None and model.status in rules.UNDER_WAY


def hear(session: Session, model: FitModel, done: int, total: int, now: datetime) -> None:
    """Note how far the work is."""
    model.done, model.total, model.heard_at = done, total, now
    session.flush()


def give_back(session: Session, model: FitModel) -> None:
    """Let another try begin: this one failed."""
    session.refresh(model)
    if model.status is ModelStatus.WORKING:
        model.status, model.heard_at = ModelStatus.WAITING, None
        session.flush()


def finish(session: Session, model: FitModel, found: Learned, now: datetime) -> None:
    """Note what came of it. A model is only offered here: a person puts it in use."""
    rules.check_move(model.status, found.status)
    model.status, model.reason, model.card = found.status, found.reason, found.card
    model.parameters, model.parameters_hash = found.parameters, found.hash
    model.finished_at, model.heard_at = now, now
    session.flush()
    action = OFFERED if found.status is ModelStatus.OFFERED else "fit-model.refused"
    record(session, action, model, actor=SYSTEM, fields={"parameters": found.hash})
    if found.status is ModelStatus.OFFERED:
        event = f"groups of fit model {model.public_id}"
        queue.enqueue(session, GROUPS, {"model": model.public_id}, event=event, now=now)


def note_groups(session: Session, model: FitModel, found: Mapping[str, Any]) -> None:
    """Keep on the card what may be told of groups of people."""
    model.card = {**model.card, "subgroups": dict(found)}
    session.flush()
    fields = {"subgroups": json.dumps(found, sort_keys=True)}
    record(session, "fit-model.groups-counted", model, actor=SYSTEM, fields=fields)


def put_in_use(
    session: Session, model: FitModel, reason: str, *, actor: User, now: datetime, today: date
) -> None:
    """Put a model in use for a year, in the name of whoever decides; it follows an earlier one.

    Raises `FitRefused` for a model that is not offered, or whose numbers were changed.
    """
    rules.check_move(model.status, ModelStatus.IN_USE)
    parameters(session, model)
    for other in queries.models_in_use(session, model.template, today):
        if other.target == model.target:
            withdraw(session, other, "A newer model follows it.", actor=actor, now=now)
    model.status, model.owner_id, model.use_reason = ModelStatus.IN_USE, actor.id, reason
    model.used_since, model.expires_on = today, today + rules.IN_USE_FOR
    session.flush()
    fields = {"parameters": model.parameters_hash, "reason": reason, "until": model.expires_on}
    record(session, "fit-model.used", model, actor=actor.public_id, fields=fields)


def withdraw(session: Session, model: FitModel, reason: str, *, actor: User, now: datetime) -> None:
    """Take a model out of use for good. Raises `FitRefused`."""
    rules.check_move(model.status, ModelStatus.WITHDRAWN)
    model.status, model.withdrawn_at, model.withdrawn_reason = ModelStatus.WITHDRAWN, now, reason
    session.flush()
    fields = {"reason": reason}
    record(session, "fit-model.withdrawn", model, actor=actor.public_id, fields=fields)


def parameters(session: Session, model: FitModel) -> "Model":
    """The model itself, once its numbers, their hash and the diary agree.

    Raises `FitRefused` for anything that was changed since it was offered.
    """
    held: Mapping[str, Any] = model.parameters or {}
    try:
        found = plain.from_mapping(held)
    except ValueError:
        raise FitRefused(CHANGED) from None
    same = held.get("hash") == model.parameters_hash
    if not same or not vouches(session, OFFERED, model, "parameters", model.parameters_hash):
        raise FitRefused(CHANGED)
    return found


def problem(session: Session, model: FitModel) -> str:
    """That somebody changed the numbers of a model, if so."""
    if model.status not in (ModelStatus.OFFERED, ModelStatus.IN_USE):
        return ""
    try:
        parameters(session, model)
    except FitRefused as refusal:
        return str(refusal)
    return ""
