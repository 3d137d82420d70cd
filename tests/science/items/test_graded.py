"""Fitting items: what comes out for answers whose items are known, and what is refused."""

import math

import numpy as np
import pytest

from assess.science.items import estimation
from assess.science.items.curves import graded_item
from assess.science.items.estimation import Slopes
from assess.science.items.graded import Silent, Verdict, fit_graded
from assess.science.items.two_parameter import fit_two_parameter, two_parameter_item
from assess.science.items.words import explain
from tests.science.items.simulated import answered, people, some_items

ITEMS = some_items(5, 8)
ANSWERS = answered(ITEMS, people(6, 1500), 7)
SLOPES, PLACES = (0.8, 1.0, 1.3, 1.6, 1.9, 2.2), (-1.0, 0.5, 0.0, 1.0, -0.5, 0.2)


def slopes_of(model):
    return [one.slope.estimate for one in model.items]


def test_parameters_come_out_as_they_went_in():
    model = fit_graded(ANSWERS)

    assert model.verdict is Verdict.SHOWN
    assert (model.n, model.missing, model.parameters) == (1500, 0, 32)
    for item, fitted in zip(ITEMS, model.items, strict=True):
        pairs = [(item.slope, fitted.slope), *zip(item.intercepts, fitted.intercepts, strict=True)]
        for true, found in pairs:
            assert abs(found.estimate - true) < 4 * found.standard_error
        assert fitted.item.thresholds == pytest.approx([one.estimate for one in fitted.thresholds])


def test_at_the_maximum_no_parameter_makes_the_answers_likelier():
    model = fit_graded(ANSWERS[:400], merge_below=0)
    again = fit_graded(ANSWERS[399::-1], merge_below=0)

    assert again.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-7)
    assert slopes_of(again) == pytest.approx(slopes_of(model), abs=1e-6)


def test_a_share_of_the_people_leads_to_the_same_maximum(monkeypatch):
    whole = fit_graded(ANSWERS)

    monkeypatch.setattr(estimation, "SHARE", 300)
    shared = fit_graded(ANSWERS)

    assert shared.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-7)
    assert slopes_of(shared) == pytest.approx(slopes_of(whole), abs=1e-5)
    assert shared.items[0].slope.standard_error == pytest.approx(
        whole.items[0].slope.standard_error, rel=1e-4
    )


def test_a_step_that_nobody_of_the_share_took_is_found_all_the_same(monkeypatch):
    answers = ANSWERS.copy()
    highest = answers[:, 0] == answers[:, 0].max()
    answers[np.flatnonzero(highest)[:12], 0] += 1
    whole = fit_graded(answers)

    monkeypatch.setattr(estimation, "SHARE", 50)
    shared = fit_graded(answers)

    assert shared.verdict is Verdict.SHOWN
    assert shared.iterations < 30
    assert shared.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-7)
    assert slopes_of(shared) == pytest.approx(slopes_of(whole), abs=1e-5)


def test_errors_of_thresholds_are_those_of_the_delta_method():
    model = fit_graded(ANSWERS)
    own = model.covariance[:4, :4]
    a, d = model.items[0].slope.estimate, model.items[0].intercepts[0].estimate

    variance = d**2 / a**4 * own[0, 0] + own[1, 1] / a**2 - 2 * d / a**3 * own[0, 1]

    assert model.items[0].thresholds[0].standard_error == pytest.approx(math.sqrt(variance))
    assert model.items[0].slope.standard_error == pytest.approx(math.sqrt(own[0, 0]))
    assert model.bic - model.aic == pytest.approx((math.log(1500) - 2) * 32)


def test_answers_are_ordered_and_their_numbers_mean_nothing_else():
    moved = np.array([-3.5, 0, 7, 100])[ANSWERS.astype(int)]

    one, other = fit_graded(ANSWERS), fit_graded(moved)

    assert slopes_of(other) == pytest.approx(slopes_of(one))
    assert other.items[0].item.cuts == (0, 7, 100)


