"""Weigh what panels rated: how reliable it is, how far they agree, how many raters it takes.

Plain values in and out, and no rater's severity by itself. Behind it stand numpy and scipy, so
that nothing imports this module before somebody opens a page with enough ratings behind it.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import median

import numpy as np

from assess.hiring.evidence import Gathered, Rated
from assess.instruments.parts import LEVELS
from assess.science.agreement import within_group
from assess.science.estimate_words import digits, in_a_hundred, in_levels, surely
from assess.science.estimates import Estimate
from assess.science.generalizability import design_study, ill_structured
from assess.science.generalizability import g_study as generalizability
from assess.science.generalizability import words as generalizability_words
from assess.science.generalizability.ill_structured import (
    CANDIDATE,
    RATER,
    PanelReliability,
    chance_of_severity,
)
from assess.text import counted

SEED = 1
"""Draws are the same ones each time, so that a page does not flicker."""

TARGET = 0.5
"""Half a level: a mean that is typically off by less rounds to the level it should."""

MOST_RATERS = 8
"""Longer panels nobody convenes."""

FEWEST_FOR_SEVERITY = 30
"""Candidates, before a spread of severities is shown."""

FEWEST_RATINGS, FEWEST_RATERS = 5, 3
"""Raters with so many ratings are needed: with two, one would know the other's severity."""

BY_CHANCE = 0.05
"""Raters who are equally strict come to differ so far no more often than this."""

WORDS = {"r": ("rater", "raters")}


@dataclass(frozen=True)
class PanelSize:
    """What a mean of so many raters, each panel's own, would be worth."""

    raters: int
    reliability: str
    error: str


@dataclass(frozen=True)
class Weighed:
    """One competency: whom it rests on, how levels fall, what can be said, what not yet."""

    candidates: int
    raters: int
    ratings: int
    levels: tuple[tuple[int, int, str], ...]
    said: tuple[str, ...]
    sizes: tuple[PanelSize, ...]
    too_early: tuple[str, ...]


_known: dict[str, dict[str, Weighed]] = {}
"""Results by the ratings they rest on: a process works each of them out once."""

MOST_KNOWN = 20


def weigh(gathered: Gathered) -> dict[str, Weighed]:
    """Every competency with enough ratings, by its id."""
    key = sha256(repr(gathered).encode()).hexdigest()
    found = _known.get(key)
    if found is None:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        found = {one.competency: _weighed(one) for one in gathered.rated if one.is_enough}
        _known[key] = found
    return found


def _weighed(rated: Rated) -> Weighed:
    panel = ill_structured.panel_reliability(
        rated.levels, rated.candidates, rated.raters, seed=SEED
    )
    said = [generalizability_words.explain(panel), _agreement(rated)]
    sizes, enough = _sizes(panel)
    severity, too_early = _severity(rated, panel)
    return Weighed(
        candidates=panel.design.candidates,
        raters=panel.design.raters,
        ratings=panel.design.n,
        levels=_levels(rated),
        said=tuple(one for one in (*said, enough, severity) if one),
        sizes=sizes,
        too_early=(too_early,) if too_early else (),
    )


def _levels(rated: Rated) -> tuple[tuple[int, int, str], ...]:
    """Each level, how often it was given, and its share."""
    counts = Counter(rated.levels)
    return tuple(
        (level, counts[level], f"{100 * counts[level] / len(rated.levels):.0f}%")
        for level in LEVELS
    )


def _agreement(rated: Rated) -> str:
    """How far the raters of one and the same candidate agree, over all of them."""
    table = _table(rated)
    deviations = within_group.average_deviation(table, len(LEVELS))
    panels = [one for one in deviations if one.agree is not None]
    agree = sum(bool(one.agree) for one in panels)
    indices = [one.estimate for one in within_group.rwg(table, len(LEVELS))]
    middle = median(one for one in indices if one is not None)
    return (
        f"In {agree} of {counted(len(panels), 'panel')} raters agree: on average they lie "
        f"{digits(panels[0].cut)} of a level or less from their mean{_by_chance(panels)}. In the "
        f"middle one of the panels agreement reaches {digits(middle)}, where 0 is chance and 1 the "
        "same level from all."
    )


