"""Charts, drawn once as data: the page shows them as SVG, the paper draws the same marks.

Lengths are points on paper and user units in SVG, with y running downwards.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from assess.instruments.parts import LEVELS
from assess.science.panel import words
from assess.science.panel.results import Phrase, Result, Zone
from reports import cleaning, wording

PAPER_WIDTH = 482.0
NAMES = 150.0
"""Room for the names at the left of a profile; the results at the right take `FINDINGS`."""

FINDINGS = 104.0
ROW = 29.0
HEAD = 37.0
KEY = 24.0
DOT = 5.0
RATER = 2.4
STEP = 5.8
"""Distance of stacked rater dots, centre to centre."""

STACK = 4
"""Dots in one column; eight equal ratings would else make a row taller than its name."""

NAME = 120
"""Most characters of a name in a picture."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str = "axis"


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled box, with rounded corners where `radius` says so."""

    x: float
    y: float
    width: float
    height: float
    role: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle around a point."""

    x: float
    y: float
    radius: float
    role: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; `y` is the baseline, `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    role: str = "text"
    anchor: str = "start"
    size: float = 8.5
    strong: bool = False


Place = Callable[[float], float]
"""From a value to its place on an axis."""

Mark = Line | Rect | Dot | Text
"""A mark's role says what it means: a colour on paper, the class `chart-` and the role in SVG."""


@dataclass(frozen=True)
class Chart:
    """A picture with the sentence it proves and its values in words."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str


@dataclass(frozen=True)
class ProfileRow:
    """One competency of a profile; an overall row has a result and no single ratings."""

    name: str
    zone: Zone
    result: Result
    ratings: tuple[int, ...] = ()
    overall: bool = False


@dataclass(frozen=True)
class _Axis:
    """Levels 1 to 5 between two edges."""

    left: float
    right: float

    def x(self, level: float) -> float:
        return round(self.left + (level - 1) / 4 * (self.right - self.left), 2)


def dot_profile(
    rows: Sequence[ProfileRow], levels: Sequence[str], width: float = PAPER_WIDTH
) -> Chart:
    """One row per competency on a common axis from 1 to 5, anchored by the level names.

    The shaded band is the target zone, the bar the range of ratings, the large dot the
    mean, each small dot one person's rating. What nobody rated says so in words.
    """
    axis = _Axis(NAMES + 14, width - FINDINGS - 18)
    marks: list[Mark] = []
    top = HEAD
    for row in rows:
        height = _row_height(row)
        marks += _row(row, axis, top, height, width)
        top += height
    marks = [*_grid(axis, HEAD, top, levels), *marks, *_key(axis, top)]
    return Chart(width, top + KEY, tuple(marks), finding(rows), described(rows))


def rater_strip(ratings: Sequence[int], zone: Zone, width: float = 150.0) -> Chart:
    """A small line from 1 to 5 with one dot per rating over the target zone."""
    axis = _Axis(10, width - 10)
    height = 18 + STEP * max(1, _tallest(ratings))
    base = height - 11.5
    marks: list[Mark] = [_zone(zone, axis, 0, base + 2)]
    marks.append(Line(axis.left, base, axis.right, base))
    for level in LEVELS:
        marks.append(Line(axis.x(level), base, axis.x(level), base + 2))
        marks.append(Text(axis.x(level), height - 1.5, str(level), "muted", "middle"))
    marks += _raters(ratings, axis, base - RATER - 1.5, -STEP)
    return Chart(width, height, tuple(marks), wording.ratings(ratings), wording.expected(zone))


def finding(rows: Iterable[ProfileRow]) -> str:
    """The sentence a profile proves: how many competencies lie where, in the five phrases."""
    single = [row for row in rows if not row.overall]
    counts = Counter(row.result.phrase for row in single)
    parts = [f"{counts[phrase]} {phrase}" for phrase in Phrase if counts[phrase]]
    if not parts:
        return "No competency has a rating yet, so nothing can be said."
    if counts[None]:
        parts.append(f"{counts[None]} not rated")
    return f"Against what the role asks for: {wording.listed(parts)}."


def described(rows: Iterable[ProfileRow]) -> str:
    """Every value of a profile in words, for those who do not see the picture."""
    return " ".join(
        f"{words.sentence(cleaning.shortened(row.name, NAME), row.result)}"
        f" {wording.expected(row.zone)}"
        for row in rows
    )


def _row_height(row: ProfileRow) -> float:
    lines = len(_name_lines(row.name))
    return max(ROW, 22.5 + STEP * _tallest(row.ratings), 8 + 11 * lines)


def _row(row: ProfileRow, axis: _Axis, top: float, height: float, width: float) -> Iterator[Mark]:
    middle = top + (13 if row.ratings else height / 2)
    yield _zone(row.zone, axis, top, height)
    yield Line(0, top, width, top, "muted" if row.overall else "axis")
    yield Line(axis.left, middle, axis.right, middle)
    yield from name_lines(row.name, top, middle)
    if row.result.mean is None or row.result.low is None or row.result.high is None:
        yield Text(width - FINDINGS, middle + 3, "not rated", "muted")
        return
    low, high = axis.x(row.result.low), axis.x(row.result.high)
    yield Rect(low - DOT, middle - 3.5, high - low + 2 * DOT, 7, "range", 3.5)
    yield Dot(axis.x(row.result.mean), middle, DOT, "dot")
    yield from _raters(row.ratings, axis, middle + 10.5, STEP)
    mean = words.level(row.result.mean, row.result.ratings)
    yield Text(width - FINDINGS, middle - 1.5, str(row.result.phrase), strong=True)
    raters = words.raters(row.result.raters)
    yield Text(width - FINDINGS, middle + 9.5, f"{mean} · {raters}", "muted")


def name_lines(name: str, top: float, middle: float) -> Iterator[Mark]:
    """A name at the left of a row, on up to three lines around its middle."""
    lines = _name_lines(name)
    baseline = max(top + 11, middle + 3 - 5.5 * (len(lines) - 1))
    for number, line in enumerate(lines):
        yield Text(0, baseline + 11 * number, line, strong=True)


def _zone(zone: Zone, axis: _Axis, top: float, height: float) -> Rect:
    left, right = axis.x(zone.low), axis.x(zone.high)
    return Rect(left - DOT, top, right - left + 2 * DOT, height, "zone")


def _raters(ratings: Sequence[int], axis: _Axis, first: float, step: float) -> Iterator[Mark]:
    """Equal ratings stand one on the other, more than `STACK` of them in columns."""
    for level, count in sorted(Counter(ratings).items()):
        columns = -(-count // STACK)
        for number in range(count):
            column, place = divmod(number, STACK)
            x = axis.x(level) + (column - (columns - 1) / 2) * STEP
            yield Dot(x, first + place * step, RATER, "rater")


def _tallest(ratings: Sequence[int]) -> int:
    return min(STACK, max([0, *Counter(ratings).values()]))


def _grid(axis: _Axis, top: float, foot: float, levels: Sequence[str]) -> Iterator[Mark]:
    for level in LEVELS:
        x = axis.x(level)
        yield Line(x, top, x, foot)
        yield Text(x, top - 5, str(level), "muted", "middle", strong=True)
    for level, name in zip((1, 3, 5), levels[::2], strict=False):
        lines = wrapped(name, 17, 2)
        for number, line in enumerate(lines):
            y = top - 16 - 10 * (len(lines) - 1 - number)
            yield Text(axis.x(level), y, line, "muted", "middle")


def _key(axis: _Axis, top: float) -> Iterator[Mark]:
    """Names beside samples of the four marks; closer to the eye than a legend's lookup."""
    y = top + 16
    yield Line(0, top, axis.right + 18 + FINDINGS, top)
    yield Rect(0, y - 7, 16, 9, "zone")
    yield Text(21, y, "expected for this role", "muted")
    yield Rect(128, y - 6, 18, 7, "range", 3.5)
    yield Text(151, y, "range of ratings", "muted")
    yield Dot(239, y - 2.7, DOT, "dot")
    yield Text(249, y, "mean", "muted")
    yield Dot(291, y - 2.7, RATER, "rater")
    yield Text(299, y, "one person’s rating", "muted")


def _name_lines(name: str) -> list[str]:
    return wrapped(name, 27, 3)


def wrapped(name: str, columns: int, most: int) -> list[str]:
    """Break a name by counting characters, wide ones twice: a browser's font is not known."""
    lines = [""]
    for word in cleaning.shortened(name, NAME).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _columns(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(_cut(word, columns))
    lines = [line for line in lines if line] or ["—"]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: columns - 1]}…"]
    return lines


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _cut(word: str, columns: int) -> str:
    if _columns(word) <= columns:
        return word
    return word[: columns // (2 if ord(word[0]) > 0x2E7F else 1) - 1] + "…"


def svg(chart: Chart, name: str) -> str:
    """The chart as inline SVG without any style; `name` makes its ids unique on the page."""
    marks = "".join(map(_element, chart.marks))
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {chart.width:g} {chart.height:g}"'
        f' aria-labelledby="{escape(name)}-title" aria-describedby="{escape(name)}-desc"'
        f' xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{escape(name)}-title">{escape(cleaning.clean(chart.title))}</title>'
        f'<desc id="{escape(name)}-desc">{escape(cleaning.clean(chart.description))}</desc>'
        f"{marks}</svg>"
    )


def _element(mark: Mark) -> str:
    kind = f'class="chart-{mark.role}"'
    if isinstance(mark, Line):
        return f'<line {kind} x1="{mark.x1:g}" y1="{mark.y1:g}" x2="{mark.x2:g}" y2="{mark.y2:g}"/>'
    if isinstance(mark, Rect):
        return (
            f'<rect {kind} x="{mark.x:g}" y="{mark.y:g}" width="{mark.width:g}"'
            f' height="{mark.height:g}" rx="{mark.radius:g}"/>'
        )
    if isinstance(mark, Text):
        weight = " chart-strong" if mark.strong else ""
        return (
            f'<text class="chart-{mark.role}{weight}" x="{mark.x:g}" y="{mark.y:g}"'
            f' text-anchor="{mark.anchor}" font-size="{mark.size:g}">'
            f"{escape(cleaning.clean(mark.words))}</text>"
        )
    return f'<circle {kind} cx="{mark.x:g}" cy="{mark.y:g}" r="{mark.radius:g}"/>'
