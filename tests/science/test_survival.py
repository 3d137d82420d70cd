"""The curve of Kaplan and Meier, its median and the log-rank test, against R's survival 3.5-3.

Expected values: R 4.2.2, `survfit(Surv(t, e) ~ 1, conf.type = "log-log")` and `survdiff`, run on
the days below, which are made up.
"""

import pytest

from assess.science.survival import TooLittle, kaplan_meier, log_rank

DAYS = (21, 34, 34, 45, 52, 60, 60, 60, 75, 88, 90, 90, 101, 120, 120, 140,
        33, 41, 90, 90, 150, 180, 180, 60)  # fmt: skip
HAPPENED = (1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1)
BY_R = (
    (21, 24, 1, 0, 0.958333333333333, 0.04078937543219, 0.739206151146895, 0.994023720195695),
    (33, 23, 1, 0, 0.916666666666667, 0.0564169333655275, 0.706055267844015, 0.978483036574296),
    (34, 22, 2, 0, 0.833333333333333, 0.0760725774312731, 0.614811757815626, 0.933946912760793),
    (41, 20, 0, 1, 0.833333333333333, 0.0760725774312731, 0.614811757815626, 0.933946912760793),
    (45, 19, 1, 0, 0.789473684210526, 0.083763529718607, 0.565670654421952, 0.906577590164616),
    (52, 18, 0, 1, 0.789473684210526, 0.083763529718607, 0.565670654421952, 0.906577590164616),
    (60, 17, 3, 1, 0.65015479876161, 0.100432297073653, 0.419035264524711, 0.808061951419256),
    (75, 13, 1, 0, 0.600142891164563, 0.104419013865817, 0.369463707557595, 0.769645916970659),
    (88, 12, 1, 0, 0.550130983567516, 0.107026093140466, 0.322665558891673, 0.729262815817773),
    (90, 11, 3, 1, 0.400095260776375, 0.107311542023282, 0.196695100888441, 0.596872359514402),
    (101, 7, 1, 0, 0.342938794951179, 0.106116589755667, 0.151653204568369, 0.544857228401438),
    (120, 6, 1, 1, 0.285782329125982, 0.102675880688147, 0.111069242266974, 0.489741483611327),
    (140, 4, 0, 1, 0.285782329125982, 0.102675880688147, 0.111069242266974, 0.489741483611327),
    (150, 3, 1, 0, 0.190521552750655, 0.103610938394086, 0.0427064791715795, 0.418225630563272),
    (180, 2, 0, 2, 0.190521552750655, 0.103610938394086, 0.0427064791715795, 0.418225630563272),
)


def everybody():
    return kaplan_meier(DAYS, HAPPENED)


@pytest.mark.parametrize("at", range(len(BY_R)))
def test_every_step_is_that_of_r(at):
    step, (time, at_risk, events, left, *shares) = everybody().steps[at], BY_R[at]

    assert (step.time, step.at_risk, step.events, step.left) == (time, at_risk, events, left)
    assert [step.share, step.standard_error, *step.interval] == pytest.approx(shares, abs=1e-9)


def test_the_median_and_its_interval_are_those_of_r():
    median = everybody().median()

    assert (median.estimate, median.low, median.high) == (90, 60, 120)


@pytest.mark.parametrize(
    ("slice_", "expected"), [(slice(16), (88, 45, 120)), (slice(16, 24), (90, 33, None))]
)
def test_a_median_without_an_upper_end_says_none(slice_, expected):
    median = kaplan_meier(DAYS[slice_], HAPPENED[slice_]).median()

    assert (median.estimate, median.low, median.high) == expected


def test_a_curve_that_runs_along_a_half_has_its_median_in_the_middle():
    curve = kaplan_meier([10, 20, 30, 40, 40, 40], [1, 1, 1, 1, 0, 0])

    assert curve.steps[2].share == pytest.approx(0.5)
    assert curve.median().estimate == 35


def test_of_people_followed_one_by_one_the_median_is_the_middle_one():
    assert kaplan_meier([10, 20, 30, 40, 50], [1] * 5).median().estimate == 30


