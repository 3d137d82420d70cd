"""A score among other people, in words: of which sample, and how sure that is.

Percentiles are those of a normal distribution with the mean and spread of the norm, with the
error of the score and of the sample in their interval; see `norms.normal_percentile`.
"""

import math

from assess.instruments.assessment import Method, Norm, Scale
from assess.science import norms
from assess.science.scoring import ScaleScore

MEANING = (
    "A percentile says how many of 100 people in the named sample have a lower result. Nearly "
    "surely is nineteen times in twenty: the error of the result is in it, and that of the sample."
)
"""What stands once beside percentiles."""


def standings(score: ScaleScore, scale: Scale) -> tuple[str, ...]:
    """One sentence for each norm of a scale.

    None without a result, from too small a sample, or where results of several people must
    not be set side by side.
    """
    if not scale.comparable or scale.method is Method.IPSATIVE:
        return ()
    said = (_standing(score, norm) for norm in scale.norms)
    return tuple(one for one in said if one)


def _standing(score: ScaleScore, norm: Norm) -> str:
    if score.value is None or score.sem is None:
        return ""
    found = norms.normal_percentile(score.value, norm.mean, norm.sd, norm.n, sem=score.sem)
    if found.percentile is None or found.low is None or found.high is None:
        return ""
    day = f"{norm.collected.day} {norm.collected:%B %Y}"
    return (
        f"Percentile {_whole(found.percentile)} (nearly surely between {_whole(found.low)} and "
        f"{_whole(found.high)}) of {norm.name}, n = {norm.n:,}, collected until {day}, "
        f"{norm.origin.removesuffix('.')}."
    )


def _whole(percentile: float) -> int:
    """A whole number from 1 to 99: no sample says that nobody lies beyond somebody."""
    return min(99, max(1, math.floor(percentile + 0.5)))
