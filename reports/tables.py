"""Tables with real table tags: rows never divide, headers repeat on the next page."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from reports import styles, typesetting
from reports.prose import Block
from reports.sheet import Sheet
from reports.styles import Style
from reports.tags import Node

PAD = 4.0
TIGHT_PAD = 2.0
"""Above and below the words of a row: usually, and where a long table is to stay on its page."""

MOST_LINES = 30
"""A cell of a narrow column stops here, or its row could outgrow the page."""

Cell = tuple[str, Style]
"""Cleaned, bounded text and how it is set."""

Row = tuple[list[list[typesetting.Line]], list[Style], float]
"""The lines and the style of each cell, and the height of the tallest."""


class Table(Block):
    """Short texts in columns, whose widths are shares of the room."""

    def __init__(
        self,
        header: Sequence[Cell],
        rows: Sequence[Sequence[Cell]],
        shares: Sequence[float],
        node: Node | None = None,
        pad: float = PAD,
    ) -> None:
        super().__init__(before=styles.GAP, after=2 * styles.GAP)
        self.header = header
        self.rows = rows
        self.shares = shares
        self.pad = pad
        self.node = node or Node("Table")
        self.continues = node is not None
        self.set_for = -1.0
        self.set_rows: list[Row] = []

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        if room != self.set_for:
            self.set_for = room
            self.set_rows = [self._set(row) for row in (self.header, *self.rows)]
        return room, sum(height for _, _, height in self.set_rows)

    def _set(self, row: Sequence[Cell]) -> Row:
        lines = [
            typesetting.set_lines(text, style.face, style.size, width - 2 * PAD)[:MOST_LINES]
            for (text, style), width in zip(row, self._widths(), strict=True)
        ]
        cell_styles = [style for _, style in row]
        tallest = max(
            len(cell) * style.leading for cell, style in zip(lines, cell_styles, strict=True)
        )
        return lines, cell_styles, tallest + 2 * self.pad

    def _widths(self) -> list[float]:
        return [self.set_for * share / sum(self.shares) for share in self.shares]

    def least(self, room: float) -> float:
        self.wrap(room, 0)
        return sum(height for _, _, height in self.set_rows[:2])

    def split(self, room: float, height: float) -> list[Flowable]:
        self.wrap(room, height)
        fit, left = 0, height - self.set_rows[0][2]
        for _, _, tall in self.set_rows[1:]:
            left -= tall
            if left < 0:
                break
            fit += 1
        if fit == 0:
            return []
        return [self._part(self.rows[:fit], first=True), self._part(self.rows[fit:])]

    def _part(self, rows: Sequence[Sequence[Cell]], *, first: bool = False) -> "Table":
        part = Table(self.header, rows, self.shares, self.node, self.pad)
        part.continues = self.continues or not first
        return part

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        top = foot + sum(height for _, _, height in self.set_rows)
        for number, row in enumerate(self.set_rows):
            self._draw_row(sheet, row, left, top, header=number == 0)
            top -= row[2]
            colour = styles.HAIRLINE if number else styles.MUTED
            sheet.rule(left, top, self.set_for, colour)

    def _draw_row(self, sheet: Sheet, row: Row, left: float, top: float, *, header: bool) -> None:
        cells, cell_styles, _ = row
        owner = None if header and self.continues else Node("TR", self.node)
        for column, width in enumerate(self._widths()):
            inset = PAD if column else 0.0
            with sheet.tagged(owner and _cell_node(owner, header=header, first=column == 0)):
                typesetting.draw(
                    sheet,
                    cells[column],
                    left + inset,
                    top - self.pad,
                    cell_styles[column],
                    width - PAD,
                )
            left += width


def _cell_node(row: Node, *, header: bool, first: bool) -> Node:
    if header:
        return Node("TH", row, attributes="/A <</O/Table/Scope/Column>>")
    if first:
        return Node("TH", row, attributes="/A <</O/Table/Scope/Row>>")
    return Node("TD", row)
