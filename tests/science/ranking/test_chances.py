"""Chances of being first: by hand, against drawing, and whether they hold what they say."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from assess.science.ranking.chances import (
    chances_of_being_first,
    chances_over_weights,
    explain,
    shrunken,
)
from assess.science.ranking.ties import Lack
from assess.science.scores.classical import standard_error_of_estimate, true_score
from tests.properties import tried

NAN = float("nan")
GROUPS = st.lists(st.tuples(st.floats(0, 10), st.floats(0.01, 3)), min_size=2, max_size=10)


def first(estimates, errors):
    return [one and one.estimate for one in chances_of_being_first(estimates, errors).first]


def test_two_people_by_hand():
    # P(X > Y) = Φ((4 - 3.5) / √(.09 + .16)) = Φ(1).
    ahead = NormalDist().cdf(1)

    assert first([4, 3.5], [0.3, 0.4]) == pytest.approx([ahead, 1 - ahead], abs=1e-10)


@pytest.mark.parametrize("people", [2, 5, 60])
def test_equals_share_the_chance(people):
    assert first([3.3] * people, 0.4) == pytest.approx([1 / people] * people, abs=1e-10)


@pytest.mark.parametrize(
    ("estimates", "errors", "shares"),
    [
        # Nobody has an error: the highest is first, two highest share it.
        ([3, 4, 2], 0, [0, 1, 0]),
        ([4, 4, 2], 0, [0.5, 0.5, 0]),
        # One is exact: P(normal above 0) = 1/2; two at 0 share what is left.
        ([0, 0], [0, 1], [0.5, 0.5]),
        ([0, 0, 0], [0, 0, 1], [0.25, 0.25, 0.5]),
        # Nearly exact is nearly the same.
        ([0, 0], [1e-9, 1], [0.5, 0.5]),
        ([0, 0, 5], [1e-310, 1, 1e-310], [0, 2.867e-7, 1 - 2.867e-7]),
        # So far behind that there is no chance, and no NaN.
        ([0, 100], 0.1, [0, 1]),
    ],
)
def test_people_without_error_are_steps(estimates, errors, shares):
    assert first(estimates, errors) == pytest.approx(shares, abs=1e-9)


def test_the_integral_agrees_with_drawing():
    means, errors = np.array([3.9, 4.1, 4.0, 3.0, 1.8]), np.array([0.3, 0.3, 0.8, 0.05, 2.0])
    random = np.random.default_rng(1)

    won = np.bincount(
        (means + errors * random.standard_normal((400_000, 5))).argmax(axis=1), minlength=5
    )

    # Three Monte Carlo errors of a half are .0024.
    assert first(means, errors) == pytest.approx(won / 400_000, abs=0.0024)


@tried
@given(GROUPS)
def test_chances_add_up_to_one(group):
    estimates, errors = zip(*group, strict=True)

    shares = first(estimates, errors)

    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0


@tried
@given(GROUPS, st.floats(0.01, 5))
def test_a_better_result_is_never_a_worse_chance(group, gain):
    estimates, errors = zip(*group, strict=True)

    better = first([estimates[0] + gain, *estimates[1:]], errors)

    assert better[0] >= first(estimates, errors)[0] - 1e-9


def test_a_person_without_a_result_has_no_chance_and_takes_none():
    found = chances_of_being_first([4, NAN, 3.5], [0.3, 0.3, 0.4])

    assert found.first[1] is None
    assert [found.first[0].estimate, found.first[2].estimate] == first([4, 3.5], [0.3, 0.4])
    assert (found.first[0].n, found.first[0].standard_error) == (2, 0)


def test_one_person_alone_is_not_first():
    found = chances_of_being_first([4, NAN], 0.3)

    assert (found.first, found.reason) == ((None, None), Lack.TOO_FEW)
    assert explain(found, ["Ada", "Ben"]) == f"Nobody can be called first: {Lack.TOO_FEW}."


def test_shrunken_results_are_kelleys_true_scores():
    # An error of 3 in a spread of true scores of 4: reliability 16 / 25, SD 5.
    means, errors = shrunken([30, 40], 3, 25, 4)

    assert means.tolist() == pytest.approx([true_score(one, 25, 0.64) for one in (30, 40)])
    assert errors.tolist() == pytest.approx([standard_error_of_estimate(5, 0.64)] * 2)


def test_without_a_spread_of_true_scores_everybody_is_the_mean():
    means, errors = shrunken([30, 40, 20], [3, 3, 0], 25, 0)

    assert means.tolist() == [25, 25, 20]
    assert errors.tolist() == [0, 0, 0]


def held_and_said(seed, *, groups, draw):
    """How often the likeliest was first, and how often that was said, over many groups."""
    random, held, said = np.random.default_rng(seed), 0, 0.0
    for _ in range(groups):
        true = random.normal(3, 0.5, 6)
        error = random.uniform(0.2, 0.6, 6)
        shares = draw(true + error * random.standard_normal(6), error)
        held += int(np.argmax(shares)) == int(np.argmax(true))
        said += max(shares)
    return held / groups, said / groups


@pytest.mark.slow  # integrates 1,500 groups twice
def test_chances_hold_what_they_say_for_shrunken_results_and_not_for_raw_ones():
    honest = held_and_said(3, groups=1500, draw=lambda x, e: first(*shrunken(x, e, 3, 0.5)))
    raw = held_and_said(3, groups=1500, draw=first)

    # Three standard errors of a half in 1,500 groups are .039.
    assert honest[0] == pytest.approx(honest[1], abs=0.039)
    assert raw[1] > raw[0] + 0.039


@pytest.mark.slow  # draws for 400 groups
def test_chances_over_weights_hold_what_they_say_where_weights_are_as_doubtful_as_said():
    random, held, said = np.random.default_rng(4), 0, 0.0
    for seed in range(400):
        # Flat doubt over the weights of two parts: a Dirichlet of ones, doubt √(1/3).
        true, weights = random.normal(size=(5, 2)), random.dirichlet([1, 1])
        seen = true + 0.5 * random.standard_normal((5, 2))
        believed, error = shrunken(seen.ravel(), 0.5, 0, 1)
        found = chances_over_weights(
            believed.reshape(5, 2),
            error.reshape(5, 2),
            [1, 1],
            doubt=math.sqrt(1 / 3),
            seed=seed,
            draws=1000,
        )
        shares = [one.estimate for one in found.first]
        held += int(np.argmax(shares)) == int(np.argmax(true @ weights))
        said += max(shares)

    # Three standard errors of a half in 400 groups are .075.
    assert held / 400 == pytest.approx(said / 400, abs=0.075)


def test_weights_taken_as_given_leave_only_the_errors():
    scores, errors = [[4, 3], [3.5, 3.5], [3, 3]], [[0.3, 0.4], [0.3, 0.3], [0.3, 0.3]]

    found = chances_over_weights(scores, errors, [2, 2], doubt=0, seed=1, draws=100_000)

    exact = first([3.5, 3.5, 3], [0.25, math.hypot(0.3, 0.3) / 2, math.hypot(0.3, 0.3) / 2])
    assert [one.estimate for one in found.first] == pytest.approx(exact, abs=0.005)
    assert found.draws == 100_000


def test_doubt_spreads_weights_as_it_says():
    # One person leads in the first part, the other in the second: who is first is the weight.
    found = chances_over_weights([[1, 0], [0, 1]], 0, [3, 1], doubt=0.5, seed=1, draws=50_000)

    # Doubt .5 of two parts: c = 1 / .25 - 1 = 3, a Beta of 2.25 and .75.
    expected = beta.sf(0.5, 2.25, 0.75)
    assert found.first[0].estimate == pytest.approx(expected, abs=0.007)
    assert found.first[0].interval[0] < found.first[0].estimate < found.first[0].interval[1]


def test_the_monte_carlo_error_is_told():
    found = chances_over_weights([[1, 0], [0, 1]], 0.3, [1, 1], doubt=0.5, seed=1, draws=1000)

    share = found.first[0].estimate
    assert found.first[0].standard_error == pytest.approx(math.sqrt(share * (1 - share) / 1000))
    assert found == chances_over_weights(
        [[1, 0], [0, 1]], 0.3, [1, 1], doubt=0.5, seed=1, draws=1000
    )


def test_a_missing_part_leaves_the_proportions_of_the_others():
    gaps = chances_over_weights(
        [[4, NAN, 3], [3, NAN, 4], [NAN] * 3], 0.3, [2, 5, 1], doubt=0, seed=1
    )
    whole = chances_over_weights([[4, 3], [3, 4]], 0.3, [2, 1], doubt=0, seed=1)

    assert [one.estimate for one in gaps.first[:2]] == [one.estimate for one in whole.first]
    assert gaps.first[2] is None


def test_one_person_alone_is_not_first_over_weights():
    found = chances_over_weights([[1, 2]], 0.3, [1, 1], doubt=0.5, seed=1)

    assert (found.first, found.reason) == ((None,), Lack.TOO_FEW)


def test_a_sentence_calls_nobody_first_who_is_not_nearly_surely():
    unsure = chances_of_being_first([4, 3.5], [0.3, 0.4])
    sure = chances_of_being_first([4, 1], [0.3, 0.4])

    assert explain(unsure, ["Ada", "Ben"]) == (
        "Who is first cannot be told: even Ada, the likeliest, would be first in 84 of 100 such "
        "cases."
    )
    assert explain(sure, ["Ada", "Ben"]) == "Ada is first in 99 of 100 such cases."


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: first([1, 2], [1]), "errors: give one standard error"),
        (lambda: chances_of_being_first([1, 2], 1, level=2), "level: give a share"),
        (lambda: shrunken([1, 2], 1, 0, -1), "sd: give a mean"),
        (lambda: shrunken([1, 2], 1, NAN, 1), "sd: give a mean"),
        (lambda: over([1, 2]), "scores: give a row per person"),
        (lambda: over([[1, 2]], [[NAN, 1]]), "errors: give a standard error for every score"),
        (lambda: over([[1, 2]], 1, [1]), "weights: give one of 0 or more"),
        (lambda: over([[1, 2]], 1, [0, 0]), "weights: give one of 0 or more"),
        (lambda: over([[1, 2]], 1, [1, -1]), "weights: give one of 0 or more"),
        (lambda: over([[1, 2], [1, NAN]], 1, [0, 1]), "everybody needs a score with a weight"),
        (lambda: over([[1, 2]], 1, [1, 1], doubt=1), "doubt: give 0 or more"),
        (lambda: over([[1, 2]], 1, [1, 1], doubt=-1), "doubt: give 0 or more"),
        (lambda: over([[1, 2]], 1, [1, 1], draws=10), "draws: give 1000"),
        (lambda: explain(chances_of_being_first([1, 2], 1), ["Ada"]), "names: give one"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def over(scores, errors=1, weights=(1, 1), doubt=0.0, draws=1000):
    return chances_over_weights(scores, errors, weights, doubt=doubt, seed=1, draws=draws)
