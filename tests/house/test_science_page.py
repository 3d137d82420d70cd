"""Every method of the science has its paragraph, and every "Why?" leads to one."""

import re
from pathlib import Path

import pytest

from assess.web import methods
from tests import copy_rules

ROOT = Path(__file__).resolve().parents[2]
SCIENCE = ROOT / "assess/science"
MODULES = sorted(
    path.relative_to(SCIENCE).as_posix()
    for path in SCIENCE.rglob("*.py")
    if not path.name.startswith("_")
)
PARAGRAPHS = [method for chapter in methods.page().chapters for method in chapter.methods]
NAMED = {name for method in PARAGRAPHS for name in method.code}
WHY = re.compile(r"\bwhy\(\s*['\"]([^'\"]+)")
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html")}


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_science_stands_in_a_paragraph(module):
    assert module in NAMED, f"name `{module}` in docs/science.md, with what it does"


@pytest.mark.parametrize("name", sorted(NAMED))
def test_every_file_a_paragraph_names_is_there(name):
    assert (SCIENCE / name).is_file() or (ROOT / name).is_file()


def test_every_why_leads_to_a_paragraph():
    asked = {anchor for text in TEMPLATES.values() for anchor in WHY.findall(text)}

    assert asked
    assert asked - set(methods.page().anchors) == set()


def test_no_page_builds_a_why_of_its_own():
    own = [path.name for path, text in TEMPLATES.items() if "accounts.science" in text]

    assert own == ["why.html"]


@pytest.mark.parametrize("method", PARAGRAPHS, ids=lambda method: method.anchor)
def test_paragraphs_keep_to_the_copy_rules(method):
    text = " ".join([method.title, *(line for _, line in method.lines)])

    assert copy_rules.refused(text) == []


@pytest.mark.parametrize("method", PARAGRAPHS, ids=lambda method: method.anchor)
def test_a_source_names_a_year(method):
    source = dict(method.lines)["Source"]

    assert re.search(r"\b(19|20)\d\d\b", source) or "of this house" in source or "CFR" in source \
        or "RCNY" in source  # fmt: skip
