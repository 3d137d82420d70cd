"""Templates that come with the product, and what an interview leads to: read from files. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assess.onboarding.content import Content, Milestone, Outcome, Task, Words
from assess.onboarding.rules import Phase, Side

FOLDER = Path(__file__).parent / "shipped"
KEYS = ("sales-leader", "sales-manager", "internal-promotion", "sales-hire")


@dataclass(frozen=True)
class Shipped:
    """One template as it ships."""

    key: str
    title: Words
    content: Content


@dataclass(frozen=True)
class Grown:
    """What one competency leads to: where more is to be built, and where somebody is strong."""

    title: Words
    growth: Words
    growth_how: Words
    win: Words
    win_how: Words


@dataclass(frozen=True)
class Built:
    """What is different once an area of an assessment is built, and how one tells."""

    growth: Words
    growth_how: Words


@lru_cache(maxsize=1)
def templates() -> dict[str, Shipped]:
    """Every template that ships, by its key."""
    known = _read("tasks")
    return {key: _shipped(key, _read(key), known) for key in KEYS}


@lru_cache(maxsize=1)
def grown() -> dict[tuple[str, str], Grown]:
    """What competencies lead to, by framework and competency."""
    return {
        (framework, competency): Grown(**{name: Words(**text) for name, text in texts.items()})
        for framework, competencies in _read("grown").items()
        for competency, texts in competencies.items()
    }


@lru_cache(maxsize=1)
def assessed() -> dict[tuple[str, str], Built]:
    """What areas of assessments lead to, by instrument and scale.

    Self-assessments have the areas of a framework, and lead to the same.
    """
    found = {
        (instrument, scale): Built(**{name: Words(**text) for name, text in texts.items()})
        for instrument, scales in _read("assessed").items()
        for scale, texts in scales.items()
    }
    for (framework, competency), one in grown().items():
        found[f"{framework}-self", competency] = Built(one.growth, one.growth_how)
    return found


def _shipped(key: str, held: Mapping[str, Any], known: Mapping[str, Any]) -> Shipped:
    return Shipped(
        key,
        Words(**held["title"]),
        Content(
            tuple(_task(one, known[one]) for one in held["tasks"]),
            tuple(
                Outcome(one["key"], Phase(one["phase"]), _words(one), Words(**one["how"]))
                for one in held["outcomes"]
            ),
            tuple(Milestone(one["key"], _words(one)) for one in held["milestones"]),
        ),
    )


def _task(key: str, held: Mapping[str, Any]) -> Task:
    return Task(key, Side(held["owner"]), held["day"], _words(held), held.get("after", ""))


def _words(held: Mapping[str, Any]) -> Words:
    return Words(held["en"], held["de"])


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
