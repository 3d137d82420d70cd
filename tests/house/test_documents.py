"""What is written about the product is true."""

import re
from pathlib import Path

import pytest

from assess import config, handbook
from assess.cli import COMMANDS
from assess.instruments import library, loader
from assess.openings.rules import STAGE_MOVES
from assess.sandbox import company
from tests.page_checks import BANNED

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
)
WORDS = re.compile(
    r"\b(a-player|culture fit|low potential|digital native|scientifically proven|bias-free)\b"
    r"|\b(invalid|forbidden|oops|please)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("setting", config.names())
def test_every_setting_is_documented(setting):
    assert f"`{setting}`" in DOCS


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_is_documented(command):
    assert f"./run {command}" in DOCS


@pytest.mark.parametrize("word", ["test", "check", "fix", "bench", "lock", "init"])
def test_every_word_of_the_script_is_documented(word):
    assert f"./run {word}" in DOCS


def test_printed_pages_say_what_the_code_says():
    assert handbook.outdated({str(command.name): command for command in COMMANDS}) == []


def test_the_states_page_draws_every_move():
    text = (ROOT / "docs/states.md").read_text(encoding="utf-8")

    missing = [
        (old, new)
        for old, news in STAGE_MOVES.items()
        for new in news
        if f"{old.replace('-', '_')} --> {new.replace('-', '_')}" not in text
    ]

    assert not missing


@pytest.mark.parametrize("path", library.paths(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_questionnaire_can_be_read(path):
    assert loader.load(path).ref


def test_every_questionnaire_is_published_and_unchanged():
    assert library.lock_problems() == []


def test_every_key_of_a_questionnaire_is_explained():
    explained = (ROOT / "questionnaires/README.md").read_text(encoding="utf-8")

    schemas = [kind.model_json_schema() for kind in loader.KINDS.values()]
    parts = [part for schema in schemas for part in (schema, *schema["$defs"].values())]
    keys = {key for part in parts for key in part.get("properties", {})}

    assert {key for key in keys if f"`{key}`" not in explained} == set()


@pytest.mark.parametrize(
    "path", [*sorted(ROOT.glob("templates/**/*.html")), company.PATH], ids=lambda p: p.name
)
def test_pages_and_demo_data_keep_to_the_copy_rules(path):
    text = re.sub(r"\{[%#{].*?[%#}]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text)

    assert not WORDS.findall(text)


def test_the_words_pages_never_say_are_the_same_in_all_checks():
    assert BANNED.search("This is invalid.")


def test_every_dependency_is_locked():
    wanted = re.findall(r"^([a-z][\w-]*)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    locked = (ROOT / "requirements.txt").read_text()

    assert [name for name in wanted if f"\n{name}==" not in f"\n{locked}"] == []


def test_locked_packages_carry_hashes():
    for name in ("requirements.txt", "requirements-test.txt", "requirements-boot.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count("==") <= text.count("--hash=sha256:")
        assert "\n--" not in text, "the address of a package index got into the lock"
