"""Whether groups of people stand apart in what a learned model expects of them.

Counted by the rules of selection rates: the model's upper half stands for having passed. What is
sealed is in memory here, and nowhere else; the card keeps what may be told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from assess.assessments.services import identifying
from assess.fit import gathering
from assess.fit import queries as models
from assess.fit.models import FitModel
from assess.fit.rules import FitRefused, ModelStatus
from assess.fit.services import learned
from assess.impact import queries, rules
from assess.impact.rules import FEWEST, Applied, Question, Told
from assess.later import later
from assess.text import counted
from assess.times import in_words, in_zone
from reports import impact

if TYPE_CHECKING:
    from assess.impact import findings
    from assess.science.fit import model as plain
else:
    findings = later("assess.impact.findings")
    plain = later("assess.science.fit.model")

TITLES = {
    Question.GENDER: "Groups by gender",
    Question.MINORITY: "Groups by belonging to a minority",
    Question.BOTH: "Groups by both together",
}

HEADER = ("Group", "Rated", "Upper half", "Share", "Ratio", "Chance")
SHARES = (26, 10, 14, 22, 18, 10)

TOLD_ALREADY = (
    "Not told again: fewer than five more people were rated for this role since the card that "
    "tells it, ‘{target}’, of {day}. Two cards side by side could tell what single people said."
)

NOBODY = "Nobody rated for this role in the last twelve months can be given a prediction."


@dataclass(frozen=True)
class Scored:
    """Everybody of the last twelve months, and whom of them the model puts in its upper half."""

    upper: Mapping[str, bool]
    everybody: Sequence[Applied]


def measure(session: Session, public_id: str, key: bytes, zone: str, now: datetime) -> None:
    """Count the groups of a model that is offered or in use, once, and keep what may be told."""
    model = models.get_model(session, public_id)
    if model is None or model.status not in (ModelStatus.OFFERED, ModelStatus.IN_USE):
        return
    if model.card.get("subgroups"):
        return
    found = _scored(session, model, key, now)
    before = _told_before(session, model, len(found.upper))
    day = in_zone(now, zone).date()
    learned.note_groups(session, model, _card(found, before, day))


def _scored(session: Session, model: FitModel, key: bytes, now: datetime) -> Scored:
    gathered = gathering.of_role(session, model.template)
    standings = queries.standings(session, now - rules.WINDOW)
    try:
        numbers = learned.parameters(session, model)
    except FitRefused:
        return Scored({}, [])
    recent = {one.public_id for one in standings}
    expected: dict[str, float] = {}
    for one in gathered.people if gathered else ():
        means = {name: one.mean(name) for name in numbers.names}
        told = plain.score(numbers, means).estimate if one.public_id in recent else None
        if told is not None:
            expected[one.public_id] = told
    middle = median(expected.values()) if expected else 0.0
    said = identifying.said_by(session, recent, key)
    return Scored(
        {who: value > middle for who, value in expected.items()},
        [Applied(one, said.get(one.public_id, {})) for one in standings],
    )


def told(question: Question, found: Scored) -> Told:
    """What may be told of one question.

    The table of selection rates counts all roles together: taken away from it, this one would
    tell of the others. So a group has five people among those, too, or is not told apart.
    """
    here = [one for one in found.everybody if one.standing.public_id in found.upper]
    inside = Counter(one.group(question) for one in here)
    others = len(found.everybody) - len(here)
    outside = Counter(one.group(question) for one in found.everybody) - inside
    big = {
        group
        for group, n in inside.items()
        if group is not None and n >= FEWEST and (not others or outside[group] >= FEWEST)
    }
    decided = [(one.group(question), found.upper[one.standing.public_id]) for one in here]
    return rules.told(question, decided, big)


def _told_before(session: Session, model: FitModel, people: int) -> FitModel | None:
    """Another model of the role whose card tells nearly the same people's groups."""
    return next(
        (
            one
            for one in models.models(session, model.template)
            if one.id != model.id
            and one.card.get("subgroups", {})
            and one.card["subgroups"]["is_told"]
            and abs(one.card["subgroups"]["people"] - people) < FEWEST
        ),
        None,
    )


def _card(found: Scored, before: FitModel | None, day: date) -> dict[str, Any]:
    """What the card says, as plain values."""
    kept: dict[str, Any] = {
        "counted_on": day.isoformat(), "people": len(found.upper), "is_told": False,
        "sections": [],
    }  # fmt: skip
    if not found.upper:
        return kept | {"said": [NOBODY]}
    if before is not None:
        on = date.fromisoformat(before.card["subgroups"]["counted_on"])
        said = TOLD_ALREADY.format(target=before.target.label, day=in_words(on))
        return kept | {"said": [said]}
    answers = [told(question, found) for question in Question]
    return kept | {
        "is_told": any(one.cells for one in answers),
        "said": [
            "Counted as selected is who stands in the upper half of what the model expects, of "
            f"{counted(len(found.upper), 'candidate')} rated for this role in the last twelve "
            "months. Nobody is selected by it: a person decides.",
            "What people said of themselves is sealed. A group is told apart from five people on, "
            "here and among those of other roles; smaller ones stand with those who said nothing.",
        ],
        "sections": [_section(one, day) for one in answers],
    }


def _section(one: Told, day: date) -> dict[str, Any]:
    shown = findings.question_facts(one, findings.pack_on(day))
    rows = [list(impact.cells(row)[: len(HEADER)]) for row in shown.rows]
    said = [shown.reason] if shown.reason else [*shown.sentences, *filter(None, [shown.rest])]
    return {
        "title": TITLES[one.question], "said": said, "rows": rows,
        "header": list(HEADER) if rows else [], "shares": list(SHARES) if rows else [],
        "cells": [{"group": c.group, "rated": c.n, "upper": c.passed} for c in one.cells],
    }  # fmt: skip
