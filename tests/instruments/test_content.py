"""The assessments that are shipped keep to the rules of their authors."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import correlation, mean

import pytest

from assess.instruments import library
from assess.instruments.assessment import Assessment, Method, Scale, Section
from assess.instruments.items.base import Item
from assess.instruments.items.choices import Choosing, Judgement
from assess.instruments.items.levels import Levelled
from tests import copy_rules

UNKNOWABLE = (
    r"\b(?:openly|open about|honest\w*|sincere\w*|They also|took most of your|much of your time)\b"
    r"|\bYou (?:answered|have|took|told|left)\b"
)
"""Whether somebody meant what they answered, and what they do beside it: no answer tells. A pattern
on the whole is told, no single act, of which the answers below the text may say the opposite."""

SHIPPED = library.assessments()
SCALES = [(one, scale) for one in SHIPPED for scale in one.scales]
SECTIONS = [(one, section) for one in SHIPPED for section in one.sections]
MEANS = [(one, scale) for one, scale in SCALES if scale.method is Method.MEAN]

REVERSED = (0.10, 0.40)
FEW_TO_REVERSE = {
    ("salesforce-development-self", "emerging-markets"):
        "four acts of one kind of market; a reversed one would be another act",
    ("salesforce-development-self", "developed-markets"):
        "four acts of one kind of market; a reversed one would be another act",
}  # fmt: skip

LONGEST_ITEM, LONGEST_SITUATION = 25, 85
LONGEST_SENTENCES = 18
"""On average: what people of twelve read with ease."""

LONGEST_INTRODUCTION = 520
"""As many letters as a phone shows above the button; how long it takes is said beside it."""

GERMAN_IS_LONGER = 1.2

SAME_ID_OTHER_TEXT = {
    "pl-time": "time for the target market in one file, time for groups of customers in the other",
    "pl-reflect": "each file closes its own part on planning with a question of its own",
}
"""Answers are kept with their file, so none are mixed up, and a published file does not change:
the next version of one of them takes another id."""

BESIDE_THE_COMPETENCIES = {
    ("smart-sales-leader-sjt", "judgement"): "one score over situations from all five",
    ("strategic-sales-manager-self", "strategic-management"): "all six taken together",
    ("strategic-sales-manager-self", "selling-skill"): "set against them, so as not to pose as one",
    ("strategic-sales-manager-self", "time-managing"): "where time goes, within one person",
    ("strategic-sales-manager-self", "time-selling"): "where time goes, within one person",
}

SAID_IN_A_SITUATION = {
    ("true-sales-leadership", "sorry"): "one way out of a leak is to apologise to clients",
}


def named(pair: object) -> str:
    return pair.id if isinstance(pair, Assessment | Scale | Section) else str(pair)


def others_may_answer(assessment: Assessment) -> bool:
    """A file about oneself that people around a leader will answer as well."""
    return assessment.about == "self"


def best(item: Judgement) -> int:
    """The place in the file of the most effective response."""
    keys = [option.key for option in item.options]
    return keys.index(max(keys))


def report_of(scale: Scale) -> list[str]:
    said = scale.report
    return [said.high, said.middle, said.low, *said.steps, said.question]


def words_a_sentence(texts: list[str]) -> float:
    sentences = [one for text in texts for one in re.split(r"(?<=[.?!])\s+", text)]
    return sum(len(one.split()) for one in sentences) / len(sentences)


def read_by_people(assessment: Assessment) -> Iterator[str]:
    yield from (assessment.purpose, assessment.population, *assessment.texts().values())
    for item in assessment.items:
        yield getattr(item, "text_others", None) or ""
        yield from (getattr(one, "rationale", None) or "" for one in getattr(item, "options", ()))
    for scale in assessment.scales:
        yield from (scale.definition, scale.caution or "", scale.reliability.basis)
        yield from report_of(scale)


def test_at_least_seven_assessments_are_shipped():
    assert len(SHIPPED) >= 7


def test_an_id_means_the_same_item_wherever_it_stands():
    texts: dict[str, set[str]] = defaultdict(set)
    for assessment in SHIPPED:
        for item in assessment.items:
            texts[item.id].add(item.text)

    assert {id_ for id_, found in texts.items() if len(found) > 1} == SAME_ID_OTHER_TEXT.keys()


@pytest.mark.parametrize("assessment", [*filter(others_may_answer, SHIPPED)], ids=named)
def test_a_statement_about_oneself_can_be_made_by_others(assessment):
    levelled = [item for item in assessment.items if isinstance(item, Levelled) and item.scale]

    assert [item.id for item in levelled if not item.text_others] == []
    for item in levelled:
        assert not re.search(r"\b(?:I|me|my|mine|myself)\b", item.text_others), item.id
        assert item.text_others != item.text


@pytest.mark.parametrize(("assessment", "scale"), MEANS, ids=named)
def test_some_items_of_a_scale_are_reversed_and_most_are_not(assessment, scale):
    items = assessment.items_of(scale)
    share = sum(item.reverse for item in items) / len(items)

    is_within = REVERSED[0] <= share <= REVERSED[1]

    assert is_within != ((assessment.id, scale.id) in FEW_TO_REVERSE)


def is_situation(item: Item) -> bool:
    """A choice among acts, which needs its circumstances told."""
    return isinstance(item, Choosing)


@pytest.mark.parametrize("assessment", SHIPPED, ids=named)
def test_items_are_short(assessment):
    too_long = [
        item.id
        for item in assessment.items
        if len(item.text.split()) > (LONGEST_SITUATION if is_situation(item) else LONGEST_ITEM)
    ]

    assert too_long == []


@pytest.mark.parametrize(("_assessment", "scale"), SCALES, ids=named)
def test_a_report_speaks_to_the_person(_assessment, scale):
    said = scale.report

    for text in (said.high, said.middle, said.low):
        assert re.search(r"\bYour (?:team's )?answers describe\b", text, re.IGNORECASE), text
    for text in report_of(scale):
        assert not re.search(r"\b(?:he|she|his|her|the leader|this person)\b", text), text


@pytest.mark.parametrize(("_assessment", "scale"), SCALES, ids=named)
def test_a_report_claims_nothing_that_answers_cannot_show(_assessment, scale):
    said = scale.report

    for text in (said.high, said.middle, said.low):
        assert not re.search(UNKNOWABLE, text, re.IGNORECASE), text
        if scale.method is not Method.IPSATIVE:
            assert "on the whole, your " in text.lower(), text


@pytest.mark.parametrize("assessment", SHIPPED, ids=named)
def test_nothing_people_read_breaks_the_copy_rules(assessment):
    found = {word for text in read_by_people(assessment) for word in copy_rules.refused(text)}

    assert found == {word for one, word in SAID_IN_A_SITUATION if one == assessment.id}


@pytest.mark.parametrize(("_assessment", "section"), SECTIONS, ids=named)
def test_questions_read_with_ease(_assessment, section):
    texts = [text for item in section.items for text in item.texts().values()]

    assert words_a_sentence([*texts, section.introduction or "So."]) <= LONGEST_SENTENCES


@pytest.mark.parametrize(("_assessment", "scale"), SCALES, ids=named)
def test_reports_read_with_ease(_assessment, scale):
    assert words_a_sentence(report_of(scale)) <= LONGEST_SENTENCES


@pytest.mark.parametrize("assessment", SHIPPED, ids=named)
def test_what_is_read_before_starting_reads_with_ease(assessment):
    assert words_a_sentence([assessment.introduction]) <= LONGEST_SENTENCES


@pytest.mark.parametrize("assessment", SHIPPED, ids=named)
def test_what_is_read_before_starting_fits_on_a_phone(assessment):
    german = library.translations(assessment.ref)["de"].texts["introduction"]

    assert len(assessment.introduction) <= LONGEST_INTRODUCTION
    assert len(german) <= GERMAN_IS_LONGER * LONGEST_INTRODUCTION
    assert not re.search("minute", f"{assessment.introduction} {german}", re.IGNORECASE)


@pytest.mark.parametrize("assessment", SHIPPED, ids=named)
def test_no_name_of_an_area_has_a_colon_that_would_meet_another(assessment):
    titles = [scale.title for scale in assessment.scales]
    texts = library.translations(assessment.ref)["de"].texts
    titles += [texts[f"scales.{scale.id}.title"] for scale in assessment.scales]

    assert not [title for title in titles if ":" in title]


@pytest.mark.parametrize("assessment", [one for one in SHIPPED if one.framework], ids=named)
def test_scales_of_a_framework_keep_the_ids_of_its_competencies(assessment):
    competencies = {one.id for one in library.framework(assessment.framework).competencies}
    scales = {scale.id for scale in assessment.scales}

    beside = {scale for instrument, scale in BESIDE_THE_COMPETENCIES if instrument == assessment.id}

    assert scales - competencies == beside
    assert competencies <= scales or scales == beside


@pytest.mark.parametrize(
    ("ref", "framework"),
    [
        ("smart-sales-leader-self@1.0", "smart-sales-leader@1.0"),
        ("strategic-sales-manager-self@1.0", "strategic-sales-manager@1.0"),
    ],
)
def test_self_evaluations_can_be_laid_beside_interviews(ref, framework):
    assert library.assessment(ref).framework == framework


def test_what_is_reworded_stays_the_same_measure_in_both_languages():
    before, now = (library.assessment(f"strategic-sales-manager-self@1.{n}") for n in (0, 1))
    changed = {item.id for item in now.items if item.text != before.item(item.id).text}

    german = library.translations(now.ref)["de"].texts

    assert now.comparable_by == before.comparable_by
    assert changed == {"model-praise", "metric-total", "pay-amount"}
    assert german.keys() == library.translations(before.ref)["de"].texts.keys()
    assert "belasse ich es bei einem Lob" in german["items.model-praise.text"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_neither_length_nor_place_gives_away_which_response_is_best(language):
    situations = library.assessment("smart-sales-leader-sjt@1.0")
    translated = library.translations(situations.ref).get(language)
    texts = situations.texts() | (translated.texts if translated else {})
    ranks, keys, lengths = Counter[int](), list[float](), list[float]()
    items = [item for item in situations.items if isinstance(item, Judgement)]
    for item in items:
        long = [len(texts[f"items.{item.id}.options.{one.id}"]) for one in item.options]
        ranks[sorted(long, reverse=True).index(long[best(item)])] += 1
        keys += [one.key - mean(one.key for one in item.options) for one in item.options]
        lengths += [one - mean(long) for one in long]

    assert max(ranks.values()) <= len(items) / 2
    assert abs(correlation(keys, lengths)) < 0.2
    assert max(Counter(map(best, items)).values()) <= len(items) / 3


def test_every_practice_of_the_article_on_smart_leaders_is_asked_about():
    # Authors number the practices of this source (003) as its framework does: S1 is behaviour s1.
    framework = library.framework("smart-sales-leader@1.0")
    practices = {one.id.upper() for part in framework.competencies for one in part.behaviours}
    notes = [
        item.practice
        for assessment in SHIPPED
        for item in assessment.items
        if item.scales and item.practice and item.practice.startswith("003 ")
    ]

    covered = {code for note in notes for code in re.findall(r"\b[SMART][1-9]\b", note)}

    assert covered == practices


def test_a_long_sentence_would_be_noticed():
    assert words_a_sentence(["One two three. Four!", "Five six?"]) == 2
