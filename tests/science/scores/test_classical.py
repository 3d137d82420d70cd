"""Scores and their errors: against packages and published examples, by hand, and as laws."""

import math
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.scores.classical import (
    Change,
    Exact,
    band,
    composite_reliability,
    difference_reliability,
    explain,
    least_significant_difference,
    reliable_change,
    sem,
    spearman_brown,
    standard_error_of_estimate,
    standard_error_of_prediction,
    true_score,
)
from tests.properties import tried
from tests.science.cases import NAN, entries

ROOT = Path(__file__).resolve().parents[3]
EXPECTED = entries("ctt_scores")

POINTS = st.floats(-1000, 1000)
SDS = st.floats(0.01, 1000)
RELIABILITIES = st.floats(0, 1)
LEVELS = st.floats(0.01, 0.99)


def expected(name, *keys):
    """A value of the case, compared within its own tolerance, of 1 or of the value if larger."""
    entry = EXPECTED[name]
    value = entry["value"]
    for key in keys:
        value = value[key]
    return pytest.approx(value, rel=entry["tol"], abs=entry["tol"])


@pytest.mark.parametrize("module", ["scores.classical", "norms.standing", "scores.judgement"])
def test_a_page_can_use_it_without_loading_numpy(module):
    code = f"import sys, assess.science.{module}; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_bands_and_true_scores_agree_with_the_package_psychometric():
    case = "bands_for_observed_32"
    given_ = EXPECTED[case]["value"]["inputs"]
    sd, reliability = given_["sd"], given_["rxx"]
    error = sem(sd, reliability)
    true = true_score(given_["observed"], given_["mean"], reliability)
    estimate = standard_error_of_estimate(sd, reliability)

    assert error == expected(case, "SEM")
    assert list(band(given_["observed"], error)) == expected(case, "obs_ci95")
    assert true == expected(case, "kelley_true")
    assert estimate == expected(case, "SE_estimate")
    assert list(band(true, estimate, 0.95)) == expected(case, "true_ci95")
    assert standard_error_of_prediction(sd, reliability) == expected(case, "SE_prediction")
    assert reliable_change(25, 32, sd, reliability).standard_error == expected(
        case, "SE_difference"
    )
    assert least_significant_difference(error) == expected(case, "least_significant_difference95")


def test_the_example_of_jacobson_and_truax():
    case, exact = "jacobson_truax_1991", "jacobson_truax_exact"
    given_ = EXPECTED[case]["value"]["inputs"]
    change = reliable_change(given_["pre"], given_["post"], given_["sd_pre"], given_["rxx"])
    error = sem(given_["sd_pre"], given_["rxx"])

    assert (error, error) == (expected(case, "SE"), expected(exact, "SE"))
    assert change.standard_error == expected(case, "S_diff")
    assert change.standard_error == expected(exact, "S_diff")
    assert change.index == expected(case, "RCI")
    assert change.index == expected(exact, "RCI")
    assert least_significant_difference(error) == expected(exact, "reliable_change_95_points")
    assert (change.estimate, change.verdict) == (15, Change.IMPROVED)


def test_longer_measures_agree_with_the_package_psychometric():
    case = "spearman_brown"
    reliability = EXPECTED[case]["value"]["rxx"]

    assert spearman_brown(reliability, 2) == expected(case, "doubled")
    assert spearman_brown(reliability, 3) == expected(case, "tripled")
    assert spearman_brown(reliability, EXPECTED[case]["value"]["length_for_.90"]) == pytest.approx(
        0.9, abs=EXPECTED[case]["tol"]
    )


@pytest.mark.parametrize(
    ("sd", "reliability", "measurement", "estimate", "prediction"),
    [
        # 10 x sqrt(.36) = 6; 10 x sqrt(.64 x .36) = 4.8; 10 x sqrt(1 - .4096) = 7.68375.
        (10, 0.64, 6, 4.8, 7.683749),
        # Nothing but error: the best guess is the mean, and it misses by the whole SD.
        (10, 0, 10, 0, 10),
        (10, 1, 0, 0, 0),
        (2, 0.75, 1, 0.8660254, 1.3228757),
    ],
)
def test_errors_by_hand(sd, reliability, measurement, estimate, prediction):
    assert sem(sd, reliability) == pytest.approx(measurement)
    assert standard_error_of_estimate(sd, reliability) == pytest.approx(estimate)
    assert standard_error_of_prediction(sd, reliability) == pytest.approx(prediction)


