"""Questions for two groups by regression: by hand, against a general optimiser, in samples."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from assess.science.items.cumulative import regression
from assess.science.items.curves import GradedItem
from assess.science.items.dif import Size
from assess.science.items.dif_regression import Reason, Shape, regression_dif
from tests.science.items.simulated import answered, people, some_items

NAN = float("nan")
GROUP = np.repeat([1.0, 0.0], [600, 900])


def sample(seed, steps=2, by=0.0, factor=1.0):
    """Answers to items of which the first is harder, or less sharp, for the focal group."""
    items, theta = some_items(1, 12, steps=steps), people(seed, 1500) - 0.5 * GROUP
    answers, one = answered(items, theta, seed + 1), items[0]
    other = GradedItem(
        one.slope * factor, tuple(d - one.slope * by for d in one.intercepts), one.cuts
    )
    answers[:600, 0] = answered([other], theta[:600], seed + 2)[:, 0]
    return answers


def test_a_group_alone_has_the_log_odds_of_its_table():
    # 30 of 40 beside 20 of 60: ln((30 / 10) / (20 / 40)).
    steps = np.repeat([1, 0, 1, 0], [30, 10, 20, 40])
    group = np.repeat([1.0, 1, 0, 0], [30, 10, 20, 40])

    found = regression(steps, group[:, None])

    assert found.weights[0] == pytest.approx(math.log(6))
    assert found.errors[0] == pytest.approx(math.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 40))
    logs = 30 * math.log(0.75) + 10 * math.log(0.25) + 20 * math.log(1 / 3) + 40 * math.log(2 / 3)
    assert found.log_likelihood == pytest.approx(logs)


def test_without_columns_the_shares_of_the_steps_are_all_there_is():
    found = regression(np.repeat([0, 1, 2], [20, 30, 50]), np.empty((100, 0)))

    shares = [0.2, 0.3, 0.5]
    assert found.log_likelihood == pytest.approx(100 * sum(p * math.log(p) for p in shares))


def test_proportional_odds_are_those_a_general_optimiser_finds():
    random = np.random.default_rng(2)
    columns = random.normal(size=(400, 2))
    logits = columns @ [0.8, -0.5] + random.logistic(size=400)
    steps = np.digitize(logits, [-1, 0.2, 1.5])

    def unlikely(values):
        cuts = np.concatenate([[np.inf], values[:3], [-np.inf]])
        shift = columns @ values[3:]
        reached = [1 / (1 + np.exp(-(cuts[steps + side] + shift))) for side in (0, 1)]
        return -np.log(np.maximum(reached[0] - reached[1], 1e-12)).sum()

    with np.errstate(over="ignore"):
        best = minimize(unlikely, [1, 0, -1, 0, 0], method="BFGS", options={"gtol": 1e-5})
    found = regression(steps, columns)

    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-6)
    assert found.weights == pytest.approx(best.x[3:], abs=1e-4)
    assert found.errors == pytest.approx(np.sqrt(np.diag(best.hess_inv))[3:], rel=0.1)


def test_answers_that_can_be_told_without_error_have_no_peak():
    steps = np.repeat([0, 1], 50)

    assert regression(steps, np.linspace(-2, 2, 100)[:, None]) is None


@pytest.mark.parametrize("steps", [2, 4])
def test_a_harder_question_is_found_as_uniform(steps):
    found = regression_dif(sample(3, steps, by=1.2), GROUP)

    assert found[0].shape is Shape.UNIFORM
    assert found[0].size is not None
    assert found[0].group.interval[1] < 0
    assert found[0].adjusted < 0.001
    assert sum(one.shape is not Shape.NONE for one in found[1:]) <= 3


@pytest.mark.parametrize("steps", [2, 4])
def test_a_less_sharp_question_is_found_as_non_uniform(steps):
    found = regression_dif(sample(5, steps, factor=0.2), GROUP)[0]

    assert found.shape is Shape.NON_UNIFORM
    assert found.total.chi_square == pytest.approx(
        found.uniform.chi_square + found.non_uniform.chi_square
    )
    assert (found.uniform.degrees, found.non_uniform.degrees, found.total.degrees) == (1, 1, 2)


def test_fair_questions_are_negligible():
    found = regression_dif(sample(7), GROUP)

    assert {one.size for one in found} == {Size.A}


def test_with_fewer_than_a_hundred_in_a_group_nothing_is_claimed():
    group = GROUP.copy()
    group[99:600] = NAN

    found = regression_dif(sample(9), group)[0]

    assert (found.focal_n, found.size, found.shape) == (99, None, None)
    assert found.reason is Reason.TOO_FEW
    assert found.total is not None


def test_what_does_not_vary_or_is_told_without_error_has_no_test():
    answers = sample(11)
    answers[:, 1] = 1
    answers[:, 2] = answers.sum(axis=1) > 5

    found = regression_dif(answers, GROUP, matching=answers[:, 3:].sum(axis=1) + 99 * answers[:, 2])

    assert found[1].reason is Reason.ALIKE
    assert found[2].reason is Reason.NO_PEAK
    assert (found[2].total, found[2].adjusted, found[2].rise) == (None, None, None)
    assert found[0].total is not None


def test_a_missing_answer_leaves_the_person_out_of_that_question():
    answers = sample(13)
    answers[:50, 3] = NAN
    whole = np.nansum(answers, axis=1)

    found = regression_dif(answers, GROUP, matching=whole)

    assert (found[3].focal_n, found[0].focal_n) == (550, 600)
    assert regression_dif(answers, GROUP)[0].focal_n == 550


def test_lists_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="focal, matching: give one number"):
        regression_dif(sample(1), GROUP[:-1])
    with pytest.raises(ValueError, match="level: give a share"):
        regression_dif(sample(1), GROUP, level=95)
