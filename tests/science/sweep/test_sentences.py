"""Every result can be said to a manager, found or not found, in words the house allows."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from assess.science import bench_strength, calibration, survival_words, utility_words
from assess.science.agreement import words as agreement
from assess.science.facets import severity_words as facets
from assess.science.facets.ratings import ratings
from assess.science.fairness import words as fairness
from assess.science.fairness.tables import Counts
from assess.science.fit import restriction, sample_size
from assess.science.fit import words as fit
from assess.science.generalizability import words as generalizability
from assess.science.items import words as items
from assess.science.norms import record, smoothing
from assess.science.panel import error_words as panel_error
from assess.science.panel import words as panel
from assess.science.profile import target
from assess.science.profile import words as profile
from assess.science.ranking import chances, ties
from assess.science.reliability import hierarchical_omega
from assess.science.reliability import words as reliability
from assess.science.scores import classical, composites
from tests import copy_rules
from tests.science.sweep.doors import DOORS
from tests.science.sweep.odd import is_table, tables
from tests.science.sweep.test_odd import REASONS, called, usual
from tests.science.sweep.usual import FLAT, RIGHT, SAMPLE, TABLE


def grouped():
    """Answers to nine questions in three groups that have something in common."""
    random = np.random.default_rng(5)
    common, groups = random.normal(size=(300, 1)), random.normal(size=(300, 3))
    return common + np.repeat(groups, 3, axis=1) + random.normal(size=(300, 9))


def of_weights(found):
    """The weights in effect, one after another."""
    if found.reason:
        return f"Weights in effect are not known: {found.reason}."
    pairs = zip(found.nominal, found.effective, strict=True)
    return " ".join(composites.explain_weight("Focus", *pair) for pair in pairs)


EVERYBODY = [f"Person {number}" for number in range(1, 21)]
SAID = {
    **dict.fromkeys(
        ("ICC", "Coefficient", "Concordance", "Finn", "Kappa", "Resampled", "WithinGroup",
         "Deviation"),
        agreement.explain,
    ),
    **dict.fromkeys(
        ("Connectivity", "FairAverages", "Gate", "Interaction", "ManyFacets", "RaterEffects",
         "Separation", "Adjusted"),
        facets.explain,
    ),
    **dict.fromkeys(
        ("Cleary", "CriteriaPoint", "Difference", "Expected", "Front", "GroupTable", "Impact",
         "ModelTable", "Power", "Shrinkage", "Stages", "Sweep", "Table"),
        fairness.explain,
    ),
    **dict.fromkeys(
        ("AmountCalibration", "AreaDifference", "ChanceCalibration", "Duel", "Increments",
         "Logistic", "Regression", "RelativeWeights", "Weights"),
        fit.explain,
    ),
    **dict.fromkeys(
        ("Contrasts", "Decision", "Drift", "Fit", "PanelReliability", "Plan", "Study"),
        generalizability.explain,
    ),
    **dict.fromkeys(
        ("ClassicalItem", "Content", "Curve", "Dependence", "Dif", "Dimensions", "GradedModel",
         "ItemFit", "Option", "RegressionDif"),
        items.explain,
    ),
    **dict.fromkeys(
        ("Alpha", "Bootstrap", "Lambda", "Omega", "OrdinalAlpha", "SplitHalf"),
        reliability.explain,
    ),
    "Accuracy": lambda one: calibration.explain("Ada", one),
    "BenchStrength": lambda one: bench_strength.explain(one, "solid"),
    "Chances": lambda one: chances.explain(one, EVERYBODY[: len(one.first)]),
    "EffectiveWeights": lambda one: of_weights(one),
    "Flag": lambda one: one.reason,
    "HierarchicalOmega": hierarchical_omega.explain,
    "LogRank": survival_words.explain_difference,
    "Median": lambda one: survival_words.explain_median(one, what="first sale"),
    "NormRecord": lambda one: record.explain(one, on=one.about.collected_until),
    "NotSmoothed": smoothing.explain,
    "OrderChange": lambda one: ties.explain_order(one, EVERYBODY),
    "Ranking": lambda one: ties.explain(one, EVERYBODY[: one.n + one.missing]),
    "ReliableChange": lambda one: classical.explain("Focus", one),
    "Result": lambda one: panel.sentence("Focus", one),
    "SampleSize": sample_size.explain,
    "Similarity": lambda one: profile.explain("Ada", "Grace", one),
    "Smoothed": smoothing.explain,
    "SmoothedRank": smoothing.explain_rank,
    "Spread": panel_error.pooled,
    "Success": utility_words.success,
    "Utility": lambda one: utility_words.worth(one, "€"),
    "ZoneDistance": lambda one: target.explain_overall("Ada", one),
}  # fmt: skip
"""The sentence of every kind of result."""

BY_DOOR = {
    "fit.model.score": lambda one: fit.explain_score("Ada", usual_model().kind, one),
    "fit.restriction.correct": restriction.explain,
    "fit.second.corrected": restriction.explain,
    "fit.weights.weighted_profile": lambda one: fit.explain_profile("Ada", one),
    "items.information.empirical_reliability": items.explain_reliability,
    "items.information.marginal_reliability": items.explain_reliability,
    "scores.composites.composite": lambda one: composites.explain("Ada", one),
    "survival.kaplan_meier": lambda one: survival_words.explain(one, 5, what="first sale"),
}
"""What one function gives and another gives too, said in its own way."""

MATERIAL = {
    "Coded", "Counted", "CutOffs", "Design", "Distance", "FTest", "FisherTests", "FitStatistics",
    "GradedItem", "Keyed", "Longstring", "MeanSquares", "Model", "Ratings", "RulePack", "Scores",
    "Shrunken", "Standing",
}  # fmt: skip
"""No findings, but what findings are made of, or columns whose single results have sentences.

