"""What a selection is worth, in sentences that name their assumptions."""

import math

from assess.science.estimate_words import MINUS, how_surely
from assess.science.estimates import Interval
from assess.science.utility import Success, Utility

INPUTS = {
    "validity": "how well the result tells the outcome",
    "sd_y": "what a standard deviation of work is worth",
    "selection_ratio": "how many of the candidates are hired",
}


def success(result: Success) -> str:
    """How many of those hired succeed, in one sentence for a manager."""
    low, high = (_of_100(one) for one in result.interval)
    return (
        f"Of 100 people hired this way about {_of_100(result.estimate)} would succeed "
        f"({how_surely(result.level)} between {low} and {high}), where "
        f"{_of_100(result.base_rate)} of 100 would anyway, if the assumptions hold."
    )


def worth(result: Utility, currency: str) -> str:
    """What a plan is worth, in one sentence for a manager; never as a saving that is promised."""
    return (
        f"Under these assumptions selecting is worth about {_money(result.estimate, currency)} "
        f"more than choosing at random, {how_surely(result.level)} between "
        f"{_both(result.interval, currency)}; "
        f"if the result says nothing about the outcome it is worth "
        f"{_money(result.without_validity, currency)}."
    )


def swing(result: Utility, currency: str) -> str:
    """Which assumption matters most, in one sentence for a manager."""
    name, interval = next(iter(result.swings.items()))
    return (
        f"It depends most on {INPUTS[name]}: the ends of that guess alone move it between "
        f"{_both(interval, currency)}."
    )


def _both(interval: Interval, currency: str) -> str:
    low, high = sorted(interval)
    return f"{_money(low, currency)} and {_money(high, currency)}"


def _money(amount: float, currency: str) -> str:
    """Two digits that count: a third would be false precision."""
    if amount == 0:
        return f"{currency} 0"
    step = 10 ** max(0, math.floor(math.log10(abs(amount))) - 1)
    rounded = step * math.floor(abs(amount) / step + 0.5)
    return f"{MINUS if amount < 0 and rounded else ''}{currency} {rounded:,}"


def _of_100(share: float) -> int:
    return math.floor(100 * share + 0.5)
