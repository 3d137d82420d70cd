"""An administrator invites somebody, who chooses a password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.accounts.models import Invitation
from assess.accounts.rules import Role
from assess.extensions import db
from tests.accounts.doors import ANOTHER, HASH, PASSWORD, is_in, last_link, letters, sign_in
from tests.browser import Answer, Browser
from tests.conftest import Transaction
from tests.factories import Make, user_by_email

Opens = Callable[..., Browser]

EMAIL = "noor@larkfield.example"
OVER = "This link has run out"


@pytest.fixture
def chief(browser: Opens, make: Make, cheap_hashing: None) -> Browser:
    """An administrator at work."""
    del cheap_hashing
    return browser(make.user(Role.ADMINISTRATOR, name="Ines Moreira"))


def invite(chief: Browser, **changed: object) -> Answer:
    chief.get("/people/new")
    sent = {"name": "Noor Haddad", "email": EMAIL, "roles": ["interviewer"]}
    return chief.post("/people/new", sent | changed)


def accept(visitor: Browser, link: str, password: str = PASSWORD) -> Answer:
    visitor.get(link)
    return visitor.post(link, {"password": password})


def test_the_invited_person_gets_a_mail_with_a_link(app: Flask, chief: Browser):
    answer = invite(chief)

    (letter,) = letters(app, EMAIL)
    assert f"An invitation is on its way to {EMAIL}." in answer.text
    assert letter.subject == "Larkfield Instruments: your account in Assess"
    assert "Ines Moreira has made an account for you" in letter.text
    assert letter.link.startswith(app.config["ADDRESS"] + "/invitations/")


def test_the_link_does_not_follow_a_made_up_host(app: Flask, chief: Browser):
    chief.client.environ_base["HTTP_HOST"] = "evil.example"

    answer = invite(chief)

    assert "is on its way" in answer.text
    assert "evil" not in letters(app, EMAIL)[0].text


def test_the_link_is_kept_only_as_a_hash(app: Flask, chief: Browser):
    invite(chief)

    with app.app_context():
        (row,) = db.session.scalars(select(Invitation))
    assert len(row.token_hash) == 64
    assert row.token_hash not in last_link(app, EMAIL)


def test_opening_the_link_changes_nothing(app: Flask, chief: Browser, browser: Opens):
    invite(chief)
    link, visitor = last_link(app, EMAIL), browser()

    for _ in range(3):
        answer = visitor.get(link)

    assert "You were invited to Assess by Larkfield Instruments." in answer.text
    assert "Noor" not in answer.text
    with app.app_context():
        assert db.session.scalars(select(Invitation)).one().used_at is None


def test_with_a_password_the_account_is_open(app: Flask, chief: Browser, browser: Opens):
    invite(chief)
    visitor = browser()

    answer = accept(visitor, last_link(app, EMAIL))
    before = is_in(visitor)
    sign_in(visitor, EMAIL)

    assert answer.path == "/login"
    assert "Your password is saved. Sign in with it." in answer.text
    assert not before
    assert is_in(visitor)


def test_the_link_works_once(app: Flask, chief: Browser, browser: Opens):
    invite(chief)
    link, visitor, other = last_link(app, EMAIL), browser(), browser()
    other.get(link)
    accept(visitor, link)

    opened = visitor.get(link)
    sent = other.post(link, {"password": ANOTHER})

    assert (opened.code, sent.code) == (410, 410)
    assert OVER in sent.text
    sign_in(visitor, EMAIL, PASSWORD)
    assert is_in(visitor)


def test_the_link_works_for_seven_days(
    app: Flask, chief: Browser, browser: Opens, clock: time_machine.Traveller
):
    invite(chief)
    link, visitor = last_link(app, EMAIL), browser()

    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert visitor.get(link).code == 200
    clock.shift(timedelta(seconds=1))
    assert visitor.get(link).code == 410
    assert visitor.post(link, {"password": PASSWORD}).code == 410


def test_a_new_invitation_kills_the_earlier_one(app: Flask, chief: Browser, browser: Opens):
    invite(chief)
    first, visitor = last_link(app, EMAIL), browser()

    answer = _again(app, chief)
    second = last_link(app, EMAIL)

    assert f"A new invitation is on its way to {EMAIL}." in answer.text
    assert visitor.get(first).code == 410
    accept(visitor, second)
    sign_in(visitor, EMAIL)
    assert is_in(visitor)


def test_who_has_a_password_is_not_invited_again(app: Flask, chief: Browser, make: Make):
    ada = make.user()
    chief.get(f"/people/{ada.public_id}")

    chief.post(f"/people/{ada.public_id}/invite")

    assert letters(app, ada.email) == []


def test_a_password_through_the_forgotten_link_ends_the_invitation(
    app: Flask, chief: Browser, browser: Opens
):
    invite(chief)
    invitation, visitor = last_link(app, EMAIL), browser()
    visitor.get("/forgot")
    visitor.post("/forgot", {"email": EMAIL})
    link = last_link(app, EMAIL)
    visitor.get(link)
    visitor.post(link, {"password": ANOTHER, "password_confirm": ANOTHER})

    assert visitor.get(invitation).code == 410


def test_a_closed_account_cannot_accept(
    app: Flask, chief: Browser, browser: Opens, transaction: Transaction
):
    invite(chief)
    with transaction() as session:
        user_by_email(session, EMAIL).active = False

    assert browser().get(last_link(app, EMAIL)).code == 410


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password."),
        ("walrus-7k2q", "Use 15 characters or more. A few unrelated words make a good password."),
        ("x" * 200_000, "Use 128 characters or fewer."),
        ("passwordpassword", "This is one of the passwords that are tried first."),
        ("Noor Haddad 2026", "Leave out your name, address and company, or add more words."),
        ("Larkfield Instruments", "Leave out your name, address and company"),
    ],
)
def test_a_refused_password_is_explained_and_not_shown(
    app: Flask, chief: Browser, browser: Opens, password: str, sentence: str
):
    invite(chief)
    visitor = browser()

    answer = accept(visitor, last_link(app, EMAIL), password)

    assert sentence in answer.text
    assert not password or password[:100] not in answer.html.replace("Larkfield Instruments", "")
    assert visitor.get(last_link(app, EMAIL)).code == 200


@pytest.mark.parametrize("token", ["x", "%00", "🦊", "x" * 5000, "%ff", "<b>", "a b"])
def test_a_made_up_link_has_run_out(browser: Opens, token: str):
    answer = browser().get(f"/invitations/{token}")

    assert answer.code in (404, 410)


def test_a_new_invitation_is_offered_only_while_there_is_no_password(
    chief: Browser, transaction: Transaction
):
    invite(chief)
    with transaction() as session:
        noor = user_by_email(session, EMAIL)
        noor.password = HASH

    page = chief.get(f"/people/{noor.public_id}")

    assert "Send a new invitation" not in page.text


def test_every_step_stands_in_the_diary(app: Flask, chief: Browser, browser: Opens):
    invite(chief)
    accept(browser(), last_link(app, EMAIL))

    diary = chief.get("/diary").text

    assert "Person added" in diary
    assert "Person invited" in diary
    assert "Invitation accepted" in diary


def test_nothing_is_left_behind_when_the_invitation_is_refused(app: Flask, chief: Browser):
    invite(chief)

    invite(chief, name="Somebody else")

    assert len(letters(app, EMAIL)) == 1
    with app.app_context():
        assert user_by_email(db.session, EMAIL).name == "Noor Haddad"


def _again(app: Flask, chief: Browser) -> Answer:
    with app.app_context():
        public_id = user_by_email(db.session, EMAIL).public_id
    chief.get(f"/people/{public_id}")
    return chief.post(f"/people/{public_id}/invite")
