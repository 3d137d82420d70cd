"""What an assessment holds, which changes make another one of it, and where a refusal points."""

import pytest
import yaml

from assess.instruments import loader
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.items.table import TYPES
from assess.instruments.loader import Refusal
from tests.instruments.samples import ASSESSMENT, TRANSLATION, assessment, built, raw

WHOLE = (
    ASSESSMENT.replace(
        "scales:\n",
        """\
practice:
  id: try
  type: agreement
  text: It rains.
  hint: It counts for nothing.
scales:
""",
        1,
    )
    + """\
  - id: second
    title: Second part
    introduction: Now something else.
    items:
      - id: which
        type: single
        text: Which one?
        options:
          - id: a
            text: This one
          - id: b
            text: That one
      - id: why
        type: long
        text: Why?
        show_if:
          item: which
          one_of: [a]
      - id: far
        type: rating
        text: How far?
        anchors:
          - Not at all
          - A bit
          - Half of it
          - Most of it
          - All of it
"""
)


def refusal(text: str) -> list[tuple[str, str]]:
    """The line of the file each problem names, and what it says."""
    with pytest.raises(Refusal) as refused:
        loader.parse(text, "sample.yaml")
    lines = text.split("\n")
    return [(lines[number - 1].strip(), said) for number, said in refused.value.problems]


def test_every_text_somebody_reads_has_a_key_that_lasts():
    assert assessment(WHOLE).texts() == {
        "title": "A sample",
        "introduction": "Think of last week.",
        "sections.first.title": "First part",
        "sections.second.title": "Second part",
        "sections.second.introduction": "Now something else.",
        "items.try.text": "It rains.",
        "items.try.hint": "It counts for nothing.",
        "items.one.text": "I do one.",
        "items.two.text": "I do two.",
        "items.three.text": "I do three.",
        "items.which.text": "Which one?",
        "items.which.options.a": "This one",
        "items.which.options.b": "That one",
        "items.why.text": "Why?",
        "items.far.text": "How far?",
        "items.far.anchors.1": "Not at all",
        "items.far.anchors.2": "A bit",
        "items.far.anchors.3": "Half of it",
        "items.far.anchors.4": "Most of it",
        "items.far.anchors.5": "All of it",
        "scales.care.title": "Care",
        "scales.care.definition": "Looks after things.",
        "scales.care.reliability.basis": "Made up.",
        "scales.care.report.high": "You do it often.",
        "scales.care.report.middle": "You do it at times.",
        "scales.care.report.low": "You do it seldom.",
        "scales.care.report.question": "What helps you?",
        "scales.care.report.steps.1": "Try one step.",
        "scales.care.report.steps.2": "Try another step.",
    }


def test_a_caution_is_a_text_where_there_is_one():
    scale = assessment(WHOLE).scales[0]

    assert "caution" not in scale.texts()
    with_one = scale.model_copy(update={"caution": "Read with care."})
    assert with_one.texts()["caution"] == "Read with care."


def test_keys_of_texts_are_the_same_in_another_order():
    one, two = raw("single", "one"), raw("rating", "two")

    assert built([one, two], care={}).texts() == built([two, one], care={}).texts()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "1.0"', 'version: "1.1"'),
        ("title: A sample", "title: Another"),
        ("I do one.", "I do it first."),
        ("It rains.", "It snows."),
        ("text: This one", "text: The one here"),
        ("- A bit", "- A little"),
        ("practice: Idea one.", "practice: Another idea."),
        ("You do it often.", "You do it much."),
        ("title: First part", "title: To begin with"),
        ("title: First part", "title: First part\n    shuffle: true"),
        ("minutes: 5", "minutes: 6"),
        ("minutes: 5", "minutes: 5\ntime_limit: 10"),
        ("text: I do one.", "text: I do one.\n        text_others: Does one."),
        ("text: I do one.", "text: I do one.\n        needed: true"),
        ("basis: Made up.", "basis: Counted."),
    ],
)
def test_new_words_keep_the_structure(old, new):
    before, after = assessment(WHOLE), assessment(WHOLE.replace(old, new, 1))

    assert after != before
    assert after.structure_hash == before.structure_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: one", "id: eins"),
        ("        reverse: true\n", ""),
        ("text: I do one.", "text: I do one.\n        reverse: true"),
        ("type: frequency", "type: agreement"),
        ("        scale: care\n", ""),
        ("max_missing: 1", "max_missing: 0"),
        ("id: a", "id: c"),
        ("one_of: [a]", "one_of: [b]"),
        ("          one_of: [a]\n", "          at_least: 3\n"),
        ("        show_if:\n          item: which\n          one_of: [a]\n", ""),
        ("text: I do two.", "text: I do two.\n        show_if: {item: one, at_least: 3}"),
    ],
)
def test_keys_reversal_and_conditions_make_another_structure(old, new):
    assert old in WHOLE

    after = assessment(WHOLE.replace(old, new, 1))

    assert after.structure_hash != assessment(WHOLE).structure_hash


