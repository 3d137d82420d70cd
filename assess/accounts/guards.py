"""Every view says who may open it: `@allow(Permission.X)` or `@public`."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, g
from flask_login import current_user

from assess.accounts import queries
from assess.accounts.models import Organisation, User
from assess.accounts.permissions import Permission
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db
from assess.mail import Sender
from assess.times import in_zone

View = TypeVar("View", bound=Callable[..., Any])

POLICY = "policy"
"""Attribute in which a view carries its policy; a test walks all routes for it."""

PUBLIC = "public"


def allow(permission: Permission) -> Callable[[View], View]:
    """Only people with this permission; to others the page does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                abort(401)
            if not current_user.may(permission):
                abort(404)
            return view(*args, **kwargs)

        setattr(guarded, POLICY, permission)
        return guarded  # type: ignore[return-value]

    return guard


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    setattr(view, POLICY, PUBLIC)
    return view


def actor() -> User:
    """The person at the other end of this request; only behind `@allow`."""
    user = g.get("actor")
    if user is None:
        user = g.actor = current_user._get_current_object()
    assert isinstance(user, User)
    return user


def today() -> date:
    """The day on the actor's clock."""
    return in_zone(utc_now(), actor().time_zone).date()


def settings() -> Settings:
    """The settings of the running application."""
    found = current_app.extensions["assess.settings"]
    assert isinstance(found, Settings)
    return found


def organisation() -> Organisation | None:
    """The company this installation belongs to; `None` before set-up."""
    if "organisation" not in g:
        g.organisation = queries.get_organisation(db.session)
    found: Organisation | None = g.organisation
    return found


def zone() -> str:
    """The organisation's time zone, for what is everybody's and not the reader's."""
    company = organisation()
    return company.time_zone if company else "UTC"


def sender() -> Sender:
    """For whom mails go out."""
    address = settings().address
    return queries.get_sender(db.session, address) or Sender("Assess", "", address)
