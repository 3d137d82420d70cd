"""What is said of severity, fit and correction: nothing without how sure it is."""

import re
from dataclasses import replace

import numpy as np
import pytest

from assess.science.estimates import Estimate, undefined
from assess.science.facets import jmle, mml
from assess.science.facets.adjusted import Adjusted
from assess.science.facets.connectivity import connectivity
from assess.science.facets.effects import rater_effects
from assess.science.facets.extremes import Side
from assess.science.facets.fair_average import fair_averages
from assess.science.facets.fit import LevelFit, Reading, fit_statistics
from assess.science.facets.gate import Corrected, Gate, Reason, Verdict, correct
from assess.science.facets.interaction import Interaction, interactions
from assess.science.facets.interaction import Verdict as Bias
from assess.science.facets.measures import Caution, Lack
from assess.science.facets.ratings import ratings
from assess.science.facets.separation import separation
from assess.science.facets.severity_words import explain, severity
from tests import copy_rules
from tests.science.facets.facet_cases import simulated

FAIR = Estimate(3.42, 0.2, (3.01, 3.81), 0.95, 8, "fair average")
SIZE = Estimate(0.8, 0.2, (0.41, 1.19), 0.95, 30, "score")
BIASED = Interaction("ann", "coaching", SIZE, 2.9, 3.4, 4.0, 0.0001, 0.002, 30, Bias.BIASED)
GATE = Gate(Verdict.CORRECTED, (), None, 0.4, 0.1, 60.0, 7, 0.0001, 80, 8, 640)
FIT = LevelFit("ann", 1.7, 1.6, 0.1, 0.1, 5.0, 4.0, 88, Reading.NOISY)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            connectivity(["a", "a", "b"], ["x", "y", "y"]),
            "All 2 candidates can be compared: they are joined by the raters they share.",
        ),
        (
            connectivity(["a", "a", "b"], ["x", "y", "z"]),
            "Candidates fall into 2 groups that share no rater (1, 1) and must not be ranked "
            "together. The cheapest ratings to join them: x with b.",
        ),
        (
            GATE,
            "A corrected result is shown beside the one as rated, because raters differ in "
            "severity by more than chance (80 candidates, 8 raters).",
        ),
        (
            replace(GATE, verdict=Verdict.DRAWN, reasons=(Reason.FEW_CANDIDATES, Reason.NOISE)),
            "A corrected result is shown beside the one as rated, because raters differ in "
            "severity by more than chance; it is corrected in part only, because there are fewer "
            "than 30 candidates and it is not sure enough how severe raters are (80 candidates, "
            "8 raters).",
        ),
        (
            replace(GATE, verdict=Verdict.WITHHELD, reasons=(Reason.NOT_SHOWN,)),
            "A corrected result is not shown, because no difference in severity beyond chance is "
            "shown (80 candidates, 8 raters).",
        ),
        (
            Corrected("ann", 8, 3.25, FAIR, 4.0, 2.0, 2.0),
            "ann: 3.25 as rated, 3.42 from raters of middling severity, nearly surely between "
            "3.01 and 3.81 (8 ratings).",
        ),
        (
            Corrected("ann", 1, 3.25, None, 4.0, None, None),
            "ann: 3.25 as rated (1 rating); no corrected result may be shown.",
        ),
        (
            separation([-1, 0, 1], [0.25, 0.25, 0.25]),
            "Raters differ in severity by more than chance. Of the differences that show, the "
            "true share is 0.91, nearly surely between 0.77 and 1.00 (3 raters); the smaller, "
            "the better.",
        ),
        (
            separation([-0.1, 0, 0.1], [0.3, 0.3, 0.3]),
            "That raters differ in severity is not shown, which does not prove that none does "
            "(share of true differences 0.00, nearly surely between 0.00 and 0.77; 3 raters).",
        ),
        (
            separation([0.1], [0.3]),
            "Whether raters differ in severity cannot be told: there is only one level.",
        ),
        (
            separation([1, 1, 1], [0.1, 0.1, 0.1]),
            "That raters differ in severity is not shown, which does not prove that none does "
            "(share of true differences 0.00, with no margin of error to be had; 3 raters).",
        ),
        (
            separation([-1, 0, 1], [0.25, 0.25, 0.25], facet="candidate"),
            "Candidates differ by more than chance. Of the differences that show, the true share "
            "is 0.91, nearly surely between 0.77 and 1.00 (3 candidates); the larger, the better.",
        ),
        (
            separation([-0.1, 0, 0.1], [0.3, 0.3, 0.3], facet="candidate"),
            "That candidates differ is not shown, which does not prove that none does (share of "
            "true differences 0.00, nearly surely between 0.00 and 0.77; 3 candidates).",
        ),
        (
            separation([-1, 0, 1], [0.25, 0.25, 0.25], facet="competency"),
            "Competencies differ in difficulty by more than chance. Of the differences that show, "
            "the true share is 0.91, nearly surely between 0.77 and 1.00 (3 competencies).",
        ),
        (
            separation([0.1], [0.3], facet="occasion"),
            "Whether levels of occasion differ in difficulty cannot be told: there is only one "
            "level.",
        ),
        (
            FIT,
            "ann: the ratings are less predictable than they should be (1.70 where 1 is expected "
            "and chance alone is off by 0.10; 88 ratings).",
        ),
        (
            BIASED,
            "ann on coaching: ratings are lower than elsewhere by more than chance (2.90 where "
            "3.40 was to be expected; 0.80 logits, nearly surely between 0.41 and 1.19; 30 "
            "ratings).",
        ),
        (
            replace(BIASED, verdict=Bias.CHANCE),
            "ann on coaching: no difference beyond chance (2.90 where 3.40 was to be expected; "
            "30 ratings).",
        ),
        (
            replace(BIASED, verdict=Bias.TOO_FEW, size=undefined(0.95, 4, "", Bias.TOO_FEW), n=4),
            "ann on coaching: too few ratings to judge (4 ratings).",
        ),
        (
            replace(BIASED, verdict=Bias.CONFOUNDED),
            "ann on coaching: nothing can be said, because the ratings cannot tell (30 ratings).",
        ),
    ],
)
def test_a_result_is_one_sentence_with_how_sure_it_is(result, sentence):
    assert explain(result) == sentence


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (SIZE, "ann is severer than the others: 0.80 logits, nearly surely between 0.41 and 1.19 "
               "(30 ratings)."),
        (replace(SIZE, estimate=-0.1, interval=(-0.4, 0.2)),
         "ann is neither clearly severer nor clearly more lenient than the others: −0.10 logits, "
         "nearly surely between −0.40 and 0.20 (30 ratings)."),
        (undefined(0.95, 0, "", Lack.NOTHING_LEFT),
         "ann: how severe the ratings are cannot be told."),
    ],
)  # fmt: skip
def test_severity_is_said_of_those_who_surely_are(found, sentence):
    assert severity("ann", found) == sentence


