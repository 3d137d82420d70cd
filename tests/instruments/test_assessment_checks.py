"""Every fault an assessment or a translation can have is found, with the line it stands on."""

import re

import pytest

from assess.instruments import assessment_checks, library, loader, publishing, surveyjs
from assess.instruments.assessment import Translation
from tests.instruments.samples import ASSESSMENT, SCALE, TRANSLATION, assessment, write

LONG = "One " + "word and another " * 10 + "is too much."
SCALE_TWO = SCALE.replace("id: care", "id: haste")
CHOICES = "{id: a, text: I plan}, {id: b, text: I ask}, {id: c, text: I go}"
STATEMENTS = "{id: a, text: I plan, scale: haste}, {id: b, text: I ask}, {id: c, text: I go}"
IPSATIVE = "method: ipsative"
THREE_LATER = "".join(
    f"      - {{id: h{n}, type: frequency, text: I run., scale: haste, practice: So.}}\n"
    for n in (1, 2, 3)
)


def more(*items: str) -> str:
    """The sample with further items, each on a line."""
    return ASSESSMENT + "".join(f"      - {{{one}}}\n" for one in items)


def keyed(*keys: float) -> str:
    """A scored situation whose responses have these keys."""
    options = ", ".join(
        f"{{id: {id_}, text: I go, key: {key}, rationale: So.}}"
        for id_, key in zip("abcd", keys, strict=False)
    )
    return f"id: k, type: judgement, text: It stands still., practice: So., options: [{options}]"


def with_scale(*fields: tuple[str, str], items: str = "") -> str:
    """The sample with a second scale, in which some words are replaced."""
    scale = SCALE_TWO
    for old, new in fields:
        assert old in scale
        scale = scale.replace(old, new)
    return ASSESSMENT.replace("sections:\n", f"{scale}sections:\n") + items


def shown_if(test: str, item: str = "id: late, type: short, text: Why?") -> str:
    return f"{item}, show_if: {{{test}}}"


def found(text: str) -> list[tuple[str, str]]:
    """The line of the file each problem names, and what it says."""
    instrument, lines = loader.parse(text, "sample.yaml")
    if isinstance(instrument, Translation):
        problems = assessment_checks.translation_problems(instrument, assessment(), lines=lines)
    else:
        problems = assessment_checks.problems(instrument, lines=lines)
    parts = [problem.removeprefix("line ").partition(": ") for problem in problems]
    return [(text.split("\n")[int(number) - 1].strip(), said) for number, _, said in parts]


def test_the_samples_are_in_order():
    assert found(ASSESSMENT) == []
    assert found(TRANSLATION) == []
    assert found(with_scale(items=THREE_LATER)) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        # Wording.
        ("Think of last week.", LONG, "introduction:", "split the sentence that starts ‘One"),
        ("I do one.", "I am a natural.", "text:", "describe what was done instead of ‘natural’"),
        ("I do one.", '"I  do one."', "text:", "there is a run of spaces"),
        # What is still to be written.
        ("A sample", '"[Write a title.]"', "title:", "fill in ‘[Write a title.]’"),
        ("Made up.", "From me. [Name the author.]", "source:", "fill in ‘[Name the author.]’"),
        ("You do it often.", '"[…]"', "high:", "fill in ‘[…]’: square brackets mean that a text"),
        ("Try one step.", '"[Step]"', "steps:", "fill in ‘[Step]’"),
        ("I do one.", f'"[{"x" * 300}]"', "text:", f"fill in ‘[{'x' * 59}…’"),
        # Ids.
        ("- id: two", "- id: one", "- id: one", "item id ‘one’ stands 2 times"),
        ("- id: two", "- id: seen", "- id: seen", "‘seen’ is a name of the page itself"),
        ("minutes: 5", "minutes: 5\npractice: {id: one, type: short, text: Try.}", "- id: one",
         "item id ‘one’ stands 2 times"),
        # Items.
        ("scale: care", "scale: cares", "- id: one", "item one: there is no scale ‘cares’"),
        ("        practice: Idea one.\n", "", "- id: one", "item one is scored; say under ‘practi"),
        ("text: I do one.", "text: I do one.\n        attention: 4", "- id: one",
         "item one tests attention and cannot count towards a scale as well"),
        # Scales.
        ("method: mean", "method: points", "- id: one", "‘care’ is scored by points, this type is"),
        ("max_missing: 1", "max_missing: 3", "max_missing:", "would have a value with nothing a"),
        ("max_missing: 1", "max_missing: 1\n    comparable: false", "- id: care",
         "scale ‘care’ is not comparable; say why under ‘caution’"),
        ("max_missing: 1", "max_missing: 1\n    includes: [haste]", "- id: care",
         "scale ‘care’ includes ‘haste’, which is no other scale"),
        ("max_missing: 1", "max_missing: 1\n    includes: [care]", "- id: care",
         "scale ‘care’ includes ‘care’, which is no other scale"),
    ],
)  # fmt: skip
def test_a_fault_in_the_sample_is_found_on_its_line(old, new, at, said):
    assert old in ASSESSMENT

    problems = found(ASSESSMENT.replace(old, new, 1))

    assert any(line.startswith(at) and said in problem for line, problem in problems), problems


