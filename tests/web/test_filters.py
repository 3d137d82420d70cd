"""How pages write times, numbers and paragraphs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, g

from assess.web import filters

MOMENT = datetime(2026, 12, 4, 17, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    """Somebody who reads in Tokyo."""
    with Flask(__name__).app_context():
        g.zone = "Asia/Tokyo"
        yield


def test_a_moment_stands_in_full_on_the_readers_clock():
    words = "Saturday 5 December 2026, 02:05 Tokyo time"

    assert filters.when(MOMENT) == f'<time datetime="2026-12-04T17:05:00+00:00">{words}</time>'


def test_a_moment_may_stand_on_the_clock_of_a_place():
    assert "17:05 London time" in filters.when(MOMENT, "Europe/London")


def test_without_a_zone_of_ones_own_it_is_utc():
    del g.zone

    assert "17:05 UTC" in filters.when(MOMENT)


def test_no_moment_is_a_dash():
    assert filters.when(None) == "—"
    assert filters.day(None) == "—"


def test_a_day_and_a_time_of_day():
    assert ">5 Dec 2026<" in filters.day(MOMENT)
    assert ">02:05<" in filters.clock(MOMENT)


def test_a_table_says_day_and_time_and_its_heading_the_zone():
    words = "Saturday 5 December 2026, 02:05 Tokyo time"

    assert f'title="{words}">5 Dec 2026, 02:05<' in filters.brief(MOMENT)
    assert filters.readers_clock() == "Tokyo time"


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (999, "999"), (10_000, "10,000")])
def test_thousands_are_set_apart(number: int, words: str):
    assert filters.thousands(number) == words


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=119), "just now"),
        (timedelta(minutes=2), "2 minutes ago"),
        (timedelta(minutes=119), "119 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_how_long_ago(passed: timedelta, words: str):
    with time_machine.travel(MOMENT + passed, tick=False):
        written = filters.ago(MOMENT)

    assert f">{words}<" in written
    assert 'title="Saturday 5 December 2026, 02:05 Tokyo time"' in written


def test_paragraphs_keep_their_breaks_and_are_text():
    assert filters.paragraphs("one\n<b>two</b>") == "one<br>&lt;b&gt;two&lt;/b&gt;"
