"""When corrected results may be shown: each reason, and whether a correction helps."""

import numpy as np
import pytest

from assess.science.facets import jmle, mml
from assess.science.facets.fair_average import fair_averages
from assess.science.facets.gate import Reason, Verdict, correct, gate, hanging_together
from assess.science.facets.ratings import ratings
from tests.science.facets.facet_cases import of_case, simulated


def changed(data, scores=None, kept=None):
    """The same ratings with other scores, or only some of them."""
    labels = {one.name: one.places for one in data.facets}
    given = data.scores if scores is None else scores
    found = ratings(given, data.candidates.places, labels, scale=(1, 5))
    return found if kept is None else found.only(kept)


def test_where_raters_surely_differ_corrected_results_are_shown_beside_the_raw():
    found = correct(simulated(1, people=200).data)

    assert (found.gate.verdict, found.gate.reasons) == (Verdict.CORRECTED, ())
    assert found.gate.p < 0.001
    assert found.gate.removed > found.gate.added
    assert found.gate.severity.interval[0] > 0.5
    one = found.rows[0]
    assert one.fair.interval[0] < one.fair.estimate < one.fair.interval[1]
    assert one.change == one.raw_rank - one.fair_rank


def test_the_sparse_reference_is_corrected():
    found = correct(of_case("mfrm_sparse_small"))

    assert found.gate.verdict is Verdict.CORRECTED
    assert (found.gate.candidates, found.gate.raters, found.gate.n) == (150, 12, 1200)


def test_corrected_results_lie_closer_to_the_truth():
    panel = simulated(2, people=200)

    rows = correct(panel.data).rows

    raw, fair = [one.raw for one in rows], [one.fair.estimate for one in rows]
    corrected = np.corrcoef(fair, panel.levels)[0, 1]
    assert corrected > np.corrcoef(raw, panel.levels)[0, 1] + 0.01


def test_raters_who_do_not_differ_are_not_corrected_for():
    found = correct(simulated(3, severity=0.0).data)

    assert found.gate.verdict is Verdict.WITHHELD
    assert found.gate.reasons == (Reason.NOT_SHOWN,)
    assert {one.fair for one in found.rows} == {None}
    assert {one.change for one in found.rows} == {None}
    assert len(found.rows) == 80


def test_candidates_with_the_same_raters_need_no_correction():
    found = correct(simulated(4, raters=3, each=3).data)

    assert found.gate.verdict is Verdict.WITHHELD
    assert Reason.SAME_RATERS in found.gate.reasons
    assert found.gate.removed == pytest.approx(0, abs=1e-9)


def test_panels_that_share_nobody_are_never_corrected():
    data = simulated(5, severity=1.5).data
    odd = data.candidates.places % 2 == 1
    kept = odd == (data.facet("rater").places % 2 == 1)

    found = correct(changed(data, kept=kept))

    assert (found.gate.verdict, found.gate.reasons) == (Verdict.WITHHELD, (Reason.DISCONNECTED,))
    assert (found.gate.p, found.gate.severity) == (None, None)


def test_raters_with_a_competency_each_are_never_corrected():
    data = simulated(6, raters=4, each=4, severity=1.5).data
    own = data.facet("rater").places == data.facet("competency").places

    found = correct(changed(data, kept=own))

    assert found.gate.reasons == (Reason.CONFOUNDED,)


def test_with_few_candidates_severities_are_drawn_to_their_mean():
    data = simulated(7, people=25, severity=1.5).data

    found = correct(data)

    assert found.gate.verdict is Verdict.DRAWN
    assert Reason.FEW_CANDIDATES in found.gate.reasons
    free = mml.fit(data).facet("rater").estimates
    assert found.model.facet("rater").estimates.std() < free.std()


def test_a_rater_with_few_ratings_is_drawn_to_the_others():
    data = simulated(8, people=120, severity=1.0).data
    mine = np.flatnonzero(data.facet("rater").places == 2)
    kept = np.ones(data.n, dtype=bool)
    kept[mine[4:]] = False

    found = correct(changed(data, kept=kept))

    assert found.gate.verdict is Verdict.DRAWN
    assert Reason.FEW_RATINGS in found.gate.reasons


def test_an_extreme_rater_is_drawn_to_the_others_and_counted():
    data = simulated(9, people=120, severity=1.0).data
    scores = np.where(data.facet("rater").places == 2, 5, data.scores)

    found = correct(changed(data, scores))

    assert found.gate.verdict is Verdict.DRAWN
    assert Reason.EXTREME_RATER in found.gate.reasons
    assert 2 in found.model.facet("rater").levels
    assert all(one.fair for one in found.rows)


@pytest.mark.parametrize(
    ("scores", "people", "raters", "counts"),
    [
        ([1, 5] * 6, "aabbccddeeff", "xyxyxyxyxyxy", (6, 2)),
        ([1, 5, 3], "aab", "xyx", (2, 2)),
    ],
)
def test_who_was_taken_out_as_extreme_is_counted_and_no_reason_to_say_that_all_met_the_same(
    scores, people, raters, counts
):
    found = correct(ratings(scores, list(people), {"rater": list(raters)}, scale=(1, 5))).gate

    assert (found.candidates, found.raters) == counts
    assert found.reasons[0] is Reason.NO_MEASURES


