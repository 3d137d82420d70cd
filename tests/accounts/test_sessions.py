"""Sessions on the server: what the cookie holds, and what ends them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from assess.accounts import services
from assess.accounts.models import User, WebSession
from assess.accounts.rules import Role
from assess.accounts.sessions import PREFIX
from assess.database import utc_now
from assess.extensions import db
from tests.accounts.doors import ANOTHER, PASSWORD, cookie, is_in, sign_in
from tests.browser import Browser
from tests.conftest import Transaction
from tests.factories import Make

Person = Callable[..., User]
Opens = Callable[..., Browser]


def _rows(app: Flask) -> list[WebSession]:
    with app.app_context():
        return list(db.session.scalars(select(WebSession)))


def test_the_cookie_of_a_signed_in_person_is_a_random_id(browser: Opens, make: Make):
    ada = make.user()

    first, second = cookie(browser(ada)), cookie(browser(ada))

    assert first.startswith(PREFIX)
    assert len(first) == len(PREFIX) + 43
    assert first != second


def test_the_database_does_not_hold_what_the_cookie_holds(app: Flask, browser: Opens, make: Make):
    visitor = browser(make.user())

    (row,) = _rows(app)

    assert cookie(visitor) not in f"{row.key_hash} {row.owner} {row.data}"
    assert cookie(visitor).removeprefix(PREFIX) not in f"{row.key_hash} {row.owner} {row.data}"


def test_a_visitor_leaves_no_row_and_carries_a_signed_cookie(app: Flask, browser: Opens):
    visitor = browser()

    visitor.get("/login")

    assert _rows(app) == []
    assert cookie(visitor).count(".") == 2


@pytest.mark.parametrize("changed", ["x", "s.", "s." + "a" * 43, "s.🦊", "..", "eyJhIjoxfQ.x.y"])
def test_a_made_up_cookie_is_a_visitor(browser: Opens, make: Make, changed: str):
    make.user()
    visitor = browser()

    visitor.client.set_cookie("assess", changed)

    assert not is_in(visitor)
    assert visitor.get("/login").code == 200


def test_a_changed_cookie_of_a_visitor_is_not_believed(browser: Opens):
    visitor = browser()
    visitor.get("/login")

    visitor.client.set_cookie("assess", "A" + cookie(visitor)[1:])
    answer = visitor.post("/login", {"email": "a@b.ch", "password": PASSWORD})

    assert answer.code == 400


def test_signing_in_gives_a_new_cookie(browser: Opens, person: Person):
    ada, visitor = person(), browser()
    visitor.get("/login")
    before = cookie(visitor)

    visitor.post("/login", {"email": ada.email, "password": PASSWORD})

    assert cookie(visitor) != before


def test_a_cookie_kept_from_before_signing_out_opens_nothing(
    app: Flask, browser: Opens, make: Make
):
    visitor, thief = browser(make.user()), browser()
    stolen = cookie(visitor)
    visitor.get("/account")

    visitor.post("/logout")
    thief.client.set_cookie("assess", stolen)

    assert not is_in(thief)
    assert _rows(app) == []


def test_signing_out_leaves_other_devices_signed_in(browser: Opens, make: Make):
    ada = make.user()
    phone, laptop = browser(ada), browser(ada)
    phone.get("/account")

    phone.post("/logout")

    assert is_in(laptop)


def test_other_roles_end_every_session(browser: Opens, make: Make, transaction: Transaction):
    ada, ben, chief = make.user(), make.user(), make.user(Role.ADMINISTRATOR)
    phone, laptop, other = browser(ada), browser(ada), browser(ben)

    with transaction() as session:
        held = session.get(User, ada.id)
        services.change_roles(session, held, frozenset({Role.HIRING_MANAGER}), actor=chief)

    assert not is_in(phone)
    assert not is_in(laptop)
    assert is_in(other)


def test_the_same_roles_again_end_no_session(browser: Opens, make: Make, transaction: Transaction):
    ada, chief = make.user(), make.user(Role.ADMINISTRATOR)
    visitor = browser(ada)

    with transaction() as session:
        held = session.get(User, ada.id)
        services.change_roles(session, held, frozenset({Role.INTERVIEWER}), actor=chief)

    assert is_in(visitor)


def test_closing_an_account_ends_its_sessions_and_opening_it_revives_none(
    browser: Opens, make: Make, transaction: Transaction
):
    ada, chief = make.user(), make.user(Role.ADMINISTRATOR)
    visitor = browser(ada)

    for active in (False, True):
        with transaction() as session:
            services.set_active(session, session.get(User, ada.id), active, actor=chief)
        assert not is_in(visitor)


def test_a_new_password_ends_every_other_session(browser: Opens, person: Person):
    ada = person()
    here, elsewhere = browser(), browser()
    sign_in(here, ada.email)
    sign_in(elsewhere, ada.email)
    before = cookie(here)

    here.get("/account/password")
    here.post(
        "/account/password",
        {"password": PASSWORD, "new_password": ANOTHER, "new_password_confirm": ANOTHER},
    )

    assert is_in(here)
    assert cookie(here) != before
    assert not is_in(elsewhere)


def test_what_a_session_was_before_the_new_password_is_dead_too(browser: Opens, person: Person):
    ada, here, thief = person(), browser(), browser()
    sign_in(here, ada.email)
    thief.client.set_cookie("assess", cookie(here))

    here.get("/account/password")
    here.post(
        "/account/password",
        {"password": PASSWORD, "new_password": ANOTHER, "new_password_confirm": ANOTHER},
    )

    assert not is_in(thief)


@pytest.mark.parametrize(
    ("role", "minutes"),
    [
        (Role.INTERVIEWER, 60),
        (Role.HIRING_MANAGER, 60),
        (Role.AUDITOR, 60),
        (Role.HR_PARTNER, 30),
        (Role.ADMINISTRATOR, 30),
    ],
)
def test_a_session_ends_when_it_rests_for_too_long(
    browser: Opens, make: Make, role: Role, minutes: int
):
    with time_machine.travel(utc_now(), tick=False) as clock:
        in_time, too_late = browser(make.user(role)), browser(make.user(role))

        clock.shift(timedelta(minutes=minutes))
        assert is_in(in_time)
        clock.shift(timedelta(seconds=1))
        assert not is_in(too_late)


def test_work_keeps_a_session_awake(browser: Opens, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        visitor = browser(make.user())

        for _ in range(5):
            clock.shift(timedelta(minutes=50))
            assert is_in(visitor)


def test_no_session_lasts_longer_than_twelve_hours(browser: Opens, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        visitor = browser(make.user())

        for _ in range(15):
            clock.shift(timedelta(minutes=48))
            assert is_in(visitor)
        clock.shift(timedelta(seconds=1))
        assert not is_in(visitor)


def test_a_session_is_written_once_a_minute_at_most(app: Flask, browser: Opens, make: Make):
    with time_machine.travel(utc_now(), tick=False) as clock:
        visitor = browser(make.user())
        began = _rows(app)[0].seen_at

        clock.shift(timedelta(seconds=60))
        visitor.get("/account")
        early = _rows(app)[0].seen_at
        clock.shift(timedelta(seconds=1))
        visitor.get("/account")

        assert early == began
        assert _rows(app)[0].seen_at == utc_now()


def test_sessions_that_are_over_are_swept_away(
    app: Flask, browser: Opens, make: Make, transaction: Transaction
):
    with time_machine.travel(utc_now(), tick=False) as clock:
        browser(make.user())
        clock.shift(timedelta(hours=12, seconds=1))
        fresh = browser(make.user())

        with transaction() as session:
            services.sweep(session, utc_now())

        assert len(_rows(app)) == 1
        assert is_in(fresh)


def test_a_message_waits_in_the_session_until_it_is_read(browser: Opens, make: Make):
    visitor = browser(make.user())
    visitor.get("/account")

    visitor.post("/account", {"name": "Ada", "time_zone": "UTC"}, follow=False)
    first, second = visitor.get("/account"), visitor.get("/account")

    assert "Saved." in first.text
    assert "Saved." not in second.text


def test_becoming_somebody_else_in_the_demo_ends_the_first_session(browser: Opens, make: Make):
    ada, ben = make.user(name="Ada"), make.user(name="Ben")
    visitor, thief = browser(ada), browser()
    thief.client.set_cookie("assess", cookie(visitor))
    visitor.get("/account")

    visitor.post("/sandbox/sign-in", {"person": ben.public_id})

    assert "Ben" in visitor.get("/account").text
    assert not is_in(thief)