@pytest.mark.parametrize("group", [slice(16), slice(16, 24)])
def test_the_share_reached_by_a_day_is_what_is_left_of_one(group):
    curve = kaplan_meier(DAYS[group], HAPPENED[group])
    by_r = {
        16: (0.38352272727272729, 0.13064303766795615, 0.14610301783285179, 0.62033138060461446),
        8: (0.43750000000000006, 0.18793352659029913, 0.10136993299734215, 0.74188577787139276),
    }
    share, error, low, high = by_r[curve.n]

    found = curve.reached(100)

    assert found.estimate == pytest.approx(1 - share, abs=1e-9)
    assert found.standard_error == pytest.approx(error, abs=1e-9)
    assert found.interval == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_the_log_rank_test_is_that_of_r():
    groups = {"1.0": (DAYS[:16], HAPPENED[:16]), "1.1": (DAYS[16:], HAPPENED[16:])}

    test = log_rank(groups)

    assert test.statistic == pytest.approx(0.981814637935407, abs=1e-9)
    assert test.expected == pytest.approx(
        {"1.0": 9.21437409676069, "1.1": 6.78562590323931}, abs=1e-9
    )
    assert (test.observed, test.freedom) == ({"1.0": 11, "1.1": 5}, 1)
    assert test.p == pytest.approx(0.321751211563194, abs=1e-9)


def test_three_groups_are_compared_at_once():
    test = log_rank({name: (DAYS[at::3], HAPPENED[at::3]) for at, name in enumerate("abc")})

    assert test.statistic == pytest.approx(0.0292345790078834, abs=1e-9)
    assert test.p == pytest.approx(0.9854890244347, abs=1e-9)
    assert test.freedom == 2


@pytest.mark.parametrize(
    ("time", "reason"),
    [(20, TooLittle.NONE_YET), (181, TooLittle.NOBODY_LEFT)],
)
def test_what_nobody_was_followed_to_is_undefined(time, reason):
    found = everybody().reached(time)

    assert (found.estimate, found.interval, found.reason) == (None, None, reason)


def test_where_everybody_came_to_it_the_share_has_no_interval():
    found = kaplan_meier([10, 20, 30, 40, 50], [1] * 5).reached(400)

    assert (found.estimate, found.reason) == (None, TooLittle.ALL_OVER)


def test_fewer_than_five_people_make_no_curve():
    curve = kaplan_meier([10, 20, 30, 40], [1] * 4)

    assert (curve.steps, curve.reason, curve.n) == ((), TooLittle.FEW_PEOPLE, 4)
    assert curve.reached(30).reason is TooLittle.FEW_PEOPLE
    assert curve.median().reason is TooLittle.FEW_PEOPLE


def test_people_to_whom_nothing_happened_leave_the_median_open():
    median = kaplan_meier([10, 20, 30, 40, 50], [0] * 5).median()

    assert (median.estimate, median.reason) == (None, TooLittle.NOT_HALF)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({}, TooLittle.ONE_GROUP),
        ({"a": (DAYS, HAPPENED)}, TooLittle.ONE_GROUP),
        ({"a": (DAYS, HAPPENED), "b": ([1, 2], [1, 1])}, TooLittle.FEW_PEOPLE),
        ({"a": (DAYS, [0] * 24), "b": (DAYS, [0] * 24)}, TooLittle.NO_EVENTS),
    ],
)
def test_groups_too_small_to_compare_are_not_compared(groups, reason):
    test = log_rank(groups)

    assert (test.statistic, test.p, test.reason) == (None, None, reason)


@pytest.mark.parametrize(
    ("times", "happened", "level", "named"),
    [
        ([-1, 2], [1, 1], 0.95, "times"),
        ([float("nan"), 2], [1, 1], 0.95, "times"),
        ([[1, 2]], [[1, 1]], 0.95, "times"),
        ([1, 2], [1], 0.95, "happened"),
        ([1, 2], [1, 2], 0.95, "happened"),
        ([1, 2], [1, 1], 95, "level"),
    ],
)
def test_bad_input_is_refused_by_its_name(times, happened, level, named):
    with pytest.raises(ValueError, match=f"^{named}: "):
        kaplan_meier(times, happened, level)


def test_nobody_at_all_is_too_few():
    assert kaplan_meier([], []).reason is TooLittle.FEW_PEOPLE
