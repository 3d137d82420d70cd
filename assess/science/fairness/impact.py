"""Two groups and one selection: the impact ratio with all that is needed to judge it.

A focal group is compared with a reference group, usually the one with the highest rate. Size
(the ratio against the rule's limit), chance (mid-p) and robustness (one person more or less)
are three questions, and the verdict answers all of them (29 CFR 1607.4 D; Cohen, Aamodt &
Dunleavy 2010, Technical advisory committee report on best practices in adverse impact
analyses).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, normal, undefined
from assess.science.fairness import rates
from assess.science.fairness.checks import (
    Ints,
    checked_counts,
    checked_limit,
    checked_people,
    whole,
)
from assess.science.fairness.exact import NoOddsRatio, fisher_tests
from assess.science.fairness.exact_ratio import exact_ratio_interval
from assess.science.fairness.power import Power, power_of
from assess.science.fairness.verdicts import (
    ROUNDING,
    People,
    Robustness,
    Verdict,
    is_below,
    robustness_of,
    verdict_of,
)
from assess.science.scalars import check_level, quantile

FEWEST_FOR_KATZ = 5
"""People selected, and not, in each group, for the log of a ratio to be taken as normal.

With fewer, Katz's interval contradicts the exact test three times as often as Koopman's: of 1
selected out of 12 beside 30 of 60 he says 0.03 to 1.11, Koopman 0.03 to 0.73, and mid-p is 0.01.
"""

_Column: TypeAlias = NDArray[np.float64]
_Row: TypeAlias = Mapping[str, float | None]

Limits: TypeAlias = tuple[float, float | None]
"""The ends of an interval; without an upper limit the second is `None`."""


class Undefined(StrEnum):
    """Why a number has no value."""

    NOBODY_IN_REFERENCE = "nobody of the reference group was selected"


@dataclass(frozen=True)
class Tests:
    """Chance, in every convention somebody asks for; undefined is `None`.

    The verdict uses `midp_doubled`. The one-sided p are those of a focal group selected less
    often. `hypergeometric_units` are standard deviations with all margins fixed.
    """

    z_pooled: float | None
    p_z: float | None
    z_unpooled: float | None
    hypergeometric_units: float | None
    chi_square: float | None
    yates: float | None
    p_yates: float | None
    fisher: float
    fisher_less: float
    midp_less: float
    midp_doubled: float
    midp_minlik: float


@dataclass(frozen=True)
class OddsRatio:
    """The conditional maximum likelihood odds ratio with exact limits; `sample` that of the counts.

    `None` stands for no finite value, with the `reason`, and for no upper limit; there is no
    interval where nobody or everybody of both groups was selected. `standard_error` is the
    estimate times that of its log (Woolf 1955), `None` where a cell is empty.
    """

    estimate: float | None
    sample: float | None
    standard_error: float | None
    interval: Limits | None
    level: float
    n: int
    method: str
    reason: NoOddsRatio | None


@dataclass(frozen=True)
class Impact:
    """A comparison of two groups; `ratio` is the estimate, the rest says how far to trust it.

    `ratio` has Katz's log interval, or Koopman's score interval where fewer than five people of a
    group were selected, or were not, as its `method` says; its standard error is that of the ratio,
    `log_error` that of its log, both `None` where nobody or everybody of a group was selected.
    `score_interval` is always Koopman's; `exact_interval` is there when asked for and small enough.
    `difference` is focal minus reference rate with Newcombe's interval, `h` Cohen's.
    `to_parity` is how many more of the focal group the common rate of both would have selected,
    `to_limit` how many more whole people bring the ratio to the limit.
    """

    ratio: Estimate
    log_error: float | None
    score_interval: Limits | None
    exact_interval: Limits | None
    focal: Estimate
    reference: Estimate
    difference: Estimate
    odds_ratio: OddsRatio
    tests: Tests
    h: Estimate
    phi: float | None
    to_parity: float
    to_limit: int
    robustness: Robustness
    power: Power
    limit: float
    below: bool
    significant: bool
    verdict: Verdict


def compare(
    focal_n: int,
    focal_selected: int,
    reference_n: int,
    reference_selected: int,
    *,
    limit: float,
    level: float = 0.95,
    exact: bool = False,
) -> Impact:
    """The impact of a selection on a focal group, beside a reference group; counts of people.

    `limit` is the ratio of the rule in force, such as 0.8. With `exact` the exact
    unconditional interval is worked out too, in a tenth of a second. Raises `ValueError` for
    counts that are no counts, more selected than there are, empty groups, or a limit or level
    that is none.
    """
    counts = focal_n, focal_selected, reference_n, reference_selected
    return compare_many(*counts, limit=limit, level=level, exact=exact)[0]


def compare_many(
    focal_n: ArrayLike,
    focal_selected: ArrayLike,
    reference_n: ArrayLike,
    reference_selected: ArrayLike,
    *,
    limit: float,
    level: float = 0.95,
    exact: bool = False,
) -> list[Impact]:
    """Many comparisons at once; each count is an array with one number per comparison."""
    check_level(level)
    checked_limit(limit)
    counts = checked_counts(focal_n, focal_selected, reference_n, reference_selected)
    columns = _columns(counts, level)
    impacts = []
    for place, people in enumerate(zip(*(one.tolist() for one in counts), strict=True)):
        row = {name: _number(column[place]) for name, column in columns.items()}
        interval = exact_ratio_interval(*people, level=level) if exact else None
        impacts.append(_impact(people, row, interval, limit, level))
    return impacts


def _columns(counts: tuple[Ints, Ints, Ints, Ints], level: float) -> dict[str, _Column]:
    """Every number of every comparison, a column each; NaN and infinity where there is none."""
    n1, s1, n2, s2 = (one.astype(float) for one in counts)
    four = n1, s1, n2, s2
    z, fisher = quantile(level), fisher_tests(*counts, level=level)
    pooled, corrected = rates.z_pooled(*four), rates.yates(*four)
    found = {
        "log_error": rates.log_ratio_error(*four),
        "difference_error": rates.difference_error(*four),
        "z_pooled": pooled,
        "p_z": rates.two_sided(pooled),
        "z_unpooled": rates.z_unpooled(*four),
        "hypergeometric_units": rates.hypergeometric_units(*four),
        "chi_square": pooled**2,
        "yates": corrected,
        "p_yates": rates.chance_of_chi_square(corrected, 1),
        "h": rates.cohens_h(*four),
        "phi": rates.phi(*four),
        "odds_ratio": rates.odds_ratio(*four),
        "fisher": fisher.two_sided,
        "fisher_less": fisher.less,
        "midp_less": fisher.midp_less,
        "midp_doubled": fisher.midp_doubled,
        "midp_minlik": fisher.midp_minlik,
        "conditional": np.array(fisher.odds_ratio, dtype=float),
    }
    for name, (low, high) in {
        "focal": rates.wilson(s1, n1, z),
        "reference": rates.wilson(s2, n2, z),
        "newcombe": rates.newcombe(*four, z),
        "katz": rates.katz(*four, z),
        "score": rates.koopman(*four, z),
        "odds": (np.array(fisher.low, dtype=float), np.array(fisher.high, dtype=float)),
    }.items():
        found |= {f"{name}_low": low, f"{name}_high": high}
    return found


def _number(value: np.float64) -> float | None:
    """A number, or `None` for what has no finite value."""
    return float(value) if np.isfinite(value) else None


def _impact(
    people: People,
    row: _Row,
    exact: Limits | None,
    limit: float,
    level: float,
) -> Impact:
    n1, s1, n2, s2 = people
    ratio = _ratio(people, row, level)
    below, p = is_below(ratio.estimate, limit), _sure(row["midp_doubled"])
    significant = p < 1 - level
    robustness = robustness_of(people, limit)
    return Impact(
        ratio=ratio,
        log_error=_log_error(people, row),
        score_interval=_limits(row, "score"),
        exact_interval=exact,
        focal=rate(s1, n1, level),
        reference=rate(s2, n2, level),
        difference=_difference(people, row, level),
        odds_ratio=_odds_ratio(people, row, level),
        tests=_tests(row),
        h=normal(
            _sure(row["h"]), math.sqrt(1 / n1 + 1 / n2), level, n1 + n2, "Cohen's h, n people"
        ),
        phi=row["phi"],
        to_parity=max(0.0, n1 * (s1 + s2) / (n1 + n2) - s1),
        to_limit=max(0, math.ceil(limit * s2 / n2 * n1 - s1 - ROUNDING)),
        robustness=robustness,
        power=power_of(n1, n2, s2 / n2, limit=limit, level=level),
        limit=limit,
        below=below,
        significant=significant,
        verdict=verdict_of(people, ratio.estimate, below, significant, robustness.robust),
    )


def _odds_ratio(people: People, row: _Row, level: float) -> OddsRatio:
    n1, s1, n2, s2 = people
    cells = s1, n1 - s1, s2, n2 - s2
    estimate = row["conditional"]
    sample, limits = row["odds_ratio"], _limits(row, "odds")
    reason = None if limits else NoOddsRatio.ONE_OUTCOME
    if limits and sample is None:
        reason = NoOddsRatio.NOT_FINITE
    error = None
    if estimate is not None and all(cells):
        error = estimate * math.sqrt(math.fsum(1 / cell for cell in cells))
    method = "conditional maximum likelihood, exact limits, n people"
    return OddsRatio(estimate, sample, error, limits, level, n1 + n2, method, reason)


def _tests(row: _Row) -> Tests:
    return Tests(
        z_pooled=row["z_pooled"],
        p_z=row["p_z"],
        z_unpooled=row["z_unpooled"],
        hypergeometric_units=row["hypergeometric_units"],
        chi_square=row["chi_square"],
        yates=row["yates"],
        p_yates=row["p_yates"],
        fisher=_sure(row["fisher"]),
        fisher_less=_sure(row["fisher_less"]),
        midp_less=_sure(row["midp_less"]),
        midp_doubled=_sure(row["midp_doubled"]),
        midp_minlik=_sure(row["midp_minlik"]),
    )


def _difference(people: People, row: _Row, level: float) -> Estimate:
    n1, s1, n2, s2 = people
    return Estimate(
        s1 / n1 - s2 / n2,
        row["difference_error"] or None,
        (_sure(row["newcombe_low"]), _sure(row["newcombe_high"])),
        level,
        n1 + n2,
        "difference of rates, Newcombe's hybrid score interval, n people",
    )


def _ratio(people: People, row: _Row, level: float) -> Estimate:
    """The impact ratio with Katz's interval, or Koopman's where that cannot be believed."""
    n1, s1, n2, s2 = people
    if not s2:
        return undefined(level, n1 + n2, "ratio of rates", Undefined.NOBODY_IN_REFERENCE)
    ratio, error = (s1 / n1) / (s2 / n2), _log_error(people, row)
    name = "katz" if min(s1, n1 - s1, s2, n2 - s2) >= FEWEST_FOR_KATZ else "score"
    method = {"katz": "Katz's log interval", "score": "Koopman's score interval"}[name]
    return Estimate(
        ratio,
        None if error is None else ratio * error,
        (_sure(row[f"{name}_low"]), _sure(row[f"{name}_high"])),
        level,
        n1 + n2,
        f"ratio of rates, {method}, n people",
    )


def _log_error(people: People, row: _Row) -> float | None:
    """Katz's error of the log ratio; none where a group has one outcome alone.

    Such a group would add nothing to it, as if its rate were known.
    """
    n1, s1, n2, s2 = people
    return row["log_error"] if 0 < s1 < n1 and 0 < s2 < n2 else None


def rate(selected: int, n: int, level: float = 0.95) -> Estimate:
    """A rate with Wilson's interval (1927, J Am Stat Assoc 22:209); `n` people, one at least.

    At 0 and at 1 there is no standard error: its formula would say 0, which nobody may believe.
    Raises `ValueError` for what are no counts, nobody at all, or more selected than there are.
    """
    checked_people(whole([n], "n"), whole([selected], "selected"), "n", "selected")
    found = selected / n
    low, high = rates.wilson(np.array(float(selected)), np.array(float(n)), quantile(level))
    error = math.sqrt(found * (1 - found) / n)
    ends = float(low), float(high)
    return Estimate(found, error or None, ends, level, n, "rate, Wilson interval, n people")


def _limits(row: _Row, name: str) -> Limits | None:
    low = row[f"{name}_low"]
    return None if low is None else (low, row[f"{name}_high"])


def _sure(value: float | None) -> float:
    """A number that is always there; arithmetic, not data, would be to blame otherwise."""
    if value is None:
        raise ArithmeticError("A number that every table has is missing.")
    return value
