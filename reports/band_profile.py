"""A profile of scale scores with soft bands: one row a scale, one line from low to high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assess.science.scale_words import Band
from reports import charts
from reports.charts import Chart, Dot, Line, Mark, Rect, Text

NAMES = 150.0
FINDINGS = 96.0
ROW = 29.0
HEAD = 26.0
KEY = 24.0
DOT = 5.0
BAND = 12.0


@dataclass(frozen=True)
class BandRow:
    """One scale: its name, where the score probably lies, and the words at the right.

    `before` is the score of an earlier evaluation on the same questions.
    """

    name: str
    band: Band | None
    shown: str
    said: str
    before: float | None = None


def band_profile(
    rows: Sequence[BandRow],
    ends: tuple[float, float],
    names: Sequence[tuple[float, str]],
    title: str,
    description: str,
    width: float = charts.PAPER_WIDTH,
) -> Chart:
    """Rows on one axis from the lowest to the highest value a scale can have.

    `names` are points of the axis with their words. The dot is the score; the darker band
    holds it two times in three, the lighter one nineteen times in twenty.
    """
    left, right = NAMES + 14, width - FINDINGS - 18

    def x(value: float) -> float:
        return round(left + (value - ends[0]) / (ends[1] - ends[0]) * (right - left), 2)

    heights = [_height(row) for row in rows]
    foot = HEAD + sum(heights)
    marks: list[Mark] = []
    for value, words in names:
        marks.append(Line(x(value), HEAD, x(value), foot))
        marks.append(Text(x(value), HEAD - 6, words, "muted", "middle"))
    top = HEAD
    for row, height in zip(rows, heights, strict=True):
        marks.append(Line(0, top, width, top))
        marks += charts.name_lines(row.name, top, top + height / 2)
        marks += _row(row, x, top + height / 2, width)
        top += height
    marks += _key(foot, width, has_before=any(row.before is not None for row in rows))
    return Chart(width, foot + KEY, tuple(marks), title, description)


def _height(row: BandRow) -> float:
    """Room for the lines a name takes."""
    lines = sum(1 for _ in charts.name_lines(row.name, 0, 0))
    return max(ROW, 8 + 11 * lines)


def _range(start: float, end: float, middle: float, role: str) -> Rect:
    """A band with round ends, where it is long enough to have them."""
    length = round(end - start, 2)
    return Rect(start, middle - BAND / 2, length, BAND, role, BAND / 2 if length >= BAND else 0)


def _row(row: BandRow, x: charts.Place, middle: float, width: float) -> Iterator[Mark]:
    if row.band is None:
        yield Text(width - FINDINGS, middle + 3, "no result", "muted")
        return
    band = row.band
    yield _range(x(band.low95), x(band.high95), middle, "zone")
    yield _range(x(band.low68), x(band.high68), middle, "range")
    if row.before is not None:
        yield Dot(x(row.before), middle, DOT - 1.4, "rater")
    yield Dot(x(band.value), middle, DOT, "dot")
    yield Text(width - FINDINGS, middle - 1.5 if row.said else middle + 3, row.shown, strong=True)
    if row.said:
        yield Text(width - FINDINGS, middle + 9.5, row.said, "muted")


def _key(top: float, width: float, *, has_before: bool) -> Iterator[Mark]:
    y = top + 16
    yield Line(0, top, width, top)
    yield Dot(6, y - 2.7, DOT, "dot")
    yield Text(15, y, "your answers", "muted")
    yield Rect(84, y - 8, 20, 11, "range", 5.5)
    yield Text(109, y, "here two times in three", "muted")
    yield Rect(222, y - 8, 20, 11, "zone", 5.5)
    yield Text(247, y, "here nineteen times in twenty", "muted")
    if has_before:
        yield Dot(385, y - 2.7, DOT - 1.4, "rater")
        yield Text(393, y, "last time", "muted")
