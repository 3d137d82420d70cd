"""Ordinal alpha: alpha of what lies behind answers on a few steps.

Each answer is taken as a normal variable cut into steps. Its correlations are polychoric: the
cuts come from the shares of each item, the correlation from the table of each two items
(Olsson 1979, Psychometrika 44:443). Ordinal alpha is alpha of those correlations (Zumbo,
Gadermann & Zeisser 2007, J Mod Appl Stat Methods 6:21). It says how reliable the variables
behind the answers would be, not the sum of the answers: it is always named ordinal, and never
set beside alpha (Chalmers 2018, Educ Psychol Meas 78:1056).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science import resampling
from assess.science.codes import coded
from assess.science.covariances import Table, alpha_of
from assess.science.estimates import Interval, Seed, array
from assess.science.scalars import check_level, naming

FEWEST = 100
"""With fewer people behind any two items no coefficient is given."""

MOST_STEPS = 12
FAR = 10.0
"""Standard deviations beyond which nobody lies."""

LARGEST = 0.9999
ROUNDS = 60
AT_ONCE = 2**18
"""So many numbers of tables are held at a time."""

ENOUGH = 1e-9
ROUGH = 1e-4
NODES = 32


class Lack(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too little data: fewer than 100 people answered each pair of items"
    NO_VARIANCE = "an item was answered alike by everybody"
    CONTRADICTION = "the answers are such that alpha would exceed 1"


@dataclass(frozen=True)
class OrdinalAlpha:
    """Ordinal alpha, or `None` with what is lacking; never to be set beside alpha.

    `correlations` are the polychoric ones. The interval at `level` holds the percentiles of
    `draws` of people, of which `undefined` had no coefficient. `n` people answered at least
    one item, and `fewest` answered both of the least answered two.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    correlations: tuple[tuple[float, ...], ...]
    n: int
    fewest: int
    draws: int
    undefined: int
    method: str
    reason: Lack | None


@dataclass(frozen=True)
class _Answers:
    """One column per step of each item, 1 where it was chosen; `starts` of each item's."""

    chosen: Table
    starts: NDArray[np.intp]


def ordinal_alpha(
    answers: ArrayLike, *, seed: Seed, draws: int = 200, level: float = 0.95
) -> OrdinalAlpha:
    """Ordinal alpha of a table with a row per person and a column per item.

    Missing answers (NaN, `None`) stay out of the pairs they would be in. Reverse keys must be
    turned round beforehand. Empty cells of a table of two items are left empty.

    Raises `ValueError` for fewer than two items, an item of more than 12 steps, what is no
    number, fewer than 100 draws, or a level outside 0 to 1.
    """
    check_level(level)
    coded_answers = _coded(answers)
    n, method = len(coded_answers.chosen), "ordinal alpha, two-step polychoric correlations"
    tables = coded_answers.chosen.T @ coded_answers.chosen
    fewest = int(np.add.reduceat(
        np.add.reduceat(tables, coded_answers.starts, axis=0), coded_answers.starts, axis=1
    ).min())  # fmt: skip
    correlations = None if fewest < FEWEST else _polychoric(tables, coded_answers.starts)
    value = None if correlations is None else alpha_of(correlations)
    if correlations is None or value is None:
        reason = Lack.NO_VARIANCE if correlations is None else Lack.CONTRADICTION
        reason = Lack.TOO_FEW if fewest < FEWEST else reason
        return OrdinalAlpha(None, None, None, level, (), n, fewest, 0, 0, method, reason)
    found = _drawn(coded_answers, correlations, draws, seed)
    rows = tuple(tuple(row) for row in correlations.tolist())
    undefined, some = draws - len(found), len(found) > 1
    error = float(np.std(found, ddof=1)) if some else None
    interval = resampling.percentiles(found, level) if some else None
    return OrdinalAlpha(
        value, error, interval, level, rows, n, fewest, draws, undefined, method, None
    )


def _coded(answers: ArrayLike) -> _Answers:
    with naming(ratings="answers"):
        codes, _ = coded(array(answers, "answers"))
    codes = codes[(codes >= 0).any(axis=1)]
    columns: list[Table] = []
    starts: list[int] = []
    for column in codes.T:
        steps = np.unique(column[column >= 0])
        if len(steps) > MOST_STEPS:
            raise ValueError(f"answers: an item may have {MOST_STEPS} steps at most.")
        starts.append(sum(part.shape[1] for part in columns))
        # An item nobody answered has one step nobody chose.
        columns.append((column[:, None] == (steps if steps.size else [0])).astype(float))
    return _Answers(np.hstack(columns), np.array(starts, dtype=np.intp))


