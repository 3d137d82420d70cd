"""Pairs of questions that repeat one another."""

import numpy as np
import pytest

from assess.science.items.curves import GradedItem, expected_scores
from assess.science.items.dependence import Lack, Verdict, local_dependence
from assess.science.items.graded import fit_graded
from assess.science.items.scoring import score
from tests.science.items.simulated import answered, people, some_items

ITEMS = some_items(1, 8)
ANSWERS = answered(ITEMS, people(2, 1000), 3)


def repeated(seed):
    """The second question asks the first once more, for some people."""
    answers = answered(some_items(1, 14), people(seed, 1000), seed)
    answers[:500, 1] = answers[:500, 0]
    return answers


def test_q3_is_the_correlation_of_what_places_do_not_explain():
    theta = score(ITEMS, ANSWERS).estimates
    left = [ANSWERS[:, column] - expected_scores([ITEMS[column]], theta) for column in (0, 3)]

    found = next(
        one for one in local_dependence(ITEMS, ANSWERS).pairs if (one.first, one.second) == (0, 3)
    )

    assert found.q3.estimate == pytest.approx(np.corrcoef(*left)[0, 1])
    assert found.q3.interval[0] < found.q3.estimate < found.q3.interval[1]


def test_questions_that_share_nothing_else_are_independent():
    found = local_dependence(ITEMS, ANSWERS)

    assert (found.verdict, found.dependent, found.n) == (Verdict.INDEPENDENT, (), 1000)
    assert len(found.pairs) == 28
    # Below 0, as places were estimated from the same answers.
    assert -0.25 < found.mean < 0


def test_a_question_asked_twice_is_found():
    answers = repeated(4)
    model = fit_graded(answers)

    found = local_dependence(model.scored, answers)

    assert found.verdict is Verdict.DEPENDENT
    assert [(one.first, one.second) for one in found.dependent] == [(0, 1)]


def test_items_are_compared_in_steps_whatever_their_answers_are_called():
    items = [GradedItem(one.slope, one.intercepts, (20.0, 30.0, 40.0)) for one in ITEMS]

    one, other = local_dependence(ITEMS, ANSWERS), local_dependence(items, 10 + 10 * ANSWERS)

    assert other == one


def test_gaps_leave_people_out_of_their_pairs():
    gaps = ANSWERS.copy()
    gaps[:950, 2], gaps[0] = np.nan, np.nan

    found = local_dependence(ITEMS, gaps)

    few = [one for one in found.pairs if 2 in (one.first, one.second)]
    assert {(one.q3.n, one.q3.reason) for one in few} == {(50, Lack.TOO_FEW)}
    assert found.n == 999
    assert {one.q3.n for one in found.pairs if one not in few} == {999}


def test_with_too_few_people_nothing_is_said():
    found = local_dependence(ITEMS, ANSWERS[:99])

    assert (found.verdict, found.mean, found.dependent) == (Verdict.TOO_FEW, None, ())


def test_two_items_are_no_test():
    with pytest.raises(ValueError, match="items: give three at least"):
        local_dependence(ITEMS[:2], ANSWERS[:, :2])
    with pytest.raises(ValueError, match="level: give a share"):
        local_dependence(ITEMS, ANSWERS, level=0)
