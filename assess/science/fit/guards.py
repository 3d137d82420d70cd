"""How many people and outcomes there must be before anything is learned from them.

Limits are those of the house (Riley et al. 2020, BMJ 368:m441, work out the exact number for a
given model) and can be raised and never lowered.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Numbers, array, check_unit, numbers
from assess.science.scalars import is_count

PEOPLE = 100
PER_NUMBER = 10
CALIBRATION_PLOT = 200
CLOSE = 1e-9


class Kind(StrEnum):
    """What is predicted."""

    AMOUNT = "an outcome that is a number, such as a rating of work"
    EVENT = "an outcome that happens or not, 1 or 0"


class Lack(StrEnum):
    """Why nothing is fitted; equal weights are then the answer."""

    TOO_FEW_PEOPLE = "too few people have every score and an outcome"
    TOO_FEW_OUTCOMES = "too few people, or of the rarer outcome, for each number to be learned"
    TOO_FEW_PER_FOLD = "too few of the rarer outcome to be in every part of the data"
    NO_VARIANCE = "a score does not vary between people"
    NO_OUTCOME = "the outcome does not vary between people"
    COLLINEAR = "one score follows from the others"
    SEPARATED = "the scores part both outcomes, so that no line fits best"
    EXACT = "the scores tell the outcome without any error"


@dataclass(frozen=True)
class Guards:
    """People with everything known, and people (or of the rarer outcome) per number to be learned.

    Every weight and the intercept is a number to be learned. Raises `ValueError` for limits below
    those of the house: 100 and 10.
    """

    people: int = PEOPLE
    per_number: int = PER_NUMBER

    def __post_init__(self) -> None:
        if not is_count(self.people, PEOPLE):
            raise ValueError(f"people: give {PEOPLE} or more.")
        if not is_count(self.per_number, PER_NUMBER):
            raise ValueError(f"per_number: give {PER_NUMBER} or more.")


HOUSE = Guards()


@dataclass(frozen=True)
class Known:
    """People with every score and an outcome, a row each, and how many were left out."""

    table: Numbers
    outcomes: Numbers
    kept: NDArray[np.bool_]
    kind: Kind

    @property
    def n(self) -> int:
        return len(self.outcomes)

    @property
    def left_out(self) -> int:
        return int(len(self.kept) - self.kept.sum())

    @property
    def events(self) -> int | None:
        """How many had the outcome; `None` where it is a number."""
        return int(self.outcomes.sum()) if self.kind is Kind.EVENT else None


def known_of(scores: ArrayLike, outcomes: ArrayLike, kind: Kind) -> Known:
    """People who have everything; those with a missing score or outcome (NaN) are left out.

    Raises `ValueError` for a table without columns, lists that do not fit, and outcomes that are
    no events where events are predicted.
    """
    table = array(scores, "scores")
    happened = numbers(outcomes, "outcomes")
    check_unit(happened, "outcomes")
    if table.ndim != 2 or not table.shape[1] or np.isinf(table).any():
        raise ValueError("scores: give a row per person and a column per part.")
    if len(happened) != len(table):
        raise ValueError("outcomes: give one for every person, and NaN where there is none.")
    if kind is Kind.EVENT and not np.isin(happened[~np.isnan(happened)], (0, 1)).all():
        raise ValueError("outcomes: give 1 where it happened and 0 where not.")
    kept = ~(np.isnan(table).any(axis=1) | np.isnan(happened))
    return Known(table[kept], happened[kept], kept, kind)


def lack_of(known: Known, guards: Guards = HOUSE) -> Lack | None:
    """What stands in the way of fitting a weight per part and an intercept; `None` if nothing."""
    if known.n < guards.people:
        return Lack.TOO_FEW_PEOPLE
    if not _varies(known.outcomes):
        return Lack.NO_OUTCOME
    wanted = guards.per_number * (known.table.shape[1] + 1)
    rarer = known.n if known.events is None else min(known.events, known.n - known.events)
    if rarer < wanted:
        return Lack.TOO_FEW_OUTCOMES
    if not all(_varies(one) for one in known.table.T):
        return Lack.NO_VARIANCE
    spread = np.linalg.svd(standardised(known.table), compute_uv=False)
    return Lack.COLLINEAR if spread[-1] <= CLOSE * spread[0] else None


def standardised(table: Numbers) -> Numbers:
    """Every column with mean 0 and SD 1 (n - 1)."""
    result: Numbers = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    return result


def _varies(values: Numbers) -> bool:
    return bool(np.ptp(values) > CLOSE * np.abs(values).max())
