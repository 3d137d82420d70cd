"""Many-facet Rasch by joint maximum likelihood: the estimator of FACETS.

All unknowns at once (Linacre 1989, Many-facet Rasch measurement). The likelihood is concave,
so its maximum is reached by Newton's steps whatever the order of moves; candidates are swept
out, for no two of them meet in a rating. Measures spread too wide, by about L / (L - 1) with L
ratings of a candidate: for comparison with FACETS, not for decisions.
"""

from dataclasses import dataclass

import numpy as np

from assess.science.facets.checked import lack_of
from assess.science.facets.design import Design
from assess.science.facets.extremes import Extreme, without_extremes
from assess.science.facets.measures import (
    Lack,
    ManyFacets,
    Measures,
    Method,
    Moments,
    facets_of,
    lacking,
    thresholds_of,
)
from assess.science.facets.ratings import CANDIDATE, Matrix, Places, Ratings, Vector
from assess.science.facets.steps import log_probabilities, moments, steps
from assess.science.scalars import check_level

MOST_STEPS = 100
CLOSE = 1e-9
BEYOND = 30.0
"""A measure that passes so many logits has no limit."""


@dataclass(frozen=True, eq=False)
class _Point:
    """The likelihood at one place, with its slopes and its information in blocks."""

    people: Vector
    unknowns: Vector
    log_likelihood: float
    slopes: tuple[Vector, Vector]
    own: Vector
    across: Matrix
    among: Matrix
    each: tuple[Vector, Vector, Vector]

    def swept(self) -> Matrix:
        """The information on the unknowns when that on candidates is spent."""
        result: Matrix = self.among - self.across.T @ (self.across / self.own[:, None])
        return result

    def step(self) -> tuple[Vector, Vector]:
        """Newton's step."""
        candidates, unknowns = self.slopes
        right = unknowns - self.across.T @ (candidates / self.own)
        solved: Vector = np.asarray(np.linalg.solve(self.swept(), right), dtype=float)
        return (candidates - self.across @ solved) / self.own, solved


def fit(data: Ratings, *, steps_by: str | None = None, level: float = 0.95) -> ManyFacets:
    """Measures of candidates and facets by joint maximum likelihood.

    `steps_by` names the facet whose levels have steps of their own (partial credit); without it
    all share one set (rating scale). Levels with extreme ratings only are taken out first, see
    `ManyFacets.extreme`. A missing rating is left out and biases nothing as long as it is not
    missing because of what it would have been.

    Raises `ValueError` for a level outside 0 to 1 or a facet that is not there.
    """
    check_level(level)
    steps(data, steps_by)
    left, extreme = without_extremes(
        data, steps_by, [CANDIDATE, *(one.name for one in data.facets)]
    )
    reason = lack_of(left)
    if reason:
        return lacking(left, extreme, level, Method.JMLE, reason)
    design = Design(left, steps(left, steps_by))
    point = _highest(design)
    if point is None:
        return lacking(left, extreme, level, Method.JMLE, Lack.NO_MAXIMUM)
    return _told(design, point, extreme, level)


def _told(design: Design, point: _Point, extreme: tuple[Extreme, ...], level: float) -> ManyFacets:
    left = design.data
    covariance: Matrix = np.asarray(np.linalg.inv(point.swept()), dtype=float)
    leverage = -point.across / point.own[:, None]
    spread = np.einsum("ij,jk,ik->i", leverage, covariance, leverage)
    people = left.candidates
    return ManyFacets(
        candidates=Measures(
            facet=CANDIDATE,
            levels=people.levels,
            estimates=point.people,
            standard_errors=np.sqrt(1 / point.own + spread),
            conditional_errors=1 / np.sqrt(point.own),
            counts=people.counts,
            raw_scores=people.sums(left.scores.astype(float)),
            level=level,
            method=Method.JMLE,
        ),
        facets=facets_of(design, point.unknowns, covariance, point.each[1], level, Method.JMLE),
        steps=thresholds_of(design, point.unknowns, covariance),
        population=None,
        log_likelihood=point.log_likelihood,
        extreme=extreme,
        moments=_moments(design, point),
        data=left,
        design=design,
        problem=None,
        unknowns=point.unknowns,
        covariance=covariance,
        leverage=leverage,
        n=left.n,
        missing=left.missing,
        level=level,
        method=Method.JMLE,
        reason=None,
    )


