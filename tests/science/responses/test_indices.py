"""How questionnaires were answered: against the package careless, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.responses.flags import Indices, flags
from assess.science.responses.indices import (
    Longstring,
    antonyms,
    attention_failures,
    even_odd,
    even_odd_careless,
    irv,
    longstring,
    mahalanobis,
    missing_share,
    seconds_per_item,
    synonyms,
)
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

CARELESS = {
    case: (entries(case), table(case)) for case in ("careless_dataset", "careless_dataset2")
}
LEVELS = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40)
ANSWERED = st.lists(st.integers(1, 5), min_size=2, max_size=40)
FIVES = [2] * 5
"""Five scales of two items."""


@pytest.mark.parametrize("case", CARELESS)
def test_runs_agree_with_the_package_careless(case):
    entries, rows = CARELESS[case]
    entry = entries["longstring"]

    found = [longstring(row) for row in rows]

    assert [one.longest for one in found] == within(entry, entry["value"]["max"])
    assert [one.mean for one in found] == within(entry, entry["value"]["avg"])


@pytest.mark.parametrize("case", CARELESS)
def test_spread_agrees_with_the_package_careless(case):
    entries, rows = CARELESS[case]

    assert [irv(row) for row in rows] == within(entries["irv"], entries["irv"]["value"])


@pytest.mark.parametrize("case", CARELESS)
def test_distances_agree_with_careless_and_r(case):
    entries, rows = CARELESS[case]
    complete, limit = entries["mahalanobis_D2_complete"], entries["mahalanobis_D2"]

    found = mahalanobis(rows)

    assert [one.squared for one in found] == within(limit, limit["value"])
    assert [one.squared for one in found] == within(complete, complete["value"]["D2"])
    assert [one.p for one in found] == within(complete, complete["value"]["p"])
    beyond = [one.squared > complete["value"]["crit_p001"] for one in found]
    assert [one.p < 0.001 for one in found] == beyond
    assert {one.items for one in found} == {len(rows[0])}


def test_even_and_odd_agree_with_the_package_careless_in_its_own_sign():
    entries, rows = CARELESS["careless_dataset"]
    entry = entries["evenodd_10_scales_of_5"]

    theirs = [even_odd_careless(row, [5] * 10) for row in rows]

    assert theirs == within(entry, entry["value"])
    assert sum(one is None for one in theirs) == 5
    # The house's sign is the other one: high is consistent.
    ours = [even_odd(row, [5] * 10) for row in rows]
    assert ours == [one if one is None else -one for one in theirs]


def test_synonyms_agree_with_the_package_careless():
    entries, rows = CARELESS["careless_dataset"]
    entry = entries["psychsyn_critval_.60"]

    assert synonyms(rows, least=0.6) == within(entry, entry["value"])


def test_antonyms_are_synonyms_of_one_side_turned_round():
    random = np.random.default_rng(1)
    one = random.normal(size=(200, 4))
    other = one + 0.3 * random.normal(size=(200, 4))

    alike = synonyms(np.hstack([one, other]))
    unlike = antonyms(np.hstack([one, -other]))

    assert unlike == [pytest.approx(-value) for value in alike]
    assert min(alike) > 0


@pytest.mark.parametrize(
    ("people", "answers"),
    [
        # Fewer people than tell a synonym from chance.
        (29, [[1, 1, 2, 2, 3, 3]]),
        # Two pairs are left of three.
        (60, [[1, 1, 2, 2, 3, None]]),
        # One side does not vary.
        (60, [[2, 1, 2, 2, 2, 3]]),
    ],
)
def test_synonyms_are_undefined_where_they_say_nothing(people, answers):
    random = np.random.default_rng(2)
    others = np.repeat(random.normal(size=(people - 1, 3)), 2, axis=1)
    others[:, 1::2] += 0.1 * random.normal(size=(people - 1, 3))

    found = synonyms([*others.tolist(), *answers])

    assert found[-1] is None
    assert (found[0] is None) is (people < 30)


def test_no_table_has_no_synonyms():
    with pytest.raises(ValueError, match="answers: give a row of numbers"):
        synonyms([1, 2])
    with pytest.raises(ValueError, match="least: give a correlation"):
        antonyms([[1, 2]], least=60)


@pytest.mark.parametrize(
    ("answers", "longest", "mean"),
    [
        ([3, 3, 3, 3], 4, 4),
        ([1, 2, 3, 4], 1, 1),
        ([1, 1, 2, 2, 2, 1], 3, 2),
        # A gap ends a run and is none itself.
        ([3, 3, None, 3, 3, 3], 3, 2.5),
        ([None, None, None, 5], 1, 1),
        ([None, None], None, None),
        ([], None, None),
    ],
)
def test_runs_by_hand(answers, longest, mean):
    assert longstring(answers) == Longstring(longest, mean)


@pytest.mark.parametrize(
    ("odd", "even", "consistency"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1),
        ([1, 2, 3, 4, 5], [2, 3, 4, 5, 6], 1),
        # r = .8, stepped up 1.6 / 1.8.
        ([1, 2, 3, 4, 5], [1, 3, 2, 5, 4], 8 / 9),
        # r = -.2, stepped up -.4 / .8.
        ([1, 2, 3, 4, 5], [4, 3, 1, 5, 2], -0.5),
        # r = -1 / 3 and below is cut off at -1; at r = -1 the formula has no value.
        ([1, 2, 3, 4, 5], [5, 3, 4, 1, 2], -1),
        ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], -1),
        # One half does not vary, or too few scales are left.
        ([1, 2, 3, 4, 5], [3, 3, 3, 3, 3], None),
        ([2, 2, 2, 2, 2], [1, 2, 3, 4, 5], None),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, None], None),
    ],
)
def test_even_and_odd_by_hand(odd, even, consistency):
    answers = [one for pair in zip(odd, even, strict=True) for one in pair]

    found = even_odd(answers, FIVES)

    assert found == (consistency if consistency is None else pytest.approx(consistency))


def test_halves_are_means_of_what_was_answered_and_scales_without_a_half_are_left_out():
    # Five scales of four items whose odd and even means are 1 1, 2 3, 3 2, 4 5, 5 4; one of one.
    scales = [[1, 1, 1, 1], [1, 3, 3, 3], [3, 2, None, 2], [4, 5, 4, None], [4, 4, 6, 4], [5]]

    found = even_odd([one for scale in scales for one in scale], [4, 4, 4, 4, 4, 1])

    assert found == pytest.approx(8 / 9)


def test_a_distance_by_hand():
    # Two unrelated items with variance 4 / 3: every corner lies 3 / 4 + 3 / 4 away.
    found = mahalanobis([[1, 1], [1, -1], [-1, 1], [-1, -1]])

    assert [one.squared for one in found] == pytest.approx([1.5] * 4)
    # With two degrees of freedom the chance is exp(-D² / 2).
    assert [one.p for one in found] == pytest.approx([math.exp(-0.75)] * 4)


def test_who_left_items_out_is_measured_by_the_others():
    random = np.random.default_rng(3)
    table = random.normal(size=(50, 3))
    table[0, 1:] = NAN
    table[1] = NAN

    found = mahalanobis(table)

    column = table[~np.isnan(table[:, 0]), 0]
    assert found[0].squared == pytest.approx(
        (table[0, 0] - column.mean()) ** 2 / column.var(ddof=1)
    )
    assert (found[0].items, found[1].items, found[2].items) == (1, 0, 3)
    assert (found[1].squared, found[1].p) == (None, None)
    assert found[2].squared is not None


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [[]],
        [[1, 2]] * 20,
        # The second item follows from the first.
        [[one, 2 * one + 1] for one in range(20)],
        # An item nobody differs in, one nobody answered, two nobody answered both of.
        [[one, 3.1] for one in range(20)],
        [[one, None] for one in range(20)],
        [[1, None], [None, 1], [2, None], [None, 2]],
        # No more people than items and one: everybody lies equally far away.
        [[1, 2], [2, 1], [3, 5]],
    ],
)
def test_where_there_is_no_middle_there_is_no_distance(answers):
    table = (
        np.array(answers, dtype=float).reshape(len(answers), -1) if answers else np.empty((0, 3))
    )

    assert all((one.squared, one.p) == (None, None) for one in mahalanobis(table))


@pytest.mark.parametrize(
    ("function", "values", "found"),
    [
        (irv, ([3, 3, 3],), 0),
        # 2 and 4: squares 1 + 1, over n - 1 = 1.
        (irv, ([2, None, 4],), math.sqrt(2)),
        (irv, ([1, 2, 3, 4, 5],), math.sqrt(2.5)),
        (irv, ([3, None],), None),
        (seconds_per_item, (45, 30), 1.5),
        (seconds_per_item, (0, 3), 0),
        (seconds_per_item, (60, 0), None),
        (missing_share, ([1, 2, 3, 4],), 0),
        (missing_share, ([1, None, 3, 4],), 0.25),
        (missing_share, ([],), None),
        # Another answer than asked for is counted, and none is not.
        (attention_failures, ([2, 5, 1], [2, 5, 1]), 0),
        (attention_failures, ([1, 4, 2], [2, 5, 1]), 3),
        (attention_failures, ([None, 5, 3], [2, 5, 1]), 1),
    ],
)
def test_spread_time_gaps_and_attention_by_hand(function, values, found):
    assert function(*values) == (found if found is None else pytest.approx(found))


@tried
@given(ANSWERED)
def test_runs_lie_between_one_and_all_and_their_mean_below_the_longest(answers):
    found = longstring(answers)

    assert 1 <= found.mean <= found.longest <= len(answers)
    assert (found.longest == len(answers)) == (irv(answers) == 0)


@tried
@given(LEVELS, st.integers(1, 5), st.integers(-3, 3))
def test_runs_and_spread_do_not_know_which_point_is_which(answers, factor, shift):
    moved = [one if one is None else one * factor + shift for one in answers]

    assert longstring(moved) == longstring(answers)
    spread = irv(answers)
    assert irv(moved) == (spread if spread is None else pytest.approx(spread * factor))


@tried
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 20), st.floats(-50, 50))
def test_a_distance_does_not_know_the_unit_nor_the_direction_of_an_item(seed, factor, shift):
    table = np.random.default_rng(seed).normal(size=(40, 4))
    table[3, 1] = NAN
    moved = table * [1, factor, -1, 1] + [0, 0, shift, 1]

    squared = [one.squared for one in mahalanobis(table)]

    assert [one.squared for one in mahalanobis(moved)] == pytest.approx(squared)


@pytest.mark.parametrize(
    ("function", "values", "sentence"),
    [
        (irv, ([1, math.inf],), "answers: give numbers"),
        (missing_share, ([1, NAN],), "answers: give numbers"),
        (even_odd, ([1, 2, 3], [2]), "sizes: give the number of items"),
        (even_odd, ([1, 2], [2, 0]), "sizes: give the number of items"),
        (even_odd, ([1, NAN] * 5, FIVES), "answers: give numbers"),
        (mahalanobis, ([1, 2],), "a row of numbers per person"),
        (mahalanobis, ([[1, math.inf]],), "a row of numbers per person"),
        (seconds_per_item, (-1, 3), "seconds: give a time"),
        (seconds_per_item, (NAN, 3), "seconds: give a time"),
        (seconds_per_item, (1, -3), "seconds: give a time"),
        (attention_failures, ([1], [1, 2]), "directed: give the answer asked for"),
        (flags, (Indices(asked=0),), "asked: give the number of items"),
        (flags, (Indices(asked=5, missing_share=22),), "missing_share: give a share"),
        (flags, (Indices(asked=5, irv=1.0),), "width: give the highest minus the lowest"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(function, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        function(*values)