@pytest.mark.parametrize(
    ("level", "low", "high"),
    # Normal quantiles 1.644854, 1.959964, 2.575829, times an error of 2.
    [(0.90, 46.710293, 53.289707), (0.95, 46.080072, 53.919928), (0.99, 44.848341, 55.151659)],
)
def test_a_band_by_hand(level, low, high):
    assert band(50, 2, level) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "practice", "index", "verdict"),
    [
        # SD 1 and reliability .5 make the error of a difference exactly 1.
        (10, 12, 0, 2, Change.IMPROVED),
        (12, 10, 0, -2, Change.DECLINED),
        (10, 11.9, 0, 1.9, Change.NOT_DETECTABLE),
        (10, 8.1, 0, -1.9, Change.NOT_DETECTABLE),
        (10, 10, 0, 0, Change.NOT_DETECTABLE),
        # Exactly at the limit nothing is detected; 11.96 - 10 is 1.9600000000000009 to a computer.
        (10, 11.96, 0, 1.96, Change.NOT_DETECTABLE),
        (10, 8.04, 0, -1.96, Change.NOT_DETECTABLE),
        (10, 11.961, 0, 1.961, Change.IMPROVED),
        # Everybody gains by a second go: 1 point is taken off, and standing still is a loss.
        (10, 12, 1, 1, Change.NOT_DETECTABLE),
        (10, 14, 1, 3, Change.IMPROVED),
        (10, 9, 1, -2, Change.DECLINED),
    ],
)
def test_a_change_by_hand(before, after, practice, index, verdict):
    change = reliable_change(before, after, 1, 0.5, practice=practice)

    assert change.index == pytest.approx(index)
    assert change.estimate == pytest.approx(index)
    assert change.standard_error == 1
    assert change.verdict is verdict


@pytest.mark.parametrize(
    ("after", "verdict"),
    [(0.3, Change.NOT_DETECTABLE), (0.4, Change.IMPROVED), (0.2, Change.DECLINED)],
)
def test_without_error_every_change_is_one_and_has_no_index(after, verdict):
    change = reliable_change(0.1 + 0.2, after, 1, 1)

    assert (change.index, change.standard_error, change.interval) == (None, None, None)
    assert (change.verdict, change.reason) == (verdict, Exact.NO_ERROR)


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        (
            (10, 13),
            "Coaching: improved, 3.00 points higher than before, by more than error (nearly surely "
            "between 1.04 and 4.96).",
        ),
        (
            (10, 7),
            "Coaching: declined, 3.00 points lower than before, by more than error (nearly surely "
            "between −4.96 and −1.04).",
        ),
        (
            (10, 11),
            "Coaching: no detectable change; 1.00 points higher than before may be error alone "
            "(nearly surely between −0.96 and 2.96).",
        ),
    ],
)
def test_a_change_is_said_with_how_sure_it_is(pair, sentence):
    assert explain("Coaching", reliable_change(*pair, 1, 0.5)) == sentence


def test_a_change_without_error_is_said_with_what_was_taken_for_granted():
    assert explain("Coaching", reliable_change(1, 3, 1, 1)) == (
        "Coaching: improved, 2.00 points higher than before (the measure is taken to be without "
        "error, so that every change is one)."
    )


@pytest.mark.parametrize(
    ("sds", "reliabilities", "correlations", "weights", "reliability"),
    [
        # A single part is as reliable as it is.
        ([3], [0.7], [[1]], None, 0.7),
        # Variance 1 + 1 + 2 x .5 = 3, error .2 + .2 = .4: 1 - .4 / 3.
        ([1, 1], [0.8, 0.8], [[1, 0.5], [0.5, 1]], None, 13 / 15),
        # Scaled 2 and 3: 4 + 9 + 2 x 6 x .5 = 19; error 4 x .1 + 9 x .4 = 4: 15 / 19.
        ([2, 3], [0.9, 0.6], [[1, 0.5], [0.5, 1]], None, 15 / 19),
        # Weighted 3 to 1, scaled 6 and 3: 36 + 9 + 2 x 18 x .5 = 63; error 3.6 + 3.6 = 7.2.
        ([2, 3], [0.9, 0.6], [[1, 0.5], [0.5, 1]], [3, 1], 1 - 7.2 / 63),
        # A difference: (.8 + .8 - 2 x .5) / (2 - 2 x .5) = .6, less than either part.
        ([1, 1], [0.8, 0.8], [[1, 0.5], [0.5, 1]], [1, -1], 0.6),
        # Correlated higher than their errors allow: shown as it is.
        ([1, 1], [0.5, 0.5], [[1, 0.8], [0.8, 1]], [1, -1], -1.5),
    ],
)
def test_a_sum_of_parts_by_hand(sds, reliabilities, correlations, weights, reliability):
    assert composite_reliability(sds, reliabilities, correlations, weights) == pytest.approx(
        reliability
    )


