"""Text as it may be stored, as it is sorted and found, and things counted in it."""

import re
import unicodedata
from itertools import filterfalse

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_NO_DIGITS = re.compile(r"[^0-9]+")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL_ADDRESS = re.compile(
    rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]"
)
"""What every mail server takes: dots between atoms, and a domain of labels (RFC 5321).

Question marks are left out: with them an address could hold an encoded word.
"""

STACK = 30
"""Accents kept on one letter: more than any language has (Unicode's stream-safe text)."""

_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that do not come apart into a base letter and an accent."""


_UNSEEN = ("Cf", "Zs", "Zl", "Zp", "Cc")
"""Kinds of characters that leave no mark on a page; a text of nothing else is empty."""


def clean(value: str | None) -> str:
    """Text without control characters and half characters, composed, its ends trimmed."""
    if not value:
        return ""
    if value.isprintable() and _is_composed(value):
        return value.strip()  # most text by far: the rest would change nothing
    text = unicodedata.normalize("NFC", _unstacked(_CONTROL.sub("", value)))
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if any(unicodedata.category(c) not in _UNSEEN for c in text) else ""


def one_line(value: str | None) -> str:
    """Cleaned text with every run of white space made one space."""
    if value and value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()  # most cells of most files
    text = clean(value)
    if text.isprintable() and "  " not in text:
        return text
    return " ".join(text.split())


def folded(value: str) -> str:
    """Text for sorting and finding: without case, accents and strokes."""
    if value.isascii():
        text = value if value.isprintable() else _CONTROL.sub("", value)
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", clean(value)).casefold().translate(_STROKES)
    decomposed = unicodedata.normalize("NFKD", plain)
    return one_line("".join(filterfalse(unicodedata.combining, decomposed)))


def counted(number: int, one: str, many: str = "") -> str:
    """`1 candidate`, `3 candidates`; `many` is for words that take no s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def phone_key(value: str) -> str:
    """The last nine digits of a phone number, by which it is known however it is written.

    Empty where there are too few digits to tell people apart.
    """
    digits = _NO_DIGITS.sub("", value)
    return digits[-9:] if len(digits) >= 7 else ""


def is_mail_address(value: str) -> bool:
    """Whether a text has the form of a mail address."""
    return len(value) <= 320 and bool(_MAIL_ADDRESS.fullmatch(value))


def _is_composed(text: str) -> bool:
    """Whether every accent of a text has become one with its letter."""
    return text.isascii() or (
        unicodedata.is_normalized("NFC", text) and not any(map(unicodedata.combining, text))
    )


def _unstacked(text: str) -> str:
    """Text with at most `STACK` accents in a row: composing takes their number squared."""
    if text.isascii():
        return text
    kept, height = [], 0
    for sign in text:
        height = height + 1 if unicodedata.combining(sign) else 0
        if height <= STACK:
            kept.append(sign)
    return "".join(kept)
