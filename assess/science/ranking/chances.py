"""How probably each person is first: over the errors, and over plausible weights."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimates import (
    Estimate,
    Numbers,
    array,
    check_draws,
    errors_for,
    generator,
    numbers,
)
from assess.science.ranking.ties import CLOSE, Lack, with_errors
from assess.science.scalars import check_level, is_number, quantile

LEAST_DOUBT = 1e-6
"""Weights that vary less are as they were given."""

NODES = 16
"""Nodes on each piece of an integral."""

CUTS = np.array([-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0])
SURE = 0.95
"""Below it nobody is called first."""

FAR = 9.0
"""Standard errors beyond which a normal curve holds nothing that sixteen digits could tell."""

BLOCK = 4096
"""Points at a time, so that hundreds of people fit into memory."""


@dataclass(frozen=True)
class Chances:
    """Everybody's probability of being first; `None` for a person without a result.

    Each `Estimate` has the Monte Carlo standard error and Wilson interval of its number of
    draws, or none (0) where it was integrated; `n` counts people.
    """

    first: tuple[Estimate | None, ...]
    draws: int | None
    method: str
    reason: Lack | None


def shrunken(
    estimates: ArrayLike, errors: ArrayLike, mean: float, sd: float
) -> tuple[Numbers, Numbers]:
    """What is believed of true scores before and after: estimates drawn towards a mean.

    `mean` and `sd` are those of true scores among the people a person comes from (Kelley
    1927, with an error of each one's own). Returns estimates and their standard errors. Only
    chances computed from these hold what they say over many groups; those from raw results
    are too sure of the leader, who is partly lucky. Raises `ValueError` for lists that do
    not fit one another or an SD below 0.
    """
    found, error, _ = with_errors(estimates, errors)
    if not (is_number(mean) and is_number(sd) and sd >= 0):
        raise ValueError("sd: give a mean, and a standard deviation of 0 or more.")
    total = sd**2 + error**2
    share = np.divide(sd**2, total, out=np.ones_like(total), where=total > 0)
    return mean + share * (found - mean), np.sqrt(share) * error


def chances_of_being_first(
    estimates: ArrayLike, errors: ArrayLike, *, level: float = 0.95
) -> Chances:
    """The probability that each person's true score is the highest, by integration.

    ∫ φ((t - m) / s) / s Π Φ((t - mⱼ) / sⱼ) dt over normal, unrelated errors; exact to eight
    digits, so standard errors are 0. Equal estimates without error share the chance. For
    probabilities that hold over many groups give what `shrunken` returns. Raises
    `ValueError` for lists that do not fit one another or errors below 0.
    """
    check_level(level)
    found, error, known = with_errors(estimates, errors)
    method = "normal order integral"
    if len(known) < 2:
        return Chances((None,) * len(found), None, method, Lack.TOO_FEW)
    shares = _integrated(found[known], error[known])
    told = {
        int(one): Estimate(share, 0.0, (share, share), level, len(known), method)
        for one, share in zip(known, shares.tolist(), strict=True)
    }
    return Chances(tuple(told.get(one) for one in range(len(found))), None, method, None)


def chances_over_weights(
    scores: ArrayLike,
    errors: ArrayLike,
    weights: ArrayLike,
    *,
    doubt: float,
    seed: int,
    level: float = 0.95,
    draws: int = 10_000,
) -> Chances:
    """The probability of being first over the errors and over plausible weights.

    `scores` and `errors` have a row per person and a column per part, all parts in one unit;
    a missing part (NaN) is left out and the person's other weights keep their proportions.
    Weights are drawn around `weights` from a Dirichlet distribution in which a weight of 1 / k
    has a standard deviation of `doubt` times itself: 0 takes the weights as given, 0.5 lets
    half of them be half as large or half as large again. In each draw all people share one
    set of weights.

    Raises `ValueError` for tables that do not fit one another, errors or weights below 0, a
    doubt below 0 or too large for weights, or too few draws.
    """
    check_level(level)
    check_draws(draws)
    table, error = _tables(scores, errors)
    known = np.flatnonzero((~np.isnan(table)).any(axis=1))
    method = "draws of errors and weights"
    shares = _weights(weights, table.shape[1])
    random = generator(seed)
    drawn = _drawn_weights(shares, doubt, draws, random)
    if len(known) < 2:
        return Chances((None,) * len(table), draws, method, Lack.TOO_FEW)
    seen = ~np.isnan(table[known])
    total = drawn @ seen.T
    if not (total > 0).all():
        raise ValueError("weights: everybody needs a score with a weight above 0.")
    means = drawn @ np.where(seen, table[known], 0).T / total
    spreads = np.sqrt(drawn**2 @ np.where(seen, error[known] ** 2, 0).T) / total
    won = _won(means + spreads * random.standard_normal(means.shape))
    told = {
        int(one): _counted(share, draws, level, len(known), method)
        for one, share in zip(known, won.tolist(), strict=True)
    }
    return Chances(tuple(told.get(one) for one in range(len(table))), draws, method, None)


def _integrated(means: Numbers, errors: Numbers) -> Numbers:
    """The order integral; people without error are steps, of whom only the highest can win."""
    # An error ten digits smaller than what lies between people parts them like none.
    smallest = 1e-10 * max(float(np.ptp(means)), float(errors.max()))
    exact, shares = errors <= smallest, np.zeros(len(means))
    bar = float(means[exact].max()) if exact.any() else -math.inf
    if not exact.all():
        shares[~exact] = _above(means[~exact], errors[~exact], bar)
    if exact.any():
        best = exact & (means >= bar - CLOSE * (1 + abs(bar)))
        left = float(np.prod(scipy.special.ndtr((bar - means[~exact]) / errors[~exact])))
        shares[best] = left / int(best.sum())
    result: Numbers = shares / shares.sum()
    return result


def _above(means: Numbers, errors: Numbers, bar: float) -> Numbers:
    """P(each person is above the bar and above all others), by Gauss-Legendre in pieces.

    The line is cut where somebody's curve rises, so that steep curves are met by nodes.
    """
    low = max(bar, float((means - FAR * errors).max()))
    running = means + FAR * errors >= low
    if not running.all():
        shares = np.zeros(len(means))
        if running.any():
            shares[running] = _above(means[running], errors[running], bar)
        return shares
    high = max(low, float((means + FAR * errors).max()))
    cuts = means[:, None] + errors[:, None] * CUTS
    inside = np.unique(np.concatenate(([low, high], cuts[(cuts > low) & (cuts < high)])))
    places, steps = np.polynomial.legendre.leggauss(NODES)
    half, middle = np.diff(inside) / 2, (inside[1:] + inside[:-1]) / 2
    points, widths = middle[:, None] + half[:, None] * places, half[:, None] * steps
    shares, logs = np.zeros(len(means)), np.log(errors * math.sqrt(2 * math.pi))
    blocks = math.ceil(points.size / BLOCK)
    for t, width in zip(
        np.array_split(points.ravel(), blocks), np.array_split(widths.ravel(), blocks), strict=True
    ):
        z = (t[:, None] - means) / errors
        below = scipy.special.log_ndtr(z)
        others = below.sum(axis=1, keepdims=True) - below
        shares += width @ np.exp(others - z * z / 2 - logs)
    return shares


def _won(values: Numbers) -> Numbers:
    """How often each column is the highest of its row; who are level share it."""
    best = values >= values.max(axis=1, keepdims=True)
    result: Numbers = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return result


def _counted(share: float, draws: int, level: float, people: int, method: str) -> Estimate:
    error, weight = math.sqrt(share * (1 - share) / draws), quantile(level) ** 2 / draws
    centre = (share + weight / 2) / (1 + weight)
    margin = math.sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    interval = max(0.0, centre - margin), min(1.0, centre + margin)
    return Estimate(share, error, interval, level, people, method)


def _drawn_weights(
    shares: Numbers, doubt: float, draws: int, random: np.random.Generator
) -> Numbers:
    parts = len(shares)
    if not is_number(doubt) or not 0 <= doubt < math.sqrt(parts - 1) + (parts == 1):
        raise ValueError("doubt: give 0 or more, and less than weights of so many parts can vary.")
    if doubt < LEAST_DOUBT or parts == 1:
        return np.broadcast_to(shares, (draws, parts))
    # The variance of a Dirichlet share p is p (1 - p) / (c + 1).
    concentration = (parts - 1) / doubt**2 - 1
    result = np.zeros((draws, parts))
    result[:, shares > 0] = random.dirichlet(shares[shares > 0] * concentration, size=draws)
    return result


def _tables(scores: ArrayLike, errors: ArrayLike) -> tuple[Numbers, Numbers]:
    table = array(scores, "scores")
    if table.ndim != 2 or not table.shape[1] or np.isinf(table).any():
        raise ValueError("scores: give a row per person and a column per part.")
    error = errors_for(errors, table.shape, "errors")
    if np.isnan(error[~np.isnan(table)]).any():
        raise ValueError("errors: give a standard error for every score.")
    return table, error


def explain(result: Chances, names: Sequence[str]) -> str:
    """Who is probably first, in one sentence for a manager; `names` in the order given.

    Raises `ValueError` unless there is a name for everybody.
    """
    if len(names) != len(result.first):
        raise ValueError("names: give one for everybody.")
    if result.reason:
        return f"Nobody can be called first: {result.reason}."
    told = [
        (one.estimate, name)
        for name, one in zip(names, result.first, strict=True)
        if one is not None and one.estimate is not None
    ]
    share, name = max(told, key=lambda one: one[0])
    if share < SURE:
        return (
            f"Who is first cannot be told: even {name}, the likeliest, would be first in "
            f"{_of_100(share)} of 100 such cases."
        )
    return f"{name} is first in {_of_100(share)} of 100 such cases."


def _of_100(share: float) -> str:
    """Never none and never all: no error is so well known."""
    return str(min(99, max(1, math.floor(100 * share + 0.5))))


def _weights(weights: ArrayLike, parts: int) -> Numbers:
    found = numbers(weights, "weights")
    if len(found) != parts or not (found >= 0).all() or not found.sum() > 0:
        raise ValueError("weights: give one of 0 or more for each part, and one above 0.")
    result: Numbers = found / found.sum()
    return result
