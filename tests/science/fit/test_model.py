"""Models as plain numbers: kept, read, checked and scored with no learner at hand."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from assess.science.fit import model as models
from assess.science.fit.guards import Kind
from assess.science.fit.model import (
    Model,
    NoScore,
    data_hash,
    from_mapping,
    predict,
    score,
    to_mapping,
    with_residual,
)

FACTS = {
    "kind": Kind.AMOUNT,
    "names": ("focus", "candour"),
    "means": (3.0, 2.0),
    "sds": (0.5, 1.0),
    "weights": (0.4, -0.1),
    "intercept": 5.0,
    "covariances": ((0.04, 0.0, 0.0), (0.0, 0.01, 0.0), (0.0, 0.0, 0.01)),
    "residual_sd": 0.6,
    "lows": (1.0, 0.0),
    "highs": (5.0, 4.0),
    "penalty": 10.0,
    "n": 120,
    "events": None,
    "data_hash": "ab",
    "learner": "ridge regression",
}
AMOUNT = Model(**FACTS)
EVENT = Model(**{**FACTS, "kind": Kind.EVENT, "events": 50, "residual_sd": None, "intercept": -0.5})


def test_a_prediction_by_hand():
    # 5 + .4 x (4 - 3)/.5 - .1 x (1 - 2)/1.
    assert predict(AMOUNT, [[4, 1]]) == pytest.approx([5.9])
    assert predict(EVENT, [[4, 1]]) == pytest.approx([1 / (1 + math.exp(-0.4))])


def test_a_persons_amount_has_the_error_of_line_and_person_together():
    found = score(AMOUNT, {"focus": 4, "candour": 1, "other": 9})

    # Row 1, 2, -1: .04 + 4 x .01 + .01 = .09; with .36 of a person's own.
    error = math.sqrt(0.09 + 0.36)
    assert (found.estimate, found.standard_error) == pytest.approx((5.9, error))
    assert found.interval == pytest.approx((5.9 - 1.959964 * error, 5.9 + 1.959964 * error))
    assert found.n == 120


def test_a_persons_chance_lies_between_the_chances_of_its_line():
    found = score(EVENT, {"focus": 4, "candour": 1})

    low, high = (1 / (1 + math.exp(-(0.4 + side * 1.959964 * 0.3))) for side in (-1, 1))
    assert found.interval == pytest.approx((low, high))
    chance = 1 / (1 + math.exp(-0.4))
    assert (found.estimate, found.standard_error) == pytest.approx(
        (chance, chance * (1 - chance) * 0.3)
    )


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ({"focus": 4}, NoScore.MISSING),
        ({"focus": 4, "candour": None}, NoScore.MISSING),
        ({"focus": 4, "candour": math.nan}, NoScore.MISSING),
        ({"focus": 5.1, "candour": 1}, NoScore.OUTSIDE),
        ({"focus": 4, "candour": -0.1}, NoScore.OUTSIDE),
    ],
)
def test_nobody_is_scored_with_a_gap_or_outside_what_was_learned_from(scores, reason):
    found = score(AMOUNT, scores)

    assert (found.estimate, found.interval, found.reason) == (None, None, reason)


@pytest.mark.parametrize("model", [AMOUNT, EVENT])
def test_a_model_comes_back_from_json_as_it_was(model):
    text = json.dumps(to_mapping(model))

    assert from_mapping(json.loads(text)) == model
    back = dict(reversed(json.loads(text).items()))
    assert from_mapping(back) == model


def changed(**changes):
    """A stored model with other contents, under a hash of its own."""
    mapping = {**to_mapping(AMOUNT), **changes}
    plain = {key: value for key, value in mapping.items() if key != "hash"}
    return {**plain, "hash": models._hash(plain)}


def test_a_model_that_was_tampered_with_is_refused():
    mapping = to_mapping(AMOUNT)
    mapping["weights"] = [0.9, 0.9]

    with pytest.raises(ValueError, match="hash: the model is not the one that was stored"):
        from_mapping(mapping)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"more": 1}, "more: is not known"),
        ({"version": 2}, "version: give a model of version 1"),
        ({"kind": "other"}, "kind: give a kind"),
        ({"names": ["a", "a"]}, "names: give each part a name of its own"),
        ({"names": ["", "a"]}, "names: give each part a name"),
        ({"weights": [1.0]}, "weights: give a number for each part"),
        ({"weights": ["1", 2.0]}, "weights: give a number for each part"),
        ({"weights": [True, 2.0]}, "weights: give a number for each part"),
        ({"weights": None}, "mapping: a value is none of its kind"),
        ({"covariances": [[1.0]]}, "covariances: give a square table"),
        ({"covariances": 1}, "mapping: a value is none of its kind"),
        ({"intercept": None}, "intercept, penalty"),
        ({"penalty": -1.0}, "intercept, penalty"),
        ({"sds": [0.0, 1.0]}, "sds, lows, highs"),
        ({"lows": [9.0, 0.0]}, "sds, lows, highs"),
        ({"names": "ab"}, "mapping: a value is none of its kind"),
        ({"kind": ["a"]}, "kind: give a kind"),
        ({"learner": ""}, "data_hash, learner: give texts"),
        ({"n": True}, "n, events: give whole numbers"),
        ({"n": 1.5}, "n, events: give whole numbers"),
        ({"events": 5}, "events: give them for an event"),
        ({"residual_sd": -1.0}, "residual_sd: give a number"),
    ],
)
def test_what_is_no_model_is_refused_with_its_key(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        from_mapping(changed(**changes))


def test_a_key_that_is_missing_is_named():
    with pytest.raises(ValueError, match="weights: is missing"):
        from_mapping({k: v for k, v in to_mapping(AMOUNT).items() if k != "weights"})


def test_numbers_that_are_not_finite_are_not_stored_and_not_read():
    with pytest.raises(ValueError, match="intercept"):
        with_residual(AMOUNT, 1).__class__(**{**FACTS, "intercept": math.inf})
    with pytest.raises(ValueError, match="mapping: give texts and finite numbers"):
        from_mapping({**to_mapping(AMOUNT), "intercept": math.nan})


def test_a_table_that_does_not_fit_is_refused():
    for table in ([4, 1], [[4]], [[4, math.nan]]):
        with pytest.raises(ValueError, match="scores: give a row per person"):
            predict(AMOUNT, table)


def test_data_have_one_hash_and_others_another():
    table, outcomes = np.eye(3), np.arange(3.0)

    assert data_hash(table, outcomes) == data_hash(table.copy(order="F"), outcomes)
    assert data_hash(table, outcomes) != data_hash(table, outcomes + 1)


@pytest.mark.slow  # starts another Python
def test_only_what_learns_needs_a_learner_and_scipy_waits_until_it_is_asked():
    code = """
import importlib, pkgutil, sys
import assess.science
for module in pkgutil.walk_packages(assess.science.__path__, "assess.science."):
    if module.name.rpartition(".")[2] not in {"learners", "validation", "duel"}:
        importlib.import_module(module.name)
heavy = {"sklearn"} | {f"scipy.{part}" for part in importlib.import_module("scipy").submodules}
sys.exit(", ".join(sorted(heavy & set(sys.modules))) or 0)
"""
    found = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )

    assert (found.returncode, found.stderr) == (0, "")
