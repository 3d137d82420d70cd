"""Sessions: visitors carry a signed cookie; signed-in people only an opaque id.

What a signed-in session holds lies in `web_session` under the hash of the id, so that
signing out, a new password, other roles or a closed account end it at once, everywhere.
Flask-Session was looked at: it stores the id itself and cannot end a person's sessions.
"""

import logging
from datetime import datetime
from typing import Any

from flask import Flask, Request, Response, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from assess.accounts import rules
from assess.accounts.models import WebSession
from assess.database import reader, utc_now
from assess.extensions import SAFE_METHODS, db
from assess.tokens import digest, new_token

PREFIX = "s."
SIGNING = "assess.signing"
OWNER = "_user_id"
TOUCH_SECONDS = 60
SERVER_ERROR = 500

_log = logging.getLogger(__name__)
_serializer = TaggedJSONSerializer()


class PersonSession(SecureCookieSession):
    """A session; `key` is the id in the cookie of a signed-in person, else empty."""

    key = ""
    owner = ""
    seen_at: datetime | None = None
    problem: DBAPIError | None = None
    """Why the session could not be read; `report_problem` says so where a page can."""


class Sessions(SecureCookieSessionInterface):
    """Opens and saves sessions of both sorts."""

    session_class = PersonSession

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once for an application: to make it costs as much as to use it."""
        if SIGNING not in app.extensions:
            app.extensions[SIGNING] = super().get_signing_serializer(app)
        found: URLSafeTimedSerializer | None = app.extensions[SIGNING]
        return found

    def open_session(self, app: Flask, request: Request) -> PersonSession | None:
        if _is_for_everybody(app):
            return self.session_class()
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if not cookie.startswith(PREFIX):
            return super().open_session(app, request)  # type: ignore[return-value]
        try:
            row = _read(cookie, writing=request.method not in SAFE_METHODS)
        except DBAPIError as problem:
            session = self.session_class()
            session.problem = problem
            return session
        now = utc_now()
        if row is None or _is_over(row.created_at, row.seen_at, row.idle_seconds, now):
            return self.session_class()
        session = self.session_class(_serializer.loads(row.data))
        session.key, session.owner, session.seen_at = cookie, session[OWNER], row.seen_at
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, PersonSession)
        if _is_for_everybody(app) or session.problem is not None:
            return
        if (session.key or OWNER in session) and response.status_code >= SERVER_ERROR:
            return
        if OWNER not in session:
            if session.key:
                _end(session.key)
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        if session.key and session.owner != session[OWNER]:
            _end(session.key)
            session.key = ""
        if not session.key:
            session.key = _start(session)
            self._set_cookie(app, response, session.key)
        elif session.modified:
            _store(session.key, {"data": _serializer.dumps(dict(session)), "seen_at": utc_now()})
        elif _is_stale(session):
            _touch(session.key)

    def _set_cookie(self, app: Flask, response: Response, key: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            key,
            path="/",
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )


def report_problem() -> None:
    """Fail like the view would have: the session could not be read."""
    problem = getattr(session, "problem", None)
    if problem is not None:
        raise problem


def _is_for_everybody(app: Flask) -> bool:
    """Static files are the same for all: their session is neither looked up nor kept."""
    return request.path.startswith(f"{app.static_url_path}/")


def _read(key: str, *, writing: bool) -> Any:
    """The row of a session; where a change follows, read without waiting for its turn."""
    statement = select(
        WebSession.data, WebSession.created_at, WebSession.seen_at, WebSession.idle_seconds
    ).where(WebSession.key_hash == digest(key))
    if not writing:
        return db.session.execute(statement).first()
    with reader(db.engine).connect() as connection:
        return connection.execute(statement).first()


def _touch(key: str) -> None:
    """Note that a session is in use; a busy database is no reason to fail a page."""
    try:
        _store(key, {"seen_at": utc_now()})
    except DBAPIError:
        _log.warning("a session was in use and could not be marked so")


def _start(session: PersonSession) -> str:
    key, now = PREFIX + new_token(), utc_now()
    idle = rules.idle_limit(current_user.role_set) if current_user else rules.IDLE
    _write(
        insert(WebSession).values(
            key_hash=digest(key),
            owner=session[OWNER],
            data=_serializer.dumps(dict(session)),
            created_at=now,
            seen_at=now,
            idle_seconds=int(idle.total_seconds()),
        )
    )
    return key


def _store(key: str, values: dict[str, object]) -> None:
    _write(update(WebSession).where(WebSession.key_hash == digest(key)).values(values))


def _end(key: str) -> None:
    _write(delete(WebSession).where(WebSession.key_hash == digest(key)))


def _write(statement: object) -> None:
    """Write in a transaction of its own; whatever the request left open is over by now."""
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _is_over(created_at: datetime, seen_at: datetime, idle_seconds: int, now: datetime) -> bool:
    rested = (now - seen_at).total_seconds()
    return rested > idle_seconds or now - created_at > rules.LONGEST_SESSION


def _is_stale(session: PersonSession) -> bool:
    seen = session.seen_at
    return seen is not None and (utc_now() - seen).total_seconds() > TOUCH_SECONDS
