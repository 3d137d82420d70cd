"""A LimeSurvey survey becomes a draft our loader takes, and says what it leaves out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.instruments import assessment_checks, limesurvey
from assess.instruments.assessment import Assessment
from assess.instruments.importing import Imported, ImportRefused
from tests.instruments.drafts import SAMPLES, draft
from tests.instruments.surveys import answers, of, row, xml
from tests.properties import tried

SAMPLE = (SAMPLES / "team-lead.lss").read_bytes()

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>&b;</LimeSurveyDocType></document>"""


@pytest.fixture(scope="module")
def imported() -> Imported:
    return limesurvey.read(SAMPLE)


@pytest.fixture(scope="module")
def sample(imported) -> Assessment:
    return draft(imported)


def test_a_survey_becomes_a_draft_in_shape(sample):
    problems = assessment_checks.problems(sample)

    assert sample.ref == "how-i-lead-my-team@1.0"
    assert sample.introduction == "For people who lead.\nThink of the last three months."
    assert [one.id for one in sample.sections] == [
        "about-you",
        "how-you-lead",
        "numbers-and-lines",
        "the-rest",
    ]
    assert [scale.id for scale in sample.scales] == ["how-you-lead"]
    left = ("say under ‘practice’", "square brackets")
    assert all(any(words in problem for words in left) for problem in problems)


@pytest.mark.parametrize(
    ("source", "item", "type_"),
    [
        ("L", "role", "single"),
        ("!", "region", "single"),
        ("O", "why", "single"),
        ("Y", "new", "single"),
        ("D", "since", "short"),
        ("X", "note", "information"),
        ("5", "energy", "rating"),
        ("A", "week-b", "rating"),
        ("F", "often-g", "rating"),
        ("F", "who-p", "single"),
        ("H", "col-x", "rating"),
        ("B", "ten-m", "number"),
        ("C", "unsure-v", "single"),
        ("E", "trend-s", "single"),
        ("1", "dual-f-0", "single"),
        ("1", "dual-f-1", "single"),
        (":", "hours-mo-pm", "number"),
        (":", "ticks-w1", "multiple"),
        (";", "lines-q1-b", "short"),
        ("N", "size", "number"),
        ("K", "costs-t", "number"),
        ("M", "tools", "multiple"),
        ("P", "talks", "multiple"),
        ("S", "board", "short"),
        ("Q", "names-a", "short"),
        ("T", "help", "long"),
        ("U", "story", "long"),
        ("R", "first", "ranking"),
        ("|", "plan", "file"),
    ],
)
def test_each_type_has_its_item(sample, source, item, type_):
    assert source in limesurvey.TYPES
    assert sample.item(item).type == type_


def test_gender_is_asked_as_a_choice():
    found, _ = of(row("1", "G"))

    assert [one.id for one in found.items[0].options] == ["f", "m"]


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("ten-m", {"item": "role", "one_of": ["a2"]}),
        ("tools", {"item": "size", "at_least": 5}),
        ("board", {"item": "tools", "one_of": ["sq2"]}),
        ("help", {"item": "often-g", "at_most": 1}),
        ("story", None),
        ("role", None),
    ],
)
def test_simple_conditions_are_kept(sample, item, condition):
    shown = sample.item(item).show_if

    assert (shown and shown.model_dump(mode="json", exclude_none=True)) == condition


def test_texts_limits_and_orders_are_kept(sample):
    role, size, often = (sample.item(name) for name in ("role", "size", "often-t"))

    assert role.text == "Which level do you lead?"
    assert role.hint == "Choose what fits most of your time."
    assert (role.needed, role.shuffle) == (True, True)
    assert (size.lowest, size.highest, size.whole, size.unit) == (1, 400, True, "people")
    assert (often.hint, often.needed) == ("How often do you do this?", True)
    assert sample.item("col-x").anchors == ("Not at all", "Little", "Half", "Mostly", "Fully")
    assert sample.item("dual-f-1").text == "Feedback (Result)"
    assert sample.item("board").longest == 60
    assert sample.item("tools").at_most == 2
    assert [section.shuffle for section in sample.sections] == [False, True, False, False]


