"""Agreement about one candidate: against multilevel, all panels counted, and by hand."""

from itertools import product
from statistics import mean, pvariance, variance

import pytest

from assess.science.agreement.within_group import Verdict, average_deviation, awg, rwg, rwg_j
from tests.science.cases import NAN, entries, table, within

CASE, PANEL = entries("icc_panel_complete"), table("icc_panel_complete")


@pytest.mark.parametrize(
    ("index", "name"),
    [
        (rwg, "rwg_uniform_per_candidate"),
        (average_deviation, "ad_mean_per_candidate"),
        (awg, "awg_per_candidate"),
    ],
)
def test_indices_agree_with_multilevel(index, name):
    found = [one.estimate for one in index(PANEL, 5)]

    wanted = CASE[name]["value"]
    assert [one is None for one in found] == [one is None for one in wanted]
    both = [(one, other) for one, other in zip(found, wanted, strict=True) if other is not None]
    assert [one for one, _ in both] == within(CASE[name], [other for _, other in both])


def test_chance_is_counted_over_all_panels_there_can_be():
    # 4 raters with 5 options: 625 panels, each as likely.
    panels = list(product(range(1, 6), repeat=4))
    for ratings in ([3, 3, 3, 4], [1, 2, 4, 5], [2, 2, 2, 2]):
        of_variance = mean(variance(one) <= variance(ratings) + 1e-9 for one in panels)
        far = mean(abs(one - mean(ratings)) for one in ratings)
        of_deviation = mean(
            mean(abs(one - mean(panel)) for one in panel) <= far + 1e-9 for panel in panels
        )

        assert rwg([ratings], 5)[0].chance == pytest.approx(of_variance)
        assert average_deviation([ratings], 5)[0].chance == pytest.approx(of_deviation)


def test_chance_is_not_counted_in_panels_of_too_many_kinds():
    assert rwg([[4] * 60], 7)[0].chance is None
    assert rwg([[4] * 20], 7)[0].chance == pytest.approx(7**-19)


def test_rwg_by_hand():
    # Variance 1 / 3 against (25 - 1) / 12 = 2; one rating is missing.
    found = rwg([[3, 4, 4, NAN]], 5)[0]

    assert found.estimate == pytest.approx(1 - 1 / 6)
    assert (found.n, found.items, found.verdict) == (3, 1, Verdict.SHOWN)
    assert rwg([[3, 4, 4]], 5, null_variance=1)[0].estimate == pytest.approx(2 / 3)


def test_raters_who_scatter_more_than_chance_are_set_to_zero_with_that_said():
    found = rwg([[1, 5, 1, 5]], 5)[0]

    assert (found.estimate, found.verdict) == (0, Verdict.SCATTERED)
    assert found.chance == pytest.approx(1)


def test_rwg_of_several_items_by_hand():
    # Variances 1/3, 0, 1/3: mean 2/9, a ninth of the even spread's 2.
    found = rwg_j([[[4, 3, 2], [4, 3, 2], [5, 3, 3]]], 5)[0]

    assert found.estimate == pytest.approx(3 * 8 / 9 / (3 * 8 / 9 + 1 / 9))
    assert (found.n, found.items) == (3, 3)


def test_one_item_is_rwg_itself():
    cube = [[[one] for one in row] for row in PANEL]

    assert [one.estimate for one in rwg_j(cube, 5)] == pytest.approx(
        [one.estimate for one in rwg(PANEL, 5)]
    )


def test_items_with_one_rating_do_not_count():
    found = rwg_j([[[4, 3], [4, NAN], [5, NAN]], [[NAN, 1], [NAN, NAN], [2, NAN]]], 5)

    assert (found[0].items, found[0].estimate) == (1, pytest.approx(5 / 6))
    assert (found[1].estimate, found[1].verdict) == (None, Verdict.ONE_RATER)


def test_rwg_of_several_items_never_runs_wild():
    found = rwg_j([[[1, 1], [5, 5], [1, 5], [5, 1]]], 5)[0]

    assert (found.estimate, found.verdict) == (0, Verdict.SCATTERED)


def test_a_sixth_of_the_options_is_the_cut_of_the_deviation():
    # Two points from the mean of 3 for two of five: .8; of 5 options the cut is .8333.
    near, far = average_deviation([[1, 3, 3, 3, 5], [1, 1, 3, 5, 5]], 5)

    assert (near.estimate, near.cut, near.agree) == (pytest.approx(0.8), pytest.approx(5 / 6), True)
    assert (far.estimate, far.agree) == (pytest.approx(1.6), False)
    # Of 25 pairs of levels 13 differ by one at most.
    assert average_deviation([[1, 5]], 5)[0].agree_by_chance == pytest.approx(13 / 25)
    # Exactly at the cut they agree: six options, one point.
    assert average_deviation([[2, 4]], 6)[0].agree is True


def test_awg_runs_from_most_disagreement_to_most_agreement():
    least, most, some = awg([[1, 5, 1, 5], [4, 4, 4, 4], [3, 3, 3, 5]], 5)

    assert (least.estimate, most.estimate) == (pytest.approx(-1), 1)
    assert some.estimate == pytest.approx(1 - 2 / ((6 * 3.5 - 3.5**2 - 5) * 4 / 3))


def test_awg_is_undefined_near_an_end_of_the_scale():
    found = awg([[5, 5, 5, 4], [5, 5, 5, 1], [5, 5, 5, 5]], 5)

    assert [one.estimate for one in found] == [None, pytest.approx(-1), 1]
    assert found[0].verdict is Verdict.AT_THE_END


@pytest.mark.parametrize("index", [rwg, average_deviation, awg])
def test_one_rating_says_nothing_about_agreement(index):
    for found in index([[4, NAN, NAN], [NAN, NAN, NAN]], 5):
        assert (found.estimate, found.chance, found.verdict) == (None, None, Verdict.ONE_RATER)


@pytest.mark.parametrize("index", [rwg, average_deviation, awg])
def test_what_is_no_rating_on_the_scale_is_refused(index):
    with pytest.raises(ValueError, match="ratings: give numbers from 1 to 5"):
        index([[0, 4]], 5)
    with pytest.raises(ValueError, match="ratings: give numbers from 1 to 5"):
        index([[6, 4]], 5)
    with pytest.raises(ValueError, match="ratings: give a row per candidate"):
        index([1, 2, 3], 5)
    with pytest.raises(ValueError, match="options: give two at least"):
        index([[1, 1]], 1)


def test_a_cube_and_a_null_variance_are_asked_for():
    with pytest.raises(ValueError, match="ratings: give candidates by raters by items"):
        rwg_j(PANEL, 5)
    with pytest.raises(ValueError, match="null_variance: give a number above 0"):
        rwg(PANEL, 5, null_variance=0)


def test_the_even_spread_has_the_variance_of_its_options():
    assert rwg([[1, 2]], 7)[0].estimate == pytest.approx(1 - 0.5 / pvariance(range(1, 8)))
