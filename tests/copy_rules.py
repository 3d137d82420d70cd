"""The words pages, letters and papers never say, and how to find them where words are written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from assess.instruments import checks
from assess.web.errors import TITLES

NEVER_SAID = (
    *checks.BANNED,
    "valid", "invalid", "please", "sorry", "forbidden", "oops", "required",
    "scientifically proven", "bias-free", "percent fit", "per cent fit",
    "applicant", "applicants", "panel of judges",
)  # fmt: skip
"""Whole words (copy rules 4, 5, 8 and 10). Talent and resources are missing: of a team they may
be said, of a candidate not, and a list cannot tell. What users write does not count."""

_SAID = re.compile(rf"\b(?:{'|'.join(NEVER_SAID)})\b|\b(?-i:AI)\b", re.IGNORECASE)
_LITERAL = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`\n]*)`")
_SPOKEN = re.compile(r"\b(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"")


def refused(text: str) -> list[str]:
    """The words in a text that pages never say; the page of a failure may say sorry."""
    return _SAID.findall(text.replace(TITLES[500], ""))


def in_template(path: Path) -> str:
    """What a template says: its text, what is read aloud, and sentences within its logic."""
    source = re.sub(r"\{#.*?#\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    source = re.sub(r"\{[{%].*?[}%]\}", lambda tag: in_script(tag[0]), source, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", lambda tag: f" {' '.join(_SPOKEN.findall(tag[0]))} ", source)


def in_script(source: str) -> str:
    """The literals of a script, or of a template's logic, that are words and not names."""
    literals = ("".join(found) for found in _LITERAL.findall(source))
    return " ".join(text for text in literals if _is_for_people(text))


def in_module(path: Path) -> str:
    """The literals of a module that are words and not names: refusals, flashes, letters."""
    return "\n".join(_literals(ast.parse(path.read_text(encoding="utf-8"))))


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _is_for_people(node.value):
            yield node.value
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
        return
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "BANNED":
        return
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if not is_docstring:
            yield from _literals(child)


def _is_for_people(text: str) -> bool:
    is_pattern = "|" in text
    return (" " in text.strip() or text[:1].isupper()) and not is_pattern