@pytest.mark.parametrize(
    ("items", "at", "said"),
    [
        # Options.
        (["id: s, type: single, text: Which?, options: [{id: a, text: I}, {id: a, text: We}]"],
         "id: s", "item s: option id ‘a’ stands 2 times"),
        ([f"id: s, type: multiple, text: Which?, options: [{CHOICES}, "
          "{id: d, text: I rest, points: {care: 2}}]"],
         "id: s", "item s: several answers are not scored; leave out ‘points’"),
        # What nobody can answer.
        (["id: s, type: information, text: Read this., needed: true"],
         "id: s", "item s asks nothing; leave out ‘needed’"),
        (["id: s, type: number, text: How many?, lowest: 5, highest: 4"],
         "id: s", "item s: no number fits ‘lowest’ and ‘highest’"),
        (["id: s, type: number, text: How many?, lowest: 0.2, highest: 0.9"],
         "id: s", "item s: no number fits ‘lowest’ and ‘highest’"),
        ([f"id: s, type: multiple, text: Which?, at_least: 3, at_most: 2, options: [{CHOICES}]"],
         "id: s", "item s: nobody can choose more than 2"),
        ([f"id: s, type: multiple, text: Which?, at_least: 9, options: [{CHOICES}]"],
         "id: s", "item s: nobody can choose more than"),
        # Conditions.
        ([shown_if("item: nobody, at_least: 3")], "id: late", "late depends on ‘nobody’, which is"),
        ([shown_if("item: late, at_least: 3")], "id: late", "depends on ‘late’, which is no earl"),
        ([shown_if("item: after, at_least: 3"), "id: after, type: number, text: How many?"],
         "id: late", "depends on ‘after’, which is no earlier item"),
        ([shown_if("item: one, one_of: [a]")], "id: late", "asks ‘one’ for one of its options"),
        ([f"id: s, type: single, text: Which?, options: [{CHOICES}]",
          shown_if("item: s, one_of: [a, d]")], "id: late", "waits for ‘d’, which ‘s’ does not"),
        ([f"id: s, type: multiple, text: Which?, options: [{CHOICES}]",
          shown_if("item: s, at_least: 1")], "id: late", "asks ‘s’ how much it is"),
        (["id: s, type: consent, text: I agree.", shown_if("item: s, at_most: 1")],
         "id: late", "asks ‘s’ how much it is, and its answer is no number"),
        ([shown_if("item: one, at_least: 6")], "id: late", "be shown: ‘one’ has answers from"),
        ([shown_if("item: one, at_most: 0")], "id: late", "be shown: ‘one’ has answers from"),
        (["id: s, type: number, text: How many?, lowest: 2, highest: 8",
          shown_if("item: s, at_most: 1")], "id: late", "‘s’ has answers from 2 to 8"),
        ([shown_if("item: one, at_least: 6", "id: never, type: number, text: How many?"),
          shown_if("item: never, at_least: 1")],
         "id: late", "item late can never be shown, since ‘never’ never is"),
    ],
)  # fmt: skip
def test_a_fault_in_an_item_is_found_on_its_line(items, at, said):
    problems = found(more(*items))

    assert any(line.startswith(f"- {{{at}") and said in problem for line, problem in problems)
    assert len(problems) == 1 + ("never" in said and "since" in said), problems


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ((2, 2.4, 2.9), "item k: best and worst key are less than a level apart"),
        ((1, 4, 4), "item k: two responses share the best or the worst key"),
        ((1, 1, 4), "item k: two responses share the best or the worst key"),
        ((1, 2, 2, 4), ""),
        ((1, 1.5, 2), ""),
    ],
)
def test_a_key_tells_best_and_worst_apart(keys, said):
    text = with_scale(("method: mean", "method: credit")) + "".join(
        f"      - {{{keyed(*(keys if n == 1 else (1, 2, 3))).replace('id: k', f'id: k{n}')}"
        ", scale: haste}\n"
        for n in (1, 2, 3)
    )

    problems = [problem for _, problem in found(text)]

    assert problems == ([said.replace("item k", "item k1")] if said else [])


