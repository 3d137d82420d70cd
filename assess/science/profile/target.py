"""How far a profile lies from what a role asks for: by dimension, and over all of them.

A role asks for a zone and not for a point: inside it there is nothing to measure. More than
is asked for counts as distance just as less does, with its direction beside it.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike

from assess.science.estimate_words import NINETEEN_IN_TWENTY, TWO_IN_THREE, how_surely
from assess.science.estimates import (
    Estimate,
    Interval,
    Numbers,
    check_draws,
    errors_for,
    generator,
    numbers,
    undefined,
)
from assess.science.panel.results import Phrase
from assess.science.profile.intervals import Pair, inverted
from assess.science.scalars import check_level, quantile
from assess.text import counted

ALONE = "distance from the zone, normal error"
ALL = "root mean square distance from the zones, test inversion over draws"


class Lack(StrEnum):
    """Why there is no distance."""

    NOTHING = "no dimension with a weight has a score"
    NO_SCORE = "there is no score"


@dataclass(frozen=True)
class Placed:
    """One dimension against its zone; `dimension` is the position in what was given, from 0.

    `distance` in points is below 0 under the zone, 0 inside it, above 0 over it. `inside` is
    the probability that the true score lies in the zone, all true scores being as likely
    beforehand. `phrase` takes 95% to be clear and 68% to be likely, whatever the `level`.
    """

    dimension: int
    distance: Estimate
    inside: float | None
    phrase: Phrase | None


@dataclass(frozen=True)
class ZoneDistance:
    """Every dimension against its zone, and the root of their weighted mean square in points."""

    dimensions: tuple[Placed, ...]
    overall: Estimate
    missing: int


def distance_to_zone(
    scores: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    errors: ArrayLike,
    *,
    seed: int,
    weights: ArrayLike | None = None,
    level: float = 0.95,
    draws: int = 4000,
) -> ZoneDistance:
    """How far k scores lie from their zones, `low` to `high`, with standard errors in points.

    A dimension's interval is exact: a distance never falls as the score rises, so the ends of
    the score's interval are those of the distance's. The overall one moves the true scores
    from the nearest of the zones through those seen and keeps what would not contradict
    these; where all scores lie inside, it runs from 0 to the distance that errors alone seldom
    exceed. Weights are equal unless given. A dimension without a score (NaN) is left out and
    counted.

    Raises `ValueError` for lists that do not fit one another, zones with their ends the
    wrong way round, errors or weights below 0, a missing error, or too few draws.
    """
    check_level(level)
    check_draws(draws)
    found = numbers(scores, "scores")
    zone = _zone(low, high, len(found))
    error = errors_for(errors, found.shape, "errors")
    known = ~np.isnan(found)
    if np.isnan(error[known]).any():
        raise ValueError("errors: give a standard error for every score.")
    shares = _weights(weights, len(found))
    placed = tuple(
        _placed(
            one, float(found[one]), (float(zone[0][one]), float(zone[1][one])), error[one], level
        )
        for one in range(len(found))
    )
    known &= shares > 0
    n, missing = int(known.sum()), int(np.isnan(found).sum())
    if not n:
        return ZoneDistance(placed, undefined(level, 0, ALL, Lack.NOTHING), missing)
    noise = generator(seed).standard_normal((draws, n)) * error[known]
    ends = zone[0][known], zone[1][known]
    share = shares[known] / shares[known].sum()
    return ZoneDistance(placed, _overall(found[known], ends, share, noise, level), missing)


def explain(name: str, placed: Placed) -> str:
    """One dimension against what the role asks for, in one sentence for a manager."""
    one = placed.distance
    if one.estimate is None or one.interval is None or placed.phrase is None:
        return f"{name}: {one.reason}, so nothing can be said."
    if one.estimate == 0:
        return f"{name}: {placed.phrase} what the role asks for."
    side = "above" if one.estimate > 0 else "below"
    low, high = sorted(abs(end) for end in one.interval)
    if one.interval[0] <= 0 <= one.interval[1]:
        low = 0.0
    return (
        f"{name}: {placed.phrase} what the role asks for ({abs(one.estimate):.1f} {side}, "
        f"{how_surely(one.level)} {low:.1f} to {high:.1f})."
    )


def explain_overall(name: str, result: ZoneDistance) -> str:
    """All dimensions against what the role asks for, in one sentence for a manager."""
    one = result.overall
    if one.estimate is None:
        return f"{name}: {one.reason}, so nothing can be said."
    basis = counted(one.n, "result")
    if result.missing:
        basis += f", {result.missing} missing"
    if one.estimate == 0:
        said = "every result lies where the role asks for it"
    else:
        said = f"results usually lie {one.estimate:.1f} from what the role asks for"
    low, high = one.interval or (one.estimate, one.estimate)
    return f"{name}: {said} ({how_surely(one.level)} {low:.1f} to {high:.1f}; {basis})."


def _placed(one: int, score: float, zone: Interval, error: float, level: float) -> Placed:
    if math.isnan(score):
        return Placed(one, undefined(level, 0, ALONE, Lack.NO_SCORE), None, None)
    margin = quantile(level) * error
    ends = _off(score - margin, zone), _off(score + margin, zone)
    distance = Estimate(_off(score, zone), float(error), ends, level, 1, ALONE)
    return Placed(one, distance, _inside(score, zone, error), _phrase(score, zone, error))


def _off(score: float, zone: Interval) -> float:
    low, high = zone
    return float(min(0.0, score - low) + max(0.0, score - high))


def _inside(score: float, zone: Interval, error: float) -> float:
    if error == 0:
        return float(zone[0] <= score <= zone[1])
    low, high = (_share_below(end - score, error) for end in zone)
    return high - low


def _share_below(gap: float, error: float) -> float:
    """Φ(gap / error); far out without dividing, as an error may be too small to divide by."""
    return float(gap > 0) if abs(gap) > 40 * error else float(scipy.special.ndtr(gap / error))


def _phrase(score: float, zone: Interval, error: float) -> Phrase:
    clear, likely = (quantile(level) * error for level in (NINETEEN_IN_TWENTY, TWO_IN_THREE))
    low, high = zone
    if score - likely > high:
        return Phrase.CLEARLY_ABOVE if score - clear > high else Phrase.LIKELY_ABOVE
    if score + likely < low:
        return Phrase.CLEARLY_BELOW if score + clear < low else Phrase.LIKELY_BELOW
    return Phrase.IN_OR_NEAR


def _overall(
    scores: Numbers, zone: Pair, shares: Numbers, noise: Numbers, level: float
) -> Estimate:
    def distance(_: Numbers, rows: Numbers) -> Numbers:
        off = np.minimum(0, rows - zone[0]) + np.maximum(0, rows - zone[1])
        result: Numbers = np.sqrt(off**2 @ shares)
        return result

    found, n = float(distance(scores, scores)), len(scores)
    if not noise.any():
        return Estimate(found, 0.0, (found, found), level, n, ALL)
    drawn = distance(scores, scores + noise)
    error = float(np.std(drawn))
    if found == 0:
        return Estimate(0.0, error, (0.0, float(np.quantile(drawn, level))), level, n, ALL)
    nearest = np.clip(scores, *zone)

    def path(place: float) -> Pair:
        return nearest, nearest + place * (scores - nearest)

    width = math.sqrt(float(((scores - nearest) ** 2).sum()))
    reach = 0.0, 1 + 2 * math.sqrt(float((noise**2).sum(axis=1).max())) / width
    still = np.zeros_like(noise)
    interval = inverted(distance, path, reach, (nearest, scores), (still, noise), level)
    return Estimate(found, error, interval, level, n, ALL)


def _zone(low: ArrayLike, high: ArrayLike, size: int) -> Pair:
    ends = numbers(low, "low"), numbers(high, "high")
    if ends[0].shape != (size,) or ends[1].shape != (size,):
        raise ValueError("low: give a zone for every dimension.")
    if not (ends[0] <= ends[1]).all():
        raise ValueError("low: give zones with their lower end first.")
    return ends


def _weights(weights: ArrayLike | None, size: int) -> Numbers:
    found = np.ones(size) if weights is None else numbers(weights, "weights")
    if len(found) != size or not (found >= 0).all():
        raise ValueError("weights: give one of 0 or more for each dimension.")
    return found
