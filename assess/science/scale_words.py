"""Scale scores in words and digits, with how sure they are; the same on page and paper."""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import NormalDist

from assess.instruments.assessment import Method, Scale
from assess.science import scores, scoring
from assess.science.scoring import RANGES, Height, ScaleScore

TWO_IN_THREE = 0.68
NINETEEN_IN_TWENTY = 0.95

FREQUENCIES = ("almost never", "seldom", "sometimes", "often", "almost always")
"""The only five words for how often."""

NOT_SCORED = "—"

MINUS = "\u2212"
"""The sign as it is printed, as wide as the plus; a hyphen could be read as a dash."""


@dataclass(frozen=True)
class Band:
    """Where a score probably lies: `low68` to `high68` two times in three."""

    low95: float
    low68: float
    value: float
    high68: float
    high95: float


def band(score: ScaleScore, method: Method) -> Band | None:
    """The two bands of a score, cut at the ends of its range; `None` without a value."""
    if score.value is None or score.sem is None:
        return None
    lowest, highest = RANGES[method]
    narrow = scores.band(score.value, score.sem, TWO_IN_THREE)
    wide = scores.band(score.value, score.sem, NINETEEN_IN_TWENTY)
    low95, low68, high68, high95 = (
        min(highest, max(lowest, end)) for end in (wide[0], *narrow, wide[1])
    )
    return Band(low95, low68, score.value, high68, high95)


def shown(value: float | None, method: Method) -> str:
    """A score as its data carry it: one decimal, or per cent of the credit."""
    if value is None:
        return NOT_SCORED
    if method is Method.CREDIT:
        return f"{_rounded(100 * value, 0)} of 100"
    return signed(value) if method is Method.IPSATIVE else _rounded(value, 1)


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign; what rounds to nothing has none."""
    digits = _rounded(abs(value), decimals)
    if float(digits) == 0:
        return digits
    return f"{MINUS if value < 0 else '+'}{digits}"


def _rounded(value: float, decimals: int) -> str:
    """A half is rounded up, as everybody learned it; .145 is a half though binary makes it less."""
    exact = Decimal(f"{value:.9f}")
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def often(value: float) -> str:
    """The word for how often that lies nearest to a mean on 1 to 5, as it is printed.

    A half goes to the lower word.
    """
    printed = Decimal(_rounded(value, 1))
    return FREQUENCIES[min(4, max(0, math.ceil(printed - Decimal("1.5"))))]


def text(scale: Scale, value: float) -> str:
    """What the questionnaire says about a result of this height."""
    said = scale.report
    texts = {Height.HIGH: said.high, Height.MIDDLE: said.middle, Height.LOW: said.low}
    return texts[scoring.height(scale.method, value)]


def word(value: float | None, method: Method) -> str:
    """How often, for a result that is a mean of such answers; empty for any other."""
    return often(value) if method is Method.MEAN and value is not None else ""


def sure(score: ScaleScore, method: Method) -> str:
    """How sure a score is: `likely between 3.6 and 4.2, nearly surely between 3.3 and 4.5`."""
    found = band(score, method)
    if found is None:
        return f"{score.answered} of {score.items} questions answered, too few for a result"
    low, high = shown(found.low68, method), shown(found.high68, method)
    wide_low, wide_high = shown(found.low95, method), shown(found.high95, method)
    return f"likely between {low} and {high}, nearly surely between {wide_low} and {wide_high}"


def differ(one: ScaleScore, other: ScaleScore, *, among: int = 2) -> bool:
    """Whether two scores of one person lie further apart than error alone explains.

    |a - b| > z √(SEM_a² + SEM_b²) (Lord & Novick 1968), the errors taken as independent. The
    highest and the lowest `among` many lie apart by chance alone: z is the normal quantile for
    5 per cent over all pairs (Bonferroni), 1.96 for one pair.
    """
    if one.value is None or other.value is None or one.sem is None or other.sem is None:
        return False
    pairs = among * (among - 1) / 2
    quantile = NormalDist().inv_cdf(1 - (1 - NINETEEN_IN_TWENTY) / (2 * pairs))
    error = float((one.sem**2 + other.sem**2) ** 0.5)
    return abs(one.value - other.value) > quantile * error