def test_every_option_has_its_worth_on_every_scale_of_the_item():
    worth = ", ".join(f"{{id: {id_}, text: I go, points: {{care: 1, haste: 5}}}}" for id_ in "ab")
    items = [
        f"      - {{id: s{n}, type: single, text: Which?, practice: So., options: [{worth}"
        f"{', {id: c, text: I rest, points: {care: 1}}' if n == 1 else ''}]}}\n"
        for n in (1, 2, 3)
    ]
    text = with_scale(("method: mean", "method: points"))
    text = text.replace("method: mean", "method: points") + "".join(items)

    problems = [problem for _, problem in found(text) if "worth" in problem]

    assert problems == ["item s1: say what option c is worth on ‘haste’"]


@pytest.mark.parametrize(
    ("fields", "items", "said"),
    [
        ([("id: haste", "id: care")], "", "scale id ‘care’ stands 2 times"),
        ([], "", "scale ‘haste’ has 0 items; write 3 or more"),
        ([], THREE_LATER.replace("scale: haste", "scale: care", 1),
         "scale ‘haste’ has 2 items; write 3 or more"),
        ([("method: mean", "method: credit\n    includes: [care]")], "",
         "scale ‘haste’ includes ‘care’, which is scored differently"),
        ([("method: mean", IPSATIVE)],
         "".join(f"      - {{id: f{n}, type: forced, text: Which?, practice: So., "
                 f"options: [{STATEMENTS}]}}\n" for n in (1, 2, 3)),
         "scale ‘haste’ compares one person's answers with each other; set ‘comparable’ to false"),
        ([], THREE_LATER.replace("practice: So.", "practice: So., show_if: {item: one, at_most: 2}",
                                 2),
         "scale ‘haste’ tolerates 1 unanswered items, but h1, h2 can stay hidden"),
    ],
)  # fmt: skip
def test_a_fault_in_a_scale_is_found_on_its_line(fields, items, said):
    text = with_scale(*fields, items=items)

    ((_, problem),) = [one for one in found(text) if one[0].startswith("- id: ")][-1:]

    assert problem == said


def test_a_scale_includes_scales_that_include_nothing():
    middle = SCALE_TWO.replace("max_missing: 1", "max_missing: 1\n    includes: [care]")
    top = SCALE_TWO.replace("id: haste", "id: all").replace(
        "max_missing: 1", "max_missing: 1\n    includes: [care, haste]"
    )
    text = ASSESSMENT.replace("sections:\n", f"{middle}{top}sections:\n")

    assert found(text) == [("- id: all", "scale ‘all’ includes ‘haste’; name what that includes")]


@pytest.mark.parametrize("condition", ["{item: one, at_least: 3}", "{item: one, at_most: 5}"])
def test_a_scale_may_stay_hidden_as_a_whole_or_by_as_much_as_it_tolerates(condition):
    one = THREE_LATER.replace("practice: So.", f"practice: So., show_if: {condition}", 1)
    all_ = THREE_LATER.replace("practice: So.", f"practice: So., show_if: {condition}")

    assert found(with_scale(items=one)) == []
    assert found(with_scale(items=all_)) == []


def test_two_branches_that_exclude_each_other_leave_no_scale():
    low, high = ("{item: one, at_most: 2}", "{item: one, at_least: 3}")
    items = THREE_LATER.replace("practice: So.", f"practice: So., show_if: {low}", 1).replace(
        "practice: So.}", f"practice: So., show_if: {high}}}"
    )

    ((_, problem),) = found(with_scale(items=items))

    assert problem.endswith("but h1, h2, h3 can stay hidden")


def test_what_a_question_decides_does_not_come_before_it_by_chance():
    text = more(shown_if("item: one, at_least: 3")).replace(
        "title: First part\n", "title: First part\n    shuffle: true\n"
    )
    ((line, problem),) = found(text)

    assert line.startswith("- {id: late")
    assert problem == "item late may come before ‘one’: their section is shuffled"


def test_an_earlier_section_may_be_shuffled_when_a_later_one_depends_on_it():
    text = ASSESSMENT.replace("title: First part\n", "title: First part\n    shuffle: true\n")
    text += "  - id: second\n    title: Second part\n    items:\n"
    text += f"      - {{{shown_if('item: one, at_least: 3')}}}\n"

    assert found(text) == []


def test_sections_have_different_ids():
    text = ASSESSMENT + (
        "  - id: first\n    title: Again\n    items: [{id: s, type: short, text: Why?}]\n"
    )

    assert found(text) == [("- id: first", "section id ‘first’ stands 2 times")]


