"""A profile of scale scores with soft bands: one row a scale, one line from low to high."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assess.language import gettext as _
from assess.science.scores.words import Band
from reports import charts
from reports.charts import Chart, Dot, Line, Mark, Rect, Text

NAMES = 150.0
FINDINGS = 96.0
ROW = 29.0
HEAD = 26.0
KEY = 24.0
DOT = 5.0
BAND = 12.0
NARROW = 240.0
"""Width of the picture for a phone, where one unit becomes more than a pixel."""

COLUMNS = 30
"""Characters of a name on a line of it: the result stands at the end of the first."""

LINE = 11.0
SIDE = 6.0
"""Room beside the axis, so that a dot at its end is a whole one."""


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

    `names` are points of the axis with their words. The dot is the score; the inner band
    holds it two times in three, the outer one nineteen times in twenty.
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


def stacked_profile(
    rows: Sequence[BandRow],
    ends: tuple[float, float],
    names: Sequence[tuple[float, str]],
    title: str,
    description: str,
) -> Chart:
    """The same for a phone: each name over its own axis, the words of the axis once at the top."""

    def x(value: float) -> float:
        return round(SIDE + (value - ends[0]) / (ends[1] - ends[0]) * (NARROW - 2 * SIDE), 2)

    marks: list[Mark] = []
    for (value, words), anchor in zip(names, ("start", "middle", "end"), strict=True):
        at = {"start": 0, "end": NARROW}.get(anchor, x(value))
        marks.append(Text(at, 9, words, "muted", anchor))
    top = 15.0
    for row in rows:
        lines = charts.wrapped(row.name, COLUMNS, 3)
        said = f"{row.shown} {row.said}".strip() if row.band else _("no result")
        marks.append(Line(0, top, NARROW, top))
        for number, line in enumerate(lines):
            marks.append(Text(0, top + LINE * (number + 1) + 1, line, strong=True))
        marks.append(Text(NARROW, top + LINE + 1, said, "muted", "end"))
        middle = top + LINE * len(lines) + 14
        marks += [Line(x(value), middle - 8, x(value), middle + 8) for value, _words in names]
        marks += _bands(row, x, middle)
        top = middle + 14
    marks.append(Line(0, top, NARROW, top))
    has_before = any(row.before is not None for row in rows)
    for mark, words in _samples(has_before=has_before):
        top += 16
        marks += [_moved(mark, 0, top), Text(28, top, words, "muted")]
    return Chart(NARROW, top + 6, tuple(marks), title, description)


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
        yield Text(width - FINDINGS, middle + 3, _("no result"), "muted")
        return
    yield from _bands(row, x, middle)
    yield Text(width - FINDINGS, middle - 1.5 if row.said else middle + 3, row.shown, strong=True)
    if row.said:
        yield Text(width - FINDINGS, middle + 9.5, row.said, "muted")


def _bands(row: BandRow, x: charts.Place, middle: float) -> Iterator[Mark]:
    """The two bands of a row, what it was before, and its dot."""
    band = row.band
    if band is None:
        return
    yield _range(x(band.low95), x(band.high95), middle, "zone")
    yield _range(x(band.low68), x(band.high68), middle, "range")
    if row.before is not None:
        yield Dot(x(row.before), middle, DOT - 1.4, "rater")
    yield Dot(x(band.value), middle, DOT, "dot")


def _samples(*, has_before: bool) -> Iterator[tuple[Mark, str]]:
    """What each mark means: a sample of it at the left end of a line whose foot is 0."""
    yield Dot(DOT, -2.7, DOT, "dot"), _("your answers")
    yield Rect(0, -8, 20, 11, "range", 5.5), _("here two times in three")
    yield Rect(0, -8, 20, 11, "zone", 5.5), _("here nineteen times in twenty")
    if has_before:
        yield Dot(DOT, -2.7, DOT - 1.4, "rater"), _("last time")


def _moved(mark: Mark, right: float, down: float) -> Mark:
    if isinstance(mark, Rect | Dot):
        return replace(mark, x=mark.x + right, y=mark.y + down)
    return mark


def _key(top: float, width: float, *, has_before: bool) -> Iterator[Mark]:
    """The samples side by side, each before its words."""
    y = top + 16
    yield Line(0, top, width, top)
    places = ((1, 15), (84, 109), (222, 247), (380, 393))
    for (at, words_at), (mark, words) in zip(places, _samples(has_before=has_before), strict=False):
        yield _moved(mark, at, y)
        yield Text(words_at, y, words, "muted")
