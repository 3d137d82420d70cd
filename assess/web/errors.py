"""Error pages: what happened, what to do, and where the typed text is."""

import logging
import re
import secrets
import sqlite3
from dataclasses import dataclass

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from assess.extensions import db
from assess.language import gettext as _
from assess.language import marked as N_
from assess.web import taking_errors
from assess.web.conflict import StaleSave
from assess.web.headers import OtherSite

_log = logging.getLogger(__name__)

UNSENT = re.compile(r"csrf_token|.*password.*|code|tf_.*")
"""Fields whose content is never shown again."""

TITLES = {
    400: N_("We could not read this form"),
    401: N_("You are signed out"),
    403: N_("You are signed in as somebody else"),
    404: N_("This page does not exist, or is not yours to see"),
    405: N_("This page cannot be opened like that"),
    409: N_("Somebody else saved this in the meantime"),
    410: N_("This is closed"),
    413: N_("This is too large to send"),
    429: N_("Too many tries"),
    500: N_("Sorry, something went wrong on our side"),
    503: N_("The database is busy"),
}

ADVICE = {
    400: N_("The page may have been open for a long time. Your text is below: send it again."),
    401: N_("Sign in in a new tab, then come back and send your text again."),
    403: N_("Sign in in a new tab as yourself, then come back and send your text again."),
    404: N_("Check the address, or go to your start page."),
    405: N_("Go to your start page and try from there."),
    409: N_("Open the page again to see what is saved now. Your text is below."),
    410: N_("Nothing can be changed here any more. Your text is below, so that you can copy it."),
    413: N_(
        "Go back: your text is still in the form. A file can be up to 10 MB, a CSV file up to 5 MB."
    ),
    429: N_("Wait a little, then try again."),
    500: N_("Nothing was saved. Your text is below: send it again, or copy it."),
    503: N_("Nothing was saved. Your text is below: send it again in a moment."),
}

READING = {
    400: N_("Check the address, or go to your start page."),
    401: N_("Sign in to see this page."),
    403: N_("Sign in as yourself to see this page."),
    409: N_("Open the page again to see what is saved now."),
    410: N_("Nothing can be changed here any more."),
    500: N_("Try again in a moment."),
    503: N_("Try again in a moment."),
}
"""What to do where nothing was sent."""

MISSING_FILE = N_(
    "%(problem)s Something on this page rests on it. Ask your administrator to put the file and "
    "its line in published.lock back."
)

TAKEN = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})

AGAIN = frozenset({400, 401, 403, 409, 500, 503})
"""Where pressing the same button again may help, also when it sends no text."""


def install(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OtherSite, _other_site)
    app.register_error_handler(StaleSave, _stale)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unforeseen)


def _refuse_nul() -> None:
    """No address holds a NUL; PostgreSQL would refuse to look for one."""
    if "\x00" in request.path or b"%00" in request.query_string:
        abort(404)


def answer(code: int, advice: str = "", *, keep: bool = True) -> ResponseReturnValue:
    """The page for a status code, with the text that was sent; JSON where JSON was sent."""
    code = code if code in TITLES else (400 if code < 500 else 500)
    keep = keep and request.method == "POST"
    # Reading a form that is too large is what failed.
    sent = _sent() if keep and code != 413 else []
    again, number = keep and code in AGAIN, g.get("request_id", "")
    if taking_errors.apply_to(code):
        typed = [(field.name, field.value, bool(field.label)) for field in sent]
        return taking_errors.answer(code, typed=typed, again=again, number=number, why=advice)
    title = _(TITLES[code])
    advice = _(advice or (ADVICE[code] if keep else READING.get(code, ADVICE[code])))
    if request.is_json:
        return jsonify(problem=title, advice=advice), code
    page = render_template(
        "errors/page.html",
        title=title,
        advice=advice,
        code=code,
        sent=sent,
        again=again,
        request_id=number,
    )
    return page, code


def _http(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if isinstance(original, DBAPIError):
        return _database(original)  # the commit failed when the answer was ready
    if isinstance(error.response, Response):
        return error.response
    own = error.description if error.description != type(error).description else ""
    response = make_response(answer(error.code or 500, own or ""))
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name != "Content-Type"
    )
    return response


def _other_site(error: OtherSite) -> ResponseReturnValue:
    """Nothing to send again here: another site's text must not be a press away."""
    return answer(400, str(error.description), keep=False)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    """Say why the token does not fit: the session could not be read, or is over."""
    problem = getattr(session, "problem", None)
    if problem is not None:
        return _database(problem)
    view = current_app.view_functions.get(request.endpoint or "")
    is_public = getattr(view, "policy", "public") == "public"
    return answer(400 if is_public or current_user.is_authenticated else 401)


def _stale(error: StaleSave) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/conflict.html", stale=error), 409


def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return answer(409)


def _database(error: DBAPIError) -> ResponseReturnValue:
    db.session.rollback()
    _do_without_database()
    if isinstance(error, OperationalError) and _is_busy(error):
        _log.warning("database busy at %s", request.endpoint)
        return answer(503)
    if isinstance(error, IntegrityError) and _is_taken(error):
        _log.warning("two at once at %s", request.endpoint)
        return answer(503 if request.is_json else 409)  # our script sends again after a 503
    return _unforeseen(error)


def _do_without_database() -> None:
    """Let the error page show nothing that would have to be read first."""
    g.organisation = g.invitation = g.reader = None
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]


def _is_busy(error: OperationalError) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig)
    return type(error.orig).__name__ in ("LockNotAvailable", "DeadlockDetected")


def _is_taken(error: IntegrityError) -> bool:
    """Whether somebody else was faster to add what there may be one of."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorname in TAKEN
    return type(error.orig).__name__ == "UniqueViolation"


def missing_file(error: Exception) -> ResponseReturnValue:
    """What people answered rests on a questionnaire that is on this server no more."""
    return _unforeseen(error, _(MISSING_FILE, problem=str(error)))


def _unforeseen(error: Exception, advice: str = "") -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, StatementError):
        error.hide_parameters = True  # what people wrote stays out of the log
    number = g.setdefault("request_id", secrets.token_hex(8))
    _log.error("request %s failed at %s", number, request.endpoint, exc_info=error)
    return answer(500, advice)


@dataclass(frozen=True)
class Sent:
    """One field that was sent; what somebody typed has a label and is shown again."""

    name: str
    value: str
    label: str


def _sent() -> list[Sent]:
    return [
        Sent(name, value, _label(name, value))
        for name, value in request.form.items(multi=True)
        if not UNSENT.fullmatch(name)
    ]


def _label(name: str, value: str) -> str:
    """What to call a typed text; nothing for choices, ids and other words of the page."""
    if name.startswith("n-"):
        return "Note" if value.strip() else ""
    if len(value) <= 40 and not re.search(r"\s", value):
        return ""
    return re.sub(r"[_-]", " ", name).capitalize()
