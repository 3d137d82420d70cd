"""One score and its error: bands, true scores, differences, change, sums of parts.

Classical test theory: a score is a true score plus an error that is as large for everybody
(Lord & Novick 1968, Statistical theories of mental test scores). Scores, means, standard
deviations and errors are in points of the scale; a reliability runs from 0 to 1.

Errors, true scores and composite reliabilities here are arithmetic on what is given, and plain
numbers: their uncertainty is that of what goes in. A change is a finding, with all its parts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assess.science.estimate_words import digits, surely
from assess.science.scalars import check_number, check_row, is_number, quantile

RELIABLE = 1.96
"""Error alone shows a change of more standard errors than this once in 20 times."""

ROUNDING = 1e-9


class Change(StrEnum):
    """The only three things two scores of one person can say, higher being better."""

    IMPROVED = "improved"
    NOT_DETECTABLE = "no detectable change"
    DECLINED = "declined"


class Exact(StrEnum):
    """Why a change has no index."""

    NO_ERROR = "the measure is taken to be without error, so that every change is one"


@dataclass(frozen=True)
class ReliableChange:
    """A change against the error of the difference between two scores of `n` = 1 person.

    `estimate`, `standard_error` and `interval` are points, practice taken off; `index` is the
    change over its error. Without any error `reason` stands in place of all but the first.
    """

    estimate: float
    standard_error: float | None
    interval: tuple[float, float] | None
    index: float | None
    verdict: Change
    reason: Exact | None = None
    level: float = 0.95
    n: int = 1
    method: str = "reliable change, Jacobson and Truax, interval of 1.96 standard errors"


def sem(sd: float, reliability: float) -> float:
    """The standard error of measurement, in points: SD √(1 - r).

    Raises `ValueError` when the SD is not above 0 or the reliability not from 0 to 1.
    """
    _check(sd, reliability)
    return sd * math.sqrt(1 - reliability)


def band(score: float, sem: float, level: float = 0.95) -> tuple[float, float]:
    """The band around a score, lower end first: score ± z SEM, z the normal quantile of `level`.

    Around an observed score, give the SEM: for feedback. Around a true score, give the
    standard error of estimate: for what is inferred about a person. Errors are taken as
    normal. Raises `ValueError` for an error below 0 or a level outside 0 to 1.
    """
    check_number(score, "score")
    margin = quantile(level) * _check_error(sem)
    return score - margin, score + margin


def true_score(score: float, mean: float, reliability: float) -> float:
    """The best estimate of a true score, in points: M + r (X - M) (Kelley 1927).

    `mean` is that of the group the person belongs to: its choice moves the estimate.
    Raises `ValueError` when the reliability is not from 0 to 1.
    """
    _check_reliability(reliability)
    check_number(score, "score")
    check_number(mean, "mean")
    return mean + reliability * (score - mean)


def standard_error_of_estimate(sd: float, reliability: float) -> float:
    """The error of `true_score`, in points: SD √(r (1 - r)) (Lord & Novick 1968).

    Raises `ValueError` when the SD is not above 0 or the reliability not from 0 to 1.
    """
    _check(sd, reliability)
    return sd * math.sqrt(reliability * (1 - reliability))


def standard_error_of_prediction(sd: float, reliability: float) -> float:
    """The error of `true_score` as a guess at a second score, in points: SD √(1 - r²).

    Raises `ValueError` when the SD is not above 0 or the reliability not from 0 to 1.
    """
    _check(sd, reliability)
    return sd * math.sqrt(1 - reliability**2)


def least_significant_difference(sem: float, level: float = 0.95) -> float:
    """The points two people must lie apart before their order means anything: z √2 SEM.

    Raises `ValueError` for an error below 0 or a level outside 0 to 1.
    """
    return quantile(level) * math.sqrt(2) * _check_error(sem)


def spearman_brown(reliability: float, length: float) -> float:
    """The reliability of a measure made `length` times as long: k r / (1 + (k - 1) r).

    The added parts are taken to be parallel (Spearman 1910; Brown 1910, Br J Psychol 3:271,
    296). A correlation of two halves, which may be negative, becomes the reliability of the
    whole with a length of 2. Raises `ValueError` outside -1 to 1, for a length not above 0,
    and where a correlation is so negative that the formula has no value.
    """
    if not (is_number(reliability) and -1 <= reliability <= 1):
        raise ValueError("reliability: give a number from -1 to 1.")
    if not (is_number(length) and length > 0):
        raise ValueError("length: give a number above 0.")
    share = 1 + (length - 1) * reliability
    if share <= 0:
        raise ValueError("reliability: so negative a number has no value at this length.")
    return length * reliability / share


def reliable_change(
    before: float, after: float, sd: float, reliability: float, *, practice: float = 0.0
) -> ReliableChange:
    """Whether a person's score changed by more than the measure's own error.

    RCI = (after - before - practice) / (SD √(2 (1 - r))) (Jacobson & Truax 1991, J Consult
    Clin Psychol 59:12); beyond 1.96 on either side it is a change. `reliability` is best the
    retest reliability; `practice` is the mean change, in points, of a group in which nothing
    happened but a second go. Raises `ValueError` when the SD is not above 0 or the
    reliability not from 0 to 1.
    """
    _check(sd, reliability)
    for value, name in ((before, "before"), (after, "after"), (practice, "practice")):
        check_number(value, name)
    difference = after - before - practice
    error = sd * math.sqrt(2 * (1 - reliability))
    verdict = _verdict(difference, RELIABLE * error)
    if not error:
        return ReliableChange(difference, None, None, None, verdict, Exact.NO_ERROR)
    ends = difference - RELIABLE * error, difference + RELIABLE * error
    return ReliableChange(difference, error, ends, difference / error, verdict)


def explain(name: str, change: ReliableChange) -> str:
    """A change in one sentence for a manager."""
    apart = f"{digits(abs(change.estimate))} points {'lower' if change.estimate < 0 else 'higher'}"
    if change.reason:
        return f"{name}: {change.verdict}, {apart} than before ({change.reason})."
    sure = surely(change.interval, change.level)
    if change.verdict is Change.NOT_DETECTABLE:
        return f"{name}: {change.verdict}; {apart} than before may be error alone ({sure})."
    return f"{name}: {change.verdict}, {apart} than before, by more than error ({sure})."


def difference_reliability(reliability: float, other: float, correlation: float) -> float:
    """The reliability of a difference of two standardised scores.

    (r_xx + r_yy - 2 r_xy) / (2 - 2 r_xy) (Edwards 2002, in Drasgow & Schmitt, Measuring and
    analyzing behavior in organizations, 350): the more alike two scores are, the more of their
    difference is error. A negative result, which a correlation too high for the reliabilities
    produces, is given as it is. Raises `ValueError` for reliabilities outside 0 to 1 and a
    correlation that is not between -1 and 1.
    """
    _check_reliability(reliability)
    _check_reliability(other)
    if not (is_number(correlation) and -1 <= correlation < 1):
        raise ValueError("correlation: give a number from -1 to below 1.")
    return (reliability + other - 2 * correlation) / (2 - 2 * correlation)


def composite_reliability(
    sds: Sequence[float],
    reliabilities: Sequence[float],
    correlations: Sequence[Sequence[float]],
    weights: Sequence[float] | None = None,
) -> float:
    """The reliability of a weighted sum of parts whose errors are unrelated (Mosier 1943).

    1 - Σ w² s² (1 - r) / Σᵢ Σⱼ wᵢ wⱼ sᵢ sⱼ rᵢⱼ (Psychometrika 8:161). `correlations` are those
    of the observed parts, a square table with ones on the diagonal. Weights are equal unless
    given, only their proportion matters, and 1 with -1 make a difference score. A negative
    result, which correlations too high for the reliabilities produce, is given as it is.

    Raises `ValueError` when the tables do not fit one another or the sum does not vary.
    """
    given = {"sds": sds, "reliabilities": reliabilities, "correlations": correlations}
    for name, one in given.items():
        check_row(one, name)
    if weights is not None:
        check_row(weights, "weights")
    for row in correlations:
        check_row(row, "correlations")
    shares = [1.0] * len(sds) if weights is None else list(weights)
    _check_parts(sds, reliabilities, correlations, shares)
    scaled = [float(weight) * float(sd) for weight, sd in zip(shares, sds, strict=True)]
    total = math.fsum(
        one * other * correlation
        for one, row in zip(scaled, correlations, strict=True)
        for other, correlation in zip(scaled, row, strict=True)
    )
    if total <= ROUNDING * math.fsum(one * one for one in scaled):
        raise ValueError("correlations: with these weights the sum does not vary.")
    error = math.fsum(
        one * one * (1 - reliability)
        for one, reliability in zip(scaled, reliabilities, strict=True)
    )
    return 1 - error / total


def _verdict(difference: float, least: float) -> Change:
    """Exactly at the limit nothing is detected, however the last digit was rounded."""
    if math.isclose(abs(difference), least, rel_tol=ROUNDING, abs_tol=ROUNDING):
        return Change.NOT_DETECTABLE
    if abs(difference) < least:
        return Change.NOT_DETECTABLE
    return Change.IMPROVED if difference > 0 else Change.DECLINED


def _check(sd: float, reliability: float) -> None:
    if not (is_number(sd) and sd > 0):
        raise ValueError("sd: give a number above 0.")
    _check_reliability(reliability)


def _check_reliability(reliability: float) -> None:
    if not (is_number(reliability) and 0 <= reliability <= 1):
        raise ValueError("reliability: give a number from 0 to 1.")


def _check_error(sem: float) -> float:
    if not (is_number(sem) and sem >= 0):
        raise ValueError("sem: give a number that is 0 or more.")
    return sem


def _check_parts(
    sds: Sequence[float],
    reliabilities: Sequence[float],
    correlations: Sequence[Sequence[float]],
    weights: Sequence[float],
) -> None:
    parts = len(sds)
    lengths = {parts, len(reliabilities), len(weights), len(correlations)}
    if not parts or lengths | {len(row) for row in correlations} != {parts}:
        raise ValueError(
            "sds, reliabilities, correlations: give one for each part, correlations in rows."
        )
    for sd, reliability in zip(sds, reliabilities, strict=True):
        if not (is_number(sd) and sd > 0):
            raise ValueError("sds: give numbers above 0.")
        if not (is_number(reliability) and 0 <= reliability <= 1):
            raise ValueError("reliabilities: give numbers from 0 to 1.")
    for weight in weights:
        check_number(weight, "weights")
    known = all(is_number(one) and -1 <= one <= 1 for row in correlations for one in row)
    if not known or not all(
        math.isclose(one, 1 if i == j else correlations[j][i], abs_tol=ROUNDING)
        for i, row in enumerate(correlations)
        for j, one in enumerate(row)
    ):
        raise ValueError("correlations: give -1 to 1, alike both ways, 1 on the diagonal.")
