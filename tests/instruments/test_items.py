"""What each type of item reads out of a form, refuses with a sentence, and says again."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assess.instruments.items.base import Condition, Unreadable
from assess.instruments.items.choices import FOREIGN, Paired
from assess.instruments.items.notices import AGREED
from assess.instruments.items.open import plain
from assess.instruments.items.table import TYPES
from tests.instruments.samples import ITEMS, item, options
from tests.properties import tried

LOOKS = Path(__file__).resolve().parents[2] / "templates/taking/items"

LEVELLED = ("rating", "agreement", "frequency")
CHOOSING = ("single", "multiple", "judgement", "forced", "ranking")
DECIMALS = {"whole": False, "highest": 10_000}

SEVERAL = "Choose one answer. This page sent several."
FIVE = "Choose one of the five answers on this page."
BEST = "Choose both the best and the worst response."
MOST = "Choose both: most like you and least like you."
TWO = "Choose two different answers: one cannot be both."
PLACES = "Give every line one place. Reload the page and order it again."
TICK = "Tick the box if you agree."
AGAIN = "Choose the file again."
WHOLE = "Enter a whole number from 0 to 100."
KEPT = {"kept": "k7", "name": "plan.pdf"}


def sent(*values: str, **parts: str) -> dict[str, list[str]]:
    return {"": [*values], **{part: [value] for part, value in parts.items()}}


def test_every_type_is_tried_here():
    assert ITEMS.keys() == TYPES.keys()


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_has_a_template(type_):
    assert (LOOKS / f"{item(type_).look}.html").is_file()


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("nothing", [{}, sent(), sent(""), sent("  ", "\t"), {"other": ["x"]}])
def test_nothing_sent_is_no_answer(type_, nothing):
    assert item(type_).read(nothing) is None


@pytest.mark.parametrize(
    ("type_", "form", "answer"),
    [
        *((type_, sent(str(level)), level) for type_ in LEVELLED for level in (1, 3, 5)),
        ("frequency", sent("", " 4 "), 4),
        ("single", sent("b"), "b"),
        ("multiple", sent("c", "a"), ["a", "c"]),
        ("multiple", sent("c", "", "c"), ["c"]),
        ("judgement", sent(best="b", worst="a"), {"best": "b", "worst": "a"}),
        ("forced", sent(most="c", least="b"), {"most": "c", "least": "b"}),
        ("ranking", sent("c", "a", "b"), ["c", "a", "b"]),
        ("number", sent("0"), 0),
        ("number", sent("100"), 100),
        ("number", sent(" 4 2 "), 42),
        ("number", sent("+7"), 7),
        ("number", sent("7.0"), 7),
        ("number", sent("7,0"), 7),
        ("short", sent("  York \n city"), "York city"),
        ("short", sent("x" * 10), "x" * 10),
        ("long", sent(" one \r\n\rtwo "), "one \n\ntwo"),
        ("long", sent("y" * 20), "y" * 20),
        ("file", sent(kept="k7", name="plan.pdf"), KEPT),
        ("file", sent(kept="k7", name=" a\n  b "), {"kept": "k7", "name": "a b"}),
        ("file", sent(kept="k7", name="n" * 300), {"kept": "k7", "name": "n" * 200}),
        ("file", sent(name="plan.pdf"), None),
        ("consent", sent(AGREED), AGREED),
        ("information", sent("anything"), None),
    ],
)
def test_what_was_chosen_or_typed_is_read(type_, form, answer):
    assert item(type_).read(form) == answer


@pytest.mark.parametrize(
    ("type_", "form", "sentence"),
    [
        *((type_, sent("3", "4"), SEVERAL) for type_ in LEVELLED),
        *((type_, sent(bad), FIVE) for type_ in LEVELLED for bad in ("0", "6", "3.0", "x", "-1")),
        ("frequency", sent("٣"), FIVE),
        ("single", sent("d"), FOREIGN),
        ("single", sent("A"), FOREIGN),
        ("single", sent("a", "b"), SEVERAL),
        ("multiple", sent("a", "d"), FOREIGN),
        ("multiple", sent("a", "b", "c"), "Choose 2 at most. You chose 3."),
        ("judgement", sent(best="b", worst="b"), TWO),
        ("judgement", sent(best="d", worst="a"), FOREIGN),
        ("judgement", {"best": ["a", "b"], "worst": ["c"]}, SEVERAL),
        ("forced", sent(most="a", least="a"), TWO),
        ("forced", sent(most="a", least="z"), FOREIGN),
        ("ranking", sent("a", "b"), PLACES),
        ("ranking", sent("a", "b", "b"), PLACES),
        ("ranking", sent("a", "b", "c", "a"), PLACES),
        ("ranking", sent("a", "b", "d"), FOREIGN),
        *(("number", sent(bad), WHOLE) for bad in ("-1", "101", "1.5", "x", "1e2", "nan", "inf")),
        *(("number", sent(bad), WHOLE) for bad in ("1" * 400, "0x1", "1_0", "½", "--1", "1.")),
        ("number", sent("1", "2"), SEVERAL),
        ("short", sent("x" * 11), "Shorten this to 10 characters or fewer; it has 11. Nothing is "
         "lost: your text is still here."),
        ("long", sent("y" * 21), "Shorten this to 20 characters or fewer; it has 21. Nothing is "
         "lost: your text is still here."),
        ("file", {"kept": ["k7", "k8"]}, SEVERAL),
        ("file", sent(kept="../../etc/passwd"), AGAIN),
        ("file", sent(kept="k" * 65), AGAIN),
        ("consent", sent("yes"), TICK),
        ("consent", sent(AGREED, AGREED), SEVERAL),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_a_sentence(type_, form, sentence):
    with pytest.raises(Unreadable) as refused:
        item(type_).read(form)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("type_", "end", "sentence"),
    [("judgement", "best", BEST), ("judgement", "worst", BEST), ("forced", "least", MOST)],
)
def test_one_half_of_a_choice_of_two_is_read_and_does_not_let_anybody_go_on(type_, end, sentence):
    one = item(type_)

    half = one.read(sent(**{end: "b"}))

    assert half == {end: "b"}
    assert one.said(half) == ["options.b"]
    assert not one.is_whole(half)
    with pytest.raises(Unreadable) as refused:
        one.check_can_go_on(half)
    assert str(refused.value) == sentence


def test_a_refusal_keeps_its_numbers_apart_for_other_languages():
    with pytest.raises(Unreadable) as refused:
        item("multiple").read(sent("a", "b", "c"))

    assert refused.value.sentence == "Choose %(most)s at most. You chose %(chosen)s."
    assert refused.value.values == {"most": "2", "chosen": "3"}


def test_a_refusal_without_numbers_may_hold_a_per_cent_sign():
    assert str(Unreadable("Give all 100 %.")) == "Give all 100 %."


@pytest.mark.parametrize(
    ("typed", "fields", "answer"),
    [
        ("1,250", {"highest": 2000}, 1250),
        ("1.250", {"highest": 2000}, 1250),
        ("1 250", {"highest": 2000}, 1250),
        ("1\u202f250", {"highest": 2000}, 1250),
        ("1'250", {"highest": 2000}, 1250),
        ("1’250’000", {}, None),
        ("1,000,000", {"highest": 1_000_000}, 1_000_000),
        ("-40", {"lowest": -40}, -40),
        ("\u221240", {"lowest": -40}, -40),
        ("1,25", DECIMALS, 1.25),
        ("1.25", DECIMALS, 1.25),
        ("0,125", DECIMALS, 0.125),
        ("1,250.5", DECIMALS, 1250.5),
        ("1.250,5", DECIMALS, 1250.5),
        ("12,345", {"whole": False, "highest": 100}, 12.345),
        ("12,345", {"whole": False, "lowest": 100, "highest": 20_000}, 12_345),
        ("12,34,567", DECIMALS, None),
        ("1,2,3", DECIMALS, None),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, fields, answer):
    one = item("number", **fields)

    if answer is None:
        with pytest.raises(Unreadable, match="Enter a"):
            one.read(sent(typed))
    else:
        assert one.read(sent(typed)) == answer


def test_a_number_that_means_two_things_is_asked_for_again():
    with pytest.raises(Unreadable) as refused:
        item("number", **DECIMALS).read(sent("1,250"))

    assert str(refused.value) == (
        "‘1,250’ can be read in two ways. Write it with one or two decimals, or with nothing "
        "between the thousands."
    )


@pytest.mark.parametrize(
    ("lowest", "highest", "words"),
    [
        (0, 1_000_000, "from 0 to 1,000,000."),
        (1900, 2100, "from 1900 to 2100."),
        (-0.5, 12.25, "from -0.5 to 12.25."),
        (-0.0, 123_456.789, "from 0 to 123456.789."),
    ],
)
def test_limits_are_said_in_full(lowest, highest, words):
    with pytest.raises(Unreadable) as refused:
        item("number", lowest=lowest, highest=highest, whole=False).read(sent("x"))

    assert str(refused.value) == f"Enter a number {words}"


def test_whole_numbers_stay_whole():
    assert isinstance(item("number").read(sent("42")), int)


@pytest.mark.parametrize(
    ("type_", "answer", "words"),
    [
        *((type_, 4, ["4"]) for type_ in LEVELLED),
        ("single", "b", ["options.b"]),
        ("multiple", ["a", "c"], ["options.a", "options.c"]),
        ("judgement", {"worst": "a", "best": "b"}, ["options.b", "options.a"]),
        ("forced", {"least": "a", "most": "c"}, ["options.c", "options.a"]),
        ("ranking", ["c", "a", "b"], ["options.c", "options.a", "options.b"]),
        ("number", 1_234_567, ["1234567"]),
        ("number", 1_234_567.25, ["1234567.25"]),
        ("number", 0.1, ["0.1"]),
        ("short", "York", ["York"]),
        ("long", "one\ntwo", ["one\ntwo"]),
        ("file", KEPT, ["plan.pdf"]),
        ("consent", AGREED, ["agreed"]),
        ("information", "x", []),
    ],
)
def test_an_answer_is_said_again(type_, answer, words):
    assert item(type_).said(answer) == words


@pytest.mark.parametrize(
    ("type_", "counted"),
    [(type_, {}) for type_ in TYPES if type_ not in ("judgement", "forced", "ranking")]
    + [("judgement", {"care"}), ("forced", {"care", "haste"}), ("ranking", {"care", "haste"})],
)
def test_an_item_counts_towards_what_its_parts_name(type_, counted):
    assert item(type_).scales == set(counted)


def test_a_single_choice_counts_towards_every_scale_with_points():
    one = item("single", options=options({"points": {"care": 1}}, {"points": {"haste": 2}}, {}))

    assert one.scales == {"care", "haste"}


@pytest.mark.parametrize("type_", LEVELLED)
def test_an_item_that_tests_attention_counts_towards_nothing(type_):
    assert item(type_, scale="care").scales == {"care"}
    assert item(type_, scale="care", attention=4).scales == set()


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize(
    "words", [{"text": "Other words."}, {"hint": "A hint."}, {"practice": "A note."}]
)
def test_words_are_no_structure(type_, words):
    assert item(type_, **words).structure == item(type_).structure


ASKED = {"item": "before", "at_least": 3}
OTHER = options({"key": 1, "rationale": "So."}, {"key": 5, "rationale": "So."},
                {"key": 2, "rationale": "So."})  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        *((type_, {"id": "y"}) for type_ in TYPES),
        *((type_, {"show_if": ASKED}) for type_ in TYPES),
        *((type_, {"reverse": True}) for type_ in LEVELLED),
        *((type_, {"scale": "care"}) for type_ in LEVELLED),
        *((type_, {"attention": 2}) for type_ in LEVELLED),
        *((type_, {"options": options()[::-1]}) for type_ in ("single", "multiple")),
        ("single", {"options": options({"points": {"care": 1}}, {}, {})}),
        ("multiple", {"at_most": 3}),
        ("multiple", {"at_least": 2}),
        ("judgement", {"scale": "haste"}),
        ("judgement", {"options": OTHER}),
        *((type_, {"options": options({"scale": "haste"}, {}, {})})
          for type_ in ("forced", "ranking")),
        ("number", {"highest": 99}),
        ("number", {"lowest": 1}),
        ("number", {"whole": False}),
    ],
)  # fmt: skip
def test_keys_limits_and_conditions_are_structure(type_, fields):
    assert item(type_, **fields).structure != item(type_).structure


def test_types_differ_in_structure():
    found = [json.dumps(item(type_).structure) for type_ in TYPES]

    assert len(set(found)) == len(TYPES)


@pytest.mark.parametrize(
    ("type_", "keys"),
    [
        *((type_, {f"options.{one}" for one in "abc"}) for type_ in CHOOSING),
        ("rating", {f"anchors.{level}" for level in range(1, 6)}),
        *((type_, set()) for type_ in TYPES if type_ not in (*CHOOSING, "rating")),
    ],
)
def test_everything_somebody_reads_has_a_key(type_, keys):
    assert item(type_).texts().keys() == {"text"} | keys
    assert item(type_, hint="A hint.").texts()["hint"] == "A hint."


def test_a_unit_is_read_too():
    assert item("number", unit="per cent").texts()["unit"] == "per cent"


@pytest.mark.parametrize(
    ("test", "answer", "holds"),
    [
        ({"at_least": 3}, 3, True),
        ({"at_least": 3}, 2, False),
        ({"at_least": 3}, 2.9, False),
        ({"at_most": 3}, 3, True),
        ({"at_most": 3}, 4, False),
        ({"at_least": 3}, "4", False),
        ({"at_least": 3}, ["a"], False),
        ({"at_least": 3}, {"best": "a", "worst": "b"}, False),
        ({"one_of": ["a", "b"]}, "b", True),
        ({"one_of": ["a", "b"]}, "c", False),
        ({"one_of": ["a", "b"]}, ["c", "a"], True),
        ({"one_of": ["a", "b"]}, ["c"], False),
        ({"one_of": ["a"]}, {"best": "a", "worst": "b"}, False),
        *((test, None, False) for test in ({"at_least": 0}, {"at_most": 9}, {"one_of": ["a"]})),
    ],
)
def test_a_condition_holds_for_the_answers_it_names(test, answer, holds):
    assert Condition(item="before", **test).holds(answer) is holds


@pytest.mark.parametrize("tests", [{}, {"at_least": 1, "at_most": 3}, {"at_most": 1, "one_of": []}])
def test_a_condition_has_exactly_one_test(tests):
    with pytest.raises(ValidationError, match="give exactly one of"):
        Condition(item="before", **tests)


PARTS = st.sampled_from(["", "best", "worst", "most", "least", "kept", "name", "x"])
VALUES = st.one_of(
    st.sampled_from(["a", "b", "c", "d", "1", "5", "6", "", " ", AGREED, "1,250", "99.5", "k7"]),
    st.from_regex(r"[-+]?[\d.,' ]{1,14}", fullmatch=True),
    st.text(max_size=30),
)
FORMS = st.dictionaries(PARTS, st.lists(VALUES, max_size=4), max_size=8)


@tried
@given(form=FORMS, whole=st.booleans())
def test_any_form_is_read_or_refused_and_what_is_read_can_be_kept_and_said(form, whole):
    for type_ in TYPES:
        one = item(type_, **({"whole": whole} if type_ == "number" else {}))
        try:
            answer = one.read(form)
        except Unreadable:
            continue
        if answer is not None:
            assert json.loads(json.dumps(answer)) == answer
            said = one.said(answer)
            assert said
            assert all(text in one.texts() for text in said if text.startswith("options."))
            assert not isinstance(one, Paired) or len({*answer.values()}) == len(answer)


@tried
@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_every_digit_of_a_number_is_said(digits, decimals):
    value = digits / 10**decimals

    assert float(plain(value)) == value
    assert "e" not in plain(value)
