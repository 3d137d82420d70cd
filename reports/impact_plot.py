"""Impact ratios on a line: equal distances are equal factors, and 1 is equal chances."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.charts import DOT, PAPER_WIDTH, Chart, Dot, Line, Mark, Rect, Text, wrapped

NAMES = 158.0
COUNTS = 92.0
ROW = 30.0
HEAD = 34.0
NARROW = 250.0
"""The width on phones, where names stand above their line."""

LEAST, MOST = 0.25, 2.0
"""The ends of the line; what lies beyond is drawn at the end and said in words."""

TICKS = (0.25, 0.5, 0.8, 1.0, 1.25, 2.0)


@dataclass(frozen=True)
class PlotRow:
    """One group: its ratio to the group it is set beside, and the interval of that ratio."""

    group: str
    counts: str
    ratio: float | None
    between: tuple[float, float] | None


@dataclass(frozen=True)
class _Frame:
    """Where things stand: from `left` to `right` the line, `above` it room for the name."""

    width: float
    left: float
    right: float
    above: float

    def x(self, ratio: float) -> float:
        """The place of a ratio on the line."""
        share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
        return self.left + share * (self.right - self.left)

    @property
    def row(self) -> float:
        """The height of one group."""
        return ROW + self.above


_PAPER = _Frame(PAPER_WIDTH, NAMES + DOT, PAPER_WIDTH - COUNTS - DOT, 0.0)
_PHONE = _Frame(NARROW, 14.0, NARROW - 14.0, 14.0)


def plot(rows: Sequence[PlotRow], standard: str, limit: float, *, narrow: bool = False) -> Chart:
    """The picture of one table; the tinted zone runs from the limit to its inverse."""
    on = _PHONE if narrow else _PAPER
    foot = HEAD + on.row * len(rows)
    zone = Rect(on.x(limit), HEAD, on.x(1 / limit) - on.x(limit), foot - HEAD, "zone")
    marks: list[Mark] = [zone, *_axis(on, foot)]
    for number, row in enumerate(rows):
        marks += _row(on, row, HEAD + on.row * number)
    title = f"Rates beside that of {standard}."
    return Chart(on.width, foot + 8, tuple(marks), title, _said(rows))


def _axis(on: _Frame, foot: float) -> Iterator[Mark]:
    for tick in TICKS:
        yield Line(on.x(tick), HEAD, on.x(tick), foot, "muted" if tick == 1 else "axis")
        yield Text(on.x(tick), HEAD - 6, f"{tick:g}", "muted", "middle", strong=tick == 1)
    yield Text(on.x(1.0), HEAD - 20, "equal rates", "muted", "middle")


def _row(on: _Frame, row: PlotRow, top: float) -> Iterator[Mark]:
    middle = top + on.above + ROW / 2
    named = top + 12 if on.above else middle + 3
    lines = wrapped(row.group, 36, 1) if on.above else wrapped(row.group, 30, 2)
    for number, line in enumerate(lines):
        yield Text(0, named - 5.5 * (len(lines) - 1) + 11 * number, line, strong=True)
    if row.between is not None:
        low, high = map(on.x, row.between)
        yield Rect(low, middle - 3.5, max(high - low, 2.0), 7, "range", 3.5)
    if row.ratio is not None:
        yield Dot(on.x(row.ratio), middle, DOT, "dot")
    yield Text(on.width, named, row.counts, "muted", "end")


def _said(rows: Iterable[PlotRow]) -> str:
    return " ".join(
        f"{row.group}: {row.counts}, "
        + ("no ratio." if row.ratio is None else f"ratio {row.ratio:.2f}{_range(row.between)}.")
        for row in rows
    )


def _range(between: tuple[float, float] | None) -> str:
    return f", from {between[0]:.2f} to {between[1]:.2f}" if between else ""
