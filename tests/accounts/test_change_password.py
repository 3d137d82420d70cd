"""Choosing another password while signed in."""

from collections.abc import Callable

import pytest
from flask import Flask

from assess.accounts.models import User
from assess.accounts.rules import Role
from tests.accounts.doors import ANOTHER, PASSWORD, is_in, letters, sign_in, token
from tests.browser import Answer, Browser

Person = Callable[..., User]
Opens = Callable[..., Browser]

PAGE = "/account/password"


def change(visitor: Browser, now: str, new: str, again: str | None = None) -> Answer:
    visitor.get(PAGE)
    second = new if again is None else again
    sent = {"password": now, "new_password": new, "new_password_confirm": second}
    return visitor.post(PAGE, sent)


def test_the_new_password_counts_from_now_on(browser: Opens, person: Person):
    ada, visitor, old, new = person(), browser(), browser(), browser()
    sign_in(visitor, ada.email)

    answer = change(visitor, PASSWORD, ANOTHER)
    sign_in(old, ada.email, PASSWORD)
    sign_in(new, ada.email, ANOTHER)

    assert answer.path == "/account"
    assert "Your new password is saved." in answer.text
    assert not is_in(old)
    assert is_in(new)


def test_the_change_is_told_by_mail_and_stands_in_the_diary(
    app: Flask, browser: Opens, person: Person
):
    ada, visitor, chief = person(), browser(), person(Role.ADMINISTRATOR, sandbox=True)
    sign_in(visitor, ada.email)

    change(visitor, PASSWORD, ANOTHER)

    (letter,) = letters(app, ada.email)
    assert "Your password was changed." in letter.text
    assert ANOTHER not in letter.text
    diary = browser(chief).get("/diary?action=user.password-changed")
    assert diary.text.count(ada.name) == 2


@pytest.mark.parametrize(
    ("now", "new", "again", "sentence"),
    [
        ("a guess", ANOTHER, None, "This is not your password. Check it and type it again."),
        ("", ANOTHER, None, "Enter your password."),
        (PASSWORD, "", None, "Enter your password."),
        (PASSWORD, PASSWORD, None, "Choose a password you did not have before."),
        (PASSWORD, ANOTHER, PASSWORD, "The two passwords differ. Type the same one twice."),
        (PASSWORD, "walrus-7k2q", None, "Use 15 characters or more."),
        (PASSWORD, "passwordpassword", None, "one of the passwords that are tried first"),
        (PASSWORD, "person-1@larkfield.example", None, "Leave out your name, address and company"),
        (PASSWORD, "x" * 200_000, None, "Use 128 characters or fewer."),
        ("x" * 200_000, ANOTHER, None, "This is not your password."),
        (PASSWORD, "\x00" * 40, None, "one of the passwords that are tried first"),
    ],
)
def test_a_refusal_says_what_to_do_and_shows_no_password(
    browser: Opens, person: Person, now: str, new: str, again: str | None, sentence: str
):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    answer = change(visitor, now, new, again)

    assert sentence in answer.text
    assert answer.html.count("There is a problem") == 1
    assert not [typed for typed in (PASSWORD, ANOTHER, "x" * 200) if typed in answer.html]


@pytest.mark.parametrize("new", ["كلمة المرور الطويلة", "Grün über Brücken ⛵️", "🎻🦊🌧🧭🪁" * 4])
def test_a_password_in_any_script_works(browser: Opens, person: Person, new: str):
    ada, visitor, other = person(), browser(), browser()
    sign_in(visitor, ada.email)

    change(visitor, PASSWORD, new)
    sign_in(other, ada.email, new)

    assert is_in(other)


def test_a_letter_with_an_accent_is_the_same_typed_in_one_piece_or_two(
    browser: Opens, person: Person
):
    ada, visitor, other = person(), browser(), browser()
    sign_in(visitor, ada.email)

    change(visitor, PASSWORD, "gru\u0308ne Brücken im Nebel")
    sign_in(other, ada.email, "gr\u00fcne Brücken im Nebel")

    assert is_in(other)


def test_with_a_second_factor_eight_characters_are_enough(
    browser: Opens, enrolled: tuple[User, object]
):
    (ada, shown), visitor = enrolled, browser()
    sign_in(visitor, ada.email)
    visitor.post("/login/code", {"code": token(shown)})

    answer = change(visitor, PASSWORD, "walrus-7k2q")

    assert "Your new password is saved." in answer.text


def test_passwords_may_be_pasted_and_kept_by_a_password_manager(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)

    page = visitor.get(PAGE)

    kinds = [control.get("autocomplete") for control in page.page.controls]
    assert kinds == ["current-password", "new-password", "new-password"]
    assert "onpaste" not in page.html
    assert "maxlength" not in page.html


def test_who_is_signed_out_is_asked_to_sign_in_first(browser: Opens, person: Person):
    ada, visitor = person(), browser()

    asked = visitor.get(PAGE)
    answer = visitor.post(
        "/login", {"email": ada.email, "password": PASSWORD, "next": "/account/password"}
    )

    assert asked.path == "/login"
    assert "Sign in to see this page." in asked.text
    assert answer.path == PAGE
