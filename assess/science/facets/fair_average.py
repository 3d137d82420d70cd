"""Fair averages: the rating a candidate would have from raters of middling severity.

Measures are in logits, which nobody has a feeling for. The fair average is the rating the
model expects where all other facets stand at their mean (FACETS: Fair-M), in points.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from assess.science.estimates import Estimate
from assess.science.facets.design import Design
from assess.science.facets.measures import ManyFacets, Measures
from assess.science.facets.ratings import CANDIDATE, Matrix, Places, Vector
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


def fair_averages(model: ManyFacets, facet: str = CANDIDATE) -> FairAverages:
    """The fair average of every candidate, or of every level of another facet.

    Σ k P_k at B for a candidate, at the candidates' mean less the severity for a rater. By
    partial credit a fair average is the mean over the facet that has the steps, each level at
    its own difficulty; of that facet itself each level has its own steps. The candidates' mean
    is that of their measures.

    Raises `ValueError` when there is no such facet or the model has no measures.
    """
    measures, design = model.facet(facet), model.design
    if design is None or model.candidates is None:
        raise ValueError(f"model: there are no measures ({model.lack}).")
    middle = float(model.candidates.estimates.mean())
    ends = measures.intervals()
    own = facet == CANDIDATE
    low, high = (ends[:, 0], ends[:, 1]) if own else (ends[:, 1], ends[:, 0])
    value, slope = _expected(model, design, measures, measures.estimates, middle)
    return FairAverages(
        facet=facet,
        levels=measures.levels,
        estimates=value,
        standard_errors=slope * measures.standard_errors,
        lows=_expected(model, design, measures, low, middle)[0],
        highs=_expected(model, design, measures, high, middle)[0],
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


def _with_owner(model: ManyFacets, design: Design, places: Vector) -> Matrix:
    """A row per set of steps: where its own difficulty leaves each level."""
    if design.steps.owner is None:
        return places[None, :]
    return places[None, :] - model.facet(design.steps.owner).estimates[:, None]