@pytest.mark.parametrize(
    "sentence",
    [
        "Question ‘role’ in group ‘About you’: left out the answer ‘Other’ with a text.",
        "Question ‘role’ in group ‘About you’: left out the points of its answers.",
        "Question ‘region’ in group ‘About you’: left out the default answer.",
        "Question ‘why’ in group ‘About you’: left out the comment beside the answers.",
        "Question ‘why’ in group ‘About you’: left out the condition.",
        "Question ‘new’ in group ‘About you’: left out the reminder to answer.",
        "Question ‘gender’ in group ‘About you’: is never shown and was not carried over.",
        "Question ‘since’ in group ‘About you’: became a line of text; that it is a date is not "
        "checked.",
        "Question ‘lang’ in group ‘About you’: was not carried over; nothing fits the type ‘I’.",
        "Question ‘score’ in group ‘The rest’: was not carried over; nothing fits the type ‘*’.",
        "Question ‘land’ in group ‘The rest’: was not carried over. It has 14 answers, and an "
        "item takes 2 to 12.",
        "Question ‘often’ in group ‘How you lead’: left out the condition of row ‘t’.",
        "Question ‘costs’ in group ‘Numbers and lines’: left out ‘equals_num_value: 5000’.",
        "Group ‘The rest’: left out the order of chance among groups.",
        "Question ‘board’ in group ‘The rest’: left out the check ‘/^[a-z]+$/’.",
        "Question ‘board’ in group ‘The rest’: left out the encryption of answers.",
        "Question ‘help’ in group ‘The rest’: left out the script.",
        "Question ‘story’ in group ‘The rest’: is shown without its condition ‘size.NAOK > 3 and "
        'new.NAOK == "Y"’.',
        "Question ‘story’ in group ‘The rest’: ‘{role.shown}’ stays as it is written; nothing "
        "fills it in.",
        "The survey: left out the end text.",
        "The survey: left out the text of its mails.",
        "The assessment rule ‘Ready to lead’ was not carried over.",
        "The quota ‘Enough from the north’ was not carried over.",
        "The URL parameter ‘source’ was not carried over.",
        "The theme ‘fruity’ was not carried over.",
        "Settings of looks and statistics were not carried over: cssclass, hide_tip.",
        "Texts in other languages are available and were not carried over: de.",
    ],
)
def test_what_is_left_out_is_said(imported, sentence):
    assert sentence in imported.unmapped


def test_an_older_file_has_its_texts_in_each_language_beside_the_questions():
    german = {**row("1", "L"), "language": "de", "question": "Frage?"}
    german_answers = [{**one, "language": "de", "answer": "Ja"} for one in answers("1", "a", "b")]

    found, said = of(
        german,
        row("1", "L"),
        answers=[*german_answers, *answers("1", "Yes", "No")],
        surveys=[{"language": "en", "additional_languages": "de "}],
    )

    assert [item.text for item in found.items] == ["Question 1?"]
    assert [one.text for one in found.items[0].options] == ["Yes", "No"]
    assert "available and were not carried over: de." in said


def test_english_is_read_where_a_survey_has_it_beside_another_base():
    german = {**row("1", "T"), "language": "de", "question": "Frage?"}
    titles = [{"surveyls_language": one, "surveyls_title": "Team"} for one in ("de", "en")]

    found, said = of(
        german,
        {**row("1", "T"), "language": "en"},
        surveys=[{"language": "de", "additional_languages": "en"}],
        surveys_languagesettings=titles,
    )

    assert [item.text for item in found.items] == ["Question 1?"]
    assert "available and were not carried over: de." in said


def test_how_many_answers_are_to_be_chosen_is_carried_over():
    lines = [row(f"{n}", "T", parent_qid="1") for n in (11, 12, 13)]
    limits = [
        {"qid": "1", "attribute": f"{end}_answers", "value": value}
        for end, value in (("min", "2"), ("max", "3"))
    ]

    found, said = of(row("1", "M"), subquestions=lines, question_attributes=limits)

    assert (found.item("q1").at_least, found.item("q1").at_most) == (2, 3)
    assert "_answers" not in said


def test_a_base_language_that_is_not_english_is_said():
    _, said = of(row("1", "T"), surveys=[{"language": "de"}])

    assert "its texts are in ‘de’; translate them." in said


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [
        ('q1.NAOK == "A1"', {"one_of": ("a1",)}),
        ("((q1.NAOK == 'A2'))", {"one_of": ("a2",)}),
        ('q1 eq "A2"', {"one_of": ("a2",)}),
        ('9X1X1.NAOK == "A1"', {"one_of": ("a1",)}),
        ("q2.NAOK >= 3", {"at_least": 3}),
        ("q2.NAOK le 2", {"at_most": 2}),
        ('q2.NAOK == "5"', {"at_least": 5}),
    ],
)
def test_a_simple_relevance_equation_is_said_exactly(relevance, expected):
    found, _ = of(
        row("1", "L", question_order="1"),
        row("2", "5", question_order="2"),
        row("3", "T", question_order="3", relevance=relevance),
        answers=answers("1", "a", "b"),
    )

    shown = found.item("q3").show_if.model_dump(exclude_none=True)
    assert {key: value for key, value in shown.items() if key != "item"} == expected


@pytest.mark.parametrize(
    "relevance",
    [
        'q1.NAOK != "A1"',
        'q1.NAOK == "A9"',
        'q9.NAOK == "A1"',
        "!is_empty(q1.NAOK)",
        'q1.NAOK == "A1" and q2.NAOK > 3',
        "(" * 5000,
        "q1.NAOK == " + "9" * 2000,
        "(((",
    ],
)
def test_other_relevance_equations_are_named_and_not_guessed(relevance):
    found, said = of(
        row("1", "L", question_order="1"),
        row("2", "5", question_order="2"),
        row("3", "T", question_order="3", relevance=relevance),
        answers=answers("1", "a", "b"),
    )

    assert found.item("q3").show_if is None
    assert "Question ‘q3’ in group ‘G’: is shown without its condition" in said


