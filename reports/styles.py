"""Type sizes, colours and page geometry: the only place where they are written down."""

from dataclasses import dataclass, replace
from enum import StrEnum

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

PAGE = A4
MARGIN = 20 * mm
WIDTH = PAGE[0] - 2 * MARGIN
HEIGHT = PAGE[1] - 2 * MARGIN
GAP = 8.0
"""Between blocks that belong together; twice this between blocks that do not."""

TEXT = HexColor("#17202B")
MUTED = HexColor("#4A5768")
PRIMARY = HexColor("#0B5A7A")
HAIRLINE = HexColor("#CBD2DB")
SURFACE = HexColor("#F6F7F9")
WHITE = HexColor("#FFFFFF")

CHART: dict[str, Color] = {
    "zone": HexColor("#DCE9F5"),
    "range": HexColor("#8FBBDC"),
    "dot": HexColor("#0B3F66"),
    "rater": TEXT,
    "axis": HAIRLINE,
    "text": TEXT,
    "muted": MUTED,
}
"""Chosen so that zone, range and dot stay three different greys on a grey printer."""

DOTS = {"rater": (WHITE, TEXT)}
"""Fill and edge of a chart's dots, where they are not the role's colour with a white edge."""


class Face(StrEnum):
    """The three cuts of the body typeface."""

    REGULAR = "NotoSans-Regular"
    SEMIBOLD = "NotoSans-SemiBold"
    ITALIC = "NotoSans-Italic"


@dataclass(frozen=True)
class Style:
    """How a block of text is set; lengths are points.

    `bar` draws a rule of that colour down the left edge, as beside a quotation. `turns` lets
    right-to-left paragraphs start at the right; names in an English frame stay at the left.
    """

    face: Face
    size: float
    leading: float
    colour: Color = TEXT
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    bar: Color | None = None
    turns: bool = True


BODY = Style(Face.REGULAR, 10, 14, after=GAP)
LEAD = Style(Face.REGULAR, 11, 15, colour=MUTED, after=GAP, turns=False)
TIGHT = replace(BODY, after=4)
DEFINITION = replace(BODY, colour=MUTED, after=4)
SALUTATION = replace(BODY, before=2 * GAP, turns=False)
CLOSING = replace(BODY, before=2 * GAP, after=2)
SMALL = Style(Face.REGULAR, 8.5, 12, after=4)
NOTE = replace(SMALL, colour=MUTED)
LABEL = replace(SMALL, face=Face.SEMIBOLD, colour=MUTED, before=GAP / 2, after=1)
AUDIENCE = replace(SMALL, face=Face.SEMIBOLD)
KICKER = replace(LABEL, colour=PRIMARY, before=0, after=2)
FACT = replace(SMALL, after=0, turns=False)
CELL = replace(SMALL, after=0)
CELL_STRONG = replace(CELL, face=Face.SEMIBOLD)
QUOTE = Style(Face.REGULAR, 10, 14, left=10, bar=CHART["range"], after=0)
QUOTE_HEAD = replace(QUOTE, face=Face.SEMIBOLD, size=8.5, leading=13, colour=MUTED, before=GAP)
QUOTE_NOTE = replace(QUOTE, face=Face.ITALIC, size=8.5, leading=12, colour=MUTED)

H1 = Style(Face.SEMIBOLD, 20, 24, after=2, turns=False)
H2 = Style(Face.SEMIBOLD, 14, 18, before=2 * GAP, after=4, turns=False)
H3 = Style(Face.SEMIBOLD, 11, 15, before=1.5 * GAP, after=3, turns=False)
