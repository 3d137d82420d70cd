"""What is said of raters: the number, how sure it is, and nothing where it may not be shown."""

from dataclasses import replace

import pytest

from assess.science.agreement.concordance import finn, kendall_w
from assess.science.agreement.kappa import fleiss_kappa
from assess.science.agreement.krippendorff import bootstrap_alpha, krippendorff_alpha
from assess.science.agreement.within_group import average_deviation, awg, rwg, rwg_j
from assess.science.agreement.words import explain
from assess.science.coefficients import Verdict
from assess.science.estimate_words import digits, in_a_hundred, surely
from assess.science.reliability.icc import Model, icc
from tests import copy_rules
from tests.science.cases import NAN, table

PANEL = table("icc_panel_complete")
ALIKE = [[3, 3, 3]] * 12


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            icc(PANEL),
            "Of the differences between results from 4 raters, the candidates' own share is 0.88, "
            "nearly surely between 0.82 and 0.93 (50 candidates; how severe a rater is counts as "
            "error).",
        ),
        (
            icc([*PANEL, [1, NAN, 1, 1]], Model.CONSISTENCY, of=1),
            "Of the differences between results from one rater, the candidates' own share is 0.66, "
            "nearly surely between 0.53 and 0.77 (50 candidates; how severe a rater is does not "
            "count; 1 more could not be used, as ratings are missing).",
        ),
        (
            icc([[1, 5], [5, 1], [2, 5], [5, 2], [1, 4]] * 3, Model.CONSISTENCY, of=1),
            "Results from one rater do not tell candidates apart: −0.91, nearly surely between "
            "−0.97 and −0.75 (15 candidates; how severe a rater is does not count).",
        ),
        (
            icc([[one] * 3 for one in range(12)]),
            "Of the differences between results from 3 raters, the candidates' own share is 1.00, "
            "with no margin of error to be had (12 candidates; how severe a rater is counts as "
            "error).",
        ),
        (
            fleiss_kappa(PANEL),
            "Where 0 is chance and 1 is always, raters agree at 0.28, nearly surely between 0.17 "
            "and 0.39 (50 candidates, 4 raters).",
        ),
        (
            krippendorff_alpha(PANEL, level=0.9),
            "Where 0 is chance and 1 is always, raters agree at 0.64, in 90 of 100 such cases "
            "between 0.52 and 0.76 (50 candidates, 4 raters).",
        ),
        (
            kendall_w(PANEL),
            "Where 1 is one and the same order of candidates and 0.25 is what chance makes of so "
            "many raters, raters' orders reach 0.74, nearly "
            "surely between 0.63 and 0.84 (50 candidates, 4 raters).",
        ),
        (
            finn(PANEL, 5),
            "Where 0 is ratings spread by chance and 1 is the same from all, raters reach 0.83, "
            "nearly surely between 0.79 and 0.87 (50 candidates, 4 raters).",
        ),
    ],
)
def test_a_coefficient_is_said_with_how_sure_it_is(result, sentence):
    assert explain(result) == sentence


@pytest.mark.parametrize(
    "result",
    [icc(PANEL[:9]), fleiss_kappa(PANEL[:9]), kendall_w(PANEL[:9]), finn(PANEL[:9], 5)],
)
def test_with_too_few_candidates_no_number_is_said(result):
    assert explain(result) == (
        "Nobody can say yet how far raters agree: that takes 10 candidates with ratings from two "
        "people or more."
    )


def test_why_there_is_no_coefficient_is_said():
    assert explain(icc(ALIKE)) == (
        "The ratings hardly differ, so how far raters agree cannot be told from chance."
    )
    assert explain(krippendorff_alpha([[1, NAN]])) == (
        "Nobody can say yet how far raters agree: no two candidates have ratings to compare."
    )


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            rwg([[3, 3, 3, 4]], 5),
            "Where 0 is chance and 1 is the same from all, 4 raters reach 0.88; but people who "
            "choose by chance come as close to one another about 6 times in 100.",
        ),
        (
            rwg([[2] * 6], 5),
            "Where 0 is chance and 1 is the same from all, 6 raters reach 1.00; people who choose "
            "by chance come as close to one another less than once in 100.",
        ),
        (
            rwg([[1, 5, 1, 5]], 5),
            "The 4 raters differ strongly: more than people who choose by chance.",
        ),
        (
            rwg_j([[[4, 4], [4, 4], [5, 4]]], 5),
            "Where 0 is chance and 1 is the same from all, 3 raters reach 0.96.",
        ),
        (
            average_deviation([[3, 3, 4]], 5),
            "The 3 raters agree; but people who choose by chance come as close to one another "
            "about 23 times in 100.",
        ),
        (
            average_deviation([[1, 1, 5]], 5),
            "The 3 raters differ; people who choose by chance come as close to one another nearly "
            "always.",
        ),
        (
            awg([[5, 5, 4]], 5),
            "The 3 raters are too near an end of the scale to say how far they agree.",
        ),
        (awg([[5, NAN]], 5), "Fewer than two people rated, so nobody can say whether they agree."),
    ],
)
def test_what_raters_of_one_candidate_do_is_said(result, sentence):
    assert explain(result[0]) == sentence


def test_different_numbers_of_raters_are_said_with_a_decimal():
    found = replace(icc(PANEL), of=2.35)

    assert "results from 2.4 raters" in explain(found)


def test_a_bootstrap_is_said_like_the_formula():
    assert explain(bootstrap_alpha(PANEL, seed=1, draws=100)).startswith("Where 0 is chance")


def test_no_sentence_uses_a_word_we_never_say():
    said = [explain(one) for one in (icc(PANEL), icc(ALIKE), icc(PANEL[:3]), kendall_w(PANEL))]
    said += [*Verdict, *map(str, Model)]

    assert [word for text in said for word in copy_rules.refused(text)] == []


def test_digits_have_a_minus_unless_they_are_nothing():
    assert [digits(one) for one in (0.126, -0.5, -0.001, 1)] == ["0.13", "−0.50", "0.00", "1.00"]


def test_how_often_is_said_in_hundreds():
    assert [in_a_hundred(share) for share in (0, 0.004, 0.009, 0.125, 1)] == [
        "less than once in 100",
        "less than once in 100",
        "about once in 100",
        "about 13 times in 100",
        "nearly always",
    ]


def test_a_missing_margin_is_said():
    assert surely(None, 0.95) == "with no margin of error to be had"
