"""Words as they are kept and looked for: pure."""

import re
from enum import StrEnum

from assess.text import folded

MOST_WORDS = 8
LONGEST = 20_000

_BETWEEN = re.compile(r"[\W_]+")


class Kind(StrEnum):
    """What an entry is about."""

    PERSON = "person"
    PLACE = "place"
    NOTE = "note"
    OPENING = "opening"


def words(*texts: str) -> str:
    """Texts as words without case, accents and signs, parted by spaces."""
    return " ".join(_BETWEEN.sub(" ", folded(" ".join(texts))[:LONGEST]).split())


def asked_for(text: str) -> list[str]:
    """The beginnings of words somebody looks for; all of them must be there."""
    return words(text[:400]).split()[:MOST_WORDS]
