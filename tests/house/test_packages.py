"""The house keeps its shape."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("assess", "reports", "tests", "bench")
    for path in ROOT.glob(f"{folder}/**/*.py")
]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
MAY_COMMIT = {"views", "jobs", "cli", "worker", "pulse", "signin", "security", "database"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "__init__.py"], ids=name)
def test_a_package_file_holds_one_docstring_and_nothing_else(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body

    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_says_what_it_is_for_and_fits_in_a_room(path):
    text = path.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text)) or path.parent.name == "tests"
    assert text.count("\n") <= 400


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_stand_at_the_top(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not inside


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.parts[-2] != "tests" and "tests" not in p.parts], ids=name
)
def test_functions_stay_short(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 50
    ]

    assert not long


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_fits_on_a_screen_or_two(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 120


@pytest.mark.parametrize("path", [*SOURCES, *TEMPLATES], ids=name)
def test_nothing_is_left_unfinished(path):
    text = path.read_text(encoding="utf-8")

    marks = [
        mark for mark in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "lorem " + "ipsum") if mark in text
    ]

    assert not marks


def test_only_the_edge_commits():
    commits = {
        path.relative_to(ROOT)
        for path in ROOT.glob("assess/**/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }

    elsewhere = {path for path in commits if MAY_COMMIT.isdisjoint(path.with_suffix("").parts)}

    assert not elsewhere


@pytest.mark.parametrize("path", sorted(ROOT.glob("assess/*/views*")), ids=name)
def test_a_view_commits_at_most_once_on_each_way_through(path):
    files = [path] if path.suffix == ".py" else sorted(path.glob("*.py"))

    twice = [
        f"{file.name}: {function.name}"
        for file in files
        for function in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and ast.unparse(function).count(".commit()") > 1
    ]

    assert not twice
