"""Items answered freely: a number, a line, a longer text, a file."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assess.instruments.items.base import Answer, Item, Sent, Unreadable, only, squeezed
from assess.language import number

LONGEST_TEXT = 20_000
LONGEST_LINE = 500
LONGEST_NAME = 200

WHOLE_FROM_TO = "Enter a whole number from %(low)s to %(high)s."
FROM_TO = "Enter a number from %(low)s to %(high)s."
TWO_WAYS = (
    "‘%(typed)s’ can be read in two ways. Write it with one or two decimals, or with nothing "
    "between the thousands."
)

_PLAIN = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?")
_GROUPED = re.compile(
    r"([+-]?(?!0)\d{1,3}(?:([.,'’])\d{3})(?:\2\d{3}){0,2})(?:(?!\2)[.,](\d{1,6}))?"
)
"""Thousands set apart, and after another sign the decimals: 1,250 or 1.250,5."""

_KEPT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Number(Item):
    """A number within limits."""

    type: Literal["number"]
    lowest: float = 0
    highest: float = 1_000_000
    unit: Annotated[str, Field(max_length=40)] = ""
    whole: bool = True

    look: ClassVar[str] = "number"
    advice: ClassVar[str] = "Enter a number, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        typed = "".join(only(sent).split()).replace("\u2212", "-")
        if not typed:
            return None
        meant = {value for value in self._readings(typed) if self._fits(value)}
        if len(meant) > 1:
            raise Unreadable(TWO_WAYS, typed=typed)
        if not meant:
            sentence = WHOLE_FROM_TO if self.whole else FROM_TO
            raise Unreadable(sentence, low=number(self.lowest), high=number(self.highest))
        value = meant.pop()
        return int(value) if self.whole else value

    def _readings(self, typed: str) -> list[float]:
        """What may have been meant: ‘1,250’ is 1250, and where decimals are taken also 1.25."""
        found = []
        grouped, ungrouped = _GROUPED.fullmatch(typed), _PLAIN.fullmatch(typed)
        if grouped:
            found.append(float(re.sub("[.,'’]", "", grouped[1]) + f".{grouped[3] or 0}"))
        if ungrouped and not (grouped and self.whole):
            found.append(float(typed.replace(",", ".")))
        return found

    def _fits(self, value: float) -> bool:
        return self.lowest <= value <= self.highest and not (self.whole and value != int(value))

    def said(self, answer: Answer) -> list[str]:
        return [plain(answer) if isinstance(answer, int | float) else str(answer)]

    def texts(self) -> dict[str, str]:
        return super().texts() | ({"unit": self.unit} if self.unit else {})

    @property
    def structure(self) -> list[object]:
        return [*super().structure, self.lowest, self.highest, self.whole]


class Short(Item):
    """A line of text."""

    type: Literal["short"]
    longest: Annotated[int, Field(ge=1, le=LONGEST_LINE)] = 200

    look: ClassVar[str] = "short"

    def read(self, sent: Sent) -> Answer | None:
        return fitting(squeezed(" ".join(sent.get("", ()))), self.longest)

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]


class Long(Item):
    """A text of several lines."""

    type: Literal["long"]
    longest: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = 4000

    look: ClassVar[str] = "long"

    def read(self, sent: Sent) -> Answer | None:
        text = "\n".join(sent.get("", ())).replace("\r\n", "\n").replace("\r", "\n")
        return fitting(text.strip(), self.longest)

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]


class File(Item):
    """A file to hand in, kept beside the answers and opened by nobody but people."""

    type: Literal["file"]

    look: ClassVar[str] = "file"

    def read(self, sent: Sent) -> Answer | None:
        """The id and the name under which the file was put down before."""
        kept, name = only(sent, "kept"), squeezed(" ".join(sent.get("name", ())))
        if not kept:
            return None
        if not _KEPT.fullmatch(kept):
            raise Unreadable("Choose the file again.")
        return {"kept": kept, "name": name[:LONGEST_NAME]}

    def said(self, answer: Answer) -> list[str]:
        return [answer["name"]] if isinstance(answer, dict) else []


def fitting(text: str, longest: int) -> str | None:
    """A text that is short enough, or `None` when it is empty. Raises `Unreadable`."""
    if len(text) > longest:
        raise Unreadable(
            "Shorten this to %(longest)s characters or fewer; it has %(length)s. "
            "Nothing is lost: your text is still here.",
            longest=number(longest),
            length=number(len(text)),
        )
    return text or None


def plain(value: float) -> str:
    """A number with every digit it has, no exponent and nothing between the thousands.

    A year stays a year, and no sign means a decimal in one language and thousands in another.
    """
    return f"{value + 0.0:.6f}".rstrip("0").rstrip(".")
