"""Measures of candidates whose every rating was the highest, or the lowest.

Joint maximum likelihood has none for them. FACETS moves the sum of their ratings by 0.3 points
towards the middle and measures that; so is it done here, and labelled. The EAP of the marginal
model needs no such help.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from assess.science.estimates import Estimate, normal, undefined
from assess.science.facets.extremes import Extreme, Side
from assess.science.facets.measures import Lack, ManyFacets
from assess.science.facets.ratings import CANDIDATE, Flags, Matrix, Places, Ratings, Vector
from assess.science.facets.steps import log_probabilities, moments

MOVED = 0.3
METHOD = "sum of ratings moved by 0.3 points, all else taken as known"
CLOSE = 1e-10


@dataclass(frozen=True)
class Adjusted:
    """An extreme candidate's measure, in logits."""

    candidate: Hashable
    side: Side
    measure: Estimate


def adjusted_measures(model: ManyFacets, data: Ratings) -> tuple[Adjusted, ...]:
    """Measures of the candidates that were taken out of a model; `data` is what it was given.

    Ratings by levels that were taken out as well are left aside; a measure is undefined where
    none is left. Raises `ValueError` when the model has no measures.
    """
    if model.design is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    people = {one: place for place, one in enumerate(data.candidates.levels)}
    return tuple(
        Adjusted(one.level, one.side, _measured(model, data, one, people[one.level]))
        for one in model.extreme
        if one.facet == CANDIDATE
    )


def _measured(model: ManyFacets, data: Ratings, extreme: Extreme, place: int) -> Estimate:
    hardness, sets, usable = _parts(model, data, data.candidates.places == place)
    nothing = undefined(model.level, extreme.n, METHOD, Lack.NOTHING_LEFT)
    if model.design is None or extreme.side is Side.CONSTANT or not usable.any():
        return nothing
    design, steps = model.design, model.design.steps
    coefficients = design.coefficients(model.unknowns[: design.size])[sets]
    highest = extreme.side is Side.HIGHEST
    wanted = float((steps.highest if highest else steps.lowest)[sets].sum())
    value, known = _solved(hardness, coefficients, wanted - MOVED if highest else wanted + MOVED)
    return normal(value, float(known**-0.5), model.level, int(usable.sum()), METHOD)


def _parts(model: ManyFacets, data: Ratings, mine: Flags) -> tuple[Vector, Places, Flags]:
    """Hardness and set of steps of the candidate's ratings whose every level has a measure."""
    there, hardness = np.ones(int(mine.sum()), dtype=bool), np.zeros(int(mine.sum()))
    sets = np.zeros(int(mine.sum()), dtype=np.intp)
    for facet, measures in zip(data.facets, model.facets, strict=True):
        known = {one: at for at, one in enumerate(measures.levels)}
        own = np.array([known.get(facet.levels[one], -1) for one in facet.places[mine]])
        there &= own >= 0
        hardness += measures.estimates[own]
        if model.design is not None and model.design.steps.owner == facet.name:
            sets = own
    return hardness[there], sets[there], there


def _solved(hardness: Vector, coefficients: Matrix, wanted: float) -> tuple[float, float]:
    """Where the expected sum is what is wanted, and the information there."""
    low, high = -60.0, 60.0
    while high - low > CLOSE:
        middle = (low + high) / 2
        places = (middle - hardness)[:, None]
        mean, _, _ = moments(np.exp(log_probabilities(places, coefficients)))
        if float(mean.sum()) < wanted:
            low = middle
        else:
            high = middle
    places = ((low + high) / 2 - hardness)[:, None]
    _, variance, _ = moments(np.exp(log_probabilities(places, coefficients)))
    return (low + high) / 2, float(variance.sum())
