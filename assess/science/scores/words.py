"""Scale scores in words and digits, with how sure they are; the same on page and paper.

Values and errors are in points of their method, on `scoring.RANGES`: a mean and what choices
count on a side run from 1 to 5, a credit from 0 to 1, a comparison with oneself from -1 to 1.
Nothing here raises for a score that `scoring.score` made.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist
from typing import TYPE_CHECKING

from assess import language
from assess.instruments.measures import Method
from assess.language import gettext as _
from assess.later import later
from assess.science.estimate_words import MINUS, NINETEEN_IN_TWENTY, TWO_IN_THREE
from assess.science.scores import classical as scores
from assess.science.scores import scoring
from assess.science.scores.scoring import RANGES, Height, ScaleScore

if TYPE_CHECKING:
    from assess.instruments.assessment import Assessment, Scale
    from assess.instruments.items import levels
else:
    levels = later("assess.instruments.items.levels")

NOT_SCORED = "—"


@dataclass(frozen=True)
class Band:
    """Where a true score probably lies, in points of its method.

    From `low68` to `high68` two times in three, from `low95` to `high95` nineteen times in
    twenty; `value` is the score itself.
    """

    low95: float
    low68: float
    value: float
    high68: float
    high95: float


def band(score: ScaleScore, method: Method) -> Band | None:
    """The two bands of a score, X ± z SEM (Lord & Novick 1968); `None` without a value.

    z is 0.99 and 1.96. Bands are cut at the ends of the method's range: beyond lies no result.
    """
    if score.value is None or score.sem is None:
        return None
    lowest, highest = RANGES[method]
    narrow = scores.band(score.value, score.sem, TWO_IN_THREE)
    wide = scores.band(score.value, score.sem, NINETEEN_IN_TWENTY)
    low95, low68, high68, high95 = (
        min(highest, max(lowest, end)) for end in (wide[0], *narrow, wide[1])
    )
    return Band(low95, low68, score.value, high68, high95)


def shown(value: float | None, method: Method, more: int = 0) -> str:
    """A score as its data carry it: `3.9`, `62 of 100` of a credit, `+0.3` of a comparison.

    A dash stands for no value; `more` decimals than usual where a sentence needs them.
    """
    if value is None:
        return NOT_SCORED
    if method is Method.CREDIT:
        return of_all(language.digits(_rounded(100 * value, more)))
    if method is Method.IPSATIVE:
        return signed(value, 1 + more)
    return language.digits(_rounded(value, 1 + more))


def of_all(earned: str) -> str:
    """A credit with its unit, per cent of what could be earned: `62 of 100`."""
    return _("%(earned)s of 100", earned=earned)


def between_shown(before: float, now: float, method: Method, more: int = 0) -> float:
    """How far two scores lie apart as they are printed, so that the reader's own sum is right.

    In the unit in which they are printed: points, or hundredths of a credit.
    """
    unit, decimals = (100, more) if method is Method.CREDIT else (1, 1 + more)
    first, last = (Decimal(_rounded(unit * value, decimals)) for value in (before, now))
    return float(last - first)


def points(difference: float, method: Method) -> str:
    """A distance between two scores in the unit in which they are shown: `23 of 100`, `0.9`."""
    return shown(abs(difference), Method.MEAN if method is Method.IPSATIVE else method)


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign, so many `decimals`; what rounds to nothing has no sign."""
    rounded = _rounded(abs(value), decimals)
    digits = language.digits(rounded)
    if float(rounded) == 0:
        return digits
    return f"{MINUS if value < 0 else '+'}{digits}"


def _rounded(value: float, decimals: int) -> str:
    """A half is rounded up, as everybody learned it; .145 is a half though binary makes it less."""
    exact = Decimal(f"{value:.9f}")
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def frequencies() -> list[str]:
    """The five words for how often, lowest first."""
    return [_(word) for word in levels.Frequency.words]


def often(value: float) -> str:
    """The word for how often that lies nearest to a mean on 1 to 5, as it is printed.

    A half goes to the lower word.
    """
    printed = Decimal(_rounded(value, 1))
    return frequencies()[min(4, max(0, math.ceil(printed - Decimal("1.5"))))].lower()


def text(scale: Scale, value: float) -> str:
    """What the questionnaire says about a result of this height, from its three texts.

    `value` is in points of the scale's method; the cuts are `scoring.CUTS`, so that the text of a
    mean goes with the word of `often`.
    """
    said = scale.report
    texts = {Height.HIGH: said.high, Height.MIDDLE: said.middle, Height.LOW: said.low}
    return texts[scoring.height(scale.method, value)]


def word(value: float | None, scale: Scale, assessment: Assessment) -> str:
    """How often, for a result that is a mean of such answers alone; empty for any other.

    A mean over answers with other words, or with words of several kinds, has none of its own.
    """
    return often(value) if value is not None and assessment.says_how_often(scale) else ""


def sure(score: ScaleScore, method: Method) -> str:
    """How sure a score is: `likely between 3.6 and 4.2, nearly surely between 3.3 and 4.5`.

    Without a value: how many questions of how many were answered.
    """
    found = band(score, method)
    if found is None:
        return _(
            "%(answered)s of %(items)s questions answered, too few for a result",
            answered=score.answered,
            items=score.items,
        )
    low, high = _ends(found.low68, found.high68, method)
    lowest, highest = _ends(found.low95, found.high95, method)
    return _(
        "likely between %(low)s and %(high)s, nearly surely between %(lowest)s and %(highest)s",
        low=low,
        high=high,
        lowest=lowest,
        highest=highest,
    )


def error(score: ScaleScore, method: Method) -> str:
    """The standard error of a score in the unit in which it is shown: `0.31`, `6.3 of 100`."""
    return shown(score.sem, Method.MEAN if method is Method.IPSATIVE else method, 1)


def amount(size: float, method: Method) -> str:
    """A standard error or a spread with its unit: `0.31 points`, `8.4 of 100`."""
    if method is Method.CREDIT:
        return shown(size, method, 1)
    unit = "points from \u22121 to +1" if method is Method.IPSATIVE else "points"
    return f"{size:.2f} {unit}"


def _ends(low: float, high: float, method: Method) -> tuple[str, str]:
    """The two ends of a band with their unit once: `80`, `87 of 100`."""
    if method is Method.CREDIT:
        return _rounded(100 * low, 0), shown(high, method)
    return shown(low, method), shown(high, method)


def differ(one: ScaleScore, other: ScaleScore, *, among: int = 2) -> bool:
    """Whether two scores of one person lie further apart than error alone explains.

    |a - b| > z √(SEM_a² + SEM_b²) (Lord & Novick 1968), the errors taken as independent. The
    highest and the lowest `among` many lie apart by chance alone: z is the normal quantile for
    5 per cent over all pairs (Bonferroni), 1.96 for one pair.

    Both are in points of one method; a score without a value differs from none. Raises
    `ValueError` when there are fewer than two to choose from.
    """
    if among < 2:
        raise ValueError("among: give the number of scales, two or more.")
    if one.value is None or other.value is None or one.sem is None or other.sem is None:
        return False
    pairs = among * (among - 1) / 2
    quantile = NormalDist().inv_cdf(1 - (1 - NINETEEN_IN_TWENTY) / (2 * pairs))
    error = float((one.sem**2 + other.sem**2) ** 0.5)
    return abs(one.value - other.value) > quantile * error
