"""Only what is published is offered; a file that cannot be read takes nothing else with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assess.instruments import library, publishing
from tests.instruments.samples import ASSESSMENT, FRAMEWORK, GUIDE, ROLE, seal, write

NAME = "assessments/sample/1.0.yaml"

GERMAN = """\
kind: translation
id: sample-de
version: "1.0"
language: en
title: A sample in German
purpose: Shows a second language.
population: People who read tests.
source: Made up.
licence: Apache-2.0
of: sample@1.0
into: de
texts:
  title: Eine Probe
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of questionnaires with one of every kind, all of them drafts."""
    write(tmp_path)
    write(tmp_path, "guides", GUIDE)
    write(tmp_path, "roles", ROLE)
    write(tmp_path, "assessments", ASSESSMENT)
    folder = tmp_path / "translations/sample-de"
    folder.mkdir(parents=True)
    (folder / "1.0.yaml").write_text(GERMAN, encoding="utf-8")
    monkeypatch.setattr(library, "ROOT", tmp_path)
    return tmp_path


def offered() -> list[str]:
    """Names of what something new may begin with."""
    kinds = ("frameworks", "guides", "roles", "assessments", "translations")
    return [f"{kind}/{one.ref}" for kind in kinds for one in library.all_of(kind)]


EVERYTHING = [
    "frameworks/sample@1.0",
    "guides/sample@1.0",
    "roles/sample@1.0",
    "assessments/sample@1.0",
    "translations/sample-de@1.0",
]


@pytest.mark.usefixtures("root")
def test_a_draft_is_offered_to_nobody_and_can_be_read_by_its_name():
    assert offered() == []
    assert library.translations("sample@1.0") == {}
    assert library.assessment("sample@1.0").title == "A sample"
    assert [one.ref for one in library.readable("assessments")] == ["sample@1.0"]


def test_what_is_published_while_a_server_runs_is_offered_at_once(root):
    assert offered() == []

    publishing.publish(NAME, root)

    assert offered() == ["assessments/sample@1.0"]


def test_everything_published_is_offered(root):
    seal(root)

    assert offered() == EVERYTHING
    assert library.translations("sample@1.0").keys() == {"de"}


def test_the_newest_published_version_is_offered_and_a_newer_draft_is_not(root):
    seal(root)
    newer = write(root, "assessments", ASSESSMENT).with_name("1.1.yaml")
    newer.write_text(ASSESSMENT.replace('"1.0"', '"1.1"'), encoding="utf-8")

    drafted = [one.ref for one in library.assessments()]
    publishing.publish("assessments/sample/1.1.yaml", root)

    assert drafted == ["sample@1.0"]
    assert [one.ref for one in library.assessments()] == ["sample@1.1"]


def test_a_draft_is_read_as_it_is_now_and_published_with_those_words(root):
    assert library.assessment("sample@1.0").title == "A sample"
    path = root / NAME
    path.write_text(ASSESSMENT.replace("title: A sample", "title: Another"), encoding="utf-8")

    drafted = library.assessment("sample@1.0").title
    publishing.publish(NAME, root)

    assert drafted == "Another"
    assert [one.title for one in library.assessments()] == ["Another"]


def test_a_changed_file_is_offered_no_more_and_what_was_begun_goes_on(root):
    seal(root)
    assert offered() == EVERYTHING
    path = root / NAME
    path.write_text(ASSESSMENT.replace("title: A sample", "title: Another"), encoding="utf-8")

    # A translation of what is not offered is not, either.
    assert offered() == EVERYTHING[:3]
    assert library.assessment("sample@1.0").title == "A sample"

    path.write_text(ASSESSMENT, encoding="utf-8")

    assert offered() == EVERYTHING


def test_what_rests_on_a_changed_file_is_offered_no_more(root):
    seal(root)
    write(root, text=FRAMEWORK.replace("A sample", "Another"))

    assert offered() == EVERYTHING[3:]
    assert not library.is_published("roles", "sample@1.0")
    with pytest.raises(library.Unknown, match="There is no published role"):
        library.published_role_template("sample@1.0")


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "break_",
    [
        _truncated,
        _folder,
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\xff\xfe\x00"),
        lambda path: path.write_bytes(b"a: [" * 100_000),
    ],
    ids=["half", "a folder", "gone", "empty", "no text", "deep"],
)
def test_a_file_that_cannot_be_read_takes_no_other_with_it(root, break_: Callable[[Path], object]):
    seal(root)

    break_(root / NAME)

    assert offered() == EVERYTHING[:3]
    assert library.readable("assessments") == []
    assert library.readable("frameworks") != []


def test_what_cannot_be_read_is_named_with_its_line_and_only_that(root):
    (root / NAME).write_text(ASSESSMENT.replace("use: development", "use: fun"), encoding="utf-8")

    (problem,) = library.unreadable()

    line = ASSESSMENT[: ASSESSMENT.index("use: development")].count("\n") + 1
    assert problem.startswith(f"{NAME}, line {line}: ‘use’ must be")


@pytest.mark.parametrize("name", ["Big/1.0", "sample/new", "sample/1.0.1"])
def test_a_file_whose_name_is_no_id_or_version_is_named(root, name):
    (root / f"assessments/{name}.yaml").parent.mkdir(exist_ok=True)
    (root / f"assessments/{name}.yaml").write_text(ASSESSMENT, encoding="utf-8")

    assert library.readable("assessments") == [library.assessment("sample@1.0")]
    assert any(f"assessments/{name}.yaml" in problem for problem in library.unreadable())


def test_a_damaged_lock_offers_what_its_whole_lines_hold(root):
    seal(root)
    lock = root / library.LOCK
    lock.write_text(f"<<<<<<< HEAD\n{lock.read_text(encoding='utf-8')}", encoding="utf-8")

    assert offered() == EVERYTHING
    assert publishing.faults(root) == [
        "published.lock, line 1: a line is a path and a SHA-256; restore the file"
    ]
