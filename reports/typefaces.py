"""Bundled fonts: which file prints which character. A fallback is parsed only when needed."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path
from threading import RLock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from reports.styles import Face

FOLDER = Path(__file__).parent / "fonts"
FILES = {path.stem: path for path in FOLDER.glob("*.ttf")}

FALLBACKS = (
    "NotoSans-Regular",
    "DejaVuSans",
    "DroidSansFallbackFull",
    "NanumGothic-Regular",
    "NotoEmoji-Regular",
)
"""Asked in this order for a character the wanted face lacks; the heavy ones come last."""

CHAINS = {
    Face.REGULAR: (Face.REGULAR, *FALLBACKS),
    Face.SEMIBOLD: (Face.SEMIBOLD, "DejaVuSans-Bold", *FALLBACKS),
    Face.ITALIC: (Face.ITALIC, *FALLBACKS),
}

UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
"""Printed for a character that no bundled font has, so that nothing vanishes unseen."""

_fonts: "dict[str, Font]" = {}
_loading = RLock()


class Font(TTFont):
    """A bundled font, whose text copies out of a PDF as it was written."""

    def __init__(self, name: str) -> None:
        super().__init__(name, str(FILES[name]), asciiReadable=False)
        face: Any = self.face
        self.covered = frozenset(map(chr, face.charToGlyph))
        self.advance: dict[str, float] = {
            character: face.charWidths.get(ord(character), face.defaultWidth) / 1000
            for character in self.covered
        }

    def splitString(
        self, text: str, doc: PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Codes of the text; the short way when all its characters were met before."""
        try:
            state: Any = self.state[doc]
            known = state.assignments
            return [(0, bytes(map(known.__getitem__, map(ord, text))))]
        except (KeyError, ValueError):
            codes: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
            return codes

    def addObjects(self, doc: PDFDocument) -> None:
        """Replace ReportLab's character maps: theirs break above U+FFFF, and on shaped Arabic."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        before = set(doc.idToObject)
        super().addObjects(doc)
        added = [name for name in doc.idToObject if name not in before]
        maps = [name for name in added if name.startswith("toUnicodeCMap:")]
        for name, subset in zip(maps, subsets, strict=True):
            stream: Any = doc.idToObject[name]
            stream.content = _character_map(subset)


def _character_map(codes: list[int]) -> str:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(codes), 100):  # the format allows a hundred at a time
        block = codes[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{start + i:02X}> <{_written(code)}>" for i, code in enumerate(block)]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _written(code: int) -> str:
    """The letter behind a joined Arabic form; readers put the letters in order themselves.

    A form of two letters stays one character, or readers would turn it round.
    """
    letters = unicodedata.normalize("NFKC", chr(code)) if 0xFB50 <= code <= 0xFEFC else ""
    return (letters if len(letters) == 1 else chr(code)).encode("utf-16-be").hex().upper()


def font(name: str) -> Font:
    """The font, parsed when first asked for and kept for the life of the process."""
    try:
        return _fonts[name]
    except KeyError:
        return _loaded(name)


def _loaded(name: str) -> Font:
    with _loading:  # or two threads would register two fonts under one name
        if name not in _fonts:
            loaded = Font(name)
            pdfmetrics.registerFont(loaded)
            _fonts[name] = loaded
        return _fonts[name]


def covers(face: Face, text: str) -> bool:
    """Whether the face alone can print the text; true for nearly every text."""
    return font(face).covered.issuperset(text)


@lru_cache(maxsize=8192)
def _font_for(face: Face, character: str) -> str | None:
    for name in CHAINS[face]:
        if character in font(name).covered:
            return name
    return None


def printable(text: str, face: Face) -> str:
    """The text with a visible mark for every character that no bundled font has."""
    return "".join(c if c == " " or _font_for(face, c) else UNPRINTABLE for c in text)


def runs(text: str, face: Face) -> list[tuple[str, str]]:
    """The text in pieces of one font each; accents stay with the letter they belong to."""
    pieces: list[tuple[str, list[str]]] = []
    for character in text:
        name = _font_for(face, character) or face
        if pieces and pieces[-1][0] != name and unicodedata.category(character)[0] == "M":
            previous = pieces[-1][0]
            name = previous if character in font(previous).covered else name
        if pieces and pieces[-1][0] == name:
            pieces[-1][1].append(character)
        else:
            pieces.append((name, [character]))
    return [(name, "".join(characters)) for name, characters in pieces]


def advances(pieces: Iterable[tuple[str, str]]) -> list[float]:
    """How far the pen has come before each character and at the end, at one point."""
    widths = (map(font(name).advance.__getitem__, text) for name, text in pieces)
    return list(accumulate(chain.from_iterable(widths), initial=0.0))
