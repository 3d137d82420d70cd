"""Guessing passwords gets slower, for the one who guesses only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from assess.accounts import services
from assess.accounts.models import SignInFailure, User
from assess.config import Settings
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from tests.accounts.doors import (
    ANOTHER,
    CHEAP,
    DID_NOT_MATCH,
    PASSWORD,
    WAIT,
    is_in,
    last_link,
    sign_in,
)
from tests.browser import Answer, Browser
from tests.conftest import Transaction

Person = Callable[..., User]
Opens = Callable[..., Browser]

pytestmark = pytest.mark.usefixtures("clock")

HOME, AWAY = "192.0.2.7", "198.51.100.7"


@pytest.fixture
def behind_proxy(app: Flask) -> Iterator[Flask]:
    """The product behind one proxy that says where people come from."""
    settings: Settings = app.extensions["assess.settings"]
    behind = create_app(settings.model_copy(update={"proxies": 1}))
    behind.extensions["security"].pwd_context.update(**CHEAP)
    yield behind
    with behind.app_context():
        db.engine.dispose()


def guess(visitor: Browser, email: str, password: str = "a guess", network: str = HOME) -> Answer:
    visitor.client.environ_base["REMOTE_ADDR"] = network
    return sign_in(visitor, email, password)


def failures(app: Flask) -> list[SignInFailure]:
    with app.app_context():
        return list(db.session.scalars(select(SignInFailure)))


def test_three_tries_are_free(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    for _ in range(2):
        guess(visitor, ada.email)

    guess(visitor, ada.email, PASSWORD)

    assert is_in(visitor)


def test_after_three_tries_even_the_right_password_waits(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    for _ in range(3):
        assert DID_NOT_MATCH in guess(visitor, ada.email).text

    answer = guess(visitor, ada.email, PASSWORD)

    assert f"{WAIT} 2 seconds, then try again." in answer.text
    assert f'value="{ada.email}"' in answer.html
    assert not is_in(visitor)


def test_the_wait_grows_with_every_failure_and_not_with_impatience(
    browser: Opens, person: Person, clock
):
    ada, visitor = person(), browser()
    for _ in range(3):
        guess(visitor, ada.email)

    for seconds in (2, 4, 8, 16):
        assert f"{WAIT} {seconds} seconds" in guess(visitor, ada.email).text
        assert f"{WAIT} {seconds} seconds" in guess(visitor, ada.email).text
        clock.shift(seconds)
        assert DID_NOT_MATCH in guess(visitor, ada.email).text


def test_whoever_waits_gets_in(browser: Opens, person: Person, clock):
    ada, visitor = person(), browser()
    for _ in range(3):
        guess(visitor, ada.email)
    clock.shift(2)

    guess(visitor, ada.email, PASSWORD)

    assert is_in(visitor)


def test_getting_in_starts_the_count_anew(app: Flask, browser: Opens, person: Person):
    ada, visitor = person(), browser()
    for _ in range(2):
        guess(visitor, ada.email)

    guess(visitor, ada.email, PASSWORD)

    assert failures(app) == []


def test_a_stranger_elsewhere_locks_nobody_out(browser: Opens, person: Person):
    ada, stranger, visitor = person(), browser(), browser()
    for _ in range(5):
        guess(stranger, ada.email, network=AWAY)

    guess(visitor, ada.email, PASSWORD, network=HOME)

    assert is_in(visitor)


def test_another_account_in_the_same_network_does_not_wait(browser: Opens, person: Person):
    ada, ben, visitor = person(), person(), browser()
    for _ in range(4):
        guess(visitor, ada.email)

    guess(visitor, ben.email, PASSWORD)

    assert is_in(visitor)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("192.0.2.7", "192.0.2.200", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("2001:db8::7", "2001:db8::ffff:7", True),
        ("2001:db8::7", "2001:db8:0:1::7", False),
        ("::ffff:192.0.2.7", "192.0.2.8", True),
        ("::ffff:192.0.2.7", "::ffff:198.51.100.7", False),
        ("fe80::7%eth0", "fe80::8%eth1", True),
        ("", "unknown", True),
    ],
)
def test_neighbours_in_a_network_count_together(
    browser: Opens, person: Person, first: str, second: str, together: bool
):
    ada, visitor = person(), browser()
    for _ in range(3):
        guess(visitor, ada.email, network=first)

    answer = guess(visitor, ada.email, network=second)

    assert (WAIT in answer.text) is together


def test_one_account_is_one_however_its_address_is_typed(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    for typed in (ada.email, ada.email.upper(), f"  {ada.email.title()}"):
        guess(visitor, typed)

    answer = guess(visitor, ada.email)

    assert WAIT in answer.text


def test_an_address_without_an_account_waits_like_any_other(browser: Opens, person: Person):
    person()
    visitor = browser()
    for _ in range(3):
        guess(visitor, "nobody@larkfield.example")

    answer = guess(visitor, "nobody@larkfield.example")

    assert WAIT in answer.text


def test_a_made_up_forwarding_header_is_not_believed(browser: Opens, person: Person):
    ada, visitor = person(), browser()

    answers = [
        _forwarded(visitor, ada.email, f"203.0.{number}.7").get_data(as_text=True)
        for number in range(4)
    ]

    assert WAIT in answers[-1]


def test_behind_a_proxy_of_ours_its_header_tells_the_network(
    behind_proxy: Flask,
    browser: Opens,
    person: Person,
):
    ada = person()
    browser()
    visitor = Browser(behind_proxy)
    for _ in range(4):
        _forwarded(visitor, ada.email, AWAY)

    elsewhere = _forwarded(visitor, ada.email, HOME)
    again = _forwarded(visitor, ada.email, AWAY)

    assert WAIT not in elsewhere.get_data(as_text=True)
    assert WAIT in again.get_data(as_text=True)


def test_in_front_of_our_proxy_anybody_may_claim_anything(
    behind_proxy: Flask,
    browser: Opens,
    person: Person,
):
    ada = person()
    browser()
    visitor = Browser(behind_proxy)

    answers = [
        _forwarded(visitor, ada.email, f"203.0.{number}.7, {AWAY}").get_data(as_text=True)
        for number in range(4)
    ]

    assert WAIT in answers[-1]


@pytest.mark.parametrize("claimed", ["unknown", "192.0.2.7:4711", "_hidden", "🦊", "x" * 5000])
def test_a_proxy_may_send_what_is_no_address(
    behind_proxy: Flask, browser: Opens, person: Person, claimed: str
):
    ada = person()
    browser()

    answer = _forwarded(Browser(behind_proxy), ada.email, claimed)

    assert answer.status_code == 200
    assert DID_NOT_MATCH in answer.get_data(as_text=True)


def test_after_a_hundred_tries_only_a_new_password_helps(
    browser: Opens, person: Person, transaction: Transaction, clock
):
    ada, visitor = person(), browser()
    guess(visitor, ada.email)
    with transaction() as session:
        session.scalars(select(SignInFailure)).one().failures = 100
    clock.shift(timedelta(days=3))

    answer = guess(visitor, ada.email, PASSWORD)

    assert "There were too many tries." in answer.text
    assert "/forgot" in answer.page.links
    assert not is_in(visitor)


def test_a_new_password_opens_the_door_again(
    app: Flask,
    browser: Opens,
    person: Person,
    transaction: Transaction,
):
    ada, visitor = person(), browser()
    guess(visitor, ada.email)
    with transaction() as session:
        session.scalars(select(SignInFailure)).one().failures = 100

    visitor.get("/forgot")
    visitor.post("/forgot", {"email": ada.email})
    link = last_link(app, ada.email)
    visitor.get(link)
    visitor.post(link, {"password": ANOTHER, "password_confirm": ANOTHER})
    guess(visitor, ada.email, ANOTHER)

    assert is_in(visitor)


def test_failures_are_kept_without_address_and_network(app: Flask, browser: Opens, person: Person):
    ada = person()

    guess(browser(), ada.email)

    (row,) = failures(app)
    assert len(row.key_hash) == 64
    assert ada.email not in row.key_hash


def test_old_failures_are_forgotten_after_a_week(
    app: Flask, browser: Opens, person: Person, transaction: Transaction, clock
):
    ada = person()
    guess(browser(), ada.email)

    for days, left in ((7, 1), (1, 0)):
        clock.shift(timedelta(days=days))
        with transaction() as session:
            services.sweep(session, utc_now())
        assert len(failures(app)) == left


def test_tries_sent_at_once_all_count(app: Flask, browser: Opens, person: Person):
    ada = person()
    visitors = [browser() for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda visitor: guess(visitor, ada.email).code, visitors))

    assert set(codes) == {200}
    assert failures(app)[0].failures >= 3


def test_the_password_cannot_be_guessed_from_a_session_left_open(
    browser: Opens,
    person: Person,
):
    ada, visitor = person(), browser()
    guess(visitor, ada.email, PASSWORD)
    sent = {"new_password": ANOTHER, "new_password_confirm": ANOTHER}

    visitor.get("/account/password")
    for _ in range(3):
        visitor.post("/account/password", {"password": "a guess", **sent})
    answer = visitor.post("/account/password", {"password": PASSWORD, **sent})

    assert WAIT in answer.text


def _forwarded(visitor: Browser, email: str, claimed: str) -> TestResponse:
    visitor.get("/login")
    sent = {"csrf_token": visitor.token, "email": email, "password": "a guess"}
    headers = {"X-Forwarded-For": claimed.encode().decode("latin-1")}
    return visitor.client.post("/login", data=sent, headers=headers)
