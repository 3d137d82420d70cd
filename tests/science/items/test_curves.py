"""Answers and places of θ: against mirt at fixed parameters, and as laws."""

import math

import numpy as np
import pytest

from assess.science.items.curves import (
    GradedItem,
    expected_scores,
    graded_item,
    grid,
    probabilities,
    steps_of,
)
from tests.science.cases import entries, within
from tests.science.items.simulated import items_of

CASES = ["irt_fixed_2pl_scoring", "irt_fixed_grm_scoring"]


@pytest.mark.parametrize("case", CASES)
def test_chances_of_answers_agree_with_mirt(case):
    entry, items = entries(case)["category_probabilities_item1"], items_of(case)

    found = probabilities(items[0], entry["value"]["theta"])

    for row, expected in zip(found.tolist(), entry["value"]["p"], strict=True):
        assert row == within(entry, expected)


@pytest.mark.parametrize("case", CASES)
def test_expected_sums_agree_with_mirt(case):
    entry = entries(case)["expected_total_score"]

    found = expected_scores(items_of(case), entry["value"]["theta"])

    assert found.tolist() == within(entry, entry["value"]["score"])


def test_thresholds_and_intercepts_say_the_same():
    item = graded_item(2, [-1, 0.5])

    assert item.intercepts == (2, -1)
    assert item.thresholds == (-1, 0.5)
    assert probabilities(item, 0.5)[0, 2] == pytest.approx(0.5)


def test_far_out_a_chance_loses_no_digit():
    # σ(30) - σ(29) from 1 - 1 would be nothing; it is e^-29 (1 - e^-1).
    item = graded_item(1, [-30, -29])

    assert probabilities(item, 0)[0, 1] == pytest.approx(math.exp(-29) * (1 - math.exp(-1)))


def test_items_of_different_lengths_stand_in_one_table():
    items = [graded_item(1, [0]), graded_item(1.5, [-1, 0, 1])]

    logs = grid(items).log_chances(np.array([0.3]))

    for item, row in zip(items, logs, strict=True):
        steps = len(item.cuts) + 1
        assert np.exp(row[:steps, 0]) == pytest.approx(probabilities(item, 0.3)[0])


def test_an_answer_is_the_step_its_cuts_make_it():
    item = GradedItem(1.0, (1.0, -1.0), (2.0, 4.0))

    found = steps_of([item], [[0], [1], [2], [3], [4], [5], [None]])

    assert found[:, 0].tolist() == [0, 0, 1, 1, 2, 2, -1]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((0.0, (1.0,), (1.0,)), "slope: give a number other than 0"),
        ((math.nan, (1.0,), (1.0,)), "slope: give a number"),
        ((1.0, (), ()), "intercepts: give 1 to 19"),
        ((1.0, (1.0, 1.0), (1.0, 2.0)), "intercepts: give numbers that fall"),
        ((1.0, (1.0, math.nan), (1.0, 2.0)), "intercepts: give numbers that fall"),
        ((1.0, (1.0, 0.0), (1.0,)), "cuts: give one for each"),
        ((1.0, (1.0, 0.0), (2.0, 1.0)), "cuts: give one for each"),
    ],
)
def test_what_is_no_item_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        GradedItem(*values)


def test_what_is_no_table_or_place_is_refused():
    item = graded_item(1, [0])

    with pytest.raises(ValueError, match="items: give one at least"):
        grid([])
    with pytest.raises(ValueError, match="answers: give a column for each item"):
        steps_of([item], [[0, 1]])
    with pytest.raises(ValueError, match="answers: give a row per person"):
        steps_of([item], [0, 1])
    with pytest.raises(ValueError, match="answers: give numbers"):
        steps_of([item], [[math.inf]])
    with pytest.raises(ValueError, match="theta: give a list of numbers"):
        probabilities(item, math.nan)
