"""Calibration and losses of predictions: against R, pROC and closed forms, by hand, as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from assess.science.fairness.calibration_fit import NoFit
from assess.science.fit.calibrated import (
    NoBins,
    NoLine,
    compare_areas,
    of_amounts,
    of_chances,
)
from assess.science.fit.logistic import logistic
from tests.properties import tried
from tests.science.cases import within
from tests.science.fit.people import FIT, PERFORMANCE, SCORES, SUCCESS, drawn

NAN = math.nan
EXTERNAL = expit(SCORES @ [0.9, 0.3, 0])


def fitted():
    """The chances of R's logistic line in the people it was made from."""
    line = logistic(SCORES, SUCCESS)
    return expit(line.intercept.estimate + SCORES @ [one.estimate for one in line.slopes])


def test_calibration_of_an_external_model_agrees_with_r():
    entry = FIT["calibration_of_external_model"]
    value = within(entry, {k: v for k, v in entry["value"].items() if k != "model"})

    found = of_chances(SUCCESS, EXTERNAL)

    assert found.slope.estimate == value["slope"]
    assert found.intercept.estimate == value["intercept_recal"]
    assert found.in_the_large.estimate == value["intercept_in_the_large"]
    assert found.brier.estimate == value["brier"]
    assert found.log_loss.estimate == value["logloss"]
    assert found.mean_chance == value["mean_p"]
    assert found.mean_outcome == value["mean_y"]
    assert found.auc.estimate == value["auc"]
    assert found.binned.error_equal_width == value["ece10_equal_width"]
    assert found.binned.error_equal_count == value["ece10_quantile"]


def test_fitted_chances_agree_with_proc_and_base_r():
    found, entry = of_chances(SUCCESS, fitted()), FIT["auc_insample"]

    assert found.auc.estimate == within(entry, entry["value"]["auc"])
    assert found.auc.standard_error == within(entry, entry["value"]["auc_se_delong"])
    assert list(found.auc.interval) == within(entry, entry["value"]["ci95_delong"])
    assert found.brier.estimate == within(FIT["brier_insample"], FIT["brier_insample"]["value"])


def test_hosmer_and_lemeshows_test_agrees_with_the_reference():
    entry, found = FIT["hosmer_lemeshow_10"], of_chances(SUCCESS, fitted()).binned

    assert found.chi_square == within(entry, entry["value"]["chisq"])
    assert found.degrees == entry["value"]["df"]
    assert found.p == within(entry, entry["value"]["p"])


def test_two_areas_of_the_same_people_agree_with_proc():
    entry = FIT["auc_compare_full_vs_x1"]

    found = compare_areas(SUCCESS, fitted(), SCORES[:, 0])

    assert found.other.estimate == within(entry, entry["value"]["auc_x1"])
    assert found.z == within(entry, entry["value"]["z"])
    assert found.p == within(entry, entry["value"]["p"])
    assert found.difference.estimate == pytest.approx(found.one.estimate - found.other.estimate)


def test_a_prediction_does_not_differ_from_itself():
    found = compare_areas(SUCCESS, EXTERNAL, EXTERNAL)

    assert (found.difference.estimate, found.z, found.p) == (0, None, None)
    assert found.difference.interval is None


def test_the_line_of_fitted_amounts_is_perfect_in_the_people_it_was_made_from():
    columns = np.column_stack([np.ones(600), SCORES])
    predicted = columns @ np.linalg.lstsq(columns, PERFORMANCE)[0]

    found = of_amounts(PERFORMANCE, predicted)

    assert found.slope.estimate == pytest.approx(1)
    assert found.intercept.estimate == pytest.approx(0, abs=1e-12)
    assert found.mean_error.estimate == pytest.approx(0, abs=1e-12)
    left = PERFORMANCE - predicted
    assert found.root_mean_square.estimate == pytest.approx(math.sqrt(left @ left / 600))


def test_a_line_of_amounts_has_the_errors_of_least_squares():
    predicted = SCORES[:, 0]
    slope, at_0 = np.polyfit(predicted, PERFORMANCE, 1)
    table = np.cov(predicted, PERFORMANCE)
    left = (table[1, 1] - slope * table[0, 1]) * 599 / 598
    error = math.sqrt(left / table[0, 0] / 599)

    found = of_amounts(PERFORMANCE, predicted)

    assert (found.slope.estimate, found.intercept.estimate) == pytest.approx((slope, at_0))
    assert found.slope.standard_error == pytest.approx(error)


