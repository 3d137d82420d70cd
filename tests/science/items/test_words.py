"""What is said of questions, and which score is to be used."""

from functools import cache

import numpy as np
import pytest

from assess.science.items.choice import Score, Why, choose_score
from assess.science.items.classical import content_validity, distractors, item_table
from assess.science.items.curves import GradedItem
from assess.science.items.dependence import local_dependence
from assess.science.items.dif import mantel_haenszel
from assess.science.items.dif_regression import regression_dif
from assess.science.items.dimensions import dimensions
from assess.science.items.graded import fit_graded
from assess.science.items.information import curve, empirical_reliability, marginal_reliability
from assess.science.items.item_fit import item_fit
from assess.science.items.scoring import Method, score
from assess.science.items.words import explain, explain_reliability, explain_score
from tests import copy_rules
from tests.science.items.simulated import answered, people, some_items

ITEMS = some_items(1, 8)
ANSWERS = answered(ITEMS, people(2, 1200), 3)
HARDER = [
    GradedItem(ITEMS[0].slope, tuple(d - 3 for d in ITEMS[0].intercepts), ITEMS[0].cuts),
    *ITEMS[1:],
]
UNFAIR = np.vstack([answered(HARDER, people(4, 400), 5), answered(ITEMS, people(6, 600), 7)])
GROUP = np.repeat([1, 0], [400, 600])
REVERSED, ALIKE = ANSWERS.copy(), ANSWERS.copy()
REVERSED[:, 0] = 3 - REVERSED[:, 0]
ALIKE[:, 0] = 1
RARE = ANSWERS.copy()
RARE[:, 0] = np.where(np.arange(1200) < 5, 3, np.minimum(RARE[:, 0], 2))
TWICE = answered(some_items(8, 14), people(9, 1200), 10)
TWICE[:600, 1] = TWICE[:600, 0]
CHOICES = ["A" if one > 10 else "B" for one in ANSWERS.sum(axis=1)]


def looks(answers, fitted):
    items = [one.item for one in fitted.items]
    return dimensions(answers, seed=1), local_dependence(items, answers), item_fit(items, answers)


@cache
def model():
    return fit_graded(ANSWERS)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (
            lambda: item_table(ANSWERS, span=(0, 3))[0],
            "People high on the others tend to be high on it",
        ),
        (lambda: item_table(REVERSED, span=(0, 3))[0], "It goes against the others: check its key"),
        (lambda: item_table(ALIKE, span=(0, 3))[0], "It does not tell people apart"),
        (lambda: item_table(ANSWERS[:20], span=(0, 3))[0], "Nothing is said of this question yet"),
        (
            lambda: distractors(CHOICES, "A", ANSWERS[:, 0])[0],
            "Option A, the right answer, was chosen by",
        ),
        (lambda: distractors(CHOICES, "B", ANSWERS[:, 0])[0], "Option A, a wrong answer"),
        (lambda: distractors(CHOICES, "B", ANSWERS[:, 0])[0], "It draws people who know more"),
        (lambda: distractors(CHOICES, "B", ANSWERS[:, 0])[1], "It draws people who know less"),
        (lambda: distractors(["A"] * 3, "A", [1, 2, 3])[0], "nothing is said of it yet"),
        (
            lambda: content_validity([True] * 9 + [False]),
            "9 of 10 experts hold the question essential",
        ),
        (lambda: content_validity([True] * 9 + [False]), "so many would agree about once in 100"),
        (model, "A model of 8 questions and 1,200 people. The model may be used"),
        (lambda: fit_graded(ANSWERS[:150]), "too few people for a model; use the sum score"),
        (lambda: model().items[0], "How sharply it tells people apart (0 is not at all): "),
        (lambda: fit_graded(ANSWERS > 1).items[0], "It does so best at "),
        (lambda: fit_graded(REVERSED).items[0], "It goes against the others: check its key."),
        (
            lambda: fit_graded(RARE).items[0],
            "Some answers were too rare to stand alone and were put together.",
        ),
        (lambda: fit_graded(ALIKE).items[0], "Nothing is said of this question: everybody gave"),
        (lambda: curve(ITEMS, cut=0.5), "At the cut score it is "),
        (lambda: curve(ITEMS, [9000]), "The questions tell nobody apart"),
        (lambda: mantel_haenszel(UNFAIR, GROUP).items[0], "the difference is large"),
        (
            lambda: mantel_haenszel(UNFAIR, GROUP).items[1],
            "At equal scores the groups answer nearly alike",
        ),
        (
            lambda: mantel_haenszel(UNFAIR[350:], GROUP[350:]).items[0],
            "alike is not said: fewer than 100",
        ),
        (lambda: mantel_haenszel(UNFAIR, GROUP), "1 of 8 questions differs between the groups"),
        (lambda: mantel_haenszel(UNFAIR[350:], GROUP[350:]), "too few people in a group"),
        (
            lambda: regression_dif(UNFAIR, GROUP)[0],
            "The question is harder for one group at every sum",
        ),
        (
            lambda: regression_dif(ANSWERS, np.arange(1200) % 2)[0],
            "no difference between the groups",
        ),
        (lambda: regression_dif(UNFAIR[350:], GROUP[350:])[0], "is not said: fewer than 100"),
        (lambda: local_dependence(ITEMS, ANSWERS), "No two questions repeat one another"),
        (
            lambda: local_dependence(fit_graded(TWICE).scored, TWICE),
            "most of all questions 1 and 2",
        ),
        (lambda: local_dependence(ITEMS, ANSWERS[:50]), "too few people answered"),
        (
            lambda: item_fit(ITEMS, ANSWERS)[0],
            "The question follows the model, as far as 1,200 people",
        ),
        (lambda: item_fit(HARDER, ANSWERS)[0], "The question departs from the model clearly"),
        (
            lambda: item_fit(ITEMS, ANSWERS[:50])[0],
            "is not said: too few people answered everything",
        ),
        (
            lambda: dimensions(ANSWERS, seed=1),
            "The questions measure one thing, as far as can be seen",
        ),
        (lambda: dimensions(ALIKE, seed=1), "is not said: an item does not vary"),
    ],
)
def test_a_result_is_said_in_plain_words(result, said):
    found = explain(result())

    assert said in found
    assert found.endswith(".")
    assert "None" not in found
    assert copy_rules.refused(found) == []


