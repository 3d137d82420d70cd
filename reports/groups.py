"""Blocks that hold blocks: kept together, side by side, in a box."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable
from reportlab.platypus.doctemplate import ActionFlowable

from reports import styles
from reports.prose import Block, least
from reports.sheet import Sheet


@dataclass(frozen=True)
class Stack:
    """Blocks one under the other: each with the distance of its foot from the top."""

    placed: list[tuple[Flowable, float]]
    height: float


def stacked(blocks: Sequence[Flowable], room: float) -> Stack:
    """Stack blocks as a page would: of two spacings that meet, the larger counts."""
    placed: list[tuple[Flowable, float]] = []
    top, after = 0.0, 0.0
    for block in blocks:
        if placed:
            top += max(after, block.getSpaceBefore())
        top += block.wrap(room, styles.HEIGHT)[1]
        placed.append((block, top))
        after = block.getSpaceAfter()
    return Stack(placed, top)


class _Released(Block):
    """Nothing, with no height: ReportLab wants the first piece of a split to fit as it is."""

    _ZEROSIZE = True
    _SPACETRANSFER = True

    def wrap(self, _room: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        """Leave no mark."""


def released(blocks: Sequence[Flowable]) -> list[Flowable]:
    """The blocks of a group, to be placed and divided one by one."""
    return [_Released(), *blocks]


class Together(Block):
    """Blocks that stay on one page, unless together they are taller than `limit`."""

    def __init__(self, blocks: Sequence[Flowable], limit: float = styles.HEIGHT) -> None:
        super().__init__(blocks[0].getSpaceBefore(), blocks[-1].getSpaceAfter())
        self.blocks = self._content = list(blocks)  # the second name is what ReportLab looks for
        self.limit = limit
        self.stack = Stack([], 0.0)

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.stack = stacked(self.blocks, room)
        return room, self.stack.height

    def least(self, room: float) -> float:
        height = self.wrap(room, 0)[1]
        return height if height <= self.limit else least(self.blocks[0], room)

    def split(self, room: float, _height: float) -> list[Flowable]:
        return [] if self.wrap(room, 0)[1] <= self.limit else released(self.blocks)

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        draw_stack(sheet, self.stack, left, foot + self.stack.height)


class Lead(Together):
    """Headings and the block after them: they begin together, and the block may then divide.

    ReportLab's own class moves a heading and a long paragraph to the next page as one piece,
    which leaves half a page empty.
    """

    def split(self, room: float, height: float) -> list[Flowable]:
        heads, last = self.blocks[:-1], self.blocks[-1]
        above = stacked(heads, room).height + max(heads[-1].getSpaceAfter(), last.getSpaceBefore())
        needed = above + least(last, room)
        return released(self.blocks) if needed <= height or needed > styles.HEIGHT else []


class Beside(Block):
    """Two stacks side by side; one under the other when they are too tall for a page."""

    def __init__(
        self, left: Sequence[Flowable], right: Sequence[Flowable], share: float = 0.5
    ) -> None:
        before = max(column[0].getSpaceBefore() for column in (left, right))
        super().__init__(before, after=styles.GAP)
        self.columns = (list(left), list(right))
        self.share = share
        self.stacks: tuple[Stack, Stack] = (Stack([], 0.0), Stack([], 0.0))
        self.offset = 0.0

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        gutter = 2 * styles.GAP
        left = (room - gutter) * self.share
        self.offset = left + gutter
        self.stacks = (
            stacked(self.columns[0], left),
            stacked(self.columns[1], room - self.offset),
        )
        return room, _tallest(self.stacks)

    def split(self, room: float, _height: float) -> list[Flowable]:
        if self.wrap(room, 0)[1] <= styles.HEIGHT:
            return []
        return released([*self.columns[0], *self.columns[1]])

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        top = foot + _tallest(self.stacks)
        for stack, offset in zip(self.stacks, (0.0, self.offset), strict=True):
            draw_stack(sheet, stack, left + offset, top)


class Box(Together):
    """Blocks on a tinted ground; without the tint when they are too tall for a page."""

    def __init__(self, blocks: Sequence[Flowable], ground: Color = styles.SURFACE) -> None:
        super().__init__(blocks)
        self.ground = ground
        self.before = self.after = styles.GAP
        self.room = 0.0

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        self.room = room
        self.stack = stacked(self.blocks, room - 3 * styles.GAP)
        return room, self.stack.height + 2 * styles.GAP

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        height = self.stack.height + 2 * styles.GAP
        sheet.fill(left, foot, self.room, height, self.ground)
        sheet.fill(left, foot, 2, height, styles.PRIMARY)
        draw_stack(sheet, self.stack, left + 1.5 * styles.GAP, foot + height - styles.GAP)


class FreshPage(ActionFlowable):
    """The end of a page, where what stands before it has not run beyond `last` already."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last

    def apply(self, doc: Any) -> None:
        if doc.page <= self.last:
            doc.handle_pageBreak()


def draw_stack(sheet: Sheet, stack: Stack, left: float, top: float) -> None:
    """Draw a stack downwards from `top`."""
    for block, foot in stack.placed:
        block.drawOn(sheet, left, top - foot)


class Grid(Block):
    """Small stacks in equal columns, row by row; the caller keeps them short."""

    def __init__(self, cells: Sequence[Sequence[Flowable]], columns: int) -> None:
        super().__init__(before=styles.GAP, after=styles.GAP)
        self.rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        self.columns = columns
        self.set_rows: list[list[Stack]] = []
        self.step = 0.0

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        gutter = 2 * styles.GAP
        self.step = (room + gutter) / self.columns
        self.set_rows = [[stacked(cell, self.step - gutter) for cell in row] for row in self.rows]
        gaps = styles.GAP * (len(self.rows) - 1)
        return room, sum(map(_tallest, self.set_rows)) + gaps

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        top = foot + sum(map(_tallest, self.set_rows)) + styles.GAP * (len(self.rows) - 1)
        for row in self.set_rows:
            for column, stack in enumerate(row):
                draw_stack(sheet, stack, left + column * self.step, top)
            top -= _tallest(row) + styles.GAP


def _tallest(stacks: Sequence[Stack]) -> float:
    return max(stack.height for stack in stacks)
