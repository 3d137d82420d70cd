"""An assessment as its author reads it over: the words, the order, what counts towards what."""

import textwrap
from collections.abc import Iterator, Sequence

from assess.instruments.assessment import Assessment, Section
from assess.instruments.items.base import Condition, Item
from assess.instruments.items.choices import (
    Choice,
    Choosing,
    Multiple,
    Option,
    Response,
    Statement,
)
from assess.instruments.items.levels import Agreement, Frequency, Levelled, Rating
from assess.instruments.items.open import Number, plain
from assess.text import counted

WIDTH = 96


def text(assessment: Assessment) -> str:
    """The whole assessment as plain text."""
    limit = assessment.time_limit
    head = [
        f"{assessment.title} ({assessment.ref})",
        f"{counted(len(assessment.questions), 'question')}, "
        f"about {counted(assessment.minutes, 'minute')}, made for {assessment.use}",
        *([f"Closed after {counted(limit, 'minute')}"] if limit else []),
        "",
        *_wrapped(assessment.introduction),
    ]
    if assessment.practice:
        head += ["", "== To try out; it counts for nothing", *_item(assessment.practice)]
    sections = [line for section in assessment.sections for line in _section(section)]
    return "\n".join([*head, *sections, "", *_scales(assessment)]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"== {section.title}{' (in an order of chance)' if section.shuffle else ''}")
    if section.introduction:
        yield from _wrapped(section.introduction)
    for item in section.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    yield from ("", *_wrapped(item.text), *_wrapped(item.hint or "", "    "))
    yield f"    [{item.id}: {', '.join(_notes(item))}]"
    for level, word in enumerate(_levels(item), start=1):
        yield from _wrapped(f"{level}. {word}", "    ")
    if isinstance(item, Choosing):
        for option in item.options:
            yield from _wrapped(f"- {option.text}{_worth(option)}", "    ")


def _levels(item: Item) -> Sequence[str]:
    """The words of the five answers, of an item that has five."""
    if isinstance(item, Rating):
        return item.anchors
    return item.words if isinstance(item, Agreement | Frequency) else ()


def _notes(item: Item) -> Iterator[str]:
    """What the author said of an item and nobody reads who answers."""
    yield getattr(item, "type", "")
    yield from sorted(item.scales)
    if isinstance(item, Levelled) and item.reverse:
        yield "reversed"
    if isinstance(item, Levelled) and item.attention:
        yield f"attention: {item.attention}"
    if isinstance(item, Number):
        yield f"{plain(item.lowest)} to {plain(item.highest)} {item.unit}".strip()
    if isinstance(item, Choosing) and item.shuffle:
        yield "answers in an order of chance"
    if isinstance(item, Multiple) and item.at_most:
        yield f"{item.at_most} at most"
    if isinstance(item, Multiple) and item.at_least:
        yield f"{item.at_least} at least"
    if item.needed:
        yield "must be answered"
    if item.show_if:
        yield _condition(item.show_if)


def _worth(option: Choice) -> str:
    """What choosing an option counts for."""
    if isinstance(option, Response):
        return f" [{option.key:g}]"
    if isinstance(option, Statement) and option.scale:
        return f" [{option.scale}]"
    if isinstance(option, Option) and option.points:
        worth = ", ".join(f"{scale} {points:g}" for scale, points in option.points.items())
        return f" [{worth}]"
    return ""


def _condition(condition: Condition) -> str:
    if condition.one_of is not None:
        return f"shown if {condition.item} is {' or '.join(condition.one_of)}"
    if condition.at_least is not None:
        return f"shown if {condition.item} is {condition.at_least} or more"
    return f"shown if {condition.item} is {condition.at_most} or less"


def _scales(assessment: Assessment) -> Iterator[str]:
    yield "== Scales"
    for scale in assessment.scales:
        items = ", ".join(item.id for item in assessment.items_of(scale))
        yield ""
        yield f"{scale.title} ({scale.id}), {scale.method}, up to {scale.max_missing} unanswered"
        yield from _wrapped(items, "    ")


def _wrapped(words: str, indent: str = "") -> list[str]:
    return [
        line
        for part in words.split("\n")
        for line in textwrap.wrap(
            part,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}  " if indent else "",
            break_on_hyphens=False,
        )
    ]
