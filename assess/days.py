"""Days as files write them: which number is the day, which the month. Pure."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class UnreadableDay(Exception):
    """Why a cell names no day; the text may be shown."""


class TwoDays(UnreadableDay):
    """A cell that names two days, as long as nobody says in which order they are."""


class DayOrder(StrEnum):
    """In which order the numbers of a day are written, where the year does not stand first."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"

    @property
    def label(self) -> str:
        """The order with an example."""
        return {
            "day-first": "Day, month, year: 4.12.2026 is 4 December",
            "month-first": "Month, day, year: 4/12/2026 is 12 April",
        }[self.value]


def orders(cells: Iterable[str]) -> set[DayOrder]:
    """The orders in which days can be meant; empty where every year stands first."""
    possible, seen = set(DayOrder), False
    for cell in cells:
        if (parts := _ending_in_a_year(cell)) is not None:
            seen = True
            if (only := _only_order(parts)) is not None:
                possible &= {only}
    return possible if seen else set()


def day(text: str, order: DayOrder | None) -> date:
    """The day a cell names. Raises `UnreadableDay`."""
    text = text.strip()
    if found := re.match(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})(?!\d)", text):
        numbers = int(found[1]), int(found[2]), int(found[3])
    elif (parts := _ending_in_a_year(text)) is not None:
        order = order or _only_order(parts)
        if order is None:
            raise TwoDays(f"‘{text[:30]}’ can be two days. Say in which order days are.")
        first, second, year = parts
        numbers = (year, second, first) if order is DayOrder.DAY_FIRST else (year, first, second)
    else:
        raise UnreadableDay(f"‘{text[:30]}’ is not a day. Write it like 2026-12-04.")
    try:
        return date(*numbers)
    except ValueError:
        raise UnreadableDay(f"There is no day ‘{text[:30]}’.") from None


def _only_order(parts: tuple[int, int, int]) -> DayOrder | None:
    """The one order in which a day can be meant; `None` where it can be two days."""
    if parts[0] > 12:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if parts[1] > 12 else None


def _ending_in_a_year(text: str) -> tuple[int, int, int] | None:
    found = re.match(r"\s*(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?!\d)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
