"""The one way to look for words, as each database does it."""

from sqlalchemy import (
    ColumnElement,
    Select,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from assess.search.models import SearchEntry
from assess.search.rules import asked_for


def matches(session: Session, asked: str) -> ColumnElement[bool]:
    """The condition under which an entry holds words that begin with all those asked for."""
    beginnings = asked_for(asked)
    if not beginnings:
        return false()
    if session.get_bind().dialect.name == "postgresql":
        vector = func.to_tsvector(literal_column("'simple'"), SearchEntry.words)
        query = " & ".join(f"{one}:*" for one in beginnings)
        return vector.op("@@", is_comparison=True)(
            func.to_tsquery(literal_column("'simple'"), literal(query))
        )
    found: Select[int] = (
        select(literal_column("rowid"))
        .select_from(table("search_words"))
        .where(text("search_words MATCH :asked").bindparams(asked=_fts5(beginnings)))
    )
    return SearchEntry.id.in_(found)


def _fts5(beginnings: list[str]) -> str:
    return " ".join(f'"{one}"*' for one in beginnings)
