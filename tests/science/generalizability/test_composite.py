"""Composites of parts with questions of their own: worked by hand, and as laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.science.generalizability.composite import composite, universe_covariances
from assess.science.generalizability.design_study import d_study
from assess.science.generalizability.g_study import Reason, g_study
from tests.properties import tried

SEEDS = st.integers(0, 2**32 - 1)
FIRST, SECOND = [[1, 2], [3, 6], [5, 4]] * 4, [[2, 2, 5], [4, 3, 5], [3, 7, 5]] * 4


def by_chance(seed, people=12):
    random = np.random.default_rng(seed)
    common = random.normal(size=(people, 1))
    return {
        name: common + random.normal(size=(people, items))
        for name, items in (("one", 3), ("other", 5))
    }


def test_a_composite_by_hand():
    # Means 1.5, 4.5, 4.5 and 3, 4, 5, four times each: variances 24/11 and 8/11, covariance
    # 12/11.
    found = composite({"a": FIRST, "b": SECOND}, {"a": 1, "b": 2}, seed=1)
    studies = [g_study(one, "pi", seed=1) for one in (FIRST, SECOND)]
    rests = [one.source("pi").mean_square for one in studies]
    items = [one.source("i").counts for one in studies]

    relative = rests[0] / 2 + 4 * rests[1] / 3
    assert found.relative_error.estimate == pytest.approx(relative)
    assert found.universe.estimate == pytest.approx(max(0, (24 + 4 * 8 + 4 * 12) / 11 - relative))
    assert found.absolute_error.estimate == pytest.approx(
        relative + items[0] / 2 + 4 * items[1] / 3
    )
    assert dict(found.sizes) == {"a": 2, "b": 3}
    assert found.n == 60


def test_true_scores_share_what_the_means_share():
    found = universe_covariances({"a": FIRST, "b": SECOND})

    rest = g_study(FIRST, "pi", seed=1).source("pi").mean_square
    assert found["a", "b"] == found["b", "a"] == pytest.approx(12 / 11)
    assert found["a", "a"] == pytest.approx(24 / 11 - rest / 2)


def test_few_candidates_have_no_composite():
    found = composite({"a": FIRST[:9], "b": SECOND[:9]}, {"a": 1, "b": 2}, seed=1)

    assert found.absolute_sem.reason is found.generalizability.reason is Reason.TOO_FEW
    assert (found.absolute_sem.estimate, found.absolute_sem.interval) == (None, None)


@tried
@given(SEEDS)
def test_a_single_part_is_a_plain_g_study(seed):
    cells = by_chance(seed)["one"]

    one = composite({"a": cells}, {"a": 1}, sizes={"a": 4}, seed=1, draws=200)
    other = d_study(g_study(cells, "pi", seed=1, draws=200), {"i": 4})

    assert one.universe.estimate == pytest.approx(other.universe.estimate)
    assert one.generalizability.estimate == pytest.approx(other.generalizability.estimate)
    assert one.dependability.estimate == pytest.approx(other.dependability.estimate)


@tried
@given(SEEDS)
def test_doubled_weights_double_the_points_and_change_no_coefficient(seed):
    parts = by_chance(seed)

    one, other = (
        composite(parts, {"one": w, "other": 2 * w}, seed=1, draws=200) for w in (1.0, 2.0)
    )

    assert other.absolute_sem.estimate == pytest.approx(2 * one.absolute_sem.estimate)
    assert other.generalizability.estimate == pytest.approx(one.generalizability.estimate)
    assert other.generalizability.interval == pytest.approx(one.generalizability.interval)


def test_more_items_make_the_error_smaller():
    parts, weights = by_chance(1), {"one": 1.0, "other": 1.0}

    few, many = (composite(parts, weights, sizes={"one": n, "other": n}, seed=1) for n in (2, 8))

    assert many.relative_error.estimate == pytest.approx(few.relative_error.estimate / 4)
    assert many.universe == few.universe


@pytest.mark.slow  # draws 300 sets of parts
def test_intervals_of_a_composite_hold_what_they_say():
    # Universe 1 with weights that add up to 1; errors .25 / 3 + .25 / 5.
    truth, held = 1 / (1 + 0.25 / 3 + 0.25 / 5), 0
    for seed in range(300):
        found = composite(
            by_chance(seed, people=40), {"one": 0.5, "other": 0.5}, seed=seed, draws=1000
        ).generalizability
        low, high = found.interval
        held += low <= truth <= high

    # Three standard errors of a share of .95 in 300 samples are .038.
    assert held / 300 == pytest.approx(0.95, abs=0.038)


@pytest.mark.parametrize(
    ("parts", "options", "sentence"),
    [
        ({}, {}, "parts: give tables"),
        ({"a": [[1, 2]]}, {}, "parts: give tables"),
        ({"a": FIRST, "b": SECOND[:2]}, {}, "parts: give a row"),
        ({"a": [[1, None], [2, 3]]}, {}, "parts: give a score"),
        ({"a": FIRST}, {"weights": {"b": 1}}, "weights: give a number"),
        ({"a": FIRST}, {"weights": {"a": 0}}, "weights: give one at least"),
        ({"a": FIRST}, {"sizes": {"a": 0}}, "sizes: give 1 or more"),
        ({"a": FIRST}, {"level": 95}, "level: give a share"),
    ],
)
def test_what_is_no_composite_is_refused(parts, options, sentence):
    options = {"weights": dict.fromkeys(parts, 1.0)} | options
    with pytest.raises(ValueError, match=sentence):
        composite(parts, seed=1, **options)