def test_missing_answers_drop_out_and_empty_rows_do_not_count():
    gaps = answered(ITEMS, people(8, 1500), 9, missing=0.3)
    gaps = np.vstack([gaps, np.full((20, 8), np.nan)])

    model = fit_graded(gaps)

    assert model.n == (~np.isnan(gaps).all(axis=1)).sum()
    for item, fitted in zip(ITEMS, model.items, strict=True):
        assert abs(fitted.slope.estimate - item.slope) < 4 * fitted.slope.standard_error
        assert fitted.slope.standard_error > 0
    assert model.missing == int(np.isnan(gaps[~np.isnan(gaps).all(axis=1)]).sum())


def test_an_item_keyed_the_wrong_way_has_a_slope_below_0():
    turned = ANSWERS.copy()
    turned[:, 2] = 3 - turned[:, 2]

    assert [one < 0 for one in slopes_of(fit_graded(turned))] == [place == 2 for place in range(8)]


def test_most_slopes_are_above_0_whichever_way_the_start_led():
    turned = ANSWERS.copy()
    turned[:, :5] = 3 - turned[:, :5]

    assert sum(one > 0 for one in slopes_of(fit_graded(turned))) == 5


def test_answers_too_rare_to_stand_alone_join_their_rarer_neighbour():
    rare = ANSWERS.copy()
    rare[:, 0] = 2
    rare[:700, 0], rare[700:709, 0], rare[709:900, 0] = 0, 1, 3

    model = fit_graded(rare)
    steps = model.items[0].steps

    assert steps.answers == ((0,), (1, 2), (3,))
    assert steps.merged == ((1, 2),)
    assert steps.people == (700, 609, 191)
    assert model.items[0].item.cuts == (1, 3)
    assert fit_graded(rare, merge_below=0).items[0].steps.merged == ()


def test_an_item_everybody_answered_alike_says_nothing_and_harms_nobody():
    still = np.column_stack([ANSWERS, np.full(1500, 3)])

    model = fit_graded(still)

    assert model.items[8].item is None
    assert model.items[8].slope.reason is Silent.ALIKE
    assert slopes_of(model)[:8] == pytest.approx(slopes_of(fit_graded(ANSWERS)))
    with pytest.raises(ValueError, match="items: at least one has no parameters"):
        _ = model.scored


@pytest.mark.parametrize(
    ("slopes", "people_needed"), [(Slopes.FREE, 500), (Slopes.COMMON, 200), (Slopes.ONE, 200)]
)
def test_with_too_few_people_a_model_is_not_to_be_used(slopes, people_needed):
    enough = fit_graded(ANSWERS[:people_needed], slopes=slopes, merge_below=0)
    few = fit_graded(ANSWERS[: people_needed - 1], slopes=slopes, merge_below=0)

    assert (enough.verdict, few.verdict) == (Verdict.SHOWN, Verdict.TOO_FEW)
    assert few.items[0].slope.estimate is not None


def test_one_slope_for_all_is_one_slope():
    common, one = (fit_graded(ANSWERS, slopes=slopes) for slopes in (Slopes.COMMON, Slopes.ONE))

    assert len({round(found, 12) for found in slopes_of(common)}) == 1
    assert (common.parameters, one.parameters) == (25, 24)
    assert one.log_likelihood < common.log_likelihood < fit_graded(ANSWERS).log_likelihood
    assert one.items[0].slope.standard_error is None
    assert one.items[0].slope.reason is Silent.FIXED
    assert one.items[0].thresholds[0].standard_error > 0


