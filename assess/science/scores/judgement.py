"""Situational judgement: how near answers come to what experts think.

Two formats. Choices of the best and the worst response are scored by a key: how effective
experts hold each response to be. Ratings of every response are compared with the experts'
mean (McDaniel, Psotka, Legree, Yost & Weekley 2011, J Appl Psychol 96:327). A distance is
better the smaller it is. What nobody rated is left out and never counts as zero.

All of these describe one person's answers to one item as they are, so they are `Exact`; how far a
score over several items may be off is for `scoring`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from assess.science.scalars import Exact, check_mapping, check_row, is_number

BY_CHANCE = 0.5
"""The credit that choosing at random earns on average, whatever the key: best and worst then have
the same mean key, and (mean - min + max - mean) / (2 (max - min)) is a half."""

FEWEST = 3
"""Two points always lie on a line: a profile needs three."""


@dataclass(frozen=True)
class Keyed:
    """What experts think of one response: their mean, and how far they lie apart.

    `sd` (n - 1) is `None` when there was only one expert.
    """

    mean: float
    sd: float | None


def credit(key: Mapping[str, float], best: str, worst: str) -> Exact:
    """The credit for the responses chosen as best and as worst, 0 to 1.

    Best: (key - min) / (max - min); worst: (max - key) / (max - min); the mean of both. `key`
    says of every response of the item how effective it is. The house's own rule, linear in
    the key, so that the second best response earns more than the third.

    Raises `ValueError` for a key without differences, a response without a key, or one
    chosen for both ends.
    """
    low, high = _ends(key, best, worst)
    return ((key[best] - low) + (high - key[worst])) / (2 * (high - low))


def classic(key: Mapping[str, float], best: str, worst: str) -> int:
    """-2 to 2: each choice earns 1 where it meets the key, -1 at the key's other end, else 0.

    Choosing the worst response as best is -1, and so is choosing the best as worst
    (Motowidlo, Dunnette & Carter 1990, J Appl Psychol 75:640). Responses that share the
    highest or the lowest key all count as that end.

    Raises `ValueError` for a key without differences, a response without a key, or one
    chosen for both ends.
    """
    low, high = _ends(key, best, worst)
    point = {low: -1, high: 1}
    return point.get(key[best], 0) - point.get(key[worst], 0)


def expert_key(experts: Sequence[Sequence[float]]) -> list[Keyed]:
    """The key of every response from a table of ratings, one row per expert.

    Raises `ValueError` when there is no expert, a gap, or rows of different lengths.
    """
    check_row(experts, "experts")
    for row in experts:
        check_row(row, "experts")
    if not len(experts) or not len(experts[0]) or len({len(row) for row in experts}) > 1:
        raise ValueError("experts: give one row each, with a rating for every response.")
    for row in experts:
        _check_numbers(row, "experts")
    table = [[float(one) for one in row] for row in experts]
    return [
        Keyed(fmean(ratings), stdev(ratings) if len(ratings) > 1 else None)
        for ratings in zip(*table, strict=True)
    ]


def absolute_distance(ratings: Sequence[float | None], key: Sequence[float]) -> Exact | None:
    """The mean distance to the experts' mean, in points of the scale: mean |x - k|.

    Undefined when nothing was rated. Raises `ValueError` when ratings and key do not fit.
    """
    pairs = _pairs(ratings, key)
    return fmean(abs(rating - mean) for rating, mean in pairs) if pairs else None


def squared_distance(ratings: Sequence[float | None], key: Sequence[float]) -> Exact | None:
    """The mean squared distance to the experts' mean, in squared points: mean (x - k)².

    Undefined when nothing was rated. Raises `ValueError` when ratings and key do not fit.
    """
    pairs = _pairs(ratings, key)
    return fmean((rating - mean) ** 2 for rating, mean in pairs) if pairs else None


def elevation_adjusted(ratings: Sequence[float | None], key: Sequence[float]) -> Exact | None:
    """The squared distance once both sides are centred on their own mean, in squared points.

    Rating everything high or low no longer matters. Undefined with fewer than two rated
    responses. Raises `ValueError` when ratings and key do not fit.
    """
    pairs = _pairs(ratings, key)
    if len(pairs) < 2:
        return None
    given, wanted = zip(*pairs, strict=True)
    shift = fmean(given) - fmean(wanted)
    return fmean((rating - mean - shift) ** 2 for rating, mean in pairs)


def standardised_distance(ratings: Sequence[float | None], key: Sequence[float]) -> Exact | None:
    """The mean squared distance once both sides have mean 0 and SD 1 (n - 1); no unit.

    Neither height nor spread of the ratings matters any more, only their shape. Undefined
    for somebody who rated everything alike, for a key without differences, and with fewer
    than three rated responses. Raises `ValueError` when ratings and key do not fit.
    """
    shapes = _shapes(ratings, key)
    if shapes is None:
        return None
    return fmean((one - other) ** 2 for one, other in zip(*shapes, strict=True))


def profile_correlation(ratings: Sequence[float | None], key: Sequence[float]) -> Exact | None:
    """Pearson's correlation of the ratings with the experts' mean, -1 to 1.

    Undefined where `standardised_distance` is. Raises `ValueError` when ratings and key do
    not fit.
    """
    shapes = _shapes(ratings, key)
    if shapes is None:
        return None
    products = math.fsum(one * other for one, other in zip(*shapes, strict=True))
    return max(-1.0, min(1.0, products / (len(shapes[0]) - 1)))


def proportion_consensus(
    ratings: Sequence[float | None], experts: Sequence[Sequence[float]]
) -> Exact | None:
    """The mean share of experts who gave exactly the same rating, 0 to 1.

    `experts` has one row per expert. Undefined when nothing was rated. Raises `ValueError`
    when the rows do not fit the ratings.
    """
    expert_key(experts)
    check_row(ratings, "ratings")
    columns = list(zip(*experts, strict=True))
    if len(columns) != len(ratings):
        raise ValueError("ratings: give one for every response, or None where there is none.")
    rated = [(one, column) for one, column in zip(ratings, columns, strict=True) if one is not None]
    _check_numbers([one for one, _ in rated], "ratings")
    return fmean(column.count(one) / len(column) for one, column in rated) if rated else None


def _pairs(ratings: Sequence[float | None], key: Sequence[float]) -> list[tuple[float, float]]:
    """Every rated response with its key."""
    check_row(ratings, "ratings")
    check_row(key, "key")
    if len(ratings) != len(key):
        raise ValueError("ratings: give one for every response, or None where there is none.")
    _check_numbers(key, "key")
    pairs = [(one, mean) for one, mean in zip(ratings, key, strict=True) if one is not None]
    _check_numbers([one for one, _ in pairs], "ratings")
    return [(float(one), float(mean)) for one, mean in pairs]


def _shapes(
    ratings: Sequence[float | None], key: Sequence[float]
) -> tuple[list[float], list[float]] | None:
    """Both profiles with mean 0 and SD 1, or nothing where one of them has no shape."""
    pairs = _pairs(ratings, key)
    sides = [list(side) for side in zip(*pairs, strict=True)]
    if len(pairs) < FEWEST or any(min(side) == max(side) for side in sides):
        return None
    given, wanted = (_standard(side) for side in sides)
    return given, wanted


def _standard(side: Sequence[float]) -> list[float]:
    mean, spread = fmean(side), stdev(side)
    return [(one - mean) / spread for one in side]


def _ends(key: Mapping[str, float], best: str, worst: str) -> tuple[float, float]:
    """The lowest and the highest key of an item, once its choices are known to be sound."""
    check_mapping(key, "key")
    _check_numbers(key.values(), "key")
    for choice, name in ((best, "best"), (worst, "worst")):
        if choice not in key:
            raise ValueError(f"{name}: choose a response that has a key.")
    if best == worst:
        raise ValueError("worst: choose another response than the best one.")
    low, high = min(key.values()), max(key.values())
    if low == high:
        raise ValueError("key: responses that are all worth the same earn no credit.")
    return low, high


def _check_numbers(values: Iterable[float], name: str) -> None:
    if not all(is_number(value) for value in values):
        raise ValueError(f"{name}: give numbers.")
