"""Ratings of the reference cases, and simulated ones whose truth is known."""

from dataclasses import dataclass

import numpy as np

from assess.science.facets.ratings import Ratings, ratings
from tests.science.cases import rows

NAMES = {
    "mfrm_guilford_1954": ("examinee", "judge", "trait"),
    "mfrm_sparse_small": ("candidate", "rater", "competency"),
}


def of_case(case):
    """The ratings of a case, its facets called rater and competency."""
    found, (people, *others) = rows(case), NAMES[case]
    labels = {
        name: [row[own] for row in found]
        for name, own in zip(("rater", "competency"), others, strict=True)
    }
    scores = [float(row["rating"]) for row in found]
    return ratings(scores, [row[people] for row in found], labels)


@dataclass
class Panel:
    """Simulated ratings from 1 to 5, and the measures they were made of."""

    data: Ratings
    levels: np.ndarray
    severities: np.ndarray


def simulated(
    seed, *, people=80, raters=8, competencies=4, each=2, spread=1.2, severity=0.6, biased=0.0
):
    """Every candidate is rated by `each` raters; the first is `biased` on the first competency."""
    random = np.random.default_rng(seed)
    levels = random.normal(0.3, spread, people)
    severities = random.normal(0, severity, raters)
    severities -= severities.mean()
    candidate = np.repeat(np.arange(people), each * competencies)
    rater = np.concatenate(
        [np.repeat(random.choice(raters, each, replace=False), competencies) for _ in levels]
    )
    competency = np.tile(np.arange(competencies), people * each)
    at = levels[candidate] - severities[rater] - np.linspace(-0.5, 0.5, competencies)[competency]
    at = at - biased * ((rater == 0) & (competency == 0))
    logits = np.arange(5) * at[:, None] - np.array([0, -2.0, -2.7, -2.0, 0])
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    scores = 1 + (random.random(len(at))[:, None] > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)
    facets = {"rater": rater, "competency": competency}
    return Panel(ratings(scores, candidate, facets, scale=(1, 5)), levels, severities)


def by_level(levels, values):
    """Values by the names of their levels."""
    return {str(one): float(value) for one, value in zip(levels, values, strict=True)}
