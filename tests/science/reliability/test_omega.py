"""Omega total: against lavaan and semTools, by construction, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.reliability.alpha import alpha
from assess.science.reliability.omega import Denominator, Lack, omega
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

SEEDS = st.integers(0, 2**32 - 1)
CASE = entries("alpha_omega_likert8")
ANSWERS = np.array(table("alpha_omega_likert8"))
NAMES = [f"i{number}" for number in range(1, 9)]
LOADINGS = np.array([0.9, 0.7, 0.8, 0.5, 0.6])
TRUTH = LOADINGS.sum() ** 2 / (LOADINGS.sum() ** 2 + (1 - LOADINGS**2).sum())


def by_chance(seed, people=200, missing=0.0):
    random = np.random.default_rng(seed)
    errors = random.normal(size=(people, 5)) * np.sqrt(1 - LOADINGS**2)
    answers = random.normal(size=(people, 1)) * LOADINGS + errors
    answers[random.random(answers.shape) < missing] = NAN
    return answers


def test_both_denominators_agree_with_lavaan():
    entry = CASE["omega_onefactor"]
    model, observed = (omega(ANSWERS, denominator=one) for one in Denominator)

    assert model.estimate == within(entry, entry["value"]["omega_model_implied"])
    assert model.estimate == within(entry, entry["value"]["semTools_compRelSEM_modelvar"])
    assert observed.estimate == within(entry, entry["value"]["omega_observed_denominator"])
    assert Denominator.MODEL in model.method
    assert Denominator.OBSERVED in observed.method


def test_loadings_and_errors_agree_with_lavaan():
    entry, found = CASE["omega_onefactor"], omega(ANSWERS)

    loadings, errors = (
        dict(zip(NAMES, one, strict=True)) for one in (found.loadings, found.errors)
    )
    assert loadings == within(entry, entry["value"]["loadings"])
    assert errors == within(entry, entry["value"]["residual_variances"])


def test_the_fit_agrees_with_lavaan():
    entry, fit = CASE["omega_onefactor_fit"], omega(ANSWERS).fit

    computed = {
        "chisq": fit.chi_square,
        "df": fit.degrees,
        "cfi": fit.cfi,
        "tli": fit.tli,
        "rmsea": fit.rmsea,
        "srmr": fit.srmr,
    }
    assert computed == within(entry)


def test_a_second_thing_in_common_spoils_the_fit():
    answers, random = by_chance(1, 500), np.random.default_rng(2)
    answers[:, 3:] += random.normal(size=(500, 1))

    fit = omega(answers).fit

    assert fit.p < 0.001
    assert fit.rmsea > 0.1
    assert fit.rmsea == pytest.approx(math.sqrt((fit.chi_square - 5) / (5 * 500)))
    assert max(fit.cfi, fit.tli) < 0.95


def test_three_items_fit_always():
    found = omega(by_chance(1)[:, :3])

    assert found.fit.chi_square == pytest.approx(0, abs=1e-6)
    assert (found.fit.degrees, found.fit.p, found.fit.tli, found.fit.rmsea) == (0, *[None] * 3)
    assert found.fit.cfi == 1


def test_items_that_measure_alike_have_an_omega_of_alpha():
    random = np.random.default_rng(4)
    # Rotated to have exactly the covariances of parallel items.
    raw = random.normal(size=(300, 4))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T)).T)
    answers = white @ np.linalg.cholesky(np.full((4, 4), 0.5) + np.eye(4) / 2).T

    assert omega(answers).estimate == pytest.approx(alpha(answers).estimate)
    assert omega(answers).estimate == pytest.approx(0.8)


def test_draws_of_people_are_near_the_formula():
    answers = by_chance(5, 300)
    # One missing answer takes the other way.
    gap = answers.copy()
    gap[0, 0] = NAN

    for denominator in Denominator:
        formula = omega(answers, denominator=denominator)
        drawn = omega(gap, denominator=denominator, seed=1, draws=400)
        assert drawn.estimate == pytest.approx(formula.estimate, abs=0.005)
        assert drawn.standard_error == pytest.approx(formula.standard_error, rel=0.15)
        assert drawn.interval == pytest.approx(formula.interval, abs=0.015)
        assert (drawn.draws, drawn.undefined, drawn.missing, drawn.fewest) == (400, 0, 1, 299)


def test_the_same_seed_draws_the_same():
    gaps = by_chance(6, 200, missing=0.05)

    one, same, other = (omega(gaps, seed=seed, draws=100) for seed in (1, 1, 2))

    assert one == same != other


def test_an_item_keyed_the_other_way_shows_in_its_loading():
    answers = by_chance(7)
    answers[:, 1] *= -1

    loadings = omega(answers).loadings

    assert [one > 0 for one in loadings] == [True, False, True, True, True]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (by_chance(1)[:99], Lack.TOO_FEW),
        (np.hstack([by_chance(1), np.full((200, 1), 3.1)]), Lack.NO_VARIANCE),
        (by_chance(1)[:, [0, 1, 2, 0]], Lack.CONTRADICTION),
        # The first item explains more of the others than it has itself.
        (by_chance(1) @ np.array([[1, 0, 0], [0, 1, 0], [0.0, 0.0, 1], [0] * 3, [0] * 3])
         @ np.array([[1, 1.0, 1.0], [0, 0.3, -0.6], [0, -0.6, 0.3]]), Lack.IMPROPER),
    ],
)  # fmt: skip
def test_where_there_is_no_omega_it_says_why(answers, reason):
    found = omega(answers)

    assert found.reason is reason
    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert (found.loadings, found.errors, found.fit) == ((), (), None)


@tried
@given(SEEDS)
def test_the_unit_of_each_item_moves_its_loading_and_nothing_else(seed):
    answers = by_chance(seed)

    one, other = omega(answers), omega(answers * 3 + 2)

    assert other.estimate == pytest.approx(one.estimate)
    assert other.interval == pytest.approx(one.interval)
    assert other.loadings == pytest.approx([3 * loading for loading in one.loadings])
    assert other.fit.chi_square == pytest.approx(one.fit.chi_square, abs=1e-5)
    assert other.fit.srmr == pytest.approx(one.fit.srmr)


@tried
@given(SEEDS)
def test_an_interval_holds_its_estimate(seed):
    found = omega(by_chance(seed))

    assert 0 < found.interval[0] < found.estimate < found.interval[1] < 1
    assert found.estimate >= alpha(by_chance(seed)).estimate - 0.01


@pytest.mark.slow  # draws 500 samples
def test_intervals_hold_what_they_say():
    found = [omega(by_chance(seed)).interval for seed in range(500)]

    held = sum(low <= TRUTH <= high for low, high in found) / 500
    assert held == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("answers", "options", "sentence"),
    [
        ([[1, 2]] * 200, {}, "three at least"),
        ([1, 2, 3], {}, "answers: give a row per person"),
        ([[1, 2, math.inf]] * 200, {}, "answers: give numbers"),
        (ANSWERS, {"level": 95}, "level: give a share"),
        (by_chance(1, missing=0.1), {}, "seed: give one"),
        (by_chance(1, missing=0.05), {"seed": 1, "draws": 99}, "draws: give 100"),
    ],
)
def test_what_is_no_table_of_answers_is_refused(answers, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        omega(answers, **options)
