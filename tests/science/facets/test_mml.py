"""Marginal maximum likelihood: against TAM, an independent Hessian, and simulated truth."""

import numpy as np
import pytest

from assess.science.facets import marginal, mml
from assess.science.facets.fit import fit_statistics
from assess.science.facets.marginal import Problem
from assess.science.facets.measures import Caution, Lack, Method
from assess.science.facets.ratings import ratings
from tests.science.cases import entries, within
from tests.science.facets.facet_cases import by_level, of_case, simulated

CASE = entries("mfrm_sparse_small")
MODEL = mml.fit(of_case("mfrm_sparse_small"))


def case(name, value=None):
    return within(CASE[name], CASE[name]["value"] if value is None else value)


def test_difficulties_severities_and_steps_agree_with_tam():
    raters, items = MODEL.facet("rater"), MODEL.facet("competency")

    found = {f"rater{name}": one for name, one in by_level(raters.levels, raters.estimates).items()}
    steps = {f"step{at}": one.estimate for at, one in enumerate(MODEL.steps[0].thresholds, 1)}

    assert found == case("mml.rater")
    assert by_level(items.levels, items.estimates) == case("mml.item")
    assert steps == case("mml.step")


def test_the_population_agrees_with_tam():
    population = MODEL.population

    found = {
        "mean": population.mean.estimate,
        "variance": population.sd.estimate**2,
        "deviance": -2 * MODEL.log_likelihood,
        "eap_reliability": population.reliability,
    }

    assert found == case("mml.population")
    # Far closer than the tolerance of the case, which allows the deviance 30 points.
    assert found["deviance"] == pytest.approx(CASE["mml.population"]["value"]["deviance"], abs=1e-5)


def test_eap_scores_and_their_posterior_sds_agree_with_tam():
    wanted, found = CASE["mml.person_eap_first25"]["value"], MODEL.candidates
    places = [found.place(one) for one in wanted["id"]]

    assert found.estimates[places].tolist() == case("mml.person_eap_first25", wanted["eap"])
    assert found.conditional_errors[places].tolist() == case("mml.person_eap_first25", wanted["sd"])


def test_errors_agree_with_an_independent_observed_information():
    for facet, name in (("rater", "rater"), ("competency", "item")):
        found = MODEL.facet(facet)
        errors = by_level(found.levels, found.standard_errors)
        assert errors == case(f"mml.{name}_se_observed_information")


def test_an_extreme_candidate_keeps_a_score():
    assert MODEL.extreme == ()
    assert MODEL.candidates.of("c0037").estimate > 2
    assert (MODEL.n, len(MODEL.candidates.levels)) == (1200, 150)


def test_a_candidates_error_is_larger_than_the_posterior_sd():
    found = MODEL.candidates

    assert (found.standard_errors > found.conditional_errors).all()
    assert (found.standard_errors < 1.2 * found.conditional_errors).all()


def at(model, unknowns):
    problem = model.problem
    mean, sd = problem.normal(unknowns)
    return marginal.at(problem, unknowns, np.linspace(mean - 7 * sd, mean + 7 * sd, 161))


@pytest.mark.parametrize("owner", [None, "rater", "competency"])
def test_slope_and_information_are_those_of_numeric_derivatives(owner):
    model = mml.fit(simulated(4, people=60, raters=4).data, steps_by=owner)
    unknowns, size = model.unknowns + 0.05, len(model.unknowns)
    points = np.linspace(-8, 8, 161)

    here = marginal.at(model.problem, unknowns, points)
    known, moved = marginal.information(here)

    step = 1e-5 * np.eye(size)
    up = [marginal.at(model.problem, unknowns + one, points) for one in step]
    down = [marginal.at(model.problem, unknowns - one, points) for one in step]
    slope = [(one.value - other.value) / 2e-5 for one, other in zip(up, down, strict=True)]
    turn = [(other.slope - one.slope) / 2e-5 for one, other in zip(up, down, strict=True)]
    eap = [(one.means - other.means) / 2e-5 for one, other in zip(up, down, strict=True)]
    assert here.slope == pytest.approx(np.array(slope), rel=1e-4, abs=1e-4)
    assert known == pytest.approx(np.array(turn), rel=1e-4, abs=1e-4)
    assert moved == pytest.approx(np.array(eap).T, rel=1e-4, abs=1e-6)


