"""What the page of a question sends beside its form: which tab, which turn, the fields."""

from collections.abc import Mapping
from typing import Any

from assess.assessments.rules import AssessmentRefused
from assess.assessments.services.taking import Turn
from assess.text import clean, one_line
from assess.web import fields

UNREADABLE = "We could not read what the page sent. Reload it."


def turn(sent: Mapping[str, Any]) -> Turn:
    """Which page sent an answer, and what it had seen."""
    return Turn(
        one_line(str(sent.get("tab", "")))[:26],
        fields.number(sent.get("turn")) or 0,
        fields.number(sent.get("seen")) or 0,
    )


def texts(sent: object) -> dict[str, list[str]]:
    """What was sent for an item. Raises `AssessmentRefused` without the shape of form fields."""
    if not isinstance(sent, dict):
        raise AssessmentRefused(UNREADABLE)
    found = {}
    for name, values in sent.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise AssessmentRefused(UNREADABLE)
        found[str(name)] = [clean(value) for value in values]
    return found
