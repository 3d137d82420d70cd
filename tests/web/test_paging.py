"""A screenful of rows at a time."""

import pytest
from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from assess.web import paging
from assess.web.paging import Page


def rows(count: int) -> Select[tuple[int]]:
    """A statement with so many rows, in order."""
    if count == 0:
        return select(literal(1).label("n")).where(literal(1) == literal(2))
    each = union_all(*(select(literal(number).label("n")) for number in range(1, count + 1)))
    table = each.subquery()
    return select(table.c.n).order_by(table.c.n)


@pytest.mark.parametrize(
    ("count", "asked", "number", "first", "last", "pages"),
    [
        (0, 1, 1, 0, 0, 1),
        (1, 1, 1, 1, 1, 1),
        (50, 1, 1, 1, 50, 1),
        (50, 2, 1, 1, 50, 1),
        (51, 2, 2, 51, 51, 2),
        (120, 2, 2, 51, 100, 3),
        (120, 3, 3, 101, 120, 3),
        (120, 99, 3, 101, 120, 3),
        (120, 0, 1, 1, 50, 3),
        (120, -7, 1, 1, 50, 3),
        (120, 10**30, 3, 101, 120, 3),
    ],
)
def test_which_rows_a_page_shows(
    session: Session, count: int, asked: int, number: int, first: int, last: int, pages: int
):
    page = paging.page(session, rows(count), asked)

    assert (page.number, page.total, page.last) == (number, count, pages)
    assert (page.first_row, page.last_row) == (first, last)
    assert list(page.rows) == list(range(first, last + 1) if count else [])


def test_rows_of_several_columns_come_whole(session: Session):
    statement = select(literal(1).label("a"), literal("x").label("b"))

    page = paging.page(session, statement, 1, scalars=False)

    assert [tuple(row) for row in page.rows] == [(1, "x")]


def test_rows_may_be_counted_more_cheaply(session: Session):
    page = paging.page(session, rows(51), 1, count=select(literal(57)))

    assert page.total == 57


def test_a_page_knows_where_it_stands():
    page = Page(rows=["x"] * 20, number=3, total=120)

    assert (page.first_row, page.last_row, page.last) == (101, 120, 3)


@pytest.mark.parametrize(
    ("many", "total", "more"), [(99, 99, False), (100, 100, False), (101, 100, True)]
)
def test_rows_are_counted_as_far_as_it_helps(session: Session, many: int, total: int, more: bool):
    page = paging.page(session, rows(many), 9, most=100)

    assert (page.total, page.has_more, page.last) == (total, more, 2)
    assert (page.number, list(page.rows)) == (2, list(range(51, total + 1)))
