"""The command writes a draft once, and prints what it left out."""

import shutil

import pytest
from click.testing import CliRunner, Result

from assess import cli
from assess.instruments import library, loader, publishing
from tests.instruments.drafts import SAMPLES


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An empty folder of questionnaires."""
    found = tmp_path / "questionnaires"
    found.mkdir()
    monkeypatch.setattr(library, "ROOT", found)
    return found


def run(*words: object) -> Result:
    return CliRunner().invoke(cli.import_questionnaire, [str(word) for word in words])


@pytest.mark.parametrize("name", ["team-lead.json", "team-lead.lss"])
def test_a_survey_is_drafted_in_its_place(root, name):
    result = run(SAMPLES / name)

    assert result.exit_code == 0
    path = root / "assessments" / "how-i-lead-my-team" / "1.0.yaml"
    assert loader.load(path).title == "How I lead my team"
    assert "questionnaires/assessments/how-i-lead-my-team/1.0.yaml" in result.output
    assert "- Texts in other languages are available and were not carried over: de" in result.output


def test_another_id_may_be_given(root):
    result = run(SAMPLES / "team-lead.lss", "--id", "lead-check")

    assert result.exit_code == 0
    assert loader.load(root / "assessments" / "lead-check" / "1.0.yaml").id == "lead-check"


def test_a_file_that_is_there_stays_as_it_is(root):
    path = root / "assessments" / "how-i-lead-my-team" / "1.0.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("mine")

    result = run(SAMPLES / "team-lead.json")

    assert result.exit_code == 1
    assert "how-i-lead-my-team@1.0 is there already. Choose another --id." in result.output
    assert path.read_text() == "mine"


@pytest.mark.parametrize("name", ["../elsewhere", "Big Letters", "x" * 41, "/tmp/x", "a\n"])
def test_an_id_that_is_none_is_refused(root, name):
    result = run(SAMPLES / "team-lead.json", "--id", name)

    assert result.exit_code == 1
    assert "does not have the right form" in result.output
    assert [*root.iterdir()] == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b"", "This file is empty."),
        ("a.json", b"{}", "no SurveyJS survey"),
        ("a.json", b"\xff", "Save the file as UTF-8."),
        ("a.lss", b"{}", "This file is no XML."),
        ("a.LSS", b"<a/>", "no LimeSurvey survey"),
        ("a.json", b"[" * 6_000_000, "more than 5,000,000 bytes"),
        ("a.lss", b"<" * 6_000_000, "more than 5,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_survey_is_refused_with_a_sentence(root, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)

    result = run(tmp_path / name)

    assert result.exit_code == 1
    assert words in result.output
    assert [*root.iterdir()] == []


@pytest.mark.usefixtures("root")
def test_a_survey_of_which_nothing_is_lost_says_so(tmp_path):
    question = '{"type": "rating", "name": "r", "rateValues": ["A", "B", "C", "D", "E"]}'
    (tmp_path / "a.json").write_text(f'{{"title": "Short", "elements": [{question}]}}')

    assert "- Nothing; all of it was." in run(tmp_path / "a.json").output


def test_a_folder_and_a_missing_file_are_refused(root, tmp_path):
    assert run(tmp_path).exit_code == 2
    assert run(root / "missing.json").exit_code == 2


def test_what_is_written_passes_the_check_but_for_what_the_author_must_say(root):
    shutil.copytree(SAMPLES, root.parent / "samples")
    run(root.parent / "samples" / "team-lead.json")

    problems = publishing.meaning_problems(root)

    left = ("say under ‘practice’ what of the source it covers", "square brackets mean")
    assert all(sum(words in one for one in problems) for words in left)
    assert all(any(words in one for words in left) for one in problems)
