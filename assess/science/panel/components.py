"""How far a panel's results may be off once there are candidates enough to tell raters apart.

Behind it stand numpy and scipy: nothing imports this module before ten candidates of one
opening have ratings from two people or more.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean

import numpy as np

from assess.science.generalizability import ill_structured
from assess.science.generalizability.ill_structured import PanelReliability
from assess.science.panel import error as panel_error
from assess.science.panel.error import Sheet, Spread

SEED = 1
"""Equal ratings give equal intervals."""


@dataclass(frozen=True, eq=False)
class Components:
    """Errors of one rating and of one rater's total, and how reliable means are.

    `total` and `of_totals` are `None` where fewer than ten candidates have two raters who gave
    a level for everything; `of_ratings` is the reliability of a mean on one competency. `part`
    is how much of the differences between raters is in the error of a rating.
    """

    rating: Spread | None
    total: Spread | None
    of_totals: PanelReliability | None
    of_ratings: PanelReliability
    part: float


@lru_cache(maxsize=16)
def estimate(sheets: tuple[Sheet, ...], weights: tuple[tuple[str, float], ...]) -> Components:
    """Variance components of what raters gave alone, for candidates of one opening.

    The error of a mean of n raters is (q n σ²R + σ²e) / n: severity counts as far as candidates
    do not share their raters, q as in G(q,k). Of single competencies the variances are pooled,
    candidates and raters being others on each; competency means are taken out beforehand.
    Degrees of freedom are Satterthwaite's, 2 V² / var V; those of competencies are no more
    than those of totals, or than `error.of_ratings` counts.
    """
    whole = panel_error.totals(sheets, dict(weights))
    scores = [mean for _, mean in whole]
    people, raters = [s.candidate for s, _ in whole], [s.rater for s, _ in whole]
    found, total, most = None, None, panel_error.of_ratings(sheets).degrees
    twice = panel_error.rated_twice(sheet for sheet, _ in whole)
    if twice >= ill_structured.FEWEST:
        found = ill_structured.panel_reliability(scores, people, raters, seed=SEED)
        total = _spread(found, twice)
        most = min(most, total.degrees if total else most)
    of_ratings = _of_ratings(sheets)
    rating = _spread(of_ratings, panel_error.rated_twice(sheets))
    return Components(
        rating=rating and replace(rating, degrees=min(rating.degrees, most)),
        total=total,
        of_totals=found,
        of_ratings=of_ratings,
        part=of_ratings.design.q * of_ratings.design.k,
    )


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
