"""The data of the rows about statistics, drawn the same way for us and for every peer."""

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


def panel() -> Table:
    """500 candidates by 8 raters."""
    chance = np.random.default_rng(1)
    return chance.normal(0, 1, (500, 1)) + chance.normal(0, 1, (500, 8))


def answers(people: int, items: int) -> Table:
    """Answers from 1 to 5 that hang together."""
    chance = np.random.default_rng(2)
    drawn = chance.normal(0, 1, (people, 1)) + chance.normal(0, 1.2, (people, items))
    return np.clip(np.round(drawn + 3), 1, 5)


def graded(people: int) -> NDArray[np.int64]:
    """Answers from 1 to 5 to 40 items by a graded response model."""
    chance = np.random.default_rng(3)
    slopes = chance.uniform(0.8, 2.2, 40)
    steps = np.sort(chance.normal(0, 1.2, (40, 4)), axis=1)
    trait = chance.normal(size=(people, 1, 1))
    above = 1 / (1 + np.exp(-slopes[:, None] * (trait - steps)))
    return 1 + (above > chance.random((people, 40, 1))).sum(axis=2)


def sparse() -> Table:
    """10,000 units by 20 raters, from 1 to 5, a fifth missing."""
    chance = np.random.default_rng(4)
    table = answers(10_000, 20)
    table[chance.random(table.shape) < 0.2] = np.nan
    return table


def ratings() -> tuple[Table, NDArray[np.int64], NDArray[np.int64]]:
    """200,000 ratings of 20,000 candidates by 200 raters, ten each."""
    chance = np.random.default_rng(5)
    candidates = np.repeat(np.arange(20_000), 10)
    raters = chance.integers(0, 200, 200_000)
    scores = (
        chance.normal(0, 1, 20_000)[candidates]
        + chance.normal(0, 0.4, 200)[raters]
        + chance.normal(0, 0.8, 200_000)
    )
    return scores, candidates, raters


def facets() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """30,000 ratings from 1 to 5: 2,000 candidates, three of 60 raters each, 5 competencies."""
    chance = np.random.default_rng(6)
    candidates = np.repeat(np.arange(2_000), 15)
    panels = np.array([chance.choice(60, 3, replace=False) for _ in range(2_000)])
    raters = np.repeat(panels, 5, axis=1).ravel()
    competencies = np.tile(np.arange(5), 6_000)
    place = (
        chance.normal(0, 1.2, 2_000)[candidates]
        - chance.normal(0, 0.5, 60)[raters]
        - chance.normal(0, 0.4, 5)[competencies]
    )
    drawn = place + chance.logistic(size=len(place))
    return 1 + np.digitize(drawn, [-2, -0.7, 0.7, 2]), candidates, raters, competencies


def applicants() -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """A million applicants of six groups, and who was selected."""
    chance = np.random.default_rng(7)
    groups = chance.integers(0, 6, 1_000_000)
    return groups, chance.random(1_000_000) < 0.2 + 0.02 * groups


def tables() -> tuple[NDArray[np.int64], ...]:
    """10,000 comparisons: n and selected of a focal and of a reference group."""
    chance = np.random.default_rng(8)
    n, m = chance.integers(20, 200, (2, 10_000))
    return n, chance.binomial(n, 0.3), m, chance.binomial(m, 0.4)


def past(
    people: int, parts: int, *, events: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores of people who were hired, and what became of them: the first three parts tell."""
    chance = np.random.default_rng(9)
    scores = 3 + chance.normal(size=(people, parts)) * 0.8
    drawn = scores[:, :3] @ [1.0, 0.6, 0.3] + chance.normal(0, 2, people)
    return scores, (drawn > np.median(drawn)).astype(float) if events else drawn
