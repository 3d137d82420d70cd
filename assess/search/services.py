"""Keep the words by which something is found, in the transaction that changes it."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from assess import bulk
from assess.search.models import SearchEntry
from assess.search.rules import Kind, words

_ENTRIES = SearchEntry.metadata.tables["search_entry"]
_COLUMN = {
    Kind.PERSON: "candidate_id",
    Kind.PLACE: "member_id",
    Kind.NOTE: "touchpoint_id",
    Kind.OPENING: "opening_id",
}
"""Where the id of what an entry is about stands."""


PAGES_AT_ONCE = 500
"""So much of the index is written anew before others may write."""


def keep(
    session: Session, kind: Kind, texts: Mapping[int, str], *, pool_id: int | None = None
) -> None:
    """Let things be found by their texts, by the id of each; earlier words go."""
    forget(session, kind, texts)
    add(session, kind, texts, pool_id=pool_id)


def add(
    session: Session, kind: Kind, texts: Mapping[int, str], *, pool_id: int | None = None
) -> None:
    """Let new things be found by their texts, by the id of each."""
    rows = [
        {"kind": kind, _COLUMN[kind]: subject, "pool_id": pool_id, "words": words(text)}
        for subject, text in texts.items()
    ]
    bulk.add(session, _ENTRIES, rows)


def forget(session: Session, kind: Kind, subjects: Iterable[int]) -> None:
    """Let things be found no more."""
    ids = list(subjects)
    session.flush()
    if ids:
        session.execute(delete(_ENTRIES).where(bulk.among(session, _ENTRIES.c[_COLUMN[kind]], ids)))


def wipe(session: Session) -> Iterator[None]:
    """Take forgotten words out of the index itself, some pages at a time.

    SQLite finds them no more at once, but keeps their letters in older parts of its index until
    these are merged (https://sqlite.org/fts5.html#the_merge_command).
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    merge = text("INSERT INTO search_words(search_words, rank) VALUES('merge', :pages)")
    so_far, pages = text("SELECT total_changes()"), -PAGES_AT_ONCE  # below 0: all parts
    while True:
        before = session.scalar(so_far) or 0
        session.execute(merge, {"pages": pages})
        is_done, pages = (session.scalar(so_far) or 0) - before < 2, PAGES_AT_ONCE
        yield
        if is_done:
            return
