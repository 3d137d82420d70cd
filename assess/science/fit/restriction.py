"""What a correlation would be without selection or error in the outcome: always shown second.

A correction answers "in whom?": the people who applied instead of those who were hired. It
multiplies what is wrong with its inputs, so it is given only where the spread of the
candidates is that of this very pool (Sackett, Zhang, Berry & Lievens 2022, J Appl Psychol
107:2040), and the uncorrected correlation stands first. The predictor's own unreliability
is never corrected: decisions are made with it.

`thorndike_two`, `thorndike_three`, `attenuated` and `lawley` are formulas and give plain numbers;
a finding comes from `correct` or `lawley_correlations`, with its error.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimate_words import digits, surely
from assess.science.estimates import (
    Estimate,
    Numbers,
    array,
    check_draws,
    correlation,
    generator,
    undefined,
)
from assess.science.scalars import check_level, is_count, is_number, naming

FEWEST = 10
"""With fewer pairs behind it a correlation is not corrected."""

CLOSE = 1e-9

FARTHEST = 1e6
"""No spread of people is more times another one."""


class Pool(StrEnum):
    """Whose spread the unrestricted standard deviation is."""

    THIS = "the candidates for this very decision"
    BORROWED = "other candidates: a manual, a study, another opening"


class Doubt(StrEnum):
    """Why a correlation is not corrected."""

    TOO_FEW = "fewer than 10 people are behind the correlation"
    BORROWED = "the spread of the candidates is borrowed from another pool"
    NARROWER = "the candidates vary less than those selected, so nothing was restricted"
    IMPOSSIBLE = "the outcome is too unreliable for so high a correlation to be true"


@dataclass(frozen=True)
class Correction:
    """A correlation as it was found, and corrected or with the reason why it is not.

    Both are `Estimate`s over `n` pairs. `ratio` is U, the SD of the candidates over the SD of
    those selected; `reliability` is that of the outcome, 1 where it was not corrected for.
    """

    found: Estimate
    corrected: Estimate
    ratio: float
    reliability: float


def correct(
    r: float,
    n: int,
    *,
    sd_restricted: float,
    sd_unrestricted: float,
    pool: Pool,
    reliability: float = 1.0,
    level: float = 0.95,
) -> Correction:
    """A validity among n people hired, brought to the candidates they were selected from.

    Thorndike's case II for the ratio of the standard deviations of the predictor, then, where
    the `reliability` of the outcome among those hired is below 1, divided by its root before
    that (the order of Hunter, Schmidt & Le 2006, J Appl Psychol 91:594). Fisher's interval is
    carried through, so it leaves out how sure the two standard deviations and the reliability
    are; a limit that would lie beyond 1 is given as 1. Without doubt `corrected` has a
    value; see `Doubt` otherwise.

    Raises `ValueError` for a correlation outside -1 to 1, standard deviations that are not
    above 0, a reliability that is not above 0 and at most 1, or fewer than four pairs.
    """
    _check_correlation(r, "r")
    check_level(level)
    if not is_count(n) or n < 4:
        raise ValueError("n: give four pairs at least.")
    ratio = _ratio(sd_restricted, sd_unrestricted)
    inner = _disattenuated(r, reliability)
    method = "Thorndike II, Fisher's interval carried through"
    found = correlation(r, n, level, "Fisher's z")
    doubt = _doubt(n, ratio, pool, inner)
    if doubt:
        return Correction(found, undefined(level, n, method, doubt), ratio, reliability)

    slope = ratio / (1 + inner**2 * (ratio**2 - 1)) ** 1.5 / math.sqrt(reliability)
    value = brought(r, ratio, reliability)
    error, interval = found.standard_error, found.interval
    if error is not None and interval is not None:
        error, low = slope * error, brought(interval[0], ratio, reliability)
        interval = low, brought(interval[1], ratio, reliability)
    corrected = Estimate(value, error, interval, level, n, _named(method, reliability))
    return Correction(found, corrected, ratio, reliability)


def brought(r: float, ratio: float, reliability: float) -> float:
    """r, or a limit of its interval, through both corrections; what would lie beyond 1 is 1."""
    return thorndike_two(max(-1.0, min(1.0, _disattenuated(r, reliability))), 1.0, ratio)


def thorndike_two(r: float, sd_restricted: float, sd_unrestricted: float) -> float:
    """r without selection on the predictor itself: r U / √(1 + r² (U² - 1)), case II.

    U is the SD of the predictor among candidates over that among those selected. Assumes a
    straight line and an even spread around it (Thorndike 1949, Personnel selection, 173).
    Raises `ValueError` for a correlation outside -1 to 1 or an SD that is not above 0.
    """
    _check_correlation(r, "r")
    ratio = _ratio(sd_restricted, sd_unrestricted)
    return r * ratio / math.sqrt(1 + r * r * (ratio * ratio - 1))


def thorndike_three(r_xy: float, r_xz: float, r_yz: float, ratio: float) -> float:
    """r of x and y without selection on a third variable z, case III.

    (r_xy + r_xz r_yz w) / √((1 + r_xz² w)(1 + r_yz² w)), w = U² - 1, U the SD of z among
    candidates over that among those selected; the three correlations are those among the
    selected (Thorndike 1949, Personnel selection, 174). Raises `ValueError` for correlations
    outside -1 to 1 or that cannot hold at once, and a ratio that is not above 0.
    """
    for one, name in ((r_xy, "r_xy"), (r_xz, "r_xz"), (r_yz, "r_yz")):
        _check_correlation(one, name)
    if not (is_number(ratio) and ratio > 0):
        raise ValueError("ratio: give a number above 0.")
    _possible(ratio, "ratio")
    if 1 + 2 * r_xy * r_xz * r_yz - r_xy**2 - r_xz**2 - r_yz**2 < -CLOSE:
        raise ValueError("r_xy: these three correlations cannot hold at once.")
    wider = ratio * ratio - 1
    scale = (1 + r_xz**2 * wider) * (1 + r_yz**2 * wider)
    return (r_xy + r_xz * r_yz * wider) / math.sqrt(scale)


def attenuated(r: float, reliability: float) -> float | None:
    """r with an outcome measured without error: r / √r_yy (Spearman 1904, Am J Psychol 15:72).

    `None` where it would lie beyond 1, which is no correlation: the reliability is too low
    for this one (`Doubt.IMPOSSIBLE`). A formula and no finding: `correct` carries the error.
    Raises `ValueError` for a correlation outside -1 to 1 or a reliability outside 0 to 1, or
    of 0.
    """
    found = _disattenuated(r, reliability)
    return None if abs(found) > 1 + CLOSE else max(-1.0, min(1.0, found))


def _disattenuated(r: float, reliability: float) -> float:
    _check_correlation(r, "r")
    if not (is_number(reliability) and 0 < reliability <= 1):
        raise ValueError("reliability: give a number above 0 and at most 1.")
    return r / math.sqrt(reliability)


def lawley(restricted: ArrayLike, unrestricted: ArrayLike) -> Numbers:
    """Covariances of p variables without selection on the first q of them.

    `restricted` is their p x p table among those selected, the q on which they were selected
    first; `unrestricted` the q x q table of those among candidates. Slopes on the q and what
    they leave unexplained are taken to be the same in both (Lawley 1943, Proc R Soc Edinb A
    62:28; Aitken 1934). Raises `ValueError` for tables that are no covariances.
    """
    small, wide = _covariances(restricted, "restricted"), _covariances(unrestricted, "unrestricted")
    size = len(wide)
    if size >= len(small):
        raise ValueError("unrestricted: give fewer variables than the restricted table has.")
    result: Numbers = _lawley(small[None], wide)[0]
    return result


def correlations(covariances: ArrayLike) -> Numbers:
    """The correlations of a table of covariances; `ValueError` for a table that is none."""
    table = _covariances(covariances, "covariances")
    spread = np.sqrt(np.diag(table))
    result: Numbers = table / np.outer(spread, spread)
    return result


def lawley_correlations(
    restricted: ArrayLike,
    unrestricted: ArrayLike,
    n: int,
    *,
    seed: int,
    level: float = 0.95,
    draws: int = 4000,
) -> tuple[tuple[Estimate, ...], ...]:
    """Every correlation after `lawley`, with its error, as a table of estimates.

    The errors are those of a restricted table of n people, drawn as a Wishart table (normal
    scores); intervals are percentiles of the draws around the estimate on Fisher's scale. The
    unrestricted table is taken as known, so correlations within it have no error. Raises
    `ValueError` as `lawley` does, and for no more people than variables or too few draws.
    """
    check_level(level)
    check_draws(draws)
    with naming(covariances="restricted, unrestricted"):
        corrected = correlations(lawley(restricted, unrestricted))
    small, wide = array(restricted, "restricted"), array(unrestricted, "unrestricted")
    if not is_count(n) or n <= len(small) + 3:
        raise ValueError("n: give three people more than there are variables, at least.")
    drawn = _lawley(_wishart(small, n - 1, draws, seed), wide)
    spread = np.sqrt(np.diagonal(drawn, axis1=1, axis2=2))
    drawn = drawn / (spread[:, :, None] * spread[:, None, :])
    method = "Lawley, interval over drawn tables"

    def estimate(i: int, j: int) -> Estimate:
        value = float(corrected[i, j])
        if i == j or max(i, j) < len(wide):
            return Estimate(value, 0.0, (value, value), level, n, method)
        errors = np.arctanh(drawn[:, i, j]) - math.atanh(value)
        low, high = np.quantile(errors, [(1 + level) / 2, (1 - level) / 2])
        interval = math.tanh(math.atanh(value) - low), math.tanh(math.atanh(value) - high)
        return Estimate(value, float(np.std(drawn[:, i, j])), interval, level, n, method)

    return tuple(tuple(estimate(i, j) for j in range(len(small))) for i in range(len(small)))


def explain(result: Correction) -> str:
    """A correction in one sentence for a manager: what was found first, then what it would be."""
    found, corrected = result.found, result.corrected
    seen = f"Among the {found.n:,} people hired, results and outcome correlate {_told(found)}"
    if corrected.reason:
        return f"{seen}; it is not corrected for selection: {corrected.reason}."
    outcome = " and with an outcome measured without error" if result.reliability < 1 else ""
    return f"{seen}; among everybody who applied{outcome} it would be about {_told(corrected)}."


def _told(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return "in a way that cannot be told"
    return f"{digits(one.estimate)} ({surely(one.interval, one.level)})"


def _doubt(n: int, ratio: float, pool: Pool, inner: float) -> Doubt | None:
    """Why nothing is corrected; `inner` is the correlation without error in the outcome."""
    if n < FEWEST:
        return Doubt.TOO_FEW
    if abs(inner) > 1 + CLOSE:
        return Doubt.IMPOSSIBLE
    if pool is Pool.BORROWED:
        return Doubt.BORROWED
    return Doubt.NARROWER if ratio < 1 else None


def _named(method: str, reliability: float) -> str:
    return f"attenuation of the outcome, then {method}" if reliability < 1 else method


def _lawley(small: Numbers, wide: Numbers) -> Numbers:
    """Lawley's formula for a stack of restricted tables."""
    size = len(wide)
    chosen, mixed, rest = small[:, :size, :size], small[:, :size, size:], small[:, size:, size:]
    slopes = np.linalg.solve(chosen, mixed)
    across = np.swapaxes(slopes, 1, 2)
    result = np.empty_like(small)
    result[:, :size, :size] = wide
    result[:, :size, size:] = wide @ slopes
    result[:, size:, :size] = across @ wide
    result[:, size:, size:] = rest + across @ (wide - chosen) @ slopes
    return result


