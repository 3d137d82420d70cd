"""Recovery codes: the way in without the phone."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from passlib.totp import TOTP

from assess.accounts.models import User
from tests.accounts.doors import WAIT, held, is_in, sign_in, token
from tests.browser import Answer, Browser

Person = Callable[..., User]
Opens = Callable[..., Browser]

CODE, RECOVERY, CODES = "/login/code", "/login/recovery", "/account/recovery-codes"


def recovery_codes(visitor: Browser) -> list[str]:
    visitor.get(CODES)
    page = visitor.post(CODES, {"generate_new_codes": "yes"})
    return re.findall(r"<code>([0-9a-f-]+)</code>", page.html)


def test_recovery_codes_are_shown_when_asked_for(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    none = visitor.get(CODES + "?show_codes=yes")
    made = recovery_codes(visitor)
    hidden = visitor.get(CODES)
    shown = visitor.get(CODES + "?show_codes=yes")

    assert "You have no recovery codes yet." in none.text
    assert len(made) == 5
    assert made[0] not in hidden.html
    assert all(code in shown.html for code in made)


def test_new_recovery_codes_replace_the_old_ones(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    first, second = recovery_codes(visitor), recovery_codes(visitor)

    shown = visitor.get(CODES + "?show_codes=yes").html
    assert not set(first) & set(second)
    assert first[0] not in shown
    assert second[0] in shown


def test_recovery_codes_are_not_readable_in_the_database(
    app: Flask, browser: Opens, person: Person
):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    made = recovery_codes(visitor)

    kept = " ".join(held(app, ada).mf_recovery_codes)
    assert not [code for code in made if code in kept]


def _with_codes(browser: Opens, enrolled: tuple[User, TOTP]) -> tuple[User, list[str]]:
    (ada, app), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    visitor.post(CODE, {"code": token(app)})
    return ada, recovery_codes(visitor)


def _recover(visitor: Browser, ada: User, code: str) -> Answer:
    sign_in(visitor, ada.email)
    visitor.get(RECOVERY)
    return visitor.post(RECOVERY, {"code": code})


def test_each_recovery_code_opens_the_door_once(browser: Opens, enrolled: tuple[User, TOTP]):
    ada, codes = _with_codes(browser, enrolled)
    first, second, third = browser(), browser(), browser()

    _recover(first, ada, codes[0])
    refused = _recover(second, ada, codes[0])
    _recover(third, ada, codes[1])

    assert is_in(first)
    assert "This recovery code does not work. Each one works once." in refused.text
    assert not is_in(second)
    assert is_in(third)


@pytest.mark.parametrize("change", [str.upper, lambda code: code.replace("-", " "),
                                    lambda code: f"  {code.replace('-', '')} "])  # fmt: skip
def test_a_recovery_code_may_be_typed_as_it_was_copied(
    browser: Opens, enrolled: tuple[User, TOTP], change: Callable[[str], str]
):
    ada, codes = _with_codes(browser, enrolled)
    visitor = browser()

    _recover(visitor, ada, change(codes[0]))

    assert is_in(visitor)


@pytest.mark.parametrize("code", ["x", "\x00", "🎻", "<b>", "a" * 200_000, "----"])
def test_a_made_up_recovery_code_opens_nothing(
    browser: Opens, enrolled: tuple[User, TOTP], code: str
):
    ada, _ = _with_codes(browser, enrolled)
    visitor = browser()

    answer = _recover(visitor, ada, code)

    assert answer.code == 200
    assert "There is a problem" in answer.text
    assert not is_in(visitor)


def test_guessing_recovery_codes_gets_slower(browser: Opens, enrolled: tuple[User, TOTP]):
    ada, codes = _with_codes(browser, enrolled)
    visitor = browser()
    for _ in range(3):
        _recover(visitor, ada, "0000-0000-0000")

    answer = _recover(visitor, ada, codes[0])

    assert WAIT in answer.text
    assert not is_in(visitor)
