"""How raters use the scale: against the reference, by hand, and as laws."""

import numpy as np
import pytest

from assess.science.facets.effects import Reason, rater_effects
from assess.science.facets.ratings import ratings
from assess.science.facets.severity_words import explain
from tests.science.cases import entries, within
from tests.science.facets.facet_cases import of_case, simulated

CASE = entries("mfrm_sparse_small")["rater_descriptives"]
FOUND = rater_effects(of_case("mfrm_sparse_small"))


@pytest.mark.parametrize(
    ("theirs", "index"),
    [
        ("n", lambda one: one.ratings),
        ("mean", lambda one: one.mean.estimate),
        ("sd", lambda one: one.sd.estimate),
        ("mean_within_candidate_sd", lambda one: one.within.estimate),
        ("mean_intercompetency_r", lambda one: one.correlation.estimate),
        ("share_extreme", lambda one: one.share_extreme.estimate),
        ("share_middle", lambda one: one.share_middle.estimate),
    ],
)
def test_indices_agree_with_the_reference(theirs, index):
    assert {one.rater: index(one) for one in FOUND} == within(CASE, CASE["value"][theirs])


def test_the_error_of_a_mean_is_that_of_candidates_and_not_of_ratings():
    # All candidates have 4 ratings of a rater: the jackknife is the SD of means over root n.
    data = of_case("mfrm_sparse_small")
    own = data.facet("rater").places == 0
    means = np.array(
        [
            data.scores[own & (data.candidates.places == one)].mean()
            for one in np.unique(data.candidates.places[own])
        ]
    )

    assert FOUND[0].mean.standard_error == pytest.approx(means.std(ddof=1) / np.sqrt(len(means)))
    assert FOUND[0].mean.n == FOUND[0].candidates == 22


def panel(scores):
    """Ratings of 8 candidates by two raters, a row each."""
    people = np.repeat(np.arange(8), 2)
    return ratings(np.ravel(scores), people, {"rater": np.tile(["ann", "ben"], 8)}, scale=(1, 5))


def test_with_few_candidates_margins_are_those_of_t_and_end_where_an_index_must():
    scores = [[5, 3], [4, 4], [5, 2], [5, 5], [3, 1], [5, 4], [5, 3], [5, 5]]
    first, _ = rater_effects(panel(scores))

    gap = np.array([1.0, 0, 3, 0, 2, 1, 2, 0]) + [1, 0, 0, 0, 0, 0, 0, 0]
    error = gap.std(ddof=1) / np.sqrt(8)
    assert first.difference.standard_error == pytest.approx(error)
    # 2.3646 is the t of 7 degrees.
    assert first.difference.interval == pytest.approx(
        [gap.mean() - 2.3646 * error, gap.mean() + 2.3646 * error], abs=1e-4
    )
    assert first.share_extreme.estimate == 0.75
    assert first.share_extreme.interval[1] == 1


def test_a_rater_who_gives_one_level_less_differs_by_one():
    first, second = rater_effects(panel([[one, one - 1] for one in (2, 3, 4, 5, 2, 3, 4, 5)]))

    assert (first.difference.estimate, second.difference.estimate) == (1, -1)
    assert (first.difference.interval, first.difference.reason) == (None, Reason.ALIKE)
    assert explain(second) == (
        "ben: ratings differ from those of others by −1.00 levels on each candidate alike "
        "(8 candidates)."
    )
    assert first.agreement.estimate == pytest.approx(1)
    assert first.range.estimate == pytest.approx(1)


def test_a_rater_who_keeps_to_the_middle_tells_candidates_less_apart():
    first, _ = rater_effects(
        panel([[3, 1], [3, 2], [4, 5], [3, 3], [2, 1], [4, 5], [3, 2], [4, 4]])
    )

    assert first.range.estimate < 0.6
    assert first.share_middle.estimate == 0.5


def test_without_competencies_there_is_no_halo_index():
    first, _ = rater_effects(panel([[one, one] for one in (2, 3, 4, 5, 2, 3, 4, 5)]))

    assert (first.within.estimate, first.within.reason) == (None, Reason.UNDEFINED)
    assert (first.correlation.estimate, first.correlation.reason) == (None, Reason.UNDEFINED)


def test_with_few_candidates_nothing_is_said():
    found = rater_effects(panel([[1, 2], [3, 4], [2, 2], [5, 4]] * 2).only(np.arange(16) < 8))

    assert {one.mean.reason for one in found} == {Reason.TOO_FEW}


def test_a_rater_who_shares_nobody_is_compared_with_nobody():
    data = ratings(
        [1, 2, 3, 4, 5, 1, 3, 2, 4, 5], np.arange(10), {"rater": np.repeat(["ann", "ben"], 5)}
    )

    for one in rater_effects(data):
        assert (one.difference.estimate, one.agreement.reason) == (None, Reason.UNDEFINED)


def test_the_middle_of_an_even_scale_is_two_levels():
    data = ratings([1, 2, 3, 4] * 6, np.arange(24), {"rater": ["ann"] * 24}, scale=(1, 4))

    assert rater_effects(data)[0].share_middle.estimate == 0.5


def test_a_facet_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="facet: there is none called judge"):
        rater_effects(simulated(1).data, rater="judge")
