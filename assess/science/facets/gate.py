"""Whether results may be shown corrected for severity, and how, beside the raw ones.

A correction takes out what a candidate's raters were too severe by and puts in what is not
known of their severity. It is shown only where the first is more than the second, and never
where severity and candidates cannot be told apart.

What one rater gives one candidate on several competencies hangs together, as one impression
colours all. The model takes such ratings for as many independent ones, so its errors are too
small; `together` says by how much, and every error here is made larger by it.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimates import Estimate
from assess.science.facets import mml
from assess.science.facets.fair_average import FairAverages, fair_averages
from assess.science.facets.measures import Caution, Lack, ManyFacets, Method
from assess.science.facets.ratings import COMPETENCY, RATER, Matrix, Places, Ratings, Vector
from assess.science.facets.separation import Separation, separation, true_variance

FEWEST_RATINGS = 5
"""With fewer ratings a rater's severity is drawn to that of the others."""

CHANCE = 0.05

EVEN = 0.5
"""At this reliability of severity a full correction adds as much error as it removes."""

ROUNDING = 1e-12


class Verdict(StrEnum):
    """Which results may be shown beside the raw ones."""

    CORRECTED = "results corrected for severity may be shown"
    DRAWN = "results corrected for severity may be shown, severities drawn to their mean"
    WITHHELD = "only raw results may be shown"


class Reason(StrEnum):
    """Why a correction is withheld or severities are drawn to their mean."""

    DISCONNECTED = "candidates and raters fall into subsets that share nobody"
    CONFOUNDED = "the design cannot tell severity from the competencies that were rated"
    NO_MEASURES = "the ratings do not allow for measures"
    SAME_RATERS = "every candidate was rated by the same people, so severity is the same for all"
    NOT_SHOWN = "raters do not differ in severity beyond chance"
    FEW_RATINGS = "a rater gave fewer than 5 ratings"
    FEW_CANDIDATES = "fewer than 30 candidates, so how far they differ was assumed"
    NO_SPREAD = "the ratings show no difference between candidates"
    EXTREME_RATER = "a rater gave only the highest or only the lowest rating"
    NOISE = "severities are not sure enough to be undone in full"


