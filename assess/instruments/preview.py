"""An assessment as its author reads it over: the words, the order, what counts towards what."""

import textwrap
from collections.abc import Iterator

from assess.instruments.assessment import Assessment, Section
from assess.instruments.items.base import Condition, Item
from assess.instruments.items.choices import Choosing
from assess.instruments.items.levels import Levelled, Rating

WIDTH = 96


def text(assessment: Assessment) -> str:
    """The whole assessment as plain text."""
    head = [
        f"{assessment.title} ({assessment.ref})",
        f"{len(assessment.questions)} questions, about {assessment.minutes} minutes, "
        f"made for {assessment.use}",
        "",
        *_wrapped(assessment.introduction),
    ]
    sections = [line for section in assessment.sections for line in _section(section)]
    return "\n".join([*head, *sections, "", *_scales(assessment)]) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"== {section.title}{' (in an order of chance)' if section.shuffle else ''}")
    if section.introduction:
        yield from _wrapped(section.introduction)
    for item in section.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    notes = [getattr(item, "type", ""), *sorted(item.scales)]
    if isinstance(item, Levelled) and item.reverse:
        notes.append("reversed")
    if isinstance(item, Levelled) and item.attention:
        notes.append(f"attention: {item.attention}")
    if item.needed:
        notes.append("must be answered")
    if item.show_if:
        notes.append(_condition(item.show_if))
    yield from ("", *_wrapped(item.text), f"    [{item.id}: {', '.join(notes)}]")
    if isinstance(item, Rating):
        for level, anchor in enumerate(item.anchors, start=1):
            yield from _wrapped(f"{level}. {anchor}", "    ")
    if isinstance(item, Choosing):
        for option in item.options:
            worth = getattr(option, "points", None) or getattr(option, "key", None)
            yield from _wrapped(f"- {option.text}{f' [{worth}]' if worth else ''}", "    ")


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
            part, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else ""
        )
    ]
