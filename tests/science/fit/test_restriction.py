"""Corrected correlations: against iopsych, psych and psychometric, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.fit.restriction import (
    Doubt,
    Pool,
    attenuated,
    correct,
    correlations,
    explain,
    lawley,
    lawley_correlations,
    thorndike_three,
    thorndike_two,
)
from tests.properties import tried
from tests.science.cases import entries, within

CASE, CTT = entries("range_restriction_lawley"), entries("ctt_scores")["corrections"]
LAWLEY = CASE["lawley_rcea1994"]["value"]
TABLES = LAWLEY["restricted"], LAWLEY["unrestricted_predictors"]
NAN = float("nan")
R = st.floats(-0.99, 0.99)


def corrected(r=0.3, n=100, sd_restricted=6, sd_unrestricted=10, pool=Pool.THIS, **options):
    return correct(
        r, n, sd_restricted=sd_restricted, sd_unrestricted=sd_unrestricted, pool=pool, **options
    )


def test_lawleys_correction_agrees_with_iopsych():
    entry = CASE["lawley_rcea1994"]

    found = correlations(lawley(*TABLES))

    assert found.tolist() == [within(entry, row) for row in LAWLEY["corrected"]]


@pytest.mark.parametrize("case", CASE["thorndike_case2_grid"]["value"])
def test_case_two_agrees_with_psychometric(case):
    found = thorndike_two(case["r"], case["sd_r"], case["sd_u"])

    assert found == within(CASE["thorndike_case2_grid"], case["corrected"])


@pytest.mark.parametrize("case", CASE["thorndike_case3_incidental"]["value"])
def test_case_three_agrees_with_the_reference(case):
    found = thorndike_three(case["rxy"], case["rxz"], case["ryz"], case["U"])

    assert found == within(CASE["thorndike_case3_incidental"], case["corrected"])


def test_attenuation_and_case_two_agree_with_the_packages():
    one, two = CTT["value"]["attenuation"], CTT["value"]["thorndike_case2"]

    assert attenuated(one["r"], one["ryy"]) == within(CTT, one["corrected"])
    found = thorndike_two(two["r"], two["sd_restricted"], two["sd_unrestricted"])
    assert found == within(CTT, two["corrected"])
    # The documented example of psych::rangeCorrection: r .33, SD 100.32 and 48.19.
    example = CTT["value"]["psych_rangeCorrection_doc"]
    assert thorndike_two(0.33, 48.19, 100.32) == within(CTT, example)


def test_a_correction_by_hand():
    # U 2: .5 x 2 / √(1 + .25 x 3) = 1 / √1.75.
    result = corrected(0.5, 103, 1, 2)

    assert result.corrected.estimate == pytest.approx(1 / math.sqrt(1.75))
    # Fisher's limits tanh(atanh .5 ± .196) = .3393 and .6323, each carried through.
    low, high = (2 * r / math.sqrt(1 + 3 * r * r) for r in result.found.interval)
    assert result.found.interval == pytest.approx((0.33932, 0.63234), abs=1e-4)
    assert result.corrected.interval == pytest.approx((low, high))
    # Slope of the formula 2 / 1.75^1.5, times (1 - .25) / √102.
    assert result.corrected.standard_error == pytest.approx(2 / 1.75**1.5 * 0.75 / math.sqrt(102))
    assert result.ratio == 2


def test_the_outcome_is_corrected_before_the_selection():
    result = corrected(0.3, 100, 6, 10, reliability=0.52)

    assert result.corrected.estimate == pytest.approx(thorndike_two(0.3 / math.sqrt(0.52), 6, 10))
    assert result.found.estimate == 0.3
    assert "attenuation of the outcome" in result.corrected.method


@pytest.mark.parametrize(
    ("options", "doubt"),
    [
        ({"n": 9}, Doubt.TOO_FEW),
        ({"pool": Pool.BORROWED}, Doubt.BORROWED),
        ({"sd_unrestricted": 5}, Doubt.NARROWER),
        # .3 / √.08 is 1.06.
        ({"reliability": 0.08}, Doubt.IMPOSSIBLE),
    ],
)
def test_in_doubt_nothing_is_corrected_and_the_reason_is_said(options, doubt):
    result = corrected(**options)

    assert (result.corrected.estimate, result.corrected.interval) == (None, None)
    assert result.corrected.reason is doubt
    assert result.found.estimate == 0.3
    assert explain(result).endswith(f"it is not corrected for selection: {doubt}.")


def test_a_reliability_too_low_for_a_correlation_leaves_no_certainty_of_one():
    # .6 / √.36 is exactly 1, and above it nothing is a correlation.
    assert attenuated(0.6, 0.36) == 1
    assert attenuated(0.9, 0.1) is None
    assert attenuated(-0.9, 0.1) is None
    assert corrected(0.6, 100, 1, 3, reliability=0.2).corrected.reason is Doubt.IMPOSSIBLE


def test_a_sentence_tells_what_was_found_first():
    assert explain(corrected()) == (
        "Among the 100 people hired, results and outcome correlate 0.30 (nearly surely between "
        "0.11 and 0.47); among everybody who applied it would be about 0.46 (nearly surely between "
        "0.18 and 0.66)."
    )
    assert "with an outcome measured without error" in explain(corrected(reliability=0.6))


def test_every_corrected_correlation_has_its_error_and_known_ones_have_none():
    found = lawley_correlations(*TABLES, 200, seed=1)

    estimates = [[one.estimate for one in row] for row in found]
    assert estimates == [within(CASE["lawley_rcea1994"], row) for row in LAWLEY["corrected"]]
    assert found[0][1].interval == (found[0][1].estimate, found[0][1].estimate)
    assert found[0][3].interval[0] < found[0][3].estimate < found[0][3].interval[1]
    assert found[2][3] == found[3][2]


def test_where_nothing_was_selected_lawley_shows_what_a_sample_shows():
    # Nobody selected: the error of a plain correlation, (1 - r²) / √n, within drawing error.
    table = [[1, 0.5], [0.5, 1]]

    one = lawley_correlations(table, [[1]], 200, seed=2, draws=20_000)[0][1]

    assert one.estimate == pytest.approx(0.5)
    assert one.interval == pytest.approx((0.389, 0.598), abs=0.01)


@pytest.mark.slow  # draws 400 groups of applicants
def test_intervals_hold_the_correlation_among_applicants_as_often_as_they_say():
    random, held = np.random.default_rng(3), 0
    for _ in range(400):
        x = random.normal(size=600)
        y = 0.4 * x + math.sqrt(1 - 0.16) * random.normal(size=600)
        hired = x > 0.5
        r = float(np.corrcoef(x[hired], y[hired])[0, 1])
        result = corrected(
            r, int(hired.sum()), float(x[hired].std(ddof=1)), float(x.std(ddof=1))
        ).corrected
        held += result.interval[0] <= 0.4 <= result.interval[1]

    # Three standard errors of a share of .95 in 400 samples are .033.
    assert held / 400 == pytest.approx(0.95, abs=0.033)


@tried
@given(R, st.floats(0.1, 10), st.floats(0.1, 10))
def test_what_selection_hid_is_hidden_again_by_selecting(r, one, other):
    assert thorndike_two(thorndike_two(r, one, other), other, one) == pytest.approx(r)


@tried
@given(R, st.floats(1, 5))
def test_selection_on_the_predictor_itself_is_case_three_with_the_predictor_as_third(r, ratio):
    assert thorndike_three(r, 1, r, ratio) == pytest.approx(thorndike_two(r, 1, ratio))


@tried
@given(st.floats(-0.7, 0.7), st.floats(-0.7, 0.7), st.floats(0.5, 3))
def test_lawley_with_one_selected_variable_is_thorndikes_case_three(r_xz, r_yz, ratio):
    table = [[1, r_xz, r_yz], [r_xz, 1, 0.2], [r_yz, 0.2, 1]]

    found = correlations(lawley(table, [[ratio**2]]))

    assert found[1, 2] == pytest.approx(thorndike_three(0.2, r_xz, r_yz, ratio))
    assert found[0, 1] == pytest.approx(thorndike_two(r_xz, 1, ratio))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: thorndike_two(1.1, 1, 2), "r: give a number from -1 to 1"),
        (lambda: thorndike_two(NAN, 1, 2), "r: give a number from -1 to 1"),
        (lambda: thorndike_two(0.3, 0, 2), "sd_restricted: give a number above 0"),
        (lambda: thorndike_two(0.3, 1, math.inf), "sd_unrestricted: give a number above 0"),
        (lambda: thorndike_three(0.9, 0.9, -0.9, 2), "cannot hold at once"),
        (lambda: thorndike_three(0.1, 0.1, 2, 2), "r_yz: give a number"),
        (lambda: thorndike_three(0.1, 0.1, 0.1, 0), "ratio: give a number above 0"),
        (lambda: attenuated(0.3, 0), "reliability: give a number above 0"),
        (lambda: attenuated(0.3, 1.1), "reliability: give a number above 0"),
        (lambda: corrected(n=3), "n: give four pairs"),
        (lambda: corrected(level=95), "level: give a share"),
        (lambda: lawley([[1, 2], [2, 1]], [[1]]), "restricted: no variables can have"),
        (lambda: lawley([[1, 0.5], [0.4, 1]], [[1]]), "restricted: give a square table"),
        (lambda: lawley([[1]], [[1]]), "unrestricted: give fewer variables"),
        (lambda: lawley([[1, 0], [0, 1]], [[NAN]]), "unrestricted: give a square table"),
        (lambda: lawley_correlations(*TABLES, 7, seed=1), "n: give three people more"),
        (lambda: lawley_correlations(*TABLES, 50, seed=1, draws=5), "draws: give 1000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
