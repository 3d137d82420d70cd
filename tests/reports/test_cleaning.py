"""What is left of a text on its way to paper."""

import pytest

from reports import cleaning


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("plain", "plain"),
        ("  two   spaces\tand a tab ", "two spaces and a tab"),
        ("cafe\u0301", "café"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\ud800b\udfff", "ab"),
        ("one\r\ntwo\u2028three", "one two three"),
        ("soft\xadhyphen", "softhyphen"),
        ("no\xa0break", "no break"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ufeffmark", "mark"),
        ("❤️ 👍🏽 1️⃣", "❤ 👍 1"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_a_line_keeps_what_can_be_printed(typed, printed):
    assert cleaning.clean(typed) == printed


@pytest.mark.parametrize("text", ["<b>bold", "</para>", "R&D &amp;", "<img src='/etc/passwd'>"])
def test_markup_is_ordinary_text(text):
    assert cleaning.clean(text) == text


def test_each_line_becomes_a_paragraph_and_empty_ones_vanish():
    assert cleaning.paragraphs("one\n\n \ntwo\r\nthree") == ["one", "two", "three"]


def test_a_long_paragraph_divides_after_a_sentence():
    text = "A sentence of some length. " * 200

    pieces = cleaning.paragraphs(text)

    assert all(len(piece) <= cleaning.PIECE for piece in pieces)
    assert all(piece.endswith(".") for piece in pieces)
    assert " ".join(pieces) == text.strip()


def test_a_text_without_spaces_divides_all_the_same():
    assert [len(piece) for piece in cleaning.paragraphs("x" * 4500)] == [2000, 2000, 500]


def test_what_exceeds_a_field_is_said_at_the_end():
    pieces = cleaning.paragraphs("word " * 40_000)

    assert sum(map(len, pieces)) < cleaning.LONGEST + 100
    assert pieces[-1] == "… (shortened: 180,000 more characters are in the web version)"


def test_very_many_lines_run_together_after_a_hundred():
    pieces = cleaning.paragraphs("\n".join(map(str, range(3000))))

    assert pieces[:3] == ["0", "1", "2"]
    assert len(pieces) < cleaning.MOST_PARAGRAPHS + 20
    assert " ".join(pieces).split() == [str(number) for number in range(3000)]


def test_a_letter_keeps_at_most_thirty_accents():
    assert len(cleaning.clean("x" + "\u0301\u0323" * 5000)) == 1 + cleaning.MOST_MARKS


@pytest.mark.parametrize(
    ("value", "short"),
    [("short", "short"), ("exactly ten", "exactly t…"), ("\0" * 50 + "x", "…")],
)
def test_a_short_text_says_that_it_was_cut(value, short):
    assert cleaning.shortened(value, 10) == short
