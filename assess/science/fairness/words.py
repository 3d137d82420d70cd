"""Fairness results in a sentence or two for a manager: the number, how sure it is, what it means.

"Nearly surely" is nineteen times in twenty, as everywhere in this house.
"""

import math
from collections.abc import Iterable
from functools import singledispatch

from assess.science.estimate_words import (
    how_surely,
    in_a_hundred,
)
from assess.science.estimates import Estimate
from assess.science.fairness.cleary import Bias, Cleary
from assess.science.fairness.differences import Difference, Expected
from assess.science.fairness.groups import GroupTable
from assess.science.fairness.impact import Impact
from assess.science.fairness.ll144 import Table
from assess.science.fairness.models import ModelTable
from assess.science.fairness.power import USUAL, Power
from assess.science.fairness.shrinkage import Shrinkage
from assess.science.fairness.stages import Stages
from assess.science.fairness.thresholds import Sweep
from assess.science.fairness.tradeoff import (
    CriteriaPoint,
    Front,
)
from assess.science.fairness.verdicts import Verdict
from assess.text import counted

MEANING = {
    Verdict.TOO_FEW: "These are too few people to judge by, either way.",
    Verdict.UNDEFINED: "Nobody of the other group was selected, so there is no ratio.",
    Verdict.NOT_LOWER: "The group was selected at least as often as the other one.",
    Verdict.BELOW_SURE_FIRM: (
        "That is below the limit of {limit}, chance hardly explains it, and one person decided "
        "differently would not change it. Look for the cause."
    ),
    Verdict.BELOW_SURE_FRAIL: (
        "That is below the limit of {limit} and chance hardly explains it, though one person "
        "decided differently would lift it over the limit. Look for the cause."
    ),
    Verdict.BELOW_UNSURE_FIRM: (
        "That is below the limit of {limit}, but chance may explain it. Watch it as numbers grow."
    ),
    Verdict.BELOW_UNSURE_FRAIL: (
        "That is below the limit of {limit}, but chance may explain it and one person decided "
        "differently would lift it over the limit. Watch it as numbers grow."
    ),
    Verdict.ABOVE_SURE_FIRM: (
        "That is not below the limit of {limit}, yet chance hardly explains the gap. Look for "
        "the cause."
    ),
    Verdict.ABOVE_SURE_FRAIL: (
        "That is not below the limit of {limit}, but only by one person, and chance hardly "
        "explains the gap. Look for the cause."
    ),
    Verdict.ABOVE_UNSURE_FIRM: (
        "That is not below the limit of {limit}, and chance may explain the gap."
    ),
    Verdict.ABOVE_UNSURE_FRAIL: (
        "That is not below the limit of {limit}, but only by one person; chance may explain the "
        "gap. Watch it as numbers grow."
    ),
}
"""What each verdict asks for."""

NEVER_BOTH = (
    "Where groups succeed at different rates, chances that mean the same in each group and errors "
    "that are as frequent in each cannot be had together; people have to choose."
)

NEVER_PICK = (
    "Differences between neighbouring cut scores are mostly chance; do not pick one for its ratio."
)

FOUND = {
    Bias.ONE_LINE: "No difference between the lines of both groups was found.",
    Bias.INTERCEPT: "At the same score, the two groups do differently at work.",
    Bias.SLOPE: "A higher score means more in one group than in the other.",
}


@singledispatch
def explain(result: object) -> str:
    """What a result of this package says, in plain words; `TypeError` for anything else."""
    raise TypeError(f"No words for {type(result).__name__}.")


@explain.register
def _(result: Impact) -> str:
    said = f"{_of(result.focal)} were selected, beside {_of(result.reference)}"
    if result.verdict is Verdict.TOO_FEW:
        chance = _chance(result.tests.midp_doubled)
        return f"{said}. {MEANING[result.verdict]} The exact chance (mid-p) is {chance}."
    if result.ratio.estimate is None:
        return f"{said}. {MEANING[result.verdict]}"
    ratio = shown_ratio(result.ratio.estimate, result.limit)
    meaning = MEANING[result.verdict].format(limit=_two(result.limit))
    sentences = [f"{said}: an impact ratio of {ratio}{_range(result.ratio)}.", meaning]
    if not result.significant:
        sentences.append(_could_show(result.power))
    return " ".join(sentences)


@explain.register
def _(result: GroupTable) -> str:
    if result.reason is not None or result.highest is None:
        return f"Nothing is compared: {result.reason}."
    judged = [(one.name, one.highest) for one in result.groups if one.highest is not None]
    behind = [name for name, one in judged if one.impact.below]
    said = (
        f"{counted(len(result.groups), 'group')}, {result.n:,} people: "
        f"{_listed(behind) or 'no group'} below {_two(result.limit)} of the rate of "
        f"{result.highest}."
    )
    name, lowest = min(judged, key=lambda pair: _or(pair[1].impact.ratio.estimate))
    impact = lowest.impact
    if impact.ratio.estimate is None:
        return said
    if impact.verdict is Verdict.TOO_FEW:
        return f"{said} {name} is the furthest behind, with too few people to judge by."
    sure = "hardly explains" if lowest.holm < 1 - result.level else "may explain"
    return (
        f"{said} {name} is the furthest behind, at "
        f"{shown_ratio(impact.ratio.estimate, result.limit)}{_range(impact.ratio)}; counting "
        f"all comparisons, chance {sure} it."
    )


