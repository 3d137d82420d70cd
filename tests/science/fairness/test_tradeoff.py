"""The trade-off of common weights: against De Corte, Lievens & Sackett, by search, on new data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fairness.differences import composite_d, expected_selection
from assess.science.fairness.shrinkage import shrinkage
from assess.science.fairness.tradeoff import (
    criteria_front,
    evaluate,
    front_weights,
    trade_off,
)
from tests.properties import tried
from tests.science.cases import entries, rows, within

CASE = entries("pareto_dls2007")
TABLE = np.array(
    [[float(value) for value in [*row.values()][1:]] for row in rows("pareto_dls2007")]
)
D, R = TABLE[:4, 0], TABLE[:, 1:]
SCORES, TASK, CONTEXT = R[:4, :4], R[:4, 4], R[:4, 5]
SETTING = {"rate": 0.2, "focal_share": 0.2, "n": 300}


def front(**options):
    return trade_off(TASK, D, SCORES, **{**SETTING, **options})


def test_two_criteria_agree_with_iopsych():
    entry = CASE["pareto_two_criteria"]
    value = entry["value"]

    found = criteria_front(TASK, CONTEXT, SCORES, R[4, 5], value["wt_one"], n=300)

    assert [list(one.weights) for one in found] == within(entry, value["betas"])
    validities = [[one.first.estimate, one.second.estimate] for one in found]
    assert validities == within(entry, value["multiple_r"])


@pytest.mark.parametrize("name", ["unit", "regression", "no_cog", "cog_only"])
def test_composites_agree_with_iopsych(name):
    entry = CASE["composite_points"]
    value = entry["value"][name]
    validity, apart = evaluate(value["weights"], TASK, D, SCORES)

    assert validity[0] == within(entry, value["validity"])
    assert apart[0] == within(entry, value["d"])
    assert composite_d(D, SCORES, value["weights"]) == pytest.approx(apart[0])
    for rate in (10, 50):
        found = expected_selection(apart[0], rate / 100, 0.2)
        assert found.ratio == within(entry, value[f"ai_ratio_sr{rate}_pmin20"])


def test_the_front_is_as_good_as_the_references_at_every_exchange_rate():
    entry = CASE["nonnegative_weight_front"]
    value = entry["value"]
    validity, apart = evaluate(front_weights(TASK, D, SCORES), TASK, D, SCORES)

    for alpha, objective in zip(value["alpha"], value["objective"], strict=True):
        best = float((alpha * validity - (1 - alpha) * apart).max())
        assert best == within(entry, objective)
        # And no worse than what thirty restarts of a search came to.
        assert best >= objective - 1e-6


def test_the_weights_of_the_reference_are_those_of_the_best_points_of_the_front():
    entry = CASE["nonnegative_weight_front"]
    value = entry["value"]
    weights = front_weights(TASK, D, SCORES)
    validity, apart = evaluate(weights, TASK, D, SCORES)

    for alpha, theirs in zip(value["alpha"], value["weights"], strict=True):
        best = int((alpha * validity - (1 - alpha) * apart).argmax())
        # The optimum is flat: a thousandth of the objective is far more in the weights.
        assert weights[best] == pytest.approx(np.array(theirs) / sum(theirs), abs=0.01)


@pytest.mark.parametrize("alpha", [0, 4, 6, 8, 10])
def test_points_of_the_reference_lie_on_the_front(alpha):
    entry = CASE["nonnegative_weight_front"]
    value = entry["value"]
    validity, apart = evaluate(front_weights(TASK, D, SCORES), TASK, D, SCORES)

    place = np.abs(apart - value["d"][alpha]).argmin()
    assert apart[place] == within(entry, value["d"][alpha])
    assert validity[place] == within(entry, value["validity"][alpha])


def by_chance(seed):
    """Scores and a criterion that could be: correlations from four common causes."""
    random = np.random.default_rng(seed)
    loadings = random.normal(size=(5, 4))
    table = loadings @ loadings.T + np.diag(random.uniform(0.2, 2, 5))
    spread = np.sqrt(np.diag(table))
    table = table / np.outer(spread, spread)
    return table[:4, 4], random.normal(0.3, 0.4, 4), table[:4, :4], random


@tried
@given(st.integers(0, 2**32 - 1))
def test_no_weights_beat_the_front(seed):
    r, d, table, random = by_chance(seed)
    validity, apart = evaluate(front_weights(r, d, table), r, d, table)
    tried_ = np.vstack([random.dirichlet([0.4] * 4, 3000), np.eye(4)])

    theirs, their_apart = evaluate(tried_, r, d, table)

    # What has no larger difference than a point of the front has no higher validity either.
    above = np.append(validity, validity[-1])[np.searchsorted(apart, their_apart)]
    assert (theirs <= above + 1e-3).all()
    assert (their_apart >= apart[0] - 1e-9).all()


@tried
@given(st.integers(0, 2**32 - 1))
def test_along_the_front_validity_rises_as_the_ratio_falls(seed):
    r, d, table, _ = by_chance(seed)

    found = trade_off(r, d, table, **SETTING)

    validities = [one.validity.estimate for one in found.points]
    assert validities == sorted(validities)
    ratios = [one.ratio.estimate for one in found.points]
    assert ratios == sorted(ratios, reverse=True)
    for one in (*found.points, found.equal):
        assert sum(one.weights) == pytest.approx(1)
        assert min(one.weights) >= 0
        assert one.ratio.interval[0] <= one.ratio.estimate <= one.ratio.interval[1]
        assert one.validity.interval[0] <= one.validity.estimate <= one.validity.interval[1]


def test_the_ends_are_the_smallest_difference_and_the_highest_validity():
    found = front()

    assert found.points[0].weights == pytest.approx((0, 0, 1, 0))
    best = CASE["composite_points"]["value"]["regression"]["validity"]
    assert found.points[-1].validity.estimate == pytest.approx(best, abs=1e-6)
    assert found.equal.weights == (0.25, 0.25, 0.25, 0.25)
    assert len(front(points=5).points) == 5


def test_a_single_score_is_a_front_of_one_point():
    found = trade_off([0.3], [0.5], [[1]], **SETTING)

    assert len(found.points) == 1
    assert found.points[0].weights == (1.0,)


def test_scores_that_predict_nothing_still_have_a_front():
    found = trade_off([0, 0], [0.5, 0.2], np.eye(2), **SETTING)

    assert found.points[0].weights == pytest.approx((0, 1))
    assert len(found.points) == 1


@pytest.mark.slow  # draws 150 samples for each of two sizes
def test_the_front_shrinks_on_new_data_and_less_so_with_more_people():
    losses = []
    for n in (60, 600):
        found = shrinkage(TASK, D, SCORES, rate=0.2, focal_share=0.3, n=n, seed=4, draws=150).places
        best, fair = found[-1], found[0]
        lost = best.promised_validity.estimate - best.kept_validity.estimate
        assert lost > 2 * best.promised_validity.standard_error
        assert fair.promised_ratio.estimate > fair.kept_ratio.estimate
        losses.append(lost)

    assert losses[0] > 3 * losses[1]


def test_shrinkage_is_repeated_by_its_seed():
    first, second, other = (
        shrinkage(TASK, D, SCORES, **SETTING, seed=seed, draws=20) for seed in (1, 1, 2)
    )

    assert first == second
    assert first != other


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (([0.3, 0.2], [0.1], np.eye(2)), "validities: give one number"),
        (([0.1] * 11, [0.1] * 11, np.eye(11)), "10 scores at most"),
        (([0.3, 1.2], [0.1, 0.2], np.eye(2)), "validities: give correlations from -1 to 1"),
        (([0.3, 0.2], [0.1, 0.2], np.eye(3)), "correlations: give a square table"),
        (([0.3, 0.2], [0.1, 0.2], [[1, 0.2], [0.3, 1]]), "correlations: give a square table"),
        (([0.3, 0.2], [0.1, 0.2], [[1, 1], [1, 1]]), "validities: parts with these"),
        (([0.3, 0.3], [0.1, 0.2], [[1, 1], [1, 1]]), "one of these scores repeats others"),
        (([0.3, 0.2], [0.1, 0.2], [[1, 2], [2, 1]]), "correlations: no parts can have"),
        (([0.9, 0.9], [0.5, 0.1], [[1, -0.9], [-0.9, 1]]), "validities: parts with these"),
    ],
)
def test_what_makes_no_trade_off_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        trade_off(*values, **SETTING)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"rate": 1}, "rate: give a share"),
        ({"focal_share": 0}, "focal_share: give a share"),
        ({"n": 5}, "n: give 10 people"),
        ({"points": 1}, "points: give two"),
    ],
)
def test_a_setting_that_is_none_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        front(**values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"n": 20}, "n: give 30 people"),
        ({"draws": 5}, "draws, places"),
        ({"focal_share": 0.001}, "two of each group"),
    ],
)
def test_shrinkage_of_nothing_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        shrinkage(TASK, D, SCORES, **{**SETTING, "seed": 1, **values})
    with pytest.raises(ValueError, match="^validities: "):
        shrinkage([0.9, 0.9], [0, 0], np.eye(2), **SETTING, seed=1)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([0, 0], "weights: with these the sum does not vary"),
        ([[1, 1], [0, 0]], "weights: with these the sum does not vary"),
        ([1], "weights: give one for each score"),
        ([1, math.nan], "weights: give one for each score"),
    ],
)
def test_weights_that_make_no_sum_are_refused(weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        evaluate(weights, [0.3, 0.2], [0.1, 0.2], np.eye(2))


def test_validities_for_a_second_criterion_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="second: parts with these correlations"):
        criteria_front([0.1, 0.1], [0.9, 0.9], [[1, -0.9], [-0.9, 1]], 0.2, [0.5], n=300)


@pytest.mark.parametrize(
    ("correlation", "shares", "sentence"),
    [(0.2, [1.5], "shares_of_first"), (-1, [0.5], "this mixture does not vary")],
)
def test_a_mixture_that_is_none_is_refused(correlation, shares, sentence):
    with pytest.raises(ValueError, match=sentence):
        criteria_front(TASK, CONTEXT, SCORES, correlation, shares, n=300)
