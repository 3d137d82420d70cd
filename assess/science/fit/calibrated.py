"""Whether predictions mean what they say: calibration of chances and of amounts, and their losses.

Slope, intercept, calibration in the large, area and Brier score of chances are those of
`fairness.calibration_fit`, where groups are compared by them; here they stand together for
everybody, with what needs bins.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.coefficients import t_quantile
from assess.science.estimates import (
    Estimate,
    Numbers,
    bounded,
    check_unit,
    normal,
    numbers,
    undefined,
)
from assess.science.fairness import calibration_fit
from assess.science.fairness.calibration_fit import NoFit
from assess.science.fairness.impact import rate
from assess.science.fit.guards import CALIBRATION_PLOT
from assess.science.scalars import check_level

BINS = 10
FEWEST = 10
CLOSE = 1e-12


class NoBins(StrEnum):
    """Why there are no bins."""

    TOO_FEW = "fewer than 200 people have a prediction and an outcome"
    CERTAIN = "a bin of predictions is exactly 0 or 1"


class NoLine(StrEnum):
    """Why amounts have no line."""

    TOO_FEW = "fewer than 10 people have a prediction and an outcome"
    NO_VARIANCE = "predictions or outcomes do not vary"


@dataclass(frozen=True)
class Bin:
    """People whose chances lie together: the mean chance and the share with the outcome."""

    mean_chance: float
    happened: Estimate


@dataclass(frozen=True)
class Binned:
    """A calibration plot, and what depends on its bins.

    `plot` has ten bins of equally many people. `error_equal_count` and `error_equal_width` are
    the mean distances of chance and share over people (ECE): they depend on the bins, so both are
    given. `chi_square` is Hosmer and Lemeshow's with `degrees` and its chance `p`.
    """

    plot: tuple[Bin, ...]
    error_equal_count: float | None
    error_equal_width: float | None
    chi_square: float | None
    degrees: int | None
    p: float | None
    reason: NoBins | None


@dataclass(frozen=True)
class ChanceCalibration:
    """How predicted chances fare: slope 1, intercept 0 and in the large 0 are perfect.

    `brier` and `log_loss` are mean losses, less is better; `brier_of_average` is that of saying
    the mean for everybody. `log_loss` is undefined where a chance was 0 or 1 and wrong.
    """

    slope: Estimate
    intercept: Estimate
    in_the_large: Estimate
    auc: Estimate
    brier: Estimate
    brier_of_average: float | None
    log_loss: Estimate
    mean_chance: float | None
    mean_outcome: float | None
    binned: Binned
    n: int
    left_out: int
    level: float


@dataclass(frozen=True)
class AmountCalibration:
    """How predicted amounts fare: slope 1, intercept 0 and mean error 0 are perfect.

    `root_mean_square` is the usual distance of a prediction from the outcome, in its units.
    """

    slope: Estimate
    intercept: Estimate
    mean_error: Estimate
    root_mean_square: Estimate
    n: int
    left_out: int
    level: float


@dataclass(frozen=True)
class AreaDifference:
    """How much better one prediction ranks the same people than another; z with its chance."""

    one: Estimate
    other: Estimate
    difference: Estimate
    z: float | None
    p: float | None


def of_chances(
    outcomes: ArrayLike, chances: ArrayLike, *, level: float = 0.95
) -> ChanceCalibration:
    """How predicted chances (0 to 1) agree with outcomes (1 or 0), for people with both.

    Cox (1958), Biometrika 45:562; Hosmer & Lemeshow (1980), Commun Stat A 9:1043. Raises
    `ValueError` for lists of different lengths, or chances and outcomes that are none.
    """
    check_level(level)
    happened, said, left_out = _both(outcomes, chances, "chances")
    _check_chances(happened, said)
    n = len(said)
    slope, intercept = calibration_fit.calibration(happened, said, level)
    mean = float(happened.mean()) if n else None
    return ChanceCalibration(
        slope=slope,
        intercept=intercept,
        in_the_large=calibration_fit.in_the_large(happened, said, level),
        auc=calibration_fit.auc(happened, said, level),
        brier=calibration_fit.brier(happened, said, level),
        brier_of_average=None if mean is None else mean * (1 - mean),
        log_loss=_log_loss(happened, said, level),
        mean_chance=float(said.mean()) if n else None,
        mean_outcome=mean,
        binned=_binned(happened, said, level),
        n=n,
        left_out=left_out,
        level=level,
    )


def of_amounts(
    outcomes: ArrayLike, predictions: ArrayLike, *, level: float = 0.95
) -> AmountCalibration:
    """How predicted amounts agree with outcomes, for people with both; t intervals.

    The line is that of the outcome on the prediction. Raises `ValueError` for lists of different
    lengths.
    """
    check_level(level)
    happened, said, left_out = _both(outcomes, predictions, "predictions")
    check_unit(happened, "outcomes")
    check_unit(said, "predictions")
    n, method = len(said), "{} of the outcome on the prediction, t interval, n people"
    reason = _lack(happened, said)
    if reason:
        nothing = undefined(level, n, method.format("line"), reason)
        return AmountCalibration(nothing, nothing, nothing, nothing, n, left_out, level)
    centred = said - said.mean()
    spread = float(centred @ centred)
    slope = float(centred @ happened) / spread
    left = happened - happened.mean() - slope * centred
    noise = float(left @ left) / (n - 2)
    at_0 = math.sqrt(noise * (1 / n + float(said.mean()) ** 2 / spread))
    wide = t_quantile(level, n - 2)
    return AmountCalibration(
        slope=_with(slope, math.sqrt(noise / spread), wide, level, n, method.format("slope")),
        intercept=_with(
            float(happened.mean()) - slope * float(said.mean()),
            at_0,
            wide,
            level,
            n,
            method.format("intercept"),
        ),
        mean_error=_mean(happened - said, level, "outcome minus prediction, mean, n people"),
        root_mean_square=_root(_mean((happened - said) ** 2, level, "mean square, n people")),
        n=n,
        left_out=left_out,
        level=level,
    )


def compare_areas(
    outcomes: ArrayLike, one: ArrayLike, other: ArrayLike, *, level: float = 0.95
) -> AreaDifference:
    """The difference of two areas over the same people, by DeLong's covariances.

    DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44:837. Predictions may be in any unit.
    People without all three numbers are left out. Raises `ValueError` for lists of different
    lengths or outcomes that are none.
    """
    check_level(level)
    happened, first, second = (
        numbers(values, name)
        for values, name in ((outcomes, "outcomes"), (one, "one"), (other, "other"))
    )
    if not len(happened) == len(first) == len(second):
        raise ValueError("other: give one number for every outcome.")
    kept = ~(np.isnan(happened) | np.isnan(first) | np.isnan(second))
    happened, first, second = happened[kept], first[kept], second[kept]
    _check_outcomes(happened)
    areas = (
        calibration_fit.auc(happened, first, level),
        calibration_fit.auc(happened, second, level),
    )
    method = "difference of areas, DeLong, n people"
    if areas[0].estimate is None or areas[1].estimate is None:
        nothing = undefined(level, len(happened), method, NoFit.TOO_FEW)
        return AreaDifference(*areas, nothing, None, None)
    gap = areas[0].estimate - areas[1].estimate
    places = [_placements(happened, values) for values in (first, second)]
    error = math.sqrt(
        sum(
            float((mine - others).var(ddof=1)) / len(mine)
            for mine, others in zip(*places, strict=True)
        )
    )
    if error <= CLOSE:
        same = Estimate(gap, None, None, level, len(happened), method, NoFit.NO_LINE)
        return AreaDifference(*areas, same, None, None)
    difference = normal(gap, error, level, len(happened), method)
    chance = 2 * float(scipy.special.ndtr(-abs(gap / error)))
    return AreaDifference(*areas, difference, gap / error, chance)


def _placements(outcomes: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """Where every success stands among the others, and every other among successes; ties half."""
    high, low = np.sort(values[outcomes == 1]), np.sort(values[outcomes == 0])
    above = (np.searchsorted(low, values, "left") + np.searchsorted(low, values, "right")) / 2
    below = (np.searchsorted(high, values, "left") + np.searchsorted(high, values, "right")) / 2
    return above[outcomes == 1] / len(low), 1 - below[outcomes == 0] / len(high)


def _log_loss(outcomes: Numbers, chances: Numbers, level: float) -> Estimate:
    n, method = len(chances), "log loss, normal interval of a mean, n people"
    if n < FEWEST:
        return undefined(level, n, method, NoFit.TOO_FEW if n else NoFit.NOBODY)
    if ((chances == 0) & (outcomes == 1) | (chances == 1) & (outcomes == 0)).any():
        return undefined(level, n, method, NoFit.CERTAIN)
    losses = scipy.special.xlogy(outcomes, chances) + scipy.special.xlogy(1 - outcomes, 1 - chances)
    return bounded(_mean(np.negative(losses), level, method), 0.0, math.inf)


def _binned(outcomes: Numbers, chances: Numbers, level: float) -> Binned:
    n = len(chances)
    if n < CALIBRATION_PLOT:
        return Binned((), None, None, None, None, None, NoBins.TOO_FEW)
    places = np.empty(n, dtype=np.int64)
    places[np.argsort(chances, kind="stable")] = np.arange(n) * BINS // n
    plot = tuple(
        _bin(outcomes[places == one], chances[places == one], level) for one in range(BINS)
    )
    wide = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    apart = _distance(outcomes, chances, places), _distance(outcomes, chances, wide)
    expected = np.bincount(places, chances)
    sizes, seen = np.bincount(places), np.bincount(places, outcomes)
    spread = expected * (1 - expected / sizes)
    if (spread <= CLOSE).any():
        return Binned(plot, *apart, None, None, None, NoBins.CERTAIN)
    chi_square = float(((seen - expected) ** 2 / spread).sum())
    chance = float(scipy.special.chdtrc(BINS - 2, chi_square))
    return Binned(plot, *apart, chi_square, BINS - 2, chance, None)


def _bin(outcomes: Numbers, chances: Numbers, level: float) -> Bin:
    return Bin(float(chances.mean()), rate(int(outcomes.sum()), len(outcomes), level))


def _distance(outcomes: Numbers, chances: Numbers, places: NDArray[np.int64]) -> float:
    return float(np.abs(np.bincount(places, chances - outcomes)).sum()) / len(chances)


def _both(outcomes: ArrayLike, predictions: ArrayLike, name: str) -> tuple[Numbers, Numbers, int]:
    happened, said = numbers(outcomes, "outcomes"), numbers(predictions, name)
    if len(happened) != len(said):
        raise ValueError(f"{name}: give one for every outcome.")
    kept = ~(np.isnan(happened) | np.isnan(said))
    return happened[kept], said[kept], int((~kept).sum())


def _check_chances(outcomes: Numbers, chances: Numbers) -> None:
    _check_outcomes(outcomes)
    if ((chances < 0) | (chances > 1)).any():
        raise ValueError("chances: give numbers from 0 to 1, and NaN where there is none.")


def _check_outcomes(outcomes: Numbers) -> None:
    if not np.isin(outcomes, (0, 1)).all():
        raise ValueError("outcomes: give 1 where it happened and 0 where not.")


def _lack(outcomes: Numbers, predictions: Numbers) -> NoLine | None:
    if len(outcomes) < FEWEST:
        return NoLine.TOO_FEW
    flat = any(np.ptp(one) <= CLOSE * np.abs(one).max() for one in (outcomes, predictions))
    return NoLine.NO_VARIANCE if flat else None


def _mean(values: Numbers, level: float, method: str) -> Estimate:
    n = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(n)
    return _with(float(values.mean()), error, t_quantile(level, n - 1), level, n, method)


def _root(square: Estimate) -> Estimate:
    if square.estimate is None or square.interval is None or not square.estimate > 0:
        return square
    value = math.sqrt(square.estimate)
    low, high = (math.sqrt(max(0.0, end)) for end in square.interval)
    error = (square.standard_error or 0.0) / (2 * value)
    method = "root mean square, interval of the mean square, n people"
    return Estimate(value, error, (low, high), square.level, square.n, method)


def _with(value: float, error: float, wide: float, level: float, n: int, method: str) -> Estimate:
    return Estimate(value, error, (value - wide * error, value + wide * error), level, n, method)
