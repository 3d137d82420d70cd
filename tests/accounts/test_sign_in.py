"""Signing in with a password, and out."""

import statistics
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from assess.accounts import services
from assess.accounts.models import User, WebSession
from assess.accounts.rules import Role
from assess.extensions import db
from tests.accounts.doors import DID_NOT_MATCH, PASSWORD, dear_hashing, is_in, sign_in
from tests.browser import Browser
from tests.conftest import Transaction

Person = Callable[..., User]
Opens = Callable[..., Browser]


def test_the_right_password_leads_to_the_page_where_work_starts(browser: Opens, person: Person):
    ada, visitor = person(), browser()

    answer = sign_in(visitor, ada.email)

    assert answer.path == "/home"
    assert ada.name in answer.text


def test_a_mail_address_may_be_typed_in_any_case_and_with_spaces(browser: Opens, person: Person):
    ada, visitor = person(), browser()

    sign_in(visitor, f"  {ada.email.upper()} ")

    assert is_in(visitor)


def test_opening_the_sign_in_page_writes_nothing(app: Flask, browser: Opens, person: Person):
    person()

    browser().get("/login")

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WebSession)) == 0


@pytest.mark.parametrize(
    "password",
    [
        "plum trumpet gravel",
        PASSWORD.upper(),
        PASSWORD + " ",
        "unused",
        "\x00",
        "🎻" * 40,
        "كلمة المرور الطويلة",
        "<script>alert(1)</script>",
        "x" * 200_000,
    ],
)
def test_a_wrong_password_opens_nothing_and_is_not_shown_again(
    browser: Opens, person: Person, password: str
):
    ada, visitor = person(), browser()

    answer = sign_in(visitor, ada.email, password)

    assert answer.text.count(DID_NOT_MATCH) == 1
    assert f'value="{ada.email}"' in answer.html
    assert password[:20] not in answer.html
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "email",
    [
        "nobody@larkfield.example",
        "not an address",
        "a@b",
        "x\x00y@larkfield.example",
        "ada@larkfield.example\r\nBcc: all@larkfield.example",
        "<b>ada</b>@larkfield.example",
        "🦊@larkfield.example",
        "آدا@larkfield.example",
        f"{'x' * 200_000}@larkfield.example",
    ],
)
def test_an_unknown_address_hears_the_same_as_a_wrong_password(
    browser: Opens, person: Person, email: str
):
    person()
    visitor = browser()

    answer = sign_in(visitor, email)

    assert answer.text.count(DID_NOT_MATCH) == 1
    assert not is_in(visitor)


def test_an_invited_person_without_a_password_hears_the_same(browser: Opens, person: Person):
    invited, visitor = person(password_hash=None), browser()

    answer = sign_in(visitor, invited.email)

    assert DID_NOT_MATCH in answer.text


@pytest.mark.slow  # compares hashing at its real cost, a fifth of a second each
def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    app: Flask, browser: Opens, person: Person, monkeypatch: pytest.MonkeyPatch
):
    dear = dear_hashing(app, monkeypatch)
    ada, visitor = person(password_hash=dear.hash(PASSWORD)), browser()

    known = statistics.median(_seconds(visitor, ada.email) for _ in range(3))
    unknown = statistics.median(_seconds(visitor, "nobody@larkfield.example") for _ in range(3))

    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", PASSWORD, "Enter your mail address."),
        ("ada@larkfield.example", "", "Enter your password."),
    ],
)
def test_an_empty_field_is_named(
    browser: Opens, person: Person, email: str, password: str, sentence: str
):
    person()
    visitor = browser()

    answer = sign_in(visitor, email, password)

    assert sentence in answer.text
    assert DID_NOT_MATCH not in answer.text


