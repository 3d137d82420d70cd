"""Errors and reliability from variance components."""

import pytest

from assess.science.panel.components import estimate
from assess.science.panel.error import Sheet
from tests.science.panels import BOTH, drawn

PAIRS = ((1, 2), (2, 2), (3, 3), (4, 4), (5, 4)) * 2
"""What two people gave ten candidates: equal means of raters, error 0.2, candidates 1.344."""

ONE = (("a", 1.0),)


def sheets(panels, raters=()):
    return tuple(
        Sheet(candidate, raters[candidate][place] if raters else place, (("a", level),))
        for candidate, panel in enumerate(panels)
        for place, level in enumerate(panel)
    )


def test_by_hand():
    found = estimate(sheets(PAIRS), ONE)

    assert found.rating.variance == pytest.approx(0.2, abs=1e-4)
    assert found.total.variance == pytest.approx(0.2, abs=1e-4)
    assert found.of_totals.estimate == pytest.approx(1.344 / 1.444, abs=1e-3)
    assert (found.rating.candidates, found.total.candidates) == (10, 10)
    # Residuals on nine degrees at most: 2 V² / var V.
    assert 4 < found.total.degrees < 11


def test_severity_counts_as_far_as_candidates_had_other_raters():
    shared = tuple(Sheet(s.candidate, s.candidate * 3 + n % 3, s.levels)
                   for n, s in enumerate(drawn(24, 3)))  # fmt: skip
    same = drawn(24, 3)

    assert estimate(same, BOTH).part == pytest.approx(0, abs=1e-12)
    assert estimate(shared, BOTH).part == pytest.approx(1)
    assert estimate(same, BOTH).rating.variance < estimate(drawn(24, 6), BOTH).rating.variance


def test_raters_who_rated_different_competencies_give_no_total():
    found = estimate(sheets(PAIRS), (("a", 1.0), ("b", 1.0)))

    assert found.total is found.of_totals is None
    assert found.of_ratings.estimate == pytest.approx(1.344 / 1.444, abs=1e-3)
    assert found.rating.variance == pytest.approx(0.2, abs=1e-4)


def test_equal_ratings_give_equal_numbers():
    assert estimate(sheets(PAIRS), ONE) is estimate(sheets(PAIRS), ONE)


def test_raters_who_share_no_competency_leave_no_error():
    rows = tuple(Sheet(n, n + k, (("ab"[k], 1 + (n + k) % 5),)) for n in range(12) for k in (0, 1))

    found = estimate(rows, BOTH)

    assert found.rating is found.total is None
    assert found.of_ratings.estimate is None


def test_raters_who_agree_on_everything_leave_no_error():
    found = estimate(sheets([(3, 3)] * 12), ONE)

    assert found.rating is found.total is None
