"""How well a level's ratings follow the model: infit and outfit mean squares, and their z.

Infit weighs squared residuals by their information, outfit lets odd single ratings count in
full (Wright & Masters 1982, Rating scale analysis, ch. 5). 1 is what the model expects; above,
ratings are less predictable than it says, below, more so, as with halo or a rater who keeps to
the middle (Linacre 2002, Rasch Meas Trans 16:878, for the reading).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.facets.measures import ManyFacets, Moments
from assess.science.facets.ratings import Facet, Places, Vector

PRODUCTIVE = 0.5, 1.5
DISTORTING = 2.0
BEYOND_CHANCE = 2.0
LARGEST_Z = 9.0
"""FACETS prints no larger z either."""


class Reading(StrEnum):
    """What a mean square says; nothing where chance does as much."""

    FITS = "the ratings follow the model"
    OVERFIT = "the ratings are more alike than the model expects"
    NOISY = "the ratings are less predictable than the model expects"
    DISTORTS = "the ratings are so unpredictable that they distort the results"
    CHANCE = "the ratings look odd, but chance does as much"


@dataclass(frozen=True, eq=False)
class FitStatistics:
    """Mean squares of every level, in the order of `levels`, over `counts` ratings each.

    `infit_errors` and `outfit_errors` are the standard deviations of the mean squares where the
    model holds; `infit_z` and `outfit_z` are about normal there (Wilson & Hilferty), cut off at
    ±9.
    """

    facet: str
    levels: tuple[Hashable, ...]
    infit: Vector
    outfit: Vector
    infit_errors: Vector
    outfit_errors: Vector
    infit_z: Vector
    outfit_z: Vector
    counts: Places
    method: str = "mean squares of residuals, Wilson-Hilferty z"

    def of(self, level: Hashable) -> "LevelFit":
        """The fit of one level; `KeyError` when it has no measure."""
        try:
            at = self.levels.index(level)
        except ValueError:
            raise KeyError(level) from None
        infit, z = float(self.infit[at]), float(self.infit_z[at])
        return LevelFit(
            level=level,
            infit=infit,
            outfit=float(self.outfit[at]),
            infit_error=float(self.infit_errors[at]),
            outfit_error=float(self.outfit_errors[at]),
            infit_z=z,
            outfit_z=float(self.outfit_z[at]),
            n=int(self.counts[at]),
            reading=reading(infit, z),
        )


@dataclass(frozen=True)
class LevelFit:
    """The mean squares of one level, their standard deviations where the model holds, their z."""

    level: Hashable
    infit: float
    outfit: float
    infit_error: float
    outfit_error: float
    infit_z: float
    outfit_z: float
    n: int
    reading: Reading


def fit_statistics(model: ManyFacets, facet: str) -> FitStatistics:
    """Infit and outfit of every level of a facet, or of the candidates.

    infit = Σ r² / Σ V, outfit = mean of r² / V, z = (MS^⅓ - 1)(3 / q) + q / 3 with
    q² = Σ (C - V²) / (Σ V)² for infit and Σ (C / V²) / n² - 1 / n for outfit, C the fourth
    central moment of a rating (Wright & Masters 1982, p. 100). By MML each of these is a mean
    over the candidate's posterior; z then errs towards 0.

    Raises `ValueError` when there is no such facet or the model has no measures.
    """
    if model.moments is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    return of_residuals(model.data.facet(facet), model.moments)


def of_residuals(facet: Facet, moments: Moments) -> FitStatistics:
    """Infit and outfit from what was expected of each rating; see `fit_statistics`."""
    counts, variance = facet.counts, facet.sums(moments.variance)
    infit = facet.sums(moments.squares) / variance
    outfit = facet.sums(moments.standardised) / counts
    of_infit = np.sqrt(np.maximum(facet.sums(moments.excess), 0.0)) / variance
    relative = facet.sums(moments.relative) / counts**2 - 1 / counts
    of_outfit = np.sqrt(np.maximum(relative, 0.0))
    return FitStatistics(
        facet=facet.name,
        levels=facet.levels,
        infit=infit,
        outfit=outfit,
        infit_errors=of_infit,
        outfit_errors=of_outfit,
        infit_z=cube_root_z(infit, of_infit),
        outfit_z=cube_root_z(outfit, of_outfit),
        counts=counts,
    )


def cube_root_z(mean_squares: Vector, errors: Vector) -> Vector:
    """Wilson & Hilferty's z of mean squares, cut off at ±9; 0 where they cannot vary."""
    there = errors > 0
    safe = np.where(there, errors, 1.0)
    z = (np.cbrt(mean_squares) - 1) * 3 / safe + safe / 3
    return np.where(there, np.clip(z, -LARGEST_Z, LARGEST_Z), 0.0)


def reading(mean_square: float, z: float) -> Reading:
    """What a mean square says together with its z."""
    low, high = PRODUCTIVE
    if low <= mean_square <= high:
        return Reading.FITS
    if abs(z) < BEYOND_CHANCE:
        return Reading.CHANCE
    if mean_square < low:
        return Reading.OVERFIT
    return Reading.DISTORTS if mean_square > DISTORTING else Reading.NOISY
