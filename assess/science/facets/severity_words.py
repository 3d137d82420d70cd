"""Severity, fit and correction in a sentence each for the hiring team."""

from collections.abc import Callable, Mapping

from assess.science.estimate_words import digits, surely
from assess.science.estimates import Estimate
from assess.science.facets.adjusted import Adjusted
from assess.science.facets.connectivity import Connectivity
from assess.science.facets.effects import RaterEffects
from assess.science.facets.effects import Reason as Alike
from assess.science.facets.fair_average import FairAverages
from assess.science.facets.fit import LevelFit, Reading
from assess.science.facets.gate import Corrected, Gate, Reason, Verdict
from assess.science.facets.interaction import Interaction
from assess.science.facets.interaction import Verdict as Bias
from assess.science.facets.measures import Caution, ManyFacets
from assess.science.facets.ratings import CANDIDATE, COMPETENCY, RATER
from assess.science.facets.separation import Separation
from assess.science.facets.separation import Verdict as Apart
from assess.text import counted

Result = (
    Adjusted
    | Connectivity
    | Corrected
    | FairAverages
    | Gate
    | Interaction
    | LevelFit
    | ManyFacets
    | RaterEffects
    | Separation
)

OF_RATINGS = {
    Reading.FITS: "are as predictable as they should be",
    Reading.OVERFIT: "are more alike than they should be, as when one impression colours all",
    Reading.NOISY: "are less predictable than they should be",
    Reading.DISTORTS: "are so unpredictable that results with them are doubtful",
    Reading.CHANCE: "look odd, but chance alone does as much",
}

WITHHELD = {
    Reason.DISCONNECTED: "some candidates and raters share nobody with the others",
    Reason.CONFOUNDED: "raters rated different competencies, so severity cannot be told apart",
    Reason.NO_MEASURES: "there are too few ratings, or they hardly differ",
    Reason.SAME_RATERS: "everybody was rated by the same people, so severity is alike for all",
    Reason.NO_SPREAD: "the ratings show no difference between candidates",
    Reason.NOT_SHOWN: "no difference in severity beyond chance is shown",
}

DRAWN = {
    Reason.FEW_RATINGS: "a rater gave fewer than 5 ratings",
    Reason.FEW_CANDIDATES: "there are fewer than 30 candidates",
    Reason.EXTREME_RATER: "a rater gave only the highest or only the lowest level",
    Reason.NOISE: "it is not sure enough how severe raters are",
}


def explain(result: Result) -> str:
    """One sentence or two a manager can read; no number that may not be shown."""
    for kind, said in _SENTENCES.items():
        if isinstance(result, kind):
            return said(result)
    raise ValueError("result: there is no sentence for it.")


def _connected(found: Connectivity) -> str:
    if len(found.subsets) == 1:
        return (
            f"All {counted(len(found.subsets[0].candidates), 'candidate')} can be compared: "
            "they are joined by the raters they share."
        )
    sizes = ", ".join(str(len(one.candidates)) for one in found.subsets)
    links = "; ".join(f"{one.rater} with {one.candidate}" for one in found.links)
    return (
        f"Candidates fall into {len(found.subsets)} groups that share no rater ({sizes}) and must "
        f"not be ranked together. The cheapest ratings to join them: {links}."
    )


def _gate(found: Gate) -> str:
    basis = f"{counted(found.candidates, 'candidate')}, {counted(found.raters, 'rater')}"
    if found.verdict is Verdict.WITHHELD:
        return f"A corrected result is not shown, because {withheld(found)} ({basis})."
    said = (
        "A corrected result is shown beside the one as rated, because raters differ in severity "
        "by more than chance"
    )
    if found.verdict is Verdict.CORRECTED:
        return f"{said} ({basis})."
    why_drawn = " and ".join(DRAWN[one] for one in found.reasons if one in DRAWN)
    return f"{said}; it is corrected in part only, because {why_drawn} ({basis})."


def withheld(found: Gate) -> str:
    """The first reason for showing no corrected result; empty where one may be shown."""
    return next((WITHHELD[one] for one in found.reasons if one in WITHHELD), "")


def _corrected(found: Corrected) -> str:
    raw = f"{found.candidate}: {digits(found.raw)} as rated"
    if found.fair is None or found.fair.estimate is None:
        return f"{raw} ({counted(found.ratings, 'rating')}); no corrected result may be shown."
    return (
        f"{raw}, {digits(found.fair.estimate)} from raters of middling severity, "
        f"{surely(found.fair.interval, found.fair.level)} "
        f"({counted(found.ratings, 'rating')})."
    )


def _separation(found: Separation) -> str:
    """A high share is good news of candidates, bad news of raters, and neither of the rest."""
    who, how, basis, wish = _of_facet(found)
    if found.estimate is None:
        return f"Whether {who} differ{how} cannot be told: {found.reason}."
    share = f"{digits(found.estimate)}, {surely(found.interval, found.level)}"
    if found.verdict is Apart.NOT_SHOWN:
        return (
            f"That {who} differ{how} is not shown, which does not prove that none does "
            f"(share of true differences {share}; {basis})."
        )
    return (
        f"{who[0].upper()}{who[1:]} differ{how} by more than chance. Of the differences that "
        f"show, the true share is {share} ({basis}){wish}."
    )


def _of_facet(found: Separation) -> tuple[str, str, str, str]:
    """Who differs, in what, how many of them there are, and what is to be wished."""
    basis = _number(found.facet, found.n)
    if found.facet == CANDIDATE:
        return "candidates", "", basis, "; the larger, the better"
    if found.facet == RATER:
        return "raters", " in severity", basis, "; the smaller, the better"
    who = "competencies" if found.facet == COMPETENCY else f"levels of {found.facet}"
    return who, " in difficulty", basis, ""


