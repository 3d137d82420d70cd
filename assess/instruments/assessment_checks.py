"""What an assessment and its translations must mean, beyond having the right shape."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from assess.instruments.assessment import FITTING, Assessment, Method, Scale, Translation, Use
from assess.instruments.checks import Found, Where, placed, protected, twice, wording
from assess.instruments.items.base import Condition, Item
from assess.instruments.items.choices import Choosing, Judgement, Multiple, Single
from assess.instruments.items.levels import Levelled
from assess.instruments.items.open import Number
from assess.instruments.parts import LEVELS, Instrument

FEWEST_ITEMS = 3
"""Per scale: fewer cannot say how surely they measure."""

LONGEST_GAP = 60

FEWEST_IN_NORM = 30
"""People in a sample: fewer say nothing about where a score stands; as `science.norms`."""

LONGEST_NORM = timedelta(days=20 * 365.25)
"""From the day a sample was complete; norms of 20 years are inadequate by the EFPA review model."""

LEAST_SPREAD = 1.0
"""Between the keys of the best and the worst response to a situation."""

_GAP = re.compile(r"\[[^\[\]]*\]")
"""What an imported draft leaves to its author stands in square brackets."""

_Placed = Sequence[tuple[Where, Item]]

RESERVED = frozenset({"csrf_token", "from", "move", "seen", "tab", "then", "turn", "wish"})
"""Names of fields that the pages around a question send themselves."""


def problems(assessment: Assessment, *, lines: Mapping[Where, int] | None = None) -> list[str]:
    """Sentences saying what is wrong with the meaning of an assessment, each with its line."""
    items: _Placed = [
        (("sections", s, "items", n), item)
        for s, section in enumerate(assessment.sections)
        for n, item in enumerate(section.items)
    ]
    found = [
        *wording(assessment),
        *_gaps(assessment),
        *_ids(assessment, items),
        *_practice(assessment),
        *_limit(assessment),
        *_conditions(assessment, items),
        *_scales(assessment),
    ]
    for where, item in items:
        found += _item(assessment, where, item)
    return placed(found, lines)


def translation_problems(
    translation: Translation,
    assessment: Assessment,
    *,
    lines: Mapping[Where, int] | None = None,
) -> list[str]:
    """Texts to be written, and texts a translation has and the assessment does not.

    What is left out is no problem: it is shown in English.
    """
    known = assessment.texts()
    strange: Found = (
        (("texts", key), f"{assessment.ref} has no text ‘{key}’")
        for key in translation.texts
        if key not in known
    )
    return placed([*_gaps(translation), *strange], lines)


def _gaps(instrument: Instrument) -> Found:
    for where, text in _texts(instrument.model_dump(mode="json"), ()):
        for gap in _GAP.findall(text):
            shown = gap if len(gap) <= LONGEST_GAP else f"{gap[:LONGEST_GAP]}…"
            yield where, f"fill in ‘{shown}’: square brackets mean that a text is to be written"


def _texts(value: object, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, (*where, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _texts(one, (*where, number))


def _ids(assessment: Assessment, items: _Placed) -> Found:
    if assessment.practice:
        items = [(("practice",), assessment.practice), *items]
    yield from twice("item", [((*where, "id"), item.id) for where, item in items])
    for where, item in items:
        if item.id in RESERVED:
            yield (*where, "id"), f"‘{item.id}’ is a name of the page itself; choose another id"
    yield from twice(
        "section", [(("sections", n, "id"), one.id) for n, one in enumerate(assessment.sections)]
    )
    yield from twice(
        "scale", [(("scales", n, "id"), one.id) for n, one in enumerate(assessment.scales)]
    )
    for where, item in items:
        if isinstance(item, Choosing):
            places = [((*where, "options", n), one) for n, one in enumerate(item.option_ids)]
            yield from twice(f"item {item.id}: option", places)


def _limit(assessment: Assessment) -> Found:
    limit = assessment.time_limit
    if limit is not None and limit < assessment.minutes:
        yield (
            ("time_limit",),
            f"it closes after {limit} minutes and takes most people {assessment.minutes}; give "
            f"{assessment.minutes} or more, or correct ‘minutes’",
        )


def _practice(assessment: Assessment) -> Found:
    item = assessment.practice
    if item and item.show_if:
        yield ("practice", "show_if"), "the practice item comes first and can depend on no answer"
    if item and assessment.use is Use.HIRING:
        yield from _asked(("practice",), item)


def _asked(where: Where, item: Item) -> Found:
    """What an item or one of its answers asks for and must not."""
    for key, text in item.texts().items():
        part, _, name = key.partition(".")
        place: Where = (*where, part)
        if isinstance(item, Choosing) and name:
            place = (*place, item.option_ids.index(name))
        elif name:
            place = (*place, int(name) - 1)
        yield from protected(place, f"item {item.id}", text)


def _item(assessment: Assessment, where: Where, item: Item) -> Found:
    scales = {scale.id: scale for scale in assessment.scales}
    for name in sorted(item.scales):
        scale = scales.get(name)
        if scale is None:
            yield where, f"item {item.id}: there is no scale ‘{name}’"
        elif not isinstance(item, FITTING[scale.method]):
            yield where, f"item {item.id}: ‘{name}’ is scored by {scale.method}, this type is not"
    if item.scales and item.practice is None:
        yield where, f"item {item.id} is scored; say under ‘practice’ what of the source it covers"
    if assessment.use is Use.HIRING:
        yield from _asked(where, item)
    if isinstance(item, Levelled) and item.attention and item.scale:
        yield where, f"item {item.id} tests attention and cannot count towards a scale as well"
    yield from _unanswerable(where, item)
    yield from _key(where, item)


def _unanswerable(where: Where, item: Item) -> Found:
    if item.needed and not item.is_question:
        yield (*where, "needed"), f"item {item.id} asks nothing; leave out ‘needed’"
    if isinstance(item, Number):
        lowest = math.ceil(item.lowest) if item.whole else item.lowest
        if lowest > item.highest:
            yield (*where, "lowest"), f"item {item.id}: no number fits ‘lowest’ and ‘highest’"
    if isinstance(item, Multiple) and (item.at_most or 0) > len(item.options):
        yield (*where, "at_most"), f"item {item.id} has {len(item.options)} options, not so many"
    if isinstance(item, Multiple) and item.at_least is not None:
        most = min(len(item.options), item.at_most or len(item.options))
        if item.at_least > most:
            yield (*where, "at_least"), f"item {item.id}: nobody can choose more than {most}"


def _key(where: Where, item: Item) -> Found:
    """What a scoring key says of every option, and of none where nothing is scored."""
    if isinstance(item, Judgement):
        keys = sorted(option.key for option in item.options)
        if keys[-1] - keys[0] < LEAST_SPREAD:
            yield where, f"item {item.id}: best and worst key are less than a level apart"
        if keys[0] == keys[1] or keys[-1] == keys[-2]:
            yield where, f"item {item.id}: two responses share the best or the worst key"
    if isinstance(item, Single):
        for number, option in enumerate(item.options):
            for name in sorted(item.scales - option.points.keys()):
                yield (
                    (*where, "options", number),
                    f"item {item.id}: say what option {option.id} is worth on ‘{name}’",
                )
    if isinstance(item, Multiple):
        for number, option in enumerate(item.options):
            if option.points:
                yield (
                    (*where, "options", number),
                    f"item {item.id}: several answers are not scored; leave out ‘points’",
                )


def _scales(assessment: Assessment) -> Found:
    known = {scale.id: scale for scale in assessment.scales}
    for number, scale in enumerate(assessment.scales):
        place: Where = ("scales", number)
        for name in scale.includes:
            if name not in known or name == scale.id:
                yield place, f"scale ‘{scale.id}’ includes ‘{name}’, which is no other scale"
            elif known[name].method is not scale.method:
                yield place, f"scale ‘{scale.id}’ includes ‘{name}’, which is scored differently"
            elif known[name].includes:
                yield place, f"scale ‘{scale.id}’ includes ‘{name}’; name what that includes"
        items = assessment.items_of(scale)
        if len(items) < FEWEST_ITEMS:
            yield place, f"scale ‘{scale.id}’ has {len(items)} items; write {FEWEST_ITEMS} or more"
        if scale.max_missing >= max(1, len(items)):
            yield (
                (*place, "max_missing"),
                f"scale ‘{scale.id}’ would have a value with nothing answered",
            )
        yield from _orphans(place, scale, items)
        yield from _norms(place, scale)
        if not scale.comparable and scale.caution is None:
            yield place, f"scale ‘{scale.id}’ is not comparable; say why under ‘caution’"
        if scale.method is Method.IPSATIVE and scale.comparable:
            yield (
                place,
                f"scale ‘{scale.id}’ compares one person's answers with each other; set "
                "‘comparable’ to false",
            )


def _norms(place: Where, scale: Scale) -> Found:
    """Samples nothing can be compared with."""
    names = [((*place, "norms", n, "name"), norm.name) for n, norm in enumerate(scale.norms)]
    yield from twice(f"scale ‘{scale.id}’: norm", names)
    if scale.norms and not scale.comparable:
        yield (*place, "norms"), f"scale ‘{scale.id}’ is not comparable; leave out ‘norms’"
    low, high = (0, 1) if scale.method is Method.CREDIT else (LEVELS[0], LEVELS[-1])
    for number, norm in enumerate(scale.norms):
        where: Where = (*place, "norms", number)
        if norm.n < FEWEST_IN_NORM:
            yield (*where, "n"), f"norm ‘{norm.name}’ has {norm.n} people; {FEWEST_IN_NORM} or more"
        if not norm.collected < norm.expires < norm.collected + LONGEST_NORM:
            yield (
                (*where, "expires"),
                f"norm ‘{norm.name}’: its last day is after the day its sample was complete and "
                "less than 20 years later",
            )
        if not low < norm.mean < high:
            yield (*where, "mean"), f"norm ‘{norm.name}’: a mean lies between {low} and {high}"
        elif norm.sd > (high - low) / 2:
            yield (*where, "sd"), f"norm ‘{norm.name}’: no spread from {low} to {high} is as large"


def _orphans(place: Where, scale: Scale, items: list[Item]) -> Found:
    """A branch that can leave a scale without the answers it needs."""
    conditions = {item.show_if for item in items}
    hidden = [item for item in items if item.show_if]
    if len(conditions) > 1 and len(hidden) > scale.max_missing:
        names = ", ".join(item.id for item in hidden)
        yield (
            place,
            f"scale ‘{scale.id}’ tolerates {scale.max_missing} unanswered items, but {names} can "
            "stay hidden",
        )


def _conditions(assessment: Assessment, items: _Placed) -> Found:
    before: dict[str, Item] = {}
    unreachable: set[str] = set()
    section_of = {item.id: section for section in assessment.sections for item in section.items}
    for where, item in items:
        condition = item.show_if
        if condition is not None:
            asked = before.get(condition.item)
            fault = _fault(condition, asked)
            if asked is not None and not fault:
                section = section_of[item.id]
                if section.shuffle and section is section_of[asked.id]:
                    fault = f"may come before ‘{asked.id}’: their section is shuffled"
                elif asked.id in unreachable:
                    fault = f"can never be shown, since ‘{asked.id}’ never is"
            if fault:
                unreachable.add(item.id)
                yield (*where, "show_if"), f"item {item.id} {fault}"
        before[item.id] = item


def _fault(condition: Condition, asked: Item | None) -> str:
    """Why a condition can never hold, or cannot be tested; empty when it can."""
    if asked is None:
        return f"depends on ‘{condition.item}’, which is no earlier item"
    if condition.one_of is not None:
        if not isinstance(asked, Single | Multiple):
            return f"asks ‘{asked.id}’ for one of its options, and it has none"
        foreign = [one for one in condition.one_of if one not in asked.option_ids]
        return f"waits for ‘{foreign[0]}’, which ‘{asked.id}’ does not offer" if foreign else ""
    if isinstance(asked, Levelled):
        low, high = float(LEVELS[0]), float(LEVELS[-1])
    elif isinstance(asked, Number):
        low, high = asked.lowest, asked.highest
    else:
        return f"asks ‘{asked.id}’ how much it is, and its answer is no number"
    at_least = low if condition.at_least is None else condition.at_least
    at_most = high if condition.at_most is None else condition.at_most
    if at_least > high or at_most < low:
        return f"can never be shown: ‘{asked.id}’ has answers from {low:g} to {high:g}"
    return ""
