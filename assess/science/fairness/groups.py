"""Several groups in one selection: each beside the highest rate and beside the largest group.

The group with the highest rate is found by looking, so that some gap below it is there by
chance alone: p adjusted for the number of comparisons stand beside the plain ones. Groups too
small to set the standard are shown and compared, but are nobody's standard: five people of
whom four were hired would make everybody else look shut out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimates import Estimate
from assess.science.fairness.checks import checked_limit
from assess.science.fairness.impact import Impact, compare_many, rate
from assess.science.fairness.several import benjamini_hochberg, holm
from assess.science.fairness.tables import Counted, Counts, check_counts
from assess.science.fairness.verdicts import FEWEST_PEOPLE
from assess.science.scalars import check_level, is_number

ROUNDING = 1e-12


class NoStandard(StrEnum):
    """Why a group is not what others are compared with."""

    SMALL_SHARE = "a smaller share of all people than the rule asks for"
    FEW_PEOPLE = "fewer than five people"


class NoTable(StrEnum):
    """Why nothing is compared."""

    ONE_GROUP = "fewer than two groups have anybody in them"
    NO_STANDARD = "no group is large enough to compare others with"


@dataclass(frozen=True)
class Against:
    """One comparison of several: `holm` and `benjamini_hochberg` are adjusted mid-p (doubled)."""

    impact: Impact
    holm: float
    benjamini_hochberg: float


@dataclass(frozen=True)
class Group:
    """One group: its size, its share of all people in groups, its rate with Wilson's interval.

    `highest` and `largest` are its comparisons with those groups, `None` for the group itself and
    where there is nothing to compare. `no_standard` says why others are not compared with it.
    """

    name: str
    n: int
    selected: int
    share: float
    rate: Estimate | None
    highest: Against | None
    largest: Against | None
    no_standard: NoStandard | None


@dataclass(frozen=True)
class Omnibus:
    """Pearson's chi-square of all groups at once; undefined where nobody or everybody is in.

    `smallest_expected` below 5 means that `p` is rough.
    """

    chi_square: float | None
    degrees: int
    p: float | None
    smallest_expected: float


@dataclass(frozen=True)
class GroupTable:
    """All groups of one selection, in the order given.

    `n` people are in groups, `unknown` are in none and `undecided` have no outcome; `highest` and
    `largest` name the groups compared with, `None` with a `reason`.
    """

    groups: tuple[Group, ...]
    highest: str | None
    largest: str | None
    omnibus: Omnibus | None
    n: int
    unknown: int
    undecided: int
    limit: float
    smallest_share: float
    level: float
    method: str
    reason: NoTable | None


def group_table(
    counted: Counted | Mapping[str, Counts],
    *,
    limit: float,
    smallest_share: float = 0.0,
    level: float = 0.95,
) -> GroupTable:
    """Compare every group with the highest rate and with the largest group.

    `limit` is the ratio and `smallest_share` the share of people below which a group is no
    standard, both from the rule in force, such as 0.8 and 0.02. A group without people is shown
    without a rate. Raises `ValueError` for a limit, share or level that is none.
    """
    check_level(level)
    checked_limit(limit)
    if not (is_number(smallest_share) and 0 <= smallest_share < 1):
        raise ValueError("smallest_share: give a share of 0 or more and below 1.")
    known = counted if isinstance(counted, Counted) else Counted(counted, 0, 0)
    counts = known.counts
    check_counts(counts)
    people = sum(one.n for one in counts.values())
    unfit = {name: no_standard(one.n, people, smallest_share) for name, one in counts.items()}
    fit = [name for name, reason in unfit.items() if reason is None]
    filled = sum(one.n > 0 for one in counts.values())
    reason = NoTable.ONE_GROUP if filled < 2 else None if fit else NoTable.NO_STANDARD
    highest = max(fit, key=lambda name: counts[name].selected / counts[name].n, default=None)
    largest = max(fit, key=lambda name: counts[name].n, default=None)
    to_highest = {} if reason or not highest else _against(counts, highest, limit, level)
    to_largest = {} if reason or not largest else _against(counts, largest, limit, level)
    return GroupTable(
        groups=tuple(
            _group(
                name, one, people, to_highest.get(name), to_largest.get(name), unfit[name], level
            )
            for name, one in counts.items()
        ),
        highest=None if reason else highest,
        largest=None if reason else largest,
        omnibus=None if reason is NoTable.ONE_GROUP else _omnibus(counts),
        n=people,
        unknown=known.unknown,
        undecided=known.undecided,
        limit=limit,
        smallest_share=smallest_share,
        level=level,
        method="ratio to the highest rate; mid-p doubled, adjusted by Holm and Benjamini-Hochberg",
        reason=reason,
    )


def _group(
    name: str,
    counts: Counts,
    people: int,
    highest: Against | None,
    largest: Against | None,
    unfit: NoStandard | None,
    level: float,
) -> Group:
    return Group(
        name=name,
        n=counts.n,
        selected=counts.selected,
        share=counts.n / people if people else 0.0,
        rate=rate(counts.selected, counts.n, level) if counts.n else None,
        highest=highest,
        largest=largest,
        no_standard=unfit,
    )


def is_small(n: int, people: int, smallest_share: float) -> bool:
    """Whether a group is below a share of all people; exactly at it it is not."""
    return n < smallest_share * people - ROUNDING * people


def no_standard(n: int, people: int, smallest_share: float) -> NoStandard | None:
    """Why a group of `n` among so many people is nobody's standard; `None` if it may be one."""
    if n < FEWEST_PEOPLE:
        return NoStandard.FEW_PEOPLE
    return NoStandard.SMALL_SHARE if is_small(n, people, smallest_share) else None


def _against(
    counts: Mapping[str, Counts], standard: str, limit: float, level: float
) -> dict[str, Against]:
    """Every group but one beside that one, their p adjusted together."""
    names = [name for name, one in counts.items() if one.n and name != standard]
    number = len(names)
    impacts = compare_many(
        [counts[name].n for name in names],
        [counts[name].selected for name in names],
        [counts[standard].n] * number,
        [counts[standard].selected] * number,
        limit=limit,
        level=level,
    )
    chances = [impact.tests.midp_doubled for impact in impacts]
    adjusted = zip(names, impacts, holm(chances), benjamini_hochberg(chances), strict=True)
    return {name: Against(impact, one, other) for name, impact, one, other in adjusted}


def _omnibus(counts: Mapping[str, Counts]) -> Omnibus:
    filled = [one for one in counts.values() if one.n]
    people = np.array([one.n for one in filled], dtype=float)
    selected = np.array([one.selected for one in filled], dtype=float)
    rate_of_all = float(selected.sum() / people.sum())
    smallest = float(people.min() * min(rate_of_all, 1 - rate_of_all))
    degrees = len(filled) - 1
    if not 0 < rate_of_all < 1:
        return Omnibus(None, degrees, None, smallest)
    expected = people * rate_of_all
    value = float(((selected - expected) ** 2 / expected).sum() / (1 - rate_of_all))
    return Omnibus(value, degrees, float(scipy.special.chdtrc(degrees, value)), smallest)
