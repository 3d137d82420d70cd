"""Joint maximum likelihood: against VGAM, as FACETS reports it, and as laws."""

import numpy as np
import pytest

from assess.science.facets import jmle
from assess.science.facets.adjusted import adjusted_measures
from assess.science.facets.extremes import Extreme, Side
from assess.science.facets.fair_average import fair_averages
from assess.science.facets.fit import fit_statistics
from assess.science.facets.measures import Lack, Method
from assess.science.facets.ratings import ratings
from assess.science.facets.separation import of_measures
from tests.science.cases import entries, within
from tests.science.facets.facet_cases import NAMES, by_level, of_case, simulated

CASES = {case: entries(case) for case in NAMES}
MODELS = {case: jmle.fit(of_case(case)) for case in NAMES}
FACETS = [
    (case, theirs, ours)
    for case, names in NAMES.items()
    for theirs, ours in zip(names, ("candidate", "rater", "competency"), strict=True)
]


@pytest.mark.parametrize("case", NAMES)
def test_likelihood_and_thresholds_agree_with_vgam(case):
    model, expected = MODELS[case], CASES[case]

    steps = [one.estimate for one in model.steps[0].thresholds]

    wanted = expected["jmle.loglik"]
    assert model.log_likelihood == within(wanted, wanted["value"])
    wanted = expected["jmle.thresholds_tau"]
    assert steps == within(wanted, wanted["value"])


@pytest.mark.parametrize(("case", "theirs", "ours"), FACETS)
def test_measures_agree_with_vgam(case, theirs, ours):
    found, expected = MODELS[case].facet(ours), CASES[case]

    for values, name in (
        (found.estimates, "measure"),
        (found.conditional_errors, "se"),
        (found.counts, "n"),
        (found.raw_scores, "raw_score"),
    ):
        entry = expected[f"jmle.{theirs}.{name}"]
        assert by_level(found.levels, values) == within(entry, entry["value"])


@pytest.mark.parametrize(("case", "theirs", "ours"), FACETS)
def test_fit_statistics_agree_with_those_of_vgams_residuals(case, theirs, ours):
    found, expected = fit_statistics(MODELS[case], ours), CASES[case]

    for values, name in (
        (found.infit, "infit_ms"),
        (found.outfit, "outfit_ms"),
        (found.infit_z, "infit_z"),
        (found.outfit_z, "outfit_z"),
    ):
        entry = expected[f"jmle.{theirs}.{name}"]
        assert by_level(found.levels, values) == within(entry, entry["value"])


@pytest.mark.parametrize(("case", "theirs", "ours"), FACETS)
def test_separation_agrees_with_the_formulas_of_facets(case, theirs, ours):
    found, entry = of_measures(MODELS[case].facet(ours), conditional=True), CASES[case]
    entry = entry[f"jmle.{theirs}.summary"]

    told = {
        "sd_population": found.sd,
        "rmse": found.rmse,
        "true_sd": found.true_sd,
        "separation": found.separation,
        "strata": found.strata,
        "reliability": found.estimate,
        "fixed_chisq": found.chi_square,
    }

    assert told == within(entry, entry["value"])


@pytest.mark.parametrize(("case", "theirs", "ours"), FACETS)
def test_fair_averages_agree_with_those_of_vgams_measures(case, theirs, ours):
    model, entry = MODELS[case], CASES[case][f"jmle.{theirs}.fair_average"]

    found = fair_averages(model, ours)

    assert by_level(found.levels, found.estimates) == within(entry, entry["value"])


@pytest.mark.parametrize("case", NAMES)
def test_full_information_errors_agree_with_vgam(case):
    model, entry = MODELS[case], CASES[case]["jmle.full_information_se"]
    _, *others = NAMES[case]

    # VGAM leaves out the last level of each facet and has the mean candidate in its intercepts.
    found = {
        f"{theirs}{place}": float(error)
        for theirs, measures in zip(others, model.facets, strict=True)
        for place, error in enumerate(measures.standard_errors[:-1], start=1)
    }
    found |= {f"(Intercept):{place}": one for place, one in enumerate(intercepts(model), start=1)}

    assert found == within(entry, entry["value"])


def intercepts(model):
    """Errors of the mean candidate less each threshold."""
    people = len(model.candidates.levels)
    pull = model.leverage.mean(axis=0)
    turn, _ = model.design.steps.of_thresholds(0)
    whole = np.zeros((len(turn), len(model.covariance)))
    whole[:, model.design.difficulties :] = turn
    combined = pull - whole
    own = (model.candidates.conditional_errors**2).sum() / people**2
    return np.sqrt(own + np.einsum("ij,jk,ik->i", combined, model.covariance, combined))


def test_the_extreme_candidate_is_taken_out_and_said():
    model, entry = MODELS["mfrm_sparse_small"], CASES["mfrm_sparse_small"]

    assert model.extreme == (Extreme("candidate", "c0037", Side.HIGHEST, 8),)
    assert model.extreme[0].level == entry["jmle.extreme_persons_dropped"]["value"]
    assert (model.n, len(model.candidates.levels)) == (1192, 149)


