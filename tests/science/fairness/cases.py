"""The reference cases of this package: entries by name, rows of data, and their comparison."""

import csv
import json
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[2] / "reference"


def entries(case):
    text = (CASES / case / "case.json").read_text(encoding="utf-8")
    return {entry["name"]: entry for entry in json.loads(text)["expected"]}


def rows(case):
    with (CASES / case / "data.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def within(entry, value):
    """A value compared within the tolerance of its entry, of 1 or of the value if larger."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dict):
        return {name: within(entry, one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [within(entry, one) for one in value]
    return pytest.approx(value, rel=entry["tol"], abs=entry["tol"])
