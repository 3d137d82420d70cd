"""Places of people: against mirt at fixed parameters, worked by hand, and over many people."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.items.curves import graded_item
from assess.science.items.scoring import Method, NoScore, score
from tests.properties import tried
from tests.science.cases import entries, table, within
from tests.science.items.simulated import answered, items_of, people, some_items

CASES = ["irt_fixed_2pl_scoring", "irt_fixed_grm_scoring"]


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("case", CASES)
def test_scores_and_their_errors_agree_with_mirt(case, method):
    entry = entries(case)[f"theta_{method.name}"]

    found = score(items_of(case), table(case), method=method)

    # approx has no tolerance for None, which must be None on both sides.
    for name, values in (("est", found.estimates), ("se", found.standard_errors)):
        for one, expected in zip(values, entry["value"][name], strict=True):
            assert (one is None) == (expected is None)
            assert expected is None or one == within(entry, expected)


def test_one_question_by_hand():
    # MAP of one right answer with a = 1, b = 0: 1 - σ(θ) = θ at 0.40106.
    found = score([graded_item(1, [0])], [[1]], method=Method.MAP)

    assert found.estimates[0] == pytest.approx(0.401058, abs=1e-6)
    reached = 1 / (1 + math.exp(-0.401058))
    assert found.standard_errors[0] == pytest.approx(1 / math.sqrt(1 + reached * (1 - reached)))


def test_long_and_sharp_tests_are_scored_as_finely_as_short_ones():
    items = [graded_item(3, [b]) for b in np.linspace(-1, 1, 300)]
    answers = answered(items, people(12, 5), 13)
    theta = np.linspace(-6, 6, 20_001)
    reached = 1 / (1 + np.exp(-3 * (theta[:, None] - np.linspace(-1, 1, 300))))

    found = score(items, answers)

    for row, estimate, error in zip(answers, found.estimates, found.standard_errors, strict=True):
        logs = np.log(np.where(row == 1, reached, 1 - reached)).sum(axis=1) - theta**2 / 2
        shares = np.exp(logs - logs.max())
        mean = (theta * shares).sum() / shares.sum()
        assert estimate == pytest.approx(mean, abs=1e-5)
        spread = (theta**2 * shares).sum() / shares.sum() - mean**2
        assert error == pytest.approx(math.sqrt(spread), rel=1e-3)


def test_half_right_of_equal_questions_is_where_they_lie():
    items = [graded_item(1.3, [0.4])] * 4

    for method in (Method.ML, Method.WLE):
        found = score(items, [[1, 1, 0, 0]], method=method)
        assert found.estimates[0] == pytest.approx(0.4, abs=1e-6)
    # 1 / sqrt(4 a² / 4)
    assert score(items, [[1, 1, 0, 0]], method=Method.ML).standard_errors[0] == pytest.approx(
        1 / 1.3
    )


@pytest.mark.parametrize("method", Method)
def test_who_answered_nothing_has_no_score(method):
    found = score(some_items(1, 3), [[None, None, None], [1, 2, 1]], method=method)

    assert (found.estimates[0], found.standard_errors[0]) == (None, None)
    assert found.reasons == (NoScore.NO_ANSWER, None)
    assert found.of(0).interval is None
    assert found.of(0).reason is NoScore.NO_ANSWER


def test_the_likelihood_alone_has_no_score_for_the_ends_and_says_why():
    items = [graded_item(1, [-1, 1]), graded_item(-1, [0])]

    found = score(items, [[0, 1], [2, 0], [0, None], [2, 1]], method=Method.ML)

    assert found.reasons == (NoScore.LOWEST, NoScore.HIGHEST, NoScore.LOWEST, None)
    assert found.estimates[:3] == (None, None, None)
    assert found.estimates[3] is not None


@pytest.mark.parametrize("method", [Method.EAP, Method.MAP, Method.WLE])
def test_all_other_ways_have_a_score_for_the_ends(method):
    items = some_items(2, 5)

    low, high = score(items, [[0] * 5, [3] * 5], method=method).estimates

    assert low < -0.5
    assert high > 0.5


@pytest.mark.parametrize("method", Method)
def test_many_people_are_scored_as_each_alone(method):
    items = some_items(3, 6)
    answers = answered(items, people(4, 1500), 5, missing=0.2)

    together = score(items, answers, method=method)

    for person in (0, 700, 1499):
        alone = score(items, answers[[person]], method=method)
        assert together.estimates[person] == (
            None if alone.estimates[0] is None else pytest.approx(alone.estimates[0], abs=1e-6)
        )
    assert together.answered == tuple((~np.isnan(answers)).sum(axis=1).tolist())


@tried
@given(st.integers(0, 2**31), st.sampled_from([Method.EAP, Method.MAP, Method.WLE]))
def test_a_higher_answer_never_makes_a_score_lower(seed, method):
    items = some_items(seed, 5)
    answers = answered(items, people(seed, 1), seed)
    higher = answers.copy()
    higher[0, seed % 5] = 3

    one, other = (score(items, each, method=method).estimates[0] for each in (answers, higher))

    assert other >= one - 1e-6


@tried
@given(st.integers(0, 2**31), st.sampled_from(list(Method)))
def test_a_scale_turned_round_gives_the_score_turned_round(seed, method):
    items = some_items(seed, 5)
    answers = answered(items, people(seed, 3), seed)
    turned = [graded_item(one.slope, [-b for b in reversed(one.thresholds)]) for one in items]

    one, other = score(items, answers, method=method), score(turned, 3 - answers, method=method)

    for here, there in zip(one.estimates, other.estimates, strict=True):
        assert (here is None) == (there is None)
        assert here is None or there == pytest.approx(-here, abs=1e-6)


def test_the_interval_is_that_of_its_level():
    items = some_items(6, 4)

    half, most = (score(items, [[1, 2, 0, 3]], level=level) for level in (0.5, 0.95))

    assert most.of(0).interval[1] - most.of(0).estimate == pytest.approx(
        1.959964 * most.of(0).standard_error
    )
    assert half.of(0).interval[1] < most.of(0).interval[1]
    assert (most.n, most.of(0).n, most.of(0).method) == (1, 4, Method.EAP)


@pytest.mark.parametrize("answer", [7, -3, 1.5])
def test_an_answer_the_question_does_not_have_is_no_extreme_one(answer):
    with pytest.raises(ValueError, match="answers: item 2 can be answered by 0, 1, 2, 3 alone"):
        score([graded_item(1, [0]), graded_item(1, [-1, 0, 1])], [[1, answer]])


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(ValueError, match="items: give one at least"):
        score([], [[1]])
    with pytest.raises(ValueError, match="answers: give a column for each item"):
        score(some_items(1, 2), [[1]])
    with pytest.raises(ValueError, match="level: give a share"):
        score(some_items(1, 1), [[1]], level=0)


@pytest.mark.slow  # scores 20,000 people on two tests
@pytest.mark.parametrize("count", [6, 30])
def test_intervals_of_scores_hold_what_they_say(count):
    items, theta = some_items(7, count), people(8, 10_000)
    found = score(items, answered(items, theta, 9, missing=0.1))

    low, high = np.array(found.low, dtype=float), np.array(found.high, dtype=float)
    known = ~np.isnan(low)

    # Three standard errors of a share of .95 of 10,000 are .0065; a short test's posterior is
    # a little lopsided besides.
    held = (low <= theta) & (theta <= high)
    assert held[known].mean() == pytest.approx(0.95, abs=0.01)
    errors = np.array(found.estimates, dtype=float)[known] - theta[known]
    assert errors.mean() == pytest.approx(0, abs=0.02)
    stated = np.array(found.standard_errors, dtype=float)[known]
    assert math.sqrt((errors**2).mean()) == pytest.approx(math.sqrt((stated**2).mean()), rel=0.03)


@pytest.mark.slow  # scores 20,000 people by two methods
def test_warms_score_is_less_off_than_that_of_the_likelihood():
    items, theta = some_items(10, 10), np.full(4000, 1.5)
    answers = answered(items, theta, 11)

    warm, likely = (score(items, answers, method=one) for one in (Method.WLE, Method.EAP))

    off = [np.mean(one.estimates) - 1.5 for one in (warm, likely)]
    assert abs(off[0]) < 0.05
    # Drawn towards the mean, as it should be for people who are not all alike.
    assert off[1] < -0.1
