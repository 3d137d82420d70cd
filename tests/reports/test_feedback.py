"""The candidate's own feedback."""

import re
from functools import cache

import pytest

from assess.openings.rules import Stage, kept
from reports import feedback, wording
from reports.feedback import Assessed, NextStep
from tests import copy_rules
from tests.reports import people
from tests.reports.paper import Paper


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


@pytest.mark.parametrize("steps", range(2, 20))
def test_a_signature_never_stands_alone_on_a_page(steps):
    letter = (*people.feedback().build, *(NextStep("Action", ("Call first.",)),) * steps)
    pages = read(build=letter).texts
    signed = next(text for text in pages if wording.GREETING in text)

    assert "Call first." in signed


@pytest.mark.parametrize("areas", range(1, 40, 3))
def test_steps_never_stand_on_a_page_without_what_they_follow_from(areas):
    told = Assessed("Situations", (("Judgement", "Near the key."),) * areas, ("Call first.",))
    pages = read(assessed=(told,)).texts
    offered = next(text for text in pages if "Steps to choose from" in text)

    assert offered.index("Near the key.") < offered.index("Steps to choose from")


def test_strengths_come_before_what_to_build():
    headings = [usual().said(element) for element in usual().elements("H2")]

    assert headings == [
        "What you showed most clearly",
        "What to build next",
        "Each area in words",
        "What you can ask for",
    ]


def test_each_area_is_put_into_one_of_four_words():
    areas = [usual().said(element) for element in usual().elements("H3")]

    assert areas[-5:] == [
        "Strategic: clearly shown",
        "Measurable: clearly shown",
        "Action: shown in part",
        "Relationships: little shown yet",
        "Teams: too little to go on",
    ]


def test_what_nobody_rated_is_blamed_on_nothing():
    assert wording.TOO_LITTLE in usual().text
    assert "chance" not in usual().text


def test_all_steps_are_offered_as_no_rating_says_which_is_needed():
    (build,) = (one for one in people.feedback().build if one.competency == "Action")

    assert wording.ANY_STEP in usual().text
    assert all(step in usual().text for step in build.steps)


def test_without_a_strength_the_letter_says_so_and_blames_nobody():
    assert wording.NOTHING_STOOD_OUT in read(strengths=()).text
    assert wording.NOTHING_STOOD_OUT not in usual().text


def test_it_gives_no_numbers_and_nothing_about_others():
    text = usual().said(usual().tree).replace("12 months", "")

    assert not re.search(r"\d", text)
    for word in ("rating", "rated", "level", "zone", "score", "Interviewer", "other candidates"):
        assert word not in text


def test_it_names_rights_the_time_and_a_person():
    text = usual().text

    for right, _ in wording.RIGHTS:
        assert right in text
    assert "We delete what we hold about you 12 months after the last step." in text
    assert "Priya Raman" in text


@cache
def bare() -> Paper:
    """Only the sentences that every letter has."""
    return read(strengths=(), build=(), profile=())


def test_our_own_sentences_keep_to_the_copy_rules():
    assert not copy_rules.refused(bare().text)


def test_our_own_sentences_are_short():
    texts = [
        wording.thanks("the role", "four interviews with four people"),
        wording.deciding(4),
        wording.deciding(4, apart=False),
        wording.deciding(1),
        wording.NOTHING_STOOD_OUT,
        wording.ANY_STEP,
        wording.LITTLE_SHOWN,
        wording.HEARD_ONCE,
        wording.TOO_LITTLE,
        *map(kept, Stage),
        *(meaning for _, meaning in wording.RIGHTS),
    ]
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s", text)]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert sum(lengths) / len(lengths) <= 14
    assert max(lengths) <= 24


def test_without_strengths_or_steps_the_letter_stands():
    assert "Dear Katarzyna Łuczak," in bare().text
    assert [bare().said(e) for e in bare().elements("H2")] == ["What you can ask for"]
