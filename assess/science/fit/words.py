"""Weights, predictions and duels in sentences for managers, with no more in them than was found."""

from functools import singledispatch

from assess.science.estimate_words import MINUS, digits, how_surely, in_a_hundred, surely
from assess.science.estimates import Estimate
from assess.science.fit.calibrated import AmountCalibration, AreaDifference, ChanceCalibration
from assess.science.fit.guards import Kind
from assess.science.fit.logistic import Logistic
from assess.science.fit.regression import Increments, Regression
from assess.science.fit.relative import RelativeWeights
from assess.science.fit.verdicts import Duel, Verdict
from assess.science.fit.weights import Source, Weights
from assess.text import counted

PLAIN = "Use the plain weighted mean."

REFUSED = {
    Verdict.NO_SKILL: "It did not clearly do better than saying the average for everybody",
    Verdict.NOT_BETTER: "It did not clearly order people better than the plain weighted mean",
    Verdict.BEHIND_RIVAL: "It did not clearly order people better than {rival}",
}
"""Why a learned model is not offered."""

MEASURE = {
    Kind.AMOUNT: "correlation with the outcome",
    Kind.EVENT: "chance of ordering two people rightly",
}

ONLY_HERE = "This holds for people like those with a known outcome, as a rule those who were hired."


@singledispatch
def explain(result: object) -> str:
    """What a result of this package says, in plain words; `TypeError` for anything else."""
    raise TypeError(f"No words for {type(result).__name__}.")


@explain.register
def _(result: Weights) -> str:
    if result.reason:
        return f"There are no weights: {result.reason}."
    if result.source is Source.EQUAL:
        if len(result.names) == 1:
            return "There is one part, and it is the whole."
        return f"Each of {counted(len(result.names), 'part')} counts the same."
    parts = ", ".join(
        f"{name} {_percent(one)}" for name, one in zip(result.names, result.shares, strict=True)
    )
    if result.source is Source.EXPERT:
        return f"Weights as people set them: {parts}."
    return f"Weights from importance as {counted(result.experts, 'expert')} rated it: {parts}."


@explain.register
def _(result: Regression) -> str:
    if result.reason or result.explained.estimate is None or result.shrunken is None:
        return _not_fitted(result.reason)
    left = max(0.0, result.shrunken.cross_validity)
    return (
        f"In these {counted(result.n, 'person', 'people')} the scores together explain "
        f"{result.explained.estimate:.0%} of the differences in the outcome "
        f"({_between(result.explained)}); for new people about {left:.0%} of them would be left."
    )


@explain.register
def _(result: Increments) -> str:
    if result.reason or not result.steps:
        return _not_fitted(result.reason)
    last = result.steps[-1]
    if last.test.p >= 1 - result.level:
        return (
            f"Nobody can tell whether the last score adds anything to those before it "
            f"({counted(result.n, 'person', 'people')})."
        )
    return (
        f"Beyond the scores before it, the last one explains {_share(last.added)} more of the "
        f"differences in the outcome, among the {counted(result.n, 'person', 'people')} it was "
        f"found in."
    )


@explain.register
def _(result: RelativeWeights) -> str:
    if result.reason or result.explained is None:
        return _not_fitted(result.reason)
    parts = ", ".join(_share(one) for one in result.weights)
    return (
        f"Of the differences in the outcome, the scores in their order go along with {parts} "
        f"({counted(result.n, 'person', 'people')}). This describes them and sets no weights."
    )


@explain.register
def _(result: Logistic) -> str:
    if result.reason:
        return _not_fitted(result.reason)
    clear = sum(
        1 for one in result.slopes if one.interval is not None and one.interval[0] > 0
    ) + sum(1 for one in result.slopes if one.interval is not None and one.interval[1] < 0)
    told = (
        f"With the other scores alike, {clear} of {len(result.slopes)} scores clearly "
        f"{'goes' if clear == 1 else 'go'} along with the outcome"
    )
    if len(result.slopes) == 1:
        told = f"The score {'clearly goes' if clear else 'does not clearly go'} with the outcome"
    return f"{told} ({counted(result.n, 'person', 'people')}, {result.events} of them with it)."


@explain.register
def _(result: ChanceCalibration) -> str:
    slope, level = result.slope, result.level
    if slope.estimate is None or slope.interval is None:
        return f"Nobody can say yet whether these chances mean what they say: {slope.reason}."
    low, high = slope.interval
    people = counted(result.n, "person", "people")
    if high < 1:
        said = "Chances are too extreme: high ones are too high, low ones too low"
    elif low > 1:
        said = "Chances are too timid: high ones are too low, low ones too high"
    else:
        said = "Chances are neither clearly too extreme nor too timid"
    return (
        f"{said} (slope {digits(slope.estimate)}, {surely(slope.interval, level)}; 1 is best; "
        f"{people}). {_large(result.in_the_large)}"
    )


