"""Items answered by choosing from options: one, several, best and worst, an order."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assess.instruments.items.base import Answer, Item, Sent, Unreadable, only
from assess.instruments.parts import Id, Part, Text

FOREIGN = "Choose from the options on this page."
MORE = "Choose %(missing)s more, or skip it for now. You chose %(chosen)s of %(least)s."
MORE_NEEDED = "Choose %(missing)s more. You chose %(chosen)s of %(least)s."

AMONG = Field(min_length=2, max_length=12)
AMONG_THREE = Field(min_length=3, max_length=6)

Points = Annotated[float, Field(ge=1, le=5)]


class Choice(Part):
    """One thing to choose."""

    id: Id
    text: Text


class Option(Choice):
    """One answer somebody can choose; `points` is what it is worth on each scale, 1 to 5."""

    points: dict[Id, Points] = Field(default_factory=dict)
    rationale: Text | None = None


class Response(Choice):
    """One way to act in a situation; `key` is how effective experts hold it to be, 1 to 5."""

    key: Points
    rationale: Text


class Statement(Choice):
    """One of several statements that compete, each for its own scale."""

    scale: Id | None = None


class Choosing(Item):
    """An item with options; `shuffle` shows them in an order of chance."""

    options: Annotated[tuple[Choice, ...], AMONG]
    shuffle: bool = False

    @property
    def option_ids(self) -> list[str]:
        """Ids of the options in the order of the file."""
        return [option.id for option in self.options]

    def texts(self) -> dict[str, str]:
        return super().texts() | {f"options.{one.id}": one.text for one in self.options}

    def _known(self, value: str) -> str:
        if value and value not in self.option_ids:
            raise Unreadable(FOREIGN)
        return value


class Single(Choosing):
    """One of several options."""

    type: Literal["single"]
    options: Annotated[tuple[Option, ...], AMONG]

    look: ClassVar[str] = "single"
    advice: ClassVar[str] = "Choose one answer, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        return self._known(only(sent)) or None

    def said(self, answer: Answer) -> list[str]:
        return [f"options.{answer}"]

    @property
    def scales(self) -> frozenset[str]:
        return frozenset(scale for option in self.options for scale in option.points)

    @property
    def structure(self) -> list[object]:
        return [*super().structure, [[one.id, one.points] for one in self.options]]


class Multiple(Choosing):
    """Any number of options, or at least and at most so many."""

    type: Literal["multiple"]
    options: Annotated[tuple[Option, ...], AMONG]
    at_least: Annotated[int, Field(ge=2)] | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None

    look: ClassVar[str] = "multiple"
    advice: ClassVar[str] = "Choose every answer that fits, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        chosen = {self._known(value.strip()) for value in sent.get("", ()) if value.strip()}
        if self.at_most is not None and len(chosen) > self.at_most:
            raise Unreadable(
                "Choose %(most)s at most. You chose %(chosen)s.",
                most=str(self.at_most),
                chosen=str(len(chosen)),
            )
        return [one for one in self.option_ids if one in chosen] or None

    def is_whole(self, answer: Answer | None) -> bool:
        return isinstance(answer, list) and len(answer) >= (self.at_least or 1)

    def check_can_go_on(self, answer: Answer | None) -> None:
        super().check_can_go_on(answer)
        if self.at_least is not None and isinstance(answer, list) and not self.is_whole(answer):
            raise Unreadable(
                MORE_NEEDED if self.needed else MORE,
                missing=str(self.at_least - len(answer)),
                chosen=str(len(answer)),
                least=str(self.at_least),
            )

    def said(self, answer: Answer) -> list[str]:
        return [f"options.{one}" for one in answer] if isinstance(answer, list) else []

    @property
    def structure(self) -> list[object]:
        # Left out where there is none: what was published before keeps its hash.
        least = [] if self.at_least is None else [self.at_least]
        return [*super().structure, self.option_ids, self.at_most, *least]


class Paired(Choosing):
    """Two different options out of several, one for each end: `ends` names the ends.

    One end alone is kept until the other is chosen, and counts for nothing.
    """

    ends: ClassVar[tuple[str, str]]

    look: ClassVar[str] = "paired"

    def read(self, sent: Sent) -> Answer | None:
        first, last = (self._known(only(sent, end)) for end in self.ends)
        if first and first == last:
            raise Unreadable("Choose two different answers: one cannot be both.")
        return {end: one for end, one in zip(self.ends, (first, last), strict=True) if one} or None

    def is_whole(self, answer: Answer | None) -> bool:
        return isinstance(answer, dict) and answer.keys() == set(self.ends)

    def check_can_go_on(self, answer: Answer | None) -> None:
        super().check_can_go_on(answer)
        if answer is not None and not self.is_whole(answer):
            raise Unreadable(self.both)

    def said(self, answer: Answer) -> list[str]:
        if not isinstance(answer, dict):
            return []
        return [f"options.{answer[end]}" for end in self.ends if end in answer]

    both: ClassVar[str]
    """Said to who goes on when only one end was chosen."""


class Judgement(Paired):
    """A situation: which response is best, and which is worst?"""

    type: Literal["judgement"]
    options: Annotated[tuple[Response, ...], AMONG_THREE]
    scale: Id

    ends: ClassVar[tuple[str, str]] = ("best", "worst")
    both: ClassVar[str] = "Choose both the best and the worst response."
    advice: ClassVar[str] = "Choose the best and the worst response, or skip it for now."

    @property
    def scales(self) -> frozenset[str]:
        return frozenset({self.scale})

    @property
    def structure(self) -> list[object]:
        return [*super().structure, self.scale, [[one.id, one.key] for one in self.options]]


class Forced(Paired):
    """Statements that compete: which is most like me, and which least?"""

    type: Literal["forced"]
    options: Annotated[tuple[Statement, ...], AMONG_THREE]

    ends: ClassVar[tuple[str, str]] = ("most", "least")
    both: ClassVar[str] = "Choose both: most like you and least like you."
    advice: ClassVar[str] = "Choose what is most and least like you, or skip it for now."

    @property
    def scales(self) -> frozenset[str]:
        return frozenset(one.scale for one in self.options if one.scale)

    @property
    def structure(self) -> list[object]:
        return [*super().structure, [[one.id, one.scale] for one in self.options]]


class Ranking(Choosing):
    """An order from first to last, made with buttons."""

    type: Literal["ranking"]
    options: Annotated[tuple[Statement, ...], AMONG]

    look: ClassVar[str] = "ranking"
    advice: ClassVar[str] = "Put the list in order, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        order = [self._known(value.strip()) for value in sent.get("", ()) if value.strip()]
        if not order:
            return None
        if sorted(order) != sorted(self.option_ids):
            raise Unreadable("Give every line one place. Reload the page and order it again.")
        return order

    def said(self, answer: Answer) -> list[str]:
        return [f"options.{one}" for one in answer] if isinstance(answer, list) else []

    @property
    def scales(self) -> frozenset[str]:
        return frozenset(one.scale for one in self.options if one.scale)

    @property
    def structure(self) -> list[object]:
        return [*super().structure, [[one.id, one.scale] for one in self.options]]
