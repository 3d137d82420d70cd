"""A second factor: setting it up, codes from the app, switching it off."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from passlib.totp import TOTP

from assess.accounts import services
from assess.accounts.models import User
from assess.accounts.rules import Role
from tests.accounts.doors import (
    DIFFERS,
    PASSWORD,
    WAIT,
    app_shown,
    cookie,
    held,
    is_in,
    set_up_second_factor,
    sign_in,
    token,
    wrong,
)
from tests.browser import Browser
from tests.conftest import Transaction

Person = Callable[..., User]
Opens = Callable[..., Browser]

SETUP, CODE, RECOVERY = "/account/second-factor", "/login/code", "/login/recovery"


@pytest.mark.parametrize("role", [Role.HR_PARTNER, Role.ADMINISTRATOR])
def test_who_sees_a_lot_sets_up_a_second_factor_at_the_first_sign_in(
    app: Flask, browser: Opens, person: Person, role: Role
):
    grace, visitor = person(role), browser()

    answer = sign_in(visitor, grace.email)
    before = is_in(visitor)
    set_up_second_factor(visitor)

    assert answer.path == SETUP
    assert "so it signs in with a second factor" in answer.text
    assert not before
    assert is_in(visitor)
    assert held(app, grace).has_second_factor


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.HIRING_MANAGER, Role.AUDITOR])
def test_others_sign_in_without_one(browser: Opens, person: Person, role: Role):
    ada, visitor = person(role), browser()

    sign_in(visitor, ada.email)

    assert is_in(visitor)
    assert "Not set up." in visitor.get("/account").text


def test_in_the_demo_it_is_optional(browser: Opens, person: Person):
    grace, visitor = person(Role.HR_PARTNER, sandbox=True), browser()

    sign_in(visitor, grace.email)

    assert is_in(visitor)


def test_the_first_set_up_wants_a_code_that_matches(app: Flask, browser: Opens, person: Person):
    grace, visitor = person(Role.HR_PARTNER), browser()
    sign_in(visitor, grace.email)
    shown = app_shown(visitor.post(SETUP, {"setup": "authenticator"}))

    answer = visitor.post(CODE, {"code": wrong(shown.generate().token)})

    assert DIFFERS in answer.text
    assert not is_in(visitor)
    assert not held(app, grace).has_second_factor
    visitor.post(CODE, {"code": shown.generate().token})
    assert is_in(visitor)


def test_anybody_may_set_one_up(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)

    set_up_second_factor(visitor)

    assert "Set up." in visitor.get("/account").text
    assert "Second factor set up" in _diary(browser, person, ada)


def test_the_page_shows_a_picture_and_a_key_for_the_app(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)

    page = visitor.post(SETUP, {"setup": "authenticator"})

    assert 'src="data:image/svg+xml;base64,' in page.html
    assert "enter this key in the app:" in page.text


def test_setting_up_with_a_wrong_code_changes_nothing(app: Flask, browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)
    page = visitor.post(SETUP, {"setup": "authenticator"})
    action = re.search(rf'action="({SETUP}/[^"]+)"', page.html).group(1)

    answer = visitor.post(action, {"code": wrong(app_shown(page).generate().token)})

    assert DIFFERS in answer.text
    assert not held(app, ada).has_second_factor


def test_after_a_wrong_code_the_key_that_the_app_has_still_works(
    app: Flask, browser: Opens, person: Person
):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)
    first = visitor.post(SETUP, {"setup": "authenticator"})
    action = re.search(rf'action="({SETUP}/[^"]+)"', first.html).group(1)
    code = app_shown(first).generate().token

    again = visitor.post(action, {"code": wrong(code)})

    assert app_shown(again).base32_key == app_shown(first).base32_key
    assert 'alt="QR code for the authenticator app"' in again.html
    action = re.search(rf'action="({SETUP}/[^"]+)"', again.html).group(1)
    visitor.post(action, {"code": code})
    assert held(app, ada).has_second_factor
    assert "Set it up with an authenticator app" in visitor.get(SETUP).text


def test_setting_up_takes_half_an_hour_at_most(app: Flask, browser: Opens, person: Person, clock):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)
    page = visitor.post(SETUP, {"setup": "authenticator"})
    action = re.search(rf'action="({SETUP}/[^"]+)"', page.html).group(1)

    clock.shift(timedelta(minutes=31))
    answer = visitor.post(action, {"code": token(app_shown(page))}, follow=False)
    after = visitor.get(answer.response.headers["Location"])

    assert "This took longer than 30 minutes. Start again." in after.text
    assert not held(app, ada).has_second_factor


@pytest.mark.parametrize("made_up", ["x", "a.b.c", "🦊"])
def test_a_made_up_set_up_changes_nothing(app: Flask, browser: Opens, person: Person, made_up: str):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)

    answer = visitor.post(f"{SETUP}/{made_up}", {"code": "123456"})

    assert "We could not read this." in answer.text
    assert not held(app, ada).has_second_factor


@pytest.mark.parametrize("setup", ["", "sms", "email", "x" * 200_000, "<b>", "\x00"])
def test_a_method_that_is_not_offered_is_refused(browser: Opens, person: Person, setup: str):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get(SETUP)

    answer = visitor.post(SETUP, {"setup": setup})

    assert "Choose one of the options on this page." in answer.text


def test_signing_in_takes_the_password_and_the_code(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, app), visitor = enrolled, browser()

    answer = sign_in(visitor, ada.email)
    halfway = is_in(visitor)
    visitor.post(CODE, {"code": token(app)})

    assert answer.path == CODE
    assert not halfway
    assert is_in(visitor)


def test_the_page_asked_for_comes_after_the_code(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, app), visitor = enrolled, browser()
    visitor.get("/login?next=/library")
    sent = {"email": ada.email, "password": PASSWORD, "next": "/library"}
    page = visitor.post("/login?next=/library", sent)
    action = re.search(rf'action="({CODE}[^"]*)"', page.html).group(1).replace("&amp;", "&")

    answer = visitor.post(action, {"code": token(app)})

    assert answer.path == "/library"


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}-{1}"])
def test_a_code_may_be_typed_as_apps_show_it(
    browser: Opens, enrolled: tuple[User, TOTP], typed: str
):
    (ada, app), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    code = token(app)

    visitor.post(CODE, {"code": typed.format(code[:3], code[3:])})

    assert is_in(visitor)


@pytest.mark.parametrize(
    "code", ["0", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00", "🎻", "<b>1</b>", "9" * 200_000]
)
def test_a_wrong_code_opens_nothing_and_is_not_shown(
    browser: Opens, enrolled: tuple[User, TOTP], code: str
):
    (ada, _), visitor = enrolled, browser()
    sign_in(visitor, ada.email)

    answer = visitor.post(CODE, {"code": code})

    assert answer.code == 200
    assert DIFFERS in answer.text or "Enter the code your app shows." in answer.text
    assert not is_in(visitor)


def test_no_code_at_all_is_named(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, _), visitor = enrolled, browser()
    sign_in(visitor, ada.email)

    answer = visitor.post(CODE, {"code": ""})

    assert "Enter the code your app shows." in answer.text


def test_a_code_is_good_for_a_minute_or_so(browser: Opens, enrolled: tuple[User, TOTP], clock):
    (ada, app), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    code = token(app)

    clock.shift(timedelta(seconds=61))
    answer = visitor.post(CODE, {"code": code})

    assert DIFFERS in answer.text


def test_a_code_works_once(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, app), visitor, thief = enrolled, browser(), browser()
    code = token(app)
    sign_in(visitor, ada.email)
    visitor.post(CODE, {"code": code})

    sign_in(thief, ada.email)
    thief.post(CODE, {"code": code})

    assert is_in(visitor)
    assert not is_in(thief)


def test_guessing_codes_gets_slower(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, app), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    for _ in range(3):
        visitor.post(CODE, {"code": wrong(token(app))})

    answer = visitor.post(CODE, {"code": token(app)})

    assert f"{WAIT} 2 seconds" in answer.text
    assert not is_in(visitor)


def test_the_password_buys_no_new_guesses_at_the_code(browser: Opens, enrolled: tuple[User, TOTP]):
    (ada, app), visitor = enrolled, browser()
    for _ in range(3):
        sign_in(visitor, ada.email)
        visitor.post(CODE, {"code": wrong(token(app))})

    sign_in(visitor, ada.email)
    answer = visitor.post(CODE, {"code": token(app)})

    assert WAIT in answer.text
    assert not is_in(visitor)


@pytest.mark.parametrize("path", [CODE, RECOVERY, "/login/rescue", "/login/select"])
def test_without_the_password_there_is_no_asking_for_a_code(browser: Opens, path: str):
    answer = browser().get(path)

    assert answer.path == "/login"
    assert "Sign in first." in answer.text


def test_an_account_closed_between_password_and_code_stays_shut(
    browser: Opens, enrolled: tuple[User, TOTP], person: Person, transaction: Transaction
):
    (ada, app), visitor, chief = enrolled, browser(), person(Role.ADMINISTRATOR)
    sign_in(visitor, ada.email)
    with transaction() as session:
        services.set_active(session, session.get(User, ada.id), False, actor=chief)

    answer = visitor.post(CODE, {"code": token(app)})

    assert "This account is closed. Ask your administrator." in answer.text
    assert not cookie(visitor).startswith("s.")


def test_the_secret_of_the_app_is_not_readable_in_the_database(
    app: Flask, enrolled: tuple[User, TOTP]
):
    ada, shown = enrolled

    kept = held(app, ada).tf_totp_secret

    assert shown.base32_key not in kept


def test_who_may_do_without_switches_it_off(
    app: Flask, browser: Opens, enrolled: tuple[User, TOTP], person: Person
):
    (ada, shown), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    visitor.post(CODE, {"code": token(shown)})

    page = visitor.get(SETUP)
    answer = visitor.post(SETUP, {"setup": "disable"})

    assert "Switch the second factor off" in page.text
    assert "Your second factor is switched off." in answer.text
    assert not held(app, ada).has_second_factor
    assert "Second factor switched off" in _diary(browser, person, ada)


@pytest.mark.parametrize("role", [Role.HR_PARTNER, Role.ADMINISTRATOR])
def test_who_must_have_one_cannot_switch_it_off(
    app: Flask, browser: Opens, person: Person, role: Role
):
    grace, visitor = person(role), browser()
    sign_in(visitor, grace.email)
    set_up_second_factor(visitor)

    page = visitor.get(SETUP)
    answer = visitor.post(SETUP, {"setup": "disable"})

    assert "Switch the second factor off" not in page.text
    assert "Choose one of the options on this page." in answer.text
    assert held(app, grace).has_second_factor


def test_changing_the_second_factor_wants_the_password_again_after_a_while(
    browser: Opens, person: Person, clock
):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    clock.shift(timedelta(minutes=16))
    asked = visitor.get(SETUP)
    refused = visitor.post("/login/again?next=" + SETUP, {"password": "a guess"})
    answer = visitor.post("/login/again?next=" + SETUP, {"password": PASSWORD, "next": SETUP})

    assert asked.path == "/login/again"
    assert "Enter your password again to go on." in asked.text
    assert "This is not your password." in refused.text
    assert answer.path == SETUP


def test_the_password_again_may_be_empty_or_huge(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.get("/login/again")

    empty = visitor.post("/login/again", {"password": ""})
    huge = visitor.post("/login/again", {"password": "x" * 200_000})

    assert "Enter your password." in empty.text
    assert "This is not your password." in huge.text


def _diary(browser: Opens, person: Person, user: User) -> str:
    chief = person(Role.ADMINISTRATOR, sandbox=True)
    return browser(chief).get(f"/diary?actor={user.public_id}").text


def test_asking_for_help_with_codes_does_nothing_by_itself(
    browser: Opens, enrolled: tuple[User, TOTP]
):
    (ada, _), visitor = enrolled, browser()
    sign_in(visitor, ada.email)

    opened = visitor.get("/login/rescue")
    answer = visitor.post("/login/rescue", {"help_setup": "help"})

    assert opened.code == 200
    assert answer.code == 200
    assert not is_in(visitor)
