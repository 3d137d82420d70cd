"""A file becomes an instrument, or a refusal that says where and what to do."""

import time
from pathlib import Path

import pytest

from assess.instruments import loader
from assess.instruments.loader import MAX_BYTES, MAX_DEPTH, Refusal
from tests.instruments.samples import FRAMEWORK, GUIDE, ROLE, write

ACTS = "anchors:\n          - Blames apples.\n"


def refusal(text: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        loader.parse(text, "some/file.yaml")
    return refused.value


@pytest.mark.parametrize("text", [FRAMEWORK, GUIDE, ROLE], ids=["framework", "guide", "role"])
def test_a_file_in_order_is_read(text):
    instrument, lines = loader.parse(text, "some/file.yaml")

    assert instrument.ref == "sample@1.0"
    assert lines["version",] == 3


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        # Keys.
        ("title: A sample", "titel: A sample", "titel", "the key ‘titel’ is not known here"),
        ("title: A sample\n", "", "kind:", "add the key ‘title’"),
        ("title: A sample", "title: A\ntitle: B", "title: B", "the key ‘title’ stands twice"),
        ("    matters: It is the job.\n", "", "- id: plans", "add the key ‘competencies → 1 → mat"),
        ("practice: One idea.", "practise: One idea.", "practise", "‘competencies → 1 → behaviour"),
        ("title: A sample", "title: A sample\n1: x", "1: x", "put the key ‘1’ in quotes"),
        ("title: A sample", "title: A sample\non: x", "on: x", "put the key ‘on’ in quotes"),
        ("title: A sample", "title: A sample\n~: x", "~: x", "put the key ‘~’ in quotes"),
        ("title: A sample", "title: A sample\n<<: {a: b}", "<<", "put the key ‘<<’ in quotes"),
        ("title: A sample", "title: A sample\n? [a, b]\n: x", "? [a", "a key is one word"),
        ("title: A sample", "title: A sample\n? {a: b}\n: x", "? {a", "a key is one word"),
        # Values YAML 1.1 takes for something else.
        ('"1.0"', "1.0", "version", "‘version’ must be text; put it in quotes"),
        ('"1.0"', "1_0", "version", "‘version’ must be text; put it in quotes"),
        ('"1.0"', "2026-11-21", "version", "‘version’ must be text; put it in quotes"),
        ("title: A sample", "title: no", "title: no", "‘title’ must be text; put it in quotes"),
        ("title: A sample", "title: On", "title: On", "‘title’ must be text; put it in quotes"),
        ("title: A sample", "title: ~", "title: ~", "‘title’ must be text; put it in quotes"),
        ("title: A sample", "title:", "title:", "‘title’ must be text; put it in quotes"),
        ("title: A sample", "title: 12:30", "12:30", "‘title’ must be text; put it in quotes"),
        ("title: A sample", "title: 0x1F", "0x1F", "‘title’ must be text; put it in quotes"),
        ("language: en", "language: no", "language: no", "‘language’ must be ‘en’"),
        ("id: sample", "id: no", "id: no", "‘id’ must be text; put it in quotes"),
        ("source: Made up.", "source: 2026-13-45", "2026-13-45", "put ‘2026-13-45’ in quotes"),
        ("source: Made up.", "source: 0b_", "0b_", "put ‘0b_’ in quotes"),
        ("source: Made up.", "source: !!int abc", "!!int", "put ‘abc’ in quotes"),
        ("source: Made up.", "source: !!bool abc", "!!bool", "put ‘abc’ in quotes"),
        ("source: Made up.", "source: !!timestamp abc", "!!time", "put ‘abc’ in quotes"),
        ("source: Made up.", "source: !!float abc", "!!float", "put ‘abc’ in quotes"),
        ("source: Made up.", "source: !!python/name:os.system x", "!!python", "it begins with ‘!’"),
        # Values of a wrong kind or size.
        ("title: A sample", "title: [A, sample]", "title: [", "‘title’ must be text"),
        ("title: A sample", "title: {a: b}", "title: {", "‘title’ must be text"),
        ("title: A sample", 'title: ""', "title:", "‘title’ is empty"),
        ("title: A sample", 'title: "  "', "title:", "‘title’ is empty"),
        ("title: A sample", f"title: {'x' * 201}", "title:", "longer than 200 characters"),
        ("source: Made up.", f"source: {'x' * 2001}", "source:", "longer than 2000 characters"),
        ("id: sample", "id: Sample", "id: Sample", "‘id’ is ‘Sample’, which does not have"),
        ("id: sample", "id: ../sample", "id: ../", "which does not have the right form"),
        ('"1.0"', '"1.0-beta"', "version", "‘version’ is ‘1.0-beta’, which does not"),
        ('"1.0"', '"0.9"', "version", "‘version’ is ‘0.9’, which does not"),
        ("language: en", "language: de", "language: de", "‘language’ must be ‘en’"),
        ("levels: [Against, ", "levels: [", "levels", "‘levels’ has fewer entries than it needs"),
        ("levels: [", "levels: [Six, ", "levels", "‘levels’ has 6 entries; at most 5"),
        ("levels: [Against, Gaps, Solid, Strong, Exceptional]", "levels: Five", "levels: Five",
         "‘levels’ must be a list"),
        (ACTS, "anchors:\n", "anchors:", "behaviours → 1 → anchors’ has fewer entries"),
        (ACTS, f"{ACTS}          - Begs for apples.\n", "anchors:", "at most 5 are allowed"),
        (ACTS, "anchors:\n          - 1\n", "- 1", "→ anchors → 1’ must be text"),
        ("        - Try another step.\n", "", "build:",
         "‘competencies → 1 → feedback → build’ needs 2 entries or more"),
        ("    feedback:\n", "    feedback: none\n    was:\n", "feedback: none",
         "→ feedback’ must have keys of its own"),
        ("practice: One idea.", "practice: One idea.\n        optional: perhaps", "perhaps",
         "→ optional’ must be true or false"),
        ("practice: One idea.", "practice: One.\n        overuse: {level: 3, text: X.}", "overuse",
         "→ overuse → level’ must be 1 or 2"),
        # What is no YAML.
        ("title: A sample", "title: A: sample", "title:", "put the text of ‘title’ in quotes; a c"),
        ("title: A sample", "\ttitle: A sample", "\ttitle", "indent with spaces; a tab"),
        ("title: A sample", "title: 'A sample", "title: '", "mark that opens here is never"),
        ("title: A sample", "title: 'It's A'", "title:", "ends at its second quotation mark"),
        ("title: A sample", "title: [A", "title: [", "the bracket that opens here is never closed"),
        ("title: A sample", "title: A\nsample", "sample", "‘sample’ has no key with a colon"),
        ("title: A sample", "title:A sample", "title:", "put a space after the first colon"),
        ("title: A sample", " title: A sample", " title", "is indented by 1 space, which fits no "),
        ("- id: plans1", "- id: x\n     - id: plans1", "- id: plans1", "fits no line above it"),
        ("title: A sample", "title: @A", "title: @", "put the text in quotes; it begins with ‘@’"),
        ("title: A sample", "title: & A", "title: &", "it begins with ‘&’"),
        ("title: A sample", 'title: "A\\q"', "title:", "a backslash in double quotes"),
        ("title: A sample", "title: >- A", "title:", "the text begins on the next line, indented"),
        ("title: A sample", "title: - A", "title:", "a dash begins an entry of a list"),
        ("title: A sample", "---\ntitle: A", "---", "a file holds one questionnaire; take out"),
        ("title: A sample", "title: A\x07sample", "title:", "control character"),
        ("title: A sample", "title: A\x00sample", "title:", "control character"),
        ("title: A sample", "title: %A", "title: %", "it begins with ‘%’"),
        # What nobody sees: signs without width, and signs that turn the direction of writing.
        ("title: A sample", "title: A\u200bsample", "title:", "control character U+200B"),
        ("title: A sample", "title: A\u200dsample", "title:", "control character U+200D"),
        ("title: A sample", "title: A\u202esample", "title:", "control character U+202E"),
        ("title: A sample", "title: A\u2066sample", "title:", "control character U+2066"),
        ("title: A sample", "title: A\ufeffsample", "title:", "control character U+FEFF"),
        ("title: A sample", "title: A\xadsample", "title:", "control character U+00AD"),
        ("title: A sample", "title: A sample # \u202e", "title:", "control character U+202E"),
        ("title: A sample", "tit\u200ble: A sample", "le: A", "control character U+200B"),
        ("title: A sample", 'title: "A\\u200bsample"', "title:", "control character U+200B"),
        ("title: A sample", 'title: "A\\u202esample"', "title:", "control character U+202E"),
        ("title: A sample", 'title: "A\\x07sample"', "title:", "control character U+0007"),
        # Aliases.
        ("title: A sample", "title: &a A\npurpos: *a", "purpos", "instead of using an alias (*)"),
        ("title: A sample", "title: &a [*a]", "title", "instead of using an alias (*)"),
        ("title: A sample", "title: *a", "title", "instead of using an alias (*)"),
        # Depth.
        ("title: A sample", f"title: {'[' * 30}{']' * 30}", "title", "nested deeper than 20"),
    ],
)  # fmt: skip
def test_a_broken_framework_is_refused_with_line_and_remedy(old, new, at, words):
    text = FRAMEWORK.replace(old, new, 1)
    assert text != FRAMEWORK

    problems = refusal(text).problems

    found = [(text.split("\n")[line - 1], said) for line, said in problems]
    assert any(at in line and words in said for line, said in found), problems


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("behaviours: [plans1]", "behaviours: []", "[]", "‘questions → 1 → behaviours’ needs 1 en"),
        ("type: past", "type: future", "future", "type’ must be ‘past’ or ‘situational’"),
        ("minutes: 6", "minutes: 1", "minutes: 1", "→ minutes’ is 1; give 2 or more"),
        ("minutes: 6", "minutes: 21", "minutes: 21", "→ minutes’ is 21; give 20 or less"),
        ("minutes: 6", "minutes: six", "minutes: six", "→ minutes’ must be a whole number"),
        ("minutes: 6", "minutes: 5.5", "minutes: 5.5", "→ minutes’ must be a whole number"),
        ("minutes: 6", "minutes: [6]", "minutes: [6]", "→ minutes’ must be a whole number"),
        ("minutes: 6", f"minutes: '{'9' * 5000}'", "minutes:", "which does not fit here; see"),
        (
            "framework: sample@1.0",
            "framework: sample",
            "framework:",
            "does not have the right form",
        ),
        ("framework: sample@1.0", "framework: sample@1", "framework:", "does not have the right"),
        ("flags: [Names no step.]", "flags: none", "flags:", "‘questions → 1 → flags’ must be a l"),
    ],
)
def test_a_broken_guide_is_refused_with_line_and_remedy(old, new, at, words):
    text = GUIDE.replace(old, new, 1)

    ((line, said),) = refusal(text).problems

    assert at in text.split("\n")[line - 1]
    assert words in said


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("[3]", "has fewer entries than it needs"),
        ("[3, 4, 5]", "has 3 entries; at most 2 are allowed"),
        ("3", "must be a list"),
        ("[low, high]", "targets → 1 → zone → 1’ must be a number"),
        ("[[3], 4]", "targets → 1 → zone → 1’ must be a number"),
        ("{low: 3, high: 4}", "must be a list"),
        ("[.nan, 4]", "targets → 1 → zone → 1’ must be a number"),
        ("[3, .inf]", "targets → 1 → zone → 2’ must be a number"),
    ],
)
def test_a_zone_is_two_numbers(zone, words):
    text = ROLE.replace("zone: [3, 4]", f"zone: {zone}", 1)

    problems = refusal(text).problems

    assert any("zone" in text.split("\n")[line - 1] and words in said for line, said in problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: the file is empty"),
        ("# nothing but a comment\n", "line 1: the file is empty"),
        ("---\n", "line 1: set ‘kind’ to one of: framework, guide, role"),
        ("just words", "line 1: set ‘kind’ to one of"),
        ("- a\n- list\n", "line 1: set ‘kind’ to one of"),
        ("id: x\n", "line 1: set ‘kind’ to one of"),
        ("id: x\nkind: quiz\n", "line 2: set ‘kind’ to one of"),
        ("id: x\nkind: [guide]\n", "line 2: set ‘kind’ to one of"),
        ("id: x\nkind:\n", "line 2: set ‘kind’ to one of"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused(text, words):
    assert words in str(refusal(text))


def test_every_problem_of_a_file_is_named_at_once():
    text = FRAMEWORK.replace("language: en", "language: no").replace("source:", "sauce:")

    said = str(refusal(text)).splitlines()

    assert [line.split(":")[0] for line in said] == [
        "some/file.yaml, line 1",  # source is missing
        "some/file.yaml, line 4",  # language
        "some/file.yaml, line 8",  # sauce
    ]


def test_a_problem_inside_an_entry_is_not_blamed_on_the_list():
    text = FRAMEWORK.replace("          - Blames apples.\n", "          - no\n", 1)

    ((line, said),) = refusal(text).problems

    assert (text.split("\n")[line - 1].strip(), "anchors → 1" in said) == ("- no", True)


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_a_file_nested_without_end_is_refused_in_no_time(bracket):
    # Left to itself, the YAML library ends the whole process here.
    started = time.process_time()

    said = str(refusal("kind: " + bracket * 200_000 if bracket != "- " else bracket * 200_000))

    assert f"nested deeper than {MAX_DEPTH} levels" in said
    assert time.process_time() - started < 0.9


def test_a_file_that_grows_by_aliases_is_refused_in_no_time():
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))

    assert "instead of using an alias" in str(refusal("l0: &l0 ha\n" + laughs))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_kinds_of_line_ends_and_a_byte_order_mark_are_read(tmp_path, end):
    path = write(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + FRAMEWORK.replace("\n", end).encode())

    assert loader.load(path).ref == "sample@1.0"


