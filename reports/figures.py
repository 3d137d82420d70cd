"""Charts on paper: the marks of a chart drawn straight on the canvas, as one tagged figure."""

from reportlab.platypus import Flowable

from reports import charts, cleaning, styles, typesetting
from reports.prose import Block
from reports.sheet import Sheet
from reports.styles import Face, Style
from reports.tags import Node


class Figure(Block):
    """A chart with its title and values as alternative text; shrunk to the room it gets."""

    def __init__(self, chart: charts.Chart) -> None:
        super().__init__(before=styles.GAP / 2, after=styles.GAP)
        self.chart = chart
        alt = cleaning.clean(f"{chart.title} {chart.description}")
        self.node = Node("Figure", alt=alt)
        self.scale = 1.0

    def wrap(self, room: float, _height: float) -> tuple[float, float]:
        tallest = styles.HEIGHT - 60  # room for its heading
        self.scale = min(1.0, room / self.chart.width, tallest / self.chart.height)
        return self.chart.width * self.scale, self.chart.height * self.scale

    def split(self, _room: float, _height: float) -> list[Flowable]:
        return []

    def draw_at(self, sheet: Sheet, left: float, foot: float) -> None:
        with sheet.tagged(self.node):
            sheet.addLiteral(f"q {self.scale:.4f} 0 0 {self.scale:.4f} {left:.2f} {foot:.2f} cm")
            for mark in self.chart.marks:
                if isinstance(mark, charts.Text):
                    _write(sheet, mark, self.chart.height - mark.y)
                else:
                    sheet.addLiteral(_operators(mark, self.chart.height))
            sheet.addLiteral("Q")


def _operators(mark: charts.Line | charts.Rect | charts.Dot, height: float) -> str:
    """A mark in PDF operators, for a chart whose y runs downwards from `height`."""
    if isinstance(mark, charts.Line):
        ink = typesetting.ink(styles.CHART[mark.role]).upper()
        return (
            f"{ink} 0.5 w {mark.x1:.2f} {height - mark.y1:.2f} m"
            f" {mark.x2:.2f} {height - mark.y2:.2f} l S"
        )
    if isinstance(mark, charts.Rect):
        return _box(mark, height)
    fill, edge = styles.DOTS.get(mark.role, (styles.CHART[mark.role], styles.WHITE))
    return f"{typesetting.ink(fill)} {typesetting.ink(edge).upper()} 1 w {_circle(mark, height)} b"


def _box(box: charts.Rect, height: float) -> str:
    """A box, or where its corners are round, a thick stroke with round ends."""
    ink, low = typesetting.ink(styles.CHART[box.role]), height - box.y - box.height
    if not box.radius:
        return f"{ink} {box.x:.2f} {low:.2f} {box.width:.2f} {box.height:.2f} re f"
    half = box.height / 2
    left, right, middle = box.x + half, box.x + box.width - half, low + half
    stroke = f"{left:.2f} {middle:.2f} m {right:.2f} {middle:.2f} l S"
    return f"{ink.upper()} {box.height:.2f} w 1 J {stroke} 0 J"


def _circle(dot: charts.Dot, height: float) -> str:
    x, y, r = dot.x, height - dot.y, dot.radius
    k = r * 0.5523  # four Bezier curves with this handle look round
    curves = (
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    )
    path = " ".join(" ".join(f"{number:.2f}" for number in curve) + " c" for curve in curves)
    return f"{x + r:.2f} {y:.2f} m {path}"


def _write(sheet: Sheet, mark: charts.Text, baseline: float) -> None:
    face = Face.SEMIBOLD if mark.strong else Face.REGULAR
    style = Style(face, mark.size, mark.size, styles.CHART[mark.role])
    lines = typesetting.set_lines(cleaning.clean(mark.words), face, mark.size, 10_000)[:1]
    width = lines[0].width * mark.size
    left = mark.x - {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    top = baseline + style.leading / 2 + 0.36 * style.size
    typesetting.draw(sheet, lines, left, top, style)
