"""Keep the words by which something is found, in the transaction that changes it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete
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
