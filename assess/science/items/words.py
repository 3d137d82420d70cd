"""What is known of single questions, in a sentence or two for a manager.

"Nearly surely" is nineteen times in twenty, as everywhere in this house.
"""

from functools import singledispatch

from assess.science.estimate_words import digits, how_surely, in_a_hundred, surely
from assess.science.estimates import Estimate
from assess.science.items import classical, dimensions, graded, item_fit
from assess.science.items.choice import Choice, Score
from assess.science.items.classical import ClassicalItem, Content, Option
from assess.science.items.dependence import Dependence
from assess.science.items.dependence import Verdict as Pairs
from assess.science.items.dif import Dif, ItemDif, Size
from assess.science.items.dif_regression import RegressionDif, Shape
from assess.science.items.dimensions import Dimensions
from assess.science.items.graded import FittedItem, GradedModel
from assess.science.items.information import Curve
from assess.science.items.item_fit import ItemFit
from assess.text import counted

BELONGS = {
    classical.Verdict.FINE: "People high on the others tend to be high on it",
    classical.Verdict.UNSURE: "It may or may not go with the others",
    classical.Verdict.WEAK: "It hardly goes with the others: look at its wording",
    classical.Verdict.REVERSED: "It goes against the others: check its key",
}

SIZES = {Size.A: "negligible", Size.B: "moderate", Size.C: "large"}

USABLE = {
    graded.Verdict.SHOWN: "The model may be used for scores where it also fits.",
    graded.Verdict.TOO_FEW: "These are too few people for a model; use the sum score.",
    graded.Verdict.TOO_FEW_ITEMS: "Fewer than three questions tell people apart; no model is made.",
    graded.Verdict.NOT_TOLD_APART: (
        "The answers do not tell its parameters apart; use the sum score."
    ),
    graded.Verdict.NOT_FOUND: "No model was found for these answers; use the sum score.",
}

MEASURED = {
    dimensions.Verdict.ONE: "The questions measure one thing, as far as can be seen",
    dimensions.Verdict.UNCLEAR: (
        "The questions may measure more than one thing; two ways of looking differ"
    ),
    dimensions.Verdict.MORE: "The questions measure more than one thing; do not sum them",
    dimensions.Verdict.NONE: "The questions have nothing in common beyond chance; do not sum them",
}


@singledispatch
def explain(result: object) -> str:
    """What a result of this package says, in plain words; `TypeError` for anything else."""
    raise TypeError(f"No words for {type(result).__name__}.")


@explain.register
def _(result: ClassicalItem) -> str:
    if result.difficulty.estimate is None:
        return f"Nothing is said of this question yet: {result.difficulty.reason}."
    reached = (
        f"On average people reach {_share(result.difficulty.estimate)} of what can be reached"
        f"{_shares(result.difficulty)}"
    )
    basis = counted(result.n, "person", "people")
    if result.verdict not in BELONGS:
        return f"{reached} ({basis}). It does not tell people apart: {result.rest.reason}."
    return f"{reached} ({basis}). {BELONGS[result.verdict]} (correlation {_of(result.rest)})."


@explain.register
def _(result: Option) -> str:
    kind = "the right answer" if result.right else "a wrong answer"
    if result.share.estimate is None:
        return f"Option {result.option}, {kind}: nothing is said of it yet, {result.share.reason}."
    said = (
        f"Option {result.option}, {kind}, was chosen by {_share(result.share.estimate)} of people"
        f"{_shares(result.share)}."
    )
    if result.misleads:
        return f"{said} It draws people who know more: look at its wording and at the key."
    if result.right and result.rest.interval is not None and result.rest.interval[1] < 0:
        return f"{said} It draws people who know less: check the key."
    return said


@explain.register
def _(result: Content) -> str:
    experts = counted(result.ratio.n, "expert")
    holds = "holds" if result.essential == 1 else "hold"
    return (
        f"{result.essential} of {experts} {holds} the question essential (content ratio "
        f"{_of(result.ratio)}); by tossing coins so many would agree "
        f"{in_a_hundred(result.p)}."
    )


@explain.register
def _(result: FittedItem) -> str:
    if result.item is None:
        return f"Nothing is said of this question: {result.slope.reason}."
    said = f"How sharply it tells people apart (0 is not at all): {_of(result.slope)}."
    ends = sorted(result.item.thresholds)
    if len(ends) == 1:
        said += f" It does so best at {_side(ends[0])}."
    else:
        said += f" It does so best between {_side(ends[0])} and {_side(ends[-1])}."
    if result.item.slope < 0:
        said += " It goes against the others: check its key."
    if result.steps.merged:
        said += " Some answers were too rare to stand alone and were put together."
    return said


@explain.register
def _(result: GradedModel) -> str:
    people, items = counted(result.n, "person", "people"), len(result.items)
    return f"A model of {counted(items, 'question')} and {people}. {USABLE[result.verdict]}"


@explain.register
def _(result: Curve) -> str:
    pairs = [
        (error, place)
        for error, place in zip(result.standard_errors, result.theta, strict=True)
        if error is not None
    ]
    if not pairs:
        return "The questions tell nobody apart at the places looked at."
    least, place = min(pairs)
    said = (
        f"Scores are most precise at {_side(place)}: a standard error of {digits(least)} "
        "standard deviations there, if the model holds."
    )
    if result.error_at_cut is not None and result.cut is not None:
        said += f" At the cut score it is {digits(result.error_at_cut)}."
    return said


