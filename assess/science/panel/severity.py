"""A panel's results with the severity of its raters taken out, as far as the gate lets them.

`facets.gate` decides, over all candidates of one opening; nothing here has a rule of its own
but one: a single competency is asked only where the whole may be corrected, so that not one of
many gates opens by chance.

Behind it stand numpy and scipy: nothing imports this module before ten candidates of one
opening have ratings from two people or more.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assess.science.facets import gate
from assess.science.facets.gate import Gate, Verdict
from assess.science.facets.ratings import COMPETENCY, RATER, ratings
from assess.science.panel import error as panel_error
from assess.science.panel.error import HIGHEST, LOWEST, Sheet
from assess.science.panel.results import Corrected

SCALE = int(LOWEST), int(HIGHEST)


@dataclass(frozen=True, eq=False)
class Results:
    """What the gate says, and corrected results by candidate; none where it is closed."""

    gate: Gate
    corrected: Mapping[int, Corrected]


@dataclass(frozen=True, eq=False)
class Severity:
    """The whole, and each competency by itself; these are empty where the whole is withheld."""

    whole: Results
    competencies: Mapping[str, Results]


@lru_cache(maxsize=16)
def correct(sheets: tuple[Sheet, ...], weights: tuple[tuple[str, float], ...]) -> Severity:
    """Corrected results of all candidates from what raters gave alone.

    That of the whole is the weighted mean of what each competency would be rated; so the mean
    as rated is comparable, whoever rated which. `weights` are those of the competencies.
    """
    whole = _results(sheets, dict[Hashable, float](weights))
    if whole.gate.verdict is Verdict.WITHHELD:
        return Severity(whole, {})
    single = {name: only for name, _ in weights if (only := _only(sheets, name))}
    return Severity(whole, {name: _results(only, {}) for name, only in single.items()})


def _only(sheets: Sequence[Sheet], name: str) -> tuple[Sheet, ...]:
    found = ((sheet, dict(sheet.levels).get(name)) for sheet in sheets)
    return tuple(
        Sheet(sheet.candidate, sheet.rater, ((name, level),))
        for sheet, level in found
        if level is not None
    )


def _results(sheets: Sequence[Sheet], weights: Mapping[Hashable, float]) -> Results:
    rows = [(level, s.candidate, s.rater, name) for s in sheets for name, level in s.levels]
    scores, people, raters, names = zip(*rows, strict=True)
    facets = {RATER: raters, COMPETENCY: names} if len(set(names)) > 1 else {RATER: raters}
    asked = weights if COMPETENCY in facets else None
    found = gate.correct(ratings(scores, people, facets, scale=SCALE), weights=asked or None)
    return Results(found.gate, dict(_shown(found)))


def _shown(found: gate.Correction) -> list[tuple[int, Corrected]]:
    return [
        (int(str(row.candidate)), Corrected(value, panel_error.outwards(error, *ends)))
        for row in found.rows
        if row.fair
        and (value := row.fair.estimate) is not None
        and (error := row.fair.standard_error) is not None
        and (ends := row.fair.interval) is not None
    ]
