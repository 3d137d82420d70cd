"""Whether a question behaves as its model says: S-X².

People are put together by their sum, which nobody had to estimate, and the answers to an item
within each sum are compared with those the model expects there (Orlando & Thissen 2000, Appl
Psychol Meas 24:50; Kang & Chen 2008, J Educ Meas 45:391). What is expected comes from the
chances of all sums (Lord & Wingersky 1984, Appl Psychol Meas 8:453). Among many people small
misfits become sure; their size is what counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Numbers
from assess.science.fairness.several import benjamini_hochberg
from assess.science.items.curves import (
    Codes,
    GradedItem,
    check_items,
    grid,
    nodes_for,
    places,
    quadrature,
    steps_of,
)
from assess.science.scalars import check_row, is_count

FEWEST = 200
"""With fewer people who answered everything nothing is said; the house's own."""

SMALLEST = 1.0
"""Expected answers a cell must hold; smaller ones join their neighbour in the same sum."""

CHANCE = 0.05
LARGE = 0.05
"""An RMSEA from here on is a misfit of some size."""


class Verdict(StrEnum):
    """What the comparison says."""

    FITS = "fits the model as far as can be seen"
    SMALL = "departs from the model, but little"
    MISFIT = "departs from the model"
    TOO_FEW = "too few people answered everything"
    NOTHING_LEFT = "too few answers in each sum to compare"


@dataclass(frozen=True)
class ItemFit:
    """S-X² of one item with its degrees and p; `None` where there is none, and `verdict` says why.

    `adjusted` is p among all items (Benjamini and Hochberg). `rmsea` is the size of the misfit
    per degree, 0 where there is no more than chance. `n` people answered everything.
    """

    chi_square: float | None
    degrees: int
    p: float | None
    adjusted: float | None
    rmsea: float | None
    n: int
    verdict: Verdict


def item_fit(
    items: Sequence[GradedItem], answers: ArrayLike, *, parameters: Sequence[int] | None = None
) -> tuple[ItemFit, ...]:
    """S-X² of each item, over the people who answered all.

    `parameters` were estimated per item, from the same answers: all of its own unless given; give
    zeros for parameters from elsewhere. Raises `ValueError` for fewer than three items, another
    number of columns or of parameters, or what is no number.
    """
    check_items(items, 3)
    if parameters is not None:
        check_row(parameters, "parameters")
    own = [1 + len(one.intercepts) for one in items] if parameters is None else list(parameters)
    if len(own) != len(items) or not all(is_count(one) for one in own):
        raise ValueError("parameters: give a number for each item, 0 or more.")
    codes = steps_of(items, answers)
    codes = codes[(codes >= 0).all(axis=1)]
    if len(codes) < FEWEST:
        return (ItemFit(None, 0, None, None, None, len(codes), Verdict.TOO_FEW),) * len(items)
    table = grid(items)
    theta, logs = quadrature(nodes_for(table.slopes))
    chances = np.exp(table.log_chances(theta))
    shares = np.exp(logs)
    steps = [len(one.intercepts) + 1 for one in items]
    found = [
        _one(_expected(chances, steps, item, shares), codes, item, own[item])
        for item in range(len(items))
    ]
    return _judged(found)


def sum_chances(items: Sequence[GradedItem], theta: ArrayLike) -> Numbers:
    """The chance of each sum of steps at each θ: a row per sum from 0, a column per θ.

    Lord & Wingersky's recursion. Raises `ValueError` without items.
    """
    chances = np.exp(grid(items).log_chances(places(theta)))
    return _sums(chances, [len(one.intercepts) + 1 for one in items], None)


def _sums(chances: Numbers, steps: list[int], without: int | None) -> Numbers:
    result = np.ones((1, chances.shape[2]))
    for item, count in enumerate(steps):
        if item == without:
            continue
        longer = np.zeros((len(result) + count - 1, chances.shape[2]))
        for step in range(count):
            longer[step : step + len(result)] += result * chances[item, step]
        result = longer
    return result


def _expected(chances: Numbers, steps: list[int], item: int, shares: Numbers) -> Numbers:
    """The share of each step of an item among people with each sum: sums x steps."""
    others = _sums(chances, steps, item) * shares
    result = np.zeros((len(others) + steps[item] - 1, steps[item]))
    for step in range(steps[item]):
        result[step : step + len(others), step] = others @ chances[item, step]
    return np.asarray(result / result.sum(axis=1, keepdims=True))


def _one(expected: Numbers, codes: Codes, item: int, parameters: int) -> ItemFit:
    sums = codes.sum(axis=1, dtype=np.intp)
    steps = expected.shape[1]
    seen = np.bincount(sums * steps + codes[:, item], minlength=expected.size)
    observed = seen.reshape(expected.shape).astype(float)
    hoped = expected * observed.sum(axis=1, keepdims=True)
    value, cells = 0.0, 0
    for counts, wanted in zip(observed, hoped, strict=True):
        pairs = _joined(counts.tolist(), wanted.tolist())
        value += sum((one - other) ** 2 / other for one, other in pairs)
        cells += max(0, len(pairs) - 1)
    n, degrees = len(codes), cells - parameters
    if degrees < 1:
        return ItemFit(None, 0, None, None, None, n, Verdict.NOTHING_LEFT)
    rmsea = math.sqrt(max(0.0, value - degrees) / (degrees * (n - 1)))
    p = float(scipy.special.chdtrc(degrees, value))
    return ItemFit(value, degrees, p, None, rmsea, n, Verdict.FITS)


def _joined(counts: list[float], wanted: list[float]) -> list[tuple[float, float]]:
    """Observed and expected, small cells put to the smaller neighbour; one alone says nothing."""
    pairs = [(one, other) for one, other in zip(counts, wanted, strict=True) if other > 0]
    while len(pairs) > 1:
        small = min(range(len(pairs)), key=lambda place: pairs[place][1])
        if pairs[small][1] >= SMALLEST:
            return pairs
        sides = [place for place in (small - 1, small + 1) if 0 <= place < len(pairs)]
        first = min(small, min(sides, key=lambda place: pairs[place][1]))
        (one, other), (more, others) = pairs[first : first + 2]
        pairs[first : first + 2] = [(one + more, other + others)]
    return []


def _judged(found: Sequence[ItemFit]) -> tuple[ItemFit, ...]:
    chances = iter(benjamini_hochberg([one.p for one in found if one.p is not None]))
    return tuple(one if one.p is None else _verdict(one, next(chances)) for one in found)


def _verdict(found: ItemFit, adjusted: float) -> ItemFit:
    verdict = Verdict.FITS
    if adjusted < CHANCE:
        verdict = Verdict.MISFIT if (found.rmsea or 0.0) >= LARGE else Verdict.SMALL
    return replace(found, adjusted=adjusted, verdict=verdict)
