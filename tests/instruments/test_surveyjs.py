"""A SurveyJS survey becomes a draft our loader takes, and says what it leaves out."""

import json

import pytest

from assess.instruments import assessment_checks, surveyjs
from assess.instruments.assessment import Assessment
from assess.instruments.importing import Imported
from tests.instruments.drafts import RATED, SAMPLES, draft, survey_of

SAMPLE = (SAMPLES / "team-lead.json").read_text(encoding="utf-8")


def choose(name: str, *choices: object, **more: object) -> dict[str, object]:
    return {"type": "radiogroup", "name": name, "choices": [*choices], **more}


@pytest.fixture(scope="module")
def imported() -> Imported:
    return surveyjs.read(SAMPLE)


@pytest.fixture(scope="module")
def sample(imported) -> Assessment:
    return draft(imported)


def test_a_survey_becomes_a_draft_in_shape(sample):
    problems = assessment_checks.problems(sample)

    assert sample.ref == "how-i-lead-my-team@1.0"
    assert sample.title == "How I lead my team"
    assert sample.introduction == "Think of the last three months."
    assert sample.time_limit == 25
    assert [scale.id for scale in sample.scales] == ["habits"]
    left = ("say under ‘practice’", "square brackets")
    assert all(any(words in problem for words in left) for problem in problems)


def test_what_the_author_must_say_stands_in_square_brackets(sample):
    scale = sample.scales[0]

    for text in (sample.purpose, sample.population, sample.licence, scale.definition):
        assert text.startswith("[")
    assert sample.source.startswith("Imported from a SurveyJS survey. [")
    assert scale.reliability.value < 0.1


@pytest.mark.parametrize(
    ("item", "type_"),
    [
        ("welcome", "information"),
        ("level", "single"),
        ("leads", "single"),
        ("size", "number"),
        ("region", "single"),
        ("mail", "short"),
        ("tools", "multiple"),
        ("often-goals", "rating"),
        ("often-i-say-thank-you", "rating"),
        ("pace", "agreement"),
        ("clarity", "rating"),
        ("advise", "number"),
        ("mood", "single"),
        ("why", "long"),
        ("first", "ranking"),
        ("contact", "information"),
        ("people-one", "short"),
        ("days-friday", "single"),
        ("plan-file", "file"),
    ],
)
def test_each_type_has_its_item(sample, item, type_):
    assert sample.item(item).type == type_


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("size", {"item": "leads", "one_of": ["true"]}),
        ("why", {"item": "advise", "at_most": 6}),
        ("clearer", {"item": "clarity", "at_least": 4}),
        ("board-name", {"item": "tools", "one_of": ["plan", "board"]}),
        ("pace", {"item": "leads", "one_of": ["true"]}),
        ("both", None),
    ],
)
def test_simple_conditions_are_kept(sample, item, condition):
    shown = sample.item(item).show_if

    assert (shown and shown.model_dump(mode="json", exclude_none=True)) == condition


def test_texts_limits_and_orders_are_kept(sample):
    level, size, often = (sample.item(name) for name in ("level", "size", "often-listen"))

    assert level.needed
    assert level.shuffle
    assert [one.text for one in level.options] == ["team", "Department", "Company"]
    assert (size.lowest, size.highest, size.whole) == (1, 400, True)
    assert often.anchors == ("Never", "Rarely", "Sometimes", "Often", "Always")
    assert often.hint == "How often do you do this?"
    assert sample.item("welcome").text == "Welcome.\nTake your time."
    assert sample.item("advise").hint == "10: Certainly"
    assert sample.item("tools").at_most == 2
    assert [section.shuffle for section in sample.sections] == [False, True, False]


@pytest.mark.parametrize(
    "sentence",
    [
        "Question ‘level’ on page ‘role’: left out the answer ‘Other’ with a text.",
        "Question ‘size’ on page ‘role’: left out the validator ‘expression’.",
        "Question ‘region’ on page ‘role’: left out the order ‘asc’.",
        "Question ‘mail’ on page ‘role’: became a line of text; ‘email’ is not checked.",
        "Question ‘tools’ on page ‘role’, answer ‘plan’: left out ‘visibleIf’.",
        "Question ‘tools’ on page ‘role’: left out ‘minSelectedChoices: 1’.",
        "Question ‘clarity’ on page ‘habits’: ‘{region}’ stays as it is written; nothing fills it "
        "in.",
        "Question ‘both’ on page ‘more’: is shown without its condition ‘{advise} > 3 and {pace} "
        "> 3’.",
        "Question ‘days’ on panel ‘contact’ on page ‘more’: left out the order of chance of its "
        "rows.",
        "Question ‘sum’ on page ‘more’: was not carried over; nothing fits the type ‘expression’.",
        "Question ‘reports’ on page ‘more’: was not carried over; nothing fits the type "
        "‘paneldynamic’ with person.",
        "Question ‘secret’ on page ‘more’: is never shown and was not carried over.",
        "The survey: left out the trigger ‘setvalue’.",
        "The survey: left out the calculated value ‘mean_pace’.",
        "Settings of looks and navigation were not carried over: colCount, logo, showProgressBar.",
        "Texts in other languages are available and were not carried over: de, fr.",
    ],
)
def test_what_is_left_out_is_said(imported, sentence):
    assert sentence in imported.unmapped


