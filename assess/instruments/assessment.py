"""What assessments and self-evaluations are made of: sections of items, and scales."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from assess.instruments.items.base import Item
from assess.instruments.items.choices import Forced, Judgement, Ranking, Single
from assess.instruments.items.levels import Frequency, Levelled
from assess.instruments.items.table import AnyItem
from assess.instruments.measures import Method as Method
from assess.instruments.parts import Id, Instrument, Line, Part, Ref, Text, digest


class Use(StrEnum):
    """What results are for."""

    DEVELOPMENT = "development"
    HIRING = "hiring"


class Reliability(Part):
    """How reliable a scale is, and where that figure comes from."""

    value: Annotated[float, Field(gt=0, lt=1)]
    sd: Annotated[float, Field(gt=0)]
    basis: Text


class Norm(Part):
    """Whom a score is compared with: mean and spread of a named sample, and where it is from.

    `expires` is the last day on which answers given are compared with it.
    """

    name: Line
    population: Text
    n: Annotated[int, Field(ge=1)]
    collected: date
    expires: date
    origin: Line
    mean: float
    sd: Annotated[float, Field(gt=0)]


class Said(Part):
    """What the report says about a scale, to the person: by height, then what to do next."""

    high: Text
    middle: Text
    low: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    question: Text


class Scale(Part):
    """Something measured by several items.

    `includes` names scales whose items count here too. `max_missing` is how many of its
    items may be unanswered before it has no value. `comparable: false` marks a scale whose
    scores are not to be set beside other people's or other contexts', with the reason.
    """

    id: Id
    title: Line
    definition: Text
    method: Method
    max_missing: Annotated[int, Field(ge=0)]
    includes: tuple[Id, ...] = ()
    reliability: Reliability
    norms: tuple[Norm, ...] = ()
    comparable: bool = True
    caution: Text | None = None
    report: Said

    def texts(self) -> dict[str, str]:
        """Every text about this scale that the person reads who answered, by its key."""
        said = self.report
        found = {
            "title": self.title,
            "definition": self.definition,
            "reliability.basis": self.reliability.basis,
            "report.high": said.high,
            "report.middle": said.middle,
            "report.low": said.low,
            "report.question": said.question,
        }
        if self.caution:
            found["caution"] = self.caution
        steps = {f"report.steps.{place}": step for place, step in enumerate(said.steps, start=1)}
        return found | steps


class Section(Part):
    """Items that belong together; `shuffle` shows them in an order of chance."""

    id: Id
    title: Line
    introduction: Text | None = None
    shuffle: bool = False
    items: Annotated[tuple[AnyItem, ...], Field(min_length=1)]


class Assessment(Instrument):
    """Questions somebody answers alone, and the scales they are scored on."""

    kind: Literal["assessment"]
    use: Use
    about: Literal["self", "team"] = "self"
    reading_level: Line
    minutes: Annotated[int, Field(ge=1, le=240)]
    time_limit: Annotated[int, Field(ge=1, le=240)] | None = None
    introduction: Text
    framework: Ref | None = None
    practice: AnyItem | None = None
    scales: Annotated[tuple[Scale, ...], Field(min_length=1, max_length=24)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=24)]

    @cached_property
    def items(self) -> list[Item]:
        """Every item in the order of the file."""
        return [item for section in self.sections for item in section.items]

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @property
    def questions(self) -> list[Item]:
        """Every item that asks something."""
        return [item for item in self.items if item.is_question]

    def item(self, item_id: str) -> Item:
        """Raises `KeyError` when there is no such item."""
        return self._by_id[item_id]

    def section_of(self, item_id: str) -> Section:
        """The section an item stands in. Raises `KeyError` when there is no such item."""
        return self._section_by_id[item_id]

    def scale(self, scale_id: str) -> Scale:
        """Raises `KeyError` when there is no such scale."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)

    @cached_property
    def _section_by_id(self) -> dict[str, Section]:
        return {item.id: section for section in self.sections for item in section.items}

    def items_of(self, scale: Scale) -> list[Item]:
        """Items that count towards a scale, its own and those of the scales it includes."""
        wanted = {scale.id, *scale.includes}
        return [item for item in self.items if item.scales & wanted]

    def says_how_often(self, scale: Scale) -> bool:
        """Whether a mean of a scale is one of the words for how often: all its items ask that."""
        is_mean = scale.method is Method.MEAN
        return is_mean and all(isinstance(item, Frequency) for item in self.items_of(scale))

    @cached_property
    def structure_hash(self) -> str:
        """SHA-256 over what makes scores comparable: items, keys, scales; not wording."""
        scales = [
            [scale.id, scale.method, list(scale.includes), scale.max_missing]
            for scale in self.scales
        ]
        return digest([scales, [item.structure for item in self.items]])

    @property
    def comparable_by(self) -> tuple[str, str]:
        """The id without the version, and the structure: results are compared where both agree."""
        return self.id, self.structure_hash

    def reworded(self, other: "Assessment") -> frozenset[str]:
        """Scales of which a question reads otherwise in another version of the same structure."""
        there = other.asked()
        changed = {name for name, said in self.asked().items() if there.get(name) != said}
        return frozenset(
            scale.id
            for scale in self.scales
            if any(item.id in changed for item in self.items_of(scale))
        )

    def asked(self) -> dict[str, list[str]]:
        """What somebody reads when they answer each item, with what introduces it."""
        return {
            item.id: [section.introduction or "", *item.texts().values()]
            for section in self.sections
            for item in section.items
        }

    def texts(self) -> dict[str, str]:
        """Every text somebody reads who answers, and later their report, by a key that lasts."""
        found = {"title": self.title, "introduction": self.introduction}
        for section in self.sections:
            found[f"sections.{section.id}.title"] = section.title
            if section.introduction:
                found[f"sections.{section.id}.introduction"] = section.introduction
        for item in [*([self.practice] if self.practice else []), *self.items]:
            found |= {f"items.{item.id}.{key}": text for key, text in item.texts().items()}
        for scale in self.scales:
            found |= {f"scales.{scale.id}.{key}": text for key, text in scale.texts().items()}
        return found


class Translation(Instrument):
    """The texts of one assessment in another language, by the keys of `Assessment.texts`."""

    kind: Literal["translation"]
    of: Ref
    into: Literal["de"]
    texts: dict[str, Text]

    @property
    def structure_hash(self) -> str:
        """SHA-256 over which texts of what are translated."""
        return digest([self.of, self.into, sorted(self.texts)])


FITTING: dict[Method, tuple[type[Item], ...]] = {
    Method.MEAN: (Levelled,),
    Method.POINTS: (Single,),
    Method.CREDIT: (Judgement,),
    Method.IPSATIVE: (Forced, Ranking),
}
"""Which types of items each method can score."""
