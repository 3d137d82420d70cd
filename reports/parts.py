"""The shared blocks of every document. All human text passes through here on its way to paper.

Text is cleaned, cut and divided by `reports.cleaning` and printed as it is: nothing reads
markup, so `<b>` in a name is three characters and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportlab.platypus import Flowable

from reports import charts, cleaning, styles
from reports.figures import Figure
from reports.groups import Beside, Box, FreshPage, Grid, Together
from reports.prose import Heading, Prose
from reports.styles import Style
from reports.tables import PAD, TIGHT_PAD, Table
from reports.tags import Node

HEADING = 300
VALUE = 160
CELL = 240
"""Most characters of a heading, a key fact, a table cell: none can outgrow its page."""

EMPTY = "—"

_HEADINGS = {1: styles.H1, 2: styles.H2, 3: styles.H3}


def text(value: str, style: Style = styles.BODY, parent: Node | None = None) -> list[Flowable]:
    """A field that somebody wrote: any length, any script, any number of paragraphs."""
    return [Prose(piece, style, Node("P", parent)) for piece in cleaning.paragraphs(value)]


def line(value: str, style: Style = styles.BODY, longest: int = HEADING) -> Prose:
    """One short paragraph; a longer value is cut with an ellipsis."""
    return Prose(cleaning.shortened(value, longest) or EMPTY, style)


def heading(value: str, level: int) -> Heading:
    """A heading and its bookmark; it stays with the block that follows."""
    return Heading(cleaning.shortened(value, HEADING) or EMPTY, _HEADINGS[level], level)


def label(value: str, style: Style = styles.LABEL) -> Prose:
    """A small line over the block it names, and never apart from it."""
    named = line(value, style)
    named.keepWithNext = 1
    return named


def bullets(values: Iterable[str], style: Style = styles.BODY) -> list[Flowable]:
    """A list without an order."""
    return _listed(((value, "•") for value in values), style)


def numbered(values: Iterable[str], style: Style = styles.BODY) -> list[Flowable]:
    """A list whose order matters or is referred to."""
    return _listed(((value, f"{n}.") for n, value in enumerate(values, 1)), style)


def _listed(items: Iterable[tuple[str, str]], style: Style) -> list[Flowable]:
    """A list; neither its first nor its last paragraph stands on a page without its neighbour."""
    indented = replace(style, left=style.left + 1.5 * style.size, after=style.after / 2)
    whole = Node("L")
    blocks: list[Flowable] = []
    for value, mark in items:
        item = Node("LI", whole)
        sign: tuple[str, Node] | None = (mark, Node("Lbl", item))
        body = Node("LBody", item)
        for piece in cleaning.paragraphs(value):
            blocks.append(Prose(piece, indented, body, label=sign))
            sign = None
    for block in [*blocks[:1], *blocks[-2:-1]]:
        block.keepWithNext = len(blocks) > 1
    return blocks


def quote(head: str, value: str, notes: Iterable[str] = ()) -> list[Flowable]:
    """What one person wrote, under a line that says who, with what is to be known about it."""
    whole = Node("BlockQuote")
    top = Prose(cleaning.shortened(head, HEADING), styles.QUOTE_HEAD, Node("P", whole))
    top.keepWithNext = 1
    said = text(value, styles.QUOTE, whole)
    said += [block for note in notes for block in text(note, styles.QUOTE_NOTE, whole)]
    return [top, *said]


def key_facts(pairs: Sequence[tuple[str, str]], columns: int = 3) -> Grid:
    """Short named values in a grid; to a screen reader a list of names and values."""
    whole = Node("L")
    cells: list[list[Flowable]] = []
    for name, value in pairs:
        item = Node("LI", whole)
        shown = cleaning.shortened(value, VALUE) or EMPTY
        cells.append(
            [
                Prose(name, styles.LABEL, Node("Lbl", item)),
                Prose(shown, styles.FACT, Node("LBody", item)),
            ]
        )
    return Grid(cells, columns)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], *,
    tight: bool = False,
) -> Table:  # fmt: skip
    """A table of short cells, the first of each row its header; `tight` for one of many rows."""
    first = styles.CELL if tight else styles.CELL_STRONG
    return Table(
        [(cleaning.shortened(name, CELL), styles.LABEL) for name in header],
        [
            [
                (cleaning.shortened(cell, CELL) or EMPTY, styles.CELL if column else first)
                for column, cell in enumerate(row)
            ]
            for row in rows
        ],
        shares,
        pad=TIGHT_PAD if tight else PAD,
    )


def box(blocks: Sequence[Flowable]) -> Box:
    """Something to be noticed, on a tinted ground."""
    return Box(blocks)


def together(blocks: Sequence[Flowable], limit: float = styles.HEIGHT / 3) -> Flowable:
    """Blocks that stay on one page as long as that costs less than `limit` of it."""
    return Together(blocks, limit)


def beside(left: Sequence[Flowable], right: Sequence[Flowable], share: float = 0.5) -> Beside:
    """Two columns; `share` of the width is the left one's."""
    return Beside(left, right, share)


def fresh_page_after(page: int) -> Flowable:
    """A page break, unless what stands before it has run beyond that page already."""
    return FreshPage(page)


def figure(chart: charts.Chart) -> Figure:
    return Figure(chart)
