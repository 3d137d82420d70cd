"""Remind of models that end."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from assess import mail
from assess.accounts import queries as accounts
from assess.accounts.models import User
from assess.accounts.permissions import Permission
from assess.fit import cards, letters, queries, rules
from assess.fit.models import FitModel
from assess.mail import Sender


def remind(session: Session, sender: Sender, now: datetime, today: date) -> None:
    """Tell owners of models in use that they end, once for each of the days before."""
    for model in queries.models_that_end(session, today):
        assert model.expires_on is not None
        days = rules.to_remind_of(model.expires_on, today)
        for person in _owners(session, model) if days is not None else ():
            letter = letters.model_ends(
                person, cards.role_title(model.template), model.target.label, model.expires_on,
                model.public_id, sender,
            )  # fmt: skip
            event = f"fit model {model.public_id} ends in {days}"
            mail.post(session, letter, event=event, now=now)


def _owners(session: Session, model: FitModel) -> list[User]:
    """Whoever answers for a model; all who may learn one, where that person no longer does."""
    able = accounts.people_who_may(session, Permission.LEARN_MODELS)
    return [one for one in able if one.id == model.owner_id] or able