def test_few_people_have_a_slope_and_no_plot():
    found = of_chances(SUCCESS[:199], EXTERNAL[:199])

    assert found.slope.estimate is not None
    assert (found.binned.plot, found.binned.reason) == ((), NoBins.TOO_FEW)


def test_a_plot_has_ten_bins_of_equally_many_with_their_intervals():
    plot = of_chances(SUCCESS, EXTERNAL).binned.plot

    assert [one.happened.n for one in plot] == [60] * 10
    assert sorted(one.mean_chance for one in plot) == [one.mean_chance for one in plot]
    assert all(one.happened.interval[0] < one.happened.interval[1] for one in plot)


def test_chances_of_0_and_1_have_bins_but_no_test_and_a_loss_only_if_right():
    certain = np.where(SUCCESS == 1, 1.0, 0.0)

    right, wrong = of_chances(SUCCESS, certain), of_chances(SUCCESS, 1 - certain)

    assert (right.binned.chi_square, right.binned.reason) == (None, NoBins.CERTAIN)
    assert right.log_loss.estimate == 0
    assert (wrong.log_loss.estimate, wrong.log_loss.reason) == (None, NoFit.CERTAIN)


def test_where_nothing_can_be_told_it_says_why():
    nobody, few = of_chances([], []), of_amounts([1, 2], [1, 2])

    assert (nobody.slope.reason, nobody.mean_chance) == (NoFit.NOBODY, None)
    assert (few.slope.estimate, few.slope.reason) == (None, NoLine.TOO_FEW)
    assert of_amounts(np.ones(20), np.arange(20)).slope.reason is NoLine.NO_VARIANCE
    assert compare_areas([1, 0], [1, 2], [1, 2]).difference.reason is NoFit.TOO_FEW


def test_who_misses_something_is_left_out_and_counted():
    outcomes, chances = SUCCESS.copy(), EXTERNAL.copy()
    outcomes[0], chances[1] = NAN, NAN

    found = of_chances(outcomes, chances)

    assert (found.n, found.left_out) == (598, 2)
    assert found.brier == of_chances(SUCCESS[2:], EXTERNAL[2:]).brier


@tried
@given(st.integers(0, 2**32 - 1))
def test_the_difference_of_areas_turns_with_its_sides(seed):
    scores, outcomes = drawn(seed, event=True)

    one = compare_areas(outcomes, scores[:, 0], scores[:, 1])
    other = compare_areas(outcomes, scores[:, 1], scores[:, 0])

    assert one.difference.estimate == pytest.approx(-other.difference.estimate)
    assert one.p == pytest.approx(other.p)


@pytest.mark.slow  # draws 1,000 samples
def test_areas_that_are_the_same_are_told_apart_as_often_as_the_level_says():
    found = []
    for seed in range(1000):
        scores, outcomes = drawn(seed, slopes=(0.5, 0.5), event=True)
        found.append(compare_areas(outcomes, scores[:, 0], scores[:, 1]).p < 0.05)

    # Three standard errors of a share of .05 in 1,000 samples are .021.
    assert np.mean(found) == pytest.approx(0.05, abs=0.021)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: of_chances([1], [0.5, 0.5]), "chances: give one for every outcome"),
        (lambda: of_chances([2], [0.5]), "outcomes: give 1 where it happened"),
        (lambda: of_chances([1], [1.5]), "chances: give numbers from 0 to 1"),
        (lambda: of_amounts([1], [1, 2]), "predictions: give one for every outcome"),
        (lambda: compare_areas([1], [1], [1, 2]), "other: give one number"),
        (lambda: compare_areas([3], [1], [1]), "outcomes: give 1 where it happened"),
        (lambda: of_chances([1], [0.5], level=2), "level: give a share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_no_loss_is_below_0_however_sure_predictions_were():
    happened = np.repeat([1.0, 0.0], 20)
    said = np.concatenate([np.full(19, 0.97), [0.3], np.full(19, 0.02), [0.1]])

    found = of_chances(happened, said)

    for loss in (found.brier, found.log_loss):
        assert loss.estimate - 2 * loss.standard_error < 0
        assert loss.interval[0] == 0