@explain.register
def _(result: Stages) -> str:
    odds = result.odds_ratio
    if odds.estimate is None:
        return f"Stages cannot be taken together: {odds.reason}."
    said = (
        f"Within {counted(result.informative, 'stage')}, the odds of being selected are "
        f"{_two(odds.estimate)} times those of the other group{_range(odds)}."
    )
    if result.homogeneity.p is not None and result.homogeneity.p < 1 - odds.level:
        said += " Stages differ from one another; look at each."
    if result.reverses:
        said += " All stages together point the other way: the groups went in for different ones."
    return said


@explain.register
def _(result: Table) -> str:
    if not result.n:
        return f"By {result.kind}: nobody is known to be in a group, so there is no table."
    if result.standard is None:
        return f"By {result.kind}: nobody in the table was selected, so there are no ratios."
    judged = [(one.category, one.ratio) for one in result.rows if one.ratio]
    others = [(name, one) for name, one in judged if name != result.standard]
    said = f"By {result.kind}, {_people(result.n)}: {result.standard} has the highest rate"
    if others:
        name, ratio = min(others, key=lambda pair: _or(pair[1].estimate))
        said += f", {name} the lowest, at {_two(ratio.estimate)} of it{_range(ratio)}"
    small = [one.category for one in result.rows if one.below_smallest_share]
    if small:
        treated = "left out of the ratios" if result.leaves_out_small else "not to be relied on"
        said += f"; {_listed(small)}, under {result.smallest_share:.0%} of the data, {treated}"
    return f"{said}. {result.unknown:,} did not say their group."


@explain.register
def _(result: Sweep) -> str:
    known = [(one.lowest_ratio, one) for one in result.cuts if one.lowest_ratio is not None]
    if not known:
        return "No cut score can be compared between groups."
    (low, first), (high, last) = (pick(known, key=_first) for pick in (min, max))
    over = (
        f"Over {counted(len(known), 'cut score')} and {_people(result.n)} the lowest impact ratio"
    )
    if first is last or low == high:
        return f"{over} is {_two(low)} (at {first.score:g}). {NEVER_PICK}"
    return (
        f"{over} lies between {_two(low)} (at {first.score:g}) and {_two(high)} (at "
        f"{last.score:g}). {NEVER_PICK}"
    )


@explain.register
def _(result: Front) -> str:
    first, last = result.points[0], result.points[-1]
    if math.isclose(_or(first.ratio.estimate), _or(last.ratio.estimate)):
        return (
            f"There is nothing to trade: no common weights have a higher validity than "
            f"{_two(last.validity.estimate)}{_range(last.validity)}, at an expected impact ratio "
            f"of {_two(last.ratio.estimate)}{_range(last.ratio)}, and none a higher ratio."
        )
    return (
        f"Common weights can have a validity from {_two(first.validity.estimate)}"
        f"{_range(first.validity)} at an expected impact ratio of {_two(first.ratio.estimate)}"
        f"{_range(first.ratio)}, to {_two(last.validity.estimate)}{_range(last.validity)} at "
        f"{_two(last.ratio.estimate)}{_range(last.ratio)}. Equal weights: "
        f"{_two(result.equal.validity.estimate)} at {_two(result.equal.ratio.estimate)}. "
        "Expect less of both on new data, and choose before anybody is scored."
    )


@explain.register
def _(result: CriteriaPoint) -> str:
    return (
        f"With {result.share_of_first:.0%} of the weight on the first outcome, scores can have a "
        f"validity of {_two(result.first.estimate)}{_range(result.first)} for it and of "
        f"{_two(result.second.estimate)}{_range(result.second)} for the second one."
    )


@explain.register
def _(result: Power) -> str:
    if result.at_limit is None:
        return "Nobody of the other group was selected, so there is nothing to compare with."
    found = in_a_hundred(result.at_limit)
    return f"{_could_show(result)} A true ratio of {_two(result.limit)} would be found {found}."


@explain.register
def _(result: Shrinkage) -> str:
    fair, best = result.places[0], result.places[-1]
    return (
        f"With {_people(result.n)} behind them, the weights of highest validity promise "
        f"{_two(best.promised_validity.estimate)} and keep "
        f"{_two(best.kept_validity.estimate)}{_range(best.kept_validity)}; those of smallest "
        f"difference promise a ratio of {_two(fair.promised_ratio.estimate)} and keep "
        f"{_two(fair.kept_ratio.estimate)}{_range(fair.kept_ratio)} (means of "
        f"{result.draws:,} draws)."
    )


