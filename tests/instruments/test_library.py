"""Instruments are found by id and version, and published ones never change."""

import shutil
from pathlib import Path

import pytest

from assess.instruments import library, publishing
from assess.instruments.library import LOCK, Unknown
from assess.instruments.loader import Refusal
from tests.instruments.samples import ASSESSMENT, FRAMEWORK, GUIDE, ROLE, seal, write

NAME = "frameworks/sample/1.0.yaml"
HOSTILE = [
    "",
    "@",
    "smart-sales-leader",
    "smart-sales-leader@",
    "smart-sales-leader@9.9",
    "@1.0",
    "nobody@1.0",
    "../frameworks/smart-sales-leader@1.0",
    "smart-sales-leader/../smart-sales-leader@1.0",
    "../../../etc/passwd@1.0",
    "smart-sales-leader@../smart-sales-leader/1.0",
    "smart-sales-leader@1.0\x00",
    "smart-sales-leader@1.0\n",
    "\ud800@1.0",
    "*@*",
    "x" * 200_000,
]


@pytest.mark.parametrize(
    ("find", "ref"),
    [
        (library.framework, "smart-sales-leader@1.0"),
        (library.framework, "strategic-sales-manager@1.0"),
        (library.guide, "smart-sales-leader@1.0"),
        (library.guide, "strategic-sales-manager@1.0"),
        (library.role_template, "regional-sales-leader@1.0"),
    ],
)
def test_an_instrument_is_found_by_id_and_version(find, ref):
    assert find(ref).ref == ref


@pytest.mark.parametrize("find", [library.framework, library.guide, library.role_template])
@pytest.mark.parametrize("ref", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_not_there_is_unknown(find, ref):
    with pytest.raises(Unknown):
        find(ref)


def test_the_newest_version_of_each_role_template_is_offered(tmp_path, monkeypatch):
    role = (library.ROOT / "roles/sales-manager/1.0.yaml").read_text()
    for version in ("1.0", "1.9", "1.10"):
        path = tmp_path / "roles/sales-manager" / f"{version}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(role.replace('version: "1.0"', f'version: "{version}"'))
    for folder in ("frameworks", "guides"):
        shutil.copytree(library.ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(library, "ROOT", tmp_path)
    seal(tmp_path)

    offered = [template.ref for template in library.latest_role_templates()]
    every = [template.ref for template in library.all_of("roles")]

    assert offered == ["sales-manager@1.10"]
    assert every == ["sales-manager@1.10", "sales-manager@1.9", "sales-manager@1.0"]


def test_a_new_file_is_to_be_published(tmp_path):
    write(tmp_path)

    assert publishing.lock_problems(tmp_path) == [
        f"{NAME} is not published yet: ./run questionnaires publish {NAME}"
    ]


def test_a_published_file_is_in_order(tmp_path):
    write(tmp_path)

    publishing.publish(NAME, tmp_path)

    assert publishing.lock_problems(tmp_path) == []
    assert library.locked(tmp_path) == {NAME: library.file_hash(tmp_path / NAME)}


@pytest.mark.parametrize("path", ["{0.name}/{1}", "./{0.name}/{1}", "{0}/{1}"])
def test_a_file_is_found_by_the_path_an_import_prints_and_a_shell_completes(tmp_path, path):
    write(tmp_path)

    published = publishing.publish(path.format(tmp_path, NAME), tmp_path)

    assert published == NAME
    assert publishing.lock_problems(tmp_path) == []


def test_a_draft_is_not_to_be_published_while_something_is_wrong_in_it(tmp_path):
    path = write(tmp_path)
    path.write_text(FRAMEWORK + "colour: blue\n")

    found = publishing.problems(tmp_path)

    assert [problem.partition(":")[0] for problem in found] == [
        f"{NAME}, line {FRAMEWORK.count(chr(10)) + 1}"
    ]
    path.write_text(FRAMEWORK)
    assert publishing.problems(tmp_path) == publishing.lock_problems(tmp_path) != []


@pytest.mark.parametrize(
    "change", [("A sample", "Another"), ("\n", "\r\n"), ("apples.", "apples. ")]
)
def test_a_published_file_does_not_change_by_a_single_byte(tmp_path, change):
    path = write(tmp_path)
    publishing.publish(NAME, tmp_path)
    path.write_bytes(FRAMEWORK.replace(*change).encode())

    (problem,) = publishing.lock_problems(tmp_path)

    assert "was changed after it was published" in problem
    with pytest.raises(ValueError, match="Write the next version instead"):
        publishing.publish(NAME, tmp_path)


def test_a_published_file_does_not_go_away(tmp_path):
    path = write(tmp_path)
    write(tmp_path, "guides", GUIDE)
    publishing.publish(NAME, tmp_path)
    path.unlink()
    publishing.publish("guides/sample/1.0.yaml", tmp_path)

    assert publishing.lock_problems(tmp_path) == [
        f"{NAME} is published, but the file is gone; restore it"
    ]


def test_publishing_twice_changes_nothing(tmp_path):
    write(tmp_path)
    publishing.publish(NAME, tmp_path)
    lock = (tmp_path / LOCK).read_bytes()

    publishing.publish(NAME, tmp_path)

    assert (tmp_path / LOCK).read_bytes() == lock


def test_the_lock_lists_files_in_order_whatever_was_published_first(tmp_path):
    other = "assessments/sample/1.0.yaml"
    write(tmp_path, "assessments", ASSESSMENT)
    write(tmp_path)

    publishing.publish(NAME, tmp_path)
    publishing.publish(other, tmp_path)

    assert list(library.locked(tmp_path)) == [other, NAME]


def test_what_rests_on_a_draft_is_published_after_it(tmp_path):
    write(tmp_path, "guides", GUIDE)
    write(tmp_path)

    with pytest.raises(ValueError, match=rf"line \d+: publish {NAME} first"):
        publishing.publish("guides/sample/1.0.yaml", tmp_path)

    assert library.locked(tmp_path) == {}


def test_a_broken_file_is_not_published(tmp_path):
    write(tmp_path, text=FRAMEWORK.replace("language: en", "language: no"))

    with pytest.raises(Refusal, match="line 4"):
        publishing.publish(NAME, tmp_path)

    assert not (tmp_path / LOCK).exists()


@pytest.mark.parametrize(
    "name", ["", "nothing", "../secret.yaml", "README.md", "frameworks/sample", "/etc/passwd"]
)
def test_what_is_no_questionnaire_file_is_not_published(tmp_path, name):
    write(tmp_path)

    with pytest.raises(ValueError, match="is not a questionnaire file"):
        publishing.publish(name, tmp_path)


@pytest.mark.parametrize(
    "place",
    ["frameworks/sample/1.0.yml", "frameworks/1.0.yaml", "guide/sample/1.0.yaml",
     "frameworks/sample/old/1.0.yaml", "quiz.yaml"],
)  # fmt: skip
def test_a_file_nobody_would_read_is_named(tmp_path: Path, place):
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FRAMEWORK)

    assert publishing.lock_problems(tmp_path) == [
        f"{place} is never read; move it to <folder>/<id>/<version>.yaml"
    ]


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "one two three", "alone"])
def test_a_lock_that_was_damaged_is_named(tmp_path, line):
    (tmp_path / LOCK).write_text(f"# Published\n{line}\n")

    assert publishing.lock_problems(tmp_path) == [
        f"{LOCK}, line 2: a line is a path and a SHA-256; restore the file"
    ]


