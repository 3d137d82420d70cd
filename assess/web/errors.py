"""Error pages: what happened, what to do, and where the typed text is."""

import logging
import sqlite3

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from assess.extensions import db
from assess.web.conflict import StaleSave

_log = logging.getLogger(__name__)

UNSENT = frozenset({"csrf_token", "password", "password_confirm", "new_password", "code"})
"""Fields whose content is never shown again."""

TITLES = {
    400: "We could not read this form",
    401: "You are signed out",
    404: "This page does not exist, or is not yours to see",
    405: "This page cannot be opened like that",
    409: "Somebody else saved this in the meantime",
    410: "This is closed",
    413: "This is too large to send",
    429: "Too many tries",
    500: "Sorry, something went wrong on our side",
    503: "The database is busy",
}

ADVICE = {
    400: "The page may have been open for a long time. Your text is below: send it again.",
    401: "Sign in in a new tab, then come back and send your text again.",
    404: "Check the address, or go to your start page.",
    405: "Go to your start page and try from there.",
    409: "Open the page again to see what is saved now. Your text is below.",
    410: "Nothing can be changed here any more. Your text is below, so that you can copy it.",
    413: "Go back: your text is still in the form. A file can be up to 10 MB.",
    429: "Wait a little, then try again.",
    500: "Nothing was saved. Your text is below: send it again, or copy it.",
    503: "Nothing was saved. Your text is below: send it again in a moment.",
}


def install(app: Flask) -> None:
    """Answer every error with a page of our own."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleSave, _stale)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unforeseen)


def answer(code: int, advice: str = "") -> ResponseReturnValue:
    """The page for a status code, with the text that was sent; JSON where JSON was sent."""
    code = code if code in TITLES else (400 if code < 500 else 500)
    if request.is_json:
        return jsonify(problem=TITLES[code], advice=advice or ADVICE[code]), code
    page = render_template(
        "errors/page.html",
        title=TITLES[code],
        advice=advice or ADVICE[code],
        code=code,
        sent=_sent(code),
        request_id=g.get("request_id", ""),
    )
    return page, code


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.response, Response):
        return error.response
    own = error.description if error.description != type(error).description else ""
    return answer(error.code or 500, own or "")


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return answer(400)


def _stale(error: StaleSave) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("errors/conflict.html", stale=error), 409


def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return answer(409)


def _database(error: DBAPIError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, OperationalError) and _is_busy(error):
        _log.warning("database busy at %s", request.endpoint)
        return answer(503)
    return _unforeseen(error)


def _is_busy(error: OperationalError) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig)
    return type(error.orig).__name__ in ("LockNotAvailable", "DeadlockDetected")


def _unforeseen(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    _log.error("request %s failed at %s", g.get("request_id"), request.endpoint, exc_info=error)
    return answer(500)


def _sent(code: int) -> list[tuple[str, str]]:
    """What the person typed, unless reading it is what failed."""
    if request.method != "POST" or code == 413:
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in UNSENT and not name.startswith("tf_")
    ]