@explain.register
def _(result: ModelTable) -> str:
    if result.everybody is None:
        return f"Nothing is compared: {result.reason}."
    gaps = [f"{gap.name} {_points(gap.tpr)}" for gap in result.gaps if gap.tpr.estimate is not None]
    said = f"{_people(result.n)} with a known outcome; {result.left_out:,} left out."
    if gaps:
        said += f" Of those who succeed, selected beside {result.largest}: {'; '.join(gaps)}."
    return f"{said} {NEVER_BOTH}"


@explain.register
def _(result: Cleary) -> str:
    if result.verdict is None or result.reason is not None:
        return f"Lines are not compared: {result.reason}."
    people = f"{result.focal_n:,} and {result.reference_n:,} people"
    intercept = (
        f"{_two(result.intercept.estimate)} points at the same score{_range(result.intercept)}"
    )
    said = f"{FOUND[result.verdict]} {people}; the groups lie apart by {intercept}."
    if result.verdict is not Bias.SLOPE and result.detectable_slope is not None:
        least = _two(result.detectable_slope)
        said += f" A difference of slopes below {least} is missed more than once in five."
    return said


@explain.register
def _(result: Difference) -> str:
    g = result.hedges_g
    if g.estimate is None:
        return f"The groups' scores are not compared: {g.reason}."
    side = "below" if g.estimate >= 0 else "above"
    if not float(_two(abs(g.estimate))):
        return (
            f"The {result.focal_n:,} people of the group score as high as the "
            f"{result.reference_n:,} others ({_apart(g)} standard deviations apart)."
        )
    return (
        f"The {result.focal_n:,} people of the group score {_two(abs(g.estimate))} standard "
        f"deviations {side} the {result.reference_n:,} others ({_apart(g)})."
    )


@explain.register
def _(result: Expected) -> str:
    return (
        f"One cut score for all would select {result.focal_rate:.1%} beside "
        f"{result.reference_rate:.1%}, an impact ratio of {_two(result.ratio)}, if scores are "
        "normal and the difference is exactly as given."
    )


def shown_ratio(ratio: float, limit: float) -> str:
    """A ratio with two decimals, or as many as it takes to lie on its side of the limit."""
    for decimals in range(2, 9):
        shown = f"{ratio:.{decimals}f}"
        if (float(shown) < limit) == (ratio < limit - 1e-9):
            return shown
    return f"{ratio:.8f}"


def percentage(rate: float) -> str:
    """A rate as a bias audit prints it: two decimals of a per cent, a half rounded up.

    The rule's own example cuts 18 / 28 off at 64.2; rounded it would be 64.3, so one more
    decimal than usual is printed.
    """
    return f"{math.floor(rate * 10_000 + 0.5 + 1e-9) / 100:.2f}%"


def _could_show(power: Power) -> str:
    if power.detectable is None:
        return "Groups of this size could not show even a ratio of 0."
    if power.detectable < 0.005:
        return "Groups of this size could show hardly any ratio, however small."
    missed = "more than once in five" if math.isclose(power.power, USUAL) else "too often"
    return f"In groups of this size a true ratio above {_two(power.detectable)} is missed {missed}."


def _of(rate: Estimate) -> str:
    share = _or(rate.estimate)
    counts = f"{round(share * rate.n):,} of {rate.n:,}"
    return counts if rate.n < 5 else f"{counts} ({_percent(share)})"


def _percent(share: float) -> str:
    """A whole percentage; nobody and everybody are never what was only rounded to them."""
    shown = f"{share:.0%}"
    if shown == "0%" and share > 0:
        return "less than 1%"
    return "more than 99%" if shown == "100%" and share < 1 else shown


def _people(number: int) -> str:
    return counted(number, "person", "people")


def _chance(p: float) -> str:
    return "below 0.01" if p < 0.01 else _two(p)


def _range(estimate: Estimate, *, comma: bool = True) -> str:
    """Its interval in words, after the number; empty without one."""
    if estimate.interval is None:
        return ""
    low, high = (_two(end) for end in estimate.interval)
    return f"{',' if comma else ''} {how_surely(estimate.level)} between {low} and {high}"


def _apart(difference: Estimate) -> str:
    """Between which ends a difference lies, told the way round in which it was found."""
    if difference.interval is None:
        return "with no margin of error to be had"
    sign = -1 if _or(difference.estimate) < 0 else 1
    low, high = sorted(sign * end for end in difference.interval)
    return f"{how_surely(difference.level)} between {_two(low)} and {_two(high)}"


def _points(difference: Estimate) -> str:
    value = 100 * _or(difference.estimate)
    low, high = difference.interval or (0.0, 0.0)
    said = f"{value:+.0f} in 100, {how_surely(difference.level)} between {100 * low:+.0f} and "
    return f"{said}{100 * high:+.0f}".replace("-", "\u2212")


def _first(pair: tuple[float, object]) -> float:
    return pair[0]


def _or(value: float | None) -> float:
    return 0.0 if value is None else value


def _two(value: float | None) -> str:
    return f"{_or(value):.2f}".replace("-", "\u2212")


def _listed(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last
