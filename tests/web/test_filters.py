"""How pages write times, numbers and paragraphs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, g

from assess.times import zone_words
from assess.web import filters
from assess.web.fields import zone_choices

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


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Freitag, 4. Dezember 2026, 17:05 Uhr (Zeit in London)"),
        ("Europe/Vienna", "Freitag, 4. Dezember 2026, 18:05 Uhr (Zeit in Wien)"),
        ("America/New_York", "Freitag, 4. Dezember 2026, 12:05 Uhr (Zeit in New York)"),
        ("Asia/Tokyo", "Samstag, 5. Dezember 2026, 02:05 Uhr (Zeit in Tokio)"),
        (
            "America/Argentina/Buenos_Aires",
            "Freitag, 4. Dezember 2026, 14:05 Uhr (Zeit in Buenos Aires)",
        ),
        ("UTC", "Freitag, 4. Dezember 2026, 17:05 Uhr (UTC)"),
    ],
)
def test_a_moment_is_written_in_german_for_who_reads_german(zone: str, words: str):
    g.language = "de"

    assert f">{words}<" in filters.when(MOMENT, zone)


def test_a_moment_in_march_has_its_umlaut():
    g.language = "de"

    assert "Montag, 1. März 2027" in filters.when(datetime(2027, 3, 1, 12, tzinfo=UTC))


def test_every_zone_people_may_choose_has_a_german_name():
    words = [zone_words(zone, "de") for zone, _label in zone_choices() if zone != "UTC"]

    assert all(re.fullmatch(r"Zeit in [^/_]+", place) for place in words)
    assert {"Zeit in Zürich", "Zeit in Rom", "Zeit in Kairo"} <= {*words}


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


def test_a_sentence_is_said_in_the_language_of_each_reader(app: Flask):
    words = app.jinja_env.from_string("{{ 'Back' | translated }}")

    said = []
    for language in ("de", "en", "de"):
        with app.test_request_context():
            g.language = language
            said.append(words.render())

    assert said == ["Zurück", "Back", "Zurück"]


def test_a_sentence_with_a_per_cent_sign_is_only_a_sentence(app: Flask):
    with app.test_request_context():
        said = app.jinja_env.from_string("{{ one | translated }}").render(one="50% of <b>it</b>")

    assert said == "50% of &lt;b&gt;it&lt;/b&gt;"
