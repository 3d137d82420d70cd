"""One selection in several stages, openings or years: is a group behind at equal footing?

Rates over all stages together can turn round what holds in each of them, when groups apply where
it is harder to get in (Bickel, Hammel & O'Connell 1975, Science 187:398). Mantel and Haenszel
compare within stages and combine; the bottom line stands beside it, for the law looks at both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimates import Estimate, Numbers, undefined
from assess.science.fairness.checks import checked_counts, checked_limit
from assess.science.fairness.impact import Impact, compare, compare_many
from assess.science.scalars import check_level, check_row, quantile


class NoOdds(StrEnum):
    """Why there is no common odds ratio or no test."""

    NOTHING_TO_COMPARE = "no stage has both groups and both outcomes"
    NO_FINITE_VALUE = "the odds ratio is zero or without limit in all stages together"


@dataclass(frozen=True)
class Stage:
    """One stage: people and selected people of the focal and of the reference group."""

    name: str
    focal_n: int
    focal_selected: int
    reference_n: int
    reference_selected: int


@dataclass(frozen=True)
class Test:
    """A chi-square with its degrees of freedom; `None` twice where it is undefined."""

    chi_square: float | None
    degrees: int
    p: float | None


@dataclass(frozen=True)
class Stages:
    """A group beside another over several stages.

    `odds_ratio` is Mantel and Haenszel's, focal over reference, with the interval of Robins,
    Breslow and Greenland; its standard error is `log_error`'s on the scale of the ratio. `ratio` is
    the common impact ratio with the interval of Greenland and Robins. `corrected` has the
    continuity correction of 0.5, `uncorrected` none. `homogeneity` is Breslow and Day's test with
    Tarone's correction: small p means that stages differ, and no common number tells the whole.
    `informative` stages have both groups and both outcomes; the others weigh nothing.
    """

    odds_ratio: Estimate
    log_error: float | None
    ratio: Estimate
    corrected: Test
    uncorrected: Test
    homogeneity: Test
    stages: tuple[Impact | None, ...]
    bottom_line: Impact
    informative: int
    reverses: bool


def over_stages(stages: Sequence[Stage], *, limit: float, level: float = 0.95) -> Stages:
    """Compare two groups within every stage and over all of them.

    A stage without people of one group is skipped: its place in `stages` is `None`.
    `reverses` says that the bottom line and the common odds ratio lie on different sides of 1.
    Raises `ValueError` without a stage, without people of both groups, for counts that are no
    counts, or a limit or level that is none.
    """
    check_level(level)
    checked_limit(limit)
    check_row(stages, "stages")
    if not all(isinstance(one, Stage) for one in stages):
        raise ValueError("stages: give the counts of each stage.")
    kept = [one for one in stages if one.focal_n and one.reference_n]
    if not kept:
        raise ValueError("stages: give one at least that has people of both groups.")
    counts = [[getattr(one, name) for one in kept] for name in _COUNTS]
    checked_counts(*counts)
    n1, s1, n2, s2 = (np.array(one, dtype=float) for one in counts)
    both = (s1 + s2 > 0) & (s1 + s2 < n1 + n2)
    tables = n1[both], s1[both], n2[both], s2[both]
    people = int((n1 + n2)[both].sum())
    odds, error = _common_odds(*tables, level, people)
    whole = [sum(getattr(one, name) for one in stages) for name in _COUNTS]
    bottom_line = compare(*whole, limit=limit, level=level)
    impacts = iter(compare_many(*counts, limit=limit, level=level))
    return Stages(
        odds_ratio=odds,
        log_error=error,
        ratio=_common_ratio(*tables, level, people),
        corrected=_mantel_haenszel(*tables, 0.5),
        uncorrected=_mantel_haenszel(*tables, 0.0),
        homogeneity=_breslow_day(*tables, odds.estimate),
        stages=tuple(next(impacts) if one in kept else None for one in stages),
        bottom_line=bottom_line,
        informative=int(both.sum()),
        reverses=_reverses(odds.estimate, bottom_line.ratio.estimate),
    )


_COUNTS = ("focal_n", "focal_selected", "reference_n", "reference_selected")


def _reverses(odds: float | None, ratio: float | None) -> bool:
    return odds is not None and ratio is not None and (odds - 1) * (ratio - 1) < 0


def _common_odds(
    n1: Numbers, s1: Numbers, n2: Numbers, s2: Numbers, level: float, people: int
) -> tuple[Estimate, float | None]:
    """Mantel & Haenszel (1959), J Natl Cancer Inst 22:719, and the standard error of its log.

    Robins, Breslow & Greenland (1986), Biometrics 42:311: holds for few large stages and for
    many small ones.
    """
    method = "Mantel-Haenszel odds ratio, Robins-Breslow-Greenland interval, n people"
    total = n1 + n2
    if not len(total):
        return undefined(level, 0, method, NoOdds.NOTHING_TO_COMPARE), None
    r, s = s1 * (n2 - s2) / total, s2 * (n1 - s1) / total
    p, q = (s1 + n2 - s2) / total, (s2 + n1 - s1) / total
    if not (r.sum() and s.sum()):
        return undefined(level, people, method, NoOdds.NO_FINITE_VALUE), None
    variance = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    return _on_log_scale(float(r.sum() / s.sum()), math.sqrt(variance), level, people, method)


def _common_ratio(
    n1: Numbers, s1: Numbers, n2: Numbers, s2: Numbers, level: float, people: int
) -> Estimate:
    """The Mantel-Haenszel ratio of rates (Greenland & Robins 1985, Biometrics 41:55)."""
    method = "Mantel-Haenszel ratio of rates, Greenland-Robins interval, n people"
    total = n1 + n2
    if not len(total):
        return undefined(level, 0, method, NoOdds.NOTHING_TO_COMPARE)
    above, below = (s1 * n2 / total).sum(), (s2 * n1 / total).sum()
    if not (above and below):
        return undefined(level, people, method, NoOdds.NO_FINITE_VALUE)
    spread = ((n1 * n2 * (s1 + s2) - s1 * s2 * total) / total**2).sum()
    error = math.sqrt(spread / (above * below))
    return _on_log_scale(float(above / below), error, level, people, method)[0]


def _on_log_scale(
    value: float, error: float, level: float, people: int, method: str
) -> tuple[Estimate, float]:
    factor = math.exp(quantile(level) * error)
    ends = value / factor, value * factor
    return Estimate(value, value * error, ends, level, people, method), error


def _mantel_haenszel(n1: Numbers, s1: Numbers, n2: Numbers, s2: Numbers, correction: float) -> Test:
    """(|Σ (s1 - E)| - c)² / Σ V, as R's `mantelhaen.test`: c is never more than the difference."""
    total, selected = n1 + n2, s1 + s2
    variance = float((n1 * n2 * selected * (total - selected) / (total**2 * (total - 1))).sum())
    if not variance:
        return Test(None, 1, None)
    apart = abs(float((s1 - n1 * selected / total).sum()))
    value = (apart - min(correction, apart)) ** 2 / variance
    return Test(value, 1, float(scipy.special.chdtrc(1, value)))


def _breslow_day(n1: Numbers, s1: Numbers, n2: Numbers, s2: Numbers, odds: float | None) -> Test:
    """Breslow & Day (1980), Statistical methods in cancer research 1:142; Tarone (1985).

    Tarone, Biometrika 72:91, subtracts what the common odds ratio, not being the most
    likely one, adds.
    """
    degrees = len(n1) - 1
    if odds is None or degrees < 1:
        return Test(None, max(degrees, 0), None)
    selected = s1 + s2
    # The number of focal members selected that has the common odds ratio at these margins.
    linear = n2 - selected + odds * (n1 + selected)
    square = 1 - odds
    root = np.sqrt(linear**2 + 4 * square * odds * n1 * selected)
    expected = 2 * odds * n1 * selected / (linear + root)
    cells = expected, n1 - expected, selected - expected, n2 - selected + expected
    variance = 1 / sum((1 / cell for cell in cells), np.zeros(len(n1)))
    apart = s1 - expected
    value = float((apart**2 / variance).sum() - apart.sum() ** 2 / variance.sum())
    return Test(value, degrees, float(scipy.special.chdtrc(degrees, value)))