def _number(facet: str, number: int) -> str:
    if facet == COMPETENCY:
        return counted(number, "competency", "competencies")
    return counted(number, facet if facet in (CANDIDATE, RATER) else "level")


def _fit(found: LevelFit) -> str:
    size = f"{digits(found.infit)} where 1 is expected and chance alone is off by"
    return (
        f"{found.level}: the ratings {OF_RATINGS[found.reading]} ({size} "
        f"{digits(found.infit_error)}; {counted(found.n, 'rating')})."
    )


def _interaction(found: Interaction) -> str:
    pair, basis = f"{found.level} on {found.other}", counted(found.n, "rating")
    if found.verdict is Bias.TOO_FEW:
        return f"{pair}: too few ratings to judge ({basis})."
    if found.verdict is Bias.CONFOUNDED or found.size.estimate is None:
        return f"{pair}: nothing can be said, because the ratings cannot tell ({basis})."
    means = f"{digits(found.observed)} where {digits(found.expected)} was to be expected"
    if found.verdict is Bias.CHANCE:
        return f"{pair}: no difference beyond chance ({means}; {basis})."
    side = "lower" if found.size.estimate > 0 else "higher"
    small = ", but only a little" if found.verdict is Bias.SMALL else ""
    sure = surely(found.size.interval, found.size.level)
    return (
        f"{pair}: ratings are {side} than elsewhere by more than chance{small} ({means}; "
        f"{digits(found.size.estimate)} logits, {sure}; {basis})."
    )


def _effects(found: RaterEffects) -> str:
    basis = counted(found.candidates, "candidate")
    if found.difference.reason is Alike.ALIKE and found.difference.estimate is not None:
        return (
            f"{found.rater}: ratings differ from those of others by "
            f"{digits(found.difference.estimate)} levels on each candidate alike ({basis})."
        )
    if found.difference.interval is None or found.difference.estimate is None:
        return f"{found.rater}: too few candidates shared with others to compare ({basis})."
    low, high = found.difference.interval
    where = "neither clearly higher nor clearly lower than the others'"
    if low > 0 or high < 0:
        where = f"{'higher' if low > 0 else 'lower'} than the others'"
    return (
        f"{found.rater}: ratings of the same candidates are {where} (a difference of "
        f"{digits(found.difference.estimate)} levels, "
        f"{surely(found.difference.interval, found.difference.level)}; {basis})."
    )


def _model(found: ManyFacets) -> str:
    if found.reason or found.candidates is None:
        return f"No results free of severity can be given: {found.reason}."
    said = (
        f"Results rest on {counted(found.n, 'rating')} of "
        f"{counted(len(found.candidates.levels), 'candidate')}"
    )
    extreme = len(found.extreme)
    if extreme:
        said += f"; {extreme} with extreme ratings only {'is' if extreme == 1 else 'are'} left out"
    reliability = found.population.reliability if found.population else None
    if reliability is not None:
        said += f"; they tell candidates apart with a reliability of {digits(reliability)}"
    if found.population and found.population.caution is Caution.FIXED_SPREAD:
        said += "; with so few candidates, how far they differ was assumed"
    if found.population and found.population.caution is Caution.NO_SPREAD:
        said += "; they show no difference between candidates beyond chance"
    return f"{said}."


def severity(name: str, found: Estimate) -> str:
    """How severe one rater is, in logits, beside the mean of all."""
    if found.estimate is None or found.interval is None:
        return f"{name}: how severe the ratings are cannot be told."
    low, high = found.interval
    where = "neither clearly severer nor clearly more lenient than the others"
    if low > 0 or high < 0:
        where = "severer than the others" if low > 0 else "more lenient than the others"
    return (
        f"{name} is {where}: {digits(found.estimate)} logits, "
        f"{surely(found.interval, found.level)} ({counted(found.n, 'rating')})."
    )


def _fair(found: FairAverages) -> str:
    """All levels at once: the lowest, the highest, and how sure a single one is."""
    lowest, highest = int(found.estimates.argmin()), int(found.estimates.argmax())
    if len(found.levels) == 1:
        return f"With all else at its middle, {_fair_of(found, 0)}."
    return (
        f"With all else at its middle, average ratings run from {_fair_of(found, lowest)} to "
        f"{_fair_of(found, highest)} ({_number(found.facet, len(found.levels))})."
    )


def _fair_of(found: FairAverages, place: int) -> str:
    one = found.at(place)
    value = 0.0 if one.estimate is None else one.estimate
    return f"{found.levels[place]} {digits(value)}, {surely(one.interval, one.level)}"


def _adjusted(found: Adjusted) -> str:
    one = found.measure
    if one.estimate is None:
        return f"{found.candidate} cannot be measured: {one.reason}."
    return (
        f"{found.candidate} got {found.side}, so nothing sets a limit; with ratings 0.3 "
        f"points nearer the middle it would be {digits(one.estimate)} logits, "
        f"{surely(one.interval, one.level)} ({counted(one.n, 'rating')})."
    )


_SENTENCES: Mapping[type, Callable[..., str]] = {
    Adjusted: _adjusted,
    FairAverages: _fair,
    Connectivity: _connected,
    Corrected: _corrected,
    Gate: _gate,
    Interaction: _interaction,
    LevelFit: _fit,
    ManyFacets: _model,
    RaterEffects: _effects,
    Separation: _separation,
}
