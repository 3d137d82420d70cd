"""How people get in and out in the tests of this folder: passwords, codes, links in mails."""

import re
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from passlib.context import CryptContext
from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from assess import mail
from assess.accounts.models import User
from assess.database import utc_now
from assess.extensions import db
from assess.queue import OutboxRow
from tests.browser import Answer, Browser

PASSWORD = "plum trumpet gravel nine"
ANOTHER = "walrus meadow copper tile"

CHEAP = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
DEAR = {"argon2__rounds": 3, "argon2__memory_cost": 65536, "argon2__parallelism": 4}
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Hashing costs a fifth of a second by design; most tests are about something else."""

WAIT = "There were several tries. Wait"
DIFFERS = "This code does not match. Enter the one shown now."
DID_NOT_MATCH = "Mail address and password do not belong together. Check both."


def dear_hashing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CryptContext:
    """Let hashing cost what it costs outside tests."""
    security = app.extensions["security"]
    context = security.pwd_context.copy(**DEAR)
    monkeypatch.setattr(security, "pwd_context", context)
    return context


def sign_in(visitor: Browser, email: str, password: str = PASSWORD) -> Answer:
    """Fill in the sign-in page and send it."""
    visitor.get("/login")
    return visitor.post("/login", {"email": email, "password": password})


def is_in(visitor: Browser) -> bool:
    """Whether a page that only signed-in people see opens."""
    return visitor.client.get("/account").status_code == 200


def cookie(visitor: Browser) -> str:
    """What the browser holds for the product."""
    found = visitor.client.get_cookie("assess")
    return found.value if found else ""


def app_shown(page: Answer) -> TOTP:
    """The authenticator app of whoever follows the page on setting one up."""
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", page.html)
    assert key is not None, page.text
    return TOTP(key=key.group(1))


def set_up_second_factor(visitor: Browser) -> TOTP:
    """Set up an authenticator app as the page says; gives the app."""
    page = visitor.post("/account/second-factor", {"setup": "authenticator"})
    shown = app_shown(page)
    action = re.search(r'<form method="post" action="([^"]+)" novalidate>', page.html)
    assert action is not None
    visitor.post(action.group(1), {"code": token(shown)})
    return shown


def token(shown: TOTP) -> str:
    """The code an app shows now."""
    return shown.generate(time=utc_now()).token


def wrong(code: str) -> str:
    """A code of the right form that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def letters(app: Flask, email: str) -> list[mail.Letter]:
    """Every mail to somebody, oldest first."""
    with app.app_context():
        rows = db.session.scalars(
            select(OutboxRow)
            .where(OutboxRow.kind == mail.KIND, OutboxRow.recipient == email)
            .order_by(OutboxRow.id)
        )
        return [mail.Letter.from_payload(row.payload) for row in rows]


def last_link(app: Flask, email: str) -> str:
    """The path behind the link of the newest mail to somebody."""
    return urlsplit(letters(app, email)[-1].link).path


def held(app: Flask, user: User) -> User:
    """What the database holds of somebody now."""
    with app.app_context():
        found = db.session.get(User, user.id)
        assert found is not None
        assert found.roles is not None
        db.session.expunge_all()
        return found


def flags(response: TestResponse, name: str = "assess") -> str:
    """The whole `Set-Cookie` line of one cookie."""
    lines = response.headers.getlist("Set-Cookie")
    return next((line for line in lines if line.startswith(f"{name}=")), "")
