"""Learned lines: against closed forms and scikit-learn's own predictions, kept and read again."""

import importlib
import json

import numpy as np
import pytest
from scipy.special import expit

from assess.science.fit.guards import Kind
from assess.science.fit.logistic import logistic
from assess.science.fit.model import from_mapping, predict, score, to_mapping
from assess.science.fit.regression import least_squares
from tests.science.cases import within
from tests.science.fit.people import FIT, NAMES, PERFORMANCE, SCORES, SUCCESS, drawn


def theirs(*steps):
    """scikit-learn's own line behind its own scaler, of steps as (module, name, options)."""
    made = [
        getattr(importlib.import_module(f"sklearn.{module}"), name)(**options)
        for module, name, options in (("preprocessing", "StandardScaler", {}), *steps)
    ]
    return importlib.import_module("sklearn.pipeline").make_pipeline(*made)


def learn(kind, penalty, scores=SCORES, outcomes=None, names=NAMES):
    given = {Kind.AMOUNT: PERFORMANCE, Kind.EVENT: SUCCESS}[kind]
    outcomes = given if outcomes is None else outcomes
    learners = importlib.import_module("assess.science.fit.learners")
    return learners.learn(scores, outcomes, names, kind=kind, penalty=penalty)


@pytest.mark.parametrize("penalty", [1, 10, 100])
def test_ridge_agrees_with_its_closed_form(penalty):
    # The reference has scores in SDs with n - 1; ours have n, which the penalty makes up for.
    entry, ratio = FIT["ridge_closed_form"], np.sqrt(600 / 599)

    found = learn(Kind.AMOUNT, penalty * ratio**2)

    weights = np.array(found.weights) * ratio
    assert weights.tolist() == within(entry, entry["value"][f"lambda{penalty}"])


@pytest.mark.parametrize("case", FIT["l2_logistic"]["value"])
def test_penalised_logistic_agrees_with_the_reference(case):
    entry = FIT["l2_logistic"]

    found = learn(Kind.EVENT, 1 / case["C"])

    assert found.intercept == within(entry, case["intercept"])
    assert list(found.weights) == within(entry, case["coef"])


def kept(model):
    """The model as it comes back from a store."""
    return from_mapping(json.loads(json.dumps(to_mapping(model))))


def test_a_stored_ridge_predicts_what_scikit_learn_predicts():
    others, _ = drawn(5)
    line = theirs(("linear_model", "Ridge", {"alpha": 30})).fit(SCORES, PERFORMANCE)

    ours = kept(learn(Kind.AMOUNT, 30))

    assert predict(ours, others) == pytest.approx(line.predict(others), rel=1e-12, abs=1e-12)


def test_a_stored_logistic_predicts_what_scikit_learn_predicts():
    others, _ = drawn(5)
    options = {"C": 0.02, "solver": "newton-cholesky", "tol": 1e-10}
    line = theirs(("linear_model", "LogisticRegression", options)).fit(SCORES, SUCCESS)

    ours = kept(learn(Kind.EVENT, 50))

    chances = line.predict_proba(others)[:, 1]
    assert predict(ours, others) == pytest.approx(chances, rel=1e-12, abs=1e-12)


def test_hardly_held_down_a_line_has_the_errors_of_the_plain_one():
    sds = SCORES.std(axis=0)
    plain = least_squares(SCORES, PERFORMANCE, seed=1, draws=100)
    event = logistic(SCORES, SUCCESS)

    for line, kind in ((plain, Kind.AMOUNT), (event, Kind.EVENT)):
        found = learn(kind, 1e-6)
        errors = np.sqrt(np.diag(found.covariances))[1:] / sds
        weights = np.array(found.weights) / sds
        assert errors == pytest.approx([one.standard_error for one in line.slopes], rel=1e-5)
        assert weights == pytest.approx([one.estimate for one in line.slopes], rel=1e-5)
    assert learn(Kind.AMOUNT, 1e-6).residual_sd == pytest.approx(plain.residual_sd)


def test_a_model_says_what_it_was_learned_from():
    found = learn(Kind.EVENT, 10)

    assert (found.n, found.events, found.names) == (600, 221, NAMES)
    assert found.lows == tuple(SCORES.min(axis=0))
    assert found.highs == tuple(SCORES.max(axis=0))
    assert learn(Kind.AMOUNT, 10).events is None


@pytest.mark.slow  # learns 60 models
def test_intervals_of_persons_hold_their_amounts_as_often_as_they_say():
    held, people = 0, 0
    for seed in range(60):
        model = learn(Kind.AMOUNT, 20, *drawn(seed, n=200))
        scores, outcomes = drawn(seed + 1000, n=100)
        for row, outcome in zip(scores, outcomes, strict=True):
            found = score(model, dict(zip(NAMES, row, strict=True)))
            if found.interval is not None:
                held += found.interval[0] <= outcome <= found.interval[1]
                people += 1

    # People of one model share its errors: 60 models, whose share has an SD of .03.
    assert people > 5000
    assert held / people == pytest.approx(0.95, abs=0.012)


@pytest.mark.slow  # learns 60 models
@pytest.mark.parametrize("penalty", [2, 10])
def test_intervals_of_persons_hold_their_chances_about_as_often_as_they_say(penalty):
    slopes, held, people = (0.8, 0.4, 0.0), 0, 0
    for seed in range(60):
        model = learn(Kind.EVENT, penalty, *drawn(seed, slopes, n=300, event=True))
        for row in drawn(seed + 1000, slopes, n=60)[0]:
            found = score(model, dict(zip(NAMES, row, strict=True)))
            if found.interval is not None:
                chance = expit(row @ np.array(slopes))
                held += found.interval[0] <= chance <= found.interval[1]
                people += 1

    # People of one model err together: 60 models are a standard error of about .02.
    assert held / people == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: learn(Kind.AMOUNT, 1, SCORES[:99], PERFORMANCE[:99]),
            "nothing is learned, as too",
        ),
        (lambda: learn(Kind.AMOUNT, 0), "penalty: give a number above 0"),
        (lambda: learn(Kind.EVENT, -1), "penalty: give a number above 0"),
        (lambda: learn(Kind.AMOUNT, 1, names=["a"]), "names: give one for each part"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
