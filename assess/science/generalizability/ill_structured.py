"""How reliable mean ratings are when every candidate meets other raters, in other numbers.

G(q,k) of Putka, Le, McCloy & Diaz (2008, J Appl Psychol 93:959): raters count as error only
as far as candidates did not share them. With everybody rated by the same people it is the
consistency of a mean, ICC(C,k), and with no rater shared ICC(1,k).
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Interval, array, label_list, labelled
from assess.science.generalizability import reml
from assess.science.generalizability.g_study import DRAWS
from assess.science.generalizability.reml import drawn_components
from assess.science.scalars import check_level, is_number

_Vector = NDArray[np.float64]
_Labels = tuple[NDArray[np.generic], NDArray[np.intp]]

FEWEST = 10
"""With fewer candidates whom two people rated, no coefficient is given."""

ROUNDING = 1e-24
"""With a smaller share of the squares left over, what is left is rounding."""

CANDIDATE, RATER = "candidate", "rater"


class Reason(StrEnum):
    """Why there is no number, or what must be said beside it."""

    TOO_FEW = "too little data: fewer than 10 candidates were rated by two people or more"
    NO_VARIANCES = "the ratings cannot tell candidates, raters and error apart"
    ALIKE = "the ratings show no difference between candidates beyond chance"
    RATERS_ALIKE = "the ratings show no difference between raters, whose error is left out"
    APART = "raters fall into groups that share no candidate"
    NO_ERROR = "no rating is left over to judge the error by"
    EXACT = "raters explain every rating to the last digit, so nothing tells how sure that is"


@dataclass(frozen=True)
class Design:
    """How candidates and raters met.

    `k` is the harmonic mean number of raters per candidate, `q` the share of the rater
    variance that makes candidates differ: 0 when all share their raters, 1 / k when none do.
    `single` candidates were rated by one person only; `groups` of candidates and raters have
    nobody in common.
    """

    candidates: int
    raters: int
    n: int
    k: float
    q: float
    single: int
    groups: int

    @property
    def single_share(self) -> float:
        """The share of candidates rated by fewer than two people."""
        return self.single / self.candidates


@dataclass(frozen=True, eq=False)
class PanelReliability:
    """G(q,k) with its interval, or `None` and the reason.

    `sem` is the standard error of a candidate's mean rating, in points, `one_rater` the
    reliability of one rating when nobody shares a rater.
    """

    estimate: float | None
    standard_error: float | None
    interval: Interval | None
    level: float
    sem: float | None
    one_rater: float | None
    design: Design
    fit: reml.Fit | None
    missing: int
    reason: Reason | None
    method: str = "G(q,k), REML, Monte Carlo interval"

    @property
    def n(self) -> int:
        """Ratings behind it."""
        return self.design.n


@dataclass(frozen=True)
class Contrast:
    """How much higher a rater rates than the reference, in points, with its t interval.

    Without any error left over there is neither a standard error nor an interval.
    """

    rater: object
    estimate: float
    standard_error: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Contrasts:
    """Raters against `reference` on the candidates they share; `reason` says what is undefined.

    `residual` is the standard deviation of what is left, in points, with `degrees` of freedom.
    """

    reference: object
    contrasts: tuple[Contrast, ...]
    residual: float | None
    degrees: int
    n: int
    level: float
    reason: Reason | None
    method: str = "least squares, candidates and raters fixed"


def panel_reliability(
    scores: ArrayLike,
    candidates: ArrayLike,
    raters: ArrayLike,
    *,
    seed: int,
    level: float = 0.95,
    draws: int = DRAWS,
) -> PanelReliability:
    """G(q,k) = σ²T / (σ²T + q σ²R + σ²e / k) of the mean ratings behind these scores.

    A score per candidate and rater at most; NaN is left out. Variances are REML's. The
    standard error is the delta method's; the interval draws the logarithms of the variances
    from the observed information (ten Hove, Jorgensen & van der Ark 2025, Multivar Behav Res
    60:1042). Where the variance of candidates is 0, the interval ends where its profile
    likelihood does. Equal seeds give equal intervals.

    Raises `ValueError` for a pair that has two scores, lengths that differ, or a level outside
    0 to 1.
    """
    table, ratees, judges = _pairs(scores, candidates, raters)
    design = _design(ratees[1], judges[1])
    missing = np.asarray(scores).size - design.n
    none = PanelReliability(
        None, None, None, level, None, None, design, None, missing, Reason.TOO_FEW
    )
    if np.count_nonzero(np.bincount(ratees[1]) > 1) < FEWEST or design.raters < 2:
        return none
    fit = _fitted(table, ratees, judges, level)
    if fit.covariance is None:
        return replace(none, fit=fit, reason=Reason.NO_VARIANCES)
    variances = np.array([one.estimate for one in fit.components])
    shares = np.array([0.0, design.q, 1 / design.k])
    value = float(_reliability(variances, shares))
    error, interval = _uncertainty(fit, variances, shares, seed=seed, draws=draws)
    return PanelReliability(
        estimate=value,
        standard_error=error,
        interval=interval,
        level=level,
        sem=math.sqrt(float(variances @ shares)),
        one_rater=float(_reliability(variances, np.array([0.0, 1.0, 1.0]))),
        design=design,
        fit=fit,
        missing=missing,
        reason=_said(variances),
    )


def chance_of_severity(scores: ArrayLike, candidates: ArrayLike, raters: ArrayLike) -> float | None:
    """How often chance alone would make raters who are all equally strict differ as much.

    The p of the restricted likelihood with raters against that without, whose variance cannot be
    below 0: half the chance of χ² with one degree (Self & Liang 1987, J Am Stat Assoc 82:605).
    `None` where there are no variances. Raises `ValueError` as `panel_reliability` does.
    """
    table, ratees, judges = _pairs(scores, candidates, raters)
    if min(len(ratees[0]), len(judges[0])) < 2:
        return None
    alone = {CANDIDATE: ratees[0][ratees[1]]}
    both = {**alone, RATER: judges[0][judges[1]]}
    fits = [reml.fit(table, one, intervals=reml.Intervals.LOG) for one in (both, alone)]
    found, without = (one.deviance for one in fits)
    if found is None or without is None:
        return None
    apart = max(0.0, without - found)
    return math.erfc(math.sqrt(apart / 2)) / 2 if apart else 1.0


def planned_reliability(
    found: PanelReliability, k: float, q: float, *, seed: int, draws: int = DRAWS
) -> PanelReliability:
    """The same for `k` raters per candidate and another overlap `q`, from 0 to 1 / k.

    `design` stays that of the data. Raises `ValueError` where there is no fit, and outside
    these numbers.
    """
    if found.fit is None or found.fit.covariance is None:
        raise ValueError("found: give a result that has variances.")
    if not (is_number(k) and is_number(q) and k >= 1 and 0 <= q <= 1 / k):
        raise ValueError("k, q: give k of 1 or more and q from 0 to 1 / k.")
    variances = np.array([one.estimate for one in found.fit.components])
    shares = np.array([0.0, q, 1 / k])
    error, interval = _uncertainty(found.fit, variances, shares, seed=seed, draws=draws)
    value, sem = float(_reliability(variances, shares)), math.sqrt(float(variances @ shares))
    return replace(found, estimate=value, standard_error=error, interval=interval, sem=sem)


def rater_contrasts(
    scores: ArrayLike, candidates: ArrayLike, raters: ArrayLike, *, level: float = 0.95
) -> Contrasts:
    """Each rater against the first by name, from least squares with candidates and raters fixed.

    Nothing is drawn towards the mean, unlike the effects of `reml.fit`, so that raters with few
    ratings stand far out. Raises `ValueError` as `panel_reliability` does.
    """
    table, ratees, judges = _pairs(scores, candidates, raters)
    design = _design(ratees[1], judges[1])
    reference, degrees = judges[0][0], design.n - design.candidates - design.raters + 1
    none = Contrasts(reference, (), None, degrees, design.n, level, Reason.APART)
    check_level(level)
    if design.groups > 1:
        return none
    if degrees < 1:
        return replace(none, reason=Reason.NO_ERROR)
    met = _met(ratees[1], judges[1])
    counts, centred = np.bincount(ratees[1]), table - table.mean()
    means = np.bincount(ratees[1], centred) / counts
    inner = np.diag(np.bincount(judges[1])) - (met.T @ met.multiply(1 / counts[:, None])).toarray()
    totals = np.bincount(judges[1], centred) - met.T @ means
    inverse = np.linalg.inv(inner[1:, 1:])
    effects = inverse @ totals[1:]
    left = float(centred @ centred - (counts * means) @ means - effects @ totals[1:])
    if left <= ROUNDING * float(table @ table):
        exact = tuple(
            Contrast(rater, float(one), None, None)
            for rater, one in zip(judges[0][1:].tolist(), effects, strict=True)
        )
        return replace(none, contrasts=exact, residual=0.0, reason=Reason.EXACT)
    residual = math.sqrt(left / degrees)
    errors = residual * np.sqrt(np.diag(inverse))
    margins = float(scipy.special.stdtrit(degrees, (1 + level) / 2)) * errors
    contrasts = tuple(
        Contrast(rater, float(one), float(error), (float(one - margin), float(one + margin)))
        for rater, one, error, margin in zip(
            judges[0][1:].tolist(), effects, errors, margins, strict=True
        )
    )
    return Contrasts(reference, contrasts, residual, degrees, design.n, level, None)


def design(candidates: ArrayLike, raters: ArrayLike) -> Design:
    """How candidates and raters met, of whom each pair is named once."""
    seen = np.ones(len(label_list(candidates, "candidates")), dtype=bool)
    if not len(seen):
        raise ValueError("candidates: give one at least.")
    ratees, judges = labelled(candidates, seen, "candidates"), labelled(raters, seen, "raters")
    return _design(ratees[1], judges[1])


def _fitted(table: _Vector, ratees: _Labels, judges: _Labels, level: float) -> reml.Fit:
    """The profile likelihood is worth its time only where candidates do not differ at all."""
    names = {CANDIDATE: ratees[0][ratees[1]], RATER: judges[0][judges[1]]}
    fit = reml.fit(table, names, level=level, intervals=reml.Intervals.LOG)
    if fit.reason is None and not fit.component(CANDIDATE).estimate:
        return reml.fit(table, names, level=level)
    return fit


def _uncertainty(
    fit: reml.Fit, variances: _Vector, shares: _Vector, *, seed: int, draws: int
) -> tuple[float | None, Interval]:
    """The delta standard error, and both ends."""
    if variances[0] == 0:
        ends = fit.component(CANDIDATE).interval
        if ends is None or ends[1] == math.inf:
            return None, (0.0, 1.0)
        return None, (0.0, ends[1] / (ends[1] + float(variances @ shares)))
    drawn = _reliability(drawn_components(fit, seed=seed, draws=draws), shares)
    low, high = np.quantile(drawn, [(1 - fit.level) / 2, (1 + fit.level) / 2]).tolist()
    error = float(variances @ shares)
    slopes = np.concatenate([[error], -variances[0] * shares[1:]]) / (variances[0] + error) ** 2
    covariance = np.asarray(fit.covariance)
    return math.sqrt(float(slopes @ covariance @ slopes)), (low, high)


def _reliability(variances: _Vector, shares: _Vector) -> _Vector:
    true = variances[..., 0]
    result: _Vector = true / (true + variances @ shares)
    return result


def _said(variances: _Vector) -> Reason | None:
    if variances[0] == 0:
        return Reason.ALIKE
    return Reason.RATERS_ALIKE if variances[1] == 0 else None


def _design(ratees: NDArray[np.intp], judges: NDArray[np.intp]) -> Design:
    counts = np.bincount(ratees)
    people, others = len(counts), int(judges.max()) + 1
    k = people / float((1 / counts).sum())
    each = 1 / counts[ratees]
    # Pairs of candidates are summed rater by rater: of all pairs there are too many.
    shared = np.bincount(judges, each) ** 2 - np.bincount(judges, each**2)
    q = 1 / k - float(shared.sum()) / (people * (people - 1)) if people > 1 else 1 / k
    met = np.ones(len(ratees)), (ratees, judges + people)
    graph = scipy.sparse.csr_array(met, shape=(people + others,) * 2)
    return Design(
        candidates=people,
        raters=others,
        n=len(ratees),
        k=k,
        # What everybody shares is no error, and rounding makes it none below 0.
        q=max(0.0, q),
        single=int((counts == 1).sum()),
        groups=int(scipy.sparse.csgraph.connected_components(graph, directed=False)[0]),
    )


def _met(ratees: NDArray[np.intp], judges: NDArray[np.intp]) -> "scipy.sparse.csr_array":
    """A row per candidate, a column per rater, one where they met."""
    return scipy.sparse.csr_array((np.ones(len(ratees)), (ratees, judges)))


def _pairs(
    scores: ArrayLike, candidates: ArrayLike, raters: ArrayLike
) -> tuple[_Vector, _Labels, _Labels]:
    """The scores that are there, and who was rated by whom as names and places."""
    table = array(scores, "scores")
    seen = ~np.isnan(table)
    if table.ndim != 1 or not seen.any() or np.isinf(table).any():
        raise ValueError("scores: give numbers, and NaN where one is missing.")
    ratees = labelled(candidates, seen, "candidates")
    judges = labelled(raters, seen, "raters")
    if len(np.unique(ratees[1] * len(judges[0]) + judges[1])) < int(seen.sum()):
        raise ValueError("scores: give one at most for each candidate and rater.")
    return table[seen], ratees, judges
