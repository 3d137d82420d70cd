"""Situational judgement keys: against the reference, worked by hand, and as laws."""

from itertools import permutations
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assess.science.scores.judgement import (
    BY_CHANCE,
    Keyed,
    absolute_distance,
    classic,
    credit,
    elevation_adjusted,
    expert_key,
    profile_correlation,
    proportion_consensus,
    squared_distance,
    standardised_distance,
)
from tests.properties import tried
from tests.science.cases import entries, rows

[ENTRY] = entries("sjt_scoring").values()
ROWS = rows("sjt_scoring")
EXPERTS, RESPONDENTS = (
    [[float(row[f"o{i}"]) for i in range(1, 11)] for row in ROWS if row["role"] == role]
    for role in ("expert", "respondent")
)

NAN = float("nan")
DISTANCES = (absolute_distance, squared_distance, elevation_adjusted, standardised_distance)
KEY = {"a": 5.0, "b": 4.0, "c": 2.0, "d": 1.0}
"""Credit as best: 1, .75, .25, 0; as worst: 0, .25, .75, 1."""

KEYS = st.lists(st.integers(10, 50), min_size=3, max_size=6, unique=True).map(
    lambda keys: {str(place): key / 10 for place, key in enumerate(keys)}
)
RATINGS = st.lists(st.integers(1, 7), min_size=5, max_size=5)
MEANS = st.lists(st.integers(8, 56), min_size=5, max_size=5).map(lambda m: [one / 8 for one in m])


def expected(name):
    """Values of the case, each compared within its tolerance; what is undefined must be None."""
    tolerance = ENTRY["tol"]
    return [
        value if value is None else pytest.approx(value, rel=tolerance, abs=tolerance)
        for value in ENTRY["value"][name]
    ]


def test_the_key_agrees_with_the_reference():
    key = expert_key(EXPERTS)

    assert (len(EXPERTS), len(RESPONDENTS)) == (8, 6)
    assert [one.mean for one in key] == expected("key_mean")
    assert [one.sd for one in key] == expected("key_sd")


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (absolute_distance, "raw_abs_distance"),
        (squared_distance, "raw_squared_distance"),
        (elevation_adjusted, "elevation_adjusted_squared"),
        (standardised_distance, "standardised_squared"),
        (profile_correlation, "profile_correlation"),
    ],
)
def test_comparisons_with_the_key_agree_with_the_reference(function, name):
    key = [one.mean for one in expert_key(EXPERTS)]

    assert [function(ratings, key) for ratings in RESPONDENTS] == expected(name)


def test_consensus_agrees_with_the_reference():
    found = [proportion_consensus(ratings, EXPERTS) for ratings in RESPONDENTS]

    assert found == expected("proportion_consensus")


@pytest.mark.parametrize(
    ("best", "worst", "earned", "points"),
    [
        ("a", "d", 1, 2),
        ("d", "a", 0, -2),
        ("a", "b", 0.625, 1),
        ("b", "d", 0.875, 1),
        ("b", "c", 0.75, 0),
        ("c", "b", 0.25, 0),
        ("b", "a", 0.375, -1),
        ("d", "c", 0.375, -1),
        ("d", "b", 0.125, -1),
    ],
)
def test_best_and_worst_by_hand(best, worst, earned, points):
    assert credit(KEY, best, worst) == pytest.approx(earned)
    assert classic(KEY, best, worst) == points


@pytest.mark.parametrize(
    ("best", "worst", "points"), [("a", "c", 2), ("b", "d", 2), ("a", "b", 0), ("c", "d", 0)]
)
def test_responses_that_share_an_end_of_the_key_all_count_as_it(best, worst, points):
    assert classic({"a": 5, "b": 5, "c": 1, "d": 1}, best, worst) == points


@pytest.mark.parametrize(
    ("ratings", "absolute", "squared", "adjusted", "standardised", "correlation"),
    [
        # The key itself.
        ([1, 2, 3, 6], 0, 0, 0, 0, 1),
        # One higher throughout: only the raw distances mind.
        ([2, 3, 4, 7], 1, 1, 0, 0, 1),
        # Turned round: 5 4 3 0; the standardised distance of opposites is 4 (n - 1) / n = 3.
        ([5, 4, 3, 0], 3, 14, 14, 3, -1),
        # Differences 2 2 -1 1, less their mean 1 1 -2 0. From their means the ratings lie
        # -1 0 -2 3, the key -2 -1 0 3: r = 11 / 14, standardised 2 (n - 1) (1 - r) / n = 9 / 28.
        ([3, 4, 2, 7], 1.5, 2.5, 1.5, 9 / 28, 11 / 14),
        # What was not rated is left out: 1 2 3 against 3 2 1.
        ([3, 2, 1, None], 4 / 3, 8 / 3, 8 / 3, 8 / 3, -1),
    ],
)
def test_distances_by_hand(ratings, absolute, squared, adjusted, standardised, correlation):
    found = [function(ratings, [1, 2, 3, 6]) for function in (*DISTANCES, profile_correlation)]

    wanted = [absolute, squared, adjusted, standardised, correlation]
    assert found == pytest.approx(wanted, abs=1e-7)


@pytest.mark.parametrize(
    ("ratings", "key", "undefined"),
    [
        # A constant responder has no shape, and neither has a key without differences.
        ([4, 4, 4, 4], [1, 2, 3, 6], 2),
        ([1, 2, 3, 4], [3, 3, 3, 3], 2),
        # Two points always lie on a line; one is always at its own mean.
        ([1, 2, None, None], [1, 2, 3, 6], 2),
        ([1, None, None, None], [1, 2, 3, 6], 3),
        ([None, None, None, None], [1, 2, 3, 6], 5),
        ([], [], 5),
    ],
)
def test_what_cannot_be_told_is_undefined(ratings, key, undefined):
    found = [function(ratings, key) for function in (*DISTANCES, profile_correlation)]

    assert [one is None for one in found] == [False] * (5 - undefined) + [True] * undefined


