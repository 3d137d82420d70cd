"""Norms as they are kept: against R, by hand, and when they may not be used."""

import math
from dataclasses import replace
from datetime import date
from statistics import fmean, stdev

import numpy as np
import pytest
from scipy import stats

from assess.science.norms.record import (
    About,
    Lack,
    Quantile,
    explain,
    mid_rank,
    norm_record,
    quantile,
    standing,
)
from assess.science.norms.standing import Guard, blom_z, normal_percentile, on_scale, z_score
from tests.science.cases import entries, rows, within

CASE = entries("norms_sum_scores")
SAMPLE = [float(row["score"]) for row in rows("norms_sum_scores")]
SCORES = CASE["blom_normal_scores"]["value"]["score"]
ABOUT = About(
    name="Sales leaders in Europe",
    population="People who lead sellers.",
    sampling="All who took part in 2025",
    country="DE, FR, NL",
    language="en",
    collected_by="Assess",
    collected_from=date(2025, 1, 7),
    collected_until=date(2025, 12, 19),
    expires=date(2030, 12, 31),
)
DAY = date(2026, 6, 30)
NAN = float("nan")


def test_a_record_describes_its_sample_as_r_does():
    entry, errors = CASE["describe"], CASE["se_mean_sd"]

    record = norm_record(ABOUT, SAMPLE)

    n = record.n
    assert {
        "n": n,
        "mean": record.mean.estimate,
        "sd_n_minus_1": record.sd.estimate,
        "sd_n": record.sd.estimate * math.sqrt((n - 1) / n),
        "skew_g1": record.skewness,
        "kurt_g2": record.kurtosis,
    } == within(entry, entry["value"])
    assert record.mean.standard_error == within(errors, errors["value"]["se_mean"])
    assert record.sd.standard_error == within(errors, errors["value"]["se_sd_normal"])


def test_the_intervals_of_mean_and_spread_are_students_and_the_chi_square_one():
    record, n, sd = norm_record(ABOUT, SAMPLE), len(SAMPLE), stdev(SAMPLE)

    error = sd / math.sqrt(n)
    assert record.mean.interval == pytest.approx(
        stats.t.interval(0.95, n - 1, fmean(SAMPLE), error)
    )
    low, high = (sd * math.sqrt((n - 1) / stats.chi2.ppf(one, n - 1)) for one in (0.975, 0.025))
    assert record.sd.interval == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("case", "kind"),
    [("quantiles_type7", Quantile.BETWEEN), ("quantiles_type6", Quantile.EXPECTED)],
)
def test_quantiles_agree_with_r(case, kind):
    entry = CASE[case]

    found = {name: quantile(SAMPLE, float(name[:-1]) / 100, kind) for name in entry["value"]}

    assert found == within(entry, entry["value"])


@pytest.mark.parametrize("share", [0, 0.1, 0.33, 0.5, 0.9, 1])
def test_quantiles_of_few_scores_agree_with_numpy(share):
    few = [3.0, 1.0, 4.0, 1.5, 9.0]

    assert quantile(few, share) == pytest.approx(np.quantile(few, share, method="linear"))
    assert quantile(few, share, Quantile.EXPECTED) == pytest.approx(
        np.quantile(few, share, method="weibull")
    )


def test_normal_scores_agree_with_bloms_formula_in_r():
    entry = CASE["blom_normal_scores"]

    found = [blom_z(mid_rank(SAMPLE, score), len(SAMPLE)) for score in SCORES]

    assert found == within(entry, entry["value"]["z"])


def test_unrounded_standard_scores_agree_with_the_reference():
    entry = CASE["linear_standard_scores"]
    z = [z_score(score, fmean(SAMPLE), stdev(SAMPLE)) for score in entry["value"]["score"]]

    assert [on_scale(one, 5.5, 2) for one in z] == within(entry, entry["value"]["sten_unrounded"])
    assert [on_scale(one, 5, 2) for one in z] == within(entry, entry["value"]["stanine_unrounded"])
    assert [on_scale(one, 100, 15) for one in z] == within(entry, entry["value"]["iq"])


