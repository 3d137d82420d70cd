"""Single questions without a model: how hard, how far they go with the others, which options work.

Difficulty and the correlation of an item with the sum of the others (Lord & Novick 1968, chapter
15), both with intervals; options that were offered as wrong answers; what experts say an item is
needed for (Lawshe 1975). All depend on who answered.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import (
    Estimate,
    Interval,
    Numbers,
    check_unit,
    correlation,
    numbers,
    undefined,
)
from assess.science.fairness.rates import wilson
from assess.science.items.curves import checked
from assess.science.scalars import check_level, check_row, is_number, quantile

FEWEST = 30
"""With fewer people behind it nothing is said of an item."""

LARGE = 5
"""With fewer people who chose an option, its mean is not compared."""

LOW = 0.2
"""An item that goes less far with the others hardly belongs to them (Ebel 1965)."""


class Lack(StrEnum):
    """Why there is no number."""

    TOO_FEW = "fewer than 30 people answered"
    ALIKE = "everybody gave the same answer, or all others are alike"
    FEW_CHOSE = "fewer than 5 people chose or left the option"


class Verdict(StrEnum):
    """What an item's numbers ask for."""

    FINE = "goes with the other items"
    UNSURE = "may not go with the other items"
    WEAK = "hardly goes with the other items"
    REVERSED = "goes against the other items: its key may be the wrong way round"
    TOO_FEW = "too few people to judge by"
    ALIKE = "does not tell people apart"


@dataclass(frozen=True)
class ClassicalItem:
    """One item among the others.

    `difficulty` is the mean answer as a share of the range, 0 to 1: for right and wrong answers the
    share who had it right, so that a high one is an easy item. `rest` is the correlation with the
    sum of the other items. `missing` of the people left it out.
    """

    difficulty: Estimate
    rest: Estimate
    sd: float | None
    n: int
    missing: int
    verdict: Verdict


@dataclass(frozen=True)
class Option:
    """One option of a question with a right answer.

    `share` of those who answered chose it. `rest` is the correlation of choosing it with the sum of
    the other items: above 0 for a right answer that works, below 0 for a wrong one. `mean_rest` is
    the mean of that sum among those who chose it. `misleads` is a wrong option whose correlation is
    surely above 0.
    """

    option: Hashable
    right: bool
    share: Estimate
    rest: Estimate
    mean_rest: float | None
    chosen: int
    misleads: bool


@dataclass(frozen=True)
class Content:
    """Lawshe's content validity ratio, from -1 (nobody holds it essential) to 1 (everybody).

    `p` is the chance of so many or more among experts who toss coins. The interval is that of the
    share who hold it essential (Wilson); where all agree there is no standard error beside it.
    """

    ratio: Estimate
    essential: int
    p: float


def item_table(
    answers: ArrayLike, *, span: tuple[float, float] | None = None, level: float = 0.95
) -> tuple[ClassicalItem, ...]:
    """Difficulty and corrected item-total correlation of each column.

    `span` is the lowest and highest answer that can be given, 0 and 1 unless given. The interval of
    a difficulty is Wilson's; with answers between the two ends its n is that of so many answers at
    the ends as would err as much, m (1 - m) n / s² (Korn & Graubard 1998, Survey Methodology
    24:193), since near an end a normal one holds the truth too seldom. That of a correlation is
    Fisher's. A missing answer (NaN, `None`) leaves the person out of that item; sums
    of others are means of those answered, times their number. Reverse keys must be turned round
    beforehand.

    Raises `ValueError` for fewer than two items, answers outside the span, or a level outside 0
    to 1.
    """
    check_level(level)
    low, high = (0.0, 1.0) if span is None else _ends(span)
    if not low < high:
        raise ValueError("span: give the lowest and then the highest answer.")
    table = checked(answers, fewest=2)
    table = table[~np.isnan(table).all(axis=1)]
    if (table < low).any() or (table > high).any():
        raise ValueError("answers: give none outside the span.")
    found = []
    for column in range(table.shape[1]):
        found.append(_item((table[:, column] - low) / (high - low), _rest(table, column), level))
    return tuple(found)


