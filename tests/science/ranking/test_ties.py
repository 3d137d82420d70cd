"""Ties inside the error: against the studentized range, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assess.science.ranking.ties import (
    Family,
    Lack,
    chance_of_changing_order,
    explain,
    explain_order,
    least_significant_difference,
    rank,
)
from assess.science.scores.classical import least_significant_difference as of_equals
from tests.properties import tried

NAN = float("nan")
GROUPS = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 2)), min_size=2, max_size=12)
NAMES = ("Ada", "Ben", "Cem", "Dia")


def test_a_least_significant_difference_by_hand():
    # 1.959964 x √(.09 + .16).
    assert least_significant_difference(0.3, 0.4) == pytest.approx(0.979982)
    assert least_significant_difference(0.3, 0.3) == pytest.approx(of_equals(0.3))


@pytest.mark.parametrize("people", [2, 3, 8, 40])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_critical_value_for_all_pairs_is_that_of_the_studentized_range(people, level):
    found = rank(range(people), 1, level=level).critical

    assert found == pytest.approx(
        stats.studentized_range.ppf(level, people, 1e6) / 2**0.5, abs=1e-6
    )


def test_the_critical_value_for_a_pair_is_the_normal_quantile():
    assert rank([1, 2, 3, 4], 1, family=Family.PAIR).critical == pytest.approx(1.959964)


def test_people_closer_than_the_error_are_tied():
    # Three people: 2.3437 x .3 x √2 = .9943 parts two of them.
    result = rank([3.0, 4.2, 3.3, NAN], 0.3)

    assert [one.person for one in result.places] == [1, 2, 0]
    assert [one.tied_with for one in result.places] == [(2,), (1, 0), (2,)]
    assert [(one.first_rank, one.last_rank) for one in result.places] == [(1, 2), (1, 3), (2, 3)]
    assert result.clusters == ((1, 2), (0,))
    assert (result.n, result.missing, result.reason) == (3, 1, None)
    assert result.places[0].interval == pytest.approx((4.2 - 0.587989, 4.2 + 0.587989))


def test_exactly_at_the_limit_nobody_is_ahead():
    limit = least_significant_difference(0.3, 0.3)

    assert rank([3, 3 + limit], 0.3).clusters == ((1, 0),)
    assert rank([3, 3 + limit + 1e-6], 0.3).clusters == ((1,), (0,))


def test_without_error_every_difference_counts_and_equals_are_tied():
    result = rank([3, 4, 3], 0)

    assert result.clusters == ((1,), (0, 2))
    assert [(one.first_rank, one.last_rank) for one in result.places] == [(1, 1), (2, 3), (2, 3)]


@pytest.mark.parametrize(
    ("estimates", "errors", "missing"), [([], 0.3, 0), ([NAN, 3], 0.3, 1), ([2, 3], [0.3, NAN], 1)]
)
def test_one_person_alone_has_no_rank(estimates, errors, missing):
    result = rank(estimates, errors)

    assert (result.places, result.clusters, result.reason) == ((), (), Lack.TOO_FEW)
    assert result.missing == missing
    assert explain(result, NAMES) == f"There is no order: {Lack.TOO_FEW}."


@tried
@given(GROUPS)
def test_everybody_is_in_one_cluster_and_has_a_possible_rank(group):
    estimates, errors = zip(*group, strict=True)

    result = rank(estimates, errors)

    assert sorted(one for cluster in result.clusters for one in cluster) == [*range(len(group))]
    for place, one in enumerate(result.places, start=1):
        assert 1 <= one.first_rank <= place <= one.last_rank <= len(group)
        for other in one.tied_with:
            there = next(two for two in result.places if two.person == other)
            assert one.person in there.tied_with


@tried
@given(GROUPS)
def test_all_pairs_at_once_part_nobody_whom_one_pair_would_not(group):
    estimates, errors = zip(*group, strict=True)

    whole, single = rank(estimates, errors), rank(estimates, errors, family=Family.PAIR)

    for one, other in zip(whole.places, single.places, strict=True):
        assert set(other.tied_with) <= set(one.tied_with)


@pytest.mark.slow  # ranks 1,200 groups
@pytest.mark.parametrize("errors", [np.full(6, 0.4), np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])])
def test_groups_of_equals_are_rarely_told_apart(errors):
    random, parted = np.random.default_rng(2), {Family.ALL: 0, Family.PAIR: 0}
    for _ in range(300):
        seen = 3 + errors * random.standard_normal(6)
        for family in Family:
            parted[family] += len(rank(seen, errors, family=family).clusters) > 1

    # Three standard errors of a share of .05 in 300 groups are .038.
    assert parted[Family.ALL] / 300 <= 0.05 + 0.038
    assert parted[Family.PAIR] / 300 > 0.15


@pytest.mark.parametrize(
    ("estimates", "said"),
    [
        (
            [4.2, 4.0, 4.1, 3.9],
            "Ada, Cem, Ben and Dia are tied: their differences are no larger than the error of the "
            "results.",
        ),
        ([4.2, 4.0, 1, 0.9], "Ada and Ben (tied), ahead of Cem and Dia (tied)."),
        ([4.9, 1.2, 3.1, 1.1], "Ada, ahead of Cem, ahead of Ben and Dia (tied)."),
        # Ties do not carry over: 4.2 and 2.9 differ, 3.5 is told apart from neither.
        (
            [4.2, 3.5, 2.9, 0.5],
            "Ada and Ben (tied), then Cem, not told apart from Ben, ahead of Dia.",
        ),
        (
            [4.6, 4.0, 3.4, 3.3],
            "Ada and Ben (tied), then Cem and Dia (tied), not all of them told apart from Ben.",
        ),
    ],
)
def test_a_sentence_says_tied_instead_of_ranking(estimates, said):
    assert explain(rank(estimates, 0.3), NAMES) == said


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: rank([1, 2], [0.1]), "errors: give one standard error"),
        (lambda: rank([1, 2], -1), "errors: give standard errors of 0 or more"),
        (lambda: rank([1, math.inf], 1), "estimates: give a list of numbers"),
        (lambda: rank([1, 2], 1, level=95), "level: give a share"),
        (lambda: least_significant_difference(NAN, 1), "error_one: give a standard error"),
        (lambda: least_significant_difference(-1, 1), "error_one: give a standard error"),
        (lambda: explain(rank([1, 2], 1), ["Ada"]), "names: give one for everybody"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_how_probably_the_first_two_change_places_by_hand():
    # .5 apart, errors of .3 and .4: .5 / (√2 x .5) = .707, of which .2398 lies beyond.
    found = chance_of_changing_order([3.0, 3.5, math.nan, 1.0], [0.4, 0.3, 0.1, 0.2])

    assert (found.first, found.second, found.n) == (1, 0, 3)
    assert found.chance == pytest.approx(0.23975, abs=1e-5)
    assert explain_order(found, ["Ada", "Ben", "Cleo", "Dan"]) == (
        "If everything were done once more, Ada would come out above Ben about 24 times in 100."
    )


def test_the_order_changes_as_often_as_that_in_repeats_of_people_as_seen():
    random = np.random.default_rng(1)
    truth = random.normal(0.5, 0.5, 200_000)
    again = truth + random.normal(0, 0.5, 200_000)

    # Three standard errors of a share of .24 in 200,000 are .003.
    chance = chance_of_changing_order([3.5, 3.0], [0.3, 0.4]).chance
    assert np.mean(again < 0) == pytest.approx(chance, abs=0.003)


@pytest.mark.parametrize(
    ("estimates", "errors", "chance"),
    [([2, 2], 0.3, 0.5), ([2, 2], 0, 0.5), ([2, 3], 0, 0), ([2, math.nan], 0.3, None)],
)
def test_where_people_are_level_or_without_error_or_alone(estimates, errors, chance):
    found = chance_of_changing_order(estimates, errors)

    assert found.chance == chance
    assert (found.reason is None) is (chance is not None)


def test_one_person_has_no_order_to_lose():
    said = explain_order(chance_of_changing_order([1], 0.1), ["Ada"])

    assert said == (
        "Whether the order would hold cannot be said: fewer than two people have a result."
    )