def test_a_rank_nobody_has_is_undefined():
    assert mid_rank([1, 2, 2, 5], 2) == 2.5
    assert mid_rank([1, 2, 2, 5], 3) is None
    assert mid_rank([0.1 + 0.2, 1], 0.3) == 1


def test_a_missing_score_is_counted_and_not_used():
    record, gaps = norm_record(ABOUT, SAMPLE), norm_record(ABOUT, [*SAMPLE, NAN, NAN])

    assert gaps == replace(record, missing=2)


def test_a_standing_is_that_of_a_normal_norm():
    record = norm_record(ABOUT, SAMPLE)

    found = standing(record, 32, on=DAY, sem=2)

    expected = normal_percentile(32, fmean(SAMPLE), stdev(SAMPLE), 400, sem=2)
    assert found.estimate == pytest.approx(expected.estimate)
    assert found.guard is Guard.SHOWN


@pytest.mark.parametrize(
    ("sample", "on", "guard"),
    [
        (SAMPLE[:29], DAY, Guard.TOO_FEW),
        ([5.0] * 40, DAY, Guard.NO_VARIANCE),
        (SAMPLE, date(2031, 1, 1), Guard.EXPIRED),
        (SAMPLE[:99], DAY, Guard.WITH_INTERVAL),
        (SAMPLE, date(2030, 12, 31), Guard.SHOWN),
    ],
)
def test_a_norm_is_used_only_while_it_may_be(sample, on, guard):
    found = standing(norm_record(ABOUT, sample), 25, on=on)

    assert found.guard is guard
    assert (found.estimate is None) == (guard not in (Guard.SHOWN, Guard.WITH_INTERVAL))


@pytest.mark.parametrize(
    ("sample", "reason"),
    [([], Lack.TOO_FEW), (SAMPLE[:29], Lack.TOO_FEW), ([5.0] * 40, Lack.NO_VARIANCE)],
)
def test_a_sample_that_says_nothing_has_no_mean_and_says_why(sample, reason):
    record = norm_record(ABOUT, sample)

    assert (record.mean.estimate, record.sd.estimate, record.skewness) == (None, None, None)
    assert record.mean.reason is record.sd.reason is reason
    assert explain(record, on=DAY).endswith(f"; not used: {reason}.")


def test_a_sentence_names_people_and_day_and_how_sure_the_norm_is():
    record = norm_record(ABOUT, SAMPLE)
    start = "Sales leaders in Europe: 400 people (People who lead sellers), until 19 December 2025"

    assert explain(record, on=DAY) == (
        f"{start}; mean 24.4 (nearly surely between 23.7 and 25.1), spread 6.9 (nearly surely "
        "between 6.4 and 7.4)."
    )
    below = norm_record(ABOUT, [one - 24.5 for one in SAMPLE])
    assert "; mean −0.1 (nearly surely between −0.8 and 0.6)" in explain(below, on=DAY)
    assert "Europe: 1 person (" in explain(norm_record(ABOUT, [3]), on=DAY)
    assert explain(record, on=date(2031, 1, 1)) == (
        f"{start}; not used any more: its last day was 31 December 2030."
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "name: say it"),
        ({"sampling": ""}, "sampling: say it"),
        ({"collected_until": date(2024, 1, 1)}, "collected_until: give a day not before"),
        ({"expires": date(2025, 1, 1)}, "expires: give a day not before"),
    ],
)
def test_a_norm_without_its_origin_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(ABOUT, **change)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: norm_record(ABOUT, [math.inf] * 40), "sample: give a list of numbers"),
        (lambda: norm_record(ABOUT, SAMPLE, level=95), "level: give a share"),
        (lambda: quantile([], 0.5), "sample: give one number"),
        (lambda: quantile([1, NAN], 0.5), "sample: give one number"),
        (lambda: quantile([1, 2], 1.1), "share: give a number from 0 to 1"),
        (lambda: blom_z(0, 10), "rank: give a number from 1"),
        (lambda: blom_z(NAN, 10), "rank: give a number from 1"),
        (lambda: on_scale(NAN, 5, 2), "z: give a number"),
        (lambda: on_scale(1, 5, 0), "sd: give a number above 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
