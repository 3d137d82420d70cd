"""Coefficient alpha: against psych and psychometric, worked by hand, and as laws."""

import math
from statistics import correlation, fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.covariances import pairwise_covariances
from assess.science.reliability.alpha import (
    ASYMPTOTIC,
    FELDT,
    Lack,
    alpha,
    bonett_interval,
    bootstrap_interval,
    feldt_interval,
)
from assess.science.scores.classical import sem, spearman_brown
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

SEEDS = st.integers(0, 2**32 - 1)


LIKERT, CTT = entries("alpha_omega_likert8"), entries("ctt_scores")
ANSWERS = table("alpha_omega_likert8")
SUMS = [sum(row) for row in ANSWERS]

FOUR = [[1, 2], [2, 1], [3, 4], [4, 3]] * 8
"""Both items vary by 40 / 31, together by 24 / 31: r = .6, alpha 2 x .6 / 1.6 = .75."""


def likert(name):
    return within(LIKERT[name])


def by_chance(seed, people=60, items=5, missing=0.0):
    """Answers with one thing in common, some of them missing."""
    random = np.random.default_rng(seed)
    table = np.rint(random.normal(3, 1, (people, 1)) + random.normal(0, 1, (people, items)))
    table[random.random(table.shape) < missing] = np.nan
    return table


def test_alpha_agrees_with_psych():
    result, entry = alpha(ANSWERS), LIKERT["alpha_total"]

    assert result.estimate == within(entry, entry["value"]["raw_alpha"])
    assert result.standardised == within(entry, entry["value"]["std_alpha"])
    assert result.standard_error == within(entry, entry["value"]["ase"])
    assert result.mean_correlation == within(entry, entry["value"]["average_r"])
    assert result.median_correlation == within(entry, entry["value"]["median_r"])
    means = [total / len(ANSWERS[0]) for total in SUMS]
    assert fmean(means) == within(entry, entry["value"]["mean"])
    assert stdev(means) == within(entry, entry["value"]["sd"])
    signal = result.standardised / (1 - result.standardised)
    assert signal == within(entry, entry["value"]["signal_noise"])
    guttman = LIKERT["guttman_lambdas"]
    assert result.standardised == within(guttman, guttman["value"]["lambda3_alpha"])
    assert (result.n, result.missing, result.fewest, result.reason) == (400, 0, 400, None)


def test_intervals_of_alpha_agree_with_psych():
    result = alpha(ANSWERS)

    assert list(result.feldt) == likert("alpha_feldt_ci95")
    assert list(result.bonett) == likert("alpha_bonett_ci95")
    assert list(result.asymptotic) == likert("alpha_duhachek_ci95")
    assert result.level == 0.95


def test_items_agree_with_psych():
    items = alpha(ANSWERS).items
    names = [f"i{number}" for number in range(1, 9)]
    entry = LIKERT["item_total"]

    without = {name: item.alpha_without.estimate for name, item in zip(names, items, strict=True)}
    total = {name: item.total.estimate for name, item in zip(names, items, strict=True)}
    rest = {name: item.rest.estimate for name, item in zip(names, items, strict=True)}
    assert without == likert("alpha_if_item_dropped")
    assert total == within(entry, entry["value"]["raw.r"])
    assert rest == within(entry, entry["value"]["r.drop"])


def test_the_error_of_the_sum_and_the_split_half_agree_with_the_reference():
    odd, even = ([sum(row[start::2]) for row in ANSWERS] for start in (0, 1))
    r, error, halves = (
        correlation(odd, even),
        LIKERT["sem_raw_sum"],
        LIKERT["odd_even_spearman_brown"],
    )

    assert stdev(SUMS) == within(error, error["value"]["sd_sum"])
    assert sem(stdev(SUMS), alpha(ANSWERS).estimate) == within(error, error["value"]["sem"])
    assert spearman_brown(r, 2) == within(halves, halves["value"]["sb"])


def test_feldts_interval_agrees_with_his_example():
    entry = CTT["alpha_ci_feldt_1987"]
    case = entry["value"]

    found = feldt_interval(case["alpha"], case["k"], case["n"], case["level"])

    assert list(found) == within(entry, [case["lower"], case["upper"]])
    assert [round(end, 3) for end in found] == case["published"]


@pytest.mark.parametrize("case", CTT["alpha_ci_grid"]["value"], ids=lambda case: str(case["n"]))
def test_intervals_agree_with_the_package_psychometric(case):
    entry, values = CTT["alpha_ci_grid"], (case["alpha"], case["k"], case["n"], case["level"])

    assert list(feldt_interval(*values)) == within(entry, case["feldt"])
    assert list(bonett_interval(*values)) == within(entry, case["bonett"])


def test_two_items_by_hand():
    result = alpha(FOUR)

    assert (result.estimate, result.standardised) == pytest.approx((0.75, 0.75))
    # r of an item with the sum of both: sqrt((1 + r) / 2); with the other: r.
    assert [item.total.estimate for item in result.items] == pytest.approx([math.sqrt(0.8)] * 2)
    assert [item.rest.estimate for item in result.items] == pytest.approx([0.6, 0.6])
    # A single item has no alpha.
    assert [item.alpha_without.estimate for item in result.items] == [None, None]


