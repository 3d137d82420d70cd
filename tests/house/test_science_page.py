"""Every method of the science has its paragraph, and every "Why?" leads to one."""

import re
from pathlib import Path

from assess.web import methods
from tests import copy_rules

ROOT = Path(__file__).resolve().parents[2]
SCIENCE = ROOT / "assess/science"
MODULES = {
    path.relative_to(SCIENCE).as_posix()
    for path in SCIENCE.rglob("*.py")
    if not path.name.startswith("_")
}
PARAGRAPHS = [method for chapter in methods.page().chapters for method in chapter.methods]
NAMED = {name for method in PARAGRAPHS for name in method.code}
WHY = re.compile(r"\bwhy\(\s*['\"]([^'\"]+)")
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html")}


def test_every_module_of_the_science_stands_in_a_paragraph():
    missing = sorted(MODULES - NAMED)

    assert MODULES
    assert not missing, f"name {missing} in docs/science.md, with what they do"


def test_every_file_a_paragraph_names_is_there():
    lost = [
        name for name in NAMED if not (SCIENCE / name).is_file() and not (ROOT / name).is_file()
    ]

    assert not lost


def test_every_why_leads_to_a_paragraph():
    asked = {anchor for text in TEMPLATES.values() for anchor in WHY.findall(text)}

    assert asked
    assert asked - set(methods.page().anchors) == set()


def test_no_page_builds_a_why_of_its_own():
    own = [path.name for path, text in TEMPLATES.items() if "accounts.science" in text]

    assert own == ["why.html"]


def test_paragraphs_keep_to_the_copy_rules():
    texts = {
        method.anchor: " ".join([method.title, *(line for _, line in method.lines)])
        for method in PARAGRAPHS
    }

    refused = {anchor: copy_rules.refused(text) for anchor, text in texts.items()}

    assert not {anchor: words for anchor, words in refused.items() if words}


def test_a_source_names_a_year():
    sources = {method.anchor: dict(method.lines)["Source"] for method in PARAGRAPHS}

    assert not [
        anchor
        for anchor, source in sources.items()
        if not re.search(r"\b(19|20)\d\d\b|of this house|CFR|RCNY", source)
    ]
