"""Bias of pairs of levels: planted, absent, undecidable."""

import numpy as np
import pytest

from assess.science.facets import jmle, mml
from assess.science.facets.interaction import Verdict, benjamini_hochberg, interactions
from assess.science.facets.ratings import ratings
from tests.science.facets.facet_cases import simulated


def test_a_planted_bias_is_found_and_pulls_its_neighbours_the_other_way():
    model = mml.fit(simulated(1, people=200, biased=1.5).data)

    found = {(one.level, one.other): one for one in interactions(model, "rater", "competency")}

    here = found[0, 0]
    assert here.verdict is Verdict.BIASED
    assert max(found.values(), key=lambda one: abs(one.z)) is here
    assert here.size.estimate == pytest.approx(1.5, abs=3 * here.size.standard_error)
    assert here.observed < here.expected
    for competency in (1, 2, 3):
        assert -here.size.estimate < found[0, competency].size.estimate < 0
    assert len(found) == 32


def test_a_bias_against_a_group_of_candidates_is_found():
    panel = simulated(2, people=200)
    data = panel.data
    labels = {one.name: one.places for one in data.facets}
    group = {one: "ab"[one % 2] for one in range(200)}
    hit = (labels["rater"] == 3) & (data.candidates.places % 2 == 0)
    scores = np.maximum(1, data.scores - hit)
    model = mml.fit(ratings(scores, data.candidates.places, labels, scale=(1, 5)))

    found = {(one.level, one.other): one for one in interactions(model, "rater", group)}

    assert found[3, "a"].verdict is Verdict.BIASED
    assert found[3, "a"].size.estimate > 0 > found[3, "b"].size.estimate
    assert sum(one.n for one in found.values()) == data.n


def test_pairs_with_few_ratings_are_not_judged():
    model = mml.fit(simulated(3, people=30, raters=10, each=2).data)

    few = [one for one in interactions(model, "rater", "competency") if one.n < 10]

    assert few
    for one in few:
        assert (one.verdict, one.z, one.p, one.size.estimate) == (Verdict.TOO_FEW, None, None, None)
        assert one.size.reason is Verdict.TOO_FEW


def test_a_rater_with_one_group_only_cannot_be_biased_against_it():
    data = simulated(4, people=80).data
    model = mml.fit(data)
    alike = dict.fromkeys(range(80), "all")

    found = interactions(model, "rater", alike)

    assert {one.verdict for one in found} == {Verdict.CONFOUNDED}
    assert all(one.size.estimate is None for one in found)


def test_adjusted_p_by_hand():
    # .01 x 4 / 1, .02 x 4 / 2, .04 x 4 / 3, .5: each no larger than the next.
    found = benjamini_hochberg(np.array([0.04, 0.01, 0.5, 0.02]))

    assert found.tolist() == pytest.approx([0.16 / 3, 0.04, 0.5, 0.04])


@pytest.mark.slow  # judges the pairs of 40 simulated panels
def test_without_bias_z_is_standard_normal_and_hardly_any_pair_is_said_to_be_biased():
    z, said = [], 0
    for seed in range(40):
        model = mml.fit(simulated(seed, people=120).data)
        group = {one: "ab"[one % 2] for one in range(120)}
        found = [*interactions(model, "rater", "competency"), *interactions(model, "rater", group)]
        z += [one.z for one in found if one.z is not None]
        said += any(one.verdict in (Verdict.BIASED, Verdict.SMALL) for one in found)

    assert np.std(z) == pytest.approx(1, abs=0.06)
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.05, abs=0.015)
    # Two families of pairs, each wrong in 5 of 100 panels at most; three standard errors more.
    assert said / 40 <= 0.1 + 3 * np.sqrt(0.1 * 0.9 / 40)


@pytest.mark.parametrize(
    ("facet", "other", "sentence"),
    [
        ("panel", "rater", "facet: give two"),
        ("rater", "rater", "facet: give two"),
        ("candidate", "rater", "facet: give two"),
        ("rater", {0: "a"}, "other: give every candidate"),
    ],
)
def test_what_cannot_be_asked_is_refused(facet, other, sentence):
    with pytest.raises(ValueError, match=sentence):
        interactions(mml.fit(simulated(1).data), facet, other)


def test_joint_measures_are_refused():
    with pytest.raises(ValueError, match="model: give measures by marginal"):
        interactions(jmle.fit(simulated(1).data), "rater", "competency")