def _wishart(covariances: Numbers, degrees: int, draws: int, seed: int) -> Numbers:
    """Tables as samples would show them (Bartlett 1933)."""
    random, size = generator(seed), len(covariances)
    lower = np.tril(random.standard_normal((draws, size, size)), -1)
    places = np.arange(size)
    lower[:, places, places] = np.sqrt(random.chisquare(degrees - places, (draws, size)))
    root = np.linalg.cholesky(covariances) @ lower
    result: Numbers = root @ np.swapaxes(root, 1, 2) / degrees
    return result


def _ratio(sd_restricted: float, sd_unrestricted: float) -> float:
    for sd, name in ((sd_restricted, "sd_restricted"), (sd_unrestricted, "sd_unrestricted")):
        if not (is_number(sd) and sd > 0):
            raise ValueError(f"{name}: give a number above 0.")
    return _possible(sd_unrestricted / sd_restricted, "sd_restricted")


def _possible(ratio: float, name: str) -> float:
    """A ratio of two spreads that people can have."""
    if not 1 / FARTHEST <= ratio <= FARTHEST:
        raise ValueError(f"{name}: no spread is a million times another one.")
    return ratio


def _check_correlation(r: float, name: str) -> None:
    if not (is_number(r) and -1 <= r <= 1):
        raise ValueError(f"{name}: give a number from -1 to 1.")


def _covariances(table: ArrayLike, name: str) -> Numbers:
    found = array(table, name)
    square = found.ndim == 2 and found.shape[0] == found.shape[1] and found.size > 0
    if not square or not np.isfinite(found).all() or not np.allclose(found, found.T):
        raise ValueError(f"{name}: give a square table of covariances, alike both ways.")
    if np.linalg.eigvalsh(found)[0] <= CLOSE * np.trace(found) / len(found):
        raise ValueError(f"{name}: no variables can have these covariances.")
    return found
