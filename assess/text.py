"""Text as it may be stored, and as it is sorted and found."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAIL_ADDRESS = re.compile(r"^[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,240}\.[^@\s.,;<>\"]{2,60}$")

_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that do not come apart into a base letter and an accent."""


def clean(value: str | None) -> str:
    """Text without control characters and half characters, composed, its ends trimmed."""
    text = unicodedata.normalize("NFC", _CONTROL.sub("", value or ""))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(value: str | None) -> str:
    """Cleaned text with every run of white space made one space."""
    return " ".join(clean(value).split())


def folded(value: str) -> str:
    """Text for sorting and finding: without case, accents and strokes."""
    decomposed = unicodedata.normalize("NFKD", value.casefold().translate(_STROKES))
    return one_line("".join(c for c in decomposed if not unicodedata.combining(c)))


def is_mail_address(value: str) -> bool:
    """Whether a text has the form of a mail address."""
    return len(value) <= 320 and bool(_MAIL_ADDRESS.match(value))
