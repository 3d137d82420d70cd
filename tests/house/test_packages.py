"""The house keeps its shape."""

import ast
import re
from configparser import ConfigParser
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("assess", "reports", "tests", "bench")
    for path in ROOT.glob(f"{folder}/**/*.py")
]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
MACRO = re.compile(r"{%-? macro (\w+)")
BROUGHT = re.compile(r"{%-? from \S+ import ([^%]+?)(?: with context)? -?%}")
MAY_COMMIT = {"views", "jobs", "cli", "worker", "pulse", "signin", "security", "database"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shape:
    """What the rules of the house ask of a module."""

    says_what_it_is_for: bool
    is_one_docstring: bool
    long: tuple[str, ...]
    imports_inside: tuple[int, ...]
    commits: bool


@cache
def shape(path: Path) -> Shape:
    """The shape of a module, read once for all rules."""
    tree = ast.parse(read(path))
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return Shape(
        says_what_it_is_for=bool(ast.get_docstring(tree)),
        is_one_docstring=len(tree.body) == 1 and bool(ast.get_docstring(tree)),
        long=tuple(
            f"{one.name}, {one.end_lineno - one.lineno + 1} lines"
            for one in functions
            if one.end_lineno - one.lineno >= 50
        ),
        imports_inside=tuple(
            node.lineno
            for one in functions
            for node in ast.walk(one)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ),
        commits=any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "commit"
            for node in nodes
        ),
    )


def test_a_package_file_holds_one_docstring_and_nothing_else():
    packages = [path for path in SOURCES if path.name == "__init__.py"]

    fuller = [name(path) for path in packages if not shape(path).is_one_docstring]

    assert packages
    assert not fuller


def test_a_module_says_what_it_is_for():
    silent = [
        name(path)
        for path in SOURCES
        if path.parent.name != "tests" and not shape(path).says_what_it_is_for
    ]

    assert not silent


def test_a_module_fits_in_a_room():
    assert not [name(path) for path in SOURCES if read(path).count("\n") > 400]


def test_imports_stand_at_the_top():
    inside = {name(path): shape(path).imports_inside for path in SOURCES}

    assert not {path: lines for path, lines in inside.items() if lines}


def test_functions_stay_short():
    product = [path for path in SOURCES if "tests" not in path.relative_to(ROOT).parts]

    long = {name(path): shape(path).long for path in product}

    assert not {path: functions for path, functions in long.items() if functions}


def test_a_template_fits_on_a_screen_or_two():
    assert TEMPLATES
    assert not [name(path) for path in TEMPLATES if read(path).count("\n") > 120]


def test_a_template_imports_the_macros_it_uses_and_no_others():
    macros = {one for path in TEMPLATES for one in MACRO.findall(read(path))}

    idle, borrowed = [], []
    for path in TEMPLATES:
        text = read(path)
        lists = [one.split(",") for one in BROUGHT.findall(text)]
        brought = {one.split(" as ")[-1].strip() for names in lists for one in names}
        idle += [
            f"{name(path)}: {one}" for one in brought if len(re.findall(rf"\b{one}\b", text)) < 2
        ]
        own = " ".join(re.findall(r"{%-? macro (.+?)%}", text))
        called = set(re.findall(r"(?<![\w.])(\w+)\(", text)) & macros
        borrowed += [f"{name(path)}: {one}" for one in called - brought if one not in own]

    assert macros
    assert not idle
    assert not borrowed, "an included template takes them from whoever includes it"


def test_nothing_is_left_unfinished():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "lorem " + "ipsum")

    left = [
        f"{name(path)}: {mark}"
        for path in [*SOURCES, *TEMPLATES]
        for mark in marks
        if mark in read(path)
    ]

    assert not left


def test_only_the_edge_commits():
    commits = [
        path.relative_to(ROOT) for path in ROOT.glob("assess/**/*.py") if shape(path).commits
    ]

    elsewhere = [path for path in commits if MAY_COMMIT.isdisjoint(path.with_suffix("").parts)]

    assert commits
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


@cache
def contract(name: str, key: str) -> list[str]:
    """The lines of one entry of a contract between floors and rooms."""
    read = ConfigParser()
    read.read(ROOT / ".importlinter")
    return read[f"importlinter:contract:{name}"][key].split("\n")[1:]


def test_who_calls_itself_pure_is_held_to_it():
    held = contract("pure", "source_modules")
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in SOURCES]

    claims = [
        module
        for module, path in zip(modules, SOURCES, strict=True)
        if module.startswith("assess.") and re.match(r'"""[^"]*\bPure\.', read(path))
    ]

    assert claims
    assert not [one for one in claims if not any(map(partial(_holds, one), held))]


def _holds(module: str, pattern: str) -> bool:
    return fnmatch(module, pattern) or fnmatch(module, f"{pattern}.*")


def test_the_page_of_the_house_lists_every_floor_from_top_to_bottom():
    floors = [re.findall(r"\w+", line) for line in contract("floors", "layers")]
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = page.partition("## Floors")[2].partition("## Rooms")[0].splitlines()

    told = [
        one
        for row in rows
        for one in re.findall(r"`(\w+)`", row[: row.find("|", 1)].partition("(")[0])
    ]
    told.remove("reports")

    assert sorted(told) == sorted(one for floor in floors for one in floor)
    heights = [at for one in told for at, floor in enumerate(floors) if one in floor]
    assert all(above <= below for above, below in pairwise(heights))


def test_ratings_are_read_where_blindness_is_kept():
    brings = re.compile(r"from assess\.interviews\.models import (?:\([^)]*|.*)\bRating\b")
    above = [path for path in ROOT.glob("assess/*/**/*.py") if path.parts[-2] != "sandbox"]

    readers = {name(path) for path in above if brings.search(read(path))}

    assert {one for one in readers if not one.startswith("assess/interviews/")} == {
        "assess/fit/evidence.py",
        "assess/hiring/evidence.py",
        "assess/hiring/matrix.py",
        "assess/hiring/pool.py",
    }, "docs/architecture.md says where ratings may be read"
