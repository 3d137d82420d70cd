"""How consistently the items of a scale measure: coefficient alpha with its error.

Alpha is a lower bound of the reliability where the errors of the items are unrelated. It
rises with the number of items and does not show that they measure one thing (Cortina 1993,
J Appl Psychol 78:98; Sijtsma 2009, Psychometrika 74:107).
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science import resampling
from assess.science.coefficients import f_quantile
from assess.science.covariances import alpha_of, pairwise_covariances, varies
from assess.science.estimates import Estimate, Seed, array, check_draws, correlation, undefined
from assess.science.scalars import check_level, is_count, is_number, quantile

FEWEST = 30
"""With fewer people behind any two items no coefficient is given."""

FELDT = "Feldt's interval"
ASYMPTOTIC = "asymptotic interval, a little too narrow where answers are missing"

TOTAL = "correlation with the mean of all items, Fisher's interval"
REST = "correlation with the sum of the other items, Fisher's interval"

NO_ERROR = "without an interval, as the questions repeat one another"

ROUNDING = 1e-9
CLOSE = 1e-12

_Table: TypeAlias = NDArray[np.float64]
_Interval: TypeAlias = tuple[float, float]


class Lack(StrEnum):
    """Why there is no coefficient."""

    TOO_FEW = "too little data: fewer than 30 people answered each pair of items"
    NO_VARIANCE = "the sum of the items does not vary between people"
    CONTRADICTION = "answers are missing in such a way that the items contradict one another"


@dataclass(frozen=True)
class ItemStatistics:
    """One item among the others, over the fewest people who answered it and another one.

    `total` is its correlation with the mean of all items, itself included; `rest` with the
    sum of the others; `alpha_without` is alpha when it is dropped, with the interval that alpha
    itself has from a formula: Feldt's for complete answers, else the asymptotic one.
    """

    total: Estimate
    rest: Estimate
    alpha_without: Estimate


@dataclass(frozen=True)
class Alpha:
    """Coefficient alpha, or `None` with what is lacking.

    `standardised` is the alpha of items brought to equal spread, `mean_correlation` and
    `median_correlation` are those of each two items. `standard_error` is Duhachek &
    Iacobucci's. `feldt`, `bonett` and `asymptotic` (value ± z standard errors) are intervals
    at `level`; `interval` is the one to be shown, and `method` names it. Questions that repeat
    one another to the last digit leave no error to judge by, and none of these. `n` people
    answered at least one item, `missing` is the number of answers they did not give, and
    `fewest` people answered both of the least answered two items.
    """

    estimate: float | None
    standardised: float | None
    mean_correlation: float | None
    median_correlation: float | None
    standard_error: float | None
    feldt: _Interval | None
    bonett: _Interval | None
    asymptotic: _Interval | None
    interval: _Interval | None
    method: str
    level: float
    items: tuple[ItemStatistics, ...]
    n: int
    missing: int
    fewest: int
    reason: Lack | None


@dataclass(frozen=True)
class Bootstrap:
    """Alpha among people drawn with replacement; `undefined` draws had no alpha.

    `standard_error` is the standard deviation of the draws, `interval` their percentiles at
    `level`. All three are `None` with what is lacking.
    """

    estimate: float | None
    standard_error: float | None
    interval: _Interval | None
    level: float
    n: int
    draws: int
    undefined: int
    method: str
    reason: Lack | None


def alpha(answers: ArrayLike, *, level: float = 0.95, seed: Seed | None = None) -> Alpha:
    """Coefficient alpha of a table with a row per person and a column per item.

    k / (k - 1) (1 - Σ s² / s²ₓ) (Cronbach 1951, Psychometrika 16:297), on covariances of
    everybody who answered both items, as `psych` has it; packages that keep complete rows
    only differ where answers are missing. A missing answer is NaN or `None`. Reverse keys
    must be turned round beforehand.

    The interval to be shown is Feldt's for complete answers. Where some are missing it is
    the percentiles of 2,000 draws of people, if a `seed` is given; else the asymptotic one.
    With missing answers the formulas and the standard error are a little too narrow, for they
    count everybody who answered anything.

    Raises `ValueError` for fewer than two items, what is no number, or a level outside 0 to 1.
    """
    check_level(level)
    table = _answered(answers)
    people, missing, fewest = _counts(table)
    covariances = pairwise_covariances(table) if missing else _covariances(table)
    value = _value(covariances, fewest)
    if isinstance(value, Lack):
        return _lacking(value, level, people, missing, fewest)
    correlations, error = _correlations(covariances), _standard_error(covariances, people)
    margin = quantile(level) * error
    asymptotic = value - margin, min(1.0, value + margin)
    feldt = feldt_interval(value, table.shape[1], people, level)
    interval, method = (asymptotic, ASYMPTOTIC) if missing else (feldt, FELDT)
    if missing and seed is not None:
        drawn = bootstrap_interval(table, seed=seed, level=level)
        interval, method = drawn.interval or interval, drawn.method if drawn.interval else method
    found = Alpha(
        estimate=value,
        standardised=None if correlations is None else alpha_of(correlations),
        mean_correlation=None if correlations is None else float(np.mean(_pairs(correlations))),
        median_correlation=None if correlations is None else float(np.median(_pairs(correlations))),
        standard_error=error,
        feldt=feldt,
        bonett=bonett_interval(value, table.shape[1], people, level),
        asymptotic=asymptotic,
        interval=interval,
        method=method,
        level=level,
        items=_item_statistics(table, covariances, level),
        n=people,
        missing=missing,
        fewest=fewest,
        reason=None,
    )
    return found if value < 1 - CLOSE else _without_error(found)


def _without_error(found: Alpha) -> Alpha:
    return replace(
        found, standard_error=None, feldt=None, bonett=None, asymptotic=None, interval=None,
        method=NO_ERROR,
    )  # fmt: skip


def bootstrap_interval(
    answers: ArrayLike, *, seed: Seed, draws: int = 2000, level: float = 0.95
) -> Bootstrap:
    """Alpha with the percentiles of samples of the people, drawn with replacement.

    For answers with gaps, and for items that are far from parallel or normal. Draws in which
    alpha is undefined are left out and counted. For the table see `alpha`; raises `ValueError`
    as it does, and for fewer than 100 draws.
    """
    check_level(level)
    check_draws(draws, 100)
    table = _answered(answers)
    people, _, fewest = _counts(table)
    method = f"percentiles of {draws:,} draws of people"
    value = _value(pairwise_covariances(table), fewest)
    if isinstance(value, Lack):
        return Bootstrap(None, None, None, level, people, 0, 0, method, value)
    drawn = (alpha_of(one) for one in resampling.covariances(table, draws, seed))
    found = np.array([one for one in drawn if one is not None])
    if len(found) < 2 or float(np.ptp(found)) <= ROUNDING:
        return Bootstrap(value, None, None, level, people, draws, draws - len(found), method, None)
    error, interval = float(np.std(found, ddof=1)), resampling.percentiles(found, level)
    undefined = draws - len(found)
    return Bootstrap(value, error, interval, level, people, draws, undefined, method, None)


def feldt_interval(alpha: float, items: int, people: int, level: float = 0.95) -> _Interval:
    """Feldt's interval of alpha: 1 - (1 - α) F, F with n - 1 and (n - 1)(k - 1) degrees.

    Lower end with F at (1 + level) / 2, upper end with F at (1 - level) / 2 (Feldt 1965,
    Psychometrika 30:357; Feldt, Woodruff & Salih 1987, Appl Psychol Meas 11:93). Exact for
    parallel items only. Raises `ValueError` for alpha above 1, fewer than two items or people,
    or a level outside 0 to 1.
    """
    _check_interval(alpha, items, people, level, least=2)
    degrees = people - 1, (people - 1) * (items - 1)
    low, high = (f_quantile((1 + side * level) / 2, *degrees) for side in (1, -1))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def bonett_interval(alpha: float, items: int, people: int, level: float = 0.95) -> _Interval:
    """Bonett's interval of alpha: 1 - exp(ln(1 - α) ± z √(2k / ((k - 1)(n - 2)))).

    Bonett (2002), J Educ Behav Stat 27:335. Raises `ValueError` for alpha above 1, fewer than
    two items, fewer than three people, or a level outside 0 to 1.
    """
    _check_interval(alpha, items, people, level, least=3)
    margin = quantile(level) * math.sqrt(2 * items / ((items - 1) * (people - 2)))
    return 1 - (1 - alpha) * math.exp(margin), 1 - (1 - alpha) * math.exp(-margin)


def _answered(answers: ArrayLike) -> _Table:
    """The table without people who answered nothing."""
    table = array(answers, "answers")
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError("answers: give a row per person and a column per item, two at least.")
    if np.isinf(table).any():
        raise ValueError("answers: give numbers, and NaN where there is no answer.")
    result: _Table = table[~np.isnan(table).all(axis=1)]
    return result


def _counts(table: _Table) -> tuple[int, int, int]:
    """People, missing answers, and how many people the least answered two items have."""
    seen = ~np.isnan(table)
    if seen.all():
        return len(table), 0, len(table)
    shared = seen.astype(float)
    return len(table), int((~seen).sum()), int((shared.T @ shared).min())


def _covariances(table: _Table) -> _Table:
    """As `pairwise_covariances`, of complete answers."""
    # Shifted by the smallest answer, a constant is all zeros and has exactly no variance.
    shifted = table - table.min(axis=0, initial=np.inf)
    sums, people = shifted.sum(axis=0), max(2, len(table))
    return np.asarray((shifted.T @ shifted - np.outer(sums, sums) / people) / (people - 1))


def _value(covariances: _Table, fewest: int) -> float | Lack:
    if fewest < FEWEST:
        return Lack.TOO_FEW
    if not varies(covariances):
        return Lack.NO_VARIANCE
    value = alpha_of(covariances)
    return Lack.CONTRADICTION if value is None else value


def _lacking(reason: Lack, level: float, people: int, missing: int, fewest: int) -> Alpha:
    return Alpha(
        None, None, None, None, None, None, None, None, None, "none", level, (), people, missing,
        fewest, reason,
    )  # fmt: skip


def _correlations(covariances: _Table) -> _Table | None:
    spread = np.sqrt(np.diag(covariances))
    return covariances / np.outer(spread, spread) if spread.all() else None


def _pairs(correlations: _Table) -> _Table:
    """Each correlation once."""
    return np.asarray(correlations[np.tril_indices(len(correlations), -1)])


def _standard_error(covariances: _Table, people: int) -> float:
    """Duhachek & Iacobucci (2004), J Appl Psychol 89:792; items need not be parallel."""
    items, total, trace = len(covariances), covariances.sum(), np.trace(covariances)
    square = covariances @ covariances
    inner = total * (np.trace(square) + trace**2) - 2 * trace * square.sum()
    variance = 2 * items**2 / ((items - 1) ** 2 * total**3) * inner
    return math.sqrt(max(0.0, float(variance)) / people)


def _item_statistics(
    table: _Table, covariances: _Table, level: float
) -> tuple[ItemStatistics, ...]:
    """As `psych` has them: totals are means of the answers given, rests are covariances."""
    totals, own = _totals(table, covariances), np.diag(covariances)
    shared = covariances.sum(axis=1) - own
    # The covariances of the others: how much they add up to, and their trace.
    others, traces = covariances.sum() - 2 * shared - own, own.sum() - own
    seen = (~np.isnan(table)).astype(float)
    people = (seen.T @ seen).min(axis=1).astype(int)
    found = []
    for item, total in enumerate(totals):
        rest, without = None, None
        if others[item] > ROUNDING * traces[item]:
            scale = math.sqrt(max(0.0, float(own[item] * others[item])))
            rest = float(shared[item]) / scale if scale else None
            without = _alpha(len(own) - 1, float(others[item]), float(traces[item]))
        n = int(people[item])
        left = _dropped(without, covariances, item, n, level, complete=bool(seen.all()))
        found.append(
            ItemStatistics(_told(total, n, level, TOTAL), _told(rest, n, level, REST), left)
        )
    return tuple(found)


def _told(r: float | None, n: int, level: float, method: str) -> Estimate:
    if r is None:
        return undefined(level, n, method, Lack.NO_VARIANCE)
    return correlation(max(-1.0, min(1.0, r)), n, level, method)


def _dropped(
    value: float | None, covariances: _Table, item: int, n: int, level: float, *, complete: bool
) -> Estimate:
    """Alpha without an item, with its error."""
    method = FELDT if complete else ASYMPTOTIC
    if value is None:
        return undefined(level, n, method, Lack.NO_VARIANCE)
    if value >= 1 - CLOSE:
        return Estimate(value, None, None, level, n, NO_ERROR)
    left = np.delete(np.delete(covariances, item, axis=0), item, axis=1)
    error = _standard_error(left, n)
    if complete:
        return Estimate(value, error, feldt_interval(value, len(left), n, level), level, n, method)
    margin = quantile(level) * error
    return Estimate(value, error, (value - margin, min(1.0, value + margin)), level, n, method)


def _alpha(items: int, total: float, trace: float) -> float | None:
    """Alpha by the sum and the trace of covariances; see `alpha_of`."""
    value = items / (items - 1) * (1 - trace / total) if items > 1 else math.inf
    return min(value, 1.0) if value < 1 + ROUNDING else None


def _totals(table: _Table, covariances: _Table) -> list[float | None]:
    """Pearson's correlation of each item with the means of the people who answered it."""
    seen = ~np.isnan(table)
    if seen.all():
        products = covariances.sum(axis=1)
        return _ratios(products, np.sqrt(np.diag(covariances) * products.sum()))
    counts = seen.sum(axis=0)
    means = np.where(seen, table, 0).sum(axis=1) / seen.sum(axis=1)
    lowest = np.where(seen, table, np.inf).min(axis=0)
    # Shifted by the smallest answer, a constant is all zeros and has exactly no variance.
    values = np.where(seen, table - lowest, 0)
    values = np.where(seen, values - values.sum(axis=0) / counts, 0)
    others = np.where(seen, means[:, None] - means @ seen / counts, 0)
    products = (values * others).sum(axis=0)
    scales = np.sqrt((values**2).sum(axis=0) * (others**2).sum(axis=0))
    return _ratios(products, scales)


def _ratios(products: _Table, scales: _Table) -> list[float | None]:
    """Undefined where nothing varies."""
    return [float(one / of) if of else None for one, of in zip(products, scales, strict=True)]


def _check_interval(alpha: float, items: int, people: int, level: float, *, least: int) -> None:
    check_level(level)
    if not (is_number(alpha) and alpha <= 1):
        raise ValueError("alpha: give a number of at most 1.")
    if not is_count(items, 2):
        raise ValueError("items: give two at least.")
    if not is_count(people, least):
        raise ValueError(f"people: give {least} at least.")
