"""The clock of a part: how long one person has, how it is said, and what an outage cost."""

from datetime import timedelta

import pytest

from assess.assessments import clock
from tests.assessments.probe import NOW

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("limit", "multiplier", "minutes"),
    [(3, 1.5, 4.5), (15, 1.25, 18.75), (20, 2.0, 40), (3, None, None), (None, 1.5, None)],
)
def test_the_time_of_one_person_is_not_rounded(limit, multiplier, minutes):
    assert clock.minutes(limit, multiplier) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(4.5, "4½"), (18.75, "18¾"), (1.25, "1¼"), (5, "5"), (5.0, "5"), (0.5, "½"), (0, "0")],
)
def test_minutes_are_said_to_the_quarter(minutes, words):
    assert clock.in_words(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "of", "minutes"),
    [(0, 20, 0), (1, 20, 1), (60, 20, 1), (61, 20, 2), (1200, 20, 20)]
    + [(270, 4.5, 4.5), (241, 4.5, 4.5), (240, 4.5, 4), (300, 4.5, 5)],
)
def test_a_clock_without_seconds_says_neither_too_little_nor_more_than_there_was(
    seconds, of, minutes
):
    assert clock.minutes_left(seconds, of) == minutes


@pytest.mark.parametrize(
    ("deadline", "seconds"),
    [(None, None), (timedelta(), 0), (-HOUR, 0), (timedelta(milliseconds=200), 1), (HOUR, 3600)],
)
def test_seconds_left_are_whole_and_never_below_nothing(deadline, seconds):
    end = None if deadline is None else NOW + deadline

    assert clock.seconds_left(end, NOW) == seconds


@pytest.mark.parametrize(("seconds", "shown"), [(120, 120), (28, 30), (20, 20), (1, 10), (0, 0)])
def test_the_last_seconds_go_by_tens(seconds, shown):
    assert clock.tens(seconds) == shown


@pytest.mark.parametrize(
    ("deadline", "seconds"),
    [(None, 0), (HOUR, 0), (timedelta(), 0), (-40 * SECOND, 40), (timedelta(seconds=-1.9), 1)],
)
def test_seconds_since_the_end_are_whole_and_never_below_nothing(deadline, seconds):
    end = None if deadline is None else NOW + deadline

    assert clock.over(end, NOW) == seconds


@pytest.mark.parametrize(
    ("silence", "begun", "lost"),
    [
        (85 * SECOND, -HOUR, 85 * SECOND),
        (timedelta(milliseconds=84_200), -HOUR, 85 * SECOND),
        (HOUR, 20 * MINUTE, 40 * MINUTE),
        (HOUR, 2 * HOUR, timedelta()),
    ],
)
def test_an_outage_costs_from_its_beginning_or_from_when_one_began(silence, begun, lost):
    assert clock.lost(NOW, NOW + silence, NOW + begun) == lost
