"""Reference cases: numbers nobody here wrote, and how a computed number compares with them."""

import csv
import json
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[1] / "reference"


def entries(case):
    """The expected entries of a case by name."""
    text = (CASES / case / "case.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["expected"]}


def rows(case):
    """The data of a case, a dictionary of texts per row."""
    with (CASES / case / "data.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def within(entry, value):
    """A value compared within the tolerance of its entry, of 1 or of the value if larger."""
    return pytest.approx(value, rel=entry["tol"], abs=entry["tol"])
