"""A score among other people, in words: of which sample, and how sure that is.

Percentiles are those of a normal distribution with the mean and spread of the norm, with the
error of the score and of the sample in their interval; see `norms.normal_percentile`.
"""

import math

from assess import language
from assess.instruments.assessment import Method, Norm, Scale
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science import norms
from assess.science.scoring import ScaleScore
from assess.times import in_words

MEANING = N_(
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
    return _(
        "Percentile %(percentile)s (nearly surely between %(low)s and %(high)s) of %(norm)s, "
        "n = %(n)s, collected until %(day)s, %(origin)s.",
        percentile=_whole(found.percentile),
        low=_whole(found.low),
        high=_whole(found.high),
        norm=norm.name,
        n=language.thousands(norm.n),
        day=in_words(norm.collected, language.spoken()),
        origin=norm.origin.removesuffix("."),
    )


def _whole(percentile: float) -> int:
    """A whole number from 1 to 99: no sample says that nobody lies beyond somebody."""
    return min(99, max(1, math.floor(percentile + 0.5)))
