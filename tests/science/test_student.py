"""The quantile of Student's t: the printed table, and what scipy says."""

import pytest
from scipy.special import stdtrit

from assess.science.student import NORMAL_FROM, quantile


@pytest.mark.parametrize(
    ("degrees", "value"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (10, 2.228), (30, 2.042), (120, 1.980)],
)
def test_the_printed_table(degrees, value):
    assert round(quantile(degrees), 3) == value


@pytest.mark.parametrize("degrees", [1, 1.5, 2.7, 4, 7.69, 33.3, 5000, NORMAL_FROM - 1])
@pytest.mark.parametrize("level", [0.5, 0.68, 0.95, 0.99])
def test_broken_degrees_and_other_levels(degrees, level):
    assert quantile(degrees, level) == pytest.approx(stdtrit(degrees, (1 + level) / 2), rel=1e-5)


def test_with_endless_degrees_it_is_the_normal_quantile():
    assert quantile(float("inf")) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("degrees", [0, -1, float("nan")])
def test_no_degrees_are_refused(degrees):
    with pytest.raises(ValueError, match="degrees"):
        quantile(degrees)


@pytest.mark.parametrize("level", [0, 1])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        quantile(4, level)
