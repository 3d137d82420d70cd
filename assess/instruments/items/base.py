"""What every item has, whatever its type, and when it is shown."""

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import model_validator

from assess.instruments.parts import Id, Part, Text

Answer = int | float | str | list[str] | dict[str, str]
"""An answer as it is kept: plain JSON, the same for every language and order shown."""

Sent = Mapping[str, Sequence[str]]
"""What a browser sent for one item: texts by the part of the field's name after the id."""

_SPACES = re.compile(r"\s+")


class Unreadable(ValueError):
    """What was sent is no answer to this item; the text says what to do.

    `sentence` and the `values` that go into it stay apart, so that it can be said in another
    language.
    """

    def __init__(self, sentence: str, **values: str) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


class Condition(Part):
    """An earlier answer that lets an item be shown. Exactly one kind of test."""

    item: Id
    at_least: int | None = None
    at_most: int | None = None
    one_of: tuple[Id, ...] | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        if sum(test is not None for test in (self.at_least, self.at_most, self.one_of)) != 1:
            raise ValueError("give exactly one of ‘at_least’, ‘at_most’ and ‘one_of’")
        return self

    def holds(self, answer: Answer | None) -> bool:
        """Whether an answer fulfils it; nothing answered fulfils nothing."""
        if answer is None or isinstance(answer, dict):
            return False
        if self.one_of is not None:
            given = answer if isinstance(answer, list) else [str(answer)]
            return any(one in self.one_of for one in given)
        if not isinstance(answer, int | float):
            return False
        low = answer if self.at_least is None else self.at_least
        high = answer if self.at_most is None else self.at_most
        return low <= answer <= high


class Item(Part):
    """One thing shown on a page, mostly a question.

    `practice` is a note for authors: which practice of the source it covers. `needed` items
    must be answered before the whole can be handed in; all others may be left out.
    """

    id: Id
    text: Text
    hint: Text | None = None
    practice: Text | None = None
    needed: bool = False
    show_if: Condition | None = None

    look: ClassVar[str]
    """The template part that shows it: `templates/taking/items/<look>.html`."""

    is_question: ClassVar[bool] = True
    advice: ClassVar[str] = ""
    """Said to who goes on with nothing; empty where nothing may be what somebody has to say."""

    @abstractmethod
    def read(self, sent: Sent) -> Answer | None:
        """The answer in what a browser sent; `None` when nothing was answered.

        Raises `Unreadable` with a sentence when it is no answer to this item.
        """

    @abstractmethod
    def said(self, answer: Answer) -> list[str]:
        """The ids and words an answer is made of, for the check page and for print.

        Ids of options stand for themselves; the caller knows their wording.
        """

    def is_whole(self, answer: Answer | None) -> bool:
        """Whether an answer says all that was asked for."""
        return answer is not None

    def check_can_go_on(self, answer: Answer | None) -> None:
        """Raises `Unreadable` when going on would pass over the question without a word."""
        if self.advice and answer is None:
            raise Unreadable(self.advice)

    def texts(self) -> dict[str, str]:
        """What somebody reads who answers, by key."""
        return {"text": self.text} | ({"hint": self.hint} if self.hint else {})

    @property
    def scales(self) -> frozenset[str]:
        """The scales an answer counts towards."""
        return frozenset()

    @property
    def structure(self) -> list[object]:
        """What makes answers comparable between versions: keys and their order, no wording."""
        shown = self.show_if.model_dump(mode="json") if self.show_if else None
        return [self.id, getattr(self, "type", ""), shown]


def only(sent: Sent, part: str = "") -> str:
    """The one text sent for a part of an item; empty when nothing was."""
    values = [value for value in sent.get(part, ()) if value.strip()]
    if len(values) > 1:
        raise Unreadable("Choose one answer. This page sent several.")
    return values[0].strip() if values else ""


def squeezed(text: str) -> str:
    """A text on one line."""
    return _SPACES.sub(" ", text).strip()
