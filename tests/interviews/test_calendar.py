"""Calendar entries, read back by a calendar's own parser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from assess.interviews import calendar
from assess.interviews.calendar import CANCEL, REQUEST, Entry

ENTRY = Entry(
    uid="abc@larkfield.example",
    sequence=0,
    stamp=datetime(2026, 11, 20, 8, tzinfo=UTC),
    starts_at=datetime(2026, 12, 4, 17, tzinfo=UTC),
    minutes=60,
    time_zone="Europe/London",
    summary="Interview: Temitope Bankole, Regional sales leader",
    description="Your interview is arranged.",
    place="Room 2",
    organiser=("Priya Raman", "priya@larkfield.example"),
    attendee=("Omar Haddad", "omar@larkfield.example"),
)


def read(entry: Entry, method: str = REQUEST):
    """The calendar and its one event, as another program reads them."""
    found = Calendar.from_ical(calendar.invitation(entry, method))
    (event,) = found.walk("VEVENT")
    return found, event


@pytest.mark.parametrize(("method", "status"), [(REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED")])
def test_the_method_and_the_status_say_whether_it_takes_place(method, status):
    found, event = read(ENTRY, method)

    assert found["METHOD"] == method
    assert event["STATUS"] == status


def test_uid_sequence_and_stamp_let_a_later_mail_update_the_entry():
    _, event = read(replace(ENTRY, sequence=7))

    assert event["UID"] == "abc@larkfield.example"
    assert event["SEQUENCE"] == 7
    assert event.decoded("DTSTAMP") == ENTRY.stamp


def test_times_carry_their_zone_and_the_zone_comes_along():
    found, event = read(ENTRY)

    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTSTART") == ENTRY.starts_at
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Europe/London"]


@pytest.mark.parametrize(
    ("zone", "utc", "local"),
    [
        ("Europe/London", (2026, 3, 29, 0, 30), "2026-03-29 00:30"),
        ("Europe/London", (2026, 3, 29, 1, 30), "2026-03-29 02:30"),
        ("Europe/London", (2026, 10, 25, 0, 30), "2026-10-25 01:30"),
        ("America/New_York", (2026, 11, 1, 6, 30), "2026-11-01 01:30"),
        ("Asia/Kolkata", (2026, 6, 1, 9, 0), "2026-06-01 14:30"),
        ("Pacific/Chatham", (2026, 4, 4, 14, 30), "2026-04-05 03:15"),
        ("Australia/Lord_Howe", (2026, 10, 3, 16, 0), "2026-10-04 03:00"),
        ("UTC", (2026, 10, 25, 1, 30), "2026-10-25 01:30"),
    ],
)
def test_clocks_that_change_show_the_right_hour(zone, utc, local):
    starts_at = datetime(*utc, tzinfo=UTC)

    _, event = read(replace(ENTRY, time_zone=zone, starts_at=starts_at))

    assert f"{event.decoded('DTSTART'):%Y-%m-%d %H:%M}" == local


def test_an_interview_across_the_change_of_clocks_keeps_its_length():
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    _, event = read(replace(ENTRY, starts_at=before, minutes=90))

    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    assert (start.hour, start.minute) == (1, 30)
    assert (end.hour, end.minute) == (2, 0)


@pytest.mark.parametrize("year", [2026, 2041])
def test_the_zone_that_comes_along_agrees_with_the_clocks(year):
    found, _ = read(replace(ENTRY, starts_at=ENTRY.starts_at.replace(year=year)))

    (zone,) = [part.to_tz() for part in found.walk("VTIMEZONE")]
    for month in range(1, 13):
        moment = datetime(year, month, 15, 12)
        there = moment.replace(tzinfo=ZoneInfo("Europe/London")).utcoffset()
        assert moment.replace(tzinfo=zone).utcoffset() == there


@pytest.mark.parametrize(
    "text",
    [
        "Room 2, second floor; ring twice",
        r"C:\rooms\2",
        "first\nsecond\n\nthird",
        'Anna "Ann" Lee',
        "Ánh Nguyễn · سلمى القيسي · 王小明 👩‍💻",
        "x" * 2_000,
        "é" * 500,
        "END:VEVENT",
        "a:b=c",
        "^n ^' ^^",
    ],
)
def test_names_and_places_come_back_as_they_were_typed(text):
    _, event = read(replace(ENTRY, summary=text, place=text, description=text))

    assert [event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]] == [text] * 3


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["summary", "place", "description", "uid"])
def test_a_line_break_in_a_text_starts_no_property_of_its_own(field, breaks):
    hostile = f"Room{breaks}ATTENDEE:mailto:evil@mail.example{breaks}END:VEVENT{breaks}X"

    found, event = read(replace(ENTRY, **{field: hostile}))

    assert str(event["ATTENDEE"]) == "mailto:omar@larkfield.example"
    assert len(found.walk()) == len(read(ENTRY)[0].walk())


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("who", ["organiser", "attendee"])
def test_a_line_break_in_a_name_starts_no_property_of_its_own(who, breaks):
    hostile = (f"Eve{breaks}ATTENDEE:mailto:evil@mail.example", "eve@larkfield.example")

    _, event = read(replace(ENTRY, **{who: hostile}))

    attendees = event["ATTENDEE"]
    assert not isinstance(attendees, list)
    assert "evil@mail.example" not in str(attendees)


@pytest.mark.parametrize(
    "name", ["Díaz; Ana, Dr.", "سلمى القيسي", "Nguyễn: Ánh", "王小明", "O'Neil"]
)
def test_people_are_named_with_their_addresses(name):
    _, event = read(replace(ENTRY, attendee=(name, "ana@larkfield.example")))

    assert event["ATTENDEE"].params["CN"] == name
    assert str(event["ATTENDEE"]) == "mailto:ana@larkfield.example"
    assert str(event["ORGANIZER"]) == "mailto:priya@larkfield.example"


def test_lines_are_short_and_end_as_the_standard_says():
    text = calendar.invitation(replace(ENTRY, description="عميل " * 400))

    lines = text.split("\r\n")
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75
