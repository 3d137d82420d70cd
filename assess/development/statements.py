"""What somebody answered, as their report repeats it: statements, choices, orders, own words."""

from collections.abc import Mapping
from textwrap import shorten

from assess import language
from assess.assessments import wording
from assess.instruments.assessment import Method, Scale
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Ranking, Single
from assess.instruments.items.levels import Agreement, Frequency, Levelled
from assess.instruments.items.open import Long, Number
from assess.instruments.parts import LEVELS
from assess.science.scores import scoring
from reports.leader_facts import Also, Said

MOST_STATEMENTS = 3
HIGH, LOW = 4, 2
"""Answers from which on a statement is done much, and up to which it is done little. What a choice
counts on a side has the same range."""

LONGEST = 110
"""Most characters of a situation that stands beside what was chosen in it."""


def reflections(page: wording.Page, answers: Mapping[str, Answer]) -> tuple[Said, ...]:
    """What somebody wrote in their own words."""
    return tuple(
        Said(page.marked(f"items.{item.id}.text"), str(answers[item.id]))
        for item in page.assessment.items
        if isinstance(item, Long) and item.id in answers
    )


def also(page: wording.Page, answers: Mapping[str, Answer]) -> tuple[Also, ...]:
    """Answers that enter no result and that somebody wants to see again: orders and numbers."""
    return tuple(
        Also(page.marked(f"items.{item.id}.text"), _measured(page, item, answers[item.id]))
        for item in page.assessment.items
        if isinstance(item, Ranking | Number) and item.id in answers
    )


def given(page: wording.Page, answers: Mapping[str, Answer]) -> tuple[Said, ...]:
    """Every statement and every choice that was answered in full, in the order of the file."""
    return tuple(
        Said(page.marked(f"items.{item.id}.text"), ", ".join(_told(page, item, answers[item.id])))
        for item in page.assessment.items
        if item.scales and not isinstance(item, Ranking)
        if item.is_whole(answers.get(item.id))
    )


def _told(page: wording.Page, item: Item, answer: Answer) -> list[str]:
    return [text.unescape() for text in page.said(item, answer)]


def _measured(page: wording.Page, item: Ranking | Number, answer: Answer) -> tuple[str, ...]:
    """The parts of an answer, a number with its unit."""
    words = _words(page, item, answer)
    if isinstance(item, Number):
        words = tuple(map(language.digits, words))
    if isinstance(item, Number) and item.unit:
        unit = page.marked(f"items.{item.id}.unit")
        return tuple(f"{word} {unit}" for word in words)
    return words


def _words(page: wording.Page, item: Item, answer: Answer | None) -> tuple[str, ...]:
    """The parts of an answer, without the marks a page needs."""
    if answer is None:
        return ()
    if isinstance(item, Frequency | Agreement):
        return tuple(word.unescape() for word in page.said(item, answer))
    if isinstance(item, Levelled):
        return (page.marked(f"items.{item.id}.anchors.{answer}"),)
    return tuple(
        page.marked(f"items.{item.id}.{one}") if one.startswith("options.") else one
        for one in item.said(answer)
    )


def stated(
    page: wording.Page, scale: Scale, answers: Mapping[str, Answer]
) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """What the person says they do most, and what they could do more of, or less.

    A reversed statement names something to do less of: it can never be a strength. Of one of two
    sides: the choices that count most on it, and those that count least.
    """
    most, room = [], []
    for item in page.assessment.items_of(scale):
        answer = answers.get(item.id)
        if isinstance(item, Single) and scale.method is Method.POINTS:
            for counts in _worth(item, answer, scale):
                if counts >= HIGH:
                    most.append((LEVELS[-1] - counts, _chosen(page, item, answer)))
                elif counts <= LOW:
                    room.append((counts - LEVELS[0], _chosen(page, item, answer)))
        if not isinstance(item, Levelled) or not isinstance(answer, int):
            continue
        if item.reverse and answer >= HIGH:
            room.append((LEVELS[-1] - answer, _said(page, item, answer)))
        elif not item.reverse and answer >= HIGH:
            most.append((LEVELS[-1] - answer, _said(page, item, answer)))
        elif not item.reverse and answer <= LOW:
            room.append((answer - LEVELS[0], _said(page, item, answer)))
    most.sort(key=lambda pair: pair[0])
    room.sort(key=lambda pair: pair[0])
    return (
        tuple(said for _far, said in most[:MOST_STATEMENTS]),
        tuple(said for _far, said in room[:MOST_STATEMENTS]),
    )


def _worth(item: Single, answer: Answer | None, scale: Scale) -> list[float]:
    """What a choice counts on a side; nothing where there is none."""
    return [] if answer is None else scoring.worth(item, answer, {scale.id})


def _chosen(page: wording.Page, item: Single, answer: Answer | None) -> Said:
    """A choice, with the beginning of the situation it was made in."""
    words = ", ".join(_words(page, item, answer))
    situation = shorten(page.marked(f"items.{item.id}.text"), LONGEST, placeholder=" …")
    return Said(words, situation)


def _said(page: wording.Page, item: Item, answer: Answer) -> Said:
    words = ", ".join(_words(page, item, answer))
    is_fixed = isinstance(item, Frequency | Agreement)
    to_reduce = isinstance(item, Levelled) and item.reverse
    text = page.marked(f"items.{item.id}.text")
    return Said(text, words.lower() if is_fixed else words, to_reduce)
