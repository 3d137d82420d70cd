"""The reference cases of raters and of questions, and how values are compared with them."""

import csv
import json
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[1] / "reference"
NAN = float("nan")


def entries(case):
    """What a case expects, by name."""
    text = (CASES / case / "case.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["expected"]}


def table(case, *, without=()):
    """The rows of a case's data; an empty field is `None`."""
    with (CASES / case / "data.csv").open(encoding="utf-8") as file:
        return [
            [float(one) if one else None for name, one in row.items() if name not in without]
            for row in csv.DictReader(file)
        ]


def within(entry, value=None):
    """A value compared within the tolerance of its entry, of 1 or of the value if larger."""
    expected = entry["value"] if value is None else value
    return pytest.approx(expected, rel=entry["tol"], abs=entry["tol"])
