"""Cards of learned models in the report centre."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, literal, null, select
from sqlalchemy.orm import Session

from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.database import utc_now
from assess.desk.kinds import NotReady, Paper
from assess.fit import cards, queries, rules
from assess.fit.models import FitModel
from assess.fit.services import learned
from assess.instruments import library
from assess.times import in_zone
from reports import model_card

BEING_LEARNED = "It is being learned. The card is filled in once that is done."
GONE = "This model is not there any more."


_KEY = FitModel.measure.cast(String) + "-" + FitModel.months.cast(String)


def role() -> ColumnElement[str]:
    """The title of a model's role, for statements; its reference where the library lacks it."""
    titles = {one.ref: one.title for one in library.all_of("roles")}
    return case(titles, value=FitModel.template, else_=FitModel.template)


def target() -> ColumnElement[str]:
    """What a model tells beforehand, in words, for statements."""
    return case({one.key: one.label for one in rules.TARGETS}, value=_KEY, else_=_KEY)


def people(actor: User) -> Select[*tuple[Any, ...]]:
    """Every model, whatever came of it; by role and outcome."""
    del actor  # a card is for everybody who may read fit
    return select(
        FitModel.public_id.label("subject"),
        null().label("candidate_id"),
        null().label("user_id"),
        target().label("name"),
        role().label("about"),
        FitModel.template.label("group"),
        (func.lower(role()) + literal(" ") + _KEY).label("sort"),
    )


def why_not(session: Session, _actor: User, subjects: Sequence[str]) -> dict[str, str]:
    """Models whose card is not filled in yet."""
    statement = select(FitModel.public_id, FitModel.status).where(FitModel.public_id.in_(subjects))
    found = {one.public_id: one.status for one in session.execute(statement)}
    reasons = {one: GONE for one in subjects if one not in found}
    under_way = [one for one, status in found.items() if status in rules.UNDER_WAY]
    return reasons | dict.fromkeys(under_way, BEING_LEARNED)


def make(session: Session, actor: User, subject: str) -> Paper:
    """The card as its page shows it today."""
    model, company = queries.get_model(session, subject), accounts.get_organisation(session)
    if model is None or company is None:
        raise NotReady(GONE)
    if model.status in rules.UNDER_WAY:
        raise NotReady(BEING_LEARNED)
    today = in_zone(utc_now(), actor.time_zone).date()
    problem = learned.problem(session, model)
    found = cards.facts_of(model, company.name, actor.time_zone, today, problem)
    return Paper(model_card.render(found), "model-card")
