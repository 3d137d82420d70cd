"""Flask-Security under our own templates, words, mails and diary."""

import base64
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    MailUtil,
    PasswordUtil,
    Security,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
)
from flask_security.utils import _get_post_login_redirect

from assess import mail
from assess.accounts import letters, queries, rules
from assess.accounts.models import User, UserRole
from assess.accounts.sessions import Sessions, report_problem
from assess.accounts.signin import (
    CLOSED,
    DIFFERS,
    SAME_KEY,
    AgainForm,
    ChangeForm,
    CodeForm,
    ForgotForm,
    RecoveryForm,
    ResetForm,
    SignInForm,
    Turnstile,
    commit_with_answer,
    shortened,
)
from assess.audit.services import record
from assess.config import Settings
from assess.database import new_public_id, utc_now
from assess.extensions import SAFE_METHODS, db
from assess.text import is_mail_address, one_line

_DID_NOT_MATCH = "Mail address and password do not belong together. Check both."

MESSAGES = {
    "GENERIC_AUTHN_FAILED": _DID_NOT_MATCH,
    "GENERIC_RECOVERY": "If this address has an account, a mail with a link is on its way.",
    "PASSWORD_RESET_REQUEST": "If this address has an account, a mail with a link is on its way.",
    "PASSWORD_RESET_EXPIRED": "The link has run out. Ask for a new one.",
    "INVALID_RESET_PASSWORD_TOKEN": "The link does not work any more. Ask for a new one.",
    "PASSWORD_RESET_NO_LOGIN": "Your new password is saved. Sign in with it.",
    "PASSWORD_CHANGE": "Your new password is saved.",
    "PASSWORD_MISMATCH": "The two passwords differ. Type the same one twice.",
    "RETYPE_PASSWORD_MISMATCH": "The two passwords differ. Type the same one twice.",
    "PASSWORD_NOT_PROVIDED": "Enter your password.",
    "PASSWORD_IS_THE_SAME": "Choose a password you did not have before.",
    "INVALID_PASSWORD": "This is not your password. Check it and type it again.",
    "USER_DOES_NOT_EXIST": _DID_NOT_MATCH,
    "DISABLED_ACCOUNT": CLOSED,
    "EMAIL_NOT_PROVIDED": "Enter your mail address.",
    "INVALID_EMAIL_ADDRESS": "Enter a mail address like name@example.com.",
    "INVALID_REDIRECT": "This link led to another site. Sign in to reach your start page.",
    "INVALID_RECOVERY_CODE": "This recovery code does not work. Each one works once.",
    "NO_RECOVERY_CODES_SETUP": "You have no recovery codes yet.",
    "TWO_FACTOR_INVALID_TOKEN": DIFFERS,
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "You are signed in.",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "Your second factor is set up.",
    "TWO_FACTOR_PERMISSION_DENIED": "Sign in first.",
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": "Choose one of the options on this page.",
    "TWO_FACTOR_DISABLED": "Your second factor is switched off. So are its recovery codes; "
    f"a password of fewer than {rules.SHORTEST} characters has to change at the next sign-in.",
    "TWO_FACTOR_SETUP_EXPIRED": "This took longer than %(within)s. Start again.",
    "REAUTHENTICATION_REQUIRED": "Enter your password again to go on.",
    "REAUTHENTICATION_SUCCESSFUL": "Thank you. Go on.",
    "LOGIN": "Sign in to see this page.",
    "REFRESH": "Enter your password again to go on.",
    "UNAUTHENTICATED": "Sign in to see this page.",
    "UNAUTHORIZED": "This page does not exist, or is not yours to see.",
    "ANONYMOUS_USER_REQUIRED": "You are signed in already.",
    "API_ERROR": "We could not read this.",
}

SWITCHED_OFF = "user.second-factor-switched-off"

NOTICES = {
    "change_notice": "Your password was changed.",
    "reset_notice": "Your password was changed through a link sent to this address.",
}