def test_two_answers_are_the_model_of_two_parameters():
    items = [two_parameter_item(1.2, b) for b in (-1, 0, 0.5, 1)]
    answers = answered(items, people(10, 1000), 11)

    model = fit_two_parameter(answers)

    assert slopes_of(model) == slopes_of(fit_graded(answers))
    for fitted, b in zip(model.items, (-1, 0, 0.5, 1), strict=True):
        (found,) = fitted.thresholds
        assert abs(found.estimate - b) < 4 * found.standard_error
    assert items[0] == graded_item(1.2, [-1])


def test_items_that_repeat_one_another_give_no_model_to_be_used():
    twice = np.repeat(answered(some_items(1, 1, steps=2), people(2, 600), 3), 3, axis=1)

    model = fit_two_parameter(twice)

    assert model.verdict in (Verdict.NOT_FOUND, Verdict.NOT_TOLD_APART)


def test_two_items_that_are_one_speak_no_numbers():
    answers = answered(some_items(1, 4, steps=3), people(2, 600), 3)

    model = fit_graded(np.column_stack([answers, answers[:, 0]]))

    assert model.verdict is not Verdict.SHOWN
    for one in (model.items[0], model.items[4]):
        assert (one.item, one.slope.estimate, one.slope.interval) == (None, None, None)
        assert one.slope.reason in (Silent.NOT_FOUND, Silent.NO_LIMIT)
        assert explain(one) == f"Nothing is said of this question: {one.slope.reason}."
    assert (model.aic, model.covariance) == (None, None)


def test_items_without_relation_give_no_number_that_is_none():
    random = np.random.default_rng(3)

    model = fit_graded(random.integers(0, 3, (600, 4)))

    for one in model.items:
        assert one.slope.estimate is None or math.isfinite(one.slope.estimate)


@pytest.mark.parametrize("answers", [[[1, 1, 2]] * 30, np.full((30, 3), np.nan)])
def test_without_three_items_that_tell_people_apart_there_is_no_model(answers):
    model = fit_graded(answers)

    assert model.verdict is Verdict.TOO_FEW_ITEMS
    assert (model.log_likelihood, model.aic, model.covariance) == (None, None, None)
    assert {one.slope.reason for one in model.items} == {Silent.ALIKE}


def test_what_is_no_table_of_answers_is_refused():
    with pytest.raises(ValueError, match="answers: give a row per person .* 3 items at least"):
        fit_graded([[1, 2], [2, 1]])
    with pytest.raises(ValueError, match="answers: give numbers"):
        fit_graded([[1, 2, math.inf]])
    with pytest.raises(ValueError, match="answers: an item may have 20 steps"):
        fit_graded(np.repeat(np.arange(21), 10)[:, None] * [1, 1, 1])
    with pytest.raises(ValueError, match="merge_below: give 0 or more"):
        fit_graded(ANSWERS, merge_below=-1)
    with pytest.raises(ValueError, match="level: give a share"):
        fit_graded(ANSWERS, level=95)
    with pytest.raises(ValueError, match="answers: give 0 and 1"):
        fit_two_parameter(ANSWERS)


@pytest.mark.slow  # fits 150 models
def test_intervals_of_parameters_hold_what_they_say():
    items = [graded_item(a, [b - 0.7, b + 0.7]) for a, b in zip(SLOPES, PLACES, strict=True)]
    held = total = 0
    bias = np.zeros(6)
    for seed in range(150):
        model = fit_graded(answered(items, people(seed, 600), seed + 1000))
        bias += np.array(slopes_of(model)) - [one.slope for one in items]
        for item, fitted in zip(items, model.items, strict=True):
            pairs = [(item.slope, fitted.slope)]
            pairs += zip(item.thresholds, fitted.thresholds, strict=True)
            total += len(pairs)
            held += sum(one.interval[0] <= true <= one.interval[1] for true, one in pairs)

    # 2,700 intervals, those of one sample hanging together a little.
    assert held / total == pytest.approx(0.95, abs=0.015)
    # A slope is a little too large on average, by a share that falls with the people.
    assert np.abs(bias / 150).max() < 0.05
