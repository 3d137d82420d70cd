"""Standings in a norm group: against the reference sample, exact limits, by hand, and as laws."""

import math
from datetime import date
from statistics import NormalDist, fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from assess.science.norms.standing import (
    Guard,
    guard,
    normal_percentile,
    normalised_z,
    percentile_rank,
    standard_errors,
    stanine,
    sten,
    t_score,
    z_score,
)
from tests.properties import tried
from tests.science.cases import NAN, entries, rows

EXPECTED = entries("norms_sum_scores")
SAMPLE = [float(row["score"]) for row in rows("norms_sum_scores")]
SCORES = EXPECTED["percentile_rank_midpoint"]["value"]["score"]

THIRTY = [*range(30)]
TODAY = date(2026, 6, 30)
Z = st.floats(-4, 4)
PEOPLE = st.integers(30, 5000)
GROUPS = st.lists(st.integers(0, 40), min_size=30, max_size=120)


def expected(name, key):
    """A value of the case, compared within its own tolerance, of 1 or of the value if larger."""
    entry = EXPECTED[name]
    return pytest.approx(entry["value"][key], rel=entry["tol"], abs=entry["tol"])


def test_percentile_ranks_and_their_intervals_agree_with_the_reference():
    ranks = [percentile_rank(score, SAMPLE) for score in SCORES]
    interval = "percentile_rank_wilson_ci95"

    assert EXPECTED[interval]["value"]["score"] == SCORES
    assert [rank.estimate for rank in ranks] == expected("percentile_rank_midpoint", "pr")
    assert [rank.interval[0] for rank in ranks] == expected(interval, "lo")
    assert [rank.interval[1] for rank in ranks] == expected(interval, "hi")
    assert {(rank.n, rank.level, rank.guard) for rank in ranks} == {(400, 0.95, Guard.SHOWN)}


def test_standard_scores_agree_with_the_reference():
    case = "linear_standard_scores"
    z = [z_score(score, fmean(SAMPLE), stdev(SAMPLE)) for score in SCORES]

    assert z == expected(case, "z")
    assert [t_score(one) for one in z] == expected(case, "T")
    # The reference has stens and stanines before rounding; none of them lies on a half.
    unrounded = EXPECTED[case]["value"]
    assert [sten(one) for one in z] == [round(one) for one in unrounded["sten_unrounded"]]
    assert [stanine(one) for one in z] == [round(one) for one in unrounded["stanine_unrounded"]]


def test_normalised_scores_agree_with_the_reference():
    case = "normalised_scores"
    z = [normalised_z(percentile_rank(score, SAMPLE).estimate) for score in SCORES]

    assert z == expected(case, "z")
    assert [t_score(one) for one in z] == expected(case, "T")
    assert [sten(one) for one in z] == EXPECTED[case]["value"]["sten"]
    assert [stanine(one) for one in z] == EXPECTED[case]["value"]["stanine"]


def test_the_errors_of_a_norm_agree_with_the_reference():
    of_mean, of_sd = standard_errors(stdev(SAMPLE), len(SAMPLE))

    assert of_mean == expected("se_mean_sd", "se_mean")
    assert of_sd == expected("se_mean_sd", "se_sd_normal")


@pytest.mark.parametrize(
    ("score", "percentile"),
    [
        # Of 40 people ten have 1, twenty have 2, ten have 3.
        (0, 0),
        (1, 12.5),
        (1.5, 25),
        # "Below" would say 25, "at or below" 75: they differ by the tie.
        (2, 50),
        (3, 87.5),
        (4, 100),
    ],
)
def test_a_percentile_rank_counts_half_of_those_with_the_same_score(score, percentile):
    assert percentile_rank(score, [1] * 10 + [2] * 20 + [3] * 10).estimate == percentile


def test_scores_are_the_same_however_their_last_digit_was_rounded():
    assert percentile_rank(0.3, [0.1 + 0.2] * 30).estimate == 50


@pytest.mark.parametrize("below", [0, 3, 20, 40])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_of_a_rank_agrees_with_scipys(below, level):
    standing = percentile_rank(0.5, [0] * below + [1] * (40 - below), level=level)

    exact = stats.binomtest(below, 40).proportion_ci(level, method="wilson")
    assert list(standing.interval) == pytest.approx([100 * one for one in exact], abs=1e-9)


@pytest.mark.parametrize(
    ("score", "percentile", "low", "high"),
    [
        # At the mean only the mean's error counts: z ± 1.96 / 10, normal areas .42230, .57770.
        (50, 50, 42.230, 57.770),
        # z = 1: error sqrt(1/100 + 1/198) = .122680; 1 ± .240450, areas .77624 and .89259.
        (60, 84.134, 77.624, 89.259),
        (40, 15.866, 10.741, 22.376),
    ],
)
def test_a_normal_norm_by_hand(score, percentile, low, high):
    standing = normal_percentile(score, mean=50, sd=10, n=100)

    found = standing.estimate, standing.interval[0], standing.interval[1]
    assert found == pytest.approx((percentile, low, high), abs=2e-3)
    assert (standing.n, standing.level, standing.guard) == (100, 0.95, Guard.SHOWN)