ENDPOINTS = frozenset(
    f"security.{name}"
    for name in (
        "login", "logout", "verify", "forgot_password", "reset_password", "change_password",
        "two_factor_setup", "two_factor_setup_validate", "two_factor_token_validation",
        "two_factor_rescue", "tf_select", "mf_recovery", "mf_recovery_codes",
    )
)  # fmt: skip
"""The pages Flask-Security guards by itself."""


def install(app: Flask, settings: Settings) -> Security:
    """Connect Flask-Security with our people, templates, forms and sessions."""
    app.config.update(_config(settings))
    app.session_interface = Sessions()
    security = Security(
        app,
        FSQLALiteUserDatastore(db, User, UserRole),
        login_form=SignInForm,
        verify_form=AgainForm,
        forgot_password_form=ForgotForm,
        change_password_form=ChangeForm,
        reset_password_form=ResetForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryForm,
        mail_util_cls=OutboxMail,
        password_util_cls=Passwords,
    )
    Turnstile(app, settings.threads)
    security.want_json(lambda _request: False)
    app.before_request(report_problem)
    app.before_request(_refuse_malformed)
    app.before_request(_stay_signed_in)
    security.tf_setup_context_processor(partial(_key_again, security))
    app.login_manager.request_loader(_no_token)  # type: ignore[attr-defined]
    _write_diary(app)
    return security


def page_after_sign_in() -> str:
    """Where signing in leads: the page that asked for it, never another site."""
    _refuse_half_addresses()
    return str(_get_post_login_redirect())


class Passwords(PasswordUtil):
    """Applies the password rules of `rules.password_problem`."""

    def normalize(self, password: str) -> str:
        """A password in the form that is hashed and compared."""
        return str(super().normalize(shortened(password)))

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002 (their name)
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """The problems of a password, if any, and its normal form."""
        password, user = self.normalize(password), kwargs.get("user")
        organisation = queries.get_organisation(db.session)
        context: tuple[str, ...] = (organisation.name if organisation else "", "assess")
        if user is not None:
            context = (*context, user.name, user.email)
        problem = rules.password_problem(
            password,
            second_factor=bool(user is not None and user.has_second_factor),
            context=context,
        )
        return ([problem] if problem else None), password


class OutboxMail(MailUtil):
    """Sends what Flask-Security wants to mail as our own letters, through the outbox.

    Its own check of addresses asks the name service and refuses whole domains, so that
    people who could be invited could neither sign in nor get a new password.
    """

    def normalize(self, email: str) -> str:
        """An address as accounts hold it. Raises `ValueError` for what cannot be one."""
        address = one_line(email).lower()
        if not is_mail_address(address):
            raise ValueError(MESSAGES["INVALID_EMAIL_ADDRESS"])
        return address

    validate = normalize

    def send_mail(self, template: str, *_args: Any, **context: Any) -> None:
        """Post the letter that stands for a template; unknown templates are not sent."""
        name, user, now = template.rpartition("/")[2], context["user"], utc_now()
        event = f"{name} {new_public_id()}"
        if name == "reset_instructions":
            # One link in ten minutes, so that nobody can fill a mailbox with them.
            event = f"{name} {user.fs_uniquifier} {now.timestamp() // 600:.0f}"
            path = f"/forgot/{context['reset_token']}"
            link = current_app.config["ADDRESS"] + path
            letter = letters.password_reset(user.name, user.email, link)
        elif name in NOTICES:
            letter = letters.notice(user.name, user.email, NOTICES[name])
        else:
            return
        mail.post(db.session, letter, event=event, now=now)
        commit_with_answer()


