"""Ordinal alpha: against psych, what lies behind simulated answers, and what is refused."""

import math

import numpy as np
import pytest

from assess.science.reliability.ordinal import Lack, ordinal_alpha
from tests.science.cases import NAN, entries, table, within

CASE, ANSWERS = entries("alpha_omega_likert8"), np.array(table("alpha_omega_likert8"))


def by_chance(seed, people=300, items=3, correlation=0.5, cuts=(-0.5, 0.4, 1.0)):
    random = np.random.default_rng(seed)
    shared, own = math.sqrt(correlation), math.sqrt(1 - correlation)
    behind = shared * random.normal(size=(people, 1)) + own * random.normal(size=(people, items))
    return np.searchsorted(cuts, behind).astype(float)


def test_ordinal_alpha_and_its_correlations_agree_with_psych():
    found = ordinal_alpha(ANSWERS, seed=1, draws=100)

    assert found.estimate == within(CASE["ordinal_alpha"])
    assert found.correlations[0][1] == within(CASE["polychoric_i1_i2"])
    assert (found.n, found.fewest, found.draws, found.undefined) == (400, 400, 100, 0)
    assert found.interval[0] < found.estimate < found.interval[1]
    assert "ordinal" in found.method


def test_two_steps_cut_in_the_middle_have_the_sine_of_their_agreement():
    # Sheppard: both above with a share of 1/4 + arcsin(r) / 2π; here .35, so r = sin(.2π).
    pairs = [[1, 1]] * 35 + [[0, 0]] * 35 + [[1, 0]] * 15 + [[0, 1]] * 15

    found = ordinal_alpha(pairs * 2, seed=1, draws=100)

    r = math.sin(0.2 * math.pi)
    assert found.correlations[0][1] == pytest.approx(r)
    assert found.estimate == pytest.approx(2 * r / (1 + r))


def test_what_lies_behind_the_answers_is_found():
    found = ordinal_alpha(by_chance(1, people=20_000), seed=1, draws=100)

    assert found.correlations[0] == pytest.approx((1, 0.5, 0.5), abs=0.02)
    assert found.estimate == pytest.approx(0.75, abs=0.01)


def test_items_may_have_different_numbers_of_steps():
    answers = by_chance(2, people=20_000)
    answers[:, 0] = answers[:, 0] > 0

    found = ordinal_alpha(answers, seed=1, draws=100)

    assert found.correlations[0] == pytest.approx((1, 0.5, 0.5), abs=0.03)


def test_the_names_of_the_steps_do_not_matter():
    one, other = (ordinal_alpha(by_chance(3) * by, seed=1, draws=100) for by in (1, 7.5))

    assert other == one


def test_missing_answers_leave_the_answers_of_others_in():
    gaps = by_chance(4)
    gaps[:50, 0] = NAN

    found = ordinal_alpha(np.vstack([gaps, [NAN] * 3]), seed=1, draws=100)

    assert (found.n, found.fewest) == (300, 250)
    assert found.correlations[1][2] == pytest.approx(
        ordinal_alpha(by_chance(4), seed=1, draws=100).correlations[1][2]
    )


def test_the_same_seed_draws_the_same():
    one, same, other = (ordinal_alpha(by_chance(5), seed=s, draws=100) for s in (1, 1, 2))

    assert one == same != other


def test_empty_cells_do_not_stop_it():
    found = ordinal_alpha([[one, one] for one in (1, 2, 3, 4)] * 30, seed=1, draws=100)

    assert found.correlations[0][1] == pytest.approx(1, abs=1e-3)
    assert found.estimate == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (by_chance(1)[:99], Lack.TOO_FEW),
        ([[NAN, 1], [1, NAN]] * 200, Lack.TOO_FEW),
        ([[1, one % 4] for one in range(120)], Lack.NO_VARIANCE),
    ],
)
def test_where_there_is_no_coefficient_it_says_why(answers, reason):
    found = ordinal_alpha(answers, seed=1)

    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert (found.correlations, found.reason) == ((), reason)


@pytest.mark.slow  # draws 100 samples of 100 draws each
def test_the_interval_holds_about_what_it_says():
    truth, held = 2 / 3, 0
    for seed in range(100):
        answers = by_chance(seed, items=2)
        low, high = ordinal_alpha(answers, seed=seed, draws=100).interval
        held += low <= truth <= high

    assert held / 100 == pytest.approx(0.94, abs=0.065)


@pytest.mark.parametrize(
    ("answers", "options", "sentence"),
    [
        ([1, 2, 3], {}, "give a row per"),
        ([[1, math.inf]] * 120, {}, "give numbers"),
        ([[one, one] for one in range(120)], {}, "answers: an item may have 12 steps"),
        (ANSWERS, {"level": 95}, "level: give a share"),
        (ANSWERS, {"draws": 99}, "draws: give 100 at least"),
    ],
)
def test_what_is_no_table_of_answers_is_refused(answers, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        ordinal_alpha(answers, **({"seed": 1} | options))