def test_the_error_of_the_score_joins_that_of_the_norm():
    # z = 1: error sqrt(1/100 + 1/198 + .3²) = .324115; 1 ± .635255, areas .64235 and .94900.
    standing = normal_percentile(60, mean=50, sd=10, n=100, sem=3)

    assert standing.interval == pytest.approx((64.235, 94.900), abs=2e-3)
    assert standing.estimate == normal_percentile(60, mean=50, sd=10, n=100).estimate


@pytest.mark.parametrize("n", [30, 100, 400])
@pytest.mark.parametrize("z", [0, 0.5, 1, 1.5, 2, 2.5, 3])
def test_the_interval_is_near_the_exact_one_of_crawford_and_garthwaite(z, n):
    # Exact: non-central t with the noncentrality that puts z √n at its 97.5th or 2.5th percentile.
    seen = z * math.sqrt(n)
    exact = [
        brentq(lambda d, p=p: stats.nct.cdf(seen, n - 1, d) - p, 0.6 * seen - 3, 1.4 * seen + 3)
        for p in (0.975, 0.025)
    ]

    standing = normal_percentile(z, 0, 1, n)

    limits = [100 * NormalDist().cdf(one / math.sqrt(n)) for one in exact]
    assert list(standing.interval) == pytest.approx(limits, abs=0.2)


@pytest.mark.parametrize(
    ("z", "ten", "nine"),
    [
        (-9, 1, 1),
        (-2.001, 1, 1),
        # A score on a cut belongs to the step above.
        (-2, 2, 1),
        (-1.75, 2, 2),
        (-1.5, 3, 2),
        (-0.25, 5, 5),
        (-0.001, 5, 5),
        (0, 6, 5),
        (0.25, 6, 6),
        (0.5, 7, 6),
        (1.75, 9, 9),
        (1.999, 9, 9),
        (2, 10, 9),
        (9, 10, 9),
    ],
)
def test_stens_and_stanines_by_hand(z, ten, nine):
    assert (sten(z), stanine(z)) == (ten, nine)


def test_a_cut_is_a_cut_however_its_last_digit_was_rounded():
    z = z_score(3.3, 3.0, 0.6)

    assert z < 0.5
    assert (sten(z), t_score(z)) == (7, pytest.approx(55))


@pytest.mark.parametrize(
    ("n", "on", "shown"),
    [
        (0, TODAY, Guard.TOO_FEW),
        (29, TODAY, Guard.TOO_FEW),
        (30, TODAY, Guard.WITH_INTERVAL),
        (99, TODAY, Guard.WITH_INTERVAL),
        (100, TODAY, Guard.SHOWN),
        # The last day still counts, the day after does not.
        (100, date(2026, 7, 1), Guard.EXPIRED),
        (30, date(2026, 7, 1), Guard.EXPIRED),
        (29, date(2026, 7, 1), Guard.TOO_FEW),
    ],
)
def test_what_a_norm_allows(n, on, shown):
    assert guard(n, expires=TODAY, on=on) is shown


def test_a_norm_without_a_last_day_does_not_expire():
    assert guard(100, on=date(9999, 1, 1)) is guard(100) is Guard.SHOWN


@pytest.mark.parametrize(
    ("people", "expires", "why"),
    [(29, None, Guard.TOO_FEW), (0, None, Guard.TOO_FEW), (40, date(2026, 1, 1), Guard.EXPIRED)],
)
def test_a_percentile_withheld_is_no_number_and_says_why(people, expires, why):
    ranked = percentile_rank(3, [1.0] * people, expires=expires, on=TODAY)
    normal = normal_percentile(3, 2, 1, people, expires=expires, on=TODAY)

    for standing in (ranked, normal):
        assert (standing.estimate, standing.standard_error, standing.interval) == (
            None,
            None,
            None,
        )
        assert (standing.guard, standing.n) == (why, people)


@tried
@given(GROUPS, st.integers(-1, 41), st.integers(-1, 41))
def test_a_higher_score_never_ranks_lower(group, one, other):
    below, above = (percentile_rank(score, group) for score in sorted((one, other)))

    assert below.estimate <= above.estimate
    assert below.interval[0] <= above.interval[0]
    assert below.interval[1] <= above.interval[1]