def test_a_closed_account_is_named_only_to_who_knows_the_password(
    browser: Opens, person: Person, transaction: Transaction
):
    ada, chief = person(), person(Role.ADMINISTRATOR)
    with transaction() as session:
        services.set_active(session, session.get(User, ada.id), False, actor=chief)
    visitor = browser()

    guessed, known = sign_in(visitor, ada.email, "a guess of somebody"), sign_in(visitor, ada.email)

    assert DID_NOT_MATCH in guessed.text
    assert "closed" not in guessed.text
    assert "This account is closed. Ask your administrator." in known.text
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "email", ["ada@corp.local", "ada@office.test", "o'neil+sales@larkfield.example", "A_1@7.ch"]
)
def test_every_address_that_can_be_invited_can_sign_in(
    browser: Opens, person: Person, transaction: Transaction, email: str
):
    ada, visitor = person(), browser()
    with transaction() as session:
        session.get(User, ada.id).email = email.lower()

    sign_in(visitor, email)

    assert is_in(visitor)


def test_signing_in_leads_back_to_the_page_asked_for(browser: Opens, person: Person):
    ada, visitor = person(), browser()

    visitor.get("/login?next=/library")
    answer = visitor.post(
        "/login?next=/library", {"email": ada.email, "password": PASSWORD, "next": "/library"}
    )

    assert answer.path == "/library"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example",
     "javascript:alert(1)", "http://[", "\x00", "\r\nX-Evil: yes"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(browser: Opens, person: Person, elsewhere: str):
    ada, visitor = person(), browser()
    visitor.get("/login")

    answer = visitor.post(
        "/login", {"email": ada.email, "password": PASSWORD, "next": elsewhere}, follow=False
    )

    target = urlsplit(answer.response.headers.get("Location", ""))
    assert not target.netloc
    assert not target.scheme
    assert answer.code in (200, 302, 400)


def test_nobody_stays_signed_in_beyond_the_session(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    visitor.get("/login")

    visitor.post("/login", {"email": ada.email, "password": PASSWORD, "remember": "y"})

    assert is_in(visitor)
    assert visitor.client.get_cookie("remember_token") is None
    assert visitor.client.get_cookie("tf_validity") is None


def test_whoever_is_signed_in_does_not_see_the_sign_in_page(browser: Opens, make):
    answer = browser(make.user()).get("/login")

    assert answer.path == "/home"


def test_signing_out_leads_to_the_sign_in_page(browser: Opens, make):
    visitor = browser(make.user())
    visitor.get("/account")

    answer = visitor.post("/logout")

    assert answer.path == "/login"
    assert not is_in(visitor)


def test_opening_the_address_for_signing_out_signs_nobody_out(browser: Opens, make):
    visitor = browser(make.user())

    answer = visitor.get("/logout")

    assert answer.code == 405
    assert is_in(visitor)


def test_signing_out_twice_is_harmless(browser: Opens, make):
    visitor = browser(make.user())
    visitor.get("/account")

    visitor.post("/logout")
    answer = visitor.post("/logout")

    assert answer.path == "/login"


def test_signing_in_and_out_stands_in_the_diary(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    sign_in(visitor, ada.email)
    visitor.post("/logout")

    answer = browser(person(Role.ADMINISTRATOR, sandbox=True)).get(f"/diary?actor={ada.public_id}")

    assert "Signed in Person" in answer.text
    assert "Signed out Person" in answer.text


def test_a_token_of_the_library_opens_nothing(app: Flask, browser: Opens, person: Person):
    ada = person()
    with app.test_request_context():
        token = app.extensions["security"].datastore.find_user(id=ada.id).get_auth_token()

    answer = browser().client.get("/account", headers={"Authentication-Token": token})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [{}, [], "text", 7, None, {"email": "\ud800@x.example", "password": "\ud800"},
     {"email": {"a": 1}, "password": ["b"]}],
)  # fmt: skip
def test_json_sent_to_the_sign_in_page_is_answered_like_a_form(
    browser: Opens, person: Person, body: object
):
    person()
    visitor = browser()
    visitor.get("/login")

    answer = visitor.send("/login", body)

    assert answer.status_code < 500
    assert not is_in(visitor)


def _seconds(visitor: Browser, email: str) -> float:
    visitor.get("/login")
    start = time.process_time()
    visitor.post("/login", {"email": email, "password": "something else altogether"})
    return time.process_time() - start