def _highest(design: Design) -> _Point | None:
    """Newton with halved steps; `None` when a measure runs away."""
    people, unknowns = _start(design)
    point = _at(design, people, unknowns)
    for _ in range(MOST_STEPS):
        moved, turned = point.step()
        gain = float(moved @ point.slopes[0] + turned @ point.slopes[1])
        size = 1.0
        while True:
            found = _at(design, point.people + size * moved, point.unknowns + size * turned)
            if found.log_likelihood >= point.log_likelihood - CLOSE or size < 1e-6:
                break
            size /= 2
        point = found
        if max(np.abs(point.people).max(), np.abs(point.unknowns).max(initial=0)) > BEYOND:
            return None
        if gain < CLOSE**2 * design.data.n:
            return point
    return None


def _start(design: Design) -> tuple[Vector, Vector]:
    """Candidates at the logits of their share of the scale, steps at what their use suggests."""
    data = design.data
    share = data.candidates.sums(design.category_of.astype(float)) / data.candidates.counts
    share = np.clip(share / (design.steps.categories - 1), 0.02, 0.98)
    easy = np.zeros(design.difficulties)
    return np.log(share / (1 - share)), np.concatenate([easy, design.steps.start(data)])


def _at(design: Design, people: Vector, unknowns: Vector) -> _Point:
    data, coefficients = design.data, design.coefficients(unknowns)
    own, cells = data.candidates.places, data.cell_of
    places = people[own] - design.hardness(unknowns)[cells]
    sets = design.steps.set_of[cells]
    logs = log_probabilities(places[:, None], coefficients[sets])
    probabilities = np.exp(logs)
    mean, variance, fourth = (one[:, 0] for one in moments(probabilities))
    table = probabilities[:, :, 0]
    category, rows = design.category_of, np.arange(data.n)
    # Of each rating the covariance of its category with itself and with being category k.
    meetings = table * (np.arange(table.shape[1]) - mean[:, None])
    among = design.information(
        np.asarray(np.bincount(cells, variance, minlength=len(data.cells)), dtype=float),
        _sums(meetings, cells, len(data.cells)),
        _squares(table, sets, len(design.steps.names)),
    )
    slope = _expected(design, mean, table) - design.observed.sum(axis=0)
    counted = meetings[:, design.steps.free[1]] * design.steps.member[cells]
    pulls = np.concatenate([variance[:, None] * design.coded[cells], counted], axis=1)
    return _Point(
        people=people,
        unknowns=unknowns,
        log_likelihood=float(logs[rows, category, 0].sum()),
        slopes=(data.candidates.sums(category - mean), slope),
        own=data.candidates.sums(variance),
        across=-_sums(pulls, own, len(people)),
        among=among,
        each=(mean, variance, fourth),
    )


def _expected(design: Design, mean: Vector, table: Matrix) -> Vector:
    """What all ratings are expected to add up to."""
    cells, sets = design.data.cell_of, design.steps.free
    found = np.bincount(cells, mean, minlength=len(design.data.cells)) @ design.coded
    counted = _sums(table, cells, len(design.data.cells))
    steps = (counted[:, sets[1]] * design.steps.member).sum(axis=0)
    return np.concatenate([found, steps])


def _sums(table: Matrix, places: Places, size: int) -> Matrix:
    """Columns added up by place."""
    found = np.empty((size, table.shape[1]))
    for place, column in enumerate(table.T):
        found[:, place] = np.bincount(places, column, minlength=size)
    return found


def _squares(table: Matrix, sets: Places, number: int) -> Matrix:
    """diag(P) - PP', added up over the ratings of each set of steps."""
    found = np.empty((number, table.shape[1], table.shape[1]))
    for place in range(number):
        own = table[sets == place]
        found[place] = np.diag(own.sum(axis=0)) - own.T @ own
    return found


def _moments(design: Design, point: _Point) -> Moments:
    mean, variance, fourth = point.each
    squares = (design.category_of - mean) ** 2
    return Moments(
        expected=mean + design.data.lowest,
        variance=variance,
        squares=squares,
        standardised=squares / variance,
        excess=fourth - variance**2,
        relative=fourth / variance**2,
    )