def test_nothing_of_the_sample_goes_unnoticed(imported):
    """Every setting of an element stands in the draft or in a sentence."""
    said = imported.yaml + "\n".join(imported.unmapped)

    for setting in ("acceptedTypes", "allowMultiple", "defaultValue", "completedHtml", "None"):
        assert setting in said


def test_a_setting_nobody_knows_is_named():
    _, said = survey_of(
        {**RATED, "futureThing": 7, "emptyThing": "", "offThing": False}, later={"a": 1}
    )

    assert "Question ‘r’ on page ‘p’: left out ‘futureThing: 7’." in said
    assert "The survey: left out ‘later’." in said
    assert "emptyThing" not in said
    assert "offThing" not in said


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ({}, "agreement"),
        ({"rateValues": [5, 4, 3, 2, 1]}, "agreement"),
        ({"rateCount": 5}, "agreement"),
        ({"minRateDescription": "Bad", "maxRateDescription": "Good"}, "rating"),
        ({"minRateDescription": "Strongly agree", "maxRateDescription": "Disagree"}, "rating"),
        ({"rateValues": ["Bad", "Low", "Fair", "Good", "Best"]}, "rating"),
        ({"rateValues": ["Bad", "Low", "Fair", "Good", "N/A"]}, "single"),
        ({"rateMax": 7}, "number"),
        ({"rateCount": 3}, "number"),
        ({"rateMin": 0, "rateMax": 10, "rateStep": 5}, "single"),
        ({"rateMin": 0, "rateMax": 1_000_000}, "number"),
        ({"rateValues": ["Yes", "No"]}, "single"),
        ({"rateMin": 5, "rateMax": 1, "rateStep": -1}, "single"),
    ],
)
def test_points_become_what_means_the_same(more, type_):
    found, _ = survey_of({**RATED, **more})

    assert found.item("r").type == type_


def test_the_highest_point_is_the_highest_level():
    points = [{"value": n, "text": word} for n, word in zip((5, 4, 3, 2, 1), "ABCDE", strict=True)]
    asks = {"type": "comment", "name": "c", "visibleIf": "{r} >= 4"}

    found, _ = survey_of({**RATED, "rateValues": points}, asks)

    assert found.item("r").anchors == ("E", "D", "C", "B", "A")
    assert found.item("c").show_if.at_least == 4


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{s} = 'x'", {"one_of": ("x",)}),
        ('{s} == "y"', {"one_of": ("y",)}),
        ("{s} anyof ['x', 'y']", {"one_of": ("x", "y")}),
        ("{n} >= 3", {"at_least": 3}),
        ("{n} > 3", {"at_least": 4}),
        ("{n} < 3", {"at_most": 2}),
        ("{n} <= 2.5", {"at_most": 2}),
        ("{r} = 5", {"at_least": 5}),
        ("{r} = 1", {"at_most": 1}),
        ("{m} contains 'x'", {"one_of": ("x",)}),
    ],
)
def test_a_condition_with_one_comparison_is_said_exactly(condition, expected):
    number = {"type": "text", "name": "n", "inputType": "number", "min": 0, "max": 9, "step": 1}
    several = {"type": "checkbox", "name": "m", "choices": ["x", "y"]}

    found, said = survey_of(
        choose("s", "x", "y"), number, RATED, several,
        {"type": "comment", "name": "c", "visibleIf": condition},
    )  # fmt: skip

    shown = found.item("c").show_if.model_dump(exclude_none=True)
    assert {key: value for key, value in shown.items() if key != "item"} == expected
    assert "without its condition" not in said


