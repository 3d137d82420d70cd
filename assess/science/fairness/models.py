"""A prediction of success, group by group: whom it selects, where it errs, what its chances mean.

Where groups succeed at different rates no prediction short of a perfect one has chances that mean
the same in each group and errors that are as frequent in each (Kleinberg, Mullainathan & Raghavan
2016; Chouldechova 2017, Big Data 5:153). Which of the two to ask for is a decision of people.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from assess.science.estimates import Estimate, Numbers, numbers, undefined
from assess.science.fairness import rates
from assess.science.fairness.calibration_fit import NoFit, auc, brier, calibration, in_the_large
from assess.science.fairness.impact import rate
from assess.science.fairness.tables import UNKNOWN, Coded, Labels, code
from assess.science.scalars import check_level, is_number, naming, quantile


class NoModelTable(StrEnum):
    """Why there is no table."""

    NOBODY = "nobody has a group, an outcome and a prediction"


@dataclass(frozen=True)
class GroupModel:
    """One group, or everybody; each number undefined with its reason where it cannot be told.

    `base_rate` is the share of successes, `selection_rate` that of predictions at the cut or above.
    `tpr` is the share of successes selected, `fpr` that of non-successes, `ppv` the share of
    successes among those selected. `slope`, `intercept` and `in_the_large` say how predictions are
    calibrated, `auc` how well they rank, `brier` how far they lie from the outcomes.
    """

    name: str
    n: int
    successes: int
    selected: int
    base_rate: Estimate
    selection_rate: Estimate
    tpr: Estimate
    fpr: Estimate
    ppv: Estimate
    slope: Estimate
    intercept: Estimate
    in_the_large: Estimate
    auc: Estimate
    brier: Estimate


@dataclass(frozen=True)
class Gap:
    """A group minus the largest group, in rates, with Newcombe's intervals."""

    name: str
    base_rate: Estimate
    selection_rate: Estimate
    tpr: Estimate
    fpr: Estimate
    ppv: Estimate


@dataclass(frozen=True)
class ModelTable:
    """Everybody, every group, and every group beside the largest.

    `left_out` have no group, no outcome or no prediction. People without an outcome are as a rule
    those who were not hired, so that what is seen here holds for hired people.
    """

    everybody: GroupModel | None
    groups: tuple[GroupModel, ...]
    gaps: tuple[Gap, ...]
    largest: str | None
    cut: float
    n: int
    left_out: int
    level: float
    reason: NoModelTable | None


def model_table(
    groups: Labels | Coded,
    outcomes: ArrayLike,
    chances: ArrayLike,
    *,
    cut: float,
    level: float = 0.95,
) -> ModelTable:
    """How a prediction treats groups.

    `outcomes` are 1 for success and 0, `chances` predicted chances from 0 to 1; NaN is missing.
    Predictions of `cut` and above are selections. Raises `ValueError` for lists of unequal length,
    outcomes and chances that are none, or a cut or level that is none.
    """
    check_level(level)
    if not (is_number(cut) and 0 <= cut <= 1):
        raise ValueError("cut: give a chance from 0 to 1.")
    with naming(labels="groups"):
        coded = groups if isinstance(groups, Coded) else code(groups)
    happened, said = numbers(outcomes, "outcomes"), numbers(chances, "chances")
    if not len(coded.codes) == len(happened) == len(said):
        raise ValueError("groups, outcomes, chances: give lists of one length.")
    if not ((happened == 0) | (happened == 1) | np.isnan(happened)).all():
        raise ValueError("outcomes: give 1 for success and 0, and NaN where there is none.")
    if not (((said >= 0) & (said <= 1)) | np.isnan(said)).all():
        raise ValueError("chances: give numbers from 0 to 1, and NaN where there is none.")
    known = (coded.codes != UNKNOWN) & ~np.isnan(happened) & ~np.isnan(said)
    codes, happened, said = coded.codes[known], happened[known], said[known]
    left_out = int((~known).sum())
    if not len(codes):
        return ModelTable(None, (), (), None, cut, 0, left_out, level, NoModelTable.NOBODY)
    found = tuple(
        _group(coded.names[place], happened[codes == place], said[codes == place], cut, level)
        for place in np.unique(codes)
    )
    largest = max(found, key=lambda one: one.n)
    return ModelTable(
        everybody=_group("everybody", happened, said, cut, level),
        groups=found,
        gaps=tuple(_gap(one, largest, level) for one in found if one is not largest),
        largest=largest.name,
        cut=cut,
        n=len(codes),
        left_out=left_out,
        level=level,
        reason=None,
    )


def _group(name: str, outcomes: Numbers, chances: Numbers, cut: float, level: float) -> GroupModel:
    chosen, success = chances >= cut, outcomes == 1
    n, successes, selected = len(outcomes), int(success.sum()), int(chosen.sum())
    both = int((chosen & success).sum())
    slope, intercept = calibration(outcomes, chances, level)
    return GroupModel(
        name=name,
        n=n,
        successes=successes,
        selected=selected,
        base_rate=_rate(successes, n, level),
        selection_rate=_rate(selected, n, level),
        tpr=_rate(both, successes, level),
        fpr=_rate(selected - both, n - successes, level),
        ppv=_rate(both, selected, level),
        slope=slope,
        intercept=intercept,
        in_the_large=in_the_large(outcomes, chances, level),
        auc=auc(outcomes, chances, level),
        brier=brier(outcomes, chances, level),
    )


def _rate(part: int, whole: int, level: float) -> Estimate:
    if not whole:
        return undefined(level, 0, "rate, Wilson interval, n people", NoFit.NOBODY)
    return rate(part, whole, level)


def _gap(one: GroupModel, other: GroupModel, level: float) -> Gap:
    return Gap(
        one.name,
        *(
            _difference(getattr(one, name), getattr(other, name), level)
            for name in ("base_rate", "selection_rate", "tpr", "fpr", "ppv")
        ),
    )


def _difference(one: Estimate, other: Estimate, level: float) -> Estimate:
    """The difference of two rates; both groups are other people, so their errors are unrelated."""
    method, people = "difference of rates, Newcombe's interval, n people", one.n + other.n
    if one.estimate is None or other.estimate is None:
        return undefined(level, people, method, NoFit.NOBODY)
    n1, n2 = np.array([float(one.n)]), np.array([float(other.n)])
    s1, s2 = n1 * one.estimate, n2 * other.estimate
    low, high = rates.newcombe(n1, s1, n2, s2, quantile(level))
    error = float(rates.difference_error(n1, s1, n2, s2)[0])
    value = one.estimate - other.estimate
    return Estimate(value, error or None, (float(low[0]), float(high[0])), level, people, method)