@explain.register
def _(result: AmountCalibration) -> str:
    error, slope = result.root_mean_square, result.slope
    if error.estimate is None or slope.estimate is None:
        return f"Nobody can say yet how far predictions are off: {slope.reason}."
    return (
        f"A prediction is usually {digits(error.estimate)} off "
        f"({surely(error.interval, result.level)}); where predictions differ by 1, outcomes differ "
        f"by {digits(slope.estimate)} ({surely(slope.interval, result.level)}; "
        f"{counted(result.n, 'person', 'people')})."
    )


@explain.register
def _(result: AreaDifference) -> str:
    gap = result.difference
    if gap.estimate is None or gap.interval is None:
        return f"The two cannot be compared: {gap.reason}."
    low, high = gap.interval
    said = "Which of the two orders people better cannot be told"
    if low > 0:
        said = "The first orders people better than the second"
    if high < 0:
        said = "The second orders people better than the first"
    return (
        f"{said}: the difference in the chance of ordering two people rightly is "
        f"{digits(gap.estimate)}, {surely(gap.interval, gap.level)} "
        f"({counted(gap.n, 'person', 'people')})."
    )


@explain.register
def _(result: Duel) -> str:
    if result.verdict is Verdict.NOT_TRIED:
        return f"No model was learned: {result.reason}. {PLAIN}"
    told = (
        f"On people it had not learned from, the learned model had a "
        f"{MEASURE[result.kind]} of {_told(result.learned)}, the plain weighted mean one of "
        f"{_told(result.plain)}; the gain is {_gain(result.gain)} "
        f"({counted(result.n, 'person', 'people')})."
    )
    if result.verdict is Verdict.OFFERED:
        return (
            f"{told} The model may be looked at; it is used only if a person decides so. "
            f"{ONLY_HERE}"
        )
    return (
        f"{told} {REFUSED[result.verdict].format(rival=_rival(result))}: it is not offered. {PLAIN}"
    )


def explain_profile(name: str, result: Estimate) -> str:
    """One person's weighted profile, in one sentence for a manager."""
    if result.estimate is None or result.interval is None:
        return f"{name}: no overall result, as {result.reason}."
    return (
        f"{name}: {digits(result.estimate)} over {counted(result.n, 'part')}, "
        f"{surely(result.interval, result.level)}."
    )


def explain_score(name: str, kind: Kind, result: Estimate) -> str:
    """What a model says of one person, in one sentence for a manager; never as a promise."""
    if result.estimate is None or result.interval is None:
        return f"{name} is not scored: {result.reason}."
    if kind is Kind.AMOUNT:
        return (
            f"For {name} the model expects {digits(result.estimate)}; one person's outcome lies "
            f"{surely(result.interval, result.level)}, if {name} is like the "
            f"{counted(result.n, 'person', 'people')} it learned from."
        )
    low, high = (in_a_hundred(end).removeprefix("about ") for end in result.interval)
    return (
        f"Of people with the scores of {name}, the model expects the outcome "
        f"{in_a_hundred(result.estimate)} ({how_surely(result.level)} {low} to {high}), if they "
        f"are like the {counted(result.n, 'person', 'people')} it learned from."
    )


def _rival(result: Duel) -> str:
    """The first rating that was not clearly beaten."""
    for one in result.rivals:
        if one.gain.interval is None or one.gain.interval[0] <= 0:
            return one.name
    return "another rating"


def _told(one: Estimate) -> str:
    if one.estimate is None:
        return "no known size"
    return f"{digits(one.estimate)} ({surely(one.interval, one.level)})"


def _gain(one: Estimate) -> str:
    """With a third decimal, as the sign of its lower end is what decides."""
    if one.estimate is None or one.interval is None:
        return "no known size"
    value, low, high = (
        f"{MINUS if end < 0 else ''}{abs(end):.3f}" for end in (one.estimate, *one.interval)
    )
    return f"{value} ({how_surely(one.level)} between {low} and {high})"


def _large(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return f"Whether they are too high or too low on the whole is not known: {one.reason}."
    low, high = one.interval
    if low > 0:
        return "On the whole they are too low."
    if high < 0:
        return "On the whole they are too high."
    return "On the whole they are neither clearly too high nor too low."


def _not_fitted(reason: object) -> str:
    return f"Nothing is fitted to these people: {reason}. Count the scores equally."


def _percent(one: Estimate) -> str:
    if one.estimate is None:
        return "of unknown weight"
    if one.interval is None:
        return f"{one.estimate:.0%} (how surely is not known)"
    if one.standard_error == 0:
        return f"{one.estimate:.0%}"
    return f"{one.estimate:.0%} ({_between(one)})"


def _share(one: Estimate) -> str:
    return "an unknown part" if one.estimate is None else f"{one.estimate:.0%} ({_between(one)})"


def _between(one: Estimate) -> str:
    if one.interval is None:
        return "with no margin of error to be had"
    low, high = one.interval
    return f"{how_surely(one.level)} {low:.0%} to {high:.0%}"