A standing is said by `norms.words.standings`, which knows its scale and its sample."""

UNSAID = {
    "generalizability.design_study.cut_dependability", "fairness.impact.rate",
    "scores.composites.validity", "fit.restriction.lawley_correlations", "facets.gate.correct",
}  # fmt: skip
"""Single numbers of a finding that is said as a whole."""

ODD = ("two rows", "all alike")


EXTRA = {
    "bench_strength.bench_strength": {"results": [None]},
    "facets.mml.fit": {
        "data": ratings([3, 4, 2, 5], list("aabb"), {"rater": list("xyzw")}), "prior": None,
    },
    "fairness.groups.group_table": {"counted": {"x": Counts(60, 12)}},
    "fairness.models.model_table": {"groups": [None], "outcomes": [1], "chances": [0.5]},
    "fairness.thresholds.sweep": {"groups": [None], "scores": [1]},
    "fit.weights.importance": {"ratings": [[0, 0], [0, 0], [0, 0]], "names": ["a", "b"]},
    "generalizability.design_study.plan": {"target": 0.01},
    "generalizability.drift.drift": {
        "scores": [1, 2, 3, 4], "candidates": list("aabb"), "raters": list("xyxy"),
        "times": [1, 2, 3, 4],
    },
    "generalizability.ill_structured.panel_reliability": {
        "scores": FLAT + np.tile([0, 0, 1, 2], 36)
    },
    "items.dif_regression.regression_dif": {
        "answers": np.tile(RIGHT, (7, 1)), "focal": np.tile([1.0, 0.0], 126),
        "matching": np.tile(TABLE.sum(axis=1), 7),
    },
    "ranking.chances.chances_of_being_first": {"estimates": [1.0], "errors": [0.1]},
    "ranking.ties.chance_of_changing_order": {"estimates": [1.0], "errors": [0.1]},
    "ranking.ties.rank": {"estimates": [1.0], "errors": [0.1]},
    "reliability.hierarchical_omega.hierarchical_omega": {"answers": grouped()},
    "scores.classical.reliable_change": {"reliability": 1.0},
    "survival.log_rank": {"groups": {"a": (SAMPLE[:60], [1, 0, 1] * 20)}},
}  # fmt: skip
"""What the odd calls do not come to: guards that speak, or keep silent, for once."""

ONE_SIDED = {"NotSmoothed", "Smoothed", "Flag"}
"""There is always a reason, or never one."""


def usual_model():
    return usual("fit.model.score")["model"]


def results(found):
    """Every result in what a function gives."""
    if dataclasses.is_dataclass(found):
        yield found
    elif isinstance(found, (Mapping, tuple, list)):
        for one in found.values() if isinstance(found, Mapping) else found:
            yield from results(one)


def sentence_of(door, result):
    """What is said of a result; `None` for what is material."""
    if door in UNSAID or type(result).__name__ in MATERIAL:
        return None
    return (BY_DOOR.get(door) or SAID[type(result).__name__])(result)


@cache
def given():
    """Results of usual calls and of odd ones, with what gave them."""
    found = []
    for door in DOORS:
        arguments = usual(door)
        found += [(door, one) for one in results(called(door)(**arguments))]
        odd = {one: dict(tables(value, quickly=True)) for one, value in arguments.items()
               if is_table(value)}  # fmt: skip
        changes = [{one: ways[way] for one, ways in odd.items() if way in ways} for way in ODD]
        for changed in [*filter(None, changes), *filter(None, [EXTRA.get(door)])]:
            try:
                found += [(door, one) for one in results(called(door)(**{**arguments, **changed}))]
            except ValueError:
                continue
    return found


def is_undefined(result):
    """Whether a guard spoke."""
    return any(getattr(result, one, None) for one in ("reason", "guard")) or any(
        getattr(result, one, "") is None for one in ("estimate", "mean", "chance")
    )


def test_every_result_has_a_sentence_or_is_material():
    silent = {
        type(one).__name__ for door, one in given() if door not in UNSAID and door not in BY_DOOR
    } - SAID.keys() - MATERIAL  # fmt: skip

    assert silent == set()


def test_sentences_keep_to_the_copy_rules_and_leave_no_number_out():
    wrong = defaultdict(set)

    for door, result in given():
        said = sentence_of(door, result)
        if said is not None and (
            not re.match(r"[A-Z0-9]", said)
            or not said.endswith(".")
            or re.search(r"\bNone\b(?! of)|\bnan\b|\binf\b|[{}!]|  |-\d", said)
            or copy_rules.refused(said)
        ):
            wrong[door].add(said)

    assert dict(wrong) == {}


@pytest.mark.parametrize("wanted", [True, False])
def test_sentences_are_there_for_what_was_found_and_for_what_was_not(wanted):
    guarded = {
        type(one).__name__
        for _, one in given()
        if {field.name for field in dataclasses.fields(one)} & {*REASONS} - {"verdict", "note"}
    }

    found = {type(one).__name__ for _, one in given() if is_undefined(one) is not wanted}

    assert guarded - found - MATERIAL - ONE_SIDED == set()
