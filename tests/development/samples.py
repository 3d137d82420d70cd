"""Evaluations made of plain values, without a database: answers, scores, facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assess.accounts.models import Organisation, User
from assess.assessments.models import Attempt, Finding, Score
from assess.development import facts
from assess.development.models import Goal
from assess.development.rules import Progress
from assess.instruments import library
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Forced, Judgement, Ranking, Single
from assess.instruments.items.levels import Levelled
from assess.science.responses import flags as response_flags
from assess.science.responses.flags import Indices
from assess.science.scores import scoring
from reports.leader_facts import ScaleFacts, SelfFacts

LEADERSHIP = "true-sales-leadership@1.0"
MANAGER = "strategic-sales-manager-self@1.0"
REWORDED = "strategic-sales-manager-self@1.1"  # three statements in other words
SALESFORCE = "salesforce-development-self@1.0"
EXECUTION = "strategy-execution-self@1.0"
SMART = "smart-sales-leader-self@1.0"

TAKEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    """An evaluation that is handed in, with what was answered."""

    attempt: Attempt
    answers: dict[str, Answer]


def taken(
    ref: str = LEADERSHIP,
    levels: int | Mapping[str, int] = 4,
    answers: Mapping[str, Answer | None] | None = None,
    *,
    at: datetime = TAKEN,
    shown: Sequence[str] | None = None,
    rule: str = scoring.RULE,
    language: str = "en",
) -> Taken:
    """Every statement answered at the level of its scale; `answers` differ, `None` is none."""
    assessment = library.assessment(ref)
    given = {item.id: _answer(item, levels) for item in assessment.items} | dict(answers or {})
    kept = {name: value for name, value in given.items() if value is not None}
    attempt = Attempt(
        public_id="a" * 26,
        instrument=ref,
        structure_hash=assessment.structure_hash,
        order={},
        submitted_at=at,
        language=language,
    )
    attempt.scores = [
        Score(rule=rule, **vars(one)) for one in scoring.score(assessment, kept, shown)
    ]
    return Taken(attempt, kept)


def goal(scale: str = "leading", **more: Any) -> Goal:
    """A goal on the first day after the evaluation."""
    return Goal(
        **{
            "public_id": "g" * 26,
            "instrument": LEADERSHIP,
            "scale": scale,
            "behaviour": "Ask two questions before I give advice.",
            "first_step": "Write both on a card.",
            "helper": "Omar Haddad",
            "evidence": "Sellers bring a plan of their own.",
            "starts_on": TAKEN.date(),
            "progress": Progress.ON_TRACK,
            **more,
        }
    )


def facts_of(
    one: Taken,
    before: Taken | None = None,
    goals: Sequence[Goal] = (),
    *,
    person: str = "Lucía Ferrer",
    quality: Sequence[str] | None = (),
    zone: str = "UTC",
    told_in: str = "",
) -> SelfFacts:
    """The facts of a report."""
    organisation = Organisation(name="Larkfield", contact="people@larkfield.example")
    return facts.self_facts(
        one.attempt, one.answers, before.attempt if before else None, goals,
        User(name=person, time_zone=zone), organisation, quality, told_in,
    )  # fmt: skip


def finding(indices: Indices | None = None) -> Finding:
    """What the way of answering tells, as it is kept."""
    if indices is None:
        return Finding(indices={}, flags=[])
    kept = [[flag.index.value, flag.reason] for flag in response_flags.flags(indices)]
    return Finding(indices=vars(indices), flags=kept)


def scale(found: SelfFacts, name: str) -> ScaleFacts:
    """One scale of a report."""
    return next(one for group in found.groups for one in group.scales if one.id == name)


def at_levels(scale_id: str, *levels: int, ref: str = LEADERSHIP) -> dict[str, Answer]:
    """Answers to the items of a scale, one after the other, that count as these levels."""
    assessment = library.assessment(ref)
    items = assessment.items_of(assessment.scale(scale_id))
    return {item.id: _turned(item, level) for item, level in zip(items, levels, strict=False)}


def _turned(item: Item, level: int) -> int:
    assert isinstance(item, Levelled)
    return 6 - level if item.reverse else level


def _answer(item: Item, levels: int | Mapping[str, int]) -> Answer | None:
    if isinstance(item, Levelled) and item.scale:
        return _turned(item, levels if isinstance(levels, int) else levels.get(item.scale, 3))
    if isinstance(item, Judgement | Forced):
        first, last = item.ends
        return {first: item.option_ids[0], last: item.option_ids[-1]}
    if isinstance(item, Ranking):
        return [*item.option_ids]
    return item.option_ids[0] if isinstance(item, Single) else None
