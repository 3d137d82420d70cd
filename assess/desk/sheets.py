"""Tables to take along as CSV: no cell is a formula, what is read back is what was written.

Pure.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from assess.tabular import guarded

BOM = "\ufeff"
"""At the beginning of a CSV file: without it spreadsheets misread everything but English."""

Value = str | int | float | date | datetime | bool | None


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"

    @property
    def written(self) -> str:
        """How it is written, for the data dictionary."""
        return {
            "text": "Text",
            "whole number": "Whole number",
            "number": "Number with a point",
            "day": "Day, YYYY-MM-DD",
            "moment": "Moment in UTC, YYYY-MM-DDThh:mm:ssZ",
        }[self.value]


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it holds and what that means."""

    name: str
    holds: Holds
    meaning: str


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """A CSV file as RFC 4180 has it, a few rows at a time."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    held.write(BOM)
    writer.writerow([guarded(column.name) for column in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_said(value) for value in row])
        if number % 200 == 0:
            yield _taken(held)
    yield _taken(held)


def dictionary(columns: Sequence[Column]) -> Iterator[bytes]:
    """What each column means, as a CSV file of its own."""
    names = [Column(name, Holds.TEXT, "") for name in ("column", "format", "meaning")]
    return csv_lines(names, ((one.name, one.holds.written, one.meaning) for one in columns))


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()


def _said(value: Value) -> str:
    """A value as a cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    return guarded(value)