def test_the_order_of_items_is_structure_and_their_sections_are_not():
    data = yaml.safe_load(WHOLE)
    first, second = data["sections"]
    parted = [first | {"items": first["items"][:1]}, second | {"items": first["items"][1:]}]
    rest = {"id": "third", "title": "Third part", "items": second["items"]}
    turned = [first | {"items": first["items"][::-1]}, second]

    hashes = [
        Assessment.model_validate(data | {"sections": sections}).structure_hash
        for sections in ([first, second], [*parted, rest], turned)
    ]

    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]


def test_the_worth_of_an_answer_is_structure():
    scored = raw("judgement", scale="care")
    other = scored | {"options": [one | {"key": 6 - one["key"]} for one in scored["options"]]}

    assert built([scored], care={}).structure_hash != built([other], care={}).structure_hash


def test_scales_how_they_are_scored_and_what_they_include_are_structure():
    items = [raw("frequency", scale="care")]
    plain = built(items, care={}, haste={})

    others = [
        built(items, haste={}, care={}),
        built(items, care={"method": "points"}, haste={}),
        built(items, care={"includes": ["haste"]}, haste={}),
        built(items, care={}),
    ]

    assert plain.structure_hash not in {other.structure_hash for other in others}


def test_hashes_stay_what_they_are():
    # Finished answers keep these: another way to compute them would orphan every score.
    german, _ = loader.parse(TRANSLATION, "sample.yaml")

    assert assessment().structure_hash[:12] == "8ec98e956904"
    assert german.structure_hash[:12] == "7edcc6988677"


def test_a_translation_is_the_same_in_other_words_and_not_with_other_keys():
    def structure(text: str) -> str:
        found, _ = loader.parse(text, "sample.yaml")
        assert isinstance(found, Translation)
        return found.structure_hash

    assert structure(TRANSLATION.replace("Ein Muster", "Muster")) == structure(TRANSLATION)
    assert structure(TRANSLATION.replace("items.one", "items.two")) != structure(TRANSLATION)
    assert structure(TRANSLATION.replace("sample@1.0", "sample@2.0")) != structure(TRANSLATION)


def test_items_count_towards_their_scale_and_towards_scales_that_include_it():
    found = built(
        [
            raw("frequency", "a", scale="care"),
            raw("frequency", "b", scale="haste"),
            raw("frequency", "c", scale="rest"),
            raw("frequency", "d"),
            raw("frequency", "e", scale="care"),
        ],
        care={},
        haste={},
        rest={},
        both={"includes": ["haste", "care"]},
        own={"includes": ["rest"]},
    )

    counted = {scale.id: [item.id for item in found.items_of(scale)] for scale in found.scales}

    assert counted == {
        "care": ["a", "e"],
        "haste": ["b"],
        "rest": ["c"],
        "both": ["a", "b", "e"],
        "own": ["c"],
    }


def test_an_item_of_two_included_scales_counts_once():
    both = [{"points": {"care": 1, "haste": 5}}, {"points": {"care": 5, "haste": 1}}]
    options = [{"id": id_, "text": "So."} | worth for id_, worth in zip("ab", both, strict=True)]
    found = built(
        [raw("single", options=options)], care={}, haste={}, all={"includes": ["care", "haste"]}
    )

    assert [item.id for item in found.items_of(found.scale("all"))] == ["x"]


def test_parts_are_found_by_id():
    found = assessment(WHOLE)

    assert found.item("why").text == "Why?"
    assert found.section_of("why").id == "second"
    assert found.scale("care").title == "Care"
    assert found.ref == "sample@1.0"


@pytest.mark.parametrize("find", ["item", "section_of", "scale"])
def test_a_part_that_is_not_there_is_an_error(find):
    with pytest.raises(KeyError, match="nobody"):
        getattr(assessment(WHOLE), find)("nobody")


def test_the_practice_item_is_none_of_the_items():
    with pytest.raises(KeyError, match="try"):
        assessment(WHOLE).item("try")


