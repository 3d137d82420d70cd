"""Whether somebody reached the ordinary range, beside whether they changed at all.

A change beyond its error may still be small. Jacobson & Truax (1991), J Consult Clin Psychol
59:12, draw a line between a group in which people start and one of people who do well, whose
ordinary range is worth reaching. Their word is clinical significance; nothing here is clinical.
"""

import math
from dataclasses import dataclass

from assess.science.scalars import is_number
from assess.science.scores.classical import Change, ReliableChange

RANGE = 2.0
"""Standard deviations from a mean beyond which a score is out of a group's ordinary range."""


@dataclass(frozen=True)
class Group:
    """The mean and the standard deviation of a group's scores, in points."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not is_number(self.mean):
            raise ValueError("mean: give a number.")
        if not (is_number(self.sd) and self.sd > 0):
            raise ValueError("sd: give a number above 0.")


@dataclass(frozen=True)
class CutOffs:
    """Three lines between a starting group and one that does well, in points.

    `a` is out of the ordinary range of those who start, `b` within that of those who do well, and
    `c` as likely in one group as in the other, both being normal. Where groups overlap, `c` is the
    one to take; without a group that does well only `a` can be had.
    """

    a: float
    b: float | None
    c: float | None
    rises: bool


def cut_offs(start: Group, well: Group | None = None, *, rises: bool = True) -> CutOffs:
    """The lines a, M₀ ± 2 s₀; b, M₁ ∓ 2 s₁; and c, (s₀ M₁ + s₁ M₀) / (s₀ + s₁).

    `rises` says that higher is better, where there is no group that does well to tell. Raises
    `ValueError` for groups that do not differ in their means.
    """
    if well is None:
        return CutOffs(start.mean + (RANGE if rises else -RANGE) * start.sd, None, None, rises)
    if math.isclose(start.mean, well.mean):
        raise ValueError("well: give a group whose mean is another one.")
    sign = math.copysign(RANGE, well.mean - start.mean)
    return CutOffs(
        a=start.mean + sign * start.sd,
        b=well.mean - sign * well.sd,
        c=(start.sd * well.mean + well.sd * start.mean) / (start.sd + well.sd),
        rises=sign > 0,
    )


def has_crossed(before: float, after: float, line: float, *, rises: bool) -> bool:
    """Whether somebody went from the starting side of a line to it or beyond."""
    for value, name in ((before, "before"), (after, "after"), (line, "line")):
        if not is_number(value):
            raise ValueError(f"{name}: give a number.")
    return before < line <= after if rises else before > line >= after


def explain(change: ReliableChange, *, crossed: bool) -> str:
    """What changed and where it led, in a sentence for everybody.

    The change is one for which higher is better; both are said, as either can be without the other.
    """
    if change.verdict is Change.NOT_DETECTABLE:
        return (
            "The score crossed the line to the ordinary range of people who do well, but by no "
            "more than its own error, so nothing is said to have changed."
            if crossed
            else "No change beyond the error of the score can be seen."
        )
    if change.verdict is Change.DECLINED:
        return "The score fell by more than its own error."
    return (
        "The score rose by more than its own error, and crossed the line to the ordinary range of "
        "people who do well."
        if crossed
        else "The score rose by more than its own error, and did not cross the line to the "
        "ordinary range of people who do well."
    )
