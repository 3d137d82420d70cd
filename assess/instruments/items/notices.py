"""Items that ask no question: information to read, consent to give."""

from typing import ClassVar, Literal

from assess.instruments.items.base import Answer, Item, Sent, Unreadable, only

AGREED = "agreed"


class Information(Item):
    """A text to read before going on."""

    type: Literal["information"]

    look: ClassVar[str] = "information"
    is_question: ClassVar[bool] = False

    def read(self, sent: Sent) -> Answer | None:  # noqa: ARG002 -- there is nothing to read
        return None

    def said(self, answer: Answer) -> list[str]:  # noqa: ARG002 -- there is nothing to say
        return []


class Consent(Item):
    """A statement somebody agrees to, or does not."""

    type: Literal["consent"]

    look: ClassVar[str] = "consent"

    def read(self, sent: Sent) -> Answer | None:
        value = only(sent)
        if value not in ("", AGREED):
            raise Unreadable("Tick the box if you agree.")
        return value or None

    def said(self, answer: Answer) -> list[str]:
        return [str(answer)]
