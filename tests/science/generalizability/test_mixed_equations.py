"""The equations of several random effects, against the same in full matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability import mixed_equations, mixed_likelihood
from assess.science.generalizability.mixed_equations import Term
from tests.properties import tried

SEEDS = st.integers(0, 2**32 - 1)
RATIOS = st.tuples(*[st.sampled_from([0.0, 1e-6, 0.02, 0.7, 30.0])] * 3)


def term(name, labels, weights=None):
    levels, places = np.unique(labels, return_inverse=True)
    return Term(name, tuple(levels.tolist()), places, weights)


def by_chance(seed, ratings=60):
    """Candidates, raters and slopes, crossed with gaps, and a trend beside the mean."""
    random = np.random.default_rng(seed)
    candidate, rater = random.integers(0, 15, ratings), random.integers(0, 5, ratings)
    time = random.random(ratings)
    scores = random.normal(size=15)[candidate] + random.normal(size=5)[rater]
    scores = scores + random.normal(size=ratings)
    terms = [term("rater", rater), term("candidate", candidate), term("slope", rater, time)]
    return scores, terms, np.column_stack([np.ones(ratings), time])


def in_full(scores, terms, fixed, ratios):
    """V⁻¹ and P, in units of the residual variance."""
    designs = [one.matrix().toarray() for one in terms]
    spread = sum(g * z @ z.T for g, z in zip(ratios, designs, strict=True))
    inverse = np.linalg.inv(np.eye(len(scores)) + spread)
    middle = np.linalg.inv(fixed.T @ inverse @ fixed)
    return designs, inverse, inverse - inverse @ fixed @ middle @ fixed.T @ inverse


@tried
@given(SEEDS, RATIOS, st.booleans())
def test_a_solution_is_that_of_the_full_matrices(seed, ratios, restricted):
    scores, terms, fixed = by_chance(seed)
    designs, inverse, project = in_full(scores, terms, fixed, ratios)
    data = mixed_equations.equations(scores, terms, fixed)

    found = data.solve(np.array(ratios), restricted=restricted)

    size = -np.linalg.slogdet(inverse)[1]
    if restricted:
        size += np.linalg.slogdet(fixed.T @ inverse @ fixed)[1]
    traced = project if restricted else inverse
    assert found.log_determinant == pytest.approx(size, abs=1e-8)
    assert found.rest == pytest.approx(scores @ project @ scores, rel=1e-8)
    assert found.traces == pytest.approx([np.trace(z.T @ traced @ z) for z in designs], rel=1e-6)
    for slope, design in zip(found.slopes, designs, strict=True):
        assert slope == pytest.approx(design.T @ project @ scores, abs=1e-8)
    assert found.degrees == len(scores) - (2 if restricted else 0)


@tried
@given(SEEDS, RATIOS)
def test_the_average_information_is_that_of_the_full_matrices(seed, ratios):
    scores, terms, fixed = by_chance(seed)
    designs, _, project = in_full(scores, terms, fixed, ratios)
    data = mixed_equations.equations(scores, terms, fixed)

    found = data.average_information(data.solve(np.array(ratios)))

    worked = [z @ z.T @ project @ scores for z in designs]
    assert found == pytest.approx(
        np.array([[one @ project @ other for other in worked] for one in worked]), abs=1e-7
    )


@tried
@given(SEEDS)
def test_the_gradient_is_the_change_of_the_deviance(seed):
    data = mixed_equations.equations(*by_chance(seed))
    variances = np.random.default_rng(seed).uniform(0.1, 2, 4)

    point = mixed_likelihood.at(data, variances)

    for place in range(4):
        nudge = np.zeros(4)
        nudge[place] = 1e-5
        up, down = (mixed_likelihood.at(data, variances + s * nudge).deviance for s in (1, -1))
        assert point.gradient[place] == pytest.approx((up - down) / 2e-5, abs=1e-4)


def test_so_many_different_counts_are_summed_without_being_kept(monkeypatch):
    scores, terms, fixed = by_chance(3)
    kept = mixed_equations.equations(scores, terms, fixed).solve(np.array([0.5, 2, 0.1]))
    monkeypatch.setattr(mixed_equations, "STACKED", 0)
    monkeypatch.setattr(mixed_equations, "FLAT", 0)

    summed = mixed_equations.equations(scores, terms, fixed).solve(np.array([0.5, 2, 0.1]))

    assert summed.log_determinant == pytest.approx(kept.log_determinant, abs=1e-10)
    assert summed.traces == pytest.approx(kept.traces)


@tried
@given(SEEDS)
def test_no_variances_nearby_are_likelier_than_those_found(seed):
    data = mixed_equations.equations(*by_chance(seed))

    found = mixed_likelihood.highest(data, np.ones(4))

    assert found is not None
    for place in range(4):
        for factor in (0.98, 1.02):
            other = found.variances.copy()
            other[place] = other[place] * factor or 0.005
            assert mixed_likelihood.at(data, other).deviance >= found.deviance - 1e-9


@tried
@given(SEEDS)
def test_the_start_of_the_search_does_not_change_what_it_finds(seed):
    data = mixed_equations.equations(*by_chance(seed))

    one = mixed_likelihood.highest(data, np.array([1.0, 1.0, 1.0, 1.0]))
    other = mixed_likelihood.highest(data, np.array([0.01, 20.0, 0.0, 5.0]))

    assert one is not None
    assert other is not None
    assert other.deviance == pytest.approx(one.deviance, abs=1e-8)
    assert other.variances == pytest.approx(one.variances, abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("place", range(4))
def test_at_the_ends_of_its_reach_the_deviance_has_risen_by_the_limit(seed, place):
    data = mixed_equations.equations(*by_chance(seed))
    found = mixed_likelihood.highest(data, np.ones(4))
    assert found is not None

    low, high = mixed_likelihood.reach(found, place, 3.841459)

    assert low <= found.variances[place] < high
    free = np.arange(4) != place
    for end in {low, high} - {0.0}:
        start = found.variances.copy()
        start[place] = end
        profile = mixed_likelihood.highest(data, start, free=free)
        assert profile is not None
        assert profile.deviance - found.deviance == pytest.approx(3.841459, abs=1e-5)
