"""How many of a pool would meet what a role wants."""

from itertools import product
from math import nan, prod
from statistics import NormalDist

import pytest

from assess.science.bench_strength import Lack, bench_strength, explain

SURE_YES, SURE_NO = (5.0, 0.01), (1.0, 0.01)


def test_people_who_surely_do_or_do_not_are_counted():
    found = bench_strength([SURE_YES, SURE_YES, SURE_NO], 3.5)

    assert found.estimate == pytest.approx(2)
    assert found.standard_error == pytest.approx(0, abs=1e-9)
    assert (found.interval, found.n, found.unknown) == ((2, 2), 3, 0)


def test_one_at_the_very_level_is_as_likely_as_not():
    found = bench_strength([(3.5, 0.4)], 3.5)

    assert (found.estimate, found.standard_error, found.interval) == (0.5, 0.5, (0, 1))


def test_the_number_is_that_of_every_way_it_can_come_out():
    results = [(3.2, 0.4), (3.9, 0.3), (4.4, 0.5), (2.8, 0.6), (3.5, 0.2)]
    chances = [NormalDist(value, error).cdf(2 * value - 3.5) for value, error in results]
    exact = [0.0] * 6
    for way in product((0, 1), repeat=5):
        exact[sum(way)] += prod(c if yes else 1 - c for c, yes in zip(chances, way, strict=True))

    found = bench_strength(results, 3.5, level=0.8)

    mean = sum(k * p for k, p in enumerate(exact))
    low, high = map(int, found.interval)
    assert found.estimate == pytest.approx(mean)
    assert found.standard_error**2 == pytest.approx(
        sum((k - mean) ** 2 * p for k, p in enumerate(exact))
    )
    assert sum(exact[:low]) <= 0.1 < sum(exact[: low + 1])
    assert sum(exact[high + 1 :]) <= 0.1 < sum(exact[high:])


def test_people_without_a_result_count_for_nothing_and_are_named():
    found = bench_strength([SURE_YES, None, None], 3.5)

    assert (found.n, found.unknown) == (1, 2)
    assert explain(found, "level 3.5") == (
        "Of 1 person with a result, nearly surely 1 would meet level 3.5. "
        "2 people have no result yet."
    )


def test_an_empty_bench_has_no_number():
    found = bench_strength([None, None], 3.5)

    assert (found.estimate, found.interval, found.reason) == (None, None, Lack.NOBODY)
    assert explain(found, "level 3.5") == "Nobody here has been rated by enough people to say it."


def test_a_range_is_said_with_its_level():
    found = bench_strength([(3.5, 0.4)] * 6, 3.5, level=0.8)

    assert explain(found, "level 3.5") == (
        "Of 6 people with a result, in 80 of 100 such cases 1 to 5 would meet level 3.5."
    )


def test_hundreds_of_people_are_no_trouble():
    found = bench_strength([(3.5, 0.4)] * 600, 3.5)

    assert found.estimate == pytest.approx(300)
    assert found.interval == (276, 324)


@pytest.mark.parametrize(
    ("results", "wanted", "level", "named"),
    [
        ([(3.0, 0.0)], 3.5, 0.95, "results"),
        ([(nan, 0.4)], 3.5, 0.95, "results"),
        ([(3.0, 0.4)], nan, 0.95, "wanted"),
        ([(3.0, 0.4)], 3.5, 95, "level"),
    ],
)
def test_bad_input_is_refused_by_its_name(results, wanted, level, named):
    with pytest.raises(ValueError, match=f"^{named}: "):
        bench_strength(results, wanted, level)
