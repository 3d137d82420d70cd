"""What a marginal model expects of every rating, over the posterior of its candidate."""

import numpy as np

from assess.science.facets.marginal import Point
from assess.science.facets.measures import Moments
from assess.science.facets.ratings import Matrix, Places, Vector

AT_ONCE = 4096


def expectations(point: Point) -> Moments:
    """Residuals and their moments, each the mean over the candidate's posterior.

    Over candidates and ratings, the mean of a squared residual taken so is that of the
    variance taken so, which at the EAP itself it is not: there a candidate's own ratings have
    drawn the score towards themselves.
    """
    design = point.problem.design
    mean, variance, fourth = point.moments
    scores = np.arange(design.steps.categories, dtype=float)
    off = (scores[None, :, None] - mean[:, None, :]) ** 2
    squares = off.reshape(-1, len(point.points))
    standardised = (off / variance[:, None, :]).reshape(-1, len(point.points))
    cells = design.data.cell_of
    seen = cells * design.steps.categories + design.category_of
    return Moments(
        expected=_mean(point, mean, cells) + design.data.lowest,
        variance=_mean(point, variance, cells),
        squares=_mean(point, squares, seen),
        standardised=_mean(point, standardised, seen),
        excess=_mean(point, fourth - variance**2, cells),
        relative=_mean(point, fourth / variance**2, cells),
    )


def _mean(point: Point, table: Matrix, rows: Places) -> Vector:
    """The posterior mean of a row of the table per rating, some ratings at a time."""
    people = point.problem.design.data.candidates.places
    found = np.empty(len(rows))
    for start in range(0, len(rows), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        found[some] = np.einsum("iq,iq->i", point.weights[people[some]], table[rows[some]])
    return found