def test_a_model_says_what_it_rests_on():
    assert re.fullmatch(
        r"Results rest on 640 ratings of 80 candidates; they tell candidates apart with a "
        r"reliability of 0\.\d\d\.",
        explain(mml.fit(simulated(1).data)),
    )
    assert explain(mml.fit(simulated(1, people=20).data)).endswith(
        "; with so few candidates, how far they differ was assumed."
    )
    lost = mml.fit(ratings([1, 2, 2, 1], list("abcd"), {"rater": list("wxyz")}))
    assert explain(lost).startswith("No results free of severity can be given: ")


def test_a_model_says_who_is_left_out_and_that_nobody_differs():
    data = ratings(
        [1, 2, 2, 3, 3, 3, 2, 1], list("aabbccdd"), {"rater": list("xyxyxyxy")}, scale=(1, 3)
    )
    left_out = replace(mml.fit(simulated(1).data), extreme=jmle.fit(data).extreme)
    alike = replace(left_out.population, reliability=None, caution=Caution.NO_SPREAD)

    assert "; 1 with extreme ratings only is left out; they tell" in explain(left_out)
    assert explain(replace(left_out, population=alike)).endswith(
        "; they show no difference between candidates beyond chance."
    )


def test_raters_who_share_too_few_candidates_are_not_compared():
    data = ratings([1, 2, 2, 3], list("aabb"), {"rater": list("xyxy")}, scale=(1, 3))

    first, _ = rater_effects(data)

    assert explain(first) == "x: too few candidates shared with others to compare (2 candidates)."


