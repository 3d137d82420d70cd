"""Awkward SurveyJS files end in a draft our loader takes, or in a refusal with a sentence."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.instruments import assessment_checks, surveyjs
from assess.instruments.importing import MAX_BYTES, ImportRefused
from tests.instruments.drafts import RATED, SAMPLES, draft, survey_of
from tests.properties import tried

SAMPLE = (SAMPLES / "team-lead.json").read_text(encoding="utf-8")


def test_names_become_ids_that_differ():
    names = ["Über uns!", "", "123", "x" * 300, "x" * 300, "x" * 299, "好", "a-b", "a b"]

    found, said = survey_of(*({**RATED, "name": name} for name in names))

    ids = [item.id for item in found.items]
    assert ids[:3] == ["uber-uns", "item", "item-123"]
    assert len(set(ids)) == len(names)
    assert max(len(one) for one in ids) == 40
    assert "names two questions; conditions mean the first" in said


def test_html_and_signs_nobody_sees_leave_the_texts():
    title = (
        "<script>alert(1)</script><p>Do\u200b you</p><p>a\x00gree &amp; <b>act</b>?<!-- no --></p>"
        "<a href='https://example.com'>more</a> 1 < 2 \u202eabc\ufeff\ud800"
    )

    found, said = survey_of({**RATED, "title": title})

    assert found.item("r").text == "Do you\nagree & act?\nmore 1 < 2 abc"
    assert "left out HTML in a text (a, script)" in said


def test_every_sign_is_one_the_loader_takes_or_is_left_out():
    signs = [*map(chr, range(0x10000)), *map(chr, range(0xE0000, 0xE0080)), "\U0001f600"]
    texts = ["x" + "".join(signs[n : n + 1500]) for n in range(0, len(signs), 1500)]

    found, _ = survey_of(*({**RATED, "title": text} for text in texts))

    assert len(found.items) == len(texts)
    assert "\U0001f600" in found.items[-1].text


def test_a_long_text_is_cut_and_said():
    found, said = survey_of({**RATED, "title": "word " * 1000}, title="T" * 300)

    assert len(found.item("r").text) <= 2000
    assert len(found.title) == 200
    assert "Question ‘r’ on page ‘p’: a text was cut to 2,000 characters." in said
    assert "The survey: a text was cut to 200 characters." in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("hello", "no JSON"),
        ("{", "no JSON"),
        ("<document/>", "no JSON"),
        (b"\xff\xfe{", "UTF-8"),
        ("[]", "one object"),
        ("null", "one object"),
        ("{}", "no pages or elements"),
        ('{"pages": 3}', "no pages or elements"),
        ('{"pages": []}', "no question"),
        ('{"elements": [1, "a", null, []]}', "no question"),
        ('{"elements": [{"type": "expression", "name": "e"}]}', "no question"),
        ('{"a": ' + "9" * 5000 + "}", "no JSON"),
        ("[" * 100_000, "deeper than 50"),
        ("[" * 60 + "]" * 60, "deeper than 50"),
        ('{"a":' * 60 + "1" + "}" * 60, "deeper than 50"),
        ("[" * 100_000 + "]" * 100_000, "deeper than 50"),
        ("x" * 10_000_000, "5,000,000 bytes"),
        (b"x" * (MAX_BYTES + 1), "5,000,000 bytes"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_survey_is_refused_with_a_sentence(text, words):
    with pytest.raises(ImportRefused, match=words):
        surveyjs.read(text)


def test_a_draft_that_no_file_may_hold_is_refused():
    elements = [{"type": "html", "name": "h", "html": f"{n} " + "word " * 390} for n in range(700)]

    with pytest.raises(ImportRefused, match="1,000,000 bytes"):
        surveyjs.read(json.dumps({"elements": elements}))


def test_markup_that_never_ends_is_read_in_no_time():
    started = time.process_time()

    for part in ("<", "<!--", "<script>", "<a ", "&", "{a", "<p>"):
        survey_of({**RATED, "title": part * 40_000})

    assert time.process_time() - started < 0.9


@pytest.mark.parametrize("wrong", [None, True, 7, -1.5, "word", [], ["a"], [[1]], {}, {"a": {}}])
def test_values_of_the_wrong_kind_end_in_no_error(wrong):
    survey = json.loads(SAMPLE)
    whole = [one for page in survey["pages"] for one in page["elements"]]
    broken = [{**one, key: wrong} for one in whole for key in one]
    pages = [{**page, "elements": [RATED], key: wrong} for page in survey["pages"] for key in page]

    for elements in ([one, RATED] for one in broken):
        draft(surveyjs.read(json.dumps({"elements": elements})))
    draft(surveyjs.read(json.dumps({"pages": [*pages, {"elements": [RATED]}]})))
    for key in survey:
        draft(surveyjs.read(json.dumps({"elements": [RATED], **survey, "pages": [], key: wrong})))


def test_what_is_of_the_wrong_kind_is_named():
    _, said = survey_of(
        {**RATED, "title": [1]},
        {"type": "multipletext", "name": "m", "items": "one"},
        {"type": "radiogroup", "name": "s", "choices": {"a": 1}},
        7,
        calculatedValues="sum",
    )

    for sentence in (
        "Question ‘r’ on page ‘p’: left out a text, which is none.",
        "Question ‘m’ on page ‘p’: left out ‘items’, which is no list.",
        "Question ‘s’ on page ‘p’: left out ‘choices’, which is no list.",
        "Entry 4 on page ‘p’ is no question and was not carried over.",
        "The survey: left out ‘calculatedValues: sum’.",
    ):
        assert sentence in said


_NAMES = """
title name type pages elements questions choices columns rows items value text html visibleIf
isRequired rateValues rateMin rateMax rateStep rateCount min max step inputType maxLength
choicesOrder questionOrder rowOrder default en de visible validators triggers cellType
maxSelectedChoices timeLimit sliderType valueTrue minRateDescription locale
"""
KEYS = st.sampled_from(_NAMES.split())
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["{a} = 'x'", "{a} >= 3", "random", "number", "checkbox", "a", "x", "<p>", "{a}"]
    )
)
ANY = st.recursive(
    PLAIN,
    lambda within: (
        st.lists(within, max_size=4)
        | st.dictionaries(KEYS | st.text(max_size=5), within, max_size=4)
    ),
    max_leaves=12,
)
ELEMENT = st.fixed_dictionaries(
    {"type": st.sampled_from([*surveyjs.TYPES, "expression", "no"])},
    optional={
        "name": ANY,
        "title": ANY,
        "choices": ANY,
        "columns": ANY,
        "rows": ANY,
        "rateValues": ANY,
        "rateMin": PLAIN,
        "rateMax": PLAIN,
        "rateStep": PLAIN,
        "min": PLAIN,
        "max": PLAIN,
        "inputType": PLAIN,
        "visibleIf": PLAIN,
        "elements": ANY,
        "items": ANY,
        "html": ANY,
        "maxLength": PLAIN,
        "maxSelectedChoices": PLAIN,
    },
)


@tried
@given(ANY)
def test_json_of_any_shape_is_read_or_refused(value):
    try:
        draft(surveyjs.read(json.dumps(value)))
    except ImportRefused as refused:
        said = str(refused)
    else:
        said = "It was read."
    assert said.endswith(".")


@tried
@given(st.lists(ELEMENT, max_size=4), ANY)
def test_elements_of_any_shape_are_read_or_refused(elements, title):
    try:
        found = draft(surveyjs.read(json.dumps({"title": title, "elements": elements})))
    except ImportRefused:
        return
    fine = (
        "say under ‘practice’", "items; write", "start", "run of spaces", "instead of ‘",
        "can stay hidden", "square brackets",
    )  # fmt: skip
    for problem in assessment_checks.problems(found):
        assert any(words in problem for words in fine), problem