def distractors(
    choices: Sequence[Hashable],
    right: Hashable,
    rest: ArrayLike,
    *,
    options: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> tuple[Option, ...]:
    """How each option of one question works: a choice per person, and the sum of other items.

    `rest` must not hold the question itself. A missing choice is `None` or NaN. Options nobody
    chose are told if `options` names all. Raises `ValueError` for lists of unequal length, a
    choice that is no option, a right answer that is none, or a level outside 0 to 1.
    """
    check_level(level)
    others = numbers(rest, "rest")
    check_unit(others, "rest")
    _check_hashable(choices, "choices")
    if options is not None:
        _check_hashable(options, "options")
    if len(others) != len(choices):
        raise ValueError("rest: give one number for each choice.")
    known = [
        not _is_missing(one) and not math.isnan(other)
        for one, other in zip(choices, others, strict=True)
    ]
    kept = [one for one, has in zip(choices, known, strict=True) if has]
    names = sorted(set(kept), key=str) if options is None else list(options)
    if right not in names:
        raise ValueError("right: give one of the options.")
    if not set(kept) <= set(names):
        raise ValueError("choices: give only options that are named.")
    sums = others[np.array(known, dtype=bool)]
    return tuple(_option(name, name == right, kept, sums, level) for name in names)


def content_validity(
    votes: Mapping[Hashable, bool] | Sequence[bool], *, level: float = 0.95
) -> Content:
    """Lawshe's content validity ratio of one item: (n_e - N / 2) / (N / 2).

    `votes` say of each expert whether the item is essential (Lawshe 1975, Pers Psychol 28:563).
    Raises `ValueError` without a vote or for a level outside 0 to 1.
    """
    check_level(level)
    if not isinstance(votes, Mapping):
        check_row(votes, "votes")
    given = list(votes.values()) if isinstance(votes, Mapping) else list(votes)
    if not all(is_number(one) and one in (0, 1) for one in given):
        raise ValueError("votes: give true or false.")
    experts, essential = len(given), sum(bool(one) for one in given)
    if not experts:
        raise ValueError("votes: give one at least.")
    share = essential / experts
    low, high = _wilson(share, experts, level)
    ratio = Estimate(
        2 * share - 1, 2 * math.sqrt(share * (1 - share) / experts) or None,
        (2 * low - 1, 2 * high - 1), level, experts,
        "Lawshe's content validity ratio, Wilson interval, n experts",
    )  # fmt: skip
    tail = sum(math.comb(experts, count) for count in range(essential, experts + 1))
    return Content(ratio, essential, tail / 2**experts)


def _item(shares: Numbers, rest: Numbers, level: float) -> ClassicalItem:
    seen = ~np.isnan(shares)
    n, values = int(seen.sum()), shares[seen]
    missing = len(shares) - n
    method = "mean answer as a share of the range, n people"
    if n < FEWEST:
        untold = undefined(level, n, method, Lack.TOO_FEW)
        none = undefined(level, n, "corrected item-total correlation, n people", Lack.TOO_FEW)
        return ClassicalItem(untold, none, None, n, missing, Verdict.TOO_FEW)
    sd, mean = float(values.std(ddof=1)), float(values.mean())
    error: float | None = sd / math.sqrt(n)
    ends: Interval | None = None
    reason = None
    if ((values == 0) | (values == 1)).all():
        ends = _wilson(mean, n, level)
        error = error or None
    elif np.ptp(values) == 0:
        error, reason = None, Lack.ALIKE
    else:
        ends = _wilson(mean, n * mean * (1 - mean) / sd**2, level)
    correlation = _correlation(values, rest[seen], level, "corrected item-total correlation")
    return ClassicalItem(
        Estimate(mean, error, ends, level, n, method, reason), correlation, sd, n, missing,
        _verdict(correlation),
    )  # fmt: skip


def _verdict(rest: Estimate) -> Verdict:
    if rest.interval is None:
        return Verdict.TOO_FEW if rest.reason is Lack.TOO_FEW else Verdict.ALIKE
    low, high = rest.interval
    if high < 0:
        return Verdict.REVERSED
    if high < LOW:
        return Verdict.WEAK
    return Verdict.FINE if low >= LOW else Verdict.UNSURE


def _rest(table: Numbers, column: int) -> Numbers:
    """The sum of the other items, what is missing filled in by the mean of those answered."""
    others = np.delete(table, column, axis=1)
    counts = (~np.isnan(others)).sum(axis=1)
    sums = np.nansum(others, axis=1)
    result = np.full(len(table), np.nan)
    np.divide(sums * others.shape[1], counts, out=result, where=counts > 0)
    return result


def _correlation(values: Numbers, others: Numbers, level: float, name: str) -> Estimate:
    method = f"{name}, Fisher interval, n people"
    both = ~np.isnan(others)
    x, y, n = values[both], others[both], int(both.sum())
    if n < FEWEST:
        return undefined(level, n, method, Lack.TOO_FEW)
    # A constant is told by its ends: its mean need not be exactly its value.
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return undefined(level, n, method, Lack.ALIKE)
    r = max(-1.0, min(1.0, float(np.corrcoef(x, y)[0, 1])))
    return correlation(r, n, level, method)


def _option(
    name: Hashable, right: bool, kept: list[Hashable], sums: Numbers, level: float
) -> Option:
    taken = np.array([one == name for one in kept], dtype=bool)
    n, chosen = len(kept), int(taken.sum())
    method = "share who chose the option, Wilson interval, n people"
    of_rest = "correlation of choosing with the sum of the others, Fisher interval, n people"
    if n < FEWEST:
        share = undefined(level, n, method, Lack.TOO_FEW)
        rest = undefined(level, n, of_rest, Lack.TOO_FEW)
        return Option(name, right, share, rest, None, chosen, misleads=False)
    part = chosen / n
    error = math.sqrt(part * (1 - part) / n) or None
    share = Estimate(part, error, _wilson(part, n, level), level, n, method)
    if min(chosen, n - chosen) < LARGE:
        rest = undefined(level, n, of_rest, Lack.FEW_CHOSE)
        return Option(name, right, share, rest, None, chosen, misleads=False)
    rest = _correlation(
        taken.astype(float), sums, level, "correlation of choosing with the sum of the others"
    )
    misleads = not right and rest.interval is not None and rest.interval[0] > 0
    return Option(name, right, share, rest, float(sums[taken].mean()), chosen, misleads)


def _wilson(share: float, n: float, level: float) -> tuple[float, float]:
    low, high = wilson(np.array([share * n]), np.array([float(n)]), quantile(level))
    return float(low[0]), float(high[0])


def _is_missing(choice: Hashable) -> bool:
    return choice is None or (isinstance(choice, float) and math.isnan(choice))


def _ends(span: tuple[float, float]) -> tuple[float, float]:
    check_row(span, "span")
    if len(span) != 2 or not all(is_number(one) for one in span):
        raise ValueError("span: give the lowest and then the highest answer.")
    return span


def _check_hashable(values: Sequence[Hashable], name: str) -> None:
    if not isinstance(values, str):
        check_row(values, name)
    if not all(isinstance(one, Hashable) for one in values):
        raise ValueError(f"{name}: give words or numbers.")
