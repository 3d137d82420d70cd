"""Whether results of interviews go with what became of people, competency by competency.

Behind it stand numpy and scipy, so that nothing imports this module before a page asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assess.fit.gathering import Gathered, Row
from assess.fit.rules import Target
from assess.science.estimate_words import digits, in_a_hundred, surely
from assess.science.estimates import Estimate, Numbers
from assess.science.fit import restriction
from assess.science.fit.restriction import Pool
from assess.science.scores import composites
from assess.text import counted

NOT_TOLD = "—"
SEVERAL = 2
SURE = 0.95
"""How sure each interval is by itself."""

OVERALL_RESULT = "All competencies, weighted"
PANELS_OWN = "The panel's own overall view"


@dataclass(frozen=True)
class Validity:
    """One predictor: its correlation with an outcome as found, and corrected for selection."""

    name: str
    found: str
    n: int
    said: str
    corrected: str


def validities(gathered: Gathered, target: Target) -> tuple[Validity, ...]:
    """Every competency, the weighted mean of all, and what the panel itself concluded."""
    rows = gathered.rows(target)
    outcome = [row.outcome for row in rows]
    table, applied = _table(rows, gathered), np.array(gathered.applicants(), dtype=float)
    weights = np.array([gathered.weights[name] for name in gathered.names])
    weights = weights / weights.sum()
    found = [
        _validity(gathered.titles[name], table[:, at], outcome, _column(applied, at))
        for at, name in enumerate(gathered.names)
    ]
    everybody = applied @ weights if applied.size else np.array([])
    found.append(_validity(OVERALL_RESULT, table @ weights, outcome, everybody))
    overall = np.array([row.overall for row in rows], dtype=float)
    found.append(_validity(PANELS_OWN, overall, outcome, np.array([])))
    return tuple(found)


def by_chance(found: Sequence[Validity]) -> str:
    """How often chance alone lets one of several results stand out, in one sentence."""
    told = sum(one.found != NOT_TOLD for one in found)
    if told < SEVERAL:
        return ""
    often = in_a_hundred(1 - SURE**told)
    return f"Of {told} results looked at together, chance alone lets one stand out {often} at most."


def _validity(name: str, scores: Numbers, outcome: Sequence[float], everybody: Numbers) -> Validity:
    one = composites.validity(scores, outcome)
    return Validity(name, _told(one), one.n, _said(one), _corrected(one, scores, everybody))


def _told(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return NOT_TOLD
    return f"{digits(one.estimate)}, {surely(one.interval, one.level)}"


def _said(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        if one.n < composites.FEWEST:
            return f"Too early: {one.n} of {composites.FEWEST} people."
        return f"Cannot be told: {one.reason}."
    low, high = one.interval
    if low > 0:
        return "Higher results went with better outcomes."
    if high < 0:
        return "Higher results went with worse outcomes."
    return "Nobody can tell yet whether it goes with the outcome."


def _corrected(one: Estimate, scores: Numbers, everybody: Numbers) -> str:
    """What the correlation would be among all who were rated, if that may be said."""
    known, all_of_them = scores[~np.isnan(scores)], everybody[~np.isnan(everybody)]
    if one.estimate is None or len(all_of_them) < composites.FEWEST or abs(one.estimate) >= 1:
        return "—"
    spread, wide = float(known.std(ddof=1)), float(all_of_them.std(ddof=1))
    if not (spread > 0 and wide > 0):
        return "—"
    told = restriction.correct(
        one.estimate, one.n, sd_restricted=spread, sd_unrestricted=wide, pool=Pool.THIS
    ).corrected
    if told.estimate is None or told.interval is None:
        return f"not corrected: {told.reason}"
    people = counted(len(all_of_them), "person", "people")
    return f"{digits(told.estimate)}, {surely(told.interval, told.level)} (spread of {people})"


def _table(rows: Sequence[Row], gathered: Gathered) -> Numbers:
    return np.array([row.means for row in rows], dtype=float).reshape(
        len(rows), len(gathered.names)
    )


def _column(table: Numbers, at: int) -> Numbers:
    return table[:, at] if table.size else np.array([])
