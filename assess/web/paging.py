"""A screenful of rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

ROWS = 50
FEW = 25
"""As many rows of a list stand on a page with several of them."""


@dataclass(frozen=True)
class Page:
    """One screenful: its rows, its number from 1, and how many rows there are in all.

    With `has_more` there are more than `total`, which nobody counted and no page leads to.
    """

    rows: Sequence[Any]
    number: int
    total: int
    size: int = ROWS
    has_more: bool = False

    @property
    def last(self) -> int:
        """Number of the last page; 1 when there are no rows."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """Number of the first row shown, counted from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)


def page(
    session: Session,
    statement: Select[Any],
    number: int,
    *,
    count: Select[int] | None = None,
    most: int | None = None,
    scalars: bool = True,
) -> Page:
    """Read one page of a statement that says its order.

    A number beyond the last page gives the last page. `count` may count more cheaply than
    wrapping the statement would; with `most` rows are counted so far and no further. What fits
    on the first page is not counted at all.
    """

    def read(number: int) -> Sequence[Any]:
        result = session.execute(statement.limit(ROWS).offset((number - 1) * ROWS))
        return result.scalars().all() if scalars else result.all()

    first = read(1) if number <= 1 else ()
    if number <= 1 and len(first) < min(ROWS, most or ROWS):
        return Page(first, 1, len(first))
    if count is None:
        some = statement.order_by(None).limit(None if most is None else most + 1)
        count = counting(some)
    counted = session.scalar(count) or 0
    total = counted if most is None else min(counted, most)
    number = min(max(1, number), max(1, -(-total // ROWS)))
    return Page(first or read(number), number, total, has_more=counted > total)


def beginning(
    session: Session, statement: Select[Any], to_count: Select[Any], *, most: int
) -> Page:
    """The first few rows of a list that has a page of its own; counted only where there are more.

    `to_count` are the same rows as cheaply as they can be counted, which ends after `most`.
    """
    rows = session.execute(statement.limit(FEW + 1)).all()
    if len(rows) <= FEW:
        return Page(rows, 1, len(rows), FEW)
    counted = session.scalar(counting(to_count.limit(most + 1))) or 0
    return Page(rows[:FEW], 1, min(counted, most), FEW, has_more=counted > most)


def counting(statement: Select[Any]) -> Select[int]:
    """How many rows a statement has, as a statement."""
    return select(func.count()).select_from(statement.subquery())
