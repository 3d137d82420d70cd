"""Numbers in words: their sign, how sure they are, and how often a thing happens."""

from datetime import date

import pytest

from assess.science import calibration
from assess.science.estimate_words import digits, how_surely, in_a_hundred, in_levels, surely
from assess.science.fit import restriction
from assess.science.fit.restriction import Pool
from assess.science.norms import record as norm_record
from assess.science.norms import smoothing
from assess.science.profile import target
from assess.science.profile import words as profile_words
from assess.science.profile.similarity import compare

SCORES = [10, 12, 13, 15, 11, 14, 12, 13] * 10
ABOUT = norm_record.About(
    "Leaders", "sales leaders", "all who came", "Norway", "en", "Ada", date(2026, 1, 1),
    date(2026, 2, 1), None,
)  # fmt: skip


def test_a_minus_is_as_wide_as_a_plus_and_nothing_has_no_sign():
    assert [digits(one) for one in (0.834, -0.2, -0.001)] == ["0.83", "−0.20", "0.00"]


def test_a_distance_of_a_level_or_more_is_told_in_levels():
    assert [in_levels(one) for one in (0.52, 0.994, 0.996, -2)] == [
        "0.52 of a level",
        "0.99 of a level",
        "1.00 levels",
        "−2.00 levels",
    ]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (0.95, "nearly surely"),
        (1 - 0.05, "nearly surely"),
        (0.9, "in 90 of 100 such cases"),
        (0.995, "in 99.5 of 100 such cases"),
    ],
)
def test_only_nineteen_times_in_twenty_is_nearly_surely(level, said):
    assert how_surely(level) == said
    assert surely((0.1, 0.9), level) == f"{said} between 0.10 and 0.90"


def test_without_an_interval_there_is_no_margin():
    assert surely(None, 0.95) == "with no margin of error to be had"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.999, "nearly always"), (0.001, "less than once in 100"), (0.12, "about 12 times in 100")],
)
def test_shares_are_said_as_how_often(share, said):
    assert in_a_hundred(share) == said


def corrected(level):
    found = restriction.correct(
        0.3, 100, sd_restricted=6, sd_unrestricted=10, pool=Pool.THIS, level=level
    )
    return restriction.explain(found)


def rated(level):
    experts = [[1, 2], [2, 4], [3, 3], [4, 5], [5, 4]]
    ratings = [[one + 1 for one in row] for row in experts]
    ratings[0][0] += 1
    return calibration.explain("Ada", calibration.accuracy(ratings, experts, seed=1, level=level))


def compared(level):
    found = compare([1, 2, 4, 5], [2, 3, 5, 6.5], 0.2, 0.2, seed=1, level=level)
    return profile_words.explain("Ann", "Bea", found)


def smoothed(level):
    rank = smoothing.smoothed_rank(smoothing.smooth(SCORES, 5, 20), 12, level=level)
    return smoothing.explain_rank(rank)


def normed(level):
    record = norm_record.norm_record(ABOUT, SCORES, level=level)
    return norm_record.explain(record, on=date(2026, 3, 1))


def placed(level):
    found = target.distance_to_zone([4.6], [3], [4], 0.2, seed=1, level=level)
    return target.explain("Focus", found.dimensions[0])


@pytest.mark.parametrize("said", [corrected, rated, compared, smoothed, normed, placed])
def test_a_sentence_says_the_level_it_was_asked_for(said):
    assert "nearly surely" in said(0.95)
    assert "in 80 of 100 such cases" in said(0.8)
    assert "nearly surely" not in said(0.8)
