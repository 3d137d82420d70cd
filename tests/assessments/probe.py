"""A small assessment with every kind of question, and what became of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.assessments import queries
from assess.assessments.services import taking
from assess.instruments import library
from assess.science.scores import scoring
from tests.assessments import staging
from tests.assessments.staging import Link
from tests.factories import SENDER, Make
from tests.instruments.samples import seal

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

PROBE = "probe@1.0"
"""An assessment with a time limit and every kind of question that a test needs."""

PROBE_FILE = """\
kind: assessment
id: probe
version: "1.0"
language: en
title: A probe
purpose: Shows questions of every kind.
population: People who read tests.
source: Made up.
licence: Apache-2.0
use: hiring
reading_level: Plain English
minutes: 10
time_limit: 20
introduction: Here stand questions of several kinds.
practice: {id: practice, type: frequency, text: I read a question to its end.}
scales:
  - {id: habits, title: Habits, definition: What one does., method: mean, max_missing: 1, <rest>}
  - {id: abroad, title: Abroad, definition: Far away., method: mean, max_missing: 0, <rest>}
  - {id: sense, title: Sense, definition: What is wise., method: credit, max_missing: 0, <rest>}
sections:
  - id: habits
    title: Your habits
    introduction: Think of the last month.
    shuffle: true
    items:
      - {id: h1, type: frequency, scale: habits, text: I write down what we agree.}
      - {id: h2, type: frequency, scale: habits, text: I ask before I answer.}
      - {id: h3, type: frequency, scale: habits, text: I call back on the same day.}
      - {id: h4, type: frequency, scale: habits, reverse: true, text: I forget what we agreed.}
  - id: markets
    title: Your markets
    items:
      - {id: market, type: single, needed: true, shuffle: true, text: Where do you sell?,
         options: [{id: home, text: At home}, {id: abroad, text: Abroad}]}
      - {id: a1, type: frequency, scale: abroad, text: I learn the language., <abroad>}
      - {id: a2, type: frequency, scale: abroad, text: I visit partners., <abroad>}
      - {id: a3, type: frequency, scale: abroad, text: I know the holidays., <abroad>}
  - id: free
    title: In your own words
    items:
      - {id: info, type: information, text: Now some questions of other kinds.}
      - {id: data, type: number, lowest: 0, highest: 200, text: How many clients do you have?}
      - {id: answer, type: long, longest: 200, text: What would you change?}
      - {id: place, type: short, text: Where do you work?}
      - {id: rank, type: ranking, text: Put these in order., options: [{id: calls, text: Calls},
         {id: plans, text: Plans}, {id: talks, text: Talks}]}
      - {id: sit, type: judgement, scale: sense, shuffle: true, text: A client is late.,
         options: [{id: call, text: Call., key: 5, rationale: R.}, {id: wait, text: Wait., key: 1,
         rationale: R.}, {id: write, text: Write., key: 3, rationale: R.}]}
      - {id: several, type: multiple, at_least: 2, at_most: 2, text: What do you use?, options:
         [{id: phone, text: Phone}, {id: mail, text: Mail}, {id: paper, text: Paper}]}
      - {id: paper, type: file, text: Hand in a plan.}
      - {id: agree, type: consent, text: I answered by myself.}
""".replace("<abroad>", "show_if: {item: market, one_of: [abroad]}").replace(
    "<rest>",
    "reliability: {value: 0.8, sd: 0.5, basis: Made up.}, report: {high: H., middle: M., low: L., "
    "steps: [One step., Another.], question: What next?}",
)

GERMAN_FILE = """\
kind: translation
id: probe-de
version: "1.0"
language: en
title: A probe in German
purpose: Shows a second language.
population: People who read tests.
source: Made up.
licence: Apache-2.0
of: probe@1.0
into: de
texts:
  title: Eine Probe
  introduction: Hier stehen Fragen.
  items.h1.text: Ich schreibe auf, was wir vereinbaren.
"""


def put_on_shelf(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Let the library hold the probe beside what is published."""
    for folder in ("frameworks", "guides", "roles"):
        (root / folder).symlink_to(library.ROOT / folder)
    for path in (library.ROOT / "assessments").iterdir():
        _made(root / "assessments").joinpath(path.name).symlink_to(path)
    (_made(root / "assessments/probe") / "1.0.yaml").write_text(PROBE_FILE, encoding="utf-8")
    (_made(root / "translations/probe-de") / "1.0.yaml").write_text(GERMAN_FILE, encoding="utf-8")
    monkeypatch.setattr(library, "ROOT", root)
    seal(root)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def hand_in(make: Make, link: Link, part: int = 1, now: datetime = NOW) -> None:
    """Hand in one part."""
    with make.transaction() as session:
        taking.hand_in(session, staging.attempt(session, link, part), SENDER, now)


def scores_of(make: Make, link: Link, part: int = 1) -> dict[str, Any]:
    """Scores of a part: value, answered, items, by scale."""
    with make.transaction() as session:
        found = queries.scores_of(session, staging.attempt(session, link, part), scoring.RULE)
        return {key: (one.value, one.answered, one.items) for key, one in found.items()}


def receipts(make: Make) -> list[str]:
    """The second sentence of each mail that confirms handing in."""
    mails = [one for one in staging.post(make) if "your answers are in" in one.subject]
    return [one.paragraphs[0] for one in mails]