def test_candidates_who_do_not_differ_are_not_ranked_by_severity():
    # Everybody gets the same four ratings, from other raters each.
    scores = np.concatenate([np.roll([1, 2, 4, 5], turn) for turn in range(50)])
    raters = {"rater": np.tile(np.arange(4), 50)}

    found = gate(mml.fit(ratings(scores, np.repeat(np.arange(50), 4), raters)))

    assert found.verdict is Verdict.WITHHELD
    assert Reason.NO_SPREAD in found.reasons


def test_ties_share_the_mean_of_their_ranks():
    found = correct(ratings([5, 3, 3, 1], list("abcd"), {"rater": ["x"] * 4}, scale=(1, 5)))

    assert [one.raw_rank for one in found.rows] == [1, 2.5, 2.5, 4]
    assert (found.gate.verdict, found.gate.p) == (Verdict.WITHHELD, None)


def test_joint_measures_are_refused():
    with pytest.raises(ValueError, match="model: give measures by marginal"):
        gate(jmle.fit(simulated(1).data))


@pytest.mark.slow  # opens the gate, or not, for 200 simulated panels
def test_the_gate_keeps_out_corrections_where_there_is_nothing_to_correct():
    opened = [
        correct(simulated(seed, severity=0.0).data).gate.verdict is not Verdict.WITHHELD
        for seed in range(200)
    ]

    # Three standard errors of a share of .05 in 200 samples are .046.
    assert np.mean(opened) <= 0.096


def gains(severity, seeds):
    """How much closer to the truth shown corrections are, and what withheld ones would be."""
    shown, withheld = [], []
    for seed in seeds:
        panel = simulated(seed, severity=severity)
        found = correct(panel.data)
        raw = np.corrcoef(found.model.candidates.raw_means, panel.levels)[0, 1]
        corrected = np.corrcoef(found.model.candidates.estimates, panel.levels)[0, 1]
        (withheld if found.gate.verdict is Verdict.WITHHELD else shown).append(corrected - raw)
    return np.array(shown), np.array(withheld)


@pytest.mark.slow  # corrects 120 simulated panels
def test_shown_corrections_help_and_large_ones_help_nearly_always():
    shown, _ = gains(0.3, range(300, 360))
    large, withheld = gains(0.6, range(400, 460))

    assert shown.mean() > 0.003
    assert large.mean() > 0.02
    assert (large > 0).mean() > 0.9
    assert len(withheld) <= 5


@pytest.mark.slow  # corrects 100 simulated panels
def test_withheld_corrections_would_not_have_helped():
    _, withheld = gains(0.0, range(500, 600))

    assert withheld.mean() < 0


def coloured(seed, *, people=40, raters=6, each=3, competencies=5, halo=0.5):
    """Ratings of equally severe raters, each of whose impressions of a candidate colours all."""
    random = np.random.default_rng(seed)
    rows = []
    for candidate, true in enumerate(random.normal(3.2, 0.7, people)):
        profile = true + random.normal(0, 0.4, competencies)
        for rater in random.choice(raters, each, replace=False):
            given = profile + random.normal(0, halo) + random.normal(0, 0.45, competencies)
            levels = np.clip(np.rint(given), 1, 5)
            rows += [(level, candidate, rater, name) for name, level in enumerate(levels)]
    scores, candidates, judges, names = zip(*rows, strict=True)
    return ratings(scores, candidates, {"rater": judges, "competency": names}, scale=(1, 5))


def test_ratings_that_hang_together_count_for_less():
    alone, together = (gate(mml.fit(coloured(1, halo=halo))) for halo in (0.0, 0.5))

    assert alone.together == pytest.approx(1, abs=0.2)
    assert together.together > 2


def test_one_rating_of_each_candidate_hangs_together_with_nothing():
    data = coloured(1)
    found = mml.fit(data.only(data.facet("competency").places == 0))

    assert hanging_together(found) == 1


@pytest.mark.slow  # asks the gate about 100 simulated openings
def test_impressions_that_colour_all_do_not_pass_for_severity():
    opened = [gate(mml.fit(coloured(seed))).verdict is not Verdict.WITHHELD for seed in range(100)]

    # Three standard errors of a share of .05 in 100 samples are .065.
    assert np.mean(opened) <= 0.115


def test_a_result_is_weighted_by_competency():
    data = simulated(1, people=200).data
    plain, first = (
        correct(data, weights=weights).rows[0].fair.estimate
        for weights in (dict.fromkeys(range(4), 1.0), {0: 1.0})
    )

    # The first competency is the easiest of four.
    assert first > plain


def test_nothing_is_shown_where_a_competency_has_no_measure():
    found = correct(simulated(1, people=200).data, weights={0: 1.0, 9: 1.0})

    assert found.gate.reasons == (Reason.NO_MEASURES,)


@pytest.mark.parametrize("weights", [{}, {9: 1.0}, {0: 0.0}])
def test_weights_that_fit_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights: "):
        fair_averages(mml.fit(simulated(1).data), weights=weights)
