"""What stands out in one person's results, in sentences: strengths first. Pure."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from assess.instruments.assessment import Assessment, Method, Scale
from assess.science import scale_words, scoring
from assess.science.scoring import ScaleScore
from reports import leader_wording
from reports.self_evaluation import ScaleFacts

Ranked: TypeAlias = list[tuple[Scale, ScaleScore]]
"""Scales with their scores, highest first."""

TOO_LITTLE = "Too few questions were answered to say what stands out."

NOTHING = (
    "No area stands out from the others: the differences between your results are no larger than "
    "chance can make them."
)

ONLY_ONE = "One area has a result, so there is nothing to set it beside."

OWN_VIEW = "All of this is how you see yourself; the bands show how far chance can move it."


def ranked(assessment: Assessment, found: Mapping[str, ScaleScore]) -> Ranked:
    """Scales of one person that may be set side by side: means, none of them part of another.

    What is not comparable asks other questions about another setting: it takes no part.
    """
    own = [scale for scale in assessment.scales if scale.id in found]
    return sorted(
        (
            (scale, found[scale.id])
            for scale in own
            if scale.method is Method.MEAN
            and not scale.includes
            and scale.comparable
            and found[scale.id].value is not None
        ),
        key=lambda pair: -(pair[1].value or 0),
    )


def sides(assessment: Assessment, found: Mapping[str, ScaleScore]) -> list[Ranked]:
    """Scales on which the same choices count, set by set; none of a set where one has no result.

    The errors of such scales hang together, so no test says whether they differ.
    """
    by_items: dict[tuple[str, ...], Ranked] = {}
    for scale in assessment.scales:
        if scale.method is Method.POINTS and scale.id in found:
            items = tuple(item.id for item in assessment.items_of(scale))
            by_items.setdefault(items, []).append((scale, found[scale.id]))
    return [
        one
        for one in by_items.values()
        if len(one) > 1 and all(score.value is not None for _scale, score in one)
    ]


def stand_apart(order: Ranked) -> bool:
    """Whether the highest and the lowest lie further apart than chance alone explains.

    `order` is that of `ranked`; the more scales, the further apart they must lie.
    """
    return len(order) > 1 and scale_words.differ(order[0][1], order[-1][1], among=len(order))


def finding(order: Ranked) -> str:
    """The sentence the first chart proves, or a heading where there is nothing to prove."""
    if not order:
        return "Your results"
    if len(order) == 1:
        return f"“{order[0][0].title}” is the only area with a result to set beside others."
    if stand_apart(order):
        return f"“{order[0][0].title}” stands above “{order[-1][0].title}”; see the bands."
    return "No area stands out from the others by more than chance."


def summary(
    order: Ranked, scales: Mapping[str, ScaleFacts], pairs: Sequence[Ranked] = ()
) -> tuple[str, ...]:
    """Strengths first, then growth, then choices between sides, then how sure.

    At most five sentences, where the questions have one set of sides at most.
    """
    told = [_two_sided(one) for one in pairs]
    if not order:
        return (*told, OWN_VIEW) if told else (TOO_LITTLE,)
    (top, high), (foot, low) = order[0], order[-1]
    if stand_apart(order):
        sentences = [
            f"Most often you see yourself do what belongs to “{top.title}” ({_shown(high)})"
            f"{_for_example(scales[top.id])}.",
            f"Least often you see yourself do what belongs to “{foot.title}” ({_shown(low)}).",
            f"A step to choose from “{foot.title}”, if you do not take it already: "
            f"{_lower(foot.report.steps[0])}",
        ]
    else:
        sentences = [
            NOTHING if len(order) > 1 else ONLY_ONE,
            *_example(scales[top.id]),
            f"If you want one place to start, a step from “{foot.title}”: "
            f"{_lower(foot.report.steps[0])}",
        ]
    return (*sentences, *told, OWN_VIEW)


def _two_sided(one: Ranked) -> str:
    """How much of each side somebody's choices show."""
    return leader_wording.two_sides(
        [
            (
                leader_wording.AMOUNTS[scoring.height(scale.method, score.value)],
                scale.title,
                scale_words.shown(score.value, scale.method),
            )
            for scale, score in one
            if score.value is not None
        ]
    )


def choices(
    order: Ranked, scales: Mapping[str, ScaleFacts]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Statements of the two highest scales, and first steps of the lowest one.

    `scales` are the facts of each scale by its id. Both are empty without a single result.
    """
    strengths = [said.text for scale, _score in order[:2] for said in scales[scale.id].most[:2]]
    return tuple(strengths), order[-1][0].report.steps if order else ()


def _shown(score: ScaleScore) -> str:
    assert score.value is not None
    digits = scale_words.shown(score.value, Method.MEAN)
    return f"{digits}, {scale_words.often(score.value)}"


def _example(one: ScaleFacts) -> list[str]:
    if not one.most:
        return []
    return [f"For example, you answered “{one.most[0].answer}” to: “{one.most[0].text}”"]


def _for_example(one: ScaleFacts) -> str:
    """The same within a sentence."""
    if not one.most:
        return ""
    said = one.most[0]
    return f", for example: “{said.text.rstrip('.')}” ({said.answer})"


def _lower(text: str) -> str:
    """A sentence that goes on after a colon; “I” and abbreviations keep their capitals."""
    is_capital = text[:2] == "I " or text[1:2].isupper()
    return text if is_capital else text[:1].lower() + text[1:]
