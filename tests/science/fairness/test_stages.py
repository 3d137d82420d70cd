"""Stages taken together: against R on the Berkeley admissions of 1973, by hand, and as laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from assess.science.fairness.stages import NoOdds, Stage, over_stages
from assess.science.fairness.verdicts import Verdict
from tests.properties import tried

BERKELEY = [
    Stage(name, women, admitted_women, men, admitted_men)
    for name, women, admitted_women, men, admitted_men in (
        ("A", 108, 89, 825, 512),
        ("B", 25, 17, 560, 353),
        ("C", 593, 202, 325, 120),
        ("D", 375, 131, 417, 138),
        ("E", 393, 94, 191, 53),
        ("F", 341, 24, 373, 22),
    )
]
"""Bickel, Hammel & O'Connell (1975), Science 187:398, the six largest departments."""

SOME = st.integers(1, 30)


@st.composite
def stages(draw):
    n1, n2 = draw(SOME), draw(SOME)
    return Stage("", n1, draw(st.integers(0, n1)), n2, draw(st.integers(0, n2)))


def together(listed):
    return over_stages(listed, limit=0.8)


def test_the_common_odds_ratio_agrees_with_r():
    # mantelhaen.test(UCBAdmissions) has men over women: 0.9046968 (0.7719074, 1.0603298).
    odds = together(BERKELEY).odds_ratio

    assert 1 / odds.estimate == pytest.approx(0.9046968, abs=1e-7)
    assert 1 / odds.interval[1] == pytest.approx(0.7719074, abs=1e-7)
    assert 1 / odds.interval[0] == pytest.approx(1.0603298, abs=1e-7)


def test_the_test_agrees_with_r_with_and_without_correction():
    found = together(BERKELEY)

    assert found.corrected.chi_square == pytest.approx(1.4269, abs=5e-5)
    assert found.corrected.p == pytest.approx(0.2323, abs=5e-5)
    assert found.uncorrected.chi_square == pytest.approx(1.5246, abs=5e-5)
    assert found.uncorrected.p == pytest.approx(0.2169, abs=5e-5)


def test_departments_differ_and_all_together_point_the_other_way():
    found = together(BERKELEY)

    assert found.homogeneity.degrees == 5
    assert found.homogeneity.p < 0.01
    assert found.bottom_line.ratio.estimate == pytest.approx(0.68, abs=0.005)
    assert found.bottom_line.verdict is Verdict.BELOW_SURE_FIRM
    assert found.odds_ratio.estimate > 1
    assert found.reverses


def test_one_stage_is_the_stage_itself():
    found = together([Stage("", 40, 6, 80, 16)])

    assert found.odds_ratio.estimate == pytest.approx(found.bottom_line.odds_ratio.sample)
    assert found.ratio.estimate == pytest.approx(0.75)
    # The standard error of a single table's ratio is Katz's.
    assert found.ratio.interval == pytest.approx(found.bottom_line.ratio.interval)
    units = found.bottom_line.tests.hypergeometric_units
    assert found.uncorrected.chi_square == pytest.approx(units**2)
    assert found.homogeneity.p is None
    assert not found.reverses


def test_the_same_odds_everywhere_are_the_common_odds_and_homogeneous():
    # 1 to 1 against 1 to 2, at three sizes and rates: odds ratio 1 / 2 in each.
    found = together(
        [Stage("", 20, 10, 30, 20), Stage("", 60, 20, 60, 30), Stage("", 30, 10, 6, 3)]
    )

    assert found.odds_ratio.estimate == pytest.approx(0.5)
    assert found.homogeneity.chi_square == pytest.approx(0, abs=1e-9)
    assert found.homogeneity.p == pytest.approx(1)


def test_homogeneity_is_breslow_and_days_test_with_tarones_correction():
    listed = [Stage("", 12, 2, 9, 6), Stage("", 7, 5, 15, 8), Stage("", 20, 9, 10, 4)]
    found = together(listed)
    odds, apart, variances = found.odds_ratio.estimate, [], []
    for one in listed:
        selected = one.focal_selected + one.reference_selected
        rest = one.reference_n - selected
        expected = brentq(
            lambda x, one=one, selected=selected, rest=rest: (
                x * (rest + x) - odds * (one.focal_n - x) * (selected - x)
            ),
            max(0, -rest),
            min(one.focal_n, selected),
        )
        cells = expected, one.focal_n - expected, selected - expected, rest + expected
        apart.append(one.focal_selected - expected)
        variances.append(1 / sum(1 / cell for cell in cells))

    plain = sum(gap**2 / variance for gap, variance in zip(apart, variances, strict=True))
    correction = sum(apart) ** 2 / sum(variances)
    assert correction > 1e-4
    assert found.homogeneity.chi_square == pytest.approx(plain - correction, rel=1e-9)


@tried
@given(st.lists(stages(), min_size=1, max_size=3))
def test_a_stage_in_which_everybody_or_nobody_is_in_adds_nothing(listed):
    before = together(listed)
    after = together(
        [*listed, Stage("", 9, 0, 12, 0), Stage("", 9, 9, 5, 5), Stage("", 0, 0, 7, 2)]
    )

    assert after.odds_ratio == before.odds_ratio
    assert after.uncorrected == before.uncorrected
    assert after.homogeneity == before.homogeneity
    assert after.informative == before.informative
    assert after.stages[-1] is None


@tried
@given(st.lists(stages(), min_size=1, max_size=3))
def test_the_correction_never_makes_a_difference_larger(listed):
    found = together(listed)

    if found.uncorrected.chi_square is None:
        assert found.corrected.chi_square is None
    else:
        assert 0 <= found.corrected.chi_square <= found.uncorrected.chi_square + 1e-12


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([Stage("", 9, 0, 12, 0)], NoOdds.NOTHING_TO_COMPARE),
        ([Stage("", 9, 0, 12, 5)], NoOdds.NO_FINITE_VALUE),
        ([Stage("", 9, 9, 12, 5)], NoOdds.NO_FINITE_VALUE),
    ],
)
def test_where_there_are_no_common_odds_it_says_why(listed, reason):
    found = together(listed)

    assert (found.odds_ratio.estimate, found.odds_ratio.reason) == (None, reason)
    assert found.log_error is None


def test_no_stage_with_both_groups_is_refused():
    with pytest.raises(ValueError, match="stages: give one at least"):
        together([Stage("", 0, 0, 5, 1)])
    with pytest.raises(ValueError, match="limit: give a ratio"):
        over_stages(BERKELEY, limit=0)
