"""Predictions and lines of two groups: against R, scikit-free, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fairness.calibration_fit import NoFit
from assess.science.fairness.cleary import Bias, NoLine, cleary
from assess.science.fairness.models import NoModelTable, model_table
from tests.properties import tried
from tests.science.cases import entries, rows, within

FIT, PEOPLE = entries("fit_selection"), rows("fit_selection")
RACE = [row["race"] for row in PEOPLE]
X1, X2, X3 = (np.array([float(row[name]) for row in PEOPLE]) for name in ("x1", "x2", "x3"))
SUCCESS = np.array([float(row["success"]) for row in PEOPLE])
EXTERNAL = 1 / (1 + np.exp(-(0.9 * X1 + 0.3 * X2)))
A_AND_B = [row for row in PEOPLE if row["race"] in "AB"]
NAN = math.nan


def table(chances=EXTERNAL, **options):
    return model_table(RACE, SUCCESS, chances, **{"cut": 0.5, **options})


def by_chance(seed, n=400, gap=0.0, bend=0.0):
    """Criterion, predictor and group with the lines of both groups apart."""
    random = np.random.default_rng(seed)
    focal, x = (random.random(n) < 0.4).astype(float), random.normal(size=n)
    y = 0.4 * x + gap * focal + bend * focal * x + random.normal(0, 0.9, n)
    return y, x, focal


def test_calibration_and_distance_agree_with_r():
    entry, found = FIT["calibration_of_external_model"], table().everybody
    value = entry["value"]

    assert found.slope.estimate == within(entry, value["slope"])
    assert found.intercept.estimate == within(entry, value["intercept_recal"])
    assert found.in_the_large.estimate == within(entry, value["intercept_in_the_large"])
    assert found.brier.estimate == within(entry, value["brier"])
    assert found.auc.estimate == within(entry, value["auc"])
    assert found.base_rate.estimate == within(entry, value["mean_y"])


def test_the_area_and_delongs_interval_agree_with_proc():
    entry, model = FIT["auc_insample"], FIT["logistic"]["value"]["coef"]
    logits = model["(Intercept)"]["est"] + sum(
        model[name]["est"] * x for name, x in (("x1", X1), ("x2", X2), ("x3", X3))
    )

    found = table(1 / (1 + np.exp(-logits))).everybody.auc

    assert found.estimate == within(entry, entry["value"]["auc"])
    assert found.standard_error == within(entry, entry["value"]["auc_se_delong"])
    assert list(found.interval) == within(entry, entry["value"]["ci95_delong"])


def test_the_area_of_one_predictor_agrees_with_proc():
    entry = FIT["auc_compare_full_vs_x1"]

    found = table(1 / (1 + np.exp(-X1))).everybody.auc

    assert found.estimate == within(entry, entry["value"]["auc_x1"])


def test_rates_of_a_group_are_those_of_its_people():
    found = table()

    for group in found.groups:
        own = np.array(RACE) == group.name
        chosen, success = EXTERNAL[own] >= 0.5, SUCCESS[own] == 1
        assert group.n == own.sum()
        assert group.selection_rate.estimate == pytest.approx(chosen.mean())
        assert group.tpr.estimate == pytest.approx(chosen[success].mean())
        assert group.fpr.estimate == pytest.approx(chosen[~success].mean())
        assert group.ppv.estimate == pytest.approx(success[chosen].mean())
        assert (group.tpr.n, group.fpr.n) == (success.sum(), (~success).sum())


def test_who_has_exactly_the_cut_is_selected():
    assert model_table(["a"] * 2, [1, 0], [0.5, 0.4], cut=0.5).everybody.selected == 1


def test_gaps_are_to_the_largest_group():
    found = table()

    assert found.largest == "A"
    assert [gap.name for gap in found.gaps] == ["B", "C", "D"]
    by_name = {group.name: group for group in found.groups}
    gap = found.gaps[0].tpr
    assert gap.estimate == pytest.approx(by_name["B"].tpr.estimate - by_name["A"].tpr.estimate)
    assert gap.interval[0] < gap.estimate < gap.interval[1]


def test_five_people_have_rates_with_wide_intervals_but_no_line_and_no_area():
    few = next(group for group in table().groups if group.name == "D")

    assert few.tpr.interval[1] - few.tpr.interval[0] > 0.5
    for one in (few.slope, few.intercept, few.in_the_large, few.auc):
        assert (one.estimate, one.reason) == (None, NoFit.TOO_FEW)


def test_a_chance_of_exactly_1_has_no_calibration_line():
    certain = np.where(SUCCESS == 1, 1.0, 0.4)

    found = table(certain).everybody

    assert (found.slope.estimate, found.slope.reason) == (None, NoFit.CERTAIN)
    assert (found.auc.estimate, found.auc.standard_error) == (1, None)
    # Of so many pairs as there are in the smaller group all are won.
    pairs = min(int(SUCCESS.sum()), int((1 - SUCCESS).sum()))
    assert found.auc.interval == pytest.approx((0.025 ** (1 / pairs), 1))


def test_an_area_of_few_who_are_parted_is_far_from_certain():
    outcomes, chances = [1] * 5 + [0] * 7, [0.9] * 5 + [0.2] * 7

    up = model_table(["a"] * 12, outcomes, chances, cut=0.5).everybody.auc
    down = model_table(["a"] * 12, [1 - one for one in outcomes], chances, cut=0.5).everybody.auc

    assert up.interval == pytest.approx((0.025**0.2, 1))
    assert (down.estimate, down.interval) == (0, pytest.approx((0, 1 - 0.025**0.2)))


def test_predictions_that_do_not_differ_rank_nobody():
    found = table(np.full(600, 0.4)).everybody.auc

    assert (found.estimate, found.interval, found.reason) == (0.5, None, NoFit.NOT_RANKED)


@pytest.mark.parametrize("chances", [np.where(SUCCESS == 1, 0.9, 0.1), np.full(600, 0.4)])
def test_without_a_line_it_says_so(chances):
    found = table(chances).everybody

    assert (found.slope.estimate, found.slope.reason) == (None, NoFit.NO_LINE)


def test_where_nobody_succeeds_there_is_no_true_positive_rate():
    found = model_table(["a"] * 9, [0] * 9, [0.5] * 9, cut=0.6).everybody

    assert (found.tpr.estimate, found.tpr.reason) == (None, NoFit.NOBODY)
    assert (found.ppv.estimate, found.ppv.reason) == (None, NoFit.NOBODY)
    assert found.fpr.estimate == 0


def test_people_without_group_outcome_or_prediction_are_left_out():
    found = model_table(["a", None, "a", "a"], [1, 1, NAN, 0], [0.5, 0.5, 0.5, NAN], cut=0.5)

    assert (found.n, found.left_out) == (1, 3)
    nobody = model_table([None], [1], [0.5], cut=0.5)
    assert (nobody.everybody, nobody.reason) == (None, NoModelTable.NOBODY)


@tried
@given(st.integers(0, 2**32 - 1))
def test_the_area_counts_pairs_and_ties_half(seed):
    random = np.random.default_rng(seed)
    outcomes = (random.random(40) < 0.5).astype(float)
    chances = random.integers(1, 6, 40) / 10
    high, low = chances[outcomes == 1], chances[outcomes == 0]

    found = model_table(["a"] * 40, outcomes, chances, cut=0.5).everybody.auc

    pairs = (high[:, None] > low).mean() + (high[:, None] == low).mean() / 2
    assert found.estimate == pytest.approx(pairs)


def test_clearys_tests_agree_with_r():
    entry = FIT["cleary_moderated_regression_A_vs_B"]
    value = entry["value"]

    found = cleary(
        [float(row["perf"]) for row in A_AND_B],
        [float(row["x1"]) for row in A_AND_B],
        [row["race"] == "B" for row in A_AND_B],
    )

    assert found.intercept_test.value == within(entry, value["F_intercept"])
    assert found.intercept_test.p == within(entry, value["p_intercept"])
    assert found.slope_test.value == within(entry, value["F_slope"])
    assert found.slope_test.p == within(entry, value["p_slope"])
    assert (found.focal_n, found.reference_n) == (119, 326)
    assert found.verdict is Bias.ONE_LINE


def test_each_f_is_the_square_of_its_coefficients_t():
    found = cleary(*by_chance(3, gap=0.2, bend=0.1))

    for estimate, test in (
        (found.intercept, found.intercept_test),
        (found.slope, found.slope_test),
    ):
        assert test.value == pytest.approx((estimate.estimate / estimate.standard_error) ** 2)


@pytest.mark.parametrize(
    ("gap", "bend", "verdict"),
    [(0.0, 0.0, Bias.ONE_LINE), (0.6, 0.0, Bias.INTERCEPT), (0.0, 0.7, Bias.SLOPE)],
)
def test_what_lies_apart_is_found(gap, bend, verdict):
    found = cleary(*by_chance(3, gap=gap, bend=bend))

    assert found.verdict is verdict
    assert found.intercept.interval[0] < found.intercept.estimate < found.intercept.interval[1]


def test_a_focal_group_that_does_better_than_its_line_is_underpredicted():
    assert cleary(*by_chance(8, gap=0.6)).overpredicts.interval[1] < 0


@tried
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.floats(-1e6, 1e6))
def test_the_tests_do_not_know_units(seed, factor, shift):
    y, x, focal = by_chance(seed, n=120, gap=0.3)

    found, moved = cleary(y, x, focal), cleary(y * factor + 3, x * factor + shift, focal)

    assert moved.intercept_test.p == pytest.approx(found.intercept_test.p, abs=1e-5)
    assert moved.slope_test.p == pytest.approx(found.slope_test.p, abs=1e-5)


@pytest.mark.slow  # draws 2,000 samples
def test_one_line_for_both_groups_is_doubted_as_often_as_the_level_says():
    found = [cleary(*by_chance(seed, n=150)) for seed in range(2000)]

    # Three standard errors of a share of .05 in 2,000 samples are .0146.
    for name in ("intercept_test", "slope_test"):
        share = np.mean([getattr(one, name).p < 0.05 for one in found])
        assert share == pytest.approx(0.05, abs=0.0146)


def test_who_misses_something_is_left_out():
    y, x, focal = by_chance(1)
    y[:3], x[3], focal[4] = NAN, NAN, NAN

    found = cleary(y, x, focal)

    assert (found.left_out, found.focal_n + found.reference_n) == (5, 395)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (by_chance(1, n=99), NoLine.TOO_FEW),
        (tuple(one[:200] for one in (*by_chance(1)[:2], np.zeros(400))), NoLine.TOO_FEW),
        ((by_chance(1)[0], np.ones(400), by_chance(1)[2]), NoLine.NO_VARIANCE),
        ((by_chance(1)[1], by_chance(1)[1], by_chance(1)[2]), NoLine.NO_VARIANCE),
    ],
)
def test_where_lines_are_not_compared_it_says_why(values, reason):
    found = cleary(*values)

    assert (found.reason, found.verdict, found.intercept.estimate) == (reason, None, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((["a"], [1, 0], [0.5]), "lists of one length"),
        ((["a"], [2], [0.5]), "outcomes: give 1"),
        ((["a"], [1], [1.5]), "chances: give numbers from 0 to 1"),
    ],
)
def test_predictions_that_are_none_are_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        model_table(*values, cut=0.5)
    with pytest.raises(ValueError, match="cut: give a chance"):
        model_table(["a"], [1], [0.5], cut=50)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (([1, 2], [1], [1, 0]), "lists of one length"),
        (([1, 2], [1, 2], [1, 5]), "focal: give 1"),
        (([1, math.inf], [1, 2], [1, 0]), "criterion: give a list"),
    ],
)
def test_lines_of_nothing_are_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        cleary(*values)
