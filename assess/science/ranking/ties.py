"""Who is ahead, and whether the data say so: ties inside the error.

Two results that lie closer than their errors explain are told as tied, not ranked, and a
rank is given as the ranks a person may have.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimate_words import in_a_hundred
from assess.science.estimates import Interval, Numbers, errors_for, numbers
from assess.science.scalars import check_level, is_number, quantile

CLOSE = 1e-9


class Family(StrEnum):
    """What the level of a comparison holds for."""

    PAIR = "each pair by itself (least significant difference)"
    ALL = "all pairs at once (Tukey)"


class Lack(StrEnum):
    """Why people are not compared."""

    TOO_FEW = "fewer than two people have a result"


@dataclass(frozen=True)
class Place:
    """One person among the others; `person` is the position in what was given, from 0.

    `first_rank` to `last_rank` are the ranks the person may have: 1 + how many are clearly
    ahead, and all but those clearly behind. `tied_with` are people not told apart from them.
    """

    person: int
    estimate: float
    standard_error: float
    interval: Interval
    first_rank: int
    last_rank: int
    tied_with: tuple[int, ...]


@dataclass(frozen=True)
class Ranking:
    """People from the highest estimate to the lowest, and who counts as tied.

    `clusters` hold everybody once, highest first: the first of each and all who are not
    clearly behind them. Neighbouring clusters may hold people who are tied too, as
    `Place.tied_with` says: ties do not carry over. `critical` is the quantile with which the
    standard error of a difference is multiplied; `n` are people with a result and `missing`
    those without.
    """

    places: tuple[Place, ...]
    clusters: tuple[tuple[int, ...], ...]
    critical: float
    level: float
    n: int
    missing: int
    method: str
    reason: Lack | None


@dataclass(frozen=True)
class OrderChange:
    """How probably the two highest would change places if everything were done once more.

    `first` and `second` are positions in what was given; all three are `None` where fewer than two
    of `n` people have a result. The chance is as sure as the errors it comes from.
    """

    first: int | None
    second: int | None
    chance: float | None
    n: int
    method: str
    reason: Lack | None


def chance_of_changing_order(estimates: ArrayLike, errors: ArrayLike) -> OrderChange:
    """The probability that the first two change order on a repeat: Φ(-d / √(2 (SE₁² + SE₂²))).

    The difference d has an error now and would have another one then, as large as this one, all
    normal and unrelated; true scores stay as they are. One half where they are level. It asks of a
    second look what a least significant difference asks of this one. Raises `ValueError`
    for lists that do not fit one another or errors below 0.
    """
    found, error, known = with_errors(estimates, errors)
    n, method = len(known), "normal errors, now and on a repeat"
    if n < 2:
        return OrderChange(None, None, None, n, method, Lack.TOO_FEW)
    first, second = sorted(known.tolist(), key=lambda one: (-found[one], one))[:2]
    apart, spread = found[first] - found[second], math.hypot(error[first], error[second])
    if spread == 0:
        chance = 0.0 if apart > 0 else 0.5
    else:
        chance = float(scipy.special.ndtr(-apart / (math.sqrt(2) * spread)))
    return OrderChange(first, second, chance, n, method, None)


def explain_order(change: OrderChange, names: Sequence[str]) -> str:
    """Whether the first place would hold, in one sentence for a manager; `names` as given."""
    if change.chance is None or change.first is None or change.second is None:
        return f"Whether the order would hold cannot be said: {change.reason}."
    return (
        f"If everything were done once more, {names[change.second]} would come out above "
        f"{names[change.first]} {in_a_hundred(min(0.5, change.chance))}."
    )


def least_significant_difference(
    error_one: float, error_other: float, *, level: float = 0.95
) -> float:
    """How far two people must lie apart before their order means anything: z √(SE₁² + SE₂²).

    In points. Raises `ValueError` for errors below 0 or a level outside 0 to 1.
    """
    for error, name in ((error_one, "error_one"), (error_other, "error_other")):
        if not (is_number(error) and error >= 0):
            raise ValueError(f"{name}: give a standard error of 0 or more.")
    return quantile(level) * math.hypot(error_one, error_other)


def rank(
    estimates: ArrayLike,
    errors: ArrayLike,
    *,
    family: Family = Family.ALL,
    level: float = 0.95,
) -> Ranking:
    """Rank people by their estimates, higher being better, and tie those the errors do not part.

    Two differ when their difference exceeds `critical` √(SE₁² + SE₂²). With `Family.ALL` the
    critical value is that of the range of as many normal errors, over √2, so that in 19 of 20
    groups of equals nobody is set apart from anybody (Tukey 1953), and with unequal errors in
    19 at least (Hayter 1984, Ann Stat 12:61); with `Family.PAIR` it is the normal quantile,
    and the more people the more false differences. Errors are normal and unrelated;
    a person without an estimate or error (NaN) is left out and counted.

    Raises `ValueError` for lists that do not fit one another or errors below 0.
    """
    check_level(level)
    found, error, known = with_errors(estimates, errors)
    n, missing = len(known), len(found) - len(known)
    if n < 2:
        return Ranking((), (), 0.0, level, n, missing, family, Lack.TOO_FEW)
    critical = quantile(level) if family is Family.PAIR else _range_quantile(n, level)
    order = [int(one) for one in sorted(known, key=lambda person: (-found[person], person))]
    limits = critical * np.hypot(error[:, None], error[None, :])
    gaps = found[:, None] - found[None, :]
    # What lies exactly at the limit does not differ, however its last digit was rounded.
    ahead = gaps > limits + CLOSE * (1 + np.abs(gaps))
    places = tuple(_place(one, found, error, ahead, order, level) for one in order)
    method = f"differences of normal errors, {family}"
    return Ranking(places, _clusters(order, ahead), critical, level, n, missing, method, None)


def explain(ranking: Ranking, names: Sequence[str]) -> str:
    """Who is ahead and who is tied, in one sentence for a manager; `names` in the order given.

    Raises `ValueError` when there is no name for somebody.
    """
    if ranking.reason:
        return f"There is no order: {ranking.reason}."
    if len(names) != ranking.n + ranking.missing:
        raise ValueError("names: give one for everybody.")
    first, *rest = ranking.clusters
    if not rest:
        everybody = _together([names[one] for one in first])
        return (
            f"{everybody} are tied: their differences are no larger than the error of the results."
        )
    said, before = _cluster([names[one] for one in first]), set(first)
    tied = {place.person: place.tied_with for place in ranking.places}
    for cluster in rest:
        said += _next(cluster, [one for one in tied if one in before], tied, names)
        before |= set(cluster)
    return f"{said}."


def _next(
    cluster: tuple[int, ...],
    before: list[int],
    tied: Mapping[int, tuple[int, ...]],
    names: Sequence[str],
) -> str:
    """The next cluster; who of those before is tied with somebody in it is said, too."""
    whom = _cluster([names[one] for one in cluster])
    level = [names[one] for one in before if set(tied[one]) & set(cluster)]
    if not level:
        return f", ahead of {whom}"
    who = "not told apart" if len(cluster) == 1 else "not all of them told apart"
    return f", then {whom}, {who} from {_together(level)}"


def _cluster(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{_together(names)} (tied)"


def _together(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _place(
    one: int,
    found: Numbers,
    error: Numbers,
    ahead: NDArray[np.bool_],
    order: list[int],
    level: float,
) -> Place:
    margin = quantile(level) * error[one]
    return Place(
        person=one,
        estimate=float(found[one]),
        standard_error=float(error[one]),
        interval=(float(found[one] - margin), float(found[one] + margin)),
        first_rank=1 + int(ahead[order, one].sum()),
        last_rank=len(order) - int(ahead[one, order].sum()),
        tied_with=tuple(
            other
            for other in order
            if other != one and not ahead[one, other] and not ahead[other, one]
        ),
    )


def with_errors(
    estimates: ArrayLike, errors: ArrayLike
) -> tuple[Numbers, Numbers, NDArray[np.intp]]:
    """Estimates, their standard errors, and the positions of people who have both."""
    found = numbers(estimates, "estimates")
    error = errors_for(errors, found.shape, "errors")
    return found, error, np.flatnonzero(~(np.isnan(found) | np.isnan(error)))


def _clusters(order: list[int], ahead: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    clusters: list[list[int]] = []
    for one in order:
        if clusters and not ahead[clusters[-1][0], one]:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    return tuple(tuple(cluster) for cluster in clusters)


def _range_quantile(people: int, level: float) -> float:
    """The quantile of the range of normal errors, over √2: 1.96 for two people."""
    low, high = 0.0, 20.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        below = _range_share(middle * math.sqrt(2), people) < level
        low, high = (middle, high) if below else (low, middle)
    return high


def _range_share(width: float, people: int) -> float:
    """P(range ≤ width) = n ∫ φ(x) (Φ(x) - Φ(x - width))ⁿ⁻¹ dx."""
    places, steps = np.linspace(-9, 9, 1201, retstep=True)
    density = np.exp(-(places**2) / 2) / math.sqrt(2 * math.pi)
    inside = scipy.special.ndtr(places) - scipy.special.ndtr(places - width)
    return float(people * np.sum(density * inside ** (people - 1)) * steps)
