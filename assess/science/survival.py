"""How long until something happens, with people in the count to whom it has not happened yet.

The curve is that of Kaplan and Meier (1958), Journal of the American Statistical Association
53:457, its error Greenwood's, its interval that of the complementary log-log, which stays
between 0 and 1 (Kalbfleisch and Prentice 1980). The interval of the median holds the times at
which half lies inside the curve's own (Brookmeyer and Crowley 1982, Biometrics 38:29). Curves
are compared by the log-rank test (Mantel 1966, Cancer Chemotherapy Reports 50:163).
"""

import bisect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from assess.science.estimates import Estimate, Interval, Numbers, array, undefined
from assess.science.scalars import check_level, check_mapping, naming, quantile

LEAST_PEOPLE = 5
"""Below, a curve shows single people, and its interval nearly everything."""
SAME = 1e-9
"""Shares closer than this are the same, whatever the rounding."""

CURVE = "Kaplan-Meier, interval by the complementary log-log; n people"
LOG_RANK = "log-rank test, chi-square; n people"


class TooLittle(StrEnum):
    """Why there is no number."""

    FEW_PEOPLE = "fewer than five people"
    NONE_YET = "it has happened to nobody by then"
    ALL_OVER = "it has happened to everybody by then"
    NOT_HALF = "it has not happened to half of them"
    NOBODY_LEFT = "nobody was followed that long"
    ONE_GROUP = "fewer than two groups"
    NO_EVENTS = "it has happened to nobody"


@dataclass(frozen=True)
class Step:
    """One moment: how many were followed up to it, to how many it happened, how many left then.

    `share` is that of people to whom it has not happened after it; error and interval are `None`
    where the share is 1 or 0.
    """

    time: float
    at_risk: int
    events: int
    left: int
    share: float
    standard_error: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Curve:
    """Shares of people to whom something has not happened, by time; steps by rising time."""

    steps: tuple[Step, ...]
    n: int
    events: int
    level: float
    method: str = CURVE
    reason: TooLittle | None = None

    def reached(self, time: float) -> Estimate:
        """The share of people to whom it has happened by a time, in the unit of the times.

        Undefined after the last person was followed, unless it has happened to everybody.
        """
        if self.reason is not None:
            return undefined(self.level, self.n, self.method, self.reason)
        at = bisect.bisect_right([step.time for step in self.steps], time)
        step = self.steps[at - 1] if at else None
        if step is None or step.share == 1:
            return undefined(self.level, self.n, self.method, TooLittle.NONE_YET)
        if step.share == 0:
            return undefined(self.level, self.n, self.method, TooLittle.ALL_OVER)
        if time > self.steps[-1].time:
            return undefined(self.level, self.n, self.method, TooLittle.NOBODY_LEFT)
        assert step.interval is not None
        low, high = step.interval
        return Estimate(
            1 - step.share,
            step.standard_error,
            (1 - high, 1 - low),
            self.level,
            self.n,
            self.method,
        )

    def median(self) -> "Median":
        """The time by which it has happened to half; undefined while it has not."""
        if self.reason is not None:
            return Median(None, None, None, self.level, self.n, self.method, self.reason)
        time = _crossing([(step.time, step.share) for step in self.steps])
        within = [(step.time, *step.interval) for step in self.steps if step.interval is not None]
        # A curve that ends at 0 has no interval there; it has crossed every height then.
        end = [(step.time, 0.0) for step in self.steps if step.share == 0]
        low = _crossing([(at, low) for at, low, _high in within] + end)
        high = _crossing([(at, high) for at, _low, high in within])
        reason = TooLittle.NOT_HALF if time is None else None
        return Median(time, low, high, self.level, self.n, self.method, reason)


