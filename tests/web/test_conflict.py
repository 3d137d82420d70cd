"""Two people saved the same thing: every kind of field, compared and chosen."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from wtforms import FileField

from assess.web import conflict
from assess.web.conflict import StaleSave
from assess.web.fields import (
    Choice,
    ListField,
    LocalTime,
    Number,
    Pick,
    Tick,
    Ticks,
    Versioned,
    line,
    mail_address,
    paragraph,
)

OPTIONS = [("a", "First"), ("b", "Second"), ("c", "Third")]


class Everything(Versioned):
    """A form with every kind of field."""

    name = line("Name")
    mail = mail_address("Mail", "Enter a mail address.")
    note = paragraph("Note")
    lines = ListField("Lines", "Enter a line.")
    one = Choice("One", OPTIONS)
    pick = Pick("Pick", OPTIONS)
    many = Ticks("Many", OPTIONS)
    yes = Tick("Yes")
    starts = LocalTime("Starts", "Enter a time.")
    number = Number("Number", 1, 9)
    file = FileField("File")


SAVED: dict[str, Any] = {
    "version": "2",
    "name": "Theirs",
    "mail": "theirs@x.example",
    "note": "Theirs,\nin two lines",
    "lines": ["one", "two"],
    "one": "a",
    "pick": "a",
    "many": ["a", "b"],
    "yes": True,
    "starts": None,
    "number": 2,
}

SENT: dict[str, Any] = {
    "version": "2",
    "name": "Theirs",
    "mail": "theirs@x.example",
    "note": "Theirs,\r\nin two lines",
    "lines": "one\r\ntwo",
    "one": "a",
    "pick": "a",
    "many": ["a", "b"],
    "yes": "y",
    "starts": "",
    "number": "2",
}


@pytest.fixture(scope="module")
def bare() -> Flask:
    app = Flask(__name__)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="x")
    return app


@pytest.fixture
def post(bare: Flask) -> Iterator[Any]:
    """Sends a form; gives the one sent and the one saved."""
    contexts = []

    def send(**changed: object) -> tuple[Everything, Everything]:
        context = bare.test_request_context(method="POST", data=SENT | changed)
        context.push()
        contexts.append(context)
        saved = SimpleNamespace(**SAVED)
        return Everything(conflict.resolved(), obj=saved), Everything(None, obj=saved)

    yield send
    for context in reversed(contexts):
        context.pop()


@pytest.mark.parametrize("version", ["1", "2"])
def test_equal_texts_are_no_conflict_whatever_the_version(post, version: str):
    conflict.check(*post(version=version))


@pytest.mark.parametrize(
    "changed",
    [{"name": "Mine"}, {"many": ["c"]}, {"yes": ""}, {"note": ""}, {"number": "9"}],
)
def test_changes_on_the_current_version_are_no_conflict(post, changed: dict[str, object]):
    conflict.check(*post(**changed))


@pytest.mark.parametrize(
    ("field", "sent", "mine", "theirs"),
    [
        ("name", "Mine", "Mine", "Theirs"),
        ("name", "", "nothing", "Theirs"),
        ("mail", "mine@x.example", "mine@x.example", "theirs@x.example"),
        ("note", "Mine\r\ntoo", "Mine\ntoo", "Theirs,\nin two lines"),
        ("lines", "one\r\nthree", "one\nthree", "one\ntwo"),
        ("lines", "", "nothing", "one\ntwo"),
        ("one", "b", "Second", "First"),
        ("pick", "c", "Third", "First"),
        ("many", ["b", "c"], "Second, Third", "First, Second"),
        ("many", [], "nothing chosen", "First, Second"),
        ("starts", "2026-12-04T17:00", "2026-12-04T17:00", "nothing"),
        ("number", "3", "3", "2"),
    ],
)
def test_an_outdated_change_is_shown_beside_what_was_saved(
    post, field: str, sent: object, mine: str, theirs: str
):
    with pytest.raises(StaleSave) as stale:
        conflict.check(*post(**{"version": "1", field: sent}))

    (difference,) = stale.value.differences
    assert difference.name == field
    assert (difference.mine_shown, difference.theirs_shown) == (mine, theirs)


def test_a_tick_is_shown_as_yes_or_no(post):
    form = {key: value for key, value in SENT.items() if key != "yes"} | {"version": "1"}

    with pytest.raises(StaleSave) as stale:
        conflict.check(*_without(post, "yes", form))

    (difference,) = stale.value.differences
    assert (difference.mine_shown, difference.theirs_shown) == ("no", "yes")


def test_the_new_page_carries_the_current_version_and_what_is_equal(post):
    with pytest.raises(StaleSave) as stale:
        conflict.check(*post(version="1", name="Mine"))

    same = stale.value.same
    assert same.getlist("version") == ["2"]
    assert same.getlist("many") == ["a", "b"]
    assert same.getlist("note") == ["Theirs,\nin two lines"]
    assert "name" not in same
    assert "file" not in same


@pytest.mark.parametrize("field", ["note", "lines"])
def test_only_longer_texts_can_be_kept_both(post, field: str):
    with pytest.raises(StaleSave) as stale:
        conflict.check(*post(version="1", name="Mine", **{field: "Mine"}))

    both = {difference.name: difference.can_keep_both for difference in stale.value.differences}
    assert both == {"name": False, field: True}


def chosen(choice: str, field: str, mine: object, theirs: object) -> dict[str, object]:
    return {
        conflict.MARK: "yes",
        f"conflict-pick-{field}": choice,
        f"conflict-mine-{field}": mine,
        f"conflict-theirs-{field}": theirs,
    }


@pytest.mark.parametrize(
    ("choice", "field", "mine", "theirs", "kept"),
    [
        ("mine", "name", "Mine", "Theirs", "Mine"),
        ("theirs", "name", "Mine", "Theirs", "Theirs"),
        ("mine", "many", ["b", "c"], ["a"], ["b", "c"]),
        ("theirs", "many", ["c"], ["a", "b"], ["a", "b"]),
        ("mine", "many", [], ["a", "b"], []),
        ("theirs", "many", ["a", "b"], [], []),
        ("both", "note", "Mine", "Theirs", "Theirs\nMine"),
        ("both", "lines", "three", "one\ntwo", ["one", "two", "three"]),
        ("mine", "yes", [], "y", False),
        ("theirs", "yes", [], "y", True),
        ("mine", "one", "b", "a", "b"),
        ("theirs", "pick", "a", "c", "c"),
        ("nonsense", "name", "Mine", "Theirs", "Mine"),
    ],
)
def test_a_choice_becomes_the_value_of_the_field(
    bare: Flask, choice: str, field: str, mine: object, theirs: object, kept: object
):
    data = {key: value for key, value in SENT.items() if key != field}

    with bare.test_request_context(method="POST", data=data | chosen(choice, field, mine, theirs)):
        form = Everything(conflict.resolved(), obj=SimpleNamespace(**SAVED))

    assert form[field].data == kept


def test_a_plain_form_is_taken_as_it_was_sent(bare: Flask):
    with bare.test_request_context(method="POST", data={"name": "Mine"}):
        assert conflict.resolved()["name"] == "Mine"


def test_opening_a_page_resolves_nothing(bare: Flask):
    with bare.test_request_context(method="GET", query_string={"conflict": "yes"}):
        assert conflict.resolved() is None


class PerField(Everything):
    """A form whose fields have versions of their own."""

    def version_field(self, name: str) -> str:
        return "number" if name == "note" else "version"


def test_a_field_nobody_else_touched_is_no_conflict(bare: Flask):
    saved = SimpleNamespace(**SAVED)
    data = SENT | {"version": "1", "note": "Mine"}

    with bare.test_request_context(method="POST", data=data):
        conflict.check(PerField(conflict.resolved(), obj=saved), PerField(None, obj=saved))


def test_a_field_that_only_the_saved_form_has_is_carried_along(bare: Flask):
    class Fewer(Versioned):
        name = line("Name")

    saved = SimpleNamespace(**SAVED)
    data = {"version": "1", "name": "Mine"}

    with (
        bare.test_request_context(method="POST", data=data),
        pytest.raises(StaleSave) as stale,
    ):
        conflict.check(Fewer(conflict.resolved(), obj=saved), Everything(None, obj=saved))

    assert stale.value.same.getlist("many") == ["a", "b"]


def _without(post, field: str, form: dict[str, object]) -> tuple[Everything, Everything]:
    mine, theirs = post(**form | {field: []})
    return mine, theirs
