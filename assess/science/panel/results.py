"""Several people's independent ratings, combined into results with their range.

A rating is an integer level from 1 to 5. "Not asked" is no rating: it is left out, lowers
the number of raters, and never counts as zero. Combination is mechanical, with weights
fixed beforehand (Kuncel, Klieger, Connelly & Ones 2013, J Appl Psychol 98:1060); raters
count equally and unit weights over competencies are the default (Dawes 1979, Am Psychol
34:571). A result is stated with the range of ratings, and with a band where `error`
can say how far it may be off.

Sums are exact fractions, so that no rounding and no order of people tips a phrase.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from assess.instruments.measures import LEVELS
from assess.science.scalars import check_row, is_number, is_whole

DISCUSS = 2
"""Ratings this many levels apart are worth the panel's time."""

NEAR = 0.25
"""A mean closer to the zone than this is called near: one rater's half step."""

DEVIATION = Fraction(len(LEVELS), 6)
"""Raters agree up to this mean distance from their mean (Burke & Dunlap 2002, ORM 5:159)."""

_Number = float | Fraction


class Phrase(StrEnum):
    """The only five ways a result is put into words against its target zone."""

    CLEARLY_ABOVE = "clearly above"
    LIKELY_ABOVE = "likely above"
    IN_OR_NEAR = "in or near"
    LIKELY_BELOW = "likely below"
    CLEARLY_BELOW = "clearly below"


class Agreement(StrEnum):
    """The only three ways the spread of ratings is put into words."""

    AGREE = "agree"
    DIFFER = "differ"
    DIFFER_STRONGLY = "differ strongly"


@dataclass(frozen=True)
class Zone:
    """The levels a role wants, lowest and highest included."""

    low: float
    high: float

    def __post_init__(self) -> None:
        known = is_number(self.low) and is_number(self.high)
        if not (known and 1 <= self.low <= self.high <= 5):
            raise ValueError("low, high: give levels from 1 to 5, lowest first.")


@dataclass(frozen=True)
class Band:
    """Between which levels a mean nearly surely lies, and its standard error in levels.

    Both ends are tenths, rounded outwards and cut at 1 and 5: no phrase says more than the
    digits that stand beside it.
    """

    standard_error: float
    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True)
class Corrected:
    """What a result would be from raters of middling severity, beside the one as rated."""

    estimate: float
    band: Band


@dataclass(frozen=True)
class Result:
    """A mean with its range, and what it says against a zone.

    `mean`, `low` and `high` are levels; all are `None` when nobody rated. `raters` is the
    number of people behind the result, `ratings` the number of single ratings. `deviation` is
    the mean distance of two ratings or more from their mean; `band` is there once it is known
    how far a result may be off, and `corrected` where `severity` lets it be shown.
    """

    mean: float | None
    low: float | None
    high: float | None
    raters: int
    ratings: int
    phrase: Phrase | None
    agreement: Agreement | None
    deviation: float | None = None
    band: Band | None = None
    corrected: Corrected | None = None

    @property
    def is_apart(self) -> bool:
        """Whether raters lie too far from their mean to count as agreeing."""
        return self.deviation is not None and self.deviation > DEVIATION

    @property
    def spread(self) -> float:
        """Levels between the lowest and the highest rating; 0 when nobody rated."""
        return 0.0 if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True)
class Part:
    """One competency's share of an overall result."""

    ratings: tuple[int, ...]
    weight: float
    zone: Zone


def check_levels(ratings: Sequence[int]) -> None:
    """Raises `ValueError` when a rating is not a level from 1 to 5."""
    check_row(ratings, "ratings")
    if not all(is_whole(rating) and rating in LEVELS for rating in ratings):
        raise ValueError("ratings: give levels from 1 to 5 and leave out what was not asked.")


def combine(ratings: Sequence[int], zone: Zone) -> Result:
    """Combine one competency's ratings: their mean, range and place against the zone.

    Raises `ValueError` when a rating is not a level from 1 to 5.
    """
    check_levels(ratings)
    if not len(ratings):
        return Result(None, None, None, 0, 0, None, None)
    mean, low, high = Fraction(int(sum(ratings)), len(ratings)), min(ratings), max(ratings)
    return Result(
        mean=float(mean),
        low=float(low),
        high=float(high),
        raters=len(ratings),
        ratings=len(ratings),
        phrase=_phrase(mean, (zone.low, zone.high), _clearly([Part(tuple(ratings), 1, zone)])),
        agreement=_agreement(high - low) if len(ratings) > 1 else None,
        deviation=_deviation(ratings, mean) if len(ratings) > 1 else None,
    )


