"""Form fields: what they take, and the sentence they refuse the rest with."""

from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from assess.web import fields
from assess.web.fields import (
    LINE,
    PARAGRAPH,
    Choice,
    ListField,
    LocalTime,
    Number,
    Pick,
    Ticks,
    is_zone,
    zone_choices,
)

OPTIONS = [("a", "First"), ("b", "Second")]

LONGER = "x" * 200_000
OFF_PAGE = "Choose one of the options on this page."


class Sample(Form):
    """One field of each kind; only the named one is looked at."""

    line = fields.line("Line", "Enter a line.")
    optional = fields.line("Optional")
    note = fields.paragraph("Note", "Enter a note.")
    mail = fields.mail_address("Mail", "Enter a mail address.")
    lines = ListField("Lines", "Enter a line.", most=3)
    one = Choice("One", OPTIONS, "Choose one.")
    maybe = Choice("Maybe", OPTIONS)
    pick = Pick("Pick", OPTIONS)
    many = Ticks("Many", OPTIONS)
    time = LocalTime("Time", "Enter a time.")
    number = Number("Number", 1, 9)


def sent(name: str, *values: str) -> Any:
    form = Sample(MultiDict([(name, value) for value in values]))
    form.validate()
    return form[name]


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("line", "  two \t words \n", "two words"),
        ("line", "a\x00b\x1bc", "abc"),
        ("line", "lone \ud800 half", "lone half"),
        ("line", "e\u0301", "é"),
        ("line", "x" * LINE, "x" * LINE),
        ("line", "<b>bold</b> & 🎻 عربي", "<b>bold</b> & 🎻 عربي"),
        ("optional", "", ""),
        ("note", "one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("note", "x" * PARAGRAPH, "x" * PARAGRAPH),
        ("mail", " Ada@Larkfield.Example ", "ada@larkfield.example"),
        ("lines", "one\r\n\r\n two \n\x00", ["one", "two"]),
        ("one", "a", "a"),
        ("maybe", "", ""),
        ("pick", "b", "b"),
        ("time", "2026-12-04T17:00", datetime(2026, 12, 4, 17)),
        ("time", "2026-12-04T17:00:30", datetime(2026, 12, 4, 17, 0, 30)),
        ("number", "9", 9),
        ("number", " 1 ", 1),
    ],
)
def test_what_a_field_makes_of_what_is_typed(name: str, typed: str, kept: object):
    field = sent(name, typed)

    assert field.data == kept
    assert not field.errors


@pytest.mark.parametrize(
    ("name", "typed", "refusal"),
    [
        ("line", "", "Enter a line."),
        ("line", " \u00a0\t\x00", "Enter a line."),
        ("line", "x" * (LINE + 1), "Shorten this to 200 characters or fewer; it has 201."),
        ("line", LONGER, "Shorten this to 200 characters or fewer; it has 200,000."),
        ("optional", LONGER, "Shorten this to 200 characters or fewer; it has 200,000."),
        ("note", "\n\n", "Enter a note."),
        ("note", LONGER, "Shorten this to 4,000 characters or fewer; it has 200,000."),
        ("mail", "", "Enter a mail address."),
        ("mail", "ada", "Enter a mail address like name@example.com."),
        ("mail", "ada@x.example\x00\r\nbcc: all@x.example", "Enter a mail address like"),
        ("mail", LONGER + "@x.example", "Enter a mail address like"),
        ("lines", "", "Enter a line."),
        ("lines", "1\n2\n3\n4", "Keep this to 3 lines or fewer."),
        ("lines", LONGER, "Keep each line to 200 characters or fewer."),
        ("one", "", "Choose one."),
        ("one", "c", OFF_PAGE),
        ("one", LONGER, OFF_PAGE),
        ("maybe", "\x00", OFF_PAGE),
        ("pick", "", OFF_PAGE),
        ("pick", "\ud800", OFF_PAGE),
        ("many", "c", "Choose from the options on this page."),
        ("time", "", "Enter a time."),
        ("time", "tomorrow", "Enter date and time like 2026-12-04 17:00."),
        ("time", "2026-02-30T10:00", "Enter date and time like 2026-12-04 17:00."),
        ("time", "99999-12-04T17:00", "Enter date and time like 2026-12-04 17:00."),
        ("time", LONGER, "Enter date and time like 2026-12-04 17:00."),
        ("number", "", "Enter a whole number from 1 to 9."),
        ("number", "0", "Enter a whole number from 1 to 9."),
        ("number", "10", "Enter a whole number from 1 to 9."),
        ("number", "2.5", "Enter a whole number from 1 to 9."),
        ("number", "two", "Enter a whole number from 1 to 9."),
        ("number", "NaN", "Enter a whole number from 1 to 9."),
        ("number", "9" * 5000, "Enter a whole number from 1 to 9."),
    ],
)
def test_what_a_field_refuses_and_how(name: str, typed: str, refusal: str):
    field = sent(name, typed)

    assert len(field.errors) == 1
    assert field.errors[0].startswith(refusal)


