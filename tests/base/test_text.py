"""Text that people typed, pasted or attacked with."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.text import STACK, clean, counted, folded, is_mail_address, one_line
from tests.properties import tried

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("", ""),
        ("   \n ", ""),
        ("  Ada  ", "Ada"),
        ("a\x00b\x07c\x1bd\x7f", "abcd"),
        ("half \ud83d character", "half  character"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\tb", "a\tb"),
        ("e\u0301", "é"),
        ("ليلى حداد", "ليلى حداد"),
        ("👩‍💼 sold it", "👩‍💼 sold it"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("\u200b", ""),
        ("\u200b \u2060\ufeff\n\u00ad", ""),
        ("\u200fسلمى", "\u200fسلمى"),
    ],
)
def test_text_keeps_everything_but_control_and_half_characters(typed, kept):
    assert clean(typed) == kept


@tried
@given(ANYTHING)
def test_cleaned_text_can_be_stored_and_stays_as_it_is(text):
    cleaned = clean(text)

    assert cleaned.encode().decode() == cleaned
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


def test_a_letter_keeps_no_more_accents_than_any_language_has():
    assert clean("a" + "\u0316" * 500) == "a" + "\u0316" * STACK


def test_accents_of_real_languages_stay():
    stacked = unicodedata.normalize("NFC", "Nguyễn Thị Ế, ʻŌhiʻa, שָׁלוֹם, ประเทศ")

    assert clean(stacked) == stacked


@pytest.mark.parametrize("read", [clean, folded])
def test_a_tower_of_accents_is_read_in_no_time(read):
    tower = "a" + "\u0301\u0323" * 100_000

    started = time.process_time()
    read(tower)

    # Composing it as it stands takes a minute: the time grows with the square of its height.
    assert time.process_time() - started < 0.9


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Ada\r\nBcc: all@mail.example", "Ada Bcc: all@mail.example"),
        ("Ada\u2028Lovelace", "Ada Lovelace"),
        ("  many \t\n spaces  ", "many spaces"),
        (None, ""),
    ],
)
def test_one_line_is_one_line(typed, line):
    assert one_line(typed) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz Żółć", "lukasz zolc"),
        ("ÅSA Øster", "asa oster"),
        ("Straße", "STRASSE"),
        ("Ærø", "aero"),
        ("İstanbul", "istanbul"),
        ("ＦＵＬＬ", "full"),
        ("℡", "tel"),
        ("Мария", "мария"),
        ("\x1cGrace\x0b \tHopper\r\n", "grace hopper"),
    ],
)
def test_names_are_found_however_they_are_written(one, other):
    assert folded(one) == folded(other)


@tried
@given(ANYTHING)
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    "address",
    [
        "ada@mail.example",
        "ada.lovelace+jobs@sub.mail.example",
        "o'brien@mail.example",
        "a@b.co",
        "ADA_1@x-y.museum",
    ],
)
def test_ordinary_addresses_are_mail_addresses(address):
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@localhost",
        "@mail.example",
        "ada@@mail.example",
        "ada@mail.example\n",
        "ada@mail.example\nBcc: all@mail.example",
        "ada@mail..example",
        "=?utf-8?q?ada?=@mail.example",
        "ada@mail.e",
        "ada@mail.4u",
        "ada@.mail.example",
        "ada@-mail.example",
        ".ada@mail.example",
        "ada.@mail.example",
        "ada..l@mail.example",
        "ada lovelace@mail.example",
        "ada@mail.example,ben@mail.example",
        "Ada <ada@mail.example>",
        "(ada)@mail.example",
        "a:b@mail.example",
        "a[d]a@mail.example",
        "a\\da@mail.example",
        "ada@[127.0.0.1]",
        "ada\x00@mail.example",
        "ada\ud800@mail.example",
        "ada@mail.example\u200b",
        "a" * 65 + "@mail.example",
        "ada@" + "m" * 330 + ".example",
    ],
)
def test_what_no_mail_could_reach_is_no_mail_address(address):
    assert not is_mail_address(address)


@pytest.mark.parametrize(
    "hostile", ["@" * 200_000, "a" * 200_000, "a@" + "b." * 100_000, "a" * 319]
)
def test_a_hostile_address_is_refused_at_once(hostile):
    started = time.process_time()

    assert not is_mail_address(hostile)

    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 people"), (1, "1 person"), (2, "2 people"), (12345, "12,345 people")],
)
def test_things_are_counted(number, words):
    assert counted(number, "person", "people") == words


def test_most_things_are_counted_with_an_s():
    assert counted(3, "candidate") == "3 candidates"