def with_band(result: Result, wanted: Zone, band: Band) -> Result:
    """The result with its band, which must keep clear of the zone where a phrase says clearly.

    A band that reaches the zone's edge makes "clearly" a "likely"; no phrase grows stronger.
    """
    phrase = result.phrase
    if phrase is Phrase.CLEARLY_ABOVE and band.low <= wanted.high:
        phrase = Phrase.LIKELY_ABOVE
    if phrase is Phrase.CLEARLY_BELOW and band.high >= wanted.low:
        phrase = Phrase.LIKELY_BELOW
    return replace(result, phrase=phrase, band=band)


def overall(parts: Sequence[Part], raters: int) -> Result:
    """Combine competencies into one result: the weighted mean of their means.

    Competencies nobody rated are left out and the other weights keep their proportions.
    The range runs from the weighted mean of each competency's lowest rating to that of
    each competency's highest, so it always contains the mean. The zone is the weighted
    mean of the zones. `raters` is the number of different people who gave a level. The
    whole is "clearly" above or below only where every rated competency is.

    Raises `ValueError` when a weight is not a number above 0.
    """
    if not all(0 < part.weight < math.inf for part in parts):
        raise ValueError("weight: every weight must be a number greater than 0.")
    rated = [part for part in parts if part.ratings]
    if not rated:
        return Result(None, None, None, 0, 0, None, None)
    low = _weighted(rated, lambda part: min(part.ratings))
    mean = _weighted(rated, lambda part: Fraction(sum(part.ratings), len(part.ratings)))
    high = _weighted(rated, lambda part: max(part.ratings))
    return Result(
        mean=float(mean),
        low=float(low),
        high=float(high),
        raters=raters,
        ratings=sum(len(part.ratings) for part in rated),
        phrase=_phrase(mean, _zone(rated), _clearly(rated)),
        agreement=None,
    )


def overall_zone(parts: Sequence[Part]) -> Zone:
    """The weighted mean of the zones of the competencies that were rated, or of all."""
    low, high = _zone([part for part in parts if part.ratings] or parts)
    return Zone(float(low), float(high))


def worth_discussing(ratings: Sequence[int]) -> bool:
    """Whether ratings lie so far apart that the panel should start there."""
    check_levels(ratings)
    return len(ratings) > 1 and max(ratings) - min(ratings) >= DISCUSS


def _weighted(parts: Sequence[Part], value: Callable[[Part], float | Fraction]) -> Fraction:
    """The weighted mean of a value of every part."""
    weights = [Fraction(part.weight) for part in parts]
    values = [Fraction(value(part)) for part in parts]
    products = (weight * one for weight, one in zip(weights, values, strict=True))
    return sum(products, Fraction()) / sum(weights)


def _zone(parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    return _weighted(parts, lambda part: part.zone.low), _weighted(
        parts, lambda part: part.zone.high
    )


def _phrase(mean: Fraction, zone: tuple[_Number, _Number], clearly: Phrase | None) -> Phrase:
    """Place a mean against a zone; `clearly` is what every single rating says, if anything."""
    low, high = zone
    if mean - high >= NEAR:
        return clearly or Phrase.LIKELY_ABOVE
    if low - mean >= NEAR:
        return clearly or Phrase.LIKELY_BELOW
    return Phrase.IN_OR_NEAR


def _clearly(parts: Sequence[Part]) -> Phrase | None:
    """What every rating of every part says; nothing is clear on one person's word."""
    if any(len(part.ratings) < 2 for part in parts):
        return None
    if all(min(part.ratings) > part.zone.high for part in parts):
        return Phrase.CLEARLY_ABOVE
    if all(max(part.ratings) < part.zone.low for part in parts):
        return Phrase.CLEARLY_BELOW
    return None


def _agreement(spread: int) -> Agreement:
    if spread < DISCUSS:
        return Agreement.AGREE
    return Agreement.DIFFER if spread == DISCUSS else Agreement.DIFFER_STRONGLY


def _deviation(ratings: Sequence[int], mean: Fraction) -> float:
    return float(sum((abs(rating - mean) for rating in ratings), Fraction()) / len(ratings))
