"""What variances, panels and plans say, in a sentence each for the hiring team."""

import math
from collections.abc import Mapping

from assess.science.estimate_words import digits, how_surely
from assess.science.estimates import Estimate, Interval
from assess.science.generalizability.design_study import Decision, Plan
from assess.science.generalizability.drift import Drift
from assess.science.generalizability.g_study import Source, Study
from assess.science.generalizability.ill_structured import (
    Contrast,
    Contrasts,
    PanelReliability,
    Reason,
)
from assess.science.generalizability.reml import Component, Fit
from assess.text import counted

CHANCE = 0.05

Result = Study | Fit | Decision | Plan | PanelReliability | Drift | Contrasts


def explain(result: Result, names: Mapping[str, tuple[str, str]] | None = None) -> str:
    """One sentence or two about a result.

    `names` gives facets their words, one and several: `{"r": ("rater", "raters")}`; without
    them the names of the study stand.
    """
    words = dict(names or {})
    match result:
        case PanelReliability():
            return _panel(result)
        case Decision():
            return _decision(result, words)
        case Plan():
            return _plan(result, words)
        case Drift():
            return _drift(result)
        case Contrasts():
            return _contrasts(result)
        case Study():
            return _study(result, words)
        case Fit():
            return _fit(result, words)


def _panel(found: PanelReliability) -> str:
    design = found.design
    basis = f"{counted(design.candidates, 'candidate')}, {counted(design.raters, 'rater')}"
    if found.estimate is None or found.sem is None:
        return f"No reliability can be given ({found.reason}; {basis})."
    said = (
        f"The mean ratings have a reliability of {found.estimate:.2f} "
        f"({_between(found.interval, found.level)}; {basis}, {design.k:.1f} raters each); "
        f"a candidate's mean is typically off by {_points(found.sem)}."
    )
    if found.reason is Reason.ALIKE:
        said += " The ratings show no difference between candidates beyond chance."
    if found.reason is Reason.RATERS_ALIKE:
        said += " No difference between raters shows, so the range may be too narrow."
    if design.groups > 1:
        said += (
            f" The panel falls into {design.groups} groups that share nobody, so candidates of "
            "different groups must not be compared."
        )
    return said


def _decision(found: Decision, words: Mapping[str, tuple[str, str]]) -> str:
    sem = found.absolute_sem
    if sem.estimate is None:
        return f"Nothing can be said about this design: {sem.reason}."
    sizes = _sizes(found.sizes, words)
    said = f"With {sizes}, a result is typically off by {_points(sem.estimate)} ({_range(sem)})"
    order = found.generalizability
    if order.estimate is None and not sem.estimate:
        return "Nothing can be said about this design: neither candidates nor errors vary."
    if order.estimate is None:
        return f"{said}; neither candidates nor errors vary, so no reliability can be given."
    return (
        f"{said}; the order of candidates has a reliability of {order.estimate:.2f} "
        f"({_range(order)}).{_zeros(found.set_to_zero, words)}"
    )


def _plan(found: Plan, words: Mapping[str, tuple[str, str]]) -> str:
    target = _points(found.target)
    if found.closest is None:
        return f"How large a panel has to be cannot be told: {found.reason}."
    if not found.designs:
        return (
            f"None of these designs is typically off by {target} or less; the best of them is "
            f"typically off by {_points(found.closest)}."
        )
    best = found.designs[0]
    said = (
        f"The cheapest design with an error of {target} or less has "
        f"{_sizes(best.sizes, words)} and takes {_minutes(best.cost)} a candidate; it is "
        f"typically off by {_points(best.sem.estimate)} ({_range(best.sem)})."
    )
    if best.sure:
        return said
    return f"{said} More data would have to show that its error truly is that small."


def _drift(found: Drift) -> str:
    if found.p is None or found.trend is None:
        return f"Nothing can be said about drift ({found.fit.reason or found.reason})."
    moved = "upward" if found.trend.estimate > 0 else "downward"
    sure = _between(_told(found.trend.estimate, found.trend.interval), found.level)
    trend = (
        f"From first to last, ratings moved {moved} by {_points(abs(found.trend.estimate))} for "
        f"all raters together ({sure})"
    )
    basis = f"{counted(found.n, 'rating')}, {counted(len(found.raters), 'rater')}"
    if found.p < CHANCE:
        far = max(found.raters, key=lambda one: abs(one.estimate))
        way = "more lenient" if far.estimate > 0 else "more severe"
        return (
            f"{trend}. Raters drifted apart by more than chance ({_chance(found.p)}; {basis}): "
            f"{far.rater} became {way} than the others by {_points(abs(far.estimate))} "
            f"({_between(_told(far.estimate, far.interval), found.level)})."
        )
    return (
        f"{trend}. That raters drifted apart is not shown ({_chance(found.p)}; {basis}), "
        "which does not prove that none did."
    )


