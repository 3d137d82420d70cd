"""Lines of text: broken to a width, put in visual order, drawn. No markup is ever parsed."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from reports import typefaces
from reports.styles import Face, Style

Run = tuple[str, str]
"""A font's name and the text it prints."""

_SPACE = re.compile(" ")
_IDEOGRAPH = (
    "\u2e80-\u2fdf\u3003-\u3007\u3012-\u303f\u3041-\u30ff\u3100-\u31ff\u3220-\u9fff\uf900-\ufaff"
)
_WORD_OR_IDEOGRAPH = re.compile(
    f"[「『（【《〈]*[{_IDEOGRAPH}][、。，．！？：；」』）】》〉…ー]* ?|[^ {_IDEOGRAPH}]+ ?"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_JOINER = re.compile("[\u200c\u200d]")
_BREAK_AFTER = "-/_.@,:;"
_ROUNDING = 1e-9
_TURNED = dict(zip("([{<«‹⟨)]}>»›⟩", ")]}>»›⟩([{<«‹⟨", strict=True))
_BRACKET = re.compile("[][(){}<>«»‹›⟨⟩]")
_MARK = "\U000e0100"  # takes the direction of what it follows; cleaning removes it from texts
_MARKED = re.compile(f"{_MARK}(.)|({_BRACKET.pattern}){_MARK}")

_LETTER = re.compile(r"[^\W\d_]")
_LEFT_TO_RIGHT_MARK = "\u200e"
_NAME_BEFORE_NUMBER = re.compile(
    f"({_RIGHT_TO_LEFT.pattern})(?= ?[]),.;:·»’”–—][^{_RIGHT_TO_LEFT.pattern[1:-1]}a-zA-Z]*[0-9])"
)
"""Where a name ends and our own punctuation and numbers go on from left to right."""

_reshaper = ArabicReshaper({"delete_harakat": False, "support_zwj": True})


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line in the order it is seen, and its width at one point."""

    runs: tuple[Run, ...]
    width: float
    to_right: bool = False


def set_lines(text: str, face: Face, size: float, room: float) -> list[Line]:
    """Break a cleaned text into lines no wider than `room`."""
    em = room / size
    if typefaces.covers(face, text) and not _JOINER.search(text):
        breaks = [place.end() for place in _SPACE.finditer(text)]
        advances = typefaces.advances([(face, text)])
        return [Line(((face, line),), width) for line, width in _broken(text, advances, breaks, em)]
    right_to_left = is_right_to_left(text)
    shaped = _reshaper.reshape(text) if _RIGHT_TO_LEFT.search(text) else text
    shown = typefaces.printable(_JOINER.sub("", shaped), face)
    breaks = [place.end() for place in _WORD_OR_IDEOGRAPH.finditer(shown)]
    advances = typefaces.advances(typefaces.runs(shown, face))
    lines = _broken(shown, advances, breaks, em)
    return [_mixed(line, width, face, right_to_left) for line, width in lines]


def is_right_to_left(text: str) -> bool:
    """Whether a paragraph runs from right to left: its first letter does, and most others.

    Not the first letter alone: an English sentence may begin with an Arabic name. Not most
    letters alone: "Dear" and a long Arabic name are English.
    """
    first = _LETTER.search(text)
    if first is None or not _RIGHT_TO_LEFT.match(first[0]):
        return False
    return len(_RIGHT_TO_LEFT.findall(text)) * 2 > sum(map(str.isalpha, text))


def _broken(
    text: str, advances: Sequence[float], breaks: Sequence[int], em: float
) -> Iterator[tuple[str, float]]:
    """Fill lines greedily; yields each line with its width in ems.

    `advances` holds how far the pen has come before each character, `breaks` where the next
    line may begin. A line keeps the space at its end, which may stick out: without it the
    last word would be read as one with the next.
    """
    start = 0
    while start < len(text):
        fits = bisect_right(advances, advances[start] + em + _ROUNDING, start) - 1
        end = len(text)
        if fits < end:
            passed = bisect_right(breaks, fits + (text[fits] == " "))
            end = breaks[passed - 1] if passed else start
        if end <= start:
            end = _place_to_cut(text, start, fits)
        last = end - (text[end - 1] == " ")
        yield text[start:end], advances[last] - advances[start]
        start = end


def _place_to_cut(text: str, start: int, fits: int) -> int:
    """Where a word that is wider than a line divides: after a mark, or where it must."""
    marked = max(text.rfind(mark, start + 1, fits) for mark in _BREAK_AFTER) + 1
    end = marked or max(fits, start + 1)
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _mixed(line: str, width: float, face: Face, right_to_left: bool) -> Line:
    if not _RIGHT_TO_LEFT.search(line):
        return Line(tuple(typefaces.runs(line, face)), width, right_to_left)
    seen = _visual(line.rstrip(), right_to_left)
    return Line(tuple(typefaces.runs(seen, face)), width, right_to_left)


def _visual(line: str, right_to_left: bool) -> str:
    """The line as it is seen from left to right, brackets turned towards what they hold.

    python-bidi puts brackets in their place but does not turn them. A mark after each one
    shows where to: it stands before its bracket in what runs from right to left.
    """
    marked = _BRACKET.sub(lambda bracket: bracket[0] + _MARK, line)
    if not right_to_left:
        marked = _NAME_BEFORE_NUMBER.sub(rf"\1{_LEFT_TO_RIGHT_MARK}", marked)
    seen = get_display(marked, base_dir="R" if right_to_left else "L")
    turned = _MARKED.sub(lambda found: found[2] or _TURNED[found[1]], seen)
    return turned.replace(_LEFT_TO_RIGHT_MARK, "")


def draw(
    canvas: Canvas, lines: Sequence[Line], left: float, top: float, style: Style, room: float = 0.0
) -> None:
    """Draw lines downwards from `top`; those read from the right end at `left + room`.

    The operators are written directly: ReportLab's text objects take four times as long.
    """
    # The middle of a capital letter, 0.36 of the size, sits in the middle of the line.
    baseline = top - style.leading / 2 - 0.36 * style.size
    written = [ink(style.colour), "BT"]
    for line in lines:
        to_right = line.to_right and room
        start = left + room - line.width * style.size if to_right else left
        written.append(f"1 0 0 1 {start:.2f} {baseline:.2f} Tm")
        written += _operators(canvas, line, style.size)
        baseline -= style.leading
    written.append("ET")
    canvas.addLiteral(" ".join(written))


def _operators(canvas: Any, line: Line, size: float) -> Iterator[str]:
    document = canvas._doc
    for name, words in line.runs:
        font = typefaces.font(name)
        for subset, codes in font.splitString(words, document):
            yield f"{font.getSubsetInternalName(subset, document)} {size:g} Tf <{codes.hex()}> Tj"


@cache
def ink(colour: Color) -> str:
    """The operator that fills with a colour."""
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g} rg"
