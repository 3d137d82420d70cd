"""A new password through a link in a mail."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from assess.accounts import services
from assess.accounts.models import User
from assess.accounts.rules import Role
from tests.accounts.doors import (
    ANOTHER,
    PASSWORD,
    dear_hashing,
    is_in,
    last_link,
    letters,
    set_up_second_factor,
    sign_in,
)
from tests.browser import Answer, Browser
from tests.conftest import Transaction

Person = Callable[..., User]
Opens = Callable[..., Browser]

SENT = "If this address has an account, a mail with a link is on its way."
OVER = "The link does not work any more. Ask for a new one."


def ask(visitor: Browser, email: str) -> Answer:
    visitor.get("/forgot")
    return visitor.post("/forgot", {"email": email})


def choose(visitor: Browser, link: str, first: str = ANOTHER, second: str | None = None) -> Answer:
    visitor.get(link)
    again = first if second is None else second
    return visitor.post(link, {"password": first, "password_confirm": again})


def test_a_new_password_comes_by_mail(app: Flask, browser: Opens, person: Person):
    ada, visitor = person(), browser()
    ask(visitor, ada.email.upper())

    answer = choose(visitor, last_link(app, ada.email))

    assert answer.path == "/login"
    assert "Your new password is saved. Sign in with it." in answer.text
    assert not is_in(visitor)
    sign_in(visitor, ada.email, ANOTHER)
    assert is_in(visitor)


def test_the_mail_says_who_asked_for_what(app: Flask, browser: Opens, person: Person):
    ada = person(name="Ada <b>Byron</b>")

    ask(browser(), ada.email)

    (letter,) = letters(app, ada.email)
    assert letter.subject == "Choose a new password for Assess"
    assert "Hello Ada <b>Byron</b>," in letter.text
    assert "&lt;b&gt;Byron" in letter.html


def test_the_link_in_the_mail_leads_to_the_configured_address(
    app: Flask, browser: Opens, person: Person
):
    ada, visitor = person(), browser()
    visitor.client.environ_base["HTTP_HOST"] = "evil.example"
    visitor.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"

    ask(visitor, ada.email)

    (letter,) = letters(app, ada.email)
    assert letter.link.startswith(app.config["ADDRESS"] + "/forgot/")
    assert "evil" not in letter.text


@pytest.mark.parametrize(
    "email", ["nobody@larkfield.example", "", "no address", "x" * 200_000, "a\x00@b.ch", "🦊@b.ch"]
)
def test_the_answer_does_not_tell_who_has_an_account(browser: Opens, person: Person, email: str):
    ada, visitor = person(), browser()

    known, unknown = ask(visitor, ada.email), ask(visitor, email)

    assert SENT in known.text
    assert SENT in unknown.text
    assert _bare(known, ada.email) == _bare(unknown, email)


@pytest.mark.slow  # compares hashing at its real cost, a fifth of a second each
def test_an_address_with_an_account_takes_as_long_as_one_without(
    app: Flask, browser: Opens, person: Person, monkeypatch: pytest.MonkeyPatch
):
    dear_hashing(app, monkeypatch)
    ada, visitor = person(), browser()

    known = statistics.median(_seconds(visitor, ada.email) for _ in range(3))
    unknown = statistics.median(_seconds(visitor, "nobody@larkfield.example") for _ in range(3))

    assert 0.5 < known / unknown < 2


def test_a_closed_account_gets_no_mail(
    app: Flask, browser: Opens, person: Person, transaction: Transaction
):
    ada, chief = person(), person(Role.ADMINISTRATOR)
    with transaction() as session:
        services.set_active(session, session.get(User, ada.id), False, actor=chief)

    answer = ask(browser(), ada.email)

    assert SENT in answer.text
    assert letters(app, ada.email) == []


def test_asking_again_and_again_fills_no_mailbox(app: Flask, browser: Opens, person: Person, clock):
    ada, visitor = person(), browser()

    for _ in range(5):
        ask(visitor, ada.email)
    assert len(letters(app, ada.email)) == 1

    clock.shift(timedelta(minutes=10))
    ask(visitor, ada.email)
    assert len(letters(app, ada.email)) == 2


def test_opening_the_link_changes_nothing(app: Flask, browser: Opens, person: Person):
    ada, scanner, visitor = person(), browser(), browser()
    ask(visitor, ada.email)
    link = last_link(app, ada.email)

    for _ in range(3):
        scanner.get(link)

    choose(visitor, link)
    sign_in(visitor, ada.email, ANOTHER)
    assert is_in(visitor)


def test_the_link_works_once(app: Flask, browser: Opens, person: Person):
    ada, visitor = person(), browser()
    ask(visitor, ada.email)
    link = last_link(app, ada.email)
    choose(visitor, link)

    opened = visitor.get(link)
    sent = visitor.post(link, {"password": PASSWORD, "password_confirm": PASSWORD})

    assert OVER in opened.text
    assert OVER in sent.text
    sign_in(visitor, ada.email, ANOTHER)
    assert is_in(visitor)


def test_the_link_works_for_one_hour(app: Flask, browser: Opens, person: Person, clock):
    ada, visitor = person(), browser()
    ask(visitor, ada.email)
    link = last_link(app, ada.email)

    clock.shift(timedelta(minutes=60))
    assert visitor.get(link).path == link
    clock.shift(timedelta(seconds=1))
    answer = visitor.get(link)

    assert answer.path == "/forgot"
    assert "The link has run out. Ask for a new one." in answer.text


def test_a_link_that_ran_out_while_the_page_was_open_changes_nothing(
    app: Flask, browser: Opens, person: Person, clock
):
    ada, visitor = person(), browser()
    ask(visitor, ada.email)
    link = last_link(app, ada.email)
    visitor.get(link)

    clock.shift(timedelta(minutes=61))
    visitor.post(link, {"password": ANOTHER, "password_confirm": ANOTHER})
    sign_in(visitor, ada.email)

    assert is_in(visitor)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "🦊", "x" * 5000, "..%2F..", "%ff"])
def test_a_made_up_link_does_not_work(browser: Opens, token: str):
    answer = browser().get(f"/forgot/{token}")

    assert answer.code in (200, 404)
    assert OVER in answer.text or answer.code == 404


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "Use 15 characters or more."),
        ("", "", "Enter your password."),
        (ANOTHER, PASSWORD, "The two passwords differ. Type the same one twice."),
        ("passwordpassword", "passwordpassword", "one of the passwords that are tried first"),
        ("x" * 200_000, "x" * 200_000, "Use 128 characters or fewer."),
    ],
)
def test_a_refused_password_is_explained_and_not_shown(
    app: Flask, browser: Opens, person: Person, first: str, second: str, sentence: str
):
    ada, visitor = person(), browser()
    ask(visitor, ada.email)

    answer = choose(visitor, last_link(app, ada.email), first, second)

    assert sentence in answer.text
    assert ANOTHER not in answer.html
    assert "x" * 200 not in answer.html


def test_a_new_password_ends_every_session_and_is_told_by_mail(
    app: Flask, browser: Opens, person: Person
):
    ada, old, visitor = person(), browser(), browser()
    sign_in(old, ada.email)
    ask(visitor, ada.email)

    choose(visitor, last_link(app, ada.email))

    assert not is_in(old)
    assert "through a link sent to this address" in letters(app, ada.email)[-1].text


def test_the_second_factor_stays_after_a_new_password(app: Flask, browser: Opens, person: Person):
    ada, visitor, other = person(), browser(), browser()
    sign_in(visitor, ada.email)
    set_up_second_factor(visitor)
    ask(other, ada.email)
    choose(other, last_link(app, ada.email), "walrus-7k2q")

    answer = sign_in(other, ada.email, "walrus-7k2q")

    assert "Enter your code" in answer.text
    assert not is_in(other)


def _bare(answer: Answer, email: str) -> str:
    """The page without what was typed, half of it left out where it cannot be kept."""
    html = answer.html.replace(f'value="{email}"', 'value=""').replace('value="a@b.ch"', 'value=""')
    return re.sub(r'csrf_token" type="hidden" value="[^"]+"', "", html)


def _seconds(visitor: Browser, email: str) -> float:
    visitor.get("/forgot")
    start = time.process_time()
    visitor.post("/forgot", {"email": email})
    return time.process_time() - start
