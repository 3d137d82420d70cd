"""How far results of panels may be off: worked by hand, then where the truth is known."""

import math
from random import Random

import pytest

from assess.science.panel import error as panel_error
from assess.science.panel.error import Lack, Sheet, Spread, band, of_ratings, of_totals, tied

NAMES = ("a", "b", "c", "d", "e")
EQUAL = dict.fromkeys(NAMES, 1.0)


def panel(candidate: int, *raters: tuple[int | None, ...]) -> list[Sheet]:
    """One candidate's raters, each with a level for every competency or `None`."""
    return [
        Sheet(
            candidate,
            rater,
            tuple((n, v) for n, v in zip(NAMES, levels, strict=False) if v is not None),
        )
        for rater, levels in enumerate(raters)
    ]


def test_errors_that_hang_together_count_once():
    # Deviations -1, 0, 1 on both: s² = 4 / 4 = 1. All sums of products are 2 on 2 degrees, so
    # that 4² / (4 · 2² / 2) = 2 degrees are left of the 4.
    found = of_ratings(panel(1, (2, 2), (3, 3), (4, 4)))

    assert found == Spread(pytest.approx(1.0), pytest.approx(2.0), 1)


def test_errors_that_have_nothing_in_common_count_nearly_in_full():
    # -1, 0, 1 and 1, -2, 1: squares 2 and 6, products 0; s² = 8 / 4, 8² / ((4 + 36) / 2) = 3.2.
    found = of_ratings(panel(1, (2, 4), (3, 1), (4, 4)))

    assert found == Spread(pytest.approx(2.0), pytest.approx(3.2), 1)


def test_two_raters_of_one_candidate_have_one_degree_however_much_they_rate():
    found = of_ratings(panel(1, (3, 4, 2, 5, 1), (4, 4, 4, 4, 4)))

    assert found.degrees == pytest.approx(1.0)
    assert found.reason is Lack.TOO_FEW


def test_variances_are_pooled_over_candidates_and_means_of_candidates_do_not_matter():
    # One competency: squares 0.5 and 2 on one degree each.
    found = of_ratings([*panel(1, (1,), (2,)), *panel(2, (5,), (3,)), *panel(3, (4,))])

    assert found == Spread(pytest.approx(1.25), pytest.approx(2.0), 2)


def test_what_one_person_rated_is_left_out():
    alone = of_ratings(panel(1, (2, 5), (4, None), (3, None)))

    assert alone == of_ratings(panel(1, (2,), (4,), (3,)))


def test_gaps_leave_degrees_for_what_two_have_in_common():
    # a: 1, 3 by the first two; b: 2, 4 by the last two. One rater in common, whose deviations
    # are 1 and -1; the products rest on 1 · (1 - 1/2 - 1/2 + 1/4) = 1/4 of a degree:
    # (2 + 2)² / (4 + 4 + 2 · 1 / 0.25) = 1.
    found = of_ratings(panel(1, (1, None), (3, 2), (None, 4)))

    assert found == Spread(pytest.approx(2.0), pytest.approx(1.0), 1)


def test_no_two_ratings_leave_nothing():
    assert of_ratings(panel(1, (3, 4))) == of_ratings([]) == Spread(0.0, 0.0, 0)
    assert of_ratings([]).reason is Lack.TOO_FEW


def test_whoever_agrees_on_everything_shows_no_error():
    found = of_ratings([row for n in range(9) for row in panel(n, (3, 4), (3, 4))])

    assert found.reason is Lack.ALIKE


def test_totals_weigh_each_rater():
    # Weights 1 and 3: 2.75 and 3.25 of the first, 4 and 2 of the second; squares 0.125 and 2.
    sheets = [*panel(1, (2, 3), (4, 3)), *panel(2, (4, 4), (2, 2))]

    found = of_totals(sheets, {"a": 1.0, "b": 3.0})

    assert found == Spread(pytest.approx(2.125 / 2), 2.0, 2)


def test_who_did_not_rate_everything_has_no_total():
    sheets = panel(1, (2, 3), (4, 3), (5, None))

    assert of_totals(sheets, {"a": 1.0, "b": 1.0}) == of_totals(sheets[:2], {"a": 1.0, "b": 1.0})
    assert of_totals(sheets, {}).reason is Lack.TOO_FEW


