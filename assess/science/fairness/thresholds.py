"""What another cut score would do: rates and impact ratio of every group at each of them.

A sweep shows; it does not choose. A cut score picked from the same data because its ratio looks
best is fitted to chance, and one cut score holds for everybody: another one for one group is
unlawful in the United States (Civil Rights Act of 1991, section 106).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, Numbers, numbers
from assess.science.fairness.checks import checked_limit
from assess.science.fairness.groups import no_standard
from assess.science.fairness.impact import Impact, compare_many, rate
from assess.science.fairness.tables import UNKNOWN, Coded, Codes, Labels, code
from assess.science.scalars import check_level, is_number, naming

MOST_CUTS = 50
"""More cut scores than this are thinned to evenly spaced shares of people."""


class NoSweep(StrEnum):
    """Why there is no sweep."""

    NO_SCORES = "nobody has both a group and a score"


@dataclass(frozen=True)
class GroupAt:
    """A group at one cut score; `impact` is `None` for the standard and where there is none."""

    name: str
    n: int
    selected: int
    rate: Estimate
    impact: Impact | None


@dataclass(frozen=True)
class Cut:
    """One cut score: everybody with this score or a higher one is selected.

    `rate` is the share of all people selected. `standard` is the group with the highest rate here,
    and `lowest_ratio` the smallest impact ratio of a group large enough to be a standard itself;
    both `None` where nothing is compared.
    """

    score: float
    selected: int
    rate: Estimate
    groups: tuple[GroupAt, ...]
    standard: str | None
    lowest_ratio: float | None


@dataclass(frozen=True)
class Sweep:
    """All cut scores, lowest first; `n` people have a group and a score, `left_out` do not."""

    cuts: tuple[Cut, ...]
    n: int
    left_out: int
    level: float
    method: str
    reason: NoSweep | None


def sweep(
    groups: Labels | Coded,
    scores: ArrayLike,
    *,
    limit: float,
    smallest_share: float = 0.0,
    at: ArrayLike | None = None,
    level: float = 0.95,
) -> Sweep:
    """Every group's rate and impact ratio at each cut score.

    `at` are the cut scores; without it every score that occurs but the lowest, thinned to
    `MOST_CUTS`. People without a group or a score (NaN) are left out and counted. The standard is
    the highest rate at that cut, found anew at each. Raises `ValueError` for lists of unequal
    length, what is no number, or a limit, share or level that is none.
    """
    check_level(level)
    checked_limit(limit)
    with naming(labels="groups"):
        coded = groups if isinstance(groups, Coded) else code(groups)
    values = numbers(scores, "scores")
    if len(values) != len(coded.codes):
        raise ValueError("scores: give one score for each label.")
    known = (coded.codes != UNKNOWN) & ~np.isnan(values)
    codes, values = coded.codes[known], values[known]
    if not (is_number(smallest_share) and 0 <= smallest_share < 1):
        raise ValueError("smallest_share: give a share of 0 or more and below 1.")
    people, left_out = len(values), int((~known).sum())
    method = "selected from the cut score on; ratio to the highest rate at that cut"
    if not people:
        return Sweep((), 0, left_out, level, method, NoSweep.NO_SCORES)
    places = _cuts(values) if at is None else np.unique(numbers(at, "at"))
    if np.isnan(places).any():
        raise ValueError("at: give numbers.")
    sizes = np.bincount(codes, minlength=len(coded.names))
    chosen = _selected(codes, values, places, len(sizes))
    fit = [no_standard(int(n), people, smallest_share) is None for n in sizes]
    found = _compared(coded.names, sizes, chosen, np.array(fit), places, limit, level)
    return Sweep(found, people, left_out, level, method, None)


def _compared(
    names: tuple[str, ...],
    sizes: Codes,
    chosen: Codes,
    fit: NDArray[np.bool_],
    places: Numbers,
    limit: float,
    level: float,
) -> tuple[Cut, ...]:
    """Every group beside the standard of its cut score, all at once."""
    shown = [group for group, n in enumerate(sizes) if n]
    standards = np.where(fit, chosen / np.maximum(sizes, 1), -1).argmax(axis=1)
    impacts = _impacts(sizes, chosen, standards, shown, limit, level) if fit.any() else {}
    cuts = []
    for row, place in enumerate(places):
        groups = tuple(
            GroupAt(
                names[group],
                int(sizes[group]),
                int(chosen[row, group]),
                rate(int(chosen[row, group]), int(sizes[group]), level),
                impacts.get((row, group)),
            )
            for group in shown
        )
        compared = (impacts.get((row, group)) for group in shown if fit[group])
        ratios = [one.ratio.estimate for one in compared if one]
        number = int(chosen[row].sum())
        cuts.append(
            Cut(
                score=float(place),
                selected=number,
                rate=rate(number, int(sizes.sum()), level),
                groups=groups,
                standard=names[standards[row]] if fit.any() else None,
                lowest_ratio=min((one for one in ratios if one is not None), default=None),
            )
        )
    return tuple(cuts)


def _impacts(
    sizes: Codes, chosen: Codes, standards: Codes, shown: list[int], limit: float, level: float
) -> dict[tuple[int, int], Impact]:
    """Comparisons by cut score and group."""
    pairs = [
        (row, group)
        for row, standard in enumerate(standards)
        for group in shown
        if group != standard
    ]
    impacts = compare_many(
        np.array([sizes[group] for _, group in pairs], dtype=int),
        np.array([chosen[row, group] for row, group in pairs], dtype=int),
        np.array([sizes[standards[row]] for row, _ in pairs], dtype=int),
        np.array([chosen[row, standards[row]] for row, _ in pairs], dtype=int),
        limit=limit,
        level=level,
    )
    return dict(zip(pairs, impacts, strict=True))


def _cuts(values: Numbers) -> Numbers:
    """Scores that divide people: all but the lowest, or those at evenly spaced shares of people."""
    different = np.unique(values)[1:]
    if len(different) <= MOST_CUTS:
        return different
    shares = np.linspace(0, 1, MOST_CUTS + 2)[1:-1]
    return np.unique(np.quantile(values, shares, method="higher"))


def _selected(codes: Codes, values: Numbers, places: Numbers, groups: int) -> Codes:
    """People at or above each cut score, a row per cut and a column per group."""
    found = np.zeros((len(places), groups), dtype=np.int64)
    for group in range(groups):
        own = np.sort(values[codes == group])
        found[:, group] = len(own) - np.searchsorted(own, places, side="left")
    return found
