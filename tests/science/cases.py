"""Reference cases: numbers nobody here wrote, and how a computed number compares with them."""

import csv
import json
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[1] / "reference"
NAN = float("nan")

_OWN = object()


def entries(case):
    """The expected entries of a case by name."""
    text = (CASES / case / "case.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["expected"]}


def rows(case):
    """The data of a case, a dictionary of texts per row."""
    with (CASES / case / "data.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(case, *, without=()):
    """The data of a case, a list of numbers per row; an empty field is `None`."""
    return [
        [float(one) if one else None for name, one in row.items() if name not in without]
        for row in rows(case)
    ]


def within(entry, value=_OWN):
    """A value compared within the tolerance of its entry, of 1 or of the value if larger.

    Without one it is the entry's own. What is no number is compared as it is, wherever it stands.
    """
    value = entry["value"] if value is _OWN else value
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, dict):
        return {name: within(entry, one) for name, one in value.items()}
    if isinstance(value, list | tuple) and not all(map(_is_number, value)):
        return [within(entry, one) for one in value]
    return pytest.approx(value, rel=entry["tol"], abs=entry["tol"])


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)
