"""Lines between groups: against Jacobson and Truax's example, by hand, and in words."""

import math

import pytest

from assess.science.scores.classical import reliable_change
from assess.science.scores.ordinary_range import Group, cut_offs, explain, has_crossed
from tests.science.cases import entries, within

CASE = entries("ctt_scores")["jacobson_truax_1991"]
GIVEN = CASE["value"]["inputs"]
START = Group(GIVEN["mean_clinical"], GIVEN["sd_clinical"])
WELL = Group(GIVEN["mean_normal"], GIVEN["sd_normal"])


def test_the_three_lines_agree_with_the_published_example():
    found = cut_offs(START, WELL)

    for name in ("a", "b", "c"):
        assert getattr(found, name) == within(CASE, CASE["value"][f"cutoff_{name}"])
    assert found.rises


def test_where_lower_is_better_the_lines_are_mirrored():
    found = cut_offs(Group(-40, 7.5), Group(-60, 7.5))

    assert (found.a, found.b, found.c, found.rises) == (-55, -45, -50, False)


def test_the_middle_line_lies_nearer_to_the_group_that_differs_less():
    # (5 x 60 + 15 x 40) / 20: one and a third SD from either mean.
    assert cut_offs(Group(40, 5), Group(60, 15)).c == pytest.approx(45)


def test_without_a_group_that_does_well_one_line_is_left():
    up, down = (cut_offs(START, rises=rises) for rises in (True, False))

    assert (up.a, up.b, up.c) == (55, None, None)
    assert (down.a, down.rises) == (25, False)


@pytest.mark.parametrize(
    ("before", "after", "rises", "crossed"),
    [
        (32.5, 50, True, True),
        (32.5, 49.9, True, False),
        (50, 60, True, False),
        (60, 32, True, False),
        (60, 50, False, True),
        (32.5, 47.5, False, False),
    ],
)
def test_a_line_is_crossed_from_the_starting_side_alone(before, after, rises, crossed):
    assert has_crossed(before, after, 50, rises=rises) is crossed


@pytest.mark.parametrize(
    ("after", "crossed", "said"),
    [
        (52, True, "rose by more than its own error, and crossed the line"),
        (47.5, False, "rose by more than its own error, and did not cross"),
        (20, False, "fell by more than its own error"),
        (33, False, "No change beyond the error"),
        (33, True, "by no more than its own error, so nothing is said to have changed"),
    ],
)
def test_the_words_keep_change_and_line_apart(after, crossed, said):
    assert said in explain(reliable_change(32.5, after, 7.5, 0.8), crossed=crossed)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Group(math.nan, 1), "mean: give a number"),
        (lambda: Group(1, 0), "sd: give a number above 0"),
        (lambda: cut_offs(START, Group(40, 3)), "well: give a group whose mean"),
        (lambda: has_crossed(1, "2", 3, rises=True), "after: give a number"),
    ],
)
def test_what_makes_no_line_is_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