@pytest.mark.parametrize(
    ("ratings", "consensus"),
    [
        # Of four experts, so many gave the same: 4, 2 and 0; then 0, 1 and 2.
        ([5, 3, 7], 0.5),
        ([4, 4, 1], 0.25),
        ([5, None, None], 1),
        ([None, 3, 1], 0.5),
        ([None, None, None], None),
    ],
)
def test_consensus_by_hand(ratings, consensus):
    experts = [[5, 3, 1], [5, 3, 1], [5, 4, 2], [5, 5, 2]]

    assert proportion_consensus(ratings, experts) == consensus


def test_a_key_from_one_expert_has_no_spread():
    assert expert_key([[1, 5]]) == [Keyed(1, None), Keyed(5, None)]


@tried
@given(KEYS, st.data())
def test_credit_runs_from_0_to_1_and_both_ends_are_earned_by_the_key(key, data):
    best, worst = data.draw(st.permutations(sorted(key)))[:2]
    top, bottom = max(key, key=key.get), min(key, key=key.get)

    assert 0 <= credit(key, best, worst) <= 1
    assert credit(key, best, worst) + credit(key, worst, best) == pytest.approx(1)
    assert (credit(key, top, bottom), credit(key, bottom, top)) == (1, 0)
    assert (classic(key, top, bottom), classic(key, bottom, top)) == (2, -2)


@tried
@given(KEYS, st.data())
def test_a_more_effective_best_never_earns_less(key, data):
    one, other, worst = data.draw(st.permutations(sorted(key)))[:3]
    assume(key[one] <= key[other])

    assert credit(key, one, worst) <= credit(key, other, worst)
    assert classic(key, one, worst) <= classic(key, other, worst)


@tried
@given(RATINGS, MEANS, st.integers(-5, 5), st.integers(2, 5))
def test_height_and_spread_of_ratings_stop_mattering_one_after_the_other(
    ratings, key, shift, factor
):
    shifted = [one + shift for one in ratings]
    stretched = [one * factor + shift for one in ratings]

    assert elevation_adjusted(shifted, key) == pytest.approx(elevation_adjusted(ratings, key))
    for function in (standardised_distance, profile_correlation):
        assert function(stretched, key) == pytest.approx(function(ratings, key), abs=1e-9)


@tried
@given(RATINGS, MEANS)
def test_taking_the_height_out_never_makes_a_distance_larger(ratings, key):
    assert elevation_adjusted(ratings, key) <= squared_distance(ratings, key) + 1e-9
    assert absolute_distance(ratings, key) ** 2 <= squared_distance(ratings, key) + 1e-9


@tried
@given(RATINGS, MEANS)
def test_the_standardised_distance_says_what_the_correlation_says(ratings, key):
    distance, r = standardised_distance(ratings, key), profile_correlation(ratings, key)

    assert (distance is None) == (r is None) == (len(set(ratings)) == 1 or len(set(key)) == 1)
    if r is not None:
        assert distance == pytest.approx(2 * 4 / 5 * (1 - r), abs=1e-9)


@pytest.mark.parametrize(
    ("key", "best", "worst", "sentence"),
    [
        ({"a": 3, "b": 3}, "a", "b", "all worth the same"),
        (KEY, "a", "a", "choose another response"),
        (KEY, "x", "a", "best: choose a response that has a key"),
        (KEY, "a", "x", "worst: choose a response that has a key"),
        ({}, "a", "b", "choose a response that has a key"),
        ({"a": 3, "b": NAN}, "a", "b", "key: give numbers"),
    ],
)
def test_choices_that_make_no_sense_are_refused_in_a_sentence(key, best, worst, sentence):
    with pytest.raises(ValueError, match=sentence):
        credit(key, best, worst)
    with pytest.raises(ValueError, match=sentence):
        classic(key, best, worst)


@pytest.mark.parametrize("function", [*DISTANCES, profile_correlation])
@pytest.mark.parametrize(
    ("ratings", "key", "sentence"),
    [
        ([1, 2], [1, 2, 3], "ratings: give one for every response"),
        ([1, 2, NAN], [1, 2, 3], "ratings: give numbers"),
        ([1, 2, 3], [1, 2, NAN], "key: give numbers"),
    ],
)
def test_ratings_that_do_not_fit_the_key_are_refused(function, ratings, key, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(ratings, key)


@pytest.mark.parametrize(
    ("ratings", "experts", "sentence"),
    [
        ([1], [], "experts: give one row each"),
        ([], [[]], "experts: give one row each"),
        ([1, 2], [[1, 2], [1]], "experts: give one row each"),
        ([1, 2], [[1, NAN]], "experts: give numbers"),
        ([1], [[1, 2]], "ratings: give one for every response"),
        ([1, NAN], [[1, 2]], "ratings: give numbers"),
    ],
)
def test_experts_that_do_not_fit_are_refused(ratings, experts, sentence):
    with pytest.raises(ValueError, match=sentence):
        proportion_consensus(ratings, experts)


@given(KEYS)
def test_choosing_at_random_earns_the_same_credit_whatever_the_key(key):
    every = [credit(key, best, worst) for best, worst in permutations(key, 2)]

    assert fmean(every) == pytest.approx(BY_CHANCE)
