"""Weights of a profile: set, rated, and used; by hand and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fit.weights import (
    Lack,
    Source,
    equal,
    expert,
    importance,
    weighted_profile,
)
from assess.science.scores.composites import composite, standardised_sum, validity
from tests.properties import tried
from tests.science.cases import within
from tests.science.fit.people import FIT, NAMES, PERFORMANCE, SCORES

NAN = math.nan


def test_equal_weights_have_the_validity_r_found():
    entry = FIT["unit_weight_validity"]

    found = validity(standardised_sum(SCORES, equal(NAMES).values()), PERFORMANCE)

    assert found.estimate == within(entry, entry["value"]["r"])
    assert list(found.interval) == within(entry, entry["value"]["ci95"])


def test_weights_that_people_set_add_up_to_one_and_have_no_error():
    found = expert({"focus": 3, "candour": 1})

    assert (found.source, found.names) == (Source.EXPERT, ("focus", "candour"))
    assert found.values().tolist() == [0.75, 0.25]
    assert found.shares[0].standard_error == 0
    assert found.shares[0].interval == (0.75, 0.75)


def test_importance_is_a_mean_over_its_sum_with_the_jackknifes_error():
    # Means 3 and 1. Without one expert after another: 2.5/3.5 and 4/... worked here.
    ratings = np.array([[4.0, 1], [3, 2], [2, 0]])
    left = []
    for one in range(3):
        means = np.delete(ratings, one, axis=0).mean(axis=0)
        left.append(means[0] / means.sum())

    found = importance(ratings, ["focus", "candour"])

    share = found.shares[0]
    assert share.estimate == pytest.approx(0.75)
    error = math.sqrt(2 / 3 * ((np.array(left) - np.mean(left)) ** 2).sum())
    assert share.standard_error == pytest.approx(error)
    # t with 2 degrees: 4.302653; no weight is above 1.
    assert share.interval == pytest.approx((0.75 - 4.302653 * error, 1))
    assert (share.n, found.experts) == (3, 3)


def test_with_two_experts_nobody_knows_how_sure_a_weight_is():
    found = importance([[4, 1], [3, 2]], ["focus", "candour"])

    assert found.shares[0].estimate == pytest.approx(0.7)
    assert (found.shares[0].interval, found.shares[0].reason) == (None, Lack.TOO_FEW_EXPERTS)
    assert found.reason is None


def test_experts_who_rated_nothing_are_not_counted_and_gaps_are_left_out():
    found = importance([[4, NAN], [2, 1], [3, 1], [3, 1], [NAN, NAN]], ["a", "b"])

    assert found.experts == 4
    assert found.values() == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 2)), Lack.NOT_RATED),
        ([[NAN, 1], [NAN, 2]], Lack.NOT_RATED),
        ([[0, 0], [0, 0]], Lack.NOTHING_MATTERS),
    ],
)
def test_where_there_are_no_weights_it_says_why(ratings, reason):
    found = importance(ratings, ["a", "b"])

    assert found.reason is reason
    assert [one.estimate for one in found.shares] == [None, None]
    with pytest.raises(ValueError, match=f"weights: there are none, as {reason}"):
        found.values()


def test_a_profile_is_the_composite_of_its_named_parts():
    weights = expert({"a": 2, "b": 1, "c": 1})

    found = weighted_profile({"b": 1, "a": 4, "c": None}, {"a": 0.3, "b": 0.4}, weights)

    assert found == composite([4, 1], [0.3, 0.4], [2, 1])


@tried
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_only_the_proportion_of_ratings_matters(seed, factor):
    ratings = np.random.default_rng(seed).uniform(0, 5, (6, 3))

    one, other = importance(ratings, NAMES), importance(ratings * factor, NAMES)

    assert one.values().sum() == pytest.approx(1)
    assert one.values() == pytest.approx(other.values())
    assert one.shares[0].standard_error == pytest.approx(other.shares[0].standard_error)


@pytest.mark.slow  # draws 1,000 groups of experts
def test_intervals_of_rated_weights_hold_the_truth_as_often_as_they_say():
    random, held, inside = np.random.default_rng(7), 0, 0
    # Means 3 and 2 of unlimited experts: .6.
    for _ in range(1000):
        ratings = np.array([3.0, 2.0]) + random.normal(0, 0.5, (8, 2))
        low, high = importance(ratings, ["a", "b"]).shares[0].interval
        held += low <= 0.6 <= high
        inside += 1

    # Three standard errors of a share of .95 in 1,000 draws are .021.
    assert held / inside == pytest.approx(0.95, abs=0.021)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: equal([]), "names: give each part a name"),
        (lambda: equal(["a", "a"]), "names: give each part a name"),
        (lambda: expert({"a": -1, "b": 2}), "weights: give one of 0 or more"),
        (lambda: expert({"a": 0}), "weights: give one above 0"),
        (lambda: expert({"a": NAN}), "weights: give one of 0 or more"),
        (lambda: importance([[1]], ["a", "b"]), "ratings: give a row per expert"),
        (lambda: importance([[-1]], ["a"]), "ratings: give numbers of 0 or more"),
        (lambda: weighted_profile({"z": 1}, {}, equal(["a"])), "scores: there is no weight for z"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
