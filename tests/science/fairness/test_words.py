"""What managers read: numbers with their uncertainty, plain, and never of a person's worth."""

import re

import numpy as np
import pytest

from assess.science.fairness.cleary import cleary
from assess.science.fairness.differences import difference, expected_selection
from assess.science.fairness.groups import group_table
from assess.science.fairness.impact import compare
from assess.science.fairness.ll144 import audit_tables, selection_table
from assess.science.fairness.models import model_table
from assess.science.fairness.shrinkage import shrinkage
from assess.science.fairness.stages import Stage, over_stages
from assess.science.fairness.tables import Counts
from assess.science.fairness.thresholds import sweep
from assess.science.fairness.tradeoff import trade_off
from assess.science.fairness.verdicts import Verdict
from assess.science.fairness.words import MEANING, explain, shown_ratio
from tests import copy_rules
from tests.science.fairness.test_stages import BERKELEY

SCORES = ([0.3, 0.2], [0.9, 0.1], [[1, 0.2], [0.2, 1]])
SETTING = {"rate": 0.2, "focal_share": 0.3, "n": 200}
PEOPLE = {"Women": Counts(60, 12), "Men": Counts(80, 40), "Others": Counts(1, 1)}
RANDOM = np.random.default_rng(2)
LABELS = ["a", "b"] * 150
X = RANDOM.normal(size=300)
OUTCOMES = (RANDOM.random(300) < 1 / (1 + np.exp(-X))).astype(float)


def audit(groups, chosen):
    (table,) = audit_tables(
        {"sex": groups}, selected=chosen, smallest_share=0.02, leave_out_small=True
    )
    return table


RESULTS = {
    "impact": compare(20, 3, 80, 16, limit=0.8),
    "too few": compare(4, 1, 10, 6, limit=0.8),
    "nobody": compare(50, 5, 50, 0, limit=0.8),
    "groups": group_table(PEOPLE, limit=0.8, smallest_share=0.02),
    "one group": group_table({"Women": Counts(60, 12)}, limit=0.8),
    "stages": over_stages([Stage("", 50, 10, 60, 25), Stage("", 10, 4, 25, 9)], limit=0.8),
    "no stages": over_stages([Stage("", 9, 0, 12, 0)], limit=0.8),
    "audit": selection_table("sex", PEOPLE, smallest_share=0.02, leave_out_small=True),
    "nobody selected": selection_table(
        "sex", {"Women": Counts(9, 0)}, smallest_share=0.02, leave_out_small=True
    ),
    "sweep": sweep(LABELS, X, limit=0.8),
    "no sweep": sweep([None], [1], limit=0.8),
    "front": trade_off(*SCORES, **SETTING),
    "shrinkage": shrinkage(*SCORES, **SETTING, seed=1, draws=20),
    "model": model_table(LABELS, OUTCOMES, 1 / (1 + np.exp(-X)), cut=0.5),
    "no model": model_table([None], [1], [0.5], cut=0.5),
    "lines": cleary(OUTCOMES, X, [one == "a" for one in LABELS]),
    "no lines": cleary([1], [1], [1]),
    "difference": difference(X[::2] - 0.5, X[1::2]),
    "no difference": difference([1], [2]),
    "expected": expected_selection(0.5, 0.2, 0.3),
}
UNSURE = [
    "impact",
    "groups",
    "stages",
    "audit",
    "front",
    "shrinkage",
    "model",
    "lines",
    "difference",
]


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_has_a_sentence_that_keeps_the_copy_rules(name):
    said = explain(RESULTS[name])

    assert not copy_rules.refused(said)
    assert not re.search(r"\b(None|nan|inf)\b", said)
    assert said.endswith(".")
    assert said[0].isupper() or said[0].isdigit()
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])", said)
    assert all(len(sentence.split()) <= 60 for sentence in sentences)


@pytest.mark.parametrize("name", UNSURE)
def test_a_number_comes_with_how_sure_it_is(name):
    assert "nearly surely between" in explain(RESULTS[name])


