"""Intraclass correlations: against Shrout & Fleiss, psych, irr and multilevel, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.coefficients import Verdict, f_quantile
from assess.science.reliability.icc import (
    Convention,
    Model,
    all_iccs,
    f_test,
    icc,
    mean_squares,
    one_way_mean_squares,
)
from tests.properties import tried
from tests.science.cases import NAN, entries, table, within

SEEDS = st.integers(0, 2**32 - 1)
CASES = ("icc_shrout_fleiss_1979", "icc_panel_complete")
CLASSIC, PANEL = (table(case) for case in CASES)
FORMS = ("1,1", "2,1", "3,1", "1,k", "2,k", "3,k")
IRR = {
    "oneway.consistency": Model.ONE_WAY,
    "twoway.consistency": Model.CONSISTENCY,
    "twoway.agreement": Model.AGREEMENT,
}
GOOD = 0.5, 0.1


def by_chance(random, n, k, candidates=GOOD[0], raters=GOOD[1]):
    """Ratings whose variance is 1 in all: the candidates', the raters', and error."""
    error = 1 - candidates - raters
    return (
        random.normal(0, math.sqrt(candidates), (n, 1))
        + random.normal(0, math.sqrt(raters), (1, k))
        + random.normal(0, math.sqrt(error), (n, k))
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", FORMS)
def test_the_six_forms_agree_with_psych(case, form):
    entry = entries(case)[f"ICC.{form}"]
    found, wanted = all_iccs(table(case))[f"ICC({form})"], entry["value"]

    test = found.test
    assert found.estimate == within(entry, wanted["est"])
    assert list(found.interval) == within(entry, wanted["ci95"])
    assert (test.ratio, test.p) == (within(entry, wanted["F"]), within(entry, wanted["p"]))
    assert (test.numerator, test.denominator) == (wanted["df1"], wanted["df2"])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("model", IRR)
@pytest.mark.parametrize("unit", ["single", "average"])
def test_the_forms_of_mcgraw_and_wong_agree_with_irr(case, model, unit):
    entry = entries(case)[f"irr.{model}.{unit}"]
    of, wanted = 1 if unit == "single" else None, entry["value"]

    found = icc(table(case), IRR[model], of=of, convention=Convention.OWN_DEGREES)

    assert found.estimate == within(entry, wanted["est"])
    assert list(found.interval) == within(entry, wanted["ci95"])
    assert (found.test.ratio, found.degrees) == (
        within(entry, wanted["F"]),
        within(entry, wanted["df2"]),
    )
    assert found.test.numerator == wanted["df1"]


def test_the_classic_table_is_that_of_shrout_and_fleiss():
    entry = entries("icc_shrout_fleiss_1979")["published_table"]
    squares, found = mean_squares(CLASSIC), all_iccs(CLASSIC)
    names = {form: f"ICC_{form[0]}_{form[2]}".replace("k", "4") for form in FORMS}

    computed = {name: found[f"ICC({form})"].estimate for form, name in names.items()} | {
        "BMS": squares.between,
        "WMS": squares.within,
        "JMS": squares.judges,
        "EMS": squares.error,
        "SS_between": squares.between * 5,
        "SS_within": squares.within * squares.within_degrees,
        "SS_judges": squares.judges * 3,
        "SS_error": squares.error * 15,
    }

    assert computed == within(entry)


def test_the_two_intervals_of_a_mean_differ_and_are_named():
    entry = entries("icc_shrout_fleiss_1979")["published_ci_note"]
    stepped, own = (icc(CLASSIC, convention=one) for one in Convention)

    assert list(stepped.interval) == within(entry, entry["value"]["ICC_2k_ci_psych"])
    assert list(own.interval) == within(entry, entry["value"]["ICC_2k_ci_mcgraw_wong"])
    assert own.interval[0] < stepped.interval[0] - 0.03
    assert Convention.STEPPED_UP in stepped.method
    assert Convention.OWN_DEGREES in own.method


def test_organisational_research_names_the_one_way_forms_otherwise():
    entry, found = entries("icc_panel_complete")["ICC1_ICC2_multilevel"], all_iccs(PANEL)

    assert {
        "ICC1": found["ICC(1,1)"].estimate,
        "ICC2": found["ICC(1,k)"].estimate,
    } == within(entry)


def test_names_say_which_form_was_computed():
    names = {name: one.other_name for name, one in all_iccs(PANEL).items()}

    assert names == {
        "ICC(1,1)": "ICC(1)",
        "ICC(2,1)": "ICC(A,1)",
        "ICC(3,1)": "ICC(C,1)",
        "ICC(1,k)": "ICC(k)",
        "ICC(2,k)": "ICC(A,k)",
        "ICC(3,k)": "ICC(C,k)",
    }


def test_the_error_of_measurement_follows_from_the_mean_squares():
    # BMS 11.24, WMS 6.26, JMS 32.49, EMS 1.02 of 6 candidates and 4 raters.
    severe, error = (32.4861 - 1.0194) / 6, 1.0194

    assert icc(CLASSIC, of=1).sem == pytest.approx(math.sqrt(severe + error), abs=1e-4)
    assert icc(CLASSIC).sem == pytest.approx(math.sqrt((severe + error) / 4), abs=1e-4)
    assert icc(CLASSIC, Model.CONSISTENCY).sem == pytest.approx(math.sqrt(error / 4), abs=1e-4)
    assert icc(CLASSIC, Model.ONE_WAY, of=1).sem == pytest.approx(math.sqrt(6.2639), abs=1e-4)


@pytest.mark.parametrize("model", Model)
def test_another_number_of_raters_is_a_step_of_spearman_and_brown(model):
    one, three = icc(PANEL, model, of=1), icc(PANEL, model, of=3)

    def stepped(value):
        return 3 * value / (1 + 2 * value)

    assert three.estimate == pytest.approx(stepped(one.estimate))
    assert three.interval == pytest.approx(tuple(stepped(end) for end in one.interval))
    assert (three.of, three.raters) == (3, 4)


def test_a_null_value_of_the_lower_end_is_just_not_exceeded():
    for model in (Model.ONE_WAY, Model.CONSISTENCY):
        found = icc(PANEL, model, of=1)
        squares = one_way_mean_squares(PANEL) if model is Model.ONE_WAY else mean_squares(PANEL)

        assert f_test(squares, model, null=found.interval[0]).p == pytest.approx(0.025)
        assert f_test(squares, model) == found.test


def test_a_candidate_whom_somebody_did_not_rate_is_left_out_and_counted():
    gaps = [*PANEL, [5, NAN, 1, 2], [None, None, None, None]]

    with_gaps, complete = icc(gaps), icc(PANEL)

    assert (with_gaps.left_out, complete.left_out) == (2, 0)
    assert (with_gaps.estimate, with_gaps.interval) == (complete.estimate, complete.interval)


def test_one_way_forms_use_every_rating():
    # Means 2, 4, 3 of 2, 2 and 1 ratings: k = 3 / (1/2 + 1/2 + 1) = 1.5, variance 1.
    squares = one_way_mean_squares([[1, 3, NAN], [4, NAN, 4], [3, NAN, NAN], [NAN] * 3])

    assert (squares.n, squares.ratings, squares.k) == (3, 5, pytest.approx(1.5))
    assert (squares.between, squares.within) == pytest.approx((1.5, 1.0))
    found = icc([[1, 3, NAN], [4, NAN, 4], [3, NAN, NAN]], Model.ONE_WAY)
    assert (found.estimate, found.of) == pytest.approx(((1.5 - 1) / 1.5, 1.5))


def test_one_way_forms_of_equal_numbers_do_not_depend_on_who_rated():
    random = np.random.default_rng(3)
    ratings = by_chance(random, 20, 3)
    spread = np.full((20, 60), NAN)
    for row, three in enumerate(ratings):
        spread[row, 3 * row : 3 * row + 3] = three

    one, other = icc(spread, Model.ONE_WAY), icc(ratings, Model.ONE_WAY)

    assert one.interval == pytest.approx(other.interval)
    assert one.estimate == pytest.approx(other.estimate)


@pytest.mark.parametrize(
    ("ratings", "verdict"),
    [
        ([[1, 2]] + [[NAN, 3]] * 20, Verdict.NO_DATA),
        ([[NAN, NAN]] * 3, Verdict.NO_DATA),
        ([[3, 3, 3]] * 12, Verdict.NO_VARIANCE),
        ([[0.1, 0.1, 0.1]] * 12, Verdict.NO_VARIANCE),
        # Every candidate has the same mean: nothing to be a share of.
        ([[1, 3], [3, 1]] * 6, Verdict.NO_VARIANCE),
    ],
)
def test_where_there_is_no_coefficient_it_says_why(ratings, verdict):
    found = icc(ratings)

    assert found.verdict is verdict
    assert (found.estimate, found.standard_error, found.interval) == (None, None, None)
    assert (found.sem, found.test, found.degrees) == (None, None, None)


def test_fewer_than_ten_candidates_are_too_few_to_show():
    random = np.random.default_rng(1)

    assert icc(CLASSIC).verdict is Verdict.TOO_FEW
    assert icc(by_chance(random, 9, 3)).verdict is Verdict.TOO_FEW
    assert icc(by_chance(random, 10, 3)).verdict is Verdict.SHOWN
    # Ten candidates, but one of them with one rating only.
    gap = by_chance(random, 10, 3)
    gap[0, 1:] = NAN
    assert icc(gap, Model.ONE_WAY).verdict is Verdict.TOO_FEW


def test_raters_who_never_differ_leave_no_error_to_estimate():
    found = icc([[one] * 3 for one in range(12)])

    assert (found.estimate, found.interval, found.standard_error) == (1, None, None)
    assert (found.verdict, found.sem) == (Verdict.NO_ERROR, 0)


def test_severity_alone_does_not_touch_consistency():
    shifted = [[one, one + 1, one + 2] for one in range(12)]

    assert icc(shifted, Model.CONSISTENCY).estimate == 1
    found = icc(shifted)
    assert found.estimate < 1
    assert found.interval[0] < found.estimate < found.interval[1]


def test_negative_estimates_are_shown_as_they_are():
    found = icc([[1, 5], [5, 1], [2, 5], [5, 2], [1, 4]] * 3, Model.CONSISTENCY, of=1)

    assert found.estimate < 0
    assert found.interval[0] < found.estimate < found.interval[1]


def test_the_error_of_an_estimate_is_that_of_many_panels():
    random = np.random.default_rng(8)
    found = [icc(by_chance(random, 60, 4, 0.5, 0), Model.ONE_WAY, of=1) for _ in range(300)]

    spread = np.std([one.estimate for one in found])
    assert np.mean([one.standard_error for one in found]) == pytest.approx(spread, rel=0.1)


@tried
@given(SEEDS, st.floats(0.1, 50), st.floats(-100, 100))
def test_the_unit_of_the_scale_is_irrelevant(seed, factor, shift):
    ratings = by_chance(np.random.default_rng(seed), 12, 3)

    for name, one in all_iccs(ratings).items():
        other = all_iccs(ratings * factor + shift)[name]
        assert other.estimate == pytest.approx(one.estimate, abs=1e-7)
        assert other.sem == pytest.approx(one.sem * factor)


@tried
@given(SEEDS, st.integers(2, 6), st.floats(0.5, 0.98))
def test_an_interval_holds_its_estimate_and_widens_with_its_level(seed, raters, level):
    ratings = by_chance(np.random.default_rng(seed), 15, raters)

    for name, one in all_iccs(ratings, level=level).items():
        wider = all_iccs(ratings, level=level + 0.01)[name]
        if one.interval and wider.interval:
            assert wider.interval[0] <= one.interval[0] <= one.estimate
            assert one.estimate <= one.interval[1] <= wider.interval[1] <= 1


@tried
@given(SEEDS)
def test_the_order_of_candidates_and_raters_is_irrelevant(seed):
    random = np.random.default_rng(seed)
    ratings = by_chance(random, 12, 4)

    mixed = random.permutation(random.permutation(ratings, axis=0), axis=1)

    assert icc(mixed).interval == pytest.approx(icc(ratings).interval)


@tried
@given(SEEDS, st.integers(2, 12), st.integers(2, 5), st.floats(0, 0.6))
def test_whatever_the_ratings_no_number_is_none_that_is_not_said(seed, n, raters, missing):
    random = np.random.default_rng(seed)
    ratings = random.integers(1, 4, (n, raters)).astype(float)
    ratings[random.random(ratings.shape) < missing] = NAN

    for convention in Convention:
        for one in all_iccs(ratings, convention=convention).values():
            ends = one.interval or ()
            assert all(math.isfinite(number) for number in (*ends, one.estimate or 0))
            if one.interval is None:
                assert one.verdict is not Verdict.SHOWN


def test_an_interval_with_hardly_any_degrees_of_freedom_is_none():
    found = icc([[0.2, 0.1, 0.1, 0.1, 0.1], [0.1, 0.1, 0.1, 0.1, 0.2]], of=1)

    assert found.estimate < 0
    assert found.degrees < 0.01
    assert (found.interval, found.standard_error) == (None, None)


@pytest.mark.slow  # draws 5,000 panels
@pytest.mark.parametrize("raters", [2, 3, 4, 5, 6])
def test_intervals_of_small_panels_hold_what_they_say(raters):
    random = np.random.default_rng(raters)
    held, panels, truth = np.zeros(3), 1000, GOOD[0]
    mean = raters * truth / (1 + (raters - 1) * truth)
    for _ in range(panels):
        crossed, nested = by_chance(random, 20, raters), by_chance(random, 20, raters, raters=0)
        found = (
            (icc(nested, Model.ONE_WAY, of=1), truth),
            (icc(crossed, of=1), truth),
            (icc(crossed), mean),
        )
        held += [one.interval[0] <= true <= one.interval[1] for one, true in found]

    # Three standard errors of a share of .95 in 1,000 panels are .021; Satterthwaite's
    # interval errs by a hundredth itself with few raters.
    assert held / panels == pytest.approx([0.95] * 3, abs=0.031)


@pytest.mark.slow  # draws 1,000 panels
def test_the_interval_of_different_numbers_of_raters_holds_about_what_it_says():
    random = np.random.default_rng(4)
    held = 0
    for _ in range(1000):
        ratings = by_chance(random, 30, 5, raters=0)
        ratings[np.arange(5) >= random.integers(1, 6, 30)[:, None]] = NAN
        low, high = icc(ratings, Model.ONE_WAY, of=1).interval
        held += low <= GOOD[0] <= high

    assert held / 1000 == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("ratings", "options", "sentence"),
    [
        ([1, 2, 3], {}, "ratings: give a row per candidate"),
        ([[1], [2]], {}, "two at least"),
        ([[1, math.inf]] * 3, {}, "ratings: give numbers"),
        (PANEL, {"of": 0.5}, "of: give the number of raters"),
        (PANEL, {"of": NAN}, "of: give the number of raters"),
        (PANEL, {"level": 95}, "level: give a share"),
        (CLASSIC[:1], {"level": 0}, "level: give a share"),
    ],
)
def test_what_is_no_panel_is_refused(ratings, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        icc(ratings, **options)


def test_a_null_value_of_one_is_refused():
    with pytest.raises(ValueError, match="null: give a number"):
        f_test(mean_squares(PANEL), Model.CONSISTENCY, null=1)


def test_two_way_models_need_two_way_mean_squares():
    with pytest.raises(ValueError, match="squares: agreement and consistency"):
        f_test(one_way_mean_squares(PANEL), Model.CONSISTENCY)


@pytest.mark.parametrize(
    # Tables of F: 95th percentiles.
    ("share", "numerator", "denominator", "value"),
    [(0.95, 5, 18, 2.773), (0.95, 1, 1, 161.4), (0.05, 10, 10, 0.3358)],
)
def test_quantiles_of_f_are_those_of_its_table(share, numerator, denominator, value):
    assert f_quantile(share, numerator, denominator) == pytest.approx(value, rel=1e-3)
