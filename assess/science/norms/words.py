"""A score among other people, in words: of which sample, and how sure that is.

Percentiles are those of a normal distribution with the mean and spread of the norm, with the
error of the score and of the sample in their interval; see `norms.normal_percentile`.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from assess import language
from assess.instruments.measures import Method
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.norms import standing as norms
from assess.science.scores.scoring import ScaleScore
from assess.times import in_words

if TYPE_CHECKING:
    from assess.instruments.assessment import Norm, Scale

MEANING = N_(
    "A percentile says how many of 100 people in the named sample have a lower result. Nearly "
    "surely is nineteen times in twenty: the error of the result is in it, and that of the sample."
)
"""What stands once beside percentiles."""


def standings(score: ScaleScore, scale: Scale, on: date) -> tuple[str, ...]:
    """One sentence for each norm of a scale, about answers given on a day.

    Of a norm that had expired by then, it says only that. None without a result, from too small
    a sample, or where results of several people must not be set side by side.
    """
    if not scale.comparable or scale.method is Method.IPSATIVE:
        return ()
    said = (_standing(score, norm, on) for norm in scale.norms)
    return tuple(one for one in said if one)


def _standing(score: ScaleScore, norm: Norm, on: date) -> str:
    if score.value is None or score.sem is None:
        return ""
    found = norms.normal_percentile(
        score.value, norm.mean, norm.sd, norm.n, sem=score.sem, expires=norm.expires, on=on
    )
    if found.guard is norms.Guard.EXPIRED:
        return _(
            "No percentile of %(norm)s: the last day of that norm was %(day)s, before these "
            "answers were given.",
            norm=norm.name,
            day=in_words(norm.expires, language.spoken()),
        )
    if found.estimate is None or found.interval is None:
        return ""
    return _(
        "Percentile %(percentile)s (nearly surely between %(low)s and %(high)s) of %(norm)s, "
        "n = %(n)s, collected until %(day)s, %(origin)s.",
        percentile=_whole(found.estimate),
        low=_whole(found.interval[0]),
        high=_whole(found.interval[1]),
        norm=norm.name,
        n=language.thousands(norm.n),
        day=in_words(norm.collected, language.spoken()),
        origin=norm.origin.removesuffix("."),
    )


def _whole(percentile: float) -> int:
    """A whole number from 1 to 99: no sample says that nobody lies beyond somebody."""
    return min(99, max(1, math.floor(percentile + 0.5)))