def test_more_and_wider_points_change_nothing():
    there = at(MODEL, MODEL.unknowns)

    assert there.log_likelihood == pytest.approx(MODEL.log_likelihood, abs=1e-6)
    assert there.means == pytest.approx(MODEL.candidates.estimates, abs=1e-6)
    assert np.abs(there.slope).max() < 1e-3


def test_a_candidate_with_very_many_ratings_gets_points_close_enough():
    random = np.random.default_rng(5)
    people = np.concatenate([np.zeros(900), np.repeat(np.arange(1, 60), 4)])
    scores = random.integers(1, 6, len(people))
    rater = np.arange(len(people)) % 4

    model = mml.fit(ratings(scores, people, {"rater": rater}), spread=2.0)

    narrow = model.candidates.of(0.0)
    assert narrow.standard_error < 0.1
    finer = marginal.at(model.problem, model.unknowns, np.linspace(-14, 14, 4001))
    assert narrow.estimate == pytest.approx(finer.means[0], abs=1e-6)


def test_with_few_candidates_their_spread_is_assumed_and_said():
    model = mml.fit(simulated(6, people=20).data)

    assert model.population.caution is Caution.FIXED_SPREAD
    assert (model.population.sd.estimate, model.population.sd.standard_error) == (1.2, None)
    assert model.population.reliability is None


def test_a_spread_that_is_given_is_no_caution():
    model = mml.fit(simulated(6, people=20).data, spread=1.0)

    assert (model.population.caution, model.population.sd.estimate) == (None, 1.0)


def test_candidates_who_do_not_differ_are_said_not_to():
    # Everybody gets the same four ratings, from other raters each.
    scores = np.concatenate([np.roll([1, 2, 4, 5], turn) for turn in range(50)])
    people = np.repeat(np.arange(50), 4)

    model = mml.fit(ratings(scores, people, {"rater": np.tile(np.arange(4), 50)}))

    assert model.population.caution is Caution.NO_SPREAD
    assert np.ptp(model.candidates.estimates) < 0.05


def test_a_prior_draws_severities_to_their_mean():
    data = simulated(8).data

    free, drawn = mml.fit(data), mml.fit(data, prior={"rater": 0.2})

    assert drawn.facet("rater").estimates.std() < 0.7 * free.facet("rater").estimates.std()
    assert drawn.log_likelihood < free.log_likelihood


def test_an_extreme_rater_is_taken_out_and_with_a_prior_kept():
    data = simulated(9).data
    labels = {one.name: one.places for one in data.facets}
    scores = np.where(labels["rater"] == 3, 5, data.scores)
    given = ratings(scores, data.candidates.places, labels, scale=(1, 5))

    free, drawn = mml.fit(given), mml.fit(given, prior={"rater": 0.6})

    assert [(one.facet, one.level) for one in free.extreme] == [("rater", 3)]
    assert 3 not in free.facet("rater").levels
    assert drawn.extreme == ()
    assert drawn.facet("rater").of(3).estimate == drawn.facet("rater").estimates.min()


def test_a_prior_on_raters_does_not_keep_an_extreme_competency():
    data = simulated(9).data
    labels = {one.name: one.places for one in data.facets}
    scores = np.where(labels["competency"] == 1, 5, data.scores)
    given = ratings(scores, data.candidates.places, labels, scale=(1, 5))

    model = mml.fit(given, prior={"rater": 0.6})

    assert [(one.facet, one.level) for one in model.extreme] == [("competency", 1)]
    assert model.reason is None


def test_missing_ratings_are_left_out_and_counted():
    data = simulated(10).data
    labels = {one.name: [*one.places, 0] for one in data.facets}
    people = [*data.candidates.places, 0]

    model = mml.fit(ratings([*data.scores, None], people, labels))

    assert (model.missing, model.n) == (1, 640)
    assert model.log_likelihood == pytest.approx(mml.fit(data).log_likelihood, abs=1e-8)


