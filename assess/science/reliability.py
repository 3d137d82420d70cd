"""How consistently the items of a scale measure: coefficient alpha with its error.

Alpha is a lower bound of the reliability where the errors of the items are unrelated. It
rises with the number of items and does not show that they measure one thing (Cortina 1993,
J Appl Psychol 78:98; Sijtsma 2009, Psychometrika 74:107).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from assess.science.covariances import alpha_of, pairwise_covariances, varies

FEWEST = 30
"""With fewer people behind any two items no coefficient is given."""

_Table: TypeAlias = NDArray[np.float64]
_Interval: TypeAlias = tuple[float, float]


class Lack(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too little data: fewer than 30 people answered each pair of items"
    NO_VARIANCE = "the sum of the items does not vary between people"
    CONTRADICTION = "answers are missing in such a way that the items contradict one another"


@dataclass(frozen=True)
class ItemStatistics:
    """One item among the others; what is undefined is `None`.

    `total` is its correlation with the mean of all items, itself included; `rest` with the
    sum of the others; `alpha_without` is alpha when it is dropped.
    """

    total: float | None
    rest: float | None
    alpha_without: float | None


@dataclass(frozen=True)
class Alpha:
    """Coefficient alpha, or `None` with what is lacking.

    `standardised` is the alpha of items brought to equal spread. `standard_error` is Duhachek
    & Iacobucci's. `feldt` and `bonett` are intervals at `level`. `people` answered at least
    one item, `missing` is the number of answers they did not give, and `fewest` people
    answered both of the least answered two items.
    """

    value: float | None
    standardised: float | None
    standard_error: float | None
    feldt: _Interval | None
    bonett: _Interval | None
    level: float
    items: tuple[ItemStatistics, ...]
    people: int
    missing: int
    fewest: int
    lack: Lack | None


def alpha(answers: ArrayLike, *, level: float = 0.95) -> Alpha:
    """Coefficient alpha of a table with a row per person and a column per item.

    k / (k - 1) (1 - Σ s² / s²ₓ) (Cronbach 1951, Psychometrika 16:297), on covariances of
    everybody who answered both items, as `psych` has it; packages that keep complete rows
    only differ where answers are missing. A missing answer is NaN or `None`. Reverse keys
    must be turned round beforehand. With missing answers both intervals and the standard
    error are a little too narrow, for they count everybody who answered anything.

    Raises `ValueError` for fewer than two items, what is no number, or a level outside 0 to 1.
    """
    _check_level(level)
    table = _answered(answers)
    seen = ~np.isnan(table)
    fewest = int((seen.T.astype(int) @ seen.astype(int)).min())
    people, missing = len(table), int((~seen).sum())
    if fewest < FEWEST:
        return _lacking(Lack.TOO_FEW, level, people, missing, fewest)
    covariances = pairwise_covariances(table)
    if not varies(covariances):
        return _lacking(Lack.NO_VARIANCE, level, people, missing, fewest)
    value = alpha_of(covariances)
    if value is None:
        return _lacking(Lack.CONTRADICTION, level, people, missing, fewest)
    return Alpha(
        value=value,
        standardised=_standardised(covariances),
        standard_error=_standard_error(covariances, people),
        feldt=feldt_interval(value, table.shape[1], people, level),
        bonett=bonett_interval(value, table.shape[1], people, level),
        level=level,
        items=_item_statistics(table, covariances),
        people=people,
        missing=missing,
        fewest=fewest,
        lack=None,
    )


def feldt_interval(alpha: float, items: int, people: int, level: float = 0.95) -> _Interval:
    """Feldt's interval of alpha: 1 - (1 - α) F, F with n - 1 and (n - 1)(k - 1) degrees.

    Lower end with F at (1 + level) / 2, upper end with F at (1 - level) / 2 (Feldt 1965,
    Psychometrika 30:357; Feldt, Woodruff & Salih 1987, Appl Psychol Meas 11:93). Exact for
    parallel items only. Raises `ValueError` for alpha above 1, fewer than two items or people,
    or a level outside 0 to 1.
    """
    _check_interval(alpha, items, people, level, least=2)
    degrees = people - 1, (people - 1) * (items - 1)
    low, high = (float(stats.f.ppf((1 + side * level) / 2, *degrees)) for side in (1, -1))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def bonett_interval(alpha: float, items: int, people: int, level: float = 0.95) -> _Interval:
    """Bonett's interval of alpha: 1 - exp(ln(1 - α) ± z √(2k / ((k - 1)(n - 2)))).

    Bonett (2002), J Educ Behav Stat 27:335. Raises `ValueError` for alpha above 1, fewer than
    two items, fewer than three people, or a level outside 0 to 1.
    """
    _check_interval(alpha, items, people, level, least=3)
    margin = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(
        2 * items / ((items - 1) * (people - 2))
    )
    return 1 - (1 - alpha) * math.exp(margin), 1 - (1 - alpha) * math.exp(-margin)


def _answered(answers: ArrayLike) -> _Table:
    """The table without people who answered nothing."""
    table = np.asarray(answers, dtype=float)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("answers: give a row per person and a column per item, two at least.")
    if np.isinf(table).any():
        raise ValueError("answers: give numbers, and NaN where there is no answer.")
    result: _Table = table[~np.isnan(table).all(axis=1)]
    return result


def _lacking(lack: Lack, level: float, people: int, missing: int, fewest: int) -> Alpha:
    return Alpha(None, None, None, None, None, level, (), people, missing, fewest, lack)


def _standardised(covariances: _Table) -> float | None:
    """Alpha of the correlations: k r̄ / (1 + (k - 1) r̄)."""
    spread = np.sqrt(np.diag(covariances))
    if not spread.all():
        return None
    return alpha_of(covariances / np.outer(spread, spread))


def _standard_error(covariances: _Table, people: int) -> float:
    """Duhachek & Iacobucci (2004), J Appl Psychol 89:792; items need not be parallel."""
    items, total, trace = len(covariances), covariances.sum(), np.trace(covariances)
    square = covariances @ covariances
    inner = total * (np.trace(square) + trace**2) - 2 * trace * square.sum()
    variance = 2 * items**2 / ((items - 1) ** 2 * total**3) * inner
    return math.sqrt(max(0.0, float(variance)) / people)


def _item_statistics(table: _Table, covariances: _Table) -> tuple[ItemStatistics, ...]:
    """As `psych` has them: totals are means of the answers given, rests are covariances."""
    means = np.nanmean(table, axis=1)
    found = []
    for item in range(len(covariances)):
        others = np.delete(np.delete(covariances, item, axis=0), item, axis=1)
        shared = float(covariances[item].sum() - covariances[item, item])
        scale = math.sqrt(max(0.0, float(covariances[item, item] * others.sum())))
        rest = shared / scale if scale and varies(others) else None
        found.append(ItemStatistics(_correlation(table[:, item], means), rest, alpha_of(others)))
    return tuple(found)


def _correlation(column: _Table, means: _Table) -> float | None:
    """Pearson's correlation over the people who answered; undefined without variance."""
    seen = ~np.isnan(column)
    covariances = np.cov(column[seen], means[seen])
    scale = math.sqrt(float(covariances[0, 0] * covariances[1, 1]))
    return float(covariances[0, 1]) / scale if scale else None


def _check_interval(alpha: float, items: int, people: int, level: float, *, least: int) -> None:
    _check_level(level)
    if not -math.inf < alpha <= 1:
        raise ValueError("alpha: give a number of at most 1.")
    if items < 2:
        raise ValueError("items: give two at least.")
    if people < least:
        raise ValueError(f"people: give {least} at least.")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError("level: give a share between 0 and 1, such as 0.95.")