@tried
@given(SDS, RELIABILITIES)
def test_no_error_without_unreliability_and_never_more_than_the_spread(sd, reliability):
    assert sem(sd, 1) == standard_error_of_estimate(sd, 1) == 0
    assert 0 <= standard_error_of_estimate(sd, reliability) <= sem(sd, reliability)
    assert sem(sd, reliability) <= standard_error_of_prediction(sd, reliability) <= sd


@tried
@given(POINTS, SDS, LEVELS, LEVELS)
def test_a_band_is_symmetric_and_widens_with_its_level(score, error, one, other):
    narrow, wide = (band(score, error, level) for level in sorted((one, other)))

    assert sum(narrow) / 2 == pytest.approx(score, abs=1e-9)
    assert wide[0] <= narrow[0] < score < narrow[1] <= wide[1]


@tried
@given(POINTS, POINTS, RELIABILITIES)
def test_a_true_score_lies_between_the_mean_and_the_score(score, mean, reliability):
    true = true_score(score, mean, reliability)

    assert min(score, mean) - 1e-9 <= true <= max(score, mean) + 1e-9
    assert true_score(score, mean, 0) == mean
    assert true_score(score, mean, 1) == pytest.approx(score)


@tried
@given(st.floats(0.01, 1), st.floats(0.1, 20))
def test_what_is_made_longer_can_be_made_shorter_again(reliability, length):
    assert spearman_brown(spearman_brown(reliability, length), 1 / length) == pytest.approx(
        reliability
    )


@tried
@given(POINTS, POINTS, SDS, st.floats(0, 0.99))
def test_a_way_back_is_the_opposite_of_the_way_there(before, after, sd, reliability):
    there, back = (
        reliable_change(*pair, sd, reliability) for pair in ((before, after), (after, before))
    )

    assert there.index == -back.index
    assert (there.verdict is Change.IMPROVED) == (back.verdict is Change.DECLINED)


@tried
@given(POINTS, POINTS, SDS, st.floats(0, 0.99))
def test_a_change_is_one_exactly_when_a_band_of_the_difference_leaves_out_nothing(
    before, after, sd, reliability
):
    change = reliable_change(before, after, sd, reliability)
    margin = 1.96 * math.sqrt(2) * sem(sd, reliability)
    beyond = abs(after - before) > margin * (1 + 1e-6) + 1e-6

    assert not beyond or change.verdict is not Change.NOT_DETECTABLE
    assert change.verdict is Change.NOT_DETECTABLE or abs(after - before) > margin * (1 - 1e-6)


@pytest.mark.slow  # asks 10,000 simulated people twice
@pytest.mark.parametrize("practice", [0.0, 2.0])
def test_people_who_did_not_change_are_flagged_one_time_in_twenty(practice):
    random, sd, reliability, people = Random(9), 10, 0.8, 10_000
    spread, error = sd * math.sqrt(reliability), sem(sd, reliability)

    verdicts = []
    for _ in range(people):
        true = random.gauss(50, spread)
        before, after = (random.gauss(true + gain, error) for gain in (0, practice))
        verdicts.append(reliable_change(before, after, sd, reliability, practice=practice).verdict)

    # Three standard errors of a share of .025 in 10,000 people are .0047.
    for one in (Change.IMPROVED, Change.DECLINED):
        assert verdicts.count(one) / people == pytest.approx(0.025, abs=0.0047)


def test_practice_that_is_not_taken_off_looks_like_improvement():
    random, error = Random(9), sem(10, 0.8)

    improved = sum(
        reliable_change(random.gauss(50, error), random.gauss(55, error), 10, 0.8).verdict
        is Change.IMPROVED
        for _ in range(2000)
    )

    assert improved / 2000 > 0.1


