"""The extensions every floor shares, before they know an application."""

from inspect import iscoroutinefunction
from typing import Any

from flask import g, has_request_context, request
from flask.sansio.app import App
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestSession(Session):
    """A session whose transactions are read-only while a request only reads."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        reader = self.info.get("reader")
        if reader is not None and has_request_context() and _only_reads():
            return reader
        return super().get_bind(*args, **kwargs)


def _only_reads() -> bool:
    return request.method in SAFE_METHODS or "only_reads" in g


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite without its asynchronous half.

    That half would start a thread at the end of every request to close what nobody opened.
    """

    def init_app(self, app: App) -> None:
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            step for step in app.teardown_appcontext_funcs if not iscoroutinefunction(step)
        ]


db = Database(session_options={"class_": RequestSession, "expire_on_commit": False})
csrf = CSRFProtect()


def only_read_from_now() -> None:
    """Let the rest of this request read only: after a commit, nobody waits for its answer."""
    g.only_reads = True
