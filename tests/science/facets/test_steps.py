"""How likely each category is: by hand, and as laws."""

import math

import numpy as np
import pytest

from assess.science.facets.products import across
from assess.science.facets.ratings import ratings
from assess.science.facets.steps import log_probabilities, moments, steps

PEOPLE, RATERS = list("aabbcc"), {"rater": list("xyxyxy"), "competency": [1, 1, 1, 2, 2, 2]}


def test_two_categories_are_the_rasch_model():
    found = np.exp(log_probabilities(np.array([[0.0, 1.0]]), np.zeros((1, 2))))

    assert found[0, 1] == pytest.approx([0.5, 1 / (1 + math.exp(-1))])


def test_neighbours_are_equally_likely_at_their_threshold():
    thresholds = np.array([-1.5, 0.2, 1.3])
    coefficients = np.concatenate([[0], np.cumsum(thresholds)])[None]

    found = np.exp(log_probabilities(thresholds[None], coefficients))

    for place in range(3):
        assert found[0, place + 1, place] == pytest.approx(found[0, place, place])


def test_moments_of_a_rating_by_hand():
    mean, variance, fourth = moments(np.array([[[0.25], [0.5], [0.25]]]))

    assert (mean[0, 0], variance[0, 0], fourth[0, 0]) == (1, 0.5, 0.5)


def test_far_from_all_thresholds_nothing_overflows():
    found = log_probabilities(np.array([[-800.0, 800.0]]), np.zeros((1, 5)))

    assert np.exp(found[0, 0, 0]) == 1
    assert np.exp(found[0, 4, 1]) == 1


def test_a_category_nobody_used_has_no_probability():
    data = ratings([1, 2, 4, 5, 4, 2], PEOPLE, RATERS)

    found = steps(data)
    table = np.exp(log_probabilities(np.zeros((1, 1)), found.coefficients(np.zeros(2))))

    assert found.used.tolist() == [[True, True, False, True, True]]
    assert table[0, 2, 0] == 0
    assert table.sum() == pytest.approx(1)
    assert found.of_thresholds(0)[1].tolist() == [True, False, False, True]


def test_each_level_of_the_owner_has_its_own_categories():
    data = ratings([1, 2, 3, 4, 5, 4], PEOPLE, RATERS)

    found = steps(data, "competency")

    assert found.names == (1, 2)
    assert (found.lowest.tolist(), found.highest.tolist()) == ([0, 3], [2, 4])
    assert [one.tolist() for one in found.free] == [[0], [1]]


@pytest.mark.parametrize(("columns", "others"), [(3, 3), (0, 4), (70, 70), (7, 120), (300, 40)])
def test_products_in_pieces_are_products(columns, others):
    random = np.random.default_rng(1)
    one, other = random.normal(size=(1013, columns)), random.normal(size=(1013, others))

    assert across(one, other) == pytest.approx(one.T @ other, abs=1e-9)
