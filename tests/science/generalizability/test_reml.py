"""Variance components by REML: against lme4, closed forms, full matrices, and as laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability import reml
from assess.science.generalizability.g_study import g_study
from assess.science.generalizability.reml import Boundary, Intervals, Lack, Slope
from tests.properties import tried
from tests.science.cases import entries, within
from tests.science.rating_cases import columns, numbers

NAN = float("nan")
SEEDS = st.integers(0, 2**32 - 1)

PANEL, GQK, PRC = (
    entries(one) for one in ("icc_panel_complete", "gqk_panel_sparse", "gtheory_prc_complete")
)


def complete_panel():
    table = np.array([numbers(one) for one in columns("icc_panel_complete").values()]).T
    people, raters = table.shape
    names = {"c": np.repeat(np.arange(people), raters), "r": np.tile(np.arange(raters), people)}
    return reml.fit(table.ravel(), names)


def sparse_panel(**options):
    data = columns("gqk_panel_sparse")
    names = {"candidate": data["candidate"], "rater": data["rater"]}
    return reml.fit(numbers(data["score"]), names, **options)


SPARSE = sparse_panel()


def estimates(fit, names):
    return [fit.component("residual" if name == "Residual" else name).estimate for name in names]


def crossed(seed, people=12, raters=4, gaps=0.3):
    """Scores of every candidate by every rater, some of them missing."""
    random = np.random.default_rng(seed)
    one, other = np.repeat(np.arange(people), raters), np.tile(np.arange(raters), people)
    scores = random.normal(size=people)[one] + 0.5 * random.normal(size=raters)[other]
    scores = scores + random.normal(size=len(one))
    scores[random.random(len(scores)) < gaps] = NAN
    return scores, {"candidate": one, "rater": other}


def test_a_complete_panel_agrees_with_lme4():
    fit = complete_panel()
    variances, mean, deviance = (
        PANEL[f"lme4.crossed.{name}"]
        for name in ("variance_components", "intercept", "reml_criterion")
    )

    assert estimates(fit, variances["value"]) == within(
        variances, list(variances["value"].values())
    )
    assert fit.fixed[0].estimate == within(mean, mean["value"]["est"])
    assert fit.fixed[0].standard_error == within(mean, mean["value"]["se"])
    assert fit.deviance == within(deviance, deviance["value"])


def test_a_sparse_panel_agrees_with_lme4():
    variances, mean, deviance = (
        GQK[f"lme4.{name}"] for name in ("variance_components", "intercept", "reml_criterion")
    )

    assert estimates(SPARSE, variances["value"]) == within(
        variances, list(variances["value"].values())
    )
    assert SPARSE.fixed[0].estimate == within(mean, mean["value"]["est"])
    assert SPARSE.fixed[0].standard_error == within(mean, mean["value"]["se"])
    assert SPARSE.deviance == within(deviance, deviance["value"])
    assert (SPARSE.n, SPARSE.missing, SPARSE.reason) == (490, 0, None)


def test_predictions_and_their_errors_agree_with_lme4():
    rater, first, errors = (
        GQK[name] for name in ("rater_blup", "candidate_blup_first10", "candidate_condsd_first10")
    )
    candidates = SPARSE.effect("candidate")

    assert {name: SPARSE.effect("rater").of(name) for name in rater["value"]} == within(
        rater, rater["value"]
    )
    assert {name: candidates.of(name) for name in first["value"]} == within(first, first["value"])
    assert list(candidates.standard_errors[:10]) == within(errors, errors["value"])


def test_errors_of_the_variances_agree_with_the_observed_information():
    entry = GQK["reml_component_se"]

    found = {one.name: one.standard_error for one in SPARSE.components}

    assert found == within(entry, entry["value"])


def test_six_effects_of_a_complete_design_agree_with_lme4():
    data = columns("gtheory_prc_complete")
    variances, mean, deviance = (
        PRC[f"lme4.{name}"] for name in ("variance_components", "intercept", "reml_criterion")
    )
    effects = {
        name: [" ".join(some) for some in zip(*(data[one] for one in name.split(":")), strict=True)]
        for name in variances["value"]
        if name != "Residual"
    }

    fit = reml.fit(numbers(data["score"]), effects, intervals=Intervals.LOG)

    assert estimates(fit, variances["value"]) == within(
        variances, list(variances["value"].values())
    )
    assert fit.fixed[0].estimate == within(mean, mean["value"]["est"])
    assert fit.fixed[0].standard_error == within(mean, mean["value"]["se"])
    assert fit.deviance == within(deviance, deviance["value"])


def test_one_balanced_effect_by_hand():
    # Means 1, 2, 6 of two each; MS between 14, within 2: σ² = (14 - 2) / 2 = 6 and 2.
    fit = reml.fit([0, 2, 1, 3, 5, 7], {"batch": list("aabbcc")})

    assert estimates(fit, ["batch", "residual"]) == pytest.approx([6, 2])
    # √(14 / 6), and each mean is drawn to 3 by 6 / (6 + 2 / 2).
    assert fit.fixed[0].standard_error == pytest.approx(math.sqrt(14 / 6))
    assert fit.effects[0].estimates == pytest.approx(np.array([-2, -1, 3]) * 6 / 7)
    assert fit.effects[0].standard_errors == pytest.approx([math.sqrt(6 / 7)] * 3)


def test_a_variance_of_0_is_an_estimate_and_no_failure():
    # Both means are 2: between batches there is less than chance would have.
    fit = reml.fit([1, 3, 1, 3, 0, 4], {"batch": list("aabbcc")})
    batch, residual = fit.components

    assert (batch.estimate, batch.standard_error, batch.boundary) == (0, None, Boundary.ZERO)
    assert batch.interval[0] == 0
    assert batch.interval[1] > 0
    assert residual.estimate == pytest.approx(12 / 5)
    assert list(fit.effects[0].estimates) == [0, 0, 0]
    assert fit.effects[0].standard_errors is None
    assert fit.effects[0].total_standard_errors is None
    assert fit.reason is None


def test_a_variance_of_0_has_no_interval_on_the_log_scale():
    fit = reml.fit([1, 3, 1, 3, 0, 4], {"batch": list("aabbcc")}, intervals=Intervals.LOG)

    assert fit.components[0].interval is None


def test_intervals_on_the_log_scale_are_a_factor_around_the_estimate():
    for one in sparse_panel(intervals=Intervals.LOG).components:
        factor = math.exp(1.959964 * one.standard_error / one.estimate)
        assert one.interval == pytest.approx((one.estimate / factor, one.estimate * factor))


def test_what_a_candidate_adds_to_the_mean_carries_the_error_of_the_mean_too():
    scores, names = crossed(1, people=20, raters=6)
    fit = reml.fit(scores, names, intervals=Intervals.LOG)
    assert not any(one.boundary for one in fit.components)
    seen = ~np.isnan(scores)

    for effects in fit.effects:
        labels = {name: np.unique(one[seen], return_inverse=True)[1] for name, one in names.items()}
        designs = [np.eye(labels[name].max() + 1)[labels[name]] for name in names]
        widths = np.cumsum([one.shape[1] for one in designs])
        whole = np.column_stack([*designs, np.ones(seen.sum())])
        *variances, residual = (one.estimate for one in fit.components)
        own = np.repeat(variances, [one.shape[1] for one in designs])
        penalty = np.diag(np.append(residual / own, 0))
        inverse = residual * np.linalg.inv(whole.T @ whole + penalty)
        start = 0 if effects.name == "candidate" else widths[0]
        for place in range(len(effects.levels)):
            pick = np.zeros(len(inverse))
            pick[start + place] = pick[-1] = 1
            found = effects.total_standard_errors[place]
            assert found == pytest.approx(math.sqrt(pick @ inverse @ pick))
        assert effects.totals == pytest.approx(fit.fixed[0].estimate + effects.estimates)


@tried
@given(SEEDS)
def test_complete_designs_have_the_variances_of_their_mean_squares(seed):
    scores, names = crossed(seed, gaps=0)

    fit = reml.fit(scores, names, intervals=Intervals.LOG)

    study = g_study(scores.reshape(12, 4), "pr", seed=1, draws=100)
    if study.set_to_zero:
        assert 0 in estimates(fit, names)
    else:
        assert estimates(fit, [*names, "residual"]) == pytest.approx(
            [study.source(name).estimate for name in ("p", "r", "pr")], abs=1e-6
        )


@pytest.mark.parametrize("seed", range(5))
def test_scores_that_are_nearly_without_error_have_the_variances_of_their_mean_squares(seed):
    random = np.random.default_rng(seed)
    cells = (
        random.normal(0, 10, (30, 1)) + random.normal(0, 10, 6) + random.normal(0, 0.05, (30, 6))
    )
    names = {"candidate": np.repeat(np.arange(30), 6), "rater": np.tile(np.arange(6), 30)}

    fit = reml.fit(cells.ravel(), names)

    study = g_study(cells, "pr", seed=1, draws=100)
    assert [one.estimate for one in fit.components] == pytest.approx(
        [study.source(name).estimate for name in ("p", "r", "pr")], rel=1e-6
    )
    assert all(one.interval[0] < one.estimate < one.interval[1] for one in fit.components)


@tried
@given(SEEDS)
def test_missing_scores_are_as_if_they_had_never_been_listed(seed):
    scores, names = crossed(seed)
    seen = ~np.isnan(scores)

    whole = reml.fit(scores, names, intervals=Intervals.LOG)
    part = reml.fit(
        scores[seen], {name: one[seen] for name, one in names.items()}, intervals=Intervals.LOG
    )

    assert whole.components == part.components
    assert (whole.missing, part.missing) == (int((~seen).sum()), 0)


@tried
@given(SEEDS, st.sampled_from([0.001, 3.0, 1000.0]), st.sampled_from([-1e4, 0.0, 7.0]))
def test_another_unit_changes_variances_by_its_square(seed, factor, shift):
    scores, names = crossed(seed)

    one = reml.fit(scores, names, intervals=Intervals.LOG)
    other = reml.fit(scores * factor + shift, names, intervals=Intervals.LOG)

    assert [part.estimate / factor**2 for part in other.components] == pytest.approx(
        [part.estimate for part in one.components], abs=1e-6
    )


def test_a_slope_is_an_effect_times_a_number():
    random = np.random.default_rng(5)
    rater, time = np.repeat(np.arange(30), 40), np.tile(np.linspace(0, 1, 40), 30)
    slopes = random.normal(size=30)
    scores = slopes[rater] * time + random.normal(0, 0.3, len(rater))

    fit = reml.fit(
        scores, {"slope": Slope(rater, time)}, covariates={"time": time}, intervals=Intervals.LOG
    )

    assert np.corrcoef(fit.effect("slope").estimates, slopes)[0, 1] > 0.98
    assert fit.effect("slope").totals is None
    assert [one.name for one in fit.fixed] == ["intercept", "time"]


@pytest.mark.parametrize(
    ("scores", "groups", "reason"),
    [
        ([3] * 6, "aabbcc", Lack.NO_VARIANCE),
        # Nobody was rated twice: nothing tells a candidate from an error.
        ([1, 2, 3, 4, 5, 6], "abcdef", Lack.NO_ERROR),
        ([1, 1, 2, 2, 4, 4], "aabbcc", Lack.NO_ERROR),
    ],
)
def test_scores_that_say_nothing_about_variances_have_none(scores, groups, reason):
    fit = reml.fit(scores, {"candidate": list(groups)})

    assert (fit.reason, fit.components, fit.effects, fit.deviance) == (reason, (), (), None)


def test_candidates_who_met_one_rater_each_cannot_be_told_from_raters():
    groups = list("aabbccdd")

    fit = reml.fit([1, 2, 3, 5, 4, 6, 9, 7], {"candidate": groups, "rater": groups})

    assert fit.reason is Lack.NOT_SEPARABLE


@pytest.mark.parametrize(
    ("scores", "effects", "options", "sentence"),
    [
        ([[1, 2]], {"a": [1, 2]}, {}, "scores: give a sequence"),
        ([1, math.inf], {"a": [1, 2]}, {}, "scores: give a sequence"),
        ([1, 2], {}, {}, "effects: give one at least"),
        ([1, 2], {"residual": [1, 2]}, {}, "effects: give one at least"),
        ([1, 2], {"a": [1]}, {}, "a: give a label"),
        ([1, 2], {"a": [1, NAN]}, {}, "a: give a label"),
        ([1, 2], {"a": [1, 1]}, {}, "a: give two levels"),
        ([1, 2], {"a": Slope([1, 2], [1, NAN])}, {}, "a: give a number"),
        ([1, 2], {"a": [1, 2]}, {"covariates": {"t": [1]}}, "covariates: t: give a number"),
        ([1, 2], {"a": [1, 2]}, {"covariates": {"t": [1, 1]}}, "covariates: each must vary"),
        ([1, 2], {"a": [1, 2]}, {"level": 95}, "level: give a share"),
    ],
)
def test_what_is_no_model_is_refused(scores, effects, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        reml.fit(scores, effects, **options)


def test_an_unknown_level_or_name_is_refused():
    with pytest.raises(KeyError):
        SPARSE.effect("rater").of("r999")
    with pytest.raises(KeyError):
        SPARSE.component("panel")


@pytest.mark.slow  # fits 150 simulated panels
def test_severity_of_raters_is_recovered_with_errors_that_hold():
    random = np.random.default_rng(11)
    alike, held, whole = [], 0, 0
    for _ in range(150):
        candidate = np.repeat(np.arange(80), 3)
        rater = random.permuted(np.tile(np.arange(12), (80, 1)), axis=1)[:, :3].ravel()
        severity = random.normal(0, 0.5, 12)
        scores = random.normal(3, 0.9, 80)[candidate] + severity[rater]
        scores = scores + random.normal(0, 0.7, len(candidate))
        fit = reml.fit(scores, {"candidate": candidate, "rater": rater}, intervals=Intervals.LOG)
        effects = fit.effect("rater")
        if effects.total_standard_errors is None:
            continue
        alike.append(np.corrcoef(effects.estimates, severity)[0, 1])
        apart = np.abs(effects.totals - 3 - severity) / effects.total_standard_errors
        held, whole = held + int((apart < 1.96).sum()), whole + len(apart)

    assert np.mean(alike) > 0.9
    # Errors take the variances as known, which costs a little of the 95 in 100.
    assert 0.92 < held / whole < 0.97


@pytest.mark.parametrize("far", [1e12, -1e12])
def test_scores_far_from_0_vary_as_much_as_those_near_it(far):
    scores, groups = [1, 3, 2, 4, 0, 8, 5, 5], list("aabbccdd")

    # So far out a score has four decimals left.
    near = reml.fit(scores, {"a": groups}, intervals=reml.Intervals.LOG)
    found = reml.fit(np.array(scores) + far, {"a": groups}, intervals=reml.Intervals.LOG)

    assert found.reason is None
    assert found.component("residual").estimate == pytest.approx(
        near.component("residual").estimate, rel=1e-3
    )


def test_scores_that_differ_by_rounding_alone_do_not_vary():
    fit = reml.fit([0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2], {"a": list("aabb")})

    assert fit.reason is reml.Lack.NO_VARIANCE


@pytest.mark.slow  # fits 100 simulated panels with profile intervals
def test_profile_intervals_of_the_candidates_variance_hold_what_they_say():
    random = np.random.default_rng(12)
    held = 0
    for _ in range(100):
        groups = np.repeat(np.arange(20), 3)
        scores = random.normal(0, 0.8, 20)[groups] + random.normal(size=60)
        low, high = reml.fit(scores, {"a": groups}).components[0].interval
        held += low <= 0.64 <= high

    # Three standard errors of a share of .95 in 100 samples are .065.
    assert held / 100 == pytest.approx(0.95, abs=0.065)
