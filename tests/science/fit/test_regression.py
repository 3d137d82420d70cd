"""Least squares and what it explains: against R, iopsych and closed forms, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fit.guards import Guards, Lack
from assess.science.fit.regression import increments, least_squares, shrunken
from assess.science.fit.relative import relative_weights
from tests.properties import tried
from tests.science.cases import within
from tests.science.fit.people import FIT, PERFORMANCE, SCORES, drawn

NAN = math.nan
SEEDS = st.integers(0, 2**32 - 1)


def line(scores=SCORES, outcomes=PERFORMANCE, **options):
    return least_squares(scores, outcomes, **{"seed": 1, "draws": 200, **options})


def test_a_line_agrees_with_r():
    entry, found = FIT["ols_full"], line()

    numbers = (found.intercept, *found.slopes)
    for name, one, p in zip(entry["value"]["coef"], numbers, found.chances, strict=True):
        expected = within(entry, entry["value"]["coef"][name])
        assert one.estimate == expected["est"]
        assert one.standard_error == expected["se"]
        assert one.estimate / one.standard_error == expected["t"]
        assert p == expected["p"]
    assert found.explained.estimate == within(entry, entry["value"]["R2"])
    assert found.shrunken.adjusted == within(entry, entry["value"]["adjR2"])
    assert found.residual_sd == within(entry, entry["value"]["sigma"])
    assert found.test.value == within(entry, entry["value"]["F"])
    assert found.test.degrees == (3, 596)


def test_what_each_score_adds_agrees_with_r():
    entry = FIT["incremental_validity"]
    value = entry["value"]

    found = increments(SCORES, PERFORMANCE, seed=1, draws=200).steps

    assert [one.explained for one in found] == within(entry, value["R2"])
    assert [one.added.estimate for one in found[1:]] == within(entry, value["delta_R2"])
    assert found[2].test.value == within(entry, value["F_last_step"])
    assert found[2].test.p == within(entry, value["p_last_step"])
    assert found[1].test.value == within(entry, value["F_x2"])


def test_what_is_left_of_it_agrees_with_the_closed_forms():
    entry = FIT["shrinkage"]

    found = shrunken(FIT["ols_full"]["value"]["R2"], 600, 3)

    assert found.adjusted == within(entry, entry["value"]["wherry_ezekiel_adj"])
    assert found.cross_validity == within(entry, entry["value"]["browne_rho_c2"])
    assert found.olkin_pratt == within(entry, entry["value"]["olkin_pratt_first_order"])


def test_relative_weights_agree_with_iopsych():
    entry = FIT["relative_weights_johnson"]

    found = relative_weights(SCORES, PERFORMANCE, seed=1, draws=200)

    assert [one.estimate for one in found.weights] == within(entry, entry["value"]["eps"])
    assert found.explained == pytest.approx(line().explained.estimate)
    for one in found.weights:
        assert 0 <= one.interval[0] < one.estimate < one.interval[1]


def test_unrelated_scores_have_their_squared_correlations_as_relative_weights():
    scores = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]] * 50, dtype=float)
    outcomes = scores @ [0.6, 0.3] + np.tile([0.5, -0.5], 100).repeat(1)[::-1].cumsum() % 2

    found = relative_weights(scores, outcomes, seed=1, draws=200)

    squared = [np.corrcoef(one, outcomes)[0, 1] ** 2 for one in scores.T]
    assert [one.estimate for one in found.weights] == pytest.approx(squared)


def test_the_same_seed_gives_the_same_interval():
    assert line(seed=3) == line(seed=3)
    assert line(seed=3).explained.interval != line(seed=4).explained.interval


def test_who_misses_something_is_left_out_and_counted():
    scores, outcomes = SCORES.copy(), PERFORMANCE.copy()
    scores[0, 1], outcomes[1] = NAN, NAN

    found = line(scores, outcomes)

    assert (found.n, found.left_out) == (598, 2)
    assert found.slopes == line(SCORES[2:], PERFORMANCE[2:]).slopes


ONES, LINE = np.ones((120, 1)), np.linspace(0, 1, 120)[:, None]


@pytest.mark.parametrize(
    ("scores", "outcomes", "reason"),
    [
        (SCORES[:99], PERFORMANCE[:99], Lack.TOO_FEW_PEOPLE),
        (np.random.default_rng(1).normal(size=(120, 12)), PERFORMANCE[:120], Lack.TOO_FEW_OUTCOMES),
        (SCORES, np.ones(600), Lack.NO_OUTCOME),
        (ONES, PERFORMANCE[:120], Lack.NO_VARIANCE),
        (np.hstack([LINE, 2 * LINE]), PERFORMANCE[:120], Lack.COLLINEAR),
        (LINE, LINE[:, 0], Lack.EXACT),
    ],
)
def test_below_the_guards_there_is_no_line_and_a_reason(scores, outcomes, reason):
    found, steps = line(scores, outcomes), increments(scores, outcomes, seed=1)

    nothing = reason, None, None
    assert (found.reason, found.intercept.estimate, found.explained.interval) == nothing
    assert (steps.reason, steps.steps) == (reason, ())
    if reason is not Lack.EXACT:
        weights = relative_weights(scores, outcomes, seed=1)
        assert (weights.reason, weights.explained) == (reason, None)


def test_guards_can_be_raised_and_never_lowered():
    assert line(guards=Guards(people=601)).reason is Lack.TOO_FEW_PEOPLE
    assert line(guards=Guards(per_number=151)).reason is Lack.TOO_FEW_OUTCOMES
    with pytest.raises(ValueError, match="people: give 100 or more"):
        Guards(people=99)
    with pytest.raises(ValueError, match="per_number: give 10 or more"):
        Guards(per_number=9)


@tried
@given(SEEDS, st.floats(0.01, 100), st.floats(-1e6, 1e6))
def test_what_is_explained_does_not_know_units(seed, factor, shift):
    scores, outcomes = drawn(seed)

    found, moved = line(scores, outcomes), line(scores * factor + shift, outcomes * 3 - 1)

    assert moved.explained.estimate == pytest.approx(found.explained.estimate, abs=1e-6)
    assert moved.slopes[0].estimate * factor / 3 == pytest.approx(
        found.slopes[0].estimate, abs=1e-6
    )


@tried
@given(SEEDS)
def test_what_is_left_is_never_more_than_what_was_found(seed):
    found = line(*drawn(seed))

    assert found.shrunken.adjusted < found.explained.estimate
    assert found.shrunken.cross_validity <= max(0.0, found.shrunken.adjusted)


def test_a_score_that_few_have_may_be_missing_from_a_draw():
    rare = np.zeros((120, 1))
    rare[:2] = 1

    found = line(rare, PERFORMANCE[:120])

    assert found.explained.interval[0] <= found.explained.estimate <= found.explained.interval[1]


def explained_by(slopes):
    """R² of each score and those before it, among everybody `drawn` could draw."""
    inner = 0.81 * np.eye(3) + 0.2025
    across = inner @ slopes
    whole = slopes @ across + 1
    return [across[:k] @ np.linalg.solve(inner[:k, :k], across[:k]) / whole for k in range(1, 4)]


@pytest.mark.slow  # draws 600 samples with 300 draws of each
@pytest.mark.parametrize("slopes", [(0.5, 0.3, 0.0), (0.2, 0.1, 0.1)])
def test_intervals_of_what_is_explained_hold_the_truth_as_often_as_they_say(slopes):
    truth = explained_by(np.array(slopes))
    gains, held, added = np.diff(truth, prepend=0), 0, np.zeros(3)
    for seed in range(300):
        scores, outcomes = drawn(seed, slopes, n=200)
        steps = increments(scores, outcomes, seed=seed, draws=300).steps
        low, high = line(scores, outcomes, draws=300).explained.interval
        held += low <= truth[-1] <= high
        ends = [one.added.interval for one in steps]
        added += [a <= gain <= b for (a, b), gain in zip(ends, gains, strict=True)]

    # Three standard errors of a share of .95 in 300 samples are .038; at 0 they hold more.
    assert held / 300 == pytest.approx(0.95, abs=0.038)
    assert added.min() / 300 >= 0.912


@pytest.mark.slow  # draws 300 samples with 300 draws of each
def test_intervals_of_relative_weights_hold_the_truth_as_often_as_they_say():
    # By Johnson's formula from the correlations of everybody, alike for all pairs of scores.
    slopes = np.array([0.5, 0.3, 0.0])
    inner = 0.81 * np.eye(3) + 0.2025
    whole = slopes @ inner @ slopes + 1
    values, vectors = np.linalg.eigh(inner / 1.0125)
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    across = inner @ slopes / np.sqrt(1.0125 * whole)
    truth, held = root**2 @ np.linalg.solve(root, across) ** 2, np.zeros(3)
    for seed in range(300):
        found = relative_weights(*drawn(seed, slopes, n=200), seed=seed, draws=300).weights
        ends = [one.interval for one in found]
        held += [a <= one <= b for (a, b), one in zip(ends, truth, strict=True)]

    assert held.min() / 300 >= 0.912


def test_a_weight_of_nothing_reaches_0():
    scores, outcomes = drawn(1, (0.5, 0.0, 0.0), n=200)

    found = relative_weights(scores, outcomes, seed=1, draws=300).weights

    assert found[0].interval[0] > 0.05
    assert found[2].interval[0] == 0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: line([1, 2], [1, 2]), "scores: give a row per person"),
        (lambda: line([[1], [2]], [1]), "outcomes: give one for every person"),
        (lambda: line(draws=99), "draws: give 100"),
        (lambda: line(level=95), "level: give a share"),
        (lambda: shrunken(1.1, 100, 3), "explained: give a share"),
        (lambda: shrunken(0.5, 8, 3), "n: give three people more"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
