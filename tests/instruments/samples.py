"""The smallest questionnaires that are in order, as text, for tests to break."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from assess.instruments import library, loader
from assess.instruments.assessment import Assessment
from assess.instruments.items.base import Item
from assess.instruments.items.table import AnyItem

HEAD = """\
kind: {kind}
id: sample
version: "1.0"
language: en
title: A sample
purpose: Shows what a file holds.
population: People who read tests.
source: Made up.
licence: Apache-2.0
"""

_ACTS = ("Blames", "Promises", "Explains", "Repairs", "Prevents")
_THINGS = ("apples", "bridges", "clocks")


def _behaviour(competency: str, number: int) -> str:
    acts = "".join(f"          - {act} {_THINGS[number - 1]}.\n" for act in _ACTS)
    return f"""\
      - id: {competency}{number}
        title: Handles {_THINGS[number - 1]}
        practice: One idea.
        anchors:
{acts}"""


def _competency(id_: str) -> str:
    return f"""\
  - id: {id_}
    title: Works with {id_}
    definition: Does what {id_} needs.
    matters: It is the job.
    behaviours:
{"".join(_behaviour(id_, number) for number in (1, 2, 3))}\
    feedback:
      clearly: You showed it.
      partly: You showed some of it.
      build:
        - Try one step.
        - Try another step.
"""


def _question(competency: str, number: int) -> str:
    return f"""\
  - id: {competency}-q{number}
    competency: {competency}
    behaviours: [{competency}{(number - 1) % 3 + 1}]
    type: {"past" if number % 2 else "situational"}
    text: What did you do?
    probes: [What came of it?, Who took part?]
    strong: [Names a step., Names a result.]
    flags: [Names no step.]
    minutes: 6
"""


def _target(competency: str) -> str:
    return f"""\
  - id: {competency}
    zone: [3, 4]
    questions: [{competency}-q1, {competency}-q2]
"""


FRAMEWORK = (
    HEAD.format(kind="framework")
    + "levels: [Against, Gaps, Solid, Strong, Exceptional]\ncompetencies:\n"
    + _competency("plans")
    + _competency("teams")
)
GUIDE = (
    HEAD.format(kind="guide")
    + "framework: sample@1.0\nwelcome: Good morning.\nclosing: Thank you.\nquestions:\n"
    + "".join(_question(c, number) for c in ("plans", "teams") for number in range(1, 7))
)
ROLE = (
    HEAD.format(kind="role")
    + "framework: sample@1.0\nguide: sample@1.0\nsummary: A job.\n"
    + "outcomes: [One result., Another result.]\nmust_haves: [A licence.]\ntargets:\n"
    + _target("plans")
    + _target("teams")
)


def _line(item: str, extra: str = "") -> str:
    return f"""\
      - id: {item}
        type: frequency
        text: I do {item}.
        scale: care
        practice: Idea {item}.
{extra}"""


SCALE = """\
  - id: care
    title: Care
    definition: Looks after things.
    method: mean
    max_missing: 1
    reliability: {value: 0.8, sd: 0.5, basis: Made up.}
    report:
      high: You do it often.
      middle: You do it at times.
      low: You do it seldom.
      steps: [Try one step., Try another step.]
      question: What helps you?
"""
ASSESSMENT = (
    HEAD.format(kind="assessment")
    + "use: development\nreading_level: Plain words\nminutes: 5\n"
    + "introduction: Think of last week.\nscales:\n"
    + SCALE
    + "sections:\n  - id: first\n    title: First part\n    items:\n"
    + _line("one")
    + _line("two")
    + _line("three", "        reverse: true\n")
)
TRANSLATION = (
    HEAD.format(kind="translation")
    + "of: sample@1.0\ninto: de\ntexts:\n  title: Ein Muster\n  items.one.text: Ich mache eins.\n"
)


def options(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """Options a, b, c, with what is said of each; without, three plain ones."""
    texts = ("I plan.", "I ask.", "I go.", "I rest.")
    return [
        {"id": id_, "text": text} | one
        for id_, text, one in zip("abcd", texts, more or ({}, {}, {}), strict=False)
    ]


_KEYED = options(*({"key": key, "rationale": "So."} for key in (1, 4.5, 2)))
_TELLING = options({"scale": "care"}, {"scale": "haste"}, {})
ITEMS: dict[str, dict[str, Any]] = {
    "rating": {"text": "How far?", "anchors": ["Not", "A bit", "Half", "Most", "All of it"]},
    "agreement": {"text": "It is so."},
    "frequency": {"text": "I do it."},
    "single": {"text": "Which one?", "options": options()},
    "multiple": {"text": "Which ones?", "options": options(), "at_most": 2},
    "judgement": {"text": "A deal stands still.", "options": _KEYED, "scale": "care"},
    "forced": {"text": "What is like you?", "options": _TELLING},
    "ranking": {"text": "Put these in order.", "options": _TELLING},
    "number": {"text": "How many?", "lowest": 0, "highest": 100},
    "short": {"text": "Which town?", "longest": 10},
    "long": {"text": "What happened?", "longest": 20},
    "file": {"text": "Hand in a plan."},
    "consent": {"text": "I agree."},
    "information": {"text": "Read this."},
}
"""The smallest item of every type, but for its id and type."""

_ITEM = TypeAdapter[Item](AnyItem)


def raw(type_: str, id_: str = "x", **fields: object) -> dict[str, object]:
    """An item as plain values, with other fields where given."""
    return {"id": id_, "type": type_, **ITEMS[type_], **fields}


def item(type_: str, **fields: object) -> Item:
    """An item of a type, with other fields where given."""
    return _ITEM.validate_python(raw(type_, **fields))


def assessment(text: str = ASSESSMENT) -> Assessment:
    """An assessment as the loader reads it."""
    found, _ = loader.parse(text, "sample.yaml")
    assert isinstance(found, Assessment)
    return found


def built(items: Sequence[dict[str, object]], **scales: dict[str, object]) -> Assessment:
    """An assessment in one section, its scales by id with what differs from the sample."""
    data = _plain_sample()
    (scale,), (section,) = data["scales"], data["sections"]
    named = [scale | {"id": name} | fields for name, fields in scales.items()]
    return Assessment.model_validate(
        data | {"scales": named, "sections": [section | {"items": [*items]}]}
    )


@cache
def _plain_sample() -> dict[str, Any]:
    found = yaml.safe_load(ASSESSMENT)
    assert isinstance(found, dict)
    return found


def write(root: Path, folder: str = "frameworks", text: str = FRAMEWORK) -> Path:
    """Put a file where the sample of that folder belongs."""
    path = root / folder / "sample" / "1.0.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def seal(root: Path) -> None:
    """Publish every file of a folder as it is, without asking whether it is in order."""
    held = {path.relative_to(root).as_posix(): path for path in library.paths(root)}
    rows = (f"{name} {library.file_hash(path)}\n" for name, path in held.items())
    (root / library.LOCK).write_text("".join(rows), encoding="utf-8")
