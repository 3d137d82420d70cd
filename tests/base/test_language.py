"""One language is spoken at a time, and numbers follow it."""

from datetime import date

import pytest

from assess import language
from assess.language import digits, gettext, ngettext, number, speaking, spoken, thousands
from assess.times import in_words


def test_english_is_what_stands_in_the_code():
    assert spoken() == "en"
    assert gettext("No sentence of ours.") == "No sentence of ours."
    assert gettext("Since %(day)s", day="May") == "Since May"


def test_a_language_is_spoken_until_its_block_ends_also_after_a_failure():
    with speaking("de"):
        assert gettext("Often") == "Oft"
        with speaking("en"):
            assert gettext("Often") == "Often"
        assert spoken() == "de"
    with pytest.raises(ValueError, match="broken"), speaking("de"):
        raise ValueError("broken")

    assert spoken() == "en"


def test_what_is_said_wins_over_the_language_of_the_reader(monkeypatch):
    monkeypatch.setattr(language, "_readers", [lambda: "de"])

    assert spoken() == "de"
    with speaking("en"):
        assert spoken() == "en"


@pytest.mark.parametrize(
    ("spoken_now", "said"),
    [
        ("en", ["1 part", "2 parts", "3.9", "12,345", "1 May 2026"]),
        ("de", ["1 Teil", "2 Teile", "3,9", "12.345", "1. Mai 2026"]),
    ],
)
def test_things_counted_numbers_and_days_follow_the_language(spoken_now, said):
    with speaking(spoken_now):
        parts = [ngettext("1 part", "%(num)s parts", number) for number in (1, 2)]
        day = in_words(date(2026, 5, 1), spoken())
        assert [*parts, digits("3.9"), thousands(12345), day] == said


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (1_000_000, "1,000,000", "1.000.000"),
        (2026.0, "2026", "2026"),
        (0.25, "0.25", "0,25"),
        (-0.0, "0", "0"),
        (12_345.5, "12345.5", "12345,5"),
    ],
)
def test_a_number_is_written_plainly_with_separators_or_the_decimals_it_has(value, english, german):
    assert number(value) == english
    with speaking("de"):
        assert number(value) == german
