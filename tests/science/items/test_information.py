"""Information and reliability: against mirt at fixed parameters, by hand, and in samples."""

import numpy as np
import pytest

from assess.science.items.curves import graded_item
from assess.science.items.estimation import Slopes
from assess.science.items.graded import fit_graded
from assess.science.items.information import (
    Lack,
    curve,
    empirical_reliability,
    item_information,
    marginal_reliability,
)
from assess.science.items.scoring import Method, score
from tests.science.cases import entries, within
from tests.science.items.simulated import answered, items_of, people, some_items

CASES = ["irt_fixed_2pl_scoring", "irt_fixed_grm_scoring"]
ITEMS = some_items(1, 8)
THETA = people(2, 2000)
ANSWERS = answered(ITEMS, THETA, 3)


@pytest.mark.parametrize("case", CASES)
def test_information_of_items_and_test_agrees_with_mirt(case):
    own, whole = entries(case)["item_information"], entries(case)["test_information"]

    found = curve(items_of(case), whole["value"]["theta"])

    for row, expected in zip(found.items, own["value"]["items"], strict=True):
        assert list(row) == within(own, expected)
    assert list(found.information) == within(whole, whole["value"]["info"])


def test_two_answers_tell_most_where_both_are_as_likely():
    # a² / 4 at b.
    assert item_information([graded_item(2, [0.3])], 0.3)[0, 0] == pytest.approx(1)


def test_the_cut_score_is_marked():
    found = curve([graded_item(2, [0.3])] * 4, cut=0.3)

    assert (found.at_cut, found.error_at_cut) == pytest.approx((4, 0.5))
    assert len(found.theta) == len(found.information) == 81
    assert curve(ITEMS).cut is None


def test_so_far_out_that_nothing_is_told_there_is_no_error():
    found = curve([graded_item(3, [0])], [1000], cut=-1000)

    assert (found.information, found.standard_errors) == ((0,), (None,))
    assert found.error_at_cut is None


def test_a_slope_below_0_tells_as_much():
    assert item_information([graded_item(-1.5, [1, -0.5])], 0.2) == pytest.approx(
        item_information([graded_item(1.5, [-0.5, 1])], 0.2)
    )


def test_reliability_is_the_share_of_the_scores_that_is_real():
    model = fit_graded(ANSWERS)
    scores = score(model.scored, ANSWERS)
    truth = np.corrcoef(THETA, scores.estimates)[0, 1] ** 2

    found, stated = empirical_reliability(scores), marginal_reliability(model)

    assert found.estimate == pytest.approx(truth, abs=0.03)
    assert stated.estimate == pytest.approx(truth, abs=0.05)
    for one in (found, stated):
        assert 0 < one.interval[0] < one.estimate < one.interval[1] < 1
        assert one.n == 2000


def test_the_error_of_a_reliability_is_that_of_many_samples():
    random = np.random.default_rng(4)
    scores = score(ITEMS, ANSWERS)
    found = empirical_reliability(scores)
    estimates, errors = np.array(scores.estimates), np.array(scores.standard_errors)

    drawn = []
    for _ in range(300):
        some = random.integers(0, 2000, 2000)
        between = estimates[some].var(ddof=1)
        drawn.append(between / (between + (errors[some] ** 2).mean()))

    assert found.standard_error == pytest.approx(np.std(drawn), rel=0.15)


def test_a_reliability_of_one_slope_carries_the_error_of_one_slope():
    free, common = (
        marginal_reliability(fit_graded(ANSWERS, slopes=one))
        for one in (Slopes.FREE, Slopes.COMMON)
    )

    assert common.standard_error == pytest.approx(free.standard_error, rel=0.5)
    # With slopes fixed what is left hangs on the thresholds alone.
    fixed = marginal_reliability(fit_graded(ANSWERS, slopes=Slopes.ONE))
    assert fixed.standard_error < common.standard_error


def test_without_scores_or_a_model_there_is_no_reliability():
    few = empirical_reliability(score(ITEMS, ANSWERS[:2]))
    none = marginal_reliability(fit_graded([[1, 1, 2]] * 30))

    assert (few.estimate, few.reason) == (None, Lack.TOO_FEW)
    assert (none.estimate, none.reason) == (None, Lack.NO_MODEL)
    with pytest.raises(ValueError, match="scores: give EAP scores"):
        empirical_reliability(score(ITEMS, ANSWERS[:9], method=Method.MAP))
