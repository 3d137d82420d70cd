"""From what somebody typed, or pasted, or attacked us with, to paragraphs that can be printed."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 20_000
"""Characters of one field that reach the paper; the web version has the rest."""

PIECE = 2_000
"""A paragraph longer than this is divided, at the end of a sentence where there is one."""

MOST_PARAGRAPHS = 100
"""Lines beyond this are run together: twenty thousand lines of one letter are not prose."""

MOST_MARKS = 30
"""Accents on one letter, as Unicode's stream-safe format has it; sorting more takes minutes."""

_NEWLINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f"  # overrides could print a sentence backwards
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\u20e3"
    "\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"  # tones and selectors have no glyph of their own
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{30,}"
)

_UNUSUAL = re.compile("[^ -~¡-¬®-ʯ–—‘-”•…]|  ")
"""What most texts do not contain; without it there is nothing to clean."""


def clean(value: str) -> str:
    """One line of printable characters in normal form C, words one space apart."""
    if not _UNUSUAL.search(value):
        return value.strip(" ")
    kept = _DROPPED.sub("", _NEWLINE.sub(" ", value))
    bounded = _MARKS.sub(lambda marks: marks[0][:MOST_MARKS], kept)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bounded)).strip()


def shortened(value: str, longest: int) -> str:
    """The text on one line, cut at `longest` characters with an ellipsis that says so."""
    line = clean(value[: 2 * longest])
    if len(line) <= longest and len(value) <= 2 * longest:
        return line
    return line[: longest - 1].rstrip() + "…"


def paragraphs(value: str) -> list[str]:
    """The field's paragraphs, none empty, none long; what is left out is said at the end."""
    left_out = len(value) - LONGEST
    lines = [line for line in map(clean, _NEWLINE.split(value[:LONGEST])) if line]
    if len(lines) > MOST_PARAGRAPHS:
        lines[MOST_PARAGRAPHS:] = [" ".join(lines[MOST_PARAGRAPHS:])]
    pieces = [piece for line in lines for piece in _divided(line)]
    if left_out > 0:
        pieces.append(f"… (shortened: {left_out:,} more characters are in the web version)")
    return pieces


def _divided(line: str) -> Iterator[str]:
    while len(line) > PIECE:
        at = line.rfind(". ", 1, PIECE) + 1 or line.rfind(" ", 1, PIECE)
        at = at if at > 0 else PIECE
        yield line[:at]
        line = line[at:].lstrip()
    yield line
