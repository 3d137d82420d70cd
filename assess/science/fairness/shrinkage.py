"""How much of a trade-off's promise is left on new data, by drawing samples of the same size.

Song, Wee & Newman (2017), J Appl Psychol 102:1636: weights that were best in a sample owe part of
it to chance. Samples are drawn from a population in which the numbers given are true, the front is
found anew in each, and its weights are tried on that population.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, check_draws, generator, normal
from assess.science.fairness.checks import checked_share
from assess.science.fairness.differences import ratios
from assess.science.fairness.tradeoff import checked, evaluate, front_weights
from assess.science.scalars import check_level, is_count

MOST_PEOPLE, MOST_PLACES = 1_000_000, 1000
FEWEST_DRAWS = 20
FEWEST_PEOPLE = 30


@dataclass(frozen=True)
class Shrunk:
    """One place on the front, 0 for the smallest difference and 1 for the highest validity.

    `promised` is what the sample says of its own weights, `kept` what they give in the
    population; each is a mean over draws with its Monte Carlo error.
    """

    place: float
    promised_validity: Estimate
    kept_validity: Estimate
    promised_ratio: Estimate
    kept_ratio: Estimate


@dataclass(frozen=True)
class Shrinkage:
    """The front as samples of `n` people promise it, and as it is kept."""

    places: tuple[Shrunk, ...]
    n: int
    draws: int
    level: float


def shrinkage(
    validities: Sequence[float],
    differences: Sequence[float],
    correlations: ArrayLike,
    *,
    rate: float,
    focal_share: float,
    n: int,
    seed: int | np.random.Generator,
    draws: int = 200,
    places: int = 5,
    level: float = 0.95,
) -> Shrinkage:
    """What fronts found on `n` people promise, and what their weights keep.

    Arguments are those of `trade_off`; `seed` makes the draws repeatable. Scores and criterion are
    drawn normal. Raises `ValueError` as `trade_off` does, and for fewer than 30 people or 20 draws.
    """
    check_level(level)
    checked_share(rate, "rate")
    checked_share(focal_share, "focal_share")
    focal = round(n * focal_share) if is_count(n) and n <= MOST_PEOPLE else 0
    if focal < 2 or n < FEWEST_PEOPLE or n - focal < 2:
        raise ValueError(
            f"n: give {FEWEST_PEOPLE} people at least, two of each group, and a million at most."
        )
    if not is_count(draws, FEWEST_DRAWS) or not is_count(places, 2) or places > MOST_PLACES:
        raise ValueError(f"draws, places: give {FEWEST_DRAWS} draws and two places at least.")
    check_draws(draws, FEWEST_DRAWS)
    r, d, table = checked(validities, differences, correlations)
    factor = _factor(r, table)
    random = generator(seed)
    found = np.empty((draws, 4, places))
    for draw in range(draws):
        found[draw] = _drawn(random, factor, r, d, table, n, focal, rate, focal_share, places)
    return Shrinkage(
        places=tuple(
            Shrunk(place, *(_mean(found[:, row, column], level) for row in range(4)))
            for column, place in enumerate(np.linspace(0, 1, places).tolist())
        ),
        n=n,
        draws=draws,
        level=level,
    )


def _factor(r: Numbers, table: Numbers) -> Numbers:
    """A root of the correlations of scores and criterion together."""
    whole = np.block([[table, r[:, None]], [r[None, :], np.ones((1, 1))]])
    try:
        factor: Numbers = np.linalg.cholesky(whole)
    except np.linalg.LinAlgError as error:
        raise ValueError(
            "correlations: no scores and criterion can be related like this."
        ) from error
    return factor


def _drawn(
    random: np.random.Generator,
    factor: Numbers,
    r: Numbers,
    d: Numbers,
    table: Numbers,
    n: int,
    focal: int,
    rate: float,
    share: float,
    places: int,
) -> Numbers:
    """Promised and kept validity, promised and kept ratio, a column per place."""
    people = random.normal(size=(n, len(factor))) @ factor.T
    first, second = people[:focal], people[focal:]
    within = np.vstack([first - first.mean(axis=0), second - second.mean(axis=0)])
    covariances = within.T @ within / (n - 2)
    spread = np.sqrt(np.diag(covariances))
    seen = covariances / np.outer(spread, spread)
    apart = (second.mean(axis=0) - first.mean(axis=0))[:-1] / spread[:-1] + d / spread[:-1]
    weights = front_weights(seen[:-1, -1], apart, seen[:-1, :-1])
    validity, difference = evaluate(weights, seen[:-1, -1], apart, seen[:-1, :-1])
    wanted = np.linspace(difference[0], difference[-1], places)
    chosen = np.abs(difference[:, None] - wanted).argmin(axis=0)
    # The weights are for scores in the sample's units.
    true_validity, true_difference = evaluate(weights[chosen] / spread[:-1], r, d, table)
    return np.vstack(
        [
            validity[chosen],
            true_validity,
            ratios(difference[chosen], rate, share),
            ratios(true_difference, rate, share),
        ]
    )


def _mean(values: Numbers, level: float) -> Estimate:
    draws = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(draws)
    return normal(float(values.mean()), error, level, draws, "mean over draws, n draws")
