"""Single questions without a model: against psych, worked by hand, and what is refused."""

import math

import numpy as np
import pytest

from assess.science.items.classical import Lack, Verdict, content_validity, distractors, item_table
from tests.science.cases import entries, table, within

LIKERT, CTT = entries("alpha_omega_likert8"), entries("ctt_scores")
ANSWERS = table("alpha_omega_likert8")
RIGHT = np.random.default_rng(1).random((200, 1)) < np.array([0.9, 0.5, 0.2])
NAN = float("nan")


def test_corrected_correlations_and_spreads_agree_with_psych():
    items, entry = item_table(ANSWERS, span=(1, 5)), LIKERT["item_total"]

    names = [f"i{number}" for number in range(1, 9)]
    rest = {name: item.rest.estimate for name, item in zip(names, items, strict=True)}
    assert rest == within(entry, entry["value"]["r.drop"])
    for item, column in zip(items, np.array(ANSWERS).T, strict=True):
        assert 4 * item.sd == pytest.approx(column.std(ddof=1))
        assert 1 + 4 * item.difficulty.estimate == pytest.approx(column.mean())


def test_the_interval_of_a_difficulty_near_an_end_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(4)
    # Of 40 people nine in ten answer lowest: the mean is (0.08 + 2 * 0.02) / 2 of the range.
    drawn = random.choice([0, 1, 2], (400, 40), p=[0.9, 0.08, 0.02])
    others = random.choice([0, 1, 2], 40)

    tables = (np.column_stack([one, others]) for one in drawn)
    ends = np.array([item_table(one, span=(0, 2))[0].difficulty.interval for one in tables])

    held = np.mean((ends[:, 0] <= 0.06) & (ends[:, 1] >= 0.06))
    assert held == pytest.approx(0.95, abs=0.03)


def test_difficulty_of_right_and_wrong_is_a_share_with_wilsons_interval():
    (item, *_) = item_table(RIGHT)
    share, weight = item.difficulty.estimate, 1.959964**2 / 200

    assert share == RIGHT[:, 0].mean()
    centre = (share + weight / 2) / (1 + weight)
    margin = math.sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    assert item.difficulty.interval == pytest.approx((centre - margin, centre + margin))
    assert (item.n, item.missing) == (200, 0)


def test_items_that_go_together_are_told_from_those_that_do_not():
    random = np.random.default_rng(2)
    common = random.normal(size=(500, 1))
    answers = np.rint(np.clip(3 + common + random.normal(size=(500, 6)), 1, 5))
    answers[:, 4] = 6 - answers[:, 4]
    answers[:, 5] = random.integers(1, 6, 500)

    verdicts = [one.verdict for one in item_table(answers, span=(1, 5))]

    assert verdicts == [Verdict.FINE] * 4 + [Verdict.REVERSED, Verdict.WEAK]


def test_a_missing_answer_leaves_the_person_out_of_that_item_alone():
    answers = np.array(ANSWERS)
    answers[:100, 0] = NAN

    whole, gaps = item_table(ANSWERS, span=(1, 5)), item_table(answers, span=(1, 5))

    assert (gaps[0].n, gaps[0].missing) == (300, 100)
    assert gaps[0].difficulty.estimate == pytest.approx((answers[100:, 0].mean() - 1) / 4)
    assert gaps[1].difficulty == whole[1].difficulty
    assert gaps[1].rest.n == 400
    assert gaps[1].rest.estimate == pytest.approx(whole[1].rest.estimate, abs=0.05)


def test_with_too_few_people_or_nothing_that_varies_nothing_is_said():
    few, still = item_table(RIGHT[:29])[0], item_table(np.column_stack([RIGHT, RIGHT[:, 0] * 0]))[3]

    assert (few.difficulty.estimate, few.difficulty.reason) == (None, Lack.TOO_FEW)
    assert (few.rest.estimate, few.verdict) == (None, Verdict.TOO_FEW)
    assert still.difficulty.estimate == 0
    assert (still.rest.estimate, still.rest.reason) == (None, Lack.ALIKE)
    assert still.verdict is Verdict.ALIKE