def test_the_extreme_candidate_gets_a_labelled_measure_above_all_with_the_same_raters():
    data = of_case("mfrm_sparse_small")

    (found,) = adjusted_measures(MODELS["mfrm_sparse_small"], data)

    assert (found.candidate, found.side) == ("c0037", Side.HIGHEST)
    assert found.measure.estimate > 3
    assert found.measure.standard_error > 1
    assert "0.3 points" in found.measure.method


def test_what_is_expected_of_a_level_adds_up_to_what_was_given():
    model = MODELS["mfrm_sparse_small"]

    for facet in ("candidate", "rater", "competency"):
        given, coded = model.facet(facet), model.data.facet(facet)
        assert coded.sums(model.moments.expected) == pytest.approx(given.raw_scores)


def test_turning_the_scale_round_turns_every_measure():
    panel = simulated(1)
    data = panel.data
    labels = {one.name: one.places for one in data.facets}
    turned = ratings(6 - data.scores, data.candidates.places, labels, scale=(1, 5))

    one, other = jmle.fit(data), jmle.fit(turned)

    assert other.candidates.estimates == pytest.approx(-one.candidates.estimates, abs=1e-6)
    assert other.facet("rater").estimates == pytest.approx(-one.facet("rater").estimates, abs=1e-6)


def test_severities_add_up_to_nothing_and_the_last_level_has_an_error_too():
    raters = MODELS["mfrm_guilford_1954"].facet("rater")

    assert raters.estimates.sum() == pytest.approx(0, abs=1e-9)
    assert (raters.standard_errors > 0).all()


def test_a_category_nobody_used_has_no_threshold_and_harms_nobody():
    panel = simulated(2)
    data = panel.data
    labels = {one.name: one.places for one in data.facets}
    # Nobody says 3: those who would have say 4.
    scores = np.where(data.scores == 3, 4, data.scores)

    model = jmle.fit(ratings(scores, data.candidates.places, labels, scale=(1, 5)))

    steps = model.steps[0].thresholds
    assert [one.estimate is None for one in steps] == [False, True, True, False]
    assert np.isfinite(model.candidates.standard_errors).all()
    assert np.isfinite(fit_statistics(model, "rater").infit_z).all()


def test_partial_credit_fits_no_worse_and_gives_each_competency_its_steps():
    data = of_case("mfrm_sparse_small")

    model = jmle.fit(data, steps_by="competency")

    assert [one.level for one in model.steps] == ["k1", "k2", "k3", "k4"]
    assert model.log_likelihood > MODELS["mfrm_sparse_small"].log_likelihood
    for own in model.steps:
        assert sum(one.estimate for one in own.thresholds) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("owner", [None, "competency"])
def test_the_likelihood_is_at_its_top(owner):
    data = simulated(3).data
    model = jmle.fit(data, steps_by=owner)
    design, people = model.design, model.candidates.estimates
    here = jmle._at(design, people, model.unknowns)

    for place in range(design.size):
        for size in (-1e-3, 1e-3):
            moved = model.unknowns.copy()
            moved[place] += size
            assert jmle._at(design, people, moved).log_likelihood < here.log_likelihood


def test_ratings_of_two_panels_that_share_nobody_have_no_measures():
    model = jmle.fit(
        ratings([1, 2, 3, 2, 1, 2, 3, 2], [1, 1, 2, 2, 3, 3, 4, 4], {"rater": list("ababcdcd")})
    )

    assert (model.reason, model.candidates, model.facets) == (Lack.DISCONNECTED, None, ())
    assert model.method is Method.JMLE
    with pytest.raises(ValueError, match="facet: there are no measures of rater"):
        model.facet("rater")


def test_raters_with_a_competency_each_cannot_be_told_from_it():
    people = np.repeat(np.arange(6), 2)
    raters = np.tile(["ann", "ben"], 6)
    scores = [1, 2, 3, 2, 2, 3, 4, 4, 2, 1, 3, 4]

    model = jmle.fit(ratings(scores, people, {"rater": raters, "competency": raters}))

    assert model.reason is Lack.CONFOUNDED


def test_where_everybody_is_extreme_nothing_is_left():
    model = jmle.fit(ratings([1, 1, 5, 5], [1, 1, 2, 2], {"rater": list("abab")}))

    assert model.reason is Lack.NOTHING_LEFT
    assert {one.side for one in model.extreme} == {Side.LOWEST, Side.HIGHEST}


def test_ratings_in_perfect_order_have_no_limit():
    # The second rater is a step lower throughout: no severity is severe enough.
    scores = [2, 1, 2, 1, 3, 2, 3, 2]

    model = jmle.fit(ratings(scores, [1, 1, 2, 2, 3, 3, 4, 4], {"rater": list("abababab")}))

    assert model.reason is Lack.NO_MAXIMUM


@pytest.mark.parametrize(
    ("words", "sentence"),
    [({"level": 95}, "level: give a share"), ({"steps_by": "panel"}, "steps_by: there is no")],
)
def test_what_cannot_be_asked_is_refused(words, sentence):
    with pytest.raises(ValueError, match=sentence):
        jmle.fit(simulated(1).data, **words)
