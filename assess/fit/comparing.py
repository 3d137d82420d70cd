"""Candidates side by side: who is told apart, who may be first, whose profile is like which.

Behind it stand numpy and scipy, so that nothing imports this module before somebody opens a page
that asks for it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assess.fit.profile import Weighted
from assess.science.estimate_words import digits, in_a_hundred, in_levels, surely
from assess.science.estimates import Estimate
from assess.science.panel import words as panel_words
from assess.science.profile import similarity as likeness
from assess.science.ranking import chances
from assess.science.ranking import ties as ranking
from assess.text import counted

SEED = 1
"""Draws are the same ones each time, so that a page does not flicker."""


@dataclass(frozen=True)
class Order:
    """People in groups whom the errors do not tell apart, the highest first; who has no result.

    `limit` says how far two must lie apart to be told apart, empty where there is no order.
    """

    groups: tuple[tuple[int, ...], ...]
    without: tuple[int, ...]
    said: str
    limit: str
    firsts: dict[int, str]


@dataclass(frozen=True)
class Likeness:
    """How a profile compares with a stated one: height, spread and shape apart."""

    said: tuple[tuple[str, str], ...]
    results: int


def order(
    names: Sequence[str], found: Sequence[Weighted], *, first: bool,
    among: Sequence[Weighted] = (),
) -> Order:  # fmt: skip
    """Everybody with a result and its error; `first` works out the chances of being first.

    `among` are all who were rated for the same: from them is known how far people differ, which a
    few who are left do not show.
    """
    values, errors = _results(found)
    ranked = ranking.rank(values, errors)
    known = {place.person for place in ranked.places}
    without = tuple(at for at in range(len(found)) if at not in known)
    said = ranking.explain(ranked, list(names))
    firsts = {}
    if first and not ranked.reason:
        firsts = _firsts(values, errors, *_results(among or found))
    return Order(ranked.clusters, without, said, _limit(ranked), firsts)


def like(found: Weighted) -> Likeness | None:
    """A candidate beside the middles of the zones; `None` where errors or results are too few."""
    rated = [part for part in found.parts if part.result.mean is not None and part.result.band]
    ideal = [(part.aim.zone.low + part.aim.zone.high) / 2 for part in rated]
    means = [_number(part.result.mean) for part in rated]
    errors = [part.result.band.standard_error if part.result.band else math.nan for part in rated]
    if len(rated) < likeness.FEWEST:
        return None
    told = likeness.compare(ideal, means, 0.0, errors, seed=SEED)
    return Likeness(
        (
            ("Height", _height(told.elevation)),
            ("Spread", _spread(told.scatter_ratio)),
            ("Shape", _shape(told.pearson)),
            ("Distance", _distance(told.root_mean_square)),
        ),
        told.dimensions,
    )


def _limit(ranked: ranking.Ranking) -> str:
    """Why people whose ranges hardly meet may still be tied: more are compared than two."""
    if ranked.reason:
        return ""
    usual = math.sqrt(math.fsum(one.standard_error**2 for one in ranked.places) / ranked.n)
    apart = panel_words.decimal(ranked.critical * math.sqrt(2) * usual)
    if ranked.n == 2:
        return f"Two people count as told apart from about {apart} levels on."
    return (
        f"Among {ranked.n} people two count as told apart from about {apart} levels on: the "
        "more are compared, the more lie far apart by chance alone."
    )


def _results(found: Sequence[Weighted]) -> tuple[list[float], list[float]]:
    """Results and their errors; NaN for both where the error is unknown."""
    return (
        [_number(one.value if one.band else None) for one in found],
        [_number(one.standard_error) for one in found],
    )


def _firsts(
    values: list[float], errors: list[float], all_values: list[float], all_errors: list[float]
) -> dict[int, str]:
    """Each one's chance of being first, with luck taken out: results drawn towards their mean."""
    pairs = zip(all_values, all_errors, strict=True)
    known = np.array([(v, e) for v, e in pairs if not math.isnan(v)])
    spread = max(0.0, float(known[:, 0].var(ddof=1) - (known[:, 1] ** 2).mean()))
    drawn = chances.shrunken(values, errors, float(known[:, 0].mean()), math.sqrt(spread))
    told = chances.chances_of_being_first(*drawn)
    return {
        at: in_a_hundred(one.estimate)
        for at, one in enumerate(told.first)
        if one is not None and one.estimate is not None
    }


def _height(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return f"Cannot be told: {one.reason}."
    (low, high), value = one.interval, one.estimate
    side = "Neither clearly higher nor lower than the profile: a difference of"
    if low > 0:
        side = "Higher than the profile on the whole by"
    if high < 0:
        side = "Lower than the profile on the whole by"
        (low, high), value = (-high, -low), -value
    return f"{side} {in_levels(value)}, {surely((low, high), one.level)}."


def _spread(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return f"Cannot be told: {one.reason}."
    return (
        f"Highs and lows lie {digits(one.estimate)} times as far apart as in the profile, "
        f"{surely(one.interval, one.level)}."
    )


def _shape(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return f"Cannot be told: {one.reason}."
    low, high = one.interval
    said = "Whether highs and lows fall in the same places cannot be told"
    if low > 0:
        said = "Highs and lows fall in the same places"
    if high < 0:
        said = "Highs of one are lows of the other"
    return f"{said}: correlation {digits(one.estimate)}, {surely(one.interval, one.level)}."


def _distance(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return f"Cannot be told: {one.reason}."
    return (
        f"A result usually lies {in_levels(one.estimate)} from the middle of its zone, "
        f"{surely(one.interval, one.level)}, over {counted(one.n, 'competency', 'competencies')}."
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value
