"""From answers to scale scores: reverse keys, missing rules, and how sure a score is.

Classical test theory (Lord & Novick 1968). A scale with more unanswered items than it
tolerates gets no value rather than a misleading one, and what was not answered is never
guessed: it leaves the mean, and the standard error grows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import TYPE_CHECKING, TypeGuard

from assess.instruments.measures import LEVELS, Method
from assess.later import later
from assess.science.scores import classical as scores
from assess.science.scores.judgement import credit

if TYPE_CHECKING:
    from assess.instruments.assessment import Assessment, Reliability, Scale
    from assess.instruments.items import choices, levels
    from assess.instruments.items.base import Answer, Item
else:
    choices = later("assess.instruments.items.choices")
    levels = later("assess.instruments.items.levels")

RULE = "1"
"""The rule scores are computed by. A change that moves any score gets the next number."""

RANGES: dict[Method, tuple[float, float]] = {
    Method.MEAN: (1, 5),
    Method.POINTS: (1, 5),
    Method.CREDIT: (0, 1),
    Method.IPSATIVE: (-1, 1),
}
"""Lowest and highest value a method can give."""

CUTS: dict[Method, tuple[float, float]] = {
    Method.MEAN: (2.55, 3.55),
    Method.POINTS: (1.95, 3.95),
    Method.CREDIT: (0.55, 0.75),
    Method.IPSATIVE: (-0.25, 0.25),
}
"""Below the first a score reads low, from the second on high; between them middle. They follow what
is printed: a mean reads middle while the word beside it is sometimes, and points read as the words
at 1, 3 and 5 of their axis lie nearest. Choosing best and worst responses at random earns a credit
of 0.5, so that counts as low."""


ROUNDING = 1e-9
"""Far below any difference between two scores."""


class Height(StrEnum):
    """Which of a scale's texts fits a score."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True)
class ScaleScore:
    """One scale of one person.

    `value` is on the range of the method, `None` when too little was answered. `sem` is the
    standard error of measurement in the same unit; `reliability` and `basis` say what it
    rests on. `answered` of the `items` on the person's way counted.
    """

    scale: str
    value: float | None
    sem: float | None
    answered: int
    items: int
    reliability: float
    basis: str


def score(
    assessment: Assessment,
    answers: Mapping[str, Answer],
    shown: Iterable[str] | None = None,
    own: Mapping[str, Reliability] | None = None,
) -> list[ScaleScore]:
    """Score every scale that was on the person's way.

    `answers` by item id; `shown` are the ids of items on the way (all of them, unless
    told): a scale none of whose items was shown is left out, and where only some were, the
    others are unanswered. `own` holds reliabilities from the installation's sample where it
    is large enough; they win over the stored ones.
    """
    on_the_way = {item.id for item in assessment.items} if shown is None else set(shown)
    found = []
    for scale in assessment.scales:
        items = assessment.items_of(scale)
        seen = [item for item in items if item.id in on_the_way]
        if seen:
            basis = (own or {}).get(scale.id, scale.reliability)
            found.append(_score_scale(scale, len(items), seen, answers, basis))
    return found


def _score_scale(
    scale: Scale,
    length: int,
    seen: list[Item],
    answers: Mapping[str, Answer],
    basis: Reliability,
) -> ScaleScore:
    """Mean of the item scores, with SEM = SD sqrt(1 - r) sqrt(k / answered).

    The error variance of a mean of k items is inversely proportional to k (Lord & Novick
    1968, 4.4), so items left out make the error larger and nothing else. k is the `length`
    of the scale, for which its reliability holds, not how many of its items were `seen`.
    """
    wanted = {scale.id, *scale.includes}
    counted = [
        METHODS[scale.method](item, answers[item.id], wanted) for item in seen if item.id in answers
    ]
    given = [value for values in counted for value in values]
    answered = sum(1 for values in counted if values)
    if not given or length - answered > scale.max_missing:
        return ScaleScore(scale.id, None, None, answered, len(seen), basis.value, basis.basis)
    sem = scores.sem(basis.sd, basis.value) * math.sqrt(length / answered)
    return ScaleScore(scale.id, fmean(given), sem, answered, len(seen), basis.value, basis.basis)


def level(item: Item, answer: Answer, _scales: set[str]) -> list[float]:
    """The level chosen, 1 to 5; a reversed item turns it round: 6 - level."""
    if not isinstance(item, levels.Levelled) or answer not in LEVELS or not isinstance(answer, int):
        return []
    return [float(LEVELS[0] + LEVELS[-1] - answer if item.reverse else answer)]


def worth(item: Item, answer: Answer, scales: set[str]) -> list[float]:
    """What the chosen option is worth on the scale, 1 to 5."""
    if not isinstance(item, choices.Single):
        return []
    chosen = next((option for option in item.options if option.id == answer), None)
    if chosen is None:
        return []
    return [points for name, points in chosen.points.items() if name in scales]


def judged(item: Item, answer: Answer, _scales: set[str]) -> list[float]:
    """The share of the possible credit for the best and the worst response, 0 to 1."""
    if not isinstance(item, choices.Judgement) or not _is_pair(answer, item):
        return []
    keys = {option.id: option.key for option in item.options}
    return [credit(keys, answer["best"], answer["worst"])]


def preferred(item: Item, answer: Answer, scales: set[str]) -> list[float]:
    """How a scale does against the others in one block or one ranking, -1 to 1. Ipsative.

    Forced choice: +1 for *most*, -1 for *least*. Ranking: places spread evenly from 1 for the
    first to -1 for the last.
    """
    if isinstance(item, choices.Forced) and _is_pair(answer, item):
        own = {option.id for option in item.options if option.scale in scales}
        return [float((answer["most"] in own) - (answer["least"] in own))]
    if isinstance(item, choices.Ranking) and _is_order(answer, item):
        last = len(answer) - 1
        place = {option: 1 - 2 * n / last for n, option in enumerate(answer)}
        return [place[option.id] for option in item.options if option.scale in scales]
    return []


def _is_pair(answer: Answer, item: choices.Paired) -> TypeGuard[dict[str, str]]:
    """Whether an answer names two different options of the item, one for each end."""
    if not isinstance(answer, dict) or answer.keys() != set(item.ends):
        return False
    chosen = set(answer.values())
    return len(chosen) == len(item.ends) and chosen <= set(item.option_ids)


def _is_order(answer: Answer, item: choices.Ranking) -> TypeGuard[list[str]]:
    """Whether an answer gives every option of the item one place."""
    return isinstance(answer, list) and sorted(answer) == sorted(item.option_ids)


METHODS: dict[Method, Callable[[Item, Answer, set[str]], list[float]]] = {
    Method.MEAN: level,
    Method.POINTS: worth,
    Method.CREDIT: judged,
    Method.IPSATIVE: preferred,
}
"""The function behind each method a questionnaire can name.

What is no answer to an item adds nothing and counts as unanswered.
"""


def height(method: Method, value: float) -> Height:
    """Which of a scale's three texts fits a value.

    A mean that is a cut but for the last binary digit is the cut: .5, .55 and .6 make .55.
    """
    low, high = CUTS[method]
    if value >= high - ROUNDING:
        return Height.HIGH
    # Of two sides one is as much above the middle as the other below: both leave it at a cut.
    leaves = low + 2 * ROUNDING if method is Method.IPSATIVE else low
    return Height.LOW if value < leaves - ROUNDING else Height.MIDDLE
