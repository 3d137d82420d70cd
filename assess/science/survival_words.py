"""What a curve of times says, in one sentence for a manager; what happens is named in words."""

import math

from assess.science.estimate_words import how_surely, in_a_hundred
from assess.science.survival import Curve, LogRank, Median, TooLittle

ALPHA = 0.05
LEAST_P = 0.001
"""Below, the size of a p value says nothing more."""


def explain(curve: Curve, time: float, *, what: str, unit: str = "day") -> str:
    """How many have come to `what` by a time, such as "the first deal" by day 90."""
    found, people = curve.reached(time), f"{curve.n} people"
    when = f"{unit} {time:g}"
    if found.reason is TooLittle.FEW_PEOPLE:
        return f"With fewer than five people there is no curve for {what} yet."
    if found.reason is TooLittle.NONE_YET:
        return f"By {when}, none of {people} had come to {what}."
    if found.reason is TooLittle.ALL_OVER:
        return f"By {when}, all of {people} had come to {what}."
    if found.estimate is None or found.interval is None:
        return f"Nobody here has been followed up to {when}."
    low, high = (round(100 * end) for end in found.interval)
    share = round(100 * found.estimate)
    about = f"about {share}%" if 0 < share < 100 else "fewer than 1%" if share < 1 else "nearly all"
    return (
        f"By {when}, {about} had come to {what}; {how_surely(found.level)} between "
        f"{low}% and {high}%, from {people}."
    )


def explain_median(median: Median, *, what: str, unit: str = "day") -> str:
    """When half had come to `what`, and how sure that is."""
    if median.reason is TooLittle.FEW_PEOPLE:
        return f"With fewer than five people there is no middle for {what} yet."
    if median.estimate is None:
        return f"Fewer than half of {median.n} people have come to {what} so far."
    low = "the start" if median.low is None else f"{unit} {math.floor(median.low)}"
    middle = f"Half had come to {what} by {unit} {median.estimate:g}"
    sure = how_surely(median.level)
    if median.high is None:
        late = f"How late at most cannot be told from {median.n} people."
        return f"{middle}; {sure} not before {low}. {late}"
    return f"{middle}; {sure} between {low} and {unit} {math.ceil(median.high)}."


def explain_difference(test: LogRank) -> str:
    """Whether groups differ beyond chance."""
    if test.reason is TooLittle.ONE_GROUP:
        return "There is only one group so far, and nothing to compare it with."
    if test.reason is TooLittle.NO_EVENTS:
        return "It has happened to nobody so far, so the groups cannot be compared."
    if test.p is None:
        return "Too few people in one of the groups to say whether they differ."
    if test.p < ALPHA:
        p = f"p = {test.p:.3f}" if test.p >= LEAST_P else f"p < {LEAST_P}"
        return f"The groups differ more than chance alone would have it ({p})."
    often = in_a_hundred(test.p)
    return (
        f"Chance alone makes groups differ as much {often}; that is no proof that they are alike."
    )
