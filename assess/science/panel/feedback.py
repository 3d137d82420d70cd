"""How much of a competency somebody showed, in words for themselves instead of numbers."""

from collections.abc import Sequence
from enum import StrEnum

from assess.science.panel.results import check_levels

ENOUGH_RATERS = 2
"""Nothing is clear on one person's word."""

SOLID = 3
"""The level anchored as solid evidence: a rating below it says that there were gaps."""

CLEARLY = 3.5
"""Half way from solid to strong evidence: where nobody is below solid, somebody heard more."""

SOME = 2
"""The level anchored as some evidence, with gaps: a mean below it rests on evidence against."""


class Extent(StrEnum):
    """The only four ways a candidate is told how much of a competency they showed."""

    CLEARLY = "clearly shown"
    PARTLY = "shown in part"
    LITTLE = "little shown yet"
    UNKNOWN = "too little to go on"


def extent(ratings: Sequence[int]) -> Extent:
    """Put one competency's ratings into words. Raises `ValueError` for what is no level."""
    check_levels(ratings)
    if not len(ratings):
        return Extent.UNKNOWN
    if is_clearly_shown(ratings):
        return Extent.CLEARLY
    return Extent.LITTLE if sum(ratings) < SOME * len(ratings) else Extent.PARTLY


def is_clearly_shown(ratings: Sequence[int]) -> bool:
    """Whether several people rated, none of them saw gaps, and the mean is near strong."""
    check_levels(ratings)
    return (
        len(ratings) >= ENOUGH_RATERS
        and min(ratings) >= SOLID
        and sum(ratings) >= CLEARLY * len(ratings)
    )


def is_strong_on_one_word(ratings: Sequence[int]) -> bool:
    """Whether only one person rated, and would have called it clearly shown."""
    check_levels(ratings)
    return len(ratings) == 1 and ratings[0] >= CLEARLY
