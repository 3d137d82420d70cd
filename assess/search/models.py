"""The table of words by which things are found."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from assess.database import Base, one_of
from assess.search.rules import Kind


class SearchEntry(Base):
    """The words of one person, membership, note or opening; gone when that is gone.

    The database keeps its own index of them in the same transaction (triggers and an index in
    the migrations): FTS5 on SQLite, a text search vector on PostgreSQL.
    """

    __tablename__ = "search_entry"

    kind: Mapped[Kind] = mapped_column(one_of(Kind), index=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), unique=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_member.id", ondelete="CASCADE"), unique=True
    )
    touchpoint_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_touchpoint.id", ondelete="CASCADE"), unique=True
    )
    opening_id: Mapped[int | None] = mapped_column(
        ForeignKey("opening.id", ondelete="CASCADE"), unique=True
    )
    pool_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(Text)
