"""What is said of a scale: the number, how sure it is, or why there is none."""

import numpy as np
import pytest

from assess.science.reliability.alpha import alpha, bootstrap_interval
from assess.science.reliability.omega import omega
from assess.science.reliability.ordinal import ordinal_alpha
from assess.science.reliability.split_half import guttman, odd_even
from assess.science.reliability.words import NOT_TOGETHER, explain
from tests import copy_rules
from tests.science.cases import table

ANSWERS = np.array(table("alpha_omega_likert8"))
ALL = (
    alpha,
    omega,
    odd_even,
    lambda answers: bootstrap_interval(answers, seed=1, draws=100),
    lambda answers: ordinal_alpha(answers, seed=1, draws=100),
    lambda answers: guttman(answers, seed=1, draws=100),
)


def test_alpha_is_said_with_how_sure_it_is():
    assert explain(alpha(ANSWERS)) == (
        "How far the questions measure alike (alpha; 1 is without error): 0.79, nearly surely "
        "between 0.75 and 0.82 (400 people)."
    )


def test_omega_is_said_with_how_sure_it_is():
    assert explain(omega(ANSWERS)) == (
        "How much of the scale is one thing (omega; 1 is all of it): 0.79, nearly surely between "
        "0.76 and 0.82 (400 people)."
    )


def test_halves_are_said_with_how_sure_they_are():
    assert explain(odd_even(ANSWERS)) == (
        "How far two halves of the questions agree (1 is without error): 0.78, nearly surely "
        "between 0.73 and 0.82 (400 people)."
    )


def test_questions_that_do_not_go_together_are_said_not_to():
    apart = np.column_stack([ANSWERS[:, 0], 6 - ANSWERS[:, 1]])

    for measure in (alpha, odd_even):
        said = explain(measure(apart))
        assert ": −" in said
        assert said.endswith(f" people). {NOT_TOGETHER}")


def test_ordinal_alpha_is_named_ordinal():
    assert explain(ordinal_alpha(ANSWERS, seed=1, draws=100)).startswith(
        "Ordinal alpha, of what lies behind the answers and not of the scores: 0.84, nearly surely"
    )


@pytest.mark.parametrize("measure", ALL)
def test_with_too_few_people_no_number_is_said(measure):
    said = explain(measure(ANSWERS[:20]))

    assert said.startswith("Nothing can be said yet about ")
    assert said.endswith(": too few people answered.")


@pytest.mark.parametrize("measure", ALL)
def test_why_there_is_no_number_is_said(measure):
    said = explain(measure(np.full((400, 4), 3.0)))

    assert said.startswith("Nothing can be said about ")
    assert "vary" in said or "alike" in said


@pytest.mark.parametrize("measure", ALL)
def test_every_sentence_keeps_to_the_words_we_use(measure):
    for answers in (ANSWERS, ANSWERS[:20], np.full((400, 4), 3.0)):
        said = explain(measure(answers))
        assert said.endswith(".")
        assert copy_rules.refused(said) == []
