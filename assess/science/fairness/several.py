"""Several tests at once: p adjusted so that chance among many is not taken for a finding."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assess.science.estimates import array


def holm(chances: Sequence[float]) -> list[float]:
    """P for the error of a single false finding among all (Holm 1979, Scand J Stat 6:65).

    In the order given. Raises `ValueError` for what is not from 0 to 1.
    """
    values = _checked(chances)
    order = np.argsort(values, kind="stable")
    adjusted = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    return _back(adjusted, order)


def benjamini_hochberg(chances: Sequence[float]) -> list[float]:
    """P for the share of false findings among all.

    Benjamini & Hochberg (1995), J R Stat Soc B 57:289. In the order given. Raises
    `ValueError` for what is not from 0 to 1.
    """
    values = _checked(chances)
    order = np.argsort(values, kind="stable")[::-1]
    number = len(values)
    adjusted = np.minimum.accumulate(values[order] * (number / np.arange(number, 0, -1)))
    return _back(adjusted, order)


def _back(adjusted: NDArray[np.float64], order: NDArray[np.int64]) -> list[float]:
    result = np.empty(len(adjusted))
    result[order] = np.minimum(adjusted, 1)
    return [float(one) for one in result]


def _checked(chances: Sequence[float]) -> NDArray[np.float64]:
    values = array(chances, "chances")
    if values.ndim != 1 or not ((values >= 0) & (values <= 1)).all():
        raise ValueError("chances: give numbers from 0 to 1.")
    return values