def test_items_keyed_against_one_another_show_a_negative_alpha():
    # r = -.6: 2 x -.6 / .4 = -3.
    turned = [[one, 5 - other] for one, other in FOUR]

    assert alpha(turned).estimate == pytest.approx(-3)
    assert alpha(turned).items[0].rest.estimate == pytest.approx(-0.6)


def test_the_same_item_twice_is_perfectly_consistent():
    result = alpha([[one, one] for one, _ in FOUR])

    assert result.estimate == pytest.approx(1)
    # Thirty-two people do not make anybody certain of that: there is no error to judge by.
    assert (result.standard_error, result.interval, result.feldt) == (None, None, None)
    assert (result.bonett, result.asymptotic, result.reason) == (None, None, None)


def test_missing_answers_leave_the_answers_of_others_in():
    # Both who left one out are the only ones at that end: complete rows alone would not see them.
    gaps = [*FOUR, [9, NAN], [None, 9]]
    whole, complete = alpha(gaps), alpha(FOUR)

    variances = np.var([*[row[0] for row in FOUR], 9], ddof=1) * 2
    assert whole.estimate == pytest.approx(2 * (1 - variances / (variances + 2 * 24 / 31)))
    assert whole.estimate < complete.estimate
    assert (whole.n, whole.missing, whole.fewest) == (34, 2, 32)


def test_an_item_is_set_against_the_mean_of_what_its_people_answered():
    table = by_chance(11, people=120, missing=0.2)
    first, means = table[:, 0], np.nanmean(table, axis=1)
    seen = ~np.isnan(first)

    assert alpha(table).items[0].total.estimate == pytest.approx(
        correlation(first[seen].tolist(), means[seen].tolist())
    )


def test_covariances_are_those_of_everybody_who_has_both():
    table = by_chance(7, missing=0.2)

    found = pairwise_covariances(table)

    for i in range(5):
        for j in range(5):
            both = table[~np.isnan(table[:, i]) & ~np.isnan(table[:, j])]
            assert found[i, j] == pytest.approx(np.cov(both[:, i], both[:, j])[0, 1])


def test_a_constant_has_no_variance_however_many_gave_it():
    table = np.full((1_000_003, 2), 3.1)
    table[:, 0] = range(len(table))
    table[::7, 1] = NAN

    assert pairwise_covariances(table)[1].tolist() == [0, 0]


def test_a_pair_nobody_has_has_no_covariance():
    found = pairwise_covariances(np.array([[1, NAN], [2, NAN], [NAN, 3], [NAN, 5]]))

    assert found.tolist() == [
        [0.5, pytest.approx(NAN, nan_ok=True)],
        [pytest.approx(NAN, nan_ok=True), 2],
    ]


def test_people_who_answered_nothing_do_not_count():
    empty = [[NAN, NAN]] * 50

    assert alpha([*FOUR, *empty]) == alpha(FOUR)
    assert alpha([*FOUR[:29], *empty]).reason is Lack.TOO_FEW


@pytest.mark.parametrize(
    ("answers", "reason", "fewest"),
    [
        (FOUR[:29], Lack.TOO_FEW, 29),
        ([[NAN, NAN]], Lack.TOO_FEW, 0),
        # Sixty people, but only 29 of them answered both.
        ([*FOUR[:29], *[[1, NAN]] * 31], Lack.TOO_FEW, 29),
        ([[3, 3]] * 30, Lack.NO_VARIANCE, 30),
        ([[0.1, 0.1]] * 30, Lack.NO_VARIANCE, 30),
        # What one item gives the other takes.
        ([[one, 5 - one] for one in (1, 2, 3, 4)] * 8, Lack.NO_VARIANCE, 32),
        # Who answered both varies widely, everybody else not at all.
        (
            [[1, 1], [9, 9]] * 15 + [[5, NAN], [NAN, 5]] * 40,
            Lack.CONTRADICTION,
            30,
        ),
    ],
)
def test_where_alpha_says_nothing_it_says_why(answers, reason, fewest):
    result = alpha(answers)

    assert (result.reason, result.fewest) == (reason, fewest)
    assert (result.estimate, result.standardised, result.standard_error) == (None, None, None)
    assert (result.feldt, result.bonett, result.items) == (None, None, ())


def test_thirty_people_are_enough():
    assert alpha(FOUR[:30]).estimate is not None


def test_an_item_everybody_answered_alike_has_no_correlation():
    result = alpha([[one, other, 3.1] for one, other in FOUR])

    # The variances stay, the number of items grows: 3 / 2 x (1 - 80 / 128).
    assert result.estimate == pytest.approx(0.5625)
    assert result.standardised is None
    assert (result.items[2].total.estimate, result.items[2].rest.estimate) == (None, None)
    assert result.items[2].alpha_without.estimate == pytest.approx(0.75)


