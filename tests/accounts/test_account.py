"""One's own account."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete

from assess.accounts.models import UserRole
from assess.accounts.rules import Role
from tests.accounts.doors import held
from tests.browser import Answer, Browser
from tests.conftest import Transaction
from tests.factories import Make

Opens = Callable[..., Browser]

ARABIC = "نور بنت سعيد الحداد"


def save(visitor: Browser, **changed: str) -> Answer:
    visitor.get("/account")
    return visitor.post("/account", {"name": "Ada", "time_zone": "Asia/Tokyo"} | changed)


def test_the_page_shows_who_one_is(browser: Opens, make: Make):
    ada = make.user(Role.HR_PARTNER, Role.INTERVIEWER, name="Ada Byron")

    page = browser(ada).get("/account")

    assert 'value="Ada Byron"' in page.html
    assert ada.email in page.text
    assert "HR partner, Interviewer" in page.text
    assert '<option selected value="Europe/London">' in page.html


@pytest.mark.parametrize("name", ["Ada", ARABIC, "🦊", "O'Brien & <b>Sons</b>", "X" * 200])
def test_ones_own_name_may_be_any(app: Flask, browser: Opens, make: Make, name: str):
    ada = make.user()
    visitor = browser(ada)

    answer = save(visitor, name=name)

    assert "Saved." in answer.text
    assert name in answer.text
    assert held(app, ada).name == name


def test_times_are_shown_on_ones_own_clock(browser: Opens, make: Make):
    chief = browser(make.user(Role.ADMINISTRATOR))

    save(chief)

    assert "Tokyo time" in chief.get("/diary").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter your name."),
        ({"name": " \u200a \n"}, "Enter your name."),
        ({"name": "X" * 200_000}, "Shorten this to 200 characters or fewer; it has 200,000."),
        ({"time_zone": "Mars/Olympus"}, "Choose one of the options on this page."),
        ({"time_zone": ""}, "Choose one of the options on this page."),
        ({"time_zone": "../etc/passwd\x00"}, "Choose one of the options on this page."),
    ],
)
def test_a_refusal_says_what_to_do_and_changes_nothing(
    app: Flask, browser: Opens, make: Make, changed: dict[str, str], sentence: str
):
    ada = make.user(name="Ada Byron")
    visitor = browser(ada)

    answer = save(visitor, **changed)

    assert sentence in answer.text
    assert held(app, ada).name == "Ada Byron"
    assert held(app, ada).time_zone == "Europe/London"


def test_nothing_else_about_oneself_can_be_sent_along(app: Flask, browser: Opens, make: Make):
    ada, other = make.user(), make.user(name="Other")
    visitor = browser(ada)

    save(visitor, email="boss@x.ch", roles="administrator", active="", id=str(other.id),
         password="x", public_id=other.public_id)  # fmt: skip

    assert held(app, ada).email == ada.email
    assert held(app, ada).role_set == {Role.INTERVIEWER}
    assert held(app, ada).active
    assert held(app, other).name == "Other"


def test_the_change_stands_in_the_diary_without_the_name(browser: Opens, make: Make):
    ada, auditor = make.user(), make.user(Role.AUDITOR)

    save(browser(ada), name="Countess")

    diary = browser(auditor).get("/diary?action=user.changed")
    assert "Own account changed" in diary.text
    assert "name, time zone" in diary.text
    assert "Countess" not in diary.text


def test_a_person_without_any_work_here_starts_at_their_account(
    browser: Opens, make: Make, transaction: Transaction
):
    ada = make.user()
    visitor = browser(ada)
    with transaction() as session:
        session.execute(delete(UserRole).where(UserRole.user_id == ada.id))

    assert visitor.get("/").path == "/account"


@pytest.mark.parametrize(
    ("roles", "path"),
    [
        ((Role.INTERVIEWER,), "/home"),
        ((Role.HIRING_MANAGER,), "/home"),
        ((Role.HR_PARTNER,), "/hr"),
        ((Role.ADMINISTRATOR,), "/people"),
        ((Role.AUDITOR,), "/diary"),
        ((Role.ADMINISTRATOR, Role.INTERVIEWER), "/home"),
    ],
)
def test_work_starts_where_the_role_has_it(
    browser: Opens, make: Make, roles: tuple[Role, ...], path: str
):
    assert browser(make.user(*roles)).get("/").path == path


def test_a_visitor_starts_at_the_sign_in_page(browser: Opens):
    assert browser().get("/").path == "/login"