@tried
@given(GROUPS, st.integers(-1, 41), st.floats(0.5, 0.99))
def test_a_rank_lies_in_its_interval_and_that_between_0_and_100(group, score, level):
    standing = percentile_rank(score, group, level=level)

    assert 0 <= standing.interval[0] <= standing.estimate + 1e-9
    assert standing.estimate - 1e-9 <= standing.interval[1] <= 100


@tried
@given(GROUPS, st.integers(-1, 41))
def test_turned_round_a_scale_ranks_the_other_way(group, score):
    up, down = percentile_rank(score, group), percentile_rank(-score, [-one for one in group])

    assert up.estimate + down.estimate == pytest.approx(100)
    assert up.interval[0] + down.interval[1] == pytest.approx(100)


@tried
@given(GROUPS)
def test_all_ranks_of_a_group_have_the_mean_50(group):
    assert fmean(percentile_rank(one, group).estimate for one in group) == pytest.approx(50)


@tried
@given(Z, PEOPLE, PEOPLE)
def test_a_larger_norm_group_gives_a_narrower_interval(z, one, other):
    small, large = (normal_percentile(z, 0, 1, n) for n in sorted((one, other)))

    assert small.estimate == large.estimate
    assert (
        small.interval[0]
        <= large.interval[0]
        <= large.estimate
        <= large.interval[1]
        <= small.interval[1]
    )


@tried
@given(Z, Z)
def test_every_standard_score_rises_with_z(one, other):
    low, high = sorted((one, other))

    assert sten(low) <= sten(high)
    assert stanine(low) <= stanine(high)
    assert t_score(low) <= t_score(high)
    assert normal_percentile(low, 0, 1, 50).estimate <= normal_percentile(high, 0, 1, 50).estimate


@tried
@given(Z)
def test_a_percentile_and_its_normalised_z_are_two_names_of_one_place(z):
    assert normalised_z(normal_percentile(z, 0, 1, 50).estimate) == pytest.approx(z, abs=1e-6)


def test_percentiles_have_their_standard_errors():
    # √(.5 x .5 / 40), and at z = 1 the density .24197 times √(1/100 + 1/198).
    ranked = percentile_rank(2, [1] * 10 + [2] * 20 + [3] * 10)
    normal = normal_percentile(60, mean=50, sd=10, n=100)

    assert ranked.standard_error == pytest.approx(7.90569, abs=1e-4)
    assert normal.standard_error == pytest.approx(2.9687, abs=1e-3)
    assert percentile_rank(9, [1] * 40).standard_error is None


@pytest.mark.parametrize("score", [1e6, -1e6])
def test_nobody_stands_at_0_or_100(score):
    found = normal_percentile(score, 0, 1, 100)

    assert 0 < found.interval[0] <= found.estimate <= found.interval[1] < 100
    assert abs(found.estimate - 50) > 49.99


@pytest.mark.parametrize("percentile", [0, 100])
def test_the_ends_have_no_normalised_z(percentile):
    assert normalised_z(percentile) is None


@pytest.mark.parametrize(
    ("function", "values", "sentence"),
    [
        (percentile_rank, (NAN, THIRTY), "score: give a number"),
        (percentile_rank, (None, THIRTY), "score: give a number"),
        (percentile_rank, (1, [*THIRTY, "1"]), "score: give a number"),
        (percentile_rank, (1, [*THIRTY, NAN]), "score: give a number"),
        (normal_percentile, (1, 0, 0, 50), "sd: give a number above 0"),
        (normal_percentile, (math.inf, 0, 1, 50), "score: give a number"),
        (z_score, (1, NAN, 1), "mean: give a number"),
        (z_score, (1, 1, -1), "sd: give a number above 0"),
        (standard_errors, (1, 1), "at least two people"),
        (standard_errors, (NAN, 30), "sd: give a number above 0"),
        (normalised_z, (101,), "percentile: give a number from 0 to 100"),
        (normalised_z, (NAN,), "percentile: give a number from 0 to 100"),
        (t_score, (NAN,), "z: give a number"),
        (sten, (NAN,), "z: give a number"),
        (stanine, (math.inf,), "z: give a number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(function, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(*values)


@pytest.mark.parametrize("level", [0, 1, 95, NAN])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="level: give a share"):
        percentile_rank(1, THIRTY, level=level)
    with pytest.raises(ValueError, match="level: give a share"):
        normal_percentile(1, 0, 1, 50, level=level)


@pytest.mark.parametrize("sem", [-0.1, NAN, math.inf])
def test_an_error_is_not_below_nothing(sem):
    with pytest.raises(ValueError, match="sem: give a number that is 0 or more"):
        normal_percentile(1, 0, 1, 50, sem=sem)


def test_a_norm_that_expires_needs_a_day_to_be_held_against():
    with pytest.raises(ValueError, match="on: give the day"):
        guard(100, expires=TODAY)
