"""What is written about the product is true."""

import re
from pathlib import Path

import pytest

from assess import config, handbook
from assess.cli import COMMANDS
from assess.instruments import library, loader, publishing
from assess.openings.rules import STAGE_MOVES
from assess.sandbox import company
from tests import copy_rules

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
)
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
MODULES = sorted([*ROOT.glob("assess/**/*.py"), *ROOT.glob("reports/*.py")])
SCRIPTS = sorted(ROOT.glob("static/*.js"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def in_script(path: Path) -> str:
    return copy_rules.in_script(path.read_text(encoding="utf-8"))


def test_every_setting_is_documented():
    assert [setting for setting in config.names() if f"`{setting}`" not in DOCS] == []


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
    assert publishing.lock_problems() == []


def test_every_key_of_a_questionnaire_is_explained():
    explained = (ROOT / "questionnaires/README.md").read_text(encoding="utf-8")

    schemas = [kind.model_json_schema() for kind in loader.KINDS.values()]
    parts = [part for schema in schemas for part in (schema, *schema.get("$defs", {}).values())]
    keys = {key for part in parts for key in part.get("properties", {})}

    assert {key for key in keys if f"`{key}`" not in explained} == set()


@pytest.mark.parametrize(
    ("paths", "said_in"),
    [
        pytest.param(TEMPLATES, copy_rules.in_template, id="templates"),
        pytest.param(MODULES, copy_rules.in_module, id="refusals, letters and papers"),
        pytest.param(SCRIPTS, in_script, id="scripts"),
    ],
)
def test_what_people_read_keeps_to_the_copy_rules(paths, said_in):
    refused = {name(path): copy_rules.refused(said_in(path)) for path in paths}

    assert paths
    assert not {path: words for path, words in refused.items() if words}


def test_demo_data_keep_to_the_copy_rules():
    assert not copy_rules.refused(company.PATH.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This is Invalid.", ["Invalid"]),
        ("No AI, no aid.", ["AI"]),
        ("A poor fit? Please!", ["poor", "Please"]),
        ("Sorry, something went wrong on our side", []),
        ("Sorry, this is required.", ["Sorry", "required"]),
        ("Failing validity naturally started.", []),
    ],
)
def test_words_are_refused_whole(text, words):
    assert copy_rules.refused(text) == words


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".html", '<p class="invalid">{# sorry #}{{ "Oops" if required else "fail" }}</p>'),
        (".html", '<input required aria-label="Oops">'),
        (".py", '"""Please."""\nflash(f"Oops {valid}", "invalid")\nre.compile(r"sorry | fail")'),
    ],
)
def test_only_what_people_read_is_looked_at(tmp_path, suffix, source):
    path = tmp_path / f"sample{suffix}"
    path.write_text(source, encoding="utf-8")
    read = copy_rules.in_template if suffix == ".html" else copy_rules.in_module

    assert copy_rules.refused(read(path)) == ["Oops"]


def test_every_dependency_is_locked():
    wanted = re.findall(r"^([a-z][\w-]*)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    locked = (ROOT / "requirements.txt").read_text()

    assert [name for name in wanted if f"\n{name}==" not in f"\n{locked}"] == []


def test_locked_packages_carry_hashes():
    for name in ("requirements.txt", "requirements-test.txt", "requirements-boot.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert text.count("==") <= text.count("--hash=sha256:")
        assert "\n--" not in text, "the address of a package index got into the lock"
