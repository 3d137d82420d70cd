"""Write many rows with one statement, out of one JSON parameter, as both databases take them best.

A statement for each row costs PostgreSQL a round trip, and makes SQLite's search index begin
anew each time. The rows of one call name the same columns; what they leave out is what the
model says, as long as that is a plain value. Objects of the session know nothing of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnDefault,
    ColumnElement,
    Dialect,
    FromClause,
    Table,
    bindparam,
    func,
    literal,
    select,
    text,
    true,
)
from sqlalchemy import Row as NamedRow
from sqlalchemy import column as named
from sqlalchemy import update as update_of
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = Mapping[str, Any]

TURN = 0.2
"""Seconds for which many rows are written before others get their turn: they hardly notice it."""

FEWEST = 50


def paced(rows: int, seconds: float, most: int) -> int:
    """How many rows to write in the next turn, after so many took so long."""
    return max(FEWEST, min(most, int(rows * TURN / max(seconds, 0.001))))


def add(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    unless: str = "",
    telling: tuple[str, ...] = (),
) -> Sequence[NamedRow[*tuple[Any, ...]]]:
    """Add rows, and tell the columns asked for of those that are new, in no order.

    A row whose value of `unless`, a unique column, is there already is left out.
    """
    if not rows:
        return []
    statement = _adding(_dialect(session).name, table, tuple(rows[0]), unless, telling)
    done = session.connection().execute(statement, {"rows": _as_json(session, table, rows)})
    return done.all() if telling else []


def change(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Set columns of the rows that are known by their `id`."""
    if rows:
        statement = _changing(_dialect(session).name, table, tuple(rows[0]))
        session.connection().execute(statement, {"rows": _as_json(session, table, rows)})


def look_over(session: Session, table: Table) -> None:
    """Let PostgreSQL count what a table holds since many rows were added.

    It would plan as if there were none until it looks by itself, minutes later.
    """
    if _dialect(session).name == "postgresql":
        session.execute(text(f"ANALYZE {table.name}"))


def among(
    session: Session, column: ColumnElement[Any] | InstrumentedAttribute[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """The condition under which a column holds one of many numbers or texts: one parameter."""
    said = json.dumps(list(values), ensure_ascii=False)
    if _dialect(session).name == "postgresql":
        each = func.json_array_elements_text(literal(said).cast(JSON)).column_valued("one")
        return column.in_(select(each.cast(column.type)))
    return column.in_(select(func.json_each(said).table_valued("value").c.value))


@cache
def _adding(
    dialect: str, table: Table, names: tuple[str, ...], unless: str, telling: tuple[str, ...]
) -> Any:
    usual = {
        one: one.default.arg
        for one in table.c
        if isinstance(one.default, ColumnDefault)
        and one.default.is_scalar
        and one.name not in names
    }
    given = _given(dialect, table, names)
    told = [given.c[name] for name in names]
    untold = [bindparam(f"usual_{one.name}", said, one.type) for one, said in usual.items()]
    # SQLite would read the conflict clause after a bare SELECT as the beginning of a join.
    found = select(*told, *untold).where(true())
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = [*names, *(one.name for one in usual)]
    statement = insert(table).from_select(columns, found, include_defaults=False)
    if unless:
        statement = statement.on_conflict_do_nothing(index_elements=[unless])
    return statement.returning(*(table.c[name] for name in telling)) if telling else statement


@cache
def _changing(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    given = _given(dialect, table, names)
    news = {name: given.c[name] for name in names if name != "id"}
    return update_of(table).where(table.c.id == given.c.id).values(news)


def _given(dialect: str, table: Table, names: Sequence[str]) -> FromClause:
    """The rows of the parameter as a table."""
    if dialect == "postgresql":
        typed = [named(name, table.c[name].type) for name in names]
        rows = func.json_to_recordset(bindparam("rows"))
        return rows.table_valued(*typed).render_derived(name="given", with_types=True)
    row = func.json_each(bindparam("rows")).table_valued("value", name="row")
    cells = [
        func.json_extract(row.c.value, f"$[{place}]").label(name)
        for place, name in enumerate(names)
    ]
    return select(*cells).subquery("given")


def _as_json(session: Session, table: Table, rows: Sequence[Row]) -> str:
    dialect = _dialect(session)
    if dialect.name == "postgresql":
        return json.dumps(rows, ensure_ascii=False, default=_plain)
    columns = [_stored(dialect, table.c[name], [row[name] for row in rows]) for name in rows[0]]
    return json.dumps(list(zip(*columns, strict=True)), ensure_ascii=False)


def _stored(dialect: Dialect, column: Column[Any], values: list[Any]) -> list[Any]:
    """Values as SQLite holds them; what is JSON already is taken out of JSON as it is."""
    stored = column.type.dialect_impl(dialect).bind_processor(dialect)
    if stored is None:
        return values
    if isinstance(column.type, JSON):
        return [one if isinstance(one, dict | list) else stored(one) for one in values]
    known = {one: stored(one) for one in set(values)}  # days and kinds are the same many times
    return [known[one] for one in values]


def _plain(value: object) -> str:
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _dialect(session: Session) -> Dialect:
    return session.get_bind().dialect
