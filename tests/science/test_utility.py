"""What a selection is worth: against Taylor & Russell, iopsych, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from assess.science import utility_words
from assess.science.utility import (
    Discounting,
    Guess,
    Plan,
    boudreau,
    brogden_cronbach_gleser,
    mean_z_of_selected,
    naylor_shine,
    success_ratio,
    taylor_russell,
    worth,
)
from tests.properties import tried
from tests.science.cases import entries, rows, within

CASE = entries("utility_selection")
NAN = float("nan")
SHARES = st.floats(0.01, 0.99)
PLAN = Plan(
    hired=10,
    years=3,
    validity=Guess(0.4, 0.15, 0.6),
    sd_y=Guess(20_000, 10_000, 40_000),
    selection_ratio=Guess(0.2, 0.1, 0.3),
    cost=30_000,
    variable_costs=0.3,
    tax=0.25,
    discount=0.05,
)


def certain(value):
    return Guess(value, value, value)


def planned(**fields):
    return Plan(**{**PLAN.__dict__, **fields})


def test_success_ratios_agree_with_iopsych():
    entry = CASE["taylor_russell_grid"]
    grid, table = entry["value"], rows("utility_selection")

    assert success_ratio(grid["r"], grid["br"], grid["sr"]).tolist() == within(
        entry, grid["success"]
    )
    columns = ([float(row[name]) for row in table] for name in ("r", "br", "sr"))
    assert success_ratio(*columns).tolist() == within(
        entry, [float(row["success"]) for row in table]
    )


@pytest.mark.parametrize("cell", CASE["taylor_russell_published_cells"]["value"])
def test_success_ratios_agree_with_the_tables_of_1939(cell):
    found = float(success_ratio(cell["r"], cell["br"], cell["sr"]))

    assert found == within(CASE["taylor_russell_published_cells"], cell["table"])
    # The tables have two decimals.
    assert abs(found - cell["table"]) <= 0.005


def test_a_success_ratio_agrees_with_the_published_digits():
    entry = CASE["full_digit_cell"]
    cell = entry["value"]

    assert float(success_ratio(cell["r"], cell["br"], cell["sr"])) == within(entry, cell["success"])


def test_the_mean_of_those_selected_agrees_with_iopsych():
    entry = CASE["mean_z_of_selected"]

    assert mean_z_of_selected(entry["value"]["sr"]).tolist() == within(entry, entry["value"]["ux"])


def test_brogden_cronbach_and_gleser_agree_with_iopsych():
    entry = CASE["brogden_cronbach_gleser"]
    given_ = entry["value"]["inputs"]

    whole = brogden_cronbach_gleser(
        given_["n"], given_["period"], given_["rxy"], given_["sdy"], given_["sr"], given_["cost"]
    )
    assert whole == within(entry, entry["value"]["utility"])
    # The documented example of iopsych::utilityBcg: SD_y 10,000, r .5, selection ratio .3.
    per_hire = brogden_cronbach_gleser(1, 1, 0.5, 10_000, 0.3, 0)
    assert per_hire == within(entry, entry["value"]["per_hire_doc_example"])


def test_boudreau_agrees_with_iopsych():
    # Its documented example of utilityB; years count from 1, variable costs are taken off.
    entry = CASE["boudreau_adjusted"]

    found = boudreau(1, 4, 0.5, 10_000, 0.3, 0, variable_costs=0.5, tax=0.1, discount=0.02)

    assert found == within(entry, entry["value"])


@pytest.mark.parametrize("r", [-0.9, -0.3, 0.01, 0.6, 0.95])
@pytest.mark.parametrize(("base", "ratio"), [(0.5, 0.5), (0.1, 0.9), (0.8, 0.05), (0.5, 0.2)])
def test_success_is_the_bivariate_normal_and_not_the_phi_coefficient(r, base, ratio):
    both = multivariate_normal.cdf(
        [norm.ppf(ratio), norm.ppf(base)], cov=[[1, r], [r, 1]], abseps=1e-12
    )

    assert float(success_ratio(r, base, ratio)) == pytest.approx(both / ratio, abs=1e-9)


@pytest.mark.parametrize(
    ("r", "base", "ratio", "success"),
    [
        # Without validity everybody is a draw from the base rate.
        (0, 0.3, 0.1, 0.3),
        # Both medians: 1/2 + asin(r) / π.
        (0.5, 0.5, 0.5, 2 / 3),
        # Perfect: all of the best who would succeed, as far as there are such.
        (1, 0.3, 0.1, 1),
        (1, 0.1, 0.4, 0.25),
        (-1, 0.3, 0.1, 0),
        (-1, 0.8, 0.4, 0.5),
    ],
)
def test_limits_of_success_by_hand(r, base, ratio, success):
    assert float(success_ratio(r, base, ratio)) == pytest.approx(success)


def test_the_interval_of_success_follows_from_that_of_the_validity():
    found = taylor_russell(Guess(0.35, 0.1, 0.5), 0.5, 0.2)

    assert found.estimate == pytest.approx(0.696552, abs=1e-6)
    ends = [float(success_ratio(r, 0.5, 0.2)) for r in (0.1, 0.5)]
    assert list(found.interval) == ends
    assert found.gain == pytest.approx(0.196552, abs=1e-6)
    assert list(found.gain_interval) == pytest.approx([one - 0.5 for one in ends])
    assert found.level == 0.95


@tried
@given(st.floats(-1, 1), SHARES, SHARES)
def test_success_is_a_share_and_rises_with_validity(r, base, ratio):
    one, more = (
        float(success_ratio(r, base, ratio)),
        float(success_ratio(min(1, r + 0.05), base, ratio)),
    )

    assert -1e-12 <= one <= 1 + 1e-12
    assert more >= one - 1e-12


@tried
@given(st.floats(0, 1), SHARES, SHARES, st.floats(0.01, 0.99))
def test_selecting_fewer_selects_better(r, base, ratio, part):
    assert success_ratio(r, base, ratio * part) >= success_ratio(r, base, ratio) - 1e-12
    assert mean_z_of_selected(ratio * part) >= mean_z_of_selected(ratio)


def test_the_two_halves_of_discounting_are_a_year_apart():
    start, end = (
        boudreau(1, 3, 0.5, 100, 0.2, 0, variable_costs=0, tax=0, discount=0.1, discounting=one)
        for one in (Discounting.START_OF_YEAR, Discounting.END_OF_YEAR)
    )

    assert start == pytest.approx(1.1 * end)
    assert end == pytest.approx(
        100 * float(naylor_shine(0.5, 0.2)) * (1 / 1.1 + 1 / 1.21 + 1 / 1.331)
    )


def test_without_costs_tax_and_discount_boudreau_is_brogden_cronbach_and_gleser():
    values = 10, 3, 0.4, 20_000, 0.2, 30_000

    assert boudreau(*values, variable_costs=0, tax=0, discount=0) == pytest.approx(
        brogden_cronbach_gleser(*values)
    )


def test_a_plan_is_worth_what_boudreau_says_in_the_middle():
    found = worth(PLAN, seed=1)

    middle = boudreau(10, 3, 0.4, 20_000, 0.2, 30_000, variable_costs=0.3, tax=0.25, discount=0.05)
    assert found.estimate == pytest.approx(middle)
    assert found.without_validity == pytest.approx(-30_000 * 0.75)
    assert found.interval[0] < found.estimate < found.interval[1]
    assert found.swings["validity"] == pytest.approx(
        tuple(
            boudreau(10, 3, r, 20_000, 0.2, 30_000, variable_costs=0.3, tax=0.25, discount=0.05)
            for r in (0.15, 0.6)
        )
    )
    assert list(found.swings) == ["sd_y", "validity", "selection_ratio"]


def test_a_single_guess_gives_its_own_ends():
    # Only SD_y is open and the worth is in proportion to it: 95% lie between its ends.
    plan = planned(validity=certain(0.4), selection_ratio=certain(0.2), cost=0)

    found = worth(plan, seed=1, draws=100_000)

    assert found.interval == pytest.approx((found.estimate / 2, found.estimate * 2), rel=0.02)
    assert found.positive == 1


def test_certain_guesses_leave_nothing_open():
    plan = planned(validity=certain(1), sd_y=certain(2), selection_ratio=certain(1), cost=0)

    found = worth(plan, seed=1)

    assert (found.estimate, found.standard_error, found.interval) == (0, 0, (0, 0))
    assert (found.positive, found.positive_error) == (0, 0)


def test_a_validity_that_may_be_none_may_cost_money():
    found = worth(planned(validity=Guess(0.1, -0.2, 0.4)), seed=1)

    assert 0 < found.positive < 1
    assert found.positive_error == pytest.approx(
        math.sqrt(found.positive * (1 - found.positive) / 10_000)
    )
    assert found.interval[0] < found.without_validity
    assert found == worth(planned(validity=Guess(0.1, -0.2, 0.4)), seed=1)


def test_sentences_promise_nothing():
    found = worth(PLAN, seed=1)

    said = utility_words.worth(found, "EUR")
    assert said.startswith(
        "Under these assumptions selecting is worth about EUR 140,000 more than choosing at "
        "random, nearly surely between EUR 2"
    )
    assert said.endswith(
        "if the result says nothing about the outcome it is worth \u2212EUR 23,000."
    )
    assert utility_words.swing(found, "EUR").startswith(
        "It depends most on what a standard deviation of work is worth: the ends of that guess "
        "alone move it between EUR 58,000 and EUR 300,000"
    )
    success = utility_words.success(taylor_russell(Guess(0.35, 0.1, 0.5), 0.5, 0.2))
    assert success == (
        "Of 100 people hired this way about 70 would succeed (nearly surely between 56 and 78), "
        "where 50 of 100 would anyway, if the assumptions hold."
    )


def test_no_money_is_no_money():
    found = worth(planned(cost=0, validity=certain(0)), seed=1)

    assert utility_words.worth(found, "EUR").endswith("it is worth EUR 0.")


def adjusted(*, hired=1, years=1, variable_costs=0, tax=0, discount=0):
    rest = {"variable_costs": variable_costs, "tax": tax, "discount": discount}
    return boudreau(hired, years, 0.5, 100, 0.2, 0, **rest)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: success_ratio(1.1, 0.5, 0.5), "validity: give numbers from -1 to 1"),
        (lambda: success_ratio(NAN, 0.5, 0.5), "validity: give numbers from -1 to 1"),
        (lambda: success_ratio(0.3, 0, 0.5), "base_rate: give shares between 0 and 1"),
        (lambda: success_ratio(0.3, 0.5, 1), "selection_ratio: give shares between 0 and 1"),
        (lambda: mean_z_of_selected([0.5, 0]), "selection_ratio: give shares above 0"),
        (lambda: mean_z_of_selected(NAN), "selection_ratio: give shares above 0"),
        (lambda: naylor_shine(2, 0.5), "validity: give numbers from -1 to 1"),
        (lambda: Guess(1, 2, 3), "value, low, high: give a number, one below"),
        (lambda: Guess(NAN, 0, 1), "value, low, high: give a number, one below"),
        (lambda: Guess(1, 0, 2, 95), "level: give a share"),
        (lambda: planned(hired=0), "hired, years: give one person"),
        (lambda: planned(validity=Guess(0.5, 0, 1.1)), "validity: give correlations"),
        (lambda: planned(sd_y=Guess(1, 0, 2)), "sd_y: give amounts above 0"),
        (lambda: planned(selection_ratio=Guess(0.5, 0, 1)), "selection_ratio: give shares"),
        (lambda: planned(cost=-1), "cost: give 0 or more"),
        (lambda: planned(tax=1.5), "tax: give a share from 0 to 1"),
        (lambda: planned(variable_costs=NAN), "variable_costs: give a share"),
        (lambda: planned(discount=-1), "discount: give a rate above -1"),
        (lambda: adjusted(discount=-2), "discount: give a rate above -1"),
        (lambda: adjusted(tax=2), "tax: give a share from 0 to 1"),
        (lambda: adjusted(variable_costs=NAN), "variable_costs: give a share from 0 to 1"),
        (lambda: adjusted(years=1.5), "years: give a whole number"),
        (lambda: adjusted(hired=-1), "hired: give 0 or more"),
        (lambda: brogden_cronbach_gleser(-1, 1, 0.5, 1, 0.3, 0), "hired: give 0 or more"),
        (lambda: brogden_cronbach_gleser(1, 1, 0.5, NAN, 0.3, 0), "sd_y: give 0 or more"),
        (lambda: worth(PLAN, seed=1, draws=5), "draws: give 1000"),
        (lambda: worth(PLAN, seed=1, level=95), "level: give a share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_arrays_are_taken_together():
    found = success_ratio(np.array([[0.2], [0.5]]), 0.5, np.array([0.1, 0.2, 0.5]))

    assert found.shape == (2, 3)


def test_a_success_ratio_has_the_error_of_its_validity():
    found = taylor_russell(Guess(0.35, 0.25, 0.45, n=120), 0.5, 0.2)
    step = 1e-6
    slope = (success_ratio(0.35 + step, 0.5, 0.2) - success_ratio(0.35 - step, 0.5, 0.2)) / 2 / step

    assert found.standard_error == pytest.approx(float(slope) * 0.1 / 1.959964, rel=1e-6)
    assert found.n == 120
    assert taylor_russell(Guess(0.35, 0.35, 0.35), 0.5, 0.2).standard_error is None
