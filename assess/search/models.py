"""The table of words by which things are found."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from assess.database import Base, index_where_told, one_of
from assess.search.rules import Kind


class SearchEntry(Base):
    """The words of one person, membership, note or opening; gone when that is gone.

    The database keeps its own index of them in the same transaction (triggers and an index in
    the migrations): FTS5 on SQLite, a text search vector on PostgreSQL.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        index_where_told("search_entry", "candidate_id", unique=True),
        index_where_told("search_entry", "member_id", unique=True),
        index_where_told("search_entry", "touchpoint_id", unique=True),
        index_where_told("search_entry", "opening_id", unique=True),
        index_where_told("search_entry", "pool_id"),
    )

    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("pool_member.id", ondelete="CASCADE"))
    touchpoint_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_touchpoint.id", ondelete="CASCADE")
    )
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id", ondelete="CASCADE"))
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Text)
