"""G studies: against Brennan's tables, R, worked by hand, and as laws."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability import reml
from assess.science.generalizability.g_study import (
    Method,
    Note,
    Reason,
    from_fit,
    g_study,
    table,
)
from tests.properties import tried
from tests.science.cases import entries, within
from tests.science.rating_cases import columns, numbers

SEEDS = st.integers(0, 2**32 - 1)
BRENNAN, PRC = entries("gtheory_brennan_sd3"), entries("gtheory_prc_complete")


def brennan():
    data = columns("gtheory_brennan_sd3")
    labels = {one: numbers(data[name]) for one, name in zip("pio", data, strict=False)}
    return g_study(table(numbers(data["score"]), labels), "pio", seed=1)


def competencies():
    data = columns("gtheory_prc_complete")
    labels = {one: data[name] for one, name in zip("prc", data, strict=False)}
    return g_study(table(numbers(data["score"]), labels), "prc", seed=1)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("sum_of_squares", "sum_of_squares"),
        ("mean_squares", "mean_square"),
        ("variance_components", "estimate"),
        ("published_variance_components", "estimate"),
    ],
)
def test_brennans_third_data_set_agrees_with_his_table_and_with_r(name, part):
    study, entry = brennan(), BRENNAN[name]

    assert {one.name: getattr(one, part) for one in study.sources} == within(entry, entry["value"])


@pytest.mark.parametrize(
    ("name", "part"),
    [("mean_squares", "mean_square"), ("variance_components_anova", "estimate")],
)
def test_candidates_raters_and_competencies_agree_with_r(name, part):
    study, entry = competencies(), PRC[name]

    assert {one.name: getattr(one, part) for one in study.sources} == within(entry, entry["value"])


def test_the_standard_error_of_a_variance_is_that_of_its_mean_squares():
    study = competencies()
    squares = {one.name: (one.mean_square, one.degrees) for one in study.sources}

    # σ²ₚₖ = (MSₚₖ - MSₚᵣₖ) / 3, with 236 and 472 degrees.
    assert squares["pc"][1], squares["prc"][1] == (236, 472)
    variance = sum(2 * square**2 / (df + 2) for square, df in (squares["pc"], squares["prc"])) / 9
    assert study.source("pc").standard_error == pytest.approx(variance**0.5)


def test_two_facets_by_hand():
    # Rows 2 and 6 on average, columns 3 and 5, nothing left over.
    study = g_study([[1, 3], [5, 7]], "pr", seed=1)

    assert [one.mean_square for one in study.sources] == pytest.approx([16, 4, 0])
    assert [one.variance for one in study.sources] == pytest.approx([8, 2, 0])
    # √(8 / 2 + 2 / 2)
    assert (study.mean, study.mean_standard_error) == pytest.approx((4, 5**0.5))
    assert (study.n, dict(study.levels)) == (4, {"p": 2, "r": 2})


def test_raters_nested_in_tasks_have_variances_of_their_own():
    # Of each task other raters: within tasks the mean squares of raters are 2 and 8.
    cells = np.array([[[1, 3], [0, 4]], [[2, 4], [2, 6]], [[3, 5], [4, 8]]], dtype=float)

    study = g_study(cells, "ptr", nested={"r": "t"}, seed=1)

    assert [(one.name, one.degrees) for one in study.sources] == [
        ("p", 2),
        ("t", 1),
        ("pt", 2),
        ("r:t", 2),
        ("pr:t", 4),
    ]
    assert study.source("r:t").mean_square == pytest.approx(3 * (2 + 8) / 2)
    assert study.source("r:t").variance == pytest.approx(5)
    assert study.source("r:t").facets == {"r", "t"}


def test_a_negative_estimate_is_shown_and_counts_as_0():
    # Every candidate's mean is 2: raters turn the order round.
    study = g_study([[1, 3], [3, 1], [2, 2]] * 4, "pr", seed=1)

    # Mean squares 0 and 16 / 11: (0 - 16 / 11) / 2.
    assert study.source("p").estimate == pytest.approx(-8 / 11)
    assert (study.source("p").counts, study.source("p").note) == (0, Note.BELOW_ZERO)
    assert study.source("p").interval[0] == 0
    assert study.set_to_zero == ("p", "r")


def test_with_few_candidates_no_variance_is_given():
    cells = np.random.default_rng(2).normal(size=(9, 3))

    study = g_study(cells, "pr", seed=1)

    assert study.reason is Reason.TOO_FEW
    assert [(one.estimate, one.standard_error, one.interval) for one in study.sources] == [
        (None, None, None)
    ] * 3
    assert {one.reason for one in study.sources} == {Reason.TOO_FEW}
    assert g_study(cells, "rp", candidates="p", seed=1).reason is Reason.TOO_FEW
    assert g_study(cells.T, "pr", candidates="r", seed=1).reason is Reason.TOO_FEW
    assert g_study(np.vstack([cells, cells[:1]]), "pr", seed=1).reason is None
    few = reml.fit([1, 3, 1, 4, 0, 4], {"p": list("aabbcc")})
    assert from_fit(few, {"p": "p", "residual": "pi"}, seed=1).reason is Reason.TOO_FEW


@pytest.mark.parametrize("height", [2, 0.1, 1e9])
def test_what_does_not_vary_at_all_is_not_certain(height):
    # Every rater adds the same to every candidate: nothing is left over.
    cells = height + np.arange(12)[:, None] + np.array([0, 3, 1])

    rest = g_study(cells, "pr", seed=1).source("pr")

    assert (rest.estimate, rest.standard_error, rest.interval) == (0, None, None)
    assert rest.reason is Reason.NO_ERROR


def test_equal_seeds_give_equal_intervals():
    cells = np.random.default_rng(1).normal(size=(20, 4))

    one, same, other = (g_study(cells, "pr", seed=seed) for seed in (1, 1, 2))

    assert one.sources == same.sources
    assert one.source("p").interval != other.source("p").interval


def test_scores_in_any_order_make_the_same_table():
    # Rater 7 of task 1 is the first there, and so is rater 3 of task 2.
    labels = {"p": [2, 1, 1, 2, 1, 2, 1, 2], "t": [1, 1, 2, 2, 1, 1, 2, 2]}
    raters = [7, 7, 3, 3, 9, 9, 5, 5]

    found = table([1, 2, 3, 4, 5, 6, 7, 8], {**labels, "r": raters}, nested={"r": "t"})

    assert found.tolist() == [[[2, 5], [3, 7]], [[1, 6], [4, 8]]]


def test_long_names_are_joined_so_that_they_can_be_read():
    study = g_study([[1, 3], [5, 8]], ["candidate", "rater"], seed=1)

    assert [one.name for one in study.sources] == ["candidate", "rater", "candidate x rater"]


@tried
@given(SEEDS)
def test_the_squares_of_all_sources_add_up(seed):
    cells = np.random.default_rng(seed).normal(size=(4, 3, 2, 3))

    study = g_study(cells, "prco", seed=1, draws=100)

    total = float(((cells - cells.mean()) ** 2).sum())
    assert sum(one.sum_of_squares for one in study.sources) == pytest.approx(total)
    assert sum(one.degrees for one in study.sources) == cells.size - 1
    assert len(study.sources) == 15


@tried
@given(SEEDS)
def test_the_order_of_axes_is_irrelevant(seed):
    cells = np.random.default_rng(seed).normal(size=(4, 3, 2))

    one = g_study(cells, "prc", seed=1, draws=100)
    other = g_study(cells.transpose(2, 0, 1), "cpr", seed=1, draws=100)

    known = {source.facets: source.variance for source in one.sources}
    assert {source.facets: source.variance for source in other.sources} == pytest.approx(known)


@pytest.mark.slow  # draws 400 designs
def test_intervals_of_variances_hold_what_they_say():
    random, held = np.random.default_rng(4), Counter()
    truth = {"p": 0.5, "r": 0.1, "pr": 0.4}
    for seed in range(400):
        cells = random.normal(0, 0.5**0.5, (30, 1)) + random.normal(0, 0.1**0.5, (1, 5))
        cells = cells + random.normal(0, 0.4**0.5, (30, 5))
        for one in g_study(cells, "pr", seed=seed, draws=1000).sources:
            held[one.name] += one.interval[0] <= truth[one.name] <= one.interval[1]

    # Three standard errors of a share of .95 in 400 samples are .033.
    assert {name: one / 400 for name, one in held.items()} == pytest.approx(
        dict.fromkeys(truth, 0.95), abs=0.033
    )


def sparse():
    data = columns("gqk_panel_sparse")
    names = {"candidate": data["candidate"], "rater": data["rater"]}
    return reml.fit(numbers(data["score"]), names, intervals=reml.Intervals.LOG)


def test_a_design_with_gaps_brings_its_variances_from_reml():
    fit = sparse()

    study = from_fit(fit, {"candidate": "p", "rater": "r", "residual": "pr"}, seed=1)

    assert [one.estimate for one in study.sources] == [one.estimate for one in fit.components]
    assert [one.name for one in study.sources] == ["p", "r", "pr"]
    assert (study.method, study.n, dict(study.levels)) == (Method.REML, 490, {"p": 200, "r": 16})
    assert study.mean == fit.fixed[0].estimate


def test_drawn_variances_keep_the_errors_of_the_fit_on_the_log_scale():
    fit = sparse()

    drawn = np.log(reml.drawn_components(fit, seed=1, draws=20_000))

    wanted = [one.standard_error / one.estimate for one in fit.components]
    assert drawn.std(axis=0) == pytest.approx(wanted, rel=0.03)
    assert drawn.mean(axis=0) == pytest.approx(
        np.log([one.estimate for one in fit.components]), abs=0.01
    )


def test_a_variance_of_0_is_0_in_every_draw():
    fit = reml.fit([1, 3, 1, 3, 0, 4], {"p": list("aabbcc")})

    assert not reml.drawn_components(fit, seed=1, draws=100)[:, 0].any()
    study = from_fit(fit, {"p": "p", "residual": "pi"}, seed=1)
    assert study.source("p").note is Note.ZERO


@pytest.mark.parametrize(
    ("scores", "facets", "options", "sentence"),
    [
        ([1, 2], "p", {}, "facets: give a name"),
        ([[1, 2], [3, 4]], "pp", {}, "facets: give a name"),
        ([[1, 2], [3, 4]], "pr", {"nested": {"r": "t"}}, "nested: give facets"),
        ([[1, 2], [3, 4]], "pr", {"nested": {"r": "p", "p": "r"}}, "nested: give facets"),
        ([[1, 2]], "pr", {}, "two levels of each"),
        ([[1, None], [3, 4]], "pr", {}, "use reml.fit"),
        ([[1, 2], [3, 4]], "pr", {"candidates": "c"}, "candidates: give one of the facets"),
        ([[1, 2], [3, 4]], "pr", {"level": 95}, "level: give a share"),
        ([[1, 2], [3, 4]], "pr", {"draws": 1}, "draws: give 100"),
    ],
)
def test_what_is_no_complete_design_is_refused(scores, facets, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        g_study(scores, facets, seed=1, **options)


@pytest.mark.parametrize(
    ("scores", "labels", "sentence"),
    [
        ([1, 2, 3], {"p": [1, 1, 2], "r": [1, 2, 1]}, "exactly one for every cell"),
        ([1, 2, 3], {"p": [1, 1, 1], "r": [1, 2, 1]}, "exactly one for every cell"),
        ([1, 2, 3], {"p": [1, 1]}, "p: give a label for every score"),
    ],
)
def test_scores_that_do_not_fill_a_table_are_refused(scores, labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        table(scores, labels)


def test_a_fit_that_has_no_variances_is_refused():
    empty = reml.fit([1, 1, 1, 1], {"p": list("aabb")})

    with pytest.raises(ValueError, match="fit: give one"):
        from_fit(empty, {}, seed=1)
    with pytest.raises(ValueError, match="fit: give one"):
        reml.drawn_components(empty, seed=1, draws=100)
    with pytest.raises(ValueError, match="facets: give those"):
        from_fit(sparse(), {"candidate": "p", "rater": "r"}, seed=1)
