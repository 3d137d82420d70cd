"""The forms in which people prove who they are; they slow down guessing.

Failures are counted for an account together with the network they come from, so that a
stranger elsewhere cannot lock anybody out. Passwords and codes are counted apart: whoever
has the password must not get free guesses at the code with it.
"""

import hmac
import re
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from ipaddress import ip_address, ip_network
from os import cpu_count
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, after_this_request, current_app, g, request, session
from flask_login import current_user
from flask_security import hash_password
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    ResetPasswordForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import Field, StringField

from assess.accounts import queries, rules, services
from assess.accounts.models import User
from assess.database import utc_now
from assess.extensions import db, only_read_from_now
from assess.text import is_mail_address, one_line
from assess.web.fields import Needed

PASSWORD, CODE = "password", "code"
"""What is guessed at, each with its own count."""

BUSY = "Many people are signing in at this moment. Try again in a few seconds."
TOO_SHORT = (
    f"A password without a second factor needs {rules.SHORTEST} characters or more. "
    "Choose a new password with the link below."
)
CLOSED = "This account is closed. Ask your administrator."
DIFFERS = "This code does not match. Enter the one shown now."

_NETWORK_BITS = {4: 24, 6: 64}


class Turnstile:
    """Lets few passwords be checked at a time.

    Hashing is slow by design, and one hash keeps several processors at work. Whoever floods
    the sign-in page gets half of the threads and, to hash on, about half of the processors;
    the rest goes on saving what people write.
    """

    def __init__(self, app: Flask, threads: int) -> None:
        self._places = BoundedSemaphore(max(1, threads // 2))
        self.hashing = BoundedSemaphore(max(1, min(threads // 4, (cpu_count() or 1) // 2)))
        app.extensions["assess.turnstile"] = self
        app.teardown_request(self._leave)

    def enter(self) -> bool:
        """Take a place until this request ends, if there is one."""
        if "has_place" not in g and self._places.acquire(blocking=False):
            g.has_place = True
        return "has_place" in g

    def _leave(self, _error: BaseException | None) -> None:
        if g.pop("has_place", False):
            self._places.release()


def shortened(password: str) -> str:
    """As much of a password as can be anybody's: hashing refuses texts without end."""
    return password[: rules.LONGEST + 1]


def recovery_code(typed: str | None) -> str:
    """A recovery code as it was shown, however it was typed in."""
    return "-".join(re.findall(r".{1,4}", re.sub(r"[\s-]", "", one_line(typed).lower())))


class SignInForm(LoginForm):
    """Mail address and password."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        if not self.email.data:
            self.form_errors.append("Enter your mail address.")
        if not self.password.data:
            self.form_errors.append("Enter your password.")
        if self.form_errors:
            return False
        if not _has_place(self):
            return False
        self.password.data = shortened(self.password.data)
        # Looked up here, so that no transaction is open while the password is hashed.
        self.ifield, address = self.email, one_line(self.email.data).lower()
        if is_mail_address(address):
            self.user = queries.get_user_by_email(db.session, address)
        attempt = partial(super().validate, **kwargs)
        worked = _guarded(self, PASSWORD, self.email.data, (self.email, self.password), attempt)
        if self.user_authenticated and not worked:
            # Who knows the password may hear what else is in the way.
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        has_second_factor = isinstance(self.user, User) and self.user.has_second_factor
        if worked and rules.is_too_short(self.password.data, second_factor=has_second_factor):
            self.form_errors.append(TOO_SHORT)
            return False
        return worked


class AgainForm(VerifyForm):
    """The password once more, before something that protects the account is changed."""

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _has_place(self) and _guarded(
            self, PASSWORD, self.user.email, (self.password,), attempt
        )


class ChangeForm(ChangePasswordForm):
    """The password one has, and the one to have next."""

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _has_place(self) and _guarded(
            self, PASSWORD, current_user.email, (self.password,), attempt
        )


class ForgotForm(ForgotPasswordForm):
    """The address a link for a new password goes to."""

    def validate(self, **kwargs: Any) -> bool:
        if not _has_place(self):
            return False
        worked = bool(super().validate(**kwargs))
        db.session.commit()  # so that no transaction is open while somebody hashes
        if worked:
            # As much work as Flask-Security does for an address without an account.
            hash_password("")
        return worked


class ResetForm(ResetPasswordForm):
    """A new password through a link from a mail: the way out after too many tries."""

    def validate(self, **kwargs: Any) -> bool:
        worked = bool(super().validate(**kwargs))
        if worked and self.user is not None:
            for guessed in (PASSWORD, CODE):
                key_hash = _key(guessed, self.user.email, _network())
                services.forget_failures(db.session, key_hash)
        return worked


SAME_KEY = "second-factor-same-key"
"""In a session: the code for a new second factor was wrong, so its key is shown again."""


class CodeForm(TwoFactorVerifyCodeForm):
    """A code from the authenticator app. It works once."""

    code = StringField("Code", [Needed("Enter the code your app shows.")], filters=[one_line])

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        worked = _second_factor(self, partial(_once, self, attempt))
        if self.is_setup:
            session[SAME_KEY] = not worked
        return worked


class RecoveryForm(MfRecoveryForm):
    """A recovery code."""

    code = StringField("Code", [Needed("Enter a recovery code.")], filters=[recovery_code])

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _second_factor(self, partial(_alone, self, attempt))


def _second_factor(form: Any, attempt: Callable[[], bool]) -> bool:
    if form.user is None:
        return attempt()
    if not form.user.is_active:
        form.form_errors.append(CLOSED)
        return False
    return _guarded(form, CODE, form.user.email, (form.code,), attempt)


def _once(form: Any, attempt: Callable[[], bool]) -> bool:
    """Refuse a code that has worked before: from then on it is kept as one that failed."""
    worked = attempt()
    used = _key("used code", form.user.email, re.sub(r"\D", "", form.code.data))
    if worked and not services.use_up(db.session, used, utc_now()):
        form.code.errors = [DIFFERS]
        return False
    return worked


def _alone(form: Any, attempt: Callable[[], bool]) -> bool:
    """Hold the recovery codes: of two who use one at once, the second finds it gone."""
    db.session.refresh(form.user, ["mf_recovery_codes"], with_for_update={"key_share": True})
    return attempt()


def _has_place(form: Any) -> bool:
    has_place = _turnstile().enter()
    if not has_place:
        form.form_errors.append(BUSY)
        _commit_and_only_read()
    return has_place


def _guarded(
    form: Any,
    guessed: str,
    account: str,
    fields: tuple[Field, ...],
    attempt: Callable[[], bool],
) -> bool:
    """Run an attempt unless this account must wait on this network; errors in `fields` count.

    The try is counted and committed first. While a password is hashed no transaction is
    open, and of many tries sent at once no more are made than one after the other.
    """
    key_hash = _key(guessed, account, _network())
    problem, tried = services.begin_try(db.session, key_hash, utc_now())
    db.session.commit()
    if tried is None:
        form.form_errors.append(problem)
        _commit_and_only_read()
        return False
    with _turnstile().hashing if guessed == PASSWORD else nullcontext():
        worked = attempt()
    if worked:
        services.forget_failures(db.session, key_hash)
        commit_with_answer()
        return True
    if not any(field.errors for field in fields):
        services.take_back_try(db.session, key_hash, tried)
    _commit_and_only_read()
    return False


def _turnstile() -> Turnstile:
    turnstile: Turnstile = current_app.extensions["assess.turnstile"]
    return turnstile


def _commit_and_only_read() -> None:
    db.session.commit()
    only_read_from_now()


def commit_with_answer() -> None:
    """Commit when the answer is ready: these views are Flask-Security's, not ours."""

    @after_this_request
    def commit(response: Response) -> Response:
        db.session.commit()
        return response


def _key(*parts: str) -> str:
    body = "|".join(part.strip().lower() for part in parts).encode()
    return hmac.new(current_app.config["SECRET_KEY"], body, sha256).hexdigest()


def _network() -> str:
    """The network this request comes from; proxies may send what is no address."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return "unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network(f"{address}/{_NETWORK_BITS[address.version]}", strict=False))