def _contrasts(found: Contrasts) -> str:
    if not found.contrasts:
        return f"How far raters differ from {found.reference} cannot be told: {found.reason}."
    basis = counted(found.n, "rating")
    each = "; ".join(_contrast(one, found.level) for one in found.contrasts)
    because = f" {str(found.reason).capitalize()}." if found.reason else ""
    return f"On the candidates they share with {found.reference}: {each} ({basis}).{because}"


def _contrast(one: Contrast, level: float) -> str:
    if not float(f"{one.estimate:.2f}"):
        said = f"{one.rater} rates as high"
    else:
        side = "lower" if one.estimate < 0 else "higher"
        said = f"{one.rater} rates {_points(abs(one.estimate))} {side}"
    told = _told(one.estimate, one.interval)
    return f"{said}, {_between(told, level)}" if told else said


def _told(value: float, interval: Interval | None) -> Interval | None:
    """The ends told the way round in which the value is: a lower rating is lower by so much."""
    if interval is None or value >= 0:
        return interval
    low, high = interval
    return -high, -low


def _study(found: Study, words: Mapping[str, tuple[str, str]]) -> str:
    if found.reason:
        return f"Where differences come from cannot be told: {found.reason}."
    whole = sum(one.counts for one in found.sources)
    if not whole:
        return "The scores do not vary, so nothing can be said about where differences come from."
    largest = max(found.sources, key=lambda one: one.counts)
    return (
        f"Most of the differences between single scores come from {_source(largest, words)}: a "
        f"variance of {largest.counts:.2f} ({_between(largest.interval, found.level)}) "
        f"of {whole:.2f} in all, over {counted(found.n, 'score')}."
        f"{_zeros(found.set_to_zero, words)}"
    )


def _fit(found: Fit, words: Mapping[str, tuple[str, str]]) -> str:
    if not found.components:
        return f"Nothing can be said about where differences come from: {found.reason}."
    parts = "; ".join(_component(one, words, found.level) for one in found.components)
    return f"Variances over {counted(found.n, 'score')}: {parts}."


def _component(one: Component, words: Mapping[str, tuple[str, str]], level: float) -> str:
    name = words[one.name][1] if one.name in words else one.name
    if one.boundary is not None:
        high = math.inf if one.interval is None else one.interval[1]
        upper = "" if high == math.inf else f", {how_surely(level)} at most {high:.2f}"
        return f"{name} 0{upper}, for they differ no more than chance would have it"
    return f"{name} {one.estimate:.2f} ({_between(one.interval, level)})"


def _source(one: Source, words: Mapping[str, tuple[str, str]]) -> str:
    """`p` reads as its word; a meeting of facets as the words of all."""
    if len(one.facets) == 1:
        (facet,) = one.facets
        return words[facet][1] if facet in words else one.name
    if one.facets <= set(words):
        return "how " + " and ".join(words[facet][1] for facet in sorted(one.facets)) + " meet"
    return one.name


def _sizes(sizes: Mapping[str, int], words: Mapping[str, tuple[str, str]]) -> str:
    parts = [
        f"{size} {words[facet][0 if size == 1 else 1]}" if facet in words else f"{size} {facet}"
        for facet, size in sizes.items()
    ]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _zeros(names: tuple[str, ...], words: Mapping[str, tuple[str, str]]) -> str:
    if not names:
        return ""
    return f" Estimated below 0 and taken as 0: {'; '.join(_named(one, words) for one in names)}."


def _named(name: str, words: Mapping[str, tuple[str, str]]) -> str:
    """A variance of which only the name is known: `pr` is how candidates and raters meet."""
    if name in words:
        return words[name][1]
    if not name or not all(letter in words for letter in name):
        return name
    return "how " + " and ".join(words[letter][1] for letter in name) + " meet"


def _range(one: Estimate) -> str:
    return _between(one.interval, one.level)


def _between(interval: Interval | None, level: float) -> str:
    if interval is None:
        return "no range can be given"
    sure, (low, high) = how_surely(level), interval
    if high == math.inf:
        return f"{sure} {digits(low)} or more"
    return f"{sure} between {digits(low)} and {digits(high)}"


def _points(value: float | None) -> str:
    return "an unknown number of points" if value is None else f"{value:.2f} points"


def _minutes(cost: float) -> str:
    whole = math.floor(cost + 0.5)
    return "1 minute" if whole == 1 else f"{whole:,} minutes"


def _chance(p: float) -> str:
    often = math.floor(100 * p + 0.5)
    return f"chance alone does as much in {often if often else 'fewer than 1'} of 100 panels"
