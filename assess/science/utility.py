"""What a selection is worth, as a range that follows from assumptions, never as a promise.

Validity, the worth of a standard deviation of work, and the selection ratio are all guesses;
the results are as wide as they are. Every model here takes the outcome as a straight line in
the result with normal scores, everybody who gets an offer as accepting, and the comparison
as one with choosing at random.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import Interval, Numbers, array, check_draws, generator
from assess.science.scalars import Exact, check_level, is_count, is_number, quantile

Table: TypeAlias = Numbers
"""Cells of a published table, to all digits: as `Exact` as a single number."""

GUESSES = ("validity", "sd_y", "selection_ratio")
TINY = 1e-300
EDGE = 1 - 1e-12
"""What stands for a share or correlation of 1 on a scale on which 1 is infinite."""


class Discounting(StrEnum):
    """When the worth of a year counts; costs are paid at the start and not discounted."""

    END_OF_YEAR = "years 1 to T, divided by (1 + i)^t at the end of each"
    START_OF_YEAR = "years 0 to T - 1, divided by (1 + i)^t at the start of each"


LONGEST = 1000
"""Nobody stays for more years."""


@dataclass(frozen=True)
class Guess:
    """A number with what it nearly surely lies between, at `level`.

    `n` is the number of people it was found in, `None` for an assumption. Raises `ValueError`
    unless low ≤ value ≤ high.
    """

    value: float
    low: float
    high: float
    level: float = 0.95
    n: int | None = None

    def __post_init__(self) -> None:
        check_level(self.level)
        known = all(is_number(one) for one in (self.low, self.value, self.high))
        if not (known and self.low <= self.value <= self.high):
            raise ValueError("value, low, high: give a number, one below and one above it.")


@dataclass(frozen=True)
class Success:
    """The share of those hired who succeed, and what selecting adds to the base rate.

    `standard_error` (that of the gain too) and `interval` follow from those of the validity
    alone, at its level; a guess without width has neither. `n` is the number of people the
    validity was found in, `None` where it is assumed.
    """

    estimate: float
    standard_error: float | None
    interval: Interval
    gain: float
    gain_interval: Interval
    level: float
    n: int | None
    validity: Guess
    base_rate: float
    selection_ratio: float
    method: str


@dataclass(frozen=True)
class Plan:
    """A selection and what it rests on; money in one currency, `years` whole.

    `hired` people stay `years` each; `sd_y` is what one standard deviation of work is worth in
    a year; `cost` is that of the whole selection. `variable_costs` is the share of the worth
    that goes into earning it (0.3 for 30%), `tax` and `discount` are shares too.
    """

    hired: int
    years: int
    validity: Guess
    sd_y: Guess
    selection_ratio: Guess
    cost: float
    variable_costs: float = 0.0
    tax: float = 0.0
    discount: float = 0.0
    discounting: Discounting = Discounting.END_OF_YEAR

    def __post_init__(self) -> None:
        if not is_count(self.hired, 1) or not (is_count(self.years, 1) and self.years <= LONGEST):
            raise ValueError("hired, years: give one person and one year at least.")
        if max(-self.validity.low, self.validity.high) > 1:
            raise ValueError("validity: give correlations from -1 to 1.")
        if not self.sd_y.low > 0:
            raise ValueError("sd_y: give amounts above 0.")
        if not self.selection_ratio.low > 0 or not self.selection_ratio.high <= 1:
            raise ValueError("selection_ratio: give shares above 0 and at most 1.")
        if not (is_number(self.cost) and self.cost >= 0):
            raise ValueError("cost: give 0 or more.")
        _check_rates(self.variable_costs, self.tax, self.discount)


@dataclass(frozen=True)
class Utility:
    """What a plan is worth more than choosing at random, in money.

    It rests on guesses: `n` is the number of people the validity was found in, `None` where
    that is assumed, and `estimate` that of the guesses' middle values; `standard_error` and
    `interval` (at `level`) come from `draws` of all guesses at once, and so does `positive`,
    the share of draws in which it is worth its cost, with its Monte Carlo error.
    `without_validity` is what is left if the result says nothing: minus the cost. `swings` hold
    the worth at the low and the high end of each guess, the others in the middle, widest first.
    """

    estimate: float
    standard_error: float
    interval: Interval
    positive: float
    positive_error: float
    without_validity: float
    swings: Mapping[str, Interval]
    level: float
    n: int | None
    draws: int
    method: str


def success_ratio(validity: ArrayLike, base_rate: ArrayLike, selection_ratio: ArrayLike) -> Table:
    """The share of those selected who succeed: P(X > x, Y > y) / SR, bivariate normal.

    Taylor & Russell (1939), J Appl Psychol 23:565, here to all digits by Owen's T; formulas on
    the phi coefficient are not their tables. Arrays broadcast. Raises `ValueError` for a
    validity outside -1 to 1 or rates that are not between 0 and 1.
    """
    r, base, ratio = (
        array(one, name)
        for one, name in (
            (validity, "validity"),
            (base_rate, "base_rate"),
            (selection_ratio, "selection_ratio"),
        )
    )
    if not (np.abs(r) <= 1).all():
        raise ValueError("validity: give numbers from -1 to 1.")
    for one, name in ((base, "base_rate"), (ratio, "selection_ratio")):
        if not ((one > 0) & (one < 1)).all():
            raise ValueError(f"{name}: give shares between 0 and 1.")
    r, base, ratio = np.broadcast_arrays(r, base, ratio)
    result: Numbers = _both(scipy.special.ndtri(ratio), scipy.special.ndtri(base), r) / ratio
    return result


def taylor_russell(validity: Guess, base_rate: float, selection_ratio: float) -> Success:
    """`success_ratio` with the interval that follows from the validity's, which it rises with.

    `base_rate` is the share who would succeed if anybody were hired. Raises `ValueError` as
    `success_ratio` does.
    """
    low, middle, high = (
        float(success_ratio(one, base_rate, selection_ratio))
        for one in (validity.low, validity.value, validity.high)
    )
    return Success(
        estimate=middle,
        standard_error=_success_error(validity, base_rate, selection_ratio),
        interval=(low, high),
        gain=middle - base_rate,
        gain_interval=(low - base_rate, high - base_rate),
        level=validity.level,
        n=validity.n,
        validity=validity,
        base_rate=base_rate,
        selection_ratio=selection_ratio,
        method="Taylor-Russell, bivariate normal",
    )


def _success_error(validity: Guess, base_rate: float, selection_ratio: float) -> float | None:
    """The error of the validity times the slope, φ₂(x, y; r) / SR (Plackett 1954)."""
    if validity.low == validity.high or abs(validity.value) == 1:
        return None
    error = (validity.high - validity.low) / (2 * quantile(validity.level))
    x, y = (float(scipy.special.ndtri(share)) for share in (selection_ratio, base_rate))
    r, rest = validity.value, 1 - validity.value**2
    density = math.exp(-(x * x - 2 * r * x * y + y * y) / (2 * rest)) / math.tau / math.sqrt(rest)
    return error * density / selection_ratio


def mean_z_of_selected(selection_ratio: ArrayLike) -> Table:
    """How far above the applicants' mean those selected lie, in SD: φ(z) / SR.

    Naylor & Shine (1965), J Ind Psychol 3:33; for many applicants, of a handful the mean of
    the best is a little lower. 0 where everybody is selected. Raises `ValueError` for shares
    that are not above 0 and at most 1.
    """
    ratio = array(selection_ratio, "selection_ratio")
    if not ((ratio > 0) & (ratio <= 1)).all():
        raise ValueError("selection_ratio: give shares above 0 and at most 1.")
    cut = scipy.special.ndtri(ratio)
    result: Numbers = np.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi) / ratio
    return result


def naylor_shine(validity: ArrayLike, selection_ratio: ArrayLike) -> Table:
    """The mean outcome of those selected in SD above that of the applicants: r φ(z) / SR.

    Raises `ValueError` for a validity outside -1 to 1 or shares that are not above 0.
    """
    r = array(validity, "validity")
    if not (np.abs(r) <= 1).all():
        raise ValueError("validity: give numbers from -1 to 1.")
    result: Numbers = r * mean_z_of_selected(selection_ratio)
    return result


def brogden_cronbach_gleser(
    hired: float, years: float, validity: float, sd_y: float, selection_ratio: float, cost: float
) -> Exact:
    """N T r SD_y z̄ - cost, in money (Brogden 1949; Cronbach & Gleser 1965).

    `cost` is that of the whole selection, not that per applicant. A bare number for tables and
    checks: show `worth`, which says how sure it is. Raises `ValueError` as `naylor_shine` does.
    """
    _check_money(hired=hired, years=years, sd_y=sd_y, cost=cost)
    return hired * years * sd_y * float(naylor_shine(validity, selection_ratio)) - cost


def boudreau(
    hired: float,
    years: int,
    validity: float,
    sd_y: float,
    selection_ratio: float,
    cost: float,
    *,
    variable_costs: float,
    tax: float,
    discount: float,
    discounting: Discounting = Discounting.END_OF_YEAR,
) -> Exact:
    """Σ N r SD_y z̄ (1 - V)(1 - tax) / (1 + i)^t - cost (1 - tax), in money.

    Boudreau (1983), Pers Psychol 36:551, for one group that stays together. He writes (1 + V)
    with V negative where costs rise with the worth; here V is the share lost. The default
    counts t from 1 to T, as `iopsych` does. Raises `ValueError` as `naylor_shine` does.
    """
    _check_money(hired=hired, years=years, sd_y=sd_y, cost=cost)
    if not is_count(years) or years > LONGEST:
        raise ValueError("years: give a whole number.")
    _check_rates(variable_costs, tax, discount)
    yearly = hired * sd_y * float(naylor_shine(validity, selection_ratio))
    kept = (1 - variable_costs) * (1 - tax)
    return yearly * kept * _years(years, discount, discounting) - cost * (1 - tax)


def _check_money(**amounts: float) -> None:
    """People, years and money are numbers of 0 or more."""
    for name, amount in amounts.items():
        if not (is_number(amount) and amount >= 0):
            raise ValueError(f"{name}: give 0 or more.")


def _check_rates(variable_costs: float, tax: float, discount: float) -> None:
    for share, name in ((variable_costs, "variable_costs"), (tax, "tax")):
        if not (is_number(share) and 0 <= share <= 1):
            raise ValueError(f"{name}: give a share from 0 to 1.")
    if not (is_number(discount) and discount > -1):
        raise ValueError("discount: give a rate above -1.")


def worth(plan: Plan, *, seed: int, level: float = 0.95, draws: int = 10_000) -> Utility:
    """What a plan is worth by Boudreau's formula, with what the guesses leave open.

    Each guess is drawn as normal on a scale of its own (Fisher's z for the validity, logs for
    SD_y, logits for the selection ratio), its halves as wide as the guess is on either side;
    the guesses are taken as unrelated. Raises `ValueError` for a level outside 0 to 1 or fewer
    than 1000 draws.
    """
    check_level(level)
    check_draws(draws)
    random = generator(seed)
    drawn = {
        "validity": _drawn(plan.validity, _fisher, np.tanh, random, draws),
        "sd_y": _drawn(plan.sd_y, math.log, np.exp, random, draws),
        "selection_ratio": _drawn(plan.selection_ratio, _logit, scipy.special.expit, random, draws),
    }
    values = _money(plan, **drawn)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    positive = float(np.mean(values > 0))
    return Utility(
        estimate=float(_money(plan, **_middle(plan))),
        standard_error=float(np.std(values)),
        interval=(float(low), float(high)),
        positive=positive,
        positive_error=math.sqrt(positive * (1 - positive) / draws),
        without_validity=-plan.cost * (1 - plan.tax),
        swings=_swings(plan),
        level=level,
        n=plan.validity.n,
        draws=draws,
        method=f"Boudreau 1983, {plan.discounting}",
    )


def _both(x: Numbers, y: Numbers, r: Numbers) -> Numbers:
    """P(X < x, Y < y) of a standard bivariate normal (Owen 1956, Ann Math Stat 27:1075)."""
    edge = np.abs(r) == 1
    root = np.sqrt(np.where(edge, 1.0, 1 - r * r))
    # At 0 the quotients have no limit of their own; the smallest number has theirs.
    x, y = np.where(x == 0, TINY, x), np.where(y == 0, TINY, y)
    opposite = np.where(x * y < 0, 0.5, 0.0)
    sum_of_both = scipy.special.ndtr(x) + scipy.special.ndtr(y)
    inner = (
        sum_of_both / 2
        - scipy.special.owens_t(x, (y / x - r) / root)
        - scipy.special.owens_t(y, (x / y - r) / root)
        - opposite
    )
    same, counter = scipy.special.ndtr(np.minimum(x, y)), np.maximum(0.0, sum_of_both - 1)
    result: Numbers = np.where(edge, np.where(r > 0, same, counter), inner)
    return result


def _years(years: int, discount: float, discounting: Discounting) -> float:
    """How many undiscounted years the discounted ones are worth."""
    first = 1 if discounting is Discounting.END_OF_YEAR else 0
    return math.fsum((1 + discount) ** -t for t in range(first, first + years))


def _money(plan: Plan, validity: Numbers, sd_y: Numbers, selection_ratio: Numbers) -> Numbers:
    kept = (1 - plan.variable_costs) * (1 - plan.tax)
    years = _years(plan.years, plan.discount, plan.discounting)
    yearly = plan.hired * sd_y * naylor_shine(validity, selection_ratio)
    result: Numbers = yearly * kept * years - plan.cost * (1 - plan.tax)
    return result


def _middle(plan: Plan) -> dict[str, Numbers]:
    return {name: np.array(getattr(plan, name).value) for name in GUESSES}


def _swings(plan: Plan) -> dict[str, Interval]:
    """The worth at both ends of each guess: a tornado, widest first."""
    swings = {}
    for name in GUESSES:
        guess: Guess = getattr(plan, name)
        low, high = (
            float(_money(plan, **{**_middle(plan), name: np.array(end)}))
            for end in (guess.low, guess.high)
        )
        swings[name] = (low, high)
    return dict(sorted(swings.items(), key=lambda one: -abs(one[1][1] - one[1][0])))


def _drawn(
    guess: Guess,
    scale: Callable[[float], float],
    back: Callable[[Numbers], Numbers],
    random: np.random.Generator,
    draws: int,
) -> Numbers:
    """Draws that are normal on a scale, median at the value, each half as wide as the guess."""
    z = random.standard_normal(draws) / quantile(guess.level)
    if guess.low == guess.high:
        return np.full(draws, guess.value)
    low, middle, high = (scale(one) for one in (guess.low, guess.value, guess.high))
    return back(middle + z * np.where(z > 0, high - middle, middle - low))


def _fisher(r: float) -> float:
    return math.atanh(max(-EDGE, min(EDGE, r)))


def _logit(share: float) -> float:
    return math.log(share) - math.log1p(-min(EDGE, share))
