"""The forms by which people prove who they are; they slow down guessing.

Failures are counted for an account together with the network they come from, so that a
stranger elsewhere cannot lock anybody out.
"""

import hmac
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Response, after_this_request, current_app, request
from flask_security.forms import LoginForm, TwoFactorVerifyCodeForm
from flask_security.recovery_codes import MfRecoveryForm

from assess.accounts import queries, rules, services
from assess.database import utc_now
from assess.extensions import db

_NETWORK_BITS = {4: 24, 6: 64}


class SignInForm(LoginForm):
    """Mail address and password."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        return _guarded(self, self.email.data, partial(super().validate, **kwargs))


class CodeForm(TwoFactorVerifyCodeForm):
    """A code from the authenticator app."""

    def validate(self, **kwargs: Any) -> bool:
        account = self.user.email if self.user else ""
        return _guarded(self, account, partial(super().validate, **kwargs))


class RecoveryForm(MfRecoveryForm):
    """A recovery code."""

    def validate(self, **kwargs: Any) -> bool:
        account = self.user.email if self.user else ""
        return _guarded(self, account, partial(super().validate, **kwargs))


def _guarded(form: Any, account: str | None, attempt: Callable[[], bool]) -> bool:
    """Run an attempt to sign in unless this account must wait on this network."""
    key_hash = _key(account or "")
    failures, last = queries.sign_in_failures(db.session, key_hash)
    problem = rules.check_sign_in(failures, last, utc_now())
    if problem:
        form.form_errors.append(problem)
        return False
    worked = attempt()
    if worked:
        services.forget_failures(db.session, key_hash)
    else:
        services.count_failure(db.session, key_hash, utc_now())
    after_this_request(_commit)
    return worked


def _commit(response: Response) -> Response:
    db.session.commit()
    return response


def _key(account: str) -> str:
    address = ip_address(request.remote_addr or "127.0.0.1")
    network = ip_network(f"{address}/{_NETWORK_BITS[address.version]}", strict=False)
    body = f"{account.strip().lower()}|{network}".encode()
    return hmac.new(current_app.config["SECRET_KEY"], body, sha256).hexdigest()
