"""What a many-facet model finds: measures with their errors, steps, and what was expected."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assess.science.estimates import Estimate
from assess.science.facets.design import Design
from assess.science.facets.extremes import Extreme
from assess.science.facets.marginal import Problem
from assess.science.facets.ratings import Matrix, Places, Ratings, Vector
from assess.science.scalars import quantile


class Method(StrEnum):
    """How measures came about."""

    JMLE = "joint maximum likelihood, many-facet Rasch"
    MML = "marginal maximum likelihood, many-facet Rasch, candidates normal, EAP"


class Lack(StrEnum):
    """Why there are no measures."""

    NOTHING_LEFT = "no ratings are left once those who only got or gave one extreme are taken out"
    TOO_FEW = "there are not two candidates, or the ratings do not vary"
    DISCONNECTED = "candidates and raters fall into subsets that share nobody"
    CONFOUNDED = "the design cannot tell the facets apart, such as raters from competencies"
    NO_MAXIMUM = "the ratings leave at least one measure without a limit"


class Caution(StrEnum):
    """What must be said beside the measures."""

    FIXED_SPREAD = "too few candidates to estimate how far they differ, so a spread was assumed"
    NO_SPREAD = "the ratings show no difference between candidates beyond chance"


@dataclass(frozen=True, eq=False)
class Measures:
    """The measures of a facet in logits, in the order of `levels`.

    Of candidates higher is better; of the others higher is more severe or harder, and they add
    up to 0. `standard_errors` hold what is not known of everything else; `conditional_errors`
    take all else as known (the errors FACETS prints; of candidates by MML the posterior SD).
    `raw_scores` add up the `counts` ratings of each level. Intervals are normal, at `level`.
    """

    facet: str
    levels: tuple[Hashable, ...]
    estimates: Vector
    standard_errors: Vector
    conditional_errors: Vector
    counts: Places
    raw_scores: Vector
    level: float
    method: Method

    @property
    def raw_means(self) -> Vector:
        """The mean rating of each level, in points."""
        return self.raw_scores / self.counts

    def intervals(self) -> Matrix:
        """The lower and the upper end of each level, a row each."""
        margin = quantile(self.level) * self.standard_errors
        return np.column_stack([self.estimates - margin, self.estimates + margin])

    def place(self, level: Hashable) -> int:
        """Where a level stands; `KeyError` when it has no measure."""
        try:
            return self.levels.index(level)
        except ValueError:
            raise KeyError(level) from None

    def of(self, level: Hashable) -> Estimate:
        """The measure of one level; `KeyError` when it has none."""
        at = self.place(level)
        low, high = self.intervals()[at].tolist()
        value, error = float(self.estimates[at]), float(self.standard_errors[at])
        return Estimate(
            value, error, (low, high), self.level, int(self.counts[at]), self.method.value
        )


class NoThreshold(StrEnum):
    """Why there is no threshold."""

    UNUSED = "one of the two categories was never used"


@dataclass(frozen=True)
class Threshold:
    """Where a category becomes likelier than the one below it, in logits.

    `None` where one of the two was never used, and of the error where there are only two
    categories, whose threshold is 0 by definition.
    """

    category: int
    estimate: float | None
    standard_error: float | None

    @property
    def reason(self) -> NoThreshold | None:
        """Why there is none."""
        return NoThreshold.UNUSED if self.estimate is None else None


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of all ratings, or of one level of a facet; those there are add up to 0."""

    level: Hashable | None
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class Population:
    """The normal distribution of the candidates, in logits.

    `reliability` is that of the EAP scores: their variance over itself plus the mean of the
    squared posterior SDs. It is `None`, as `sd` has no error, where `caution` says why.
    """

    mean: Estimate
    sd: Estimate
    reliability: float | None
    caution: Caution | None


