"""What stands out in one person's results, in sentences: strengths first. Pure."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from assess import language
from assess.instruments.assessment import Assessment, Method, Scale
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science import scale_words, scoring
from assess.science.scoring import ScaleScore
from reports import leader_wording
from reports.self_evaluation import ScaleFacts

Ranked: TypeAlias = list[tuple[Scale, ScaleScore]]
"""Scales with their scores, highest first."""

TOO_LITTLE = N_("Too few questions were answered to say what stands out.")

NOTHING = N_(
    "No area stands out from the others: the differences between your results are no larger than "
    "chance can make them."
)

ONLY_ONE = N_("One area has a result, so there is nothing to set it beside.")

OWN_VIEW = N_("All of this is how you see yourself; the bands show how far chance can move it.")


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
        return _("Your results")
    top, foot = order[0][0].title, order[-1][0].title
    if len(order) == 1:
        return _("“%(area)s” is the only area with a result to set beside others.", area=top)
    if stand_apart(order):
        return _("“%(top)s” stands above “%(foot)s”; see the bands.", top=top, foot=foot)
    return _("No area stands out from the others by more than chance.")


def summary(
    order: Ranked, scales: Mapping[str, ScaleFacts], pairs: Sequence[Ranked] = ()
) -> tuple[str, ...]:
    """Strengths first, then growth, then choices between sides, then how sure.

    At most five sentences, where the questions have one set of sides at most.
    """
    told = [_two_sided(one) for one in pairs]
    if not order:
        return (*told, _(OWN_VIEW)) if told else (_(TOO_LITTLE),)
    (top, high), (foot, low) = order[0], order[-1]
    step = _after_colon(foot.report.steps[0])
    if stand_apart(order):
        sentences = [
            _(
                "Most often you see yourself do what belongs to “%(area)s” "
                "(%(result)s)%(example)s.",
                area=top.title,
                result=_shown(high),
                example=_for_example(scales[top.id]),
            ),
            _(
                "Least often you see yourself do what belongs to “%(area)s” (%(result)s).",
                area=foot.title,
                result=_shown(low),
            ),
            _(
                "A step to choose from “%(area)s”, if you do not take it already: %(step)s",
                area=foot.title,
                step=step,
            ),
        ]
    else:
        sentences = [
            _(NOTHING if len(order) > 1 else ONLY_ONE),
            *_example(scales[top.id]),
            _(
                "If you want one place to start, a step from “%(area)s”: %(step)s",
                area=foot.title,
                step=step,
            ),
        ]
    return (*sentences, *told, _(OWN_VIEW))


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
    said = one.most[0]
    return [
        _(
            "For example, you answered “%(answer)s” to: “%(text)s”",
            answer=said.answer,
            text=said.text,
        )
    ]


def _for_example(one: ScaleFacts) -> str:
    """The same within a sentence."""
    if not one.most:
        return ""
    said = one.most[0]
    text = said.text.rstrip(".")
    return _(", for example: “%(text)s” (%(answer)s)", text=text, answer=said.answer)


def _after_colon(text: str) -> str:
    """A sentence that goes on after a colon, in English in small letters.

    “I” and abbreviations keep their capitals there, too.
    """
    is_english = language.spoken() == language.ENGLISH
    is_capital = not is_english or text[:2] == "I " or text[1:2].isupper()
    return text if is_capital else text[:1].lower() + text[1:]