@pytest.mark.parametrize("name", ["line", "note", "lines", "time", "number"])
def test_a_refused_text_is_still_in_the_field(name: str):
    assert LONGER in sent(name, LONGER)._value()


@pytest.mark.parametrize("name", ["line", "note", "mail", "lines", "one", "time", "number"])
def test_a_field_that_was_not_sent_at_all_is_refused(name: str):
    form = Sample(MultiDict({"other": "x"}))

    form.validate()

    assert form[name].errors


def test_several_options_may_be_ticked():
    assert sent("many", "a", "b").data == ["a", "b"]
    assert sent("many").data == []


def test_one_option_that_is_not_on_the_page_spoils_the_rest():
    assert sent("many", "a", "c").errors


def test_every_zone_one_can_choose_exists():
    names = [name for name, _ in zone_choices()]

    assert len(names) > 300
    assert {"UTC", "Europe/London", "Asia/Kolkata"} <= set(names)
    assert all(map(is_zone, names))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "x" * 5000, "\x00", "/"])
def test_what_is_no_zone(name: str):
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("shown", "zone", "instant"),
    [
        ("2026-12-04T17:00", "Europe/London", datetime(2026, 12, 4, 17, tzinfo=UTC)),
        ("2026-07-04T17:00", "Europe/London", datetime(2026, 7, 4, 16, tzinfo=UTC)),
        ("2026-12-04T17:00", "Asia/Kolkata", datetime(2026, 12, 4, 11, 30, tzinfo=UTC)),
        ("2026-12-04T17:00", "UTC", datetime(2026, 12, 4, 17, tzinfo=UTC)),
    ],
)
def test_the_instant_at_which_clocks_of_a_zone_show_a_time(
    shown: str, zone: str, instant: datetime
):
    assert sent("time", shown).instant(zone) == instant


def test_no_time_is_no_instant():
    with pytest.raises(ValueError, match="No date and time"):
        sent("time", "").instant("UTC")


def test_only_short_texts_are_limited_by_the_browser_too():
    form = Sample()

    assert 'maxlength="200"' in form.line()
    assert "maxlength" not in form.note()


def test_no_field_lets_the_browser_speak_in_its_own_words():
    form = Sample()

    assert not [field.name for field in form if "required" in field()]


@pytest.mark.parametrize(
    ("shown", "zone", "skipped"),
    [
        ("2026-03-29T01:30", "Europe/London", True),
        ("2026-03-29T02:00", "Europe/London", False),
        ("2026-10-25T01:30", "Europe/London", False),
        ("2026-03-29T01:30", "UTC", False),
        ("2026-03-29T01:30", "Mars/Olympus", False),
        ("", "Europe/London", False),
    ],
)
def test_an_hour_that_clocks_jump_over_is_known(shown: str, zone: str, skipped: bool):
    assert sent("time", shown).is_skipped(zone) is skipped
