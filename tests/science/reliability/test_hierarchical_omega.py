"""Omega hierarchical: against psych, by construction, and where it cannot be had."""

import numpy as np
import pytest

from assess.science.reliability.hierarchical_omega import NoGeneral, explain, hierarchical_omega
from tests.science.cases import NAN, entries, table, within

ENTRY = entries("alpha_omega_likert8")["omega_schmid_leiman_3f"]
ANSWERS = np.array(table("alpha_omega_likert8"))
GENERAL = 0.6
"""What each item of `built` has in common with all; its group of three gives it as much again."""


def built(seed, people=20_000, general=GENERAL):
    random = np.random.default_rng(seed)
    groups = np.repeat(random.normal(size=(people, 3)), 3, axis=1)
    rest = np.sqrt(1 - general**2 - GENERAL**2)
    return (
        general * random.normal(size=(people, 1))
        + GENERAL * groups
        + rest * random.normal(size=(people, 9))
    )


def test_both_omegas_agree_with_psych():
    found = hierarchical_omega(ANSWERS)

    assert found.hierarchical == within(ENTRY, ENTRY["value"]["omega_h"])
    assert found.total == within(ENTRY, ENTRY["value"]["omega_total"])
    assert (found.n, found.fewest, found.factors, found.reason) == (400, 400, 3, None)
    assert explain(found) == (
        "Of the differences between people's sums 75% go back to what all questions share and 10% "
        "to what groups of questions share besides (400 people; grouped by convention, so decide "
        "nothing by it)."
    )


def test_what_was_built_in_is_found_again():
    found = hierarchical_omega(built(1))

    general, groups, own = (9 * 0.6) ** 2, 3 * (3 * 0.6) ** 2, 9 * (1 - 2 * 0.36)
    whole = general + groups + own
    assert found.hierarchical == pytest.approx(general / whole, abs=0.02)
    assert found.total == pytest.approx(1 - own / whole, abs=0.01)
    assert found.general == pytest.approx([0.6] * 9, abs=0.03)


def test_the_order_of_items_and_missing_answers_hardly_matter():
    answers = built(2)
    whole = hierarchical_omega(answers)
    answers[np.random.default_rng(3).random(answers.shape) < 0.1] = NAN

    found = hierarchical_omega(answers[:, ::-1])

    assert found.hierarchical == pytest.approx(whole.hierarchical, abs=0.02)
    assert found.fewest < 20_000


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (ANSWERS[:99], NoGeneral.TOO_FEW),
        (np.hstack([ANSWERS, np.ones((400, 1))]), NoGeneral.NO_VARIANCE),
        (np.hstack([ANSWERS, ANSWERS[:, :1]]), NoGeneral.CONTRADICTION),
    ],
)
def test_where_there_is_none_it_says_why(answers, reason):
    found = hierarchical_omega(answers)

    assert (found.hierarchical, found.total, found.reason) == (None, None, reason)
    assert explain(found) == f"What all questions share is not known: {reason}."


def test_groups_of_which_one_is_all_they_have_in_common_have_no_general_factor():
    random = np.random.default_rng(4)
    first, apart = random.normal(size=(2, 20_000, 1))
    # Correlations of .76 with the first and of .15 between the others: .76 x .76 is far more.
    groups = np.hstack([first, 0.7 * first - 0.6 * apart, 0.7 * first + 0.6 * apart])
    answers = np.repeat(groups, 3, axis=1) + random.normal(size=(20_000, 9))

    assert hierarchical_omega(answers).reason is NoGeneral.IMPROPER


@pytest.mark.parametrize(
    ("answers", "factors", "sentence"),
    [
        (ANSWERS, 2, "factors: give 3 at least"),
        (ANSWERS[:, :5], 3, "two items at least for each factor"),
        ([1, 2], 3, "answers: give a row per person"),
    ],
)
def test_what_has_no_groups_is_refused(answers, factors, sentence):
    with pytest.raises(ValueError, match=sentence):
        hierarchical_omega(answers, factors=factors)