@tried
@given(SEEDS, st.floats(0.1, 50), st.floats(-100, 100))
def test_alpha_does_not_know_the_unit_of_the_scale(seed, factor, shift):
    table = by_chance(seed, missing=0.1)

    one, other = alpha(table), alpha(table * factor + shift)

    assert other.estimate == pytest.approx(one.estimate, abs=1e-9)
    assert other.standard_error == pytest.approx(one.standard_error, abs=1e-9)


@tried
@given(SEEDS)
def test_complete_answers_take_a_shorter_way_to_the_same(seed):
    table = by_chance(seed)
    # One more person, whose only answer is the mean of its item.
    gap = np.vstack([table, [table[:, 0].mean(), *[NAN] * 4]])

    one, other = alpha(table), alpha(gap)

    assert other.standardised == pytest.approx(one.standardised, rel=0.02)
    assert [item.rest.estimate for item in other.items] == pytest.approx(
        [item.rest.estimate for item in one.items], rel=0.05, abs=0.02
    )
    assert [item.total.estimate for item in other.items[1:]] == pytest.approx(
        [item.total.estimate for item in one.items[1:]]
    )


@tried
@given(SEEDS)
def test_the_order_of_people_and_items_is_irrelevant(seed):
    table = by_chance(seed, missing=0.1)
    random = np.random.default_rng(seed)

    mixed = random.permutation(random.permutation(table, axis=0), axis=1)

    assert alpha(mixed).estimate == pytest.approx(alpha(table).estimate, abs=1e-9)


@tried
@given(SEEDS, st.integers(2, 12))
def test_rounding_never_takes_alpha_above_1(seed, items):
    column = np.random.default_rng(seed).normal(size=(40, 1))

    result = alpha(np.repeat(column, items, axis=1))

    assert result.estimate <= 1
    assert result.estimate == pytest.approx(1)


@tried
@given(SEEDS)
def test_alpha_without_an_item_is_the_alpha_of_the_others(seed):
    table = by_chance(seed)

    for place, item in enumerate(alpha(table).items):
        left = alpha(np.delete(table, place, axis=1))
        assert item.alpha_without.estimate == pytest.approx(left.estimate)
        assert item.alpha_without.standard_error == pytest.approx(left.standard_error)
        assert item.alpha_without.interval == pytest.approx(left.interval)


@tried
@given(st.floats(-1, 1), st.integers(2, 60), st.integers(3, 2000), st.floats(0.5, 0.98))
def test_intervals_hold_alpha_and_widen_with_their_level(value, items, people, level):
    wider = level + 0.01

    for interval in (feldt_interval, bonett_interval):
        low, high = interval(value, items, people, level)
        lower, higher = interval(value, items, people, wider)
        assert lower <= low <= high <= higher <= 1
    low, high = bonett_interval(value, items, people, level)
    assert low <= value <= high


def test_the_interval_to_be_shown_is_named():
    gaps = by_chance(3, people=200, missing=0.1)

    complete, formula, drawn = alpha(FOUR), alpha(gaps), alpha(gaps, seed=1)

    assert (complete.interval, complete.method) == (complete.feldt, FELDT)
    assert (formula.interval, formula.method) == (formula.asymptotic, ASYMPTOTIC)
    assert drawn.interval == bootstrap_interval(gaps, seed=1).interval
    assert drawn.method == "percentiles of 2,000 draws of people"
    # A seed changes nothing where no answer is missing.
    assert alpha(FOUR, seed=1) == complete


@pytest.mark.slow  # draws 2,000 samples
def test_feldts_interval_of_parallel_items_holds_what_it_says():
    random = np.random.default_rng(1)
    truth = spearman_brown(0.5, 4)
    held = 0
    for _ in range(2000):
        table = random.normal(size=(40, 1)) + random.normal(size=(40, 4))
        low, high = alpha(table).feldt
        held += low <= truth <= high

    # Three standard errors of a share of .95 in 2,000 samples are .0146.
    assert held / 2000 == pytest.approx(0.95, abs=0.0146)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([1, 2, 3], "a row per person and a column per item"),
        ([[1], [2]], "two at least"),
        ([[1, math.inf]] * 30, "answers: give numbers"),
    ],
)
def test_what_is_no_table_of_answers_is_refused(answers, sentence):
    with pytest.raises(ValueError, match=sentence):
        alpha(answers)


@pytest.mark.parametrize("interval", [feldt_interval, bonett_interval])
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((1.1, 4, 50), "alpha: give a number of at most 1"),
        ((NAN, 4, 50), "alpha: give a number of at most 1"),
        ((0.8, 1, 50), "items: give two at least"),
        ((0.8, 4, 1), "people: give . at least"),
        ((0.8, 4, 50, 1), "level: give a share"),
        ((0.8, 4, 50, 95), "level: give a share"),
    ],
)
def test_an_interval_of_nothing_is_refused(interval, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        interval(*values)


def test_a_level_is_a_share_even_with_too_little_data():
    with pytest.raises(ValueError, match="level: give a share"):
        alpha(FOUR[:5], level=95)
