"""No function of the science is forgotten: it is a door, stands behind one, or makes sentences."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

from assess import science
from tests.science.sweep.doors import DOORS
from tests.science.sweep.inner import FUNCTIONS, MODULES, OF_OBJECTS

ROOT = Path(__file__).resolve().parents[3]
SCIENCE = "assess.science."


def functions():
    """Every public function by module and name."""
    for found in pkgutil.walk_packages(science.__path__, SCIENCE):
        for name, one in vars(importlib.import_module(found.name)).items():
            mine = getattr(one, "__module__", None) == found.name
            if mine and inspect.isfunction(one) and not name.startswith("_"):
                yield found.name.removeprefix(SCIENCE), name


def says(module, name):
    """Whether this makes sentences of results, which `test_sentences` asks for."""
    return module.endswith("words") or name.startswith("explain")


def listed(module, name):
    """In how many of the lists a function stands."""
    inner = module in MODULES or name in FUNCTIONS.get(module, ())
    door = f"{module}.{name}" in DOORS
    return door + inner + (name in OF_OBJECTS.get(module, ())) + says(module, name)


def test_every_function_is_tried_with_odd_input_or_stands_behind_one_that_is():
    found = {f"{module}.{name}": listed(module, name) for module, name in functions()}

    forgotten = sorted(name for name, lists in found.items() if not lists)
    assert not forgotten, f"give {forgotten} a usual call in tests/science/sweep"
    assert DOORS.keys() <= found.keys()


def test_what_stands_behind_a_door_is_called_from_nowhere_else():
    inner = {
        (module, name)
        for module, name in functions()
        if name in FUNCTIONS.get(module, ()) or (module in MODULES and module != "scalars")
    }

    outside = {(path.name, *one) for path in modules_outside() for one in called_in(path) & inner}

    assert outside == set()


def modules_outside():
    """Modules of the application and of reports that are no science."""
    found = [*(ROOT / "assess").rglob("*.py"), *(ROOT / "reports").rglob("*.py")]
    return [path for path in found if ROOT / "assess/science" not in path.parents]


def called_in(path):
    """The functions of the science a module imports, or asks one of its modules for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known, found = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("assess.science"):
            for one in node.names:
                module = f"{node.module}.".removeprefix(SCIENCE)
                known[one.asname or one.name] = module + one.name
                found.add((module.rstrip("."), one.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add((known.get(node.value.id), node.attr))
    return found
