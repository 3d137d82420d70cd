"""Several people's independent ratings, combined into results with their range.

A rating is an integer level from 1 to 5. "Not asked" is no rating: it is left out, lowers
the number of raters, and never counts as zero. Combination is mechanical, with weights
fixed beforehand (Kuncel, Klieger, Connelly & Ones 2013, J Appl Psychol 98:1060); raters
count equally and unit weights over competencies are the default (Dawes 1979, Am Psychol
34:571). Until standard errors are at hand, results are stated with the range of ratings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DISCUSS = 2
"""Ratings this many levels apart are worth the panel's time."""

NEAR = 0.25
"""A mean closer to the zone than this is called near: one rater's half step."""


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
        if not 1 <= self.low <= self.high <= 5:
            raise ValueError("zone: give levels from 1 to 5, lowest first.")


@dataclass(frozen=True)
class Result:
    """A mean with its range, and what it says against a zone.

    `mean`, `low` and `high` are levels; all are `None` when nobody rated. `raters` is the
    number of people behind the result, `ratings` the number of single ratings.
    """

    mean: float | None
    low: float | None
    high: float | None
    raters: int
    ratings: int
    phrase: Phrase | None
    agreement: Agreement | None

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


def combine(ratings: Sequence[int], zone: Zone) -> Result:
    """Combine one competency's ratings: their mean, range and place against the zone.

    Raises `ValueError` when a rating is not a level from 1 to 5.
    """
    if any(rating not in (1, 2, 3, 4, 5) for rating in ratings):
        raise ValueError("ratings: give levels from 1 to 5 and leave out what was not asked.")
    if not ratings:
        return Result(None, None, None, 0, 0, None, None)
    mean, low, high = sum(ratings) / len(ratings), min(ratings), max(ratings)
    return Result(
        mean=mean,
        low=float(low),
        high=float(high),
        raters=len(ratings),
        ratings=len(ratings),
        phrase=_phrase(mean, low, high, len(ratings), zone),
        agreement=_agreement(high - low) if len(ratings) > 1 else None,
    )


def overall(parts: Sequence[Part], raters: int) -> Result:
    """Combine competencies into one result: the weighted mean of their means.

    Competencies nobody rated are left out and the other weights keep their proportions.
    The range runs from the weighted mean of each competency's lowest rating to that of
    each competency's highest, so it always contains the mean. The zone is the weighted
    mean of the zones. `raters` is the number of different people who rated.

    Raises `ValueError` when a weight is not positive.
    """
    if any(part.weight <= 0 for part in parts):
        raise ValueError("weight: every weight must be greater than 0.")
    rated = [part for part in parts if part.ratings]
    if not rated:
        return Result(None, None, None, 0, 0, None, None)
    total = sum(part.weight for part in rated)

    def weighted(values: Sequence[float]) -> float:
        pairs = zip(rated, values, strict=True)
        return sum(part.weight * value for part, value in pairs) / total

    mean = weighted([sum(part.ratings) / len(part.ratings) for part in rated])
    low = weighted([min(part.ratings) for part in rated])
    high = weighted([max(part.ratings) for part in rated])
    zone = overall_zone(rated)
    return Result(
        mean=mean,
        low=low,
        high=high,
        raters=raters,
        ratings=sum(len(part.ratings) for part in rated),
        phrase=_phrase(mean, low, high, raters, zone),
        agreement=None,
    )


def overall_zone(parts: Sequence[Part]) -> Zone:
    """The weighted mean of the zones of the competencies that were rated, or of all."""
    parts = [part for part in parts if part.ratings] or parts
    total = sum(part.weight for part in parts)
    return Zone(
        sum(part.weight * part.zone.low for part in parts) / total,
        sum(part.weight * part.zone.high for part in parts) / total,
    )


def worth_discussing(ratings: Sequence[int]) -> bool:
    """Whether ratings lie so far apart that the panel should start there."""
    return len(ratings) > 1 and max(ratings) - min(ratings) >= DISCUSS


def _phrase(mean: float, low: float, high: float, raters: int, zone: Zone) -> Phrase:
    """Place a mean against a zone; nothing is "clearly" so on one person's word."""
    if mean > zone.high:
        if raters > 1 and low > zone.high:
            return Phrase.CLEARLY_ABOVE
        return Phrase.LIKELY_ABOVE if mean - zone.high >= NEAR else Phrase.IN_OR_NEAR
    if mean < zone.low:
        if raters > 1 and high < zone.low:
            return Phrase.CLEARLY_BELOW
        return Phrase.LIKELY_BELOW if zone.low - mean >= NEAR else Phrase.IN_OR_NEAR
    return Phrase.IN_OR_NEAR


def _agreement(spread: int) -> Agreement:
    if spread < DISCUSS:
        return Agreement.AGREE
    return Agreement.DIFFER if spread == DISCUSS else Agreement.DIFFER_STRONGLY
