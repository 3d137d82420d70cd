"""An author reads over what people will read, and what counts towards what."""

import re

import pytest

from assess.instruments import library, preview
from assess.instruments.items.table import TYPES
from tests.instruments.samples import ASSESSMENT, assessment, built, options, raw


def shown(*items: dict[str, object]) -> str:
    """The preview of an assessment of these items."""
    return preview.text(built(items, care={}, haste={}))


def test_the_smallest_assessment_is_read_over():
    assert (
        preview.text(assessment())
        == """\
A sample (sample@1.0)
3 questions, about 5 minutes, made for development

Think of last week.

== First part

I do one.
    [one: frequency, care]
    1. Almost never
    2. Seldom
    3. Sometimes
    4. Often
    5. Almost always

I do two.
    [two: frequency, care]
    1. Almost never
    2. Seldom
    3. Sometimes
    4. Often
    5. Almost always

I do three.
    [three: frequency, care, reversed]
    1. Almost never
    2. Seldom
    3. Sometimes
    4. Often
    5. Almost always

== Scales

Care (care), mean, up to 1 unanswered
    one, two, three
"""
    )


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        (raw("agreement", hint="Think of work."),
         ["It is so.", "    Think of work.", "    [x: agreement]",
          "    1. Strongly disagree", "    2. Disagree", "    3. Neither agree nor disagree",
          "    4. Agree", "    5. Strongly agree"]),
        (raw("frequency", attention=4), ["    [x: frequency, attention: 4]"]),
        (raw("rating"), ["How far?", "    [x: rating]", "    1. Not", "    2. A bit", "    3. Half",
                         "    4. Most", "    5. All of it"]),
        (raw("single", options=options({"points": {"care": 4, "haste": 1.5}}, {}, {})),
         ["    [x: single, care, haste]", "    - I plan. [care 4, haste 1.5]", "    - I ask."]),
        (raw("multiple", shuffle=True),
         ["    [x: multiple, answers in an order of chance, 2 at most]"]),
        (raw("multiple", at_least=2), ["    [x: multiple, 2 at most, 2 at least]"]),
        (raw("judgement"), ["    [x: judgement, care]", "    - I plan. [1]", "    - I ask. [4.5]"]),
        (raw("forced"), ["    [x: forced, care, haste]", "    - I plan. [care]",
                         "    - I ask. [haste]", "    - I go."]),
        (raw("ranking"), ["    [x: ranking, care, haste]", "    - I plan. [care]"]),
        (raw("number"), ["    [x: number, 0 to 100]"]),
        (raw("number", highest=1_000_000, unit="euros"), ["    [x: number, 0 to 1000000 euros]"]),
        (raw("consent", needed=True), ["I agree.", "    [x: consent, must be answered]"]),
        (raw("information"), ["Read this.", "    [x: information]"]),
    ],
)  # fmt: skip
def test_an_item_shows_its_words_and_what_counts(item, lines):
    text = shown(item)

    assert "\n".join(lines) in text


@pytest.mark.parametrize("type_", TYPES)
def test_everything_somebody_reads_in_an_item_is_shown(type_):
    one = built([raw(type_, hint="A hint.")], care={}, haste={})
    text = preview.text(one)

    assert [words for words in one.item("x").texts().values() if words not in text] == []


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"one_of": ["a", "b"]}, "shown if which is a or b]"),
        ({"at_least": 3}, "shown if which is 3 or more]"),
        ({"at_most": 2}, "shown if which is 2 or less]"),
    ],
)
def test_a_condition_is_said_in_words(test, words):
    assert words in shown(raw("short", show_if={"item": "which", **test}))


def test_sections_time_and_the_practice_item_are_shown():
    text = ASSESSMENT.replace("title: First part", "title: First part\n    shuffle: true")
    text = text.replace("title: First", "introduction: Think hard.\n    title: First")
    text = text.replace(
        "minutes: 5", "minutes: 1\ntime_limit: 20\npractice: {id: try, type: short, text: Try it.}"
    )

    found = preview.text(assessment(text))

    assert "3 questions, about 1 minute, made for development\nClosed after 20 minutes\n" in found
    assert "== To try out; it counts for nothing\n\nTry it.\n    [try: short]\n" in found
    assert "== First part (in an order of chance)\nThink hard.\n" in found


def test_a_scale_lists_the_items_of_those_it_includes():
    items = [raw("frequency", "one", scale="care"), raw("frequency", "two", scale="haste")]

    found = preview.text(built(items, care={}, haste={"includes": ["care"], "max_missing": 0}))

    assert "Care (haste), mean, up to 0 unanswered\n    one, two\n" in found


@pytest.mark.parametrize("one", library.assessments(), ids=lambda one: one.id)
def test_what_is_shipped_can_be_read_over_in_an_ordinary_window(one):
    text = preview.text(one)

    assert max(map(len, text.split("\n"))) <= preview.WIDTH
    assert [item.id for item in one.items if not re.search(rf"\[{item.id}: ", text)] == []
