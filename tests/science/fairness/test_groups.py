"""Several groups: counted from rows, compared with a standard, adjusted for their number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assess.science.fairness.groups import NoStandard, NoTable, group_table
from assess.science.fairness.several import benjamini_hochberg, holm
from assess.science.fairness.tables import Counts, code, count, crossed
from assess.science.fairness.verdicts import Verdict
from tests.properties import tried
from tests.science.cases import entries, rows, within

FIT = entries("fit_selection")
PEOPLE = rows("fit_selection")
HIRED = [int(row["hired"]) for row in PEOPLE]
RULE = {"limit": 0.8, "smallest_share": 0.02}
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=12)
LABELS = st.lists(st.sampled_from(["a", "b", "c", None, "", math.nan]), min_size=1, max_size=60)


@pytest.mark.parametrize("kind", ["sex", "race"])
def test_groups_are_counted_as_in_the_reference(kind):
    entry = FIT[f"selection_rates_{kind}"]
    value = entry["value"]

    found = group_table(count([row[kind] for row in PEOPLE], HIRED), limit=0.8)

    assert {one.name: one.n for one in found.groups} == value["n"]
    assert {one.name: one.selected for one in found.groups} == value["hired"]
    assert {one.name: one.rate.estimate for one in found.groups} == within(entry, value["rate"])
    assert {one.name: one.share for one in found.groups} == within(entry, value["share"])


def test_ratios_of_two_groups_agree_with_the_reference():
    entry = FIT["selection_rates_sex"]

    found = group_table(count([row["sex"] for row in PEOPLE], HIRED), limit=0.8)

    assert found.highest == "F"
    ratios = {
        one.name: one.highest.impact.ratio.estimate if one.highest else 1.0 for one in found.groups
    }
    assert ratios == within(entry, entry["value"]["impact_ratio"])


def test_five_people_of_whom_four_were_hired_are_nobodys_standard():
    found = group_table(count([row["race"] for row in PEOPLE], HIRED), **RULE)

    assert (found.highest, found.largest) == ("A", "A")
    few = next(one for one in found.groups if one.name == "D")
    assert few.no_standard is NoStandard.SMALL_SHARE
    assert few.highest.impact.verdict is Verdict.NOT_LOWER
    assert not any(one.highest.impact.below for one in found.groups if one.highest)


def test_without_the_smallest_share_they_would_make_everybody_look_shut_out():
    found = group_table(count([row["race"] for row in PEOPLE], HIRED), limit=0.8)

    entry = FIT["selection_rates_race"]
    assert found.highest == "D"
    ratios = {
        one.name: one.highest.impact.ratio.estimate if one.highest else 1.0 for one in found.groups
    }
    assert ratios == within(entry, entry["value"]["impact_ratio"])


def test_a_group_of_fewer_than_five_is_no_standard_however_small_the_share():
    found = group_table({"a": Counts(4, 4), "b": Counts(20, 10)}, limit=0.8)

    assert found.highest == "b"
    assert found.groups[0].no_standard is NoStandard.FEW_PEOPLE
    assert found.groups[0].highest.impact.verdict is Verdict.TOO_FEW


def test_the_largest_group_is_a_standard_beside_the_highest_rate():
    found = group_table({"a": Counts(100, 40), "b": Counts(30, 15), "c": Counts(30, 6)}, limit=0.8)

    assert (found.highest, found.largest) == ("b", "a")
    by_name = {one.name: one for one in found.groups}
    assert (by_name["b"].highest, by_name["a"].largest) == (None, None)
    assert by_name["c"].highest.impact.ratio.estimate == pytest.approx(0.4)
    assert by_name["c"].largest.impact.ratio.estimate == pytest.approx(0.5)


def test_p_are_adjusted_for_all_comparisons_with_one_standard():
    found = group_table({"a": Counts(100, 60), "b": Counts(90, 40), "c": Counts(80, 30)}, limit=0.8)

    against = [one.highest for one in found.groups if one.highest]
    chances = [one.impact.tests.midp_doubled for one in against]
    assert [one.holm for one in against] == holm(chances)
    assert [one.benjamini_hochberg for one in against] == benjamini_hochberg(chances)


def test_the_omnibus_test_is_pearsons():
    found = group_table({"a": Counts(100, 60), "b": Counts(90, 40), "c": Counts(80, 30)}, limit=0.8)

    theirs = stats.chi2_contingency([[60, 40, 30], [40, 50, 50]], correction=False)
    assert found.omnibus.chi_square == pytest.approx(theirs.statistic)
    assert (found.omnibus.degrees, found.omnibus.p) == (2, pytest.approx(theirs.pvalue))
    assert found.omnibus.smallest_expected == pytest.approx(theirs.expected_freq.min())


def test_where_everybody_is_in_there_is_no_omnibus_test():
    found = group_table({"a": Counts(10, 10), "b": Counts(9, 9)}, limit=0.8)

    assert (found.omnibus.chi_square, found.omnibus.p) == (None, None)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({}, NoTable.ONE_GROUP),
        ({"a": Counts(10, 3)}, NoTable.ONE_GROUP),
        ({"a": Counts(10, 3), "b": Counts(0, 0)}, NoTable.ONE_GROUP),
        ({"a": Counts(4, 3), "b": Counts(3, 0)}, NoTable.NO_STANDARD),
    ],
)
def test_where_nothing_is_compared_it_says_why(counts, reason):
    found = group_table(counts, limit=0.8)

    assert (found.reason, found.highest, found.largest) == (reason, None, None)
    assert all(one.highest is None and one.largest is None for one in found.groups)


def test_people_without_group_or_outcome_are_counted_apart():
    found = count(["b", None, "a", "", math.nan, " ", "a"], [1, 1, math.nan, 0, 1, 0, 1])

    assert found.counts == {"a": Counts(1, 1), "b": Counts(1, 1)}
    assert (found.unknown, found.undecided) == (4, 1)


@tried
@given(LABELS, st.integers(0, 2**32 - 1))
def test_lists_objects_and_texts_are_counted_alike(labels, seed):
    selected = np.random.default_rng(seed).random(len(labels)) < 0.5
    texts = ["" if one is None or one != one else one for one in labels]

    found = count(labels, selected)

    assert count(np.array(labels, dtype=object), selected) == found
    assert count(np.array(texts), selected) == found
    assert sum(one.n for one in found.counts.values()) + found.unknown == len(labels)


@pytest.mark.parametrize("different", [3, 40])
@pytest.mark.parametrize("width", [1, 7, 8, 30])
def test_texts_of_every_width_are_told_apart(different, width):
    names = [f"{number:0{width}d}"[-width:] for number in range(min(different, 10**width))]
    labels = np.random.default_rng(1).choice(names, 5000)

    found = code(labels)

    assert [found.names[place] for place in found.codes] == labels.tolist()


def test_whole_numbers_and_truths_are_labels_too():
    assert code(np.array([3, 1, 3])).names == ("1", "3")
    assert code(np.array([True, False])).names == ("False", "True")


def test_crossed_labels_are_the_combinations_that_occur():
    found = crossed(["F", "M", None, "F"], ["A", "B", "A", None])

    assert found.names == ("F A", "M B")
    assert found.codes.tolist() == [0, 1, -1, -1]


@tried
@given(CHANCES)
def test_adjusted_p_are_no_smaller_and_keep_their_order(chances):
    for adjusted in (holm(chances), benjamini_hochberg(chances)):
        assert all(one >= plain for one, plain in zip(adjusted, chances, strict=True))
        assert all(one <= 1 for one in adjusted)
        order = np.argsort(chances, kind="stable")
        assert (np.diff(np.array(adjusted)[order]) >= 0).all()
    pairs = zip(holm(chances), benjamini_hochberg(chances), strict=True)
    assert all(one >= other - 1e-15 for one, other in pairs)


def test_adjusted_p_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert benjamini_hochberg([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert holm([]) == benjamini_hochberg([]) == []


def test_benjamini_hochberg_agrees_with_scipy():
    chances = [0.001, 0.2, 0.03, 0.03, 0.9, 0.04]

    assert benjamini_hochberg(chances) == pytest.approx(stats.false_discovery_control(chances))


@pytest.mark.parametrize(
    ("function", "values", "sentence"),
    [
        (count, (["a"], [1, 0]), "selected: give one outcome"),
        (count, (["a", "b"], [1, 2]), "selected: give 1 or 0"),
        (code, (np.array([["a"]]),), "labels: give a list"),
        (code, ([1, "1"],), "two of them read the same"),
        (crossed, (["a"], ["a", "b"]), "lists of one length"),
        (Counts, (3, 4), "selected, n: give a number"),
        (holm, ([0.5, 1.5],), "chances: give numbers"),
        (benjamini_hochberg, ([math.nan],), "chances: give numbers"),
    ],
)
def test_what_is_no_group_is_refused(function, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(*values)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match="smallest_share: give a share"):
        group_table({}, limit=0.8, smallest_share=2)
