"""Alpha among people drawn with replacement: near the formulas, with gaps, and repeatable."""

import numpy as np
import pytest

from assess.science import resampling
from assess.science.covariances import pairwise_covariances
from assess.science.reliability.alpha import Lack, alpha, bootstrap_interval
from assess.science.scores.classical import spearman_brown
from tests.science.cases import NAN

FOUR = [[1, 2], [2, 1], [3, 4], [4, 3]] * 8


def by_chance(seed, people=60, items=5, missing=0.0):
    """Answers with one thing in common, some of them missing."""
    random = np.random.default_rng(seed)
    table = np.rint(random.normal(3, 1, (people, 1)) + random.normal(0, 1, (people, items)))
    table[random.random(table.shape) < missing] = NAN
    return table


def test_draws_of_people_are_near_the_formula_and_the_same_for_a_seed():
    table = by_chance(4, people=400)
    formula, drawn = alpha(table), bootstrap_interval(table, seed=1)

    assert drawn.estimate == pytest.approx(formula.estimate)
    assert drawn.standard_error == pytest.approx(formula.standard_error, rel=0.1)
    assert drawn.interval == pytest.approx(formula.asymptotic, abs=0.01)
    assert (drawn.n, drawn.draws, drawn.undefined) == (400, 2000, 0)
    assert drawn == bootstrap_interval(table, seed=np.random.default_rng(1))
    assert drawn != bootstrap_interval(table, seed=2)


def test_a_draw_has_the_covariances_of_the_people_in_it():
    table = by_chance(5, people=40, missing=0.2)
    weights = next(resampling.weights(40, 100, 3))
    covariances = list(resampling.covariances(table, 100, 3))

    people = np.repeat(np.arange(40), weights[17].astype(int))
    assert covariances[17] == pytest.approx(pairwise_covariances(table[people]))


def test_draws_without_alpha_are_counted_and_left_out():
    # Nobody differs but one, and a third of all draws do not have that one.
    found = bootstrap_interval([[1, 1]] * 29 + [[5, 5]], seed=1, draws=1000)

    assert found.undefined / 1000 == pytest.approx((29 / 30) ** 30, abs=0.05)
    assert (found.estimate, found.interval, found.standard_error) == (1, None, None)


def test_too_little_data_has_no_draws():
    found = bootstrap_interval(FOUR[:29], seed=1)

    assert (found.estimate, found.interval, found.reason) == (None, None, Lack.TOO_FEW)
    with pytest.raises(ValueError, match="draws: give 100 at least"):
        bootstrap_interval(FOUR, seed=1, draws=99)


@pytest.mark.slow  # draws 200 samples of 2,000 draws each
def test_draws_of_people_with_gaps_hold_about_what_they_say():
    truth, held = spearman_brown(0.5, 5), 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        table = random.normal(size=(100, 1)) + random.normal(size=(100, 5))
        table[random.random(table.shape) < 0.1] = NAN
        low, high = alpha(table, seed=seed).interval
        held += low <= truth <= high

    assert held / 200 == pytest.approx(0.94, abs=0.045)


@pytest.mark.parametrize("unit", [1, 0.1])
def test_a_draw_without_variance_has_none(unit):
    # Whoever answered otherwise is missing from some draws.
    table = unit * np.array([[3.0, 1], [3, 2]] * 15 + [[4, 3]])

    found = np.array(list(resampling.covariances(table, 200, 1)))

    still = found[found[:, 0, 0] == 0]
    assert len(still) / 200 == pytest.approx((30 / 31) ** 31, abs=0.1)
    assert (still[:, 0, 1] == 0).all()
    assert found[found[:, 0, 0] > 0][:, 0, 0].min() > 0.001 * unit**2


def test_everybody_is_drawn_as_often_as_there_are_people():
    found = list(resampling.weights(7, 500, np.random.default_rng(1)))

    draws = np.vstack(found)
    assert draws.shape == (500, 7)
    assert (draws.sum(axis=1) == 7).all()
    assert draws.mean(axis=0) == pytest.approx([1] * 7, abs=0.15)
