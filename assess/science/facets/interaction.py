"""Whether a rater is severer on one competency, or with one group of candidates, than elsewhere.

For each pair of levels the question is whether one more difficulty, of this pair alone, is
called for. It is answered by the efficient score of the marginal likelihood (Rao 1948, Proc
Camb Phil Soc 44:50), which allows for what is not known of candidates and of every other
measure. The estimate is that of one Newton step from none. FACETS asks the same of residuals,
taking all measures as known. As pairs are asked one by one, a large bias pulls the measures of
its two levels along and shows in their other pairs too, smaller and with the other sign: look
at the largest first.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimates import Estimate, normal, undefined
from assess.science.facets import marginal
from assess.science.facets.marginal import Point
from assess.science.facets.measures import ManyFacets
from assess.science.facets.products import across
from assess.science.facets.ratings import Matrix, Places, Vector
from assess.science.scalars import check_mapping

FEWEST = 10
"""A pair with fewer ratings is not judged."""

CHANCE = 0.05
BEYOND = 2.0
NOTABLE = 0.5
"""Logits: a smaller difference is not worth acting on."""

ROUNDING = 1e-6

METHOD = "efficient score, one step from none"


class Verdict(StrEnum):
    """What is said of a pair."""

    BIASED = "beyond chance among all pairs, and large enough to matter"
    SMALL = "beyond chance among all pairs, but small"
    CHANCE = "not beyond chance"
    TOO_FEW = "fewer than 10 ratings"
    CONFOUNDED = "the design cannot tell this pair from severity or difficulty itself"


@dataclass(frozen=True)
class Interaction:
    """One pair of levels.

    `size` is in logits, above 0 where ratings are lower than expected. `observed` and
    `expected` are mean ratings in points. `p` is two-sided, `adjusted_p` that of Benjamini &
    Hochberg (1995, J R Stat Soc B 57:289) over all pairs that were judged.
    """

    level: Hashable
    other: Hashable
    size: Estimate
    observed: float
    expected: float
    z: float | None
    p: float | None
    adjusted_p: float | None
    n: int
    verdict: Verdict


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Which pair a rating belongs to, by its cell and its candidate's group.

    `columns` has a row per cell and a column per level of both facets together (or of the one
    facet, where candidates have groups), `groups` a row per candidate and a column per group.
    """

    names: tuple[tuple[Hashable, Hashable], ...]
    columns: Matrix
    groups: Matrix
    of_rating: Places


def interactions(
    model: ManyFacets, facet: str, other: str | Mapping[Hashable, Hashable]
) -> tuple[Interaction, ...]:
    """Every pair of a level of `facet` with one of `other` that occurs, in order.

    `other` is the name of another facet, or gives the group of every candidate. Pairs with
    fewer than 10 ratings are not judged and do not count in the adjustment.

    Raises `ValueError` when a facet is not there, a candidate has no group, or the model has no
    measures by marginal maximum likelihood.
    """
    if model.problem is None or model.moments is None or model.candidates is None:
        raise ValueError("model: give measures by marginal maximum likelihood.")
    pairs = _pairs(model, facet, other)
    narrowest = float(model.candidates.conditional_errors.min())
    mean, sd = model.problem.normal(model.unknowns)
    points = marginal.evenly(mean, sd, narrowest)
    point = marginal.at(model.problem, model.unknowns, points)
    slope, known = _scores(point, pairs, model.covariance)
    return _judged(model, pairs, slope, known)


def _pairs(model: ManyFacets, facet: str, other: str | Mapping[Hashable, Hashable]) -> _Pairs:
    data = model.data
    names = [one.name for one in data.facets]
    if facet not in names or (isinstance(other, str) and (other not in names or other == facet)):
        raise ValueError("facet: give two different facets of the model, candidates aside.")
    mine, own = data.facets[names.index(facet)], data.cells[:, names.index(facet)]
    people = data.candidates
    if isinstance(other, str):
        theirs = data.facets[names.index(other)]
        size, levels = len(theirs.levels), theirs.levels
        code, groups = (
            own * size + data.cells[:, names.index(other)],
            np.ones((len(people.levels), 1)),
        )
        of_rating = code[data.cell_of]
    else:
        check_mapping(other, "other")
        if not all(one in other for one in people.levels):
            raise ValueError("other: give every candidate a group.")
        found = np.array([str(other[one]) for one in people.levels])
        kinds, places = np.unique(found, return_inverse=True)
        size, levels = len(kinds), tuple(kinds.tolist())
        code, groups = own, np.eye(size)[places]
        of_rating = own[data.cell_of] * size + places[people.places]
    width = int(code.max()) + 1
    both = tuple((one, it) for one in mine.levels for it in levels)
    return _Pairs(both, np.eye(width)[code], groups, of_rating)


