"""Items answered on five points: how far one agrees, how often something happens, anchors."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assess.instruments.items.base import Answer, Item, Sent, Unreadable, only
from assess.instruments.parts import LEVELS, Id, Text
from assess.language import marked as N_


class Levelled(Item):
    """An item with five ordered answers; `reverse` turns its key round.

    `attention` names the level the text asks for: it shows whether somebody reads, and
    counts towards no scale. `text_others` is the same statement about another person.
    """

    text_others: Text | None = None
    scale: Id | None = None
    reverse: bool = False
    attention: Annotated[int, Field(ge=1, le=5)] | None = None

    look: ClassVar[str] = "levels"
    advice: ClassVar[str] = "Choose the answer closest to what you do, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        value = only(sent)
        if not value:
            return None
        if value not in {str(level) for level in LEVELS}:
            raise Unreadable("Choose one of the five answers on this page.")
        return int(value)

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]

    @property
    def scales(self) -> frozenset[str]:
        return frozenset({self.scale} if self.scale and self.attention is None else ())

    @property
    def structure(self) -> list[object]:
        return [*super().structure, self.scale, self.reverse, self.attention]


class Agreement(Levelled):
    """How far somebody agrees with a statement."""

    type: Literal["agreement"]

    words: ClassVar[tuple[str, ...]] = (
        N_("Strongly disagree"),
        N_("Disagree"),
        N_("Neither agree nor disagree"),
        N_("Agree"),
        N_("Strongly agree"),
    )


class Frequency(Levelled):
    """How often somebody does what a statement says."""

    type: Literal["frequency"]

    words: ClassVar[tuple[str, ...]] = (
        N_("Almost never"),
        N_("Seldom"),
        N_("Sometimes"),
        N_("Often"),
        N_("Almost always"),
    )


class Rating(Levelled):
    """Five anchors of its own, lowest first: which one is closest?"""

    type: Literal["rating"]
    anchors: tuple[Text, Text, Text, Text, Text]

    def texts(self) -> dict[str, str]:
        anchors = {f"anchors.{n}": text for n, text in enumerate(self.anchors, start=1)}
        return super().texts() | anchors