@explain.register
def _(result: ItemDif) -> str:
    people = f"{result.focal_n:,} and {result.reference_n:,} people"
    if result.size is None:
        return f"Whether the question treats the groups alike is not said: {result.reason}."
    if result.size is Size.A:
        return f"At equal scores the groups answer nearly alike, as far as {people} show."
    shift = result.shift
    side = "lower" if (shift.estimate or 0.0) < 0 else "higher"
    return (
        f"At equal scores the group answers {side} than the other one; the difference is "
        f"{SIZES[result.size]} ({_of(shift)} points; {people}). Look at the wording."
    )


@explain.register
def _(result: Dif) -> str:
    known = [one for one in result.items if one.size is not None]
    if not known:
        return "Whether questions treat the groups alike is not said: too few people in a group."
    apart = [one for one in known if one.size is not Size.A]
    differ = "differs" if len(apart) == 1 else "differ"
    said = f"{len(apart)} of {counted(len(known), 'question')} {differ} between the groups"
    people = f"{result.focal_n:,} and {result.reference_n:,} people; {result.left_out:,} left out"
    tail = "" if result.settled else " The matching did not come to rest: read with care."
    return f"{said} at equal scores ({people}).{tail}"


@explain.register
def _(result: RegressionDif) -> str:
    if result.size is None or result.shape is None or result.total is None:
        return f"Whether the question treats the groups alike is not said: {result.reason}."
    people = f"{result.focal_n:,} and {result.reference_n:,} people"
    if result.shape is Shape.NONE:
        return f"At equal scores no difference between the groups was found ({people})."
    sentence = f"{result.shape[0].upper()}{result.shape[1:]}"
    return f"{sentence}; the difference is {SIZES[result.size]} ({people})."


@explain.register
def _(result: Dependence) -> str:
    if result.verdict is Pairs.TOO_FEW or result.mean is None:
        return "Whether questions repeat one another is not said: too few people answered."
    count = len(result.dependent)
    if not count:
        return f"No two questions repeat one another, as far as {result.n:,} people show."
    first = max(result.dependent, key=lambda one: one.q3.estimate or 0.0)
    return (
        f"{counted(count, 'pair')} of questions go together beyond what they measure, most of all "
        f"questions {first.first + 1} and {first.second + 1} ({_of(first.q3)}). Scores look more "
        "precise than they are: keep one of each pair."
    )


@explain.register
def _(result: ItemFit) -> str:
    people = counted(result.n, "person", "people")
    if result.chi_square is None or result.adjusted is None:
        return f"Whether the question follows the model is not said: {result.verdict} ({people})."
    if result.verdict is item_fit.Verdict.FITS:
        return f"The question follows the model, as far as {people} show."
    much = "a little" if result.verdict is item_fit.Verdict.SMALL else "clearly"
    return f"The question departs from the model {much} ({people}, chance {_p(result.adjusted)})."


@explain.register
def _(result: Dimensions) -> str:
    if result.reason is not None or result.one is None:
        return f"How many things the questions measure is not said: {result.reason}."
    return f"{MEASURED[result.verdict]} ({counted(result.n, 'person', 'people')})."


@explain.register
def _(result: Choice) -> str:
    if result.score is Score.MODEL:
        return f"Scores by the model may be used; nothing speaks against it ({result.n:,} people)."
    return f"Use the sum score: {'; '.join(result.reasons)} ({result.n:,} people)."


def explain_score(score: Estimate) -> str:
    """What a person's score on θ says: where, how surely, by how many answers."""
    if score.estimate is None:
        return f"There is no score: the person {score.reason}."
    return (
        f"The score is {_side(score.estimate)}, {surely(score.interval, score.level)} standard "
        f"deviations from it ({counted(score.n, 'answer')})."
    )


def explain_reliability(reliability: Estimate) -> str:
    """How much of the differences between scores is no error."""
    if reliability.estimate is None:
        return f"How reliable the scores are is not said: {reliability.reason}."
    return (
        f"How much of the differences between scores is real (1 is all of it): {_of(reliability)} "
        f"({counted(reliability.n, 'person', 'people')})."
    )


def _of(estimate: Estimate) -> str:
    """A number and how sure it is."""
    value = 0.0 if estimate.estimate is None else estimate.estimate
    return f"{digits(value)}, {surely(estimate.interval, estimate.level)}"


def _share(share: float) -> str:
    return f"{share:.0%}"


def _shares(estimate: Estimate) -> str:
    if estimate.interval is None:
        return ""
    low, high = estimate.interval
    return f", {how_surely(estimate.level)} {_share(low)} to {_share(high)}"


def _side(place: float) -> str:
    shown = digits(abs(place))
    if float(shown) == 0:
        return "the average"
    return f"{shown} standard deviations {'above' if place > 0 else 'below'} the average"


def _p(p: float) -> str:
    return "below 0.01" if p < 0.01 else f"{p:.2f}"