def test_what_asks_nothing_is_no_question():
    found = built([raw(type_, type_) for type_ in TYPES], care={}, haste={})

    assert len(found.items) == len(TYPES)
    assert {item.id for item in found.items} - {item.id for item in found.questions} == {
        "information"
    }


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        # Within an item, whose type pydantic puts into the place.
        ("text: I do two.", "txt: I do two.", "txt:", "‘sections → 1 → items → 2 → txt’ is not"),
        ("        text: I do two.\n", "", "- id: two", "add the key ‘sections → 1 → items → 2"),
        ("id: two", "id: Two", "- id: Two", "‘sections → 1 → items → 2 → id’ is ‘Two’, which"),
        ("reverse: true", "reverse: perhaps", "reverse:", "items → 3 → reverse’ must be true or"),
        ("text: That one", "text: no", "text: no", "1 → options → 2 → text’ must be text"),
        ("- A bit", "- 2", "- 2", "‘sections → 2 → items → 3 → anchors → 2’ must be text"),
        ("          - A bit\n", "", "anchors:", "→ 3 → anchors’ has fewer entries than it needs"),
        ("- id: a", "- id: A", "- id: A", "→ options → 1 → id’ is ‘A’, which does not have"),
        ("text: Why?", "text: Why?\n        longest: 0", "longest:", "is 0; give 1 or more"),
        ("          one_of: [a]\n", "", "show_if:", "show_if’: give exactly one of ‘at_least’"),
        ("one_of: [a]", "one_of: a", "one_of:", "→ show_if → one_of’ must be a list"),
        # The type itself.
        ("type: single", "type: choice", "type: choice",
         "items → 1 → type’ is ‘choice’; choose one of: ‘rating’, ‘agreement’"),
        ("        type: long\n", "", "- id: why", "key ‘type’ to ‘sections → 2 → items → 2’"),
        ("type: long", "type: 4", "type: 4", "items → 2 → type’ is ‘4’; choose one of"),
        ("type: long", f"type: {'x' * 5000}", "type:", f"is ‘{'x' * 60}’; choose one of"),
        ("      - id: why\n", "      - why\n      - id: why\n", "- why",
         "‘sections → 2 → items → 2’ must have keys of its own"),
        # The practice item.
        ("text: It rains.", "txt: It rains.", "txt:", "the key ‘practice → txt’ is not known here"),
        ("  type: agreement\n", "  type: agree\n", "type: agree", "‘practice → type’ is ‘agree’"),
        # Scales.
        ("method: mean", "method: sum", "method:", "→ method’ must be ‘mean’, ‘points’, ‘credit’"),
        ("value: 0.8", "value: 1", "reliability:", "→ reliability → value’ is 1; give less than 1"),
        ("sd: 0.5", "sd: 0", "reliability:", "→ reliability → sd’ is 0; give more than 0"),
        ("sd: 0.5", "sd: .nan", "reliability:", "→ reliability → sd’ must be a number"),
        ("max_missing: 1", "max_missing: -1", "max_missing:", "→ max_missing’ is -1; give 0 or"),
        ("[Try one step., Try another step.]", "[Try one step.]", "steps:", "needs 2 entries"),
        # Heads.
        ("use: development", "use: pay", "use:", "‘use’ must be ‘development’ or ‘hiring’"),
        ("minutes: 5", "minutes: 241", "minutes:", "‘minutes’ is 241; give 240 or less"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_line_and_the_place(old, new, at, said):
    assert old in WHOLE
    text = WHOLE.replace(old, new, 1)

    problems = refusal(text)

    assert any(line.startswith(at) and said in problem for line, problem in problems), problems


@pytest.mark.parametrize("type_", TYPES)
def test_an_item_of_any_type_is_read_and_a_wrong_key_in_it_found(type_):
    data = yaml.safe_load(ASSESSMENT)
    data["sections"][0]["items"].append(raw(type_, "last", nonsense=1))
    text = yaml.safe_dump(data)

    problems = refusal(text)

    assert problems == [
        ("nonsense: 1", "the key ‘sections → 1 → items → 4 → nonsense’ is not known here")
    ]


def test_the_worth_of_an_option_names_a_scale():
    option = "- id: a\n            points: {Care: 2}"

    assert refusal(WHOLE.replace("- id: a", option, 1)) == [
        (
            "points: {Care: 2}",
            "‘sections → 2 → items → 1 → options → 1 → points → Care’ is ‘Care’, which does not "
            "have the right form",
        )
    ]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "3.5", "2026-01-01 10:00:00", "[1]"])
def test_a_norm_says_until_which_day_it_was_collected(day):
    days = f"collected: {day}, expires: 2036-03-31"
    norm = f"{{name: N, population: P, n: 90, {days}, origin: O, mean: 3, sd: 1}}"
    problems = refusal(ASSESSMENT.replace("max_missing: 1", f"max_missing: 1\n    norms: [{norm}]"))

    ((line, said),) = problems

    assert line.startswith("norms:")
    assert "2026-11-21" in said or "in quotes" in said
