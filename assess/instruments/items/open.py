"""Items answered freely: a number, a line, a longer text, a file."""

import math
import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assess.instruments.items.base import Answer, Item, Sent, Unreadable, only, squeezed

LONGEST_TEXT = 20_000
LONGEST_LINE = 500

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?")


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
        typed = only(sent).replace(" ", "").replace("\u2212", "-")
        if not typed:
            return None
        value = float(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else math.nan
        if not self.lowest <= value <= self.highest or (self.whole and value != int(value)):
            kind = "a whole number" if self.whole else "a number"
            raise Unreadable(f"Enter {kind} from {self.lowest:g} to {self.highest:g}.")
        return int(value) if self.whole else value

    def said(self, answer: Answer) -> list[str]:
        return [f"{answer:g}" if isinstance(answer, float) else str(answer)]

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
    advice: ClassVar[str] = "Write an answer, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        return fitting(squeezed(" ".join(sent.get("", ()))), self.longest)

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]


class Long(Item):
    """A text of several lines."""

    type: Literal["long"]
    longest: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = 4000

    look: ClassVar[str] = "long"
    advice: ClassVar[str] = "Write an answer, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        text = "\n".join(sent.get("", ())).replace("\r\n", "\n").replace("\r", "\n")
        return fitting(text.strip(), self.longest)

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]


class File(Item):
    """A file to hand in, kept beside the answers and opened by nobody but people."""

    type: Literal["file"]

    look: ClassVar[str] = "file"
    advice: ClassVar[str] = "Choose a file, or skip it for now."

    def read(self, sent: Sent) -> Answer | None:
        """The id and the name under which the file was put down before."""
        kept, name = only(sent, "kept"), squeezed(" ".join(sent.get("name", ())))
        return {"kept": kept, "name": name[:200]} if kept else None

    def said(self, answer: Answer) -> list[str]:
        return [answer["name"]] if isinstance(answer, dict) else []


def fitting(text: str, longest: int) -> str | None:
    """A text that is short enough, or `None` when it is empty. Raises `Unreadable`."""
    if len(text) > longest:
        raise Unreadable(
            f"Shorten this to {longest:,} characters or fewer; it has {len(text):,}. "
            "Nothing is lost: your text is still here."
        )
    return text or None
