"""How far raters agree, in a sentence with how sure that is."""

import math

from assess.science.agreement.concordance import Concordance, Finn
from assess.science.agreement.within_group import Deviation, WithinGroup
from assess.science.agreement.within_group import Verdict as Within
from assess.science.coefficients import FEWEST, Coefficient, Verdict
from assess.science.estimate_words import digits, in_a_hundred, surely
from assess.science.reliability.icc import ICC, Model
from assess.text import counted

SELDOM = 0.05
"""Chance that is no reason for doubt."""

WHAT_COUNTS = {
    Model.ONE_WAY: "each candidate had raters of their own",
    Model.AGREEMENT: "how severe a rater is counts as error",
    Model.CONSISTENCY: "how severe a rater is does not count",
}


def explain(result: ICC | Coefficient | WithinGroup) -> str:
    """One sentence a manager can read; no number that may not be shown."""
    if isinstance(result, WithinGroup):
        return _of_one_candidate(result)
    if result.estimate is None or result.verdict is Verdict.TOO_FEW:
        return _nothing(result)
    if isinstance(result, ICC):
        return _of_differences(result, result.estimate)
    sure = surely(result.interval, result.level)
    basis = f"{counted(result.n, 'candidate')}, {counted(result.raters, 'rater')}"
    return f"{_said(result)} {digits(result.estimate)}, {sure} ({basis})."


def _said(result: Coefficient) -> str:
    if isinstance(result, Concordance):
        # Orders made by chance have 1 / m in the mean (Kendall 1948, chapter 6).
        return (
            f"Where 1 is one and the same order of candidates and {digits(1 / result.raters)} is "
            "what chance makes of so many raters, raters' orders reach"
        )
    if isinstance(result, Finn):
        return "Where 0 is ratings spread by chance and 1 is the same from all, raters reach"
    return "Where 0 is chance and 1 is always, raters agree at"


def _nothing(result: ICC | Coefficient) -> str:
    if result.verdict is Verdict.NO_VARIANCE:
        return "The ratings hardly differ, so how far raters agree cannot be told from chance."
    if result.verdict is Verdict.NO_DATA:
        return "Nobody can say yet how far raters agree: no two candidates have ratings to compare."
    return (
        "Nobody can say yet how far raters agree: that takes "
        f"{FEWEST} candidates with ratings from two people or more."
    )


def _of_differences(result: ICC, estimate: float) -> str:
    """What share of the differences between results is the candidates' own."""
    whose = "one rater" if result.of == 1 else f"{_number(result.of)} raters"
    basis = f"{counted(result.n, 'candidate')}; {WHAT_COUNTS[result.model]}{_without(result)}"
    sure = f"{digits(estimate)}, {surely(result.interval, result.level)}"
    if estimate <= 0:
        return f"Results from {whose} do not tell candidates apart: {sure} ({basis})."
    return (
        f"Of the differences between results from {whose}, the candidates' own share is "
        f"{sure} ({basis})."
    )


def _number(raters: float) -> str:
    """A whole number, or one decimal for a mean of different numbers of raters."""
    return f"{raters:.0f}" if math.isclose(raters, round(raters)) else f"{raters:.1f}"


def _without(result: ICC) -> str:
    if not result.left_out:
        return ""
    return f"; {result.left_out} more could not be used, as ratings are missing"


def _of_one_candidate(result: WithinGroup) -> str:
    raters = counted(result.n, "rater")
    if result.verdict is Within.ONE_RATER:
        return "Fewer than two people rated, so nobody can say whether they agree."
    if result.verdict is Within.AT_THE_END:
        return f"The {raters} are too near an end of the scale to say how far they agree."
    if result.verdict is Within.SCATTERED:
        return f"The {raters} differ strongly: more than people who choose by chance."
    if isinstance(result, Deviation):
        return f"The {raters} {'agree' if result.agree else 'differ'}{_by_chance(result)}."
    value = "" if result.estimate is None else digits(result.estimate)
    return (
        f"Where 0 is chance and 1 is the same from all, {raters} reach {value}{_by_chance(result)}."
    )


def _by_chance(result: WithinGroup) -> str:
    """How often chance alone does it; said against the finding where that is not seldom."""
    if result.chance is None:
        return ""
    often = in_a_hundred(result.chance)
    close = result.agree if isinstance(result, Deviation) else (result.estimate or 0) > 0
    joint = "; but people" if close and result.chance > SELDOM else "; people"
    return f"{joint} who choose by chance come as close to one another {often}"
