"""Two at the same moment: accounts made and closed, and passwords tried by the dozen."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy.orm import Session

from assess.accounts import queries, services
from assess.accounts.models import User
from assess.accounts.rules import AccountRefused, Role
from assess.accounts.signin import BUSY
from assess.audit.services import SYSTEM
from assess.database import TurnTaking, utc_now
from assess.extensions import db
from tests.accounts.doors import DID_NOT_MATCH, WAIT, is_in, sign_in, token
from tests.browser import Browser
from tests.conftest import Transaction
from tests.factories import Make

Person = Callable[..., User]
Opens = Callable[..., Browser]

AT_ONCE = 25


def meanwhile(
    transaction: Transaction, first: Callable[[Session], object], second: Callable[[], Any]
) -> Any:
    """Do `second` in a thread while the transaction of `first` is still open."""
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            first(session)
            running = pool.submit(second)
            time.sleep(0.15)
        return running.result(timeout=20)


@pytest.fixture
def act(transaction: Transaction) -> Callable[..., str]:
    """Runs a service in a transaction of its own; gives the refusal, if there is one."""

    def run(service: Callable[..., object], *args: Any, **kwargs: Any) -> str:
        with transaction() as session:
            try:
                service(session, *args, **kwargs)
            except AccountRefused as refusal:
                session.rollback()
                return str(refusal)
        return ""

    return run


def close(session: Session, user: User, actor: User) -> None:
    services.set_active(session, session.get(User, user.id), False, actor=actor)


def add_dup(session: Session) -> None:
    services.add_user(
        session, name="Dup", email="dup@larkfield.example", roles=frozenset({Role.INTERVIEWER}),
        time_zone="UTC", actor=SYSTEM, now=utc_now(),
    )  # fmt: skip


def test_the_same_person_added_twice_at_once_is_added_once(
    make: Make, transaction: Transaction, act: Callable[..., str]
):
    make.organisation()

    refusal = meanwhile(transaction, add_dup, lambda: act(add_dup))

    assert "has an account already" in refusal


def test_of_two_administrators_who_close_each_other_one_stays(
    make: Make, transaction: Transaction, act: Callable[..., str]
):
    make.organisation()
    ada, ben = make.user(Role.ADMINISTRATOR), make.user(Role.ADMINISTRATOR)

    refusal = meanwhile(
        transaction, lambda session: close(session, ben, ada), lambda: act(close, ada, ben)
    )

    assert "the only administrator" in refusal
    with transaction() as session:
        assert queries.count_other_administrators(session, ben) == 1


def test_of_two_administrators_who_take_the_role_from_each_other_one_stays(
    make: Make, transaction: Transaction, act: Callable[..., str]
):
    make.organisation()
    ada, ben = make.user(Role.ADMINISTRATOR), make.user(Role.ADMINISTRATOR)

    def demote(session: Session, user: User, actor: User) -> None:
        held = session.get(User, user.id)
        services.change_roles(session, held, frozenset({Role.AUDITOR}), actor=actor)

    refusal = meanwhile(
        transaction, lambda session: demote(session, ben, ada), lambda: act(demote, ada, ben)
    )

    assert "the only administrator" in refusal


def test_of_many_guesses_sent_at_once_three_are_looked_at(
    browser: Opens, person: Person, clock: object, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    del clock
    ada, visitors = person(), [browser() for _ in range(AT_ONCE)]
    monkeypatch.setattr(app.extensions["assess.turnstile"], "enter", lambda: True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = [a.text for a in pool.map(lambda v: sign_in(v, ada.email, "a guess"), visitors)]

    said = Counter(next(m for m in (DID_NOT_MATCH, WAIT) if m in text) for text in texts)
    assert said == {DID_NOT_MATCH: 3, WAIT: AT_ONCE - 3}


def test_when_too_many_sign_in_at_once_the_others_hear_it_and_are_not_counted(
    app: Flask, browser: Opens, person: Person
):
    ada, visitor = person(), browser()
    turnstile = app.extensions["assess.turnstile"]
    places = [turnstile._places.acquire(blocking=False) for _ in range(9)].count(True)

    refused = sign_in(visitor, ada.email)
    forgot = visitor.post("/forgot", {"email": ada.email})
    turnstile._places.release(places)
    sign_in(visitor, ada.email)

    assert BUSY in refused.text
    assert BUSY in forgot.text
    assert is_in(visitor)


@pytest.mark.parametrize("email", ["", "nobody@larkfield.example"])
@pytest.mark.parametrize("path", ["/login", "/forgot"])
def test_nobody_waits_for_a_password_to_be_hashed(
    app: Flask, browser: Opens, person: Person, monkeypatch: pytest.MonkeyPatch,
    email: str, path: str,
):  # fmt: skip
    ada, visitor = person(), browser()
    context, writing = app.extensions["security"].pwd_context, []

    def spy(work: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            writing.append(db.session.in_transaction())
            writing.extend(turn.locked() for turn in TurnTaking.turns.values())
            return work(*args, **kwargs)

        return watched

    monkeypatch.setattr(context, "verify", spy(context.verify))
    monkeypatch.setattr(context, "hash", spy(context.hash))
    visitor.get(path)
    visitor.post(path, {"email": email or ada.email, "password": "a guess"})

    assert writing
    assert not any(writing)


def test_a_code_sent_twice_at_once_works_once(browser: Opens, enrolled: tuple[User, TOTP]):
    ada, shown = enrolled
    visitors = [browser(), browser()]
    for visitor in visitors:
        sign_in(visitor, ada.email)
    code = token(shown)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda visitor: visitor.post("/login/code", {"code": code}), visitors))

    assert sorted(map(is_in, visitors)) == [False, True]
