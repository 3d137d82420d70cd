"""Kappas: against irr, worked by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.agreement.kappa import (
    Weights,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    light_kappa,
)
from assess.science.codes import coded
from assess.science.coefficients import Verdict
from assess.science.reliability.icc import icc
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

SEEDS = st.integers(0, 2**32 - 1)
CASE, PANEL = entries("icc_panel_complete"), np.array(table("icc_panel_complete"))
MANY = (fleiss_kappa, conger_kappa, light_kappa)

YES_NO = [["yes", "yes"]] * 20 + [["yes", "no"]] * 5 + [["no", "yes"]] * 10 + [["no", "no"]] * 15
"""Agreement .7; by chance .5 x .6 + .5 x .4 = .5: kappa .4 (a table of many textbooks)."""


def by_chance(seed, n=40, raters=3, options=4):
    """Ratings with something in common."""
    random = np.random.default_rng(seed)
    level = random.integers(1, options + 1, (n, 1))
    other = random.integers(1, options + 1, (n, raters))
    return np.where(random.random((n, raters)) < 0.6, level, other).astype(float)


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        (Weights.NONE, "cohen_kappa_r1_r2"),
        (Weights.LINEAR, "cohen_kappa_linear_r1_r2"),
        (Weights.QUADRATIC, "cohen_kappa_quadratic_r1_r2"),
    ],
)
def test_kappas_of_two_raters_agree_with_irr(weights, name):
    entry = CASE[name]

    found = cohen_kappa(PANEL[:, 0], PANEL[:, 1], weights=weights)

    assert found.estimate == within(entry, entry["value"]["est"])
    if "z" in entry["value"]:
        assert found.z == within(entry, entry["value"]["z"])


def test_fleiss_kappa_agrees_with_irr():
    entry, found = CASE["fleiss_kappa"], fleiss_kappa(PANEL)

    assert (found.estimate, found.z) == (
        within(entry, entry["value"]["est"]),
        within(entry, entry["value"]["z"]),
    )
    assert (found.n, found.raters, found.ratings) == (50, 4, 200)


def test_two_raters_by_hand():
    rows = np.array(YES_NO).T

    found = cohen_kappa(rows[0], rows[1])

    assert (found.observed, found.expected, found.estimate) == pytest.approx((0.7, 0.5, 0.4))
    # Fleiss, Cohen & Everitt's variance, cell by cell.
    cells = {("yes", "yes"): 0.4, ("yes", "no"): 0.1, ("no", "yes"): 0.2, ("no", "no"): 0.3}
    first, second = {"yes": 0.5, "no": 0.5}, {"yes": 0.6, "no": 0.4}
    terms = (
        share * ((one == other) - (second[one] + first[other]) * 0.6) ** 2
        for (one, other), share in cells.items()
    )
    error = math.sqrt((sum(terms) - (0.4 - 0.5 * 0.6) ** 2) / 50) / 0.5
    assert found.standard_error == pytest.approx(error)
    assert found.p == pytest.approx(math.erfc(found.z / math.sqrt(2)))


def test_fleiss_by_hand():
    # Three raters: (3 + 1 + 1 + 3) / 12 of the pairs agree; shares .5 and .5.
    found = fleiss_kappa([[1, 1, 1], [1, 1, 2], [1, 2, 2], [2, 2, 2]])

    assert (found.observed, found.expected, found.estimate) == pytest.approx((2 / 3, 0.5, 1 / 3))
    # With two categories each has the kappa of both.
    assert [one.estimate for one in found.categories.values()] == pytest.approx([1 / 3, 1 / 3])
    assert list(found.categories) == [1, 2]


def test_a_kappa_of_fleiss_is_the_weighted_mean_of_its_categories():
    found = fleiss_kappa(PANEL)

    shares = {one: float(np.mean(one == PANEL)) for one in found.categories}
    spread = {one: share * (1 - share) for one, share in shares.items()}
    mean = sum(spread[one] * kappa.estimate for one, kappa in found.categories.items())
    assert found.estimate == pytest.approx(mean / sum(spread.values()))
    assert all(kappa.interval for kappa in found.categories.values())


def test_congers_and_lights_kappas_of_two_raters_are_cohens():
    pair = PANEL[:, :2]
    cohen = cohen_kappa(pair[:, 0], pair[:, 1])

    for other in (conger_kappa(pair), light_kappa(pair)):
        assert other.estimate == pytest.approx(cohen.estimate)
        # They divide by n - 1 where the error of two raters divides by n.
        assert other.standard_error == pytest.approx(cohen.standard_error * math.sqrt(50 / 49))


def test_congers_kappa_by_hand():
    # Shares of 1: 1, .5, .5 in four candidates; pairs by chance .5 (three times).
    ratings = [[1, 1, 1], [1, 1, 2], [1, 2, 1], [1, 2, 2]]

    found = conger_kappa(ratings)

    assert (found.observed, found.expected) == pytest.approx(((3 + 1 + 1 + 1) / 12, 0.5))
    assert found.estimate == pytest.approx(0)


def test_lights_kappa_is_the_mean_of_all_pairs():
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    each = [cohen_kappa(PANEL[:, i], PANEL[:, j]).estimate for i, j in pairs]

    assert light_kappa(PANEL).estimate == pytest.approx(sum(each) / 6)


def test_weights_go_by_the_numbers_of_the_categories():
    # Nobody chose 3: 4 is still two steps from 2.
    first, second = [1, 2, 4, 5] * 5, [1, 4, 4, 5] * 5
    named = cohen_kappa(first, second, weights=Weights.LINEAR, categories=[1, 2, 3, 4, 5])

    assert cohen_kappa(first, second, weights=Weights.LINEAR) == named
    assert named.observed == pytest.approx((3 + 0.5) / 4)


def test_words_have_weights_by_their_place():
    words = dict(enumerate(("low", "some", "much", "all"), start=1))
    first, second = [1, 2, 3, 4, 2] * 4, [1, 2, 4, 4, 3] * 4
    in_words = [[words[one] for one in row] for row in (first, second)]

    by_place = cohen_kappa(*in_words, weights=Weights.QUADRATIC, categories=list(words.values()))

    assert by_place == cohen_kappa(
        first, second, weights=Weights.QUADRATIC, categories=[1, 2, 3, 4]
    )


def test_who_was_not_rated_by_both_does_not_count():
    gaps = cohen_kappa([*PANEL[:, 0], 5, None], [*PANEL[:, 1], NAN, 1])

    assert gaps == cohen_kappa(PANEL[:, 0], PANEL[:, 1])


def test_who_was_rated_once_does_not_count():
    gaps = np.vstack([PANEL, [[5, NAN, NAN, NAN], [NAN] * 4]])

    assert [kappa(gaps) for kappa in MANY] == [kappa(PANEL) for kappa in MANY]


def test_fleiss_kappa_takes_different_numbers_of_ratings():
    # Three of three pairs agree, then one of one: always. Shares: (1 + 0) / 2 each.
    found = fleiss_kappa([[1, 1, 1], [2, 2, None]])

    assert (found.estimate, found.expected, found.z) == (1, pytest.approx(0.5), None)


@pytest.mark.parametrize("kappa", MANY)
def test_words_and_numbers_are_the_same_categories(kappa):
    words = [["abcde"[int(one) - 1] for one in row] for row in PANEL]

    assert kappa(words).estimate == pytest.approx(kappa(PANEL).estimate)
    assert kappa(words).interval == pytest.approx(kappa(PANEL).interval)


@pytest.mark.parametrize("kappa", MANY)
@pytest.mark.parametrize(
    ("ratings", "verdict"),
    [
        ([[1, 1, 1]] * 12, Verdict.NO_VARIANCE),
        ([[1, 2, 1]], Verdict.NO_DATA),
        ([[1, None, None]] * 12, Verdict.NO_DATA),
    ],
)
def test_where_there_is_no_kappa_it_says_why(kappa, ratings, verdict):
    found = kappa(ratings)

    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert found.verdict is verdict


def test_raters_who_always_agree_leave_no_error_to_estimate():
    for kappa in MANY:
        found = kappa([[1, 1, 1], [2, 2, 2]] * 6)
        assert (found.estimate, found.interval) == (pytest.approx(1), None)
        assert found.verdict is Verdict.NO_ERROR


def test_an_interval_is_students_and_ends_at_one():
    wide, near = fleiss_kappa(PANEL), fleiss_kappa([[1, 1, 1], [2, 2, 2]] * 9 + [[1, 1, 2]])

    # Student's t of 49 degrees is 2.0096.
    margin = 2.0096 * wide.standard_error
    assert wide.interval == pytest.approx(
        (wide.estimate - margin, wide.estimate + margin), abs=1e-5
    )
    assert near.estimate < near.interval[1] == 1


def test_a_rater_who_always_says_the_same_has_a_kappa_of_none():
    found = cohen_kappa([1] * 20, [1, 2] * 10)

    assert (found.estimate, found.interval, found.verdict) == (0, None, Verdict.NO_ERROR)


def test_fewer_than_ten_candidates_are_too_few_to_show():
    assert fleiss_kappa(PANEL[:9]).verdict is Verdict.TOO_FEW
    assert fleiss_kappa(PANEL[:10]).verdict is Verdict.SHOWN


@pytest.mark.parametrize("kappa", MANY)
def test_the_error_is_nearly_that_of_leaving_each_candidate_out(kappa):
    ratings = by_chance(5, n=80)
    left = [kappa(np.delete(ratings, row, axis=0)).estimate for row in range(80)]

    jackknife = math.sqrt(79 / 80 * float(((np.array(left) - np.mean(left)) ** 2).sum()))
    assert kappa(ratings).standard_error == pytest.approx(jackknife, rel=0.02)


@pytest.mark.slow  # draws 1,500 panels
@pytest.mark.parametrize("kappa", MANY)
def test_intervals_hold_about_what_they_say(kappa):
    truth = kappa(by_chance(1, n=100_000)).estimate
    found = [kappa(by_chance(seed, n=50)).interval for seed in range(2, 502)]

    held = sum(low <= truth <= high for low, high in found) / 500
    assert held == pytest.approx(0.95, abs=0.03)


@tried
@given(SEEDS)
def test_the_order_of_candidates_raters_and_categories_is_irrelevant(seed):
    random = np.random.default_rng(seed)
    ratings = by_chance(seed)
    mixed = random.permutation(random.permutation(ratings, axis=0), axis=1)
    renamed = random.permutation(4)[mixed.astype(int) - 1]

    for kappa in MANY:
        assert kappa(renamed).estimate == pytest.approx(kappa(ratings).estimate)
        assert kappa(renamed).standard_error == pytest.approx(kappa(ratings).standard_error)


@tried
@given(SEEDS)
def test_quadratic_kappa_is_nearly_the_agreement_icc(seed):
    pair = by_chance(seed, n=400)[:, :2]

    kappa = cohen_kappa(pair[:, 0], pair[:, 1], weights=Weights.QUADRATIC, categories=[1, 2, 3, 4])
    assert kappa.estimate == pytest.approx(icc(pair, of=1).estimate, abs=0.005)


@pytest.mark.parametrize(
    ("first", "second", "options", "sentence"),
    [
        ([1, 2], [1], {}, "second: give two rows"),
        ([[1, 2]], [[1, 2]], {}, "second: give two rows"),
        ([1, math.inf], [1, 2], {}, "first, second: give numbers"),
        ([1, 2], [1, 3], {"categories": [1, 2]}, "first, second: give only categories"),
        (["a", "b"], ["a", "c"], {"categories": ["a", "b"]}, "first, second: give only categories"),
        ([1, 2], [1, 2], {"categories": [1, 2, 2]}, "categories: name each of them once"),
        (["a", "b"], ["a", "b"], {"weights": Weights.LINEAR}, "categories: name them in their"),
        ([1, 2], [1, 2], {"level": 2}, "level: give a share"),
    ],
)
def test_what_is_no_pair_of_ratings_is_refused(first, second, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        cohen_kappa(first, second, **options)


@pytest.mark.parametrize("kappa", MANY)
def test_what_is_no_table_of_ratings_is_refused(kappa):
    with pytest.raises(ValueError, match="ratings: give a row per candidate"):
        kappa([1, 2, 3])
    with pytest.raises(ValueError, match="ratings: give a row per candidate"):
        kappa([["a"], ["b"]])


def test_ratings_become_places_in_the_list_of_categories():
    codes, names = coded([[3, None], [1.5, 3], [-2, NAN]])

    assert names == (-2.0, 1.5, 3.0)
    assert codes.tolist() == [[2, -1], [1, 2], [0, -1]]


def test_a_missing_word_is_no_word():
    codes, names = coded([["b", NAN], ["a", None], ["b", "a"]])

    assert names == ("a", "b")
    assert codes.tolist() == [[1, -1], [0, -1], [1, 0]]