@pytest.mark.parametrize(
    "condition",
    [
        "{s} <> 'x'",
        "{s} != 'x'",
        "{s} = 'z'",
        "{s} notempty",
        "{s} = 'x' or {s} = 'y'",
        "{later} = 'x'",
        "{n} = 3",
        "{n} > 100",
        "{r} = 3",
        "{m} = 'x'",
        "{m} contains ['x', 'y']",
        "{t} = 'x'",
        "age({s}) > 3",
        "{",
        7,
        ["{s} = 'x'"],
        "{s} = " + "'" * 5000,
    ],
)
def test_other_conditions_are_named_and_not_guessed(condition):
    number = {"type": "text", "name": "n", "inputType": "number", "min": 0, "max": 9, "step": 1}
    several = {"type": "checkbox", "name": "m", "choices": ["x", "y"]}

    found, said = survey_of(
        choose("s", "x", "y"), number, RATED, several, {"type": "text", "name": "t"},
        {"type": "comment", "name": "c", "visibleIf": condition}, choose("later", "x", "y"),
    )  # fmt: skip

    assert found.item("c").show_if is None
    assert "Question ‘c’ on page ‘p’: is shown without its condition" in said


def test_a_number_that_may_have_a_fraction_is_not_compared_by_one_more():
    number = {"type": "text", "name": "n", "inputType": "number", "min": 0, "max": 9}

    found, _ = survey_of(number, {"type": "comment", "name": "c", "visibleIf": "{n} > 3"})

    assert not found.item("n").whole
    assert found.item("c").show_if is None


def test_a_section_whose_conditions_need_an_order_is_not_shuffled():
    asks = {"type": "comment", "name": "c", "visibleIf": "{s} = 'x'"}

    found, said = survey_of(choose("s", "x", "y"), asks, questionOrder="random")

    assert not found.sections[0].shuffle
    assert "the order of chance, which its conditions forbid" in said


def test_a_matrix_alone_on_its_page_may_have_its_rows_in_an_order_of_chance():
    matrix = {"type": "matrix", "name": "m", "columns": ["a", "b"], "rows": ["1", "2"]}

    found, said = survey_of({**matrix, "rowsOrder": "random"})

    assert found.sections[0].shuffle
    assert "left out the order of chance" not in said


@pytest.mark.parametrize("count", [0, 1, 13])
def test_a_question_with_too_few_or_too_many_answers_is_named(count):
    found, said = survey_of(RATED, choose("s", *range(count)))

    assert [item.id for item in found.items] == ["r"]
    assert f"Question ‘s’ on page ‘p’: was not carried over. It has {count} answer" in said


def test_the_english_text_is_taken_wherever_it_stands():
    found, said = survey_of(
        {**RATED, "title": {"default": "Standard", "en": "English", "nl": "Nederlands"}},
        {**RATED, "name": "s", "title": {"de": "Nur deutsch"}},
    )

    assert [item.text for item in found.items] == ["English", "Nur deutsch"]
    assert "available and were not carried over: nl." in said
    assert "texts in it are not; translate from: de." in said


def test_more_pages_than_we_have_sections_go_into_the_last():
    pages = [{"name": f"p{n}", "elements": [{**RATED, "name": f"r{n}"}]} for n in range(30)]

    found, said = survey_of(pages=pages)

    assert len(found.sections) == 24
    assert len(found.items) == 30
    assert "‘p29’ was put into section 24" in said


def test_a_page_with_nothing_left_is_named():
    pages = [
        {"name": "one", "elements": [RATED]},
        {"name": "two", "elements": []},
        {"name": "three", "elements": [RATED], "visible": False},
    ]

    _, said = survey_of(pages=pages)

    assert "‘two’ holds nothing that was carried over." in said
    assert "Page ‘three’: is never shown and was not carried over." in said


def test_a_survey_without_pages_or_with_old_ones_is_read():
    for survey in (
        {"elements": [RATED]},
        {"questions": [RATED]},
        {"pages": [{"questions": [RATED]}]},
    ):
        assert draft(surveyjs.read(json.dumps(survey))).items[0].id == "r"


def test_an_id_may_be_given():
    assert draft(surveyjs.read(json.dumps({"elements": [RATED]}), "mine")).id == "mine"


def test_ten_points_are_named_as_a_number_that_counts_towards_no_scale():
    found, said = survey_of({"type": "rating", "name": "r", "rateMin": 1, "rateMax": 10})

    assert found.items[0].type == "number"
    assert "its points became a number from 1 to 10, which counts towards no scale" in said


def test_an_order_of_chance_that_nothing_scored_could_have_is_named():
    found, said = survey_of({"type": "comment", "name": "c"}, questionsOrder="random")

    assert not found.sections[0].shuffle
    assert "‘p’: left out the order of chance, which only scored items can have." in said


def test_an_order_of_chance_says_whom_it_is_for():
    found, said = survey_of(RATED, {"type": "comment", "name": "c"}, questionsOrder="random")

    assert found.sections[0].shuffle
    assert "‘p’: items that count towards a scale have an order of chance; the others" in said


def test_the_name_of_a_page_is_no_heading():
    found, said = survey_of(RATED)

    assert found.sections[0].title == "[Write the heading of this section.]"
    assert "‘p’: is a name and no title; write a heading people can read." in said
