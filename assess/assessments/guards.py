"""Who answers: a browser let in by a link; and the invitation a staff page is about."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, g, render_template, request

from assess.accounts.guards import POLICY, actor, settings
from assess.assessments import queries, rules
from assess.assessments.models import Attempt, Invitation
from assess.extensions import SAFE_METHODS, db

View = TypeVar("View", bound=Callable[..., Any])

INVITED = "invited"
"""The policy of pages for somebody who came in by a link."""


def cookie_name() -> str:
    """The cookie of a browser in which somebody answers."""
    return "__Host-taking" if settings().secure else "taking"


def invited(view: View) -> View:
    """Only for a browser that was let in by a link that still leads somewhere."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        key = request.cookies.get(cookie_name(), "")
        to_write = request.method not in SAFE_METHODS
        found = queries.invitation_of_sitting(db.session, key, to_write=to_write) if key else None
        if found is None:
            return render_template("taking/come_in.html"), 401
        if found.revoked_at is not None:
            abort(410, "This link was withdrawn. Ask whoever sent it what happens next.")
        g.invitation = found
        g.zone, g.language = found.time_zone, found.language
        return view(*args, **kwargs)

    setattr(guarded, POLICY, INVITED)
    return guarded  # type: ignore[return-value]


def invitation() -> Invitation:
    """The invitation this browser answers; only behind `@invited`."""
    found = g.invitation
    assert isinstance(found, Invitation)
    return found


def attempt_or_404(part: int) -> Attempt:
    """One part of the invitation this browser answers."""
    found = next((one for one in invitation().attempts if one.position == part), None)
    if found is None:
        abort(404)
    return found


def let_in(response: Response, key: str, closes_at: datetime) -> None:
    """Give a browser its key, until the assessment closes."""
    response.set_cookie(
        cookie_name(),
        key,
        expires=closes_at + rules.GRACE,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )


def invitation_or_404(public_id: str) -> Invitation:
    """An invitation for an opening the actor runs."""
    found = queries.get_invitation(db.session, actor(), public_id)
    if found is None:
        abort(404)
    return found
