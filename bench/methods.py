"""Run inside a copy of the product: time one method of `assess.science`, print JSON.

Each is imported where it is measured, so that a figure holds the memory of one method alone.
"""

import importlib
import pkgutil
import sys
from typing import Any

import numpy as np

from bench import method_data as data
from bench.machine import timed

LEARN = {"learners", "validation", "duel"}
"""What stands on scikit-learn and is imported by nothing else."""


def science(name: str) -> Any:
    """A module of the library."""
    return importlib.import_module(f"assess.science.{name}")


def imported() -> None:
    """Every module of the library, with numpy there already."""
    package = importlib.import_module("assess.science")

    def once() -> None:
        for module in pkgutil.walk_packages(package.__path__, "assess.science."):
            if module.name.rpartition(".")[2] not in LEARN:
                importlib.import_module(module.name)

    timed(once, warm=False)
    assert "sklearn" not in sys.modules


def icc() -> None:
    """All six forms with intervals."""
    all_iccs = science("reliability.icc").all_iccs
    table = data.panel()
    timed(lambda: all_iccs(table))


def alpha() -> None:
    """Alpha with its intervals and item statistics."""
    method = science("reliability.alpha").alpha
    table = data.answers(5_000, 40)
    timed(lambda: method(table))


def components() -> None:
    """Crossed variance components, with the error of every candidate and rater."""
    reml = science("generalizability.reml")
    scores, candidates, raters = data.ratings()
    labels = {"candidate": candidates, "rater": raters}
    timed(lambda: reml.fit(scores, labels, intervals=reml.Intervals.LOG), rounds=1)


def krippendorff() -> None:
    """Alpha of 10,000 units with a fifth of the ratings missing."""
    module = science("agreement.krippendorff")
    table = data.sparse()
    timed(lambda: module.krippendorff_alpha(table, module.Metric.INTERVAL))


def graded_5() -> None:
    """A graded response model of 5,000 people with standard errors."""
    _graded(5_000)


def graded_50() -> None:
    """The same of 50,000."""
    _graded(50_000)


def _graded(people: int) -> None:
    fit_graded = science("items.graded").fit_graded
    table = data.graded(people)
    timed(lambda: fit_graded(table), rounds=1)


def trait() -> None:
    """Where 50,000 people stand on a trait, with errors."""
    fit_graded = science("items.graded").fit_graded
    score = science("items.scoring").score
    items = [one.item for one in fit_graded(data.graded(2_000)).items]
    table = data.graded(50_000)
    timed(lambda: score(items, table))


def facets() -> None:
    """A many-facet Rasch model by marginal likelihood, with errors and fit of raters."""
    fit_statistics = science("facets.fit").fit_statistics
    fit = science("facets.mml").fit
    ratings = science("facets.ratings").ratings
    scores, candidates, raters, competencies = data.facets()
    given = {"rater": raters, "competency": competencies}

    def once() -> None:
        model = fit(ratings(scores, candidates, given, scale=(1, 5)))
        for facet in ("rater", "competency", "candidate"):
            fit_statistics(model, facet)

    timed(once, rounds=1)


def impact() -> None:
    """Every group of a million rows against the one with the highest rate."""
    compare_many = science("fairness.impact").compare_many
    count = science("fairness.tables").count
    groups, selected = data.applicants()

    def once() -> None:
        found = count(groups, selected).counts.values()
        n = np.array([one.n for one in found])
        chosen = np.array([one.selected for one in found])
        best = int(np.argmax(chosen / n))
        reference = np.full_like(n, n[best]), np.full_like(n, chosen[best])
        compare_many(n, chosen, *reference, limit=0.8)

    timed(once)


def fisher() -> None:
    """10,000 exact tests with mid-p and interval."""
    fisher_tests = science("fairness.exact").fisher_tests
    timed(lambda: fisher_tests(*data.tables()))


def ridge() -> None:
    """A planted signal in an amount: offered, with the penalty chosen inside every fold."""
    _learned("AMOUNT", *data.past(10_000, 20, events=False))


def logistic() -> None:
    """The same in an event."""
    _learned("EVENT", *data.past(10_000, 20, events=True))


def _learned(kind: str, scores: Any, outcomes: Any) -> None:
    duel, weights, guards = (science(f"fit.{name}") for name in ("duel", "weights", "guards"))
    names = {f"part {number}": 1.0 for number in range(scores.shape[1])}

    def once() -> None:
        told = duel.duel(scores, outcomes, weights.expert(names), kind=guards.Kind[kind], seed=1)
        assert told.verdict.name == "OFFERED", told.verdict
        assert told.model is not None

    timed(once, warm=False)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