@pytest.mark.parametrize(
    ("alone", "others", "left"),
    [(1, 0, 1.0), (4, 0, 0.25), (8, 0, 0.125), (2, 1, 5 / 9), (1, 1, 1.0), (3, 2, 11 / 25)],
)
def test_who_could_see_others_counts_as_a_repetition(alone, others, left):
    assert panel_error.share(alone, others) == pytest.approx(left)
    assert panel_error.share(alone, others) >= 1 / (alone + others)


def test_a_share_needs_a_rater():
    with pytest.raises(ValueError, match="alone"):
        panel_error.share(0, 2)


def test_a_band_by_hand():
    # √(0.5 / 2) = 0.5, t with 4 degrees 2.776: 3.5 ± 1.388 is 2.112 to 4.888.
    found = panel_error.band(3.5, Spread(0.5, 4.0, 4), 1 / 2)

    assert (found.standard_error, found.low, found.high) == (0.5, 2.1, 4.9)


@pytest.mark.parametrize(
    ("mean", "low", "high"), [(4.8, 3.4, 5.0), (1.2, 1.0, 2.6), (3.0, 1.6, 4.4)]
)
def test_a_band_ends_where_the_scale_does(mean, low, high):
    found = panel_error.band(mean, Spread(0.5, 4.0, 4), 1 / 2)

    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("spread", [Spread(0.5, 3.9, 4), Spread(0.0, 40.0, 9)])
def test_no_band_rests_on_too_little(spread):
    with pytest.raises(ValueError, match="no band"):
        panel_error.band(3.0, spread, 0.5)


def test_errors_that_add_up_are_the_most_there_can_be():
    # Mean of √0.5 and √0.25.
    found = panel_error.added_up({"a": 0.5, "b": 0.25}, {"a": 1.0, "b": 1.0})

    assert found == pytest.approx(((math.sqrt(0.5) + 0.5) / 2) ** 2)
    assert panel_error.added_up({"a": 0.5, "b": 0.5}, {"a": 1.0, "b": 7.0}) == pytest.approx(0.5)


def drawn(random: Random, candidates: int, raters: int) -> tuple[list[Sheet], float]:
    """Panels who are strict, see candidates their own way, and err; what the first is worth."""
    sheets, first = [], 0.0
    for candidate in range(candidates):
        true = random.gauss(3, 0.6)
        first = first if candidate else true
        for rater in range(raters):
            own = random.gauss(0, 0.4)
            levels = [(n, round(true + own + random.gauss(0, 0.6))) for n in NAMES]
            sheets.append(Sheet(candidate, rater, tuple(levels)))
    return sheets, first


@pytest.mark.slow  # some thousand panels
@pytest.mark.parametrize(("candidates", "raters"), [(4, 2), (3, 3), (1, 5), (1, 6), (6, 2), (2, 4)])
def test_bands_hold_what_is_true_nineteen_times_in_twenty(candidates, raters):
    random, held, shown = Random(raters), [0, 0], [0, 0]
    for _ in range(600):
        sheets, true = drawn(random, candidates, raters)
        own = [dict(sheet.levels) for sheet in sheets if sheet.candidate == 0]
        one = math.fsum(levels["a"] for levels in own) / raters
        whole = math.fsum(sum(levels.values()) / 5 for levels in own) / raters
        spreads = (of_ratings(sheets), of_totals(sheets, EQUAL))
        for place, (mean, spread) in enumerate(zip((one, whole), spreads, strict=True)):
            if not spread.reason:
                band = panel_error.band(mean, spread, 1 / raters)
                shown[place] += 1
                held[place] += band.low <= true <= band.high

    assert all(
        not number or share / number >= 0.93 for share, number in zip(held, shown, strict=True)
    )


def test_results_within_their_margins_are_tied_and_others_are_not():
    spread = Spread(0.3, 10.0, 8)
    means = {"a": (4.0, band(4.0, spread, 0.5)), "b": (3.5, band(3.5, spread, 0.5)),
             "c": (2.0, band(2.0, spread, 0.5))}  # fmt: skip

    # t is 2.228 with ten degrees: 2.228 √(2 · 0.15) = 1.22.
    assert tied(means, spread) == ("a", "b")
    assert tied({name: means[name] for name in "ac"}, spread) == ("a",)
    assert tied({}, spread) == ()