OPTIONAL = "practice: One idea.\n        optional: true\n        fairness: Night work."


@pytest.mark.parametrize(
    ("folder", "old", "new", "at", "words"),
    [
        ("frameworks", "  - id: teams", "  - id: plans", "  - id: plans", "‘plans’ stands 2 times"),
        ("frameworks", "- id: plans2", "- id: plans1", "- id: plans1", "‘plans1’ stands 2 times"),
        ("frameworks", "Promises bridges.", "Blames bridges.", "- Blames b", "1 and 2 share 100%"),
        ("frameworks", "Repairs clocks.", "Rarely blames clocks.", "- Rarely", "1 and 4 differ"),
        ("frameworks", "practice: One idea.", OPTIONAL, "behaviours:", "‘plans’: every behaviour"),
        ("frameworks", "You showed it.", "You are a natural.", "clearly:", "instead of ‘natural’"),
        ("frameworks", "language: en", "language: no", "language:", "‘language’ must be ‘en’"),
        ("guides", "id: plans-q2", "id: plans-q1", "id: plans-q1", "‘plans-q1’ stands 2 times"),
        ("guides", "competency: teams", "competency: maps", "maps", "sample@1.0 has no ‘maps’"),
        ("guides", "[plans2]", "[plans9]", "[plans9]", "‘plans’ has no ‘plans9’"),
        ("guides", "type: past", "type: situational", "questions:", "‘plans’ has no past question"),
        ("guides", "What did you do?", "Who is gay?", "text: Who", "something protected: ‘gay’"),
        ("guides", "What came of it?", "Any kids?", "probes: [Any", "something protected: ‘kids’"),
        ("guides", "framework: sample@1.0", "framework: other@1.0", "framework:", "no framework o"),
        ("guides", "minutes: 6", "minutes: six", "minutes: six", "must be a whole number"),
        ("roles", "zone: [3, 4]", "zone: [4, 3]", "zone: [4, 3]", "in half levels from 1 to 5"),
        ("roles", "plans-q2", "teams-q2", "questions: [plans-q1", "has no question ‘teams-q2’"),
        ("roles", "A licence.", "Good health.", "must_haves", "something protected: ‘health’"),
        ("roles", "  - id: teams", "  - id: plans", "  - id: plans", "‘plans’ stands 2 times"),
        ("roles", "  - id: teams", "  - id: plans", "targets:", "there is no target for ‘teams’"),
        ("roles", "guide: sample@1.0", "guide: sample@2.0", "guide:", "no guide sample@2.0"),
    ],
)  # fmt: skip
def test_what_misleads_is_named_with_file_and_line(tmp_path, folder, old, new, at, words):
    texts = {"frameworks": FRAMEWORK, "guides": GUIDE, "roles": ROLE}
    texts[folder] = texts[folder].replace(old, new)
    for place, text in texts.items():
        write(tmp_path, place, text)

    problems = publishing.meaning_problems(tmp_path)

    lines = texts[folder].split("\n")
    start = f"{folder}/sample/1.0.yaml, line "
    found = [p.removeprefix(start).partition(": ") for p in problems if p.startswith(start)]
    assert any(at in lines[int(n) - 1] and words in said for n, _, said in found), problems


def test_files_in_order_have_no_problems(tmp_path):
    for folder, text in (("frameworks", FRAMEWORK), ("guides", GUIDE), ("roles", ROLE)):
        write(tmp_path, folder, text)

    assert publishing.meaning_problems(tmp_path) == []
    assert publishing.meaning_problems() == []
