"""Where the differences between scores come from: a G study of a complete design.

Candidates are met by raters on questions or competencies; every facet, and every meeting of
facets, has a variance of its own (Cronbach, Gleser, Nanda & Rajaratnam 1972; Brennan 2001,
Generalizability theory, chapters 3 to 5, whose notation this is: pr is the meeting of p and
r, r:t an r within its t). What the variances mean for a decision is in `design_study`.

Designs with gaps are estimated by `reml.fit` and brought here by `from_fit`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Interval, array, check_draws, generator, labelled
from assess.science.generalizability import reml
from assess.science.scalars import check_level, check_mapping, check_row, check_rows

_Vector = NDArray[np.float64]
_Facets = frozenset[str]

DRAWS = 20_000
ROUNDING = 1e-13
FEWEST = 10
"""With fewer candidates no variance is given, and no decision rests on any."""


class Note(StrEnum):
    """What must be said beside the variances."""

    BELOW_ZERO = "below 0, as it was estimated: it counts as 0 in a decision"
    ZERO = "estimated as exactly 0"


class Reason(StrEnum):
    """Why there is no variance, or no error of it."""

    TOO_FEW = "too little data: there are fewer than 10 candidates"
    NO_ERROR = "nothing of the kind varies at all, so that nothing tells how sure that is"


class Method(StrEnum):
    """How the variances came about."""

    ANOVA = "expected mean squares, generalised interval"
    REML = "REML, normal interval of the logarithm"


@dataclass(frozen=True)
class Source:
    """One source of variance, in squared points.

    `facets` are all its indices, those it is nested in too. `degrees`, `sum_of_squares` and
    `mean_square` belong to the analysis of variance and are `None` after REML; they and the
    `variance` that follows from them are arithmetic. `estimate` is the variance where there
    are candidates enough to speak of one, and may be below 0; the interval holds a variance,
    so that it does not. `counts` is what enters a decision, never below 0. `behind` is the
    number of its levels in the mean of a complete design.
    """

    name: str
    facets: _Facets
    degrees: int | None
    sum_of_squares: float | None
    mean_square: float | None
    variance: float
    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    note: Note | None
    reason: Reason | None
    behind: int | None = None

    @property
    def counts(self) -> float:
        return max(0.0, self.variance)


@dataclass(frozen=True, eq=False)
class Study:
    """The variances of a design, with what a design study needs to carry their error on.

    `levels` is the number of levels of each facet (within its own, where nested), `mean` the
    mean score with its standard error. `reason` stands where there are too few candidates for
    any of it. `covariance` is that of the errors of the estimates,
    `draws` has a row for each draw of the variances, none below 0.
    """

    sources: tuple[Source, ...]
    levels: Mapping[str, int]
    mean: float
    mean_standard_error: float
    n: int
    level: float
    method: Method
    covariance: _Vector = field(repr=False)
    draws: _Vector = field(repr=False)
    reason: Reason | None = None

    def source(self, name: str) -> Source:
        """One source by its name, such as `pr`; `KeyError` for another one."""
        return {one.name: one for one in self.sources}[name]

    @property
    def set_to_zero(self) -> tuple[str, ...]:
        """The sources whose estimate is below 0, which a decision takes as 0."""
        return tuple(one.name for one in self.sources if one.variance < 0)


def g_study(
    scores: ArrayLike,
    facets: Sequence[str],
    *,
    seed: int,
    candidates: str | None = None,
    nested: Mapping[str, str] | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
) -> Study:
    """The variances of a complete design, one score per cell, from expected mean squares.

    `scores` has an axis per facet, in the order of `facets`; `candidates` is the first of them
    unless said, and `nested={"r": "t"}` says that the r of each t are others. Variances are
    undefined with fewer than 10 candidates. All facets are random here; `design_study` fixes
    them. The residual is taken together with the meeting of all facets.

    Standard errors are √Σ c² 2 MS² / (df + 2) (Brennan 2001, equation 6.1). Intervals and
    later ones are generalised: mean squares are drawn as df MS / χ² (Weerahandi 1993, J Am
    Stat Assoc 88:899; exact for a mean square, close for variances). Equal seeds give equal
    intervals.

    Raises `ValueError` for a facet of fewer than two levels, missing scores, names that do
    not fit the axes, or a level outside 0 to 1.
    """
    within = dict(nested or {})
    cells = _complete(scores, facets, within)
    if candidates is not None and candidates not in facets:
        raise ValueError("candidates: give one of the facets.")
    parts = _parts(facets, within)
    sizes = dict(zip(facets, cells.shape, strict=True))
    squares, degrees = _squares(cells, tuple(facets), parts)
    return linear_study(
        {_name(part, facets, within): part for part in parts},
        squares / degrees,
        degrees,
        np.asarray(np.linalg.inv(_expected(parts, sizes)), dtype=float),
        behind=[math.prod(sizes[one] for one in part) for part in parts],
        levels=sizes,
        candidates=sizes[candidates or facets[0]],
        mean=float(cells.mean()),
        n=cells.size,
        level=level,
        seed=seed,
        draws=draws,
    )


def linear_study(
    names: Mapping[str, _Facets],
    means: _Vector,
    degrees: _Vector,
    to_variances: _Vector,
    *,
    behind: Sequence[int],
    levels: Mapping[str, int],
    candidates: int,
    mean: float,
    n: int,
    level: float,
    seed: int,
    draws: int,
) -> Study:
    """A study whose variances are `to_variances` times the mean squares `means`.

    `names` has the facets of each source, `behind` its levels in the mean; `candidates` is how
    many there are. Raises `ValueError` for a level outside 0 to 1 or few draws.
    """
    _check(level, draws)
    # What rounding leaves of nothing is nothing.
    means = np.where(means > ROUNDING**2 * max(mean**2, means.max()), means, 0.0)
    estimates, scaled = to_variances @ means, to_variances * means
    covariance = (scaled * 2 / (degrees + 2)) @ scaled.T
    chances = generator(seed).chisquare(degrees, (draws, len(degrees)))
    variances = np.maximum((means * degrees / chances) @ to_variances.T, 0.0)
    ends = np.quantile(variances, [(1 - level) / 2, (1 + level) / 2], axis=0)
    found = np.column_stack([estimates, np.sqrt(np.diag(covariance)), *ends])
    few = Reason.TOO_FEW if candidates < FEWEST else None
    sources = tuple(
        _source(name, facets, degrees[i], means[i], found[i].tolist(), behind[i], few)
        for i, (name, facets) in enumerate(names.items())
    )
    squared = math.fsum(one.counts / number for one, number in zip(sources, behind, strict=True))
    return Study(
        sources=sources,
        levels=levels,
        mean=mean,
        mean_standard_error=math.sqrt(squared),
        n=n,
        level=level,
        method=Method.ANOVA,
        covariance=covariance,
        draws=variances,
        reason=few,
    )


def _source(
    name: str,
    facets: _Facets,
    degrees: float,
    mean: float,
    found: Sequence[float],
    behind: int,
    few: Reason | None,
) -> Source:
    """A source by its mean square; `found` is its variance, the error of that, and the limits."""
    variance, error, low, high = map(float, found)
    reason = few or (None if error else Reason.NO_ERROR)
    return Source(
        name=name,
        facets=facets,
        degrees=int(degrees),
        sum_of_squares=float(mean * degrees),
        mean_square=float(mean),
        variance=variance,
        estimate=None if few else variance,
        standard_error=None if reason else error,
        interval=None if reason else (low, high),
        note=Note.BELOW_ZERO if variance < 0 else None,
        reason=reason,
        behind=behind,
    )


def from_fit(
    fit: reml.Fit, facets: Mapping[str, Sequence[str]], *, seed: int, draws: int = DRAWS
) -> Study:
    """The variances of a design with gaps, as `reml.fit` found them without covariates.

    `facets` gives for each component, the residual too, the facets it is the meeting of:
    `{"candidate": "p", "rater": "r", "residual": "pr"}`. Candidates are the first facet of
    the first one. Variances are drawn on the log scale (ten Hove, Jorgensen & van der Ark 2025,
    Multivar Behav Res 60:1042); one estimated as 0 stays 0, and intervals are then too narrow.

    Raises `ValueError` for a fit without variances, or where a component has no facets.
    """
    if fit.covariance is None or len(fit.fixed) != 1:
        raise ValueError("fit: give one that has variances, and no covariates.")
    check_rows(facets, "facets")
    if {one.name for one in fit.components} != set(facets):
        raise ValueError("facets: give those of every component, the residual too.")
    named = {one.name: frozenset(facets[one.name]) for one in fit.components}
    order = tuple(dict.fromkeys(one for given in facets.values() for one in given))
    alone = (one for one in fit.components if len(named[one.name]) == 1)
    levels = {min(named[one.name]): one.levels for one in alone}
    few = Reason.TOO_FEW if levels.get(order[0], 0) < FEWEST else None
    sources = tuple(
        Source(
            name=_name(named[one.name], order, {}),
            facets=named[one.name],
            degrees=None,
            sum_of_squares=None,
            mean_square=None,
            variance=one.estimate,
            estimate=None if few else one.estimate,
            standard_error=None if few else one.standard_error,
            interval=None if few else one.interval,
            note=Note.ZERO if one.boundary else None,
            reason=few,
        )
        for one in fit.components
    )
    return Study(
        sources=sources,
        levels=levels,
        mean=fit.fixed[0].estimate,
        mean_standard_error=fit.fixed[0].standard_error,
        n=fit.n,
        level=fit.level,
        method=Method.REML,
        covariance=fit.covariance,
        draws=reml.drawn_components(fit, seed=seed, draws=draws),
        reason=few,
    )


def table(
    scores: ArrayLike,
    labels: Mapping[str, ArrayLike],
    *,
    nested: Mapping[str, str] | None = None,
) -> _Vector:
    """Scores one below another as the table `g_study` wants, an axis per facet of `labels`.

    Levels are sorted; those of a nested facet are counted within the level they belong to.
    Raises `ValueError` unless every cell has exactly one score.
    """
    values = array(scores, "scores")
    within = dict(nested or {})
    check_mapping(labels, "labels")
    if not labels or values.ndim != 1 or not len(values):
        raise ValueError("labels: give one facet, and one score, at least.")
    whole = np.ones(len(values), dtype=bool)
    places = {name: labelled(one, whole, name)[1] for name, one in labels.items()}
    for name, outer in within.items():
        places[name] = _counted_within(places[name], places[outer])
    cells = tuple(places.values())
    shape = tuple(int(one.max()) + 1 for one in cells)
    counts = np.zeros(shape, dtype=int)
    np.add.at(counts, cells, 1)
    if not (counts == 1).all():
        raise ValueError("scores: give exactly one for every cell; with gaps, use reml.fit.")
    found = np.empty(shape)
    found[cells] = values
    return found


def _counted_within(places: NDArray[np.intp], outer: NDArray[np.intp]) -> NDArray[np.intp]:
    found = np.empty_like(places)
    for one in np.unique(outer):
        rows = outer == one
        found[rows] = np.unique(places[rows], return_inverse=True)[1]
    return found


def _complete(scores: ArrayLike, facets: Sequence[str], within: Mapping[str, str]) -> _Vector:
    found = array(scores, "scores")
    if not isinstance(facets, str):
        check_row(facets, "facets")
    if len(set(facets)) != found.ndim or found.ndim < 2:
        raise ValueError("facets: give a name of its own for every axis, two at least.")
    if not set(within) | set(within.values()) <= set(facets) or set(within) & set(within.values()):
        raise ValueError("nested: give facets, each within another one that is not nested.")
    if min(found.shape) < 2:
        raise ValueError("scores: give two levels of each facet at least.")
    if not np.isfinite(found).all():
        raise ValueError("scores: give one for every cell; with gaps, use reml.fit.")
    return found


def _parts(facets: Sequence[str], within: Mapping[str, str]) -> tuple[_Facets, ...]:
    """Every meeting of facets that the design has, small ones first."""
    chosen = (
        frozenset(some) for size in range(1, len(facets) + 1) for some in combinations(facets, size)
    )
    return tuple(
        part for part in chosen if all(within[one] in part for one in part if one in within)
    )


def _squares(
    table: _Vector, facets: tuple[str, ...], parts: tuple[_Facets, ...]
) -> tuple[_Vector, _Vector]:
    """Sums of squares and degrees of freedom of each part."""
    centred = table - table.mean()
    effects: dict[_Facets, _Vector] = {}
    degrees: dict[_Facets, int] = {}
    for part in parts:
        over = tuple(axis for axis, name in enumerate(facets) if name not in part)
        smaller = [one for one in parts if one < part]
        means = centred.mean(axis=over, keepdims=True)
        effects[part] = means - sum(effects[one] for one in smaller)
        degrees[part] = means.size - 1 - sum(degrees[one] for one in smaller)
    squares = [float((one**2).sum()) * table.size / one.size for one in effects.values()]
    return np.array(squares), np.array([float(one) for one in degrees.values()])


def _expected(parts: tuple[_Facets, ...], sizes: Mapping[str, int]) -> _Vector:
    """How often each variance (column) is in each expected mean square (row)."""
    outside = [np.prod([size for name, size in sizes.items() if name not in p]) for p in parts]
    return np.array(
        [
            [times if one <= other else 0.0 for other, times in zip(parts, outside, strict=True)]
            for one in parts
        ]
    )


def _name(part: _Facets, facets: Sequence[str], within: Mapping[str, str]) -> str:
    nests = {within[one] for one in part if one in within}
    join = "" if all(len(one) == 1 for one in facets) else " x "
    main = join.join(one for one in facets if one in part and one not in nests)
    return main + (":" + join.join(one for one in facets if one in nests) if nests else "")


def _check(level: float, draws: int) -> None:
    check_level(level)
    check_draws(draws, 100)
