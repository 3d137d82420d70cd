"""The comparison of two groups: against R and the Uniform Guidelines, by hand, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assess.science.fairness import rates
from assess.science.fairness.exact import fisher_tests
from assess.science.fairness.impact import Undefined, compare, compare_many, rate
from assess.science.fairness.power import power_of
from assess.science.fairness.verdicts import GRID, Verdict, is_below
from tests.properties import tried
from tests.science.cases import entries, rows, within
from tests.science.fairness.test_exact import EXAMPLES, counts, tables

UGESP = entries("adverse_impact_ugesp")
FOUR_FIFTHS = 0.8
Z = 1.959963984540054


def impact(*people, **options):
    return compare(*people, limit=FOUR_FIFTHS, **options)


@pytest.mark.parametrize("name", EXAMPLES)
def test_sizes_agree_with_the_reference(name):
    entry, found = UGESP[name], impact(*counts(name))
    value = entry["value"]

    assert found.focal.estimate == within(entry, value["rate_focal"])
    assert found.reference.estimate == within(entry, value["rate_ref"])
    assert found.ratio.estimate == within(entry, value["impact_ratio"])
    assert found.below is value["below_four_fifths"]
    assert found.difference.estimate == within(entry, value["rate_difference"])
    assert found.odds_ratio.sample == within(entry, value["odds_ratio_sample"])
    assert found.h.estimate == within(entry, value["cohens_h"])
    assert found.phi == within(entry, value["phi"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_intervals_agree_with_the_reference(name):
    entry, found = UGESP[name], impact(*counts(name))
    value = entry["value"]

    people = [np.array([float(one)]) for one in counts(name)]
    assert np.ravel(rates.katz(*people, Z)).tolist() == within(
        entry, value["impact_ratio_ci95_katz"]
    )
    assert found.log_error == within(entry, value["log_ratio_se"])
    assert list(found.difference.interval) == within(entry, value["newcombe_ci95_difference"])
    assert list(found.focal.interval) == within(entry, value["wilson_ci95_focal"])
    assert list(found.reference.interval) == within(entry, value["wilson_ci95_ref"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_tests_agree_with_the_reference(name):
    entry, tests = UGESP[name], impact(*counts(name)).tests
    value = entry["value"]

    assert tests.z_pooled == within(entry, value["z_pooled"])
    assert tests.p_z == within(entry, value["p_z_two_sided"])
    assert tests.z_unpooled == within(entry, value["z_unpooled"])
    assert tests.hypergeometric_units == within(entry, value["sd_hypergeometric_units"])
    assert tests.chi_square == within(entry, value["chisq_uncorrected"])
    assert tests.yates == within(entry, value["chisq_yates"])
    assert tests.p_yates == within(entry, value["p_yates"])
    assert tests.fisher == within(entry, value["fisher_two_sided"])
    assert tests.fisher_less == within(entry, value["fisher_one_sided_less"])
    assert tests.midp_less == within(entry, value["fisher_midp_one_sided_less"])
    assert tests.midp_doubled == within(entry, value["fisher_midp_two_sided_doubled"])
    assert tests.midp_minlik == within(entry, value["fisher_midp_two_sided_minlik"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_shortfall_and_the_swap_of_one_person_agree_with_the_reference(name):
    entry, found = UGESP[name], impact(*counts(name))
    value = entry["value"]

    assert found.to_parity == within(entry, value["shortfall_to_parity"])
    assert found.to_limit == value["shortfall_to_four_fifths"]
    one_more = value["flip_flop_ratio_one_more_focal_one_fewer_ref"]
    assert found.robustness.one_more == within(entry, one_more)
    assert found.robustness.reverses is value["flip_flop_reverses_to_no_adverse"]


def test_the_data_of_the_case_are_its_inputs():
    listed = [
        tuple(int(row[key]) for key in ("focal_n", "focal_selected", "ref_n", "ref_selected"))
        for row in rows("adverse_impact_ugesp")
    ]

    assert listed == [counts(name) for name in EXAMPLES]


def test_the_published_groups_are_flagged_as_printed_and_exactly_four_fifths_is_not():
    value = UGESP["published_multi_group_ratios"]["value"]
    white = value["rates"].pop("white")

    for group, share in value["rates"].items():
        found = impact(100, round(100 * share), 100, round(100 * white))
        assert found.ratio.estimate == within(
            UGESP["published_multi_group_ratios"], value["ratios"][group]
        )
        assert found.below is value["adverse"][group]
        assert is_below(share / white, FOUR_FIFTHS) is value["adverse"][group]


@pytest.mark.parametrize(
    ("ratio", "below"), [(0.7999999999999999, False), (0.8, False), (0.79999, True), (None, False)]
)
def test_a_ratio_a_rounding_error_below_the_limit_is_not_below_it(ratio, below):
    assert is_below(ratio, FOUR_FIFTHS) is below


def test_the_published_small_example_is_below_by_one_person_and_by_chance():
    entry = UGESP["published_small_n"]
    found = impact(20, 3, 80, 16)

    assert found.reference.estimate == within(entry, entry["value"]["white_rate"])
    assert found.focal.estimate == within(entry, entry["value"]["black_rate"])
    assert found.ratio.estimate == within(entry, entry["value"]["ratio"])
    assert found.verdict is Verdict.BELOW_UNSURE_FRAIL


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        ((40, 12, 80, 48), Verdict.BELOW_SURE_FIRM),
        ((1000, 479, 1000, 600), Verdict.BELOW_SURE_FRAIL),
        ((40, 8, 40, 14), Verdict.BELOW_UNSURE_FIRM),
        ((20, 3, 80, 16), Verdict.BELOW_UNSURE_FRAIL),
        ((500, 255, 500, 300), Verdict.ABOVE_SURE_FIRM),
        ((1000, 480, 1000, 600), Verdict.ABOVE_SURE_FRAIL),
        ((100, 45, 100, 50), Verdict.ABOVE_UNSURE_FIRM),
        ((50, 24, 50, 30), Verdict.ABOVE_UNSURE_FRAIL),
        ((50, 30, 50, 24), Verdict.NOT_LOWER),
        ((50, 30, 50, 30), Verdict.NOT_LOWER),
        ((50, 30, 50, 0), Verdict.UNDEFINED),
        ((4, 1, 50, 30), Verdict.TOO_FEW),
        ((50, 30, 4, 1), Verdict.TOO_FEW),
        ((50, 1, 50, 3), Verdict.TOO_FEW),
        ((5, 1, 5, 4), Verdict.BELOW_UNSURE_FIRM),
    ],
)
def test_size_chance_and_robustness_give_the_verdict(people, verdict):
    assert impact(*people).verdict is verdict


def test_every_combination_has_a_verdict_of_its_own():
    assert len(set(GRID.values())) == 8
    assert {*Verdict} == {
        *GRID.values(),
        Verdict.TOO_FEW,
        Verdict.UNDEFINED,
        Verdict.NOT_LOWER,
    }


def test_too_few_people_still_get_their_chance_and_what_they_could_show():
    found = impact(4, 0, 10, 6)

    assert found.verdict is Verdict.TOO_FEW
    assert 0 < found.tests.midp_doubled < 1
    assert found.power.at_limit == pytest.approx(0.05, abs=0.06)


def test_a_rate_of_nobody_makes_the_ratio_undefined_and_says_so():
    found = impact(50, 3, 50, 0)

    assert (found.ratio.estimate, found.ratio.interval) == (None, None)
    assert found.ratio.reason is Undefined.NOBODY_IN_REFERENCE
    assert found.score_interval[0] > 0
    assert found.score_interval[1] is None
    assert found.odds_ratio.interval[1] is None


@tried
@given(tables())
def test_nothing_is_nan_or_infinite(table):
    found = impact(*table)

    def leaves(thing):
        if hasattr(thing, "__dataclass_fields__"):
            for name in thing.__dataclass_fields__:
                yield from leaves(getattr(thing, name))
        elif isinstance(thing, tuple):
            for part in thing:
                yield from leaves(part)
        elif isinstance(thing, float):
            yield thing

    assert all(math.isfinite(number) for number in leaves(found))


@tried
@given(tables())
def test_intervals_hold_their_estimates(table):
    found = impact(*table)

    for one in (found.focal, found.reference, found.difference, found.ratio, found.h):
        if one.estimate is not None:
            assert one.interval[0] - 1e-9 <= one.estimate <= one.interval[1] + 1e-9


@tried
@given(tables())
def test_the_shortfall_to_the_limit_is_just_enough(table):
    n1, s1, n2, s2 = table
    more = impact(*table).to_limit

    assert s1 + more <= n1
    if s2:
        assert not is_below((s1 + more) / n1 / (s2 / n2), FOUR_FIFTHS)
        assert not more or is_below((s1 + more - 1) / n1 / (s2 / n2), FOUR_FIFTHS)


@tried
@given(st.lists(tables(), min_size=2, max_size=3))
def test_many_comparisons_are_each_as_if_alone(many):
    for table, found in zip(many, compare_many(*zip(*many, strict=True), limit=0.8), strict=True):
        alone = impact(*table)
        assert found.verdict is alone.verdict
        assert found.tests.midp_doubled == pytest.approx(alone.tests.midp_doubled, rel=1e-9)


def test_wilsons_interval_by_hand():
    # 3 of 20: (0.15 + 0.096) / 1.192 -+ ...; at 0 the low end is 0, and no error is claimed.
    assert rate(3, 20).interval == pytest.approx((0.0523687, 0.3604189), abs=1e-6)
    assert rate(0, 20).interval[0] == 0
    assert rate(0, 20).standard_error is None


@pytest.mark.parametrize(
    ("selected", "n", "sentence"),
    [
        (3, 0, "n: give one person at least"),
        (4, 3, "selected: give no more than there are people"),
        (1.5, 3, "selected: give whole numbers"),
        (-1, 3, "selected: give numbers of 0 or more"),
        (1, None, "n: give whole numbers"),
    ],
)
def test_a_rate_of_what_are_no_people_is_refused(selected, n, sentence):
    with pytest.raises(ValueError, match=sentence):
        rate(selected, n)


@pytest.mark.parametrize(
    ("focal_n", "reference_n", "reference_rate"), [(40, 80, 0.6), (100, 100, 0.3), (30, 200, 0.5)]
)
def test_the_detectable_ratio_is_found_by_the_exact_test_about_as_often_as_it_says(
    focal_n, reference_n, reference_rate
):
    power = power_of(focal_n, reference_n, reference_rate, limit=FOUR_FIFTHS)

    for ratio, chance in ((power.detectable, 0.8), (FOUR_FIFTHS, power.at_limit)):
        first = stats.binom(focal_n, ratio * reference_rate).pmf(range(focal_n + 1))
        second = stats.binom(reference_n, reference_rate).pmf(range(reference_n + 1))
        s1, s2 = (grid.ravel() for grid in np.indices((focal_n + 1, reference_n + 1)))
        likely = np.outer(first, second).ravel() > 1e-9
        found = fisher_tests(
            np.full(likely.sum(), focal_n),
            s1[likely],
            np.full(likely.sum(), reference_n),
            s2[likely],
        ).midp_doubled
        exact = float(np.outer(first, second).ravel()[likely] @ (found < 0.05))
        assert exact == pytest.approx(chance, abs=0.03)


def test_groups_too_small_to_show_anything_say_so():
    assert power_of(2, 3, 0.2, limit=FOUR_FIFTHS).detectable is None
    nobody = power_of(50, 50, 0.0, limit=FOUR_FIFTHS)
    assert (nobody.detectable, nobody.at_limit) == (None, None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"limit": 0}, "limit: give a ratio"),
        ({"limit": 80}, "limit: give a ratio"),
        ({"limit": 0.8, "level": 95}, "level: give a share"),
    ],
)
def test_a_limit_and_a_level_that_are_none_are_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        compare(20, 3, 80, 16, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((0, 5, 0.5), "focal_n, reference_n: give one"),
        ((5, 5, 1.5), "reference_rate: give a number"),
    ],
)
def test_power_of_nothing_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        power_of(*values, limit=FOUR_FIFTHS)
    with pytest.raises(ValueError, match="power: give a share"):
        power_of(5, 5, 0.5, limit=FOUR_FIFTHS, power=1)