def _scores(point: Point, pairs: _Pairs, covariance: Matrix) -> tuple[Vector, Vector]:
    """The slope of each pair and what is known of it beside all other unknowns."""
    problem, design = point.problem, point.problem.design
    size = pairs.columns.shape[1] * pairs.groups.shape[1]
    people = len(point.means)
    seen = design.by_category @ _scored(point, pairs)
    slope, second = np.zeros(size), np.zeros(size)
    shared, expected = np.zeros((size, problem.size)), marginal.expected_at(point)
    tables = [means[:, None] * pairs.columns for means in point.moments[0].T]
    at_once = max(1, marginal.HELD // ((problem.size + size) * len(expected)))
    for start in range(0, people, at_once):
        some = slice(start, min(start + at_once, people))
        own = marginal.slopes(point, some, expected)
        met, weight = design.data.by_cell[some], point.weights[some]
        extra = np.stack([met @ table - seen[some] for table in tables], axis=1)
        extra = _by_group(extra, pairs.groups[some])
        weighted = weight[:, :, None] * extra
        mean, means = weighted.sum(axis=1), np.einsum("iq,iqp->ip", weight, own)
        slope += mean.sum(axis=0)
        second += np.einsum("iqa,iqa->a", extra, weighted) - (mean**2).sum(axis=0)
        shared += across(weighted.reshape(-1, size), own.reshape(-1, problem.size))
        shared -= across(mean, means)
    complete, together = _complete(point, pairs)
    known, meeting = complete - second, together - shared
    efficient = known - np.einsum("ij,jk,ik->i", meeting, covariance, meeting)
    efficient[efficient <= ROUNDING * complete] = 0.0
    return slope, efficient


def _scored(point: Point, pairs: _Pairs) -> Matrix:
    """What a rating adds to the sum of its pair, a row per cell and category."""
    own = np.arange(point.problem.design.steps.categories, dtype=float)
    table: Matrix = own[None, :, None] * pairs.columns[:, None, :]
    return table.reshape(-1, pairs.columns.shape[1])


def _by_group(table: Matrix, groups: Matrix) -> Matrix:
    """Candidates x points x levels and groups, from candidates x points x levels."""
    if groups.shape[1] == 1:
        return table
    wide: Matrix = table[:, :, :, None] * groups[:, None, None, :]
    return wide.reshape(*table.shape[:2], -1)


def _complete(point: Point, pairs: _Pairs) -> tuple[Vector, Matrix]:
    """The information on each pair if candidates were known, and what it shares with the rest."""
    problem, design = point.problem, point.problem.design
    mean, variance, _ = point.moments
    scores = np.arange(design.steps.categories)
    own, meeting = [], []
    for group in pairs.groups.T:
        met = design.data.by_cell.T @ (group[:, None] * point.weights)
        variances = (met * variance).sum(axis=1)
        weighted = met[:, None, :] * point.probabilities
        products = np.einsum("rkq,rq->rk", weighted, mean)
        meetings = scores * weighted.sum(axis=2) - products
        counted = meetings[:, design.steps.free[1]] * design.steps.member
        rows = np.concatenate([variances[:, None] * design.coded, counted], axis=1)
        own.append(pairs.columns.T @ variances)
        meeting.append(pairs.columns.T @ rows)
    together = np.zeros((len(own[0]) * len(own), problem.size))
    together[:, : design.size] = np.stack(meeting, axis=1).reshape(-1, design.size)
    return np.stack(own, axis=1).ravel(), together


def _judged(
    model: ManyFacets, pairs: _Pairs, slope: Vector, known: Vector
) -> tuple[Interaction, ...]:
    if model.moments is None:
        return ()
    size = len(slope)
    counts = np.bincount(pairs.of_rating, minlength=size)
    sums = np.bincount(pairs.of_rating, model.data.scores, minlength=size)
    expected = np.bincount(pairs.of_rating, model.moments.expected, minlength=size)
    asked = (counts >= FEWEST) & (known > 0)
    z = np.where(asked, slope / np.sqrt(np.where(asked, known, 1.0)), 0.0)
    p = 2 * scipy.special.ndtr(-np.abs(z))
    adjusted = np.ones(size)
    adjusted[asked] = benjamini_hochberg(p[asked])
    found = []
    for at in np.flatnonzero(counts):
        verdict = _verdict(int(counts[at]), float(known[at]), z[at], adjusted[at], slope[at])
        judged = bool(asked[at])
        found.append(
            Interaction(
                level=pairs.names[at][0],
                other=pairs.names[at][1],
                size=_size(float(slope[at]), float(known[at]), model.level, counts[at], verdict),
                observed=float(sums[at] / counts[at]),
                expected=float(expected[at] / counts[at]),
                z=float(z[at]) if judged else None,
                p=float(p[at]) if judged else None,
                adjusted_p=float(adjusted[at]) if judged else None,
                n=int(counts[at]),
                verdict=verdict,
            )
        )
    return tuple(found)


def benjamini_hochberg(p: Vector) -> Vector:
    """Each p, adjusted for how many there are; see `Interaction`."""
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    found = np.empty(len(p))
    found[order] = np.minimum.accumulate(p[order] * len(p) / ranks)
    return np.minimum(found, 1.0)


def _size(slope: float, known: float, level: float, n: int, verdict: Verdict) -> Estimate:
    if verdict in (Verdict.TOO_FEW, Verdict.CONFOUNDED):
        return undefined(level, int(n), METHOD, verdict)
    return normal(slope / known, 1 / math.sqrt(known), level, int(n), METHOD)


def _verdict(n: int, known: float, z: float, adjusted: float, slope: float) -> Verdict:
    if n < FEWEST:
        return Verdict.TOO_FEW
    if known <= 0:
        return Verdict.CONFOUNDED
    if adjusted >= CHANCE or abs(z) <= BEYOND:
        return Verdict.CHANCE
    return Verdict.BIASED if abs(slope / known) >= NOTABLE else Verdict.SMALL
