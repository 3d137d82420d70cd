"""What managers read of weights, predictions and duels: plain, with how sure it is, no promise."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from assess.science.estimates import Estimate, normal, undefined
from assess.science.fit.calibrated import compare_areas, of_amounts, of_chances
from assess.science.fit.guards import Kind, Lack
from assess.science.fit.logistic import logistic
from assess.science.fit.model import NoScore
from assess.science.fit.regression import increments, least_squares
from assess.science.fit.relative import relative_weights
from assess.science.fit.verdicts import Duel, Rival, Settings, Verdict
from assess.science.fit.weights import equal, expert, importance, weighted_profile
from assess.science.fit.words import PLAIN, REFUSED, explain, explain_profile, explain_score
from tests import copy_rules
from tests.science.fit.people import PERFORMANCE, SCORES, SUCCESS

EXTERNAL = expit(SCORES @ [0.9, 0.3, 0])
RATINGS = [[4, 1], [3, 2], [5, 1], [4, 2]]


def about(value, error, n=240):
    return normal(value, error, 0.95, n, "x")


WON = Duel(
    verdict=Verdict.OFFERED,
    kind=Kind.AMOUNT,
    learned=about(0.45, 0.06),
    plain=about(0.33, 0.07),
    gain=about(0.12, 0.05),
    over_average=about(0.2, 0.05),
    rivals=(
        Rival("the chair's rating", about(0.1, 0.05), about(0.35, 0.05)),
        Rival("the panel's overall rating", about(0.4, 0.05), about(0.05, 0.05)),
    ),
    calibration=None,
    model=None,
    names=("focus", "candour"),
    weights=(0.5, 0.5),
    n=240,
    events=None,
    left_out=3,
    settings=Settings(),
    level=0.95,
)
REFUSALS = {one: replace(WON, verdict=one) for one in REFUSED}
NOTHING = undefined(0.95, 40, "x", Lack.TOO_FEW_PEOPLE)
NOT_TRIED = replace(
    WON,
    verdict=Verdict.NOT_TRIED,
    reason=Lack.TOO_FEW_PEOPLE,
    **dict.fromkeys(("learned", "plain", "gain", "over_average"), NOTHING),
)
SURE = {
    "rated weights": importance(RATINGS, ["focus", "candour"]),
    "line": least_squares(SCORES, PERFORMANCE, seed=1, draws=200),
    "steps": increments(SCORES, PERFORMANCE, seed=1, draws=200),
    "relative": relative_weights(SCORES, PERFORMANCE, seed=1, draws=200),
    "chances": of_chances(SUCCESS, EXTERNAL),
    "amounts": of_amounts(PERFORMANCE, SCORES[:, 0]),
    "areas": compare_areas(SUCCESS, EXTERNAL, SCORES[:, 2]),
    "won": WON,
    **REFUSALS,
}
RESULTS = {
    **SURE,
    "equal weights": equal(["focus", "candour"]),
    "set weights": expert({"focus": 3, "candour": 1}),
    "two experts": importance(RATINGS[:2], ["focus", "candour"]),
    "no weights": importance([[0, 0]], ["focus", "candour"]),
    "no line": least_squares(SCORES[:50], PERFORMANCE[:50], seed=1),
    "no steps": increments(SCORES[:50], PERFORMANCE[:50], seed=1),
    "no gain": increments(
        np.column_stack([SCORES, np.tile([0, 1], 300)]), PERFORMANCE, seed=1, draws=200
    ),
    "no relative": relative_weights(SCORES[:50], PERFORMANCE[:50], seed=1),
    "events": logistic(SCORES, SUCCESS),
    "no events": logistic(SCORES[:50], SUCCESS[:50]),
    "no chances": of_chances([1, 0], [0.5, 0.4]),
    "no amounts": of_amounts([1, 0], [0.5, 0.4]),
    "no areas": compare_areas([1, 0], [0.5, 0.4], [1, 2]),
    "not tried": NOT_TRIED,
}
SAID = {
    "profile": explain_profile(
        "Kim", weighted_profile({"a": 1, "b": 0.5}, {"a": 0.3, "b": 0.3}, equal(["a", "b"]))
    ),
    "no profile": explain_profile("Kim", weighted_profile({}, {}, equal(["a", "b"]))),
    "amount": explain_score("Kim", Kind.AMOUNT, about(3.4, 0.5)),
    "chance": explain_score("Kim", Kind.EVENT, Estimate(0.6, 0.1, (0.41, 0.76), 0.95, 240, "x")),
    "no score": explain_score("Kim", Kind.EVENT, undefined(0.95, 240, "x", NoScore.OUTSIDE)),
    **{name: explain(one) for name, one in RESULTS.items()},
}


@pytest.mark.parametrize("name", SAID)
def test_every_sentence_keeps_the_copy_rules_and_promises_nothing(name):
    said = SAID[name]

    assert not copy_rules.refused(said)
    assert not re.search(r"\b(None|nan|inf|will|guarantee\w*|proves?|predicts?)\b", said)
    assert said.endswith(".")
    assert said[0].isupper()
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])", said)
    assert all(len(sentence.split()) <= 60 for sentence in sentences)


@pytest.mark.parametrize("name", SURE)
def test_a_number_comes_with_how_sure_it_is_and_how_many_are_behind_it(name):
    assert "nearly surely" in SAID[name]
    assert re.search(r"\d+ (people|experts)", SAID[name])


def test_a_model_that_won_is_still_for_a_person_to_decide():
    assert SAID["won"] == (
        "On people it had not learned from, the learned model had a correlation with the outcome "
        "of 0.45 (nearly surely between 0.33 and 0.57), the plain weighted mean one of 0.33 "
        "(nearly surely between 0.19 and 0.47); the gain is 0.120 (nearly surely between 0.022 "
        "and 0.218) (240 people). The model may be looked at; it is used only if a person decides "
        "so. This holds for people like those with a known outcome, as a rule those who were hired."
    )


@pytest.mark.parametrize("verdict", REFUSED)
def test_a_refusal_says_why_and_what_to_do_instead(verdict):
    assert SAID[verdict].endswith(f"it is not offered. {PLAIN}")


def test_a_refusal_names_the_rating_that_was_not_beaten():
    assert "better than the panel's overall rating: it is" in SAID[Verdict.BEHIND_RIVAL]


def test_every_refusal_has_words():
    assert {*REFUSED} == {*Verdict} - {Verdict.OFFERED, Verdict.NOT_TRIED}


def test_too_few_people_are_told_what_to_use():
    assert SAID["not tried"] == (
        "No model was learned: too few people have every score and an outcome. Use the plain "
        "weighted mean."
    )
    assert SAID["no line"].endswith("Count the scores equally.")


def test_what_a_line_explains_stands_beside_what_is_left_of_it():
    assert "24% of the differences in the outcome" in SAID["line"]
    assert "for new people about 24% of them would be left" in SAID["line"]


def test_chances_that_are_too_extreme_are_told_so():
    # Slope .79 with an interval below 1, and .11 too high on the whole.
    assert SAID["chances"].startswith("Chances are too extreme")
    assert SAID["chances"].endswith("On the whole they are too high.")


@pytest.mark.parametrize(
    ("chances", "said"),
    [(EXTERNAL**0 * 0.5 + (EXTERNAL - 0.5) / 4, "too timid"), (EXTERNAL, "too extreme")],
)
def test_the_direction_of_a_wrong_slope_is_told(chances, said):
    assert said in explain(of_chances(SUCCESS, chances))


def test_chances_that_are_off_on_the_whole_are_told_so():
    found = of_chances(SUCCESS, EXTERNAL)

    for shift, said in ((0.5, "too low"), (-0.5, "too high")):
        assert explain(replace(found, in_the_large=about(shift, 0.1))).endswith(
            f"On the whole they are {said}."
        )
    assert explain(replace(found, in_the_large=NOTHING)).endswith(
        f"Whether they are too high or too low on the whole is not known: {NOTHING.reason}."
    )


def test_the_better_of_two_orders_is_named_on_either_side():
    good, poor = SCORES @ [0.9, 0.3, 0], SCORES[:, 2]

    assert explain(compare_areas(SUCCESS, good, poor)).startswith("The first orders people better")
    assert explain(compare_areas(SUCCESS, poor, good)).startswith("The second orders people better")


def test_a_weight_nobody_knows_is_said_to_be_one():
    found = importance(RATINGS, ["focus", "candour"])

    said = explain(replace(found, shares=(found.shares[0], NOTHING)))

    assert "of unknown weight" in said


def test_one_persons_chance_is_told_as_how_often_it_happens():
    assert SAID["chance"] == (
        "Of people with the scores of Kim, the model expects the outcome about 60 times in 100 "
        "(nearly surely 41 times in 100 to 76 times in 100), if they are like the 240 people it "
        "learned from."
    )


def test_another_level_is_said_in_figures():
    found = least_squares(SCORES, PERFORMANCE, seed=1, draws=200, level=0.8)

    assert "in 80 of 100 such cases" in explain(found)


def test_what_has_no_words_is_refused():
    with pytest.raises(TypeError, match="No words for int"):
        explain(5)


def test_one_part_or_score_alone_is_told_as_such():
    one = logistic(SCORES[:, :1], SUCCESS)

    assert explain(equal(["focus"])) == "There is one part, and it is the whole."
    assert explain(one).startswith("The score clearly goes with the outcome (")
