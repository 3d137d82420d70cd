"""What the variances of a G study mean for a decision, and the cheapest design that will do.

Coefficients depend on how much candidates differ; the standard error of measurement, in
points, does not. So a design is planned for an error. Brennan (2001), Generalizability
theory, chapters 4 and 5; Brennan & Kane (1977), J Educ Meas 14:277, for cut scores.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assess.science.estimates import Estimate, undefined
from assess.science.generalizability.g_study import FEWEST, Method, Reason, Source, Study
from assess.science.scalars import check_mapping, check_rows, is_count, is_number

_Vector: TypeAlias = NDArray[np.float64]
_Quantity: TypeAlias = Callable[[_Vector], _Vector]

NUDGE = 1e-5


class Undefined(StrEnum):
    """Why there is no number."""

    NO_VARIANCE = "neither candidates nor errors vary"
    NO_ERROR = "nothing in these scores tells how sure that is"
    OUT_OF_REACH = "no design in these ranges reaches the target"


class Error(StrEnum):
    """Which error a plan is for."""

    ABSOLUTE = "absolute: a score is held against a standard"
    RELATIVE = "relative: candidates are held against one another"


@dataclass(frozen=True)
class Decision:
    """How well scores of a design serve; variances in squared points, errors in points.

    `generalizability` is Eρ², for comparing candidates; `dependability` Φ, for a standard.
    Standard errors are by the delta method. `set_to_zero` are sources whose estimate below 0
    counted as 0. `n` is the number of scores behind the variances.
    """

    sizes: Mapping[str, int]
    universe: Estimate
    relative_error: Estimate
    absolute_error: Estimate
    relative_sem: Estimate
    absolute_sem: Estimate
    generalizability: Estimate
    dependability: Estimate
    set_to_zero: tuple[str, ...]
    n: int
    level: float
    method: Method


@dataclass(frozen=True)
class Planned:
    """A design with its cost; `sure` when even the upper end of the error is on target."""

    sizes: Mapping[str, int]
    cost: float
    sem: Estimate
    sure: bool
    decision: Decision


@dataclass(frozen=True)
class Plan:
    """Designs that reach a target, cheapest first, or none and why.

    `closest` is the smallest error any design of the ranges has, in points; `None` where there
    are too few candidates to tell.
    """

    target: float
    error: Error
    designs: tuple[Planned, ...]
    closest: float | None
    reason: Undefined | Reason | None


def d_study(
    study: Study,
    sizes: Mapping[str, int],
    *,
    candidates: str = "p",
    fixed: Collection[str] = (),
    own: Collection[str] = (),
) -> Decision:
    """The errors and coefficients of a decision on the mean of `sizes` levels of each facet.

    `sizes` names every facet but `candidates`. Differences that come with a `fixed` facet
    (the competencies that matter, all of them rated) belong to what is measured; what such
    facets do to everybody alike is no error. A facet in `own` has other levels for every
    candidate, each panel its own raters, so that its levels make candidates differ and are
    errors of a comparison too. Estimates below 0 count as 0. With fewer than 10 candidates in
    the study nothing is decided.

    Raises `ValueError` for facets the study lacks or leaves out, or sizes below 1.
    """
    _check(study, sizes, candidates, fixed, own)
    weights = _weights(study, sizes, candidates, fixed, own)
    return decision(study, sizes, *weights, candidates=candidates)


def decision(
    study: Study,
    sizes: Mapping[str, int],
    inside: _Vector,
    relative: _Vector,
    absolute: _Vector,
    *,
    candidates: str = "p",
) -> Decision:
    """A decision whose variances are these weights of the sources, for whoever knows them."""
    few = _few(study, candidates)
    universe, of_relative, of_absolute = (_weighted(one) for one in (inside, relative, absolute))
    return Decision(
        sizes=dict(sizes),
        universe=_estimate(study, universe, few),
        relative_error=_estimate(study, of_relative, few),
        absolute_error=_estimate(study, of_absolute, few),
        relative_sem=_estimate(study, lambda drawn: np.sqrt(of_relative(drawn)), few),
        absolute_sem=_estimate(study, lambda drawn: np.sqrt(of_absolute(drawn)), few),
        generalizability=_estimate(study, _share(universe, of_relative), few),
        dependability=_estimate(study, _share(universe, of_absolute), few),
        set_to_zero=study.set_to_zero,
        n=study.n,
        level=study.level,
        method=study.method,
    )


def cut_dependability(
    study: Study,
    sizes: Mapping[str, int],
    cut: float,
    *,
    candidates: str = "p",
    fixed: Collection[str] = (),
    own: Collection[str] = (),
) -> Estimate:
    """Φ(λ): how dependably scores say on which side of a cut score candidates are.

    (σ²ₚ + d²) / (σ²ₚ + d² + σ²Δ) with d² = (mean - cut)² less the squared error of the mean,
    0 at least (Brennan & Kane 1977). The interval carries the error of the variances, not
    that of the mean. Raises `ValueError` as `d_study` does, for a cut that is no number, and
    for fixed facets after REML, which does not say how much of the error of the mean is theirs.
    """
    _check(study, sizes, candidates, fixed, own)
    if not is_number(cut):
        raise ValueError("cut: give a number.")
    distance = max(0.0, (study.mean - cut) ** 2 - _squared_error_of_mean(study, fixed))
    inside, _, absolute = _weights(study, sizes, candidates, fixed, own)
    universe, error = _weighted(inside), _weighted(absolute)
    share = _share(lambda drawn: universe(drawn) + distance, error)
    return _estimate(study, share, _few(study, candidates))


def plan(
    study: Study,
    target: float,
    ranges: Mapping[str, Sequence[int]],
    minutes: Mapping[tuple[str, ...], float],
    *,
    error: Error = Error.ABSOLUTE,
    candidates: str = "p",
    fixed: Collection[str] = (),
    own: Collection[str] = (),
    most: int = 5,
) -> Plan:
    """The cheapest designs whose standard error of measurement is at most `target` points.

    `ranges` gives the sizes to try for each facet. `minutes` is the cost per candidate of a
    level of each facet or meeting: `{("r",): 10, ("r", "c"): 4}` are ten minutes a rater and
    four for each question a rater asks; `()` is what every design costs. Of two designs that
    cost the same the one with the smaller error comes first. `most` designs are kept.

    Raises `ValueError` as `d_study` does, for a target that is not above 0, no sizes to try,
    and costs that are below 0 or of other facets.
    """
    if not (is_number(target) and target > 0):
        raise ValueError("target: give points above 0.")
    _check_ranges(ranges, most)
    _check_costs(ranges, minutes)
    if few := _few(study, candidates):
        return Plan(target, error, (), None, few)
    tried = []
    for some in product(*ranges.values()):
        sizes = dict(zip(ranges, some, strict=True))
        _check(study, sizes, candidates, fixed, own)
        _, relative, absolute = _weights(study, sizes, candidates, fixed, own)
        weights = absolute if error is Error.ABSOLUTE else relative
        sem = math.sqrt(float(_weighted(weights)(_counting(study))))
        tried.append((_cost(sizes, minutes), sem, sizes))
    # A target met to the last digit but one is met.
    reached = [one for one in tried if one[1] <= target * (1 + 1e-9)]
    reached.sort(key=lambda one: (one[0], one[1]))
    designs = []
    for cost, _, sizes in reached[:most]:
        whole = d_study(study, sizes, candidates=candidates, fixed=fixed, own=own)
        found = whole.absolute_sem if error is Error.ABSOLUTE else whole.relative_sem
        sure = found.interval is not None and found.interval[1] <= target
        designs.append(Planned(sizes, cost, found, sure, whole))
    reason = None if designs else Undefined.OUT_OF_REACH
    return Plan(target, error, tuple(designs), min(one[1] for one in tried), reason)


def _weights(
    study: Study,
    sizes: Mapping[str, int],
    candidates: str,
    fixed: Collection[str],
    own: Collection[str],
) -> tuple[_Vector, _Vector, _Vector]:
    """How much of each source is in the universe score, the relative and the absolute error."""
    inside, relative, absolute = (np.zeros(len(study.sources)) for _ in range(3))
    for place, source in enumerate(study.sources):
        others = source.facets - {candidates}
        share = 1 / math.prod(sizes[one] for one in others)
        if candidates in source.facets and others <= set(fixed):
            inside[place] = share
        elif not others <= set(fixed):
            absolute[place] = share
            if candidates in source.facets or others & set(own):
                relative[place] = share
    return inside, relative, absolute


def _weighted(weights: _Vector) -> _Quantity:
    def total(variances: _Vector) -> _Vector:
        return np.asarray(variances @ weights)

    return total


def _share(part: _Quantity, rest: _Quantity) -> _Quantity:
    def share(variances: _Vector) -> _Vector:
        inside = part(variances)
        whole = inside + rest(variances)
        return np.divide(inside, whole, out=np.full_like(whole, np.nan), where=whole > 0)

    return share


def _few(study: Study, candidates: str) -> Reason | None:
    return Reason.TOO_FEW if study.levels.get(candidates, 0) < FEWEST else None


def _estimate(study: Study, quantity: _Quantity, few: Reason | None) -> Estimate:
    """The quantity at the estimates, with the errors of the variances carried over to it."""
    if few:
        return undefined(study.level, study.n, study.method, few)
    variances = _counting(study)
    value = float(quantity(variances))
    drawn = quantity(study.draws)
    if not math.isfinite(value) or not np.isfinite(drawn).all():
        return undefined(study.level, study.n, study.method, Undefined.NO_VARIANCE)
    low, high = np.quantile(drawn, [(1 - study.level) / 2, (1 + study.level) / 2]).tolist()
    if low == high:
        # No draw moves it: nothing in these scores says how sure it is.
        reason = Undefined.NO_ERROR
        return Estimate(value, None, None, study.level, study.n, study.method, reason)
    slopes = np.zeros(len(variances))
    for place, variance in enumerate(variances):
        if variance:
            ends = np.tile(variances, (2, 1))
            ends[:, place] *= 1 + NUDGE, 1 - NUDGE
            up, down = quantity(ends).tolist()
            slopes[place] = (up - down) / (2 * NUDGE * variance)
    error = math.sqrt(max(0.0, float(slopes @ study.covariance @ slopes)))
    return Estimate(value, error, (low, high), study.level, study.n, study.method)


def _squared_error_of_mean(study: Study, fixed: Collection[str]) -> float:
    """What a fixed facet does to everybody alike is part of the mean, not of its error."""
    if not fixed:
        return study.mean_standard_error**2
    if any(one.behind is None for one in study.sources):
        raise ValueError("fixed: give a study of a complete design, or none.")
    random = (one for one in study.sources if not one.facets <= set(fixed))
    return math.fsum(one.counts / (one.behind or 1) for one in random)


def _counting(study: Study) -> _Vector:
    return np.array([one.counts for one in study.sources])


def _cost(sizes: Mapping[str, int], minutes: Mapping[tuple[str, ...], float]) -> float:
    return math.fsum(
        each * math.prod(sizes[one] for one in facets) for facets, each in minutes.items()
    )


def _check(
    study: Study,
    sizes: Mapping[str, int],
    candidates: str,
    fixed: Collection[str],
    own: Collection[str],
) -> None:
    known = _facets(study.sources)
    if candidates not in known:
        raise ValueError("candidates: give a facet of the study.")
    others = known - {candidates}
    check_mapping(sizes, "sizes")
    if set(sizes) != others or not all(is_count(size, 1) for size in sizes.values()):
        raise ValueError(
            "sizes: give a whole number, 1 or more, for each other facet of the study."
        )
    for given, name in ((fixed, "fixed"), (own, "own")):
        if (
            isinstance(given, np.ndarray)
            or not isinstance(given, Collection)
            or not all(isinstance(one, str) for one in given)
        ):
            raise ValueError(f"{name}: give facets of the study.")
    if not set(fixed) | set(own) <= others or set(fixed) & set(own):
        raise ValueError("fixed, own: give other facets of the study, each in one of the two.")


def _check_ranges(ranges: Mapping[str, Sequence[int]], most: int) -> None:
    check_rows(ranges, "ranges")
    if not is_count(most, 1) or not all(len(some) for some in ranges.values()):
        raise ValueError("ranges: give a size to try for every facet, and keep one at least.")
    if not all(is_count(size, 1) for some in ranges.values() for size in some):
        raise ValueError("ranges: give whole numbers, 1 or more.")


def _check_costs(
    ranges: Mapping[str, Sequence[int]], minutes: Mapping[tuple[str, ...], float]
) -> None:
    check_mapping(minutes, "minutes")
    if not {one for facets in minutes for one in facets} <= set(ranges):
        raise ValueError("minutes: give facets that have a range.")
    if not all(is_number(each) and each >= 0 for each in minutes.values()):
        raise ValueError("minutes: give 0 or more.")


def _facets(sources: Sequence[Source]) -> frozenset[str]:
    return frozenset().union(*(one.facets for one in sources))
