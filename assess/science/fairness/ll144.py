"""The two tables of a New York City bias audit: selection rates, and scoring rates.

6 RCNY 5-301: by sex, by race or ethnicity, and by both together; a rate, and its ratio to the
highest rate of the table. A scoring rate is the share of a group with a score strictly above the
median of everybody who was scored. Groups below 2 per cent may be left out of the ratios, and
then their number and rate are still listed. This module makes the tables; the law wants them
from an independent auditor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, array, numbers
from assess.science.fairness.groups import is_small
from assess.science.fairness.impact import compare_many, rate
from assess.science.fairness.tables import (
    Coded,
    Counted,
    Counts,
    Labels,
    check_counts,
    code,
    count,
    crossed,
)
from assess.science.scalars import check_level, check_mapping, is_number, naming


class LeftOut(StrEnum):
    """Why a group has no impact ratio."""

    SMALL = "left out: below the smallest share of the data"
    EMPTY = "nobody in this group"
    NOBODY = "nobody in the table was selected"


@dataclass(frozen=True)
class Row:
    """One group of a table; `selected` counts those selected, or those above the median.

    `ratio` is to the highest rate of the table, with Katz's or Koopman's interval as its `method`
    says; the group with the highest rate has 1 and no interval. `below_smallest_share` holds
    whether or not such groups are left out.
    """

    category: str
    n: int
    selected: int
    share: float
    rate: Estimate | None
    ratio: Estimate | None
    below_smallest_share: bool
    left_out: LeftOut | None


@dataclass(frozen=True)
class Table:
    """One table of the audit. `n` people are in it, `unknown` did not say their group.

    `undecided` have no outcome or score. `median` is that of a scoring table. `standard` names the
    group with the highest rate, the first in the table if several share it.
    """

    kind: str
    rows: tuple[Row, ...]
    standard: str | None
    n: int
    unknown: int
    undecided: int
    median: float | None
    smallest_share: float
    leaves_out_small: bool
    level: float
    method: str


def selection_table(
    kind: str,
    counted: Counted | Mapping[str, Counts],
    *,
    smallest_share: float,
    leave_out_small: bool,
    level: float = 0.95,
) -> Table:
    """The table of selection rates of one kind, such as "sex", from counts by group.

    Shares and ratios are of the people in the table. Raises `ValueError` for a share or level
    that is none.
    """
    method = "selection rate; ratio to the highest rate of the table"
    return _table(kind, counted, None, method, smallest_share, leave_out_small, level)


def scoring_table(
    kind: str,
    groups: Labels | Coded,
    scores: ArrayLike,
    *,
    smallest_share: float,
    leave_out_small: bool,
    level: float = 0.95,
) -> Table:
    """The table of scoring rates of one kind, from a group and a score per person.

    The median is that of all scores, those of people in no known group among them. A missing
    score is NaN. Raises `ValueError` for lists of unequal length, scores that are no numbers,
    or a share or level that is none.
    """
    values = numbers(scores, "scores")
    known = values[~np.isnan(values)]
    median = float(np.median(known)) if len(known) else None
    above = np.where(np.isnan(values), np.nan, values > (median or 0.0))
    method = "share above the median of all scores; ratio to the highest rate of the table"
    with naming(selected="scores", labels="groups"):
        counted = count(groups, above)
    return _table(kind, counted, median, method, smallest_share, leave_out_small, level)


def audit_tables(
    categories: Mapping[str, Labels],
    *,
    selected: ArrayLike | None = None,
    scores: ArrayLike | None = None,
    smallest_share: float,
    leave_out_small: bool,
    level: float = 0.95,
) -> tuple[Table, ...]:
    """A table for every kind of group, and one for all kinds together, in that order.

    `categories` has a label per person by kind, such as sex and race. Give `selected` for
    selection tables or `scores` for scoring tables. Raises `ValueError` for both or neither,
    and as `count` and `scoring_table` do.
    """
    if (selected is None) == (scores is None):
        raise ValueError("selected, scores: give one of them.")
    check_mapping(categories, "categories")
    if not categories:
        raise ValueError("categories: give one kind of group at least.")
    with naming(labels="categories", columns="categories"):
        kinds = {kind: code(labels) for kind, labels in categories.items()}
        if len(kinds) > 1:
            kinds[" and ".join(categories)] = crossed(*kinds.values())
    small, outcomes = (
        {"smallest_share": smallest_share, "level": level},
        array(selected, "selected"),
    )
    return tuple(
        selection_table(kind, count(one, outcomes), leave_out_small=leave_out_small, **small)
        if scores is None
        else scoring_table(kind, one, scores, leave_out_small=leave_out_small, **small)
        for kind, one in kinds.items()
    )


def _table(
    kind: str,
    counted: Counted | Mapping[str, Counts],
    median: float | None,
    method: str,
    smallest_share: float,
    leave_out_small: bool,
    level: float,
) -> Table:
    check_level(level)
    if not (is_number(smallest_share) and 0 <= smallest_share < 1):
        raise ValueError("smallest_share: give a share of 0 or more and below 1.")
    known = counted if isinstance(counted, Counted) else Counted(counted, 0, 0)
    counts = known.counts
    check_counts(counts)
    people = sum(one.n for one in counts.values())
    small = {name: is_small(one.n, people, smallest_share) for name, one in counts.items()}
    kept = {
        name: one for name, one in counts.items() if one.n and not (leave_out_small and small[name])
    }
    standard = max(kept, key=lambda name: kept[name].selected / kept[name].n, default=None)
    nobody = standard is None or not kept[standard].selected
    ratios = {} if standard is None or nobody else _ratios(kept, standard, level)
    return Table(
        kind=kind,
        rows=tuple(
            Row(
                category=name,
                n=one.n,
                selected=one.selected,
                share=one.n / people if people else 0.0,
                rate=rate(one.selected, one.n, level) if one.n else None,
                ratio=ratios.get(name),
                below_smallest_share=small[name],
                left_out=_left_out(one.n, name in kept, nobody),
            )
            for name, one in counts.items()
        ),
        standard=None if nobody else standard,
        n=people,
        unknown=known.unknown,
        undecided=known.undecided,
        median=median,
        smallest_share=smallest_share,
        leaves_out_small=leave_out_small,
        level=level,
        method=method,
    )


def _left_out(n: int, is_kept: bool, nobody: bool) -> LeftOut | None:
    if not n:
        return LeftOut.EMPTY
    if not is_kept:
        return LeftOut.SMALL
    return LeftOut.NOBODY if nobody else None


def _ratios(kept: Mapping[str, Counts], standard: str, level: float) -> dict[str, Estimate]:
    names = [name for name in kept if name != standard]
    impacts = compare_many(
        [kept[name].n for name in names],
        [kept[name].selected for name in names],
        [kept[standard].n] * len(names),
        [kept[standard].selected] * len(names),
        limit=1.0,
        level=level,
    )
    found = {name: impact.ratio for name, impact in zip(names, impacts, strict=True)}
    method = "the highest rate of the table, which is the standard"
    found[standard] = Estimate(1.0, None, None, level, kept[standard].n, method)
    return found
