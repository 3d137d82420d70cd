"""Fixtures of people who sign in with a password."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from passlib.totp import TOTP

from assess.accounts.models import User
from assess.database import utc_now
from tests.accounts.doors import CHEAP, HASH
from tests.conftest import Transaction
from tests.factories import Make


@pytest.fixture(scope="session")
def cheap_hashing(blank_app: Flask) -> None:
    """Let the product hash new passwords in a millisecond."""
    blank_app.extensions["security"].pwd_context.update(**CHEAP)


@pytest.fixture
def person(make: Make, cheap_hashing: None) -> Callable[..., User]:
    """Makes somebody of a real company, whose password is `doors.PASSWORD`."""
    del cheap_hashing
    return lambda *roles, **kwargs: make.user(
        *roles, **{"password_hash": HASH, "sandbox": False} | kwargs
    )


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until it is moved."""
    with time_machine.travel(utc_now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def enrolled(
    app: Flask, person: Callable[..., User], transaction: Transaction, clock: time_machine.Traveller
) -> tuple[User, TOTP]:
    """Somebody whose second factor is set up, and the app on their phone."""
    del clock
    ada, security = person(), app.extensions["security"]
    with transaction() as session:
        secret = security.totp_factory.generate_totp_secret()
        held = session.get(User, ada.id)
        held.tf_totp_secret, held.tf_primary_method = secret, "authenticator"
        return ada, TOTP(key=security.totp_factory.get_totp_b32_key(secret))