def test_the_small_example_of_the_guidelines_in_words():
    assert explain(RESULTS["impact"]) == (
        "3 of 20 (15%) were selected, beside 16 of 80 (20%): an impact ratio of 0.75, nearly "
        "surely between 0.24 and 2.04. That is below the limit of 0.80, but chance may explain it "
        "and one person decided differently would lift it over the limit. Watch it as numbers "
        "grow. In groups of this size a true ratio above 0.06 is missed more than once in five."
    )


def test_too_few_people_get_no_ratio_but_their_chance():
    said = explain(RESULTS["too few"])

    assert "too few people" in said
    assert "1 of 4 were" in said
    assert "ratio" not in said
    assert "mid-p" in said


def test_a_group_of_too_few_is_named_without_a_ratio():
    few = {"Women": Counts(40, 20), "Others": Counts(4, 1), "Men": Counts(50, 30)}

    assert explain(group_table(few, limit=0.8)) == (
        "3 groups, 94 people: Others below 0.80 of the rate of Men. Others is the furthest "
        "behind, with too few people to judge by."
    )


def test_stages_that_differ_and_turn_round_are_said_to():
    said = explain(over_stages(BERKELEY, limit=0.8))

    assert said.startswith("Within 6 stages, the odds of being selected are 1.11 times")
    assert "Stages differ from one another; look at each." in said
    assert said.endswith(
        "All stages together point the other way: the groups went in for different ones."
    )
    alike = explain(over_stages([Stage("", 50, 20, 60, 25), Stage("", 50, 21, 60, 24)], limit=0.8))
    assert "differ from one another" not in alike
    assert "point the other way" not in alike


def test_groups_that_could_show_nothing_are_said_to():
    said = explain(compare(8, 2, 8, 3, limit=0.8))

    assert said.endswith("Groups of this size could not show even a ratio of 0.")


def test_a_group_all_of_whom_were_selected_leaves_the_ratio_as_unsure_as_it_is():
    assert "an impact ratio of 0.60, nearly surely between 0.50 and 1.00" in explain(
        compare(100, 60, 6, 6, limit=0.8)
    )


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (compare(200, 1, 200, 199, limit=0.8), "1 of 200 (less than 1%) were selected, beside 199"),
        (compare(200, 1, 200, 199, limit=0.8), "199 of 200 (more than 99%)"),
        (compare(4, 0, 200, 200, limit=0.8), "The exact chance (mid-p) is below 0.01."),
        (compare(30, 20, 40, 0, limit=0.8).power, "Nobody of the other group was selected"),
        (compare(10**6, 1, 10**6, 4, limit=0.8).power, "could show hardly any ratio"),
        (audit(["F"], [1]), "By sex, 1 person: F has the highest rate."),
        (audit([None], [1]), "By sex: nobody is known to be in a group, so there is no table."),
        (sweep(["A", "B"] * 5, [3, 3, 4, 3] * 2 + [4, 3], limit=0.8), "Over 1 cut score and 10"),
        (trade_off([0.4], [0.5], [[1]], **SETTING), "nothing to trade"),
        (difference([1, 2, 3], [1, 2, 3]), "The 3 people of the group score as high as the 3"),
        (model_table(["A"], [1], [1], cut=0.5), "1 person with a known outcome; 0 left out."),
    ],
)
def test_ends_and_single_people_are_told_as_they_are(result, said):
    assert said in explain(result)


def test_every_verdict_has_a_meaning():
    assert set(MEANING) == {*Verdict}


def test_another_level_is_said_in_figures():
    assert "in 80 of 100 such cases between" in explain(
        compare(20, 3, 80, 16, limit=0.8, level=0.8)
    )


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [(0.75, "0.75"), (0.798, "0.798"), (0.7999, "0.7999"), (0.48 / 0.6, "0.80"), (0.8004, "0.80")],
)
def test_a_ratio_is_shown_on_its_side_of_the_limit(ratio, shown):
    assert shown_ratio(ratio, 0.8) == shown


def test_what_has_no_words_is_refused():
    with pytest.raises(TypeError, match="No words for int"):
        explain(5)
