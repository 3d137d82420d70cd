"""Fair averages: the rating a candidate would have from raters of middling severity.

Measures are in logits, which nobody has a feeling for. The fair average is the rating the
model expects where all other facets stand at their mean (FACETS: Fair-M), in points.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from assess.science.estimates import Estimate
from assess.science.facets.design import Design
from assess.science.facets.measures import ManyFacets, Measures
from assess.science.facets.ratings import CANDIDATE, COMPETENCY, Matrix, Places, Vector
from assess.science.facets.steps import log_probabilities, moments


@dataclass(frozen=True, eq=False)
class FairAverages:
    """The fair average of every level, in points of the scale, in the order of `levels`.

    `standard_errors` come from those of the measures and the slope of the scale; `lows` and
    `highs` are those of the measures' intervals, so that they never leave the scale.
    """

    facet: str
    levels: tuple[Hashable, ...]
    estimates: Vector
    standard_errors: Vector
    lows: Vector
    highs: Vector
    counts: Places
    level: float
    method: str = "fair average, other facets at their mean"

    def of(self, level: Hashable) -> Estimate:
        """The fair average of one level; `KeyError` when it has none."""
        try:
            return self.at(self.levels.index(level))
        except ValueError:
            raise KeyError(level) from None

    def at(self, place: int) -> Estimate:
        """The fair average of the level at one place of `levels`."""
        return Estimate(
            float(self.estimates[place]),
            float(self.standard_errors[place]),
            (float(self.lows[place]), float(self.highs[place])),
            self.level,
            int(self.counts[place]),
            self.method,
        )


def fair_averages(
    model: ManyFacets,
    facet: str = CANDIDATE,
    *,
    weights: Mapping[Hashable, float] | None = None,
) -> FairAverages:
    """The fair average of every candidate, or of every level of another facet.

    Σ k P_k at B for a candidate, at the candidates' mean less the severity for a rater. By
    partial credit a fair average is the mean over the facet that has the steps, each level at
    its own difficulty; of that facet itself each level has its own steps. The candidates' mean
    is that of their measures. With `weights` a candidate's is the weighted mean over these
    competencies, each at its own difficulty.

    Raises `ValueError` when there is no such facet, the model has no measures, or weights are
    not above 0, not of candidates or not of competencies that have a measure.
    """
    measures, design = model.facet(facet), model.design
    if design is None or model.candidates is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    middle = float(model.candidates.estimates.mean())
    ends = measures.intervals()
    own = facet == CANDIDATE
    if weights is not None:
        _check(model, weights, own)
    low, high = (ends[:, 0], ends[:, 1]) if own else (ends[:, 1], ends[:, 0])

    def expected(at: Vector) -> tuple[Vector, Vector]:
        if weights is not None:
            return _weighted(model, design, at, weights)
        return _expected(model, design, measures, at, middle)

    value, slope = expected(measures.estimates)
    return FairAverages(
        facet=facet,
        levels=measures.levels,
        estimates=value,
        standard_errors=slope * measures.standard_errors,
        lows=expected(low)[0],
        highs=expected(high)[0],
        counts=measures.counts,
        level=measures.level,
    )


def _expected(
    model: ManyFacets, design: Design, measures: Measures, at: Vector, middle: float
) -> tuple[Vector, Vector]:
    """Expected ratings of each level if its measure were `at`, and how steeply they change."""
    places = at if measures.facet == CANDIDATE else middle - at
    coefficients = design.coefficients(model.unknowns[: design.size])
    if design.steps.owner == measures.facet:
        means, variances, _ = moments(np.exp(log_probabilities(places[:, None], coefficients)))
        return means[:, 0] + design.data.lowest, variances[:, 0]
    logs = log_probabilities(_with_owner(model, design, places), coefficients)
    means, variances, _ = moments(np.exp(logs))
    return means.mean(axis=0) + design.data.lowest, variances.mean(axis=0)


def _check(model: ManyFacets, weights: Mapping[Hashable, float], own: bool) -> None:
    known = model.facet(COMPETENCY).levels
    if not own or not weights or not all(name in known for name in weights):
        raise ValueError("weights: give them for candidates, of competencies with a measure.")
    if not all(0 < weight < np.inf for weight in weights.values()):
        raise ValueError("weights: every weight must be a number greater than 0.")


def _weighted(
    model: ManyFacets, design: Design, at: Vector, weights: Mapping[Hashable, float]
) -> tuple[Vector, Vector]:
    """Expected ratings over competencies, each counting its weight, and how steeply they change."""
    asked = model.facet(COMPETENCY)
    places = [asked.place(name) for name in weights]
    shares = np.array(list(weights.values())) / sum(weights.values())
    coefficients = design.coefficients(model.unknowns[: design.size])
    own = design.steps.owner == COMPETENCY
    value, slope = np.zeros(len(at)), np.zeros(len(at))
    for place, share in zip(places, shares.tolist(), strict=True):
        row = at - asked.estimates[place]
        if own or design.steps.owner is None:
            rows, sets = row[None, :], coefficients[[place if own else 0]]
        else:
            rows, sets = _with_owner(model, design, row), coefficients
        means, variances, _ = moments(np.exp(log_probabilities(rows, sets)))
        value += share * means.mean(axis=0)
        slope += share * variances.mean(axis=0)
    return value + design.data.lowest, slope


def _with_owner(model: ManyFacets, design: Design, places: Vector) -> Matrix:
    """A row per set of steps: where its own difficulty leaves each level."""
    if design.steps.owner is None:
        return places[None, :]
    return places[None, :] - model.facet(design.steps.owner).estimates[:, None]