def test_questions_of_one_random_group_shuffle_their_section_and_others_are_named():
    settings = [{"qid": "1", "attribute": "random_group", "value": "x"}]

    all_of_them, _ = of(row("1", "5"), question_attributes=settings)
    one_of_two, said = of(row("1", "T"), row("2", "T"), question_attributes=settings)

    assert all_of_them.sections[0].shuffle
    assert not one_of_two.sections[0].shuffle
    assert "Question ‘q1’ in group ‘G’: left out the order of chance in ‘x’." in said


def test_an_order_of_chance_that_nothing_scored_could_have_is_named():
    settings = [{"qid": "1", "attribute": "random_group", "value": "x"}]

    found, said = of(row("1", "T"), question_attributes=settings)

    assert not found.sections[0].shuffle
    assert "‘G’: left out the order of chance, which only scored items can have." in said


def test_ten_points_are_named_as_a_number_that_counts_towards_no_scale():
    rows = [{"qid": "11", "parent_qid": "1", "title": "a", "question": "Line"}]

    _, said = of(row("1", "B"), subquestions=rows)

    assert "its points became a number from 1 to 10, which counts towards no scale" in said


def test_a_sum_that_was_asked_for_is_named_with_its_question():
    settings = [{"qid": "1", "attribute": "equals_sum_value", "value": "100"}]
    rows = [{"qid": "11", "parent_qid": "1", "title": "a", "question": "Line"}]

    _, said = of(row("1", "K"), subquestions=rows, question_attributes=settings)

    assert "Question ‘q1’ in group ‘G’: left out ‘equals_sum_value: 100’." in said
    assert "looks and statistics" not in said


def test_a_question_without_its_group_is_named():
    _, said = of(row("1", "T"), row("2", "T", gid="7"))

    assert "Question ‘q2’: has no group and was not carried over." in said


def test_html_control_signs_and_long_names_leave_the_texts():
    title = "x" * 300

    found, said = of(
        row(
            "1", "T", title=title, question="<p>Do\u200b you</p><img src='x'/>\u202eact &lt;1&gt;?"
        ),
        row("2", "T", title=title, question="\u200b"),
    )

    assert found.items[0].text == "Do you\nact <1>?"
    assert [len(item.id) for item in found.items] == [40, 40]
    assert len({item.id for item in found.items}) == 2
    assert "left out HTML in a text (img)" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        ("", "empty"),
        (b"hello", "no XML"),
        (b'{"pages": []}', "no XML"),
        (b"<document>", "no XML"),
        (b"<document>\x00</document>", "no XML"),
        ("<document>\ud800</document>", "no XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><document/>', "no XML"),
        (b"<html/>", "no LimeSurvey"),
        (b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>", "no LimeSurvey"),
        (xml(), "no question"),
        (xml(groups=[], questions=[]), "no question"),
        (xml(questions=[row("1", "*")]), "no question"),
        (BOMB, "DTD"),
        ('<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>', "DTD"),
        ("<!DOCTYPE d><document/>", "DTD"),
        (b"<a>" * 100_000, "deeper than 50"),
        (b"<a>" * 51 + b"</a>" * 51, "deeper than 50"),
        (b"x" * 10_000_000, "5,000,000 bytes"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_survey_is_refused_with_a_sentence(data, words):
    started = time.process_time()

    with pytest.raises(ImportRefused, match=words):
        limesurvey.read(data)

    assert time.process_time() - started < 0.9


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=10)
VALUES = WORDS | st.sampled_from(
    ["1", "2", "0", "-3", "1e9", "Y", "q1", 'q1.NAOK == "A1"', "random"]
)
_COLUMNS = """
qid gid parent_qid title question code answer aid scale_id relevance mandatory other attribute value
language sortorder question_order help
"""
COLUMNS = st.sampled_from(_COLUMNS.split())
_TABLES = "answers subquestions question_attributes question_l10ns quota"
TABLES = st.sampled_from(_TABLES.split())
ROWS = st.lists(st.dictionaries(COLUMNS, VALUES, max_size=5), max_size=3)


@tried
@given(
    st.lists(st.sampled_from([*limesurvey.TYPES, "*", ""]), min_size=1, max_size=3),
    st.dictionaries(TABLES, ROWS, max_size=4),
    ROWS,
)
def test_tables_of_any_content_are_read_or_refused(types, tables, more):
    plain = [row(str(n), type_) for n, type_ in enumerate(types, start=1)]
    odd = [{**row("1", types[0]), **one} for one in more]

    try:
        found = draft(limesurvey.read(xml(questions=[*odd, *plain], **tables)))
    except ImportRefused:
        return
    fine = ("say under ‘practice’", "items; write", "start", "instead of ‘", "square brackets")
    for problem in assessment_checks.problems(found):
        assert any(words in problem for words in (*fine, "can stay hidden")), problem
