"""What stands out in one person's results, in sentences: strengths first. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assess import language
from assess.instruments.assessment import Assessment, Method, Scale
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.scores import scoring
from assess.science.scores import words as scale_words
from assess.science.scores.scoring import ScaleScore
from reports import leader_wording
from reports.leader_facts import ScaleFacts
from reports.wording import listed

Ranked: TypeAlias = list[tuple[Scale, ScaleScore]]
"""Scales with their scores, highest first."""

TOO_LITTLE = N_("Too few questions were answered to say what stands out.")

NOTHING = N_(
    "No area stands out from the others: the differences between your results are no larger than "
    "chance can make them."
)

ONLY_ONE = N_("One area has a result, so there is nothing to set it beside.")

OWN_VIEW = N_("All of this is how you see yourself; the bands show how far chance can move it.")


@dataclass(frozen=True)
class Ends:
    """Areas that stand apart, highest first, and those that could belong to either side.

    Each of `highest` lies above the lowest of all by more than chance, and below the highest
    of all by no more than that; `lowest` the other way round. `between` is told apart from
    neither end.
    """

    highest: Ranked
    lowest: Ranked
    between: Ranked


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


REASONS = {
    Method.POINTS: leader_wording.SIDES,
    Method.CREDIT: leader_wording.KEYED,
    Method.IPSATIVE: leader_wording.COMPARED,
}
"""Why scales of a method are set beside no others."""


def left_out(assessment: Assessment, found: Mapping[str, ScaleScore]) -> tuple[str, ...]:
    """Results that `ranked` passes over, each kind of them with the reason."""
    taken = {scale.id for scale, _score in ranked(assessment, found)}
    named: dict[str, list[str]] = {}
    for scale in assessment.scales:
        has_result = scale.id in found and found[scale.id].value is not None
        if has_result and scale.id not in taken:
            named.setdefault(_reason(scale), []).append(scale.title)
    return tuple(_(reason, areas=_quoted(titles)) for reason, titles in named.items())


def _reason(scale: Scale) -> str:
    if scale.method is not Method.MEAN:
        return REASONS[scale.method]
    return leader_wording.PARTS if scale.includes else leader_wording.SETTINGS


def stand_apart(order: Ranked) -> bool:
    """Whether the highest and the lowest lie further apart than chance alone explains.

    `order` is that of `ranked`; the more scales, the further apart they must lie.
    """
    return len(order) > 1 and _differ(order, order[0], order[-1])


def ends(order: Ranked) -> Ends:
    """Which areas cannot be told apart from the highest, and which not from the lowest.

    `order` is that of `ranked`, and its ends must stand apart.
    """
    below_top = [_differ(order, order[0], one) for one in order]
    above_foot = [_differ(order, one, order[-1]) for one in order]
    sides = [*zip(order, below_top, above_foot, strict=True)]
    return Ends(
        highest=[one for one, is_below, is_above in sides if is_above and not is_below],
        lowest=[one for one, is_below, is_above in sides if is_below and not is_above],
        between=[one for one, is_below, is_above in sides if not is_below and not is_above],
    )


def _differ(order: Ranked, one: tuple[Scale, ScaleScore], other: tuple[Scale, ScaleScore]) -> bool:
    return scale_words.differ(one[1], other[1], among=len(order))


def finding(order: Ranked) -> str:
    """The sentence the first chart proves, or a heading where there is nothing to prove."""
    if not order:
        return _("Your results")
    if len(order) == 1:
        area = order[0][0].title
        return _("“%(area)s” is the only area with a result to set beside others.", area=area)
    if not stand_apart(order):
        return _("No area stands out from the others by more than chance.")
    found = ends(order)
    if len(found.highest) == len(found.lowest) == 1:
        top, foot = order[0][0].title, order[-1][0].title
        return _("“%(top)s” stands above “%(foot)s”; see the bands.", top=top, foot=foot)
    return _(
        "Highest: %(top)s. Lowest: %(foot)s. See the bands.",
        top=_named(found.highest),
        foot=_named(found.lowest),
    )


def summary(
    order: Ranked, scales: Mapping[str, ScaleFacts], pairs: Sequence[Ranked] = ()
) -> tuple[str, ...]:
    """Strengths first, then growth, then choices between sides, then how sure.

    At most five sentences, where the questions have one set of sides at most.
    """
    told = [_two_sided(one) for one in pairs]
    if not order:
        return (*told, _(OWN_VIEW)) if told else (_(TOO_LITTLE),)
    if stand_apart(order):
        return (*_standing_apart(ends(order), scales), *told, _(OWN_VIEW))
    (top, _high), (foot, _low) = order[0], order[-1]
    sentences = [
        _(NOTHING if len(order) > 1 else ONLY_ONE),
        *_example(scales[top.id]),
        _(
            "If you want one place to start, a step from “%(area)s”: %(step)s",
            area=foot.title,
            step=_after_colon(foot.report.steps[0]),
        ),
    ]
    return (*sentences, *told, _(OWN_VIEW))


def _standing_apart(found: Ends, scales: Mapping[str, ScaleFacts]) -> list[str]:
    """Both ends, each with all areas that chance cannot tell apart there, and a step."""
    return [_most_often(found.highest, scales), _least_often(found), _a_step(found.lowest)]


def _most_often(highest: Ranked, scales: Mapping[str, ScaleFacts]) -> str:
    (top, high), *others = highest
    example = _for_example(scales[top.id])
    if others:
        return _(
            "Most often you see yourself do what belongs to %(areas)s%(example)s. Which of them "
            "comes first cannot be told.",
            areas=_with_results(highest),
            example=example,
        )
    return _(
        "Most often you see yourself do what belongs to “%(area)s” (%(result)s)%(example)s.",
        area=top.title,
        result=_shown(high),
        example=example,
    )


def _least_often(found: Ends) -> str:
    """The low end, and what chance tells apart from neither end."""
    (foot, low), *others = found.lowest
    if others:
        said = _(
            "Least often you see yourself do what belongs to %(areas)s. Which of them comes last "
            "cannot be told.",
            areas=_with_results(found.lowest),
        )
    else:
        said = _(
            "Least often you see yourself do what belongs to “%(area)s” (%(result)s).",
            area=foot.title,
            result=_shown(low),
        )
    return f"{said} {_either(found.between)}".rstrip()


def _either(between: Ranked) -> str:
    return _("Could belong to either end: %(areas)s.", areas=_named(between)) if between else ""


def _a_step(lowest: Ranked) -> str:
    foot = lowest[-1][0]
    step = _after_colon(foot.report.steps[0])
    if len(lowest) > 1:
        return _(
            "Choose yourself which of these to begin with; a step from “%(area)s”, if you do not "
            "take it already: %(step)s",
            area=foot.title,
            step=step,
        )
    return _(
        "A step to choose from “%(area)s”, if you do not take it already: %(step)s",
        area=foot.title,
        step=step,
    )


def _named(some: Ranked) -> str:
    return _quoted([scale.title for scale, _score in some])


def _quoted(titles: Sequence[str]) -> str:
    return listed([_("“%(part)s”", part=title) for title in titles])


def _with_results(some: Ranked) -> str:
    return listed(
        [
            _("“%(area)s” (%(result)s)", area=scale.title, result=_shown(score))
            for scale, score in some
        ]
    )


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


def choices(order: Ranked, scales: Mapping[str, ScaleFacts]) -> tuple[list[str], list[str]]:
    """Statements of the highest scales, two at least, and first steps of the lowest ones.

    `scales` are the facts of each scale by its id. Of many scales there is less from each, so
    that it stays a list to choose from. Both are empty without a single result.
    """
    highest, lowest = order[:2], order[-1:]
    if stand_apart(order):
        found = ends(order)
        highest = found.highest if len(found.highest) > 1 else highest
        lowest = found.lowest
    each = 2 if len(highest) <= 2 else 1
    strengths = [said.text for scale, _score in highest for said in scales[scale.id].most[:each]]
    most = {1: None, 2: 2}.get(len(lowest), 1)
    steps = [step for scale, _score in reversed(lowest) for step in scale.report.steps[:most]]
    return strengths, steps


def growth_area(order: Ranked) -> str:
    """The areas `choices` takes its steps from, by name; empty where there are none."""
    lowest = ends(order).lowest if stand_apart(order) else order[-1:]
    return _named([*reversed(lowest)])


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