@dataclass(frozen=True)
class Gate:
    """What may be shown, and what that rests on.

    `severity` are the differences between raters, with errors that hold all that is not known.
    `removed` is how far, in logits, results of candidates typically are off because their
    raters were severe or lenient, chance taken off; `added` what a full correction would put
    in instead. `together` is the design effect: how much larger error variances are because
    ratings of one rater of one candidate hang together. `chi_square` with `degrees` and `p` is
    Wald's test that all raters are equally severe, and `None` for one rater. All are `None`
    where there are no measures. `n` counts ratings that measures rest on; `candidates` and
    `raters` count theirs, and everybody's where `correct` has all of the data.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    severity: Separation | None
    removed: float | None
    added: float | None
    chi_square: float | None
    degrees: int
    p: float | None
    candidates: int
    raters: int
    n: int
    together: float | None = None
    method: str = "many-facet Rasch, Wald test of severity, error removed against error added"


@dataclass(frozen=True)
class Corrected:
    """A candidate's raw mean beside the fair average, in points, with the ranks of both.

    Ranks are 1 for the best, ties sharing the mean of theirs. `fair`, its rank and `change`
    (places gained) are `None` where the gate is closed.
    """

    candidate: Hashable
    ratings: int
    raw: float
    fair: Estimate | None
    raw_rank: float
    fair_rank: float | None
    change: float | None


@dataclass(frozen=True, eq=False)
class Correction:
    """The gate, the model behind the results, and all candidates, in order."""

    gate: Gate
    model: ManyFacets
    rows: tuple[Corrected, ...]


def correct(
    data: Ratings,
    *,
    rater: str = RATER,
    steps_by: str | None = None,
    weights: Mapping[Hashable, float] | None = None,
    level: float = 0.95,
) -> Correction:
    """Raw and fair results side by side, the latter only as far as the gate lets them.

    Where severities are to be drawn to their mean, it is to the SD between raters at which
    their chi-square is what it is expected to be. Where ratings hang together, each counts for
    less, and candidates and severities are drawn to their means the more. `weights` are those
    of the competencies, as `fair_averages` takes them; nothing is shown where one of these has
    no measure. Raises `ValueError` as `mml.fit` and `fair_averages` do.
    """
    model = mml.fit(data, steps_by=steps_by, level=level)
    found = gate(model, rater=rater)
    if found.verdict is not Verdict.WITHHELD:
        model = _discounted(data, model, rater, found, steps_by)
        if model.reason or not _are_measured(model, weights or {}):
            found = _closed(model, rater, Reason.NO_MEASURES)
    fair = None if found.verdict is Verdict.WITHHELD else fair_averages(model, weights=weights)
    given = len(data.candidates.levels), len(data.facet(rater).levels)
    found = replace(found, candidates=given[0], raters=given[1])
    return Correction(found, model, _rows(data, fair))


def _are_measured(model: ManyFacets, competencies: Iterable[Hashable]) -> bool:
    return all(one in model.facet(COMPETENCY).levels for one in competencies)


def _discounted(
    data: Ratings, model: ManyFacets, rater: str, found: Gate, steps_by: str | None
) -> ManyFacets:
    """The model whose measures may be shown, with ratings that count for as much as they tell.

    A likelihood to the power 1/c has its highest point, with priors, where the whole one has it
    with variances of the priors over c; errors are √c times as large.
    """
    if model.population is None or model.population.sd.estimate is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    root = math.sqrt(found.together or 1.0)
    drawn = found.verdict is Verdict.DRAWN
    if root == 1.0 and not drawn:
        return model
    prior = {rater: _spread(model, rater, root) / root} if drawn else None
    spread = model.population.sd.estimate / root if root > 1.0 else None
    model = mml.fit(data, steps_by=steps_by, spread=spread, prior=prior, level=model.level)
    if model.candidates is None:
        return model
    errors = model.candidates.standard_errors * root
    return replace(model, candidates=replace(model.candidates, standard_errors=errors))


def gate(model: ManyFacets, *, rater: str = RATER) -> Gate:
    """Whether a correction may be shown, of a model by marginal maximum likelihood.

    Withheld without measures, where all candidates have the same raters, or where Wald's test
    does not show that raters differ (5%). Drawn to the mean where a rater gave fewer than 5
    ratings or only extreme ones, with fewer than 30 candidates, or where undoing severity in
    full might add more error than it removes: unless the whole interval of the reliability of
    severity lies above .5, at which the variance of severity is that of its errors, and unless
    removed > added. With w the share of a candidate's ratings by each rater less the mean
    share, severities d and their covariance S, removed² is the mean of (w'd)² less that of
    w'Sw, which is added². S is that of the model times `together`.

    Raises `ValueError` for another kind of model or when there is no such facet.
    """
    if model.method is not Method.MML:
        raise ValueError("model: give measures by marginal maximum likelihood.")
    raters = model.data.facet(rater)
    if model.reason:
        own = {Lack.DISCONNECTED: Reason.DISCONNECTED, Lack.CONFOUNDED: Reason.CONFOUNDED}
        return _closed(model, rater, own.get(model.reason, Reason.NO_MEASURES))
    measures, shares = model.facet(rater), _shares(model.data, rater)
    together = hanging_together(model, rater=rater)
    covariance = _covariance(model, rater) * together
    shown = float(((shares @ measures.estimates) ** 2).mean())
    noise = max(0.0, float(np.einsum("ij,jk,ik->i", shares, covariance, shares).mean()))
    free = len(raters.levels) - 1
    first = measures.estimates[:free]
    chi_square = float(first @ np.linalg.solve(covariance[:free, :free], first))
    p = float(scipy.special.chdtrc(free, chi_square)) if free else None
    errors = measures.standard_errors * math.sqrt(together)
    severity = separation(measures.estimates, errors, level=measures.level)
    low = severity.interval[0] if severity.interval else 0.0
    noisy = low <= EVEN or shown <= 2 * noise
    reasons = _reasons(model, rater, p, same=bool(np.abs(shares).max() < ROUNDING), noisy=noisy)
    return Gate(
        verdict=_verdict(reasons),
        reasons=reasons,
        severity=severity,
        removed=math.sqrt(max(0.0, shown - noise)),
        added=math.sqrt(noise),
        chi_square=chi_square,
        degrees=free,
        p=p,
        candidates=len(model.data.candidates.levels),
        raters=len(raters.levels),
        n=model.n,
        together=together,
    )


def hanging_together(model: ManyFacets, *, rater: str = RATER) -> float:
    """How much larger error variances are than the model's: 1 + (m - 1) r, 1 at least.

    The design effect of Kish (1965, Survey sampling): m is the number of ratings one rater
    gives one candidate, the mean over ratings. r is the mean product of two residuals of one
    rater of one candidate, less that of two raters on different competencies, over the variance
    the model expects: what raters share about a candidate is the candidate's and no halo.

    Raises `ValueError` when there is no such facet or the model has no measures.
    """
    if model.moments is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    data, raters = model.data, model.data.facet(rater)
    people = data.candidates.places
    left = data.scores - model.moments.expected
    sheets = people * len(raters.levels) + raters.places
    others = [one.places for one in data.facets if one.name != rater]
    asked = np.unique(np.column_stack([people, *others]), axis=0, return_inverse=True)[1].ravel()
    within, anybody, same = (_products(left, one) for one in (sheets, people, asked))
    apart, pairs = anybody[0] - within[0] - same[0], anybody[1] - within[1] - same[1]
    if not within[1]:
        return 1.0
    shared = within[0] / within[1] - (apart / pairs if pairs > 0 else 0.0)
    counts = np.bincount(sheets)
    more = float((counts**2).sum() / counts.sum()) - 1
    return max(1.0, 1 + more * shared / float(model.moments.variance.mean()))


def _products(values: Vector, groups: Places) -> tuple[float, float]:
    """The sum of the products of each two values of a group, and how many pairs there are."""
    sums, squares = np.bincount(groups, values), np.bincount(groups, values**2)
    counts = np.bincount(groups)
    pairs = float((counts * (counts - 1)).sum()) / 2
    return float((sums**2 - squares).sum()) / 2, pairs


CLOSING = (Reason.SAME_RATERS, Reason.NO_MEASURES, Reason.NO_SPREAD, Reason.NOT_SHOWN)


def _reasons(
    model: ManyFacets, rater: str, p: float | None, *, same: bool, noisy: bool
) -> tuple[Reason, ...]:
    caution = model.population.caution if model.population else None
    extreme = any(one.facet == rater for one in model.extreme)
    asked = {
        Reason.SAME_RATERS: same and not extreme,
        # Who gave one extreme alone was taken out, so the rest only look like the same people.
        Reason.NO_MEASURES: same and extreme,
        Reason.NO_SPREAD: caution is Caution.NO_SPREAD,
        Reason.NOT_SHOWN: p is None or p >= CHANCE,
        Reason.FEW_RATINGS: bool((model.data.facet(rater).counts < FEWEST_RATINGS).any()),
        Reason.FEW_CANDIDATES: caution is Caution.FIXED_SPREAD,
        Reason.EXTREME_RATER: extreme,
        Reason.NOISE: noisy and p is not None and p < CHANCE,
    }
    return tuple(reason for reason, holds in asked.items() if holds)


def _verdict(reasons: tuple[Reason, ...]) -> Verdict:
    if any(reason in CLOSING for reason in reasons):
        return Verdict.WITHHELD
    return Verdict.DRAWN if reasons else Verdict.CORRECTED


def _closed(model: ManyFacets, rater: str, reason: Reason) -> Gate:
    people, raters = model.data.candidates, model.data.facet(rater)
    return Gate(
        Verdict.WITHHELD, (reason,), None, None, None, None, 0, None, len(people.levels),
        len(raters.levels), model.n,
    )  # fmt: skip


def _shares(data: Ratings, rater: str) -> Matrix:
    """The share of each candidate's ratings by each rater, less the mean share."""
    raters, people = data.facet(rater), data.candidates
    width = len(raters.levels)
    code = people.places * width + raters.places
    counts = np.bincount(code, minlength=len(people.levels) * width).reshape(-1, width)
    shares = counts / counts.sum(axis=1, keepdims=True)
    found: Matrix = shares - shares.mean(axis=0)
    return found


def _covariance(model: ManyFacets, rater: str) -> Matrix:
    """The covariance of the severities of all raters."""
    if model.design is None:
        raise ValueError(f"model: there are no measures ({model.reason}).")
    place = [one.name for one in model.data.facets].index(rater)
    turn = model.design.spread_out(place)
    found: Matrix = turn @ model.covariance[: turn.shape[1], : turn.shape[1]] @ turn.T
    return found


def _spread(model: ManyFacets, rater: str, root: float) -> float:
    """The SD between raters; a rater who was taken out is not less like the others."""
    measures = model.facet(rater)
    variance = true_variance(measures.estimates, measures.standard_errors * root)
    return math.sqrt(max(variance, 1e-4))


def _rows(data: Ratings, fair: FairAverages | None) -> tuple[Corrected, ...]:
    people = data.candidates
    raw = people.sums(data.scores.astype(float)) / people.counts
    places = _ranks(raw)
    found: list[Estimate | None] = [None] * len(raw)
    ranks: list[float | None] = [None] * len(raw)
    if fair is not None:
        by_name = {one: at for at, one in enumerate(fair.levels)}
        ranked = _ranks(fair.estimates)
        for at, one in enumerate(people.levels):
            if one in by_name:
                found[at], ranks[at] = fair.at(by_name[one]), float(ranked[by_name[one]])
    return tuple(
        Corrected(
            candidate=name,
            ratings=int(people.counts[at]),
            raw=float(raw[at]),
            fair=found[at],
            raw_rank=float(places[at]),
            fair_rank=rank,
            change=None if rank is None else float(places[at] - rank),
        )
        for at, (name, rank) in enumerate(zip(people.levels, ranks, strict=True))
    )


def _ranks(values: Vector) -> Vector:
    """1 for the highest; ties share the mean of their ranks."""
    _, places, counts = np.unique(-values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    found: Vector = (ends - (counts - 1) / 2)[places]
    return found
