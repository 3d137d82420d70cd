"""The weighted profile of a candidate: what a role wants against what a panel rated. Pure.

It is there from the first day, learns from nobody and hides nothing: the result is the weighted
mean of the competencies, each counted no higher than the upper end of its zone, so that being far
above in one pays for nothing elsewhere. A must-have holds the whole down: the whole is put into
no better words than the must-have that is worst.

Plain Python, because pages show it that load no numerical library.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.science.panel import error as panel_error
from assess.science.panel import results as panel
from assess.science.panel import words
from assess.science.panel.error import Spread
from assess.science.panel.results import NEAR, Band, Phrase, Result, Zone
from reports import wording

ORDER = tuple(Phrase)
"""From clearly above to clearly below."""

ABOVE = (Phrase.CLEARLY_ABOVE, Phrase.LIKELY_ABOVE)


@dataclass(frozen=True)
class Aim:
    """What a role wants of one competency."""

    id: str
    title: str
    zone: Zone
    weight: float
    must_have: bool


@dataclass(frozen=True)
class Contribution:
    """One competency's part in the whole.

    `counts_as` is the mean, cut at the upper end of the zone; `share` is its weight among what
    was rated, `adds` the product of both. `left` is the part of one rating's variance that is
    left in its mean.
    """

    aim: Aim
    result: Result
    counts_as: float | None
    share: float
    adds: float
    left: float

    @property
    def is_cut(self) -> bool:
        """Whether being above the zone was left out."""
        return self.result.mean is not None and self.result.mean > self.aim.zone.high


@dataclass(frozen=True)
class Weighted:
    """The whole against what the role asks for, with what it is made of."""

    value: float | None
    zone: Zone
    band: Band | None
    phrase: Phrase | None
    parts: tuple[Contribution, ...]
    held_down_by: tuple[str, ...]
    why_not: str = ""

    @property
    def standard_error(self) -> float | None:
        """How far the whole may be off, in levels."""
        return self.band.standard_error if self.band else None


def must_haves(weights: Mapping[str, float]) -> frozenset[str]:
    """Competencies a role cannot do without: those that count most; all where all count alike."""
    most = max(weights.values(), default=0)
    return frozenset(name for name, weight in weights.items() if weight == most)


def weigh(aims: Sequence[Aim], levels: Mapping[str, Sequence[int]], rating: Spread) -> Weighted:
    """The profile of one candidate; `rating` says how far one rating may be off."""
    rated = [aim for aim in aims if levels.get(aim.id)]
    total = math.fsum(aim.weight for aim in rated)
    parts = tuple(_part(aim, levels.get(aim.id, ()), total, rating) for aim in aims)
    lacking = [aim.title for aim in aims if aim.must_have and not levels.get(aim.id)]
    zone = _zone(rated or aims)
    if lacking or not rated:
        why = (
            f"{wording.listed(lacking)}: nobody gave a level, and the role cannot do without "
            f"{_them(lacking)}."
            if lacking
            else "Nobody gave a level yet."
        )
        return Weighted(None, zone, None, None, parts, (), why)
    value = math.fsum(part.adds for part in parts)
    band = _band(parts, value, rating)
    phrase = _phrase(value, zone, band, parts)
    worst = max(
        (part.result.phrase for part in parts if part.aim.must_have and part.result.phrase),
        key=ORDER.index,
        default=phrase,
    )
    held = ORDER.index(worst) > ORDER.index(phrase)
    by = [part.aim.title for part in parts if part.aim.must_have and part.result.phrase is worst]
    return Weighted(value, zone, band, worst if held else phrase, parts, tuple(by) if held else ())


def sentence(name: str, found: Weighted) -> str:
    """The whole in one sentence for a manager."""
    if found.value is None or found.phrase is None:
        return f"{name}: no overall result. {found.why_not}"
    sure = (
        f"nearly surely between {words.decimal(found.band.low)} and "
        f"{words.decimal(found.band.high)}"
        if found.band
        else "how far it may be off is not known yet"
    )
    numbers = f"{words.decimal(found.value)}, {sure}; wanted {words.zone(found.zone)}"
    if not found.held_down_by:
        return f"{name}: {found.phrase} what the role asks for ({numbers})."
    by = wording.listed(found.held_down_by)
    return (
        f"{name}: {found.phrase} what the role asks for, because of {by}: the role cannot do "
        f"without {_them(found.held_down_by)}, and nothing else pays for "
        f"{_them(found.held_down_by)}. Together the results come to {numbers}."
    )


def _them(named: Sequence[str]) -> str:
    return "it" if len(named) == 1 else "them"


def _part(aim: Aim, levels: Sequence[int], total: float, rating: Spread) -> Contribution:
    result = panel.combine(levels, aim.zone)
    mean = result.mean
    if mean is None:
        return Contribution(aim, result, None, 0.0, 0.0, 1.0)
    left = panel_error.share(len(levels))
    if not rating.reason and len(levels) > 1:
        result = panel.with_band(result, aim.zone, panel_error.band(mean, rating, left))
    counts_as, share = min(mean, aim.zone.high), aim.weight / total
    return Contribution(aim, result, counts_as, share, share * counts_as, left)


def _band(parts: Iterable[Contribution], value: float, rating: Spread) -> Band | None:
    """That of the whole when the errors of its parts add up in full: the most it can be."""
    known = [part for part in parts if part.share]
    if rating.reason or any(part.result.raters < 2 for part in known):
        return None
    lefts = {part.aim.id: part.left for part in known}
    weights = {part.aim.id: part.share for part in known}
    return panel_error.band(value, rating, panel_error.added_up(lefts, weights))


def _phrase(value: float, zone: Zone, band: Band | None, parts: Sequence[Contribution]) -> Phrase:
    """Above only where every part is; below where the whole lies below, however high one part."""
    found = [part.result.phrase for part in parts if part.result.phrase]
    if all(one in ABOVE for one in found):
        return max(found, key=ORDER.index)
    if zone.low - value < NEAR:
        return Phrase.IN_OR_NEAR
    return Phrase.CLEARLY_BELOW if band and band.high < zone.low else Phrase.LIKELY_BELOW


def _zone(aims: Sequence[Aim]) -> Zone:
    total = math.fsum(aim.weight for aim in aims) or 1.0
    return Zone(
        math.fsum(aim.weight * aim.zone.low for aim in aims) / total,
        math.fsum(aim.weight * aim.zone.high for aim in aims) / total,
    )
