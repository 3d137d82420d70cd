"""How far a panel's results may be off once there are candidates enough to tell raters apart.

Behind it stand numpy and scipy: nothing imports this module before ten candidates of one
opening have ratings from two people or more.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from statistics import fmean

import numpy as np

from assess.science import ill_structured, panel_error, reml
from assess.science.estimates import Interval, quantile
from assess.science.ill_structured import CANDIDATE, RATER, PanelReliability
from assess.science.panel_error import HIGHEST, LOWEST, Sheet, Spread

SEED = 1
"""Equal ratings give equal intervals."""

FEWEST_CANDIDATES, FEWEST_EACH = 30, 5
"""Before results are adjusted: candidates in all, and whom each rater has rated."""

CHANCE = 2.705543
"""Twice the gain in log-likelihood that a variance of 0 beats in 5 of 100 samples: half of all
are 0, the rest chi-square with one degree (Self & Liang 1987, JASA 82:605)."""

EVEN = 0.5
"""At this reliability of severity a correction adds as much error as it takes out."""


class Reason(StrEnum):
    """Why results stand as they were rated, in the words of `facets.severity_words`."""

    FEW_CANDIDATES = "there are fewer than 30 candidates"
    CONFOUNDED = "raters rated different competencies, so severity cannot be told apart"
    DISCONNECTED = "some candidates and raters share nobody with the others"
    SAME_RATERS = "everybody was rated by the same people, so severity is alike for all"
    FEW_RATINGS = "a rater has met fewer than 5 candidates"
    NO_MEASURES = "there are too few ratings, or they hardly differ"
    NO_SPREAD = "the ratings show no difference between candidates"
    NOT_SHOWN = "no difference in severity beyond chance is shown"
    NOISE = "it is not sure enough how severe raters are"


@dataclass(frozen=True)
class Adjusted:
    """An overall result with the severity of its raters taken out, in levels.

    The prediction (BLUP) of a mixed model with its conditional error: drawn to the mean of all
    candidates, the more so the fewer raters. `change` is what it differs from the plain mean.
    """

    estimate: float
    standard_error: float
    interval: Interval
    change: float


@dataclass(frozen=True, eq=False)
class Components:
    """Errors of one rating and of one rater's total, how reliable means are, and adjustments.

    `total` and `of_totals` are `None` where fewer than ten candidates have two raters who gave
    a level for everything; `of_ratings` is the reliability of a mean on one competency. `part`
    is how much of the differences between raters is in the error of a rating. `adjusted` holds
    candidates where `reason` is `None`.
    """

    rating: Spread | None
    total: Spread | None
    of_totals: PanelReliability | None
    of_ratings: PanelReliability
    part: float
    adjusted: Mapping[int, Adjusted]
    reason: Reason | None


@lru_cache(maxsize=16)
def estimate(sheets: tuple[Sheet, ...], weights: tuple[tuple[str, float], ...]) -> Components:
    """Variance components of what raters gave alone, for candidates of one opening.

    The error of a mean of n raters is (q n σ²R + σ²e) / n: severity counts as far as candidates
    do not share their raters, q as in G(q,k). Of single competencies the variances are pooled,
    candidates and raters being others on each; competency means are taken out beforehand.
    Degrees of freedom are Satterthwaite's, 2 V² / var V; those of competencies are no more
    than those of totals, or than `panel_error.of_ratings` counts.
    """
    whole = panel_error.totals(sheets, dict(weights))
    scores = [mean for _, mean in whole]
    people, raters = [s.candidate for s, _ in whole], [s.rater for s, _ in whole]
    found, total, most = None, None, panel_error.of_ratings(sheets).degrees
    if _rated_twice(people) >= ill_structured.FEWEST:
        found = ill_structured.panel_reliability(scores, people, raters, seed=SEED)
        total = _spread(found, _rated_twice(people))
        most = min(most, total.degrees if total else most)
    of_ratings = _of_ratings(sheets)
    rating = _spread(of_ratings, panel_error.rated_twice(sheets))
    reason, adjusted = _adjusted(found, scores, people, raters)
    if reason is Reason.FEW_CANDIDATES and of_ratings.design.candidates >= FEWEST_CANDIDATES:
        reason = Reason.CONFOUNDED
    return Components(
        rating=rating and replace(rating, degrees=min(rating.degrees, most)),
        total=total,
        of_totals=found,
        of_ratings=of_ratings,
        part=of_ratings.design.q * of_ratings.design.k,
        adjusted=adjusted,
        reason=reason,
    )


def _rated_twice(people: Sequence[int]) -> int:
    return sum(number > 1 for number in Counter(people).values())


def _of_ratings(sheets: Sequence[Sheet]) -> PanelReliability:
    """The reliability of a mean on one competency, pooled over all of them.

    Its design is that of the candidates: q of each competency, averaged, and the number of
    raters behind one mean.
    """
    by_name: dict[str, list[tuple[Sheet, int]]] = defaultdict(list)
    for sheet in sheets:
        for name, level in sheet.levels:
            by_name[name].append((sheet, level))
    scores: list[float] = []
    targets, judges, parts = [], [], []
    for name, rows in by_name.items():
        mean = fmean(level for _, level in rows)
        scores += [level - mean for _, level in rows]
        targets += [f"{name} {sheet.candidate}" for sheet, _ in rows]
        judges += [f"{name} {sheet.rater}" for sheet, _ in rows]
        met = ill_structured.design([s.candidate for s, _ in rows], [s.rater for s, _ in rows])
        parts.append(met.q * met.k)
    found = ill_structured.panel_reliability(scores, targets, judges, seed=SEED)
    k, q = found.design.k, min(1.0, fmean(parts)) / found.design.k
    if found.estimate is not None:
        found = ill_structured.planned_reliability(found, k, q, seed=SEED)
    met = ill_structured.design([s.candidate for s in sheets], [s.rater for s in sheets])
    return replace(found, design=replace(met, k=k, q=q))


def _spread(found: PanelReliability, candidates: int) -> Spread | None:
    """The error of one rater from variances, whose own errors make its degrees of freedom."""
    if found.fit is None or found.fit.covariance is None:
        return None
    counts = np.array([0.0, found.design.q * found.design.k, 1.0])
    variance = float(counts @ np.array([one.estimate for one in found.fit.components]))
    error = float(counts @ found.fit.covariance @ counts)
    return Spread(variance, 2 * variance**2 / error, candidates) if error > 0 else None


def _adjusted(
    found: PanelReliability | None,
    scores: Sequence[float],
    people: Sequence[int],
    raters: Sequence[int],
) -> tuple[Reason | None, Mapping[int, Adjusted]]:
    """Results adjusted for severity, or why there are none."""
    reason = _closed(found, scores, people, raters)
    if reason or found is None or found.fit is None:
        return reason or Reason.NO_MEASURES, {}
    effects = found.fit.effect(CANDIDATE)
    if effects.totals is None or effects.total_standard_errors is None:
        return Reason.NO_MEASURES, {}
    raw: dict[object, list[float]] = defaultdict(list)
    for score, candidate in zip(scores, people, strict=True):
        raw[candidate].append(score)
    errors = effects.total_standard_errors.tolist()
    rows = zip(effects.levels, effects.totals.tolist(), errors, strict=True)
    return None, {
        int(str(one)): _within(value, error, fmean(raw[one])) for one, value, error in rows
    }


def _within(value: float, error: float, raw: float) -> Adjusted:
    value = min(HIGHEST, max(LOWEST, value))
    margin = quantile(0.95) * error
    ends = max(LOWEST, value - margin), min(HIGHEST, value + margin)
    return Adjusted(round(value, 6), round(error, 6), ends, round(value - raw, 6))


def _closed(
    found: PanelReliability | None,
    scores: Sequence[float],
    people: Sequence[int],
    raters: Sequence[int],
) -> Reason | None:
    """The first thing that speaks against adjusting, if any."""
    if len(set(people)) < FEWEST_CANDIDATES or found is None:
        return Reason.FEW_CANDIDATES
    if found.design.groups > 1:
        return Reason.DISCONNECTED
    if found.design.q * found.design.k < panel_error.ROUNDING:
        return Reason.SAME_RATERS
    if min(Counter(raters).values()) < FEWEST_EACH:
        return Reason.FEW_RATINGS
    if found.fit is None or found.fit.lack or found.fit.deviance is None:
        return Reason.NO_MEASURES
    if not found.fit.component(CANDIDATE).estimate:
        return Reason.NO_SPREAD
    return _unsure(found.fit, scores, people)


def _unsure(fit: reml.Fit, scores: Sequence[float], people: Sequence[int]) -> Reason | None:
    """Whether severities differ by more than chance, and are known well enough to be undone."""
    severity, effects = fit.component(RATER).estimate, fit.effect(RATER)
    if not severity or effects.standard_errors is None or fit.deviance is None:
        return Reason.NOT_SHOWN
    without = reml.fit(scores, {CANDIDATE: people}, intervals=reml.Intervals.LOG)
    if without.deviance is None or without.deviance - fit.deviance < CHANCE:
        return Reason.NOT_SHOWN
    reliability = 1 - float((effects.standard_errors**2).mean()) / severity
    return Reason.NOISE if reliability <= EVEN else None
