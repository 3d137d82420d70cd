"""Blocks of text: paragraphs and headings that tag themselves and divide over pages."""

from abc import ABC, abstractmethod
from typing import Any, cast

from reportlab.platypus import Flowable

from reports import typesetting
from reports.sheet import Sheet
from reports.styles import Style
from reports.tags import Node

KEPT_LINES = 2
"""No page begins or ends with a single line of a paragraph."""


class Block(Flowable, ABC):
    """A flowable that keeps its own spacing and knows the least it can be cut down to."""

    def __init__(self, before: float = 0.0, after: float = 0.0) -> None:
        super().__init__()
        self.before = before
        self.after = after

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:
        """Draw in the page's own coordinates: ReportLab's way, a saved state, a shift and a
        restored state for each paragraph, takes longer than the paragraph.
        """
        self.draw_at(canvas, x, y)

    @abstractmethod
    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        """Draw with the left edge and the foot there, in points from the page's corner."""

    def getSpaceBefore(self) -> float:
        return self.before

    def getSpaceAfter(self) -> float:
        return self.after

    def least(self, room: float) -> float:
        """The height that must be free for the block to begin on a page."""
        return float(self.wrap(room, 0)[1])


class Prose(Block):
    """One paragraph of plain text, with an optional label hanging before its first line."""

    def __init__(
        self,
        text: str,
        style: Style,
        node: Node | None = None,
        *,
        label: tuple[str, Node] | None = None,
    ) -> None:
        super().__init__(style.before, style.after)
        self.text = text
        self.style = style
        self.node = node or Node("P")
        self.label = label
        self.lines: list[typesetting.Line] = []
        self.set_for = -1.0

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        if room != self.set_for:
            style = self.style
            self.set_for = room
            self.lines = typesetting.set_lines(self.text, style.face, style.size, room - style.left)
        return room, len(self.lines) * self.style.leading

    def least(self, room: float) -> float:
        self.wrap(room, 0)
        lines = len(self.lines)
        return (lines if lines < 2 * KEPT_LINES else KEPT_LINES) * self.style.leading

    def split(self, room: float, height: float) -> list[Flowable]:
        self.wrap(room, height)
        fit = min(int(height // self.style.leading), len(self.lines) - KEPT_LINES)
        if fit < KEPT_LINES:
            return []
        return [self._part(self.lines[:fit], self.label), self._part(self.lines[fit:], None)]

    def _part(self, lines: list[typesetting.Line], label: tuple[str, Node] | None) -> "Prose":
        part = Prose("", self.style, self.node, label=label)
        part.lines, part.set_for = lines, self.set_for
        return part

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        style = self.style
        top = foot + len(self.lines) * style.leading
        if style.bar:
            sheet.fill(left, foot - style.after, 2, top - foot + style.after, style.bar)
        if self.label:
            self._draw_label(sheet, *self.label, left, top)
        with sheet.tagged(self.node):
            room = self.set_for - style.left if style.turns else 0.0
            typesetting.draw(sheet, self.lines, left + style.left, top, style, room)

    def _draw_label(self, sheet: Sheet, words: str, node: Node, left: float, top: float) -> None:
        style = self.style
        lines = typesetting.set_lines(words, style.face, style.size, style.left)
        with sheet.tagged(node):
            typesetting.draw(sheet, lines[:1], left, top, style)


class Heading(Prose):
    """A line of the outline; it never stands alone at the foot of a page."""

    keepWithNext = 1

    def __init__(self, text: str, style: Style, level: int) -> None:
        super().__init__(text, style, Node(f"H{level}"))
        self.level = level

    def split(self, _room: float, _height: float) -> list[Flowable]:
        return []

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        top = foot + len(self.lines) * self.style.leading
        if self.level < 3:  # below that the same few words repeat in every section
            sheet.bookmark(self.text, self.level - 1, top)
        super().draw_at(sheet, left, foot)


def least(block: Flowable, room: float) -> float:
    """The height that must be free for any flowable to begin on a page."""
    if isinstance(block, Block):
        return block.least(room)
    return float(cast(Any, block).wrap(room, 0)[1])