def _config(settings: Settings) -> dict[str, Any]:
    config: dict[str, Any] = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SINGLE_HASH": True,
        # For links in mails; the default takes a second or two and betrays who has an account.
        "HASHING_SCHEMES": ["hex_sha256"],
        "PASSWORD_LENGTH_MIN": rules.SHORTEST_WITH_SECOND_FACTOR,
        "EMAIL_PLAINTEXT": False,
        "EMAIL_HTML": False,
        "EMAIL_SENDER": settings.mail_from,
        "RETURN_GENERIC_RESPONSES": True,
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": True,
        "LOGIN_URL": "/login",
        "LOGOUT_URL": "/logout",
        "LOGOUT_METHODS": ["POST"],
        "VERIFY_URL": "/login/again",
        "FRESHNESS": timedelta(minutes=15),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
        "POST_LOGIN_VIEW": "/",
        "POST_LOGOUT_VIEW": "/login",
        "RECOVERABLE": True,
        "RESET_URL": "/forgot",
        "RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "AUTO_LOGIN_AFTER_RESET": False,
        "POST_RESET_VIEW": "/login",
        "CHANGEABLE": True,
        "CHANGE_URL": "/account/password",
        "POST_CHANGE_VIEW": "/account",
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_SETUP_URL": "/account/second-factor",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "TWO_FACTOR_RESCUE_URL": "/login/rescue",
        "TWO_FACTOR_SELECT_URL": "/login/select",
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "/account",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/login/recovery",
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(settings, "recovery codes")],
        "TOTP_SECRETS": {"1": _derived(settings, "totp").decode()},
        "TOTP_ISSUER": "Assess",
        # People change where the diary sees it, not from a shell.
        "CLI_USERS_NAME": False,
        "CLI_ROLES_NAME": False,
    }
    config |= {f"MSG_{name}": (text, "info") for name, text in MESSAGES.items()}
    return {f"SECURITY_{name}": value for name, value in config.items()}


def _derived(settings: Settings, purpose: str) -> bytes:
    digest = sha256(settings.secret + b"|" + purpose.encode()).digest()
    return base64.urlsafe_b64encode(digest)


def _refuse_malformed() -> None:
    """Refuse what Flask-Security would stumble over: JSON of any shape, half addresses."""
    if request.endpoint not in ENDPOINTS:
        return
    if request.is_json:
        abort(400)
    _refuse_half_addresses()


def _refuse_half_addresses() -> None:
    for target in request.values.getlist("next"):
        try:
            urlsplit(target)
        except ValueError:
            abort(400)


def _stay_signed_in() -> ResponseReturnValue | None:
    """Lead whoever is in already away from the page for codes; it would sign them out."""
    if request.endpoint != "security.two_factor_token_validation":
        return None
    asked = session.get("tf_state") == "validating_profile" and "tf_totp_secret" in session
    return redirect("/") if current_user.is_authenticated and not asked else None


def _key_again(security: Security) -> dict[str, Any]:
    """After a wrong code, the key that the app has already; a new one would make it useless."""
    secret = session.get("tf_totp_secret")
    if not session.pop(SAME_KEY, False) or request.method == "POST" or not secret:
        return {"again": None}
    shown = security.totp_factory.fetch_setup_values(secret, current_user)
    state = {"totp_secret": secret, "method": "authenticator", "phone": None}
    token = security.tf_setup_serializer.dumps(state)
    return {"again": {"qrcode": shown["image"], "key": shown["key"], "token": token}}


def _no_token(_request: object) -> None:
    """Nobody signs in with a token: it would outlive signing out."""


def _write_diary(app: Flask) -> None:
    for signal, action in (
        (user_authenticated, "user.signed-in"),
        (user_logged_out, "user.signed-out"),
        (password_changed, "user.password-changed"),
        (password_reset, "user.password-reset"),
        (tf_profile_changed, "user.second-factor-set-up"),
        (tf_disabled, SWITCHED_OFF),
    ):
        signal.connect(_entry(action), app, weak=False)


def _entry(action: str) -> Any:
    def write(_app: Flask, user: User, **_details: Any) -> None:
        user = getattr(user, "_get_current_object", lambda: user)()
        if action == SWITCHED_OFF:
            user.mf_recovery_codes = None
        if request.method not in SAFE_METHODS:
            record(db.session, action, user, actor=user.public_id)
            commit_with_answer()
            return
        # Flask-Security signs people out when they open a page of a sign-in that is over.
        with db.sessionmaker(info={"reader": None}) as session:
            record(session, action, user, actor=user.public_id)
            session.commit()

    return write
