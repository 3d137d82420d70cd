"""Tables of talent pools: roles somebody always looks for, their members, words exchanged."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assess.accounts.models import User
from assess.database import Base, Public, Versioned, index_where_told, one_of
from assess.openings.models import Candidate
from assess.talent.rules import BatchStatus, Consent, Readiness, Standing, Touch


class Pool(Versioned, Public, Base):
    """A role somebody always looks for, whether or not a seat is open.

    `template` is the role template whose success profile people are held against.
    """

    __tablename__ = "pool"

    title: Mapped[str] = mapped_column(String(200))
    template: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]

    keepers: Mapped[list["PoolKeeper"]] = relationship(
        cascade="all, delete-orphan", order_by="PoolKeeper.id"
    )


class PoolKeeper(Base):
    """Somebody who keeps a pool, and how many conversations a month they mean to hold."""

    __tablename__ = "pool_keeper"
    __table_args__ = (
        Unique("pool_id", "user_id"),
        CheckConstraint("a_month >= 0", name="a_month"),
    )

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    a_month: Mapped[int]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class PoolMember(Versioned, Public, Base):
    """A person in a pool: why, for when, who keeps in touch, and how long they agreed to.

    `consent_how` says how consent was given; while it is only asked for, `consent_until` is the
    day the question runs out. `markets` and `lines` say which target markets and product lines
    they would fit, `tags_text` holds them folded, a line each, to be found by.
    """

    __tablename__ = "pool_member"
    __table_args__ = (
        Unique("pool_id", "candidate_id"),
        Index("ix_pool_member_pool", "pool_id", "readiness"),
        Index("ix_pool_member_review", "pool_id", "review_on"),
    )

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    readiness: Mapped[Readiness] = mapped_column(one_of(Readiness))
    reason: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    review_on: Mapped[date] = mapped_column(Date)
    consent: Mapped[Consent] = mapped_column(one_of(Consent))
    consent_on: Mapped[date] = mapped_column(Date)
    consent_until: Mapped[date] = mapped_column(Date, index=True)
    consent_how: Mapped[str] = mapped_column(String(200), default="")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    markets: Mapped[list[str]] = mapped_column(JSON, default=list)
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags_text: Mapped[str] = mapped_column(Text, default="")
    last_word_on: Mapped[date | None] = mapped_column(Date)
    next_action: Mapped[str] = mapped_column(String(200), default="")
    next_on: Mapped[date | None] = mapped_column(Date)
    added_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime]

    pool: Mapped[Pool] = relationship()
    candidate: Mapped[Candidate] = relationship()
    owner: Mapped[User] = relationship()
    touches: Mapped[list["Touchpoint"]] = relationship(
        order_by="Touchpoint.said_on.desc(), Touchpoint.id.desc()", passive_deletes=True
    )

    @property
    def standing(self) -> Standing:
        """What decides whether this person waits for attention."""
        return Standing(
            self.added_on, self.review_on, self.consent, self.consent_until,
            self.last_word_on, self.next_on,
        )  # fmt: skip


class Touchpoint(Public, Base):
    """A word exchanged with a member of a pool.

    Once the member is gone, a day and who spoke is left of it, so that months stay as they were.
    """

    __tablename__ = "pool_touchpoint"
    __table_args__ = (Index("ix_pool_touchpoint_by", "pool_id", "user_id", "kind", "said_on"),)

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("pool_member.id", ondelete="SET NULL"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[Touch] = mapped_column(one_of(Touch))
    said_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()
    member: Mapped[PoolMember | None] = relationship(viewonly=True)


class PeopleBatch(Versioned, Public, Base):
    """A file of people on its way into a pool, and what it brought.

    `header_key` knows files with the same columns again, so that `columns`, which says what
    each column holds, is offered for the next one. `settings` holds what is true of everybody.
    """

    __tablename__ = "people_batch"
    __table_args__ = (Index("ix_people_batch_header", "user_id", "header_key"),)

    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    status: Mapped[BatchStatus] = mapped_column(one_of(BatchStatus), default=BatchStatus.SENT)
    file_name: Mapped[str] = mapped_column(String(200))
    stored_as: Mapped[str] = mapped_column(String(40))
    header: Mapped[list[str]] = mapped_column(JSON)
    samples: Mapped[list[list[str]]] = mapped_column(JSON)
    header_key: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[str]] = mapped_column(JSON)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(Text, default="")
    read: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    handled: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]

    pool: Mapped[Pool] = relationship()
    user: Mapped[User] = relationship()


class PeopleRow(Base):
    """One line of a file of people: who it names, or what is wrong with it.

    What it says of a person is forgotten once they are in. `made_candidate` and `made_member`
    say what taking it back removes; `before` what it puts back, as long as the member still
    has the `after_version`.
    """

    __tablename__ = "people_row"
    __table_args__ = (
        Unique("batch_id", "line"),
        Index("ix_people_row_email", "batch_id", "email"),
        index_where_told("people_row", "candidate_id"),
        index_where_told("people_row", "member_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("people_batch.id", ondelete="CASCADE"))
    line: Mapped[int]
    email: Mapped[str] = mapped_column(String(320), default="")
    phone_key: Mapped[str] = mapped_column(String(20), default="")
    held: Mapped[dict[str, Any]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(String(500), default="")
    handled: Mapped[bool] = mapped_column(default=False)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidate.id", ondelete="SET NULL")
    )
    member_id: Mapped[int | None] = mapped_column(ForeignKey("pool_member.id", ondelete="SET NULL"))
    made_candidate: Mapped[bool] = mapped_column(default=False)
    made_member: Mapped[bool] = mapped_column(default=False)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after_version: Mapped[int] = mapped_column(default=0)

    @property
    def ready_label(self) -> str:
        """When this person could take the role, as pages say it."""
        return Readiness(self.held["readiness"]).label

    @property
    def days(self) -> dict[str, date]:
        """When to look again, when consent was given and how long it holds."""
        names = ("review_on", "given_on", "until")
        return {name: date.fromisoformat(self.held[name]) for name in names}