def _by_chance(panels: Sequence[within_group.Deviation]) -> str:
    """In how many panels of these sizes raters would agree who choose any level by chance."""
    shares = [one.agree_by_chance for one in panels if one.agree_by_chance is not None]
    if len(shares) < len(panels):
        return ""
    return f"; people who choose by chance would do so in {math.floor(sum(shares) + 0.5)} of them"


def _table(rated: Rated) -> list[list[float]]:
    """A row per candidate, filled up where a panel was smaller than the largest."""
    by_candidate: dict[int, list[float]] = {}
    for level, candidate in zip(rated.levels, rated.candidates, strict=True):
        by_candidate.setdefault(candidate, []).append(level)
    most = max(map(len, by_candidate.values()))
    return [row + [math.nan] * (most - len(row)) for row in by_candidate.values()]


def _sizes(panel: PanelReliability) -> tuple[tuple[PanelSize, ...], str]:
    """What panels of each size would be worth, and the smallest that reaches the target."""
    if panel.fit is None or panel.fit.covariance is None:
        return (), ""
    facets = {CANDIDATE: "p", RATER: "r", "residual": "pr"}
    study = generalizability.from_fit(panel.fit, facets, seed=SEED)
    found = [
        design_study.d_study(study, {"r": size}, own={"r"}) for size in range(1, MOST_RATERS + 1)
    ]
    sizes = tuple(
        PanelSize(one.sizes["r"], _ranged(one.generalizability), _ranged(one.absolute_sem))
        for one in found
    )
    reached = [one for one in found if (one.absolute_sem.estimate or math.inf) <= TARGET]
    if not reached:
        return sizes, (
            f"Not even {MOST_RATERS} raters would bring a result within half a level; clearer "
            "anchors and practice in rating would do more."
        )
    said = generalizability_words.explain(reached[0], WORDS)
    fewest = counted(reached[0].sizes["r"], "rater")
    told = f"To be typically off by half a level or less takes {fewest}. {said}"
    error = reached[0].absolute_sem.interval
    if error is not None and error[1] <= TARGET:
        return sizes, told
    return sizes, f"{told} More debriefs would have to show that so few are enough."


def _ranged(one: Estimate) -> str:
    """A number between the ends of its interval, or a dash."""
    if one.estimate is None or one.interval is None:
        return "—"
    low, high = one.interval
    return f"{digits(one.estimate)} ({digits(low)} to {digits(high)})"


def _severity(rated: Rated, panel: PanelReliability) -> tuple[str, str]:
    """How far raters differ in severity, all of them together; or why that waits."""
    often = sum(number >= FEWEST_RATINGS for number in Counter(rated.raters).values())
    if panel.design.groups > 1:
        return "", "How far raters differ in severity: their panels share no candidate."
    if panel.design.candidates < FEWEST_FOR_SEVERITY or often < FEWEST_RATERS:
        return "", (
            f"How far raters differ in severity: that takes {FEWEST_FOR_SEVERITY} candidates and "
            f"{FEWEST_RATERS} raters with {FEWEST_RATINGS} ratings each; there are "
            f"{panel.design.candidates} and {often}."
        )
    if panel.fit is None or panel.fit.reason is not None:
        return "", f"How far raters differ in severity: {panel.reason}."
    chance = chance_of_severity(rated.levels, rated.candidates, rated.raters)
    if chance is None or chance > BY_CHANCE:
        return "That some raters are stricter than others does not show beyond chance.", ""
    spread = panel.fit.component(RATER)
    between = "no margin can be given"
    if spread.interval is not None and math.isfinite(spread.interval[1]):
        low, high = (math.sqrt(end) for end in spread.interval)
        between = surely((low, high), panel.level)
    return (
        "Some raters are stricter than others: their severities spread by "
        f"{in_levels(float(np.sqrt(spread.estimate)))} ({between}). "
        f"Raters who are equally strict would differ as much {in_a_hundred(chance)}.",
        "",
    )
