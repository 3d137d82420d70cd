"""No number of a reference case is copied here and then forgotten."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.science.cases import CASES

TESTS = CASES.parent
WORD = re.compile(r"[a-z]{3}|ICC")
"""A text with gaps names an entry if it begins with a word of its own."""

COPIED = sorted(path.name for path in CASES.iterdir() if path.is_dir())


@cache
def said(path: Path) -> tuple[set[str], list[str]]:
    """The texts of a test module, and those with gaps as patterns."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {
        one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    gaps = [
        "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in one.values
        )
        for one in nodes
        if isinstance(one, ast.JoinedStr) and WORD.search(ast.unparse(one).split("{")[0])
    ]
    return plain, gaps


@cache
def readers(case: str) -> list[Path]:
    """The modules of the suite that read a case, and those that take it from them."""
    modules = {path: path.read_text(encoding="utf-8") for path in TESTS.glob("science/**/*.py")}
    first = [path for path in modules if any(case in one.split("/") for one in said(path)[0])]
    names = [".".join(path.relative_to(TESTS.parent).with_suffix("").parts) for path in first]
    return first + [path for path, text in modules.items() if any(name in text for name in names)]


@pytest.mark.parametrize("case", COPIED)
def test_every_entry_of_a_copied_case_is_compared(case):
    text = (CASES / case / "case.json").read_text(encoding="utf-8")
    expected = [entry["name"] for entry in json.loads(text)["expected"]]
    plain = set().union(*(said(path)[0] for path in readers(case)))
    gaps = [re.compile(one) for path in readers(case) for one in said(path)[1]]

    forgotten = [
        name
        for name in expected
        if name not in plain and not any(one.fullmatch(name) for one in gaps)
    ]

    assert expected
    # The only entry of a case is compared by whoever reads the case.
    assert len(expected) == 1 or forgotten == []
    assert readers(case)
