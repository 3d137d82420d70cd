"""The forms in which people prove who they are; they slow down guessing.

Failures are counted for an account together with the network they come from, so that a
stranger elsewhere cannot lock anybody out. Passwords and codes are counted apart: whoever
has the password must not get free guesses at the code with it.
"""

import hmac
import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Response, after_this_request, current_app, request
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
from assess.database import utc_now
from assess.extensions import db
from assess.text import one_line
from assess.web.fields import Needed

PASSWORD, CODE = "password", "code"
"""What is guessed at, each with its own count."""

CLOSED = "This account is closed. Ask your administrator."
DIFFERS = "This code does not match. Enter the one shown now."

_NETWORK_BITS = {4: 24, 6: 64}


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
        self.password.data = shortened(self.password.data)
        attempt = partial(super().validate, **kwargs)
        worked = _guarded(self, PASSWORD, self.email.data, (self.email, self.password), attempt)
        if self.user_authenticated and not worked:
            # Who knows the password may hear what else is in the way.
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        return worked


class AgainForm(VerifyForm):
    """The password once more, before something that protects the account is changed."""

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _guarded(self, PASSWORD, self.user.email, (self.password,), attempt)


class ChangeForm(ChangePasswordForm):
    """The password one has, and the one to have next."""

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _guarded(self, PASSWORD, current_user.email, (self.password,), attempt)


class ForgotForm(ForgotPasswordForm):
    """The address a link for a new password goes to."""

    def validate(self, **kwargs: Any) -> bool:
        worked = bool(super().validate(**kwargs))
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


class CodeForm(TwoFactorVerifyCodeForm):
    """A code from the authenticator app. It works once."""

    code = StringField("Code", [Needed("Enter the code your app shows.")], filters=[one_line])

    def validate(self, **kwargs: Any) -> bool:
        attempt = partial(super().validate, **kwargs)
        return _second_factor(self, partial(_once, self, attempt))


class RecoveryForm(MfRecoveryForm):
    """A recovery code."""

    code = StringField("Code", [Needed("Enter a recovery code.")], filters=[recovery_code])

    def validate(self, **kwargs: Any) -> bool:
        return _second_factor(self, partial(super().validate, **kwargs))


def _second_factor(form: Any, attempt: Callable[[], bool]) -> bool:
    if form.user is None:
        return attempt()
    if not form.user.is_active:
        form.form_errors.append(CLOSED)
        return False
    return _guarded(form, CODE, form.user.email, (form.code,), attempt)


def _once(form: Any, attempt: Callable[[], bool]) -> bool:
    """Refuse a code that has worked before: from then on it is kept as one that failed."""
    used = _key("used code", form.user.email, re.sub(r"\D", "", form.code.data))
    failures, _ = queries.sign_in_failures(db.session, used)
    if failures:
        form.code.errors = [DIFFERS]
        return False
    worked = attempt()
    if worked:
        services.count_failure(db.session, used, utc_now())
    return worked


def _guarded(
    form: Any,
    guessed: str,
    account: str,
    fields: tuple[Field, ...],
    attempt: Callable[[], bool],
) -> bool:
    """Run an attempt unless this account must wait on this network; errors in `fields` count."""
    key_hash = _key(guessed, account, _network())
    failures, last = queries.sign_in_failures(db.session, key_hash)
    problem = rules.check_sign_in(failures, last, utc_now())
    if problem:
        form.form_errors.append(problem)
        return False
    worked = attempt()
    if worked:
        services.forget_failures(db.session, key_hash)
    elif any(field.errors for field in fields):
        services.count_failure(db.session, key_hash, utc_now())
    after_this_request(_commit)
    return worked


def _commit(response: Response) -> Response:
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