@dataclass(frozen=True, eq=False)
class Moments:
    """What the model expects of every rating, in the order of `ManyFacets.data`.

    In points and powers of points; averaged over the posterior of the candidate by MML.
    `squares` are those of the residual, `standardised` the same over the variance; `excess` is
    C - V², C the fourth central moment, and `relative` C / V².
    """

    expected: Vector
    variance: Vector
    squares: Vector
    standardised: Vector
    excess: Vector
    relative: Vector


@dataclass(frozen=True, eq=False)
class ManyFacets:
    """Measures of candidates and facets, or none of them and what is lacking.

    `log_likelihood` is the joint one by JMLE and the marginal one by MML. `extreme` levels
    were taken out with their ratings; `data` are the ratings the measures rest on. `unknowns`
    are the free parameters in the order of `design`, by MML followed by the candidates' mean
    and, where it was estimated, the logarithm of their SD; `problem` says which. `covariance`
    is that of their errors; `leverage` is how much a candidate's measure (a row) moves with
    each of them.
    """

    candidates: Measures | None
    facets: tuple[Measures, ...]
    steps: tuple[Thresholds, ...]
    population: Population | None
    log_likelihood: float | None
    extreme: tuple[Extreme, ...]
    moments: Moments | None
    data: Ratings
    design: Design | None
    problem: Problem | None
    unknowns: Vector
    covariance: Matrix
    leverage: Matrix
    n: int
    missing: int
    level: float
    method: Method
    reason: Lack | None

    def facet(self, name: str) -> Measures:
        """The measures of a facet, or of the candidates, by name.

        Raises `ValueError` when there is none, because it was not asked for or because the
        model has no measures at all.
        """
        there = (self.candidates, *self.facets) if self.candidates else self.facets
        for one in there:
            if one.facet == name:
                return one
        raise ValueError(f"facet: there are no measures of {name}.")


def lacking(
    data: Ratings, extreme: tuple[Extreme, ...], level: float, method: Method, reason: Lack
) -> ManyFacets:
    """A model without measures."""
    none, nothing = np.empty(0), np.empty((0, 0))
    return ManyFacets(
        None, (), (), None, None, extreme, None, data, None, None, none, nothing, nothing, data.n,
        data.missing, level, method, reason,
    )  # fmt: skip


def thresholds_of(design: Design, unknowns: Vector, covariance: Matrix) -> tuple[Thresholds, ...]:
    """The thresholds of every set of steps, with errors from the covariance of all unknowns."""
    split, steps = design.difficulties, design.steps
    inner = covariance[split : split + len(steps.free[0]), split : split + len(steps.free[0])]
    found = []
    for place, name in enumerate(steps.names):
        turn, defined = steps.of_thresholds(place)
        values = turn @ unknowns[split:]
        errors = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", turn, inner, turn), 0.0))
        found.append(
            Thresholds(
                name,
                tuple(
                    Threshold(
                        category=design.data.lowest + row + 1,
                        estimate=float(values[row]) if defined[row] else None,
                        standard_error=float(errors[row]) if defined[row] and errors[row] else None,
                    )
                    for row in range(len(values))
                ),
            )
        )
    return tuple(found)


def facets_of(
    design: Design,
    unknowns: Vector,
    covariance: Matrix,
    variances: Vector,
    level: float,
    method: Method,
) -> tuple[Measures, ...]:
    """The measures of every facet; `variances` of the ratings make the conditional errors."""
    found = []
    for place, facet in enumerate(design.data.facets):
        turn = design.spread_out(place)
        size = turn.shape[1]
        errors = np.einsum("ij,jk,ik->i", turn, covariance[:size, :size], turn)
        found.append(
            Measures(
                facet=facet.name,
                levels=facet.levels,
                estimates=turn @ unknowns,
                standard_errors=np.sqrt(np.maximum(errors, 0.0)),
                conditional_errors=1 / np.sqrt(facet.sums(variances)),
                counts=facet.counts,
                raw_scores=facet.sums(design.data.scores.astype(float)),
                level=level,
                method=method,
            )
        )
    return tuple(found)
