"""What variances, panels and plans say in words."""

from dataclasses import replace

import numpy as np
import pytest

from assess.science.generalizability import reml
from assess.science.generalizability.design_study import d_study, plan
from assess.science.generalizability.drift import drift
from assess.science.generalizability.g_study import g_study
from assess.science.generalizability.ill_structured import (
    Reason,
    panel_reliability,
    rater_contrasts,
)
from assess.science.generalizability.words import explain
from tests.science.generalizability.test_drift import FOUND as DRIFT
from tests.science.generalizability.test_g_study import competencies
from tests.science.generalizability.test_ill_structured import FOUND as PANEL

WORDS = {
    "p": ("candidate", "candidates"),
    "r": ("rater", "raters"),
    "c": ("competency", "competencies"),
}
STUDY = competencies()
ALIKE = reml.fit([1, 3, 1, 3, 0, 4], {"r": list("aabbcc")})


def test_a_panel_is_told_with_its_range_and_the_people_behind_it():
    assert explain(PANEL) == (
        "The mean ratings have a reliability of 0.76 (nearly surely between 0.69 and 0.82; "
        "200 candidates, 16 raters, 2.4 raters each); a candidate's mean is typically off by "
        "0.50 points."
    )


def test_a_panel_in_groups_must_not_be_compared():
    apart = replace(PANEL, design=replace(PANEL.design, groups=2))

    assert "falls into 2 groups that share nobody" in explain(apart)


def test_a_panel_of_few_says_that_it_is_one():
    few = panel_reliability([1, 2, 3, 4], list("aabb"), list("xyxy"), seed=1)

    assert explain(few) == (
        "No reliability can be given (too little data: fewer than 10 candidates were rated by "
        "two people or more; 2 candidates, 2 raters)."
    )


def test_a_panel_whose_candidates_or_raters_are_alike_says_so():
    alike = replace(PANEL, estimate=0.0, interval=(0.0, 0.4), reason=Reason.ALIKE)

    assert explain(alike).endswith("show no difference between candidates beyond chance.")
    assert explain(replace(PANEL, reason=Reason.RATERS_ALIKE)).endswith(
        "No difference between raters shows, so the range may be too narrow."
    )


def test_what_rests_on_few_candidates_is_not_said():
    few = g_study(np.random.default_rng(2).normal(size=(9, 3)), "pr", seed=1)
    why = "too little data: there are fewer than 10 candidates."

    assert explain(few) == f"Where differences come from cannot be told: {why}"
    assert explain(d_study(few, {"r": 2})) == f"Nothing can be said about this design: {why}"
    assert explain(plan(few, 0.5, {"r": [2]}, {("r",): 1})) == (
        f"How large a panel has to be cannot be told: {why}"
    )


def test_contrasts_are_told_rater_by_rater():
    scores = [1, 2, 4, 3, 3, 5, 2, 4, 5]

    said = explain(rater_contrasts(scores, list("aaabbbccc"), list("xyzxyzxyz")))

    assert said.startswith(
        "On the candidates they share with x: y rates 1.00 points higher, "
        "nearly surely between −0.19 and 2.19"
    )
    assert "; z rates 2.67 points higher, nearly surely between " in said
    # Seen from y, x is lower by as much as y is higher seen from x.
    turned = explain(rater_contrasts(scores, list("aaabbbccc"), list("bxzbxzbxz")))
    back = explain(rater_contrasts(scores, list("aaabbbccc"), list("xbzxbzxbz")))
    assert "x rates 1.00 points higher, nearly surely between −0.19 and 2.19" in turned
    assert "x rates 1.00 points lower, nearly surely between −0.19 and 2.19" in back
    assert said.endswith(" (9 ratings).")


def test_contrasts_that_are_not_sure_say_why():
    exact = rater_contrasts([4, 3] * 3, list("aabbcc"), list("xyxyxy"))
    apart = rater_contrasts([1, 2, 2, 4], list("aabb"), list("xyzw"))

    assert explain(exact) == (
        "On the candidates they share with x: y rates 1.00 points lower (6 ratings). Raters "
        "explain every rating to the last digit, so nothing tells how sure that is."
    )
    assert explain(apart) == (
        "How far raters differ from w cannot be told: raters fall into groups that share no "
        "candidate."
    )