def test_the_order_of_ratings_is_irrelevant():
    data = simulated(11).data
    order = np.random.default_rng(1).permutation(data.n)
    labels = {one.name: one.places[order] for one in data.facets}

    model = mml.fit(ratings(data.scores[order], data.candidates.places[order], labels))

    assert model.candidates.estimates == pytest.approx(mml.fit(data).candidates.estimates, abs=1e-7)


def test_ratings_of_two_panels_that_share_nobody_have_no_measures():
    model = mml.fit(
        ratings([1, 2, 3, 2, 1, 2, 3, 2], [1, 1, 2, 2, 3, 3, 4, 4], {"rater": list("ababcdcd")})
    )

    assert (model.reason, model.method) == (Lack.DISCONNECTED, Method.MML)


def test_ratings_that_never_differ_have_no_measures():
    model = mml.fit(ratings([3] * 8, [1, 1, 2, 2, 3, 3, 4, 4], {"rater": list("abababab")}))

    assert model.reason is Lack.NOTHING_LEFT


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"level": 0}, "level: give a share"),
        ({"spread": 0.0}, "spread: give an SD"),
        ({"prior": {"rater": -1.0}}, "prior: give facets"),
        ({"prior": {"candidate": 1.0}}, "prior: give facets"),
        ({"prior": {"panel": 1.0}}, "facet: there is none"),
        ({"steps_by": "panel"}, "steps_by: there is no"),
    ],
)
def test_what_cannot_be_asked_is_refused(words, sentence):
    with pytest.raises(ValueError, match=sentence):
        mml.fit(simulated(1).data, **words)


@pytest.mark.slow  # fits a model to each of 60 simulated panels
def test_severities_are_recovered_and_intervals_hold_the_truth():
    truths, estimates, held, scores = [], [], [], []
    for seed in range(60):
        panel = simulated(seed, people=120, raters=10)
        model = mml.fit(panel.data)
        raters = model.facet("rater")
        truths.extend(panel.severities)
        estimates.extend(raters.estimates)
        for truth, found in ((panel.severities, raters), (panel.levels, model.candidates)):
            ends = found.intervals()
            inside = (ends[:, 0] < truth) & (truth < ends[:, 1])
            (held if found is raters else scores).append(inside.mean())

    # 600 severities and 7,200 candidates: three standard errors are .027 and .008.
    # The means are 0 on both sides; it is the slope that tells whether severities spread too
    # wide. Its standard error is about .012.
    assert np.polyfit(truths, estimates, 1)[0] == pytest.approx(1, abs=0.036)
    assert np.std(np.subtract(estimates, truths)) < 0.25
    assert np.mean(held) == pytest.approx(0.95, abs=0.027)
    assert np.mean(scores) == pytest.approx(0.95, abs=0.012)


@pytest.mark.slow  # fits a model to each of 30 simulated panels
def test_mean_squares_are_one_where_the_model_holds():
    found = [fit_statistics(mml.fit(simulated(seed).data), "rater") for seed in range(30)]

    infit = np.concatenate([one.infit for one in found])
    z = np.concatenate([one.infit_z for one in found])
    assert infit.mean() == pytest.approx(1, abs=0.02)
    assert 0.75 < z.std() < 1.05
    assert np.mean(np.abs(z) > 2) < 0.06


def test_a_problem_knows_its_size():
    problem = MODEL.problem

    assert problem.size == 11 + 3 + 3 + 2
    assert Problem(problem.design, 1.0, problem.precision).size == 11 + 3 + 3 + 1


def test_one_rater_and_two_levels_leave_only_candidates_to_be_found():
    found = mml.fit(ratings([3, 4], ["a", "b"], {"rater": ["x", "x"]}), spread=1.0)

    assert found.reason is None
    low, high = found.candidates.estimates
    assert low == pytest.approx(-high)
    assert high > 0
