"""What follows when a second factor is switched off, and pages of signing in for who is in."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from passlib.totp import TOTP

from assess.accounts.models import User
from tests.accounts.doors import held, is_in, sign_in, token
from tests.browser import Browser
from tests.conftest import Transaction

Person = Callable[..., User]
Opens = Callable[..., Browser]

SETUP, CODE, RECOVERY = "/account/second-factor", "/login/code", "/login/recovery"
SHORT_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("plumgravel9")


def test_with_the_second_factor_its_recovery_codes_go(
    app: Flask, browser: Opens, enrolled: tuple[User, TOTP]
):
    (ada, shown), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    visitor.post(CODE, {"code": token(shown)})
    visitor.get("/account/recovery-codes")
    visitor.post("/account/recovery-codes", {"generate_new_codes": "yes"})
    before = held(app, ada).mf_recovery_codes

    visitor.get(SETUP)
    visitor.post(SETUP, {"setup": "disable"})

    assert len(before) == 5
    assert not held(app, ada).mf_recovery_codes


def test_without_a_second_factor_a_short_password_has_to_change(
    browser: Opens, enrolled: tuple[User, TOTP], transaction: Transaction
):
    (ada, shown), before, after = enrolled, browser(), browser()
    short = "plumgravel9"
    with transaction() as session:
        session.get(User, ada.id).password = SHORT_HASH
    sign_in(before, ada.email, short)
    before.post(CODE, {"code": token(shown)})
    before.get(SETUP)
    before.post(SETUP, {"setup": "disable"})

    answer = sign_in(after, ada.email, short)

    assert is_in(before)
    assert not is_in(after)
    assert "needs 15 characters or more. Choose a new password" in answer.text
    assert "/forgot" in answer.page.links


@pytest.mark.parametrize("path", [CODE, RECOVERY, "/login/rescue", "/login/select"])
def test_opening_a_page_of_signing_in_signs_nobody_out(browser: Opens, person: Person, path: str):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    visitor.get(path)
    visitor.get("/account")
    visitor.post(path, {"code": "123456"})

    assert is_in(visitor)