@pytest.mark.parametrize(
    ("folder", "text"),
    [("frameworks", FRAMEWORK), ("guides", GUIDE), ("roles", ROLE)],
    ids=["framework", "guide", "role"],
)
def test_a_file_in_its_place_is_loaded(tmp_path, folder, text):
    assert loader.load(write(tmp_path, folder, text)).id == "sample"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("guides/sample/1.0.yaml", "line 1: ‘kind’ is ‘framework’, but the file's place says ‘gui"),
        (
            "frameworks/other/1.0.yaml",
            "line 2: ‘id’ is ‘sample’, but the file's place says ‘other’",
        ),
        (
            "frameworks/sample/1.1.yaml",
            "line 3: ‘version’ is ‘1.0’, but the file's place says ‘1.1",
        ),
        ("quizzes/sample/1.0.yaml", "line 1: ‘kind’ is ‘framework’, but the file's place"),
    ],
)
def test_a_file_out_of_its_place_is_refused(tmp_path, place, words):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(FRAMEWORK)

    with pytest.raises(Refusal) as refused:
        loader.load(path)

    assert words in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            FRAMEWORK.replace("Made up", "Bj\xf6rn").encode("latin-1"),
            "line 8: save the file as UTF",
        ),
        (FRAMEWORK.encode("utf-16"), "line 1: save the file as UTF-8"),
        (b"# " + b"x" * MAX_BYTES, "line 1: the file is larger than 1,000,000 bytes"),
        (b"", "line 1: the file is empty"),
        (bytes(range(256)), "line 2: save the file as UTF-8"),
        (b"\x00" * 50, "line 1: remove the control character U+0000"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data, words):
    path = write(tmp_path)
    path.write_bytes(data)

    with pytest.raises(Refusal) as refused:
        loader.load(path)

    assert words in str(refused.value)


def test_a_refusal_shows_no_more_of_a_value_than_helps_to_find_it():
    said = str(refusal(FRAMEWORK.replace("id: sample", f"id: {'X' * 100_000}")))

    assert len(said) < 300