def _drawn(answers: _Answers, correlations: Table, draws: int, seed: Seed) -> Table:
    """Ordinal alpha in each draw that has one."""
    found = []
    for some in resampling.weights(len(answers.chosen), draws, seed):
        for row in some:
            tables = answers.chosen.T @ (answers.chosen * row[:, None])
            drawn = _polychoric(tables, answers.starts, correlations)
            found.append(None if drawn is None else alpha_of(drawn))
    return np.array([one for one in found if one is not None])


def _polychoric(tables: Table, starts: NDArray[np.intp], near: Table | None = None) -> Table | None:
    """The correlations of all pairs of items at once; `None` where an item has no variance.

    From those of other draws of the same people, `near`, they are worked out roughly.
    """
    items, ends = len(starts), np.append(starts[1:], len(tables))
    steps = int((ends - starts).max())
    cuts = np.full((items, steps + 1), FAR)
    for item, (start, end) in enumerate(zip(starts, ends, strict=True)):
        shares = np.diag(tables)[start:end]
        if (shares > 0).sum() < 2:
            return None
        upto = np.cumsum(shares)[:-1] / shares.sum()
        cuts[item, 1 : end - start] = np.clip(scipy.special.ndtri(upto), -FAR, FAR)
    cuts[:, 0] = -FAR
    first, second = np.triu_indices(items, 1)
    counts = np.zeros((len(first), steps, steps))
    for pair, (i, j) in enumerate(zip(first, second, strict=True)):
        part = tables[starts[i] : ends[i], starts[j] : ends[j]]
        counts[pair, : part.shape[0], : part.shape[1]] = part
    result = np.eye(items)
    start, enough = np.zeros(len(first)), ENOUGH
    if near is not None:
        start, enough = near[first, second], ROUGH
    found = _fitted(counts, cuts[first], cuts[second], start, enough)
    result[first, second] = result[second, first] = found
    return result


def _fitted(counts: Table, rows: Table, columns: Table, found: Table, enough: float) -> Table:
    """The most likely correlation of each table, cuts staying, by Fisher scoring."""
    people = counts.sum(axis=(1, 2))
    for _ in range(ROUNDS):
        shares = np.maximum(_cells(_below(rows, columns, found)), 1e-14)
        slopes = _cells(_density(rows, columns, found))
        score = (counts * slopes / shares).sum(axis=(1, 2))
        information = people * (slopes**2 / shares).sum(axis=(1, 2))
        step = np.clip(score / np.maximum(information, 1e-300), -0.5, 0.5)
        moved = np.clip(found + step, -LARGEST, LARGEST)
        change, found = np.abs(moved - found).max(initial=0), moved
        if change < enough:
            break
    return found


def _cells(corners: Table) -> Table:
    """What lies between the cuts, from what lies below them."""
    return np.asarray(np.diff(np.diff(corners, axis=1), axis=2))


def _below(rows: Table, columns: Table, correlations: Table) -> Table:
    """The share of a binormal variable below each two cuts, for each pair of items.

    Φ(h) Φ(k) + (1 / 2π) ∫ exp(-(h² + k² - 2 h k sin t) / (2 cos² t)) dt from 0 to arcsin ρ
    (Drezner & Wesolowsky 1990, J Stat Comput Simul 35:101), by 32 points of Gauss.
    """
    h, k = rows[:, :, None], columns[:, None, :]
    result = scipy.special.ndtr(h) * scipy.special.ndtr(k)
    squares, product = (h**2 + k**2)[..., None], (h * k)[..., None]
    halves = np.arcsin(correlations) / 2
    at_once = max(1, AT_ONCE // max(1, result.size))
    nodes, shares = _gauss()
    for start in range(0, NODES, at_once):
        some = slice(start, start + at_once)
        sines = np.sin(halves[:, None] * (1 + nodes[some]))[:, None, None, :]
        power = (2 * product * sines - squares) / (2 * (1 - sines**2))
        result += halves[:, None, None] / (2 * math.pi) * (np.exp(power) @ shares[some])
    return np.asarray(result)


@cache
def _gauss() -> tuple[Table, Table]:
    nodes, shares = np.polynomial.legendre.leggauss(NODES)
    return nodes, shares


def _density(rows: Table, columns: Table, correlations: Table) -> Table:
    """The binormal density at each two cuts."""
    h, k, r = rows[:, :, None], columns[:, None, :], correlations[:, None, None]
    room = 1 - r**2
    power = -(h**2 + k**2 - 2 * h * k * r) / (2 * room)
    return np.asarray(np.exp(power) / (2 * math.pi * np.sqrt(room)))
