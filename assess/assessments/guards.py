"""Who answers: a browser let in by a link; and the invitation a staff page is about."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from flask import Response, abort, flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from assess.accounts.guards import POLICY, actor, settings
from assess.assessments import queries, rules
from assess.assessments.models import Attempt, Invitation
from assess.database import utc_now
from assess.extensions import SAFE_METHODS, db
from assess.instruments import library
from assess.instruments.assessment import Assessment
from assess.language import gettext as _
from assess.web import display, errors

View = TypeVar("View", bound=Callable[..., Any])

INVITED = "invited"
"""The policy of pages for somebody who came in by a link."""

MOST_TYPED = 1024 * 1024
"""Bytes of a form without a file; the longest text is far shorter."""

COME_IN = "This browser does not know you. Open the link in your mail, then send this again."
STALE = "This page was open for a long time. Press Continue to save what stands here."


def cookie_name() -> str:
    """The cookie of a browser in which somebody answers."""
    return "__Host-taking" if settings().secure else "taking"


def invited(view: View) -> View:
    """Only for a browser that was let in by a link that still leads somewhere.

    What leaders answer about themselves opens to them alone, and not after signing out.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        refusal = _settle(_held(to_write=request.method not in SAFE_METHODS))
        return view(*args, **kwargs) if refusal is None else refusal

    setattr(guarded, POLICY, INVITED)
    return guarded  # type: ignore[return-value]


def _settle(found: Invitation | None) -> ResponseReturnValue | None:
    """Note whose pages these are; where the browser is not let on, the page that says why."""
    if found is None:
        return come_in()
    if not _is_theirs(found):
        return errors.answer(401)
    g.invitation, g.zone, g.language = found, found.time_zone, found.language
    return None if found.revoked_at is None else over(rules.WITHDRAWN)


def _held(*, to_write: bool = False) -> Invitation | None:
    """The invitation this browser was once let into, while its key holds."""
    key = request.cookies.get(cookie_name(), "")
    found = queries.invitation_of_sitting(db.session, key, to_write=to_write) if key else None
    return found if found is not None and utc_now() <= found.closes_at + rules.KEPT else None


def _is_theirs(found: Invitation) -> bool:
    """Whether it opens to whoever sits here: a leader's own to them alone, while signed in."""
    is_signed_in = current_user.is_authenticated and current_user.id == found.user_id
    return bool(found.user_id is None or is_signed_in)


def invitation() -> Invitation:
    """The invitation this browser answers; only behind `@invited`."""
    found = g.invitation
    assert isinstance(found, Invitation)
    return found


def sitting(*, to_write: bool = False) -> Invitation | None:
    """The invitation this browser would be let on to by `@invited`, for pages open to all."""
    found = _held(to_write=to_write)
    is_open = found is not None and found.revoked_at is None and _is_theirs(found)
    return found if is_open else None


def refuse_giants(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only files may be large. Runs before anybody reads the form."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_TYPED


def come_in() -> ResponseReturnValue:
    """What a browser reads that nobody let in, with what was typed into it."""
    g.setdefault("language", display.language())
    if request.is_json:
        return jsonify(problem=_(COME_IN)), 401
    return render_template("taking/come_in.html", sent=[*typed().values()]), 401


def over(advice: str, code: int = 410) -> ResponseReturnValue:
    """What somebody reads whose link has ended, with what they typed; why, in `advice`."""
    if request.is_json:
        return jsonify(problem=_(advice)), code
    title = {
        rules.WITHDRAWN: _("This link was withdrawn"),
        rules.TIME_OVER: _("The time to answer is over"),
        rules.ENDED: _("The time to answer is over"),
        rules.ENDED_LATE: _("The time to answer is over"),
        rules.TIME_UP: _("Time is up"),
        rules.ALL_IN: _("Your answers are in"),
        "": _("This link was replaced, or is not complete"),
    }.get(advice, _("This link leads nowhere now"))
    sent = [*typed().values()]
    return render_template("taking/over.html", title=title, advice=advice, sent=sent), code


def stale(_error: CSRFError) -> ResponseReturnValue:
    """A page outlived the session it came from: let its form be sent again, or the person in."""
    refusal = _settle(_held())
    if refusal is not None:
        return refusal
    if request.is_json:
        return jsonify(problem=_(STALE)), 400
    if any(file.filename for file in request.files.values()):
        # A browser sends no file twice by itself.
        flash(_("Choose the file again."), "warning")
        return redirect(request.full_path)
    texts = typed()
    others = [(n, v) for n, v in request.form.items(multi=True) if n not in (*texts, "csrf_token")]
    return render_template("taking/again.html", texts=texts, others=others), 400


def typed() -> dict[str, str]:
    """What was written by hand in the form that came, by the name of its field."""
    if request.method in SAFE_METHODS:
        return {}
    known = [one for one in library.readable("assessments") if isinstance(one, Assessment)]
    items = [item for assessment in known for item in assessment.items]
    written = {item.id for item in items if isinstance(item, rules.WRITTEN)} | {"wish"}
    return {name: text for name, text in request.form.items() if name in written and text.strip()}


def attempt_or_404(part: int) -> Attempt:
    """One part of the invitation this browser answers."""
    found = next((one for one in invitation().attempts if one.position == part), None)
    if found is None:
        abort(404)
    return found


def let_in(response: Response, key: str, closes_at: datetime) -> None:
    """Give a browser its key."""
    response.set_cookie(
        cookie_name(),
        key,
        expires=closes_at + rules.KEPT,
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
