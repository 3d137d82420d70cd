"""Cut scores swept over: each cut is the table it would make, told apart by hand and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fairness.groups import group_table
from assess.science.fairness.tables import count
from assess.science.fairness.thresholds import MOST_CUTS, NoSweep, sweep
from tests.properties import tried
from tests.science.cases import rows

RACE = [row["race"] for row in rows("fit_selection")]
X1 = [float(row["x1"]) for row in rows("fit_selection")]
RULE = {"limit": 0.8, "smallest_share": 0.02}


def test_who_has_the_cut_score_is_selected():
    found = sweep(["a", "a", "b", "b"], [1, 2, 2, 3], limit=0.8, at=[2])

    cut = found.cuts[0]
    assert {one.name: one.selected for one in cut.groups} == {"a": 1, "b": 2}
    assert (cut.selected, cut.rate.estimate) == (3, 0.75)


def test_each_cut_is_the_table_of_its_selection():
    for cut in sweep(RACE, X1, at=[-1, 0, 0.5, 1], **RULE).cuts:
        table = group_table(count(RACE, np.array(X1) >= cut.score), **RULE)
        assert cut.standard == table.highest
        for one, other in zip(cut.groups, table.groups, strict=True):
            assert (one.selected, one.rate) == (other.selected, other.rate)
            ratio = one.impact and one.impact.ratio
            expected = other.highest and other.highest.impact.ratio
            assert ratio == expected


def test_the_lowest_ratio_is_that_of_a_group_large_enough():
    cut = sweep(RACE, X1, at=[1], **RULE).cuts[0]

    ratios = {one.name: one.impact.ratio.estimate for one in cut.groups if one.impact}
    assert cut.lowest_ratio == min(value for name, value in ratios.items() if name != "D")


def test_without_cut_scores_all_that_divide_people_are_taken_and_thinned():
    few = sweep(["a", "b"] * 10, [1, 2, 3, 4] * 5, limit=0.8)

    assert [cut.score for cut in few.cuts] == [2, 3, 4]
    assert len(sweep(RACE, X1, **RULE).cuts) == MOST_CUTS


@tried
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=15, max_size=80))
def test_a_higher_cut_score_never_selects_more(people):
    found = sweep([one for one, _ in people], [score for _, score in people], limit=0.8)

    for lower, higher in zip(found.cuts, found.cuts[1:], strict=False):
        assert lower.score < higher.score
        for one, other in zip(lower.groups, higher.groups, strict=True):
            assert one.selected >= other.selected


def test_people_without_group_or_score_are_left_out_and_counted():
    found = sweep(["a", None, "a", "b"], [1, 2, math.nan, 3], limit=0.8)

    assert (found.n, found.left_out) == (2, 2)


def test_groups_too_small_have_no_standard():
    cut = sweep(["a", "b"], [1, 2], limit=0.8).cuts[0]

    assert (cut.standard, cut.lowest_ratio) == (None, None)
    assert all(one.impact is None for one in cut.groups)


def test_nobody_scored_is_said():
    found = sweep([None], [1], limit=0.8)

    assert (found.cuts, found.reason) == ((), NoSweep.NO_SCORES)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"scores": [1]}, "scores: give one score for each label"),
        ({"scores": [1, math.inf]}, "scores: give a list of numbers"),
        ({"at": [math.nan]}, "at: give numbers"),
        ({"limit": 0}, "limit: give a ratio"),
        ({"smallest_share": 1}, "smallest_share: give a share"),
    ],
)
def test_what_cannot_be_swept_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        sweep(**{"groups": ["a", "b"], "scores": [1, 2], "limit": 0.8, **values})
