"""Impact ratios on a line: equal distances are equal factors, and 1 is equal chances."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.charts import DOT, PAPER_WIDTH, Chart, Dot, Line, Mark, Rect, Text, wrapped

NAMES = 158.0
COUNTS = 92.0
ROW = 30.0
HEAD = 34.0
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


def plot(rows: Sequence[PlotRow], standard: str, limit: float) -> Chart:
    """The picture of one table; the tinted zone runs from the limit to its inverse."""
    foot = HEAD + ROW * len(rows)
    zone = Rect(_x(limit), HEAD, _x(1 / limit) - _x(limit), foot - HEAD, "zone")
    marks: list[Mark] = [zone, *_axis(foot)]
    for number, row in enumerate(rows):
        marks += _row(row, HEAD + ROW * number)
    return Chart(
        PAPER_WIDTH, foot + 8, tuple(marks), f"Rates beside that of {standard}.", _said(rows)
    )


def _x(ratio: float) -> float:
    """The place of a ratio on the line."""
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return NAMES + share * (PAPER_WIDTH - NAMES - COUNTS - 2 * DOT) + DOT


def _axis(foot: float) -> Iterator[Mark]:
    for tick in TICKS:
        yield Line(_x(tick), HEAD, _x(tick), foot, "muted" if tick == 1 else "axis")
        yield Text(_x(tick), HEAD - 6, f"{tick:g}", "muted", "middle", strong=tick == 1)
    yield Text(_x(1.0), HEAD - 20, "equal rates", "muted", "middle")


def _row(row: PlotRow, top: float) -> Iterator[Mark]:
    middle = top + ROW / 2
    lines = wrapped(row.group, 30, 2)
    for number, line in enumerate(lines):
        yield Text(0, middle + 3 - 5.5 * (len(lines) - 1) + 11 * number, line, strong=True)
    if row.between is not None:
        low, high = map(_x, row.between)
        yield Rect(low, middle - 3.5, max(high - low, 2.0), 7, "range", 3.5)
    if row.ratio is not None:
        yield Dot(_x(row.ratio), middle, DOT, "dot")
    yield Text(PAPER_WIDTH, middle + 3, row.counts, "muted", "end")


def _said(rows: Iterable[PlotRow]) -> str:
    return " ".join(
        f"{row.group}: {row.counts}, "
        + ("no ratio." if row.ratio is None else f"ratio {row.ratio:.2f}{_range(row.between)}.")
        for row in rows
    )


def _range(between: tuple[float, float] | None) -> str:
    return f", from {between[0]:.2f} to {between[1]:.2f}" if between else ""
