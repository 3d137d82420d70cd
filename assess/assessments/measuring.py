"""How reliable scales are here, and what can be noticed about answers; plain values in and out.

Behind it stands numpy, which a process that only shows pages does without: nothing imports
this module before there is something to measure; see `services.measured`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray

from assess.assessments.samples import FEWEST, Answered, Noticed
from assess.instruments.assessment import Assessment, Method, Reliability, Scale
from assess.instruments.items.base import Answer, Item
from assess.instruments.items.choices import Paired
from assess.instruments.items.levels import Levelled
from assess.instruments.parts import LEVELS
from assess.language import ENGLISH, speaking
from assess.science.covariances import alpha_of, pairwise_covariances
from assess.science.reliability import basis_words
from assess.science.responses import flags as response_flags
from assess.science.responses import indices as responses
from assess.science.responses.flags import Indices
from assess.science.scores import scoring

LOWEST, HIGHEST = 0.01, 0.99
"""Where a coefficient is cut: below 0 it is no share of anything, at 1 there is no error."""

MOST_OPTIONS = 100
"""More than a list of options ever has."""

Table = NDArray[np.float64]
Tables = Mapping[int, Mapping[str, Answer]]
"""Answers by attempt, one attempt a person."""


@dataclass(frozen=True)
class _Unlike:
    """How one set of answers stands among all: how rare, and how alike where most are alike."""

    chance: float | None = None
    synonyms: float | None = None


def reliabilities(
    assessment: Assessment, answers: Tables, until: datetime
) -> dict[str, Reliability]:
    """Reliability and spread of each scale in a sample, where they mean something.

    Choices against one another have errors that hang together, so alpha is none of theirs.
    """
    found = {
        scale.id: _measured(assessment, scale, answers, until)
        for scale in assessment.scales
        if scale.method is not Method.IPSATIVE
    }
    return {name: one for name, one in found.items() if one is not None}


def _measured(
    assessment: Assessment, scale: Scale, answers: Tables, until: datetime
) -> Reliability | None:
    table = item_scores(assessment, scale, answers.values())
    seen = ~np.isnan(table)
    enough = seen.sum(axis=1) >= max(1, table.shape[1] - scale.max_missing)
    together = seen.T.astype(int) @ seen.astype(int)
    if together.min(initial=len(table)) < FEWEST or enough.sum() < FEWEST:
        return None
    alpha = alpha_of(pairwise_covariances(table))
    spread = stdev(float(mean) for mean in np.nanmean(table[enough], axis=1))
    if alpha is None or spread <= 0:
        return None
    people = int(seen.any(axis=1).sum())
    used = min(HIGHEST, max(LOWEST, alpha))
    of_100 = scale.method is Method.CREDIT
    basis = basis_words.measured(alpha, people, until, spread, used=used, of_100=of_100)
    return Reliability(value=used, sd=spread, basis=basis)


def item_scores(
    assessment: Assessment, scale: Scale, answers: Iterable[Mapping[str, Answer]]
) -> Table:
    """A row a person and a column an item: what an answer counts for on the scale."""
    items = assessment.items_of(scale)
    wanted = {scale.id, *scale.includes}
    method = scoring.METHODS[scale.method]
    rows = []
    for given in answers:
        worth = [method(item, given[item.id], wanted) if item.id in given else [] for item in items]
        rows.append([fmean(one) if one else math.nan for one in worth])
    return np.array(rows, dtype=float).reshape(len(rows), len(items))


def noticed(
    assessment: Assessment, answered: Mapping[int, Answered], others: Tables
) -> dict[int, Noticed]:
    """Indices and flags of each attempt; `others` are what an unusual combination differs from."""
    own = {key: one.answers for key, one in answered.items()}
    unlike = _unlike(assessment, {**others, **own})
    return {key: _noticed(assessment, one, unlike.get(key)) for key, one in answered.items()}


def _noticed(assessment: Assessment, one: Answered, unlike: _Unlike | None) -> Noticed:
    indices = _indices(assessment, one, unlike or _Unlike())
    if indices is None:
        return Noticed({}, [])
    with speaking(ENGLISH):  # what is kept is said again in the language of a report
        flags = response_flags.flags(indices, time_accommodation=one.accommodated)
    return Noticed(vars(indices), [[flag.index.value, flag.reason] for flag in flags])


def _indices(assessment: Assessment, one: Answered, unlike: _Unlike) -> Indices | None:
    """What can be measured; `None` where nothing that is scored was on the way."""
    way = [assessment.item(name) for name in one.way]
    levelled = [item for item in way if isinstance(item, Levelled) and item.scales]
    scored = [item for item in way if item.scales]
    if not scored:
        return None
    levels = [_level(one.answers, item) for item in levelled]
    directed = [
        (item, item.attention)
        for item in way
        if isinstance(item, Levelled) and item.attention is not None
    ]
    places = _places(way, one)
    return Indices(
        asked=len(levelled or scored),
        answered=sum(item.id in one.answers for item in levelled or scored),
        scored=len(scored),
        longest=responses.longstring(levels).longest,
        same_places=responses.longstring(places).longest,
        placed=sum(place is not None for place in places),
        irv=responses.irv(levels),
        width=LEVELS[-1] - LEVELS[0],
        consistency=_consistency(assessment, levelled, one.answers),
        mahalanobis_p=unlike.chance,
        synonyms=unlike.synonyms,
        seconds_per_item=responses.seconds_per_item(one.seconds, len(one.answers)),
        missing_share=responses.missing_share(
            [1 if item.id in one.answers else None for item in scored]
        ),
        attention_failures=responses.attention_failures(
            [_level(one.answers, item) for item, _wanted in directed],
            [wanted for _item, wanted in directed],
        ),
    )


def _level(answers: Mapping[str, Answer], item: Item) -> float | None:
    value = answers.get(item.id)
    return float(value) if isinstance(value, int) else None


def _places(way: Sequence[Item], one: Answered) -> list[float | None]:
    """Which two places each choice of two fell on, where chance drew the order of the options."""
    drawn = [item for item in way if isinstance(item, Paired) and item.id in one.options]
    return [_place(item, one.answers.get(item.id), one.options[item.id]) for item in drawn]


def _place(item: Paired, answer: Answer | None, shown: Sequence[str]) -> float | None:
    """The two places as one number; each counts from the nearer end, so that last is last."""
    if not isinstance(answer, dict) or not item.is_whole(answer):
        return None
    first, last = (shown.index(answer[end]) for end in item.ends)
    middle = len(shown) / 2
    near = [at if at < middle else at - len(shown) for at in (first, last)]
    return float(near[0] * MOST_OPTIONS + near[1])


def _consistency(
    assessment: Assessment, items: Sequence[Levelled], answers: Mapping[str, Answer]
) -> float | None:
    """Halves of scales against one another, reverse keys turned round."""
    keyed: list[float | None] = []
    sizes = []
    for scale in assessment.scales:
        own = [item for item in items if item.scale == scale.id]
        if scale.method is Method.MEAN and own:
            sizes.append(len(own))
            keyed += [_turned(item, _level(answers, item)) for item in own]
    return responses.even_odd(keyed, sizes) if sizes else None


def _turned(item: Levelled, level: float | None) -> float | None:
    return LEVELS[0] + LEVELS[-1] - level if level is not None and item.reverse else level


def _unlike(assessment: Assessment, answers: Tables) -> dict[int, _Unlike]:
    """How each attempt stands among all, as far as that is known.

    Only questions everybody saw are looked at, and as they were answered: a reversed one goes
    against the others and is nobody's synonym.
    """
    items = [
        item
        for item in assessment.items
        if isinstance(item, Levelled) and item.scales and item.show_if is None
    ]
    if not items:
        return {}
    levels = [[_level(given, item) for item in items] for given in answers.values()]
    table = [[math.nan if level is None else level for level in row] for row in levels]
    chances = (one.p for one in responses.mahalanobis(table))
    return {
        key: _Unlike(*found)
        for key, *found in zip(answers, chances, responses.synonyms(table), strict=True)
    }