def test_drift_that_cannot_be_told_says_why():
    scores, people = [1, 3, 2, 4, 3, 5, 5, 6], list("aabbccdd")
    found = drift(scores, people, people, range(8))

    assert found.reason is not None
    assert explain(found) == f"Nothing can be said about drift ({found.fit.reason})."


def test_a_plan_that_surely_reaches_its_target_says_nothing_of_more_data():
    found = plan(STUDY, 5, {"r": [2], "c": [2]}, {("r",): 1}, fixed="c")

    assert found.designs[0].sure
    assert explain(found, WORDS).endswith(").")


def test_a_decision_is_told_in_points_first():
    said = explain(d_study(STUDY, {"r": 1, "c": 5}, fixed="c"), WORDS)

    assert said.startswith("With 1 rater and 5 competencies, a result is typically off by 0.50")
    assert "the order of candidates has a reliability of 0.6" in said
    assert "nearly surely between" in said


def test_a_decision_tells_what_was_taken_as_0():
    study = g_study([[1, 3], [3, 1], [2, 2]] * 4, "pr", seed=1)

    assert explain(d_study(study, {"r": 2})).endswith("Estimated below 0 and taken as 0: p; r.")
    assert explain(d_study(study, {"r": 2}), WORDS).endswith("taken as 0: candidates; raters.")
    together = replace(d_study(study, {"r": 2}), set_to_zero=("pr", "i:r"))
    assert explain(together, WORDS).endswith("as 0: how candidates and raters meet; i:r.")


def test_a_decision_without_any_variance_has_no_reliability():
    found = d_study(g_study([[2, 2]] * 10, "pr", seed=1), {"r": 2})

    assert explain(found, WORDS) == (
        "Nothing can be said about this design: neither candidates nor errors vary."
    )


def test_a_plan_is_told_with_its_cost():
    found = plan(STUDY, 0.35, {"r": [2, 3], "c": [2, 5]}, {("r", "c"): 4.5}, fixed="c")

    said = explain(found, WORDS)

    assert said.startswith(
        "The cheapest design with an error of 0.35 points or less has 3 raters and 2 competencies "
        "and takes 27 minutes a candidate; it is typically off by 0.34 points (nearly surely "
    )
    assert said.endswith("More data would have to show that its error truly is that small.")


def test_a_plan_that_cannot_be_met_says_what_can():
    found = plan(STUDY, 0.01, {"r": [1], "c": [5]}, {("r",): 1})

    assert explain(found) == (
        "None of these designs is typically off by 0.01 points or less; the best of them is "
        "typically off by 0.54 points."
    )


def test_drift_that_is_not_shown_is_not_denied():
    said = explain(DRIFT)

    assert said.startswith("From first to last, ratings moved downward by 0.67 points")
    assert "chance alone does as much in 15 of 100 panels" in said
    assert said.endswith("which does not prove that none did.")


def test_drift_that_is_shown_names_the_rater_who_moved_most():
    said = explain(replace(DRIFT, p=0.001))

    assert "in fewer than 1 of 100 panels" in said
    assert "r01 became more severe than the others by 0.23 points (nearly surely between −" in said


def test_a_study_names_the_largest_source():
    assert explain(STUDY, WORDS).startswith(
        "Most of the differences between single scores come from how competencies and candidates "
        "and raters meet: a variance of 0.34 (nearly surely between 0."
    )
    assert explain(g_study([[2, 2]] * 10, "pr", seed=1)).startswith("The scores do not vary")


def test_a_variance_of_0_is_told_with_what_it_may_be():
    said = explain(ALIKE, WORDS)

    assert said.startswith("Variances over 6 scores: raters 0, nearly surely at most ")
    assert "they differ no more than chance would have it" in said


def test_a_fit_without_variances_says_why():
    said = explain(reml.fit([2, 2, 2, 2], {"r": list("aabb")}))

    assert said == "Nothing can be said about where differences come from: the scores do not vary."


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_a_level_is_in_the_words(level):
    cells = np.random.default_rng(1).normal(size=(10, 3))

    said = explain(d_study(g_study(cells, "pr", seed=1, level=level), {"r": 3}), WORDS)

    assert ("nearly surely" if level == 0.95 else "in 90 of 100 such cases") in said
