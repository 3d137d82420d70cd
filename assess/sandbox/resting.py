"""What a decision rests on, as plain values, for people who were written set by set."""

from collections.abc import Mapping, Sequence
from typing import Any

from assess.instruments import library
from assess.interviews.rules import OVERALL, Confidence, Recommendation
from assess.openings.models import Plan
from assess.science.panel import results, words
from assess.science.panel.results import Part, Result, Zone


def basis(plan: Plan, given: Sequence[tuple[str, Mapping[str, int]]]) -> dict[str, Any]:
    """The panel's ratings and results as they stood: each name with what was given alone."""
    framework = library.framework(plan.framework)
    rows, parts = [], []
    for aim in plan.aims:
        zone = Zone(aim.zone_low, aim.zone_high)
        levels = tuple(own[aim.competency] for _, own in given if aim.competency in own)
        parts.append(Part(levels, aim.weight, zone))
        rows.append(
            {
                "competency": aim.competency,
                "title": framework.competency(aim.competency).title,
                "weight": aim.weight,
                "zone": [zone.low, zone.high],
                "cells": [_cell(own.get(aim.competency)) for _, own in given],
                "result": _result(results.combine(levels, zone)),
            }
        )
    whole = results.overall_zone(parts)
    return {
        "plan": plan.number, "framework": plan.framework, "guide": plan.guide, "rows": rows,
        "members": [_member(*one, letter) for one, letter in zip(given, "ABCDEFG", strict=False)],
        "overall": _result(results.overall(parts, len(given))), "missing": [], "early_reason": "",
        "zone": [whole.low, whole.high],
    }  # fmt: skip


def _member(name: str, own: Mapping[str, int], letter: str) -> dict[str, Any]:
    said = Recommendation(own[OVERALL]).label
    return {
        "name": name, "letter": f"Interviewer {letter}", "is_late": False, "saw_others": False,
        "conclusion": {"alone": said, "first": said, "later": ""},
    }  # fmt: skip


def _cell(level: int | None) -> dict[str, Any] | None:
    if level is None:
        return None
    return {
        "level": level, "not_asked": False, "confidence": Confidence.MEDIUM,
        "first_level": level, "later": None,
    }  # fmt: skip


def _result(found: Result) -> dict[str, Any]:
    return {
        "mean": found.mean, "shown": words.level(found.mean, found.ratings),
        "span": words.span(found), "margin": words.margin(found), "standard_error": None,
        "corrected": words.corrected(found), "raters": found.raters, "ratings": found.ratings,
        "phrase": found.phrase,
    }  # fmt: skip