def test_a_score_is_said_with_how_sure_it_is():
    scores = score(ITEMS, [[3, 2, 3, 2, 2, 3, 2, 3], [0] * 8, [None] * 8], method=Method.ML)

    assert explain_score(scores.of(0)).startswith("The score is ")
    assert "standard deviations above the average, nearly surely between" in explain_score(
        scores.of(0)
    )
    assert "(8 answers)" in explain_score(scores.of(0))
    assert explain_score(scores.of(1)) == (
        "There is no score: the person gave the lowest answer throughout, so that nothing bounds "
        "the score below."
    )
    assert explain_score(scores.of(2)) == "There is no score: the person answered no item."


def test_a_reliability_is_said_with_how_sure_it_is():
    for one in (empirical_reliability(score(ITEMS, ANSWERS)), marginal_reliability(model())):
        assert explain_reliability(one).startswith(
            "How much of the differences between scores is real (1 is all of it): 0."
        )
    none = marginal_reliability(fit_graded(np.ones((30, 3))))
    assert "is not said: there is no model" in explain_reliability(none)


def test_a_model_that_holds_may_be_used():
    found = choose_score(model(), *looks(ANSWERS, model()))

    assert (found.score, found.reasons, found.n) == (Score.MODEL, (), 1200)
    assert explain(found) == (
        "Scores by the model may be used; nothing speaks against it (1,200 people)."
    )


def test_a_model_that_does_not_hold_gives_way_to_the_sum_and_says_why():
    fitted = fit_graded(TWICE)

    found = choose_score(fitted, *looks(TWICE, fitted))

    assert found.score is Score.SUM
    assert Why.DEPENDENT in found.reasons
    assert explain(found).startswith("Use the sum score: ")


def test_everything_that_speaks_against_a_model_is_named():
    reversed_one, few, alike = fit_graded(REVERSED), fit_graded(ANSWERS[:150]), fit_graded(ALIKE)
    fine = looks(ANSWERS, model())

    assert choose_score(reversed_one, *fine).reasons == (Why.REVERSED,)
    assert choose_score(few, *fine).reasons == (Why.FEW,)
    assert choose_score(alike, *fine).reasons == (Why.SILENT,)
    assert choose_score(model(), *fine[:2], ()).reasons == (Why.MISFIT,)
    unknown = dimensions(ANSWERS[:50], seed=1)
    assert choose_score(model(), unknown, *fine[1:]).reasons == (Why.NOT_ONE,)
    with pytest.raises(ValueError, match="fits: give one for each item"):
        choose_score(model(), *fine[:2], fine[2][:3])


def test_there_are_no_words_for_anything_else():
    with pytest.raises(TypeError, match="No words for int"):
        explain(3)
