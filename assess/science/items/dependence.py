"""Whether two questions go together more than what they both measure explains.

Yen's Q3 (1984, Appl Psychol Meas 8:125): the correlation of what is left of two items once
the place of each person is known. Its mean is below 0 of itself, as the place was estimated from
the same answers; a pair that lies 0.2 above the mean of all is looked at (Christensen,
Makransky & Horton 2017, Appl Psychol Meas 41:178). Such pairs, often one question asked twice, make
a test look more precise than it is. A pair so close that the model turns into what the two share
hides itself, and others stand out instead: then look at the slopes too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.covariances import pairwise_covariances
from assess.science.estimates import Estimate, Numbers, correlation, undefined
from assess.science.items.curves import GradedItem, check_items, grid, steps_of
from assess.science.items.scoring import score
from assess.science.scalars import check_level

ABOVE = 0.2
"""So far above the mean of all pairs a pair is looked at."""

FEWEST = 100
"""With fewer people behind a pair nothing is said of it."""

CHUNK = 4096


class Lack(StrEnum):
    """Why a pair has no number."""

    TOO_FEW = "fewer than 100 people answered both"
    ALIKE = "what is left of an item does not vary"


class Verdict(StrEnum):
    """What all pairs together say."""

    INDEPENDENT = "no two items go together beyond what they measure"
    DEPENDENT = "some items go together beyond what they measure"
    TOO_FEW = "too few people to judge by"


@dataclass(frozen=True)
class Pair:
    """Two items, by their columns; `dependent` if 0.2 or more above the mean of all pairs.

    The interval is Fisher's, as if places were known.
    """

    first: int
    second: int
    q3: Estimate
    dependent: bool


@dataclass(frozen=True)
class Dependence:
    """All pairs of items. `mean` is that of all that have a Q3."""

    pairs: tuple[Pair, ...]
    mean: float | None
    level: float
    n: int
    verdict: Verdict

    @property
    def dependent(self) -> tuple[Pair, ...]:
        return tuple(one for one in self.pairs if one.dependent)


def local_dependence(
    items: Sequence[GradedItem], answers: ArrayLike, *, level: float = 0.95
) -> Dependence:
    """Q3 of each two items, people placed by EAP; missing answers leave a person out of a pair.

    Raises `ValueError` for fewer than three items, another number of columns, what is no number,
    or a level outside 0 to 1.
    """
    check_level(level)
    check_items(items, 3)
    left = _left(items, answers)
    seen = (~np.isnan(left)).astype(float)
    counts = (seen.T @ seen).astype(int)
    covariances = pairwise_covariances(left)
    spread = _spreads(left, seen)
    found = []
    for first, second in zip(*np.triu_indices(len(items), 1), strict=True):
        n, own = int(counts[first, second]), float(spread[first, second] * spread[second, first])
        covariance = float(covariances[first, second])
        found.append((int(first), int(second), _q3(covariance, own, n, level)))
    known = [one.estimate for *_, one in found if one.estimate is not None]
    mean = sum(known) / len(known) if known else None
    pairs = tuple(
        Pair(first, second, one, _stands_out(one.estimate, mean)) for first, second, one in found
    )
    verdict = Verdict.DEPENDENT if any(one.dependent for one in pairs) else Verdict.INDEPENDENT
    if not known:
        verdict = Verdict.TOO_FEW
    return Dependence(pairs, mean, level, len(left), verdict)


def _stands_out(value: float | None, mean: float | None) -> bool:
    return value is not None and mean is not None and value >= mean + ABOVE


def _q3(covariance: float, scale: float, n: int, level: float) -> Estimate:
    method = "Yen's Q3 at EAP scores, Fisher interval, n people"
    if n < FEWEST:
        return undefined(level, n, method, Lack.TOO_FEW)
    if not scale > 0:
        return undefined(level, n, method, Lack.ALIKE)
    r = max(-1.0, min(1.0, covariance / scale))
    return correlation(r, n, level, method)


def _spreads(left: Numbers, seen: Numbers) -> Numbers:
    """The SD of each item (rows) among those who also answered another (columns)."""
    values = np.where(seen > 0, left, 0)
    counts = np.maximum(seen.T @ seen, 2)
    sums, squares = values.T @ seen, (values**2).T @ seen
    return np.asarray(np.sqrt(np.maximum(0, squares - sums**2 / counts) / (counts - 1)))


def _left(items: Sequence[GradedItem], answers: ArrayLike) -> Numbers:
    """Each answer's step less the mean step expected at the person's place; NaN where missing."""
    codes = steps_of(items, answers)
    codes = codes[(codes >= 0).any(axis=1)]
    # Steps are answers of items cut at 1, 2, 3 …
    plain = [GradedItem(one.slope, one.intercepts, _counting(one)) for one in items]
    steps = np.where(codes >= 0, codes, np.nan)
    theta = np.array([one or 0.0 for one in score(plain, steps).estimates])
    table = grid(plain)
    result = np.empty(codes.shape)
    for start in range(0, len(codes), CHUNK):
        some = slice(start, start + CHUNK)
        chances = np.exp(table.log_chances(theta[some]))
        chances[~table.real] = 0
        expected = (chances * np.arange(chances.shape[1])[:, None]).sum(axis=1).T
        result[some] = steps[some] - expected
    return result


def _counting(item: GradedItem) -> tuple[float, ...]:
    return tuple(float(step) for step in range(1, len(item.cuts) + 1))
