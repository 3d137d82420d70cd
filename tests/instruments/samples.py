"""The smallest questionnaires that are in order, as text, for tests to break."""

from pathlib import Path

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


def write(root: Path, folder: str = "frameworks", text: str = FRAMEWORK) -> Path:
    """Put a file where the sample of that folder belongs."""
    path = root / folder / "sample" / "1.0.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
