"""Instants on people's clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from assess.times import in_full, in_zone, long_day, zone_words

SUMMER = datetime(2026, 7, 3, 16, 0, tzinfo=UTC)
WINTER = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        (WINTER, "Europe/London", "Friday 4 December 2026, 17:00 London time"),
        (SUMMER, "Europe/London", "Friday 3 July 2026, 17:00 London time"),
        (WINTER, "America/New_York", "Friday 4 December 2026, 12:00 New York time"),
        (WINTER, "Asia/Kolkata", "Friday 4 December 2026, 22:30 Kolkata time"),
        (WINTER, "Pacific/Auckland", "Saturday 5 December 2026, 06:00 Auckland time"),
        (WINTER, "UTC", "Friday 4 December 2026, 17:00 UTC"),
    ],
)
def test_a_moment_is_told_in_the_words_of_its_zone(moment, zone, words):
    assert in_full(moment, zone) == words


def test_the_hour_that_comes_twice_is_told_apart_by_its_instant():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    clocks = [in_zone(moment, "Europe/London") for moment in (first, second)]

    assert [f"{clock:%H:%M %Z}" for clock in clocks] == ["01:30 BST", "01:30 GMT"]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "London time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_as_people_say_it(zone, words):
    assert zone_words(zone) == words


def test_a_day_has_no_leading_zero():
    assert long_day(WINTER) == "Friday 4 December 2026"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe/London\x00"])
def test_a_zone_that_is_none_is_an_error_and_not_a_guess(zone):
    with pytest.raises((ZoneInfoNotFoundError, ValueError)):
        in_zone(WINTER, zone)
