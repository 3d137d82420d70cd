"""Intervals of similarities: which true profiles would not contradict what was seen.

Errors make profiles look further apart and less alike than they are, never closer, so that
plain draws around what was seen lie on the wrong side. Each interval here is an inverted
test: true profiles are moved along a path that runs through the ones seen, and an end is
where what was seen, or more, would come about in too few draws.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from assess.science.estimates import Interval, Numbers

Pair: TypeAlias = tuple[Numbers, Numbers]
Path: TypeAlias = Callable[[float], Pair]
Statistic: TypeAlias = Callable[[Numbers, Numbers], Numbers]

STEPS = 16
"""Halvings of a path: the last is a 65,000th of its length."""


def inverted(
    statistic: Statistic, path: Path, reach: Interval, seen: Pair, noise: Pair, level: float
) -> Interval:
    """The values of a statistic along a path that do not contradict the one seen.

    `statistic` takes rows of two profiles and runs one way along the path, from the first to
    the last number of `reach`. `noise` has a row of errors of each profile per draw. What is
    seen may be more alike than errors let even equal profiles look; the far end is then the
    one that the median of equal profiles has (Cowan, Cranmer, Gross & Vitells 2011,
    arXiv:1105.3166), as luck makes nobody surer. The same holds at the other end: profiles that
    are each other's mirror image look less so with errors.
    """

    def at(place: float) -> float:
        one, other = path(place)
        return float(statistic(one, other))

    def drawn(place: float) -> Numbers:
        one, other = path(place)
        return statistic(one + noise[0], other + noise[1])

    rising = at(reach[1]) >= at(reach[0])
    found = float(statistic(*seen))
    start, end = (float(np.median(drawn(place))) for place in reach)
    far = max(found, start) if rising else min(found, start)
    near = min(found, end) if rising else max(found, end)
    slack = 1e-9 * max(1.0, abs(found))

    def reached(place: float) -> float:
        """The share of draws as far along as what was seen, or further."""
        shown = drawn(place)
        return float(np.mean(shown >= near - slack if rising else shown <= near + slack))

    def passed(place: float) -> float:
        shown = drawn(place)
        return float(np.mean(shown > far + slack if rising else shown < far - slack))

    side = (1 - level) / 2
    ends = at(_first(reached, side, reach)), at(_first(passed, 1 - side, reach))
    return min(*ends, found), max(*ends, found)


def apart(one: Numbers, other: Numbers, noise: Pair) -> tuple[Path, Interval]:
    """A path from two profiles that are one to the two seen, and beyond.

    What they have in common keeps its shape, freed of the spread that errors added to it.
    """
    gap, means = other - one, (one + other) / 2
    if not gap.any():
        gap = np.full(len(gap), 1 / math.sqrt(len(gap)))
    common = _freed(means, (noise[0] + noise[1]) / 2)
    width = math.sqrt(float(gap @ gap))
    spread = math.sqrt(float(((noise[1] - noise[0]) ** 2).sum(axis=1).max()))

    def path(place: float) -> Pair:
        return common - place * gap / 2, common + place * gap / 2

    return path, (0.0, 1 + 2 * spread / width)


def turned(one: Numbers, other: Numbers, noise: Pair) -> tuple[Path, Interval]:
    """A path on which the second profile turns from the direction of the first to its opposite.

    It stays in the plane of the two seen; their lengths are freed of what errors added.
    """
    first, second = _shortened(one, noise[0]), _shortened(other, noise[1])
    length = math.sqrt(float(second @ second))
    along = first / math.sqrt(float(first @ first))
    across = second - (second @ along) * along
    if across @ across <= 1e-18 * length**2:
        across = _across(along)
    across = across / math.sqrt(float(across @ across))

    def path(place: float) -> Pair:
        return first, length * (math.cos(place) * along + math.sin(place) * across)

    return path, (0.0, math.pi)


def widened(one: Numbers, other: Numbers, noise: Pair) -> tuple[Path, Interval]:
    """A path on which the second profile grows from a flat one to the scatter seen, and beyond."""
    first, size = _shortened(one, noise[0]), len(other)
    shape = other if other.any() else np.linspace(-1, 1, size) * math.sqrt(float(first @ first))
    spread = math.sqrt(float((noise[1] ** 2).sum(axis=1).max()))

    def path(place: float) -> Pair:
        return first, place * shape

    return path, (0.0, 1 + 2 * spread / math.sqrt(float(shape @ shape)))


def _first(growing: Callable[[float], float], share: float, reach: Interval) -> float:
    """The first place on the way at which a share is reached, or the end of the way."""
    low, high = reach
    if growing(low) > share:
        return low
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if growing(middle) > share else (middle, high)
    return high


def _freed(profile: Numbers, noise: Numbers) -> Numbers:
    """A profile drawn towards its own mean by what errors added to its spread."""
    mean = float(profile.mean())
    return mean + _shortened(profile - mean, noise - noise.mean(axis=1, keepdims=True))


def _shortened(vector: Numbers, noise: Numbers) -> Numbers:
    """A vector without the length that errors added, but no shorter than a fifth."""
    seen = float(vector @ vector)
    added = float((noise**2).sum(axis=1).mean())
    return vector * math.sqrt(max(0.04, 1 - added / seen)) if seen else vector


def _across(along: Numbers) -> Numbers:
    """Any direction at right angles to a direction and to a shift of all dimensions."""
    start = np.zeros(len(along))
    start[int(np.argmin(np.abs(along)))] = 1.0
    basis = np.ones(len(along)) / math.sqrt(len(along)), along
    for one in (*basis, *basis):
        start = start - (start @ one) * one
    return start
