"""What readers of foreign surveys share: a draft in our format, and what it leaves out."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from assess.instruments import loader
from assess.instruments.foreign import (
    FEWEST_OPTIONS,
    LONGEST_LINE,
    MOST_OPTIONS,
    Pairs,
    Simple,
    anchors,
    named,
    options,
    plain,
    shown_if,
    unique,
)
from assess.text import counted

MAX_BYTES = 5_000_000
MAX_DEPTH = 50

LONGEST_TEXT = 2000
MOST_SECTIONS = 24
LOWEST, HIGHEST = 0, 1_000_000
LEVELLED = ("agreement", "rating")
SCORABLE = ("single", "ranking")

_LOST = re.compile(r"<(img|a|video|audio|iframe|table|script|object|svg)\b", re.IGNORECASE)
_PIPED = re.compile(r"\{[^{}\s][^{}]{0,200}\}")


class ImportRefused(ValueError):
    """A file that is no survey we can read; the text says why."""


def checked(data: bytes | str) -> bytes | str:
    """What was sent, if it is not too large and not empty. Raises `ImportRefused`."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(f"This file has more than {MAX_BYTES:,} bytes; split the survey.")
    if not data.strip():
        raise ImportRefused("This file is empty.")
    return data


@dataclass(frozen=True)
class Imported:
    """A draft of an assessment file, and a sentence for each thing it leaves out."""

    yaml: str
    unmapped: tuple[str, ...]


@dataclass
class _Section:
    id: str
    title: str
    introduction: str
    shuffle: bool
    has_title: bool
    items: list[dict[str, Any]] = field(default_factory=list)
    batteries: list[tuple[str, int]] = field(default_factory=list)


