"""Many-facet Rasch by marginal maximum likelihood: the default.

Candidates come from a normal distribution that is integrated out, so that few ratings of each
do not spread the measures too wide, nor does one extreme candidate have to go. A candidate's
score is the mean of the posterior (EAP), drawn towards the mean of all, the more so the fewer
ratings there are. Severities have errors from the observed information.
"""

import math
from collections.abc import Mapping

import numpy as np

from assess.science.estimates import Estimate, normal
from assess.science.facets import marginal
from assess.science.facets.checked import lack_of
from assess.science.facets.connectivity import contrasts
from assess.science.facets.design import Design
from assess.science.facets.expectations import expectations
from assess.science.facets.extremes import Extreme, without_extremes
from assess.science.facets.marginal import Point, Problem
from assess.science.facets.measures import (
    Caution,
    Lack,
    ManyFacets,
    Measures,
    Method,
    Population,
    facets_of,
    lacking,
    thresholds_of,
)
from assess.science.facets.ratings import CANDIDATE, Matrix, Ratings, Vector
from assess.science.facets.steps import steps
from assess.science.scalars import check_level, check_mapping, is_number, quantile

FEWEST = 30
"""With fewer candidates their spread is assumed, not estimated."""

ASSUMED_SPREAD = 1.2
"""Logits: the spread of candidates that is assumed where it cannot be estimated."""

WIDEST = 1e3
"""In logits, nothing taken as known is wider, or narrower than one over it."""

NARROWEST = 0.05
"""A spread of so few logits is none."""

EASY_STEPS, MOST_STEPS, MOST_GRIDS = 200, 60, 6
NEAR, CLOSE = 1e-2, 1e-10
BEYOND = 30.0
LONGEST = 1.0
"""Logits: no step goes further at once."""


def fit(
    data: Ratings,
    *,
    steps_by: str | None = None,
    spread: float | None = None,
    prior: Mapping[str, float] | None = None,
    level: float = 0.95,
) -> ManyFacets:
    """Measures of candidates and facets by marginal maximum likelihood.

    `steps_by` names the facet whose levels have steps of their own (partial credit); without it
    all share one set (rating scale). `spread` is the SD of the candidates in logits; without it
    it is estimated, and taken as 1.2 for fewer than 30 candidates, which the population's
    `caution` says. `prior` gives facets an SD around 0, which draws their levels there (random
    raters); such a facet keeps its extreme levels, of others they are taken out. A missing
    rating is left out.

    The candidates' `standard_errors` hold what is not known of severities and steps;
    their `conditional_errors` are the posterior SDs.

    Raises `ValueError` for a level outside 0 to 1, an SD not above 0, or a facet that is not
    there.
    """
    check_level(level)
    if prior is not None:
        check_mapping(prior, "prior")
    drawn = dict(prior or {})
    _check(data, steps_by, spread, drawn)
    kinds = [one.name for one in data.facets if one.name not in drawn]
    left, extreme = without_extremes(data, steps_by, kinds)
    reason = lack_of(left)
    if reason:
        return lacking(left, extreme, level, Method.MML, reason)
    design = Design(left, steps(left, steps_by))
    few = len(left.candidates.levels) < FEWEST
    assumed = spread or (ASSUMED_SPREAD if few else None)
    caution = Caution.FIXED_SPREAD if few and spread is None else None
    precision = _precision(design, drawn)
    point = _highest(Problem(design, assumed, precision))
    if assumed is None and not _is_hill(point):
        narrow = _highest(Problem(design, NARROWEST, precision))
        point = narrow if narrow is not None and _falls(narrow) else None
        caution = Caution.NO_SPREAD
    if point is None:
        return lacking(left, extreme, level, Method.MML, Lack.NO_MAXIMUM)
    return _told(point, extreme, caution, level)


def _told(
    point: Point, extreme: tuple[Extreme, ...], caution: Caution | None, level: float
) -> ManyFacets:
    design, (known, leverage) = point.problem.design, point.observed
    data, covariance = design.data, np.asarray(np.linalg.inv(known), dtype=float)
    spread = np.einsum("ij,jk,ik->i", leverage, covariance, leverage)
    own = point.unknowns[: design.size]
    expected = expectations(point)
    return ManyFacets(
        candidates=Measures(
            facet=CANDIDATE,
            levels=data.candidates.levels,
            estimates=point.means,
            standard_errors=np.sqrt(point.variances + np.maximum(spread, 0.0)),
            conditional_errors=np.sqrt(point.variances),
            counts=data.candidates.counts,
            raw_scores=data.candidates.sums(data.scores.astype(float)),
            level=level,
            method=Method.MML,
        ),
        facets=facets_of(design, own, covariance, expected.variance, level, Method.MML),
        steps=thresholds_of(design, own, covariance),
        population=_population(point, covariance, caution, level),
        log_likelihood=point.log_likelihood,
        extreme=extreme,
        moments=expected,
        data=data,
        design=design,
        problem=point.problem,
        unknowns=point.unknowns,
        covariance=covariance,
        leverage=leverage,
        n=data.n,
        missing=data.missing,
        level=level,
        method=Method.MML,
        reason=None,
    )


