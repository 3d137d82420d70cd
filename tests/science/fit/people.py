"""The simulated candidates of `fit_selection`, and others drawn for one test."""

import numpy as np

from tests.science.cases import entries, rows

NAMES = ("x1", "x2", "x3")
FIT = entries("fit_selection")
PEOPLE = rows("fit_selection")
SCORES = np.array([[float(row[name]) for name in NAMES] for row in PEOPLE])
PERFORMANCE = np.array([float(row["perf"]) for row in PEOPLE])
SUCCESS = np.array([float(row["success"]) for row in PEOPLE])


def drawn(seed, slopes=(0.5, 0.3, 0.0), n=150, event=False):
    """Scores of `n` people that go together a little, and an outcome with these slopes."""
    random = np.random.default_rng(seed)
    scores = 0.9 * random.normal(size=(n, len(slopes))) + 0.45 * random.normal(size=(n, 1))
    line = scores @ np.array(slopes)
    if event:
        return scores, (random.random(n) < 1 / (1 + np.exp(-line))).astype(float)
    return scores, line + random.normal(size=n)
