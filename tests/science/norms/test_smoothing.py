"""Smoothed norms: against R's glm, moments kept, the error of ranks by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.norms.smoothing import (
    Lack,
    NotSmoothed,
    explain,
    explain_rank,
    smooth,
    smoothed_rank,
)
from assess.science.norms.standing import normalised_z, percentile_rank
from tests.properties import tried
from tests.science.cases import entries, rows, within

ENTRY = entries("norms_sum_scores")["loglinear_smoothed_percentile_rank"]
EXPECTED = ENTRY["value"]
SAMPLE = [int(row["score"]) for row in rows("norms_sum_scores")]
SEEDS = st.integers(0, 2**32 - 1)


def by_chance(seed, people=200):
    return np.random.default_rng(seed).binomial(20, 0.6, people).tolist()


def test_smoothing_agrees_with_r():
    result = smooth(SAMPLE, *EXPECTED["score_range"], degree=EXPECTED["degree"])

    ranks = [smoothed_rank(result, score).estimate for score in EXPECTED["scores"]]
    assert ranks == within(ENTRY, EXPECTED["pr"])
    assert result.mean == within(ENTRY, EXPECTED["smoothed_mean"])
    assert result.sd == within(ENTRY, EXPECTED["smoothed_sd"])
    assert result.deviance == within(ENTRY, EXPECTED["deviance"])
    assert result.degrees_of_freedom == EXPECTED["df"]
    assert (result.n, result.lowest, result.highest, result.reason) == (400, 8, 40, None)


@tried
@given(SEEDS, st.integers(1, 5))
def test_as_many_moments_are_kept_as_the_degree_says(seed, degree):
    sample = by_chance(seed)

    result = smooth(sample, 0, 20, degree=degree)

    scores, people = np.arange(21), np.array(result.frequencies)
    assert people.sum() == pytest.approx(200)
    assert people.min() >= 0
    for power in range(1, degree + 1):
        kept = people @ (scores / 20.0) ** power / 200
        assert kept == pytest.approx(np.mean((np.array(sample) / 20.0) ** power), rel=1e-8)


def test_a_curve_with_a_bend_for_every_score_would_be_the_sample_itself():
    # Four scores and a polynomial of degree 2: one degree of freedom is left.
    sample = [1] * 20 + [2] * 40 + [3] * 30 + [4] * 10

    result = smooth(sample, 1, 4, degree=2)

    assert result.degrees_of_freedom == 1
    assert result.frequencies == pytest.approx((20, 40, 30, 10), abs=3)


def test_the_degree_with_the_least_aic_is_taken_but_mean_and_spread_are_always_kept():
    result = smooth(SAMPLE, 8, 40)

    assert result.degree == 4
    assert result.aic[result.degree - 1] == min(result.aic)
    even = smooth(list(range(1, 11)) * 10, 1, 10)
    assert even.degree == 2
    assert even.sd == pytest.approx(np.std(range(1, 11)))


@pytest.mark.parametrize(
    ("sample", "reason"),
    [
        ([1, 2, 3] * 9, Lack.TOO_FEW),
        ([], Lack.TOO_FEW),
        ([3] * 40, Lack.NO_VARIANCE),
        ([3, 4, 4] * 20, Lack.UNSETTLED),
        ([3, 4, 5] * 20, Lack.UNSETTLED),
    ],
)
def test_what_cannot_be_smoothed_says_why(sample, reason):
    result = smooth(sample, 0, 20)

    assert result == NotSmoothed(len(sample), reason)
    assert explain(result) == f"No smoothed norm: {reason} (n = {len(sample):,})."


def test_a_rank_has_the_error_that_samples_show():
    random = np.random.default_rng(6)
    shares = np.array(smooth(SAMPLE, 8, 40, degree=3).frequencies) / 400

    drawn = [
        smoothed_rank(
            smooth((8 + random.choice(33, 400, p=shares)).tolist(), 8, 40, degree=3), 18
        ).estimate
        for _ in range(200)
    ]

    expected = smoothed_rank(smooth(SAMPLE, 8, 40, degree=3), 18).standard_error
    # The error of an SD from 200 draws is 5 per cent of it.
    assert np.std(drawn) == pytest.approx(expected, rel=0.15)


def test_a_smoothed_rank_is_surer_than_that_of_the_sample():
    smoothed = smooth(SAMPLE, 8, 40)

    for score in EXPECTED["scores"]:
        rank, raw = smoothed_rank(smoothed, score), percentile_rank(score, SAMPLE)
        assert rank.interval[1] - rank.interval[0] < raw.interval[1] - raw.interval[0]
        assert raw.interval[0] < rank.estimate < raw.interval[1]
        assert rank.z == pytest.approx(normalised_z(rank.estimate))


@tried
@given(SEEDS, st.floats(0.5, 0.99))
def test_ranks_rise_with_the_score_and_lie_in_their_intervals(seed, level):
    result = smooth(by_chance(seed), 0, 20)

    ranks = [smoothed_rank(result, score, level=level) for score in range(21)]

    for rank in ranks:
        assert 0 <= rank.interval[0] <= rank.estimate <= rank.interval[1] <= 100
        assert math.isfinite(rank.z)
    percentiles = [rank.estimate for rank in ranks]
    assert percentiles == sorted(percentiles)


def test_scores_far_from_everybody_still_have_a_rank_with_numbers():
    result = smooth([20] * 30 + [21] * 40 + [22] * 30 + [23], 0, 100)

    low, high = smoothed_rank(result, 0), smoothed_rank(result, 100)

    assert low.estimate == pytest.approx(0)
    assert (high.estimate, high.interval[1]) == pytest.approx((100, 100))
    assert low.interval[0] == pytest.approx(0)
    assert -math.inf < low.z < -8 < 8 < high.z < math.inf


def test_where_nobody_scored_a_rank_is_no_surer_than_the_number_of_people_allows():
    result = smooth([20] * 30 + [21] * 40 + [22] * 30 + [23], 0, 100)

    low, high = smoothed_rank(result, 10), smoothed_rank(result, 30)

    # None of 101 people: 1 - .025 ^ (1 / 101) = 3.586 %.
    assert low.interval[1] == pytest.approx(3.586, abs=1e-3)
    assert high.interval[0] == pytest.approx(100 - 3.586, abs=1e-3)


@pytest.mark.slow  # smooths 900 samples
@pytest.mark.parametrize("score", [8, 12, 16])
def test_intervals_of_ranks_hold_the_truth_as_often_as_they_say(score):
    random, places = np.random.default_rng(7), np.arange(21)
    shares = np.exp(-((places - 12) ** 2) / 18)
    shares = shares / shares.sum()
    truth = 100 * (shares[:score].sum() + shares[score] / 2)
    held = 0
    for _ in range(300):
        sample = random.choice(21, 150, p=shares).tolist()
        rank = smoothed_rank(smooth(sample, 0, 20, degree=2), score)
        held += rank.interval[0] <= truth <= rank.interval[1]

    # Three standard errors of a share of .95 in 300 samples are .038.
    assert held / 300 == pytest.approx(0.95, abs=0.038)


def test_sentences_name_the_people_and_how_sure_a_rank_is():
    result = smooth(SAMPLE, 8, 40, degree=3)

    assert explain(result) == (
        "Norm of 400 people with the bumps of chance smoothed away; the mean of 24.4 and the "
        "spread of 6.9 are kept."
    )
    assert "the mean of 24.4 is kept" in explain(smooth(SAMPLE, 8, 40, degree=1))
    assert explain_rank(smoothed_rank(result, 12)) == (
        "A score of 12 is percentile 3 (nearly surely between 2 and 4, n = 400)."
    )
    ends = [explain_rank(smoothed_rank(smooth(SAMPLE, -20, 90), one)) for one in (-20, 90)]
    assert ends == [
        "A score of -20 is percentile 1 or below (n = 400).",
        "A score of 90 is percentile 99 or above (n = 400).",
    ]


def test_a_norm_of_fewer_than_a_hundred_shows_no_percentile_alone():
    assert not smoothed_rank(smooth(by_chance(1, 99), 0, 20), 12).alone
    assert smoothed_rank(smooth(by_chance(1, 100), 0, 20), 12).alone


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: smooth([1.5] * 40, 0, 20), "sample: give a list of whole scores"),
        (lambda: smooth([math.nan] * 40, 0, 20), "sample: give a list of whole scores"),
        (lambda: smooth([21] * 40, 0, 20), "sample: give scores of the scale"),
        (lambda: smooth(SAMPLE, 3, 4), "highest: give a scale of three"),
        (lambda: smooth(SAMPLE, 8, 40, degree=7), "degree: give 1 to 6"),
        (lambda: smooth(SAMPLE, 8, 40, degree=0), "degree: give 1 to 6"),
        (lambda: smooth([0, 1, 2], 0, 2, degree=2), "degree: give 1 to 6"),
        (lambda: smoothed_rank(smooth(SAMPLE, 8, 40), 41), "score: give a whole score"),
        (lambda: smoothed_rank(smooth(SAMPLE, 8, 40), 12.5), "score: give a whole score"),
        (lambda: smoothed_rank(smooth(SAMPLE, 8, 40), 12, level=95), "level: give a share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
