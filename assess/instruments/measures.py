"""What scores are made on: the five points, and how a scale is scored. Loads nothing.

Apart from the parts a file is made of, so that whoever reckons need not load what reads files.
"""

from enum import StrEnum

LEVELS = (1, 2, 3, 4, 5)
"""The five points of every anchored scale, lowest first."""


class Method(StrEnum):
    """How a scale is scored; `assess.science.scores.scoring` holds a function for each."""

    MEAN = "mean"
    """Mean of the answered items on their five points, reverse keys turned round."""

    POINTS = "points"
    """Mean of what the chosen options are worth on this scale, 1 to 5."""

    CREDIT = "credit"
    """Share of the credit best and worst choices can earn by the key, 0 to 1."""

    IPSATIVE = "ipsative"
    """Forced choices and rankings: this scale against the others in one person, -1 to 1."""