@pytest.mark.parametrize(
    ("practice", "at", "said"),
    [
        ("{id: try, type: single, text: Which?, options: [{id: a, text: I}, {id: a, text: We}]}",
         "practice:", "item try: option id ‘a’ stands 2 times"),
        ("{id: try, type: short, text: Why?, show_if: {item: one, at_least: 1}}",
         "practice:", "the practice item comes first and can depend on no answer"),
    ],
)  # fmt: skip
def test_a_fault_in_the_practice_item_is_found(practice, at, said):
    ((line, problem),) = found(ASSESSMENT.replace("scales:", f"practice: {practice}\nscales:", 1))

    assert line.startswith(at)
    assert problem == said


@pytest.mark.parametrize(
    "item",
    [
        "id: s, type: short, text: Any children?",
        "id: s, type: short, text: Anything else?, hint: Such as your health.",
        "id: s, type: single, text: Which?, options: [{id: a, text: None}, {id: b, text: Married}]",
        "id: s, type: rating, text: How much?, anchors: [None, Some, Half, Most, My family]",
        "id: s, type: number, text: How many?, unit: children",
    ],
)
def test_nothing_protected_is_asked_when_hiring(item):
    text = more(item)
    hiring = text.replace("use: development", "use: hiring")
    tried = ASSESSMENT.replace("use: development", f"use: hiring\npractice: {{{item}}}")

    ((line, problem),) = found(hiring)

    assert line.startswith("- {id: s")
    assert problem.startswith("item s may ask for something protected: ‘")
    assert found(text) == []
    assert [said for _, said in found(tried)] == [problem]


def test_a_translation_has_no_text_the_assessment_has_not():
    text = TRANSLATION + "  items.nobody.text: Niemand.\n"

    assert found(text) == [
        ("items.nobody.text: Niemand.", "sample@1.0 has no text ‘items.nobody.text’")
    ]


def test_a_translation_leaves_nothing_to_be_written():
    ((line, problem),) = found(TRANSLATION.replace("Ein Muster", '"[Titel]"'))

    assert line.startswith("title:")
    assert problem.startswith("fill in ‘[Titel]’")


@pytest.mark.parametrize(
    ("folder", "old", "new", "at", "said"),
    [
        ("assessments", "minutes: 5", "minutes: 5\nframework: none@1.0", "framework:",
         "There is no framework none@1.0."),
        ("assessments", "id: two", "id: one", "- id: one", "item id ‘one’ stands 2 times"),
        ("assessments", "I do one.", '"[Write.]"', "text:", "fill in ‘[Write.]’"),
        ("translations", "of: sample@1.0", "of: none@1.0", "of:", "no assessment none@1.0"),
        ("translations", "items.one", "items.on", "items.on", "no text ‘items.on.text’"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line_and_not_published(
    tmp_path, folder, old, new, at, said
):
    texts = {"assessments": ASSESSMENT, "translations": TRANSLATION}
    texts[folder] = texts[folder].replace(old, new, 1)
    for place, text in texts.items():
        write(tmp_path, place, text)
    name = f"{folder}/sample/1.0.yaml"

    (problem,) = publishing.meaning_problems(tmp_path)

    start, _, words = problem.partition(": ")
    number = int(start.removeprefix(f"{name}, line "))
    assert texts[folder].split("\n")[number - 1].strip().startswith(at)
    assert said in words
    with pytest.raises(ValueError, match=re.escape(problem)):
        publishing.publish(name, tmp_path)
    assert library.locked(tmp_path) == {}


def test_a_published_file_may_be_published_again_whatever_the_checks_have_learned(tmp_path):
    path = write(tmp_path, "assessments", ASSESSMENT.replace("- id: two", "- id: one"))
    name = "assessments/sample/1.0.yaml"
    lock = tmp_path / library.LOCK
    lock.write_text(f"{name} {library.file_hash(path)}\n")

    publishing.publish(name, tmp_path)

    assert library.locked(tmp_path) == {name: library.file_hash(path)}


def test_an_imported_draft_is_not_published_before_its_author_finished_it(tmp_path):
    survey = '{"title": "Short", "elements": [{"type": "rating", "name": "r", "title": "So."}]}'
    path = tmp_path / "assessments/short/1.0.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(surveyjs.read(survey).yaml)

    with pytest.raises(ValueError, match=r"fill in ‘\[Say for whom it was written\.\]’"):
        publishing.publish("assessments/short/1.0.yaml", tmp_path)