class Draft:
    """What was carried over so far, and what was not."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.unmapped: list[str] = []
        self.sections: list[_Section] = []
        self._ids: dict[str, dict[str, int]] = {"item": {}, "section": {}}
        self._asked: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}

    def say(self, sentence: str) -> None:
        """Note what was not carried over, or not as it was."""
        self.unmapped.append(named(sentence, 400))

    def drop(self, place: str, *things: str) -> None:
        """Note things of one place that were not carried over."""
        for thing in things:
            self.say(f"{place}: left out {thing}.")

    def text(self, raw: object, place: str, longest: int = LONGEST_TEXT) -> str:
        """A text of the source as ours are: no HTML, nothing unseen, not too long."""
        source = raw if isinstance(raw, str) else ""
        found = plain(source) if longest > LONGEST_LINE else " ".join(plain(source).split())
        lost = sorted({tag.lower() for tag in _LOST.findall(source)})
        if lost:
            self.drop(place, f"HTML in a text ({', '.join(lost)})")
        for piped in dict.fromkeys(_PIPED.findall(found)):
            self.say(f"{place}: ‘{named(piped)}’ stays as it is written; nothing fills it in.")
        return self.fitting(found, place, longest)

    def fitting(self, text: str, place: str, longest: int = LONGEST_TEXT) -> str:
        """A text that is not too long."""
        if len(text) <= longest:
            return text
        self.say(f"{place}: a text was cut to {longest:,} characters.")
        return text[: longest - 1].rstrip() + "…"

    def unscored(self, place: str, low: float, high: float) -> None:
        """Note points that are no five levels, so that no scale can be scored from them."""
        self.say(
            f"{place}: its points became a number from {low:g} to {high:g}, which counts towards "
            "no scale; scales are scored from five levels."
        )

    def section(self, name: str, title: str, introduction: str, *, shuffle: bool) -> None:
        """Begin a section; items are added to the last one."""
        section_id = unique(name, "section", self._ids["section"])
        shown = title or named(name) or f"Section {len(self.sections) + 1}"
        self.sections.append(
            _Section(section_id, shown, introduction, shuffle, bool(title or not name))
        )

    def add(
        self, name: str, type_: str, text: str, answers: dict[str, Any] | None = None, **fields: Any
    ) -> dict[str, Any]:
        """Add an item. `answers` says which of ours each answer of the source is."""
        if name and name in self._asked:
            self.say(f"‘{named(name)}’ names two questions; conditions mean the first.")
        item = {
            "id": unique(name, "item", self._ids["item"]),
            "type": type_,
            "text": text or named(name) or "[Write the text of this item.]",
            **{key: value for key, value in fields.items() if value not in (None, "")},
        }
        self.sections[-1].items.append(item)
        self.alias(name, item, answers or {})
        return item

    def choice(
        self, place: str, name: str, type_: str, text: str, pairs: Pairs, **fields: Any
    ) -> dict[str, Any] | None:
        """Add an item with options, or note why there is none."""
        found = options(pairs)
        if found is None:
            self.say(
                f"{place}: was not carried over. It has {counted(len(pairs), 'answer')}, and an "
                f"item takes {FEWEST_OPTIONS} to {MOST_OPTIONS}."
            )
            return None
        answers = {} if type_ == "ranking" else found[1]
        return self.add(name, type_, text, answers, **fields, options=found[0])

    def rated(
        self, place: str, name: str, text: str, pairs: Pairs, **fields: Any
    ) -> dict[str, Any] | None:
        """Add an item with five anchors, or with options where these are no five levels."""
        found = anchors(pairs)
        if found is None:
            return self.choice(place, name, "single", text, pairs, **fields)
        return self.add(name, "rating", text, found[1], **fields, anchors=found[0])

    def alias(self, name: str, item: dict[str, Any], answers: dict[str, Any]) -> None:
        """Another name by which conditions ask for an item."""
        self._asked.setdefault(name, (item, answers))

    def battery(self, place: str, count: int) -> None:
        """Note that the last items stood in an order of chance among themselves."""
        self.sections[-1].batteries.append((place, count))

    def condition(self, place: str, said: object, test: Simple | None) -> dict[str, Any] | None:
        """When to show what follows; notes it when that cannot be said with an earlier item."""
        asked = self._asked.get(test.question) if test else None
        found = shown_if(test, *asked) if test and asked else None
        if found is None:
            condition = named(said, 120)
            self.say(f"{place}: is shown without its condition ‘{condition}’.")
        return found

    def limits(self, place: str, low: float | None, high: float | None) -> dict[str, Any]:
        """The limits of a number item, with ours where the source has none."""
        if low is not None and high is not None and low > high:
            self.drop(place, f"the limits {low:g} to {high:g}")
            low = high = None
        lowest = min(LOWEST, high or 0) if low is None else low
        highest = max(HIGHEST, lowest) if high is None else high
        if low is None or high is None:
            self.say(f"{place}: a limit is missing; the draft takes {lowest:,} to {highest:,}.")
        return {"lowest": lowest, "highest": highest}

    def imported(self, title: str, introduction: str, id_: str, **fields: Any) -> Imported:
        """The draft as a file. Raises `ImportRefused` when nothing is in it, or too much."""
        sections = self._sections()
        if not sections:
            raise ImportRefused("This survey has no question that can be carried over.")
        questions = sum(len(one.items) for one in sections)
        data = {
            "kind": "assessment",
            "id": id_ or unique(title, "survey", {}),
            "version": "1.0",
            "language": "en",
            "title": title or "[Write a title.]",
            "purpose": "[Say what this is for and how results are used.]",
            "population": "[Say for whom it was written.]",
            "source": f"Imported from {self.origin}. [Name the author and what it is built on.]",
            "licence": "[Say under which terms others may use it.]",
            "use": "development",
            "reading_level": "[Say how easy the texts are to read.]",
            "minutes": min(240, max(1, round(questions / 2))),
            **fields,
            "introduction": introduction or "[Say what people can expect.]",
            "scales": self._scales(sections),
            "sections": [_section(one) for one in sections],
        }
        return Imported(_file(data), tuple(dict.fromkeys(self.unmapped)))

    def _sections(self) -> list[_Section]:
        """The sections that hold something, in an order of chance where that is safe."""
        found = [one for one in self.sections if one.items]
        for empty in self.sections:
            if not empty.items:
                self.say(f"‘{empty.title}’ holds nothing that was carried over.")
        for rest in found[MOST_SECTIONS:]:
            self.say(f"‘{rest.title}’ was put into section {MOST_SECTIONS}, the last one allowed.")
            found[MOST_SECTIONS - 1].items += rest.items
            found[MOST_SECTIONS - 1].batteries += rest.batteries
            found[MOST_SECTIONS - 1].shuffle = False
            if rest.introduction:
                self.drop(f"‘{rest.title}’", "the introduction")
        for one in found[:MOST_SECTIONS]:
            whole = len(one.batteries) == 1 and one.batteries[0][1] == len(one.items)
            one.shuffle = one.shuffle or whole
            if not one.shuffle:
                for place, _ in one.batteries:
                    self.drop(place, "the order of chance of its rows")
            ids = {item["id"] for item in one.items}
            asked = {item["show_if"]["item"] for item in one.items if "show_if" in item}
            if one.shuffle and ids & asked:
                one.shuffle = False
                self.drop(f"‘{one.title}’", "the order of chance, which its conditions forbid")
            self._check_order(one)
            if not one.has_title:
                self.say(f"‘{one.title}’: is a name and no title; write a heading people can read.")
        return found[:MOST_SECTIONS]

    def _check_order(self, one: _Section) -> None:
        """Chance puts in order what is scored: elsewhere it would promise what nobody gets."""
        types = {item["type"] for item in one.items}
        if one.shuffle and not types & {*LEVELLED, *SCORABLE}:
            one.shuffle = False
            self.drop(f"‘{one.title}’", "the order of chance, which only scored items can have")
        elif one.shuffle and types - {*LEVELLED}:
            self.say(
                f"‘{one.title}’: items that count towards a scale have an order of chance; the "
                "others stay where they are."
            )

    def _scales(self, sections: list[_Section]) -> list[dict[str, Any]]:
        """A placeholder for each section with items of five points, which count towards it."""
        found = {}
        for one in sections:
            for item in one.items:
                if item["type"] in LEVELLED:
                    item["scale"] = one.id
                    found[one.id] = _placeholder(
                        one.id, one.title if one.has_title else "[Name the scale.]"
                    )
        if not found:
            self.say("No question has five points, so the placeholder scale has no items.")
        return [*found.values()] or [_placeholder("scale", "[Name the scale.]")]


def _placeholder(scale_id: str, title: str) -> dict[str, Any]:
    return {
        "id": scale_id,
        "title": title,
        "definition": "[Say what these items measure, and turn reversed items round.]",
        "method": "mean",
        "max_missing": 0,
        "reliability": {
            "value": 0.01,
            "sd": 1.0,
            "basis": "[Nobody measured this yet. Give both figures and where they come from.]",
        },
        "report": {
            "high": "[Say what a high result means.]",
            "middle": "[Say what a result in the middle means.]",
            "low": "[Say what a low result means.]",
            "steps": ["[Name one step to try.]", "[Name another step to try.]"],
            "question": "[Ask something to think about.]",
        },
    }


def _section(section: _Section) -> dict[str, Any]:
    introduction = {"introduction": section.introduction} if section.introduction else {}
    shuffle = {"shuffle": True} if section.shuffle else {}
    title = section.title if section.has_title else "[Write the heading of this section.]"
    head = {"id": section.id, "title": title}
    return {**head, **introduction, **shuffle, "items": section.items}


class _Dumper(yaml.SafeDumper):
    """Writes every text out, and texts of several lines as such."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 -- whatever it is
        return True


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)

_HEAD = """\
# A draft. Write what the texts in square brackets ask for, and check ‘use’, ‘minutes’, what
# counts towards which scale, and its reliability. Then: ./run questionnaires check
"""


def _file(data: dict[str, Any]) -> str:
    too_large = ImportRefused(f"The draft has more than {loader.MAX_BYTES:,} bytes; split it.")
    if sum(len(str(one)) for one in data["sections"]) > loader.MAX_BYTES:
        raise too_large
    text = _HEAD + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    if len(text.encode()) > loader.MAX_BYTES:
        raise too_large
    return text
