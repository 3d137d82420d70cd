"""A panel's results corrected for who rated: the science gate decides, for whole and parts."""

import pytest

from assess.science.facets.gate import Reason, Verdict
from assess.science.panel.error import Sheet
from assess.science.panel.severity import correct
from tests.science.panels import BOTH, drawn


def test_a_correction_takes_severity_out_of_the_whole_and_of_each_competency():
    rows = drawn(60, 6)

    found = correct(rows, BOTH)

    assert found.whole.gate.verdict is not Verdict.WITHHELD
    for results, name in ((found.whole, ""), (found.competencies["a"], "a")):
        moved = {-1: [], 1: []}
        for candidate, one in results.corrected.items():
            own = [s for s in rows if s.candidate == candidate]
            leniency = sum(s.rater % 3 - 1 for s in own)
            levels = [level for s in own for of, level in s.levels if not name or of == name]
            if abs(leniency) > 1:
                side = 1 if leniency > 0 else -1
                moved[side].append(one.estimate - sum(levels) / len(levels))
        assert sum(moved[-1]) / len(moved[-1]) > 0.2
        assert sum(moved[1]) / len(moved[1]) < -0.2


def test_ends_are_tenths_around_the_result():
    for one in correct(drawn(40, 6), BOTH).whole.corrected.values():
        assert one.band.low <= one.estimate <= one.band.high
        assert (one.band.low * 10, one.band.high * 10) == pytest.approx(
            (round(one.band.low * 10), round(one.band.high * 10))
        )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (drawn(40, 3), Reason.SAME_RATERS),
        (drawn(40, 6, severity=0.0), Reason.NOT_SHOWN),
        (
            tuple(Sheet(s.candidate, s.rater + 6 * (s.candidate % 2), s.levels)
                  for s in drawn(60, 6)),
            Reason.DISCONNECTED,
        ),
        (tuple(Sheet(s.candidate, s.rater, s.levels[s.rater % 2 :][:1]) for s in drawn(40, 6)),
         Reason.CONFOUNDED),
        (tuple(Sheet(s.candidate, s.rater, s.levels[:1]) for s in drawn(40, 6)), None),
    ],
)  # fmt: skip
def test_where_the_whole_may_not_be_corrected_no_competency_is_asked(rows, reason):
    found = correct(rows, BOTH)

    if reason is None:
        assert found.whole.gate.verdict is not Verdict.WITHHELD
    else:
        assert reason in found.whole.gate.reasons
        assert (found.whole.corrected, found.competencies) == ({}, {})


def test_raters_of_different_competencies_can_still_be_told_apart():
    rows = tuple(
        Sheet(s.candidate, s.rater, s.levels[place % 3 :][:1] if place % 3 < 2 else s.levels)
        for place, s in enumerate(drawn(60, 6))
    )

    assert correct(rows, BOTH).whole.corrected


def test_equal_ratings_give_equal_numbers():
    assert correct(drawn(20, 6), BOTH) is correct(drawn(20, 6), BOTH)