@tried
@given(st.floats(0.05, 0.99), st.integers(1, 6), st.floats(0.1, 10), st.floats(0.1, 10))
def test_parallel_parts_add_up_as_spearman_and_brown_say(reliability, parts, sd, weight):
    correlations = [
        [1 if one == other else reliability for other in range(parts)] for one in range(parts)
    ]

    whole = composite_reliability(
        [sd] * parts, [reliability] * parts, correlations, [weight] * parts
    )

    assert whole == pytest.approx(spearman_brown(reliability, parts))


def test_the_more_alike_two_scores_are_the_less_reliable_is_their_difference():
    # (.8 + .7 - 2 x .5) / (2 - 2 x .5) = .5; unrelated, it is the mean of both.
    assert difference_reliability(0.8, 0.7, 0.5) == pytest.approx(0.5)
    assert difference_reliability(0.8, 0.7, 0) == pytest.approx(0.75)
    assert difference_reliability(0.8, 0.7, 0.8) == pytest.approx(-0.25)


def test_a_difference_is_a_sum_with_weights_of_one_and_minus_one():
    found = composite_reliability([1, 1], [0.8, 0.7], [[1, 0.5], [0.5, 1]], [1, -1])

    assert difference_reliability(0.8, 0.7, 0.5) == pytest.approx(found)


@pytest.mark.parametrize(
    ("function", "values", "sentence"),
    [
        (sem, (0, 0.8), "sd: give a number above 0"),
        (sem, (NAN, 0.8), "sd: give a number above 0"),
        (sem, (math.inf, 0.8), "sd: give a number above 0"),
        (sem, (1, 1.01), "reliability: give a number from 0 to 1"),
        (sem, (1, NAN), "reliability: give a number from 0 to 1"),
        (standard_error_of_estimate, (1, -0.1), "reliability: give a number from 0 to 1"),
        (standard_error_of_prediction, (-1, 0.5), "sd: give a number above 0"),
        (band, (NAN, 1), "score: give a number"),
        (band, (1, -1), "sem: give a number that is 0 or more"),
        (band, (1, 1, 1), "level: give a share"),
        (band, (1, 1, 95), "level: give a share"),
        (difference_reliability, (0.8, 1.1, 0.5), "reliability: give a number from 0 to 1"),
        (difference_reliability, (0.8, 0.8, 1), "correlation: give a number from -1 to below 1"),
        (sem, ("a", 0.5), "sd: give a number above 0"),
        (sem, (1, None), "reliability: give a number from 0 to 1"),
        (band, (None, 1), "score: give a number"),
        (band, (1, 1, "0.95"), "level: give a share"),
        (least_significant_difference, (NAN,), "sem: give a number"),
        (least_significant_difference, (1, 0), "level: give a share"),
        (true_score, (1, NAN, 0.5), "mean: give a number"),
        (true_score, (NAN, 1, 0.5), "score: give a number"),
        (true_score, (1, 1, 2), "reliability: give a number from 0 to 1"),
        (spearman_brown, (1.1, 2), "reliability: give a number from -1 to 1"),
        (spearman_brown, (0.5, 0), "length: give a number above 0"),
        (spearman_brown, (-1, 2), "so negative a number"),
        (spearman_brown, (-0.5, 3), "so negative a number"),
        (reliable_change, (1, NAN, 1, 0.5), "after: give a number"),
        (reliable_change, (1, 2, 0, 0.5), "sd: give a number above 0"),
        (composite_reliability, ([], [], []), "correlations: give one"),
        (composite_reliability, ([1], [0.5, 0.5], [[1]]), "correlations: give one"),
        (composite_reliability, ([1], [0.5], [[1, 0]]), "correlations: give one"),
        (composite_reliability, ([1], [0.5], [[1]], [1, 1]), "correlations: give one"),
        (composite_reliability, ([1], [0.5], [[0.9]]), "correlations: give -1 to 1"),
        (composite_reliability, ([1], [1.5], [[1]]), "reliabilities: give numbers"),
        (composite_reliability, ([1], [0.5], [[1]], [NAN]), "weights: give a number"),
        (composite_reliability, ([1], [0.5], [[1]], [0]), "the sum does not vary"),
        (
            composite_reliability,
            ([1, 1], [0.5, 0.5], [[1, 0.5], [0.4, 1]]),
            "correlations: give -1 to 1",
        ),
        (
            composite_reliability,
            ([1, 1], [0.5, 0.5], [[1, 1], [1, 1]], [1, -1]),
            "the sum does not vary",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(function, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(*values)
