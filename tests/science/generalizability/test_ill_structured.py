"""G(q,k) of panels that differ: against lme4 and R, worked by hand, and as laws."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability.ill_structured import (
    Reason,
    chance_of_severity,
    panel_reliability,
    planned_reliability,
    rater_contrasts,
)
from tests.properties import tried
from tests.science.cases import entries, within
from tests.science.rating_cases import columns, numbers

NAN = float("nan")
SEEDS = st.integers(0, 2**32 - 1)
CASE = entries("gqk_panel_sparse")
DATA = columns("gqk_panel_sparse")
PANEL = numbers(DATA["score"]), DATA["candidate"], DATA["rater"]
FOUND = panel_reliability(*PANEL, seed=1)


def drawn(random, people=60, raters=8, each=3, variances=(0.8, 0.2, 0.45)):
    """Scores of candidates whom some of the raters met."""
    candidate = np.repeat(np.arange(people), each)
    order = random.permuted(np.tile(np.arange(raters), (people, 1)), axis=1)
    rater = order[:, :each].ravel()
    true, severity, error = np.sqrt(variances)
    scores = 3 + random.normal(0, true, people)[candidate]
    scores = scores + random.normal(0, severity, raters)[rater]
    return scores + random.normal(0, error, len(rater)), candidate, rater


def test_the_panel_agrees_with_putka_and_others_formula():
    entry = CASE["G_qk"]

    found = {
        "n_ratees": FOUND.design.candidates,
        "k_harmonic": FOUND.design.k,
        "q": FOUND.design.q,
        "G_qk": FOUND.estimate,
        "G_single_fullrater": FOUND.one_rater,
    }

    assert found == within(entry, entry["value"])
    assert (FOUND.design.n, FOUND.design.raters, FOUND.missing) == (490, 16, 0)
    assert (FOUND.design.single, FOUND.design.groups, FOUND.reason) == (0, 1, None)


def test_its_uncertainty_agrees_with_the_reference():
    entry = CASE["G_qk_uncertainty"]

    found = {
        "G": FOUND.estimate,
        "delta_se": FOUND.standard_error,
        "mc_ci95_log_scale": list(FOUND.interval),
        "q": FOUND.design.q,
        "k_harmonic": FOUND.design.k,
    }

    wanted = entry["value"]
    assert found.pop("mc_ci95_log_scale") == within(entry, wanted["mc_ci95_log_scale"])
    assert found == within(entry, {name: wanted[name] for name in found})


def test_contrasts_of_raters_agree_with_least_squares_in_r():
    entry = CASE["fixed_effects_rater_contrast"]

    found = rater_contrasts(*PANEL)

    named = {f"factor(rater){one.rater}": one.estimate for one in found.contrasts}
    assert named == within(entry, entry["value"])
    assert (found.reference, found.degrees, found.reason) == ("r001", 275, None)


def test_errors_of_contrasts_are_those_of_full_least_squares():
    scores, candidate, rater = drawn(np.random.default_rng(2), people=12, raters=4, each=2)
    design = np.column_stack([np.eye(12)[candidate], np.eye(4)[rater][:, 1:]])
    effects, (rest,), *_ = np.linalg.lstsq(design, scores)
    errors = np.sqrt(rest / 9 * np.diag(np.linalg.inv(design.T @ design))[12:])

    found = rater_contrasts(scores, candidate, rater)

    assert [one.estimate for one in found.contrasts] == pytest.approx(effects[12:])
    assert [one.standard_error for one in found.contrasts] == pytest.approx(errors)
    assert found.residual == pytest.approx((rest / 9) ** 0.5)
    # t.975 with 9 degrees is 2.262157.
    first = found.contrasts[0]
    assert first.interval[1] - first.estimate == pytest.approx(2.262157 * first.standard_error)


@pytest.mark.parametrize("each", [[3, 3], [0.1, 0.4]])
def test_raters_who_explain_every_rating_leave_no_certainty(each):
    found = rater_contrasts(each * 4, list("aabbccdd"), list("xyxyxyxy"))

    (only,) = found.contrasts
    assert only.estimate == pytest.approx(each[1] - each[0])
    assert (only.standard_error, only.interval, found.reason) == (None, None, Reason.EXACT)


def test_raters_without_a_candidate_in_common_have_no_contrast():
    found = rater_contrasts([1, 2, 2, 4, 3, 3, 5, 4], list("aabbccdd"), list("xyxyzwzw"))

    assert (found.contrasts, found.reason) == ((), Reason.APART)
    saturated = rater_contrasts([1, 2], ["a", "a"], ["x", "y"])
    assert (saturated.contrasts, saturated.reason) == ((), Reason.NO_ERROR)


@pytest.mark.parametrize(
    ("candidates", "raters", "k", "q"),
    [
        # All raters shared, none shared, and one of two shared: 1/2 - (2 / 4) / 2.
        ("aabb", "xyxy", 2, 0),
        ("aabb", "wxyz", 2, 0.5),
        ("aabb", "xyyz", 2, 0.25),
        # One and three raters: k = 2 / (1 + 1/3), and x in both: 2/3 - 2 (1/3) / 2.
        ("abbb", "xxyz", 1.5, 1 / 3),
    ],
)
def test_overlap_by_hand(candidates, raters, k, q):
    found = panel_reliability([1, 2, 3, 4], list(candidates), list(raters), seed=1).design

    assert (found.k, found.q) == pytest.approx((k, q))


@tried
@given(SEEDS)
def test_overlap_is_that_of_every_pair_of_candidates(seed):
    random = np.random.default_rng(seed)
    met = random.random((9, 5)) < 0.5
    met[:, 0] |= ~met.any(axis=1)
    candidate, rater = np.nonzero(met)
    counts = met.sum(axis=1)
    shared = sum(
        (met[i] & met[j]).sum() / (counts[i] * counts[j])
        for i in range(9)
        for j in range(9)
        if i != j
    )

    found = panel_reliability(random.random(len(rater)), candidate, rater, seed=1).design

    assert found.k == pytest.approx(9 / (1 / counts).sum())
    assert found.q == pytest.approx(1 / found.k - shared / 72)


def test_a_panel_that_met_everybody_has_the_consistency_of_its_mean():
    random = np.random.default_rng(5)
    table = random.normal(size=(40, 1)) + random.normal(size=(40, 3)) + [0, 0.5, 1]
    people, raters = np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40)

    found = panel_reliability(table.ravel(), people, raters, seed=1)

    residual = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    between = 3 * table.mean(axis=1).var(ddof=1)
    assert found.design.q == 0
    assert found.estimate == pytest.approx(1 - (residual**2).sum() / 78 / between)


def test_missing_scores_are_left_out_and_counted():
    scores, candidate, rater = drawn(np.random.default_rng(1))
    gaps = scores.copy()
    gaps[:5] = NAN

    found = panel_reliability(gaps, candidate, rater, seed=1, draws=500)

    part = panel_reliability(scores[5:], candidate[5:], rater[5:], seed=1, draws=500)
    assert (found.missing, found.estimate, found.interval) == (5, part.estimate, part.interval)


def test_with_few_candidates_there_is_no_coefficient():
    scores, candidate, rater = drawn(np.random.default_rng(1), people=9)

    found = panel_reliability(scores, candidate, rater, seed=1)

    assert (found.estimate, found.interval, found.fit, found.reason) == (
        None,
        None,
        None,
        Reason.TOO_FEW,
    )
    assert found.design.candidates == 9


def test_candidates_whom_one_person_rated_do_not_make_a_coefficient():
    found = panel_reliability(range(40), range(40), [1, 2] * 20, seed=1)

    assert (found.reason, found.design.single) == (Reason.TOO_FEW, 40)
    assert found.design.single_share == 40 / found.design.candidates


def test_ratings_that_never_differ_have_no_coefficient():
    _, candidate, rater = drawn(np.random.default_rng(1))

    found = panel_reliability(np.full(180, 3.0), candidate, rater, seed=1)

    assert (found.estimate, found.reason) == (None, Reason.NO_VARIANCES)


def test_candidates_who_are_alike_have_a_reliability_of_0_and_an_upper_end():
    random = np.random.default_rng(1)
    scores, candidate, rater = drawn(random, variances=(0, 0.2, 0.45))
    scores = scores - np.repeat(scores.reshape(-1, 3).mean(axis=1), 3)

    found = panel_reliability(scores, candidate, rater, seed=1)

    assert (found.estimate, found.standard_error, found.interval[0]) == (0, None, 0)
    assert 0 < found.interval[1] < 0.5
    assert found.reason is Reason.ALIKE


def test_raters_who_are_alike_are_told():
    scores, candidate, rater = drawn(np.random.default_rng(3), variances=(0.8, 0, 0.45))

    found = panel_reliability(scores, candidate, rater, seed=1)

    assert found.reason is Reason.RATERS_ALIKE
    assert found.interval[0] < found.estimate < found.interval[1]


def test_groups_that_share_nobody_are_counted():
    scores, candidate, rater = drawn(np.random.default_rng(1))
    apart = candidate >= 30

    found = panel_reliability(scores, candidate, rater + 100 * apart, seed=1, draws=500)

    assert found.design.groups == 2


def test_more_raters_make_a_plan_more_reliable():
    few, many = (planned_reliability(FOUND, k, 0.1, seed=1) for k in (2, 4))

    assert few.estimate < many.estimate
    assert many.sem < few.sem
    same = planned_reliability(FOUND, FOUND.design.k, FOUND.design.q, seed=1)
    assert same.estimate == FOUND.estimate
    assert same.interval == FOUND.interval


def test_equal_seeds_give_equal_intervals():
    scores = drawn(np.random.default_rng(1))

    one, same, other = (panel_reliability(*scores, seed=seed, draws=500) for seed in (1, 1, 2))

    assert one.interval == same.interval != other.interval
    assert one.estimate == other.estimate


@pytest.mark.slow  # fits 200 simulated panels
def test_intervals_of_reliability_hold_what_they_say():
    random, held = np.random.default_rng(7), 0
    for seed in range(200):
        found = panel_reliability(*drawn(random), seed=seed, draws=1000)
        truth = 0.8 / (0.8 + 0.2 * found.design.q + 0.45 / found.design.k)
        held += found.interval[0] <= truth <= found.interval[1]

    # Three standard errors of a share of .95 in 200 samples are .046.
    assert held / 200 == pytest.approx(0.95, abs=0.046)


@pytest.mark.parametrize(
    ("scores", "candidates", "raters", "sentence"),
    [
        ([1, 2], ["a"], ["x", "y"], "candidates: give a label for every score"),
        ([NAN, NAN], ["a", "b"], ["x", "y"], "scores: give numbers"),
        ([1, float("inf")], ["a", "b"], ["x", "y"], "scores: give numbers"),
        ([1, 2], ["a", "a"], ["x", "x"], "scores: give one at most"),
        ([1, 2], ["a", None], ["x", "y"], "candidates: give a label for every score, and none"),
        ([1, 2], ["a", "b"], [1.0, NAN], "raters: give a label for every score, and none"),
        ([1, "2"], ["a", "b"], ["x", "y"], "scores: give numbers"),
    ],
)
def test_what_are_no_ratings_is_refused(scores, candidates, raters, sentence):
    with pytest.raises(ValueError, match=sentence):
        panel_reliability(scores, candidates, raters, seed=1)
    with pytest.raises(ValueError, match=sentence):
        rater_contrasts(scores, candidates, raters)


def test_a_level_is_a_share():
    with pytest.raises(ValueError, match="level: give a share"):
        panel_reliability(*PANEL, seed=1, level=95)
    with pytest.raises(ValueError, match="level: give a share"):
        rater_contrasts(*PANEL, level=95)


def test_raters_differ_where_chance_hardly_explains_it():
    random = np.random.default_rng(3)
    people, judges = np.repeat(np.arange(60), 2), random.permuted(np.tile(np.arange(4), 30))
    judges[1::2] = (judges[::2] + 1 + random.integers(0, 3, 60)) % 4
    alike = random.normal(size=60)[people] + random.normal(0, 0.5, 120)

    assert chance_of_severity(alike, people, judges) > 0.05
    assert chance_of_severity(alike + judges, people, judges) < 1e-9
    assert chance_of_severity([1, 2], ["a", "b"], ["x", "x"]) is None


@pytest.mark.parametrize(("k", "q"), [(0, 0), (2, -0.1), (2, 0.6)])
def test_what_cannot_be_planned_is_refused(k, q):
    with pytest.raises(ValueError, match="k, q: give k of 1 or more"):
        planned_reliability(FOUND, k, q, seed=1)
    with pytest.raises(ValueError, match="found: give a result"):
        planned_reliability(replace(FOUND, fit=None), 2, 0.1, seed=1)