def _population(
    point: Point, covariance: Matrix, caution: Caution | None, level: float
) -> Population:
    problem, people = point.problem, len(point.means)
    mean, sd = problem.normal(point.unknowns)
    size = problem.design.size
    error = math.sqrt(float(covariance[size, size]))
    method = Method.MML.value
    if problem.spread is None:
        relative = math.sqrt(float(covariance[-1, -1]))
        margin = quantile(level) * relative
        ends = sd * math.exp(-margin), sd * math.exp(margin)
        spread = Estimate(sd, relative * sd, ends, level, people, method)
    else:
        spread = Estimate(sd, None, None, level, people, "assumed", caution)
    between = float(np.var(point.means))
    within = float(point.variances.mean())
    return Population(
        mean=normal(mean, error, level, people, method),
        sd=spread,
        reliability=None if caution else between / (between + within),
        caution=caution,
    )


def _highest(problem: Problem) -> Point | None:
    """EM's steps by slope until near, then Newton's; points are renewed until they fit."""
    unknowns = _start(problem)
    mean, sd = problem.normal(unknowns)
    point = marginal.at(problem, unknowns, marginal.evenly(mean, sd, sd / 3))
    for _ in range(MOST_GRIDS):
        found = _climbed(point, easy=True)
        if found is None:
            return None
        if not found.fine_enough():
            point = marginal.at(problem, found.unknowns, marginal.points_for(found))
            continue
        found = _climbed(found, easy=False)
        if found is None or found.fine_enough():
            return found
        point = marginal.at(problem, found.unknowns, marginal.points_for(found))
    return None


def _climbed(point: Point, *, easy: bool) -> Point | None:
    """Uphill with the complete information (`easy`) or the observed one; `None` if it has no end.

    The first is cheap and never far wrong, the second needs few steps close to the top.
    """
    for _ in range(EASY_STEPS if easy else MOST_STEPS):
        known = point.complete if easy else point.observed[0]
        step = _solved(known, point)
        gain = float(step @ point.slope)
        if gain < (NEAR if easy else CLOSE):
            return point
        point = _uphill(point, step)
        if np.abs(point.unknowns).max() > BEYOND:
            return None
        if _is_narrow(point) or (easy and point.is_coarse()):
            return point
    return point if easy else None


def _is_narrow(point: Point) -> bool:
    """Whether the candidates' spread has run down to nothing."""
    return point.problem.spread is None and point.problem.normal(point.unknowns)[1] < NARROWEST


def _is_hill(point: Point | None) -> bool:
    """Whether the likelihood falls to all sides, which towards no spread at all it may not."""
    if point is None or _is_narrow(point):
        return False
    try:
        np.linalg.cholesky(point.observed[0])
    except np.linalg.LinAlgError:
        return False
    return True


def _falls(point: Point) -> bool:
    """Whether the likelihood falls as the candidates' spread becomes larger than it is."""
    mean, sd = point.problem.normal(point.unknowns)
    squares = (point.means - mean) ** 2 + point.variances
    return float(squares.sum()) <= len(point.means) * sd**2


def _solved(known: Matrix, point: Point) -> Vector:
    """The step; by the complete information where the observed one is no hill."""
    try:
        np.linalg.cholesky(known)
    except np.linalg.LinAlgError:
        known = point.complete
    return np.asarray(np.linalg.solve(known, point.slope), dtype=float)


def _uphill(point: Point, step: Vector) -> Point:
    size = min(1.0, LONGEST / float(np.abs(step).max()))
    while True:
        found = marginal.at(point.problem, point.unknowns + size * step, point.points)
        if found.value >= point.value - 1e-9 or size < 1e-4:
            return found
        size /= 2


def _start(problem: Problem) -> Vector:
    design = problem.design
    found = np.zeros(problem.size)
    found[design.difficulties : design.size] = design.steps.start(design.data)
    share = float(design.category_of.mean()) / (design.steps.categories - 1)
    share = min(0.95, max(0.05, share))
    found[design.size] = math.log(share / (1 - share))
    return found


def _precision(design: Design, prior: Mapping[str, float]) -> Matrix:
    """The prior of levels around 0, in terms of the free unknowns."""
    found = np.zeros((design.size, design.size))
    for place, facet in enumerate(design.data.facets):
        if facet.name in prior:
            block, turn = design.blocks[place], contrasts(len(facet.levels))
            found[block, block] = turn.T @ turn / prior[facet.name] ** 2
    return found


def _check(
    data: Ratings, steps_by: str | None, spread: float | None, prior: Mapping[str, float]
) -> None:
    steps(data, steps_by)
    if spread is not None and not _is_sd(spread):
        raise ValueError("spread: give an SD above 0.")
    for name, sd in prior.items():
        data.facet(name)
        if name == CANDIDATE or not _is_sd(sd):
            raise ValueError("prior: give facets, not candidates, an SD above 0.")


def _is_sd(value: float) -> bool:
    """Whether levels in logits can have this SD: what is far smaller is no difference at all."""
    return is_number(value) and 1 / WIDEST <= value <= WIDEST