def test_fair_averages_are_told_from_the_lowest_to_the_highest():
    said = explain(fair_averages(mml.fit(simulated(1).data)))

    assert re.fullmatch(
        r"With all else at its middle, average ratings run from \S+ \d\.\d\d, nearly surely "
        r"between \d\.\d\d and \d\.\d\d to \S+ \d\.\d\d, nearly surely between \d\.\d\d and "
        r"\d\.\d\d \(80 candidates\)\.",
        said,
    )


def test_a_candidate_with_extreme_ratings_only_is_told_as_one():
    moved = Estimate(3.2, 1.4, (0.46, 5.94), 0.95, 8, "moved")

    assert explain(Adjusted("ann", Side.HIGHEST, moved)) == (
        "ann got only the highest rating, so nothing sets a limit; with ratings 0.3 points nearer "
        "the middle it would be 3.20 logits, nearly surely between 0.46 and 5.94 (8 ratings)."
    )
    nothing = undefined(0.95, 8, "moved", Lack.NOTHING_LEFT)
    assert explain(Adjusted("ann", Side.CONSTANT, nothing)) == (
        f"ann cannot be measured: {Lack.NOTHING_LEFT}."
    )


def test_raters_are_compared_on_the_candidates_they_share():
    sentences = [explain(one) for one in rater_effects(simulated(1).data)]

    assert any("lower than the others' (a difference of −" in one for one in sentences)
    assert all("nearly surely between" in one for one in sentences)


def test_every_reason_reading_and_verdict_has_words_that_may_be_said():
    said = [
        explain(replace(GATE, verdict=Verdict.WITHHELD, reasons=(one,)))
        for one in Reason
        if one in (Reason.NO_MEASURES, Reason.SAME_RATERS, Reason.NO_SPREAD, Reason.DISCONNECTED,
                   Reason.CONFOUNDED, Reason.NOT_SHOWN)
    ]  # fmt: skip
    said += [
        explain(replace(GATE, verdict=Verdict.DRAWN, reasons=(one,)))
        for one in (Reason.FEW_RATINGS, Reason.FEW_CANDIDATES, Reason.EXTREME_RATER, Reason.NOISE)
    ]
    said += [explain(replace(FIT, reading=one)) for one in Reading]
    said += [explain(replace(BIASED, verdict=one)) for one in Bias]

    assert [copy_rules.refused(one) for one in said] == [[]] * len(said)
    assert len(set(said)) == len(Reason) + len(Reading) + len(Bias)


def test_no_sentence_of_a_whole_panel_shows_what_is_undefined():
    data = simulated(2, people=40).data
    model, corrected = mml.fit(data), correct(data)

    said = [explain(corrected.gate), *(explain(one) for one in corrected.rows)]
    said += [explain(one) for one in interactions(model, "rater", "competency")]
    said += [explain(fit_statistics(model, "rater").of(one)) for one in range(8)]

    assert not any("nan" in one.lower() or "None" in one for one in said)
    assert np.isfinite(model.candidates.standard_errors).all()


def test_what_has_no_sentence_is_refused():
    with pytest.raises(ValueError, match="result: there is no sentence"):
        explain("severity")
