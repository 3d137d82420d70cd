"""A ramp curve: the share of people who have come to a milestone, by day, with its interval."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reports.charts import Chart, Line, Mark, Place, Rect, Text

if TYPE_CHECKING:
    from assess.science.survival import Step

NARROW, WIDE, HEIGHT = 340.0, 640.0, 190.0
LEFT, MARGIN, TOP, FOOT = 40.0, 14.0, 12.0, 152.0
SIZE = 12.0


def ramp_curve(steps: Sequence["Step"], title: str, width: float = WIDE) -> Chart:
    """People who are there, from none to all, over the days they were followed."""
    last, right = max(90.0, steps[-1].time), width - MARGIN

    def across(day: float) -> float:
        return round(LEFT + day / last * (right - LEFT), 2)

    def up(share: float) -> float:
        return round(FOOT - share * (FOOT - TOP), 2)

    marks = [
        *_bands(steps, across, up),
        *_axes(last, across, up, right),
        *_curve(steps, across, up),
    ]
    return Chart(width, HEIGHT, tuple(marks), title, _described(steps))


def _axes(last: float, across: Place, up: Place, right: float) -> Iterable[Mark]:
    for share in (0.0, 0.5, 1.0):
        yield Line(LEFT, up(share), right, up(share))
        yield Text(LEFT - 5, up(share) + 4, f"{share:.0%}", "muted", "end", SIZE)
    every = 30 if last <= 200 else 90
    for day in range(0, int(last) + 1, every):
        yield Line(across(day), FOOT, across(day), FOOT + 4)
        yield Text(across(day), FOOT + 17, str(day), "muted", "middle", SIZE)
    yield Text((LEFT + right) / 2, FOOT + 33, "Days since the first day", "muted", "middle", SIZE)


def _bands(steps: Sequence["Step"], across: Place, up: Place) -> Iterable[Mark]:
    """The interval of each stretch of the curve; none before the first and after the last event."""
    for step, following in zip(steps, steps[1:], strict=False):
        if step.interval is not None:
            low, high = 1 - step.interval[1], 1 - step.interval[0]
            width = across(following.time) - across(step.time)
            yield Rect(across(step.time), up(high), width, up(low) - up(high), "zone")


def _curve(steps: Sequence["Step"], across: Place, up: Place) -> Iterable[Mark]:
    """Stairs that rise where somebody comes there; a short stroke marks who was followed so far."""
    day, share = 0.0, 0.0
    for step in steps:
        reached = 1 - step.share
        yield _stroke(across(day), up(share), across(step.time), up(share))
        yield _stroke(across(step.time), up(share), across(step.time), up(reached))
        if step.left:
            x, y = across(step.time), up(reached)
            yield Line(x, y - 5, x, y + 5, "muted")
        day, share = step.time, reached


def _stroke(x1: float, y1: float, x2: float, y2: float) -> Rect:
    """A stroke as thick as a curve needs to be, which lines of a chart are not."""
    return Rect(min(x1, x2) - 1, min(y1, y2) - 1, abs(x2 - x1) + 2, abs(y2 - y1) + 2, "range")


def _described(steps: Sequence["Step"]) -> str:
    told = [f"day {step.time:g}: {1 - step.share:.0%}" for step in steps if step.events]
    return f"Share of people who are there, by {', '.join(told)}." if told else "Nobody yet."
