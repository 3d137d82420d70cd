"""Design studies: against Brennan's formulas, worked by hand, and as laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability.design_study import (
    Error,
    Undefined,
    cut_dependability,
    d_study,
    plan,
)
from assess.science.generalizability.g_study import Reason, from_fit, g_study
from tests.properties import tried
from tests.science.cases import within
from tests.science.generalizability.test_g_study import BRENNAN, PRC, brennan, competencies, sparse

SEEDS = st.integers(0, 2**32 - 1)
TWELVE = g_study([[1, 3], [5, 7], [3, 8]] * 4, "pr", seed=1)


def values(decision, **parts):
    return {name: getattr(decision, part).estimate for name, part in parts.items()}


@pytest.mark.parametrize("row", BRENNAN["dstudy_random"]["value"], ids=str)
def test_errors_and_coefficients_agree_with_brennans_formulas(row):
    found = d_study(brennan(), {"i": row["n_i"], "o": row["n_o"]})

    parts = {
        "rel_error": "relative_error",
        "abs_error": "absolute_error",
        "Erho2": "generalizability",
        "Phi": "dependability",
        "SEM_rel": "relative_sem",
        "SEM_abs": "absolute_sem",
    }
    assert values(found, **parts) == within(
        BRENNAN["dstudy_random"], {name: row[name] for name in parts}
    )


@pytest.mark.parametrize("row", BRENNAN["dstudy_occasion_fixed"]["value"], ids=str)
def test_a_fixed_occasion_belongs_to_what_is_measured(row):
    found = d_study(brennan(), {"i": row["n_i"], "o": row["n_o"]}, fixed="o")

    parts = {
        "universe": "universe",
        "rel_error": "relative_error",
        "Erho2": "generalizability",
    }
    assert values(found, **parts) == within(
        BRENNAN["dstudy_occasion_fixed"], {name: row[name] for name in parts}
    )


@pytest.mark.parametrize("row", PRC["dstudy"]["value"], ids=str)
def test_panels_with_and_without_fixed_competencies_agree_with_the_reference(row):
    fixed = "c" if row["competency_fixed"] else ""

    found = d_study(competencies(), {"r": row["n_r"], "c": row["n_c"]}, fixed=fixed)

    parts = {
        "Erho2": "generalizability",
        "Phi": "dependability",
        "sem_rel": "relative_sem",
        "sem_abs": "absolute_sem",
    }
    assert values(found, **parts) == within(PRC["dstudy"], {name: row[name] for name in parts})


def test_the_dependability_of_a_cut_agrees_with_brennan_and_kane():
    entry, study = BRENNAN["phi_lambda"], brennan()
    sizes = {"i": 4, "o": 2}

    found = {
        "lambda4": cut_dependability(study, sizes, 4).estimate,
        "lambda6": cut_dependability(study, sizes, 6).estimate,
        "mean": study.mean,
    }

    assert found == within(entry, entry["value"])


def test_a_cut_at_the_mean_is_no_better_than_dependability():
    study, sizes = brennan(), {"i": 4, "o": 2}

    # The mean is not known exactly either, so that no distance is left and none below 0.
    found = cut_dependability(study, sizes, study.mean)

    assert found.estimate == pytest.approx(d_study(study, sizes).dependability.estimate)


def test_a_cut_with_a_fixed_facet_leaves_its_levels_out_of_the_error_of_the_mean():
    study, sizes = competencies(), {"r": 3, "c": 5}
    by_name = {one.name: one.estimate for one in study.sources}
    # All but c: p / 60 + r / 3 + pr / 180 + pc / 300 + rc / 15 + prc / 900.
    behind = {"p": 60, "r": 3, "pr": 180, "pc": 300, "rc": 15, "prc": 900}
    squared = (study.mean - 3) ** 2 - sum(by_name[one] / n for one, n in behind.items())
    decision = d_study(study, sizes, fixed="c")
    true, error = decision.universe.estimate, decision.absolute_error.estimate

    found = cut_dependability(study, sizes, 3, fixed="c")

    assert found.estimate == pytest.approx((true + squared) / (true + squared + error))


def test_raters_of_ones_own_are_an_error_of_a_comparison_too():
    study = competencies()
    shared, own = (d_study(study, {"r": 2, "c": 5}, own=some) for some in ("", "r"))

    by_name = {one.name: one.estimate for one in study.sources}
    more = by_name["r"] / 2 + by_name["rc"] / 10
    assert own.relative_error.estimate == pytest.approx(shared.relative_error.estimate + more)
    assert own.absolute_error == shared.absolute_error


def test_a_decision_says_what_it_took_as_0():
    study = g_study([[1, 3], [3, 1], [2, 2]] * 4, "pr", seed=1)

    found = d_study(study, {"r": 2})

    assert found.set_to_zero == ("p", "r")
    assert found.universe.estimate == 0
    assert found.generalizability.estimate == 0


def test_scores_that_do_not_vary_have_no_coefficient():
    found = d_study(g_study([[2, 2]] * 10, "pr", seed=1), {"r": 2})

    assert found.generalizability.estimate is None
    assert found.generalizability.reason is Undefined.NO_VARIANCE
    assert (found.absolute_sem.interval, found.absolute_sem.standard_error) == (None, None)
    assert found.absolute_sem.reason is Undefined.NO_ERROR
    assert found.absolute_sem.estimate == 0


def test_few_candidates_decide_nothing():
    study = g_study(np.random.default_rng(2).normal(size=(9, 3)), "pr", seed=1)

    found = d_study(study, {"r": 2})
    planned = plan(study, 0.5, {"r": [1, 2]}, {("r",): 10})

    assert found.absolute_sem.reason is found.dependability.reason is Reason.TOO_FEW
    assert found.universe.estimate is found.relative_sem.interval is None
    assert cut_dependability(study, {"r": 2}, 1).reason is Reason.TOO_FEW
    assert (planned.designs, planned.closest, planned.reason) == ((), None, Reason.TOO_FEW)


def test_a_coefficient_of_1_is_not_certain():
    cells = np.arange(12)[:, None] + np.array([0, 3, 1])

    found = d_study(g_study(cells, "pr", seed=1), {"r": 2}).generalizability

    assert (found.estimate, found.standard_error, found.interval) == (1, None, None)
    assert found.reason is Undefined.NO_ERROR


def test_the_delta_error_of_a_coefficient_is_that_of_alpha():
    # Eρ² of p x r is alpha; its error by hand from both mean squares.
    study = g_study(np.random.default_rng(3).normal(size=(40, 1)) + _noise(), "pr", seed=1)
    squares = {one.name: one.mean_square for one in study.sources}
    degrees = {one.name: one.degrees for one in study.sources}
    alpha = 1 - squares["pr"] / squares["p"]

    found = d_study(study, {"r": 5}).generalizability

    relative = sum(2 / (degrees[one] + 2) for one in ("p", "pr"))
    assert found.estimate == pytest.approx(alpha)
    assert found.standard_error == pytest.approx((1 - alpha) * relative**0.5, rel=1e-6)


def test_the_interval_of_a_coefficient_of_two_facets_is_feldts():
    study = g_study(np.random.default_rng(3).normal(size=(40, 1)) + _noise(), "pr", seed=1)

    found = d_study(study, {"r": 5}).generalizability

    # 1 - (1 - α) F with 39 and 156 degrees; F.975 = 1.5739, F.025 = 0.5893.
    share = 1 - found.estimate
    assert found.interval == pytest.approx((1 - share * 1.57, 1 - share * 0.59), abs=0.01)


def _noise():
    return np.random.default_rng(4).normal(size=(40, 5))


@tried
@given(SEEDS)
def test_more_raters_never_make_an_error_larger(seed):
    study = g_study(np.random.default_rng(seed).normal(size=(10, 3, 3)), "prc", seed=1, draws=100)

    few, many = (d_study(study, {"r": size, "c": 4}) for size in (2, 3))

    assert many.absolute_sem.estimate <= few.absolute_sem.estimate
    assert many.relative_sem.estimate <= few.relative_sem.estimate
    assert few.relative_sem.estimate <= few.absolute_sem.estimate


def test_a_plan_names_the_cheapest_designs_first():
    study = competencies()
    ranges, minutes = {"r": range(1, 9), "c": range(1, 13)}, {("r",): 10, ("r", "c"): 4}

    found = plan(study, 0.35, ranges, minutes, fixed="c")

    costs = [one.cost for one in found.designs]
    assert costs == sorted(costs)
    assert (found.designs[0].sizes, costs[0]) == ({"r": 3, "c": 2}, 54)
    assert all(one.sem.estimate <= 0.35 for one in found.designs)
    cheaper = [(r, c) for r in ranges["r"] for c in ranges["c"] if 10 * r + 4 * r * c < costs[0]]
    for r, c in cheaper:
        assert d_study(study, {"r": r, "c": c}, fixed="c").absolute_sem.estimate > 0.35


def test_a_plan_is_sure_only_when_the_upper_end_is_on_target_too():
    study, ranges = competencies(), {"r": range(1, 9), "c": [5]}

    one, other = (
        plan(study, target, ranges, {("r",): 1}, error=Error.RELATIVE) for target in (0.46, 0.6)
    )

    assert not one.designs[0].sure
    assert other.designs[0].sure
    assert one.designs[0].sem == d_study(study, {"r": 1, "c": 5}).relative_sem


def test_a_plan_without_a_design_says_how_close_one_can_come():
    study = competencies()

    found = plan(study, 0.01, {"r": [1, 2], "c": [5]}, {("r",): 1})

    assert (found.designs, found.reason) == ((), Undefined.OUT_OF_REACH)
    assert found.closest == pytest.approx(d_study(study, {"r": 2, "c": 5}).absolute_sem.estimate)


def test_a_panel_with_gaps_can_be_planned_for_too():
    study = from_fit(sparse(), {"candidate": "p", "rater": "r", "residual": "pr"}, seed=1)
    variances = [one.estimate for one in study.sources]

    found = d_study(study, {"r": 3}, own="r")

    assert found.relative_error.estimate == pytest.approx((variances[1] + variances[2]) / 3)
    low, high = found.generalizability.interval
    assert low < found.generalizability.estimate < high
    with pytest.raises(ValueError, match="fixed: give a study of a complete design"):
        cut_dependability(study, {"r": 3}, 4, fixed="r")


@pytest.mark.parametrize(
    ("sizes", "options", "sentence"),
    [
        ({}, {}, "sizes: give a whole number, 1 or more"),
        ({"r": 0}, {}, "sizes: give a whole number, 1 or more"),
        ({"r": np.nan}, {}, "sizes: give a whole number, 1 or more"),
        ({"r": 2.5}, {}, "sizes: give a whole number, 1 or more"),
        ({"r": 2, "c": 1}, {}, "sizes: give a whole number, 1 or more"),
        ({"r": 2}, {"candidates": "x"}, "candidates: give a facet"),
        ({"r": 2}, {"fixed": "x"}, "fixed, own: give other facets"),
        ({"r": 2}, {"fixed": "r", "own": "r"}, "fixed, own: give other facets"),
    ],
)
def test_what_is_no_design_is_refused(sizes, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        d_study(TWELVE, sizes, **options)


@pytest.mark.parametrize(
    ("target", "ranges", "minutes", "sentence"),
    [
        (0, {"r": [1]}, {}, "target: give points"),
        (1, {"r": []}, {}, "ranges: give a size"),
        (1, {"r": [1]}, {("x",): 1}, "minutes: give facets"),
        (1, {"r": [1]}, {("r",): -1}, "minutes: give 0 or more"),
    ],
)
def test_what_cannot_be_planned_is_refused(target, ranges, minutes, sentence):
    with pytest.raises(ValueError, match=sentence):
        plan(TWELVE, target, ranges, minutes)


def test_a_cut_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="cut: give a number"):
        cut_dependability(TWELVE, {"r": 2}, float("nan"))
