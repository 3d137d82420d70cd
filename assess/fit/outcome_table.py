"""Read outcomes of hires from a table, as spreadsheets hold it. Pure.

A line is one person at one time. Nothing is lost: a line is a row or a problem that says why.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from assess import days
from assess.days import DayOrder, TwoDays, UnreadableDay
from assess.fit.rules import LONGEST_NAME, MONTHS
from assess.tabular import UnreadableSheet, plain
from assess.tabular import rows as lines_of
from assess.text import folded, is_mail_address, one_line

MAX_ROWS = 10_000

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "mail address", "email address", "e-mail address"),
    "months": ("months", "month", "after months", "time"),
    "rating": ("rating", "rating of the work", "performance"),
    "stayed": ("still here", "stayed", "retained"),
    "ramped": ("full target reached", "ramped", "target reached"),
    "rater": ("rated by", "rater", "by", "manager"),
    "on": ("date", "on", "day", "rated on"),
}
"""What a column may be called, the plainest first; case and accents do not matter."""

NEEDED = ("email", "months", "rater", "on")
YES = frozenset({"yes", "y", "1", "true", "x"})
NO = frozenset({"no", "n", "0", "false"})


@dataclass(frozen=True)
class Row:
    """One person at one time; days are as in ISO 8601, so that rows can be kept as JSON."""

    line: int
    email: str
    months: int
    rating: float | None
    stayed: bool | None
    ramped: bool | None
    rater: str
    on: str


@dataclass(frozen=True)
class Problem:
    """One line that cannot be taken in as it is, why, and what it holds."""

    line: int
    reason: str
    content: str


class _Wrong(Exception):
    """Why a cell cannot be read."""


def read(file: BinaryIO) -> tuple[list[Row], list[Problem]]:
    """Rows and problems of a CSV or XLSX file whose first line names the columns.

    Raises `UnreadableSheet` for a table that names no people or times, or has no line.
    """
    lines = list(islice(lines_of(file), MAX_ROWS + 2))
    if not lines:
        raise UnreadableSheet("The file is empty. Its first line names the columns.")
    places = _places(lines[0][1])
    if len(lines) < 2:
        raise UnreadableSheet("The file has column names but no outcome.")
    if len(lines) - 1 > MAX_ROWS:
        raise UnreadableSheet(f"The file has more than {MAX_ROWS:,} lines. Split it.")
    on = places["on"]
    order = _order(plain(cells[on]) for _line, cells in lines[1:] if on < len(cells))
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, int], int] = {}
    for line, cells in lines[1:]:
        try:
            row = _row(places, line, cells, order)
            first = seen.setdefault((row.email, row.months), line)
            if first != line:
                raise _Wrong(f"The same person and time stand in line {first}.")
        except _Wrong as wrong:
            problems.append(Problem(line, str(wrong), one_line(", ".join(cells))[:300]))
        else:
            rows.append(row)
    return rows, problems


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [folded(plain(cell)) for cell in header]
    places = {
        key: names.index(known)
        for key, spellings in COLUMNS.items()
        for known in reversed(spellings)
        if known in names
    }
    for key in NEEDED:
        if key not in places:
            raise UnreadableSheet(
                f"The first line names no column ‘{COLUMNS[key][0]}’. It must name the columns, "
                "for example: email,months,rating,still here,full target reached,rated by,date"
            )
    if not {"rating", "stayed", "ramped"} & places.keys():
        raise UnreadableSheet(
            "The first line names no outcome. Add a column ‘rating’, ‘still here’ or ‘full target "
            "reached’."
        )
    return places


def _row(places: Mapping[str, int], line: int, cells: Sequence[str], order: DayOrder | None) -> Row:
    def cell(key: str) -> str:
        place = places.get(key, len(cells))
        return one_line(plain(cells[place])) if place < len(cells) else ""

    email, rater = cell("email").lower(), cell("rater")
    if not is_mail_address(email):
        raise _Wrong(f"‘{email[:60]}’ is not a mail address." if email else "No mail address.")
    if not rater or len(rater) > LONGEST_NAME:
        raise _Wrong("Say in one column who rated, with a name of 200 characters or fewer.")
    row = Row(
        line, email, _months(cell("months")), _rating(cell("rating")),
        _yes_or_no(cell("stayed"), "still here"),
        _yes_or_no(cell("ramped"), "full target reached"), rater, _day(cell("on"), order),
    )  # fmt: skip
    if row.rating is None and row.stayed is None and row.ramped is None:
        raise _Wrong("The line holds no outcome.")
    return row


def _months(cell: str) -> int:
    if not cell:
        raise _Wrong("No time. Write 3, 6 or 12 months.")
    found = re.fullmatch(r"(\d{1,2})(\.0+)?( months)?", cell)
    if not found or int(found[1]) not in MONTHS:
        raise _Wrong(f"‘{cell[:40]}’ is none of 3, 6 and 12 months.")
    return int(found[1])


def _rating(cell: str) -> float | None:
    if not cell:
        return None
    number = rating_of(cell)
    if number is None:
        raise _Wrong(f"‘{cell[:40]}’ is no rating from 1 to 5.")
    return number


def rating_of(typed: str) -> float | None:
    """A rating as somebody typed it, with a point or a comma; `None` for anything else."""
    if not re.fullmatch(r"[1-5]([.,]\d{1,2})?", typed.strip()):
        return None
    number = float(typed.strip().replace(",", "."))
    return number if number <= 5 else None


def _yes_or_no(cell: str, column: str) -> bool | None:
    word = folded(cell)
    if not word:
        return None
    if word not in YES | NO:
        raise _Wrong(f"‘{cell[:40]}’ under ‘{column}’ is neither yes nor no.")
    return word in YES


def _order(cells: Iterable[str]) -> DayOrder | None:
    """The one order in which all days of the file can be meant, if one alone can."""
    found = days.orders(cells)
    return found.pop() if len(found) == 1 else None


def _day(cell: str, order: DayOrder | None) -> str:
    """A day as ISO 8601 has it; where points stand between, the day comes first."""
    if not cell:
        raise _Wrong("No day. Write on which day it was found, like 2026-12-04.")
    try:
        return days.day(cell, order or (DayOrder.DAY_FIRST if "." in cell else None)).isoformat()
    except TwoDays:
        raise _Wrong(
            f"‘{cell}’ can be read in two ways. Write the year first, for example 2026-12-04."
        ) from None
    except UnreadableDay as why:
        raise _Wrong(str(why)) from None
