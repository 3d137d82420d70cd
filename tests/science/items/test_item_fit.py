"""Whether questions follow their model: chances of sums by hand, and tests in samples."""

import itertools

import numpy as np
import pytest

from assess.science.items.curves import GradedItem, graded_item, probabilities
from assess.science.items.graded import fit_graded
from assess.science.items.item_fit import Verdict, item_fit, sum_chances
from tests.science.items.simulated import answered, people, some_items

ITEMS = some_items(1, 10, steps=3)
ANSWERS = answered(ITEMS, people(2, 1500), 3)


def test_chances_of_sums_are_those_of_all_ways_to_reach_them():
    items = [graded_item(1, [0]), graded_item(1.5, [-1, 1]), graded_item(0.7, [0.5])]
    theta = [-0.4, 1.1]
    wanted = np.zeros((5, 2))
    for steps in itertools.product(range(2), range(3), range(2)):
        rows = zip(items, steps, strict=True)
        wanted[sum(steps)] += np.prod([probabilities(one, theta)[:, k] for one, k in rows], axis=0)

    assert sum_chances(items, theta) == pytest.approx(wanted)


def test_items_with_their_true_parameters_fit():
    found = item_fit(ITEMS, ANSWERS, parameters=[0] * 10)

    assert {one.verdict for one in found} == {Verdict.FITS}
    for one in found:
        assert one.chi_square == pytest.approx(one.degrees, abs=4 * (2 * one.degrees) ** 0.5)
        assert one.adjusted >= one.p


def test_what_was_estimated_costs_degrees():
    (free, *_), (fixed, *_) = (
        item_fit(ITEMS, ANSWERS),
        item_fit(ITEMS, ANSWERS, parameters=[0] * 10),
    )

    assert (free.chi_square, free.degrees) == (fixed.chi_square, fixed.degrees - 3)


def test_an_item_of_another_shape_is_found():
    theta = people(4, 3000)
    answers = answered(ITEMS, theta, 5)
    # Likely for the middle and not for the ends: no item of this model does that.
    answers[:, 0] = 2 * (np.abs(theta) < 0.7)
    answers[:30, 0] = 1

    model = fit_graded(answers)
    found = item_fit([one.item for one in model.items], answers)

    assert found[0].verdict is Verdict.MISFIT
    assert found[0].rmsea > 0.05


def test_a_misfit_that_is_sure_but_small_is_told_from_a_large_one():
    items = [GradedItem(1.15 * ITEMS[0].slope, ITEMS[0].intercepts, ITEMS[0].cuts), *ITEMS[1:]]
    answers = answered(ITEMS, people(6, 30_000), 7)

    assert item_fit(items, answers, parameters=[0] * 10)[0].verdict is Verdict.SMALL


def test_people_who_left_something_out_are_left_out():
    gaps = ANSWERS.copy()
    gaps[:1200, 4] = np.nan

    assert item_fit(ITEMS, gaps)[0].n == 300
    few = item_fit(ITEMS, gaps[:1399])
    assert {one.verdict for one in few} == {Verdict.TOO_FEW}
    assert (few[0].n, few[0].chi_square, few[0].rmsea) == (199, None, None)


def test_with_three_items_there_is_nothing_left_to_compare():
    items = some_items(8, 3, steps=2)

    found = item_fit(items, answered(items, people(9, 400), 10), parameters=[9] * 3)

    assert {one.verdict for one in found} == {Verdict.NOTHING_LEFT}
    assert (found[0].p, found[0].adjusted) == (None, None)


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="items: give three at least"):
        item_fit(ITEMS[:2], ANSWERS[:, :2])
    with pytest.raises(ValueError, match="parameters: give a number for each item"):
        item_fit(ITEMS, ANSWERS, parameters=[3])
    with pytest.raises(ValueError, match="answers: give a column for each item"):
        item_fit(ITEMS, ANSWERS[:, :9])


@pytest.mark.slow  # fits 40 models
def test_items_that_fit_are_seldom_said_not_to():
    items, chances = some_items(11, 8, steps=3), []
    for seed in range(40):
        answers = answered(items, people(seed, 1000), seed + 900)
        model = fit_graded(answers, merge_below=0)
        chances += [one.p for one in item_fit(model.scored, answers)]

    # Three standard errors of a share of .05 in 320 are .037.
    assert np.mean(np.array(chances) < 0.05) == pytest.approx(0.05, abs=0.037)
    assert np.mean(chances) == pytest.approx(0.5, abs=0.06)
