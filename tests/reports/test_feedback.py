"""The candidate's own feedback."""

import re
from functools import cache

import pytest

from reports import feedback, wording
from tests.reports import people
from tests.reports.paper import Paper
from tests.reports.test_candidate import REFUSED


def read(**changes: object) -> Paper:
    return Paper(feedback.render(people.feedback(**changes)))


@cache
def usual() -> Paper:
    return read()


def test_it_takes_two_or_three_pages():
    assert 2 <= len(usual().texts) <= 3


def test_it_begins_as_a_letter_and_ends_its_first_page_with_a_greeting():
    first = " ".join(usual().texts[0].split())

    assert "Dear Katarzyna Łuczak," in first
    assert "People make the decision, not a computer." in first
    assert "The hiring team of Northwind Trading" in first


def test_strengths_come_before_what_to_build():
    headings = [usual().said(element) for element in usual().elements("H2")]

    assert headings == [
        "What you showed most clearly",
        "What to build next",
        "Each area in words",
        "What you can ask for",
    ]


def test_each_area_is_put_into_one_of_three_words():
    areas = [usual().said(element) for element in usual().elements("H3")]

    assert "Strategic: clearly shown" in areas
    assert "Teams: little chance to show" in areas


def test_little_chance_is_explained_only_where_it_occurs():
    shown = people.feedback().profile[0]

    assert wording.LITTLE_CHANCE_MEANS in usual().text
    assert wording.LITTLE_CHANCE_MEANS not in read(profile=(shown,)).text


def test_it_gives_no_numbers_and_nothing_about_others():
    text = usual().said(usual().tree).replace("12 months", "")

    assert not re.search(r"\d", text)
    for word in ("rating", "rated", "level", "zone", "score", "Interviewer", "other candidates"):
        assert word not in text


def test_it_names_rights_the_time_and_a_person():
    text = usual().text

    for right, _ in wording.RIGHTS:
        assert right in text
    assert "We keep your data for 12 months after the decision." in text
    assert "Priya Raman" in text


@cache
def bare() -> Paper:
    """Only the sentences that every letter has."""
    return read(strengths=(), build=(), profile=())


@pytest.mark.parametrize("word", REFUSED)
def test_our_own_sentences_use_no_refused_word(word):
    assert not re.search(rf"\b{re.escape(word)}\b", bare().text, flags=re.IGNORECASE)


def test_our_own_sentences_are_short():
    texts = [
        wording.thanks("the role", "four interviews with four people"),
        wording.DECIDING,
        wording.LITTLE_CHANCE_MEANS,
        *(meaning for _, meaning in wording.RIGHTS),
    ]
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s", text)]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert sum(lengths) / len(lengths) <= 14
    assert max(lengths) <= 24


def test_without_strengths_or_steps_the_letter_stands():
    assert "Dear Katarzyna Łuczak," in bare().text
    assert [bare().said(e) for e in bare().elements("H2")] == ["What you can ask for"]