@dataclass(frozen=True)
class Median:
    """A median time and its interval; `high` is `None` where the interval has no upper end.

    There is no standard error: the distribution of a median of few times is nothing like normal.
    """

    estimate: float | None
    low: float | None
    high: float | None
    level: float
    n: int
    method: str
    reason: TooLittle | None = None

    @property
    def standard_error(self) -> None:
        """There is none."""

    @property
    def interval(self) -> Interval | None:
        """Both ends, where there are two."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True)
class LogRank:
    """Whether curves differ: `statistic` is chi-square with `freedom` degrees of freedom.

    `observed` and `expected` hold the number of events of each group, and what it would be if
    all groups went alike.
    """

    statistic: float | None
    freedom: int
    p: float | None
    observed: Mapping[str, int]
    expected: Mapping[str, float]
    n: int
    method: str = LOG_RANK
    reason: TooLittle | None = None


def kaplan_meier(times: ArrayLike, happened: ArrayLike, level: float = 0.95) -> Curve:
    """The curve of people followed for `times`, to whom it `happened` then (1) or not yet (0).

    Both are lists of the same length, one entry a person; times of 0 or more in any one unit.
    Whoever left at the moment of an event still counts as followed then. Raises `ValueError`.
    """
    check_level(level)
    followed, events = _checked(times, happened)
    if len(followed) < LEAST_PEOPLE:
        total = int(events.sum())
        return Curve((), len(followed), total, level, reason=TooLittle.FEW_PEOPLE)
    steps, share, greenwood = [], 1.0, 0.0
    for time in np.unique(followed):
        at_risk = int((followed >= time).sum())
        died = int((events & (followed == time)).sum())
        left = int((followed == time).sum()) - died
        share *= 1 - died / at_risk
        greenwood += died / (at_risk * (at_risk - died)) if died < at_risk else 0.0
        error = share * math.sqrt(greenwood) if 0 < share < 1 else None
        interval = _interval(share, greenwood, level) if 0 < share < 1 else None
        steps.append(Step(float(time), at_risk, died, left, share, error, interval))
    return Curve(tuple(steps), len(followed), int(events.sum()), level)


def log_rank(groups: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> LogRank:
    """Whether two or more groups, each with its times and whether it happened, go alike.

    Undefined with fewer than two groups, with fewer than five people in one, and without events.
    """
    check_mapping(groups, "groups")
    for pair in groups.values():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError("groups: give the times of each, and whether it happened.")
    with naming(times="groups", happened="groups"):
        found = {name: _checked(*pair) for name, pair in groups.items()}
    n = sum(len(followed) for followed, _ in found.values())
    observed = {name: int(events.sum()) for name, (_, events) in found.items()}
    reason = None
    if len(found) < 2:
        reason = TooLittle.ONE_GROUP
    elif min(len(followed) for followed, _ in found.values()) < LEAST_PEOPLE:
        reason = TooLittle.FEW_PEOPLE
    elif not any(observed.values()):
        reason = TooLittle.NO_EVENTS
    if reason is not None:
        return LogRank(None, max(len(found) - 1, 0), None, observed, {}, n, reason=reason)
    expected, covariance = _expected([*found.values()])
    apart = np.array([*observed.values()]) - expected
    freedom = len(found) - 1
    statistic = float(apart @ np.linalg.pinv(covariance) @ apart)
    p = float(scipy.special.chdtrc(freedom, statistic))
    return LogRank(
        statistic, freedom, p, observed, dict(zip(found, expected.tolist(), strict=True)), n
    )


def _checked(times: ArrayLike, happened: ArrayLike) -> tuple[Numbers, NDArray[np.bool_]]:
    followed = array(times, "times")
    if followed.ndim != 1 or not np.isfinite(followed).all() or (followed < 0).any():
        raise ValueError("times: give a list of times of 0 or more.")
    events = array(happened, "happened")
    if events.shape != followed.shape or not np.isin(events, (0, 1)).all():
        raise ValueError("happened: give 1 or 0 for each time.")
    return followed, events == 1


def _interval(share: float, greenwood: float, level: float) -> Interval:
    """log(-log S) ± z times its error, the root of Greenwood's sum over -log S."""
    margin = math.exp(quantile(level) * math.sqrt(greenwood) / -math.log(share))
    return share**margin, share ** (1 / margin)


def _crossing(points: list[tuple[float, float]]) -> float | None:
    """When a falling curve comes to a half: between two times if it runs along it."""
    for at, (time, height) in enumerate(points):
        if abs(height - 0.5) <= SAME:
            lower = next((t for t, later in points[at + 1 :] if later < height - SAME), time)
            return (time + lower) / 2
        if height < 0.5:
            return time
    return None


def _expected(found: list[tuple[Numbers, NDArray[np.bool_]]]) -> tuple[Numbers, Numbers]:
    """Events of each group if all went alike, and the covariance of those observed."""
    expected, covariance = np.zeros(len(found)), np.zeros((len(found), len(found)))
    moments = np.unique(np.concatenate([followed[events] for followed, events in found]))
    for time in moments:
        at_risk = np.array([(followed >= time).sum() for followed, _ in found], dtype=float)
        died = sum(int((events & (followed == time)).sum()) for followed, events in found)
        total = at_risk.sum()
        shares = at_risk / total
        expected += died * shares
        if total > 1:
            spread = died * (total - died) / (total - 1)
            covariance += spread * (np.diag(shares) - np.outer(shares, shares))
    return expected, covariance
