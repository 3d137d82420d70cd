"""Promises of the package that no single document can keep."""

import ast
from pathlib import Path

import pytest

import reports

FOLDER = Path(reports.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
OUTSIDE = {"flask", "sqlalchemy", "datetime", "time", "random", "assess"}
PURE = ("assess.science", "assess.instruments", "assess.text", "assess.language")


def imported(path: Path) -> set[str]:
    """Full names of what a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_nothing_reads_text_as_markup(path):
    source = path.read_text()

    for name in ("Paragraph(", "XPreformatted(", "ParagraphStyle", "paraparser", "Image("):
        assert name not in source


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_words_reach_the_paper_only_through_typesetting(path):
    source = path.read_text()

    for name in ("drawString", "drawCentredString", "drawRightString", "beginText", "textLine"):
        assert name not in source
    assert "splitString" not in source or path.name in ("typesetting.py", "typefaces.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_paper_imports_no_database_web_or_clock(path):
    names = {name for name in imported(path) if name.split(".")[0] in OUTSIDE}

    assert all(name.startswith(PURE) for name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_colours_and_sizes_stand_in_styles_only(path):
    assert "HexColor" not in path.read_text() or path.name == "styles.py"
