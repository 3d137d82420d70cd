"""Panels drawn at random, whose raters differ in severity."""

from random import Random

from assess.science.panel.error import Sheet

BOTH = (("a", 1.0), ("b", 1.0))


def drawn(candidates, raters, *, severity=0.6, seed=5):
    """Two competencies, three raters out of so many, who differ in severity."""
    random = Random(seed)
    severities = [severity * (n % 3 - 1) for n in range(raters)]
    found = []
    for candidate in range(candidates):
        true = random.gauss(3, 0.8)
        for rater in random.sample(range(raters), 3):
            given = [true + severities[rater] + random.gauss(0, 0.4) for _ in BOTH]
            levels = [min(5, max(1, round(one))) for one in given]
            found.append(Sheet(candidate, rater, tuple(zip("ab", levels, strict=True))))
    return tuple(found)
