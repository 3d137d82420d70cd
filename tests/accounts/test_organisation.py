"""The page of the company, and what happens when two people save it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from assess.accounts.models import Organisation
from assess.accounts.rules import Role
from assess.extensions import db
from tests.browser import Answer, Browser, form_fields
from tests.factories import Make

Opens = Callable[..., Browser]

PAGE = "/organisation"
MEANWHILE = "Somebody else saved this in the meantime"
BASE = {"name": "Larkfield Instruments", "time_zone": "Europe/London",
        "contact": "people@larkfield.example"}  # fmt: skip


@pytest.fixture
def chief(browser: Opens, make: Make) -> Browser:
    return browser(make.user(Role.ADMINISTRATOR))


@pytest.fixture
def second(browser: Opens, make: Make) -> Browser:
    return browser(make.user(Role.ADMINISTRATOR))


def company(app: Flask) -> dict[str, object]:
    with app.app_context():
        row = db.session.get(Organisation, 1)
        return {name: getattr(row, name) for name in ("name", "time_zone", "contact", "version")}


def save(visitor: Browser, **changed: str) -> Answer:
    return visitor.post(PAGE, visitor.fields(PAGE) | changed)


def conflict(chief: Browser, second: Browser, mine: dict[str, str], theirs: dict[str, str]):
    """What the first one sees who saves after the second one has."""
    opened = chief.fields(PAGE)
    save(second, **theirs)
    return chief.post(PAGE, opened | mine)


def shown(answer: Answer) -> list[str]:
    """The two texts side by side."""
    return re.findall(r"<pre>(.*?)</pre>", answer.html, re.S)


def test_what_is_saved_is_shown_everywhere(app: Flask, chief: Browser, browser: Opens):
    answer = save(chief, name="Larkfield & Söhne <GmbH>", time_zone="Asia/Tokyo")

    assert "Saved." in answer.text
    assert company(app)["name"] == "Larkfield & Söhne <GmbH>"
    assert company(app)["version"] == 2
    assert "Larkfield & Söhne <GmbH>" in browser().get("/login").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"name": "X" * 121}, "Shorten this to 120 characters or fewer; it has 121."),
        ({"name": "X" * 200_000}, "it has 200,000."),
        ({"contact": ""}, "Enter a mail address candidates can write to."),
        ({"contact": "<b>people</b>"}, "Enter a mail address like name@example.com."),
        ({"time_zone": "Mars/Olympus"}, "Choose one of the options on this page."),
    ],
)
def test_a_refusal_says_what_to_do_and_changes_nothing(
    app: Flask, chief: Browser, changed: dict[str, str], sentence: str
):
    answer = save(chief, **changed)

    assert sentence in answer.text
    assert company(app) == BASE | {"version": 1}


def test_the_change_stands_in_the_diary(chief: Browser):
    save(chief, name="Larkfield")

    assert "Organisation changed" in chief.get("/diary").text


def test_a_save_from_an_outdated_page_shows_both_texts(chief: Browser, second: Browser):
    answer = conflict(chief, second, {"name": "Mine & <b>mine</b>"}, {"name": "Theirs"})

    assert answer.code == 409
    assert MEANWHILE in answer.text
    assert shown(answer) == ["Mine &amp; &lt;b&gt;mine&lt;/b&gt;", "Theirs"]


def test_nothing_is_saved_before_the_choice(app: Flask, chief: Browser, second: Browser):
    conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})

    assert company(app)["name"] == "Theirs"
    assert company(app)["version"] == 2


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_one_chooses_what_to_keep(
    app: Flask, chief: Browser, second: Browser, choice: str, kept: str
):
    answer = conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})

    after = chief.post(PAGE, form_fields(answer.html) | {"conflict-pick-name": choice})

    assert "Saved." in after.text
    assert company(app)["name"] == kept


def test_mine_is_kept_unless_one_says_otherwise(app: Flask, chief: Browser, second: Browser):
    answer = conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})

    chief.post(PAGE, form_fields(answer.html))

    assert company(app)["name"] == "Mine"


def test_each_field_has_its_own_choice(app: Flask, chief: Browser, second: Browser):
    mine = {"name": "Mine", "contact": "mine@larkfield.example"}
    theirs = {"name": "Theirs", "contact": "theirs@larkfield.example", "time_zone": "UTC"}
    answer = conflict(chief, second, mine, theirs)
    chosen = {"conflict-pick-contact": "theirs", "conflict-pick-time_zone": "theirs"}

    chief.post(PAGE, form_fields(answer.html) | chosen)

    assert company(app) == theirs | {"name": "Mine", "version": 3}


def test_a_choice_among_options_is_shown_by_its_label(chief: Browser, second: Browser):
    answer = conflict(chief, second, {"time_zone": "America/New_York"}, {"time_zone": "Asia/Tokyo"})

    assert shown(answer) == ["America/New York", "Asia/Tokyo"]


def test_the_same_text_twice_is_no_conflict(app: Flask, chief: Browser, second: Browser):
    answer = conflict(chief, second, {"name": "Larkfield"}, {"name": "Larkfield"})

    assert answer.code == 200
    assert company(app)["name"] == "Larkfield"


def test_a_third_save_during_the_choice_asks_again(app: Flask, chief: Browser, second: Browser):
    answer = conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})
    save(second, name="Theirs again")

    again = chief.post(PAGE, form_fields(answer.html))

    assert again.code == 409
    assert shown(again) == ["Mine", "Theirs again"]
    chief.post(PAGE, form_fields(again.html))
    assert company(app)["name"] == "Mine"


def test_a_refused_text_stays_on_the_page_after_the_choice(chief: Browser, second: Browser):
    answer = conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})
    too_long = {"conflict-mine-name": "X" * 300}

    after = chief.post(PAGE, form_fields(answer.html) | too_long)

    assert "Shorten this to 120 characters or fewer" in after.text
    assert "X" * 300 in after.html


def test_sending_the_same_page_twice_saves_once(app: Flask, chief: Browser):
    sent = chief.fields(PAGE) | {"name": "Larkfield"}

    chief.post(PAGE, sent)
    answer = chief.post(PAGE, sent)

    assert answer.code == 200
    assert company(app)["name"] == "Larkfield"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "1.0", "99999999999999999999", "\x00"])
def test_a_version_that_cannot_be_is_treated_as_outdated(app: Flask, chief: Browser, version: str):
    answer = chief.post(PAGE, chief.fields(PAGE) | {"name": "Mine", "version": version})

    assert answer.code == 409
    assert company(app)["name"] == BASE["name"]


@pytest.mark.parametrize(
    "tampered",
    [
        {"conflict-pick-name": "nothing"},
        {"conflict-pick-name": ""},
        {"conflict-pick-nothing": "mine"},
        {"conflict-pick-version": "theirs", "conflict-theirs-version": "x"},
        {"conflict-mine-name": ["Mine", "More"]},
        {"conflict-pick-name": "both"},
        {"conflict": ["yes", "no"]},
    ],
)
def test_a_tampered_choice_breaks_nothing(
    chief: Browser, second: Browser, tampered: dict[str, object]
):
    answer = conflict(chief, second, {"name": "Mine"}, {"name": "Theirs"})

    after = chief.post(PAGE, form_fields(answer.html) | tampered)

    assert after.code in (200, 409)


def test_two_saves_at_the_same_moment_do_not_overwrite_each_other(
    app: Flask, chief: Browser, second: Browser
):
    opened = [(visitor, visitor.fields(PAGE)) for visitor in (chief, second)]

    codes = {
        visitor.post(PAGE, fields | {"name": f"Name {number}"}).code
        for number, (visitor, fields) in enumerate(opened)
    }

    assert codes == {200, 409}
    assert company(app)["name"] == "Name 0"