def test_a_question_everybody_answers_alike_has_no_standard_error():
    easy, middle, _ = item_table([[1, 0.5, one % 2] for one in range(40)])

    assert (easy.difficulty.estimate, easy.difficulty.standard_error) == (1, None)
    assert 0.9 < easy.difficulty.interval[0] < easy.difficulty.interval[1]
    assert easy.difficulty.interval[1] == pytest.approx(1)
    assert (middle.difficulty.estimate, middle.difficulty.interval) == (0.5, None)
    assert middle.difficulty.reason is Lack.ALIKE


def test_options_are_told_by_who_chose_them():
    sums = np.arange(100.0)
    choices = ["C" if one < 20 else "B" if one < 40 else "A" for one in range(100)]

    a, b, c, d = distractors(choices, "A", sums, options="ABCD")

    assert (a.share.estimate, a.chosen, a.right, a.mean_rest) == (0.6, 60, True, 69.5)
    assert a.rest.estimate == pytest.approx(np.corrcoef(sums >= 40, sums)[0, 1])
    assert c.rest.estimate < b.rest.estimate < 0
    assert (d.share.estimate, d.chosen, d.mean_rest, d.rest.reason) == (0, 0, None, Lack.FEW_CHOSE)
    assert not any(one.misleads for one in (a, b, c, d))


def test_a_wrong_option_that_draws_those_who_know_more_is_told():
    sums = np.arange(100.0)

    right, wrong = distractors(["B" if one > 60 else "A" for one in sums], "A", sums)

    assert (right.misleads, wrong.misleads) == (False, True)


def test_people_without_a_choice_or_a_sum_are_left_out():
    sums = [*range(60), NAN]

    (one,) = distractors(["A"] * 50 + [None] * 10 + ["A"], "A", sums)

    assert (one.share.n, one.share.estimate) == (50, 1)
    assert (one.share.standard_error, one.share.interval[1]) == (None, 1)
    assert 0.9 < one.share.interval[0] < 1
    assert one.rest.reason is Lack.FEW_CHOSE
    (few,) = distractors(["A"] * 5, "A", range(5))
    assert (few.share.estimate, few.share.reason) == (None, Lack.TOO_FEW)


def test_content_validity_agrees_with_the_package_psychometric():
    entry = CTT["lawshe_cvr"]

    # Nine of ten experts, and six of eight.
    found = [
        content_validity([True] * yes + [False] * no).ratio.estimate for yes, no in ((9, 1), (6, 2))
    ]

    assert found == within(entry)


def test_content_validity_comes_with_chance_and_interval():
    found = content_validity({"Ada": True, "Ben": True, "Cleo": True, "Dan": False})

    # Three or four of four coins: (4 + 1) / 16.
    assert (found.essential, found.ratio.n, found.p) == (3, 4, 5 / 16)
    assert -1 < found.ratio.interval[0] < 0.5 < found.ratio.interval[1] < 1
    whole = content_validity([True] * 5).ratio
    assert (whole.standard_error, whole.interval[1]) == (None, 1)
    assert whole.interval[0] < 0.5


def test_what_is_no_item_table_is_refused():
    with pytest.raises(ValueError, match="span: give the lowest"):
        item_table(ANSWERS, span=(5, 1))
    with pytest.raises(ValueError, match="answers: give none outside the span"):
        item_table(ANSWERS)
    with pytest.raises(ValueError, match="answers: give a row per person"):
        item_table([[1], [0]])
    with pytest.raises(ValueError, match="level: give a share"):
        item_table(ANSWERS, span=(1, 5), level=2)


@pytest.mark.parametrize(
    ("values", "options", "sentence"),
    [
        ((["A"], "A", [1, 2]), None, "rest: give one number for each choice"),
        ((["A"], "B", [1]), None, "right: give one of the options"),
        ((["A"], "B", [1]), "BC", "choices: give only options"),
        ((["A"], "A", [math.inf]), None, "rest: give a list of numbers"),
    ],
)
def test_options_that_do_not_fit_are_refused(values, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        distractors(*values, options=options)


def test_without_experts_there_is_no_content_validity():
    with pytest.raises(ValueError, match="votes: give one at least"):
        content_validity([])
