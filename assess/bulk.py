"""Write many rows with one statement, out of one JSON parameter, as both databases take them best.

A statement for each row costs PostgreSQL a round trip, and makes SQLite's search index begin
anew each time. What is the same in all rows is said once, beside them. The rows of one call name
the same columns; what they leave out is what the model says, as long as that is a plain value.
Objects of the session know nothing of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

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
    said = _said(session, table, rows, unless)
    statement = _adding(_dialect(session).name, table, *said.names, unless, telling)
    done = session.connection().execute(statement, said.parameters)
    return done.all() if telling else []


def change(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Set columns of the rows that are known by their `id`."""
    if rows:
        said = _said(session, table, rows, "id")
        statement = _changing(_dialect(session).name, table, *said.names)
        session.connection().execute(statement, said.parameters)


def look_over(session: Session, *tables: Table) -> None:
    """Let PostgreSQL count what tables hold since many rows were added: those named, or all.

    It would plan as if there were none until it looks by itself, minutes later.
    """
    dialect = _dialect(session)
    if dialect.name == "postgresql":
        named_so = [dialect.identifier_preparer.format_table(table) for table in tables]
        session.flush()
        session.execute(text(f"ANALYZE {', '.join(named_so)}"))


def among(
    session: Session, column: ColumnElement[Any] | InstrumentedAttribute[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """The condition under which a column holds one of many numbers or texts: one parameter."""
    said = json.dumps(list(values), ensure_ascii=False)
    if _dialect(session).name == "postgresql":
        each = func.json_array_elements_text(literal(said).cast(JSON)).column_valued("one")
        return column.in_(select(each.cast(column.type)))
    return column.in_(select(func.json_each(said).table_valued("value").c.value))


class _Said(NamedTuple):
    """Names of columns with a value for each row, of those with one for all, and all values."""

    names: tuple[tuple[str, ...], tuple[str, ...]]
    parameters: dict[str, Any]


def _said(session: Session, table: Table, rows: Sequence[Row], key: str) -> _Said:
    """Rows as parameters. The key, or else the first column, has a value for each row."""
    first = rows[0]
    key = key or next(iter(first))
    each: list[str] = []
    once: list[str] = []
    for name, value in first.items():
        # Of JSON, only nothing is alike enough: in Python [1] is [True].
        is_once = name != key and not (isinstance(value, dict | list) and value)
        is_once = is_once and all(row[name] == value for row in rows)
        (once if is_once else each).append(name)
    parameters = {f"once_{name}": first[name] for name in once}
    return _Said(
        (tuple(each), tuple(once)), parameters | {"rows": _as_json(session, table, rows, each)}
    )


@lru_cache(maxsize=512)
def _adding(
    dialect: str,
    table: Table,
    each: tuple[str, ...],
    once: tuple[str, ...],
    unless: str,
    telling: tuple[str, ...],
) -> Any:
    usual = {
        one: one.default.arg
        for one in table.c
        if isinstance(one.default, ColumnDefault)
        and one.default.is_scalar
        and one.name not in (*each, *once)
    }
    given = _given(dialect, table, each)
    told = [given.c[name] for name in each]
    told_once = [_once(table, name) for name in once]
    untold = [bindparam(f"usual_{one.name}", said, one.type) for one, said in usual.items()]
    # SQLite would read the conflict clause after a bare SELECT as the beginning of a join.
    found = select(*told, *told_once, *untold).where(true())
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    columns = [*each, *once, *(one.name for one in usual)]
    statement = insert(table).from_select(columns, found, include_defaults=False)
    if unless:
        statement = statement.on_conflict_do_nothing(index_elements=[unless])
    return statement.returning(*(table.c[name] for name in telling)) if telling else statement


@lru_cache(maxsize=512)
def _changing(dialect: str, table: Table, each: tuple[str, ...], once: tuple[str, ...]) -> Any:
    given = _given(dialect, table, each)
    news = {name: given.c[name] for name in each if name != "id"}
    alike = {name: _once(table, name) for name in once}
    return update_of(table).where(table.c.id == given.c.id).values(news | alike)


def _once(table: Table, name: str) -> ColumnElement[Any]:
    return bindparam(f"once_{name}", type_=table.c[name].type)


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


def _as_json(session: Session, table: Table, rows: Sequence[Row], names: Sequence[str]) -> str:
    dialect = _dialect(session)
    if dialect.name == "postgresql":
        said = [{name: row[name] for name in names} for row in rows]
        return json.dumps(said, ensure_ascii=False, default=_plain)
    columns = [_stored(dialect, table.c[name], [row[name] for row in rows]) for name in names]
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
